// SPDX-License-Identifier: Apache-2.0
// Tables whose every column is filled from columns() alone, so that a new column is tested the day it is added.
#pragma once
#include <bit>
#include <random>

#include "models/inventory.hpp"

namespace gastwin::test {

[[nodiscard]] std::string some_text(std::mt19937_64 &random);

/// Any double but minus zero, whose sign SQLite drops: every magnitude, subnormals, infinities, NaN.
[[nodiscard]] double some_real(std::mt19937_64 &random);

/// Fills every column but the id; references are any row of their table, or none.
template <TableType Table> void fill_randomly(const Network &network, Table &table, std::mt19937_64 &random) {
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        if (column.name == "id") return;
        for (T &cell : table.*column.data) {
            if constexpr (std::is_same_v<T, double>) cell = some_real(random);
            else if constexpr (std::is_same_v<T, std::int32_t>)
                cell = random() % 8 == 0 ? missing_int : static_cast<std::int32_t>(random());
            else if constexpr (std::is_same_v<T, Flag>) cell = random() % 2;
            else if constexpr (std::is_same_v<T, std::string>) cell = some_text(random);
            else if constexpr (Named<T>) cell = static_cast<T>(random() % Names<T>::names.size());
            else {
                const std::size_t rows = row_count(table_of<typename T::table>(network));
                cell = rows == 0 || random() % 4 == 0 ? T{} : T{static_cast<std::size_t>(random() % rows)};
            }
        }
    });
}

template <TableType Table> void add_ids(Table &table, std::size_t rows) {
    resize_rows(table, rows);
    for (std::size_t i = 0; i < rows; ++i) table.id[i] = std::string(Table::name) + "-编号-" + std::to_string(i);
}

/// Two located nodes and a pipe between them.
[[nodiscard]] Twin small_twin();

/// `rows` rows in every table, every column filled, courses and outlines drawn.
[[nodiscard]] Twin random_twin(std::size_t rows, std::uint64_t seed);

template <class T> bool same_cell(const T &a, const T &b) {
    if constexpr (std::is_same_v<T, double>)
        return (a != a && b != b) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    else return a == b;
}

/// "" when the tables are the same to the last bit, otherwise the first cell that differs.
template <TableType Table> std::string difference(const Table &a, const Table &b) {
    std::string found;
    for_each_column<Table>([&](const auto &column) {
        const auto &left = a.*column.data;
        const auto &right = b.*column.data;
        const std::string where = std::string(Table::name) + "." + std::string(column.name);
        if (found.empty() && left.size() != right.size())
            found = where + ": " + std::to_string(left.size()) + " and " + std::to_string(right.size()) + " rows";
        for (std::size_t i = 0; i < left.size() && found.empty(); ++i)
            if (!same_cell(left[i], right[i])) found = where + " row " + std::to_string(i);
    });
    return found;
}

[[nodiscard]] std::string difference(const Twin &a, const Twin &b);

} // namespace gastwin::test
