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

/// Rows whose id an earlier row has already, ascending. One look at each id where they ascend (shorter ones first, then
/// by characters: how programs number); else one flat hash table. Every computation starts with it.
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

/// Missing required values, values outside their range, references out of bounds.
template <TableType Table, class Column>
void check_column(const Network &network, const Table &table, const Column &column, Issues &issues) {
    using T = typename Column::value_type;
    const auto &cells = table.*column.data;
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
