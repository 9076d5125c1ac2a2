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

std::vector<Gas> gases() {
    Gas linear = cnga(1.0, -0.0022e-5), stiff = cnga(1.0, 6e-9);
    linear.compressibility = stiff.compressibility = Compressibility::linear;
    return {cnga(1, 0), cnga(1.0024417832, 2.4092582574e-8), cnga(1.0, -6e-9), linear, stiff};
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
