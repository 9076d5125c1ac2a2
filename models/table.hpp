// SPDX-License-Identifier: Apache-2.0
// What a table is: a struct of columns and one constexpr list, `columns()`, that names them.
//
// The list is written once per table and drives, each with one loop over for_each_column(): row handling below,
// checks (models/check.hpp), NumPy views, GDAL fields, comparison of golden files, the data dictionary and stubs.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/ids.hpp"
#include "models/names.hpp"

namespace gastwin {

/// "Not recorded" for whole numbers; floating-point columns use NaN, text uses "".
inline constexpr std::int32_t missing_int = std::numeric_limits<std::int32_t>::min();
inline constexpr double missing_real = std::numeric_limits<double>::quiet_NaN();

/// A yes/no cell. Not std::vector<bool>: columns are handed out as contiguous memory.
using Flag = std::uint8_t;

/// Legal values of a numeric column; missing values are always allowed in optional columns.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = false; ///< the low end itself is illegal (lengths, diameters)

    [[nodiscard]] constexpr bool contains(double x) const { return (low_open ? x > low : x >= low) && x <= high; }
};

inline constexpr Range any_value{};
inline constexpr double largest_real = std::numeric_limits<double>::max(); ///< no quantity is infinite
inline constexpr Range positive{0.0, largest_real, true};
inline constexpr Range not_negative{0.0, largest_real, false};
inline constexpr Range flow_limit{0.0, std::numeric_limits<double>::infinity(), true}; ///< infinite: no limit
inline constexpr Range fraction{0.0, 1.0, false};

/// std::string cannot live in a constexpr description, so text defaults are views.
template <class T> using Fallback = std::conditional_t<std::is_same_v<T, std::string>, std::string_view, T>;

template <class Table, class T> struct Column {
    using table = Table;
    using value_type = T;
    std::string_view name, unit, doc;
    std::vector<T> Table::*data;
    bool required;
    Fallback<T> fallback; ///< what a missing optional column takes
    Range range;
};

template <class Table, class T>
constexpr Column<Table, T> required(std::string_view name, std::string_view unit, std::string_view doc,
                                    std::vector<T> Table::*data, Range range = any_value) {
    return {name, unit, doc, data, true, Fallback<T>{}, range};
}

template <class Table, class T>
constexpr Column<Table, T> optional(std::string_view name, std::string_view unit, std::string_view doc,
                                    std::vector<T> Table::*data, Fallback<T> fallback, Range range = any_value) {
    return {name, unit, doc, data, false, fallback, range};
}

template <class Table>
concept TableType = requires(const Table &t) {
    Table::name;
    Table::columns();
    t.id;
};

/// Calls f(column) for each column of the table, in order.
template <TableType Table, class F> constexpr void for_each_column(F &&f) {
    std::apply([&](const auto &...column) { (f(column), ...); }, Table::columns());
}

template <TableType Table> [[nodiscard]] std::size_t row_count(const Table &table) { return table.id.size(); }

/// Resizes every column; new rows hold each column's default.
template <TableType Table> void resize_rows(Table &table, std::size_t rows) {
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        (table.*column.data).resize(rows, T(column.fallback));
    });
}

/// Appends one row of defaults with this id and returns its number.
template <TableType Table> Index<Table> append_row(Table &table, std::string id) {
    const std::size_t row = row_count(table);
    resize_rows(table, row + 1);
    table.id[row] = std::move(id);
    return Index<Table>{row};
}

/// Keeps the listed rows, in the order given.
template <TableType Table> [[nodiscard]] Table select_rows(const Table &table, std::span<const std::int32_t> rows) {
    Table kept;
    for_each_column<Table>([&](const auto &column) {
        auto &to = kept.*column.data;
        const auto &from = table.*column.data;
        to.reserve(rows.size());
        for (const std::int32_t row : rows) to.push_back(from[static_cast<std::size_t>(row)]);
    });
    return kept;
}

/// Appends the rows of `more`.
template <TableType Table> void append_rows(Table &table, const Table &more) {
    for_each_column<Table>([&](const auto &column) {
        auto &to = table.*column.data;
        const auto &from = more.*column.data;
        to.insert(to.end(), from.begin(), from.end());
    });
}

/// Is this cell "not recorded"?
template <class T> [[nodiscard]] bool is_missing(const T &value) {
    if constexpr (std::is_floating_point_v<T>) return std::isnan(value);
    else if constexpr (std::is_same_v<T, std::int32_t>) return value == missing_int;
    else if constexpr (std::is_same_v<T, std::string>) return value.empty();
    else if constexpr (is_index_v<T>) return !value.valid();
    else return false;
}

} // namespace gastwin
