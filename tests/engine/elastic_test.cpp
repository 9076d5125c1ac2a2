// SPDX-License-Identifier: Apache-2.0
#include "engine/elastic.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

const SolveOptions elastic{.pressure_dependent = true};

/// Gauge pressure at the end of one_pipe() by bisection between two monotone curves: what the pipe brings at a
/// pressure, from the fixed-demand solver, and what the customer draws there.
double bisected_pressure_pa(double demand_kg_s) {
    double low = 0.0, high = 2000.0; // pressure that the customer sees
    for (int i = 0; i < 60; ++i) {
        const double p = 0.5 * (low + high), draw = demand_kg_s * std::min(std::sqrt(p / 1500.0), 1.0);
        (gauge(one_pipe(draw).solve(), 1) > p ? low : high) = p;
    }
    return low;
}

TEST(Elastic, OneCustomerDrawsWhatTheLawGivesAtThePressureThePipeLeaves) {
    for (const double demand : {0.002, 0.003, 0.004, 0.01, 0.02}) {
        const State state = one_pipe(demand).solve(elastic);
        ASSERT_EQ(state.status, Status::service_infeasible) << demand;
        const double p = gauge(state, 1);
        EXPECT_NEAR(p, bisected_pressure_pa(demand), 1e-4) << demand;
        EXPECT_NEAR(state.customer.supplied_kg_s[0], demand * std::sqrt(p / 1500.0), 1e-12) << demand;
        EXPECT_NEAR(state.pipe.flow_kg_s[0], state.customer.supplied_kg_s[0], 1e-12);
        EXPECT_NEAR(state.unmet_kg_s, demand - state.customer.supplied_kg_s[0], 1e-12);
        EXPECT_NE(state.zone.explanation[0].find("1 customer rows draw less"), std::string::npos);
    }
}

TEST(Elastic, EnoughPressureMeansTheWholeDemand) {
    const State state = one_pipe(0.0018).solve(elastic), fixed = one_pipe(0.0018).solve();
    EXPECT_EQ(state.status, Status::converged);
    EXPECT_EQ(state.node.pressure_pa, fixed.node.pressure_pa);
    EXPECT_EQ(state.customer.supplied_kg_s[0], 0.0018);
}

TEST(Elastic, NoDemandIsSoLargeThatPressuresBecomeUnphysical) {
    double before = gauge(one_pipe(0.05).solve(elastic), 1);
    for (const double demand : {0.1, 1.0, 100.0, 1e5}) {
        const State state = one_pipe(demand).solve(elastic);
        EXPECT_EQ(state.status, Status::service_infeasible) << demand;
        EXPECT_LT(gauge(state, 1), before) << demand;
        EXPECT_GT(gauge(state, 1), 0.0) << demand;
        EXPECT_NEAR(state.customer.supplied_kg_s[0], 4.0565e-3, 1e-5) << "what the pipe brings at the atmosphere's";
        before = gauge(state, 1);
    }
}

/// High pressure – regulator – low-pressure main with two customers.
struct Regulated {
    Sketch s;
    int gate, up, down, end;
    explicit Regulated(double source_pa, double demand_kg_s) {
        s.network.gas = reference_gas();
        gate = s.node(), up = s.node(), down = s.node(), end = s.node();
        s.source(gate, source_pa);
        s.pipe(gate, up, 500.0, 0.1);
        s.regulator(up, down, 2000.0);
        s.pipe(down, end, 300.0, 0.1);
        s.customer(down, demand_kg_s);
        s.customer(end, demand_kg_s);
    }
};

TEST(Elastic, AStarvedRegulatorPassesWhatBothSidesAgreeOn) {
    const Regulated line(1800.0, 0.01);
    const State state = line.s.solve(elastic);
    ASSERT_EQ(state.status, Status::service_infeasible);
    EXPECT_EQ(state.regulator.mode[0], "wide_open");
    EXPECT_NEAR(gauge(state, line.up), gauge(state, line.down), 1e-6);
    const double drawn = state.customer.supplied_kg_s[0] + state.customer.supplied_kg_s[1];
    EXPECT_NEAR(state.regulator.flow_kg_s[0], drawn, 1e-12);
    EXPECT_NEAR(state.pipe.flow_kg_s[0], drawn, 1e-12);
    EXPECT_NEAR(state.customer.supplied_kg_s[1], 0.01 * std::sqrt(gauge(state, line.end) / 1500.0), 1e-12);
}

TEST(Elastic, ARegulatorAtCapacityIsSharedByPressure) {
    Regulated line(4e5, 0.01);
    line.s.network.regulator.capacity_kg_s[0] = 0.008;
    const State state = line.s.solve(elastic);
    ASSERT_EQ(state.status, Status::service_infeasible);
    EXPECT_EQ(state.regulator.mode[0], "capacity_limited");
    EXPECT_NEAR(state.customer.supplied_kg_s[0] + state.customer.supplied_kg_s[1], 0.008, 1e-12);
    EXPECT_GT(state.customer.supplied_kg_s[0], state.customer.supplied_kg_s[1]);
    EXPECT_LT(gauge(state, line.down), 1500.0);
}

TEST(Elastic, ASourceGivesNoMoreThanItCan) {
    Regulated line(4e5, 0.01);
    line.s.network.source.max_flow_kg_s[0] = 0.012;
    const State state = line.s.solve(elastic);
    ASSERT_EQ(state.status, Status::service_infeasible);
    EXPECT_NEAR(state.pipe.flow_kg_s[0], 0.012, 1e-12);
    EXPECT_LT(gauge(state, line.gate), 2000.0) << "the source no longer holds its pressure";
    EXPECT_NEAR(state.demand_kg_s - state.unmet_kg_s, 0.012, 1e-12);
}

TEST(Elastic, TwoStationsShareALoadThatNeitherCanCarry) {
    Regulated line(1900.0, 0.02);
    const int gate = line.s.node();
    line.s.source(gate, 1e5);
    line.s.network.regulator.capacity_kg_s[line.s.regulator(gate, line.end, 2000.0)] = 0.005;
    const State state = line.s.solve(elastic);
    ASSERT_EQ(state.status, Status::service_infeasible);
    EXPECT_EQ(state.regulator.mode[0], "wide_open");
    EXPECT_EQ(state.regulator.mode[1], "capacity_limited");
    EXPECT_NEAR(state.regulator.flow_kg_s[0] + state.regulator.flow_kg_s[1],
                state.customer.supplied_kg_s[0] + state.customer.supplied_kg_s[1], 1e-12);
}

TEST(Elastic, EachClassHasItsOwnRange) {
    Sketch s = one_pipe(0.003);
    s.network.customer.kind[0] = CustomerKind::industrial;
    SolveOptions options = elastic;
    options.service[static_cast<std::size_t>(CustomerKind::industrial)] = {700.0, 800.0};
    const State state = s.solve(options);
    EXPECT_EQ(state.status, Status::converged) << "836 Pa suffice";
    options.service[static_cast<std::size_t>(CustomerKind::industrial)] = {1800.0, 1900.0};
    EXPECT_GT(gauge(s.solve(options), 1), 1800.0);
}

TEST(Elastic, IslandsAndInjectionAreNamed) {
    Sketch s = one_pipe(0.05);
    s.customer(s.node(), 0.01);
    const State state = s.solve(elastic);
    EXPECT_EQ(state.status, Status::no_source);
    EXPECT_EQ(state.customer.supplied_kg_s[1], 0.0);
    EXPECT_GT(state.customer.supplied_kg_s[0], 0.003);

    Regulated line(4e5, 0.01);
    line.s.customer(line.end, -0.05);
    const int gate = line.s.node(), end = line.s.node();
    line.s.source(gate, 2000.0);
    line.s.pipe(gate, end, 1000.0, 0.05);
    line.s.customer(end, 0.05);
    const State over = line.s.solve(elastic);
    EXPECT_EQ(over.status, Status::over_supplied);
    EXPECT_EQ(over.regulator.flow_kg_s[0], 0.0);
    for (const double p : over.node.pressure_pa) EXPECT_GT(p, 1e5);
}

TEST(Elastic, AModelSolvedAgainAnswersLikeANewOne) {
    Regulated line(1800.0, 0.01);
    SteadyModel model(line.s.network, elastic);
    for (const double d : {0.02, 0.001, 0.0, 0.5, 0.02}) {
        const std::vector<double> demand{d, d};
        const State &again = model.solve(demand);
        const State anew = solve_steady(line.s.network, demand, elastic);
        EXPECT_EQ(again.status, anew.status) << d;
        for (std::size_t v = 0; v < anew.node.id.size(); ++v)
            EXPECT_NEAR(again.node.pressure_pa[v] / anew.node.pressure_pa[v], 1.0, 1e-10) << d;
    }
}

TEST(Elastic, AModelSolvedAgainStartsFromItsLastAnswer) {
    for (const bool fixed : {false, true}) { // of fixed demands that cannot be met, too
        Regulated line(1800.0, 0.01);
        SteadyModel model(line.s.network, fixed ? SolveOptions{} : elastic);
        const std::vector<double> much{0.5, 0.5}, more{0.5, 0.5001};
        const int first = model.solve(much).iterations;
        EXPECT_GT(first, 5);
        EXPECT_LE(model.solve(much).iterations, 1);
        EXPECT_LE(model.solve(more).iterations, 5);
        model.forget();
        EXPECT_EQ(model.solve(much).iterations, first);
    }
}

TEST(Elastic, ARangeThatIsNoneIsRefused) {
    SolveOptions options = elastic;
    options.service[0] = {1500.0, 1500.0};
    EXPECT_THROW((void)one_pipe(0.01).solve(options), Error);
    options.service[0] = {-1.0, 1500.0};
    EXPECT_THROW((void)one_pipe(0.01).solve(options), Error);
}

} // namespace
} // namespace gastwin
