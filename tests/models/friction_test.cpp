// SPDX-License-Identifier: Apache-2.0
#include "models/friction.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace gastwin {
namespace {

using enum FrictionLaw;

TEST(Friction, CheckValuesOfTheReference) {
    struct Row {
        double re, k, colebrook_37, colebrook_371, altshul, swamee_jain, hofer, sum;
    };
    for (const Row &r : {Row{4e3, 1e-3, 0.04091039, 0.04090772, 0.04029126, 0.04169544, 0.04095667, 0.03561569},
                         Row{1e4, 1e-3, 0.03238181, 0.03237789, 0.03269011, 0.03266535, 0.03256224, 0.02601569},
                         Row{1e5, 1e-3, 0.02217454, 0.02216546, 0.02226999, 0.02234241, 0.02241246, 0.02025569},
                         Row{1e6, 1e-4, 0.01344144, 0.01343756, 0.01252334, 0.01350770, 0.01352764, 0.01203437},
                         Row{4e3, 5e-3, 0.04471124, 0.04469894, 0.04236414, 0.04591364, 0.04525010, 0.04632945}}) {
        constexpr double half_digit = 0.6e-8;
        EXPECT_NEAR(friction_factor(colebrook, r.re, r.k), r.colebrook_37, half_digit);
        EXPECT_NEAR(friction_factor(colebrook_stanet, r.re, r.k), r.colebrook_371, half_digit);
        EXPECT_NEAR(friction_factor(gb50028_steel_pe, r.re, r.k), r.altshul, half_digit);
        EXPECT_NEAR(friction_factor(FrictionLaw::swamee_jain, r.re, r.k), r.swamee_jain, half_digit);
        EXPECT_NEAR(friction_factor(swamee_jain_pandapipes, r.re, r.k), r.swamee_jain, half_digit);
        EXPECT_NEAR(friction_factor(FrictionLaw::hofer, r.re, r.k), r.hofer, half_digit);
        EXPECT_NEAR(friction_factor(nikuradse, r.re, r.k), r.sum, half_digit);
    }
}

TEST(Friction, TransitionValuesOfTheReference) {
    EXPECT_NEAR(friction_factor(colebrook, 2500, 1e-3), 0.031083, 0.6e-6);
    EXPECT_NEAR(friction_factor(colebrook, 3000, 1e-3), 0.035770, 0.6e-6);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 2100, 1e-3), 0.0309310, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 2150, 1e-3), 0.0313510, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 2200, 1e-3), 0.0321819, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 3400, 1e-3), 0.0407805, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 3500, 1e-3), 0.0410434, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 3600, 1e-3), 0.0411606, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 49465.5, 0.1 / 150), 0.0233815, 0.6e-7);
}

TEST(Friction, LaminarFlowIsExact) {
    for (const FrictionLaw law : {colebrook, FrictionLaw::swamee_jain, FrictionLaw::hofer, gb50028_steel_pe})
        for (const double re : {1e-9, 1.0, 500.0, 1999.0}) {
            EXPECT_DOUBLE_EQ(friction(law, re, 1e-3).value, 64.0 * re);
            EXPECT_DOUBLE_EQ(friction(law, re, 1e-3).slope, 64.0);
        }
}

TEST(Friction, EveryLawIsZeroAtRestAndStrictlyIncreasing) {
    for (std::size_t i = 0; i < Names<FrictionLaw>::names.size(); ++i)
        for (const double k : {0.0, 1e-7, 1e-5, 1e-3, 1e-2, 0.05, 1.0}) {
            const auto law = static_cast<FrictionLaw>(i);
            EXPECT_EQ(friction(law, 0.0, k).value, 0.0);
            double before = 0.0;
            for (double re = 1e-6; re < 1e10; re *= 1.003) {
                const Friction f = friction(law, re, k);
                ASSERT_GT(f.value, before) << code_of(law) << " Re " << re << " K/D " << k;
                ASSERT_GT(f.slope, 0.0) << code_of(law) << " Re " << re << " K/D " << k;
                before = f.value;
            }
        }
}

TEST(Friction, TheSlopeIsTheDerivativeAndHasNoJumps) {
    for (std::size_t i = 0; i < Names<FrictionLaw>::names.size(); ++i)
        for (const double k : {0.0, 1e-5, 1e-3, 1e-2, 0.05}) {
            const auto law = static_cast<FrictionLaw>(i);
            for (double re = 0.01; re < 1e8; re *= 1.07) {
                const double h = 1e-5 * re;
                const double numeric = (friction(law, re + h, k).value - friction(law, re - h, k).value) / (2.0 * h);
                EXPECT_NEAR(friction(law, re, k).slope / numeric, 1.0, 1e-4)
                    << code_of(law) << " Re " << re << " k " << k;
            }
            for (const double seam : {10.0, 100.0, 2000.0, 2050.0, 2300.0, 3300.0, 3700.0, 4000.0}) {
                const Friction left = friction(law, seam * (1 - 1e-9), k), right = friction(law, seam * (1 + 1e-9), k);
                EXPECT_NEAR(left.value / right.value, 1.0, 1e-8) << code_of(law) << " at " << seam;
                EXPECT_NEAR(left.slope / right.slope, 1.0, 1e-6) << code_of(law) << " at " << seam;
            }
        }
}

TEST(Friction, GbPatchesStayWithinTheStatedBoundOfThePrint) {
    const auto printed = [](double re, double k) {
        if (re <= 2100) return 64.0 / re;
        if (re <= 3500) return 0.03 + (re - 2100) / (65 * re - 1e5);
        return 0.11 * std::pow(k + 68 / re, 0.25);
    };
    const auto worst = [&](double from, double to, double k) {
        double largest = 0.0;
        for (double re = from; re <= to; re += 0.5)
            largest = std::max(largest, std::abs(friction_factor(gb50028_steel_pe, re, k) / printed(re, k) - 1.0));
        return largest;
    };
    EXPECT_LE(worst(2050, 2300, 1e-3), 0.031);
    EXPECT_LE(worst(3300, 3700, 1e-3), 0.014);
    EXPECT_LE(worst(3300, 3700, 5e-3), 0.034);
    EXPECT_LE(worst(3300, 3700, 1e-2), 0.055);
    EXPECT_LE(worst(1, 2049, 1e-3) + worst(2301, 3299, 1e-3) + worst(3701, 2e4, 1e-3), 1e-14);
}

TEST(Friction, ColebrookHoldsAtAnyReynoldsNumber) {
    for (const double k : {0.0, 1e-6, 1e-3, 0.05})
        for (double re = 10.0; re < 1e12; re *= 1.5) {
            const double x = 1.0 / std::sqrt(friction_factor(colebrook_stanet, re, k));
            EXPECT_NEAR(x, -2.0 * std::log10(k / 3.71 + 2.51 / re * x), 1e-12 * x);
        }
}

} // namespace
} // namespace gastwin
