// SPDX-License-Identifier: Apache-2.0
// Protection that shuts and stays shut until someone resets it by hand: slam-shut valves of regulators, excess-flow
// valves, self-closing valves of households.
//
// A latched device is an event, not an equation: as a law without memory it would be non-monotone (less flow at more
// pressure drop) and the network could have several states. So: solve, test what trips, latch, solve again. Devices
// only shut and never open again, so there are at most as many rounds as devices. Upstream devices act on whole
// districts and act first: each round latches the one regulator that is farthest beyond its limit (in proportion), if
// there is none the one excess-flow valve, and if there is none all households' valves beyond theirs.
#pragma once
#include "engine/steady.hpp"
#include "engine/trips.hpp"

namespace gastwin {

/// What shut, in the order in which it did.
struct Trips {
    static constexpr std::string_view name = "result_trip", about = "";
    std::vector<std::string> id, table;
    std::vector<TripCause> cause;
    std::vector<double> value, limit;
    std::vector<std::int32_t> round;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "regulator, valve or customer that shut", &Trips::id),
            optional("table", "", "table of that id: regulator, valve or customer", &Trips::table, ""),
            optional("cause", "", "what was beyond its limit", &Trips::cause, TripCause::over_pressure),
            optional("value", "Pa(g) or kg/s", "pressure or flow at that moment; missing: no gas", &Trips::value,
                     missing_real),
            optional("limit", "Pa(g) or kg/s", "the limit", &Trips::limit, missing_real),
            optional("round", "", "round of the latching, from 1", &Trips::round, std::int32_t{0}));
    }
};

struct ProtectedState {
    State state; ///< after everything that trips has shut
    Trips trip;
};

/// Solves with protection: regulators with trip_high/trip_low_gauge_pressure_pa (sensed at the outlet while the inlet
/// has gas), valves on pipes with trip_flow_kg_s (sensed as the pipe's mean flow), customers who have a self-closing
/// valve among the devices (sensed at their connection; demand there is cut to nothing). A shut regulator has state
/// `closed`, an excess-flow valve is closed, as in the network handed in. Throws as solve_steady().
[[nodiscard]] ProtectedState solve_protected(const Network &network, std::span<const double> customer_demand_kg_s,
                                             const SolveOptions &options = {}, const ProtectionOptions &limits = {},
                                             const Progress &progress = {});

} // namespace gastwin
