// SPDX-License-Identifier: Apache-2.0
// Shapes as twin files hold them (a point, a line, the outer ring of a polygon) to and from GDAL. Internal to gis/.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include <ogr_core.h>

#include "gis/shape_kind.hpp"
#include "models/geometry.hpp"

class OGRGeometry;

namespace gastwin {

[[nodiscard]] ShapeKind plain_kind(OGRwkbGeometryType type);
[[nodiscard]] OGRwkbGeometryType plain_type(ShapeKind kind);

/// Null for no points; rings are closed.
[[nodiscard]] std::unique_ptr<OGRGeometry> geometry_of(ShapeKind kind, std::span<const Point> points);

/// The points of a geometry in `points`; none for null, empty or other geometry, or when a coordinate is not finite.
void take_points(const OGRGeometry *geometry, std::vector<Point> &points);

} // namespace gastwin
