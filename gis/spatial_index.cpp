// SPDX-License-Identifier: Apache-2.0
#include "gis/spatial_index.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

struct Box {
    double west, south, east, north;

    void add(const Box &other) {
        west = std::min(west, other.west), south = std::min(south, other.south);
        east = std::max(east, other.east), north = std::max(north, other.north);
    }
    [[nodiscard]] bool meets(const Box &other) const {
        return west <= other.east && other.west <= east && south <= other.north && other.south <= north;
    }
};

Box box_of(Point a, Point b, double reach_m) {
    return {std::min(a.x, b.x) - reach_m, std::min(a.y, b.y) - reach_m, std::max(a.x, b.x) + reach_m,
            std::max(a.y, b.y) + reach_m};
}

/// Place along Hilbert's curve through a square of 2^16 by 2^16 cells: near along the curve is near on the map.
std::uint32_t hilbert(std::uint32_t x, std::uint32_t y) {
    std::uint32_t along = 0;
    for (std::uint32_t side = 1u << 15; side > 0; side >>= 1) {
        const std::uint32_t right = (x & side) != 0, upper = (y & side) != 0;
        along += side * side * ((3 * right) ^ upper);
        if (upper == 0) {
            if (right != 0) x = side - 1 - (x & (side - 1)), y = side - 1 - (y & (side - 1));
            std::swap(x, y);
        }
    }
    return along;
}

/// A packed R-tree: boxes in the order of Hilbert's curve, sixteen to a parent, level above level in one array. Built
/// by one sort, never changed.
class BoxTree {
  public:
    explicit BoxTree(std::span<const Box> boxes) : level_{0} {
        if (boxes.empty()) return;
        for (const std::uint64_t place : in_order(boxes)) {
            item_.push_back(static_cast<std::int32_t>(place & 0xFFFFFFFFu));
            box_.push_back(boxes[static_cast<std::size_t>(item_.back())]);
        }
        level_.push_back(box_.size());
        while (level_.back() - level_[level_.size() - 2] > 1) add_level();
    }

    /// Calls take(item) for each box that meets `query`, in no particular order.
    template <class F> void find(const Box &query, F &&take) const {
        if (item_.empty()) return;
        descend(query, level_.size() - 2, level_[level_.size() - 2], take);
    }

  private:
    static constexpr std::size_t fanout = 16;

    /// Hilbert place in the upper half, item in the lower.
    static std::vector<std::uint64_t> in_order(std::span<const Box> boxes) {
        Box all = boxes[0];
        for (const Box &box : boxes) all.add(box);
        constexpr double cells = 65535.0;
        const auto cell = [&](double low, double high, double least, double most) {
            const double share = (0.5 * low + 0.5 * high - least) / (most - least);
            return share > 0.0 ? static_cast<std::uint32_t>(cells * std::min(share, 1.0)) : 0u; // NaN: no extent
        };
        std::vector<std::uint64_t> order;
        order.reserve(boxes.size());
        for (std::size_t i = 0; i < boxes.size(); ++i)
            order.push_back(std::uint64_t{hilbert(cell(boxes[i].west, boxes[i].east, all.west, all.east),
                                                  cell(boxes[i].south, boxes[i].north, all.south, all.north))}
                                << 32 |
                            i);
        std::sort(order.begin(), order.end());
        return order;
    }

    void add_level() {
        const std::size_t first = level_[level_.size() - 2], last = level_.back();
        for (std::size_t i = first; i < last; i += fanout) {
            Box parent = box_[i];
            for (std::size_t k = i + 1; k < std::min(i + fanout, last); ++k) parent.add(box_[k]);
            box_.push_back(parent);
        }
        level_.push_back(box_.size());
    }

    template <class F> void descend(const Box &query, std::size_t level, std::size_t at, F &take) const {
        if (!box_[at].meets(query)) return;
        if (level == 0) return take(item_[at]);
        const std::size_t first = level_[level - 1] + fanout * (at - level_[level]);
        for (std::size_t i = first; i < std::min(first + fanout, level_[level]); ++i)
            descend(query, level - 1, i, take);
    }

    std::vector<Box> box_;
    std::vector<std::int32_t> item_; ///< of each box of the lowest level
    std::vector<std::size_t> level_; ///< first box of each level, and the end of the last
};

} // namespace

struct SegmentIndex::Tree {
    std::vector<Hit> hit;
    BoxTree boxes;
};

SegmentIndex::SegmentIndex(std::span<const Course> courses) {
    std::vector<Box> boxes;
    std::vector<Hit> hits;
    for (std::size_t line = 0; line < courses.size(); ++line)
        for (std::size_t s = 0; s + 1 < courses[line].size(); ++s) {
            boxes.push_back(box_of(courses[line][s], courses[line][s + 1], 0.0));
            hits.push_back({static_cast<std::int32_t>(line), static_cast<std::int32_t>(s)});
        }
    tree_ = std::make_unique<Tree>(Tree{std::move(hits), BoxTree(boxes)});
}
SegmentIndex::~SegmentIndex() = default;
SegmentIndex::SegmentIndex(SegmentIndex &&) noexcept = default;
SegmentIndex &SegmentIndex::operator=(SegmentIndex &&) noexcept = default;

void SegmentIndex::find(Point low, Point high, double reach_m, std::vector<Hit> &hits) const {
    hits.clear();
    tree_->boxes.find(box_of(low, high, reach_m),
                      [&](std::int32_t i) { hits.push_back(tree_->hit[static_cast<std::size_t>(i)]); });
    std::sort(hits.begin(), hits.end());
}

struct PointIndex::Tree {
    BoxTree points;
};

PointIndex::PointIndex(std::span<const Point> points) {
    std::vector<Box> boxes;
    boxes.reserve(points.size());
    for (const Point p : points) boxes.push_back(box_of(p, p, 0.0));
    tree_ = std::make_unique<Tree>(Tree{BoxTree(boxes)});
}
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex &&) noexcept = default;
PointIndex &PointIndex::operator=(PointIndex &&) noexcept = default;

void PointIndex::find(Point at, double reach_m, std::vector<std::int32_t> &hits) const {
    hits.clear();
    tree_->points.find(box_of(at, at, reach_m), [&](std::int32_t i) { hits.push_back(i); });
    std::sort(hits.begin(), hits.end());
}

} // namespace gastwin
