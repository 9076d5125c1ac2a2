// SPDX-License-Identifier: Apache-2.0
#include "engine/forest.hpp"

namespace gastwin {

Forest strip_forest(std::int32_t vertices, std::span<const std::int32_t> from, std::span<const std::int32_t> to,
                    std::span<const Flag> keep) {
    const auto n = static_cast<std::size_t>(vertices);
    // The exclusive-or of a vertex's remaining edges is, at degree one, the edge itself: no adjacency list is needed.
    std::vector<std::int32_t> degree(n, 0), edges(n, 0);
    for (std::size_t e = 0; e < from.size(); ++e)
        for (const auto v : {static_cast<std::size_t>(from[e]), static_cast<std::size_t>(to[e])}) {
            ++degree[v];
            edges[v] ^= static_cast<std::int32_t>(e);
        }

    Forest forest;
    for (auto *column : {&forest.child, &forest.parent, &forest.edge, &forest.core_vertex}) column->reserve(n);
    forest.core_edge.reserve(from.size());
    constexpr std::int32_t gone = -1;
    std::vector<Flag> edge_gone(from.size(), 0);
    for (std::size_t start = 0; start < n; ++start) {
        std::size_t v = start;
        while (degree[v] == 1 && !keep[v]) {
            const auto e = static_cast<std::size_t>(edges[v]);
            const auto parent = static_cast<std::size_t>(from[e] ^ to[e]) ^ v;
            forest.child.push_back(static_cast<std::int32_t>(v));
            forest.parent.push_back(static_cast<std::int32_t>(parent));
            forest.edge.push_back(static_cast<std::int32_t>(e));
            edge_gone[e] = 1;
            degree[v] = gone;
            --degree[parent];
            edges[parent] ^= static_cast<std::int32_t>(e);
            v = parent;
        }
    }
    for (std::size_t v = 0; v < n; ++v)
        if (degree[v] != gone) forest.core_vertex.push_back(static_cast<std::int32_t>(v));
    for (std::size_t e = 0; e < from.size(); ++e)
        if (!edge_gone[e]) forest.core_edge.push_back(static_cast<std::int32_t>(e));
    return forest;
}

} // namespace gastwin
