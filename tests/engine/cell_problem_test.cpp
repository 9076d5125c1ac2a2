// SPDX-License-Identifier: Apache-2.0
#include "engine/cell_problem.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/random.hpp"

namespace gastwin {
namespace {

/// A random connected part with loops: demands, cut-offs, holes, supplies, inertia.
CellProblem random_problem(Random &random, const Gas &gas) {
    CellProblem problem;
    problem.gas = &gas;
    problem.band_pa = random.uniform(1.0, 1000.0);
    problem.duration_s = std::pow(10.0, random.uniform(-2.0, 4.0));
    const int n = random.integer(1, 12);
    for (int i = 0; i < n; ++i)
        problem.junction.push_back({.volume_m3 = std::pow(10.0, random.uniform(-4.0, 2.0)),
                                    .gravity = random.uniform(0.98, 1.02),
                                    .atmosphere_pa = 1e5,
                                    .cut_off_pa = 1e5 + random.uniform(0.0, 5e3),
                                    .demand_kg_s = random.uniform(0.0, 0.1),
                                    .hole_m2 = random.integer(0, 3) == 0 ? 1e-4 : 0.0,
                                    .carried_kg = 0.0});
    for (auto &j : problem.junction) j.carried_kg = j.volume_m3 * density_kg_m3(gas, random.uniform(1.1e5, 5e5));
    const auto pipe = [&](int a, int b) {
        problem.from.push_back(a);
        problem.to.push_back(b);
        problem.pipe.push_back(
            pipe_element(gas, {random.uniform(1.0, 1000.0), random.uniform(0.02, 0.3), 1e-4, 0.0, missing_real}, 1.0));
    };
    for (int i = 1; i < n; ++i) pipe(i, random.integer(0, i - 1));
    for (int e = n > 1 ? random.integer(0, 6) : 0; e > 0; --e) {
        const int a = random.integer(0, n - 1);
        pipe(a, (a + random.integer(1, n - 1)) % n);
    }
    if (random.integer(0, 1) == 1)
        for (std::size_t e = 0; e < problem.pipe.size(); ++e) {
            problem.inertia_per_m.push_back(random.uniform(1e2, 1e5));
            // Inertia must not ask a cell for more than it holds.
            const auto held = [&](std::int32_t j) { return problem.junction[static_cast<std::size_t>(j)].carried_kg; };
            problem.carried_flow.push_back(random.uniform(-0.02, 0.02) *
                                           std::min(held(problem.from[e]), held(problem.to[e])) / problem.duration_s);
        }
    for (int i = random.integer(0, 2); i > 0; --i) {
        problem.from.push_back(-1);
        problem.to.push_back(random.integer(0, n - 1));
        problem.port.push_back({.potential_pa2 = potential_pa2(gas, random.uniform(2e5, 4e5)),
                                .slope = 50.0,
                                .active = random.integer(0, 3) > 0});
    }
    return problem;
}

/// Flow of an edge for given potentials by bisection: the slow oracle of the momentum equation.
double flow_by_bisection(const CellProblem &problem, const CellState &state, std::size_t e) {
    const auto psi = [&](std::int32_t j) {
        const auto i = static_cast<std::size_t>(j);
        return potential_pa2(*problem.gas, state.pressure_pa[i]) * problem.junction[i].gravity;
    };
    if (e >= problem.pipe.size()) {
        const Port &port = problem.port[e - problem.pipe.size()];
        return port.active ? (port.potential_pa2 - psi(problem.to[e])) / port.slope : 0.0;
    }
    const auto i = static_cast<std::size_t>(problem.from[e]), j = static_cast<std::size_t>(problem.to[e]);
    const double m = problem.inertia_per_m.empty() ? 0.0
                                                   : problem.inertia_per_m[e] / problem.duration_s * 0.5 *
                                                         (potential_slope_pa(*problem.gas, state.pressure_pa[i]) +
                                                          potential_slope_pa(*problem.gas, state.pressure_pa[j]));
    const double q0 = m > 0.0 ? problem.carried_flow[e] : 0.0;
    double low = -1e4, high = 1e4;
    for (int k = 0; k < 200; ++k) {
        const double q = 0.5 * (low + high);
        const double drop = potential_drop(problem.law, problem.pipe[e], q).value + m * (q - q0);
        (drop < psi(problem.from[e]) - psi(problem.to[e]) ? low : high) = q;
    }
    return 0.5 * (low + high);
}

TEST(CellProblem, SolvesMassAndMomentumOfRandomPartsSuppliedOrNot) {
    int unsupplied = 0, shortened = 0;
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        Random random(seed);
        Gas gas;
        if (seed % 3 == 0) gas.b1 = 1.003, gas.b2 = 2.97e-8;
        CellProblem problem = random_problem(random, gas);
        const std::size_t n = problem.junction.size();
        GroundedLaplacian laplacian(static_cast<std::int32_t>(n), problem.from, problem.to);
        CellState state;
        CellOutcome outcome;
        for (int attempt = 0; attempt < 6 && !outcome.converged; ++attempt) { // what the time stepping does
            if (attempt > 0) problem.duration_s *= 0.25, ++shortened;
            state = {std::vector<double>(n, 2e5), std::vector<double>(problem.from.size(), 0.0)};
            outcome = solve_cells(problem, laplacian, state, 1e-10, 200);
        }
        ASSERT_TRUE(outcome.converged) << seed << ", residual " << outcome.residual;
        unsupplied += problem.port.empty();
        std::vector<double> mass(n);
        for (std::size_t i = 0; i < n; ++i) {
            const CellJunction &j = problem.junction[i];
            ASSERT_GT(state.pressure_pa[i], 0.0);
            mass[i] = (j.volume_m3 * density_kg_m3(gas, state.pressure_pa[i]) - j.carried_kg) / problem.duration_s +
                      junction_outflow(problem, j, state.pressure_pa[i]).flow_kg_s;
        }
        double largest = 1e-3;
        for (const double q : state.flow_kg_s) largest = std::max(largest, std::abs(q));
        for (std::size_t e = 0; e < problem.from.size(); ++e) {
            // Potentials are known to 1e-16 of 1e11 Pa², which a port of slope 50 turns into 1e-6 kg/s.
            EXPECT_NEAR(state.flow_kg_s[e], flow_by_bisection(problem, state, e),
                        1e-6 * largest + (e < problem.pipe.size() ? 0.0 : 5e-6))
                << seed;
            if (problem.from[e] >= 0) mass[static_cast<std::size_t>(problem.from[e])] += state.flow_kg_s[e];
            mass[static_cast<std::size_t>(problem.to[e])] -= state.flow_kg_s[e];
        }
        double scale = largest;
        for (std::size_t i = 0; i < n; ++i) {
            const Outflow out = junction_outflow(problem, problem.junction[i], state.pressure_pa[i]);
            scale = std::max({scale, problem.junction[i].carried_kg / problem.duration_s,
                              0.01 * state.pressure_pa[i] * out.slope_kg_s_pa}); // 1e-14 of what the last bit moves
        }
        for (const double m : mass) EXPECT_NEAR(m, 0.0, 1e-12 * scale) << seed;
    }
    EXPECT_GT(unsupplied, 100);
    EXPECT_LE(shortened, 20) << "1 % of what no real network is like";
}

TEST(CellProblem, DensityIsInvertedToRoundOff) {
    for (const double b2 : {0.0, 2.4e-8, -2.0e-8}) {
        Gas gas;
        gas.b2 = b2;
        for (double p = 1e4; p < 1e7; p *= 1.7)
            EXPECT_NEAR(pressure_of_density_pa(gas, density_kg_m3(gas, p), 0.5 * p, 3.0 * p) / p, 1.0, 1e-13);
    }
}

} // namespace
} // namespace gastwin
