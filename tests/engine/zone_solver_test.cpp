// SPDX-License-Identifier: Apache-2.0
// Answers are held against the equations themselves, edge by edge and junction by junction: no tree, series or matrix.
#include "engine/zone_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/random.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

const Gas gas;

void add_pipe(ZoneProblem &problem, Random &random, std::int32_t from, std::int32_t to) {
    problem.from.push_back(from);
    problem.to.push_back(to);
    problem.pipe.push_back(pipe_element(gas,
                                        {.length_m = std::exp(random.uniform(0.0, 8.0)),
                                         .inner_diameter_m = random.uniform(0.02, 0.3),
                                         .roughness_m = 1e-4,
                                         .loss_coefficient = random.chance(0.2) ? random.uniform(0.0, 10.0) : 0.0,
                                         .friction_factor = missing_real},
                                        1.0));
}

void draw_demands(ZoneProblem &problem, Random &random) {
    const double size = std::pow(10.0, random.uniform(-6.0, -2.0));
    for (double &d : problem.demand_kg_s) d = random.chance(0.5) ? size * random.uniform(-0.3, 1.0) : 0.0;
}

/// A ring of streets with trees and parallel pipes, pipes in both directions, one to three held junctions.
ZoneProblem random_problem(Random &random) {
    ZoneProblem problem;
    problem.gas = &gas;
    problem.potential_scale_pa2 = 5e9;
    const int n = random.integer(1, 25);
    for (int v = 1; v < n; ++v) {
        const int other = random.chance(0.6) ? v - 1 : random.integer(0, v - 1);
        random.chance(0.5) ? add_pipe(problem, random, v, other) : add_pipe(problem, random, other, v);
    }
    for (int e = random.integer(0, 6); e > 0; --e) {
        const int a = random.integer(0, n - 1), b = random.integer(0, n - 1);
        if (a != b) add_pipe(problem, random, a, b);
    }
    problem.fixed.assign(static_cast<std::size_t>(n), 0);
    problem.deviation_pa2.assign(static_cast<std::size_t>(n), 0.0);
    problem.demand_kg_s.assign(static_cast<std::size_t>(n), 0.0);
    problem.fixed[static_cast<std::size_t>(random.integer(0, n - 1))] = 1; // the reference
    for (int k = random.integer(0, 2); k > 0; --k) {
        const auto v = static_cast<std::size_t>(random.integer(0, n - 1));
        if (!problem.fixed[v]) problem.deviation_pa2[v] = random.uniform(-1e8, 0.0);
        problem.fixed[v] = 1;
    }
    draw_demands(problem, random);
    return problem;
}

void expect_solution(const ZoneProblem &problem, const ZoneFlow &flow, std::uint64_t seed) {
    ASSERT_TRUE(flow.converged) << seed;
    double flow_scale = 1e-9, potential_scale = 1e-5 * problem.potential_scale_pa2;
    for (const double q : flow.flow_kg_s) flow_scale = std::max(flow_scale, std::abs(q));
    for (const double u : flow.deviation_pa2) potential_scale = std::max(potential_scale, std::abs(u));
    std::vector<double> balance = problem.demand_kg_s;
    for (std::size_t e = 0; e < problem.from.size(); ++e) {
        const auto a = at(problem.from[e]), b = at(problem.to[e]);
        const double fall = flow.deviation_pa2[a] - flow.deviation_pa2[b];
        EXPECT_NEAR(fall, edge_drop(problem, e, flow.flow_kg_s[e]).value, 1e-9 * potential_scale) << seed;
        balance[a] += flow.flow_kg_s[e];
        balance[b] -= flow.flow_kg_s[e];
    }
    for (std::size_t v = 0; v < balance.size(); ++v)
        if (problem.fixed[v]) EXPECT_EQ(flow.deviation_pa2[v], problem.deviation_pa2[v]) << seed;
        else EXPECT_NEAR(balance[v], 0.0, 1e-9 * flow_scale) << seed;
}

TEST(ZoneSolver, AnswersSatisfyMassAtEveryJunctionAndTheLawOfEveryEdge) {
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        Random random(seed);
        const ZoneProblem problem = random_problem(random);
        expect_solution(problem, solve_zone(problem, {}), seed);
        if (HasFailure()) return;
    }
}

TEST(ZoneSolver, NewDemandsStartFromTheLastAnswerAndEndAtTheSame) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        ZoneProblem problem = random_problem(random);
        ZoneSolver solver;
        ZoneFlow flow;
        for (int round = 0; round < 4; ++round) {
            solver.solve(problem, {}, flow);
            expect_solution(problem, flow, seed);
            draw_demands(problem, random);
        }
        if (HasFailure()) return;
    }
}

TEST(ZoneSolver, TheSameProblemAgainTakesOneStep) {
    Random random(7);
    ZoneProblem problem;
    problem.gas = &gas;
    for (int v = 0; v < 30; ++v) add_pipe(problem, random, v, (v + 1) % 30);
    for (int v = 0; v < 15; ++v) add_pipe(problem, random, v, v + 15);
    problem.fixed.assign(30, 0);
    problem.fixed[0] = 1;
    problem.deviation_pa2.assign(30, 0.0);
    problem.demand_kg_s.assign(30, 0.01);
    ZoneSolver solver;
    ZoneFlow flow;
    solver.solve(problem, {}, flow);
    EXPECT_GT(flow.iterations, 2);
    solver.solve(problem, {}, flow);
    EXPECT_EQ(flow.iterations, 1);
}

TEST(ZoneSolver, AnotherTopologyIsCompiledAnew) {
    ZoneSolver solver;
    ZoneFlow flow;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        ZoneProblem problem = random_problem(random);
        flow = {};
        solver = {};
        solver.solve(problem, {}, flow);
        const auto v = static_cast<std::size_t>(random.integer(0, static_cast<int>(problem.fixed.size()) - 1));
        problem.fixed[v] = 1; // the same pipes, one more pressure held
        solver.solve(problem, {}, flow);
        expect_solution(problem, flow, seed);
        problem.outlet.push_back({1e5, 100.0, 200.0, 0.1, 1.0});
        problem.from.push_back(static_cast<std::int32_t>(problem.fixed.size()));
        problem.to.push_back(random.integer(0, static_cast<int>(problem.fixed.size()) - 1));
        problem.fixed.push_back(1);
        problem.deviation_pa2.push_back(0.0);
        problem.demand_kg_s.push_back(0.0);
        solver.solve(problem, {}, flow);
        expect_solution(problem, flow, seed);
        if (HasFailure()) return;
    }
}

} // namespace
} // namespace gastwin
