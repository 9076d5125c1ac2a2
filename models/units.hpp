// SPDX-License-Identifier: Apache-2.0
// Unit conversions. SI inside, always; these are called at the edges (gis/, python/) and in data definitions alone.
#pragma once
#include <cmath>
#include <numbers>

namespace gastwin {

inline constexpr double gas_constant_j_mol_k = 8.314462618; // CODATA 2018, exact
inline constexpr double gravity_m_s2 = 9.80665;             // standard gravity
inline constexpr double standard_pressure_pa = 101325.0;
inline constexpr double zero_celsius_k = 273.15;

constexpr double pa_from_kpa(double kpa) { return kpa * 1e3; }
constexpr double pa_from_mpa(double mpa) { return mpa * 1e6; }
constexpr double pa_from_bar(double bar) { return bar * 1e5; }
constexpr double m_from_mm(double mm) { return mm * 1e-3; }

/// Mass flow of Q m³/h counted at the reference state at which the density was given.
constexpr double kg_s_from_m3_h(double flow_m3_h, double reference_density_kg_m3) {
    return flow_m3_h * reference_density_kg_m3 / 3600.0;
}
constexpr double m3_h_from_kg_s(double flow_kg_s, double reference_density_kg_m3) {
    return flow_kg_s * 3600.0 / reference_density_kg_m3;
}

/// Pressure of the standard atmosphere at elevation z (troposphere law, lapse 6.5 K/km):
/// p_atm = p0 (1 − 0.0065 z / 288.15)^5.255. Valid −500…11 000 m. Sources, appliances and leaks all use this one.
inline double atmospheric_pressure_pa(double elevation_m) {
    return standard_pressure_pa * std::pow(1.0 - 0.0065 * elevation_m / 288.15, 5.255);
}

constexpr double circle_area_m2(double diameter_m) { return std::numbers::pi / 4.0 * diameter_m * diameter_m; }

} // namespace gastwin
