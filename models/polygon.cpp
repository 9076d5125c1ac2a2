// SPDX-License-Identifier: Apache-2.0
#include "models/polygon.hpp"

namespace gastwin {
namespace {

/// Twice the area of the triangle abc, positive where c is left of ab.
double side(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

} // namespace

bool inside(std::span<const Point> ring, Point p) {
    if (ring.size() < 3) return false;
    bool in = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
        if ((ring[i].y > p.y) != (ring[j].y > p.y) &&
            p.x < (ring[j].x - ring[i].x) * (p.y - ring[i].y) / (ring[j].y - ring[i].y) + ring[i].x)
            in = !in;
    return in;
}

bool cross(Point a, Point b, Point c, Point d) {
    return side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0;
}

} // namespace gastwin
