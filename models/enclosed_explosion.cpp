// SPDX-License-Identifier: Apache-2.0
#include "models/enclosed_explosion.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

double square(double x) { return x * x; }

} // namespace

double closed_overpressure_pa(const ClosedExplosion &e) {
    const double room = e.room_m3, mixture = std::min(e.fuel_m3 / e.stoichiometric_fraction, room);
    const double fuel = mixture * e.stoichiometric_fraction;
    const double swelling = (room + fuel) / room * ((room + mixture * (e.expansion_ratio - 1.0)) / room);
    return e.ambient_pa * (std::pow(swelling, e.heat_capacity_ratio) - 1.0);
}

VentedOverpressure vented_overpressure(double room_m3, double vent_area_m2, double vent_opening_pa) {
    const double ratio = vent_area_m2 / room_m3;
    const double peak = std::max(3e3 + vent_opening_pa, 3e3 + 0.5 * vent_opening_pa + 40.0 / square(ratio));
    return {peak, room_m3 <= 1000.0 && ratio >= 0.05 && ratio <= 0.15};
}

double detonation_overpressure(double r) {
    return 0.34 / std::pow(r, 4.0 / 3.0) + 0.062 / square(r) + 0.0033 / (r * r * r);
}

double deflagration_overpressure(double scaled_distance, double flame_speed_m_s, double expansion_ratio) {
    const double r = std::max(0.34, scaled_distance);
    return square(flame_speed_m_s / 340.0) * (expansion_ratio - 1.0) / expansion_ratio * (0.83 / r - 0.14 / square(r));
}

double kinney_graham_overpressure(double z) {
    return 808.0 * (1.0 + square(z / 4.5)) /
           std::sqrt((1.0 + square(z / 0.048)) * (1.0 + square(z / 0.32)) * (1.0 + square(z / 1.35)));
}

double sadovsky_overpressure_pa(double tnt_kg, double distance_m) {
    const double r = distance_m;
    return 101.3e3 *
           (0.8 * std::pow(tnt_kg, 0.33) / r + 3.0 * std::pow(tnt_kg, 0.66) / square(r) + 5.0 * tnt_kg / (r * r * r));
}

double tnt_equivalent_kg(const Blast &blast) {
    return blast.tnt_yield * blast.fuel_kg * blast.heat_of_combustion_j_kg / tnt_j_kg;
}

double peak_overpressure_pa(const Blast &blast, double distance_m) {
    if (!(blast.fuel_kg > 0.0)) return 0.0;
    const double scaled = distance_m * std::cbrt(blast.ambient_pa / (blast.fuel_kg * blast.heat_of_combustion_j_kg));
    switch (blast.law) {
    case BlastLaw::tnt:
        break;
    case BlastLaw::sadovsky:
        return sadovsky_overpressure_pa(tnt_equivalent_kg(blast), distance_m);
    case BlastLaw::detonation:
        return blast.ambient_pa * detonation_overpressure(scaled);
    case BlastLaw::deflagration:
        return blast.ambient_pa * deflagration_overpressure(scaled, blast.flame_speed_m_s, blast.expansion_ratio);
    }
    return blast.ambient_pa * kinney_graham_overpressure(distance_m / std::cbrt(tnt_equivalent_kg(blast)));
}

double blast_reach_m(const Blast &blast, double overpressure_pa) {
    double low = std::log(1e-3), high = std::log(1e6);
    if (peak_overpressure_pa(blast, std::exp(low)) < overpressure_pa) return 0.0;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (peak_overpressure_pa(blast, std::exp(middle)) >= overpressure_pa ? low : high) = middle;
    }
    return std::exp(low);
}

} // namespace gastwin
