// SPDX-License-Identifier: Apache-2.0
#include "models/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gastwin {

double distance_m(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

double length_m(std::span<const Point> line) {
    double sum = 0.0;
    for (std::size_t i = 1; i < line.size(); ++i) sum += distance_m(line[i - 1], line[i]);
    return sum;
}

Point point_along(std::span<const Point> line, double fraction) {
    if (line.empty()) return {};
    const double target = std::clamp(fraction, 0.0, 1.0) * length_m(line);
    double walked = 0.0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double step = distance_m(line[i - 1], line[i]);
        if (step > 0.0 && walked + step >= target) {
            const double t = (target - walked) / step;
            return {line[i - 1].x + t * (line[i].x - line[i - 1].x), line[i - 1].y + t * (line[i].y - line[i - 1].y)};
        }
        walked += step;
    }
    return line.back();
}

Projection project(std::span<const Point> line, Point p) {
    Projection best{std::numeric_limits<double>::infinity(), 0.0, p};
    if (line.empty()) return best;
    best = {distance_m(line[0], p), 0.0, line[0]};
    const double total = length_m(line);
    double walked = 0.0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const Point a = line[i - 1], b = line[i];
        const double step = distance_m(a, b);
        if (step > 0.0) {
            const double t =
                std::clamp(((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / (step * step), 0.0, 1.0);
            const Point q{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
            if (const double d = distance_m(p, q); d < best.distance_m) best = {d, (walked + t * step) / total, q};
        }
        walked += step;
    }
    return best;
}

} // namespace gastwin
