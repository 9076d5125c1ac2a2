// SPDX-License-Identifier: Apache-2.0
#include "engine/pipe_element.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

/// Share of the capacity over which the lock-up rise fades (EN 334 calls it the lock-up pressure zone, here SZ 5).
constexpr double lockup_zone = 0.05;
constexpr double largest = 1e9;
constexpr double least_droop_pa = 1.0; ///< at full capacity: keeps φ of a perfectly flat outlet strict

} // namespace

double carried_diameter_m(double inner_diameter_m) { return std::clamp(inner_diameter_m, 1e-4, 1e3); }

PipeElement pipe_element(const Gas &gas, const PipeGeometry &pipe, double gravity_length) {
    const double length = std::clamp(pipe.length_m, 1e-3, largest), d = carried_diameter_m(pipe.inner_diameter_m);
    const double mu = gas.viscosity_pa_s;
    const bool given = pipe.friction_factor > 0.0; // false for "missing"
    return {.resistance_pa2 = length * gravity_length * gas.a2_m2_s2() * mu * mu / (2.0 * d * d * d),
            .reynolds_per_flow = d / (mu * circle_area_m2(d)),
            .relative_roughness = pipe.roughness_m / d,
            .local_loss = std::min(pipe.loss_coefficient, largest) * d / length,
            .given_factor = given ? std::min(pipe.friction_factor, largest) : 0.0,
            .inner_diameter_m = d};
}

double outlet_pressure_pa(const OutletElement &outlet, double flow_kg_s) {
    const double share = flow_kg_s / outlet.capacity_kg_s;
    return outlet.set_pa - outlet.droop_pa * share + outlet.lockup_pa * std::clamp(1.0 - share / lockup_zone, 0.0, 1.0);
}

Drop potential_drop(const Gas &gas, const OutletElement &outlet, double flow_kg_s) {
    OutletElement falling = outlet;
    falling.droop_pa = std::max(outlet.droop_pa, least_droop_pa);
    const double share = flow_kg_s / outlet.capacity_kg_s;
    const double fading = share >= 0.0 && share < lockup_zone ? outlet.lockup_pa / lockup_zone : 0.0;
    const double p = outlet_pressure_pa(falling, flow_kg_s);
    const double pressure_slope = (falling.droop_pa + fading) / outlet.capacity_kg_s;
    const double start = potential_pa2(gas, outlet_pressure_pa(outlet, 0.0));
    // Far beyond its capacity an iterate's pressure may be anything; its slope does not vanish.
    const double level = std::max(std::abs(potential_slope_pa(gas, p)), 1e-3 * potential_slope_pa(gas, outlet.set_pa));
    return {outlet.gravity * (start - potential_pa2(gas, p)), outlet.gravity * level * pressure_slope};
}

} // namespace gastwin
