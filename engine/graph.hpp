// SPDX-License-Identifier: Apache-2.0
// The network as vertices and edges. Pipes are split where something sits on them, so that customers and valves keep
// their position along the pipe instead of being moved to its nearest end.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

enum class EdgeKind : std::uint8_t { pipe, valve, regulator };

/// Vertices 0 … nodes-1 are the network's nodes; later ones were made by splitting pipes.
/// Edges are columns; edge e of kind `pipe` is the part [start[e], end[e]] of pipe element[e].
struct Graph {
    std::int32_t vertex_count = 0;
    std::vector<std::int32_t> from, to;
    std::vector<EdgeKind> kind;
    std::vector<std::int32_t> element;         ///< row in the pipe, valve or regulator table
    std::vector<double> start, end;            ///< share of the pipe, 0…1; 0 and 1 for other kinds
    std::vector<std::int32_t> pipe_edge;       ///< edges of pipe row p are pipe_edge[p] … pipe_edge[p+1]-1
    std::vector<std::int32_t> vertex_pipe;     ///< for vertices beyond the nodes: pipe they lie on; -1 for nodes
    std::vector<double> vertex_position;       ///< and where on it
    std::vector<std::int32_t> customer_vertex; ///< vertex of each customer row; -1: not placed

    [[nodiscard]] std::size_t edge_count() const { return from.size(); }
};

enum class SplitAt : std::uint8_t {
    closed_valves, ///< hydraulics: open valves have no resistance and need no vertex
    every_valve    ///< isolation: any valve may have to be closed
};

/// Precondition: require_sound(network). Guarantees: every pipe row that carries gas (carries_gas(),
/// models/classes.hpp) owns at least one edge and its edges follow each other from from_node to to_node with shares
/// that add up to 1; every valve that splits such a pipe owns exactly one edge of kind `valve`; edges of one kind are
/// in table order. Abandoned and empty pipes, and what is mounted on them, have no edge. O((pipes + valves + customers)
/// log k), k on one pipe.
[[nodiscard]] Graph build_graph(const Network &network, SplitAt split);

/// Edges at each vertex: edges of vertex v are edge[start[v]] … edge[start[v+1]-1].
struct Adjacency {
    std::vector<std::int32_t> start, edge;
};
[[nodiscard]] Adjacency build_adjacency(const Graph &graph);
/// The same for any list of edges from[e] – to[e].
[[nodiscard]] Adjacency build_adjacency(std::int32_t vertex_count, std::span<const std::int32_t> from,
                                        std::span<const std::int32_t> to);

} // namespace gastwin
