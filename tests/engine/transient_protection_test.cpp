// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_protection.hpp"

#include <gtest/gtest.h>

#include "engine/quasi_steady.hpp"
#include "models/units.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// Source – regulator with slam-shut – main – two houses with self-closing valves, each behind an excess-flow valve.
struct District {
    Sketch s;
    TransientOptions options;
    std::vector<Event> events;

    District() {
        s.network.gas = reference_gas();
        for (int i = 0; i < 6; ++i) s.node();
        s.source(0, 2e5);
        s.pipe(0, 1, 500, 0.1);
        s.regulator(1, 2, 2500.0);
        s.network.regulator.trip_high_gauge_pressure_pa[0] = 5000.0;
        s.pipe(2, 3, 2000, 0.2);
        for (int house = 4; house < 6; ++house) {
            const int service = s.pipe(3, house, 20, 0.04);
            const auto v = append_row(s.network.valve, numbered('v', row_count(s.network.valve))).row();
            s.network.valve.pipe[v] = PipeIdx{service};
            s.network.valve.position[v] = 0.0;
            s.network.valve.trip_flow_kg_s[v] = 3e-3;
            const int customer = s.customer(house, 1e-3);
            const auto d = append_row(s.network.device, numbered('d', row_count(s.network.device))).row();
            s.network.device.customer[d] = CustomerIdx{customer};
            s.network.device.kind[d] = DeviceKind::self_closing_valve;
        }
        options.protection = true;
        options.to_s = 1200.0;
        options.output_step_s = 100.0;
        options.record.customer = std::nullopt;
    }
    /// Gas that leaves the zone below the regulator per pascal.
    [[nodiscard]] double kg_per_pa() const {
        double volume = 0.0;
        for (std::size_t p = 1; p < row_count(s.network.pipe); ++p)
            volume += s.network.pipe.length_m[p] * circle_area_m2(s.network.pipe.inner_diameter_m[p]);
        return volume / s.network.gas.a2_m2_s2();
    }
    [[nodiscard]] TimeSeries run() const {
        return simulate(s.network, s.network.customer.demand_kg_s, options, events);
    }
};

/// Demand met of one customer at an output time.
double supplied(const TimeSeries &run, std::size_t customer, std::size_t time) {
    return run.customer.supplied_kg_s[2 * time + customer];
}

TEST(TransientProtection, NothingTripsInASoundNetworkAndNothingUnlessAskedFor) {
    District d;
    EXPECT_TRUE(d.run().trip.id.empty());
    d.options.protection = false;
    d.s.network.regulator.capacity_kg_s[0] = 0.05;
    d.events = {{100.0, EventKind::regulator_fail_open, "r0", 0.0}};
    const TimeSeries run = d.run();
    EXPECT_TRUE(run.trip.id.empty());
    EXPECT_GT(run.node.gauge_pressure_pa.back(), 5e4);
}

TEST(TransientProtection, HouseholdsShutWhenTheLinePackHasRunDownAndTheirResponseIsOver) {
    District d;
    d.events = {{100.0, EventKind::regulator_close, "r0", 0.0}};
    const TimeSeries run = d.run();
    ASSERT_EQ(run.trip.id, (std::vector<std::string>{"c0", "c1"}));
    EXPECT_EQ(run.trip.table[0], "customer");
    EXPECT_EQ(run.trip.cause[0], TripCause::under_pressure);
    EXPECT_LT(run.trip.value[0], 800.0);
    EXPECT_EQ(run.trip.limit[0], 800.0);
    // All of it falls at the same rate; friction takes a few pascals.
    const double expected = 100.0 + d.kg_per_pa() * (2500.0 - 800.0) / 2e-3 + 3.0;
    EXPECT_NEAR(run.trip.time_s[0], expected, 3.0);
    EXPECT_LE(run.closure, 1e-12);
    EXPECT_EQ(supplied(run, 0, 12), 0.0);
    const SystemSeries &sum = run.system;
    EXPECT_NEAR(sum.linepack_kg[12] - sum.linepack_kg[0], sum.inflow_kg[12] - sum.supplied_kg[12], 1e-9);
    const std::size_t zone_end = 6 * 12 + 3;
    EXPECT_GT(run.node.gauge_pressure_pa[zone_end], 700.0) << "what is left stays in the pipes";
}

TEST(TransientProtection, TheSlamShutActsAfterItsResponseAndStaysShutUntilReset) {
    District d;
    d.s.network.regulator.capacity_kg_s[0] = 0.05;
    d.options.to_s = 2400.0;
    d.events = {{100.0, EventKind::regulator_fail_open, "r0", 0.0},
                {1700.0, EventKind::regulator_restore, "r0", 0.0},
                {1800.0, EventKind::customer_reset, "c0", 0.0}};
    const TimeSeries run = d.run();
    ASSERT_EQ(run.trip.id, (std::vector<std::string>{"r0", "c0", "c1"})) << run.explanation;
    EXPECT_EQ(run.trip.cause[0], TripCause::over_pressure);
    EXPECT_EQ(run.trip.cause[1], TripCause::under_pressure);
    // The line-pack rises by what the regulator passes beyond the demand, and falls by the demand.
    const double rise_s = d.kg_per_pa() * 2500.0 / (0.05 - 2e-3);
    EXPECT_NEAR(run.trip.time_s[0], 100.0 + rise_s + 2.0, 1.0);
    EXPECT_GT(run.trip.value[0], 5000.0);
    EXPECT_LT(run.trip.value[0], 5000.0 + 3.0 * (0.05 - 2e-3) / d.kg_per_pa());
    const double fall_s = d.kg_per_pa() * (run.trip.value[0] - 800.0) / 2e-3;
    // The zone held less than its outlet's pressure says by the drop of the last inflow along the main, about 200 Pa.
    EXPECT_LT(run.trip.time_s[1], run.trip.time_s[0] + fall_s + 3.0);
    EXPECT_GT(run.trip.time_s[1], run.trip.time_s[0] + fall_s - d.kg_per_pa() * 200.0 / 2e-3);
    EXPECT_EQ(run.regulator.flow_kg_s[3], 0.0) << "shut at 300 s";
    EXPECT_EQ(supplied(run, 0, 16), 0.0);
    EXPECT_EQ(supplied(run, 0, 20), 1e-3) << "reset";
    EXPECT_EQ(supplied(run, 1, 20), 0.0) << "not reset";
    EXPECT_LE(run.closure, 1e-12);
}

TEST(TransientProtection, TheExcessFlowValveShutsTheBrokenServiceAloneUntilOpened) {
    District d;
    d.options.limits.self_closing_low_gauge_pressure_pa = -1e5; // the excess-flow valves alone
    d.events = {{250.0, EventKind::outflow, "n5", 6e-3},
                {650.0, EventKind::outflow, "n5", 0.0},
                {750.0, EventKind::valve_open, "v1", 0.0}};
    const TimeSeries run = d.run();
    ASSERT_EQ(run.trip.id, std::vector<std::string>{"v1"});
    EXPECT_EQ(run.trip.cause[0], TripCause::over_flow);
    EXPECT_NEAR(run.trip.time_s[0], 251.0, 0.5);
    EXPECT_NEAR(run.trip.value[0], 7e-3, 1e-3);
    EXPECT_EQ(supplied(run, 0, 6), 1e-3) << "the neighbour keeps its gas";
    EXPECT_NEAR(supplied(run, 1, 6), 0.0, 1e-9);
    EXPECT_EQ(supplied(run, 1, 9), 1e-3) << "opened again";
    EXPECT_LE(run.closure, 1e-12);
}

TEST(TransientProtection, WhatIsOverBeforeTheResponseDoesNotTrip) {
    for (const double duration_s : {0.5, 2.0}) {
        District d;
        d.options.limits.self_closing_low_gauge_pressure_pa = -1e5;
        d.events = {{50.0, EventKind::outflow, "n5", 6e-3}, {50.0 + duration_s, EventKind::outflow, "n5", 0.0}};
        EXPECT_EQ(d.run().trip.id.size(), duration_s > 1.0 ? 1u : 0u) << duration_s;
    }
}

TEST(TransientProtection, FixedStepsTripAtTheEndsOfSteps) {
    District d;
    d.options.adaptive = false;
    d.options.max_step_s = 10.0;
    d.events = {{100.0, EventKind::regulator_close, "r0", 0.0}};
    const TimeSeries run = d.run();
    ASSERT_EQ(run.trip.id.size(), 2u);
    const double expected = 100.0 + d.kg_per_pa() * (2500.0 - 800.0) / 2e-3 + 3.0;
    EXPECT_NEAR(run.trip.time_s[0], expected, 13.0);
    EXPECT_EQ(run.rejected, 0);
}

TEST(TransientProtection, QuasiSteadyRunsKeepWhatHasShut) {
    District d;
    d.options.to_s = 3600.0 * 3;
    d.options.output_step_s = 3600.0;
    d.events = {{3600.0, EventKind::regulator_fail_open, "r0", 0.0},
                {7200.0, EventKind::regulator_restore, "r0", 0.0},
                {10800.0, EventKind::customer_reset, "c1", 0.0}};
    const TimeSeries run = simulate_quasi_steady(d.s.network, d.s.network.customer.demand_kg_s, d.options, d.events);
    ASSERT_EQ(run.trip.id, (std::vector<std::string>{"r0", "c0", "c1"}));
    EXPECT_EQ(run.trip.time_s, (std::vector<double>{3600.0, 3600.0, 3600.0}));
    EXPECT_TRUE(is_missing(run.trip.value[1])) << "no gas";
    EXPECT_EQ(supplied(run, 0, 0), 1e-3);
    EXPECT_EQ(supplied(run, 0, 2), 0.0) << "the regulator works again, the household is still shut";
    EXPECT_EQ(supplied(run, 0, 3), 0.0);
    EXPECT_EQ(supplied(run, 1, 3), 1e-3);
}

} // namespace
} // namespace gastwin
