// SPDX-License-Identifier: Apache-2.0
// Compressors and least differentials in transient flow. Held at constant conditions every mode of control ends at the
// steady answer; between two line-packs without source the end follows from mass alone.
#include <gtest/gtest.h>

#include "engine/transient.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

constexpr auto first_control = std::size_t{0};

/// Source – 2 km – control – 2 km – customer, over hills, the control between two heights.
Sketch line_with(PressureControl control, double set_gauge_pa = 0.0) {
    Sketch s;
    for (const double elevation_m : {0.0, 20.0, 22.0, 5.0}) s.node(elevation_m);
    s.source(0, 2e5);
    s.pipe(0, 1, 2000, 0.15);
    s.regulator(1, 2, set_gauge_pa);
    s.network.regulator.control[first_control] = control;
    s.pipe(3, 2, 2000, 0.15);
    s.customer(3, 0.1);
    return s;
}

struct Case {
    const char *name;
    Sketch sketch;
    const char *mode; ///< in the end
};

Sketch at_ratio(double ratio, double min_differential_pa = 0.0) {
    Sketch s = line_with(PressureControl::compressor_ratio);
    s.network.regulator.ratio[first_control] = ratio;
    s.network.regulator.min_differential_pa[first_control] = min_differential_pa;
    return s;
}

Sketch at_outlet(double set_gauge_pa, double ratio) {
    Sketch s = line_with(PressureControl::compressor_outlet, set_gauge_pa);
    s.network.regulator.ratio[first_control] = ratio;
    return s;
}

/// The customer has a source of its own at the pressure given.
Sketch at_flow(double flow_kg_s, double other_gauge_pa) {
    Sketch s = line_with(PressureControl::compressor_flow);
    s.network.regulator.ratio[first_control] = 2.0;
    s.network.regulator.capacity_kg_s[first_control] = flow_kg_s;
    if (other_gauge_pa > 0.0) {
        s.pipe(s.node(), 3, 1000, 0.1);
        s.source(4, other_gauge_pa);
    }
    return s;
}

Sketch with_differential(PressureControl control, double set_gauge_pa) {
    Sketch s = line_with(control, set_gauge_pa);
    s.network.regulator.min_differential_pa[first_control] = 30000.0;
    return s;
}

/// A compressor beside a pipe of its own zone, whose flow it drives in a circle.
Sketch around_a_pipe() {
    Sketch s;
    for (int i = 0; i < 3; ++i) s.node();
    s.source(0, 2e5);
    s.pipe(0, 1, 2000, 0.1);
    s.pipe(1, 2, 4000, 0.05);
    s.regulator(1, 2, 0.0);
    s.network.regulator.control[first_control] = PressureControl::compressor_ratio;
    s.network.regulator.ratio[first_control] = 1.1;
    s.customer(2, 0.1);
    return s;
}

/// On the level: E(z) of a real gas is taken at one pressure for all that is linked, in steady flow for each zone.
Sketch two_in_series_with_real_gas() {
    Sketch s = at_ratio(1.3);
    s.network.node.elevation_m.assign(4, 0.0);
    s.network.gas = with_equation_of_state(s.network.gas, EquationOfState::papay);
    const int a = s.node(), b = s.node();
    s.regulator(3, a, 3.5e5);
    s.network.regulator.control[1] = PressureControl::compressor_outlet;
    s.network.regulator.ratio[1] = 1.5;
    s.pipe(a, b, 1000, 0.1);
    s.customer(b, 0.05);
    return s;
}

std::vector<Case> cases() {
    return {{"ratio", at_ratio(1.4), "controlling"},
            {"ratio less a differential", at_ratio(1.4, 20000.0), "controlling"},
            {"ratio of 1", at_ratio(1.0), "wide_open"},
            {"outlet", at_outlet(4e5, 3.0), "controlling"},
            {"outlet out of reach", at_outlet(4e5, 1.2), "controlling"},
            {"outlet bypassed", at_outlet(1e5, 3.0), "controlling"},
            {"flow not reached", at_flow(0.2, 0.0), "controlling"},
            {"flow", at_flow(0.03, 2.5e5), "capacity_limited"},
            {"flow against too high a pressure", at_flow(0.03, 7e5), "closed"},
            {"starved regulator", with_differential(PressureControl::regulator, 1.9e5), "wide_open"},
            {"regulator at its set point", with_differential(PressureControl::regulator, 1e5), "controlling"},
            {"check valve", with_differential(PressureControl::check_valve, 0.0), "wide_open"},
            {"starved regulator between heights", line_with(PressureControl::regulator, 3e5), "wide_open"},
            {"around a pipe", around_a_pipe(), "controlling"},
            {"two in series", two_in_series_with_real_gas(), "controlling"}};
}

void expect_steady(const Case &c, const State &steady, const TimeSeries &run, double tolerance) {
    ASSERT_EQ(steady.status, Status::converged) << c.name;
    ASSERT_LE(run.status, Status::service_infeasible) << c.name << ": " << run.explanation;
    EXPECT_EQ(run.system.unmet_kg_s.back(), 0.0) << c.name;
    const std::size_t nodes = steady.node.id.size(), controls = steady.regulator.id.size();
    for (std::size_t v = 0; v < nodes; ++v)
        EXPECT_NEAR(run.node.pressure_pa[run.node.id.size() - nodes + v] / steady.node.pressure_pa[v], 1.0, tolerance)
            << c.name << " node " << v;
    for (std::size_t r = 0; r < controls; ++r) {
        const std::size_t row = run.regulator.id.size() - controls + r;
        EXPECT_NEAR(run.regulator.flow_kg_s[row], steady.regulator.flow_kg_s[r], 1e-7) << c.name;
        EXPECT_EQ(run.regulator.mode[row], steady.regulator.mode[r]) << c.name;
    }
    EXPECT_EQ(steady.regulator.mode[first_control], c.mode) << c.name;
}

TEST(TransientCompressors, ASteadyStateStaysInEveryMode) {
    for (const Case &c : cases())
        for (const bool inertia : {false, true}) {
            TransientOptions options;
            options.to_s = 7200.0;
            options.inertia = inertia;
            const Sketch &s = c.sketch;
            const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options);
            ASSERT_NO_FATAL_FAILURE(expect_steady(c, s.solve(), run, 1e-9));
            EXPECT_EQ(run.status, Status::converged) << c.name;
            EXPECT_LE(run.closure, 1e-12) << c.name;
        }
}

TEST(TransientCompressors, FromAnywhereEveryModeEndsAtTheSteadyState) {
    for (const Case &c : cases())
        for (const double start_pa : {1.4e5, 4e5}) {
            TransientOptions options;
            options.to_s = 40.0 * 86400.0; // what lies behind a shut valve runs out slowly
            options.output_step_s = 40.0 * 86400.0;
            const Sketch &s = c.sketch;
            options.start_pressure_pa.assign(row_count(s.network.node), start_pa);
            const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options);
            ASSERT_NO_FATAL_FAILURE(expect_steady(c, s.solve(), run, 1e-8)) << start_pa;
            EXPECT_LE(run.closure, 1e-11) << c.name << ": 1e-12 of the flow, in steps of an hour";
        }
}

/// 1 km of DN200 – compressor – 500 m of DN300, no source, no customer.
Sketch two_stores(PressureControl control) {
    Sketch s;
    for (int i = 0; i < 4; ++i) s.node();
    s.pipe(0, 1, 1000, 0.2);
    s.regulator(1, 2, 0.0);
    s.pipe(2, 3, 500, 0.3);
    s.network.regulator.control[first_control] = control;
    s.network.regulator.ratio[first_control] = 3.0;
    return s;
}

double last_pressure_pa(const TimeSeries &run, std::size_t node) {
    return run.node.pressure_pa.at(run.node.id.size() - 4 + node);
}

TEST(TransientCompressors, MoveGasBetweenTwoStoresUntilTheirRatioIsReached) {
    const double up_m3 = 1000.0 * circle_area_m2(0.2), down_m3 = 500.0 * circle_area_m2(0.3);
    for (const double flow_kg_s : {missing_real, 0.05}) {
        Sketch s =
            two_stores(is_missing(flow_kg_s) ? PressureControl::compressor_ratio : PressureControl::compressor_flow);
        s.network.regulator.capacity_kg_s[first_control] = flow_kg_s;
        TransientOptions options;
        options.start_pressure_pa.assign(4, 5e5);
        options.output_step_s = 100.0;
        options.tolerance = 1e-6; // a step too far leaves it too far: nothing comes back
        options.to_s = 36000.0;
        const TimeSeries run = simulate(s.network, {}, options);
        EXPECT_EQ(run.status, Status::converged) << run.explanation;
        EXPECT_LE(run.closure, 1e-12);
        const double expected = 5e5 * (up_m3 + down_m3) / (up_m3 + 3.0 * down_m3);
        EXPECT_NEAR(last_pressure_pa(run, 0) / expected, 1.0, 1e-6);
        EXPECT_NEAR(last_pressure_pa(run, 3) / expected, 3.0, 3e-6);
        EXPECT_NEAR(run.system.linepack_kg.back() / run.system.linepack_kg.front(), 1.0, 1e-12);
        if (is_missing(flow_kg_s)) continue;
        // Until the ratio is near the flow is the compressor's.
        EXPECT_EQ(run.regulator.mode[2], "capacity_limited");
        EXPECT_DOUBLE_EQ(run.regulator.flow_kg_s[2], 0.05);
        EXPECT_NEAR(run.regulator.flow_kg_s.back(), 0.0, 1e-9);
    }
}

TEST(TransientCompressors, PassNothingBackwards) {
    for (const PressureControl control :
         {PressureControl::compressor_ratio, PressureControl::compressor_outlet, PressureControl::compressor_flow}) {
        Sketch s = two_stores(control);
        s.network.regulator.capacity_kg_s[first_control] = 1.0;
        s.network.regulator.set_gauge_pressure_pa[first_control] = 8e5;
        TransientOptions options;
        options.start_pressure_pa = {2e5, 2e5, 6.5e5, 6.5e5}; // beyond its ratio
        options.to_s = 3600.0;
        const TimeSeries run = simulate(s.network, {}, options);
        EXPECT_EQ(run.status, Status::converged) << run.explanation;
        for (const double q : run.regulator.flow_kg_s) EXPECT_EQ(q, 0.0);
        EXPECT_EQ(run.regulator.mode.back(), "closed");
        EXPECT_NEAR(last_pressure_pa(run, 1), 2e5, 1e-3);
        EXPECT_NEAR(last_pressure_pa(run, 2), 6.5e5, 1e-3);
    }
}

TEST(TransientCompressors, ALeastDifferentialStaysBetweenTwoStores) {
    Sketch s = two_stores(PressureControl::check_valve);
    s.network.regulator.min_differential_pa[first_control] = 1e5;
    TransientOptions options;
    options.start_pressure_pa = {5e5, 5e5, 1.5e5, 1.5e5};
    options.to_s = 36000.0;
    options.tolerance = 1e-6;
    const TimeSeries run = simulate(s.network, {}, options);
    const double up_m3 = 1000.0 * circle_area_m2(0.2), down_m3 = 500.0 * circle_area_m2(0.3);
    const double expected = (5e5 * up_m3 + (1.5e5 + 1e5) * down_m3) / (up_m3 + down_m3);
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_LE(run.closure, 1e-12);
    EXPECT_NEAR(last_pressure_pa(run, 0) / expected, 1.0, 1e-6);
    EXPECT_NEAR(last_pressure_pa(run, 3) / (expected - 1e5), 1.0, 1e-6);
}

TEST(TransientCompressors, StopAndStartAgainWithEvents) {
    const Sketch s = at_outlet(4e5, 3.0);
    TransientOptions options;
    options.to_s = 86400.0;
    options.output_step_s = 600.0;
    const std::vector<Event> events{{1200.0, EventKind::regulator_close, "r0", 0.0},
                                    {1800.0, EventKind::regulator_restore, "r0", 0.0},
                                    {3600.0, EventKind::regulator_set, "r0", 3.5e5}};
    const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options, events);
    EXPECT_LE(run.closure, 1e-12);
    EXPECT_NEAR(run.regulator.outlet_gauge_pressure_pa[1], 4e5, 1e-2);
    EXPECT_EQ(run.regulator.mode[3], "closed") << "what happens at a time of output follows it";
    EXPECT_LT(run.regulator.outlet_gauge_pressure_pa[3], 3.5e5) << "600 s at 0.1 kg/s out of 35 m3";
    EXPECT_NEAR(run.regulator.outlet_gauge_pressure_pa.back(), 3.5e5, 1e-2);
}

TEST(TransientCompressors, NeedTheFigureTheyHold) {
    Sketch s = line_with(PressureControl::compressor_ratio);
    EXPECT_THROW(static_cast<void>(simulate(s.network, s.network.customer.demand_kg_s)), Error);
}

} // namespace
} // namespace gastwin
