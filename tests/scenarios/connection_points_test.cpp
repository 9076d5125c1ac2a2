// SPDX-License-Identifier: Apache-2.0
#include "scenarios/connection_points.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "models/check.hpp"
#include "models/error.hpp"
#include "models/random.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

void add_block(Network &n, double left, double bottom, double right, double top) {
    add_building(n, (left + right) / 2, (bottom + top) / 2, 1);
    n.building_outline.push_back(std::array<Point, 4>{{{left, bottom}, {right, bottom}, {right, top}, {left, top}}});
}

TEST(ConnectionPoints, TheNearestOfEachTierWithItsPlaceOnThePipe) {
    Network n = parallel_pipes({{}, {}, {}}); // at y = 0, 1000, 2000
    n.pipe.pressure_class = {PressureClass::low, PressureClass::medium_a, PressureClass::high_b};
    for (const std::size_t node : {2U, 3U}) n.node.y_m[node] = 40;
    for (const std::size_t node : {4U, 5U}) n.node.y_m[node] = 12; // too high a pressure to join
    const std::array<Point, 3> users{{{25, 10}, {500, 0}, {missing_real, 0}}};
    const ConnectionPoints points = connection_points(n, users);
    ASSERT_EQ(row_count(points), 2U);
    EXPECT_EQ(points.user, (std::vector<std::int32_t>{0, 0}));
    EXPECT_EQ(points.pipe[0].row(), 0U);
    EXPECT_DOUBLE_EQ(points.position[0], 0.25);
    EXPECT_DOUBLE_EQ(points.distance_m[0], 10.0);
    EXPECT_EQ(points.pipe[1].row(), 1U);
    EXPECT_DOUBLE_EQ(points.distance_m[1], 30.0);
    EXPECT_DOUBLE_EQ(points.y_m[1], 40.0);
}

TEST(ConnectionPoints, AFreeWayIsPreferredToAShorterOneThroughABuilding) {
    Network n = parallel_pipes({{}, {}});
    for (const std::size_t node : {2U, 3U}) n.node.y_m[node] = 60;
    const std::array<Point, 1> user{{{50, 20}}};
    add_block(n, 40, 5, 60, 10);                             // between the user and the nearer pipe
    add_block(n, 45, 15, 55, 25);                            // the user's own
    EXPECT_EQ(connection_points(n, user).pipe[0].row(), 1U); // 40 m, free
    EXPECT_EQ(connection_points(n, user).buildings_crossed[0], 0);
    add_block(n, 40, 40, 60, 45);
    EXPECT_EQ(connection_points(n, user).pipe[0].row(), 0U); // both through one: the shorter
    EXPECT_EQ(connection_points(n, user).buildings_crossed[0], 1);
    EXPECT_EQ(row_count(connection_points(n, user, {.reach_m = 19.9})), 0U);
}

TEST(ConnectionPoints, DeadPipesRisersAndIndoorPipesAreNotJoined) {
    Network n = parallel_pipes({{}, {}, {}, {}});
    for (std::size_t node = 0; node < 8; ++node) n.node.y_m[node] = static_cast<double>(node / 2);
    n.pipe.state[0] = UseState::abandoned;
    n.pipe.role[1] = PipeRole::riser, n.pipe.role[2] = PipeRole::indoor;
    const std::array<Point, 1> user{{{50, 0}}};
    const ConnectionPoints points = connection_points(n, user);
    ASSERT_EQ(row_count(points), 1U);
    EXPECT_EQ(points.pipe[0].row(), 3U);
}

TEST(ConnectionPoints, AgreesWithLookingAtEveryPipe) {
    Network n = parallel_pipes(std::vector<PipeSpec>(60, PipeSpec{}));
    for (std::size_t i = 0; i < row_count(n.node); ++i) {
        Random random(5, 0, i);
        n.node.x_m[i] = random.uniform(0, 600), n.node.y_m[i] = random.uniform(0, 600);
    }
    for (std::size_t p = 0; p < row_count(n.pipe); ++p)
        n.pipe.pressure_class[p] = p % 3 == 0 ? PressureClass::medium_b : PressureClass::low;
    std::vector<Point> users;
    for (std::uint64_t i = 0; i < 200; ++i) {
        Random random(6, 0, i);
        users.push_back({random.uniform(-50, 650), random.uniform(-50, 650)});
    }
    const ConnectionPoints points = connection_points(n, users, {.reach_m = 40});
    std::map<std::pair<std::int32_t, int>, double> found, expected;
    for (std::size_t i = 0; i < row_count(points); ++i)
        found[{points.user[i], pressure_tier(points.pressure_class[i])}] = points.distance_m[i];
    for (std::size_t u = 0; u < users.size(); ++u)
        for (std::size_t p = 0; p < row_count(n.pipe); ++p) {
            const std::size_t a = n.pipe.from_node[p].row(), b = n.pipe.to_node[p].row();
            const std::array<Point, 2> line{{{n.node.x_m[a], n.node.y_m[a]}, {n.node.x_m[b], n.node.y_m[b]}}};
            const double d = project(line, users[u]).distance_m;
            if (d > 40) continue;
            const std::pair key{static_cast<std::int32_t>(u), pressure_tier(n.pipe.pressure_class[p])};
            const auto known = expected.emplace(key, d).first;
            known->second = std::min(known->second, d);
        }
    EXPECT_GT(expected.size(), 100U);
    EXPECT_EQ(found, expected);
}

TEST(ConnectionPoints, JoinedUsersStandOnTheirPipesAndDrawNothing) {
    const Network n = parallel_pipes({{}});
    const std::array<Point, 1> user{{{30, 5}}};
    const ConnectionPoints points = connection_points(n, user);
    const std::vector<std::string> id{"new"};
    const Network more = joined(n, points, id);
    ASSERT_EQ(row_count(more.customer), row_count(n.customer) + 1);
    EXPECT_EQ(more.customer.pipe.back().row(), 0U);
    EXPECT_DOUBLE_EQ(more.customer.position.back(), 0.3);
    EXPECT_EQ(more.customer.demand_kg_s.back(), 0.0);
    EXPECT_NO_THROW(require_sound(more));
    EXPECT_THROW(static_cast<void>(joined(more, points, id)), Error);
}

} // namespace
} // namespace gastwin
