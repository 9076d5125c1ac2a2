// SPDX-License-Identifier: Apache-2.0
#include "gis/supply.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "gis/disjoint_sets.hpp"
#include "gis/row_lists.hpp"

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

/// Abandoned pipes that end in nothing, from their dead ends inward: 1 for those that may well be dead.
std::vector<Flag> peel_dead_ends(const Network &network, const std::vector<Flag> &occupied) {
    const Pipes &pipe = network.pipe;
    const RowLists abandoned_at(row_count(network.node), [&](auto &&add) {
        for (std::size_t p = 0; p < row_count(pipe); ++p)
            if (pipe.state[p] == UseState::abandoned)
                for (const NodeIdx v : {pipe.from_node[p], pipe.to_node[p]}) add(v.row(), static_cast<std::int32_t>(p));
    });
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

struct Lengths {
    double all_m = 0.0, supplied_m = 0.0;
};

Lengths lengths(const Network &network) {
    const std::vector<Flag> supplied = supplied_nodes(network);
    const auto reaches = [&](NodeIdx v) { return v.valid() && supplied[v.row()]; };
    Lengths length;
    for (std::size_t p = 0; p < row_count(network.pipe); ++p) {
        if (!carries_gas(network.pipe.state[p])) continue;
        if (is_missing(network.pipe.length_m[p])) continue;
        length.all_m += network.pipe.length_m[p];
        if (reaches(network.pipe.from_node[p]) || reaches(network.pipe.to_node[p]))
            length.supplied_m += network.pipe.length_m[p];
    }
    return length;
}

} // namespace

std::vector<Flag> supplied_nodes(const Network &network) {
    const std::vector<Flag> open = open_pipes(network);
    std::vector<Flag> supplied(row_count(network.node), 0);
    if (row_count(network.source) == 0) return supplied;
    const RowLists next(row_count(network.node), [&](auto &&add) {
        const auto one_way = [&](NodeIdx a, NodeIdx b) {
            if (a.valid() && b.valid()) add(a.row(), b.value);
        };
        const auto both_ways = [&](NodeIdx a, NodeIdx b) { one_way(a, b), one_way(b, a); };
        for (std::size_t p = 0; p < open.size(); ++p)
            if (open[p]) both_ways(network.pipe.from_node[p], network.pipe.to_node[p]);
        for (std::size_t v = 0; v < row_count(network.valve); ++v)
            if (network.valve.open[v]) both_ways(network.valve.from_node[v], network.valve.to_node[v]);
        for (std::size_t r = 0; r < row_count(network.regulator); ++r)
            if (network.regulator.state[r] != RegulatorState::closed)
                one_way(network.regulator.from_node[r], network.regulator.to_node[r]);
    });
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

double supplied_length_m(const Network &network) { return lengths(network).supplied_m; }

double supplied_length_share(const Network &network) {
    const Lengths length = lengths(network);
    return length.all_m > 0.0 ? length.supplied_m / length.all_m : 0.0;
}

std::vector<std::int32_t> connected_parts(const Network &network) {
    DisjointSets sets(row_count(network.node));
    const std::vector<Flag> open = open_pipes(network);
    for (std::size_t p = 0; p < open.size(); ++p)
        if (open[p] && network.pipe.from_node[p].valid() && network.pipe.to_node[p].valid())
            sets.unite(network.pipe.from_node[p].value, network.pipe.to_node[p].value);
    for (std::size_t v = 0; v < row_count(network.valve); ++v)
        if (network.valve.open[v] && network.valve.from_node[v].valid() && network.valve.to_node[v].valid())
            sets.unite(network.valve.from_node[v].value, network.valve.to_node[v].value);
    std::vector<std::int32_t> part(row_count(network.node));
    for (std::size_t v = 0; v < part.size(); ++v) part[v] = sets.find(static_cast<std::int32_t>(v));
    return part;
}

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

} // namespace gastwin
