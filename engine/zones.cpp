// SPDX-License-Identifier: Apache-2.0
#include "engine/zones.hpp"

#include <numeric>
#include <utility>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Sets of vertices under union; the lowest vertex represents its set.
class DisjointSets {
  public:
    explicit DisjointSets(std::int32_t count) : parent_(at(count)) { std::iota(parent_.begin(), parent_.end(), 0); }

    std::int32_t find(std::int32_t v) {
        while (parent_[at(v)] != v) v = parent_[at(v)] = parent_[at(parent_[at(v)])];
        return v;
    }

    void join(std::int32_t a, std::int32_t b) {
        a = find(a), b = find(b);
        if (a > b) std::swap(a, b);
        parent_[at(b)] = a;
    }

    /// Running number of each vertex's set, in the order of the sets' lowest members; and how many there are.
    std::pair<std::vector<std::int32_t>, std::int32_t> number() {
        std::vector<std::int32_t> numbers(parent_.size());
        std::int32_t count = 0;
        for (std::size_t v = 0; v < parent_.size(); ++v) {
            const std::int32_t root = find(static_cast<std::int32_t>(v));
            numbers[v] = at(root) == v ? count++ : numbers[at(root)];
        }
        return {std::move(numbers), count};
    }

  private:
    std::vector<std::int32_t> parent_;
};

} // namespace

void list_by_group(const std::vector<std::int32_t> &group, std::int32_t groups, std::vector<std::int32_t> &start,
                   std::vector<std::int32_t> &items) {
    start.assign(at(groups) + 1, 0);
    for (const std::int32_t g : group)
        if (g >= 0) ++start[at(g) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    items.resize(at(start.back()));
    std::vector<std::int32_t> next(start.begin(), start.end() - 1);
    for (std::size_t i = 0; i < group.size(); ++i)
        if (group[i] >= 0) items[at(next[at(group[i])]++)] = static_cast<std::int32_t>(i);
}

Zones find_zones(const Network &network, const Graph &graph) {
    DisjointSets joined(graph.vertex_count);
    for (std::size_t e = 0; e < graph.edge_count(); ++e)
        if (graph.kind[e] == EdgeKind::valve && is_open(network.valve, at(graph.element[e])))
            joined.join(graph.from[e], graph.to[e]);
    Zones zones;
    std::tie(zones.junction_of_vertex, zones.junction_count) = joined.number();

    DisjointSets connected(zones.junction_count);
    const auto junction = [&](std::int32_t vertex) { return zones.junction_of_vertex[at(vertex)]; };
    for (std::size_t e = 0; e < graph.edge_count(); ++e)
        if (graph.kind[e] == EdgeKind::pipe) connected.join(junction(graph.from[e]), junction(graph.to[e]));
    std::tie(zones.zone_of_junction, zones.zone_count) = connected.number();

    list_by_group(zones.zone_of_junction, zones.zone_count, zones.junction_start, zones.junction);
    zones.local.resize(at(zones.junction_count));
    for (std::int32_t z = 0; z < zones.zone_count; ++z) {
        const auto members = zones.junctions_in(z);
        for (std::size_t i = 0; i < members.size(); ++i) zones.local[at(members[i])] = static_cast<std::int32_t>(i);
    }
    std::vector<std::int32_t> zone_of_edge(graph.edge_count(), -1);
    for (std::size_t e = 0; e < graph.edge_count(); ++e)
        if (graph.kind[e] == EdgeKind::pipe && junction(graph.from[e]) != junction(graph.to[e]))
            zone_of_edge[e] = zones.zone_of_junction[at(junction(graph.from[e]))];
    list_by_group(zone_of_edge, zones.zone_count, zones.edge_start, zones.edge);
    zones.local_edge.assign(graph.edge_count(), -1);
    for (std::int32_t z = 0; z < zones.zone_count; ++z) {
        const auto members = zones.edges_in(z);
        for (std::size_t i = 0; i < members.size(); ++i)
            zones.local_edge[at(members[i])] = static_cast<std::int32_t>(i);
    }
    return zones;
}

} // namespace gastwin
