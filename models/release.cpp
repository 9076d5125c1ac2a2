// SPDX-License-Identifier: Apache-2.0
#include "models/release.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr double smallest_head_pa = 1.0;

/// d(p/Z)/dp, of the same continuation beyond largest_pressure_pa() as density_kg_m3().
double p_over_z_slope(const Gas &gas, double p) {
    if (p > largest_pressure_pa(gas)) return 0.0;
    const double b = gas.b1 + gas.b2 * p;
    switch (gas.compressibility) {
    case Compressibility::virial:
        return b + gas.b2 * p;
    case Compressibility::linear:
        return gas.b1 / (b * b);
    case Compressibility::quadratic:
        break;
    }
    const double z = b + gas.b3 * p * p;
    return (gas.b1 - gas.b3 * p * p) / (z * z);
}

double density_slope(const Gas &gas, double p) { return p_over_z_slope(gas, p) / gas.a2_m2_s2(); }

/// ψ as a function of x = ln(p/p_back), with dψ/dx.
struct Expansion {
    double value, slope;
};

Expansion expansion(double kappa, double x) {
    const double choking = kappa / (kappa - 1.0) * std::log(0.5 * (kappa + 1.0));
    if (x >= choking)
        return {std::sqrt(kappa) * std::pow(2.0 / (kappa + 1.0), (kappa + 1.0) / (2.0 * (kappa - 1.0))), 0.0};
    const double share = (kappa - 1.0) / kappa;
    const double value = std::sqrt(-2.0 / share * std::exp(-2.0 * x / kappa) * std::expm1(-share * x));
    return {value, 0.5 * value * (share / std::expm1(share * x) - 2.0 / kappa)};
}

Outflow nozzle(const Gas &gas, const Orifice &orifice, double p, double back) {
    const Expansion psi = expansion(orifice.heat_capacity_ratio, std::log1p((p - back) / back));
    const double density = density_kg_m3(gas, p);
    const double scale = orifice.discharge_coefficient * orifice.area_m2 * std::sqrt(density * p);
    const double log_slope = 0.5 * (density_slope(gas, p) / density + 1.0 / p);
    return {scale * psi.value, scale * (log_slope * psi.value + psi.slope / p)};
}

/// ∫ f from a to b by 8-point Gauss–Legendre on equal panels: for smooth integrands 1e-12 and better.
template <class F> double integral(double a, double b, F &&f) {
    constexpr std::array<double, 4> node{0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                         0.9602898564975363};
    constexpr std::array<double, 4> weight{0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                           0.1012285362903763};
    constexpr int panels = 16;
    const double half = (b - a) / (2.0 * panels);
    double sum = 0.0;
    for (int i = 0; i < panels; ++i) {
        const double middle = a + (2 * i + 1) * half;
        for (std::size_t n = 0; n < node.size(); ++n)
            sum += weight[n] * (f(middle - node[n] * half) + f(middle + node[n] * half));
    }
    return half * sum;
}

/// V ρ'(p)/ṁ(p): seconds per pascal.
double seconds_per_pa(const Gas &gas, const Orifice &orifice, const IsolatedVolume &volume, double p) {
    return volume.volume_m3 * density_slope(gas, p) / orifice_release(gas, orifice, p, volume.atmosphere_pa).flow_kg_s;
}

/// 4π k (Π(p1) − Π(p_atm))/(μ a² (1/r − 1/(2h))).
double soil_flow_kg_s(const Gas &gas, const Soil &soil, double radius, double p1, double atmosphere) {
    return 4.0 * std::numbers::pi * soil.permeability_m2 * (potential_pa2(gas, p1) - potential_pa2(gas, atmosphere)) /
           (gas.viscosity_pa_s * gas.a2_m2_s2() * (1.0 / radius - 0.5 / soil.depth_m));
}

} // namespace

double choking_pressure_pa(const Orifice &orifice, double back_pressure_pa) {
    const double kappa = orifice.heat_capacity_ratio;
    return back_pressure_pa * std::pow(0.5 * (kappa + 1.0), kappa / (kappa - 1.0));
}

Outflow orifice_release(const Gas &gas, const Orifice &orifice, double pressure_pa, double back_pressure_pa) {
    const double head = pressure_pa - back_pressure_pa;
    if (!(head > 0.0)) return {0.0, 0.0};
    if (head >= smallest_head_pa) return nozzle(gas, orifice, pressure_pa, back_pressure_pa);
    // q = a h + b h²: joins value and slope at one pascal and starts at zero.
    const Outflow end = nozzle(gas, orifice, back_pressure_pa + smallest_head_pa, back_pressure_pa);
    const double b = (end.slope_kg_s_pa * smallest_head_pa - end.flow_kg_s) / (smallest_head_pa * smallest_head_pa);
    const double a = end.flow_kg_s / smallest_head_pa - b * smallest_head_pa;
    return {head * (a + b * head), a + 2.0 * b * head};
}

BuriedRelease buried_release(const Gas &gas, const Orifice &orifice, const Soil &soil, double pressure_pa,
                             double atmosphere_pa) {
    const double radius = std::sqrt(orifice.area_m2 / std::numbers::pi);
    if (!(soil.permeability_m2 > 0.0))
        throw Error("value_out_of_range", {.column = "permeability_m2", .value = std::to_string(soil.permeability_m2)});
    if (!(soil.depth_m > radius))
        throw Error("value_out_of_range", {.column = "depth_m", .value = std::to_string(soil.depth_m)});
    const double open = orifice_release(gas, orifice, pressure_pa, atmosphere_pa).flow_kg_s;
    if (open == 0.0) return {0.0, atmosphere_pa, 0.0, false};
    const double reynolds_per_flow = std::sqrt(soil.permeability_m2) / (4.0 * orifice.area_m2 * gas.viscosity_pa_s);
    if (pressure_pa - atmosphere_pa >= cratering_head_pa && 2.0 * radius > cratering_diameter_m)
        return {open, atmosphere_pa, open * reynolds_per_flow, true};
    // The soil takes more and the hole gives less the higher the pressure between them: one crossing.
    double low = atmosphere_pa, high = pressure_pa, middle = 0.5 * (low + high);
    while (middle > low && middle < high) {
        const double given = orifice_release(gas, orifice, pressure_pa, middle).flow_kg_s;
        (soil_flow_kg_s(gas, soil, radius, middle, atmosphere_pa) < given ? low : high) = middle;
        middle = 0.5 * (low + high);
    }
    // Of the two equal flows the one over the larger difference of pressures has the digits.
    const double flow = high - atmosphere_pa > pressure_pa - high
                            ? soil_flow_kg_s(gas, soil, radius, high, atmosphere_pa)
                            : orifice_release(gas, orifice, pressure_pa, high).flow_kg_s;
    return {std::min(flow, open), high, flow * reynolds_per_flow, false};
}

double blow_down_time_s(const Gas &gas, const Orifice &orifice, const IsolatedVolume &volume, double pressure_pa) {
    const double start = volume.pressure_pa, atmosphere = volume.atmosphere_pa;
    if (pressure_pa >= start) return 0.0;
    if (pressure_pa <= atmosphere) return std::numeric_limits<double>::infinity();
    const auto rate = [&](double p) { return seconds_per_pa(gas, orifice, volume, p); };
    const double choking = choking_pressure_pa(orifice, atmosphere), last = atmosphere + smallest_head_pa;
    double time = 0.0;
    // Each regime in the variable in which its integrand is smooth.
    if (const double end = std::max(pressure_pa, choking); start > end)
        time += integral(std::log(end), std::log(start), [&](double x) {
            const double p = std::exp(x);
            return p * rate(p);
        });
    if (const double from = std::min(start, choking), end = std::max(pressure_pa, last); from > end)
        time += integral(std::sqrt(end - atmosphere), std::sqrt(from - atmosphere),
                         [&](double u) { return 2.0 * u * rate(atmosphere + u * u); });
    if (const double from = std::min(start, last); from > pressure_pa)
        time += integral(std::log(pressure_pa - atmosphere), std::log(from - atmosphere), [&](double x) {
            const double head = std::exp(x);
            return head * rate(atmosphere + head);
        });
    return time;
}

BlowDown blow_down(const Gas &gas, const Orifice &orifice, const IsolatedVolume &volume, double time_s) {
    const auto state = [&](double p) {
        const double left = volume.volume_m3 * density_kg_m3(gas, p);
        return BlowDown{p, left, volume.volume_m3 * density_kg_m3(gas, volume.pressure_pa) - left};
    };
    if (!(time_s > 0.0) || volume.pressure_pa <= volume.atmosphere_pa) return state(volume.pressure_pa);
    double low = volume.atmosphere_pa, high = volume.pressure_pa, p = high;
    // Newton's steps on t(p), by bisection where they leave the bracket.
    for (int i = 0; i < 200; ++i) {
        const double late = blow_down_time_s(gas, orifice, volume, p) - time_s;
        (late > 0.0 ? low : high) = p;
        double next = p + late / seconds_per_pa(gas, orifice, volume, p);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (std::abs(next - p) <= std::max(1e-12 * (p - volume.atmosphere_pa), 4e-16 * p)) return state(next);
        p = next;
    }
    return state(p);
}

FullBoreRelease full_bore_release(const Gas &gas, double diameter_m, double pressure_pa, double atmosphere_pa) {
    const double one_end =
        orifice_release(gas, {.area_m2 = circle_area_m2(diameter_m)}, pressure_pa, atmosphere_pa).flow_kg_s;
    return {2.0 * 0.25 * one_end, 2.0 * 0.33 * one_end, 2.0 * 0.5 * one_end};
}

} // namespace gastwin
