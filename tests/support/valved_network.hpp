// SPDX-License-Identifier: Apache-2.0
// Random tiered networks (tests/engine/random_network.hpp) that can be shut off: valves on pipes, at their ends and
// between nodes, some shut or stuck, customers along pipes.
#pragma once
#include "engine/segments.hpp"
#include "tests/engine/random_network.hpp"

namespace gastwin {

/// Cuts a node off its first pipe and joins the two again by an open valve.
inline void insert_link_valve(Sketch &s, std::size_t pipe, Random &dice) {
    Network &n = s.network;
    const int old_end = n.pipe.to_node[pipe].value;
    const int end = s.node(n.node.elevation_m[n.pipe.to_node[pipe].row()]);
    n.pipe.to_node[pipe] = NodeIdx{end};
    s.valve(end, old_end, true);
    if (dice.chance(0.2)) s.valve(old_end, end, true);
}

inline Sketch valved_network(std::uint64_t seed) {
    Sketch s = random_network(seed);
    Random dice(seed ^ 0x9e3779b97f4a7c15ULL);
    Network &n = s.network;
    const std::size_t pipes = row_count(n.pipe);
    const bool with_links = dice.chance(0.4);
    for (std::size_t p = 0; p < pipes; ++p) {
        if (with_links && dice.chance(0.2)) insert_link_valve(s, p, dice);
        for (int k = dice.integer(0, 2); k > 0; --k) {
            const auto v = append_row(n.valve, numbered('v', row_count(n.valve))).row();
            n.valve.pipe[v] = PipeIdx{p};
            n.valve.position[v] = dice.chance(0.5) ? 0.5 * dice.integer(0, 2) : dice.uniform();
            n.valve.open[v] = !dice.chance(0.05);
            n.valve.operable[v] = !dice.chance(0.05);
        }
        if (!dice.chance(0.2)) continue;
        const auto c = append_row(n.customer, numbered('c', row_count(n.customer))).row();
        n.customer.pipe[c] = PipeIdx{p};
        n.customer.position[c] = dice.chance(0.5) ? 0.5 * dice.integer(0, 2) : dice.uniform();
        n.customer.demand_kg_s[c] = std::pow(10.0, dice.uniform(-5.0, -2.5));
    }
    for (double &d : n.customer.demand_kg_s)
        if (d < 0.0 && dice.chance(0.7)) d = -d;
    return s;
}

/// The network without one segment: everything at its boundary shut, its sources taken out.
inline Network without_segment(const Network &network, const Segments &segments, std::int32_t segment) {
    Network rest = network;
    for (std::size_t l = 0; l < segments.link.from.size(); ++l) {
        const auto row = static_cast<std::size_t>(segments.link.element[l]);
        if ((segments.link.from[l] == segment) == (segments.link.to[l] == segment)) continue;
        if (segments.link.kind[l] == EdgeKind::valve) rest.valve.open[row] = 0;
        else rest.regulator.state[row] = RegulatorState::closed;
    }
    std::vector<std::int32_t> kept;
    for (std::size_t s = 0; s < row_count(network.source); ++s)
        if (segments.vertex[network.source.node[s].row()] != segment) kept.push_back(static_cast<std::int32_t>(s));
    rest.source = select_rows(network.source, kept);
    return rest;
}

} // namespace gastwin
