// SPDX-License-Identifier: Apache-2.0
#include "gis/row_lists.hpp"

#include <gtest/gtest.h>

#include <random>

namespace gastwin {
namespace {

TEST(RowLists, HoldWhatVectorsOfVectorsHold) {
    std::mt19937 random(3);
    for (const std::size_t lists : {1u, 5u, 300u}) {
        std::vector<std::pair<std::size_t, std::int32_t>> entries;
        for (std::int32_t i = 0; i < 500; ++i) entries.emplace_back(random() % lists, i % 40);
        std::vector<std::vector<std::int32_t>> expected(lists);
        for (const auto &[list, row] : entries) expected[list].push_back(row);
        const RowLists made(lists, [&](auto &&add) {
            for (const auto &[list, row] : entries) add(list, row);
        });
        ASSERT_EQ(made.size(), lists);
        for (std::size_t i = 0; i < lists; ++i)
            EXPECT_EQ(std::vector<std::int32_t>(made[i].begin(), made[i].end()), expected[i]);
    }
    EXPECT_EQ(RowLists().size(), 0u);
    EXPECT_TRUE(RowLists(2, [](auto &&) {})[1].empty());
}

} // namespace
} // namespace gastwin
