// SPDX-License-Identifier: Apache-2.0
#include "gis/drawing.hpp"

#include <algorithm>
#include <unordered_map>

namespace gastwin {

Point middle(Point a, Point b) {
    if (!is_known(a)) return b;
    if (!is_known(b)) return a;
    return {0.5 * (a.x + b.x), 0.5 * (a.y + b.y)};
}

std::vector<Point> course_of(const Network &network, PipeIdx pipe) {
    if (pipe.row() < network.pipe_line.rows()) {
        const auto drawn = network.pipe_line[pipe.row()];
        if (!drawn.empty()) return {drawn.begin(), drawn.end()};
    }
    const Point from = place_of(network, network.pipe.from_node[pipe.row()]);
    const Point to = place_of(network, network.pipe.to_node[pipe.row()]);
    if (!is_known(from) || !is_known(to)) return {};
    return {from, to};
}

Drawing draw_pipes(const Network &network) {
    Drawing drawing{ShapeKind::line, {}};
    for (std::size_t i = 0; i < row_count(network.pipe); ++i) drawing.rows.push_back(course_of(network, PipeIdx{i}));
    return drawing;
}

Drawing draw_buildings(const Network &network) {
    const Buildings &building = network.building;
    if (network.building_outline.points.empty()) {
        Drawing drawing{ShapeKind::point, {}};
        for (std::size_t i = 0; i < row_count(building); ++i) {
            const Point p{building.x_m[i], building.y_m[i]};
            drawing.rows.push_back(std::span(&p, is_known(p) ? 1 : 0));
        }
        return drawing;
    }
    return {ShapeKind::polygon, network.building_outline};
}

Drawing select_drawing(const Drawing &drawing, const std::vector<std::string> &from,
                       const std::vector<std::string> &ids) {
    if (drawing.shape == ShapeKind::none || from == ids) return drawing;
    std::unordered_map<std::string_view, std::size_t> row_of;
    row_of.reserve(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) row_of.emplace(from[i], i);
    Drawing selected{drawing.shape, {}};
    for (const std::string &id : ids) {
        const auto found = row_of.find(id);
        selected.rows.push_back(found == row_of.end() ? std::span<const Point>{} : drawing.rows[found->second]);
    }
    return selected;
}

} // namespace gastwin
