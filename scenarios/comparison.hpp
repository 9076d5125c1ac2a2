// SPDX-License-Identifier: Apache-2.0
// A failed network beside the sound one: who has lost gas, has too little pressure, or too much.
#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "engine/steady.hpp"

namespace gastwin {

/// The sound network at one demand, to which failures are compared.
struct Sound {
    std::span<const double> demand_kg_s; ///< not owned
    State state;
    std::vector<double> limit_pa; ///< gauge, of each node: that of its zone, infinite where no regulator holds one
};

/// Gauge pressure that a zone held at this set point must not exceed: set points of slam-shut valves by GB 50028 6.6.10
/// (from memory [U]): below 0.01 MPa one and a half times, at least 5 kPa; to 0.08 MPa one and a half times; to 0.4 MPa
/// 0.04 MPa more; above 1.1 times.
[[nodiscard]] double overpressure_limit_pa(double set_gauge_pressure_pa);

/// Takes the solved state of the network and its demands.
[[nodiscard]] Sound sound_network(const Network &network, std::span<const double> demand_kg_s, State state);

struct Loss {
    std::int32_t customers_out = 0, households_out = 0, special_out = 0; ///< had gas, have no way to a source now
    std::int32_t customers_low_pressure = 0;  ///< connected, enough pressure before, below the required one now
    std::int32_t customers_over_pressure = 0; ///< within limits before, above the limit of their zone now
    double unmet_kg_s = 0.0;                  ///< beyond that of the sound network
    double max_gauge_pressure_pa = std::numeric_limits<double>::quiet_NaN(); ///< where it exceeds the limit
    double length_over_pressure_m = 0.0; ///< pipes with an end above the limit, in limits before
    std::string worst_node;              ///< where the pressure is highest over its limit
};

/// `failed` has the same rows of nodes and customers.
[[nodiscard]] Loss compare(const Network &network, const Sound &sound, const State &failed,
                           double required_gauge_pressure_pa);

} // namespace gastwin
