// SPDX-License-Identifier: Apache-2.0
#include "scenarios/connection_points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>

#include "models/error.hpp"
#include "models/polygon.hpp"
#include "scenarios/asset_place.hpp"

namespace gastwin {
namespace {

struct Box {
    Point low, high;
};

Box box_of(std::span<const Point> points) {
    Box box{points.front(), points.front()};
    for (const Point p : points) {
        box.low = {std::min(box.low.x, p.x), std::min(box.low.y, p.y)};
        box.high = {std::max(box.high.x, p.x), std::max(box.high.y, p.y)};
    }
    return box;
}

bool overlap(const Box &a, const Box &b) {
    return a.low.x <= b.high.x && b.low.x <= a.high.x && a.low.y <= b.high.y && b.low.y <= a.high.y;
}

/// Outlines of buildings, sorted by where they begin in x.
class Outlines {
  public:
    explicit Outlines(const Network &network) {
        const std::size_t rows = std::min(row_count(network.building), network.building_outline.rows());
        for (std::size_t b = 0; b < rows; ++b) {
            const std::span<const Point> ring = network.building_outline[b];
            if (ring.size() < 3) continue;
            outlines_.push_back({box_of(ring), ring});
            widest_m_ = std::max(widest_m_, outlines_.back().box.high.x - outlines_.back().box.low.x);
        }
        std::stable_sort(outlines_.begin(), outlines_.end(),
                         [](const Outline &a, const Outline &b) { return a.box.low.x < b.box.low.x; });
    }

    /// Buildings that the way from a user to a pipe passes through, without the one that the user is in.
    [[nodiscard]] std::int32_t crossed(Point user, Point pipe) const {
        const std::array<Point, 2> ends{user, pipe};
        const Box way = box_of(ends);
        auto found = std::lower_bound(outlines_.begin(), outlines_.end(), way.low.x - widest_m_,
                                      [](const Outline &o, double x) { return o.box.low.x < x; });
        std::int32_t count = 0;
        for (; found != outlines_.end() && found->box.low.x <= way.high.x; ++found)
            if (overlap(found->box, way) && !inside(found->ring, user) && meets(found->ring, user, pipe)) ++count;
        return count;
    }

  private:
    struct Outline {
        Box box;
        std::span<const Point> ring;
    };
    static bool meets(std::span<const Point> ring, Point a, Point b) {
        for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
            if (cross(a, b, ring[j], ring[i])) return true;
        return inside(ring, b);
    }

    std::vector<Outline> outlines_;
    double widest_m_ = 0.0;
};

struct Way {
    std::int32_t pipe;
    int tier;
    Projection at;
};

/// All pipes within reach of each user, in table order.
std::vector<std::vector<Way>> ways_within(const Network &network, std::span<const Point> users,
                                          const ConnectionOptions &options) {
    std::vector<std::size_t> order;
    for (std::size_t u = 0; u < users.size(); ++u)
        if (std::isfinite(users[u].x + users[u].y)) order.push_back(u);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return users[a].x < users[b].x; });
    std::vector<std::vector<Way>> ways(users.size());
    for (std::size_t p = 0; p < row_count(network.pipe); ++p) {
        const int tier = pressure_tier(network.pipe.pressure_class[p]);
        const PipeRole role = network.pipe.role[p];
        if (!carries_gas(network.pipe.state[p]) || tier > options.highest_tier) continue;
        if (role == PipeRole::riser || role == PipeRole::indoor) continue;
        const std::vector<Point> course = pipe_course(network, p);
        if (course.empty()) continue;
        const Box box = box_of(course);
        auto next = std::lower_bound(order.begin(), order.end(), box.low.x - options.reach_m,
                                     [&](std::size_t u, double x) { return users[u].x < x; });
        for (; next != order.end() && users[*next].x <= box.high.x + options.reach_m; ++next) {
            const Point user = users[*next];
            if (user.y < box.low.y - options.reach_m || user.y > box.high.y + options.reach_m) continue;
            const Projection at = project(course, user);
            if (at.distance_m <= options.reach_m) ways[*next].push_back({static_cast<std::int32_t>(p), tier, at});
        }
    }
    return ways;
}

} // namespace

ConnectionPoints connection_points(const Network &network, std::span<const Point> users,
                                   const ConnectionOptions &options) {
    const Outlines outlines(network);
    std::vector<std::vector<Way>> ways = ways_within(network, users, options);
    ConnectionPoints points;
    const auto add = [&](std::size_t user, const Way &way, std::int32_t crossed) {
        const std::size_t row = append_row(points, std::to_string(row_count(points) + 1)).row();
        points.user[row] = static_cast<std::int32_t>(user);
        points.pipe[row] = PipeIdx{static_cast<std::size_t>(way.pipe)};
        points.position[row] = way.at.fraction;
        points.x_m[row] = way.at.point.x;
        points.y_m[row] = way.at.point.y;
        points.distance_m[row] = way.at.distance_m;
        points.pressure_class[row] = network.pipe.pressure_class[static_cast<std::size_t>(way.pipe)];
        points.buildings_crossed[row] = crossed;
    };
    for (std::size_t u = 0; u < users.size(); ++u) {
        std::stable_sort(ways[u].begin(), ways[u].end(),
                         [](const Way &a, const Way &b) { return a.at.distance_m < b.at.distance_m; });
        std::vector<std::pair<Way, std::int32_t>> best; // by tier: the first free way, else the first
        for (const Way &way : ways[u]) {
            const auto same =
                std::find_if(best.begin(), best.end(), [&](const auto &known) { return known.first.tier == way.tier; });
            if (same != best.end() && same->second == 0) continue;
            const std::int32_t crossed = outlines.crossed(users[u], way.at.point);
            if (same == best.end()) best.emplace_back(way, crossed);
            else if (crossed == 0) *same = {way, 0};
        }
        std::stable_sort(best.begin(), best.end(),
                         [](const auto &a, const auto &b) { return a.first.at.distance_m < b.first.at.distance_m; });
        for (const auto &[way, crossed] : best) add(u, way, crossed);
    }
    return points;
}

Network joined(const Network &network, const ConnectionPoints &points, std::span<const std::string> ids) {
    Network more = network;
    std::unordered_set<std::string> taken(network.customer.id.begin(), network.customer.id.end());
    const std::size_t first = row_count(more.customer);
    resize_rows(more.customer, first + row_count(points));
    for (std::size_t i = 0; i < row_count(points); ++i) {
        if (!taken.insert(ids[i]).second)
            throw Error("duplicate_id", {.layer = "customer", .column = "id", .value = ids[i]});
        more.customer.id[first + i] = ids[i];
        more.customer.pipe[first + i] = points.pipe[i];
        more.customer.position[first + i] = points.position[i];
        more.customer.demand_kg_s[first + i] = 0.0;
        more.customer.kind[first + i] = CustomerKind::commercial;
    }
    return more;
}

} // namespace gastwin
