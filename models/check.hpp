// SPDX-License-Identifier: Apache-2.0
// Checks that follow from columns() alone. O(n), always on; they report rows and never throw.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "models/issue.hpp"
#include "models/network.hpp"
#include "models/number_text.hpp"

namespace gastwin {

/// Rows whose id an earlier row has already, ascending. One look at each id where they are a few ascending series (the
/// same letters before figures: how programs number); else one flat hash table. Every computation starts with it.
[[nodiscard]] std::vector<std::size_t> repeated_ids(std::span<const std::string> ids);

/// Can a cell of this column be wrong by itself? Optional text, flags and codes cannot.
template <class Column> constexpr bool needs_check(const Column &column) {
    using T = typename Column::value_type;
    constexpr bool is_number = std::is_same_v<T, double> || std::is_same_v<T, std::int32_t>;
    const bool is_bounded = column.range.low > any_value.low || column.range.high < any_value.high;
    return column.required || is_index_v<T> || (is_number && is_bounded);
}

template <TableType Table>
void report_cell(const Table &table, std::string_view kind, std::size_t row, std::string_view column, std::string value,
                 Issues &issues) {
    add_issue(issues, {.kind = kind,
                       .layer = std::string(Table::name),
                       .object_id = table.id[row],
                       .row = static_cast<std::int32_t>(row + 1),
                       .column = std::string(column),
                       .value = std::move(value)});
}

/// Is every cell what a column of numbers or references may hold? A loop without branches: it runs over every column of
/// every table before each computation, and nearly always finds nothing.
template <class Column, class Cells>
[[nodiscard]] bool all_sound(const Network &network, const Column &column, const Cells &cells) {
    using T = typename Column::value_type;
    const std::uint64_t may_miss = column.required ? 0 : 1;
    std::uint64_t wrong = 0;
    if constexpr (std::is_same_v<T, double>) {
        const double lowest = column.range.low_open ? std::nextafter(column.range.low, largest_real) : column.range.low;
        const double highest = column.range.high;
        for (const double x : cells)
            wrong |= static_cast<std::uint64_t>(!(x >= lowest && x <= highest)) & ~(may_miss & std::uint64_t{x != x});
    } else if constexpr (is_index_v<T>) {
        const auto rows = static_cast<std::int64_t>(row_count(table_of<typename T::table>(network)));
        for (const T x : cells)
            wrong |= static_cast<std::uint64_t>(x.value >= rows) | (std::uint64_t{x.value < 0} & ~may_miss);
    } else {
        return false;
    }
    return wrong == 0;
}

/// Missing required values, values outside their range, references out of bounds.
template <TableType Table, class Column>
void check_column(const Network &network, const Table &table, const Column &column, Issues &issues) {
    using T = typename Column::value_type;
    const auto &cells = table.*column.data;
    if (all_sound(network, column, cells)) return;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (is_missing(cells[i])) {
            if (column.required) report_cell(table, "missing_value", i, column.name, "", issues);
        } else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int32_t>) {
            if (!column.range.contains(static_cast<double>(cells[i])))
                report_cell(table, "value_out_of_range", i, column.name, number_text(static_cast<double>(cells[i])),
                            issues);
        } else if constexpr (is_index_v<T>) {
            if (cells[i].row() >= row_count(table_of<typename T::table>(network)))
                report_cell(table, "dangling_reference", i, column.name, std::to_string(cells[i].value), issues);
        }
    }
}

/// Duplicate ids and check_column() for every column of every table, and what only the tables together can tell: a
/// source needs exactly one pressure, a valve one of its two forms; sources that a higher one at their node overrules,
/// and links from a node to itself.
[[nodiscard]] Issues check(const Network &network);

/// Throws Error for the first "error"-severity row of check(): the precondition of every computation.
void require_sound(const Network &network);

} // namespace gastwin
