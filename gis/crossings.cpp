// SPDX-License-Identifier: Apache-2.0
#include "gis/crossings.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "gis/course.hpp"

namespace gastwin {
namespace {

/// Lines through each node, whether they end there or are cut there.
struct Junctions {
    std::vector<std::vector<std::int32_t>> nodes_of_line, lines_of_node;

    explicit Junctions(const Draft &draft) : nodes_of_line(draft.lines()), lines_of_node(draft.node.size()) {
        const auto add = [&](std::size_t line, std::int32_t node) {
            nodes_of_line[line].push_back(node);
            lines_of_node[static_cast<std::size_t>(node)].push_back(static_cast<std::int32_t>(line));
        };
        for (std::size_t i = 0; i < draft.lines(); ++i)
            for (const std::int32_t v : draft.end_node[i])
                if (draft.kept[i] && v >= 0) add(i, v);
        for (const Cut &cut : draft.cut) add(static_cast<std::size_t>(cut.line), cut.node);
    }

    /// Do the lines meet in a node within `reach_m` of p?
    [[nodiscard]] bool joined(const Draft &draft, std::size_t a, std::size_t b, Point p, double reach_m) const {
        return std::any_of(nodes_of_line[a].begin(), nodes_of_line[a].end(), [&](std::int32_t v) {
            const auto &other = nodes_of_line[b];
            return distance_m(draft.node[static_cast<std::size_t>(v)].at, p) <= reach_m &&
                   std::find(other.begin(), other.end(), v) != other.end();
        });
    }
};

struct Miss {
    double distance_m = std::numeric_limits<double>::infinity();
    std::string what;
};

Miss nearest_miss(const Draft &draft, const SegmentIndex &segments, const Junctions &junctions, std::size_t v) {
    Miss miss;
    // A junction is expected to have neighbours; only what passes through it is worth a look.
    const double reach_m = junctions.lines_of_node[v].size() == 1 ? draft.options.snap_m : draft.options.t_noding_m;
    std::vector<SegmentIndex::Hit> hits;
    const Point at = draft.node[v].at;
    segments.find(at, reach_m, hits);
    for (const auto [line, segment] : hits) {
        const auto i = static_cast<std::size_t>(line);
        const auto &own = junctions.lines_of_node[v];
        if (!draft.kept[i] || std::find(own.begin(), own.end(), line) != own.end()) continue;
        const Course part{draft.course[i][static_cast<std::size_t>(segment)],
                          draft.course[i][static_cast<std::size_t>(segment) + 1]};
        const double distance = project(part, at).distance_m;
        // Lines that meet the dead end's own line at its other end run close by without being missed.
        const auto meets = [&](std::int32_t mine) {
            return junctions.joined(draft, i, static_cast<std::size_t>(mine), at, 2.0 * reach_m);
        };
        if (distance <= reach_m && distance < miss.distance_m && std::none_of(own.begin(), own.end(), meets))
            miss = {distance, draft.survey.line.id[i]};
    }
    return miss;
}

} // namespace

void report_near_misses(Draft &draft) {
    const Junctions junctions(draft);
    const SegmentIndex segments(draft.course);
    for (std::size_t v = 0; v < draft.node.size(); ++v) {
        if (junctions.lines_of_node[v].empty()) continue;
        const Miss miss = nearest_miss(draft, segments, junctions, v);
        if (miss.what.empty()) continue;
        report_line(draft, static_cast<std::size_t>(junctions.lines_of_node[v].front()),
                    {.kind = "near_miss",
                     .value = draft.node[v].id,
                     .detail = std::to_string(miss.distance_m) + " m from " + miss.what,
                     .at = draft.node[v].at});
    }
}

void report_crossings(Draft &draft) {
    const Junctions junctions(draft);
    const SegmentIndex segments(draft.course);
    std::map<std::pair<std::int32_t, std::int32_t>, Point> crossing;
    std::vector<SegmentIndex::Hit> hits;
    const double same = draft.options.t_noding_m;
    for (std::size_t i = 0; i < draft.lines(); ++i) {
        if (!draft.kept[i]) continue;
        const Course &course = draft.course[i];
        for (std::size_t s = 0; s + 1 < course.size(); ++s) {
            segments.find(course[s], course[s + 1], 0.0, hits);
            for (const auto [line, segment] : hits) {
                const auto j = static_cast<std::size_t>(line);
                if (j <= i || !draft.kept[j]) continue;
                const Course &other = draft.course[j];
                const auto k = static_cast<std::size_t>(segment);
                const auto shares = crossing_shares(course[s], course[s + 1], other[k], other[k + 1]);
                if (!shares) continue;
                const Point p{course[s].x + shares->first * (course[s + 1].x - course[s].x),
                              course[s].y + shares->first * (course[s + 1].y - course[s].y)};
                const auto at_end = [&](const Course &c) {
                    return std::min(distance_m(p, c.front()), distance_m(p, c.back())) <= same;
                };
                if (at_end(course) || at_end(other) || junctions.joined(draft, i, j, p, same)) continue;
                crossing.emplace(std::pair{static_cast<std::int32_t>(i), line}, p);
            }
        }
    }
    for (const auto &[pair, p] : crossing)
        report_line(draft, static_cast<std::size_t>(pair.first),
                    {.kind = "crossing",
                     .detail = "with " + draft.survey.line.id[static_cast<std::size_t>(pair.second)],
                     .at = p});
}

} // namespace gastwin
