// SPDX-License-Identifier: Apache-2.0
#include "engine/transient.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "models/linepack.hpp"
#include "models/random.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

TimeSeries simulate_sketch(const Sketch &s, const TransientOptions &options, const std::vector<Event> &events = {}) {
    return simulate(s.network, s.network.customer.demand_kg_s, options, events);
}

/// Column of a node over time.
std::vector<double> gauge_of(const TimeSeries &run, int node) {
    std::vector<double> p;
    for (std::size_t i = 0; i < run.node.id.size(); ++i)
        if (run.node.id[i] == numbered('n', static_cast<std::size_t>(node))) p.push_back(run.node.gauge_pressure_pa[i]);
    return p;
}

std::vector<double> flow_of(const TimeSeries &run, int regulator) {
    std::vector<double> q;
    for (std::size_t i = 0; i < run.regulator.id.size(); ++i)
        if (run.regulator.id[i] == numbered('r', static_cast<std::size_t>(regulator)))
            q.push_back(run.regulator.flow_kg_s[i]);
    return q;
}

/// Medium pressure in a ring over hills, two regulators into one low-pressure zone, a third into another.
Sketch two_tiers() {
    Sketch s;
    for (int i = 0; i < 10; ++i) s.node(5.0 * i);
    s.source(0, 2e5);
    s.pipe(0, 1, 800, 0.1);
    s.pipe(2, 1, 700, 0.1);
    s.pipe(2, 3, 900, 0.08);
    s.pipe(0, 3, 600, 0.1);
    s.regulator(1, 4, 3000.0);
    s.regulator(3, 6, 3000.0);
    s.regulator(2, 8, 5000.0);
    s.pipe(4, 5, 300, 0.15);
    s.pipe(6, 5, 300, 0.15);
    s.pipe(5, 7, 200, 0.1);
    s.pipe(9, 8, 400, 0.1);
    s.customer(5, 0.004);
    s.customer(7, 0.006);
    s.customer(9, 0.005);
    s.customer(2, 0.02);
    const auto on_pipe = static_cast<std::size_t>(s.customer(0, 0.003));
    s.network.customer.node[on_pipe] = {};
    s.network.customer.pipe[on_pipe] = PipeIdx{0};
    s.network.customer.position[on_pipe] = 0.3;
    return s;
}

TEST(Transient, ASteadyStateStaysAndIsThatOfSolveSteady) {
    for (const bool inertia : {false, true})
        for (const TimeScheme scheme : {TimeScheme::backward_euler, TimeScheme::sdirk2}) {
            const Sketch s = two_tiers();
            const State steady = s.solve();
            TransientOptions options;
            options.to_s = 7200.0;
            options.scheme = scheme;
            options.inertia = inertia;
            options.longest_cell_m = 70.0;
            const TimeSeries run = simulate_sketch(s, options);
            EXPECT_EQ(run.status, Status::converged) << run.explanation;
            EXPECT_LE(run.closure, 1e-12);
            for (std::size_t i = 0; i < run.node.id.size(); ++i)
                EXPECT_NEAR(run.node.pressure_pa[i] / steady.node.pressure_pa[i % 10], 1.0, 1e-9) << run.node.id[i];
            for (std::size_t i = 0; i < run.regulator.id.size(); ++i) {
                EXPECT_NEAR(run.regulator.flow_kg_s[i], steady.regulator.flow_kg_s[i % 3], 1e-8);
                EXPECT_EQ(run.regulator.mode[i], steady.regulator.mode[i % 3]);
            }
            EXPECT_NEAR(run.system.inflow_kg_s.back(), 0.038, 1e-9);
        }
}

TEST(Transient, FromAnywhereItSettlesAtTheSteadyState) {
    const Sketch s = two_tiers();
    const State steady = s.solve();
    TransientOptions options;
    options.to_s = 86400.0;
    options.start_pressure_pa.assign(10, 1.5e5);
    const TimeSeries run = simulate_sketch(s, options);
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_LE(run.closure, 1e-12);
    const std::size_t last = run.node.id.size() - 10;
    for (std::size_t i = 0; i < 10; ++i)
        EXPECT_NEAR(run.node.pressure_pa[last + i], steady.node.pressure_pa[i], 1e-3) << run.node.id[i];
}

TEST(Transient, AnIsolatedIslandRunsDryAsItsLinePackSays) {
    // Reference section 15: 1 km of DN200, 4 to 1 bar(g), 0.05 kg/s: 67.3 kg, 1346 s.
    Sketch s;
    s.network.gas = reference_gas();
    const int a = s.node(), b = s.node();
    s.pipe(a, b, 1000.0, 0.2);
    s.customer(b, 0.05);
    TransientOptions options;
    options.start_pressure_pa = {5.01325e5, 5.01325e5};
    options.cut_off_gauge_pressure_pa = 1e5;
    options.cut_off_band_pa = 1.0;
    options.to_s = 2000.0;
    options.output_step_s = 50.0;
    options.max_step_s = 20.0;
    const TimeSeries run = simulate_sketch(s, options);
    const double volume = 1000.0 * circle_area_m2(0.2);
    const double usable = usable_linepack_kg(s.network.gas, volume, 5.01325e5, 2.01325e5);
    const double lasts = survival_time_s(usable, 0.05);
    EXPECT_NEAR(usable, 67.3, 0.05);
    EXPECT_NEAR(lasts, 1346.0, 1.0);
    EXPECT_EQ(run.status, Status::service_infeasible) << "demand is not met in the end";
    EXPECT_LE(run.closure, 1e-13);
    for (std::size_t i = 0; i < row_count(run.system); ++i) {
        const double t = run.system.time_s[i];
        const double expected = std::min(t, lasts) * 0.05;
        // The far end fails a little before the mean pressure says so; what is left flows there slowly.
        EXPECT_NEAR(run.system.supplied_kg[i], expected, 0.05 * (t > lasts - 50.0) + 1e-9) << t;
        EXPECT_NEAR(run.system.linepack_kg[0] - run.system.linepack_kg[i], run.system.supplied_kg[i], 1e-9);
        EXPECT_NEAR(run.system.unmet_kg[i] + run.system.supplied_kg[i], 0.05 * t, 1e-9);
    }
    EXPECT_NEAR(gauge_of(run, b).back(), 1e5, 100.0) << "the tolerance of a step";
    EXPECT_NEAR(run.system.unmet_kg_s.back(), 0.05, 1e-3);
}

TEST(Transient, NothingMovesWithoutDemand) {
    Sketch s = two_tiers();
    for (double &d : s.network.customer.demand_kg_s) d = 0.0;
    TransientOptions options;
    options.to_s = 36000.0;
    options.record.pipe.reset();
    const TimeSeries run = simulate_sketch(s, options);
    EXPECT_EQ(run.status, Status::converged);
    for (std::size_t i = 10; i < run.node.id.size(); ++i)
        EXPECT_NEAR(run.node.pressure_pa[i], run.node.pressure_pa[i % 10], 1e-6);
    for (const double q : run.pipe.from_flow_kg_s) EXPECT_NEAR(q, 0.0, 1e-8);
    for (const double q : run.regulator.flow_kg_s) EXPECT_NEAR(q, 0.0, 1e-8);
}

TEST(Transient, ReversingEveryPipeChangesNothingButSigns) {
    Sketch s = two_tiers();
    TransientOptions options;
    options.to_s = 3600.0;
    options.output_step_s = 600.0;
    options.longest_cell_m = 90.0;
    options.inertia = true;
    options.record.pipe.reset();
    const std::vector<Event> events{{60.0, EventKind::all_demand_factor, "", 2.0},
                                    {1000.0, EventKind::source_lose, "s0", 0.0}};
    const TimeSeries forth = simulate_sketch(s, options, events);
    for (std::size_t p = 0; p < row_count(s.network.pipe); ++p)
        std::swap(s.network.pipe.from_node[p], s.network.pipe.to_node[p]);
    s.network.customer.position[4] = 1.0 - s.network.customer.position[4];
    const TimeSeries back = simulate_sketch(s, options, events);
    ASSERT_EQ(forth.node.id.size(), back.node.id.size());
    for (std::size_t i = 0; i < forth.node.id.size(); ++i)
        EXPECT_NEAR(forth.node.pressure_pa[i] / back.node.pressure_pa[i], 1.0, 1e-8);
    for (std::size_t i = 0; i < forth.pipe.id.size(); ++i)
        EXPECT_NEAR(forth.pipe.from_flow_kg_s[i], -back.pipe.to_flow_kg_s[i], 1e-7);
}

TEST(Transient, AValveThatClosesCutsOffASectionWhichThenRunsDry) {
    Sketch s;
    for (int i = 0; i < 3; ++i) s.node();
    s.source(0, 3e5);
    s.pipe(0, 1, 500, 0.1);
    s.pipe(1, 2, 500, 0.1);
    s.customer(2, 0.02);
    const auto v = append_row(s.network.valve, "v").row();
    s.network.valve.pipe[v] = PipeIdx{1};
    s.network.valve.position[v] = 0.2;
    TransientOptions options;
    options.to_s = 7200.0;
    options.output_step_s = 300.0;
    const TimeSeries run = simulate_sketch(
        s, options, {{600.0, EventKind::valve_close, "v", 0.0}, {6000.0, EventKind::valve_open, "v", 0.0}});
    EXPECT_LE(run.closure, 1e-12);
    EXPECT_EQ(run.status, Status::service_infeasible);
    const auto p = gauge_of(run, 2);
    const double volume = 400.0 * circle_area_m2(0.1);
    const double lasts = usable_linepack_kg(s.network.gas, volume, 4e5, standard_pressure_pa) / 0.02; // about 460 s
    ASSERT_LT(lasts, 900.0);
    EXPECT_NEAR(p[2], p[0], 1.0) << "until 600 s";
    EXPECT_LT(p[3], 0.7 * p[2]);
    for (std::size_t i = 6; i <= 20; ++i) {
        EXPECT_GE(p[i], 0.0) << "demand ends with the gas";
        EXPECT_LT(p[i], 100.0);
        EXPECT_NEAR(run.system.supplied_kg_s[i], 0.0, 1e-3 * 0.02 * (i < 8 ? 1000.0 : 1.0));
    }
    EXPECT_NEAR(gauge_of(run, 1)[10], 3e5, 10.0) << "above the valve nothing flows";
    EXPECT_NEAR(p.back(), p.front(), 1.0) << "opened again";
    EXPECT_NEAR(run.system.supplied_kg_s.back(), 0.02, 1e-9);
}

TEST(Transient, ARegulatorHoldsItsSetPointUntilItsInletIsStarved) {
    Sketch s;
    for (int i = 0; i < 4; ++i) s.node();
    s.source(0, 3e5);
    s.pipe(0, 1, 1000, 0.2);
    s.regulator(1, 2, 1e5);
    s.pipe(2, 3, 500, 0.1);
    s.customer(3, 0.05);
    TransientOptions options;
    options.to_s = 3600.0;
    options.output_step_s = 60.0;
    const TimeSeries run = simulate_sketch(s, options, {{300.0, EventKind::source_lose, "s0", 0.0}});
    EXPECT_LE(run.closure, 1e-12);
    const auto in = gauge_of(run, 1), out = gauge_of(run, 2);
    const auto q = flow_of(run, 0);
    bool starved = false;
    for (std::size_t i = 0; i < in.size(); ++i) {
        EXPECT_GE(q[i], 0.0);
        EXPECT_NEAR(out[i], std::min(1e5, in[i]), 0.1) << i;
        starved = starved || run.regulator.mode[i] == "wide_open";
    }
    EXPECT_TRUE(starved);
    EXPECT_LT(out.back(), 200.0) << "both zones empty together";
}

TEST(Transient, AStationBetweenDifferentHeightsRunsDryLikeAnyOther) {
    Sketch s;
    for (const double elevation_m : {5.0, 5.0, 5.3, 6.0}) s.node(elevation_m);
    s.source(0, 2e5);
    s.pipe(0, 1, 1000, 0.2);
    s.regulator(1, 2, 3000.0);
    s.pipe(2, 3, 500, 0.1);
    s.customer(3, 0.02);
    TransientOptions options;
    options.to_s = 3600.0;
    options.output_step_s = 60.0;
    const TimeSeries run =
        simulate_sketch(s, options, {{60.0, EventKind::source_lose, "s0", 0.0}, {60.0, EventKind::hole, "n1", 0.05}});
    EXPECT_EQ(run.status, Status::service_infeasible) << run.explanation;
    EXPECT_LE(run.closure, 1e-12);
    EXPECT_DOUBLE_EQ(run.system.time_s.back(), 3600.0);
    EXPECT_LT(gauge_of(run, 1).back(), 100.0);
}

TEST(Transient, FailuresOfARegulatorDoWhatTheySay) {
    Sketch s;
    for (int i = 0; i < 4; ++i) s.node();
    s.source(0, 2e4);
    s.pipe(0, 1, 300, 0.2);
    s.regulator(1, 2, 3000.0);
    s.pipe(2, 3, 300, 0.1);
    s.customer(3, 0.005);
    TransientOptions options;
    options.to_s = 1200.0;
    options.output_step_s = 100.0;
    const TimeSeries run = simulate_sketch(s, options,
                                           {{100.0, EventKind::regulator_fail_open, "r0", 0.0},
                                            {500.0, EventKind::regulator_restore, "r0", 0.0},
                                            {800.0, EventKind::regulator_close, "r0", 0.0},
                                            {900.0, EventKind::regulator_restore, "r0", 0.0},
                                            {1000.0, EventKind::regulator_set, "r0", 4000.0}});
    const auto out = gauge_of(run, 2), in = gauge_of(run, 1);
    EXPECT_NEAR(out[1], 3000.0, 0.01);
    EXPECT_NEAR(out[5], in[5], 0.01) << "open: the inlet's pressure gets through";
    EXPECT_GT(out[5], 1.9e4);
    EXPECT_NEAR(out[8], 3000.0, 0.01) << "restored: what was too much has been used";
    EXPECT_LT(out[9], 100.0) << "closed: 2.4 m³ do not last 100 s";
    EXPECT_NEAR(out[10], 3000.0, 0.01);
    EXPECT_NEAR(out[12], 4000.0, 0.01);
    EXPECT_EQ(flow_of(run, 0)[9], 0.0);
    EXPECT_LE(run.closure, 1e-12);
}

TEST(Transient, InjectionBelowARegulatorClosesItAndRaisesThePressure) {
    Sketch s;
    for (int i = 0; i < 4; ++i) s.node();
    s.source(0, 4e5);
    s.pipe(0, 1, 500, 0.1);
    s.regulator(1, 2, 10000.0);
    s.pipe(2, 3, 500, 0.1);
    s.customer(3, -0.001);
    TransientOptions options;
    options.to_s = 600.0;
    options.output_step_s = 100.0;
    const TimeSeries run = simulate_sketch(s, options);
    const double volume = 500.0 * circle_area_m2(0.1);
    EXPECT_NEAR(gauge_of(run, 2).back(), 10000.0 + 600.0 * 0.001 * s.network.gas.a2_m2_s2() / volume, 30.0);
    for (const double q : flow_of(run, 0)) EXPECT_EQ(q, 0.0);
    EXPECT_EQ(run.status, Status::converged);
}

TEST(Transient, ACheckValveKeepsAStoreFromEmptyingBackwards) {
    Sketch s;
    for (int i = 0; i < 4; ++i) s.node();
    s.source(0, 1e5);
    s.pipe(0, 1, 500, 0.1);
    const auto check = static_cast<std::size_t>(s.regulator(1, 2, 0.0));
    s.network.regulator.control[check] = PressureControl::check_valve;
    s.pipe(2, 3, 500, 0.2);
    s.customer(1, 0.01);
    TransientOptions options;
    options.to_s = 1200.0;
    options.output_step_s = 300.0;
    const TimeSeries run = simulate_sketch(s, options, {{300.0, EventKind::source_lose, "s0", 0.0}});
    EXPECT_LT(gauge_of(run, 1).back(), 100.0);
    EXPECT_NEAR(gauge_of(run, 3).back(), gauge_of(run, 3)[1], 1.0) << "held back";
    EXPECT_GT(gauge_of(run, 3)[1], 9e4);
    for (const double q : flow_of(run, 0)) EXPECT_GE(q, 0.0);
}

TEST(Transient, ACheckValveWithinOneZonePassesOneWayOnly) {
    for (const bool forward : {true, false}) {
        Sketch s;
        for (int i = 0; i < 2; ++i) s.node();
        s.source(0, 1e5);
        s.pipe(0, 1, 2000, 0.08);
        const auto check = static_cast<std::size_t>(forward ? s.regulator(0, 1, 0.0) : s.regulator(1, 0, 0.0));
        s.network.regulator.control[check] = PressureControl::check_valve;
        s.customer(1, 0.05);
        TransientOptions options;
        options.to_s = 600.0;
        options.output_step_s = 600.0;
        options.start_pressure_pa = {1.9e5, 1.9e5};
        const TimeSeries run = simulate_sketch(s, options);
        EXPECT_EQ(run.status, Status::converged) << run.explanation;
        EXPECT_NEAR(flow_of(run, 0).back(), forward ? 0.05 : 0.0, 1e-4);
    }
}

TEST(Transient, ARuptureDrainsTheMainThroughItsHole) {
    Sketch s;
    s.node(), s.node();
    s.pipe(0, 1, 1000.0, 0.2);
    TransientOptions options;
    options.start_pressure_pa = {5e5, 5e5};
    options.to_s = 400.0;
    options.output_step_s = 10.0;
    options.tolerance = 1e-4;
    const TimeSeries run = simulate_sketch(s, options, {{0.0, EventKind::hole, "n1", 0.02}});
    EXPECT_LE(run.closure, 1e-12);
    // A vessel with a choked hole: p = p0 exp(−t/T), T = V/(C A a √κ …), while p > p_atm/0.546 and friction is small.
    const double kappa = 1.306, a = std::sqrt(s.network.gas.a2_m2_s2());
    const double choked = std::sqrt(kappa) * std::pow(2.0 / (kappa + 1.0), (kappa + 1.0) / (2.0 * (kappa - 1.0)));
    const double time_constant = 1000.0 * circle_area_m2(0.2) / (0.85 * circle_area_m2(0.02) * choked * a);
    EXPECT_NEAR(run.system.linepack_kg[10] / run.system.linepack_kg[0], std::exp(-100.0 / time_constant), 3e-3);
    for (std::size_t i = 1; i < row_count(run.system); ++i) {
        EXPECT_NEAR(run.system.linepack_kg[0] - run.system.linepack_kg[i], run.system.leaked_kg[i], 1e-9);
        EXPECT_LT(run.system.leak_kg_s[i], i > 1 ? run.system.leak_kg_s[i - 1] : 1e9);
    }
}

TEST(Transient, TheNumberOfThreadsChangesNoBit) {
    const Sketch s = two_tiers();
    TransientOptions options;
    options.to_s = 1200.0;
    options.output_step_s = 600.0;
    options.longest_cell_m = 0.5; // small problems run on one thread anyway
    const std::vector<Event> events{{100.0, EventKind::all_demand_factor, "", 1.7},
                                    {700.0, EventKind::regulator_close, "r1", 0.0}};
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    const TimeSeries one = simulate_sketch(s, options, events);
    omp_set_num_threads(4);
    const TimeSeries four = simulate_sketch(s, options, events);
    omp_set_num_threads(threads);
    EXPECT_EQ(one.node.pressure_pa, four.node.pressure_pa);
    EXPECT_EQ(one.system.inflow_kg, four.system.inflow_kg);
    EXPECT_EQ(one.steps, four.steps);
}

/// Outlet pressures, every hour, of a 50 km main whose source swings.
std::vector<double> swinging_main(TimeScheme scheme, double step_s, int cells, bool inertia) {
    Sketch s;
    s.node(), s.node();
    s.pipe(0, 1, 50e3, 0.6);
    s.source(0, 4e6);
    s.customer(1, 20.0);
    TransientOptions options;
    options.scheme = scheme;
    options.inertia = inertia;
    options.adaptive = false;
    options.max_step_s = step_s;
    options.longest_cell_m = 50e3 / cells;
    options.to_s = 6 * 3600.0;
    options.source_profile = {{"s0", {0, 10800, 21600}, {4e6, 5e6, 4.5e6}}};
    return gauge_of(simulate_sketch(s, options), 1);
}

double distance(const std::vector<double> &a, const std::vector<double> &b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a.at(i) - b.at(i)));
    return largest;
}

TEST(Transient, ErrorsFallWithTheTimeStepInTheOrderOfTheScheme) {
    for (const bool inertia : {false, true})
        for (const auto &[scheme, order] : {std::pair{TimeScheme::backward_euler, 1.0}, {TimeScheme::sdirk2, 2.0}}) {
            const auto truth = swinging_main(TimeScheme::sdirk2, 7.5, 20, inertia);
            const double coarse = distance(swinging_main(scheme, 100.0, 20, inertia), truth);
            const double fine = distance(swinging_main(scheme, 25.0, 20, inertia), truth);
            EXPECT_NEAR(std::log(coarse / fine) / std::log(4.0), order, 0.2) << coarse << " to " << fine;
        }
}

TEST(Transient, ErrorsFallWithTheSquareOfTheCellLength) {
    for (const bool inertia : {false, true}) {
        const auto at = [&](int cells) { return swinging_main(TimeScheme::sdirk2, 60.0, cells, inertia); };
        const double order = std::log2(distance(at(8), at(16)) / distance(at(16), at(32)));
        EXPECT_NEAR(order, 2.0, 0.2);
    }
}

TEST(Transient, TheAdaptiveStepKeepsToItsTolerance) {
    double before = 1e300;
    for (const double tolerance : {1e-2, 1e-3}) {
        Sketch s = two_tiers();
        TransientOptions options;
        options.to_s = 300.0;
        options.output_step_s = 20.0;
        const std::vector<Event> events{{30.0, EventKind::all_demand_factor, "", 2.0}};
        options.tolerance = 1e-5;
        const TimeSeries truth = simulate_sketch(s, options, events);
        options.tolerance = tolerance;
        const TimeSeries run = simulate_sketch(s, options, events);
        double worst = 0.0;
        for (std::size_t i = 0; i < run.node.id.size(); ++i)
            worst = std::max(worst, std::abs(run.node.pressure_pa[i] - truth.node.pressure_pa[i]) /
                                        truth.node.gauge_pressure_pa[i]);
        EXPECT_LE(worst, 3.0 * tolerance);
        EXPECT_LE(worst, before);
        EXPECT_LT(run.steps, truth.steps);
        before = worst;
    }
}

TEST(Transient, OptionsThatMakeNoSenseAreErrors) {
    const Sketch s = two_tiers();
    const auto slug = [&](const TransientOptions &options, const std::vector<Event> &events = {}) {
        try {
            simulate_sketch(s, options, events);
        } catch (const Error &error) {
            return std::string(error.kind().slug);
        }
        return std::string("none");
    };
    EXPECT_EQ(slug({.from_s = 10.0, .to_s = 0.0}), "value_out_of_range");
    EXPECT_EQ(slug({.output_step_s = 0.0}), "value_out_of_range");
    EXPECT_EQ(slug({.start_pressure_pa = {1e5}}), "value_out_of_range");
    EXPECT_EQ(slug({}, {{0.0, EventKind::valve_close, "nowhere", 0.0}}), "dangling_reference");
    EXPECT_EQ(slug({}, {{0.0, EventKind::outflow, "n1", -1.0}}), "value_out_of_range");
    EXPECT_EQ(slug({.source_profile = {{"s0", {1.0, 0.0}, {1e5, 1e5}}}}), "value_out_of_range");
}

TEST(Transient, EmptyAndOneNodeNetworksRun) {
    EXPECT_EQ(simulate_sketch(Sketch{}, {}).status, Status::converged);
    Sketch s;
    s.source(s.node(), 2000.0);
    s.customer(0, 0.1);
    const TimeSeries run = simulate_sketch(s, {});
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_NEAR(gauge_of(run, 0).back(), 2000.0, 1e-3);
}

} // namespace
} // namespace gastwin
