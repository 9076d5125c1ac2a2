// SPDX-License-Identifier: Apache-2.0
#include "engine/load_cases.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

constexpr double required_pa = 1500.0;
constexpr std::size_t cases = 3 * lane_length + 5;

/// Two stations into a grid of streets, and a street that no source reaches.
const Network &district() {
    static const Network network = [] {
        constexpr int side = 6;
        Sketch s;
        const int gate = s.node(), west = s.node(), east = s.node();
        s.source(gate, 0.2e6);
        s.pipe(gate, west, 800.0, 0.2);
        s.pipe(gate, east, 1200.0, 0.2);
        const int first = s.node();
        for (int i = 1; i < side * side; ++i) s.node();
        for (int i = 0; i < side; ++i)
            for (int j = 0; j < side; ++j) {
                const int here = first + side * i + j;
                if (j + 1 < side) s.pipe(here, here + 1, 100.0 + i, 0.1);
                if (i + 1 < side) s.pipe(here + side, here, 120.0 + j, 0.08);
                s.customer(here, 0.001 * (1 + (i * j) % 3));
            }
        s.regulator(west, first, 2800.0);
        s.regulator(east, first + side * side - 1, 2700.0);
        const int far = s.node();
        s.pipe(far, s.node(), 50.0, 0.1);
        s.customer(far, 0.001);
        return s.network;
    }();
    return network;
}

/// Loads from almost nothing to more than the stations can carry, not in order.
std::vector<double> load(std::size_t load_case) {
    std::vector<double> demand = district().customer.demand_kg_s;
    const double share = 0.01 + 1.0 * static_cast<double>((load_case * 23) % cases);
    for (std::size_t c = 0; c < demand.size(); ++c) demand[c] *= share * (1.0 + static_cast<double>(c % 3));
    return demand;
}

LoadCases solve_all(int threads) {
    const int before = omp_get_max_threads();
    omp_set_num_threads(threads);
    LoadCases solved = solve_load_cases(district(), cases, load, {.required_gauge_pressure_pa = required_pa});
    omp_set_num_threads(before);
    return solved;
}

TEST(LoadCases, EveryRangeIsThatOfSolvesOneByOne) {
    const LoadCases solved = solve_all(2);
    const Network &network = district();
    std::vector<double> low(row_count(network.node), missing_real), fast(row_count(network.pipe), missing_real);
    std::vector<std::int32_t> below(low.size(), 0);
    for (std::size_t k = 0; k < cases; ++k) {
        const State state = solve_steady(network, load(k), {.required_gauge_pressure_pa = required_pa});
        EXPECT_EQ(solved.load_case.status[k], state.status) << k;
        EXPECT_NEAR(solved.load_case.unmet_kg_s[k], state.unmet_kg_s, 1e-8 * state.demand_kg_s) << k;
        for (std::size_t v = 0; v < low.size(); ++v) {
            low[v] = std::fmin(low[v], state.node.gauge_pressure_pa[v]);
            below[v] += !(state.node.gauge_pressure_pa[v] >= required_pa);
        }
        for (std::size_t p = 0; p < fast.size(); ++p)
            fast[p] = std::fmax(fast[p], std::abs(state.pipe.velocity_m_s[p]));
    }
    for (std::size_t v = 0; v < low.size(); ++v) {
        ASSERT_EQ(std::isnan(low[v]), std::isnan(solved.node.min_gauge_pressure_pa[v]));
        EXPECT_EQ(solved.node.cases_low[v], below[v]) << v;
        if (std::isnan(low[v])) continue;
        EXPECT_NEAR(solved.node.min_gauge_pressure_pa[v], low[v], 1e-3) << v;
    }
    for (std::size_t p = 0; p < fast.size(); ++p)
        EXPECT_NEAR(solved.pipe.max_velocity_m_s[p], fast[p], 1e-6 * (1.0 + fast[p])) << p;
    const auto &status = solved.load_case.status;
    EXPECT_EQ(solved.status, *std::max_element(status.begin(), status.end()));
    EXPECT_EQ(solved.status, Status::infeasible) << "the largest loads are more than the pipes can carry";
    EXPECT_GT(std::count(status.begin(), status.end(), Status::no_source), 0);
}

TEST(LoadCases, NoBitDependsOnTheNumberOfThreads) {
    const LoadCases one = solve_all(1), two = solve_all(2);
    EXPECT_EQ(one.node.lowest_case, two.node.lowest_case);
    EXPECT_EQ(one.node.cases_low, two.node.cases_low);
    EXPECT_EQ(one.load_case.iterations, two.load_case.iterations);
    EXPECT_EQ(one.load_case.unmet_kg_s, two.load_case.unmet_kg_s);
    for (std::size_t v = 0; v < row_count(one.node); ++v) {
        const double a = one.node.min_gauge_pressure_pa[v], b = two.node.min_gauge_pressure_pa[v];
        EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << v;
    }
    EXPECT_EQ(one.pipe.max_flow_kg_s, two.pipe.max_flow_kg_s);
}

TEST(LoadCases, AnErrorOrAStopEndsTheRun) {
    const Sketch s = one_pipe(0.001);
    const LoadOfCase wrong = [](std::size_t k) { return std::vector<double>(k == 40 ? 2 : 1, 0.001); };
    EXPECT_THROW((void)solve_load_cases(s.network, 64, wrong), Error);
    const LoadOfCase right = [](std::size_t) { return std::vector<double>{0.001}; };
    try {
        (void)solve_load_cases(s.network, 64, right, {}, [](auto, double done) { return done < 0.5; });
        FAIL() << "not stopped";
    } catch (const Error &e) {
        EXPECT_EQ(e.kind().slug, "interrupted");
    }
    const LoadCases none = solve_load_cases(s.network, 0, right);
    EXPECT_EQ(none.status, Status::converged);
    EXPECT_EQ(none.node.lowest_case[0], -1);
}

} // namespace
} // namespace gastwin
