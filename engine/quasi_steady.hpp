// SPDX-License-Identifier: Apache-2.0
// A day as a row of steady states: what an hourly profile does to pressures where line-pack does not matter.
#pragma once
#include "engine/transient.hpp"

namespace gastwin {

/// solve_steady() at every output time of the options, with the demands, source pressures and events of that time.
/// Events count from their own time on; what protection shuts at one time (engine/protection.hpp) stays shut. Used of
/// the options: friction, local losses, times, factors, profiles, required pressure, protection, record. The tables are
/// those of simulate(); line-pack and sums over time (rates constant between outputs) are filled, closure is not:
/// steady flow stores nothing. Regulator rows are left out where `record.regulator` is empty. `status` is the worst of
/// all solves, `explanation` tells when it occurred first.
///
/// Throws Error as simulate(), and "usage" for an event of kind `hole`: it needs a pressure that flow depends on.
[[nodiscard]] TimeSeries simulate_quasi_steady(const Network &network, std::span<const double> customer_demand_kg_s,
                                               const TransientOptions &options = {}, std::span<const Event> events = {},
                                               const Progress &progress = {});

/// Throws Error("value_out_of_range") for options that make no sense. Checked by both kinds of simulation.
void require_options(const Network &network, std::span<const double> customer_demand_kg_s,
                     const TransientOptions &options);

/// from_s, from_s + output_step_s … to_s.
[[nodiscard]] std::vector<double> output_times(const TransientOptions &options);

} // namespace gastwin
