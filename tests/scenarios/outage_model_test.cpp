// SPDX-License-Identifier: Apache-2.0
#include "scenarios/outage_model.hpp"

#include <gtest/gtest.h>

#include "engine/feeds.hpp"
#include "scenarios/isolation.hpp"
#include "scenarios/synthetic_city.hpp"
#include "tests/support/valved_network.hpp"

namespace gastwin {
namespace {

struct Counts {
    int plans = 0, low = 0, several = 0;
};

/// The plan as the zones alone give it is that of a solve of the whole network that is left.
void expect_same_plan(const ClosurePlan &quick, const ClosurePlan &whole, const std::string &where) {
    EXPECT_EQ(quick.valves, whole.valves) << where;
    EXPECT_EQ(quick.customers_low_pressure, whole.customers_low_pressure) << where;
    ASSERT_EQ(quick.customers.id, whole.customers.id) << where;
    EXPECT_EQ(quick.customers.cause, whole.customers.cause) << where;
    for (std::size_t i = 0; i < row_count(quick.customers); ++i) {
        const double expected = whole.customers.gauge_pressure_pa[i];
        EXPECT_EQ(is_missing(quick.customers.gauge_pressure_pa[i]), is_missing(expected)) << where;
        if (!is_missing(expected)) {
            EXPECT_NEAR(quick.customers.gauge_pressure_pa[i], expected, 1e-7 * 4e5) << where;
        }
    }
}

std::vector<Break> random_breaks(const Network &n, Random &dice) {
    std::vector<Break> breaks;
    const auto pipes = static_cast<int>(row_count(n.pipe));
    for (int k = dice.chance(0.2) ? 2 : 1; k > 0; --k)
        breaks.push_back({PipeIdx{dice.integer(0, pipes - 1)}, dice.chance(0.5) ? missing_real : dice.uniform()});
    return breaks;
}

void compare_plans(const Network &n, std::uint64_t seed, int rounds, double required_pa, Counts &counts) {
    const State state = solve_steady(n, n.customer.demand_kg_s);
    const Segments segments = find_segments(n);
    OutageModel outages(n, segments, n.customer.demand_kg_s);
    Random dice(seed ^ 0x2545f4914f6cdd1dULL);
    for (int round = 0; round < rounds; ++round) {
        const std::vector<Break> breaks = random_breaks(n, dice);
        ShutoffOptions options;
        options.state = &state;
        options.required_gauge_pressure_pa = required_pa;
        if (dice.chance(0.3)) options.aim = ClosureAim::fewest_operations;
        const ClosurePlan whole = shutoff(n, segments, breaks, options);
        options.outages = &outages;
        const ClosurePlan quick = shutoff(n, segments, breaks, options);
        const std::string where = "seed " + std::to_string(seed) + " round " + std::to_string(round);
        if (whole.remainder_status == Status::max_iterations) continue;
        expect_same_plan(quick, whole, where);
        ++counts.plans;
        counts.low += whole.customers_low_pressure.value_or(0) > 0;
        counts.several += breaks.size() > 1 || options.aim == ClosureAim::fewest_operations;
    }
}

TEST(OutageModel, PlansOfRandomNetworksAreThoseOfASolveOfTheRest) {
    Counts counts;
    for (std::uint64_t seed = 9000; seed < 10000 && !::testing::Test::HasFailure(); ++seed)
        if (const Sketch s = valved_network(seed); row_count(s.network.pipe) > 0)
            compare_plans(s.network, seed, 6, 2200.0, counts);
    EXPECT_GT(counts.plans, 2000);
    EXPECT_GT(counts.several, 500);
    EXPECT_GT(counts.low, 50) << "the networks are too tame to prove anything";
}

TEST(OutageModel, PlansOfACityAreThoseOfASolveOfTheRest) {
    CityOptions city;
    city.households = 20000;
    const Network n = synthetic_city(city);
    Counts counts;
    compare_plans(n, 1, 200, 2700.0, counts);
    EXPECT_EQ(counts.plans, 200);
    EXPECT_GT(counts.low, 0);
}

TEST(OutageModel, SeveralSegmentsOfOneZoneAreSolvedInIt) {
    // Two ways from the source to the customer, three valves on the upper one: two segments in its middle.
    Sketch s;
    for (int i = 0; i < 3; ++i) s.node();
    s.source(0, 3000.0);
    s.pipe(0, 1, 200.0, 0.1);
    s.pipe(1, 2, 200.0, 0.1);
    s.pipe(0, 2, 400.0, 0.08);
    s.customer(2, 0.004);
    Network &n = s.network;
    for (const double position : {0.2, 0.5, 0.8}) {
        const auto v = append_row(n.valve, numbered('v', row_count(n.valve))).row();
        n.valve.pipe[v] = PipeIdx{0};
        n.valve.position[v] = position;
    }
    const Segments segments = find_segments(n);
    const std::vector<std::int32_t> passed = segments_of_pipe(segments, PipeIdx{0});
    ASSERT_EQ(passed.size(), 4U);
    const std::vector<std::int32_t> middle{passed[1], passed[2]};
    Network rest = n;
    rest.valve.open = {0, 1, 0};
    const State by_hand = solve_steady(rest, n.customer.demand_kg_s);

    OutageModel outages(n, segments, n.customer.demand_kg_s);
    std::vector<double> found_pa;
    const auto read = [&](std::int32_t, double gauge_pa) { found_pa.push_back(gauge_pa); };
    for (int again = 0; again < 2; ++again) ASSERT_TRUE(outages.shut(middle, middle, read));
    ASSERT_EQ(found_pa.size(), 2U);
    EXPECT_NEAR(found_pa[0], by_hand.customer.gauge_pressure_pa[0], 1e-3);
    EXPECT_LT(found_pa[0], solve_steady(n, n.customer.demand_kg_s).customer.gauge_pressure_pa[0] - 10.0);
    EXPECT_EQ(found_pa[0], found_pa[1]) << "an answer does not depend on the one before";

    const std::vector<std::int32_t> with_source{passed[0]};
    EXPECT_FALSE(outages.shut(with_source, with_source, read)) << "the whole network has to be solved";
    EXPECT_FALSE(outages.shut({}, {}, read));
}

} // namespace
} // namespace gastwin
