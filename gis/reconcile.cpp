// SPDX-License-Identifier: Apache-2.0
#include "gis/reconcile.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace gastwin {
namespace {

struct End {
    std::size_t line, side;
};
End end_of(std::int32_t code) { return {static_cast<std::size_t>(code) / 2, static_cast<std::size_t>(code) % 2}; }

const Point &drawn_end(const Draft &draft, End e) { return end_point(draft.course[e.line], e.side); }

std::string_view side_name(std::size_t side) { return side == 0 ? "from_point" : "to_point"; }

bool usable(const SurveyPoints &point, std::size_t i) {
    return !point.id[i].empty() && std::isfinite(point.x_m[i]) && std::isfinite(point.y_m[i]);
}

Point point_at(const SurveyPoints &point, std::size_t i) { return {point.x_m[i], point.y_m[i]}; }

/// Line ends that name each point number, in line order.
std::unordered_map<std::string_view, std::vector<End>> ends_by_point_id(const Draft &draft) {
    std::unordered_map<std::string_view, std::vector<End>> ends;
    for (std::size_t i = 0; i < draft.lines(); ++i) {
        if (!draft.kept[i]) continue;
        const SurveyLines &line = draft.survey.line;
        if (!line.from_point[i].empty()) ends[line.from_point[i]].push_back({i, 0});
        if (!line.to_point[i].empty()) ends[line.to_point[i]].push_back({i, 1});
    }
    return ends;
}

/// Of several rows with one number, the one whose place the drawn ends confirm. Ends may be reversed, so either end of
/// a line counts; far ends count alike, or one wrong line would outvote the rest.
std::int32_t best_row(const Draft &draft, const std::vector<std::int32_t> &rows, const std::vector<End> &ends) {
    constexpr double far_m = 10.0;
    std::int32_t best = rows.front();
    double best_sum = std::numeric_limits<double>::infinity();
    for (const std::int32_t row : rows) {
        const Point at = point_at(draft.survey.point, static_cast<std::size_t>(row));
        double sum = 0.0;
        for (const End e : ends)
            sum += std::min(
                {far_m, distance_m(at, draft.course[e.line].front()), distance_m(at, draft.course[e.line].back())});
        if (sum < best_sum) best = row, best_sum = sum;
    }
    return best;
}

std::int32_t add_node(Draft &draft, DraftNode node) {
    draft.node.push_back(std::move(node));
    return static_cast<std::int32_t>(draft.node.size() - 1);
}

/// Where the ends agree: the drawn end that most others lie within `reach_m` of, and how many (itself included).
struct Agreement {
    Point at;
    std::size_t count = 0;
};
Agreement agreement(const Draft &draft, std::span<const End> ends, double reach_m) {
    constexpr std::size_t candidates = 64; // enough to find a majority; keeps absurd hubs linear
    Agreement best{};
    for (const End candidate : ends.first(std::min(ends.size(), candidates))) {
        const Point at = drawn_end(draft, candidate);
        const auto near = [&](End e) { return distance_m(at, drawn_end(draft, e)) <= reach_m; };
        const auto count = static_cast<std::size_t>(std::count_if(ends.begin(), ends.end(), near));
        if (count > best.count) best = {at, count};
    }
    return best;
}

/// Does the recorded length say that the drawn end, not the point, is in the right place? Nothing when it cannot tell.
std::optional<bool> length_confirms_drawing(const Draft &draft, End e, Point point) {
    constexpr double rounding_m = 0.02; // lengths are recorded to the centimetre
    const double recorded = draft.survey.line.length_m[e.line];
    if (is_missing(recorded)) return std::nullopt;
    Course moved = draft.course[e.line];
    const double drawn_error = std::abs(length_m(moved) - recorded);
    end_point(moved, e.side) = point;
    const double moved_error = std::abs(length_m(moved) - recorded);
    if (std::min(drawn_error, moved_error) > rounding_m || std::abs(drawn_error - moved_error) < rounding_m)
        return std::nullopt;
    return drawn_error < moved_error;
}

/// overshoot or undershoot when the end lies on the line's own last direction through the point, else snap_gap. Gaps of
/// survey accuracy have no direction.
std::string_view gap_kind(const Course &course, std::size_t side, Point target) {
    const Point end = end_point(course, side);
    const Point inner = side == 0 ? course[1] : course[course.size() - 2];
    const double along_x = end.x - inner.x, along_y = end.y - inner.y;
    const double length = std::hypot(along_x, along_y);
    const double gap = distance_m(end, target);
    constexpr double survey_accuracy_m = 0.2;
    if (length == 0.0 || gap < survey_accuracy_m) return "snap_gap";
    const double aside = std::abs(along_x * (target.y - end.y) - along_y * (target.x - end.x)) / length;
    if (aside > 0.01 + 0.02 * gap) return "snap_gap";
    const double ahead = (along_x * (target.x - end.x) + along_y * (target.y - end.y)) / length;
    return ahead > 0.0 ? "undershoot" : "overshoot";
}

void move_end(Draft &draft, End e, Point target, std::string_view kind, double confidence) {
    Point &end = end_point(draft.course[e.line], e.side);
    const std::string before = coordinate_text(end);
    const double gap = distance_m(end, target);
    end = target;
    mend_line(draft, e.line,
              {.kind = kind,
               .column = std::string(side_name(e.side)),
               .value = end_id(draft, e.line, e.side),
               .before = std::string(e.side == 0 ? "start " : "end ") + before,
               .after = std::string(e.side == 0 ? "start " : "end ") + coordinate_text(target),
               .distance_m = gap,
               .confidence = confidence,
               .at = target});
}

void move_node(Draft &draft, DraftNode &node, Point target, double confidence) {
    mend_point(draft, static_cast<std::size_t>(node.point),
               {.kind = "point_offset",
                .before = coordinate_text(node.at),
                .after = coordinate_text(target),
                .distance_m = distance_m(node.at, target),
                .confidence = confidence,
                .at = target});
    node.at = target;
}

/// The end is too far away to mean this point: drawing and number contradict each other, the drawing decides.
void loosen_end(Draft &draft, End e) {
    const Point at = drawn_end(draft, e);
    const DraftNode &named = draft.node[static_cast<std::size_t>(draft.end_node[e.line][e.side])];
    report_line(
        draft, e.line,
        {.kind = "ambiguous_reference",
         .column = std::string(side_name(e.side)),
         .value = named.id,
         .detail = "the drawn end lies " + std::to_string(distance_m(at, named.at)) + " m away; the drawing decides",
         .at = at});
    draft.end_node[e.line][e.side] = add_node(draft, {.at = at, .id = "", .point = -1, .tier = 0, .loose = true});
}

/// Both ends name one point although the line has a length: the farther end does not mean it.
void part_self_loops(Draft &draft) {
    for (std::size_t i = 0; i < draft.lines(); ++i) {
        const auto [from, to] = draft.end_node[i];
        if (!draft.kept[i] || from < 0 || from != to) continue;
        const Point at = draft.node[static_cast<std::size_t>(from)].at;
        if (distance_m(draft.course[i].front(), draft.course[i].back()) <= draft.options.t_noding_m) continue;
        loosen_end(draft,
                   {i, distance_m(at, draft.course[i].front()) > distance_m(at, draft.course[i].back()) ? 0u : 1u});
    }
}

void settle_node(Draft &draft, std::size_t v, std::span<const End> all) {
    const double same = draft.options.t_noding_m;
    const auto off = [&](End e) { return distance_m(drawn_end(draft, e), draft.node[v].at) > same; };
    const auto confirming =
        static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](End e) { return !off(e); }));
    std::vector<End> astray;
    std::copy_if(all.begin(), all.end(), std::back_inserter(astray), off);
    if (astray.empty()) return;

    const Agreement others = agreement(draft, astray, same);
    if (draft.node[v].point >= 0 && others.count > std::max<std::size_t>(confirming, 1)) {
        const auto share = static_cast<double>(others.count) / static_cast<double>(all.size());
        move_node(draft, draft.node[v], others.at, share);
    } else if (draft.node[v].point >= 0 && confirming == 0) {
        for (const End e : astray) {
            if (distance_m(drawn_end(draft, e), draft.node[v].at) > draft.options.max_end_offset_m) continue;
            if (!length_confirms_drawing(draft, e, draft.node[v].at).value_or(false)) continue;
            move_node(draft, draft.node[v], drawn_end(draft, e), 0.7);
            break;
        }
    }
    for (const End e : astray) {
        if (!off(e)) continue;
        const Point target = draft.node[v].at;
        if (distance_m(drawn_end(draft, e), target) > draft.options.max_end_offset_m) {
            loosen_end(draft, e);
            continue;
        }
        const double confidence = all.size() > 1 || length_confirms_drawing(draft, e, target).has_value() ? 0.9 : 0.6;
        move_end(draft, e, target, gap_kind(draft.course[e.line], e.side, target), confidence);
    }
}

void restore_point(Draft &draft, const std::string &id, std::span<const End> ends, Point at) {
    const std::int32_t node = add_node(draft, {.at = at, .id = id});
    draft.node_of_point.emplace(id, node);
    for (const End e : ends) draft.end_node[e.line][e.side] = node;
    mend_line(draft, ends.front().line,
              {.kind = "missing_point_row",
               .column = std::string(side_name(ends.front().side)),
               .value = id,
               .detail = std::to_string(ends.size()) + " lines end there",
               .after = coordinate_text(at),
               .confidence = 0.9,
               .at = at});
}

std::size_t loose_ends(const Draft &draft) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < draft.lines(); ++i)
        if (draft.kept[i]) count += (draft.end_node[i][0] < 0 ? 1u : 0u) + (draft.end_node[i][1] < 0 ? 1u : 0u);
    return count;
}

} // namespace

void make_point_nodes(Draft &draft) {
    const SurveyPoints &point = draft.survey.point;
    const auto ends = ends_by_point_id(draft);
    std::unordered_map<std::string_view, std::vector<std::int32_t>> rows;
    std::vector<std::string_view> order;
    for (std::size_t i = 0; i < row_count(point); ++i) {
        if (!usable(point, i)) continue;
        auto &same = rows[point.id[i]];
        if (same.empty()) order.push_back(point.id[i]);
        same.push_back(static_cast<std::int32_t>(i));
    }
    for (const std::string_view id : order) {
        const auto &same = rows.at(id);
        const auto named = ends.find(id);
        const bool valve_only = named == ends.end() && point.appurtenance[static_cast<std::size_t>(same.front())].find(
                                                           "阀") != std::string::npos;
        const std::int32_t row =
            same.size() == 1 || named == ends.end() ? same.front() : best_row(draft, same, named->second);
        for (const std::int32_t other : same)
            if (other != row) {
                const auto o = static_cast<std::size_t>(other), r = static_cast<std::size_t>(row);
                mend_point(draft, o,
                           {.kind = "duplicate_point_id",
                            .before = coordinate_text(point_at(point, o)),
                            .after = coordinate_text(point_at(point, r)),
                            .distance_m = distance_m(point_at(point, o), point_at(point, r)),
                            .at = point_at(point, o)});
            }
        if (valve_only) continue;
        const std::int32_t node = add_node(
            draft, {.at = point_at(point, static_cast<std::size_t>(row)), .id = std::string(id), .point = row});
        draft.node_of_point.emplace(std::string(id), node);
    }
}

void turn_reversed_ids(Draft &draft) {
    SurveyLines &line = draft.survey.line;
    const auto node_at = [&](const std::string &id) -> const DraftNode * {
        const auto found = draft.node_of_point.find(id);
        return found == draft.node_of_point.end() ? nullptr : &draft.node[static_cast<std::size_t>(found->second)];
    };
    for (std::size_t i = 0; i < draft.lines(); ++i) {
        if (!draft.kept[i] || line.from_point[i] == line.to_point[i]) continue;
        const DraftNode *from = node_at(line.from_point[i]), *to = node_at(line.to_point[i]);
        const Point start = draft.course[i].front(), end = draft.course[i].back();
        double as_named = 0.0, turned = 0.0;
        if (from) as_named += distance_m(start, from->at), turned += distance_m(end, from->at);
        if (to) as_named += distance_m(end, to->at), turned += distance_m(start, to->at);
        // One known point must lie on the other end to prove anything; two may also be merely much nearer.
        const double limit = from && to ? 0.5 * as_named : draft.options.t_noding_m;
        if (as_named <= 0.1 || turned > limit) continue;
        mend_line(draft, i,
                  {.kind = "endpoint_ids_reversed_vs_geometry",
                   .column = "from_point, to_point",
                   .before = line.from_point[i] + " " + line.to_point[i],
                   .after = line.to_point[i] + " " + line.from_point[i],
                   .distance_m = as_named});
        std::swap(line.from_point[i], line.to_point[i]);
        std::swap(line.from_depth_m[i], line.to_depth_m[i]);
    }
}

void assign_ends(Draft &draft) {
    for (std::size_t i = 0; i < draft.lines() && !draft.node_of_point.empty(); ++i)
        for (std::size_t side = 0; side < 2 && draft.kept[i]; ++side)
            if (const auto found = draft.node_of_point.find(end_id(draft, i, side)); found != draft.node_of_point.end())
                draft.end_node[i][side] = found->second;

    part_self_loops(draft);
    std::map<std::string, std::vector<End>> lost; // numbers without a row, in alphabetical order
    for (std::size_t i = 0; i < draft.lines(); ++i)
        for (std::size_t side = 0; side < 2 && draft.kept[i]; ++side)
            if (draft.end_node[i][side] < 0 && !end_id(draft, i, side).empty())
                lost[end_id(draft, i, side)].push_back({i, side});
    for (const auto &[id, ends] : lost) {
        const Agreement meeting = agreement(draft, ends, draft.options.snap_m);
        if (meeting.count < 2) continue;
        std::vector<End> there;
        for (const End e : ends)
            if (distance_m(drawn_end(draft, e), meeting.at) <= draft.options.snap_m) there.push_back(e);
        restore_point(draft, id, there, agreement(draft, there, draft.options.t_noding_m).at);
    }
    draft.node.reserve(draft.node.size() + loose_ends(draft));
    for (std::size_t i = 0; i < draft.lines(); ++i)
        for (std::size_t side = 0; side < 2 && draft.kept[i]; ++side)
            if (draft.end_node[i][side] < 0)
                draft.end_node[i][side] = add_node(draft, {.at = end_point(draft.course[i], side),
                                                           .id = end_id(draft, i, side),
                                                           .point = -1,
                                                           .tier = 0,
                                                           .loose = true});
}

void settle_offsets(Draft &draft) {
    const NodeEnds ends = ends_at_nodes(draft);
    const std::size_t nodes = draft.node.size(); // loosened ends add nodes that need no settling
    for (std::size_t v = 0; v < nodes; ++v) {
        if (draft.node[v].loose) continue;
        std::vector<End> here;
        for (const std::int32_t code : ends[v]) here.push_back(end_of(code));
        settle_node(draft, v, here);
    }
}

} // namespace gastwin
