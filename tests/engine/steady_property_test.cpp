// SPDX-License-Identifier: Apache-2.0
// Random networks: every answer is checked against the equations themselves, written down here once more, and a share
// of them against a dense Newton solver that knows nothing of zones, trees or regulator order.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/dense_oracle.hpp"

namespace gastwin {
namespace {

TEST(SteadyProperties, EveryRandomNetworkEndsInAStatusThatIsTrue) {
    std::array<int, Names<Status>::names.size()> count{};
    for (std::uint64_t seed = 1; seed <= 10000; ++seed) {
        const Sketch s = random_network(seed);
        const State state = s.solve();
        ++count[static_cast<std::size_t>(state.status)];
        for (std::size_t v = 0; v < state.node.id.size(); ++v) {
            EXPECT_EQ(std::isfinite(state.node.pressure_pa[v]), state.node.supplied[v] != 0) << seed;
            EXPECT_FALSE(state.node.pressure_pa[v] <= 0.0) << seed << " " << code_of(state.status);
        }
        bool all_solved = true;
        for (const Status status : state.zone.status) all_solved &= solved(status) || status == Status::no_source;
        if (all_solved) expect_equations_hold(s, state, seed);
        if (HasFailure()) FAIL() << "seed " << seed << " " << code_of(state.status);
    }
    // Seed 9764: the closing of four starved regulators cycles at ε = 0.008. It says so, its answer is not counted on.
    EXPECT_LE(count[static_cast<std::size_t>(Status::max_iterations)], 1);
    EXPECT_GT(count[static_cast<std::size_t>(Status::converged)], 2000);
}

TEST(SteadyProperties, AgreesWithADenseSolverOfTheWholeNetwork) {
    int compared = 0, tried = 0;
    for (std::uint64_t seed = 100001; seed <= 100700; ++seed) {
        const Sketch s = random_network(seed);
        const State state = s.solve();
        if (!solved(state.status) || std::count(state.node.supplied.begin(), state.node.supplied.end(), Flag{0}) > 0)
            continue;
        ++tried;
        const std::vector<double> oracle = DenseOracle(s.network).pressures();
        if (oracle.empty()) continue;
        ++compared;
        ASSERT_NO_FATAL_FAILURE(expect_agreement(s.network, state, oracle, seed));
    }
    EXPECT_GT(compared, 200) << "of " << tried;
}

TEST(SteadyProperties, ReversingPipesAndRenumberingChangeNothing) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Sketch s = random_network(seed);
        const State before = s.solve();
        std::swap(s.network.pipe.from_node, s.network.pipe.to_node);
        const State after = s.solve();
        ASSERT_EQ(before.status, after.status) << seed;
        if (!solved(before.status)) continue;
        for (std::size_t v = 0; v < before.node.id.size(); ++v)
            ASSERT_TRUE(!before.node.supplied[v] ||
                        std::abs(after.node.pressure_pa[v] / before.node.pressure_pa[v] - 1.0) <= 1e-9)
                << seed;
        for (std::size_t p = 0; p < before.pipe.id.size(); ++p)
            ASSERT_NEAR(after.pipe.flow_kg_s[p], -before.pipe.flow_kg_s[p], 1e-8 * (1e-3 + before.demand_kg_s)) << seed;
    }
}

TEST(SteadyProperties, AModelSolvedAgainAnswersLikeANewOne) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const Sketch s = random_network(seed);
        Random dice(seed);
        SteadyModel model(s.network);
        for (int round = 0; round < 4; ++round) {
            std::vector<double> demand = s.network.customer.demand_kg_s;
            const double all = dice.chance(0.2) ? 0.0 : dice.uniform(0.2, 2.0);
            for (double &d : demand) d *= all * dice.uniform(0.5, 1.5);
            const State &again = model.solve(demand);
            const State anew = solve_steady(s.network, demand);
            ASSERT_EQ(again.status, anew.status) << seed;
            ASSERT_EQ(again.zone.status, anew.zone.status) << seed;
            ASSERT_NEAR(again.unmet_kg_s, anew.unmet_kg_s, 1e-9 * (1e-3 + anew.demand_kg_s)) << seed;
            if (!solved(anew.status)) continue;
            for (std::size_t r = 0; r < anew.regulator.id.size(); ++r)
                ASSERT_NEAR(again.regulator.flow_kg_s[r], anew.regulator.flow_kg_s[r], 1e-8 * (1e-3 + anew.demand_kg_s))
                    << seed;
            for (std::size_t v = 0; v < anew.node.id.size(); ++v)
                ASSERT_TRUE(!anew.node.supplied[v] ||
                            std::abs(again.node.pressure_pa[v] / anew.node.pressure_pa[v] - 1.0) <= 1e-9)
                    << seed;
        }
    }
}

} // namespace
} // namespace gastwin
