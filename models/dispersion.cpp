// SPDX-License-Identifier: Apache-2.0
#include "models/dispersion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr double longest_plume_m = 1e5;

/// δ, t_a, δ_z, β, γ and the exponent of the wind's profile.
struct ClassConstants {
    double across, least_averaging_s, vertical, power, bend, wind;
};
constexpr std::array<ClassConstants, 6> constants{{{0.423, 18.4, 107.7, -1.7172, 0.2770, 0.108},
                                                   {0.313, 18.4, 0.1355, 0.8752, 0.0136, 0.112},
                                                   {0.210, 18.4, 0.09623, 0.9477, -0.0020, 0.120},
                                                   {0.136, 18.3, 0.04134, 1.1737, -0.0316, 0.142},
                                                   {0.102, 11.4, 0.02275, 1.3010, -0.0450, 0.203},
                                                   {0.0674, 4.6, 0.01122, 1.4024, -0.0540, 0.253}}};

const ClassConstants &constants_of(Stability stability) { return constants[static_cast<std::size_t>(stability)]; }

double sigma_z(const ClassConstants &k, double x) {
    const double log_x = std::log(std::max(x, shortest_plume_m));
    const double fitted = k.vertical * std::exp(log_x * (k.power + k.bend * log_x));
    if (x >= shortest_plume_m) return fitted;
    return fitted * std::pow(x / shortest_plume_m, k.power + 2.0 * k.bend * log_x);
}

struct Limits {
    std::string_view formula;
    double lower_percent, upper_percent;
};
constexpr Limits limits[]{{"CH4", 5.0, 15.0},    {"C2H6", 3.0, 12.4},   {"C3H8", 2.1, 9.5},    {"n-C4H10", 1.8, 8.4},
                          {"i-C4H10", 1.8, 8.4}, {"n-C5H12", 1.4, 7.8}, {"i-C5H12", 1.4, 7.6}, {"neo-C5H12", 1.4, 7.5},
                          {"n-C6H14", 1.2, 7.4}, {"C2H4", 2.7, 36.0},   {"C3H6", 2.4, 11.0},   {"C6H6", 1.3, 7.9},
                          {"H2", 4.0, 75.0},     {"CO", 12.5, 74.0},    {"H2S", 4.0, 44.0}};

} // namespace

PlumeWidths plume_widths(Stability stability, double distance_m, double averaging_s) {
    const ClassConstants &k = constants_of(stability);
    const double averaging = std::pow(std::max(averaging_s, k.least_averaging_s) / 600.0, 0.2);
    return {k.across * averaging * std::pow(distance_m, 0.9), sigma_z(k, distance_m)};
}

double plume_concentration_kg_m3(const Plume &plume, double x_m, double y_m, double z_m) {
    if (!(x_m > 0.0)) return 0.0;
    const auto [across, vertical] = plume_widths(plume.stability, x_m, plume.averaging_s);
    const auto bell = [](double distance, double width) { return std::exp(-0.5 * std::pow(distance / width, 2.0)); };
    return plume.flow_kg_s / (2.0 * std::numbers::pi * across * vertical * plume.wind_m_s) * bell(y_m, across) *
           (bell(z_m - plume.height_m, vertical) + bell(z_m + plume.height_m, vertical));
}

PlumeReach plume_reach_m(const Plume &plume, double concentration_kg_m3, double height_m) {
    const auto reached = [&](double x) {
        return plume_concentration_kg_m3(plume, x, 0.0, height_m) >= concentration_kg_m3;
    };
    // From outside inwards: below an elevated source the concentration rises before it falls.
    constexpr double step = 1.02, nearest_m = 1e-3;
    double x = longest_plume_m;
    while (x > nearest_m && !reached(x)) x /= step;
    if (!reached(x)) return {0.0, true};
    double low = x, high = std::min(step * x, longest_plume_m);
    for (int i = 0; i < 60; ++i) (reached(0.5 * (low + high)) ? low : high) = 0.5 * (low + high);
    return {low, low < shortest_plume_m};
}

double wind_at_height_m_s(Stability stability, double wind_m_s, double measured_at_m, double height_m) {
    return wind_m_s * std::pow(height_m / measured_at_m, constants_of(stability).wind);
}

FlammableRange flammable_range(const Composition &composition) {
    (void)quality_of(composition); // reports what is not a composition
    double total = 0.0, lower = 0.0, upper = 0.0;
    for (const MoleFraction &part : composition) {
        total += part.mole_fraction;
        const auto found = std::find_if(std::begin(limits), std::end(limits),
                                        [&](const Limits &l) { return l.formula == part.formula; });
        if (found == std::end(limits)) continue; // inert
        lower += 100.0 * part.mole_fraction / found->lower_percent;
        upper += 100.0 * part.mole_fraction / found->upper_percent;
    }
    return {total / lower, total / upper};
}

} // namespace gastwin
