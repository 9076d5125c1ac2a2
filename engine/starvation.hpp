// SPDX-License-Identifier: Apache-2.0
// Zones with several feeds of which one is starved: its inlet cannot hold the set point, so how much it passes depends
// on the pressures on both sides, and these on how much it passes.
#pragma once
#include "engine/tiers.hpp"

namespace gastwin {

/// Precondition: passes 1 and 2 of engine/feeds.hpp are done for every zone.
///
/// Unknowns x: the flows of the feeds of the zones concerned and, in zones without a source, the pressure at the first
/// feed's outlet (its flow is then what is left of the demand). For given flows every zone is solved by itself, and the
/// regulator equation of engine/feeds.hpp is one residual in pascals for each feed.
///
/// Existence and uniqueness: for any choice of branches the Jacobian of the junction balances is a column diagonally
/// dominant M-matrix (what leaves one junction enters another), so its determinant never changes sign; the piecewise
/// smooth system is a homeomorphism. The same holds, strictly, when every regulator has a loss ε when open and a leak ε
/// when closed. The solution is therefore a continuous path in ε, followed from ε = 1, where the equations are nearly
/// linear, to 1e-11: at each ε Newton's method on the active branches with backtracking, and a shorter step in ε where
/// that fails. Zones where even the shortest step fails say `stalled`.
/// Zones join the set when one of their feeds turns out starved and never leave it: at most as many rounds as zones.
void settle_starved(Tiers &tiers, const Progress &progress);

/// Does a feed into this zone, one of several, pass gas it could not get at that pressure, or has it no set point? The
/// pressures of the zone and those above it are then one problem.
[[nodiscard]] bool has_starved_feed(const Tiers &tiers, std::int32_t zone);

} // namespace gastwin
