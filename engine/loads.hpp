// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "models/load.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Demand of each customer row.
/// fixed    the demand column.
/// peak     households: connected load × k(N), N the households of the customer's pressure zone (shut valves divide
///          zones), so that demands add up at every junction; other users: connected load × unit_peak_factor.
/// average  households: household_m3_per_day; other users: connected load × unit_average_factor.
/// The connected load of households is the column or, where it is missing, households × household_connected_m3_h. Rows
/// with neither a connected load nor households keep their demand column under every load.
/// Customers in zones without supply get their demand like all others.
/// Precondition for `peak`: require_sound(network).
[[nodiscard]] std::vector<double> customer_demand_kg_s(const Network &network, Load load, const LoadModel &model = {});

/// Demand of each customer row at an hour of the mean day of a month: that under Load::average times the factors of its
/// kind. Rows that inject keep what they inject. Throws Error("value_out_of_range") for an hour or month that does not
/// exist. Precondition: `pattern` is normalised.
[[nodiscard]] std::vector<double> demand_at_kg_s(const Network &network, const LoadTime &time,
                                                 const LoadPattern &pattern, const LoadModel &model = {});

/// Demand of each customer row at one moment, with appliances of households on or off by chance: at the peak, or at
/// `time` with appliances used as much more or less as makes the mean demand_at_kg_s() (as long as no appliance would
/// have to be on more than always). Appliances share the connected load of a row in proportion to the pattern's; a row
/// with a connected load but no number of households is one. Other rows: Load::peak or demand_at_kg_s(). Draws depend
/// on seed and row only. Preconditions: require_sound(network), `pattern` is normalised.
[[nodiscard]] std::vector<double> sampled_demand_kg_s(const Network &network, const std::optional<LoadTime> &time,
                                                      std::uint64_t seed, const LoadPattern &pattern,
                                                      const LoadModel &model = {});

} // namespace gastwin
