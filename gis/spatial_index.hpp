// SPDX-License-Identifier: Apache-2.0
// Where things lie: packed R-trees over line segments and over points.
//
// Building is O(n), a query O(log n + hits). Hits come in ascending order of their numbers, so that everything built on
// them is deterministic. Indices are immutable: callers collect changes and carry them out afterwards.
//
// Who asks for many places asks for all of them at once: neighbours then share one way down the tree, on all threads.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "models/geometry.hpp"

namespace gastwin {

using Course = std::vector<Point>; ///< drawn course of one line

/// Queries asked for together come in parts 0 … query_parts - 1, which run at the same time. Which query belongs to
/// which part depends on the places alone.
inline constexpr std::size_t query_parts = 64;

class PointIndex;

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

    /// The same for each of many places with its reach; a negative one asks for nothing. take(part, number of the
    /// place, hits) once for each place with hits.
    using Take = std::function<void(std::size_t part, std::size_t query, std::span<const Hit> hits)>;
    void find_each(const PointIndex &places, std::span<const double> reach_m, const Take &take) const;

    /// take(part, a, b) for each two segments of different lines whose bounding boxes meet, once: a.line < b.line.
    using TakePair = std::function<void(std::size_t part, Hit a, Hit b)>;
    void find_pairs(const TakePair &take) const;

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

    /// As SegmentIndex::find_each(), for the places of the index itself: each is among its own hits.
    using Take = std::function<void(std::size_t part, std::size_t query, std::span<const std::int32_t> hits)>;
    void find_each(std::span<const double> reach_m, const Take &take) const;

  private:
    friend class SegmentIndex;
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

} // namespace gastwin
