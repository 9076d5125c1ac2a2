// SPDX-License-Identifier: Apache-2.0
#include "models/thermal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace gastwin {
namespace {

constexpr int source_count = 50, rising_count = 37; // 0.75 N

/// Weights of the sources, adding up to one.
std::array<double, source_count> source_weights() {
    std::array<double, source_count> weight{};
    double sum = 0.0;
    for (int j = 1; j <= source_count; ++j) {
        const double n = rising_count;
        const double w = j <= rising_count ? j : n - (n - 1.0) / (source_count - (n + 1.0)) * (j - (n + 1.0));
        weight[static_cast<std::size_t>(j - 1)] = w;
        sum += w;
    }
    for (double &w : weight) w /= sum;
    return weight;
}

/// Largest x ≤ far at which the falling branch of f still reaches `target`; 0 where it never does down to `near`.
template <class F> double outermost(double near, double far, double target, F &&f) {
    double x = far;
    while (x > near && f(x) < target) x /= 1.02;
    if (f(x) < target) return 0.0;
    double low = x, high = 1.02 * x;
    for (int i = 0; i < 60; ++i) (f(0.5 * (low + high)) < target ? high : low) = 0.5 * (low + high);
    return low;
}

} // namespace

double potential_impact_radius_m(double diameter_m, double gauge_pressure_pa) {
    return 0.00315 * (diameter_m * 1e3) * std::sqrt(std::max(0.0, gauge_pressure_pa) * 1e-3);
}

double potential_impact_radius_m(const ImpactRadiusModel &model, const Gas &gas, double diameter_m,
                                 double gauge_pressure_pa) {
    const double kappa = model.heat_capacity_ratio;
    const double phi = kappa * std::pow(2.0 / (kappa + 1.0), (kappa + 1.0) / (2.0 * (kappa - 1.0)));
    const double sound_m_s = std::sqrt(kappa * gas.a2_m2_s2());
    const double heat = model.combustion_efficiency * model.radiant_fraction * model.decay_factor *
                        model.discharge_coefficient * model.heat_of_combustion_j_kg;
    return diameter_m * std::sqrt(heat * phi * std::max(0.0, gauge_pressure_pa) / (8.0 * sound_m_s * model.flux_w_m2));
}

JetFlame jet_flame(const Jet &jet, const Fuel &fuel, const Air &air) {
    if (!(jet.flow_kg_s > 0.0)) return {0.0, 0.0, 0.0, 0.0, 0.0};
    const double f = fuel.stoichiometric_mass_fraction, ratio = jet.density_kg_m3 / air.density_kg_m3();
    const double warming = (fuel.flame_temperature_k - air.temperature_k) / air.temperature_k;
    const double froude =
        jet.speed_m_s * std::pow(f, 1.5) / (std::pow(ratio, 0.25) * std::sqrt(warming * gravity_m_s2 * jet.diameter_m));
    const double scaled = 13.5 * std::pow(froude, 0.4) / std::pow(1.0 + 0.07 * froude * froude, 0.2);
    const double length = scaled * jet.diameter_m * std::sqrt(ratio) / f, width = 0.17 * length;
    const double flame_density =
        air.pressure_pa * fuel.products_molar_mass_kg_mol / (gas_constant_j_mol_k * fuel.flame_temperature_k);
    const double residence_ms =
        1e3 * std::numbers::pi / 12.0 * flame_density * width * width * length * f / jet.flow_kg_s;
    const double fraction = std::min(
        1.0, 9.45e-9 * std::pow(residence_ms * fuel.absorption_per_m * std::pow(fuel.flame_temperature_k, 4.0), 0.47));
    return {length, width, residence_ms, fraction, fraction * jet.flow_kg_s * fuel.heat_of_combustion_j_kg};
}

double quick_flame_length_m(double flow_kg_s) { return 12.5 * std::pow(std::max(0.0, flow_kg_s), 0.4); }

double atmospheric_transmissivity(double length_m, const Air &air) {
    const double saturation_mmhg = std::exp(20.386 - 5132.0 / air.temperature_k);
    // Amounts per metre; lg X = s + lg of these with s = lg L.
    const double h = std::log10(std::max(0.01, air.relative_humidity) * saturation_mmhg * 288.651 / air.temperature_k);
    const double c = std::log10(273.0 / air.temperature_k * std::max(1.0, air.co2_ppm) / 335.0);
    constexpr double h1 = 0.01171, h2 = 0.02368, c1 = 0.03188, c2 = 0.001164;
    const double top = -(h1 + c1 + 2.0 * (h2 * h - c2 * c)) / (2.0 * (h2 - c2));
    const double s = length_m > 0.0 ? std::max(top, std::log10(length_m)) : top;
    const double x = s + h, y = s + c;
    return std::clamp(1.006 - (h1 + h2 * x) * x - (c1 - c2 * y) * y, 0.0, 1.0);
}

double flame_flux_w_m2(const JetFlame &flame, double elevation_rad, const Air &air, double along_m) {
    static const std::array<double, source_count> weight = source_weights();
    double flux = 0.0;
    for (std::size_t i = 0; i < weight.size(); ++i) {
        const double s = flame.length_m * (static_cast<double>(i) + 0.5) / source_count;
        const double dx = along_m - s * std::cos(elevation_rad), dz = s * std::sin(elevation_rad);
        // No target stands closer to a source than the flame is thick.
        const double r = std::max(std::hypot(dx, dz), 0.5 * flame.width_m);
        if (r > 0.0)
            flux +=
                weight[i] * flame.radiated_w * atmospheric_transmissivity(r, air) / (4.0 * std::numbers::pi * r * r);
    }
    return flux;
}

double flame_reach_m(const JetFlame &flame, double elevation_rad, const Air &air, double flux_w_m2) {
    if (!(flame.radiated_w > 0.0)) return 0.0;
    if (!(flux_w_m2 > 0.0)) return std::numeric_limits<double>::infinity();
    // Farther than the tip plus the reach of all heat in one point, in clear air, nothing is reached.
    const double far = flame.length_m + point_source_reach_m(flame.radiated_w, flux_w_m2);
    return outermost(1e-3 * flame.length_m, far, flux_w_m2,
                     [&](double x) { return flame_flux_w_m2(flame, elevation_rad, air, x); });
}

double point_source_reach_m(double radiated_w, double flux_w_m2) {
    return std::sqrt(std::max(0.0, radiated_w) / (4.0 * std::numbers::pi * flux_w_m2));
}

} // namespace gastwin
