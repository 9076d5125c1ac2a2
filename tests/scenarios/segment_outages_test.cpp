// SPDX-License-Identifier: Apache-2.0
#include "scenarios/segment_outages.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>

#include "engine/feeds.hpp"
#include "engine/outage_solver.hpp"
#include "scenarios/synthetic_city.hpp"
#include "tests/support/valved_network.hpp"

namespace gastwin {
namespace {

SegmentOutages run(const Network &n, const OutageOptions &options = {}) {
    return segment_outages(n, find_segments(n), n.customer.demand_kg_s, options);
}

Tiers solved(const Network &n) {
    Tiers tiers = build_tiers(n, {});
    load_tiers(tiers, n.customer.demand_kg_s);
    solve_tiers(tiers, {});
    return tiers;
}

bool same_bits(const std::vector<double> &a, const std::vector<double> &b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

void expect_identical(const SegmentOutages &a, const SegmentOutages &b) {
    EXPECT_EQ(a.solve, b.solve);
    EXPECT_EQ(a.customers_low_pressure, b.customers_low_pressure);
    EXPECT_EQ(a.worst_node, b.worst_node);
    EXPECT_TRUE(same_bits(a.min_gauge_pressure_pa, b.min_gauge_pressure_pa));
}

/// A ring fed at one corner, a valve in the middle of every side, the customer opposite.
Sketch ring() {
    Sketch s;
    for (int i = 0; i < 4; ++i) s.node();
    s.source(0, 3000.0);
    for (int i = 0; i < 4; ++i) {
        s.pipe(i, (i + 1) % 4, 400.0, 0.1);
        const auto v = append_row(s.network.valve, numbered('v', static_cast<std::size_t>(i))).row();
        s.network.valve.pipe[v] = PipeIdx{i};
        s.network.valve.position[v] = 0.5;
    }
    s.customer(1, 0.001);
    s.customer(2, 0.006);
    return s;
}

TEST(SegmentOutages, AShutSideOfARingLeavesTheOtherToCarryAll) {
    const Sketch s = ring();
    Network rest = s.network;
    rest.valve.open[0] = rest.valve.open[1] = 0; // around node 1
    const State by_hand = solve_steady(rest, s.network.customer.demand_kg_s);
    OutageOptions options;
    options.required_gauge_pressure_pa =
        0.5 * (s.solve().customer.gauge_pressure_pa[1] + by_hand.customer.gauge_pressure_pa[1]);
    const Segments segments = find_segments(s.network);
    const SegmentOutages r = segment_outages(s.network, segments, s.network.customer.demand_kg_s, options);
    const auto around = [&](std::size_t node) { return static_cast<std::size_t>(segments.vertex[node]); };
    EXPECT_EQ(r.solve[around(1)], OutageSolve::zone);
    EXPECT_EQ(r.customers_low_pressure[around(1)], 1);
    EXPECT_EQ(r.worst_node[around(1)], "n2");
    EXPECT_NEAR(r.min_gauge_pressure_pa[around(1)], by_hand.node.gauge_pressure_pa[2], 1e-3);
    EXPECT_EQ(r.solve[around(2)], OutageSolve::screened) << "it only takes";
    EXPECT_EQ(r.customers_low_pressure[around(2)], 0);
    EXPECT_TRUE(is_missing(r.min_gauge_pressure_pa[around(2)]));
    EXPECT_EQ(r.solve[around(0)], OutageSolve::network) << "the only source: nobody is left";
}

TEST(SegmentOutages, RowsOfPipesAreThoseOfTheirSegments) {
    const Network n = ring().network;
    const Segments segments = find_segments(n);
    const CriticalityResults rows = hydraulic_criticality(n, segments, n.customer.demand_kg_s);
    const CriticalityResults plain = criticality(n, segments);
    const SegmentOutages all = run(n);
    EXPECT_EQ(rows.customers_out, plain.customers_out);
    for (std::size_t p = 0; p < row_count(rows); ++p) {
        const auto segment = static_cast<std::size_t>(rows.segment[p]);
        EXPECT_EQ(rows.solve[p], all.solve[segment]);
        EXPECT_EQ(rows.worst_node[p], all.worst_node[segment]);
        EXPECT_EQ(plain.solve[p], OutageSolve::none);
    }
}

TEST(SegmentOutages, TheShortWaysCountWhatTheLongOneCounts) {
    int low = 0, fell = 0, infeasible = 0;
    omp_set_num_threads(1); // to wake others for so little would take longer
    for (std::uint64_t seed = 5000; seed < 5500; ++seed) {
        const Sketch s = valved_network(seed);
        // Elsewhere the flows of fixed demands, by which segments are left out, are not those there are.
        if (Tiers tiers = solved(s.network); judge_fixed_demands(tiers) != FixedDemands::met) continue;
        OutageOptions options;
        options.required_gauge_pressure_pa = 2200.0;
        const SegmentOutages a = run(s.network, options);
        options.whole_network = true;
        const SegmentOutages b = run(s.network, options);
        for (std::size_t i = 0; i < a.solve.size(); ++i) {
            if (b.solve[i] == OutageSolve::not_converged || b.solve[i] == OutageSolve::none) continue;
            EXPECT_EQ(a.customers_low_pressure[i], b.customers_low_pressure[i]) << "seed " << seed << " segment " << i;
            EXPECT_EQ(is_missing(a.min_gauge_pressure_pa[i]), is_missing(b.min_gauge_pressure_pa[i]))
                << "seed " << seed << " segment " << i;
            if (!is_missing(a.min_gauge_pressure_pa[i])) {
                EXPECT_NEAR(a.min_gauge_pressure_pa[i], b.min_gauge_pressure_pa[i], 1e-7 * 4e5) << "seed " << seed;
                ++fell;
            }
            low += a.customers_low_pressure[i] > 0;
            infeasible += a.solve[i] == OutageSolve::infeasible;
        }
    }
    omp_set_num_threads(omp_get_num_procs());
    EXPECT_GT(low, 50);
    EXPECT_GT(fell, 500);
    EXPECT_GT(infeasible, 50);
}

TEST(SegmentOutages, WhatIsInfeasibleIsSoForASolveOfTheRest) {
    int infeasible = 0;
    omp_set_num_threads(1);
    for (std::uint64_t seed = 6000; seed < 6120; ++seed) {
        const Network n = valved_network(seed).network;
        const Segments segments = find_segments(n);
        const SegmentOutages r = run(n);
        for (std::int32_t s = 0; s < segments.segment_count(); ++s) {
            if (r.solve[static_cast<std::size_t>(s)] != OutageSolve::infeasible) continue;
            EXPECT_GE(solve_steady(without_segment(n, segments, s), n.customer.demand_kg_s).status, Status::infeasible)
                << "seed " << seed << " segment " << s;
            ++infeasible;
        }
    }
    omp_set_num_threads(omp_get_num_procs());
    EXPECT_GT(infeasible, 20);
}

TEST(SegmentOutages, NumberOfThreadsDoesNotMatter) {
    const Network city = synthetic_city({.households = 20000, .records = false});
    omp_set_num_threads(1);
    const SegmentOutages one = run(city);
    omp_set_num_threads(2);
    const SegmentOutages two = run(city);
    omp_set_num_threads(omp_get_num_procs());
    EXPECT_GT(std::count(one.solve.begin(), one.solve.end(), OutageSolve::zone), 5);
    expect_identical(one, two);
}

TEST(SegmentOutages, WhatWasFoundBeforeIsNotLookedAtAgainAndTheRestIsTheSame) {
    CityOptions options;
    options.households = 60000;
    const Network n = synthetic_city(options);
    std::vector<KnownOutage> found;
    OutageOptions all;
    all.keep = [&](const KnownOutage &row) { found.push_back(row); };
    const SegmentOutages whole = run(n, all);
    ASSERT_GT(found.size(), 10U);

    OutageOptions rest;
    rest.known.assign(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(found.size() / 2));
    for (const std::int32_t nowhere : {-1, 1 << 30}) rest.known.emplace_back().segment = nowhere;
    std::size_t again = 0;
    rest.keep = [&](const KnownOutage &) { ++again; };
    expect_identical(run(n, rest), whole);
    EXPECT_EQ(again, found.size() - found.size() / 2);

    OutageOptions broken;
    broken.keep = [](const KnownOutage &) { throw std::runtime_error("disk full"); };
    EXPECT_THROW((void)run(n, broken), std::runtime_error);
}

TEST(SegmentOutages, StopsWhenAskedTo) {
    OutageOptions options;
    options.progress = [](std::string_view stage, double) { return stage != "segments shut"; };
    EXPECT_THROW((void)run(ring().network, options), Error);
}

TEST(SegmentOutages, EmptyAndAbsurdInput) {
    EXPECT_TRUE(run(Network{}).solve.empty());
    Sketch lonely;
    lonely.node();
    lonely.source(0, 3000.0);
    EXPECT_EQ(run(lonely.network).solve.front(), OutageSolve::network);
    const Network n = ring().network;
    const std::vector<double> nan(row_count(n.customer), missing_real);
    EXPECT_THROW((void)segment_outages(n, find_segments(n), nan), Error);
}

} // namespace
} // namespace gastwin
