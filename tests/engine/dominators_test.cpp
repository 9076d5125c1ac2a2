// SPDX-License-Identifier: Apache-2.0
#include "engine/dominators.hpp"

#include <gtest/gtest.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <random>

namespace gastwin {
namespace {

struct Arcs {
    std::int32_t vertices = 0;
    std::vector<std::int32_t> from, to;
};

Arcs random_arcs(std::mt19937 &random) {
    Arcs a;
    a.vertices = std::uniform_int_distribution<std::int32_t>(1, 30)(random);
    const int arcs = std::uniform_int_distribution<int>(0, 3 * a.vertices)(random);
    std::uniform_int_distribution<std::int32_t> any(0, a.vertices - 1);
    for (int i = 0; i < arcs; ++i) {
        a.from.push_back(any(random));
        a.to.push_back(any(random));
    }
    return a;
}

std::vector<char> reachable_without(const Arcs &a, std::int32_t root, std::int32_t removed) {
    std::vector<char> seen(static_cast<std::size_t>(a.vertices), 0);
    if (root == removed) return seen;
    seen[static_cast<std::size_t>(root)] = 1;
    for (bool grew = true; grew;) {
        grew = false;
        for (std::size_t i = 0; i < a.from.size(); ++i) {
            const auto f = static_cast<std::size_t>(a.from[i]), t = static_cast<std::size_t>(a.to[i]);
            if (!seen[f] || seen[t] || a.to[i] == removed) continue;
            seen[t] = 1;
            grew = true;
        }
    }
    return seen;
}

TEST(Dominators, EqualRemovalOfEachVertexOnRandomGraphs) {
    std::mt19937 random(20260101);
    for (int round = 0; round < 2000; ++round) {
        const Arcs a = random_arcs(random);
        const DominatorTree tree = dominator_tree(a.vertices, a.from, a.to, 0);
        const auto all = reachable_without(a, 0, -1);
        for (std::int32_t d = 0; d < a.vertices; ++d) {
            const auto rest = reachable_without(a, 0, d);
            for (std::int32_t v = 0; v < a.vertices; ++v) {
                const auto i = static_cast<std::size_t>(v);
                ASSERT_EQ(tree.reached(v), bool(all[i]));
                ASSERT_EQ(tree.dominates(d, v), all[i] && !rest[i]) << "round " << round << " " << d << " " << v;
            }
        }
    }
}

// Boost.Graph 1.74 takes a predecessor that the root does not reach for the root itself, so those arcs are left out.
TEST(Dominators, EqualBoostGraph) {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        const Arcs a = random_arcs(random);
        boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS> g(static_cast<std::size_t>(a.vertices));
        const auto reached = reachable_without(a, 0, -1);
        for (std::size_t i = 0; i < a.from.size(); ++i)
            if (reached[static_cast<std::size_t>(a.from[i])])
                add_edge(static_cast<std::size_t>(a.from[i]), static_cast<std::size_t>(a.to[i]), g);
        const auto none = boost::graph_traits<decltype(g)>::null_vertex();
        std::vector<std::size_t> parent(static_cast<std::size_t>(a.vertices), none);
        boost::lengauer_tarjan_dominator_tree(
            g, std::size_t{0}, boost::make_iterator_property_map(parent.begin(), get(boost::vertex_index, g)));
        const DominatorTree tree = dominator_tree(a.vertices, a.from, a.to, 0);
        for (std::size_t v = 0; v < parent.size(); ++v)
            ASSERT_EQ(tree.parent[v], parent[v] == none ? -1 : static_cast<std::int32_t>(parent[v]));
    }
}

TEST(Dominators, SubtreesAreContiguousAndParentsComeFirst) {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        const Arcs a = random_arcs(random);
        const DominatorTree tree = dominator_tree(a.vertices, a.from, a.to, 0);
        for (std::size_t i = 0; i < tree.order.size(); ++i) {
            const auto v = static_cast<std::size_t>(tree.order[i]);
            ASSERT_EQ(tree.first[v], static_cast<std::int32_t>(i));
            ASSERT_EQ(tree.parent[v] < 0, tree.order[i] == 0);
            if (tree.parent[v] >= 0) {
                ASSERT_TRUE(tree.dominates(tree.parent[v], tree.order[i]));
                ASSERT_LT(tree.first[static_cast<std::size_t>(tree.parent[v])], tree.first[v]);
            }
        }
    }
}

// A chain and a ring of a million vertices: recursion would overflow, sweeps would be quadratic.
TEST(Dominators, LongChainAndRing) {
    constexpr std::int32_t n = 1'000'000;
    std::vector<std::int32_t> from, to;
    for (std::int32_t v = 0; v + 1 < n; ++v) {
        from.insert(from.end(), {v, v + 1});
        to.insert(to.end(), {v + 1, v});
    }
    const DominatorTree chain = dominator_tree(n, from, to, 0);
    for (std::int32_t v = 0; v < n; ++v) ASSERT_EQ(chain.parent[static_cast<std::size_t>(v)], v - 1);
    from.insert(from.end(), {n - 1, 0});
    to.insert(to.end(), {0, n - 1});
    const DominatorTree ring = dominator_tree(n, from, to, 0);
    for (std::int32_t v = 1; v < n; ++v) ASSERT_EQ(ring.parent[static_cast<std::size_t>(v)], 0);
}

TEST(Dominators, OneVertex) {
    const DominatorTree tree = dominator_tree(1, {}, {}, 0);
    EXPECT_EQ(tree.order, std::vector<std::int32_t>{0});
    EXPECT_EQ(tree.parent[0], -1);
    EXPECT_TRUE(tree.dominates(0, 0));
}

} // namespace
} // namespace gastwin
