// SPDX-License-Identifier: Apache-2.0
#include "models/gas.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/error.hpp"

namespace gastwin {
namespace {

/// Natural gas of gravity 0.6 at 288.706 K with the CNGA coefficients of the reference.
Gas cnga(double b1, double b2) {
    Gas gas;
    gas.gas_constant = 8.314;
    gas.molar_mass_kg_mol = 0.02896 * 0.6;
    gas.temperature_k = 288.706;
    gas.b1 = b1;
    gas.b2 = b2;
    return gas;
}

TEST(Gas, DensityAndPotentialOfTheReference) {
    struct Row {
        double p, density_ideal, density_simple, density_full, ideal, simple, full;
    };
    const Gas ideal = cnga(1, 0), simple = cnga(1.00300865, 2.96848838e-8), full = cnga(1.0024417832, 2.4092582574e-8);
    EXPECT_NEAR(ideal.a2_m2_s2(), 138138.90907, 1e-5);
    for (const Row &r : {Row{101325, 0.733500798, 0.737913884, 0.737082456, 5.13337781e9, 5.15911587e9, 5.15426674e9},
                         Row{5e5, 3.619545017, 3.684157848, 3.671985255, 1.25e11, 1.26612951e11, 1.26309081e11},
                         Row{4e6, 28.95636014, 32.48174443, 31.81759929, 8.0e12, 8.65734672e12, 8.53350936e12}}) {
        EXPECT_NEAR(density_kg_m3(ideal, r.p) / r.density_ideal, 1, 1e-9);
        EXPECT_NEAR(density_kg_m3(simple, r.p) / r.density_simple, 1, 1e-9);
        EXPECT_NEAR(density_kg_m3(full, r.p) / r.density_full, 1, 1e-9);
        EXPECT_NEAR(potential_pa2(ideal, r.p) / r.ideal, 1, 4e-9);
        EXPECT_NEAR(potential_pa2(simple, r.p) / r.simple, 1, 4e-9);
        EXPECT_NEAR(potential_pa2(full, r.p) / r.full, 1, 4e-9);
    }
}

Gas quadratic(double b1, double b2, double b3) {
    Gas gas = cnga(b1, b2);
    gas.compressibility = Compressibility::quadratic;
    gas.b3 = b3;
    return gas;
}

Gas methane(EquationOfState equation, double temperature_k = 288.15) {
    Gas gas;
    gas.molar_mass_kg_mol = 0.01604246;
    gas.temperature_k = temperature_k;
    return with_equation_of_state(gas, equation, {190.564, 4.599e6});
}

std::vector<Gas> gases() {
    Gas linear = cnga(1.0, -0.0022e-5), stiff = cnga(1.0, 6e-9);
    linear.compressibility = stiff.compressibility = Compressibility::linear;
    return {cnga(1, 0),
            cnga(1.0024417832, 2.4092582574e-8),
            cnga(1.0, -6e-9),
            linear,
            stiff,
            methane(EquationOfState::papay),
            quadratic(1.1, 3e-8, 1e-14),
            quadratic(0.9, -1.8e-8, 1e-16), // Z falls to 0.09
            quadratic(1.0, 0.0, 1e-16)};
}

TEST(Gas, NamedEquationsOfState) {
    const Gas full = with_equation_of_state(cnga(1, 0), EquationOfState::cnga_full);
    EXPECT_NEAR(full.b1, 1.0024417832, 0.6e-10);
    EXPECT_NEAR(full.b2, 2.4092582574e-8, 0.6e-18);
    EXPECT_EQ(with_equation_of_state(cnga(2, 1), EquationOfState::cnga_simple).b2, 2.96848838e-8);
    EXPECT_EQ(compressibility(with_equation_of_state(cnga(2, 1), EquationOfState::ideal), 1e7), 1.0);
    struct Row {
        double p, papay, aga88, cnga_full;
    };
    const Gas papay = methane(EquationOfState::papay), aga = methane(EquationOfState::aga88);
    for (const Row &r : {Row{0.4e6, 0.990079, 0.991695, 0.988065}, Row{1.6e6, 0.961771, 0.966778, 0.960624},
                         Row{4e6, 0.911695, 0.916945, 0.910074}, Row{6e6, 0.876628, 0.875418, 0.871842}}) {
        EXPECT_NEAR(compressibility(papay, r.p), r.papay, 0.6e-6);
        EXPECT_NEAR(compressibility(aga, r.p), r.aga88, 0.6e-6);
        EXPECT_NEAR(compressibility(full, r.p), r.cnga_full, 0.6e-6) << r.p;
    }
}

TEST(Gas, PapayIsRefusedFarBelowTheCriticalTemperature) {
    Gas propane;
    EXPECT_THROW((void)with_equation_of_state(propane, EquationOfState::papay, {369.89, 4.2512e6}), Error);
    EXPECT_THROW((void)with_equation_of_state(propane, EquationOfState::papay, {0.0, 4e6}), Error);
    for (const double temperature_k : {190.0, 250.0, 350.0})
        EXPECT_NO_THROW(require_physical(methane(EquationOfState::papay, temperature_k)));
    for (const Gas &bad : {quadratic(1, 0, 0), quadratic(1, 0, -1e-16), quadratic(1, -2e-8, 1e-16)})
        EXPECT_THROW(require_physical(bad), Error);
}

/// Gauss-Legendre with five points on each of many pieces: no closed form, no series.
double integrated_potential(const Gas &gas, double p) {
    constexpr double x[]{0.0, 0.5384693101056831, 0.9061798459386640};
    constexpr double w[]{0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
    constexpr int pieces = 400;
    double sum = 0.0;
    for (int i = 0; i < pieces; ++i)
        for (int k = -2; k <= 2; ++k) {
            const double t = p * (i + 0.5 + 0.5 * std::copysign(x[std::abs(k)], k)) / pieces;
            sum += 0.5 * w[std::abs(k)] * p / pieces * t / compressibility(gas, t);
        }
    return sum;
}

TEST(Gas, PotentialEqualsTheIntegralDoneNumerically) {
    for (const Gas &gas : gases())
        for (const double p : {1.0, 1e3, 1.01325e5, 5e5, 4e6, 1.2e7})
            if (p < largest_pressure_pa(gas)) {
                EXPECT_NEAR(potential_pa2(gas, p) / integrated_potential(gas, p), 1.0, 2e-13) << p;
            }
}

TEST(Gas, QuadraticPotentialDoesNotNoticeItsSwitchFromSeriesToClosedForm) {
    for (const Gas &gas : gases()) {
        if (gas.compressibility != Compressibility::quadratic) continue;
        const double p = 0.5 * largest_pressure_pa(gas);
        const double below = potential_pa2(gas, p * (1 - 1e-12)), above = potential_pa2(gas, p * (1 + 1e-12));
        EXPECT_NEAR((above - below) / (2e-12 * p * potential_slope_pa(gas, p)), 1.0, 1e-2);
    }
}

TEST(Gas, PotentialIsOddIncreasingAndTheIntegralOfPressureOverZ) {
    for (const Gas &gas : gases()) {
        EXPECT_EQ(potential_pa2(gas, 0.0), 0.0);
        for (double p = 1.0; p < 1e9; p *= 1.7) {
            const double h = 1e-4 * p;
            const double numeric = (potential_pa2(gas, p + h) - potential_pa2(gas, p - h)) / (2 * h);
            EXPECT_NEAR(potential_slope_pa(gas, p) / numeric, 1.0, 1e-4) << p;
            if (p < largest_pressure_pa(gas)) {
                EXPECT_NEAR(potential_slope_pa(gas, p), p / compressibility(gas, p), 1e-9 * p);
            }
            EXPECT_EQ(potential_pa2(gas, -p), -potential_pa2(gas, p));
        }
    }
}

TEST(Gas, PressureComesBackFromItsPotential) {
    for (const Gas &gas : gases())
        for (double p = 1e-3; p < 1e10; p *= 1.3)
            for (const double sign : {-1.0, 1.0})
                EXPECT_NEAR(pressure_of_potential_pa(gas, potential_pa2(gas, sign * p)) / p, sign, 4e-15) << p;
}

TEST(Gas, LinearPotentialHasNoCancellationAtSmallB2) {
    Gas gas = cnga(1.0, -1e-18);
    gas.compressibility = Compressibility::linear;
    EXPECT_NEAR(potential_pa2(gas, 1e5) / 5e9, 1.0, 1e-12);
    gas.b2 = -0.0499999e-5; // both sides of the switch from series to logarithm
    Gas above = gas;
    above.b2 = -0.0500001e-5;
    EXPECT_NEAR(potential_pa2(gas, 1e5) / potential_pa2(above, 1e5), 1.0, 1e-6);
}

TEST(Gas, UnphysicalPropertiesAreRefused) {
    for (double Gas::*member : {&Gas::molar_mass_kg_mol, &Gas::temperature_k, &Gas::viscosity_pa_s, &Gas::b1})
        for (const double bad : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
            Gas gas;
            gas.*member = bad;
            EXPECT_THROW(require_physical(gas), Error);
        }
    EXPECT_NO_THROW(require_physical(Gas{}));
}

} // namespace
} // namespace gastwin
