// SPDX-License-Identifier: Apache-2.0
#include "models/check.hpp"

#include <gtest/gtest.h>

#include <set>

#include "models/random.hpp"

namespace gastwin {
namespace {

TEST(RepeatedIds, MatchesASet) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Random random(seed);
        std::vector<std::string> ids;
        for (int i = random.integer(0, 200); i > 0; --i) ids.push_back(std::to_string(random.integer(0, 300)));
        std::set<std::string> seen;
        std::vector<std::size_t> expected;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (!seen.insert(ids[i]).second) expected.push_back(i);
        EXPECT_EQ(repeated_ids(ids), expected);
    }
}

TEST(RepeatedIds, IdsThatAscendAreTakenAsTheyAreAndTheFirstThatDoesNotCounts) {
    EXPECT_TRUE(repeated_ids(std::vector<std::string>{"", "2", "9", "10", "a1", "a2"}).empty());
    EXPECT_EQ(repeated_ids(std::vector<std::string>{"9", "10", "10"}), std::vector<std::size_t>{2});
    EXPECT_EQ(repeated_ids(std::vector<std::string>{"1", "2", "3", "1"}), std::vector<std::size_t>{3});
}

} // namespace
} // namespace gastwin
