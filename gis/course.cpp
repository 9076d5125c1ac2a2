// SPDX-License-Identifier: Apache-2.0
#include "gis/course.hpp"

#include <algorithm>
#include <cmath>

#include "gis/parts.hpp"

namespace gastwin {
namespace {

Point between(Point a, Point b, double t) { return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}; }

Point point_at_m(std::span<const Point> course, std::span<const double> along, double m) {
    const auto next = std::upper_bound(along.begin(), along.end(), m);
    if (next == along.begin()) return course.front();
    if (next == along.end()) return course.back();
    const auto i = static_cast<std::size_t>(next - along.begin());
    return between(course[i - 1], course[i], (m - along[i - 1]) / (along[i] - along[i - 1]));
}

} // namespace

void set_milestones(std::span<const Point> course, std::vector<double> &along) {
    along.assign(course.size(), 0.0);
    for (std::size_t i = 1; i < course.size(); ++i) along[i] = along[i - 1] + distance_m(course[i - 1], course[i]);
}

std::vector<double> milestones(std::span<const Point> course) {
    std::vector<double> along;
    set_milestones(course, along);
    return along;
}

Milestones::Milestones(std::span<const Course> courses) {
    start_.reserve(courses.size() + 1);
    for (const Course &course : courses) start_.push_back(start_.back() + course.size());
    along_.resize(start_.back());
    for_each_part(query_parts, [&](std::size_t part) {
        const std::size_t last = first_of_part(courses.size(), part + 1, query_parts);
        for (std::size_t line = first_of_part(courses.size(), part, query_parts); line < last; ++line)
            for (std::size_t i = 1; i < courses[line].size(); ++i)
                along_[start_[line] + i] =
                    along_[start_[line] + i - 1] + distance_m(courses[line][i - 1], courses[line][i]);
    });
}

OnCourse nearest_on_segment(std::span<const Point> course, std::span<const double> along, std::size_t segment,
                            Point p) {
    const Point a = course[segment], b = course[segment + 1];
    const double length = along[segment + 1] - along[segment];
    if (length == 0.0) return {distance_m(a, p), along[segment], a};
    const double t = std::clamp(((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / (length * length), 0.0, 1.0);
    const Point q = between(a, b, t);
    return {distance_m(p, q), along[segment] + t * length, q};
}

std::optional<std::pair<double, double>> crossing_shares(Point a, Point b, Point c, Point d) {
    const double rx = b.x - a.x, ry = b.y - a.y, sx = d.x - c.x, sy = d.y - c.y;
    const double det = rx * sy - ry * sx;
    if (det == 0.0) return std::nullopt;
    const double t = ((c.x - a.x) * sy - (c.y - a.y) * sx) / det;
    const double u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / det;
    if (t < 0.0 || t > 1.0 || u < 0.0 || u > 1.0) return std::nullopt;
    return std::pair{t, u};
}

Course course_between(std::span<const Point> course, std::span<const double> along, double start_m, double end_m) {
    Course part{point_at_m(course, along, start_m)};
    for (std::size_t i = 0; i < course.size(); ++i)
        if (along[i] > start_m && along[i] < end_m) part.push_back(course[i]);
    part.push_back(point_at_m(course, along, end_m));
    return part;
}

Course strip_around(std::span<const Point> course, double half_width_m) {
    constexpr double longest_corner = 3.0;
    Course points;
    for (const Point p : course)
        if (points.empty() || distance_m(points.back(), p) > 0.0) points.push_back(p);
    if (points.size() < 2) return {};
    const auto normal = [&](std::size_t s) {
        const double length = distance_m(points[s], points[s + 1]);
        return Point{-(points[s + 1].y - points[s].y) / length, (points[s + 1].x - points[s].x) / length};
    };
    Course left, right;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Point before = normal(i == 0 ? 0 : i - 1), after = normal(i + 1 == points.size() ? i - 1 : i);
        const Point sum{before.x + after.x, before.y + after.y};
        // |sum|² / 2 = 1 + cos of the turn: the corner lies 1 / cos(half the turn) away.
        const double one_plus_cos = 0.5 * (sum.x * sum.x + sum.y * sum.y);
        const double scale = half_width_m / std::max(one_plus_cos, std::sqrt(2.0 * one_plus_cos) / longest_corner);
        const Point off = one_plus_cos > 1e-12 ? Point{sum.x * scale, sum.y * scale}
                                               : Point{before.x * half_width_m, before.y * half_width_m};
        left.push_back({points[i].x + off.x, points[i].y + off.y});
        right.push_back({points[i].x - off.x, points[i].y - off.y});
    }
    left.insert(left.end(), right.rbegin(), right.rend());
    return left;
}

} // namespace gastwin
