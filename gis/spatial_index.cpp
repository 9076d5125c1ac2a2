// SPDX-License-Identifier: Apache-2.0
#include "gis/spatial_index.hpp"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/iterator/function_output_iterator.hpp>

namespace gastwin {
namespace {

namespace bg = boost::geometry;
using TreePoint = bg::model::point<double, 2, bg::cs::cartesian>;
using TreeBox = bg::model::box<TreePoint>;
using Fanout = bg::index::rstar<16>;

TreeBox box_of(Point a, Point b, double reach_m) {
    return {{std::min(a.x, b.x) - reach_m, std::min(a.y, b.y) - reach_m},
            {std::max(a.x, b.x) + reach_m, std::max(a.y, b.y) + reach_m}};
}

} // namespace

struct SegmentIndex::Tree {
    bg::index::rtree<std::pair<TreeBox, Hit>, Fanout> boxes;
};

SegmentIndex::SegmentIndex(std::span<const Course> courses) {
    std::vector<std::pair<TreeBox, Hit>> entries;
    for (std::size_t line = 0; line < courses.size(); ++line)
        for (std::size_t s = 0; s + 1 < courses[line].size(); ++s)
            entries.emplace_back(box_of(courses[line][s], courses[line][s + 1], 0.0),
                                 Hit{static_cast<std::int32_t>(line), static_cast<std::int32_t>(s)});
    tree_ = std::make_unique<Tree>(Tree{{entries.begin(), entries.end()}});
}
SegmentIndex::~SegmentIndex() = default;
SegmentIndex::SegmentIndex(SegmentIndex &&) noexcept = default;
SegmentIndex &SegmentIndex::operator=(SegmentIndex &&) noexcept = default;

void SegmentIndex::find(Point low, Point high, double reach_m, std::vector<Hit> &hits) const {
    hits.clear();
    const auto take = [&](const std::pair<TreeBox, Hit> &entry) { hits.push_back(entry.second); };
    tree_->boxes.query(bg::index::intersects(box_of(low, high, reach_m)), boost::make_function_output_iterator(take));
    std::sort(hits.begin(), hits.end());
}

struct PointIndex::Tree {
    bg::index::rtree<std::pair<TreePoint, std::int32_t>, Fanout> points;
};

PointIndex::PointIndex(std::span<const Point> points) {
    std::vector<std::pair<TreePoint, std::int32_t>> entries;
    entries.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        entries.emplace_back(TreePoint{points[i].x, points[i].y}, static_cast<std::int32_t>(i));
    tree_ = std::make_unique<Tree>(Tree{{entries.begin(), entries.end()}});
}
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex &&) noexcept = default;
PointIndex &PointIndex::operator=(PointIndex &&) noexcept = default;

void PointIndex::find(Point at, double reach_m, std::vector<std::int32_t> &hits) const {
    hits.clear();
    const auto take = [&](const std::pair<TreePoint, std::int32_t> &entry) { hits.push_back(entry.second); };
    tree_->points.query(bg::index::intersects(box_of(at, at, reach_m)), boost::make_function_output_iterator(take));
    std::sort(hits.begin(), hits.end());
}

} // namespace gastwin
