// SPDX-License-Identifier: Apache-2.0
#include "scenarios/comparison.hpp"
#include "scenarios/station_failures.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// A medium-pressure main, two stations into one street, a third alone into another.
Sketch two_streets() {
    Sketch s;
    for (int i = 0; i < 9; ++i) s.node();
    s.source(0, 2e5);
    s.pipe(0, 1, 300, 0.15);
    s.pipe(1, 2, 300, 0.15);
    s.pipe(2, 3, 300, 0.15);
    s.regulator(1, 4, 3000.0);
    s.regulator(2, 5, 2900.0);
    s.regulator(3, 7, 3000.0);
    s.pipe(4, 6, 150, 0.1);
    s.pipe(6, 5, 150, 0.1);
    s.pipe(7, 8, 200, 0.1);
    s.customer(6, 0.004);
    s.customer(8, 0.003);
    s.network.customer.households = {30, 20};
    return s;
}

StationFailureResults run(const Sketch &s, double low_share = 0.1) {
    std::vector<double> low = s.network.customer.demand_kg_s;
    for (double &d : low) d *= low_share;
    return station_failures(s.network, s.network.customer.demand_kg_s, low);
}

TEST(StationFailures, AStationAloneCutsItsStreetOffAndOneOfTwoDoesNot) {
    const StationFailureResults r = run(two_streets());
    ASSERT_EQ(row_count(r), 6U);
    EXPECT_EQ(r.customers_out[4], 1);
    EXPECT_EQ(r.households_out[4], 20);
    EXPECT_NEAR(r.unmet_kg_s[4], 0.003, 1e-12);
    for (const std::size_t row : {0U, 2U}) {
        EXPECT_EQ(r.customers_out[row], 0) << "the other one takes over";
        EXPECT_EQ(r.status[row], Status::converged);
        EXPECT_EQ(r.customers_low_pressure[row], 0);
    }
}

TEST(StationFailures, OneThatOpensPutsTheInletPressureOnItsStreet) {
    const StationFailureResults r = run(two_streets());
    for (const std::size_t row : {1U, 3U, 5U}) {
        EXPECT_EQ(r.failure[row], StationFailure::fails_open);
        EXPECT_NEAR(r.max_gauge_pressure_pa[row], 2e5, 2e3);
        EXPECT_EQ(r.customers_over_pressure[row], 1);
        EXPECT_GT(r.length_over_pressure_m[row], 150.0);
        EXPECT_EQ(r.protected_outlet[row], 0);
    }
    EXPECT_DOUBLE_EQ(r.length_over_pressure_m[5], 200.0);
}

TEST(StationFailures, AMonitorHoldsWhatFailsOpen) {
    Sketch s = two_streets();
    s.network.regulator.monitor_gauge_pressure_pa[2] = 3600.0;
    const StationFailureResults r = run(s);
    EXPECT_EQ(r.customers_over_pressure[5], 0);
    EXPECT_TRUE(std::isnan(r.max_gauge_pressure_pa[5]));
    EXPECT_EQ(r.protected_outlet[5], 1);
}

TEST(StationFailures, EachRowIsThatOfASolveByHandAndNoThreadChangesIt) {
    const Sketch s = two_streets();
    omp_set_num_threads(1);
    const StationFailureResults one = run(s);
    omp_set_num_threads(3);
    const StationFailureResults three = run(s);
    omp_set_num_threads(omp_get_num_procs());
    EXPECT_EQ(one.unmet_kg_s, three.unmet_kg_s);
    EXPECT_EQ(one.length_over_pressure_m, three.length_over_pressure_m);
    EXPECT_EQ(one.worst_node, three.worst_node);
    Network shut = s.network;
    shut.regulator.state[2] = RegulatorState::closed;
    const State state = solve_steady(shut, s.network.customer.demand_kg_s);
    EXPECT_EQ(one.status[4], state.status);
    EXPECT_NEAR(one.unmet_kg_s[4], state.unmet_kg_s, 1e-15);
}

TEST(StationFailures, LimitsFollowTheSetPoint) {
    EXPECT_DOUBLE_EQ(overpressure_limit_pa(2500.0), 5000.0);
    EXPECT_DOUBLE_EQ(overpressure_limit_pa(5000.0), 7500.0);
    EXPECT_DOUBLE_EQ(overpressure_limit_pa(5e4), 7.5e4);
    EXPECT_DOUBLE_EQ(overpressure_limit_pa(2e5), 2.4e5);
    EXPECT_DOUBLE_EQ(overpressure_limit_pa(1e6), 1.1e6);
}

TEST(StationFailures, ANetworkWithoutRegulatorsHasNoRowsAndStoppingStops) {
    Sketch s;
    s.node();
    s.source(0, 3000.0);
    EXPECT_EQ(row_count(run(s)), 0U);
    StationFailureOptions stop;
    int calls = 0;
    stop.progress = [&](std::string_view stage, double) { return stage != "station failures" || ++calls < 2; };
    const Sketch streets = two_streets();
    const auto &demand = streets.network.customer.demand_kg_s;
    EXPECT_THROW(static_cast<void>(station_failures(streets.network, demand, demand, stop)), Error);
}

} // namespace
} // namespace gastwin
