// SPDX-License-Identifier: Apache-2.0
#include "gis/coordinate_doubts.hpp"

#include <algorithm>
#include <cmath>

#include "gis/course.hpp"
#include "gis/crs.hpp"
#include "gis/gcj02.hpp"
#include "gis/layer_place.hpp"
#include "gis/spatial_index.hpp"

namespace gastwin {
namespace {

Point turned(Point p) { return {p.y, p.x}; }

bool north_is_first(const MappedLayer &layer) {
    const Point p = typical_point(layer);
    if (!north_first(p)) return false;
    const std::string &crs = layer.raw().crs;
    return crs.empty() || (!lies_in_area(p, crs) && lies_in_area(turned(p), crs));
}

/// Moved by `shift` metres.
Point operator+(Point p, Point shift) { return {p.x + shift.x, p.y + shift.y}; }
Point operator-(Point p, Point shift) { return {p.x - shift.x, p.y - shift.y}; }

/// What web maps do to this place, in metres of the system; zero outside China.
Point web_map_shift(Point at, const std::string &crs) {
    Point truth = at;
    transform({&truth, 1}, crs, "EPSG:4490");
    Point shown = gcj02(truth);
    transform({&shown, 1}, "EPSG:4490", crs);
    return shown - at;
}

/// The places of a layer nearest to its middle: enough to tell, few enough to cost nothing.
std::vector<Point> sample(const MappedLayer &layer, Point middle) {
    constexpr std::size_t enough = 500;
    Issues ignored;
    const Positions at = positions(layer, ignored);
    std::vector<Point> points;
    for (std::size_t i = 0; i < at.x_m.size(); ++i)
        if (std::isfinite(at.x_m[i]) && std::isfinite(at.y_m[i])) points.push_back({at.x_m[i], at.y_m[i]});
    std::stable_sort(points.begin(), points.end(),
                     [&](Point a, Point b) { return distance_m(a, middle) < distance_m(b, middle); });
    points.resize(std::min(points.size(), enough));
    return points;
}

/// Pipes near a sample of places.
class PipesNear {
  public:
    PipesNear(const std::vector<MappedLayer> &layers, std::span<const Point> sample) {
        constexpr double margin_m = 1e3; // the greatest shift and the reach of the search
        Point low = sample[0], high = sample[0];
        for (const Point p : sample) {
            low = {std::min(low.x, p.x), std::min(low.y, p.y)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y)};
        }
        const auto near = [&](Point p) {
            return p.x > low.x - margin_m && p.x < high.x + margin_m && p.y > low.y - margin_m &&
                   p.y < high.y + margin_m;
        };
        for (const MappedLayer &layer : layers) {
            if (layer.table() != "line" || layer.raw().kind != ShapeKind::line) continue;
            for (std::size_t row = 0; row < layer.rows(); ++row)
                if (const auto shape = layer.raw().shape[row]; shape.size() > 1 && near(shape.front()))
                    courses_.emplace_back(shape.begin(), shape.end());
        }
        index_ = std::make_unique<SegmentIndex>(courses_);
    }

    /// Median distance from the places, moved, to the nearest pipe; what lies beyond the reach counts as the reach.
    [[nodiscard]] double median_m(std::span<const Point> places, Point shift) const {
        constexpr double reach_m = 100.0;
        std::vector<double> distance;
        std::vector<SegmentIndex::Hit> hits;
        for (const Point place : places) {
            const Point p = place + shift;
            index_->find(p, reach_m, hits);
            double nearest = reach_m;
            for (const auto [line, segment] : hits) {
                const Course &course = courses_[static_cast<std::size_t>(line)];
                const auto s = static_cast<std::size_t>(segment);
                nearest = std::min(nearest, project(std::span(course).subspan(s, 2), p).distance_m);
            }
            distance.push_back(nearest);
        }
        return median(std::move(distance));
    }

  private:
    std::vector<Course> courses_;
    std::unique_ptr<SegmentIndex> index_;
};

} // namespace

void exchange_axes(std::vector<MappedLayer> &layers, Issues &issues) {
    for (MappedLayer &layer : layers) {
        if (!is_drawn(layer) || !north_is_first(layer)) continue;
        for (Point &p : layer.raw().shape.points) p = turned(p);
        add_issue(issues, {.kind = "axes_exchanged", .layer = layer.source()});
    }
}

void suspect_web_map_shift(const std::vector<MappedLayer> &layers, const std::string &crs, Issues &issues) {
    constexpr std::size_t fewest = 20; // places that can outvote chance
    constexpr double better_share = 0.5, better_m = 5.0;
    if (crs.empty()) return;
    for (const MappedLayer &layer : layers) {
        if (is_survey(layer) || !has_coordinates(layer)) continue;
        const Point middle = typical_point(layer);
        if (std::isnan(middle.x) || std::isnan(middle.y)) continue;
        const Point shift = web_map_shift(middle, crs);
        if (!(std::hypot(shift.x, shift.y) > 1.0)) continue;
        const std::vector<Point> places = sample(layer, middle);
        if (places.size() < fewest) continue;
        const PipesNear pipes(layers, places);
        const double as_is_m = pipes.median_m(places, {}), moved_m = pipes.median_m(places, Point{} - shift),
                     pipes_moved_m = pipes.median_m(places, shift);
        const double best_m = std::min(moved_m, pipes_moved_m);
        if (best_m > better_share * as_is_m || as_is_m - best_m < better_m) continue;
        add_issue(issues, {.kind = "gcj02_suspected",
                           .layer = layer.source(),
                           .value = std::to_string(std::lround(shift.x)) + " " + std::to_string(std::lround(shift.y)),
                           .detail = std::string(moved_m <= pipes_moved_m ? "this layer" : "the pipe layer") +
                                     " seems shifted; median distance to the nearest pipe " +
                                     std::to_string(std::lround(as_is_m)) + " m, without the shift " +
                                     std::to_string(std::lround(best_m)) + " m",
                           .x_m = middle.x,
                           .y_m = middle.y});
    }
}

} // namespace gastwin
