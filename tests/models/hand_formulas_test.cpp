// SPDX-License-Identifier: Apache-2.0
// The printed formulas against numbers, and the friction laws against the printed formulas: each law put through the
// pipe law p1² − p2² = λ Z L a² q²/(D A²) must carry the flow its formula promises. Where the print hides a viscosity
// in its constant, the row names the one it stands for, and that must be natural gas's.
#include "models/hand_formulas.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/friction.hpp"
#include "models/units.hpp"

namespace gastwin {
namespace {

constexpr double hour = 3600.0;

GbPipe gb_pipe(double flow_m3_h, double diameter_mm) { return {flow_m3_h / hour, 1e-3 * diameter_mm, 1e-4}; }

TEST(HandFormulas, GbCheckValuesOfTheReference) {
    struct Row {
        double flow_m3_h, diameter_mm, reynolds, lambda, drop_pa_per_m;
    };
    for (const Row &r : {Row{2.8, 20, 3462.58, 0.0408947, 4.96234}, Row{30, 50, 14839.6, 0.0313320, 4.46923},
                         Row{300, 150, 49465.5, 0.0233815, 1.37250}}) {
        const GbPipe pipe = gb_pipe(r.flow_m3_h, r.diameter_mm);
        EXPECT_NEAR(gb50028_reynolds(pipe) / r.reynolds, 1, 4e-6);
        EXPECT_NEAR(gb50028_friction_factor(pipe, GbMaterial::steel_pe), r.lambda, 0.6e-7);
        EXPECT_NEAR(gb50028_low_pressure_drop_pa_per_m(pipe, GbMaterial::steel_pe), r.drop_pa_per_m, 0.6e-5);
    }
    const GbPipe main = gb_pipe(5000, 200);
    EXPECT_NEAR(gb50028_reynolds(main), 618318, 0.6);
    EXPECT_NEAR(gb50028_friction_factor(main, GbMaterial::steel_pe), 0.0172870, 0.6e-7);
    EXPECT_NEAR(gb50028_outlet_pressure_pa(main, GbMaterial::steel_pe, 401325, 2000), 365952, 0.6);
    EXPECT_TRUE(std::isnan(gb50028_outlet_pressure_pa(main, GbMaterial::steel_pe, 1.2e5, 2000)));
    EXPECT_EQ(gb50028_outlet_pressure_pa(gb_pipe(0, 200), GbMaterial::steel_pe, 1.2e5, 2000), 1.2e5);
    EXPECT_EQ(gb50028_low_pressure_drop_pa_per_m(gb_pipe(0, 200), GbMaterial::cast_iron), 0.0);
}

TEST(HandFormulas, GbPrintJumpsWhereTheNetworkLawDoesNot) {
    const auto lambda = [](double reynolds, GbMaterial material) {
        GbPipe pipe = gb_pipe(1.0, 100);
        pipe.flow_m3_s *= reynolds / gb50028_reynolds(pipe);
        return gb50028_friction_factor(pipe, material);
    };
    EXPECT_NEAR(lambda(2100.001, GbMaterial::steel_pe) / lambda(2099.999, GbMaterial::steel_pe), 1 - 0.0156, 1e-4);
    EXPECT_NEAR(lambda(3500.001, GbMaterial::steel_pe) / lambda(3499.999, GbMaterial::steel_pe), 1 + 0.0148, 1e-4);
    EXPECT_NEAR(lambda(3500.001, GbMaterial::cast_iron) / lambda(3499.999, GbMaterial::cast_iron), 2.08, 0.01);
    for (const double re : {500.0, 2049.0, 2301.0, 3299.0, 3701.0, 1e5})
        for (const auto &[material, law] : {std::pair{GbMaterial::steel_pe, FrictionLaw::gb50028_steel_pe},
                                            std::pair{GbMaterial::cast_iron, FrictionLaw::gb50028_cast_iron}})
            EXPECT_NEAR(friction_factor(law, re, {1e-3, 0.1}) / lambda(re, material), 1, 1e-12);
}

TEST(HandFormulas, GbCastIronWithTheNumbersFoldedIn) {
    // Appendix C: ΔP/l = 6.4e6 (1/d + 5158 dν/Q)^0.284 Q²/d⁵ ρ T/T0, MP the same with 1.3e9 kPa²/km.
    const GbPipe pipe = gb_pipe(300, 150);
    const double bracket = std::pow(1.0 / 150 + 5158 * 150 * 14.3e-6 / 300, 0.284);
    const double group = 300.0 * 300.0 / std::pow(150, 5) * 0.75 * 288.15 / 273.15;
    EXPECT_NEAR(gb50028_low_pressure_drop_pa_per_m(pipe, GbMaterial::cast_iron) / (6.4e6 * bracket * group), 1, 1e-4);
    const double p2 = gb50028_outlet_pressure_pa(pipe, GbMaterial::cast_iron, 2e5, 5000);
    EXPECT_NEAR((200.0 * 200.0 - 1e-6 * p2 * p2) / 5.0 / (1.3e9 * bracket * group), 1, 2e-3);
}

constexpr double air_kg_mol = 0.0289626, gas_constant = 8.314462618;

/// λ = c Re⁻ⁿ in p1² − p2² = λ L a² ṁ²/(A² D) with Re = ṁ D/(A µ), a² = R T/M, solved for the flow at the base state by
/// hand: this constant times (Tb/pb) ((p1² − p2²) D^(5−n)/(µⁿ G^(1−n) T L))^(1/(2−n)), all SI.
double power_law_constant(double c, double n) {
    return 0.25 * std::numbers::pi * std::pow(gas_constant / air_kg_mol, (1.0 - n) / (2.0 - n)) *
           std::pow(c, -1.0 / (2.0 - n));
}

/// Flow at the base state by the pipe law with a friction law, Re found by bisection.
double kernel_flow_m3_s(FrictionLaw law, const HandPipe &pipe, double viscosity_pa_s, double roughness_m = 1e-4) {
    Gas gas;
    gas.molar_mass_kg_mol = pipe.relative_density * air_kg_mol;
    gas.temperature_k = pipe.temperature_k;
    gas.b1 = 1.0 / pipe.compressibility;
    const double d = pipe.inner_diameter_m, mu = viscosity_pa_s;
    const double drop = potential_pa2(gas, pipe.inlet_pressure_pa) - potential_pa2(gas, pipe.outlet_pressure_pa);
    const double resistance = pipe.length_m * gas.a2_m2_s2() * mu * mu / (2.0 * d * d * d);
    double low = 1.0, high = 1e12;
    for (int i = 0; i < 200; ++i) {
        const double re = std::sqrt(low * high);
        (resistance * friction(law, re, {roughness_m / d, d}).value < drop ? low : high) = re;
    }
    const double mass_flow = low * mu * circle_area_m2(d) / d;
    return mass_flow * gas.gas_constant * pipe.base_temperature_k / (pipe.base_pressure_pa * gas.molar_mass_kg_mol);
}

constexpr double psi = 6894.757293168, inch = 0.0254, foot = 0.3048, mile = 5280.0 * foot;

TEST(HandFormulas, IgtIsItsFrictionLawButForTheExponentsOfThePrint) {
    // m³/day, kPa, K, km, mm, poise
    const double exact = 86400.0 * power_law_constant(4.0 / (4.619 * 4.619), 0.2) * 1e-3 *
                         std::pow(1e6 / 1e3 * std::pow(0.1, -0.2), 5.0 / 9.0) * std::pow(1e-3, 8.0 / 3.0);
    EXPECT_NEAR(exact, 1.275655e-3, 1e-9);
    // The American print in the units of Menon's; four figures against five.
    const double pound = 0.45359237;
    const double american =
        136.9 * foot * foot * foot * 1.8 * psi / 1e3 *
        std::pow(1e6 / (psi * psi) * mile / (1.8 * 1e3 * std::pow(0.1 * foot / pound, 0.2)), 0.555) *
        std::pow(1e-3 / inch, 2.667);
    EXPECT_NEAR(american / 1.2822e-3, 1.0, 5e-5);
    for (const double diameter_m : {0.05, 0.15, 0.6})
        for (const double outlet_pa : {1.99e6, 1.5e6}) {
            HandPipe pipe{2e6, outlet_pa, 20e3, diameter_m};
            pipe.relative_density = 0.65;
            pipe.temperature_k = 283.15;
            const double group = 1e-6 * (4e12 - outlet_pa * outlet_pa) /
                                 (std::pow(0.65, 0.8) * 283.15 * 20.0 * std::pow(10.0 * pipe.viscosity_pa_s, 0.2));
            const double rounding = std::pow(group, 0.555 - 5.0 / 9.0) * std::pow(1e3 * diameter_m, 2.667 - 8.0 / 3.0);
            const double flow = kernel_flow_m3_s(FrictionLaw::igt, pipe, pipe.viscosity_pa_s);
            EXPECT_NEAR(igt_flow_m3_s(pipe) / (flow * 1.2822e-3 / exact * rounding), 1.0, 1e-7) << diameter_m;
        }
}

TEST(HandFormulas, MuellerIsItsFrictionLawButForTheExponentsOfThePrint) {
    // ft³/h at 14.73 psi and 60 °F, psi, inches, feet
    const double sixty_f = 288.0 + 8.0 / 9.0, viscosity_pa_s = 1.0174e-5, base = sixty_f / (14.73 * psi);
    const double exact = 3600.0 / (foot * foot * foot) * power_law_constant(4.0 / (3.35 * 3.35), 0.26) * base *
                         std::pow(psi * psi / (sixty_f * foot * std::pow(viscosity_pa_s, 0.26)), 1.0 / 1.74) *
                         std::pow(inch, 4.74 / 1.74);
    EXPECT_NEAR(exact, 2826.0, 0.1);
    // 1 inch of water at 4 °C is 0.0361273 psi; p1² − p2² = 2 p h.
    EXPECT_NEAR(exact * std::pow(2.0 * 15.1 * 0.0361273, 1.0 / 1.74), 2971.0, 1.0);
    for (const double diameter_m : {0.05, 0.15, 0.6})
        for (const double outlet_pa : {1.99e6, 1.5e6}) {
            HandPipe pipe{2e6, outlet_pa, 20e3, diameter_m};
            pipe.relative_density = 0.65;
            pipe.temperature_k = pipe.base_temperature_k = sixty_f;
            pipe.base_pressure_pa = 14.73 * psi;
            const double gradient = (4e12 - outlet_pa * outlet_pa) / (psi * psi) / (20e3 / foot);
            const double rounding = std::pow(gradient, 0.575 - 1.0 / 1.74) *
                                    std::pow(diameter_m / inch, 2.725 - 4.74 / 1.74) *
                                    std::pow(0.65, 0.74 / 1.74 - 0.425);
            const double flow = kernel_flow_m3_s(FrictionLaw::mueller, pipe, viscosity_pa_s);
            EXPECT_NEAR(mueller_high_pressure_flow_m3_s(pipe) / (flow * 2826.0 / exact * rounding), 1.0, 1e-7)
                << diameter_m;
        }
}

struct Formula {
    const char *name;
    FrictionLaw law;
    double (*flow_m3_s)(const HandPipe &);
    double viscosity_pa_s; ///< that the print stands for
    double tolerance;      ///< of the flow
    double mean_pressure_pa, largest_diameter_m, base_pressure_pa, base_temperature_k, temperature_k;
};

class PublishedFormula : public testing::TestWithParam<Formula> {};

TEST_P(PublishedFormula, EqualsTheFrictionLawThroughThePipeLaw) {
    const Formula &f = GetParam();
    const bool low_pressure = f.mean_pressure_pa < 2e5;
    EXPECT_TRUE(f.viscosity_pa_s > 0.9e-5 && f.viscosity_pa_s < 1.2e-5);
    EXPECT_TRUE(!low_pressure || (f.mean_pressure_pa >= 101325 && f.mean_pressure_pa < 101325 + psi));
    double lowest = 2.0, highest = 0.0;
    for (double diameter_m = 0.05; diameter_m <= f.largest_diameter_m; diameter_m *= 1.3)
        for (const double slope : {0.3, 1.0, 3.0}) {
            const double half = low_pressure ? 100.0 * slope : 5e4 * slope;
            HandPipe pipe{f.mean_pressure_pa + half, f.mean_pressure_pa - half, low_pressure ? 200.0 : 20e3,
                          diameter_m};
            pipe.relative_density = 0.589;
            pipe.base_pressure_pa = f.base_pressure_pa;
            pipe.base_temperature_k = f.base_temperature_k;
            pipe.temperature_k = f.temperature_k;
            pipe.viscosity_pa_s = f.viscosity_pa_s;
            const double ratio = f.flow_m3_s(pipe) / kernel_flow_m3_s(f.law, pipe, f.viscosity_pa_s);
            lowest = std::min(lowest, ratio);
            highest = std::max(highest, ratio);
        }
    EXPECT_GT(lowest, 1.0 - f.tolerance) << f.name << " to " << highest;
    EXPECT_LT(highest, 1.0 + f.tolerance) << f.name << " from " << lowest;
}

// Low-pressure prints fold a mean pressure into their constant; it is named and must lie within 1 psi of the
// atmosphere. Tolerances above 1e-3 are the rounded exponents of the print: IGT 0.555 for 1/1.8, Mueller 2.725
// for 4.74/1.74, as the two tests above show. Renouard's holds for one kinematic viscosity, 1.513e-5 m²/s.
constexpr double us_pressure = 14.73 * psi, sixty_f = 288.8889, atm = standard_pressure_pa;

INSTANTIATE_TEST_SUITE_P(
    All, PublishedFormula,
    testing::Values(
        Formula{"weymouth", FrictionLaw::weymouth, weymouth_flow_m3_s, 1.1e-5, 1e-3, 2e6, 1.2, atm, 288.15, 283.15},
        Formula{"panhandle_a", FrictionLaw::panhandle_a, panhandle_a_flow_m3_s, 1.034e-5, 3e-4, 2e6, 1.2, atm, 288.15,
                283.15},
        Formula{"panhandle_b", FrictionLaw::panhandle_b, panhandle_b_flow_m3_s, 1.069e-5, 1e-4, 2e6, 1.2, atm, 288.15,
                283.15},
        Formula{"igt", FrictionLaw::igt, igt_flow_m3_s, 1.1e-5, 4.1e-3, 2e6, 0.3, atm, 288.15, 283.15},
        Formula{"spitzglass_high", FrictionLaw::spitzglass, spitzglass_high_pressure_flow_m3_s, 1.1e-5, 2e-4, 2e6, 0.3,
                atm, 288.15, 283.15},
        Formula{"spitzglass_low", FrictionLaw::spitzglass, spitzglass_low_pressure_flow_m3_s, 1.1e-5, 2e-4, 14.91 * psi,
                0.3, us_pressure, sixty_f, sixty_f},
        Formula{"mueller_high", FrictionLaw::mueller, mueller_high_pressure_flow_m3_s, 1.014e-5, 1.1e-3, 2e6, 0.3,
                us_pressure, sixty_f, sixty_f},
        Formula{"mueller_low", FrictionLaw::mueller, mueller_low_pressure_flow_m3_s, 1.014e-5, 1.5e-3, 15.066 * psi,
                0.3, us_pressure, sixty_f, sixty_f},
        Formula{"renouard_medium", FrictionLaw::renouard, renouard_medium_pressure_flow_m3_s, 1.1518e-5, 1e-4, 3e5, 0.6,
                atm, 273.15, 288.15},
        Formula{"renouard_low", FrictionLaw::renouard, renouard_low_pressure_flow_m3_s, 1.1518e-5, 1e-4, 1.0474e5, 0.6,
                atm, 273.15, 288.15},
        Formula{"lacey", FrictionLaw::lacey, lacey_flow_m3_s, 1.1e-5, 1e-4, 1.0160e5, 0.6, atm, 288.15, 288.15},
        Formula{"pole", FrictionLaw::pole, pole_flow_m3_s, 1.1e-5, 1e-4, 1.0174e5, 0.6, atm, 288.15, 288.15},
        Formula{"polyflo", FrictionLaw::polyflo, polyflo_flow_m3_s, 0.95e-5, 1e-4, 3e5, 0.6, atm, 288.15, 288.15}),
    [](const auto &test) { return std::string(test.param.name); });

} // namespace
} // namespace gastwin
