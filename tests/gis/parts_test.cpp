// SPDX-License-Identifier: Apache-2.0
#include "gis/parts.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace gastwin {
namespace {

TEST(Parts, CoverEveryRowOnce) {
    for (const std::size_t rows : {0u, 1u, 63u, 64u, 65u, 1'000'003u})
        for (const std::size_t count : {1u, 7u, 64u}) {
            EXPECT_EQ(first_of_part(rows, 0, count), 0u);
            EXPECT_EQ(first_of_part(rows, count, count), rows);
            for (std::size_t part = 0; part < count; ++part) {
                const std::size_t size = first_of_part(rows, part + 1, count) - first_of_part(rows, part, count);
                EXPECT_GE(size, rows / count);
                EXPECT_LE(size, rows / count + 1);
            }
        }
}

TEST(Parts, EachIsDoneOnceAndWhatOneThrowsReachesTheCaller) {
    std::vector<int> done(1000, 0);
    for_each_part(done.size(), [&](std::size_t part) { ++done[part]; });
    EXPECT_EQ(done, std::vector<int>(1000, 1));
    for_each_part(0, [](std::size_t) { throw std::runtime_error("never"); });
    const auto fails = [](std::size_t part) {
        if (part == 3) throw std::runtime_error("three");
    };
    EXPECT_THROW(for_each_part(8, fails), std::runtime_error);
}

} // namespace
} // namespace gastwin
