// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>

#include "models/table.hpp"

namespace gastwin {

/// Makes room for so many rows to come: a table that grows row by row is moved again and again, and new memory costs
/// more than the rows written to it. Room that is not used costs nothing.
template <TableType Table> void reserve_more(Table &table, std::size_t more) {
    const std::size_t rows = row_count(table) + more;
    if (rows <= table.id.capacity()) return;
    const std::size_t room = std::max(rows, table.id.capacity() + table.id.capacity() / 2);
    for_each_column<Table>([&](const auto &column) { (table.*column.data).reserve(room); });
}

} // namespace gastwin
