// SPDX-License-Identifier: Apache-2.0
// Regulators between zones: who feeds what, at which pressure.
//
// A regulator with set point s, inlet pressure p_u, outlet pressure p_d, flow q and capacity C obeys
//   max( min( s − droop(q) − p_d,  p_u − p_d,  c (C − q) ), −c q ) = 0
// in words: it holds s while it can, stands wide open (p_d = p_u) when its inlet is lower, passes C at most, and passes
// nothing when its outlet is higher. It neither compresses nor passes gas back. Wide open it has no loss. Droop and
// lock-up count only where a capacity is given. Failed open: the same without set point.
//
// Zones form an acyclic order. In that order the solution is found in three passes:
// 1. Flows, lowest zones first. Each zone is solved as if no inlet were starved (p_u ≥ s). With one feed its flow is
// the
//    zone's demand. With several, flows are limited from below (0) and above (C): starting with all feeds open, those
//    through which gas would leave are closed, until none is left; then those above their capacity are limited to it
//    and the closing starts anew. Junction balances are isotone in the potentials (an M-function): closing an outflow
//    raises every pressure, so a closed feed never needs to open again; limiting an inflow lowers every pressure, so a
//    limited feed stays limited. Both sets only grow: finitely many solves, no cycling.
//    Feeds that hold the same pressure at one junction share its flow in proportion to capacity (unlimited ones count
//    like the largest limited one).
// 2. Pressures, highest zones first. A zone with one feed takes min(s, p_u); its flows do not depend on it.
// 3. Zones with several feeds of which one turns out starved: engine/starvation.hpp.
#pragma once
#include "engine/tiers.hpp"

namespace gastwin {

/// Passes 1 to 3. Afterwards every supplied tier has `flow` and `level_pa2`, every feed flow and mode.
void solve_tiers(Tiers &tiers, const Progress &progress);

/// Pass 1 for one zone, whose outgoing feeds' flows are known.
void share_demand(Tiers &tiers, std::int32_t zone);

/// Pass 2 for one zone, whose upstream zones have their levels.
void set_level(Tiers &tiers, std::int32_t zone);

/// Customers' demand plus what the feeds out of the zone take.
[[nodiscard]] double net_demand_kg_s(const Tiers &tiers, std::int32_t zone);

/// Several ways for gas to enter: flows depend on pressures.
[[nodiscard]] inline bool is_multi_fed(const Tier &tier) { return tier.in.size() + tier.held.size() > 1; }

/// Highest potential held by a source of the zone; 0 without one.
[[nodiscard]] double source_level_pa2(const Tier &tier);

/// Resets the zone's problem to customers' demand, what feeds below take, and sources held relative to level_pa2.
void load_zone(Tiers &tiers, std::int32_t zone);

} // namespace gastwin
