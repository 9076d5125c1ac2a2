// SPDX-License-Identifier: Apache-2.0
#include "gis/screen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_set>

namespace gastwin {
namespace {

constexpr double shortest_m = 1e-3; ///< anything shorter is a point

constexpr double farthest_m = 1e9; ///< no plane system reaches farther; what lies beyond ends in infinite lengths

/// Is this a place? Not for NaN.
bool is_place(Point p) { return std::abs(p.x) <= farthest_m && std::abs(p.y) <= farthest_m; }

std::string_view kind_of_bad(Point p) {
    return std::isnan(p.x) || std::isnan(p.y) ? "not_a_number" : "coordinate_outlier";
}

Point point_at(const SurveyPoints &point, std::size_t i) { return {point.x_m[i], point.y_m[i]}; }

/// The square in which the survey lies.
struct Extent {
    Point centre;
    double reach_m = std::numeric_limits<double>::infinity();
    [[nodiscard]] bool contains(Point p) const {
        return std::abs(p.x - centre.x) <= reach_m && std::abs(p.y - centre.y) <= reach_m;
    }
};

double quantile(std::vector<double> &values, double share) {
    const auto k = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + k, values.end());
    return values[static_cast<std::size_t>(k)];
}

Extent survey_extent(const Draft &draft) {
    std::vector<double> x, y;
    const auto take = [&](Point p) {
        if (!is_place(p)) return;
        x.push_back(p.x);
        y.push_back(p.y);
    };
    for (std::size_t i = 0; i < row_count(draft.survey.point); ++i) take(point_at(draft.survey.point, i));
    for (const Course &course : draft.course)
        if (!course.empty()) take(course.front()), take(course.back());
    if (x.size() < 3) return {};
    std::vector<double> off(x.size());
    Extent extent{{0.0, 0.0}};
    std::vector<double> copy = x;
    extent.centre.x = quantile(copy, 0.5);
    copy = y;
    extent.centre.y = quantile(copy, 0.5);
    for (std::size_t i = 0; i < x.size(); ++i)
        off[i] = std::max(std::abs(x[i] - extent.centre.x), std::abs(y[i] - extent.centre.y));
    // With few rows the 95 % are all rows, the outlier included; three quarters still leave it outside.
    const double share = off.size() < 100 ? 0.75 : 0.95;
    extent.reach_m = 10.0 * quantile(off, share) + 20e3;
    return extent;
}

Point exchanged(Point p) { return {p.y, p.x}; }

/// Text of everything that makes a row: two rows with the same text are one pipe surveyed twice. The direction of
/// drawing does not count.
std::string row_text(const Draft &draft, std::size_t i) {
    const SurveyLines &line = draft.survey.line;
    const auto one_way = [&](bool reversed) {
        std::string text =
            reversed ? line.to_point[i] + '|' + line.from_point[i] : line.from_point[i] + '|' + line.to_point[i];
        Course course = draft.course[i];
        if (reversed) std::reverse(course.begin(), course.end());
        for (const Point &p : course)
            text += '|' + std::to_string(std::llround(p.x * 1e3)) + ' ' + std::to_string(std::llround(p.y * 1e3));
        return text;
    };
    const std::string ends = std::min(one_way(false), one_way(true));
    // Twin pipes are drawn apart; without drawings only the number tells them from a repeated row.
    return (!draft.course[i].empty() ? "" : line.id[i]) + '|' + ends + '|' + line.diameter_text[i] + '|' +
           std::string(code_of(line.material[i])) + '|' + std::string(code_of(line.pressure_class[i])) + '|' +
           std::to_string(line.install_year[i]) + '|' + std::string(code_of(line.state[i]));
}

/// Equal for rows of equal text, and quick: the drawn ends, whichever comes first; without a drawing the number.
std::uint64_t quick_key(const Draft &draft, std::size_t i) {
    const Course &course = draft.course[i];
    if (course.empty()) return std::hash<std::string>{}(draft.survey.line.id[i]);
    const auto mix = [](Point p) {
        const auto x = static_cast<std::uint64_t>(std::llround(p.x * 1e3));
        const auto y = static_cast<std::uint64_t>(std::llround(p.y * 1e3));
        const std::uint64_t key = (x * 0x9E3779B97F4A7C15u) ^ (y * 0xC2B2AE3D27D4EB4Fu);
        return key ^ (key >> 29);
    };
    return mix(course.front()) + mix(course.back());
}

/// Rows that may repeat another, ascending: those that share their quick key.
std::vector<std::size_t> suspect_rows(const Draft &draft) {
    std::vector<std::pair<std::uint64_t, std::size_t>> keys;
    keys.reserve(draft.lines());
    for (std::size_t i = 0; i < draft.lines(); ++i) keys.emplace_back(quick_key(draft, i), i);
    std::sort(keys.begin(), keys.end());
    std::vector<std::size_t> rows;
    for (std::size_t k = 0; k < keys.size(); ++k)
        if ((k > 0 && keys[k].first == keys[k - 1].first) ||
            (k + 1 < keys.size() && keys[k].first == keys[k + 1].first))
            rows.push_back(keys[k].second);
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// Rows of the points a line names; -1 unknown. The first row of a repeated number will do for drawing.
using PointRows = std::unordered_map<std::string_view, std::int32_t>;
PointRows point_rows(const SurveyPoints &point) {
    PointRows rows;
    rows.reserve(row_count(point));
    for (std::size_t i = 0; i < row_count(point); ++i)
        if (!point.id[i].empty() && is_place(point_at(point, i)))
            rows.emplace(point.id[i], static_cast<std::int32_t>(i));
    return rows;
}

std::string ends_text(const SurveyLines &line, std::size_t i) {
    return std::min(line.from_point[i], line.to_point[i]) + '|' + std::max(line.from_point[i], line.to_point[i]);
}

} // namespace

Draft start_draft(Inventory inventory, const ConnectOptions &options) {
    Draft draft;
    draft.survey = std::move(inventory);
    draft.options = options;
    const SurveyLines &line = draft.survey.line;
    const std::size_t n = row_count(line);
    if (n == 0) throw Error("no_survey_found");
    draft.drawn = draft.survey.line_shape.rows() == n && !draft.survey.line_shape.points.empty();
    draft.course.resize(n);
    draft.straight.assign(n, 0);
    draft.in_doubt.assign(n, 0);
    draft.kept.assign(n, 1);
    draft.same_as.resize(n);
    draft.end_node.assign(n, {-1, -1});
    for (std::size_t i = 0; i < n; ++i) {
        draft.same_as[i] = static_cast<std::int32_t>(i);
        if (!draft.drawn) continue;
        const auto shape = draft.survey.line_shape[i];
        const auto bad = std::find_if_not(shape.begin(), shape.end(), is_place);
        if (bad == shape.end()) draft.course[i].assign(shape.begin(), shape.end());
        else
            report_line(draft, i,
                        {.kind = kind_of_bad(*bad), .column = "geometry", .detail = "the drawing is not used"});
    }
    SurveyPoints &point = draft.survey.point;
    for (std::size_t i = 0; i < row_count(point); ++i) {
        const Point p = point_at(point, i);
        if (is_place(p)) continue;
        report_point(draft, i, {.kind = kind_of_bad(p), .column = "x_m, y_m", .detail = "the point is not used"});
        point.x_m[i] = point.y_m[i] = missing_real;
    }
    return draft;
}

void exchange_swapped_coordinates(Draft &draft) {
    const Extent extent = survey_extent(draft);
    const auto inside = [&](Point p) { return extent.contains(p); };
    for (std::size_t i = 0; i < draft.lines(); ++i) {
        Course &course = draft.course[i];
        if (std::all_of(course.begin(), course.end(), inside)) continue;
        Course swapped;
        std::transform(course.begin(), course.end(), std::back_inserter(swapped), exchanged);
        const std::string before = course_text(course);
        const Point at = course.front();
        if (std::all_of(swapped.begin(), swapped.end(), inside)) {
            course = std::move(swapped);
            mend_line(draft, i, {.kind = "swapped_xy", .before = before, .after = course_text(course)});
        } else {
            course.clear();
            report_line(
                draft, i,
                {.kind = "coordinate_outlier", .column = "geometry", .detail = "the drawing is not used", .at = at});
        }
    }
    SurveyPoints &point = draft.survey.point;
    for (std::size_t i = 0; i < row_count(point); ++i) {
        const Point p = point_at(point, i);
        if (!is_place(p) || inside(p)) continue;
        const Point back = inside(exchanged(p)) ? exchanged(p) : Point{missing_real, missing_real};
        point.x_m[i] = back.x;
        point.y_m[i] = back.y;
        if (is_place(back))
            mend_point(
                draft, i,
                {.kind = "swapped_xy", .before = coordinate_text(p), .after = coordinate_text(back), .at = back});
        else
            report_point(
                draft, i,
                {.kind = "coordinate_outlier", .column = "x_m, y_m", .detail = "the point is not used", .at = p});
    }
}

void leave_out_repeated_rows(Draft &draft) {
    std::unordered_map<std::string, std::int32_t> seen;
    for (const std::size_t i : suspect_rows(draft)) {
        const auto [first, fresh] = seen.emplace(row_text(draft, i), static_cast<std::int32_t>(i));
        if (fresh) continue;
        draft.kept[i] = 0;
        draft.same_as[i] = first->second;
        const auto other = static_cast<std::size_t>(first->second);
        const SurveyLines &line = draft.survey.line;
        mend_line(draft, i,
                  {.kind = "duplicate_pipe_row",
                   .detail = "repeats " + line.id[other] + ", row " + std::to_string(line.source_row[other]),
                   .before = line.id[i],
                   .after = line.id[other]});
    }
}

void restore_missing_drawings(Draft &draft) {
    const SurveyLines &line = draft.survey.line;
    const PointRows rows = point_rows(draft.survey.point);
    const auto located = [&](const std::string &id) {
        const auto found = rows.find(id);
        return found == rows.end() ? Point{missing_real, missing_real}
                                   : point_at(draft.survey.point, static_cast<std::size_t>(found->second));
    };
    const auto empty = [&](std::size_t i) { return length_m(draft.course[i]) < shortest_m; };
    std::unordered_set<std::string> joined; // point pairs that a drawn line joins
    for (std::size_t i = 0; i < draft.lines(); ++i)
        if (draft.kept[i] && !empty(i)) joined.insert(ends_text(line, i));
    for (std::size_t i = 0; i < draft.lines(); ++i) {
        if (!draft.kept[i] || !empty(i)) continue;
        Course &course = draft.course[i];
        const bool was_drawn = !course.empty();
        const std::string_view kind = was_drawn ? "zero_length_pipe" : "null_geometry";
        const Point from = located(line.from_point[i]), to = located(line.to_point[i]);
        const bool restorable = is_place(from) && is_place(to) && distance_m(from, to) >= shortest_m;
        if (restorable && !(was_drawn && joined.contains(ends_text(line, i)))) {
            course = {from, to};
            draft.straight[i] = 1;
            draft.in_doubt[i] = was_drawn;
            if (draft.drawn && !was_drawn)
                mend_line(draft, i,
                          {.kind = kind,
                           .detail = "drawn between its points",
                           .after = course_text(course),
                           .confidence = 0.9});
            continue;
        }
        const Point at = was_drawn ? course.front() : is_place(from) ? from : to;
        draft.kept[i] = 0;
        const std::string_view why =
            restorable ? "another line joins its points; left out" : "its points do not tell where it runs; left out";
        const bool from_missing = !rows.contains(line.from_point[i]), to_missing = !rows.contains(line.to_point[i]);
        report_line(
            draft, i,
            {.kind = draft.drawn || restorable || !(from_missing || to_missing) ? kind : "dangling_point_reference",
             .column = from_missing ? "from_point"
                       : to_missing ? "to_point"
                                    : "",
             .value = from_missing ? line.from_point[i]
                      : to_missing ? line.to_point[i]
                                   : "",
             .detail = std::string(why),
             .at = at});
    }
}

void leave_out_doubtful_lines(Draft &draft) {
    std::stable_sort(draft.cut.begin(), draft.cut.end(), [](const Cut &a, const Cut &b) {
        return std::tie(a.line, a.along_m) < std::tie(b.line, b.along_m);
    });
    if (std::find(draft.in_doubt.begin(), draft.in_doubt.end(), Flag{1}) == draft.in_doubt.end()) return;
    std::set<std::pair<std::int32_t, std::int32_t>> joined; // nodes that a line without doubt, or a piece of it, joins
    for (std::size_t i = 0, next = 0; i < draft.lines(); ++i) {
        std::int32_t here = draft.end_node[i][0];
        const auto go_to = [&](std::int32_t there) {
            if (draft.kept[i] && !draft.in_doubt[i]) joined.insert(std::minmax(here, there));
            here = there;
        };
        for (; next < draft.cut.size() && draft.cut[next].line == static_cast<std::int32_t>(i); ++next)
            go_to(draft.cut[next].node);
        go_to(draft.end_node[i][1]);
    }
    for (std::size_t i = 0; i < draft.lines(); ++i) {
        if (!draft.kept[i] || !draft.in_doubt[i]) continue;
        const Course restored = draft.course[i];
        if (joined.contains(std::minmax(draft.end_node[i][0], draft.end_node[i][1]))) {
            draft.kept[i] = 0;
            report_line(draft, i, {.kind = "zero_length_pipe", .detail = "another line joins its points; left out"});
        } else {
            mend_line(draft, i,
                      {.kind = "zero_length_pipe",
                       .detail = "drawn between its points",
                       .before = coordinate_text(restored.front()),
                       .after = course_text(restored),
                       .confidence = 0.9});
        }
    }
}

} // namespace gastwin
