// SPDX-License-Identifier: Apache-2.0
#include "engine/graph.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace gastwin {
namespace {

/// Something that sits on a pipe at a position.
struct Mount {
    std::int32_t pipe;
    double position;
    bool is_valve;
    std::int32_t row;
};

std::vector<Mount> mounts_by_pipe(const Network &network, SplitAt split) {
    std::vector<Mount> mounts;
    const Customers &customer = network.customer;
    for (std::size_t i = 0; i < row_count(customer); ++i)
        if (!customer.node[i].valid() && customer.pipe[i].valid() && !is_missing(customer.position[i]))
            mounts.push_back({customer.pipe[i].value, customer.position[i], false, static_cast<std::int32_t>(i)});
    const Valves &valve = network.valve;
    for (std::size_t i = 0; i < row_count(valve); ++i)
        if (valve.pipe[i].valid() && (split == SplitAt::every_valve || !is_open(valve, i)))
            mounts.push_back({valve.pipe[i].value, valve.position[i], true, static_cast<std::int32_t>(i)});
    // A customer at the same place as a valve stands on its upstream (lower position) side.
    std::sort(mounts.begin(), mounts.end(), [](const Mount &a, const Mount &b) {
        return std::tie(a.pipe, a.position, a.is_valve, a.row) < std::tie(b.pipe, b.position, b.is_valve, b.row);
    });
    return mounts;
}

class Builder {
  public:
    explicit Builder(const Network &network) : network_{network} {
        graph_.vertex_count = static_cast<std::int32_t>(row_count(network.node));
        graph_.vertex_pipe.assign(row_count(network.node), -1);
        graph_.vertex_position.assign(row_count(network.node), missing_real);
        graph_.customer_vertex.reserve(row_count(network.customer));
        for (const NodeIdx node : network.customer.node) graph_.customer_vertex.push_back(node.value);
    }

    /// Walks one pipe from from_node to to_node past everything mounted on it.
    void add_pipe(std::int32_t pipe, std::span<const Mount> mounts) {
        const auto row = static_cast<std::size_t>(pipe);
        std::int32_t here = network_.pipe.from_node[row].value;
        const std::int32_t last = network_.pipe.to_node[row].value;
        double walked = 0.0;
        for (const Mount &mount : mounts) {
            if (!mount.is_valve) {
                if (mount.position >= 1.0) {
                    graph_.customer_vertex[static_cast<std::size_t>(mount.row)] = last;
                } else {
                    here = walk_to(pipe, here, walked, mount.position);
                    graph_.customer_vertex[static_cast<std::size_t>(mount.row)] = here;
                }
                continue;
            }
            const std::int32_t before = walk_to(pipe, here, walked, mount.position);
            // Only the outermost of several valves at the pipe's end meets the end node itself.
            const bool outermost = mount.position >= 1.0 && &mount == &mounts.back();
            const std::int32_t after = outermost ? last : new_vertex(pipe, mount.position);
            valve_edges_.push_back({before, after, mount.row});
            here = after;
        }
        if (walked < 1.0) add_edge(here, last, EdgeKind::pipe, pipe, walked, 1.0);
    }

    /// To be called for every row of the pipe table in turn, whether or not the pipe has edges.
    void begin_pipe() { graph_.pipe_edge.push_back(static_cast<std::int32_t>(graph_.edge_count())); }

    struct ValveEdge {
        std::int32_t from, to, row;
    };

    Graph finish() {
        begin_pipe();
        const Valves &valve = network_.valve;
        for (std::size_t i = 0; i < row_count(valve); ++i)
            if (!valve.pipe[i].valid())
                valve_edges_.push_back(
                    {valve.from_node[i].value, valve.to_node[i].value, static_cast<std::int32_t>(i)});
        std::sort(valve_edges_.begin(), valve_edges_.end(),
                  [](const ValveEdge &a, const ValveEdge &b) { return a.row < b.row; });
        for (const ValveEdge &v : valve_edges_) add_edge(v.from, v.to, EdgeKind::valve, v.row, 0.0, 1.0);
        const Regulators &regulator = network_.regulator;
        for (std::size_t i = 0; i < row_count(regulator); ++i)
            add_edge(regulator.from_node[i].value, regulator.to_node[i].value, EdgeKind::regulator,
                     static_cast<std::int32_t>(i), 0.0, 1.0);
        return std::move(graph_);
    }

  private:
    /// Vertex on the pipe at `position`, reached from `here`; adds the piece in between when it has a length.
    std::int32_t walk_to(std::int32_t pipe, std::int32_t here, double &walked, double position) {
        if (position <= walked) return here;
        const std::int32_t there = new_vertex(pipe, position);
        add_edge(here, there, EdgeKind::pipe, pipe, walked, position);
        walked = position;
        return there;
    }

    std::int32_t new_vertex(std::int32_t pipe, double position) {
        graph_.vertex_pipe.push_back(pipe);
        graph_.vertex_position.push_back(position);
        return graph_.vertex_count++;
    }

    void add_edge(std::int32_t from, std::int32_t to, EdgeKind kind, std::int32_t element, double start, double end) {
        graph_.from.push_back(from);
        graph_.to.push_back(to);
        graph_.kind.push_back(kind);
        graph_.element.push_back(element);
        graph_.start.push_back(start);
        graph_.end.push_back(end);
    }

    const Network &network_;
    Graph graph_;
    std::vector<ValveEdge> valve_edges_;
};

} // namespace

Graph build_graph(const Network &network, SplitAt split) {
    const std::vector<Mount> mounts = mounts_by_pipe(network, split);
    Builder builder(network);
    std::size_t next = 0;
    for (std::size_t pipe = 0; pipe < row_count(network.pipe); ++pipe) {
        const std::size_t first = next;
        while (next < mounts.size() && mounts[next].pipe == static_cast<std::int32_t>(pipe)) ++next;
        builder.begin_pipe();
        if (!carries_gas(network.pipe.state[pipe])) continue;
        builder.add_pipe(static_cast<std::int32_t>(pipe), std::span(mounts).subspan(first, next - first));
    }
    return builder.finish();
}

Adjacency build_adjacency(const Graph &graph) { return build_adjacency(graph.vertex_count, graph.from, graph.to); }

Adjacency build_adjacency(std::int32_t vertex_count, std::span<const std::int32_t> from,
                          std::span<const std::int32_t> to) {
    Adjacency adjacency;
    adjacency.start.assign(static_cast<std::size_t>(vertex_count) + 1, 0);
    for (std::size_t e = 0; e < from.size(); ++e) {
        ++adjacency.start[static_cast<std::size_t>(from[e]) + 1];
        ++adjacency.start[static_cast<std::size_t>(to[e]) + 1];
    }
    std::partial_sum(adjacency.start.begin(), adjacency.start.end(), adjacency.start.begin());
    adjacency.edge.resize(2 * from.size());
    std::vector<std::int32_t> next(adjacency.start.begin(), adjacency.start.end() - 1);
    for (std::size_t e = 0; e < from.size(); ++e) {
        for (const std::int32_t v : {from[e], to[e]})
            adjacency.edge[static_cast<std::size_t>(next[static_cast<std::size_t>(v)]++)] =
                static_cast<std::int32_t>(e);
    }
    return adjacency;
}

} // namespace gastwin
