// SPDX-License-Identifier: Apache-2.0
// Tables as files see them: named columns whose cells are numbers, yes/no or text. Enumerations become their codes
// and references the text id of the row they point to, so that a file stays right when its rows are reordered.
//
// Both directions follow from columns(): fields_of() for writing, slots_of() for reading. No GDAL here.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/inventory.hpp"

namespace gastwin {

/// The cells of one column to be written. The views point into the table and the network they were made from.
using Cells = std::variant<std::span<const double>, std::span<const std::int32_t>, std::span<const Flag>,
                           std::span<const std::string>, std::vector<std::string_view>>;

struct Field {
    std::string_view name;
    Cells cells;
    std::span<const Name> codes; ///< legal values of an enumeration, with labels; empty for other columns
};

template <class T> [[nodiscard]] constexpr std::span<const Name> codes_of() {
    if constexpr (Named<T>) return Names<T>::names;
    else return {};
}

template <class T> [[nodiscard]] Cells cells_of(const Network &network, const std::vector<T> &column) {
    if constexpr (Named<T>) {
        std::vector<std::string_view> codes;
        codes.reserve(column.size());
        for (const T value : column) codes.push_back(code_of(value));
        return codes;
    } else if constexpr (is_index_v<T>) {
        const auto &target = table_of<typename T::table>(network).id;
        std::vector<std::string_view> ids(column.size());
        for (std::size_t i = 0; i < column.size(); ++i)
            if (column[i].valid()) ids[i] = target.at(column[i].row());
        return ids;
    } else {
        return std::span<const T>(column);
    }
}

/// The columns of a table, in order. Throws Error("internal") when they differ in length.
template <TableType Table> [[nodiscard]] std::vector<Field> fields_of(const Network &network, const Table &table) {
    std::vector<Field> fields;
    for_each_column<Table>([&](const auto &column) {
        const auto &cells = table.*column.data;
        if (cells.size() != row_count(table))
            throw Error("internal", {.layer = std::string(Table::name), .column = std::string(column.name)}, {},
                        "the columns of a table differ in length");
        using T = typename std::decay_t<decltype(column)>::value_type;
        fields.push_back({column.name, cells_of(network, cells), codes_of<T>()});
    });
    return fields;
}

/// Tables that refer to no other table need no network to be written or read.
template <TableType Table> [[nodiscard]] constexpr bool has_references() {
    bool found = false;
    for_each_column<Table>(
        [&](const auto &column) { found = found || is_index_v<typename std::decay_t<decltype(column)>::value_type>; });
    return found;
}

/// Where the cells of one column go when read. NULL becomes NaN, missing_int, null_flag or "".
struct Slot {
    std::string_view name;
    bool required;
    std::variant<std::vector<double> *, std::vector<std::int32_t> *, std::vector<Flag> *, std::vector<std::string> *>
        cells;
};

inline constexpr Flag null_flag = 255;

/// Receives the cells of a layer and turns them into a table; see TwinReader::read.
template <TableType Table> class Landing {
  public:
    /// One slot per column: numbers and text land in the table itself, codes and references as text beside it.
    [[nodiscard]] std::vector<Slot> slots() {
        std::vector<Slot> slots;
        for_each_column<Table>([&](const auto &column) {
            using T = typename std::decay_t<decltype(column)>::value_type;
            if constexpr (Named<T>) slots.push_back({column.name, column.required, &codes_[std::string(column.name)]});
            else if constexpr (is_index_v<T>)
                slots.push_back({column.name, column.required, &into_.references[std::string(column.name)]});
            else slots.push_back({column.name, column.required, &(into_.rows.*column.data)});
        });
        return slots;
    }

    /// The table of `rows` rows. Columns the file does not have take their defaults; so do codes nobody knows, which
    /// are reported as issues.
    [[nodiscard]] Register<Table> take(std::size_t rows, Issues &issues) {
        std::erase_if(into_.references, [&](const auto &entry) { return entry.second.size() != rows; });
        resize_rows(into_.rows, rows);
        for_each_column<Table>([&](const auto &column) {
            using T = typename std::decay_t<decltype(column)>::value_type;
            auto &cells = into_.rows.*column.data;
            if constexpr (std::is_same_v<T, Flag>) std::replace(cells.begin(), cells.end(), null_flag, column.fallback);
            else if constexpr (Named<T>) parse_codes(column.name, codes_[std::string(column.name)], cells, issues);
        });
        return std::move(into_);
    }

  private:
    template <Named E>
    void parse_codes(std::string_view column, const std::vector<std::string> &codes, std::vector<E> &cells,
                     Issues &issues) const {
        for (std::size_t i = 0; i < codes.size(); ++i) {
            if (codes[i].empty()) continue;
            if (const auto value = parse_code<E>(codes[i])) cells[i] = *value;
            else
                add_issue(issues, {.kind = "unknown_code",
                                   .layer = std::string(Table::name),
                                   .object_id = into_.rows.id[i],
                                   .row = static_cast<std::int32_t>(i + 1),
                                   .column = std::string(column),
                                   .value = codes[i]});
        }
    }

    Register<Table> into_;
    References codes_;
};

} // namespace gastwin
