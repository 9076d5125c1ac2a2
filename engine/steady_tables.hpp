// SPDX-License-Identifier: Apache-2.0
// From solved zones to result tables.
#pragma once
#include "engine/verdict.hpp"

namespace gastwin {

/// Gives the tables a row for each element: ids, and defaults for the rest.
void name_rows(const Tiers &tiers, State &state);

/// Tables and totals of a solved network, into rows that have their names. A pipe that customers or shut valves divide
/// reports the mean flow over its length and the pressure drop from end to end; velocity is at the mean pressure ⅔ (p1²
/// + p1 p2 + p2²)/(p1 + p2). In zones without supply flows are zero and pressures missing.
void tabulate(const Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
              State &state);

} // namespace gastwin
