// SPDX-License-Identifier: Apache-2.0
// Regulators: what they must never do, and how several share.
#include "engine/feeds.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/regulated_line.hpp"

namespace gastwin {
namespace {

TEST(Feeds, HoldTheSetPoint) {
    const Line line(4e5);
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(gauge(state, line.up), 399964.54, 0.01);
    EXPECT_NEAR(gauge(state, line.down), 10000.0, 1e-6);
    EXPECT_NEAR(gauge(state, line.end), 9840.19, 0.01);
    EXPECT_EQ(state.regulator.mode[0], "controlling");
    EXPECT_NEAR(state.regulator.flow_kg_s[0], 0.01, 1e-15);
}

TEST(Feeds, NeverCompress) {
    const Line line(5000.0);
    const State state = line.s.solve();
    EXPECT_NEAR(gauge(state, line.up), 4832.67, 0.01);
    EXPECT_NEAR(gauge(state, line.down), 4832.67, 0.01);
    EXPECT_NEAR(gauge(state, line.end), 4665.07, 0.01);
    EXPECT_EQ(state.regulator.mode[0], "wide_open");
}

TEST(Feeds, NeverPassGasBack) {
    Line line(4e5);
    line.s.network.customer.demand_kg_s[0] = -0.01;
    const State state = line.s.solve();
    EXPECT_EQ(state.regulator.flow_kg_s[0], 0.0);
    EXPECT_EQ(state.regulator.mode[0], "closed");
    EXPECT_EQ(state.status, Status::over_supplied);
    EXPECT_EQ(state.zone.status[1], Status::over_supplied);
    EXPECT_NEAR(gauge(state, line.up), 4e5, 1e-6) << "nothing flows above";
}

/// Two stations at the ends of one low-pressure main, the customer at the second.
State two_stations(double set1, double set2, double source = 4e5, double upstream_m = 500, double upstream_d = 0.1) {
    Sketch s;
    s.network.gas = reference_gas();
    const int src = s.node(), u1 = s.node(), u2 = s.node(), d1 = s.node(), d2 = s.node();
    s.source(src, source);
    s.pipe(src, u1, upstream_m, upstream_d);
    s.pipe(src, u2, 500, 0.1);
    s.pipe(d1, d2, 500, 0.1);
    s.regulator(u1, d1, set1);
    s.regulator(u2, d2, set2);
    s.customer(d2, 0.01);
    return s.solve();
}

TEST(Feeds, NeverCirculate) {
    const State near = two_stations(12000, 10000);
    EXPECT_NEAR(near.regulator.flow_kg_s[0], 0.01, 1e-12);
    EXPECT_EQ(near.regulator.flow_kg_s[1], 0.0);
    EXPECT_NEAR(gauge(near, 4), 11843.02, 0.01);
    EXPECT_EQ(near.regulator.mode[1], "closed");
    const State far = two_stations(30000, 10000);
    EXPECT_NEAR(gauge(far, 4), 29864.56, 0.01);
    EXPECT_EQ(far.regulator.flow_kg_s[1], 0.0);
    EXPECT_EQ(far.status, Status::converged);
}

/// Duty and standby between the same two nodes.
Line duty_standby(double duty, double standby, double source = 4e5) {
    Line line(source, duty);
    line.s.regulator(line.up, line.down, standby);
    return line;
}

TEST(Feeds, DutyAndStandby) {
    Line line = duty_standby(10000, 9500);
    const State duty = line.s.solve();
    EXPECT_NEAR(duty.regulator.flow_kg_s[0], 0.01, 1e-15);
    EXPECT_EQ(duty.regulator.flow_kg_s[1], 0.0);
    EXPECT_NEAR(gauge(duty, line.end), 9840.19, 0.01);
    line.s.network.regulator.state[0] = RegulatorState::closed;
    const State standby = line.s.solve();
    EXPECT_EQ(standby.regulator.mode[0], "closed");
    EXPECT_NEAR(standby.regulator.flow_kg_s[1], 0.01, 1e-15);
    EXPECT_NEAR(gauge(standby, line.end), 9339.47, 0.01);
}

TEST(Feeds, StandbyTakesWhatTheDutyCannot) {
    Line line = duty_standby(10000, 9500);
    line.s.network.regulator.capacity_kg_s[0] = 0.004;
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(state.regulator.flow_kg_s[0], 0.004, 1e-15);
    EXPECT_NEAR(state.regulator.flow_kg_s[1], 0.006, 1e-12);
    EXPECT_EQ(state.regulator.mode[0], "capacity_limited");
    EXPECT_NEAR(gauge(state, line.end), 9339.47, 0.01);
}

TEST(Feeds, EqualSetPointsShareByCapacity) {
    Line line = duty_standby(10000, 10000);
    EXPECT_NEAR(line.s.solve().regulator.flow_kg_s[0], 0.005, 1e-14) << "capacities unknown: equal shares";
    line.s.network.regulator.capacity_kg_s = {0.03, 0.01};
    const State state = line.s.solve();
    EXPECT_NEAR(state.regulator.flow_kg_s[0], 0.0075, 1e-14);
    EXPECT_NEAR(state.regulator.flow_kg_s[1], 0.0025, 1e-14);
    EXPECT_NEAR(gauge(state, line.end), 9840.19, 0.01);
}

TEST(Feeds, EqualSetPointsShareByDroop) {
    // Outlet pressures s(1 − droop q/C) are equal where droop₁ q₁/C₁ = droop₂ q₂/C₂.
    Line line = duty_standby(10000, 10000);
    line.s.network.regulator.capacity_kg_s = {0.02, 0.02};
    line.s.network.regulator.droop_percent = {5.0, 10.0};
    const State state = line.s.solve();
    EXPECT_NEAR(state.regulator.flow_kg_s[0], 0.02 / 3, 1e-11);
    EXPECT_NEAR(state.regulator.flow_kg_s[1], 0.01 / 3, 1e-11);
    EXPECT_NEAR(gauge(state, line.down), 10000 * (1 - 0.05 / 3), 1e-6);
}

TEST(Feeds, ClassesStandForDroopAndLockUpUnlessFiguresAreGiven) {
    Line line = duty_standby(10000, 10000);
    Regulators &r = line.s.network.regulator;
    r.capacity_kg_s = {0.02, 0.02};
    r.accuracy_class = {AccuracyClass::ac5, AccuracyClass::ac10};
    EXPECT_NEAR(line.s.solve().regulator.flow_kg_s[0], 0.02 / 3, 1e-11);
    r.accuracy_class[0] = AccuracyClass::ac2_5;
    r.droop_percent[0] = 5.0;
    EXPECT_NEAR(line.s.solve().regulator.flow_kg_s[0], 0.02 / 3, 1e-11);
    r.lockup_class = {LockupClass::sg10, LockupClass::sg25};
    line.s.network.customer.demand_kg_s[0] = 0.0;
    EXPECT_NEAR(gauge(line.s.solve(), line.end), 12500.0, 1e-3) << "the tighter one has long shut";
    // Within the lock-up zones of 0.05 C: s(1 + 0.25 (1 − q/0.001) − 0.1 q/0.02) = s(1 + 0.1) needs this much.
    line.s.network.customer.demand_kg_s[0] = 0.5 * 0.15 / (250.0 + 5.0);
    const State state = line.s.solve();
    EXPECT_EQ(state.regulator.flow_kg_s[0], 0.0);
    EXPECT_NEAR(gauge(state, line.down), 10000.0 * (1.25 - 0.075), 1e-3);
}

TEST(Feeds, DroopAndLockUpOfOneStation) {
    Line line(4e5);
    line.s.network.regulator.capacity_kg_s[0] = 0.02;
    line.s.network.regulator.droop_percent[0] = 10.0;
    line.s.network.regulator.lockup_percent[0] = 20.0;
    EXPECT_NEAR(gauge(line.s.solve(), line.down), 10000 * (1 - 0.1 * 0.5), 1e-6);
    line.s.network.customer.demand_kg_s[0] = 0.0;
    EXPECT_NEAR(gauge(line.s.solve(), line.end), 12000, 1e-6) << "locked up";
}

TEST(Feeds, DutyTrippedWhileTheInletIsStarved) {
    for (const bool tripped : {false, true}) {
        Line line = duty_standby(10000, 9500, 5000.0);
        if (tripped) line.s.network.regulator.state[0] = RegulatorState::closed;
        const State state = line.s.solve();
        EXPECT_EQ(state.status, Status::converged) << state.zone.explanation[1];
        EXPECT_NEAR(gauge(state, line.down), 4832.67, 0.01);
        EXPECT_NEAR(gauge(state, line.end), 4665.07, 0.01);
        EXPECT_NEAR(state.regulator.flow_kg_s[0] + state.regulator.flow_kg_s[1], 0.01, 1e-12);
        EXPECT_EQ(state.regulator.mode[1], "wide_open");
    }
}

TEST(Feeds, AStarvedStationPassesWhatItCanAndTheOtherTheRest) {
    // Station 1 (set 30 000) hangs on a long thin pipe; alone it cannot hold its set point.
    const State state = two_stations(30000, 10000, 40000, 3000, 0.04);
    EXPECT_EQ(state.status, Status::converged) << state.zone.explanation[1];
    EXPECT_EQ(state.regulator.mode[0], "wide_open");
    EXPECT_EQ(state.regulator.mode[1], "controlling");
    EXPECT_NEAR(state.node.pressure_pa[1], state.node.pressure_pa[3], 0.01);
    EXPECT_NEAR(gauge(state, 4), 10000, 0.01);
    EXPECT_GT(state.regulator.flow_kg_s[0], 1e-4);
    EXPECT_GT(state.regulator.flow_kg_s[1], 1e-4);
    EXPECT_NEAR(state.regulator.flow_kg_s[0] + state.regulator.flow_kg_s[1], 0.01, 1e-10);
    EXPECT_NEAR(state.pipe.flow_kg_s[0], state.regulator.flow_kg_s[0], 1e-10);
}

TEST(Feeds, ClosedAndFailedOpen) {
    Line line(20000.0);
    line.s.network.regulator.state[0] = RegulatorState::closed;
    const State shut = line.s.solve();
    EXPECT_EQ(shut.status, Status::no_source);
    EXPECT_EQ(shut.regulator.flow_kg_s[0], 0.0);
    EXPECT_TRUE(std::isnan(gauge(shut, line.end)));
    EXPECT_NE(shut.zone.explanation[1].find("r0"), std::string::npos);
    line.s.network.regulator.state[0] = RegulatorState::failed_open;
    const State open = line.s.solve();
    EXPECT_EQ(open.regulator.mode[0], "wide_open");
    EXPECT_NEAR(gauge(open, line.up), gauge(open, line.down), 1e-6);
    EXPECT_GT(gauge(open, line.end), 15000.0);
}

TEST(Feeds, OneOfTwoFailsOpen) {
    Line line = duty_standby(10000, 9500, 20000.0);
    line.s.network.regulator.state[1] = RegulatorState::failed_open;
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::converged) << state.zone.explanation[1];
    EXPECT_EQ(state.regulator.flow_kg_s[0], 0.0) << "its outlet is above its set point";
    EXPECT_NEAR(gauge(state, line.up), gauge(state, line.down), 0.01);
}

TEST(Feeds, DemandAboveCapacityIsInfeasible) {
    Line line(4e5);
    line.s.network.regulator.capacity_kg_s[0] = 0.008;
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::infeasible);
    EXPECT_EQ(state.regulator.mode[0], "capacity_limited");
    EXPECT_NEAR(state.unmet_kg_s, 0.002, 1e-12);
}

TEST(Feeds, ThreeTiersInARow) {
    Sketch s;
    s.network.gas = reference_gas();
    const int a = s.node(), b = s.node(), c = s.node(), d = s.node(), e = s.node(), f = s.node();
    s.source(a, 4e5);
    s.pipe(a, b, 2000, 0.1);
    s.pipe(c, d, 2000, 0.1);
    s.pipe(e, f, 200, 0.1);
    s.regulator(b, c, 1e5);
    s.regulator(d, e, 2500);
    s.customer(f, 0.005);
    s.customer(d, 0.02);
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(state.pipe.flow_kg_s[0], 0.025, 1e-12);
    EXPECT_NEAR(gauge(state, c), 1e5, 1e-6);
    EXPECT_NEAR(gauge(state, e), 2500, 1e-6);
}

TEST(Feeds, ClosedValveUpstreamLeavesTheLowerZoneWithoutGas) {
    Line line(4e5);
    const int cut = line.s.node();
    line.s.network.pipe.to_node[0] = NodeIdx{cut};
    line.s.valve(cut, line.up, false);
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::no_source);
    EXPECT_EQ(state.regulator.mode[0], "unsupplied");
    EXPECT_EQ(state.node.supplied[static_cast<std::size_t>(line.end)], 0);
    EXPECT_DOUBLE_EQ(state.unmet_kg_s, 0.01);
}

TEST(Feeds, ACycleOfRegulatorsIsAnErrorThatNamesThem) {
    Line line(4e5);
    line.s.regulator(line.end, line.source, 4e5);
    line.s.pipe(line.s.node(), line.s.node(), 10, 0.1);
    line.s.regulator(line.end, 4, 2000); // hangs below the cycle
    try {
        (void)line.s.solve();
        FAIL() << "no error";
    } catch (const Error &error) {
        EXPECT_EQ(error.kind().slug, "regulator_cycle");
        EXPECT_EQ(error.ids(), (std::vector<std::string>{"r0", "r1"}));
    }
}

TEST(Feeds, ARegulatorWithinOneZoneIsBypassed) {
    Line line(4e5);
    line.s.valve(line.up, line.down, true);
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_EQ(state.regulator.mode[0], "bypassed");
    EXPECT_EQ(state.regulator.flow_kg_s[0], 0.0);
}

TEST(Feeds, SourcesAndStationsTogether) {
    // A source holds 12 000 in the low-pressure zone: the station (10 000) stays closed until demand pulls it down.
    Line line(4e5);
    const int biogas = line.s.node();
    line.s.pipe(biogas, line.down, 500, 0.1);
    line.s.source(biogas, 12000);
    const State idle = line.s.solve();
    EXPECT_EQ(idle.regulator.mode[0], "closed");
    line.s.network.customer.demand_kg_s[0] = 0.06;
    const State busy = line.s.solve();
    EXPECT_EQ(busy.status, Status::converged);
    EXPECT_EQ(busy.regulator.mode[0], "controlling");
    EXPECT_NEAR(busy.regulator.flow_kg_s[0] + busy.pipe.flow_kg_s[2], 0.06, 1e-10);
}

} // namespace
} // namespace gastwin
