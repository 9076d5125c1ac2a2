// SPDX-License-Identifier: Apache-2.0
// Regulators between zones: who feeds what, at which pressure.
//
// Every control passes gas one way. With the pressure h it would hold at its outlet, inlet pressure p_u, outlet
// pressure p_d, flow q and capacity C it obeys
//   max( min( h(p_u, q) − p_d,  c (C − q) ), −c q ) = 0
// in words: it holds h while it can, passes C at most, and passes nothing when its outlet is higher. With set point s,
// largest ratio r and least differential δ
//   h = min( s − droop(q), r p_u − δ )
//   regulator        r = 1: neither compresses nor passes gas back; wide open (p_d = p_u − δ) where the inlet is low.
//                    Droop and lock-up count only where a capacity is given. Failed open: s is that of its monitor, or
//                    without one infinite.
//   check valve      r = 1, s infinite
//   compressor       at a ratio: s infinite; at an outlet pressure: s, but never below p_u (its bypass); at a flow:
//   that
//                    flow is C, s infinite. Both ends may lie in one zone, as those of a check valve.
// All are monotone, h rising in p_u and falling in q, which is what the uniqueness below rests on for r = 1.
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
// 3. Zones with several feeds of which one turns out starved, has no set point, or stands within the zone:
//    engine/starvation.hpp.
// 4. Zones without source that only inject, behind one check valve or compressor: their flow is known from the start,
//    their level follows from the zone below.
#pragma once
#include "engine/tiers.hpp"

namespace gastwin {

/// Passes 1 to 4. Afterwards every supplied tier has `flow` and `level_pa2`, every feed flow and mode.
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
