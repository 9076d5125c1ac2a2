// SPDX-License-Identifier: Apache-2.0
// Where a layer lies: what unify_crs() and its doubts ask of layers before their rows are filled in.
#pragma once
#include "gis/fill.hpp"

namespace gastwin {

[[nodiscard]] inline bool is_survey(const MappedLayer &layer) {
    return layer.table() == "line" || layer.table() == "point";
}
[[nodiscard]] inline bool is_drawn(const MappedLayer &layer) { return layer.raw().kind != ShapeKind::none; }
[[nodiscard]] inline bool has_coordinates(const MappedLayer &layer) {
    return is_drawn(layer) || (layer.find("x_m") >= 0 && layer.find("y_m") >= 0);
}

/// Median of its places; NaN: nowhere.
[[nodiscard]] inline Point typical_point(const MappedLayer &layer) {
    Issues ignored; // the cells are read again, with their issues, when the tables are filled
    const Positions at = positions(layer, ignored);
    return {median(at.x_m), median(at.y_m)};
}

} // namespace gastwin
