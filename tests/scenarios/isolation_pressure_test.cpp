// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "scenarios/isolation.hpp"
#include "scenarios/remainder.hpp"
#include "tests/support/random_network.hpp"

namespace gastwin {
namespace {

constexpr std::int32_t columns = 4, rows = 3;

/// Low-pressure streets, 4 × 3 crossings, a customer at each, valves on two thirds of the pipes, one or two sources.
Network streets(std::mt19937 &random) {
    Network n;
    for (std::int32_t i = 0; i < columns * rows; ++i) {
        append_row(n.node, std::to_string(i));
        const auto c = append_row(n.customer, std::to_string(i)).row();
        n.customer.node[c] = NodeIdx{i};
        n.customer.demand_kg_s[c] = test::pick(random, 0, 20) * 2e-4;
    }
    const auto lay = [&](std::int32_t a, std::int32_t b) {
        const auto p = append_row(n.pipe, std::to_string(a) + "-" + std::to_string(b)).row();
        n.pipe.from_node[p] = NodeIdx{test::chance(random, 50) ? a : b};
        n.pipe.to_node[p] = NodeIdx{n.pipe.from_node[p].value == a ? b : a};
        n.pipe.length_m[p] = 100.0;
        n.pipe.inner_diameter_m[p] = test::pick(random, 6, 10) * 0.01;
        if (test::chance(random, 34)) return;
        const auto v = append_row(n.valve, n.pipe.id[p]).row();
        n.valve.pipe[v] = PipeIdx{p};
        n.valve.position[v] = 0.3;
    };
    for (std::int32_t i = 0; i < columns * rows; ++i) {
        if (i % columns + 1 < columns) lay(i, i + 1);
        if (i + columns < columns * rows) lay(i, i + columns);
    }
    for (const std::int32_t corner : {0, columns * rows - 1}) {
        if (corner > 0 && test::chance(random, 50)) break;
        const auto s = append_row(n.source, std::to_string(corner)).row();
        n.source.node[s] = NodeIdx{corner};
        n.source.gauge_pressure_pa[s] = 2500.0;
    }
    return n;
}

/// The same question without the plan's shortcuts: edit the network by hand, solve, count.
int low_by_hand(Network n, const ClosurePlan &plan, const State &before, double required_pa) {
    for (std::size_t v = 0; v < row_count(n.valve); ++v)
        for (const std::string &id : plan.valves)
            if (n.valve.id[v] == id) n.valve.open[v] = 0;
    std::vector<std::int32_t> kept;
    for (std::size_t s = 0; s < row_count(n.source); ++s)
        if (std::find(plan.sources_inside.begin(), plan.sources_inside.end(), n.source.id[s]) ==
            plan.sources_inside.end())
            kept.push_back(static_cast<std::int32_t>(s));
    n.source = select_rows(n.source, kept);
    const State after = solve_steady(n, n.customer.demand_kg_s);
    int low = 0;
    for (std::size_t c = 0; c < row_count(n.customer); ++c)
        low += before.customer.gauge_pressure_pa[c] >= required_pa && after.customer.gauge_pressure_pa[c] < required_pa;
    return low;
}

TEST(ShutoffPressure, EqualsASolveOfTheNetworkThatIsLeft) {
    std::mt19937 random(41);
    int low = 0, solved = 0, skipped = 0;
    for (int round = 0; round < 150; ++round) {
        const Network n = streets(random);
        const State state = solve_steady(n, n.customer.demand_kg_s);
        const Segments segments = find_segments(n);
        for (std::size_t p = 0; p < row_count(n.pipe); p += 3) {
            const Break b{PipeIdx{p}};
            ShutoffOptions options{.state = &state};
            options.required_gauge_pressure_pa = 2200.0;
            const ClosurePlan plan = shutoff(n, segments, std::span(&b, 1), options);
            ASSERT_TRUE(plan.customers_low_pressure.has_value());
            ASSERT_EQ(*plan.customers_low_pressure, low_by_hand(n, plan, state, 2200.0))
                << "round " << round << " pipe " << p << " solved " << plan.remainder_status.has_value();
            low += *plan.customers_low_pressure;
            (plan.remainder_status ? solved : skipped) += 1;
        }
    }
    EXPECT_GT(low, 100) << "the networks are too tame to prove anything";
    EXPECT_GT(solved, 100);
    EXPECT_GT(skipped, 100);
}

TEST(ShutoffPressure, EveryStepAndEveryCustomerConcernedIsListed) {
    std::mt19937 random(42);
    for (int round = 0; round < 20; ++round) {
        const Network n = streets(random);
        const State state = solve_steady(n, n.customer.demand_kg_s);
        ShutoffOptions options{.state = &state};
        options.required_gauge_pressure_pa = 2200.0;
        const ClosurePlan plan = shutoff(n, std::vector{PipeIdx{4}}, options);
        for (const std::int32_t count : plan.steps.low_pressure_customers)
            EXPECT_EQ(count, plan.customers_low_pressure);
        EXPECT_EQ(std::count(plan.customers.cause.begin(), plan.customers.cause.end(), OutageCause::low_pressure),
                  *plan.customers_low_pressure);
        for (std::size_t i = 0; i < row_count(plan.customers); ++i)
            if (plan.customers.cause[i] == OutageCause::low_pressure) {
                EXPECT_LT(plan.customers.gauge_pressure_pa[i], 2200.0);
            }
    }
}

TEST(ShutoffPressure, WithoutAStateNothingIsClaimed) {
    std::mt19937 random(43);
    const ClosurePlan plan = shutoff(streets(random), std::vector{PipeIdx{4}});
    EXPECT_FALSE(plan.customers_low_pressure.has_value());
    for (const std::int32_t count : plan.steps.low_pressure_customers) EXPECT_TRUE(is_missing(count));
}

TEST(Remainder, KeepsRowsAndShutsWhatIsListed) {
    std::mt19937 random(44);
    Network n = streets(random);
    append_row(n.regulator, "R");
    n.regulator.from_node[0] = NodeIdx{0};
    n.regulator.to_node[0] = NodeIdx{1};
    n.customer.building[0] = BuildingIdx{7};
    const Network rest =
        remaining_network(n, {.valves = {ValveIdx{0}}, .regulators = {RegulatorIdx{0}}, .sources = {SourceIdx{0}}});
    EXPECT_EQ(rest.valve.open[0], 0);
    EXPECT_EQ(rest.valve.open[1], 1);
    EXPECT_EQ(rest.regulator.state[0], RegulatorState::closed);
    EXPECT_EQ(row_count(rest.source), row_count(n.source) - 1);
    EXPECT_EQ(rest.pipe.id, n.pipe.id);
    EXPECT_FALSE(rest.customer.building[0].valid());
}

} // namespace
} // namespace gastwin
