// SPDX-License-Identifier: Apache-2.0
// Where things lie: static R-trees over line segments and over points (Boost.Geometry, bulk-loaded).
//
// Building is O(n log n), a query O(log n + hits). Hits come in ascending order of their numbers, so that everything
// built on them is deterministic. Indices are immutable: callers collect changes and carry them out afterwards.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/geometry.hpp"

namespace gastwin {

using Course = std::vector<Point>; ///< drawn course of one line

class SegmentIndex {
  public:
    struct Hit {
        std::int32_t line, segment; ///< segment s runs from vertex s to s + 1
        friend auto operator<=>(const Hit &, const Hit &) = default;
    };

    /// Every segment of every course; empty and one-point courses hold none. Coordinates must be finite.
    explicit SegmentIndex(std::span<const Course> courses);
    ~SegmentIndex();
    SegmentIndex(SegmentIndex &&) noexcept;
    SegmentIndex &operator=(SegmentIndex &&) noexcept;

    /// Segments whose bounding box meets the box grown by `reach_m`; replaces `hits`.
    void find(Point low, Point high, double reach_m, std::vector<Hit> &hits) const;
    void find(Point at, double reach_m, std::vector<Hit> &hits) const { find(at, at, reach_m, hits); }

  private:
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

class PointIndex {
  public:
    explicit PointIndex(std::span<const Point> points);
    ~PointIndex();
    PointIndex(PointIndex &&) noexcept;
    PointIndex &operator=(PointIndex &&) noexcept;

    /// Numbers of the points in the square of half-width `reach_m` around `at`; replaces `hits`.
    void find(Point at, double reach_m, std::vector<std::int32_t> &hits) const;

  private:
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

} // namespace gastwin
