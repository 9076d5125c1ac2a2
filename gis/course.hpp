// SPDX-License-Identifier: Apache-2.0
// Plane geometry of drawn courses.
#pragma once
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "gis/spatial_index.hpp"

namespace gastwin {

/// Distance from the start of a course to each of its vertices.
[[nodiscard]] std::vector<double> milestones(std::span<const Point> course);
void set_milestones(std::span<const Point> course, std::vector<double> &along);

/// The same for every course, in one array.
class Milestones {
  public:
    explicit Milestones(std::span<const Course> courses);
    [[nodiscard]] std::span<const double> operator[](std::size_t line) const {
        return std::span(along_).subspan(start_[line], start_[line + 1] - start_[line]);
    }

  private:
    std::vector<std::size_t> start_{0};
    std::vector<double> along_;
};

/// Nearest point of one segment to p; `along` are the milestones of the course.
struct OnCourse {
    double distance_m, along_m;
    Point at;
};
[[nodiscard]] OnCourse nearest_on_segment(std::span<const Point> course, std::span<const double> along,
                                          std::size_t segment, Point p);

/// Shares (t, u) of a→b and c→d at which they meet, both within 0…1; nothing for parallel segments.
[[nodiscard]] std::optional<std::pair<double, double>> crossing_shares(Point a, Point b, Point c, Point d);

/// Ring around a course at this distance on both sides, flat at its ends. Corners are cut off where they would reach
/// farther than three times the distance. Empty for a course without length.
[[nodiscard]] Course strip_around(std::span<const Point> course, double half_width_m);

/// The part of a course between two distances from its start.
[[nodiscard]] Course course_between(std::span<const Point> course, std::span<const double> along, double start_m,
                                    double end_m);

} // namespace gastwin
