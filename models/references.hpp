// SPDX-License-Identifier: Apache-2.0
// References between tables arrive as text ids (survey files, data frames, GeoPackages) and become row numbers here.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/issue.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Text of the reference columns of one table: column name → one id per row ("" = none).
using References = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Row of each id. The first of a duplicated id wins; duplicates are reported by check().
using IdMap = std::unordered_map<std::string_view, std::int32_t>;

template <TableType Table> [[nodiscard]] IdMap id_map(const Table &table) {
    IdMap rows;
    rows.reserve(row_count(table));
    for (std::size_t i = 0; i < row_count(table); ++i) rows.emplace(table.id[i], static_cast<std::int32_t>(i));
    return rows;
}

/// Fills the reference columns of `table` from `references`; ids that do not exist become issues
/// ("dangling_reference") and stay unset.
template <TableType Table>
void resolve_references(Network &network, Table &table, const References &references, Issues &issues) {
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        if constexpr (is_index_v<T>) {
            const auto texts = references.find(column.name);
            if (texts == references.end()) return;
            const IdMap rows = id_map(table_of<typename T::table>(network));
            auto &cells = table.*column.data;
            cells.assign(row_count(table), T{});
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const std::string &text = texts->second[i];
                if (text.empty()) continue;
                if (const auto found = rows.find(text); found != rows.end()) cells[i] = T{found->second};
                else
                    add_issue(issues, {.kind = "dangling_reference",
                                       .layer = std::string(Table::name),
                                       .object_id = table.id[i],
                                       .row = static_cast<std::int32_t>(i + 1),
                                       .column = std::string(column.name),
                                       .value = text});
            }
        }
    });
}

} // namespace gastwin
