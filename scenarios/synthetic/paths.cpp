// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/paths.hpp"

#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

namespace gastwin::synthetic {
namespace {

struct Incidence {
    std::vector<std::int32_t> start, edge;
};

Incidence incidence(const Links &links) {
    Incidence at;
    at.start.assign(static_cast<std::size_t>(links.vertices) + 1, 0);
    for (std::size_t e = 0; e < links.from.size(); ++e)
        for (const std::int32_t v : {links.from[e], links.to[e]}) ++at.start[static_cast<std::size_t>(v) + 1];
    std::partial_sum(at.start.begin(), at.start.end(), at.start.begin());
    at.edge.resize(links.from.size() * 2);
    std::vector<std::int32_t> next(at.start.begin(), at.start.end() - 1);
    for (std::size_t e = 0; e < links.from.size(); ++e)
        for (const std::int32_t v : {links.from[e], links.to[e]})
            at.edge[static_cast<std::size_t>(next[static_cast<std::size_t>(v)]++)] = static_cast<std::int32_t>(e);
    return at;
}

} // namespace

Forest shortest_paths(const Links &links, std::span<const std::int32_t> roots) {
    const auto count = static_cast<std::size_t>(links.vertices);
    const Incidence at = incidence(links);
    Forest forest;
    forest.distance.assign(count, std::numeric_limits<double>::infinity());
    forest.edge.assign(count, -1);
    forest.root.assign(count, -1);
    using Entry = std::pair<double, std::int32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (const std::int32_t r : roots) {
        forest.distance[static_cast<std::size_t>(r)] = 0.0, forest.root[static_cast<std::size_t>(r)] = r;
        queue.emplace(0.0, r);
    }
    std::vector<std::uint8_t> settled(count, 0);
    while (!queue.empty()) {
        const std::int32_t vertex = queue.top().second;
        queue.pop();
        const auto v = static_cast<std::size_t>(vertex);
        if (settled[v]++) continue;
        forest.order.push_back(vertex);
        for (auto k = static_cast<std::size_t>(at.start[v]); k < static_cast<std::size_t>(at.start[v + 1]); ++k) {
            const auto e = static_cast<std::size_t>(at.edge[k]);
            if (links.weight[e] < 0.0) continue;
            const auto w = static_cast<std::size_t>(links.other_end(at.edge[k], vertex));
            const double distance = forest.distance[v] + links.weight[e];
            if (settled[w] || distance >= forest.distance[w]) continue;
            forest.distance[w] = distance, forest.edge[w] = at.edge[k], forest.root[w] = forest.root[v];
            queue.emplace(distance, static_cast<std::int32_t>(w));
        }
    }
    return forest;
}

Groups::Groups(std::int32_t vertices) : parent_(static_cast<std::size_t>(vertices)) {
    std::iota(parent_.begin(), parent_.end(), 0);
}

std::int32_t Groups::find(std::int32_t vertex) {
    auto v = static_cast<std::size_t>(vertex);
    while (parent_[v] != static_cast<std::int32_t>(v)) {
        parent_[v] = parent_[static_cast<std::size_t>(parent_[v])];
        v = static_cast<std::size_t>(parent_[v]);
    }
    return static_cast<std::int32_t>(v);
}

bool Groups::join(std::int32_t a, std::int32_t b) {
    const std::int32_t ra = find(a), rb = find(b);
    if (ra == rb) return false;
    parent_[static_cast<std::size_t>(std::max(ra, rb))] = std::min(ra, rb);
    return true;
}

} // namespace gastwin::synthetic
