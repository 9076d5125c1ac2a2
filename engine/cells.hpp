// SPDX-License-Identifier: Apache-2.0
// Where a transient simulation stores gas: long pipes cut into pieces, and half of each piece's volume at each of its
// ends. A pipe's end therefore owns half a cell, not a whole one; giving it a whole cell adds gas that is not there.
#pragma once
#include "engine/graph.hpp"

namespace gastwin {

/// The graph with every pipe edge longer than `longest_cell_m` cut into equal pieces of at most that length. Order and
/// shares stay as build_graph() guarantees them; new vertices lie on their pipe. Precondition: longest_cell_m > 0.
[[nodiscard]] Graph cut_pipes(const Network &network, const Graph &graph, double longest_cell_m);

/// Volume of each vertex, V = ½ Σ of the adjacent pieces' volumes. A vertex without pipe takes `least_volume_m3`, so
/// that every pressure has an equation of its own.
inline constexpr double least_volume_m3 = 1e-6;
[[nodiscard]] std::vector<double> vertex_volumes_m3(const Network &network, const Graph &graph);

} // namespace gastwin
