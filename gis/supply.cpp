// SPDX-License-Identifier: Apache-2.0
#include "gis/supply.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <optional>

#include "gis/disjoint_sets.hpp"
#include "gis/spatial_index.hpp"

namespace gastwin {
namespace {

/// Pipes that pass gas from end to end.
std::vector<Flag> open_pipes(const Network &network) {
    std::vector<Flag> open(row_count(network.pipe), 0);
    for (std::size_t p = 0; p < open.size(); ++p) open[p] = carries_gas(network.pipe.state[p]);
    for (std::size_t v = 0; v < row_count(network.valve); ++v)
        if (!network.valve.open[v] && network.valve.pipe[v].valid()) open[network.valve.pipe[v].row()] = 0;
    return open;
}

Point place_of(const Network &network, std::size_t node) { return {network.node.x_m[node], network.node.y_m[node]}; }

/// Tier of each node's pipes; 0 unknown.
std::vector<int> node_tiers(const Network &network) {
    std::vector<int> tier(row_count(network.node), 0);
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        for (const NodeIdx v : {network.pipe.from_node[p], network.pipe.to_node[p]})
            tier[v.row()] = std::max(tier[v.row()], pressure_tier(network.pipe.pressure_class[p]));
    return tier;
}

struct Gap {
    double distance_m, cost_m;
    std::int32_t inside, outside;
};

/// How much a pipe seems to be missing at each node: 2 where one should come out of the ground and none does, at tees
/// with too few pipes, at dead ends that are no riser; 1 at other dead ends; 0 elsewhere.
std::vector<int> wanting_nodes(const Network &network) {
    std::vector<std::int32_t> degree(row_count(network.node), 0), buried = degree;
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        for (const NodeIdx v : {network.pipe.from_node[p], network.pipe.to_node[p]}) {
            ++degree[v.row()];
            if (network.pipe.role[p] == PipeRole::main || network.pipe.role[p] == PipeRole::service) ++buried[v.row()];
        }
    std::vector<int> wanting(degree.size(), 0);
    for (std::size_t v = 0; v < degree.size(); ++v) {
        const auto is = [&](std::string_view feature) {
            return network.node.kind[v].find(feature) != std::string::npos;
        };
        const bool clearly = degree[v] == 0 || (degree[v] == 1 && !is("立管")) || (degree[v] < 3 && is("三通")) ||
                             (degree[v] < 4 && is("四通")) || (buried[v] == 0 && is("出地"));
        wanting[v] = clearly ? 2 : degree[v] == 1 ? 1 : 0;
    }
    return wanting;
}

/// Nodes where gas is wanted or present: pipes in use, users, stations.
std::vector<Flag> occupied_nodes(const Network &network) {
    std::vector<Flag> occupied(row_count(network.node), 0);
    const auto occupy = [&](NodeIdx v) {
        if (v.valid()) occupied[v.row()] = 1;
    };
    for (const NodeIdx v : network.riser.node) occupy(v);
    for (const NodeIdx v : network.customer.node) occupy(v);
    for (const NodeIdx v : network.source.node) occupy(v);
    for (const NodeIdx v : network.regulator.from_node) occupy(v);
    for (const NodeIdx v : network.regulator.to_node) occupy(v);
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        if (carries_gas(network.pipe.state[p])) occupy(network.pipe.from_node[p]), occupy(network.pipe.to_node[p]);
    for (std::size_t c = 0; c < row_count(network.customer); ++c)
        if (const PipeIdx p = network.customer.pipe[c]; p.valid())
            occupy(network.pipe.from_node[p.row()]), occupy(network.pipe.to_node[p.row()]);
    return occupied;
}

/// Abandoned pipes that end in nothing, from their dead ends inward: 1 for those that may well be dead.
std::vector<Flag> peel_dead_ends(const Network &network, const std::vector<Flag> &occupied) {
    const Pipes &pipe = network.pipe;
    std::vector<std::vector<std::int32_t>> abandoned_at(row_count(network.node));
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (pipe.state[p] == UseState::abandoned)
            for (const NodeIdx v : {pipe.from_node[p], pipe.to_node[p]})
                abandoned_at[v.row()].push_back(static_cast<std::int32_t>(p));
    std::vector<std::int32_t> left(row_count(network.node), 0);
    std::deque<std::size_t> loose;
    for (std::size_t v = 0; v < left.size(); ++v) {
        left[v] = static_cast<std::int32_t>(abandoned_at[v].size());
        if (left[v] == 1 && !occupied[v]) loose.push_back(v);
    }
    std::vector<Flag> peeled(row_count(pipe), 0);
    for (; !loose.empty(); loose.pop_front())
        for (const std::int32_t p : abandoned_at[loose.front()]) {
            const auto row = static_cast<std::size_t>(p);
            if (std::exchange(peeled[row], Flag{1})) continue;
            for (const NodeIdx v : {pipe.from_node[row], pipe.to_node[row]})
                if (--left[v.row()] == 1 && !occupied[v.row()]) loose.push_back(v.row());
        }
    return peeled;
}

/// Finds what would connect the parts of the network that gas cannot reach.
class GapFinder {
  public:
    explicit GapFinder(const Network &network)
        : network_{network}, supplied_{supplied_nodes(network)}, wanting_{wanting_nodes(network)},
          tier_{node_tiers(network)}, index_{places(network)} {}

    /// Nodes of each part without supply, by part.
    [[nodiscard]] std::map<std::int32_t, std::vector<std::int32_t>> unsupplied_parts() const {
        const std::vector<std::int32_t> part = connected_parts(network_);
        std::map<std::int32_t, std::vector<std::int32_t>> parts;
        for (std::size_t v = 0; v < part.size(); ++v)
            if (!supplied_[v]) parts[part[v]].push_back(static_cast<std::int32_t>(v));
        return parts;
    }

    /// The likeliest way from a part to supplied nodes of the same tier: the shortest, where leaving the part elsewhere
    /// than at its most wanting nodes counts three times and arriving where nothing is wanting half as much again.
    [[nodiscard]] std::optional<Gap> likeliest_gap(std::span<const std::int32_t> part, double reach_m) const {
        int most = 0;
        for (const std::int32_t v : part) most = std::max(most, wanting_[static_cast<std::size_t>(v)]);
        std::optional<Gap> best;
        std::vector<std::int32_t> near;
        for (const std::int32_t v : part) {
            const auto inside = static_cast<std::size_t>(v);
            const Point at = place_of(network_, inside);
            index_.find(at, best ? std::min(reach_m, best->cost_m) : reach_m, near);
            for (const std::int32_t other : near) {
                const auto outside = static_cast<std::size_t>(other);
                const double distance = distance_m(at, place_of(network_, outside));
                if (!supplied_[outside] || !same_tier(inside, outside) || distance > reach_m) continue;
                const double cost =
                    distance * (wanting_[inside] == most ? 1.0 : 3.0) * (wanting_[outside] == 2 ? 1.0 : 1.5);
                if (!best || cost < best->cost_m) best = Gap{distance, cost, v, other};
            }
        }
        return best;
    }

  private:
    static std::vector<Point> places(const Network &network) {
        std::vector<Point> points(row_count(network.node));
        for (std::size_t v = 0; v < points.size(); ++v) points[v] = place_of(network, v);
        return points;
    }
    /// The foot of a riser without any pipe is low pressure.
    [[nodiscard]] bool same_tier(std::size_t inside, std::size_t outside) const {
        return tier_[inside] == tier_[outside] || (tier_[inside] == 0 && tier_[outside] == 1);
    }

    const Network &network_;
    std::vector<Flag> supplied_;
    std::vector<int> wanting_, tier_;
    PointIndex index_;
};

/// Length of the pipes in use among these nodes' own; 0 for nodes without any.
std::vector<double> live_length_at(const Network &network) {
    std::vector<double> length(row_count(network.node), 0.0);
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        if (carries_gas(network.pipe.state[p])) length[network.pipe.from_node[p].row()] += network.pipe.length_m[p];
    return length;
}

void report_gap(const Network &network, const Gap &gap, Issues &issues) {
    const auto inside = static_cast<std::size_t>(gap.inside), outside = static_cast<std::size_t>(gap.outside);
    const Point a = place_of(network, inside), b = place_of(network, outside);
    add_issue(issues, {.kind = "missing_pipe",
                       .layer = "node",
                       .object_id = network.node.id[inside],
                       .value = network.node.id[outside],
                       .detail = std::to_string(gap.distance_m) + " m",
                       .x_m = 0.5 * (a.x + b.x),
                       .y_m = 0.5 * (a.y + b.y)});
}

} // namespace

std::vector<Flag> supplied_nodes(const Network &network) {
    const std::vector<Flag> open = open_pipes(network);
    std::vector<std::vector<std::int32_t>> next(row_count(network.node));
    const auto one_way = [&](NodeIdx a, NodeIdx b) {
        if (a.valid() && b.valid()) next[a.row()].push_back(b.value);
    };
    const auto both_ways = [&](NodeIdx a, NodeIdx b) { one_way(a, b), one_way(b, a); };
    for (std::size_t p = 0; p < open.size(); ++p)
        if (open[p]) both_ways(network.pipe.from_node[p], network.pipe.to_node[p]);
    for (std::size_t v = 0; v < row_count(network.valve); ++v)
        if (network.valve.open[v]) both_ways(network.valve.from_node[v], network.valve.to_node[v]);
    for (std::size_t r = 0; r < row_count(network.regulator); ++r)
        if (network.regulator.state[r] != RegulatorState::closed)
            one_way(network.regulator.from_node[r], network.regulator.to_node[r]);
    std::vector<Flag> supplied(row_count(network.node), 0);
    std::vector<std::int32_t> front;
    const auto reach = [&](std::int32_t v) {
        if (!std::exchange(supplied[static_cast<std::size_t>(v)], Flag{1})) front.push_back(v);
    };
    for (const NodeIdx v : network.source.node)
        if (v.valid()) reach(v.value);
    while (!front.empty()) {
        const auto v = static_cast<std::size_t>(front.back());
        front.pop_back();
        for (const std::int32_t w : next[v]) reach(w);
    }
    return supplied;
}

double supplied_length_share(const Network &network) {
    const std::vector<Flag> supplied = supplied_nodes(network);
    const auto reaches = [&](NodeIdx v) { return v.valid() && supplied[v.row()]; };
    double all = 0.0, reached = 0.0;
    for (std::size_t p = 0; p < row_count(network.pipe); ++p) {
        if (!carries_gas(network.pipe.state[p])) continue;
        if (is_missing(network.pipe.length_m[p])) continue;
        all += network.pipe.length_m[p];
        if (reaches(network.pipe.from_node[p]) || reaches(network.pipe.to_node[p])) reached += network.pipe.length_m[p];
    }
    return all > 0.0 ? reached / all : 0.0;
}

std::vector<std::int32_t> connected_parts(const Network &network) {
    DisjointSets sets(row_count(network.node));
    const std::vector<Flag> open = open_pipes(network);
    for (std::size_t p = 0; p < open.size(); ++p)
        if (open[p]) sets.unite(network.pipe.from_node[p].value, network.pipe.to_node[p].value);
    for (std::size_t v = 0; v < row_count(network.valve); ++v)
        if (network.valve.open[v] && network.valve.from_node[v].valid() && network.valve.to_node[v].valid())
            sets.unite(network.valve.from_node[v].value, network.valve.to_node[v].value);
    std::vector<std::int32_t> part(row_count(network.node));
    for (std::size_t v = 0; v < part.size(); ++v) part[v] = sets.find(static_cast<std::int32_t>(v));
    return part;
}

void keep_live_pipes(Network &network, Issues &issues, Repairs &repairs) {
    Pipes &pipe = network.pipe;
    const std::vector<Flag> peeled = peel_dead_ends(network, occupied_nodes(network));
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (pipe.state[p] != UseState::abandoned || peeled[p]) continue;
        const Point at = point_along(network.pipe_line[p], 0.5);
        add_issue(issues, {.kind = "flagged_abandoned_but_live",
                           .layer = pipe.source[p],
                           .object_id = pipe.id[p],
                           .row = pipe.source_row[p],
                           .column = "state",
                           .value = "abandoned",
                           .x_m = at.x,
                           .y_m = at.y});
        add_repair(repairs, {.kind = "flagged_abandoned_but_live",
                             .layer = pipe.source[p],
                             .object_id = pipe.id[p],
                             .row = pipe.source_row[p],
                             .before = "abandoned",
                             .after = "in_use",
                             .confidence = 0.8,
                             .x_m = at.x,
                             .y_m = at.y});
        pipe.state[p] = UseState::in_use;
    }
}

void report_unsupplied(const Network &network, double reach_m, Issues &issues) {
    const GapFinder finder(network);
    const std::vector<double> length_at = live_length_at(network);
    const std::vector<Flag> occupied = occupied_nodes(network);
    for (const auto &[part, nodes] : finder.unsupplied_parts()) {
        // Ends of abandoned pipes hold no gas and miss none.
        if (std::none_of(nodes.begin(), nodes.end(),
                         [&](std::int32_t v) { return occupied[static_cast<std::size_t>(v)]; }))
            continue;
        const auto head = static_cast<std::size_t>(nodes.front());
        double length = 0.0;
        for (const std::int32_t v : nodes) length += length_at[static_cast<std::size_t>(v)];
        const std::optional<Gap> gap = finder.likeliest_gap(nodes, reach_m);
        std::string detail = std::to_string(nodes.size()) + " nodes; ";
        if (gap)
            detail += "would be connected by " + network.node.id[static_cast<std::size_t>(gap->inside)] + " to " +
                      network.node.id[static_cast<std::size_t>(gap->outside)];
        else detail += "no supplied node of its tier within " + std::to_string(std::llround(reach_m)) + " m";
        const Point at = place_of(network, head);
        add_issue(issues, {.kind = "unsupplied_component",
                           .layer = "node",
                           .object_id = network.node.id[head],
                           .column = "length_m",
                           .value = std::to_string(length),
                           .detail = std::move(detail),
                           .x_m = at.x,
                           .y_m = at.y});
        if (gap) report_gap(network, *gap, issues);
    }
}

} // namespace gastwin
