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

/// Bit k of a 16-bit number to bit 2k.
std::uint32_t spread(std::uint32_t bits) {
    bits = (bits | bits << 8) & 0x00FF00FFu;
    bits = (bits | bits << 4) & 0x0F0F0F0Fu;
    bits = (bits | bits << 2) & 0x33333333u;
    return (bits | bits << 1) & 0x55555555u;
}

/// Place along Hilbert's curve through a square of 2^16 by 2^16 cells: near along the curve is near on the map. How the
/// curve is turned in each square depends on all larger ones: a, b (by how much) and c, d (the turned cell) are made
/// for 1, 2, 4 and 8 levels in a row by composing those of half as many (parallel prefix, after
/// threadlocalmutex.com/?p=126, public domain), which needs no branch that cannot be foreseen.
std::uint32_t hilbert(std::uint32_t x, std::uint32_t y) {
    constexpr std::uint32_t all = 0xFFFFu;
    std::uint32_t a = x ^ y, b = all ^ a, c = all ^ (x | y), d = x & (y ^ all);
    std::uint32_t turned = a | b >> 1, swapped = a >> 1 ^ a;
    std::uint32_t across = (c >> 1 ^ (b & d >> 1)) ^ c, upward = ((a & c >> 1) ^ d >> 1) ^ d;
    for (unsigned levels = 2; levels <= 8; levels *= 2) {
        a = turned, b = swapped, c = across, d = upward;
        turned = (a & a >> levels) ^ (b & b >> levels);
        swapped = (a & b >> levels) ^ (b & (a ^ b) >> levels);
        across ^= (a & c >> levels) ^ (b & d >> levels);
        upward ^= (b & c >> levels) ^ ((a ^ b) & d >> levels);
    }
    a = across ^ across >> 1, b = upward ^ upward >> 1;
    const std::uint32_t low = x ^ y;
    return spread((b | (all ^ (low | a))) & all) << 1 | spread(low);
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

    /// Asks for the place of each box of `asking`, grown by its reach: take(part, its item, items here), ascending.
    /// Neighbours there are neighbours here.
    template <class F> void find_each(const BoxTree &asking, std::span<const double> reach_m, F &&take) const {
        if (item_.empty() || asking.item_.empty()) return;
        const std::size_t leaves = asking.level_[2] - asking.level_[1], parts = parts_of(asking.item_.size());
        for_each_part(parts, [&](std::size_t part) {
            Search search;
            const std::size_t last = first_of_part(leaves, part + 1, parts);
            for (std::size_t leaf = first_of_part(leaves, part, parts); leaf < last; ++leaf) {
                search.take_group(asking, leaf, reach_m);
                if (search.group.empty()) continue;
                search.compact = leaves_near(search.around, search.leaves);
                for (const auto &[query, item] : search.group)
                    if (find_one(query, search); !search.items.empty())
                        take(part, static_cast<std::size_t>(item), std::span<const std::int32_t>(search.items));
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
        std::vector<std::pair<Box, std::int32_t>> group; ///< queries that look around together
        Box around{};
        std::vector<std::size_t> leaves; ///< around the group
        bool compact = true;             ///< few enough to look through
        Box query{};
        bool known = false; ///< `items` are those of `query`
        std::vector<std::int32_t> items;

        void take_group(const BoxTree &asking, std::size_t leaf, std::span<const double> reach_m) {
            group.clear();
            for (std::size_t i = leaf * fanout; i < asking.end_of(leaf); ++i) {
                const double reach = reach_m[static_cast<std::size_t>(asking.item_[i])];
                if (!(reach >= 0.0)) continue;
                const Box &at = asking.box_[i];
                group.emplace_back(Box{at.west - reach, at.south - reach, at.east + reach, at.north + reach},
                                   asking.item_[i]);
                if (group.size() == 1) around = group.back().first;
                else around.add(group.back().first);
            }
        }
    };

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

} // namespace

struct PointIndex::Tree {
    BoxTree points;
};

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

void SegmentIndex::find_each(const PointIndex &places, std::span<const double> reach_m, const Take &take) const {
    struct alignas(64) Found { // a cache line for each part
        std::vector<Hit> hits;
    };
    std::vector<Found> found(query_parts);
    tree_->boxes.find_each(places.tree_->points, reach_m,
                           [&](std::size_t part, std::size_t place, std::span<const std::int32_t> items) {
                               std::vector<Hit> &hits = found[part].hits;
                               hits.clear();
                               for (const std::int32_t item : items)
                                   hits.push_back(tree_->hit[static_cast<std::size_t>(item)]);
                               take(part, place, hits);
                           });
}

void SegmentIndex::find_pairs(const TakePair &take) const {
    tree_->boxes.find_pairs([&](std::size_t part, std::int32_t i, std::int32_t k) {
        const Hit a = tree_->hit[static_cast<std::size_t>(i)], b = tree_->hit[static_cast<std::size_t>(k)];
        if (a.line != b.line) take(part, std::min(a, b), std::max(a, b));
    });
}

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

void PointIndex::find_each(std::span<const double> reach_m, const Take &take) const {
    tree_->points.find_each(tree_->points, reach_m, take);
}

} // namespace gastwin
