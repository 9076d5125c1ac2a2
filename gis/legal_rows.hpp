// SPDX-License-Identifier: Apache-2.0
// Rows as they come may repeat ids or hold impossible numbers; a network may not.
#pragma once
#include <algorithm>
#include <unordered_set>

#include "models/check.hpp"
#include "models/inventory.hpp"

namespace gastwin {

/// Logs a repair of one cell as issue and ledger row.
template <TableType Table>
void mend_cell(Issues &issues, Repairs &repairs, const Table &table, std::size_t row, std::string_view kind,
               std::string_view column, const std::string &before, const std::string &after) {
    std::string layer(Table::name);
    std::int32_t source_row = static_cast<std::int32_t>(row + 1);
    if constexpr (requires { table.source_row; }) {
        if (!table.source[row].empty()) layer = table.source[row];
        source_row = table.source_row[row];
    }
    add_issue(issues, {.kind = kind,
                       .layer = layer,
                       .object_id = table.id[row],
                       .row = source_row,
                       .column = std::string(column),
                       .value = before,
                       .detail = after.empty() ? "not used" : "renamed " + after});
    add_repair(repairs, {.kind = kind,
                         .layer = layer,
                         .object_id = table.id[row],
                         .row = source_row,
                         .before = std::string(column) + " " + before,
                         .after = after});
}

/// Numbers outside their column's legal range become missing (value_out_of_range).
template <TableType Table> void clear_illegal_values(Table &table, Issues &issues, Repairs &repairs) {
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int32_t>) {
            auto &cells = table.*column.data;
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (is_missing(cells[i]) || column.range.contains(static_cast<double>(cells[i]))) continue;
                mend_cell(issues, repairs, table, i, "value_out_of_range", column.name, std::to_string(cells[i]), "");
                if constexpr (std::is_same_v<T, double>) cells[i] = missing_real;
                else cells[i] = missing_int;
            }
        }
    });
}

/// Later rows of a repeated or empty id become "id#row" (duplicate_id). Rows with kept[row] == 0 do not count.
template <TableType Table>
void make_ids_unique(Table &table, Issues &issues, Repairs &repairs, std::span<const Flag> kept = {}) {
    if (repeated_ids(table.id).empty() && std::find(table.id.begin(), table.id.end(), "") == table.id.end()) return;
    std::unordered_set<std::string> seen(table.id.begin(), table.id.end()), used;
    for (std::size_t i = 0; i < row_count(table); ++i) {
        if (!kept.empty() && !kept[i]) continue;
        if (!table.id[i].empty() && used.insert(table.id[i]).second) continue;
        std::string fresh = table.id[i] + '#' + std::to_string(i + 1);
        while (!seen.insert(fresh).second) fresh += '#';
        mend_cell(issues, repairs, table, i, "duplicate_id", "id", table.id[i], fresh);
        used.insert(fresh);
        table.id[i] = std::move(fresh);
    }
}

/// Both, for every register of the inventory.
inline void repair_registers(Inventory &survey) {
    const auto repair = [&](auto &table) {
        make_ids_unique(table, survey.issue, survey.repair);
        clear_illegal_values(table, survey.issue, survey.repair);
    };
    repair(survey.valve.rows);
    repair(survey.regulator.rows);
    repair(survey.source.rows);
    repair(survey.riser.rows);
    repair(survey.customer.rows);
    repair(survey.device.rows);
    repair(survey.building.rows);
    repair(survey.enclosure.rows);
    repair(survey.record.rows);
}

} // namespace gastwin
