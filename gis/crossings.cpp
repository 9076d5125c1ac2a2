// SPDX-License-Identifier: Apache-2.0
#include "gis/crossings.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "gis/course.hpp"
#include "gis/row_lists.hpp"

namespace gastwin {
namespace {

/// Calls f(line, node) for each node of each line, whether it ends there or is cut there.
template <class F> void for_each_node_on_line(const Draft &draft, F &&f) {
    for (std::size_t i = 0; i < draft.lines(); ++i)
        for (const std::int32_t v : draft.end_node[i])
            if (draft.kept[i] && v >= 0) f(i, v);
    for (const Cut &cut : draft.cut) f(static_cast<std::size_t>(cut.line), cut.node);
}

RowLists lines_of_nodes(const Draft &draft) {
    return {draft.node.size(), [&](auto &&add) {
                for_each_node_on_line(draft, [&](std::size_t line, std::int32_t node) {
                    add(static_cast<std::size_t>(node), static_cast<std::int32_t>(line));
                });
            }};
}

/// Nodes on each line.
struct Junctions {
    const Draft &draft;
    RowLists nodes_of_line;

    explicit Junctions(const Draft &of)
        : draft{of}, nodes_of_line{of.lines(), [&](auto &&add) { for_each_node_on_line(of, add); }} {}

    /// Do the lines meet in a node within `reach_m` of p?
    [[nodiscard]] bool joined(std::size_t a, std::size_t b, Point p, double reach_m) const {
        const auto own = nodes_of_line[a], other = nodes_of_line[b];
        return std::any_of(own.begin(), own.end(), [&](std::int32_t v) {
            return distance_m(draft.node[static_cast<std::size_t>(v)].at, p) <= reach_m &&
                   std::find(other.begin(), other.end(), v) != other.end();
        });
    }
};

/// A node and the line it misses.
struct Miss {
    std::size_t node = 0, line = 0;
    double distance_m = std::numeric_limits<double>::infinity();
};

Miss nearest_miss(const Draft &draft, const Junctions &junctions, std::span<const std::int32_t> own, std::size_t v,
                  double reach_m, std::span<const SegmentIndex::Hit> hits) {
    Miss miss{.node = v};
    const Point at = draft.node[v].at;
    for (const auto [line, segment] : hits) {
        const auto i = static_cast<std::size_t>(line);
        if (!draft.kept[i] || std::find(own.begin(), own.end(), line) != own.end()) continue;
        const auto part = std::span(draft.course[i]).subspan(static_cast<std::size_t>(segment), 2);
        const double distance = project(part, at).distance_m;
        // Lines that meet the dead end's own line at its other end run close by without being missed.
        const auto meets = [&](std::int32_t mine) {
            return junctions.joined(i, static_cast<std::size_t>(mine), at, 2.0 * reach_m);
        };
        if (distance <= reach_m && distance < miss.distance_m && std::none_of(own.begin(), own.end(), meets))
            miss.line = i, miss.distance_m = distance;
    }
    return miss;
}

/// Two lines and where they cross.
struct Crossing {
    std::int32_t line, other, segment, other_segment;
    Point at;
    [[nodiscard]] auto rank() const { return std::tuple(line, other, segment, other_segment); }
    [[nodiscard]] bool same_pair(const Crossing &that) const { return line == that.line && other == that.other; }
};

/// By pair, the first place of several; refuses to hold more than are allowed.
void keep_first_of_each_pair(std::vector<Crossing> &crossings, const Draft &draft) {
    std::sort(crossings.begin(), crossings.end(),
              [](const Crossing &a, const Crossing &b) { return a.rank() < b.rank(); });
    const auto same = [](const Crossing &a, const Crossing &b) { return a.same_pair(b); };
    crossings.erase(std::unique(crossings.begin(), crossings.end(), same), crossings.end());
    if (crossings.size() > most_meetings(draft)) refuse_tangle(draft);
}

/// Where two segments cross without a junction; nothing when they do not, or where one of their lines ends.
std::optional<Crossing> crossing_of(const Draft &draft, const Junctions &junctions, SegmentIndex::Hit a,
                                    SegmentIndex::Hit b) {
    const auto i = static_cast<std::size_t>(a.line), j = static_cast<std::size_t>(b.line);
    if (!draft.kept[i] || !draft.kept[j]) return std::nullopt;
    const Course &course = draft.course[i], &other = draft.course[j];
    const auto s = static_cast<std::size_t>(a.segment), k = static_cast<std::size_t>(b.segment);
    const auto shares = crossing_shares(course[s], course[s + 1], other[k], other[k + 1]);
    if (!shares) return std::nullopt;
    const double same = draft.options.t_noding_m;
    const Point p{course[s].x + shares->first * (course[s + 1].x - course[s].x),
                  course[s].y + shares->first * (course[s + 1].y - course[s].y)};
    const auto at_end = [&](const Course &c) {
        return std::min(distance_m(p, c.front()), distance_m(p, c.back())) <= same;
    };
    if (at_end(course) || at_end(other) || junctions.joined(i, j, p, same)) return std::nullopt;
    return Crossing{a.line, b.line, a.segment, b.segment, p};
}

/// Pairs of lines that cross without a junction, and where: the first place of several.
std::vector<Crossing> find_crossings(const Draft &draft, const SegmentIndex &segments) {
    const Junctions junctions(draft);
    std::vector<std::vector<Crossing>> found(query_parts);
    std::vector<std::size_t> enough(query_parts, 1 << 16); // crossings of a part at which repeated pairs are dropped
    segments.find_pairs([&](std::size_t part, SegmentIndex::Hit a, SegmentIndex::Hit b) {
        const auto crossing = crossing_of(draft, junctions, a, b);
        if (!crossing) return;
        found[part].push_back(*crossing);
        if (found[part].size() < enough[part]) return;
        keep_first_of_each_pair(found[part], draft);
        enough[part] = 2 * std::max(found[part].size(), enough[part]);
    });
    std::vector<Crossing> all;
    for (const auto &part : found) {
        all.insert(all.end(), part.begin(), part.end());
        if (all.size() > most_meetings(draft)) keep_first_of_each_pair(all, draft);
    }
    keep_first_of_each_pair(all, draft);
    return all;
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
    const RowLists lines_of_node = lines_of_nodes(draft);
    const Junctions junctions(draft);
    std::vector<std::size_t> node; // that lines end at or are cut at
    std::vector<Point> at;
    std::vector<double> reach_m;
    for (std::size_t v = 0; v < draft.node.size(); ++v) {
        if (lines_of_node[v].empty()) continue;
        node.push_back(v);
        at.push_back(draft.node[v].at);
        // A junction is expected to have neighbours; only what passes through it is worth a look.
        reach_m.push_back(lines_of_node[v].size() == 1 ? draft.options.snap_m : draft.options.t_noding_m);
    }
    std::vector<std::vector<Miss>> found(query_parts);
    segments.find_each(
        PointIndex(at), reach_m, [&](std::size_t part, std::size_t i, std::span<const SegmentIndex::Hit> hits) {
            const Miss miss = nearest_miss(draft, junctions, lines_of_node[node[i]], node[i], reach_m[i], hits);
            if (std::isfinite(miss.distance_m)) found[part].push_back(miss);
        });
    std::vector<Miss> misses;
    for (const auto &part : found) misses.insert(misses.end(), part.begin(), part.end());
    std::sort(misses.begin(), misses.end(), [](const Miss &a, const Miss &b) { return a.node < b.node; });
    for (const Miss &miss : misses)
        report_line(draft, static_cast<std::size_t>(lines_of_node[miss.node].front()),
                    {.kind = "near_miss",
                     .value = draft.node[miss.node].id,
                     .detail = std::to_string(miss.distance_m) + " m from " + draft.survey.line.id[miss.line],
                     .at = draft.node[miss.node].at});
}

void report_crossings(Draft &draft, const SegmentIndex &segments) {
    for (const Crossing &crossing : find_crossings(draft, segments))
        report_line(draft, static_cast<std::size_t>(crossing.line),
                    {.kind = "crossing",
                     .detail = "with " + draft.survey.line.id[static_cast<std::size_t>(crossing.other)],
                     .at = crossing.at});
}

void connect_crossings(Draft &draft, const SegmentIndex &segments) {
    CrossingJoiner joiner(draft);
    // Each round finds the first place of every pair; lines that wind across each other need several.
    constexpr int most_rounds = 16;
    bool joined = true;
    for (int round = 0; joined && round < most_rounds; ++round) {
        joined = false;
        for (const Crossing &crossing : find_crossings(draft, segments))
            joined |= joiner.join(crossing.line, crossing.other, crossing.at);
    }
}

} // namespace gastwin
