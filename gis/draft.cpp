// SPDX-License-Identifier: Apache-2.0
#include "gis/draft.hpp"

#include <cmath>
#include <numeric>

#include "models/error.hpp"
#include "models/number_text.hpp"

namespace gastwin {
namespace {

Point somewhere_on(const Draft &draft, std::size_t line, Point at) {
    if (!std::isnan(at.x) || draft.course[line].empty()) return at;
    return point_along(draft.course[line], 0.5);
}

template <TableType Table> void report_row(Issues &issues, const Table &table, std::size_t row, const Note &note) {
    add_issue(issues, {.kind = note.kind,
                       .layer = table.source[row],
                       .object_id = table.id[row],
                       .row = table.source_row[row],
                       .column = note.column,
                       .value = note.value,
                       .detail = note.detail,
                       .x_m = note.at.x,
                       .y_m = note.at.y});
}

template <TableType Table> void log_row(Repairs &repairs, const Table &table, std::size_t row, const Note &note) {
    add_repair(repairs, {.kind = note.kind,
                         .layer = table.source[row],
                         .object_id = table.id[row],
                         .row = table.source_row[row],
                         .before = note.before,
                         .after = note.after,
                         .distance_m = note.distance_m,
                         .confidence = note.confidence,
                         .x_m = note.at.x,
                         .y_m = note.at.y});
}

} // namespace

NodeEnds ends_at_nodes(const Draft &draft) {
    NodeEnds ends;
    ends.start.assign(draft.node.size() + 1, 0);
    const auto each_end = [&](auto &&f) {
        for (std::size_t i = 0; i < draft.lines(); ++i)
            for (std::size_t side = 0; side < 2; ++side)
                if (draft.kept[i] && draft.end_node[i][side] >= 0)
                    f(static_cast<std::size_t>(draft.end_node[i][side]), static_cast<std::int32_t>(2 * i + side));
    };
    each_end([&](std::size_t node, std::int32_t) { ++ends.start[node + 1]; });
    std::partial_sum(ends.start.begin(), ends.start.end(), ends.start.begin());
    ends.end.resize(static_cast<std::size_t>(ends.start.back()));
    std::vector<std::int32_t> next(ends.start.begin(), ends.start.end() - 1);
    each_end([&](std::size_t node, std::int32_t end) { ends.end[static_cast<std::size_t>(next[node]++)] = end; });
    return ends;
}

std::string coordinate_text(Point p) { return number_text(p.x) + " " + number_text(p.y); }

std::string course_text(const Course &course) {
    std::string text;
    for (const Point &p : course) text += (text.empty() ? "" : ", ") + coordinate_text(p);
    return text;
}

std::string reference_text(const References &references, std::string_view column, std::size_t row) {
    const auto found = references.find(column);
    return found == references.end() || row >= found->second.size() ? std::string() : found->second[row];
}

std::vector<std::int32_t> registered_nodes(const Draft &draft) {
    std::vector<std::int32_t> nodes;
    const auto take = [&](const References &references, std::string_view column) {
        const auto texts = references.find(column);
        if (texts == references.end()) return;
        for (const std::string &id : texts->second)
            if (const auto found = draft.node_of_point.find(id); found != draft.node_of_point.end())
                nodes.push_back(found->second);
    };
    take(draft.survey.regulator.references, "from_node");
    take(draft.survey.regulator.references, "to_node");
    take(draft.survey.source.references, "node");
    take(draft.survey.riser.references, "node");
    take(draft.survey.customer.references, "node");
    return nodes;
}

std::size_t most_meetings(const Draft &draft) {
    constexpr std::size_t always_allowed = 1'000'000, for_each_line = 20;
    return always_allowed + for_each_line * draft.lines();
}

void refuse_tangle(const Draft &draft) {
    throw Error(
        "value_out_of_range",
        {.layer = std::string(SurveyLines::name), .column = "geometry", .value = std::to_string(draft.lines())}, {},
        "the lines touch or cross one another at more than " + std::to_string(most_meetings(draft)) + " places");
}

void report_line(Draft &draft, std::size_t line, Note note) {
    note.at = somewhere_on(draft, line, note.at);
    report_row(draft.survey.issue, draft.survey.line, line, note);
}

void report_point(Draft &draft, std::size_t point, Note note) {
    report_row(draft.survey.issue, draft.survey.point, point, note);
}

void mend_line(Draft &draft, std::size_t line, Note note) {
    note.at = somewhere_on(draft, line, note.at);
    report_row(draft.survey.issue, draft.survey.line, line, note);
    log_row(draft.survey.repair, draft.survey.line, line, note);
}

void mend_point(Draft &draft, std::size_t point, Note note) {
    report_row(draft.survey.issue, draft.survey.point, point, note);
    log_row(draft.survey.repair, draft.survey.point, point, note);
}

} // namespace gastwin
