// SPDX-License-Identifier: Apache-2.0
// Buildings, enclosed spaces, works and special places (schools, hospitals ...) over, in and beside buried pipes.
//
// Rules
//   built_over       a building's outline holds more than 0.3 m of the pipe's axis (less lies within drawing accuracy)
//   in_space         a space's plan holds more than 0.05 m of the axis, and the pipe's cover lies between its roof and
//                    its floor; crosses_space: above or below it, or the depths are not all known
//   protection_zone  nearer to the pipe's wall than 0.5 m (low and medium pressure), 1.5 m (sub-high), 5 m (high)
//   control_zone     nearer than 5, 15, 50 m (gis/clearances.hpp)
// Works count as in the protection zone where they reach it, even across the pipe.
// Special places count by the building they are in where that is drawn, else by the point registered. What lies beside
// a pipe also carries the clearance that the rules ask for between the two. Caveats: pipes above ground and abandoned
// ones are left out; other things without an outline (a manhole known as a point) have no row; rings are outer rings,
// courtyards count as building. One row per pipe and thing.
#pragma once
#include "models/inventory.hpp"

namespace gastwin {

/// Plans beside the network, row by row those of its building, enclosure and record tables; empty: none known.
struct Plans {
    Shapes building, enclosure, record;
};

/// All pairs within the control zone, by table, thing and pipe. O(n log n + pairs).
[[nodiscard]] Exposures find_exposures(const Network &network, const Plans &plans);

/// Issues for what must not be: built_over; in_enclosed_space where no protection is recorded; clearance_too_small
/// beside a space that the pipe does not meet; works_without_protection for works not over that reach a control zone
/// without a protection plan or a guardian on record (blank counts as none).
void report_exposures(const Network &network, const Exposures &exposures, Issues &issues);

} // namespace gastwin
