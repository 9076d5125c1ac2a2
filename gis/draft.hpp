// SPDX-License-Identifier: Apache-2.0
// The network while it is being joined: survey rows, their courses and the nodes their ends are assigned to.
#pragma once
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "gis/connect.hpp"
#include "gis/spatial_index.hpp"

namespace gastwin {

struct DraftNode {
    Point at;
    std::string id;          ///< point number; "" for ends that name none
    std::int32_t point = -1; ///< row in the point table; -1: no such row
    int tier = 0;            ///< of the lines that end here, once tiers are parted; 0 unknown
    bool loose = false;      ///< made for a line end whose point is not known; may be joined to another node
};

/// A line is to be cut where `node` lies on it.
struct Cut {
    std::int32_t line;
    double along_m; ///< from the start of the course
    std::int32_t node;
};

/// Columns with one row per survey line run parallel to survey.line.
struct Draft {
    Inventory survey;
    ConnectOptions options;
    bool drawn = true;          ///< the survey holds drawings at all
    std::vector<Course> course; ///< as drawn, repaired; empty: not drawn
    std::vector<Flag> straight; ///< 1: not drawn in the survey but straight between its points
    std::vector<Flag> in_doubt; ///< 1: drawn as a single place, may repeat another line (leave_out_doubtful_lines)
    std::vector<Flag> kept;     ///< 0: left out, an issue says why
    std::vector<std::int32_t> same_as;                 ///< line that stands in for a repeated one; itself otherwise
    std::vector<std::array<std::int32_t, 2>> end_node; ///< draft node at start and end; -1: none yet
    std::vector<DraftNode> node;
    std::unordered_map<std::string, std::int32_t> node_of_point;        ///< point number → draft node
    std::unordered_map<std::int32_t, std::vector<std::int32_t>> copies; ///< nodes parted by tier: original → others
    std::vector<Cut> cut; ///< by line and place once leave_out_doubtful_lines() has run

    [[nodiscard]] std::size_t lines() const { return course.size(); }
};

/// Side 0 is the start of a line, side 1 its end.
[[nodiscard]] inline Point &end_point(Course &course, std::size_t side) {
    return side == 0 ? course.front() : course.back();
}
[[nodiscard]] inline const Point &end_point(const Course &course, std::size_t side) {
    return side == 0 ? course.front() : course.back();
}
[[nodiscard]] inline std::string &end_id(Draft &draft, std::size_t line, std::size_t side) {
    return side == 0 ? draft.survey.line.from_point[line] : draft.survey.line.to_point[line];
}

/// Lines meeting at each node: ends 2·line + side of node v are end[start[v]] … end[start[v+1]-1].
struct NodeEnds {
    std::vector<std::int32_t> start, end;
    [[nodiscard]] std::span<const std::int32_t> operator[](std::size_t node) const {
        const auto first = static_cast<std::size_t>(start[node]);
        return {end.data() + first, static_cast<std::size_t>(start[node + 1]) - first};
    }
};
[[nodiscard]] NodeEnds ends_at_nodes(const Draft &draft);

/// Text of a reference column; "" where there is none.
[[nodiscard]] std::string reference_text(const References &references, std::string_view column, std::size_t row);

/// Nodes that registers name: they matter even where no line ends.
[[nodiscard]] std::vector<std::int32_t> registered_nodes(const Draft &draft);

/// "528162.825 3376197.381", with all the digits needed to restore the coordinates exactly.
[[nodiscard]] std::string coordinate_text(Point p);
[[nodiscard]] std::string course_text(const Course &course);

/// What was found and done about one line or point; empty parts stay unknown.
struct Note {
    std::string_view kind;
    std::string column = {}, value = {}, detail = {};
    std::string before = {}, after = {};
    double distance_m = missing_real, confidence = 1.0;
    Point at = {missing_real, missing_real};
};

/// Lines that touch or cross each other everywhere are no network, and their pieces would grow with the square of their
/// number: a million meetings and twenty for each line are allowed. Beyond that, Error("value_out_of_range").
[[nodiscard]] std::size_t most_meetings(const Draft &draft);
[[noreturn]] void refuse_tangle(const Draft &draft);

/// Issue only.
void report_line(Draft &draft, std::size_t line, Note note);
void report_point(Draft &draft, std::size_t point, Note note);
/// Issue and ledger row of the same kind.
void mend_line(Draft &draft, std::size_t line, Note note);
void mend_point(Draft &draft, std::size_t point, Note note);

} // namespace gastwin
