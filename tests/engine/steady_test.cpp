// SPDX-License-Identifier: Apache-2.0
#include "engine/steady.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "engine/feeds.hpp"
#include "engine/verdict.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

TEST(Steady, EndPressuresOfOnePipeAreThoseOfTheReference) {
    EXPECT_NEAR(gauge(one_pipe(0.002).solve(), 1), 1431.17, 0.01);
    EXPECT_NEAR(gauge(one_pipe(0.003).solve(), 1), 836.10, 0.01);
    EXPECT_NEAR(gauge(one_pipe(0.005).solve(), 1), -925.78, 0.01);
    EXPECT_NEAR(gauge(one_pipe(0.010).solve(), 1), -8805.28, 0.01);
    EXPECT_NEAR(gauge(one_pipe(1.857785e-3).solve(), 1), 1500.0, 0.01);
    EXPECT_NEAR(gauge(one_pipe(4.056503e-3).solve(), 1), 0.0, 0.01);
}

TEST(Steady, InfeasibilityIsNamedAndMeasured) {
    const SolveOptions required{.required_gauge_pressure_pa = 1500.0};
    EXPECT_EQ(one_pipe(0.0018).solve(required).status, Status::converged);
    EXPECT_EQ(one_pipe(0.002).solve(required).status, Status::service_infeasible);
    EXPECT_EQ(one_pipe(0.005).solve().status, Status::service_infeasible) << "below the atmosphere, nothing required";
    const State state = one_pipe(0.050).solve();
    EXPECT_EQ(state.status, Status::infeasible);
    EXPECT_EQ(state.worst_node, "n1");
    const std::string said = "largest feasible share is ";
    const std::size_t at = state.zone.explanation[0].find(said);
    ASSERT_NE(at, std::string::npos) << state.zone.explanation[0];
    EXPECT_NEAR(0.050 * std::stod(state.zone.explanation[0].substr(at + said.size())), 2.364752e-2, 1e-7);
    const State elastic = one_pipe(0.050).solve({.pressure_dependent = true});
    EXPECT_NEAR(state.customer.supplied_kg_s[0], elastic.customer.supplied_kg_s[0], 1e-10);
    EXPECT_NEAR(gauge(state, 1), gauge(elastic, 1), 1e-4);
    EXPECT_NEAR(state.unmet_kg_s, 0.05 - state.customer.supplied_kg_s[0], 1e-15);
    EXPECT_FALSE(state.zone.explanation[0].empty());
}

TEST(Steady, TheGeneralisedSolutionBehindAnInfeasibleVerdictIsThatOfTheReference) {
    const Sketch s = one_pipe(0.050);
    Tiers tiers = build_tiers(s.network, {});
    load_tiers(tiers, s.network.customer.demand_kg_s);
    solve_tiers(tiers, {});
    EXPECT_NEAR(vertex_pressures_pa(tiers)[1] - atmospheric_pressure_pa(0.0), -287186.0, 1.0);
}

TEST(Steady, AnInfeasibleZoneLeavesTheOthersTheirDemands) {
    Sketch s = one_pipe(0.050);
    const int gate = s.node(), end = s.node();
    s.source(gate, 2000.0);
    s.pipe(gate, end, 1000.0, 0.05);
    s.customer(end, 0.003);
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::infeasible);
    EXPECT_EQ(state.zone.status[1], Status::converged);
    EXPECT_NEAR(gauge(state, end), 836.10, 0.01) << "served whole although below 1500 Pa: demands are fixed";
    EXPECT_EQ(state.customer.supplied_kg_s[1], 0.003);
}

TEST(Steady, ASourceBeyondItsLimitIsHeldToIt) {
    Sketch alone = one_pipe(0.002);
    alone.network.source.max_flow_kg_s[0] = 0.0015;
    const State state = alone.solve();
    EXPECT_EQ(state.status, Status::infeasible);
    EXPECT_NE(state.zone.explanation[0].find("exceeds what source s0 can give"), std::string::npos);
    EXPECT_NEAR(state.customer.supplied_kg_s[0], 0.0015, 1e-11);

    Sketch helped = one_pipe(0.002);
    helped.network.source.max_flow_kg_s[0] = 0.0005;
    helped.source(1, 1000.0);
    const State shared = helped.solve();
    EXPECT_EQ(shared.status, Status::converged) << "the other source gives the rest";
    EXPECT_NEAR(shared.pipe.flow_kg_s[0], 0.0005, 1e-11);
    EXPECT_LT(gauge(shared, 0), 2000.0);
    EXPECT_EQ(shared.unmet_kg_s, 0.0);
}

TEST(Steady, APipeTooNarrowForAnythingIsStillAPipe) {
    for (const double d : {1e-300, 1e-30, 1e-9}) {
        Sketch s = one_pipe(0.002);
        s.network.pipe.inner_diameter_m[0] = d;
        const State state = s.solve();
        EXPECT_EQ(state.status, Status::infeasible) << d;
        EXPECT_GT(state.node.pressure_pa[1], 0.0) << d;
        EXPECT_LT(state.customer.supplied_kg_s[0], 1e-8) << d;
        EXPECT_TRUE(std::isfinite(state.pipe.flow_kg_s[0]) && std::isfinite(state.pipe.velocity_m_s[0])) << d;
    }
}

TEST(Steady, ASourceWithoutPressureIsRefused) {
    Sketch s = one_pipe(0.002);
    s.network.source.gauge_pressure_pa[0] = -101325.0;
    EXPECT_THROW((void)s.solve(), Error);
}

TEST(Steady, BuoyancyGivesTheReferenceGains) {
    struct Row {
        double temperature_k, inlet_pa, rise_m, gain_pa;
    };
    for (const Row &row :
         {Row{273.15, 0, 30, 159.07}, Row{273.15, 0, 100, 526.57}, Row{273.15, 0, 150, 785.96},
          Row{273.15, 2000, 30, 154.72}, Row{273.15, 2000, 100, 512.10}, Row{273.15, 2000, 150, 764.30},
          Row{288.15, 0, 30, 150.81}, Row{288.15, 0, 100, 499.41}, Row{288.15, 0, 150, 745.62},
          Row{288.15, 2000, 30, 146.69}, Row{288.15, 2000, 100, 485.70}, Row{288.15, 2000, 150, 725.09}}) {
        Sketch s;
        s.network.gas.molar_mass_kg_mol = 0.0168105;
        s.network.gas.temperature_k = row.temperature_k;
        const int foot = s.node(0.0), top = s.node(row.rise_m);
        s.source(foot, row.inlet_pa);
        s.pipe(foot, top, row.rise_m, 0.05);
        const State state = s.solve();
        // The reference uses isothermal air, p_atm = p0 exp(−g z M_air/(R T)); ours is the standard atmosphere.
        const double isothermal = standard_pressure_pa * std::exp(-9.80665 * row.rise_m * 0.0289652 /
                                                                  (gas_constant_j_mol_k * row.temperature_k));
        EXPECT_NEAR(state.node.pressure_pa[1] - isothermal - row.inlet_pa, row.gain_pa, 0.02);
    }
}

TEST(Steady, NoDemandGivesTheHydrostaticStateForEveryLaw) {
    for (const Name &name : Names<FrictionLaw>::names) {
        Sketch s;
        const int a = s.node(10), b = s.node(40), c = s.node(-5), d = s.node(0);
        s.source(a, 3000.0);
        s.pipe(a, b, 100, 0.05);
        s.pipe(b, c, 100, 0.05);
        s.pipe(c, a, 100, 0.05);
        s.pipe(d, c, 10, 0.02);
        s.customer(d, 0.0);
        const State state = s.solve({.friction = *parse_code<FrictionLaw>(name.code)});
        EXPECT_EQ(state.status, Status::converged) << name.code;
        const Gas gas;
        for (int v = 1; v < 4; ++v) {
            const double rise = s.network.node.elevation_m[static_cast<std::size_t>(v)] - 10.0;
            EXPECT_NEAR(state.node.pressure_pa[static_cast<std::size_t>(v)],
                        state.node.pressure_pa[0] * std::exp(-gravity_m_s2 * rise / gas.a2_m2_s2()), 1e-6);
        }
        for (const double q : state.pipe.flow_kg_s) EXPECT_NEAR(q, 0.0, 1e-9);
    }
}

TEST(Steady, OneNodeIsANetwork) {
    Sketch s;
    s.source(s.node(), 2000.0);
    s.customer(0, 0.1);
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(gauge(state, 0), 2000.0, 1e-6);
    EXPECT_EQ(Sketch{}.solve().status, Status::converged) << "and so is none";
}

TEST(Steady, IslandsAreReportedNotThrown) {
    Sketch s;
    for (int i = 0; i < 7; ++i) s.node();
    s.source(0, 2000.0);
    s.pipe(0, 1, 100, 0.05);
    s.pipe(2, 3, 100, 0.05); // demand, no source
    s.pipe(4, 5, 100, 0.05); // nothing; node 6 stands alone
    s.customer(1, 1e-4);
    s.customer(3, 2e-4);
    s.valve(1, 2, false);
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::no_source);
    EXPECT_EQ(state.zone.id.size(), 4u);
    EXPECT_EQ(state.node.supplied, (std::vector<Flag>{1, 1, 0, 0, 0, 0, 0}));
    EXPECT_TRUE(std::isnan(state.node.pressure_pa[3]));
    EXPECT_EQ(state.zone.status[1], Status::no_source);
    EXPECT_NE(state.zone.explanation[1].find("v0"), std::string::npos) << state.zone.explanation[1];
    EXPECT_EQ(state.zone.status[2], Status::converged);
    EXPECT_DOUBLE_EQ(state.unmet_kg_s, 2e-4);
    EXPECT_EQ(state.customer.supplied_kg_s[1], 0.0);
}

TEST(Steady, InjectionWithoutOutletIsOverSupplied) {
    Sketch s;
    const int in = s.node(), out = s.node();
    s.pipe(in, out, 100, 0.05);
    s.customer(in, -0.01);
    EXPECT_EQ(s.solve().status, Status::over_supplied);
    s.source(out, 2000.0); // a source takes it back, and says so
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(state.pipe.flow_kg_s[0], 0.01, 1e-12);
    EXPECT_NE(state.zone.explanation[0].find("takes back"), std::string::npos);
}

TEST(Steady, ParallelPipesAndLoopsOnOneNodeDoNoHarm) {
    Sketch s = one_pipe(0.002);
    s.pipe(1, 0, 1000.0, 0.05); // parallel, drawn the other way
    s.pipe(1, 1, 50.0, 0.05);   // from a node to itself
    const State state = s.solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_NEAR(state.pipe.flow_kg_s[0], 0.001, 1e-12);
    EXPECT_NEAR(state.pipe.flow_kg_s[1], -0.001, 1e-12);
    EXPECT_EQ(state.pipe.flow_kg_s[2], 0.0);
    EXPECT_NEAR(gauge(state, 1), gauge(one_pipe(0.001).solve(), 1), 1e-6);
}

TEST(Steady, OpenValvesJoinAndClosedValvesDivide) {
    Sketch s = one_pipe(0.001);
    const int far = s.node();
    s.valve(1, far, true);
    s.customer(far, 0.001);
    const State open = s.solve();
    EXPECT_NEAR(gauge(open, far), gauge(one_pipe(0.002).solve(), 1), 1e-6);
    s.network.valve.open[0] = 0;
    const State shut = s.solve();
    EXPECT_EQ(shut.status, Status::no_source);
    EXPECT_NEAR(gauge(shut, 1), gauge(one_pipe(0.001).solve(), 1), 1e-6);
}

TEST(Steady, CustomersAlongAPipeTakeGasWhereTheyStand) {
    Sketch s = one_pipe(0.0);
    s.network.customer.node[0] = {};
    s.network.customer.pipe[0] = PipeIdx{0};
    s.network.customer.position[0] = 0.25;
    s.network.customer.demand_kg_s[0] = 0.002;
    Sketch split = one_pipe(0.0);
    const int middle = split.node();
    split.network.pipe.to_node[0] = NodeIdx{middle};
    split.network.pipe.length_m[0] = 250.0;
    split.pipe(middle, 1, 750.0, 0.05);
    split.customer(middle, 0.002);
    const State along = s.solve(), expected = split.solve();
    EXPECT_NEAR(along.customer.gauge_pressure_pa[0], gauge(expected, middle), 1e-6);
    EXPECT_NEAR(along.pipe.flow_kg_s[0], 0.25 * 0.002, 1e-15) << "mean over the length";
    EXPECT_NEAR(along.pipe.pressure_drop_pa[0], expected.pipe.pressure_drop_pa[0], 1e-6);
}

TEST(Steady, AGivenFrictionFactorAndLocalLossAreUsedAsTheyAre) {
    Sketch s = one_pipe(0.002);
    s.network.pipe.friction_factor[0] = 0.03;
    s.network.pipe.loss_coefficient[0] = 40.0;
    const State state = s.solve();
    const double area = circle_area_m2(0.05), p0 = standard_pressure_pa + 2000.0;
    const double drop = (0.03 * 1000.0 / 0.05 + 40.0) * s.network.gas.a2_m2_s2() * 0.002 * 0.002 / (area * area);
    EXPECT_NEAR(state.node.pressure_pa[1], std::sqrt(p0 * p0 - drop), 1e-6);
    EXPECT_EQ(state.pipe.friction_factor[0], 0.03);
}

TEST(Steady, AShareOfLocalLossesActsLikeThatMuchMorePipe) {
    Sketch s = one_pipe(0.002), longer = s;
    s.network.pipe.loss_coefficient[0] = longer.network.pipe.loss_coefficient[0] = 5.0;
    longer.network.pipe.length_m[0] *= 1.08;
    const State share = s.solve({.local_loss_share = 0.08}), length = longer.solve();
    EXPECT_NEAR(share.node.pressure_pa[1], length.node.pressure_pa[1], 1e-8);
    EXPECT_GT(share.pipe.pressure_drop_pa[0], 1.05 * s.solve().pipe.pressure_drop_pa[0]);
    EXPECT_THROW((void)s.solve({.local_loss_share = -0.1}), Error);
    EXPECT_THROW((void)s.solve({.local_loss_share = std::nan("")}), Error);
}

TEST(Steady, AbsurdButLegalNumbersEndInAStatus) {
    for (const Name &law : Names<FrictionLaw>::names)
        for (const double demand : {1e-30, 1e-12, 1e3, 1e5, -1e5}) {
            Sketch s = one_pipe(demand);
            s.node();
            s.pipe(0, 2, 1e-6, 3.0);
            s.pipe(1, 2, 1e12, 1e-4);
            s.pipe(1, 2, 1.0, 1e-3, 0.05);
            const State state = s.solve({.friction = *parse_code<FrictionLaw>(law.code)});
            for (const double p : state.node.pressure_pa) EXPECT_TRUE(std::isfinite(p)) << law.code << demand;
            EXPECT_NE(state.status, Status::max_iterations) << law.code << " " << demand;
        }
}

TEST(Steady, BrokenPreconditionsAreErrors) {
    Sketch s = one_pipe(0.002);
    s.network.gas.viscosity_pa_s = 0.0;
    EXPECT_THROW((void)s.solve(), Error);
    s.network.gas = {};
    s.network.pipe.inner_diameter_m[0] = -1.0;
    EXPECT_THROW((void)s.solve(), Error);
    s.network.pipe.inner_diameter_m[0] = 0.1;
    EXPECT_THROW((void)solve_steady(s.network, std::vector<double>{}), Error);
    EXPECT_THROW((void)solve_steady(s.network, std::vector<double>{missing_real}), Error);
    EXPECT_THROW((void)solve_steady(s.network, s.network.customer.demand_kg_s, {},
                                    [](std::string_view, double) { return false; }),
                 Error);
}

/// A grid of streets large enough for every loop to run on several threads, with trees and local losses.
Sketch street_grid(int rows, int columns) {
    Sketch s;
    for (int i = 0; i < rows * columns; ++i) s.node(i % 7);
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) {
            const int here = r * columns + c;
            const double diameter = r % 5 == 0 || c % 5 == 0 ? 0.2 : 0.06;
            if (c + 1 < columns) s.pipe(here, here + 1, 80.0 + (here * 7) % 50, diameter);
            if (r + 1 < rows && c % 5 == 0) s.pipe(here + columns, here, 90.0, diameter);
            s.customer(here, 1e-5 * (1 + here % 3));
        }
    s.source(0, 2e5);
    return s;
}

TEST(Steady, TheNumberOfThreadsChangesNoBit) {
    const Sketch s = street_grid(100, 60);
    const int before = omp_get_max_threads();
    omp_set_num_threads(1);
    const State one = s.solve();
    omp_set_num_threads(3);
    const State three = s.solve();
    omp_set_num_threads(before);
    EXPECT_EQ(one.status, Status::converged);
    EXPECT_EQ(one.node.pressure_pa, three.node.pressure_pa);
    EXPECT_EQ(one.pipe.flow_kg_s, three.pipe.flow_kg_s);
    EXPECT_EQ(one.pipe.friction_factor, three.pipe.friction_factor);
}

TEST(SteadyModel, AnInfeasibleLoadLeavesNothingBehind) {
    const Sketch s = one_pipe(0.002);
    SteadyModel model(s.network);
    for (const double demand : {0.050, 0.003, 1e5, 0.002}) {
        const State again = model.solve(std::vector{demand});
        const State fresh = one_pipe(demand).solve();
        EXPECT_EQ(again.status, fresh.status) << demand;
        EXPECT_NEAR(again.node.pressure_pa[1] / fresh.node.pressure_pa[1], 1.0, 1e-9) << demand;
        EXPECT_NEAR(again.unmet_kg_s, fresh.unmet_kg_s, 1e-9 * demand) << demand;
        EXPECT_EQ(again.zone.explanation, fresh.zone.explanation) << demand;
    }
}

TEST(SteadyModel, KeepsNamesAndOverwritesNumbers) {
    Sketch s;
    s.source(s.node(), 1e4);
    s.pipe(0, s.node(), 100.0, 0.1);
    s.customer(1, 0.01);
    SteadyModel model(s.network);
    const double low = model.solve(std::vector<double>{0.02}).node.gauge_pressure_pa[1];
    const State &state = model.solve(std::vector<double>{0.0});
    EXPECT_LT(low, 1e4);
    EXPECT_NEAR(state.node.gauge_pressure_pa[1], 1e4, 1e-8);
    EXPECT_EQ(state.node.id, s.network.node.id);
    EXPECT_EQ(state.demand_kg_s, 0.0);
    EXPECT_TRUE(is_missing(state.pipe.friction_factor[0])) << "no flow, no factor";
    EXPECT_THROW((void)model.solve(std::vector<double>{}), Error);
}

} // namespace
} // namespace gastwin
