// SPDX-License-Identifier: Apache-2.0
#include "engine/outflow.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

constexpr double rounding = 0.01; ///< share of the service range over which each end is rounded

} // namespace

Outflow served_share(double pressure_pa, double cut_off_pa, double band_pa) {
    const double s = std::clamp((pressure_pa - cut_off_pa) / band_pa, 0.0, 1.0);
    return {s * s * (3.0 - 2.0 * s), 6.0 * s * (1.0 - s) / band_pa};
}

bool is_sound(const ServicePressure &service) {
    return service.minimum_pa >= 0.0 && service.required_pa > service.minimum_pa && std::isfinite(service.required_pa);
}

Outflow appliance_share(double gauge_pressure_pa, const ServicePressure &service) {
    const double range = service.required_pa - service.minimum_pa;
    const double x = (gauge_pressure_pa - service.minimum_pa) / range;
    if (x <= 0.0) return {0.0, 0.0};
    if (x >= 1.0) return {1.0, 0.0};
    if (x < rounding) { // √a (5t² − 3t³)/2 joins √x at a with its slope
        const double t = x / rounding, top = std::sqrt(rounding);
        return {0.5 * top * t * t * (5.0 - 3.0 * t), 0.5 * top * t * (10.0 - 9.0 * t) / (rounding * range)};
    }
    const double root = std::sqrt(x), left = 1.0 - x;
    if (left >= rounding) return {root, 0.5 / (root * range)};
    // Downwards from 1, s = (1 − x)/a: 1 − αs² − βs³ joins √x at s = 1 with its slope.
    const double s = left / rounding, edge = std::sqrt(1.0 - rounding);
    const double fall = 1.0 - edge, slope = 0.5 * rounding / edge;
    const double alpha = 3.0 * fall - slope, beta = slope - 2.0 * fall;
    return {1.0 - s * s * (alpha + beta * s), s * (2.0 * alpha + 3.0 * beta * s) / (rounding * range)};
}

Outflow hole_outflow(const Gas &gas, double area_m2, double pressure_pa, double atmosphere_pa) {
    return orifice_release(gas, {.area_m2 = area_m2, .discharge_coefficient = hole_coefficient}, pressure_pa,
                           atmosphere_pa);
}

Outflow buried_outflow(const Gas &gas, const BuriedHole &hole, double pressure_pa, double atmosphere_pa) {
    const auto flow = [&](double p) {
        return buried_release(gas, hole.orifice, hole.soil, p, atmosphere_pa).flow_kg_s;
    };
    const double head_pa = pressure_pa - atmosphere_pa;
    if (!(head_pa > 0.0)) return {0.0, 0.0};
    const double step_pa = 1e-3 * head_pa;
    return {flow(pressure_pa), (flow(pressure_pa + step_pa) - flow(pressure_pa - step_pa)) / (2.0 * step_pa)};
}

} // namespace gastwin
