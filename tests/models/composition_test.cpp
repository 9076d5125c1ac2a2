// SPDX-License-Identifier: Apache-2.0
#include "models/composition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/support/temporary_folder.hpp"

namespace gastwin {
namespace {

const Component &find(const std::string &formula) {
    for (const Component &c : components())
        if (c.formula == formula) return c;
    throw std::logic_error(formula);
}

/// "i-C4H10" → {C 4, H 10}
std::map<std::string, int> atoms_of(std::string_view formula) {
    std::map<std::string, int> atoms;
    const auto dash = formula.find('-');
    if (dash != std::string_view::npos) formula.remove_prefix(dash + 1);
    for (std::size_t i = 0; i < formula.size();) {
        std::string element(1, formula[i++]);
        if (i < formula.size() && std::islower(formula[i])) element += formula[i++];
        int count = 0;
        while (i < formula.size() && std::isdigit(formula[i])) count = 10 * count + (formula[i++] - '0');
        atoms[element] += std::max(count, 1);
    }
    return atoms;
}

TEST(Composition, MolarMassAndHydrogenFollowFromTheFormula) {
    const std::map<std::string, double> mass{{"C", 12.0107}, {"H", 1.00794},   {"O", 15.9994}, {"N", 14.0067},
                                             {"S", 32.065},  {"He", 4.002602}, {"Ar", 39.948}};
    for (const Component &c : components()) {
        double sum = 0.0;
        const auto atoms = atoms_of(c.formula);
        for (const auto &[element, count] : atoms) sum += count * mass.at(element);
        EXPECT_NEAR(1e3 * c.molar_mass_kg_mol, sum, 1e-6) << c.formula;
        EXPECT_EQ(c.hydrogen_atoms, atoms.contains("H") ? atoms.at("H") : 0) << c.formula;
    }
}

TEST(Composition, HeatingValuesFollowFromEnthalpiesOfFormation) {
    // CRC Handbook / CODATA, kJ/mol at 25 °C.
    const std::map<std::string, double> formation{
        {"CH4", -74.6},      {"C2H6", -84.0},     {"C3H8", -103.8},      {"n-C4H10", -125.7}, {"i-C4H10", -134.2},
        {"n-C5H12", -146.9}, {"i-C5H12", -153.6}, {"neo-C5H12", -168.0}, {"n-C6H14", -167.1}, {"C2H4", 52.4},
        {"C3H6", 20.0},      {"C6H6", 82.9},      {"H2", 0.0},           {"CO", -110.53},     {"H2S", -20.6},
        {"H2O", -241.826},   {"N2", 0.0},         {"O2", 0.0},           {"CO2", -393.51},    {"He", 0.0},
        {"Ar", 0.0}};
    for (const Component &c : components()) {
        auto atoms = atoms_of(c.formula);
        const double products = -393.51 * atoms["C"] - 285.83 / 2.0 * atoms["H"] - 296.81 * atoms["S"];
        EXPECT_NEAR(c.gross_kj_mol[3], formation.at(std::string(c.formula)) - products, 1.0) << c.formula;
    }
}

TEST(Composition, HeatingValuesChangeWithTemperatureAsHeatCapacitiesSay) {
    // Kirchhoff: dH/dT = Σ cp of products − Σ cp of reactants; J/(mol K) near 20 °C.
    const double co2 = 37.1, water = 75.4, o2 = 29.4;
    const auto change = [](const char *formula) {
        const auto &h = find(formula).gross_kj_mol;
        return 1e3 * (h[0] - h[3]) / 25.0;
    };
    EXPECT_NEAR(change("CH4"), co2 + 2 * water - 35.3 - 2 * o2, 1.5);
    EXPECT_NEAR(change("C3H8"), 3 * co2 + 4 * water - 72.0 - 5 * o2, 3.0);
    EXPECT_NEAR(change("H2"), water - 28.8 - 0.5 * o2, 1.0);
    EXPECT_NEAR(change("CO"), co2 - 29.1 - 0.5 * o2, 1.0);
    for (const Component &c : components()) { // and evenly, but for the bend of liquid water near 0 °C
        const auto &h = c.gross_kj_mol;
        EXPECT_NEAR((h[1] - h[3]) / 10.0, (h[2] - h[3]) / 5.0, 0.012) << c.formula;
    }
}

TEST(Composition, SummationFactorsFollowFromSecondVirialCoefficients) {
    // s² = −B p/(R T); B in cm³/mol at 288.15 K (Dymond and others, rounded).
    const std::map<std::string, double> b{{"CH4", -46},  {"C2H6", -198}, {"C3H8", -424}, {"N2", -7},
                                          {"CO2", -133}, {"CO", -11},    {"O2", -18},    {"C2H4", -150}};
    for (const auto &[formula, cm3_mol] : b) {
        const double s = std::sqrt(-1e-6 * cm3_mol * standard_pressure_pa / (gas_constant_j_mol_k * 288.15));
        EXPECT_NEAR(find(formula).summation[1], s, 0.02 * s) << formula;
    }
}

/// Mole fractions of a gas made up by real volumes at 15 °C, as test gases are.
Composition by_volume(Composition parts) {
    double sum = 0.0;
    for (MoleFraction &part : parts) {
        const double s = find(part.formula).summation[1];
        sum += part.mole_fraction /= 1.0 - s * s;
    }
    for (MoleFraction &part : parts) part.mole_fraction /= sum;
    return parts;
}

// EN 437 computed with an earlier edition of ISO 6976, in which butane's summation factors were 2 to 4 % larger (G30).
TEST(Composition, TestGasesOfEn437) {
    struct Row {
        const char *name;
        Composition composition;
        double net_wobbe, net, gross_wobbe, gross, relative_density; // MJ/m³ at 15 °C and 101 325 Pa
        double tolerance = 5e-4;
    };
    for (const Row &r : {Row{"G20", {{"CH4", 1.0}}, 45.67, 34.02, 50.72, 37.78, 0.555},
                         Row{"G21", {{"CH4", 0.87}, {"C3H8", 0.13}}, 49.60, 41.01, 54.76, 45.28, 0.684},
                         Row{"G222", {{"CH4", 0.77}, {"H2", 0.23}}, 42.87, 28.53, 47.87, 31.86, 0.443},
                         Row{"G23", {{"CH4", 0.925}, {"N2", 0.075}}, 41.11, 31.46, 45.66, 34.95, 0.586},
                         Row{"G25", {{"CH4", 0.86}, {"N2", 0.14}}, 37.38, 29.25, 41.52, 32.49, 0.612},
                         Row{"G110", {{"CH4", 0.26}, {"H2", 0.50}, {"N2", 0.24}}, 21.76, 13.95, 24.75, 15.87, 0.411},
                         Row{"G30", {{"n-C4H10", 0.5}, {"i-C4H10", 0.5}}, 80.58, 116.09, 87.33, 125.81, 2.075, 2e-3},
                         Row{"G31", {{"C3H8", 1.0}}, 70.69, 88.00, 76.84, 95.65, 1.550}}) {
        const GasQuality q = quality_of(by_volume(r.composition));
        EXPECT_NEAR(1e-6 * q.net_wobbe_j_m3 / r.net_wobbe, 1, r.tolerance) << r.name;
        EXPECT_NEAR(1e-6 * q.net_heating_value_j_m3 / r.net, 1, r.tolerance) << r.name;
        EXPECT_NEAR(1e-6 * q.gross_wobbe_j_m3 / r.gross_wobbe, 1, r.tolerance) << r.name;
        EXPECT_NEAR(1e-6 * q.gross_heating_value_j_m3 / r.gross, 1, r.tolerance) << r.name;
        EXPECT_NEAR(q.relative_density / r.relative_density, 1, std::max(1e-3, r.tolerance)) << r.name;
    }
}

TEST(Composition, MethaneByHand) {
    const GasQuality q = quality_of({{"CH4", 1.0}}, CombustionTemperature::c25, MeteringTemperature::c0);
    const double volume = gas_constant_j_mol_k * 273.15 / standard_pressure_pa * (1 - 0.0489 * 0.0489);
    EXPECT_NEAR(q.gross_heating_value_j_kg, 890.58e3 / 0.01604246, 1e-3); // 55.51 MJ/kg
    EXPECT_NEAR(q.gross_heating_value_j_m3, 890.58e3 / volume, 1e-3);
    EXPECT_NEAR(q.net_heating_value_j_m3, (890.58e3 - 2 * 44.01e3) / volume, 1e-3);
    EXPECT_NEAR(q.density_kg_m3, 0.7175, 1e-4);
    EXPECT_NEAR(quality_of({{"H2O", 1.0}}).net_heating_value_j_m3, 0.0, 1e-6);
}

TEST(Composition, ViscositiesOfTheCrcHandbook) {
    // µPa s at 300 K.
    const std::map<std::string, double> published{{"CH4", 11.2}, {"C2H6", 9.5}, {"C3H8", 8.3}, {"n-C4H10", 7.5},
                                                  {"H2", 9.0},   {"N2", 17.9},  {"CO2", 15.0}, {"CO", 17.8},
                                                  {"O2", 20.8},  {"Ar", 22.9},  {"He", 20.0},  {"C2H4", 10.4}};
    for (const auto &[formula, value] : published)
        EXPECT_NEAR(1e6 * viscosity_pa_s({{formula, 1.0}}, 300.0) / value, 1.0, 0.015) << formula;
    // Air, 293.15 K: 18.2 µPa s.
    EXPECT_NEAR(1e6 * viscosity_pa_s({{"N2", 0.78}, {"O2", 0.21}, {"Ar", 0.01}}, 293.15), 18.2, 0.15);
    // Bird, Stewart and Lightfoot, example on Wilke's rule: flue gas at 293 K, 17.14 µPa s.
    EXPECT_NEAR(1e6 * viscosity_pa_s({{"CO2", 0.133}, {"O2", 0.039}, {"N2", 0.828}}, 293.0), 17.14, 0.06);
}

TEST(Composition, EqualPartsOfTheSameThingChangeNothing) {
    EXPECT_NEAR(viscosity_pa_s({{"CH4", 0.25}, {"CH4", 0.75}}, 280.0), viscosity_pa_s({{"CH4", 1.0}}, 280.0), 1e-20);
    EXPECT_EQ(viscosity_pa_s({{"CH4", 1.0}, {"C2H6", 0.0}}, 280.0), viscosity_pa_s({{"CH4", 1.0}}, 280.0));
    const CriticalPoint half = critical_point_of({{"CH4", 0.5}, {"CO2", 0.5}});
    EXPECT_NEAR(half.temperature_k, 0.5 * (190.564 + 304.128), 1e-12);
}

TEST(Composition, HydrogenMakesTheGasLighterAndLessCompressible) {
    double density = 1e9, z = 0.0;
    for (const double share : {0.0, 0.05, 0.1, 0.2, 0.5, 1.0}) {
        const Gas gas = gas_of({{"CH4", 1.0 - share}, {"H2", share}}, 288.15, EquationOfState::papay);
        EXPECT_LT(density_kg_m3(gas, 4e5), density);
        EXPECT_GT(compressibility(gas, 4e6), z);
        density = density_kg_m3(gas, 4e5);
        z = compressibility(gas, 4e6);
    }
}

TEST(Composition, WrongCompositionsAreErrors) {
    const auto refused = [](const Composition &c) {
        return test::error_of([&] { (void)gas_of(c, 288.15, EquationOfState::ideal); });
    };
    EXPECT_EQ(refused({{"CH4", 0.9}}), "bad_composition");
    EXPECT_EQ(refused({}), "bad_composition");
    EXPECT_EQ(refused({{"CH4", 1.1}, {"N2", -0.1}}), "bad_composition");
    EXPECT_EQ(refused({{"CH4", std::nan("")}}), "bad_composition");
    EXPECT_EQ(refused({{"ch4", 1.0}}), "unknown_component");
    EXPECT_EQ(refused({{"CH4", 0.99995}}), "");
    EXPECT_EQ(test::error_of([] { (void)gas_of({{"C3H8", 1.0}}, 288.15, EquationOfState::papay); }), "bad_gas");
    EXPECT_EQ(test::error_of([] { (void)gas_of({{"CH4", 1.0}}, -3.0, EquationOfState::ideal); }), "bad_gas");
}

} // namespace
} // namespace gastwin
