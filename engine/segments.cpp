// SPDX-License-Identifier: Apache-2.0
#include "engine/segments.hpp"

#include <algorithm>
#include <numeric>

#include "models/error.hpp"
#include "models/units.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Sets named by their smallest member, which makes labels independent of the order of joins.
class DisjointSets {
  public:
    explicit DisjointSets(std::int32_t n) : parent_(at(n)) { std::iota(parent_.begin(), parent_.end(), 0); }
    std::int32_t find(std::int32_t v) {
        while (parent_[at(v)] != v) {
            parent_[at(v)] = parent_[at(parent_[at(v)])];
            v = parent_[at(v)];
        }
        return v;
    }
    void join(std::int32_t a, std::int32_t b) {
        a = find(a);
        b = find(b);
        parent_[at(std::max(a, b))] = std::min(a, b);
    }

  private:
    std::vector<std::int32_t> parent_;
};

std::vector<Flag> stuck_open(const Network &network, const SegmentOptions &options) {
    const Valves &valve = network.valve;
    std::vector<Flag> stuck(row_count(valve));
    for (std::size_t v = 0; v < stuck.size(); ++v) stuck[v] = !valve.operable[v];
    for (const ValveIdx v : options.inoperable) {
        if (!v.valid() || v.row() >= stuck.size()) throw Error("unknown_valve", {.value = std::to_string(v.value)});
        stuck[v.row()] = 1;
    }
    for (std::size_t v = 0; v < stuck.size(); ++v) stuck[v] = stuck[v] && is_open(valve, v);
    return stuck;
}

/// Numbers the sets by their smallest vertex.
std::int32_t label_vertices(DisjointSets &sets, std::vector<std::int32_t> &label) {
    std::int32_t count = 0;
    for (std::size_t v = 0; v < label.size(); ++v) {
        const std::int32_t smallest = sets.find(static_cast<std::int32_t>(v));
        label[v] = at(smallest) == v ? count++ : label[at(smallest)];
    }
    return count;
}

void add_links(const Network &network, const std::vector<Flag> &stuck, Segments &s) {
    const Graph &graph = s.graph;
    for (std::size_t e = 0; e < graph.edge_count(); ++e) {
        if (graph.kind[e] == EdgeKind::pipe) continue;
        const bool is_valve = graph.kind[e] == EdgeKind::valve;
        const std::size_t row = at(graph.element[e]);
        s.link.kind.push_back(graph.kind[e]);
        s.link.element.push_back(graph.element[e]);
        s.link.from.push_back(s.vertex[at(graph.from[e])]);
        s.link.to.push_back(s.vertex[at(graph.to[e])]);
        s.link.open.push_back(is_valve ? Flag{is_open(network.valve, row)}
                                       : network.regulator.state[row] != RegulatorState::closed);
        s.link.inoperable.push_back(is_valve && stuck[row]);
        if (is_valve && s.link.from.back() != s.link.to.back())
            for (const std::int32_t side : {s.link.from.back(), s.link.to.back()}) ++s.table.valves[at(side)];
    }
    s.links_at = build_adjacency(s.segment_count(), s.link.from, s.link.to);
}

void add_contents(const Network &network, Segments &s) {
    SegmentTable &table = s.table;
    const Pipes &pipe = network.pipe;
    for (std::size_t e = 0; e < s.graph.edge_count(); ++e) {
        if (s.edge[e] < 0) continue;
        const std::size_t row = at(s.graph.element[e]), segment = at(s.edge[e]);
        const double length_m = pipe.length_m[row] * (s.graph.end[e] - s.graph.start[e]);
        table.length_m[segment] += length_m;
        table.volume_m3[segment] += length_m * circle_area_m2(pipe.inner_diameter_m[row]);
    }
    const Customers &customer = network.customer;
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        if (s.graph.customer_vertex[c] < 0) continue;
        const std::size_t segment = at(s.vertex[at(s.graph.customer_vertex[c])]);
        ++table.customers[segment];
        table.households[segment] += customer.households[c];
        table.special_customers[segment] += !customer.special[c].empty();
        table.demand_kg_s[segment] += std::max(0.0, customer.demand_kg_s[c]);
    }
    for (const NodeIdx node : network.source.node) ++table.sources[at(s.vertex[node.row()])];
}

} // namespace

std::span<const std::int32_t> Segments::links_of(std::int32_t s) const {
    const auto first = at(links_at.start[at(s)]), last = at(links_at.start[at(s) + 1]);
    return std::span(links_at.edge).subspan(first, last - first);
}

Segments find_segments(const Network &network, const SegmentOptions &options) {
    const std::vector<Flag> stuck = stuck_open(network, options);
    Segments s;
    s.graph = build_graph(network, SplitAt::every_valve);
    DisjointSets sets(s.graph.vertex_count);
    for (std::size_t e = 0; e < s.graph.edge_count(); ++e) {
        const bool joins =
            s.graph.kind[e] == EdgeKind::pipe || (s.graph.kind[e] == EdgeKind::valve && stuck[at(s.graph.element[e])]);
        if (joins) sets.join(s.graph.from[e], s.graph.to[e]);
    }
    s.vertex.resize(at(s.graph.vertex_count));
    resize_rows(s.table, at(label_vertices(sets, s.vertex)));
    for (std::size_t i = 0; i < row_count(s.table); ++i) s.table.id[i] = std::to_string(i);
    s.edge.resize(s.graph.edge_count());
    for (std::size_t e = 0; e < s.edge.size(); ++e)
        s.edge[e] = s.graph.kind[e] == EdgeKind::pipe ? s.vertex[at(s.graph.from[e])] : -1;
    add_links(network, stuck, s);
    add_contents(network, s);
    return s;
}

std::vector<std::int32_t> segments_of_pipe(const Segments &segments, PipeIdx pipe, double position) {
    const Graph &graph = segments.graph;
    // Pieces of pipes are in table order and come before valves and regulators.
    const auto pieces_end = std::partition_point(graph.kind.begin(), graph.kind.end(),
                                                 [](EdgeKind kind) { return kind == EdgeKind::pipe; });
    const auto last = graph.element.begin() + (pieces_end - graph.kind.begin());
    const auto [begin, end] = std::equal_range(graph.element.begin(), last, pipe.value);
    std::vector<std::int32_t> passed;
    for (auto piece = begin; piece != end; ++piece) {
        const auto e = static_cast<std::size_t>(piece - graph.element.begin());
        const bool touches = is_missing(position) || (graph.start[e] <= position && position <= graph.end[e]);
        if (touches && (passed.empty() || passed.back() != segments.edge[e])) passed.push_back(segments.edge[e]);
    }
    return passed;
}

std::int32_t station_inlet_target(const Segments &segments, std::int32_t s) {
    if (segments.table.customers[at(s)] > 0 || segments.table.sources[at(s)] > 0) return -1;
    int valves = 0;
    std::int32_t target = -1;
    for (const std::int32_t l : segments.links_of(s)) {
        const std::int32_t other = segments.across(l, s);
        if (!segments.link.open[at(l)] || other == s) continue;
        if (segments.link.kind[at(l)] == EdgeKind::valve) {
            if (++valves > 1) return -1;
        } else {
            const bool leaves = segments.leads_out(l, s);
            if (!leaves || (target >= 0 && target != other)) return -1;
            target = other;
        }
    }
    return valves == 1 ? target : -1;
}

DominatorTree supply_tree(const Segments &segments) {
    std::vector<std::int32_t> from, to;
    const auto add = [&](std::int32_t a, std::int32_t b) {
        from.push_back(a);
        to.push_back(b);
    };
    const std::int32_t root = segments.segment_count();
    for (std::int32_t s = 0; s < root; ++s)
        if (segments.table.sources[at(s)] > 0) add(root, s);
    const SegmentLinks &link = segments.link;
    for (std::size_t l = 0; l < link.from.size(); ++l) {
        if (!link.open[l]) continue;
        add(link.from[l], link.to[l]);
        if (link.kind[l] == EdgeKind::valve) add(link.to[l], link.from[l]);
    }
    return dominator_tree(root + 1, from, to, root);
}

std::vector<std::int32_t> spread_supply(const Segments &segments, std::span<const Flag> passes,
                                        std::vector<std::int32_t> front, std::vector<Flag> &reached) {
    for (std::size_t next = 0; next < front.size(); ++next) {
        const std::int32_t here = front[next];
        for (const std::int32_t l : segments.links_of(here)) {
            const std::int32_t there = segments.across(l, here);
            if (!passes[at(l)] || reached[at(there)] || !segments.leads_out(l, here)) continue;
            reached[at(there)] = 1;
            front.push_back(there);
        }
    }
    return front;
}

std::vector<Flag> supplied_segments(const Segments &segments, std::span<const Flag> shut) {
    std::vector<Flag> passes(segments.link.open);
    std::vector<Flag> reached(row_count(segments.table), 0);
    std::vector<std::int32_t> front;
    for (std::int32_t s = 0; s < segments.segment_count(); ++s) {
        if (!shut.empty() && shut[at(s)]) {
            for (const std::int32_t l : segments.links_of(s)) passes[at(l)] = 0;
        } else if (segments.table.sources[at(s)] > 0) {
            reached[at(s)] = 1;
            front.push_back(s);
        }
    }
    spread_supply(segments, passes, std::move(front), reached);
    return reached;
}

} // namespace gastwin
