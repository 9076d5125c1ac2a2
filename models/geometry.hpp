// SPDX-License-Identifier: Apache-2.0
// Courses of pipes and outlines of buildings: many small point lists in three contiguous arrays.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gastwin {

struct Point {
    double x = 0.0, y = 0.0;
    friend bool operator==(const Point &, const Point &) = default;
};

/// Row i owns points [start[i], start[i+1]). An empty Shapes (no rows at all) means "nothing drawn".
struct Shapes {
    std::vector<std::int64_t> start{0};
    std::vector<Point> points;

    [[nodiscard]] std::size_t rows() const { return start.size() - 1; }
    [[nodiscard]] std::span<const Point> operator[](std::size_t row) const {
        const auto first = static_cast<std::size_t>(start[row]);
        return {points.data() + first, static_cast<std::size_t>(start[row + 1]) - first};
    }
    void push_back(std::span<const Point> shape) {
        points.insert(points.end(), shape.begin(), shape.end());
        start.push_back(static_cast<std::int64_t>(points.size()));
    }
};

[[nodiscard]] double distance_m(Point a, Point b);
[[nodiscard]] double length_m(std::span<const Point> line);

/// Point at a fraction 0…1 of the line's length.
[[nodiscard]] Point point_along(std::span<const Point> line, double fraction);

/// Nearest point of a line to p.
struct Projection {
    double distance_m, fraction;
    Point point;
};
[[nodiscard]] Projection project(std::span<const Point> line, Point p);

} // namespace gastwin
