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
    EXPECT_EQ(count[static_cast<std::size_t>(Status::max_iterations)], 0);
    EXPECT_GT(count[static_cast<std::size_t>(Status::converged)], 2000);
}

TEST(SteadyProperties, AgreesWithADenseSolverOfTheWholeNetwork) {
    int compared = 0, tried = 0;
    for (std::uint64_t seed = 100001; seed <= 110000; ++seed) {
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
    EXPECT_GT(compared, 3000) << "of " << tried;
}

/// A random network whose regulators droop and lock up, fail open and have relief valves, with partly open valves.
Sketch with_devices(std::uint64_t seed) {
    Sketch s = random_network(seed);
    Random dice(seed + 1000000);
    Regulators &regulator = s.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        if (dice.chance(0.5)) {
            if (is_missing(regulator.capacity_kg_s[r])) regulator.capacity_kg_s[r] = std::exp(dice.uniform(-6.0, 0.0));
            regulator.accuracy_class[r] = static_cast<AccuracyClass>(dice.integer(1, 5));
            regulator.lockup_class[r] = static_cast<LockupClass>(dice.integer(0, 6));
        }
        if (regulator.state[r] == RegulatorState::active && dice.chance(0.2))
            regulator.state[r] = RegulatorState::failed_open;
        if (!dice.chance(0.5)) continue;
        regulator.relief_gauge_pressure_pa[r] = regulator.set_gauge_pressure_pa[r] * dice.uniform(1.0, 1.5);
        regulator.relief_capacity_kg_s[r] = std::exp(dice.uniform(-7.0, 0.0));
        regulator.relief_accumulation_percent[r] = dice.uniform(5.0, 50.0);
    }
    for (int p = 0; p < static_cast<int>(row_count(s.network.pipe)); ++p) {
        if (!dice.chance(0.3)) continue;
        const auto v = static_cast<std::size_t>(s.valve(-1, -1, true));
        s.network.valve.pipe[v] = PipeIdx{p};
        s.network.valve.position[v] = dice.uniform(0.0, 1.0);
        s.network.valve.opening[v] = dice.uniform(0.01, 1.0);
        s.network.valve.type[v] = static_cast<ValveType>(dice.integer(0, 4));
    }
    return s;
}

TEST(SteadyProperties, DevicesObeyTheirLawsInEveryRandomNetwork) {
    std::array<int, Names<Status>::names.size()> count{};
    int relieving = 0, compared = 0;
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        const Sketch s = with_devices(seed);
        const State state = s.solve();
        ++count[static_cast<std::size_t>(state.status)];
        for (std::size_t v = 0; v < state.node.id.size(); ++v) EXPECT_FALSE(state.node.pressure_pa[v] <= 0.0) << seed;
        bool all_solved = true, relieves = false;
        for (const Status status : state.zone.status) all_solved &= solved(status) || status == Status::no_source;
        for (const double q : state.regulator.relieved_kg_s) relieves |= q > 0.0;
        if (all_solved) expect_equations_hold(s, state, seed);
        relieving += all_solved && relieves;
        if (HasFailure()) FAIL() << "seed " << seed << " " << code_of(state.status);
        const bool everywhere =
            std::count(state.node.supplied.begin(), state.node.supplied.end(), Flag{0}) == 0 && solved(state.status);
        if (!everywhere || !relieves || compared == 100) continue;
        const std::vector<double> oracle = DenseOracle(s.network).pressures_near(state);
        if (oracle.empty()) continue;
        ++compared;
        ASSERT_NO_FATAL_FAILURE(expect_agreement(s.network, state, oracle, seed));
    }
    EXPECT_EQ(count[static_cast<std::size_t>(Status::max_iterations)], 0);
    EXPECT_GT(relieving, 300);
    EXPECT_GT(compared, 50);
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
