// SPDX-License-Identifier: Apache-2.0
#include "engine/pipe_trial.hpp"

#include <gtest/gtest.h>

#include "engine/feeds.hpp"
#include "models/roughness.hpp"
#include "tests/engine/random_network.hpp"

namespace gastwin {
namespace {

std::vector<double> pressures(const Tiers &tiers) {
    std::vector<double> p;
    for (std::int32_t v = 0; v < tiers.graph.vertex_count; ++v)
        p.push_back(tiers.tier[static_cast<std::size_t>(tiers.zones.zone_of_vertex(v))].supplied ? tiers.pressure_pa(v)
                                                                                                 : missing_real);
    return p;
}

Tiers solved(const Network &n) {
    Tiers tiers = build_tiers(n, {});
    load_tiers(tiers, n.customer.demand_kg_s);
    solve_tiers(tiers, {});
    return tiers;
}

TEST(PipeTrial, EqualsASolveOfTheNetworkWithOtherPipesAndLeavesNoTrace) {
    int trials = 0, moved_pressures = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Network n = random_network(seed).network;
        if (row_count(n.pipe) == 0) continue;
        PipeTrial trial(n, n.customer.demand_kg_s);
        const std::vector<double> sound = pressures(trial.sound());
        Random dice(seed ^ 0x51ed2701a3c5ULL);
        for (int round = 0; round < 4; ++round) {
            std::vector<PipeTrial::Change> changes;
            Network other = n;
            for (int k = dice.integer(1, 3); k > 0; --k) {
                const auto row = static_cast<std::size_t>(dice.integer(0, static_cast<int>(row_count(n.pipe)) - 1));
                const double bore = other.pipe.inner_diameter_m[row] * dice.uniform(0.7, 1.6);
                changes.push_back({PipeIdx{row}, bore, 1e-5});
                other.pipe.inner_diameter_m[row] = bore;
                other.pipe.roughness_m[row] = 1e-5;
                other.pipe.friction_factor[row] = missing_real;
            }
            const Tiers whole = solved(other);
            bool settled = true;
            for (const Tier &tier : whole.tier) settled &= !tier.supplied || (tier.flow.converged && !tier.stalled);
            if (!settled) continue;
            const std::vector<double> expected = pressures(whole);
            trial.lay(changes, [&](const Tiers &now, std::span<const std::int32_t>) {
                const std::vector<double> found = pressures(now);
                for (std::size_t v = 0; v < found.size(); ++v) {
                    if (is_missing(expected[v])) continue;
                    EXPECT_NEAR(found[v], expected[v], 1e-6 * std::max(1e5, std::abs(expected[v]))) << seed;
                    moved_pressures += std::abs(found[v] - sound[v]) > 1.0;
                }
            });
            ++trials;
            const std::vector<double> again = pressures(trial.sound());
            for (std::size_t v = 0; v < again.size(); ++v)
                if (!is_missing(sound[v])) {
                    ASSERT_EQ(again[v], sound[v]) << "bit for bit, seed " << seed;
                }
        }
    }
    EXPECT_GT(trials, 600);
    EXPECT_GT(moved_pressures, 500);
}

TEST(PipeTrial, AnswersDoNotDependOnWhatWasAskedBefore) {
    const Network n = random_network(7).network;
    ASSERT_GT(row_count(n.pipe), 1U);
    const auto ask = [](PipeTrial &trial, std::size_t row, double bore) {
        std::vector<double> found;
        const PipeTrial::Change change{PipeIdx{row}, bore, 1e-5};
        trial.lay(std::span(&change, 1), [&](const Tiers &now, auto) { found = pressures(now); });
        return found;
    };
    PipeTrial fresh(n, n.customer.demand_kg_s), used(n, n.customer.demand_kg_s);
    (void)ask(used, 1, 0.3);
    (void)ask(used, 0, 0.02);
    const std::vector<double> first = ask(fresh, 0, 0.2), later = ask(used, 0, 0.2);
    ASSERT_EQ(first.size(), later.size());
    for (std::size_t v = 0; v < first.size(); ++v)
        if (!is_missing(first[v])) {
            EXPECT_EQ(first[v], later[v]);
        }
}

} // namespace
} // namespace gastwin
