// SPDX-License-Identifier: Apache-2.0
// Steady flow when demands follow the pressure: customers draw d(p) = d0·appliance_share(p_g) (engine/outflow.hpp)
// instead of d0 whatever the pressure.
//
//   Mass    Σ_out q − Σ_in q + Σ_customers d(p) = 0     at each junction without a held pressure
//   Energy  ψ_from − ψ_to = φ_e(q_e)                    along each pipe (engine/zone_problem.hpp)
//   Feeds   feed_equation() = 0                         for each regulator, check valve, compressor
//   Relief  d(p) = relief_outflow() (engine/relief.hpp) at each outlet that has a relief valve
//   Sources hold their pressure; one with a largest flow C holds it while q < C:  min( p_s − p, c (C − q) ) = 0
// All zones at once: what a starved zone draws depends on the pressure above it, and this on what it draws.
//
// One solution. Solve each edge for its flow: what leaves a junction rises with its own potential and falls with those
// of its neighbours, and what leaves one junction enters another, so the balances' Jacobian has no positive entry off
// its diagonal and column sums Σ d' ≥ 0 (relief valves, increasing in p alone, only add to them): a column dominant
// M-matrix whatever branches are active, feeds in series, in parallel or in cycles. Strictly so with a small loss and
// leak ε in every feed and customer. Such a map is one to one and inverse isotone (Moré and Rheinboldt 1973:
// M-functions), and it has a zero, because d is bounded by what is asked for, pressures by sources and feeds, and
// injection by the pressure at which it ends. Less demand anywhere raises pressures everywhere. No pressure falls below
// that at which the last customer stops: the lowest junction with flow has a customer who draws.
//
// How it is found. Newton's method on (ψ, q) with the active branches, flows carried so that φ is never inverted; steps
// are cut until Σ mass²/a + Σ W energy² + Σ feed² has fallen, in the measure of the matrix where the step starts, for
// which Newton's direction is one of descent. Far from the solution customers beyond an end of their range count with
// the slope of the chord to its other end: where nobody's draw depends on the pressure, Newton's step would fly off.
// Where that fails the path of the unique solutions in ε is followed from ε = 1, where feeds and customers are nearly
// linear, to 1e-12, in shorter steps where it has to be. A path exists always; that Newton's method can follow it is no
// theorem at its kinks. Measured: none of 3000 with every device, and at most 5 of 5000 deliberately absurd networks,
// mostly with a source at its limit, end as max_iterations (tests/engine/*_property_test.cpp).
// The search is given up after a number of iterations that falls with the size of the network, some minutes of work; a
// progress callback is asked before each. Cities in which hundreds of zones are short of gas need most of it.
// Start: the last answer of the model for the same zones; else the pressures found for fixed demands. Where they give
// every customer all they ask for they are the answer.
#pragma once
#include <span>

#include "engine/tiers.hpp"

namespace gastwin {

/// After solve_tiers(): does a relief valve blow off at these pressures, or stand where more is injected than taken?
[[nodiscard]] bool opens_relief_valve(const Tiers &tiers);

/// Precondition: solve_tiers() is done. Replaces its answer and fills `supplied_kg_s` where, at its pressures, somebody
/// draws less than the demand or a source gives more than it can. Pressures are positive and finite in any case.
/// Zones in which injected gas finds no way out are `over_supplied`.
void follow_pressure(Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
                     const Progress &progress);

/// Precondition: solve_tiers() is done for fixed demands. Where no physical pressures exist for them, fills
/// `infeasible`, and demand follows the pressure in these zones and those below them: no other zone is worse off than
/// in the answer it had, for less demand anywhere raises pressures everywhere. A source that would give more than it
/// can is held to its limit; where then not everybody is served, its zone is infeasible. Zones that found no balance
/// are tried again, all at once; so is everything where a relief valve opens, whose zone may draw on all above it.
void relieve(Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
             const Progress &progress);

} // namespace gastwin
