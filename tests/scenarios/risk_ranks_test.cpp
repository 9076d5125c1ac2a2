// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_ranks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/scenarios/risk_oracle.hpp"

namespace gastwin {
namespace {

RiskDraws draws_of(const RiskCase &c, int samples) {
    return {c.results, c.assets, c.terms, c.common, c.scheme, {.samples = samples}};
}

TEST(RiskRanks, ToldRanksAreAllOfAShortListAndFineInALongOne) {
    EXPECT_TRUE(told_ranks(0).empty());
    for (const std::size_t n : {1U, 2U, 31U, 300U, 5000U, 1000000U}) {
        const std::vector<std::int32_t> ranks = told_ranks(n);
        EXPECT_EQ(ranks.front(), 1);
        EXPECT_EQ(ranks.back(), static_cast<std::int32_t>(n));
        EXPECT_LT(ranks.size(), 450U);
        for (std::size_t i = 1; i < ranks.size(); ++i) {
            const double gap = ranks[i] - ranks[i - 1];
            EXPECT_GE(gap, 1.0);
            EXPECT_LE(gap, std::max(1.0, std::min(ranks[i - 1] / 16.0, static_cast<double>(n) / 256.0))) << n;
        }
    }
}

TEST(RiskRanks, EdgesOfAShortListAreItsSortedDensities) {
    const RiskCase c = random_case(400, 7);
    const RiskDraws draws = draws_of(c, 60);
    const RankEdges edges = find_edges(draws, 40, 2);
    for (std::size_t k = 0; k < 60; ++k) {
        std::vector<double> sorted;
        for (std::size_t i = 0; i < 400; ++i) sorted.push_back(draws.density(i, k));
        std::sort(sorted.rbegin(), sorted.rend());
        for (std::size_t r = 0; r < edges.rank.size(); ++r) {
            const double exact = sorted[static_cast<std::size_t>(edges.rank[r] - 1)];
            EXPECT_NEAR(decode(edges.code[r * 60 + k]) / exact, 1.0, 1.01 / 2048) << edges.rank[r];
        }
        EXPECT_NEAR(decode(edges.top[k]) / sorted[39], 1.0, 1.01 / 2048);
    }
}

TEST(RiskRanks, EdgesOfALongListLetInTheRightNumber) {
    constexpr std::size_t n = 150000, samples = 120; // more than are kept at once
    const RiskCase c = random_case(n, 8);
    const RiskDraws draws = draws_of(c, samples);
    const RankEdges edges = find_edges(draws, n / 10, 2);
    std::vector<float> density(samples);
    std::vector<Code> code(samples);
    std::vector<std::vector<std::int32_t>> let_in(edges.rank.size() + 1, std::vector<std::int32_t>(samples));
    for (std::size_t i = 0; i < n; ++i) {
        draws.densities(i, 0, density);
        encode(density, 1.0F, code);
        for (std::size_t r = 0; r < edges.rank.size(); r += 16)
            for (std::size_t k = 0; k < samples; ++k) let_in[r][k] += code[k] >= edges.code[r * samples + k] ? 1 : 0;
        for (std::size_t k = 0; k < samples; ++k) let_in.back()[k] += code[k] >= edges.top[k] ? 1 : 0;
    }
    for (std::size_t r = 0; r < edges.rank.size(); r += 16)
        for (std::size_t k = 0; k < samples; ++k)
            EXPECT_NEAR(let_in[r][k], edges.rank[r], 1 + std::min(0.001 * n, 0.1 * edges.rank[r])) << k;
    for (std::size_t k = 0; k < samples; ++k) EXPECT_NEAR(let_in.back()[k], n / 10.0, 0.001 * n) << k;
}

TEST(RiskRanks, ThreadsDoNotMatter) {
    for (const std::size_t n : {200U, 90000U}) {
        const RiskCase c = random_case(n, 9);
        const RiskDraws draws = draws_of(c, 200);
        const RankEdges one = find_edges(draws, n / 10, 1), two = find_edges(draws, n / 10, 2);
        EXPECT_EQ(one.code, two.code);
        EXPECT_EQ(one.top, two.top);
    }
}

} // namespace
} // namespace gastwin
