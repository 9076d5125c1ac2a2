// SPDX-License-Identifier: Apache-2.0
#include "engine/outage_map.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Flows below this share of a zone's largest are of unknown direction.
constexpr double round_off = 1e-9;
constexpr double least_flow_kg_s = 1e-9; ///< so are flows below this, which are round-off of flows elsewhere

/// Pairs (group, item) on their way into groups.
struct Membership {
    std::vector<std::int32_t> group, item;

    void add(std::int32_t of_group, std::int32_t the_item) {
        group.push_back(of_group);
        item.push_back(the_item);
    }
    [[nodiscard]] GroupedItems sorted(std::int32_t groups) const {
        GroupedItems result;
        list_by_group(group, groups, result.start, result.item);
        for (std::int32_t &i : result.item) i = item[at(i)];
        return result;
    }
};

/// Walks one pipe in both graphs: every break of the solver's edges is one of the segments' pieces.
void walk_pipe(const Tiers &tiers, const Segments &segments, std::size_t pipe, OutageMap &map, Membership &passed) {
    const Graph &graph = tiers.graph;
    const auto nodes = static_cast<std::int32_t>(row_count(tiers.network.node));
    std::size_t piece = at(segments.graph.pipe_edge[pipe]);
    const std::size_t pieces_end = at(segments.graph.pipe_edge[pipe + 1]);
    std::int32_t before = -1; // segment at the end of the edge before
    const std::size_t first = at(graph.pipe_edge[pipe]), last = at(graph.pipe_edge[pipe + 1]);
    for (std::size_t e = first; e < last; ++e) {
        const auto edge = static_cast<std::int32_t>(e);
        const std::int32_t from = graph.from[e], to = graph.to[e];
        if (from >= nodes) {
            const bool follows = e > first && graph.to[e - 1] == from; // else a shut valve lies between
            map.vertex_segment[at(from)] = follows ? before : segments.edge[piece];
        }
        passed.add(edge, map.vertex_segment[at(from)]);
        for (; piece < pieces_end && segments.graph.end[piece] <= graph.end[e]; ++piece)
            passed.add(edge, before = segments.edge[piece]);
        if (to >= nodes) map.vertex_segment[at(to)] = before;
        passed.add(edge, map.vertex_segment[at(to)]);
    }
}

void find_joints(const Tiers &tiers, const Segments &segments, OutageMap &map) {
    const Valves &valve = tiers.network.valve;
    Membership joints;
    for (std::size_t v = 0; v < row_count(valve); ++v) {
        if (valve.pipe[v].valid() || !is_open(valve, v)) continue;
        joints.add(tiers.zones.junction_of_vertex[valve.from_node[v].row()],
                   static_cast<std::int32_t>(map.joint_a.size()));
        map.joint_a.push_back(segments.vertex[valve.from_node[v].row()]);
        map.joint_b.push_back(segments.vertex[valve.to_node[v].row()]);
    }
    map.joints = joints.sorted(tiers.zones.junction_count);
}

void find_bypassed(const Tiers &tiers, OutageMap &map) {
    const Regulators &regulator = tiers.network.regulator;
    map.bypassed.assign(tiers.tier.size(), 0);
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        const std::int32_t zone = tiers.zones.zone_of_vertex(regulator.from_node[r].value);
        if (regulator.state[r] != RegulatorState::closed &&
            zone == tiers.zones.zone_of_vertex(regulator.to_node[r].value))
            map.bypassed[at(zone)] = 1;
    }
}

/// Marks segments as passing gas on from what they dominate.
class Marks {
  public:
    Marks(const DominatorTree &tree, std::size_t segments) : tree_{tree}, passing(segments, 0) {}

    /// Gas may pass from a to b: out of every segment that dominates a and not b.
    void pass(std::int32_t a, std::int32_t b) {
        if (a < 0 || b < 0 || !tree_.reached(a) || !tree_.reached(b)) return;
        for (std::int32_t s = a; s >= 0 && !tree_.dominates(s, b); s = tree_.parent[at(s)]) passing[at(s)] = 1;
    }

  private:
    const DominatorTree &tree_;

  public:
    std::vector<Flag> passing;
};

/// Does the feed pass gas, or may the pressure at its outlet be owed to it? Where nothing flows its mode does not tell.
bool may_hold_outlet(const Tiers &tiers, const Feed &feed) {
    if (!tiers.tier[at(feed.up_zone)].supplied) return false;
    return feed.flow_kg_s > 0.0 || feed.held_pa(tiers.pressure_pa(feed.up_vertex), 0.0) >=
                                       tiers.pressure_pa(feed.down_vertex) * (1.0 - round_off);
}

/// Along the edges of pipes.
void mark_edges(const Tiers &tiers, const OutageMap &map, Marks &marks) {
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z) {
        const Tier &tier = tiers.tier[at(z)];
        const auto edges = tiers.zones.edges_in(z);
        if (!tier.supplied) continue;
        double known = least_flow_kg_s / round_off;
        for (std::size_t i = 0; i < edges.size(); ++i) known = std::max(known, std::abs(tier.flow.flow_kg_s[i]));
        known *= round_off;
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const double q = tier.flow.flow_kg_s[i];
            const auto passed = map.passed.of(edges[i]);
            for (std::size_t k = 0; k + 1 < passed.size(); ++k) {
                if (passed[k] == passed[k + 1]) continue;
                if (!(q < -known)) marks.pass(passed[k], passed[k + 1]);
                if (!(q > known)) marks.pass(passed[k + 1], passed[k]);
            }
        }
    }
}

} // namespace

OutageMap map_segments(const Tiers &tiers, const Segments &segments) {
    OutageMap map;
    const std::size_t nodes = row_count(tiers.network.node);
    map.vertex_segment.assign(at(tiers.graph.vertex_count), -1);
    std::copy_n(segments.vertex.begin(), nodes, map.vertex_segment.begin());
    Membership passed, vertices, customers;
    for (std::size_t p = 0; p < row_count(tiers.network.pipe); ++p) walk_pipe(tiers, segments, p, map, passed);
    map.passed = passed.sorted(static_cast<std::int32_t>(tiers.graph.edge_count()));
    map.zone.assign(row_count(segments.table), -1);
    for (std::int32_t v = 0; v < tiers.graph.vertex_count; ++v) {
        const std::int32_t zone = tiers.zones.zone_of_vertex(v), segment = map.vertex_segment[at(v)];
        vertices.add(zone, v);
        if (segment >= 0) map.zone[at(segment)] = zone;
    }
    for (std::size_t e = 0; e < tiers.graph.edge_count(); ++e) // those between valves of one pipe have no vertex
        for (const std::int32_t segment : map.passed.of(static_cast<std::int32_t>(e)))
            if (segment >= 0) map.zone[at(segment)] = tiers.zones.zone_of_vertex(tiers.graph.from[e]);
    map.zone_vertices = vertices.sorted(tiers.zones.zone_count);
    map.customer_segment.assign(row_count(tiers.network.customer), -1);
    for (std::size_t c = 0; c < map.customer_segment.size(); ++c) {
        if (tiers.graph.customer_vertex[c] < 0) continue;
        map.customer_segment[c] = segments.vertex[at(segments.graph.customer_vertex[c])];
        customers.add(tiers.zones.zone_of_vertex(tiers.graph.customer_vertex[c]), static_cast<std::int32_t>(c));
    }
    map.zone_customers = customers.sorted(tiers.zones.zone_count);
    find_joints(tiers, segments, map);
    find_bypassed(tiers, map);
    return map;
}

std::vector<Flag> passing_segments(const Tiers &tiers, const Segments &segments, const DominatorTree &tree,
                                   const OutageMap &map) {
    Marks marks(tree, row_count(segments.table) + 1);
    mark_edges(tiers, map, marks);
    for (std::size_t v = 0; v < map.joint_a.size(); ++v) { // the flow through a valve without resistance is not known
        marks.pass(map.joint_a[v], map.joint_b[v]);
        marks.pass(map.joint_b[v], map.joint_a[v]);
    }
    for (const Feed &feed : tiers.feed)
        if (may_hold_outlet(tiers, feed))
            marks.pass(map.vertex_segment[at(feed.up_vertex)], map.vertex_segment[at(feed.down_vertex)]);
    marks.passing.pop_back(); // the root
    for (std::size_t s = 0; s < marks.passing.size(); ++s)
        if (const std::int32_t zone = map.zone[s];
            tree.reached(static_cast<std::int32_t>(s)) && (zone < 0 || map.bypassed[at(zone)]))
            marks.passing[s] = 1;
    return std::move(marks.passing);
}

} // namespace gastwin
