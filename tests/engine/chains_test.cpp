// SPDX-License-Identifier: Apache-2.0
#include "engine/chains.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/forest.hpp"
#include "models/random.hpp"

namespace gastwin {
namespace {

using Numbers = std::vector<std::int32_t>;

TEST(Chains, ASeriesBetweenKeptVerticesIsOneChainWithItsEdgesInOrder) {
    const Numbers from{0, 2, 2}, to{1, 1, 3}; // 0 → 1 ← 2 → 3
    const Chains chains = link_chains(from, to, std::vector<Flag>{1, 0, 0, 1}, Numbers{0, 1, 2, 3}, Numbers{0, 1, 2});
    EXPECT_EQ(chains.vertex, (Numbers{0, 3}));
    EXPECT_EQ(chains.from, Numbers{0});
    EXPECT_EQ(chains.to, Numbers{1});
    EXPECT_EQ(chains.edge, (Numbers{0, 1, 2}));
    EXPECT_EQ(chains.far_end, (Numbers{1, 2, 3}));
    EXPECT_EQ(chains.reversed, (std::vector<Flag>{0, 1, 0}));
}

TEST(Chains, ALoopReturnsToTheVertexItLeft) {
    const Numbers from{0, 1, 2, 3}, to{1, 2, 3, 1}; // a loop 1–2–3–1 at the end of 0–1
    const Chains chains =
        link_chains(from, to, std::vector<Flag>{1, 0, 0, 0}, Numbers{0, 1, 2, 3}, Numbers{0, 1, 2, 3});
    EXPECT_EQ(chains.vertex, (Numbers{0, 1}));
    EXPECT_EQ(chains.from, (Numbers{0, 1}));
    EXPECT_EQ(chains.to, (Numbers{1, 1}));
    EXPECT_EQ(chains.piece_start, (Numbers{0, 1, 4}));
}

TEST(Chains, AVertexAloneStays) {
    const Chains chains = link_chains({}, {}, std::vector<Flag>{1}, Numbers{0}, {});
    EXPECT_EQ(chains.vertex, Numbers{0});
    EXPECT_EQ(chains.count(), 0u);
}

/// Random connected multigraphs without their trees: each core edge in one chain, pieces that meet, ends that stay.
TEST(Chains, EveryCoreEdgeBelongsToOneChainAndPiecesMeet) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        const int n = random.integer(2, 14);
        Numbers from, to;
        for (int v = 1; v < n; ++v) from.push_back(v), to.push_back(random.integer(0, v - 1));
        for (int e = random.integer(0, 5); e > 0; --e) {
            const int a = random.integer(0, n - 1), b = random.integer(0, n - 1);
            if (a != b) from.push_back(a), to.push_back(b);
        }
        std::vector<Flag> keep(static_cast<std::size_t>(n), 0);
        keep[static_cast<std::size_t>(random.integer(0, n - 1))] = 1;
        if (random.chance(0.5)) keep[static_cast<std::size_t>(random.integer(0, n - 1))] = 1;
        const Forest forest = strip_forest(n, from, to, keep);
        const Chains chains = link_chains(from, to, keep, forest.core_vertex, forest.core_edge);

        Numbers degree(keep.size(), 0), edges = chains.edge;
        for (const std::int32_t e : forest.core_edge)
            for (const auto &end : {from, to}) ++degree[static_cast<std::size_t>(end[static_cast<std::size_t>(e)])];
        std::sort(edges.begin(), edges.end());
        EXPECT_EQ(edges, forest.core_edge) << seed;
        Numbers stay;
        for (const std::int32_t v : forest.core_vertex)
            if (keep[static_cast<std::size_t>(v)] || degree[static_cast<std::size_t>(v)] != 2) stay.push_back(v);
        EXPECT_EQ(chains.vertex, stay) << seed;
        for (std::size_t c = 0; c < chains.count(); ++c) {
            std::int32_t here = chains.vertex[static_cast<std::size_t>(chains.from[c])];
            for (std::size_t k = chains.first_piece(c); k < chains.first_piece(c + 1); ++k) {
                const auto e = static_cast<std::size_t>(chains.edge[k]);
                EXPECT_EQ(chains.reversed[k] ? to[e] : from[e], here) << seed;
                here = chains.reversed[k] ? from[e] : to[e];
                EXPECT_EQ(chains.far_end[k], here) << seed;
            }
            EXPECT_EQ(here, chains.vertex[static_cast<std::size_t>(chains.to[c])]) << seed;
        }
    }
}

} // namespace
} // namespace gastwin
