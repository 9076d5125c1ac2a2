// SPDX-License-Identifier: Apache-2.0
// What looks like a junction and was not made one: findings for the surveyor, and crossings joined on request.
#pragma once
#include "gis/draft.hpp"

namespace gastwin {

/// Dead ends within snap_m of another line, and junctions within t_noding_m of one, that were not joined to it
/// (near_miss), the nearest for each. `segments`: of the courses.
void report_near_misses(Draft &draft, const SegmentIndex &segments);

/// Pairs of lines that cross without a junction, one row per pair at their first crossing (crossing).
void report_crossings(Draft &draft, const SegmentIndex &segments);

/// Joins such pairs at that place (Crossings::connected): issue and ledger row `crossing` each. To be called once joins
/// are executed; pairs of two pressure tiers or of clearly different depth stay apart.
void connect_crossings(Draft &draft, const SegmentIndex &segments);

} // namespace gastwin
