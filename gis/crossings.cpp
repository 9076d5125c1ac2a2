// SPDX-License-Identifier: Apache-2.0
#include "gis/crossings.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

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

Miss nearest_miss(const Draft &draft, const SegmentIndex &segments, const Junctions &junctions, std::size_t v,
                  std::vector<SegmentIndex::Hit> &hits) {
    Miss miss;
    // A junction is expected to have neighbours; only what passes through it is worth a look.
    const double reach_m = junctions.lines_of_node[v].size() == 1 ? draft.options.snap_m : draft.options.t_noding_m;
    const Point at = draft.node[v].at;
    segments.find(at, reach_m, hits);
    for (const auto [line, segment] : hits) {
        const auto i = static_cast<std::size_t>(line);
        const auto &own = junctions.lines_of_node[v];
        if (!draft.kept[i] || std::find(own.begin(), own.end(), line) != own.end()) continue;
        const auto part = std::span(draft.course[i]).subspan(static_cast<std::size_t>(segment), 2);
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

using CrossingPoints = std::map<std::pair<std::int32_t, std::int32_t>, Point>;

/// Pairs of lines that cross without a junction, and where: the first place of several.
CrossingPoints find_crossings(const Draft &draft, const SegmentIndex &segments) {
    const Junctions junctions(draft);
    CrossingPoints crossing;
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
                refuse_tangle(crossing.size(), draft);
            }
        }
    }
    return crossing;
}

/// Joins lines at their crossings; lines that cross at one place share one node.
class CrossingJoiner {
  public:
    explicit CrossingJoiner(Draft &draft) : draft_{draft} {
        for (const Cut &cut : draft.cut) cuts_[cut.line].push_back(cut);
    }

    /// False for lines that must stay apart.
    bool join(std::int32_t a, std::int32_t b, Point p) {
        const auto first = static_cast<std::size_t>(a), second = static_cast<std::size_t>(b);
        if (!may_join(first, second)) return false;
        std::int32_t node = node_on(a, p);
        if (node < 0) node = node_on(b, p);
        if (node < 0) {
            node = static_cast<std::int32_t>(draft_.node.size());
            draft_.node.push_back({.at = p, .id = "", .tier = pressure_tier(draft_.survey.line.pressure_class[first])});
        }
        for (const std::int32_t line : {a, b}) cut(line, node, p);
        mend_line(draft_, first,
                  {.kind = "crossing",
                   .detail = "with " + draft_.survey.line.id[second] + "; connected",
                   .after = coordinate_text(p),
                   .confidence = 0.5,
                   .at = p});
        return true;
    }

  private:
    [[nodiscard]] bool may_join(std::size_t a, std::size_t b) const {
        constexpr double same_depth_m = 0.2;
        const SurveyLines &line = draft_.survey.line;
        if (pressure_tier(line.pressure_class[a]) != pressure_tier(line.pressure_class[b])) return false;
        const auto depth_m = [&](std::size_t i) { return 0.5 * (line.from_depth_m[i] + line.to_depth_m[i]); };
        return !(std::abs(depth_m(a) - depth_m(b)) >= same_depth_m);
    }

    [[nodiscard]] double along_m(std::int32_t line, Point p) const {
        const Course &course = draft_.course[static_cast<std::size_t>(line)];
        return project(course, p).fraction * length_m(course);
    }

    [[nodiscard]] std::int32_t node_on(std::int32_t line, Point p) const {
        const auto found = cuts_.find(line);
        if (found == cuts_.end()) return -1;
        const double at_m = along_m(line, p);
        for (const Cut &cut : found->second)
            if (std::abs(cut.along_m - at_m) <= draft_.options.t_noding_m) return cut.node;
        return -1;
    }

    void cut(std::int32_t line, std::int32_t node, Point p) {
        const auto &ends = draft_.end_node[static_cast<std::size_t>(line)];
        if (ends[0] == node || ends[1] == node || node_on(line, p) == node) return;
        draft_.cut.push_back({line, along_m(line, p), node});
        cuts_[line].push_back(draft_.cut.back());
    }

    Draft &draft_;
    std::unordered_map<std::int32_t, std::vector<Cut>> cuts_;
};

} // namespace

void report_near_misses(Draft &draft, const SegmentIndex &segments) {
    const Junctions junctions(draft);
    std::vector<SegmentIndex::Hit> hits;
    for (std::size_t v = 0; v < draft.node.size(); ++v) {
        if (junctions.lines_of_node[v].empty()) continue;
        const Miss miss = nearest_miss(draft, segments, junctions, v, hits);
        if (miss.what.empty()) continue;
        report_line(draft, static_cast<std::size_t>(junctions.lines_of_node[v].front()),
                    {.kind = "near_miss",
                     .value = draft.node[v].id,
                     .detail = std::to_string(miss.distance_m) + " m from " + miss.what,
                     .at = draft.node[v].at});
    }
}

void report_crossings(Draft &draft, const SegmentIndex &segments) {
    for (const auto &[pair, p] : find_crossings(draft, segments))
        report_line(draft, static_cast<std::size_t>(pair.first),
                    {.kind = "crossing",
                     .detail = "with " + draft.survey.line.id[static_cast<std::size_t>(pair.second)],
                     .at = p});
}

void connect_crossings(Draft &draft) {
    CrossingJoiner joiner(draft);
    const SegmentIndex segments(draft.course);
    // Each round finds the first place of every pair; lines that wind across each other need several.
    constexpr int most_rounds = 16;
    bool joined = true;
    for (int round = 0; joined && round < most_rounds; ++round) {
        joined = false;
        for (const auto &[pair, p] : find_crossings(draft, segments)) joined |= joiner.join(pair.first, pair.second, p);
    }
}

} // namespace gastwin
