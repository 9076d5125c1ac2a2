// SPDX-License-Identifier: Apache-2.0
// Where the rows of a table lie on the map. One rule for every table that has a place:
//   pipe      its drawn course, or the straight line between its nodes
//   building  its outline when any building has one, otherwise its centroid
//   others    the first that is known of: own x_m, y_m; position on its pipe; its node; the middle between its two
//             nodes; its riser; its building
//   results   the place of the row of the table they are about
// Rows whose place is unknown have no geometry (NULL); nothing is invented. Devices, records and provenance are
// tables without geometry.
#pragma once
#include <cmath>
#include <string_view>

#include "gis/shape_kind.hpp"
#include "models/network.hpp"

namespace gastwin {

/// The geometry of a layer: one shape per row, no points where unknown; no rows at all for tables without geometry.
struct Drawing {
    ShapeKind shape = ShapeKind::none;
    Shapes rows;
};

/// The course of a pipe from from_node to to_node; no points when unknown.
[[nodiscard]] std::vector<Point> course_of(const Network &network, PipeIdx pipe);

[[nodiscard]] Drawing draw_pipes(const Network &network);
[[nodiscard]] Drawing draw_buildings(const Network &network);

/// The rows of `drawing` (of a table with ids `from`) in the order of `ids`.
[[nodiscard]] Drawing select_drawing(const Drawing &drawing, const std::vector<std::string> &from,
                                     const std::vector<std::string> &ids);

inline constexpr Point nowhere{missing_real, missing_real};

[[nodiscard]] inline bool is_known(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

[[nodiscard]] inline Point place_of(const Network &network, NodeIdx node) {
    return node.valid() ? Point{network.node.x_m[node.row()], network.node.y_m[node.row()]} : nowhere;
}

/// Middle between two places; the known one where only one is.
[[nodiscard]] Point middle(Point a, Point b);

/// The place of one row, by the rule above; `nowhere` when nothing is known.
template <TableType Table> [[nodiscard]] Point place_of(const Network &network, const Table &table, std::size_t row) {
    Point p = nowhere;
    const auto otherwise = [&p](auto &&place) {
        if (!is_known(p)) p = place();
    };
    if constexpr (requires { table.x_m, table.y_m; }) p = {table.x_m[row], table.y_m[row]};
    if constexpr (requires { table.pipe, table.position; })
        otherwise([&] {
            if (!table.pipe[row].valid() || is_missing(table.position[row])) return nowhere;
            const std::vector<Point> course = course_of(network, table.pipe[row]);
            return course.empty() ? nowhere : point_along(course, table.position[row]);
        });
    if constexpr (requires { table.node; }) otherwise([&] { return place_of(network, table.node[row]); });
    if constexpr (requires { table.from_node, table.to_node; })
        otherwise(
            [&] { return middle(place_of(network, table.from_node[row]), place_of(network, table.to_node[row])); });
    const auto other_row = [&](const auto &other, auto index) {
        return index.valid() ? place_of(network, other, index.row()) : nowhere;
    };
    if constexpr (requires { table.riser; }) otherwise([&] { return other_row(network.riser, table.riser[row]); });
    if constexpr (requires { table.building; })
        otherwise([&] { return other_row(network.building, table.building[row]); });
    return p;
}

/// Tables with a place of their own. Records have coordinates but stay a plain table: they belong to their asset.
template <TableType Table>
inline constexpr bool has_place =
    !std::is_same_v<Table, Records> &&
    (
        requires(const Table &t) { t.x_m, t.y_m; } || requires(const Table &t) { t.node; } ||
        requires(const Table &t) { t.from_node, t.to_node; });

template <TableType Table> [[nodiscard]] Drawing draw(const Network &network, const Table &table) {
    if constexpr (std::is_same_v<Table, Pipes>) return draw_pipes(network);
    else if constexpr (std::is_same_v<Table, Buildings>) return draw_buildings(network);
    else if constexpr (has_place<Table>) {
        Drawing drawing{ShapeKind::point, {}};
        for (std::size_t i = 0; i < row_count(table); ++i) {
            const Point p = place_of(network, table, i);
            drawing.rows.push_back(std::span(&p, is_known(p) ? 1 : 0));
        }
        return drawing;
    } else return {};
}

/// The places of the rows of table `about` with these ids, in this order; ids that do not exist have no geometry.
[[nodiscard]] inline Drawing draw_about(const Network &network, std::string_view about,
                                        const std::vector<std::string> &ids) {
    Drawing drawing;
    for_each_table(network, [&](const auto &table) {
        if (std::decay_t<decltype(table)>::name == about) drawing = select_drawing(draw(network, table), table.id, ids);
    });
    return drawing;
}

} // namespace gastwin
