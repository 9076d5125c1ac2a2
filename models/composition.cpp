// SPDX-License-Identifier: Apache-2.0
#include "models/composition.hpp"

#include <algorithm>
#include <cmath>

#include "models/error.hpp"

namespace gastwin {
namespace {

// clang-format off
constexpr Component component_table[]{
    {"CH4", 0.01604246, 4, {892.92, 891.51, 891.05, 890.58}, {0.0489, 0.0445}, 190.564, 4.5992e6, 10.864e-6, 0.854},
    {"C2H6", 0.03006904, 6, {1564.35, 1562.14, 1561.42, 1560.69}, {0.0997, 0.0919}, 305.322, 4.8722e6, 9.037e-6, 0.944},
    {"C3H8", 0.04409562, 8, {2224.03, 2221.10, 2220.13, 2219.17}, {0.1465, 0.1344}, 369.890, 4.2512e6, 7.889e-6, 0.971},
    {"n-C4H10", 0.0581222, 10, {2883.35, 2879.76, 2878.58, 2877.40}, {0.2022, 0.1840}, 425.125, 3.7960e6, 7.182e-6, 0.987},
    {"i-C4H10", 0.0581222, 10, {2874.21, 2870.58, 2869.39, 2868.20}, {0.1885, 0.1722}, 407.810, 3.6290e6, 7.277e-6, 0.963},
    {"n-C5H12", 0.07214878, 12, {3542.91, 3538.60, 3537.19, 3535.77}, {0.2586, 0.2361}, 469.700, 3.3675e6, 6.548e-6, 1.032},
    {"i-C5H12", 0.07214878, 12, {3536.01, 3531.68, 3530.25, 3528.83}, {0.2458, 0.2251}, 460.350, 3.3782e6, 6.731e-6, 1.034},
    {"neo-C5H12", 0.07214878, 12, {3521.75, 3517.44, 3516.02, 3514.61}, {0.2245, 0.2040}, 433.740, 3.1963e6, 7.000e-6, 0.970},
    {"n-C6H14", 0.08617536, 14, {4203.24, 4198.24, 4196.60, 4194.95}, {0.3319, 0.3001}, 507.820, 3.0441e6, 6.074e-6, 1.009},
    {"C2H4", 0.02805316, 4, {1413.55, 1412.12, 1411.65, 1411.18}, {0.0868, 0.0799}, 282.350, 5.0417e6, 10.000e-6, 0.930},
    {"C3H6", 0.04207974, 6, {2061.57, 2059.43, 2058.73, 2058.02}, {0.1381, 0.1267}, 364.211, 4.5550e6, 8.275e-6, 1.020},
    {"C6H6", 0.07811184, 6, {3305.12, 3302.90, 3302.16, 3301.43}, {0.2752, 0.2527}, 562.020, 4.9063e6, 7.329e-6, 0.982},
    {"H2", 0.00201588, 2, {286.64, 286.15, 285.99, 285.83}, {-0.0100, -0.0100}, 33.144, 1.2964e6, 8.692e-6, 0.692},
    {"CO", 0.0280101, 0, {282.80, 282.91, 282.95, 282.98}, {0.0258, 0.0217}, 132.860, 3.4982e6, 17.270e-6, 0.740},
    {"H2S", 0.03408088, 2, {562.93, 562.38, 562.19, 562.01}, {0.1006, 0.0923}, 373.101, 8.9989e6, 11.697e-6, 1.037},
    {"H2O", 0.01801528, 2, {45.06, 44.43, 44.22, 44.01}, {0.3093, 0.2562}, 647.096, 22.0640e6, 9.395e-6, 0.936},
    {"N2", 0.0280134, 0, {0.0, 0.0, 0.0, 0.0}, {0.0214, 0.0170}, 126.192, 3.3958e6, 17.326e-6, 0.781},
    {"O2", 0.0319988, 0, {0.0, 0.0, 0.0, 0.0}, {0.0311, 0.0276}, 154.599, 5.0464e6, 19.971e-6, 0.811},
    {"CO2", 0.0440095, 0, {0.0, 0.0, 0.0, 0.0}, {0.0821, 0.0752}, 304.128, 7.3773e6, 14.426e-6, 0.960},
    {"He", 0.004002602, 0, {0.0, 0.0, 0.0, 0.0}, {-0.0100, -0.0100}, 5.195, 0.2283e6, 19.385e-6, 0.683},
    {"Ar", 0.039948, 0, {0.0, 0.0, 0.0, 0.0}, {0.0307, 0.0273}, 150.687, 4.8630e6, 21.969e-6, 0.843},
};
// clang-format on

// ISO 6976:2016: dry air of standard composition.
constexpr double air_molar_mass_kg_mol = 0.02896546;
constexpr std::array<double, 2> air_compressibility{0.999419, 0.999595}; // 0 and 15 °C
constexpr std::array<double, 2> metering_k{273.15, 288.15};

const Component &component_of(const MoleFraction &part) {
    const auto found = std::find_if(std::begin(component_table), std::end(component_table),
                                    [&](const Component &c) { return c.formula == part.formula; });
    if (found != std::end(component_table)) return *found;
    std::string known;
    for (const Component &c : component_table) known += (known.empty() ? "known: " : ", ") + std::string(c.formula);
    throw Error("unknown_component", {.value = part.formula}, {}, known);
}

struct Part {
    const Component *component;
    double fraction;
};

std::vector<Part> parts_of(const Composition &composition) {
    std::vector<Part> parts;
    double sum = 0.0;
    for (const MoleFraction &part : composition) {
        const Component &component = component_of(part);
        if (!(part.mole_fraction >= 0.0))
            throw Error("bad_composition", {.column = part.formula, .value = std::to_string(part.mole_fraction)});
        parts.push_back({&component, part.mole_fraction});
        sum += part.mole_fraction;
    }
    if (!(std::abs(sum - 1.0) <= 1e-4)) throw Error("bad_composition", {}, {}, "sum " + std::to_string(sum));
    for (Part &part : parts) part.fraction /= sum;
    return parts;
}

template <class F> double mean(const std::vector<Part> &parts, F &&property) {
    double sum = 0.0;
    for (const Part &part : parts) sum += part.fraction * property(*part.component);
    return sum;
}

double molar_mass(const Component &c) { return c.molar_mass_kg_mol; }

/// Superior heating value of water vapour: the heat its condensation gives, J/mol.
double condensation_j_mol(std::size_t temperature) {
    static const Component &water = component_of({"H2O", 1.0});
    return 1e3 * water.gross_kj_mol.at(temperature);
}

} // namespace

std::span<const Component> components() { return component_table; }

GasQuality quality_of(const Composition &composition, CombustionTemperature combustion, MeteringTemperature metering) {
    const std::vector<Part> parts = parts_of(composition);
    const auto t1 = static_cast<std::size_t>(combustion), t2 = static_cast<std::size_t>(metering);
    const double gross_j_mol = mean(parts, [&](const Component &c) { return 1e3 * c.gross_kj_mol.at(t1); });
    const double water_mol = mean(parts, [](const Component &c) { return 0.5 * c.hydrogen_atoms; });
    const double net_j_mol = gross_j_mol - water_mol * condensation_j_mol(t1);
    const double summation = mean(parts, [&](const Component &c) { return c.summation.at(t2); });

    GasQuality q{};
    q.molar_mass_kg_mol = mean(parts, molar_mass);
    q.compressibility = 1.0 - summation * summation;
    const double volume_m3_mol = q.compressibility * gas_constant_j_mol_k * metering_k.at(t2) / standard_pressure_pa;
    q.density_kg_m3 = q.molar_mass_kg_mol / volume_m3_mol;
    q.relative_density = q.molar_mass_kg_mol / air_molar_mass_kg_mol * air_compressibility.at(t2) / q.compressibility;
    q.gross_heating_value_j_m3 = gross_j_mol / volume_m3_mol;
    q.net_heating_value_j_m3 = net_j_mol / volume_m3_mol;
    q.gross_heating_value_j_kg = gross_j_mol / q.molar_mass_kg_mol;
    q.net_heating_value_j_kg = net_j_mol / q.molar_mass_kg_mol;
    q.gross_wobbe_j_m3 = q.gross_heating_value_j_m3 / std::sqrt(q.relative_density);
    q.net_wobbe_j_m3 = q.net_heating_value_j_m3 / std::sqrt(q.relative_density);
    return q;
}

CriticalPoint critical_point_of(const Composition &composition) {
    const std::vector<Part> parts = parts_of(composition);
    return {mean(parts, [](const Component &c) { return c.critical_temperature_k; }),
            mean(parts, [](const Component &c) { return c.critical_pressure_pa; })};
}

double viscosity_pa_s(const Composition &composition, double temperature_k) {
    const std::vector<Part> parts = parts_of(composition);
    const auto pure = [&](const Component &c) {
        return c.viscosity_pa_s * std::pow(temperature_k / 288.15, c.viscosity_exponent);
    };
    double viscosity = 0.0;
    for (const Part &i : parts) {
        if (i.fraction == 0.0) continue;
        double hindrance = 0.0; // Σ x_j Φ_ij
        for (const Part &j : parts) {
            const double mass_ratio = molar_mass(*i.component) / molar_mass(*j.component);
            const double root = 1.0 + std::sqrt(pure(*i.component) / pure(*j.component)) * std::pow(mass_ratio, -0.25);
            hindrance += j.fraction * root * root / std::sqrt(8.0 * (1.0 + mass_ratio));
        }
        viscosity += i.fraction * pure(*i.component) / hindrance;
    }
    return viscosity;
}

Gas gas_of(const Composition &composition, double temperature_k, EquationOfState equation) {
    Gas gas;
    gas.molar_mass_kg_mol = mean(parts_of(composition), molar_mass);
    gas.temperature_k = temperature_k;
    gas.viscosity_pa_s = viscosity_pa_s(composition, temperature_k);
    gas = with_equation_of_state(gas, equation, critical_point_of(composition));
    require_physical(gas);
    return gas;
}

} // namespace gastwin
