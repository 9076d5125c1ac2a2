// SPDX-License-Identifier: Apache-2.0
#include "scenarios/squeeze.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/small_networks.hpp"
#include "tests/support/random_network.hpp"

namespace gastwin {
namespace {

ClosurePlan plan_with(const Network &n, const std::vector<Break> &breaks, ShutoffOptions options = {}) {
    options.first_squeeze = static_cast<std::int32_t>(row_count(n.valve));
    return shutoff(with_squeeze_points(n, find_segments(n), breaks), breaks, options);
}

/// A source, a valve, 400 m of PE with a customer every 100 m.
Sketch street() {
    Sketch s;
    s.node();
    s.node();
    s.node();
    s.source(0, 3000.0);
    s.valve(0, 1, true);
    s.pipe(1, 2, 400, 0.1);
    s.network.pipe.material[0] = Material::pe100;
    s.network.pipe.outer_diameter_m[0] = 0.110;
    for (const double position : {0.25, 0.5, 0.75, 1.0}) {
        const auto c = static_cast<std::size_t>(s.customer(1, 0.001));
        s.network.customer.node[c] = {};
        s.network.customer.pipe[c] = PipeIdx{0};
        s.network.customer.position[c] = position;
    }
    return s;
}

TEST(Squeeze, SparesTheCustomersBeforeTheBreak) {
    const Sketch s = street();
    const std::vector<Break> breaks{{PipeIdx{0}, 0.6}};
    const ClosurePlan valves = shutoff(s.network, breaks), squeezed = plan_with(s.network, breaks);
    EXPECT_EQ(valves.customers_inside, 4);
    EXPECT_EQ(squeezed.customers_inside + squeezed.customers_cut_off, 2);
    ASSERT_EQ(squeezed.squeezes, std::vector<std::string>{"squeeze p0 @ 239.3 m"}) << "6 x 0.11 m before the break";
    EXPECT_TRUE(squeezed.valves.empty());
    EXPECT_EQ(squeezed.steps.action[0], ClosureAction::squeeze);
    const ClosurePlan quick = plan_with(s.network, breaks, {.aim = ClosureAim::fewest_operations});
    EXPECT_EQ(quick.valves, std::vector<std::string>{"v0"}) << "one valve is less work than a hole to dig";
    EXPECT_TRUE(quick.squeezes.empty());
}

TEST(Squeeze, OnlyWherePipeAndRoomAllow) {
    const std::vector<Break> breaks{{PipeIdx{0}, 0.6}};
    const auto points = [&](Sketch s) {
        return row_count(with_squeeze_points(s.network, find_segments(s.network), breaks).valve) - 1;
    };
    EXPECT_EQ(points(street()), 10U) << "two on each of five stretches";
    Sketch steel = street(), wide = street(), open = street(), short_one = street(), inner = street();
    steel.network.pipe.material[0] = Material::steel;
    wide.network.pipe.outer_diameter_m[0] = 0.315;
    open.network.pipe.depth_m[0] = -1.0;
    short_one.network.pipe.length_m[0] = 5.0; // 1.25 m between customers, twice 0.66 m needed
    for (const Sketch &s : {steel, wide, open, short_one}) EXPECT_EQ(points(s), 0U);
    short_one.network.pipe.length_m[0] = 7.0; // 1.75 m: one place in the middle
    EXPECT_EQ(points(short_one), 3U);
    inner.network.pipe.outer_diameter_m[0] = missing_real; // SDR 11 of the bore: 0.122 m
    EXPECT_EQ(points(inner), 10U);
}

TEST(Squeeze, PlansIsolateWithNothingToSpareOnRandomNetworks) {
    std::mt19937 random(43);
    int squeezes = 0, spared = 0, networks = 0;
    for (int round = 0; round < 3000; ++round) {
        Network n = test::random_network(random);
        if (row_count(n.pipe) == 0) continue;
        for (std::size_t p = 0; p < row_count(n.pipe); ++p) {
            n.pipe.material[p] = test::chance(random, 70) ? Material::pe80 : Material::steel;
            n.pipe.outer_diameter_m[p] = 1.2 * n.pipe.inner_diameter_m[p];
        }
        const std::vector<Break> breaks{{PipeIdx{0}, test::random_position(random)}};
        const Network with = with_squeeze_points(n, find_segments(n), breaks);
        for (std::size_t v = row_count(n.valve); v < row_count(with.valve); ++v) {
            const std::size_t p = with.valve.pipe[v].row();
            const double clearance_m = 6.0 * n.pipe.outer_diameter_m[p] - 1e-9, length_m = n.pipe.length_m[p];
            const double here_m = with.valve.position[v] * length_m;
            ASSERT_TRUE(n.pipe.material[p] == Material::pe80 && n.pipe.outer_diameter_m[p] <= 0.25);
            ASSERT_TRUE(here_m >= clearance_m && length_m - here_m >= clearance_m);
            for (std::size_t other = 0; other < row_count(with.valve); ++other) {
                const PipeIdx on = with.valve.pipe[other];
                if (other == v || !on.valid() || on.row() != p) continue;
                ASSERT_GE(std::abs(with.valve.position[other] * length_m - here_m), clearance_m);
            }
        }
        const ClosurePlan plain = shutoff(n, breaks), plan = plan_with(n, breaks);
        ASSERT_LE(plan.customers_inside + plan.customers_cut_off, plain.customers_inside + plain.customers_cut_off);
        spared += plan.customers_inside + plan.customers_cut_off < plain.customers_inside + plain.customers_cut_off;
        // Isolated, and no step can be dropped: searched for on the network with the squeeze points.
        const test::Flood flood(with);
        std::vector<std::pair<char, std::string>> steps;
        for (std::size_t i = 0; i < row_count(plan.steps); ++i)
            if (plan.steps.action[i] == ClosureAction::close || plan.steps.action[i] == ClosureAction::squeeze)
                steps.emplace_back('v', plan.steps.id[i]);
        for (std::size_t i = 0; i < row_count(plan.stations); ++i)
            if (plan.stations.action[i] == ClosureAction::close) steps.emplace_back('r', plan.stations.id[i]);
        const auto fed = [&](std::size_t dropped) {
            std::vector<int> start;
            for (std::size_t s = 0; s < row_count(with.source); ++s)
                if (std::find(plan.sources_inside.begin(), plan.sources_inside.end(), with.source.id[s]) ==
                    plan.sources_inside.end())
                    start.push_back(with.source.node[s].value);
            const auto supplied = flood.from(start, true, [&](const test::Flood::Way &w) {
                if (!test::Flood::open(with, w)) return false;
                if (w.kind == 'p') return true;
                const auto row = static_cast<std::size_t>(w.row);
                const std::pair<char, std::string> here{w.kind,
                                                        w.kind == 'v' ? with.valve.id[row] : with.regulator.id[row]};
                for (std::size_t i = 0; i < steps.size(); ++i)
                    if (i != dropped && steps[i] == here) return false;
                return true;
            });
            return std::any_of(flood.ways.begin(), flood.ways.end(), [&](const test::Flood::Way &w) {
                return w.kind == 'p' && w.row == 0 && w.start != w.end && w.start <= breaks[0].position &&
                       breaks[0].position <= w.end && supplied[static_cast<std::size_t>(w.a)];
            });
        };
        ASSERT_FALSE(fed(steps.size())) << "round " << round;
        for (std::size_t i = 0; i < steps.size(); ++i)
            ASSERT_TRUE(fed(i)) << "round " << round << " " << steps[i].second;
        squeezes += static_cast<int>(plan.squeezes.size());
        ++networks;
    }
    EXPECT_GE(networks, 1000);
    EXPECT_GT(squeezes, 500);
    EXPECT_GT(spared, 200);
}

} // namespace
} // namespace gastwin
