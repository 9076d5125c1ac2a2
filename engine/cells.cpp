// SPDX-License-Identifier: Apache-2.0
#include "engine/cells.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double most_pieces = 1e6; // per edge; memory, not physics

} // namespace

Graph cut_pipes(const Network &network, const Graph &graph, double longest_cell_m) {
    Graph cut = graph;
    for (auto *column : {&cut.from, &cut.to, &cut.element}) column->clear();
    for (auto *column : {&cut.start, &cut.end}) column->clear();
    cut.kind.clear();
    const auto add = [&](std::size_t e, std::int32_t from, std::int32_t to, double start, double end) {
        cut.from.push_back(from);
        cut.to.push_back(to);
        cut.kind.push_back(graph.kind[e]);
        cut.element.push_back(graph.element[e]);
        cut.start.push_back(start);
        cut.end.push_back(end);
    };
    for (std::size_t e = 0; e < graph.edge_count(); ++e) {
        const double share = graph.end[e] - graph.start[e];
        const double length = graph.kind[e] == EdgeKind::pipe ? share * network.pipe.length_m[at(graph.element[e])] : 0;
        const auto pieces = static_cast<int>(std::clamp(std::ceil(length / longest_cell_m), 1.0, most_pieces));
        std::int32_t here = graph.from[e];
        double walked = graph.start[e];
        for (int i = 1; i < pieces; ++i) {
            const double position = graph.start[e] + share * i / pieces;
            cut.vertex_pipe.push_back(graph.element[e]);
            cut.vertex_position.push_back(position);
            add(e, here, cut.vertex_count, walked, position);
            here = cut.vertex_count++;
            walked = position;
        }
        add(e, here, graph.to[e], walked, graph.end[e]);
    }
    return cut;
}

std::vector<double> vertex_volumes_m3(const Network &network, const Graph &graph) {
    std::vector<double> volume(at(graph.vertex_count), 0.0);
    for (std::size_t e = 0; e < graph.edge_count(); ++e) {
        if (graph.kind[e] != EdgeKind::pipe) continue;
        const std::size_t pipe = at(graph.element[e]);
        const double half = 0.5 * (graph.end[e] - graph.start[e]) * network.pipe.length_m[pipe] *
                            circle_area_m2(network.pipe.inner_diameter_m[pipe]);
        volume[at(graph.from[e])] += half;
        volume[at(graph.to[e])] += half;
    }
    for (double &v : volume) v = std::max(v, least_volume_m3);
    return volume;
}

} // namespace gastwin
