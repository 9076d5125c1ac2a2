// SPDX-License-Identifier: Apache-2.0
// What the numbers mean: a status for each zone, how much demand cannot be met, where it is worst and why.
#pragma once
#include "engine/tiers.hpp"

namespace gastwin {

struct Verdict {
    Status status = Status::converged;
    double demand_kg_s = 0.0, unmet_kg_s = 0.0;
    double served_share = 1.0; ///< of the demand in the zone
    double min_gauge_pressure_pa = missing_real;
    std::int32_t nodes = 0;
    std::int32_t lowest_vertex = -1; ///< lowest gauge pressure
    std::string explanation;
};

/// Pressure of every vertex; NaN in zones without supply.
[[nodiscard]] std::vector<double> vertex_pressures_pa(const Tiers &tiers);

/// By zone: why no physical pressures exist for the demands as they stand; empty where they do. Precondition:
/// solve_tiers(). Largest feasible share of an infeasible zone's demands: that at which its lowest absolute pressure is
/// zero, with the pressures and flows that its feeds have.
[[nodiscard]] std::vector<std::string> infeasible_zones(const Tiers &tiers);

/// One per zone.
[[nodiscard]] std::vector<Verdict> judge_zones(const Tiers &tiers, std::span<const double> pressure_pa,
                                               std::span<const double> customer_demand_kg_s,
                                               double required_gauge_pressure_pa);

/// The node at the vertex, or the nearer end of the pipe it lies on; "" for -1.
[[nodiscard]] std::string node_name(const Tiers &tiers, std::int32_t vertex);

} // namespace gastwin
