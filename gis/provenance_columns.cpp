// SPDX-License-Identifier: Apache-2.0
#include "gis/provenance_columns.hpp"

#include <array>

#include "gis/parts.hpp"
#include "gis/reserve_rows.hpp"

namespace gastwin {

void add_provenances(Provenances &provenances, std::size_t rows, const ProvenanceCells &cells) {
    reserve_more(provenances, rows);
    const std::size_t first = row_count(provenances);
    const auto fill = [rows](auto &column, const auto &cell) {
        for (std::size_t row = 0; row < rows; ++row) column.emplace_back(cell(row));
    };
    Provenances &to = provenances;
    const std::array<std::function<void()>, 11> columns{
        [&] { fill(to.id, [&](std::size_t row) { return std::to_string(first + row + 1); }); },
        [&] { fill(to.table_name, [&](std::size_t) { return cells.table_name; }); },
        [&] { fill(to.object_id, cells.object_id); },
        [&] { fill(to.column, cells.column); },
        [&] { fill(to.raw, cells.raw); },
        [&] { fill(to.value, cells.value); },
        [&] { fill(to.origin, cells.origin); },
        [&] { fill(to.method, cells.method); },
        [&] { fill(to.confidence, cells.confidence); },
        [&] { fill(to.source, cells.source); },
        [&] { fill(to.source_row, cells.source_row); }};
    static_assert(columns.size() == std::tuple_size_v<decltype(Provenances::columns())>);
    for_each_part(columns.size(), [&](std::size_t column) { columns[column](); });
}

} // namespace gastwin
