// SPDX-License-Identifier: Apache-2.0
#include "scenarios/opened_pipe.hpp"

#include <gtest/gtest.h>

#include <array>

#include "models/check.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// A source, 400 m of pipe with a customer at each end quarter and a valve in between, a customer at the end.
Sketch line() {
    Sketch s;
    s.node(10.0);
    s.node(30.0);
    s.source(0, 3000.0);
    s.pipe(0, 1, 400, 0.1);
    s.network.pipe.loss_coefficient[0] = 8.0;
    for (const double position : {0.25, 0.75}) {
        const auto c = static_cast<std::size_t>(s.customer(0, 0.001));
        s.network.customer.node[c] = {};
        s.network.customer.pipe[c] = PipeIdx{0};
        s.network.customer.position[c] = position;
    }
    const auto v = static_cast<std::size_t>(s.valve(0, 1, true));
    s.network.valve.from_node[v] = s.network.valve.to_node[v] = {};
    s.network.valve.pipe[v] = PipeIdx{0};
    s.network.valve.position[v] = 0.5;
    s.customer(1, 0.002);
    return s;
}

TEST(OpenedPipe, KeepsLengthsLossesAndWhatIsMounted) {
    const Sketch s = line();
    const OpenedPipe opened = open_pipes(s.network, std::array{Cut{{PipeIdx{0}, 0.6}, Opening::severed}});
    const Network &n = opened.network;
    require_sound(n);
    ASSERT_EQ(opened.ends.size(), 2U);
    ASSERT_EQ(row_count(n.pipe), 2U);
    EXPECT_DOUBLE_EQ(n.pipe.length_m[0], 240.0);
    EXPECT_DOUBLE_EQ(n.pipe.length_m[1], 160.0);
    EXPECT_DOUBLE_EQ(n.pipe.loss_coefficient[0] + n.pipe.loss_coefficient[1], 8.0);
    EXPECT_DOUBLE_EQ(n.pipe.inner_diameter_m[1], 0.1);
    for (const NodeIdx end : opened.ends) EXPECT_DOUBLE_EQ(n.node.elevation_m[end.row()], 22.0);
    EXPECT_EQ(n.customer.pipe[0].value, 0);
    EXPECT_DOUBLE_EQ(n.customer.position[0], 0.25 / 0.6);
    EXPECT_EQ(n.customer.pipe[1].value, 1);
    EXPECT_DOUBLE_EQ(n.customer.position[1], 0.15 / 0.4);
    EXPECT_EQ(n.valve.pipe[0].value, 0);
    EXPECT_DOUBLE_EQ(n.valve.position[0], 0.5 / 0.6);
}

TEST(OpenedPipe, AHoleThatLetsNothingOutChangesNoPressure) {
    const Sketch s = line();
    const State whole = solve_steady(s.network, s.network.customer.demand_kg_s);
    for (const double position : {0.0, 0.1, 0.25, 0.6, 1.0, missing_real}) {
        const OpenedPipe opened = open_pipes(s.network, std::array{Cut{{PipeIdx{0}, position}, Opening::holed}});
        require_sound(opened.network);
        EXPECT_EQ(opened.ends.size(), 1U);
        const State cut = solve_steady(opened.network, opened.network.customer.demand_kg_s);
        ASSERT_EQ(cut.status, Status::converged);
        for (std::size_t v = 0; v < 2; ++v)
            EXPECT_NEAR(cut.node.pressure_pa[v], whole.node.pressure_pa[v], 1e-6) << position;
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_NEAR(cut.customer.gauge_pressure_pa[c], whole.customer.gauge_pressure_pa[c], 1e-6) << position;
    }
}

TEST(OpenedPipe, SeveringCutsOffWhatLiesBehind) {
    const Sketch s = line();
    const OpenedPipe opened = open_pipes(s.network, std::array{Cut{{PipeIdx{0}, 0.6}, Opening::severed}});
    const State cut = solve_steady(opened.network, opened.network.customer.demand_kg_s);
    EXPECT_EQ(cut.status, Status::no_source);
    EXPECT_TRUE(cut.node.supplied[0]);
    EXPECT_FALSE(cut.node.supplied[1]);
}

TEST(OpenedPipe, NewNamesAreFree) {
    Sketch s = line();
    s.network.node.id[1] = "break on p0";
    const OpenedPipe opened = open_pipes(s.network, std::array{Cut{{PipeIdx{0}, 0.5}, Opening::severed}});
    require_sound(opened.network);
    EXPECT_EQ(opened.network.node.id[2], "break on p0 2");
    EXPECT_EQ(opened.network.node.id[3], "break on p0 3");
}

TEST(OpenedPipe, SeveralCutsOfOnePipeLeaveAPieceBetweenEach) {
    const Sketch s = line();
    const std::array cuts{Cut{{PipeIdx{0}, 0.2}, Opening::holed}, Cut{{PipeIdx{0}, 0.9}, Opening::severed},
                          Cut{{PipeIdx{0}, 0.2}, Opening::holed}, Cut{{PipeIdx{0}, 0.5}, Opening::holed}};
    const OpenedPipe opened = open_pipes(s.network, cuts);
    require_sound(opened.network);
    const Pipes &pipe = opened.network.pipe;
    ASSERT_EQ(row_count(pipe), 5U);
    ASSERT_EQ(opened.ends.size(), 5U) << "the severed one has two";
    std::vector<double> lengths = pipe.length_m;
    std::sort(lengths.begin(), lengths.end());
    const std::vector<double> expected{0.01, 40.0, 79.99, 120.0, 160.0};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(lengths[i], expected[i], 1e-9);
    for (std::size_t i = 0; i < opened.ends.size(); ++i) { // 400 m rise by 20 m
        const double place = cuts[opened.cut_of[i]].at.position;
        EXPECT_NEAR(opened.network.node.elevation_m[opened.ends[i].row()], 10.0 + 20.0 * place, 1e-3);
    }
    std::vector<double> customers;
    for (std::size_t c = 0; c < 2; ++c) {
        const std::size_t p = opened.network.customer.pipe[c].row();
        const double from = opened.network.node.elevation_m[pipe.from_node[p].row()],
                     to = opened.network.node.elevation_m[pipe.to_node[p].row()];
        customers.push_back(std::lerp(from, to, opened.network.customer.position[c]));
    }
    EXPECT_NEAR(customers[0], 15.0, 1e-3);
    EXPECT_NEAR(customers[1], 25.0, 1e-3);
}

} // namespace
} // namespace gastwin
