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

} // namespace
} // namespace gastwin
