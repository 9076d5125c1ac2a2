// SPDX-License-Identifier: Apache-2.0
#include "engine/events.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

TEST(Events, AreOrderedByTimeAndKeepTheirOrderWithinOne) {
    Sketch s;
    s.node(), s.node();
    s.source(0, 1e5);
    s.valve(0, 1, true);
    const std::vector<Event> events{{5.0, EventKind::valve_close, "v0", 0.0},
                                    {1.0, EventKind::source_lose, "s0", 0.0},
                                    {5.0, EventKind::valve_open, "v0", 0.0}};
    const auto planned = plan_events(s.network, events);
    EXPECT_EQ(planned[0].kind, EventKind::source_lose);
    EXPECT_EQ(planned[1].kind, EventKind::valve_close);
    EXPECT_EQ(planned[2].kind, EventKind::valve_open);
    EXPECT_EQ(planned[2].row, 0);
}

TEST(Events, HourlyFactorsAreLinearBetweenHoursAndRepeatEveryDay) {
    HourlyFactors factors;
    auto &row = factors.factor[static_cast<std::size_t>(CustomerKind::household)];
    row[7] = 3.0;
    row[23] = 2.0;
    EXPECT_DOUBLE_EQ(factors.at(CustomerKind::household, 7 * 3600.0), 3.0);
    EXPECT_DOUBLE_EQ(factors.at(CustomerKind::household, 6.5 * 3600.0), 2.0);
    EXPECT_DOUBLE_EQ(factors.at(CustomerKind::household, 23.5 * 3600.0), 1.5) << "towards midnight's 1";
    EXPECT_DOUBLE_EQ(factors.at(CustomerKind::household, (7 + 48) * 3600.0), 3.0);
    EXPECT_DOUBLE_EQ(factors.at(CustomerKind::household, -17 * 3600.0), 3.0);
    EXPECT_DOUBLE_EQ(factors.at(CustomerKind::industrial, 7 * 3600.0), 1.0);
}

TEST(Events, ProfilesAreLinearBetweenTheirPointsAndConstantBeyond) {
    const Profile p{"x", {0.0, 10.0, 20.0}, {1.0, 2.0, 0.0}};
    EXPECT_EQ(p.at(-1.0), 1.0);
    EXPECT_EQ(p.at(5.0), 1.5);
    EXPECT_EQ(p.at(10.0), 2.0);
    EXPECT_EQ(p.at(99.0), 0.0);
    const std::vector<std::string> ids{"w", "x"};
    EXPECT_EQ(match_profiles(ids, std::vector<Profile>{p}), (std::vector<std::int32_t>{-1, 0}));
    EXPECT_THROW((void)match_profiles(ids, std::vector<Profile>{{"y", {0.0}, {1.0}}}), Error);
    EXPECT_THROW((void)match_profiles(ids, std::vector<Profile>{{"x", {0.0, 0.0}, {1.0, 1.0}}}), Error);
    EXPECT_THROW((void)match_profiles(ids, std::vector<Profile>{{"x", {}, {}}}), Error);
}

} // namespace
} // namespace gastwin
