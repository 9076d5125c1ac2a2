// SPDX-License-Identifier: Apache-2.0
#include "models/hand_formulas.hpp"

#include <cmath>
#include <limits>

namespace gastwin {
namespace {

constexpr double hour = 3600.0, day = 86400.0;
constexpr double inch = 0.0254, foot = 0.3048, mile = 5280.0 * foot, cubic_foot = foot * foot * foot;
constexpr double rankine_per_kelvin = 1.8;
constexpr double psi = 6894.757293168, inch_of_water = 249.08891; // at 4 °C

double mm(double metres) { return 1e3 * metres; }

double difference_of_squares_pa2(const HandPipe &pipe) {
    return (pipe.inlet_pressure_pa - pipe.outlet_pressure_pa) * (pipe.inlet_pressure_pa + pipe.outlet_pressure_pa);
}

/// (p1² − p2²)/(T L) in kPa²/(K km), the part all formulas after Menon share.
double menon_gradient(const HandPipe &pipe) {
    return 1e-6 * difference_of_squares_pa2(pipe) / (pipe.temperature_k * 1e-3 * pipe.length_m);
}

double menon_base(const HandPipe &pipe) { return pipe.base_temperature_k / (1e-3 * pipe.base_pressure_pa); }

/// Pressure drop in inches of water per foot.
double american_gradient(const HandPipe &pipe) {
    return (pipe.inlet_pressure_pa - pipe.outlet_pressure_pa) / inch_of_water / (pipe.length_m / foot);
}

double mueller_flow_m3_s(const HandPipe &pipe, double constant, double gradient) {
    const double d = pipe.inner_diameter_m / inch;
    return cubic_foot / hour * constant * std::pow(d, 2.725) / std::pow(pipe.relative_density, 0.425) *
           std::pow(gradient, 0.575);
}

/// Q of `drop` = constant · G L Q^1.82 d^−4.82.
double renouard_flow_m3_s(const HandPipe &pipe, double constant, double drop) {
    const double d = std::pow(mm(pipe.inner_diameter_m), 4.82);
    return std::pow(drop * d / (constant * pipe.relative_density * pipe.length_m), 1.0 / 1.82) / hour;
}

/// Q = constant (drop d⁵/(G L))^0.5 with the drop in mbar.
double root_flow_m3_s(const HandPipe &pipe, double constant) {
    const double drop_mbar = 1e-2 * (pipe.inlet_pressure_pa - pipe.outlet_pressure_pa);
    return constant / hour *
           std::sqrt(drop_mbar * std::pow(mm(pipe.inner_diameter_m), 5.0) / (pipe.relative_density * pipe.length_m));
}

/// λ Q²/d⁵ ρ T/T0 of (6.2.5) and (6.2.6-1), Q in m³/h, d in mm.
double gb_group(const GbPipe &pipe, GbMaterial material) {
    const double q = hour * pipe.flow_m3_s;
    return gb50028_friction_factor(pipe, material) * q * q / std::pow(mm(pipe.inner_diameter_m), 5.0) *
           pipe.density_kg_m3 * pipe.temperature_k / zero_celsius_k;
}

} // namespace

double gb50028_reynolds(const GbPipe &pipe) {
    return 0.353678 * hour * pipe.flow_m3_s / (mm(pipe.inner_diameter_m) * pipe.kinematic_viscosity_m2_s);
}

double gb50028_friction_factor(const GbPipe &pipe, GbMaterial material) {
    const double re = gb50028_reynolds(pipe), d = mm(pipe.inner_diameter_m), q = hour * pipe.flow_m3_s;
    if (re <= 2100.0) return 64.0 / re;
    if (re <= 3500.0) return 0.03 + (re - 2100.0) / (65.0 * re - 1e5);
    if (material == GbMaterial::cast_iron)
        return 0.102236 * std::pow(1.0 / d + 5158.0 * d * pipe.kinematic_viscosity_m2_s / q, 0.284);
    return 0.11 * std::pow(mm(pipe.roughness_m) / d + 68.0 / re, 0.25);
}

double gb50028_low_pressure_drop_pa_per_m(const GbPipe &pipe, GbMaterial material) {
    return pipe.flow_m3_s > 0.0 ? 6.26e7 * gb_group(pipe, material) : 0.0;
}

double gb50028_outlet_pressure_pa(const GbPipe &pipe, GbMaterial material, double inlet_pressure_pa, double length_m,
                                  double compressibility) {
    if (!(pipe.flow_m3_s > 0.0)) return inlet_pressure_pa;
    const double inlet_kpa = 1e-3 * inlet_pressure_pa;
    const double square =
        inlet_kpa * inlet_kpa - 1.27e10 * gb_group(pipe, material) * compressibility * 1e-3 * length_m;
    return square > 0.0 ? 1e3 * std::sqrt(square) : std::numeric_limits<double>::quiet_NaN();
}

double weymouth_flow_m3_s(const HandPipe &pipe) {
    const double gradient = menon_gradient(pipe) / (pipe.relative_density * pipe.compressibility);
    return 3.7435e-3 / day * menon_base(pipe) * std::sqrt(gradient) * std::pow(mm(pipe.inner_diameter_m), 2.667);
}

double panhandle_a_flow_m3_s(const HandPipe &pipe) {
    const double gradient = menon_gradient(pipe) / (std::pow(pipe.relative_density, 0.8539) * pipe.compressibility);
    return 4.5965e-3 / day * std::pow(menon_base(pipe), 1.0788) * std::pow(gradient, 0.5394) *
           std::pow(mm(pipe.inner_diameter_m), 2.6182);
}

double panhandle_b_flow_m3_s(const HandPipe &pipe) {
    const double gradient = menon_gradient(pipe) / (std::pow(pipe.relative_density, 0.961) * pipe.compressibility);
    return 1.002e-2 / day * std::pow(menon_base(pipe), 1.02) * std::pow(gradient, 0.51) *
           std::pow(mm(pipe.inner_diameter_m), 2.53);
}

double igt_flow_m3_s(const HandPipe &pipe) {
    const double poise = 10.0 * pipe.viscosity_pa_s;
    const double gradient = menon_gradient(pipe) / (std::pow(pipe.relative_density, 0.8) * std::pow(poise, 0.2));
    return 1.2822e-3 / day * menon_base(pipe) * std::pow(gradient, 0.555) * std::pow(mm(pipe.inner_diameter_m), 2.667);
}

double spitzglass_high_pressure_flow_m3_s(const HandPipe &pipe) {
    const double d = pipe.inner_diameter_m / inch;
    const double gradient = difference_of_squares_pa2(pipe) / (psi * psi) /
                            (pipe.relative_density * rankine_per_kelvin * pipe.temperature_k * pipe.length_m / mile *
                             pipe.compressibility * (1.0 + 3.6 / d + 0.03 * d));
    const double base = rankine_per_kelvin * pipe.base_temperature_k / (pipe.base_pressure_pa / psi);
    return cubic_foot / day * 729.6087 * base * std::sqrt(gradient) * std::pow(d, 2.5);
}

double spitzglass_low_pressure_flow_m3_s(const HandPipe &pipe) {
    const double d = pipe.inner_diameter_m / inch;
    return cubic_foot / hour * 3550.0 *
           std::sqrt(american_gradient(pipe) * std::pow(d, 5.0) / (pipe.relative_density * (1.0 + 3.6 / d + 0.03 * d)));
}

double mueller_high_pressure_flow_m3_s(const HandPipe &pipe) {
    return mueller_flow_m3_s(pipe, 2826.0, difference_of_squares_pa2(pipe) / (psi * psi) / (pipe.length_m / foot));
}

double mueller_low_pressure_flow_m3_s(const HandPipe &pipe) {
    return mueller_flow_m3_s(pipe, 2971.0, american_gradient(pipe));
}

double renouard_medium_pressure_flow_m3_s(const HandPipe &pipe) {
    return renouard_flow_m3_s(pipe, 48.6, 1e-10 * difference_of_squares_pa2(pipe));
}

double renouard_low_pressure_flow_m3_s(const HandPipe &pipe) {
    return renouard_flow_m3_s(pipe, 23200.0, 1e-2 * (pipe.inlet_pressure_pa - pipe.outlet_pressure_pa));
}

double lacey_flow_m3_s(const HandPipe &pipe) {
    const double fanning = 0.0044 * (1.0 + 12.0 / (0.276 * mm(pipe.inner_diameter_m)));
    return root_flow_m3_s(pipe, 5.72e-4 / std::sqrt(fanning));
}

double pole_flow_m3_s(const HandPipe &pipe) { return root_flow_m3_s(pipe, 7.1e-3); }

double polyflo_flow_m3_s(const HandPipe &pipe) {
    const double drop_bar2 = 1e-10 * difference_of_squares_pa2(pipe);
    const double d = std::pow(mm(pipe.inner_diameter_m), 4.848);
    return std::pow(drop_bar2 * d / (27.24 * pipe.length_m), 1.0 / 1.848) / hour;
}

} // namespace gastwin
