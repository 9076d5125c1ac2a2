// SPDX-License-Identifier: Apache-2.0
// Random networks whose demands follow the pressure: every answer is checked against the equations, and a share of
// them against a dense solver.
#include <gtest/gtest.h>

#include "tests/engine/dense_oracle.hpp"

namespace gastwin {
namespace {

/// The networks of the fixed-demand suite with demands from a trickle to absurd, and some sources that are limited.
Sketch hungry_network(std::uint64_t seed) {
    Sketch s = random_network(seed);
    Random dice(seed + 77);
    const double factor = std::pow(10.0, dice.chance(0.05) ? dice.uniform(3.0, 6.0) : dice.uniform(-0.5, 2.5));
    for (double &d : s.network.customer.demand_kg_s) d = std::clamp(d * (d > 0.0 ? factor : 1.0), -1e5, 1e5);
    if (dice.chance(0.1)) s.network.source.max_flow_kg_s[0] = dice.uniform(1e-4, 1e-1);
    return s;
}

/// d(p) at the pressures reported, as exactly as these can tell: the law magnifies the last bits of the pressure, and
/// flows are known to a share of the largest in the zone.
void expect_law(const Network &n, const State &state, const ServicePressure &service, std::uint64_t seed) {
    std::vector<double> largest(state.zone.id.size(), 0.0);
    const auto zone = [&](NodeIdx node) { return static_cast<std::size_t>(state.node.zone[node.row()]); };
    for (std::size_t p = 0; p < row_count(n.pipe); ++p) {
        double &most = largest[zone(n.pipe.from_node[p])];
        most = std::max(most, std::abs(state.pipe.flow_kg_s[p]));
    }
    for (std::size_t c = 0; c < row_count(n.customer); ++c) {
        const double d = n.customer.demand_kg_s[c], p = state.customer.gauge_pressure_pa[c];
        if (d <= 0.0) continue;
        const Outflow share = std::isnan(p) ? Outflow{0.0, 0.0} : appliance_share(p, service);
        const double bits = 1e-5 * share.slope_kg_s_pa * d, flow = 1e-9 * (d + largest[zone(n.customer.node[c])]);
        EXPECT_NEAR(state.customer.supplied_kg_s[c], share.flow_kg_s * d, bits + flow) << c << " seed " << seed;
    }
}

TEST(ElasticProperties, EveryRandomNetworkEndsInAStatusThatIsTrue) {
    SolveOptions options{.pressure_dependent = true};
    std::array<int, Names<Status>::names.size()> count{};
    for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
        const Sketch s = hungry_network(seed);
        const ServicePressure service{seed % 3 == 0 ? 800.0 : 0.0, seed % 2 == 0 ? 1500.0 : 2000.0};
        options.service.fill(service);
        const State state = s.solve(options);
        ++count[static_cast<std::size_t>(state.status)];
        for (std::size_t v = 0; v < state.node.id.size(); ++v) {
            EXPECT_EQ(std::isfinite(state.node.pressure_pa[v]), state.node.supplied[v] != 0) << seed;
            EXPECT_FALSE(state.node.pressure_pa[v] <= 0.0) << seed;
        }
        EXPECT_NE(state.status, Status::infeasible) << seed;
        bool all_solved = true;
        for (const Status status : state.zone.status) all_solved &= solved(status) || status == Status::no_source;
        if (all_solved) {
            expect_equations_hold(s, state, seed);
            expect_law(s.network, state, service, seed);
        }
        if (HasFailure()) FAIL() << "seed " << seed << " " << code_of(state.status);
    }
    // They say so, their answers are not counted on.
    EXPECT_LE(count[static_cast<std::size_t>(Status::max_iterations)], 5);
    EXPECT_GT(count[static_cast<std::size_t>(Status::service_infeasible)], 800);
}

TEST(ElasticProperties, AgreesWithADenseSolverOfTheWholeNetwork) {
    SolveOptions options{.pressure_dependent = true};
    const ServicePressure service{0.0, 2000.0};
    options.service.fill(service);
    int compared = 0, tried = 0;
    for (std::uint64_t seed = 100001; seed <= 101600; ++seed) {
        Sketch s = random_network(seed);
        for (double &d : s.network.customer.demand_kg_s) d *= d > 0.0 ? 3.0 : 1.0;
        const State state = s.solve(options);
        if (state.status != Status::service_infeasible ||
            std::count(state.node.supplied.begin(), state.node.supplied.end(), Flag{0}) > 0)
            continue;
        ++tried;
        const std::vector<double> oracle = DenseOracle(s.network, &service).pressures_near(state);
        if (oracle.empty()) continue;
        ++compared;
        ASSERT_NO_FATAL_FAILURE(expect_agreement(s.network, state, oracle, seed));
    }
    EXPECT_GT(compared, 50) << "of " << tried;
}

/// Loads that rise and fall, with demands that follow the pressure and with fixed ones that cannot be met.
TEST(ElasticProperties, AModelSolvedAgainAnswersLikeANewOne) {
    int short_of_gas = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        const Sketch s = random_network(seed);
        const SolveOptions options{.pressure_dependent = seed % 2 == 0};
        SteadyModel model(s.network, options);
        for (const double factor : {30.0, 31.0, 300.0, 0.5, 30.0}) {
            std::vector<double> demand = s.network.customer.demand_kg_s;
            for (double &d : demand) d *= d > 0.0 ? factor : 1.0;
            const State &again = model.solve(demand);
            const State anew = solve_steady(s.network, demand, options);
            if (std::max(anew.residual, again.residual) > 1e-9) continue; // not an answer to count on, and says so
            ASSERT_EQ(again.status, anew.status) << seed << " " << factor;
            short_of_gas += anew.status == Status::infeasible || anew.status == Status::service_infeasible ? 1 : 0;
            for (std::size_t v = 0; v < anew.node.id.size(); ++v) {
                if (!anew.node.supplied[v]) continue;
                ASSERT_NEAR(again.node.pressure_pa[v] / anew.node.pressure_pa[v], 1.0, 1e-8) << seed << " " << factor;
            }
        }
    }
    EXPECT_GT(short_of_gas, 300);
}

TEST(ElasticProperties, AnswersFixedDemandsWherePressuresSuffice) {
    SolveOptions options{.pressure_dependent = true};
    options.service.fill({0.0, 1.0});
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        const Sketch s = random_network(seed);
        const State fixed = s.solve(), elastic = s.solve(options);
        if (fixed.status != Status::converged) continue;
        bool suffices = true;
        for (const double p : fixed.customer.gauge_pressure_pa) suffices &= !(p < 1.0);
        if (!suffices) continue;
        ++compared;
        ASSERT_EQ(elastic.status, Status::converged) << seed;
        for (std::size_t v = 0; v < fixed.node.id.size(); ++v) {
            if (!fixed.node.supplied[v]) continue;
            ASSERT_NEAR(elastic.node.pressure_pa[v] / fixed.node.pressure_pa[v], 1.0, 1e-9) << seed;
        }
    }
    EXPECT_GT(compared, 200);
}

/// The same, but with one customer far away who is short of gas, so that the whole network is solved anew.
TEST(ElasticProperties, AShortageElsewhereChangesNothingWherePressuresSuffice) {
    SolveOptions options{.pressure_dependent = true};
    options.service.fill({0.0, 1.0});
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        Sketch s = random_network(seed);
        const State fixed = s.solve(options);
        const int gate = s.node(), end = s.node();
        s.source(gate, 2000.0);
        s.pipe(gate, end, 1000.0, 0.05);
        s.customer(end, 0.05);
        const State state = s.solve(options);
        if (fixed.status != Status::converged || fixed.zone.id.empty()) continue;
        ++compared;
        ASSERT_EQ(state.status, Status::service_infeasible) << seed;
        const std::vector<Flag> fed = fed_zones(s.network, state);
        for (std::size_t v = 0; v < fixed.node.id.size(); ++v) {
            if (!fed[static_cast<std::size_t>(state.node.zone[v])]) continue;
            ASSERT_NEAR(state.node.pressure_pa[v] / fixed.node.pressure_pa[v], 1.0, 1e-9) << v << " seed " << seed;
        }
    }
    EXPECT_GT(compared, 200);
}

} // namespace
} // namespace gastwin
