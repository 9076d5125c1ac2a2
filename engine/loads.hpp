// SPDX-License-Identifier: Apache-2.0
#pragma once
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

} // namespace gastwin
