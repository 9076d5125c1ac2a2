// SPDX-License-Identifier: Apache-2.0
#include "engine/forest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "models/random.hpp"

namespace gastwin {
namespace {

TEST(Forest, ATreeIsStrippedToItsKeptVertex) {
    const std::vector<std::int32_t> from{0, 1, 1, 3}, to{1, 2, 3, 4};
    const Forest forest = strip_forest(5, from, to, std::vector<Flag>{0, 0, 0, 1, 0});
    EXPECT_EQ(forest.core_vertex, std::vector<std::int32_t>{3});
    EXPECT_TRUE(forest.core_edge.empty());
    EXPECT_EQ(forest.child.size(), 4u);
}

TEST(Forest, LoopsAndPathsBetweenKeptVerticesStay) {
    // 0–1–2–0 is a loop with tail 2–3; 4–5–6 a path between kept ends.
    const std::vector<std::int32_t> from{0, 1, 2, 2, 4, 5}, to{1, 2, 0, 3, 5, 6};
    const Forest forest = strip_forest(7, from, to, std::vector<Flag>{0, 0, 0, 0, 1, 0, 1});
    EXPECT_EQ(forest.core_vertex, (std::vector<std::int32_t>{0, 1, 2, 4, 5, 6}));
    EXPECT_EQ(forest.core_edge, (std::vector<std::int32_t>{0, 1, 2, 4, 5}));
    EXPECT_EQ(forest.child, std::vector<std::int32_t>{3});
}

TEST(Forest, MatchesRepeatedRemovalOfLeaves) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Random random(seed);
        const int n = random.integer(1, 12), m = random.integer(0, 14);
        std::vector<std::int32_t> from, to;
        for (int e = 0; e < m; ++e) {
            const int a = random.integer(0, n - 1), b = random.integer(0, n - 1);
            if (a == b) continue;
            from.push_back(a);
            to.push_back(b);
        }
        std::vector<Flag> keep(static_cast<std::size_t>(n));
        for (Flag &k : keep) k = random.chance(0.2);

        std::vector<Flag> gone(from.size(), 0), vertex_gone(keep.size(), 0);
        for (bool changed = true; changed;) {
            changed = false;
            for (std::int32_t v = 0; v < n; ++v) {
                std::vector<std::size_t> incident;
                for (std::size_t e = 0; e < from.size(); ++e)
                    if (!gone[e] && (from[e] == v || to[e] == v)) incident.push_back(e);
                if (incident.size() != 1 || keep[static_cast<std::size_t>(v)]) continue;
                gone[incident[0]] = vertex_gone[static_cast<std::size_t>(v)] = 1;
                changed = true;
            }
        }
        const Forest forest = strip_forest(n, from, to, keep);
        std::vector<std::int32_t> vertices, edges;
        for (std::size_t v = 0; v < keep.size(); ++v)
            if (!vertex_gone[v]) vertices.push_back(static_cast<std::int32_t>(v));
        for (std::size_t e = 0; e < from.size(); ++e)
            if (!gone[e]) edges.push_back(static_cast<std::int32_t>(e));
        EXPECT_EQ(forest.core_edge, edges) << seed;
        // Which end of a free tree remains is a matter of order; how many vertices do is not.
        EXPECT_EQ(forest.core_vertex.size(), vertices.size()) << seed;
        for (std::size_t i = 0; i < forest.child.size(); ++i) {
            const auto e = static_cast<std::size_t>(forest.edge[i]);
            EXPECT_EQ(from[e] + to[e], forest.child[i] + forest.parent[i]);
            EXPECT_TRUE(std::find(forest.child.begin(), forest.child.begin() + static_cast<std::ptrdiff_t>(i),
                                  forest.parent[i]) == forest.child.begin() + static_cast<std::ptrdiff_t>(i))
                << "parents go after their children";
        }
    }
}

} // namespace
} // namespace gastwin
