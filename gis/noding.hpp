// SPDX-License-Identifier: Apache-2.0
// Joins that the drawing suggests: ends that meet, ends that touch the inside of another line, lines that cross.
//
// Finding and joining are two steps, so that pressure tiers can be settled on the certain joins (those within
// t_noding_m) before anything is united.
#pragma once
#include "gis/disjoint_sets.hpp"
#include "gis/draft.hpp"

namespace gastwin {

/// A node that may be another node, or may lie on the inside of a line.
struct Join {
    std::int32_t node;
    std::int32_t other_node = -1; ///< this, or
    std::int32_t line = -1;       ///< this and
    double along_m = 0.0;         ///< where on it
    double distance_m = 0.0;
    Point at = {};         ///< meeting point
    bool past_end = false; ///< the line of the node runs past the meeting point (overshoot)
    bool certain = false;  ///< within t_noding_m
};

/// Candidates in the order in which they are to be tried: nearest first. Which ones:
///  * a loose end and any other node within snap_m, but never more than 0.45 of its own line's length;
///  * two dead ends with different point numbers at the same place;
///  * a node within t_noding_m of the inside of a line it does not belong to, unless several lines end there and it
///    is a riser or a place where pipes come out of the ground (立管, 出地);
///  * a loose dead end, a tee (三通, 四通) with fewer lines than it should have, or a point that a register names and
///  no
///    line reaches, within snap_m of such an inside, or past it.
///
/// `segments`: of the courses. The result does not depend on the number of threads.
[[nodiscard]] std::vector<Join> find_joins(const Draft &draft, const SegmentIndex &segments);

/// Carries them out, most certain first: nodes become one, lines get a Cut. Never joins two tiers
/// (class_change_without_regulator), never closes a line on itself. Afterwards end_node and cut name final nodes.
void execute_joins(Draft &draft, std::span<const Join> joins);

} // namespace gastwin
