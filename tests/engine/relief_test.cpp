// SPDX-License-Identifier: Apache-2.0
#include "engine/relief.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/protection.hpp"
#include "engine/quasi_steady.hpp"
#include "models/units.hpp"
#include "tests/engine/random_network.hpp"
#include "tests/engine/regulated_line.hpp"

namespace gastwin {
namespace {

constexpr double atmosphere_pa = standard_pressure_pa;

/// The line of the reference with its regulator failed open and a relief valve that opens at 15 kPa(g).
Line failed_open(double relief_capacity_kg_s) {
    Line line(4e5);
    line.control().state[0] = RegulatorState::failed_open;
    line.control().relief_gauge_pressure_pa[0] = 15000.0;
    line.control().relief_capacity_kg_s[0] = relief_capacity_kg_s;
    return line;
}

TEST(ReliefValve, LiftsInProportionAndIsAnOrificeBeyond) {
    const Line line = failed_open(0.2);
    const auto valve = *relief_valve(line.s.network.regulator, 0, line.s.network.gas, atmosphere_pa);
    const Gas &gas = line.s.network.gas;
    const auto at = [&](double gauge_pa) { return relief_outflow(gas, valve, atmosphere_pa + gauge_pa); };
    EXPECT_EQ(at(0.0).flow_kg_s, 0.0);
    EXPECT_EQ(at(15000.0).flow_kg_s, 0.0);
    EXPECT_NEAR(at(15300.0).flow_kg_s, 0.04, 1e-12) << "a fifth of the 1500 Pa of its band";
    EXPECT_NEAR(at(16500.0).flow_kg_s, 0.2, 1e-12);
    // Choked from 0.546 p on: proportional to the absolute pressure.
    EXPECT_NEAR(at(4e5).flow_kg_s / at(2e5).flow_kg_s, (4e5 + atmosphere_pa) / (2e5 + atmosphere_pa), 1e-12);
    double before = 0.0;
    for (double p = 15010.0; p < 30000.0; p += 10.0) {
        const Outflow out = at(p);
        EXPECT_GT(out.flow_kg_s, before) << p;
        EXPECT_NEAR((at(p + 0.01).flow_kg_s - at(p - 0.01).flow_kg_s) / 0.02, out.slope_kg_s_pa,
                    p == 16500.0 ? 1.0 : 1e-5 * out.slope_kg_s_pa);
        before = out.flow_kg_s;
    }
}

TEST(ReliefValve, TakesWhatIsMissingFromWhatIsGiven) {
    Line line = failed_open(missing_real);
    const auto valve = [&] { return *relief_valve(line.control(), 0, line.s.network.gas, atmosphere_pa); };
    EXPECT_NEAR(valve().area_m2, circle_area_m2(0.025), 1e-15);
    EXPECT_NEAR(valve().capacity_kg_s,
                hole_outflow(line.s.network.gas, valve().area_m2, atmosphere_pa + 16500.0, atmosphere_pa).flow_kg_s,
                1e-15);
    line.control().capacity_kg_s[0] = 0.3;
    EXPECT_EQ(valve().capacity_kg_s, 0.3);
    line.control().relief_diameter_m[0] = 0.05;
    EXPECT_NEAR(valve().area_m2, circle_area_m2(0.05), 1e-15);
    EXPECT_NE(valve().capacity_kg_s, 0.3);
    line.control().relief_gauge_pressure_pa[0] = missing_real;
    EXPECT_FALSE(relief_valve(line.control(), 0, line.s.network.gas, atmosphere_pa));
}

/// Outlet pressure at which what comes down the first pipe is what the customer takes and the valve blows off.
double balance_pa(const Network &n) {
    const double source = 4e5 + atmosphere_pa;
    double low = atmosphere_pa + 15000.0, high = source;
    for (int i = 0; i < 200; ++i) {
        const double p = 0.5 * (low + high);
        const double fall = pipe_fall(n, 0, 0.01 + relieved_at(n, 0, p));
        (0.5 * (source * source - p * p) > fall ? low : high) = p;
    }
    return low;
}

TEST(Relief, HoldsBackAFailedOpenRegulatorAtWhatPhysicsSays) {
    for (const double capacity : {0.01, 0.2, 2.0}) { // fully open and overwhelmed; within its band; more than arrives
        const Line line = failed_open(capacity);
        const State state = line.s.solve();
        ASSERT_EQ(state.status, Status::converged) << state.zone.explanation[1];
        const double p = balance_pa(line.s.network), relieved = state.regulator.relieved_kg_s[0];
        EXPECT_NEAR(state.node.pressure_pa[2], p, 1e-3) << capacity;
        EXPECT_NEAR(relieved, relieved_at(line.s.network, 0, p), 1e-8) << capacity;
        EXPECT_NEAR(state.pipe.flow_kg_s[0], 0.01 + relieved, 1e-12) << "the balance closes";
        EXPECT_NEAR(state.regulator.flow_kg_s[0], 0.01 + relieved, 1e-12);
        EXPECT_DOUBLE_EQ(state.customer.supplied_kg_s[0], 0.01);
        EXPECT_NE(state.zone.explanation[1].find("relief valve of regulator r0"), std::string::npos);
    }
}

TEST(Relief, StaysShutBelowItsSetPointAndChangesNothing) {
    Line line(4e5);
    const State without = line.s.solve();
    line.control().relief_gauge_pressure_pa[0] = 10001.0;
    line.control().relief_capacity_kg_s[0] = 0.1;
    const State with = line.s.solve();
    EXPECT_EQ(with.node.pressure_pa, without.node.pressure_pa);
    EXPECT_EQ(with.regulator.relieved_kg_s[0], 0.0);
}

TEST(Relief, LockUpAboveTheSetPointCreeps) {
    // s(1 + 0.2(1 − q/0.05 C)) = p and q = C_r (p − p_r)/b without demand: one linear equation.
    Line line(4e5);
    Regulators &r = line.control();
    r.capacity_kg_s[0] = 0.2;
    r.lockup_class[0] = LockupClass::sg20;
    r.relief_gauge_pressure_pa[0] = 11000.0;
    r.relief_capacity_kg_s[0] = 0.02;
    line.s.network.customer.demand_kg_s[0] = 0.0;
    const double rise = 2000.0, zone = 0.05 * 0.2, slope = 0.02 / 1100.0;
    const double q = slope * (10000.0 + rise - 11000.0) / (1.0 + slope * rise / zone);
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::converged) << state.zone.explanation[1];
    EXPECT_NEAR(state.regulator.relieved_kg_s[0], q, 1e-9);
    EXPECT_NEAR(gauge(state, line.down), 11000.0 + q / slope, 1e-4);
}

TEST(Relief, TakesInjectedGasThatNothingElseTakes) {
    Line line(4e5);
    line.s.network.customer.demand_kg_s[0] = -0.01;
    EXPECT_EQ(line.s.solve().status, Status::over_supplied);
    line.control().relief_gauge_pressure_pa[0] = 15000.0;
    line.control().relief_capacity_kg_s[0] = 0.02;
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::converged) << state.zone.explanation[1];
    EXPECT_EQ(state.regulator.flow_kg_s[0], 0.0);
    EXPECT_NEAR(state.regulator.relieved_kg_s[0], 0.01, 1e-12);
    EXPECT_NEAR(gauge(state, line.down), 15750.0, 1e-3);
}

TEST(Relief, BlowingOffMayStarveOthersAndIsInfeasibleThen) {
    Line line = failed_open(50.0);
    line.control().relief_gauge_pressure_pa[0] = 100.0;
    const int village = line.s.node();
    line.s.pipe(line.up, village, 1000.0, 0.05);
    const int above = line.s.customer(village, 0.05);
    const State state = line.s.solve();
    EXPECT_EQ(state.status, Status::infeasible);
    EXPECT_NE(state.zone.explanation[0].find("what relief valves blow off"), std::string::npos)
        << state.zone.explanation[0];
    EXPECT_LT(state.customer.supplied_kg_s[static_cast<std::size_t>(above)], 0.05);
    const double source = state.pipe.flow_kg_s[0], relieved = state.regulator.relieved_kg_s[0];
    double out = relieved;
    for (const double q : state.customer.supplied_kg_s) out += q;
    EXPECT_NEAR(source, out, 1e-9 * source);
}

TEST(Relief, ComesBeforeTheSlamShutWhereItSuffices) {
    for (const double capacity : {0.01, 2.0}) {
        Line line = failed_open(capacity);
        line.control().trip_high_gauge_pressure_pa[0] = 20000.0;
        const ProtectedState result = solve_protected(line.s.network, line.s.network.customer.demand_kg_s);
        EXPECT_EQ(result.trip.id.size(), capacity == 2.0 ? 0u : 1u);
        EXPECT_EQ(result.state.regulator.relieved_kg_s[0] > 0.0, capacity == 2.0);
    }
}

TEST(Relief, TransientFlowSettlesAtTheSteadyStateAndMassCloses) {
    for (const bool fails_later : {false, true}) {
        Line line = failed_open(0.2);
        const State steady = line.s.solve();
        if (fails_later) line.control().state[0] = RegulatorState::active;
        TransientOptions options;
        options.to_s = 1200.0;
        options.output_step_s = 60.0;
        std::vector<Event> events;
        if (fails_later) events.push_back({60.0, EventKind::regulator_fail_open, "r0", 0.0});
        const TimeSeries run = simulate(line.s.network, line.s.network.customer.demand_kg_s, options, events);
        ASSERT_EQ(run.status, Status::converged) << run.explanation;
        EXPECT_LE(run.closure, 1e-12);
        const std::size_t last = row_count(run.system) - 1;
        EXPECT_NEAR(run.system.relieved_kg_s[last], steady.regulator.relieved_kg_s[0], 1e-6);
        EXPECT_EQ(run.regulator.relieved_kg_s.back(), run.system.relieved_kg_s[last]);
        EXPECT_NEAR(run.node.gauge_pressure_pa[4 * last + 2], gauge(steady, line.down), 1.0);
        EXPECT_EQ(run.system.relieved_kg_s[0] > 0.0, !fails_later) << "it starts from the steady state";
        const SystemSeries &s = run.system;
        EXPECT_NEAR(s.linepack_kg[last] - s.linepack_kg[0],
                    s.inflow_kg[last] - s.supplied_kg[last] - s.relieved_kg[last], 1e-9);
    }
}

/// A biogas plant behind a shut regulator, no source anywhere.
TEST(Relief, WithoutSourceSteadyFlowSaysWhatItLeavesOutAndTransientFlowFindsIt) {
    Line line(4e5);
    line.control().state[0] = RegulatorState::closed;
    line.control().relief_gauge_pressure_pa[0] = 15000.0;
    line.control().relief_capacity_kg_s[0] = 0.2;
    line.s.network.customer.demand_kg_s[0] = -0.01;
    const State steady = line.s.solve();
    const auto zone = static_cast<std::size_t>(steady.node.zone[static_cast<std::size_t>(line.down)]);
    EXPECT_EQ(steady.zone.status[zone], Status::over_supplied);
    EXPECT_NE(steady.zone.explanation[zone].find("relief valve of regulator r0"), std::string::npos);
    TransientOptions options;
    options.to_s = 86400.0;
    const TimeSeries run = simulate(line.s.network, line.s.network.customer.demand_kg_s, options);
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_LE(run.closure, 1e-11);
    EXPECT_NEAR(run.system.relieved_kg_s.back(), 0.01, 1e-8);
    EXPECT_NEAR(run.regulator.outlet_gauge_pressure_pa.back(), 15000.0 + 1500.0 * 0.01 / 0.2, 1e-2);
}

TEST(Relief, QuasiSteadyRowsCountIt) {
    const Line line = failed_open(0.2);
    TransientOptions options;
    options.to_s = 7200.0;
    const TimeSeries run = simulate_quasi_steady(line.s.network, line.s.network.customer.demand_kg_s, options);
    const double relieved = line.s.solve().regulator.relieved_kg_s[0];
    EXPECT_DOUBLE_EQ(run.system.relieved_kg_s[1], relieved);
    EXPECT_DOUBLE_EQ(run.system.inflow_kg_s[1], 0.01 + relieved);
    EXPECT_DOUBLE_EQ(run.system.relieved_kg[2], 7200.0 * relieved);
}

} // namespace
} // namespace gastwin
