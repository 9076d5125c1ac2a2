// SPDX-License-Identifier: Apache-2.0
#include "engine/relief.hpp"

#include <cmath>

#include "models/units.hpp"

namespace gastwin {
namespace {

constexpr double assumed_diameter_m = 0.025;

} // namespace

std::optional<ReliefValve> relief_valve(const Regulators &regulator, std::size_t row, const Gas &gas,
                                        double atmosphere_pa) {
    const double opens = regulator.relief_gauge_pressure_pa[row], diameter = regulator.relief_diameter_m[row];
    if (is_missing(opens)) return std::nullopt;
    const double band = opens * regulator.relief_accumulation_percent[row] / 100.0;
    ReliefValve valve{.opens_pa = opens + atmosphere_pa,
                      .full_pa = opens + band + atmosphere_pa,
                      .capacity_kg_s = regulator.relief_capacity_kg_s[row],
                      .area_m2 = is_missing(diameter) ? missing_real : circle_area_m2(diameter),
                      .atmosphere_pa = atmosphere_pa};
    const double capacity = regulator.capacity_kg_s[row];
    if (is_missing(valve.capacity_kg_s) && is_missing(diameter) && std::isfinite(capacity))
        valve.capacity_kg_s = capacity;
    if (is_missing(valve.capacity_kg_s) && is_missing(diameter)) valve.area_m2 = circle_area_m2(assumed_diameter_m);
    const double per_area = hole_outflow(gas, 1.0, valve.full_pa, atmosphere_pa).flow_kg_s;
    if (is_missing(valve.area_m2)) valve.area_m2 = valve.capacity_kg_s / per_area;
    if (is_missing(valve.capacity_kg_s)) valve.capacity_kg_s = valve.area_m2 * per_area;
    return valve;
}

Outflow relief_outflow(const Gas &gas, const ReliefValve &valve, double pressure_pa) {
    if (pressure_pa <= valve.opens_pa) return {0.0, 0.0};
    const double slope = valve.capacity_kg_s / (valve.full_pa - valve.opens_pa);
    const Outflow lifting{slope * (pressure_pa - valve.opens_pa), slope};
    const Outflow orifice = hole_outflow(gas, valve.area_m2, pressure_pa, valve.atmosphere_pa);
    return lifting.flow_kg_s < orifice.flow_kg_s ? lifting : orifice;
}

} // namespace gastwin
