// SPDX-License-Identifier: Apache-2.0
// One binding for every table: bind_table<T>() reads columns() and nothing else.
//
// A view keeps its owner alive and hands out columns without copying: numbers, flags and references (as row numbers)
// as read-only NumPy arrays over the C++ memory, text and enumerations as arrays of strings.
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>

#include "models/network.hpp"

namespace gastwin::python {

namespace py = pybind11;

/// A table inside something that owns it; `network` resolves references and may be null for result tables.
template <TableType Table> struct View {
    std::shared_ptr<const void> owner;
    const Table *table;
    const Network *network;
};

/// Read-only array over memory that `base` keeps alive.
template <class T> py::array shared_array(const std::vector<T> &values, const py::object &base) {
    using Cell = std::conditional_t<is_index_v<T> || std::is_enum_v<T>, void, T>;
    py::array array;
    if constexpr (is_index_v<T>) {
        array = py::array(py::dtype::of<std::int32_t>(), {values.size()}, {sizeof(T)}, values.data(), base);
    } else if constexpr (std::is_enum_v<T>) {
        array = py::array(py::dtype::of<std::uint8_t>(), {values.size()}, {sizeof(T)}, values.data(), base);
    } else {
        array = py::array(py::dtype::of<Cell>(), {values.size()}, {sizeof(T)}, values.data(), base);
    }
    array.attr("setflags")(py::arg("write") = false);
    return array;
}

template <class T> constexpr std::string_view kind_of_cell() {
    if constexpr (std::is_same_v<T, double>) return "real";
    else if constexpr (std::is_same_v<T, std::int32_t>) return "integer";
    else if constexpr (std::is_same_v<T, Flag>) return "flag";
    else if constexpr (std::is_same_v<T, std::string>) return "text";
    else if constexpr (is_index_v<T>) return "reference";
    else return "code";
}

/// One column as NumPy: a view for numbers, a list for text, uint8 for codes.
template <TableType Table, class Column>
py::object column_data(const View<Table> &view, const Column &column, const py::object &self) {
    using T = typename Column::value_type;
    const auto &cells = view.table->*column.data;
    if constexpr (std::is_same_v<T, std::string>) return py::cast(cells);
    else return shared_array(cells, self);
}

/// The ids a reference column points to, "" where there is none.
template <TableType Table, class Column>
std::vector<std::string> referenced_ids(const View<Table> &view, const Column &column) {
    using Target = typename Column::value_type::table;
    const auto &cells = view.table->*column.data;
    std::vector<std::string> ids(cells.size());
    if (view.network == nullptr) return ids;
    const auto &target = table_of<Target>(*view.network);
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i].valid()) ids[i] = target.id[cells[i].row()];
    return ids;
}

/// What columns() says, as dictionaries: name, unit, doc, kind, required, default, low, high, names, table.
template <TableType Table> py::list schema() {
    py::list list;
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        py::dict d;
        d["name"] = py::str(column.name.data(), column.name.size());
        d["unit"] = py::str(column.unit.data(), column.unit.size());
        d["doc"] = py::str(column.doc.data(), column.doc.size());
        d["kind"] = py::str(std::string(kind_of_cell<T>()));
        d["required"] = column.required;
        d["low"] = column.range.low;
        d["high"] = column.range.high;
        if constexpr (is_index_v<T>) {
            d["table"] = py::str(std::string(T::table::name));
            d["default"] = py::none();
        } else if constexpr (std::is_enum_v<T>) {
            py::list names;
            for (const Name &n : Names<T>::names)
                names.append(py::make_tuple(std::string(n.code), std::string(n.en), std::string(n.zh)));
            d["names"] = names;
            d["default"] = py::str(std::string(code_of(column.fallback)));
        } else if constexpr (std::is_same_v<T, std::string>) {
            d["default"] = py::str(std::string(column.fallback));
        } else if (is_missing(T(column.fallback))) {
            d["default"] = py::none();
        } else {
            d["default"] = py::cast(column.fallback);
        }
        list.append(d);
    });
    return list;
}

template <TableType Table> void bind_table(py::module_ &m, const char *class_name) {
    using V = View<Table>;
    py::class_<V> view(m, class_name);
    view.attr("name") = std::string(Table::name);
    view.def_static("schema", &schema<Table>, "Columns of the table: name, unit, doc, kind, required, default, range.");
    view.def("__len__", [](const V &v) { return row_count(*v.table); });
    view.def(
        "column",
        [](const py::object &self, const std::string &name) {
            const V &v = self.cast<const V &>();
            py::object found = py::none();
            for_each_column<Table>([&](const auto &column) {
                if (column.name == name) found = column_data(v, column, self);
            });
            if (found.is_none()) throw py::key_error(name);
            return found;
        },
        py::arg("name"), "One column, without a copy where it holds numbers.");
    view.def(
        "references",
        [](const V &v, const std::string &name) {
            std::vector<std::string> ids;
            bool found = false;
            for_each_column<Table>([&](const auto &column) {
                using T = typename std::decay_t<decltype(column)>::value_type;
                if constexpr (is_index_v<T>) {
                    if (column.name == name) {
                        ids = referenced_ids(v, column);
                        found = true;
                    }
                }
            });
            if (!found) throw py::key_error(name);
            return ids;
        },
        py::arg("name"), "Ids a reference column points to.");
}

} // namespace gastwin::python
