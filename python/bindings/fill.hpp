// SPDX-License-Identifier: Apache-2.0
// Columns from Python into a table. Anything wrong with a cell is an Error that names table, row and column.
#pragma once
#include <cmath>
#include <limits>

#include "models/number_text.hpp"
#include "models/references.hpp"
#include "python/bindings/table.hpp"

namespace gastwin::python {

/// A number for a column of whole numbers; neither rounded nor cut to what fits. NaN is "not recorded", and so is what
/// a column of ours shows for that.
inline std::int32_t whole_number(double x, const Place &place) {
    if (std::isnan(x) || x == missing_int) return missing_int;
    constexpr double most = std::numeric_limits<std::int32_t>::max();
    if (x == std::floor(x) && std::abs(x) <= most) return static_cast<std::int32_t>(x);
    Place at = place;
    at.value = number_text(x);
    throw Error("value_out_of_range", at, {}, "a whole number is needed");
}

/// `place` names table and column.
template <class T> void fill_numbers(std::vector<T> &cells, const py::object &values, Place place) {
    const auto array = py::array_t<double, py::array::c_style | py::array::forcecast>::ensure(values);
    if (!array) throw py::error_already_set();
    const auto read = array.template unchecked<1>();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double x = read(static_cast<py::ssize_t>(i));
        if constexpr (std::is_same_v<T, double>) cells[i] = x;
        else if constexpr (std::is_same_v<T, Flag>) cells[i] = x != 0.0 ? 1 : 0;
        else {
            place.row = static_cast<std::int64_t>(i + 1);
            cells[i] = whole_number(x, place);
        }
    }
}

template <Named E>
void fill_codes(std::vector<E> &cells, const std::vector<std::string> &codes, std::string_view table,
                std::string_view column, E fallback) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (codes[i].empty()) {
            cells[i] = fallback;
        } else if (const auto value = parse_code<E>(codes[i])) {
            cells[i] = *value;
        } else {
            throw Error("unknown_code", {.layer = std::string(table),
                                         .row = static_cast<std::int64_t>(i + 1),
                                         .column = std::string(column),
                                         .value = codes[i]});
        }
    }
}

/// Fills the table from `columns` (name → sequence); text columns and references must be lists of str. Returns the
/// references, still as ids.
template <TableType Table> References fill_table(Table &table, const py::dict &columns) {
    References references;
    const std::string layer(Table::name);
    if (!columns.contains("id")) throw Error("missing_column", {.layer = layer, .column = "id"});
    resize_rows(table, py::len(columns["id"]));
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        const py::str name(column.name.data(), column.name.size());
        if (!columns.contains(name)) {
            if (column.required) throw Error("missing_column", {.layer = layer, .column = std::string(column.name)});
            return;
        }
        const py::object values = columns[name];
        if (py::len(values) != row_count(table))
            throw Error("missing_value", {.layer = layer, .column = std::string(column.name)}, {},
                        "the column is shorter or longer than id");
        auto &cells = table.*column.data;
        if constexpr (std::is_same_v<T, std::string>) cells = values.cast<std::vector<std::string>>();
        else if constexpr (is_index_v<T>) references.emplace(column.name, values.cast<std::vector<std::string>>());
        else if constexpr (std::is_enum_v<T>)
            fill_codes(cells, values.cast<std::vector<std::string>>(), Table::name, column.name, column.fallback);
        else fill_numbers(cells, values, {.layer = layer, .column = std::string(column.name)});
    });
    return references;
}

} // namespace gastwin::python
