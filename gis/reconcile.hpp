// SPDX-License-Identifier: Apache-2.0
// Point ids against drawings: every line end is assigned to the node of the point it names, and where the two disagree
// the rule below decides which one is wrong.
//
// At a node, ends within `t_noding_m` of each other agree. Two or more ends that agree with each other but not with the
// point outvote it (point_offset). Otherwise the point stands and the end is off: past it along the line's own
// direction (overshoot), short of it (undershoot), or aside (snap_gap). A lone end that disagrees with its point is
// decided by the recorded length: whichever makes the length come out right is right.
#pragma once
#include "gis/draft.hpp"

namespace gastwin {

/// One node per usable point number; of a repeated number the row nearest to the drawn ends (duplicate_point_id).
/// Points that only mark a valve make no node unless a line names them.
void make_point_nodes(Draft &draft);

/// Swaps from_point and to_point where the drawing runs the other way (endpoint_ids_reversed_vs_geometry).
void turn_reversed_ids(Draft &draft);

/// Assigns line ends to the nodes of the points they name. A number that several ends agree on but the point table
/// lacks gets its point back (missing_point_row). Ends that name nothing usable get a loose node of their own.
void assign_ends(Draft &draft);

/// Applies the rule at the top of this file; afterwards drawn ends lie on their nodes.
void settle_offsets(Draft &draft);

} // namespace gastwin
