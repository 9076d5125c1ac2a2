// SPDX-License-Identifier: Apache-2.0
#include "gis/spatial_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "gis/parts.hpp"

namespace gastwin {
namespace {

struct Box {
    double west, south, east, north;

    void add(const Box &other) {
        west = std::min(west, other.west), south = std::min(south, other.south);
        east = std::max(east, other.east), north = std::max(north, other.north);
    }
    friend bool operator==(const Box &, const Box &) = default;
    /// Without branches: most boxes that are looked at do not meet, but which is not foreseen.
    [[nodiscard]] bool meets(const Box &other) const {
        return (west <= other.east) & (other.west <= east) & (south <= other.north) & (other.south <= north);
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

/// By the upper half; equal ones keep their order.
void sort_by_upper_half(std::vector<std::uint64_t> &keys) {
    constexpr unsigned digits = 11;
    constexpr std::size_t buckets = std::size_t{1} << digits;
    std::vector<std::uint64_t> sorted(keys.size());
    for (unsigned shift = 32; shift < 64; shift += digits) {
        const auto bucket = [&](std::uint64_t key) { return static_cast<std::size_t>(key >> shift) & (buckets - 1); };
        std::array<std::size_t, buckets> next{};
        for (const std::uint64_t key : keys) ++next[bucket(key)];
        std::size_t first = 0;
        for (std::size_t &n : next) first += std::exchange(n, first);
        for (const std::uint64_t key : keys) sorted[next[bucket(key)]++] = key;
        keys.swap(sorted);
    }
}

/// Little work is not worth waking threads.
std::size_t parts_of(std::size_t rows) { return rows < 4096 ? 1 : query_parts; }

/// Numbers of the boxes in the order of Hilbert's curve: place in the upper half, number in the lower.
template <class BoxOf> std::vector<std::uint64_t> hilbert_order(std::size_t count, const BoxOf &box) {
    std::vector<std::uint64_t> order(count);
    if (count == 0) return order;
    Box all = box(0);
    for (std::size_t i = 1; i < count; ++i) all.add(box(i));
    const auto cell = [](double low, double high, double least, double most) {
        constexpr double cells = 65535.0;
        const double share = (0.5 * low + 0.5 * high - least) / (most - least);
        return share > 0.0 ? static_cast<std::uint32_t>(cells * std::min(share, 1.0)) : 0u; // NaN: no extent
    };
    const std::size_t parts = parts_of(count);
    for_each_part(parts, [&](std::size_t part) {
        const std::size_t last = first_of_part(count, part + 1, parts);
        for (std::size_t i = first_of_part(count, part, parts); i < last; ++i) {
            const Box b = box(i);
            const std::uint32_t place =
                hilbert(cell(b.west, b.east, all.west, all.east), cell(b.south, b.north, all.south, all.north));
            order[i] = std::uint64_t{place} << 32 | i;
        }
    });
    sort_by_upper_half(order);
    return order;
}

std::size_t number_of(std::uint64_t place) { return static_cast<std::size_t>(place & 0xFFFFFFFFu); }

/// A packed R-tree: boxes in the order of Hilbert's curve, sixteen to a parent, level above level in one array. Built
/// by one sort, never changed.
class BoxTree {
  public:
    static constexpr std::size_t fanout = 16;

    template <class BoxOf> BoxTree(std::size_t count, const BoxOf &box) : level_{0} {
        if (count == 0) return;
        box_.reserve(count + count / (fanout - 1) + fanout);
        item_.reserve(count);
        for (const std::uint64_t place : hilbert_order(count, box)) {
            item_.push_back(static_cast<std::int32_t>(number_of(place)));
            box_.push_back(box(number_of(place)));
        }
        level_.push_back(box_.size());
        do add_level();
        while (level_.back() - level_[level_.size() - 2] > 1);
    }

    /// Calls take(item) for each box that meets `query`, in no particular order.
    template <class F> void find(const Box &query, F &&take) const {
        if (!item_.empty()) descend(query, top(), level_[top()], [&](std::size_t leaf) { scan(leaf, query, take); });
    }

    /// Calls take(part, number, items) for each box of `boxes` that meets any of the tree; items ascending.
    template <class BoxOf, class F> void find_each(std::size_t count, const BoxOf &boxes, F &&take) const {
        if (item_.empty() || count == 0) return;
        const std::vector<std::uint64_t> order = hilbert_order(count, boxes);
        const std::size_t groups = (count + fanout - 1) / fanout, parts = parts_of(count);
        for_each_part(parts, [&](std::size_t part) {
            Search search;
            const std::size_t last = first_of_part(groups, part + 1, parts);
            for (std::size_t group = first_of_part(groups, part, parts); group < last; ++group) {
                const std::size_t first = group * fanout;
                const auto members = std::span(order).subspan(first, std::min(fanout, count - first));
                look_around(members, boxes, search);
                for (const std::uint64_t place : members)
                    if (find_one(boxes(number_of(place)), search); !search.items.empty())
                        take(part, number_of(place), std::span<const std::int32_t>(search.items));
            }
        });
    }

    /// Calls take(part, item, other item) for each two boxes of the tree that meet, once.
    template <class F> void find_pairs(F &&take) const {
        if (item_.empty()) return;
        const std::size_t leaves = level_[2] - level_[1], parts = parts_of(item_.size());
        for_each_part(parts, [&](std::size_t part) {
            const std::size_t last = first_of_part(leaves, part + 1, parts);
            for (std::size_t leaf = first_of_part(leaves, part, parts); leaf < last; ++leaf)
                descend(box_[level_[1] + leaf], top(), level_[top()], [&](std::size_t other) {
                    if (other >= leaf) pair_up(leaf, other, [&](std::int32_t a, std::int32_t b) { take(part, a, b); });
                });
        });
    }

  private:
    static constexpr std::size_t most_shared = 64; ///< leaves that a group of queries looks through together

    [[nodiscard]] std::size_t top() const { return level_.size() - 2; }

    void add_level() {
        const std::size_t first = level_[level_.size() - 2], last = level_.back();
        for (std::size_t i = first; i < last; i += fanout) {
            Box parent = box_[i];
            for (std::size_t k = i + 1; k < std::min(i + fanout, last); ++k) parent.add(box_[k]);
            box_.push_back(parent);
        }
        level_.push_back(box_.size());
    }

    /// Calls take(leaf) for each sixteen whose common box meets `query`.
    template <class F> void descend(const Box &query, std::size_t level, std::size_t at, F &&take) const {
        if (!box_[at].meets(query)) return;
        if (level == 1) return take(at - level_[1]);
        const std::size_t first = level_[level - 1] + fanout * (at - level_[level]);
        for (std::size_t i = first; i < std::min(first + fanout, level_[level]); ++i)
            descend(query, level - 1, i, take);
    }

    [[nodiscard]] std::size_t end_of(std::size_t leaf) const { return std::min((leaf + 1) * fanout, level_[1]); }

    template <class F> void scan(std::size_t leaf, const Box &query, F &&take) const {
        for (std::size_t i = leaf * fanout; i < end_of(leaf); ++i)
            if (box_[i].meets(query)) take(item_[i]);
    }

    /// Queries of one place follow one another: the second finds what the first found.
    struct Search {
        std::vector<std::size_t> leaves; ///< around a group of queries
        bool compact = true;             ///< few enough to look through
        Box query{};
        bool known = false; ///< `items` are those of `query`
        std::vector<std::int32_t> items;
    };

    template <class BoxOf>
    void look_around(std::span<const std::uint64_t> members, const BoxOf &boxes, Search &search) const {
        Box all = boxes(number_of(members[0]));
        for (const std::uint64_t place : members) all.add(boxes(number_of(place)));
        search.compact = leaves_near(all, search.leaves);
    }

    void find_one(const Box &query, Search &search) const {
        if (search.known && query == search.query) return;
        search.query = query, search.known = true;
        search.items.clear();
        const auto take = [&](std::int32_t item) { search.items.push_back(item); };
        if (!search.compact) find(query, take);
        else
            for (const std::size_t leaf : search.leaves)
                if (box_[level_[1] + leaf].meets(query)) scan(leaf, query, take);
        std::sort(search.items.begin(), search.items.end());
    }

    template <class F> void pair_up(std::size_t leaf, std::size_t other, F &&take) const {
        for (std::size_t i = leaf * fanout; i < end_of(leaf); ++i)
            if (box_[i].meets(box_[level_[1] + other]))
                for (std::size_t k = leaf == other ? i + 1 : other * fanout; k < end_of(other); ++k)
                    if (box_[i].meets(box_[k])) take(item_[i], item_[k]);
    }

    /// The leaves whose boxes meet `query`; false when they are too many to look through one by one.
    bool leaves_near(const Box &query, std::vector<std::size_t> &leaves) const {
        leaves.clear();
        descend(query, top(), level_[top()], [&](std::size_t leaf) {
            if (leaves.size() <= most_shared) leaves.push_back(leaf);
        });
        return leaves.size() <= most_shared;
    }

    std::vector<Box> box_;
    std::vector<std::int32_t> item_; ///< of each box of the lowest level
    std::vector<std::size_t> level_; ///< first box of each level, and the end of the last; two levels at least
};

/// Asks `tree` for all places with a reach at once: take(part, place, items).
template <class Take>
void find_each_place(const BoxTree &tree, std::span<const Point> at, std::span<const double> reach_m, Take &&take) {
    std::vector<std::uint32_t> asked;
    asked.reserve(at.size());
    for (std::size_t i = 0; i < at.size(); ++i)
        if (reach_m[i] >= 0.0) asked.push_back(static_cast<std::uint32_t>(i));
    const auto box = [&](std::size_t i) { return box_of(at[asked[i]], at[asked[i]], reach_m[asked[i]]); };
    tree.find_each(asked.size(), box, [&](std::size_t part, std::size_t i, std::span<const std::int32_t> items) {
        take(part, asked[i], items);
    });
}

} // namespace

struct SegmentIndex::Tree {
    std::vector<Hit> hit;
    BoxTree boxes;
};

SegmentIndex::SegmentIndex(std::span<const Course> courses) {
    std::size_t count = 0;
    for (const Course &course : courses) count += course.empty() ? 0 : course.size() - 1;
    std::vector<Hit> hits;
    hits.reserve(count);
    for (std::size_t line = 0; line < courses.size(); ++line)
        for (std::size_t s = 0; s + 1 < courses[line].size(); ++s)
            hits.push_back({static_cast<std::int32_t>(line), static_cast<std::int32_t>(s)});
    const auto box = [&](std::size_t i) {
        const Course &course = courses[static_cast<std::size_t>(hits[i].line)];
        const auto s = static_cast<std::size_t>(hits[i].segment);
        return box_of(course[s], course[s + 1], 0.0);
    };
    BoxTree boxes(count, box);
    tree_ = std::make_unique<Tree>(Tree{std::move(hits), std::move(boxes)});
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

void SegmentIndex::find_each(std::span<const Point> at, std::span<const double> reach_m, const Take &take) const {
    struct alignas(64) Found { // a cache line for each part
        std::vector<Hit> hits;
    };
    std::vector<Found> found(query_parts);
    find_each_place(tree_->boxes, at, reach_m,
                    [&](std::size_t part, std::size_t i, std::span<const std::int32_t> items) {
                        std::vector<Hit> &hits = found[part].hits;
                        hits.clear();
                        for (const std::int32_t item : items)
                            hits.push_back(tree_->hit[static_cast<std::size_t>(item)]);
                        take(part, i, hits);
                    });
}

void SegmentIndex::find_pairs(const TakePair &take) const {
    tree_->boxes.find_pairs([&](std::size_t part, std::int32_t i, std::int32_t k) {
        const Hit a = tree_->hit[static_cast<std::size_t>(i)], b = tree_->hit[static_cast<std::size_t>(k)];
        if (a.line != b.line) take(part, std::min(a, b), std::max(a, b));
    });
}

struct PointIndex::Tree {
    BoxTree points;
};

PointIndex::PointIndex(std::span<const Point> points) {
    const auto box = [&](std::size_t i) { return box_of(points[i], points[i], 0.0); };
    tree_ = std::make_unique<Tree>(Tree{BoxTree(points.size(), box)});
}
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex &&) noexcept = default;
PointIndex &PointIndex::operator=(PointIndex &&) noexcept = default;

void PointIndex::find(Point at, double reach_m, std::vector<std::int32_t> &hits) const {
    hits.clear();
    tree_->points.find(box_of(at, at, reach_m), [&](std::int32_t i) { hits.push_back(i); });
    std::sort(hits.begin(), hits.end());
}

void PointIndex::find_each(std::span<const Point> at, std::span<const double> reach_m, const Take &take) const {
    find_each_place(tree_->points, at, reach_m, take);
}

} // namespace gastwin
