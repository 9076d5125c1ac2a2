// SPDX-License-Identifier: Apache-2.0
// Buildings, enclosed spaces and works over, in and beside buried pipes, from their plans.
//
// Rules
//   built_over       a building's outline holds more than 0.3 m of the pipe's axis (less lies within drawing accuracy)
//   in_space         a space's plan holds more than 0.05 m of the axis, and the pipe's cover lies between its roof and
//                    its floor; crosses_space: above or below it, or the depths are not all known
//   protection_zone  nearer to the pipe's wall than 0.5 m (low and medium pressure), 1.5 m (sub-high), 5 m (high)
//   control_zone     nearer than 5, 15, 50 m (GB 55009-2021, 5.1.6 and 5.1.7)
// Works count as in the protection zone where they reach it, even across the pipe.
// Caveats: pipes above ground and abandoned ones are left out; a thing without an outline (a manhole known as a point)
// has no row; rings are outer rings, courtyards count as building. One row per pipe and thing.
#pragma once
#include "models/inventory.hpp"

namespace gastwin {

/// Plans beside the network, row by row those of its building, enclosure and record tables; empty: none known.
struct Plans {
    Shapes building, enclosure, record;
};

/// All pairs within the control zone, by table, thing and pipe. O(n log n + pairs).
[[nodiscard]] Exposures find_exposures(const Network &network, const Plans &plans);

/// Issues for what must not be: built_over, and in_enclosed_space where no protection is recorded.
void report_exposures(const Network &network, const Exposures &exposures, Issues &issues);

} // namespace gastwin
