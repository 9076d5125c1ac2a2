// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/sizing.hpp"

#include <cmath>

#include "models/units.hpp"

namespace gastwin::synthetic {
namespace {

constexpr double density_kg_m3 = 0.75, viscosity_m2_s = 14.3e-6, warm = 288.15 / zero_celsius_k;

} // namespace

double gradient(const Duty &duty, double inner_diameter_m) {
    const double d_mm = inner_diameter_m * 1e3, q = duty.flow_m3_h;
    if (q <= 0.0) return 0.0;
    const double reynolds = 0.353678 * q / (d_mm * viscosity_m2_s);
    const double lambda = reynolds <= 2100.0
                              ? 64.0 / reynolds
                              : 0.11 * std::pow(duty.roughness_m / inner_diameter_m + 68.0 / reynolds, 0.25);
    const double common = lambda * q * q / std::pow(d_mm, 5) * density_kg_m3 * warm;
    return duty.gauge_pressure_pa < 10e3 ? 6.26e7 * common : 1.27e7 * common; // 1.27e10 per km
}

double speed_m_s(const Duty &duty, double inner_diameter_m) {
    const double expanded = standard_pressure_pa / (standard_pressure_pa + duty.gauge_pressure_pa) * warm;
    return duty.flow_m3_h / 3600.0 * expanded / circle_area_m2(inner_diameter_m);
}

std::int32_t choose_size(std::span<const NominalSize> ladder, std::int32_t smallest, const Duty &duty) {
    const auto last = static_cast<std::int32_t>(ladder.size()) - 1;
    for (std::int32_t size = smallest; size < last; ++size) {
        const double bore = ladder[static_cast<std::size_t>(size)].inner_diameter_m;
        if (gradient(duty, bore) <= duty.gradient && speed_m_s(duty, bore) <= duty.speed_m_s) return size;
    }
    return last;
}

} // namespace gastwin::synthetic
