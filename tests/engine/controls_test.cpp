// SPDX-License-Identifier: Apache-2.0
// Check valves, monitors, least differentials and compressors: the other one-way controls.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/regulated_line.hpp"

namespace gastwin {
namespace {

double absolute(const State &state, int node) { return state.node.pressure_pa[static_cast<std::size_t>(node)]; }

TEST(Controls, LeastDifferentialLowersAStarvedOutlet) {
    Line line(5000.0);
    line.control().min_differential_pa[0] = 1500.0;
    const State starved = line.s.solve();
    EXPECT_NEAR(gauge(starved, line.up) - gauge(starved, line.down), 1500.0, 1e-6);
    EXPECT_EQ(starved.regulator.mode[0], "wide_open");
    Line fed(4e5);
    fed.control().min_differential_pa[0] = 1500.0;
    EXPECT_NEAR(gauge(fed.s.solve(), fed.down), 10000.0, 1e-6) << "there is enough above";
}

TEST(Controls, TheMonitorHoldsWhenTheActiveFailsOpen) {
    Line line(4e5);
    line.control().state[0] = RegulatorState::failed_open;
    EXPECT_GT(gauge(line.s.solve(), line.down), 3.9e5) << "without a monitor the pressure above comes through";
    line.control().has_monitor[0] = 1;
    EXPECT_NEAR(gauge(line.s.solve(), line.down), 11000.0, 1e-6) << "1.1 times the set point";
    line.control().monitor_gauge_pressure_pa[0] = 12000.0;
    EXPECT_NEAR(gauge(line.s.solve(), line.down), 12000.0, 1e-6);
}

TEST(Controls, ACheckValvePassesOneWay) {
    Line line(4e5);
    line.control().control[0] = PressureControl::check_valve;
    const State forward = line.s.solve();
    EXPECT_EQ(forward.status, Status::converged);
    EXPECT_NEAR(absolute(forward, line.down), absolute(forward, line.up), 1e-4);
    EXPECT_EQ(forward.regulator.mode[0], "wide_open");
    line.s.network.customer.demand_kg_s[0] = -0.01;
    const State backward = line.s.solve();
    EXPECT_EQ(backward.regulator.flow_kg_s[0], 0.0);
    EXPECT_EQ(backward.zone.status[1], Status::over_supplied);
}

/// A ring of three pipes with a check valve in one of them: both its ends are in one zone.
State ring_with_check_valve(bool forward) {
    Sketch s;
    s.network.gas = reference_gas();
    const int a = s.node(), b = s.node(), c = s.node(), d = s.node();
    s.source(a, 1e5);
    s.pipe(a, b, 100, 0.1);
    s.pipe(b, c, 300, 0.05);
    s.pipe(a, d, 100, 0.1);
    if (forward) s.regulator(d, c, 0.0);
    else s.regulator(c, d, 0.0);
    s.network.regulator.control[0] = PressureControl::check_valve;
    s.customer(c, 0.02);
    return s.solve();
}

TEST(Controls, ACheckValveInAMeshedZonePassesWhatFlowsForward) {
    const State open = ring_with_check_valve(true), shut = ring_with_check_valve(false);
    EXPECT_EQ(open.status, Status::converged);
    EXPECT_NEAR(absolute(open, 2), absolute(open, 3), 1e-3) << "it has no resistance";
    EXPECT_GT(open.regulator.flow_kg_s[0], 0.01) << "the wider way";
    EXPECT_NEAR(open.regulator.flow_kg_s[0] + open.pipe.flow_kg_s[1], 0.02, 1e-10);
    EXPECT_EQ(shut.status, Status::converged);
    EXPECT_EQ(shut.regulator.flow_kg_s[0], 0.0);
    EXPECT_NEAR(shut.pipe.flow_kg_s[1], 0.02, 1e-10);
}

TEST(Controls, ACompressorHoldsItsRatio) {
    Line line(4e5);
    line.control().control[0] = PressureControl::compressor_ratio;
    line.control().ratio[0] = 1.4;
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(absolute(state, line.down) / absolute(state, line.up), 1.4, 1e-12);
    EXPECT_EQ(state.regulator.mode[0], "controlling");
}

TEST(Controls, ACompressorHoldsItsOutletWithinItsRatioAndIsBypassedAbove) {
    Line line(4e5, 6e5);
    line.control().control[0] = PressureControl::compressor_outlet;
    EXPECT_NEAR(gauge(line.s.solve(), line.down), 6e5, 1e-6);
    line.control().ratio[0] = 1.1;
    const State limited = line.s.solve();
    EXPECT_NEAR(absolute(limited, line.down) / absolute(limited, line.up), 1.1, 1e-12);
    line.control().set_gauge_pressure_pa[0] = 2e5;
    const State bypassed = line.s.solve();
    EXPECT_NEAR(absolute(bypassed, line.down), absolute(bypassed, line.up), 1e-6);
}

TEST(Controls, ACompressorBesideAPipeRecyclesNothingItCannotLift) {
    // Around the compressor lies a narrow pipe: what is lifted partly flows back through it.
    Sketch s;
    s.network.gas = reference_gas();
    const int a = s.node(), up = s.node(), down = s.node(), end = s.node();
    s.source(a, 1e5);
    s.pipe(a, up, 100, 0.1);
    s.pipe(up, down, 200, 0.02);
    s.pipe(down, end, 100, 0.1);
    s.regulator(up, down, 0.0);
    s.network.regulator.control[0] = PressureControl::compressor_ratio;
    s.network.regulator.ratio[0] = 1.2;
    s.customer(end, 0.02);
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(absolute(state, down) / absolute(state, up), 1.2, 1e-8);
    EXPECT_LT(state.pipe.flow_kg_s[1], 0.0);
    EXPECT_NEAR(state.regulator.flow_kg_s[0] + state.pipe.flow_kg_s[1], 0.02, 1e-10);
    s.network.regulator.state[0] = RegulatorState::closed;
    const State closed = s.solve();
    EXPECT_EQ(closed.status, Status::infeasible) << "the narrow pipe alone brings less";
    EXPECT_NEAR(closed.pipe.flow_kg_s[1], closed.customer.supplied_kg_s[0], 1e-10);
}

TEST(Controls, ACompressorAtAFlowSharesWithAnotherWay) {
    // Two ways into the lower zone: the compressor passes its flow, the regulator the rest.
    Sketch s;
    s.network.gas = reference_gas();
    const int a = s.node(), up = s.node(), down = s.node();
    s.source(a, 1e5);
    s.pipe(a, up, 100, 0.1);
    const int end = s.node();
    s.pipe(down, end, 100, 0.1);
    s.regulator(up, down, 5e4);
    s.regulator(up, end, 0.0);
    s.network.regulator.control[1] = PressureControl::compressor_flow;
    s.network.regulator.capacity_kg_s[1] = 0.015;
    s.network.regulator.ratio[1] = 2.0;
    s.customer(end, 0.04);
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(state.regulator.flow_kg_s[1], 0.015, 1e-10);
    EXPECT_NEAR(state.regulator.flow_kg_s[0], 0.025, 1e-10);
}

TEST(Controls, ACompressorWithoutItsFigureIsAnError) {
    for (const auto control : {PressureControl::compressor_ratio, PressureControl::compressor_flow}) {
        Line line(4e5);
        line.control().control[0] = control;
        try {
            (void)line.s.solve();
            ADD_FAILURE() << "no error for " << code_of(control);
        } catch (const Error &error) {
            EXPECT_EQ(error.kind().slug, "value_out_of_range");
        }
    }
}

} // namespace
} // namespace gastwin
