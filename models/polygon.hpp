// SPDX-License-Identifier: Apache-2.0
// Rings of points and segments in the plane.
#pragma once
#include "models/geometry.hpp"

namespace gastwin {

/// Is p inside the ring? Even-odd rule; the ring may be left open, its closing side counts. Fewer than three points
/// hold nothing. On the boundary either answer may come.
[[nodiscard]] bool inside(std::span<const Point> ring, Point p);

/// Do the segments ab and cd cross, each from one side of the other to its other? Touching is no crossing.
[[nodiscard]] bool cross(Point a, Point b, Point c, Point d);

} // namespace gastwin
