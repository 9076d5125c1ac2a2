// SPDX-License-Identifier: Apache-2.0
// From survey rows to a network: the second stage, after import_survey() and before any computation.
#pragma once
#include "models/inventory.hpp"
#include "models/progress.hpp"

namespace gastwin {

/// What pipes that cross in plan without a surveyed junction mean.
enum class Crossings : std::uint8_t {
    unconnected, ///< one lies above the other; each crossing is listed
    connected    ///< they join, unless their pressure tiers differ or their recorded depths by 0.2 m or more
};

struct ConnectOptions {
    double snap_m = 0.5;           ///< ends without a usable point id join what lies within this
    double t_noding_m = 0.01;      ///< "at the same place"; ends this near to the inside of a line split it
    double max_end_offset_m = 5.0; ///< a line end farther from the point it names does not mean that point
    double valve_reach_m = 5.0;    ///< a valve without a usable pipe id goes to the nearest pipe within this
    double customer_reach_m =
        100; ///< a user known by coordinates only goes to the nearest low-pressure pipe within this
    Crossings crossings = Crossings::unconnected;
    bool use_levels = true;        ///< node heights from the ground levels; false: all at level 0
    double bridge_m = 50.0;        ///< longest missing pipe drawn in to users whom no pipe reaches; 0: none is drawn
    double suggest_reach_m = 50.0; ///< how far a suggested missing pipe may reach
    /// Columns whose being unknown means "built before 2000" (gis/unknown_policy.hpp); DEFAULT: none, all are
    /// estimated.
    std::vector<std::string> unknown_as_old = {};
};

/// Joins the inventory to a network. Guarantees:
///  * every survey line ends as one pipe, as several pieces of it (ids "P", "P~2", "P~3"; the longest keeps the id), or
///    as an issue that names why not;
///  * every change is a row of the repair ledger whose `before` restores the survey, and every problem an issue row;
///  * pipes of two pressure tiers never share a node: only regulators join tiers;
///  * the result passes check(network), unless the registers themselves repeat ids or hold illegal values;
///  * the same input gives the same output. O(n log n).
/// Survey lines without drawings are drawn straight between their points. Throws Error("no_survey_found") when the
/// inventory holds no survey line, Error("value_out_of_range") for a snap_m outside 0…100, for lines that touch or
/// cross everywhere and for an unknown_as_old that is no such column, Error("interrupted") when `progress` says so.
[[nodiscard]] Twin connect(Inventory inventory, const ConnectOptions &options = {}, const Progress &progress = {});

} // namespace gastwin
