// SPDX-License-Identifier: Apache-2.0
#include "scenarios/criticality.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// What shutting a segment costs.
struct Loss {
    std::int32_t customers = 0, households = 0, special = 0;
    double demand_kg_s = 0.0;

    void add(const Loss &other) {
        customers += other.customers;
        households += other.households;
        special += other.special;
        demand_kg_s += other.demand_kg_s;
    }
};

struct Effort {
    std::int32_t valves = 0, stations = 0;
};

/// Sums over the subtree of each segment. Segments without supply lose nothing.
std::vector<Loss> losses(const Segments &segments, const DominatorTree &tree) {
    const SegmentTable &table = segments.table;
    std::vector<Loss> loss(row_count(table) + 1);
    for (std::size_t i = tree.order.size(); i-- > 1;) {
        const std::size_t s = at(tree.order[i]);
        loss[s].add({table.customers[s], table.households[s], table.special_customers[s], table.demand_kg_s[s]});
        loss[at(tree.parent[s])].add(loss[s]);
    }
    return loss;
}

/// Operations that isolate each segment: everything at its boundary through which supply still comes.
std::vector<Effort> efforts(const Segments &segments, const DominatorTree &tree) {
    const SegmentLinks &link = segments.link;
    std::vector<Effort> effort(row_count(segments.table));
    const auto feeds = [&](std::int32_t from, std::int32_t s) {
        return from != s && tree.reached(from) && !tree.dominates(s, from);
    };
    std::vector<std::int32_t> target(row_count(segments.table));
    for (std::int32_t s = 0; s < segments.segment_count(); ++s) {
        target[at(s)] = station_inlet_target(segments, s);
        if (target[at(s)] >= 0 && feeds(s, target[at(s)])) ++effort[at(target[at(s)])].valves;
    }
    for (std::size_t l = 0; l < link.from.size(); ++l) {
        if (!link.open[l]) continue;
        if (link.kind[l] == EdgeKind::regulator) {
            const bool has_inlet_valve = target[at(link.from[l])] == link.to[l];
            if (!has_inlet_valve && feeds(link.from[l], link.to[l])) ++effort[at(link.to[l])].stations;
            continue;
        }
        if (feeds(link.from[l], link.to[l])) ++effort[at(link.to[l])].valves;
        if (feeds(link.to[l], link.from[l])) ++effort[at(link.from[l])].valves;
    }
    return effort;
}

/// For each pipe the segment it passes whose loss is greatest; -1: none. Everything that shows in a row takes part, so
/// that the row does not depend on the direction of the pipe.
std::vector<std::int32_t> worst_segments(const Network &network, const Segments &segments,
                                         const std::vector<Loss> &loss, const std::vector<Effort> &effort) {
    const auto weight = [&](std::int32_t s) {
        return std::tie(loss[at(s)].customers, loss[at(s)].demand_kg_s, loss[at(s)].households, loss[at(s)].special,
                        segments.table.sources[at(s)], effort[at(s)].valves, effort[at(s)].stations,
                        segments.table.customers[at(s)]);
    };
    std::vector<std::int32_t> worst(row_count(network.pipe), -1);
    for (std::size_t e = 0; e < segments.edge.size(); ++e) {
        if (segments.graph.kind[e] != EdgeKind::pipe) break;
        std::int32_t &chosen = worst[at(segments.graph.element[e])];
        if (chosen < 0 || weight(chosen) < weight(segments.edge[e])) chosen = segments.edge[e];
    }
    return worst;
}

double relative_increase(double a, double b) {
    const double larger = std::max(a, b);
    return larger > 0.0 ? (a + b) / larger - 1.0 : 0.0;
}

} // namespace

CriticalityResults criticality(const Network &network, const SegmentOptions &options) {
    return criticality(network, find_segments(network, options));
}

CriticalityResults criticality(const Network &network, const Segments &segments) {
    const DominatorTree tree = supply_tree(segments);
    const std::vector<Loss> loss = losses(segments, tree);
    const std::vector<Effort> effort = efforts(segments, tree);
    const std::vector<std::int32_t> worst = worst_segments(network, segments, loss, effort);

    CriticalityResults results;
    resize_rows(results, row_count(network.pipe));
    results.id = network.pipe.id;
    for (std::size_t p = 0; p < worst.size(); ++p) {
        if (worst[p] < 0) {
            results.status[p] = IsolationStatus::no_gas;
            continue;
        }
        const std::size_t s = at(worst[p]);
        results.segment[p] = worst[p];
        results.valves_to_close[p] = effort[s].valves;
        results.stations_to_shut[p] = effort[s].stations;
        results.customers_out[p] = loss[s].customers;
        results.households_out[p] = loss[s].households;
        results.special_customers_out[p] = loss[s].special;
        results.demand_lost_kg_s[p] = loss[s].demand_kg_s;
        if (!tree.reached(worst[p])) results.status[p] = IsolationStatus::unsupplied;
        else results.customers_cut_off[p] = loss[s].customers - segments.table.customers[s];
        if (segments.table.sources[s] > 0) results.status[p] = IsolationStatus::source_inside;
    }
    return results;
}

ValveCriticalityResults valve_criticality(const Network &network, const Segments &segments) {
    const SegmentLinks &link = segments.link;
    const SegmentTable &table = segments.table;
    std::vector<std::pair<std::int32_t, std::int32_t>> sides; // of every valve, sorted: finds parallel valves
    for (std::size_t l = 0; l < link.from.size(); ++l)
        if (link.kind[l] == EdgeKind::valve) sides.emplace_back(std::minmax(link.from[l], link.to[l]));
    std::sort(sides.begin(), sides.end());

    ValveCriticalityResults results;
    resize_rows(results, row_count(network.valve));
    results.id = network.valve.id;
    for (std::size_t l = 0; l < link.from.size(); ++l) {
        if (link.kind[l] != EdgeKind::valve) continue;
        const std::size_t v = at(link.element[l]), a = at(link.from[l]), b = at(link.to[l]);
        results.from_segment[v] = link.from[l];
        results.to_segment[v] = link.to[l];
        results.redundant[v] = a == b;
        if (a == b) {
            results.surrounding_valves[v] = table.valves[a];
            continue;
        }
        const std::pair<std::int32_t, std::int32_t> pair(std::minmax(link.from[l], link.to[l]));
        const auto parallel = std::equal_range(sides.begin(), sides.end(), pair);
        const auto between = static_cast<std::int32_t>(parallel.second - parallel.first); // this one included
        results.surrounding_valves[v] = table.valves[a] + table.valves[b] - between - 1;
        results.length_increase[v] = relative_increase(table.length_m[a], table.length_m[b]);
        results.demand_increase[v] = relative_increase(table.demand_kg_s[a], table.demand_kg_s[b]);
        results.customers_increase[v] = relative_increase(table.customers[a], table.customers[b]);
    }
    return results;
}

} // namespace gastwin
