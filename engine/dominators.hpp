// SPDX-License-Identifier: Apache-2.0
// Dominator tree of a directed graph: a dominates v when every way from the root to v passes a. Shutting a therefore
// cuts off exactly its strict descendants. Parallel arcs, loops and unreachable vertices are allowed.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace gastwin {

struct DominatorTree {
    std::vector<std::int32_t> parent;      ///< immediate dominator; -1: the root, or not reached from it
    std::vector<std::int32_t> order;       ///< reached vertices, each before its descendants, subtrees contiguous
    std::vector<std::int32_t> first, last; ///< subtree of v: order[first[v]] … order[last[v]-1]; empty: not reached

    [[nodiscard]] bool reached(std::int32_t v) const {
        return last[static_cast<std::size_t>(v)] > first[static_cast<std::size_t>(v)];
    }
    /// Is v in the subtree of a? A reached vertex dominates itself.
    [[nodiscard]] bool dominates(std::int32_t a, std::int32_t v) const {
        const auto at = static_cast<std::size_t>(a), below = static_cast<std::size_t>(v);
        return reached(v) && first[at] <= first[below] && first[below] < last[at];
    }
};

/// Arcs from[i] → to[i]. Lengauer & Tarjan (1979), ACM TOPLAS 1(1):121-141, with path compression:
/// O(arcs · log vertices) time, no recursion.
[[nodiscard]] DominatorTree dominator_tree(std::int32_t vertex_count, std::span<const std::int32_t> from,
                                           std::span<const std::int32_t> to, std::int32_t root);

} // namespace gastwin
