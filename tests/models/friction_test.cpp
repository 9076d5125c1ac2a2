// SPDX-License-Identifier: Apache-2.0
#include "models/friction.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace gastwin {
namespace {

using enum FrictionLaw;

constexpr auto law_count = Names<FrictionLaw>::names.size();

/// A pipe of 100 mm.
constexpr PipeWall dn100(double relative_roughness) { return {relative_roughness, 0.1}; }

TEST(Friction, CheckValuesOfTheReference) {
    struct Row {
        double re, k, colebrook_37, colebrook_371, altshul, swamee_jain, haaland, hofer, sum;
    };
    for (const Row &r :
         {Row{4e3, 1e-3, 0.04091039, 0.04090772, 0.04029126, 0.04169544, 0.04121615, 0.04095667, 0.03561569},
          Row{1e4, 1e-3, 0.03238181, 0.03237789, 0.03269011, 0.03266535, 0.03217489, 0.03256224, 0.02601569},
          Row{1e5, 1e-3, 0.02217454, 0.02216546, 0.02226999, 0.02234241, 0.02196621, 0.02241246, 0.02025569},
          Row{1e6, 1e-4, 0.01344144, 0.01343756, 0.01252334, 0.01350770, 0.01332616, 0.01352764, 0.01203437},
          Row{4e3, 5e-3, 0.04471124, 0.04469894, 0.04236414, 0.04591364, 0.04483521, 0.04525010, 0.04632945}}) {
        constexpr double half_digit = 0.6e-8;
        EXPECT_NEAR(friction_factor(colebrook, r.re, dn100(r.k)), r.colebrook_37, half_digit);
        EXPECT_NEAR(friction_factor(colebrook_stanet, r.re, dn100(r.k)), r.colebrook_371, half_digit);
        EXPECT_NEAR(friction_factor(gb50028_steel_pe, r.re, dn100(r.k)), r.altshul, half_digit);
        EXPECT_NEAR(friction_factor(FrictionLaw::swamee_jain, r.re, dn100(r.k)), r.swamee_jain, half_digit);
        EXPECT_NEAR(friction_factor(swamee_jain_pandapipes, r.re, dn100(r.k)), r.swamee_jain, half_digit);
        EXPECT_NEAR(friction_factor(FrictionLaw::haaland, r.re, dn100(r.k)), r.haaland, half_digit);
        EXPECT_NEAR(friction_factor(FrictionLaw::hofer, r.re, dn100(r.k)), r.hofer, half_digit);
        EXPECT_NEAR(friction_factor(nikuradse, r.re, dn100(r.k)), r.sum, half_digit);
    }
}

TEST(Friction, TransitionValuesOfTheReference) {
    EXPECT_NEAR(friction_factor(colebrook, 2500, dn100(1e-3)), 0.031083, 0.6e-6);
    EXPECT_NEAR(friction_factor(colebrook, 3000, dn100(1e-3)), 0.035770, 0.6e-6);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 2100, dn100(1e-3)), 0.0309310, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 2150, dn100(1e-3)), 0.0313510, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 2200, dn100(1e-3)), 0.0321819, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 3400, dn100(1e-3)), 0.0407805, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 3500, dn100(1e-3)), 0.0410434, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 3600, dn100(1e-3)), 0.0411606, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 49465.5, dn100(0.1 / 150)), 0.0233815, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 3462.58, dn100(5e-3)), 0.0408947, 1e-3); // inside the upper join
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 14839.6, dn100(2e-3)), 0.0313320, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_steel_pe, 618318, dn100(5e-4)), 0.0172870, 0.6e-7);
    EXPECT_NEAR(friction_factor(gb50028_cast_iron, 5e4, {0.0, 0.15}), 0.0418740, 0.6e-7);
}

TEST(Friction, LaminarFlowIsExact) {
    for (const FrictionLaw law : {colebrook, FrictionLaw::swamee_jain, FrictionLaw::hofer, gb50028_steel_pe})
        for (const double re : {1e-9, 1.0, 500.0, 1999.0}) {
            EXPECT_DOUBLE_EQ(friction(law, re, dn100(1e-3)).value, 64.0 * re);
            EXPECT_DOUBLE_EQ(friction(law, re, dn100(1e-3)).slope, 64.0);
        }
}

TEST(Friction, FullyRoughIsTheLimitOfColebrook) {
    for (const double k : {1e-5, 1e-3, 0.05})
        EXPECT_NEAR(friction_factor(fully_rough, 1e7, dn100(k)) / friction_factor(colebrook, 1e14, dn100(k)), 1, 1e-7);
}

TEST(Friction, EveryLawIsZeroAtRestAndStrictlyIncreasing) {
    for (std::size_t i = 0; i < law_count; ++i)
        for (const double diameter_m : {1e-9, 0.02, 0.3, 1.4, 1e3})
            for (const double k : {0.0, 1e-7, 1e-5, 1e-3, 1e-2, 0.05, 1.0}) {
                const auto law = static_cast<FrictionLaw>(i);
                const PipeWall wall{k, diameter_m};
                EXPECT_EQ(friction(law, 0.0, wall).value, 0.0);
                double before = 0.0;
                for (double re = 1e-6; re < 1e10; re *= 1.007) {
                    const Friction f = friction(law, re, wall);
                    ASSERT_GT(f.value, before) << code_of(law) << " Re " << re << " K/D " << k << " D " << diameter_m;
                    ASSERT_GT(f.slope, 0.0) << code_of(law) << " Re " << re << " K/D " << k << " D " << diameter_m;
                    before = f.value;
                }
            }
}

/// End of the range in which F is exactly 64 Re; 0 when there is none.
double end_of_laminar(FrictionLaw law, const PipeWall &wall) {
    const auto laminar = [&](double re) { return friction(law, re, wall).value == 64.0 * re; };
    double low = 1e-3, high = 1e8;
    if (!laminar(low)) return 0.0;
    for (int i = 0; i < 200; ++i) (laminar(std::sqrt(low * high)) ? low : high) = std::sqrt(low * high);
    return high;
}

TEST(Friction, TheSlopeIsTheDerivativeAndHasNoJumps) {
    for (std::size_t i = 0; i < law_count; ++i)
        for (const double k : {0.0, 1e-5, 1e-3, 1e-2, 0.05})
            for (const double diameter_m : {0.02, 0.3, 1.4}) {
                const auto law = static_cast<FrictionLaw>(i);
                const PipeWall wall{k, diameter_m};
                for (double re = 1e-3; re < 1e8; re *= 1.07) {
                    const double h = 1e-5 * re;
                    const double numeric =
                        (friction(law, re + h, wall).value - friction(law, re - h, wall).value) / (2.0 * h);
                    EXPECT_NEAR(friction(law, re, wall).slope / numeric, 1.0, 1e-4)
                        << code_of(law) << " Re " << re << " k " << k;
                }
                const double end = end_of_laminar(law, wall);
                for (const double seam : {10.0, 100.0, 2000.0, 2050.0, 2300.0, 3300.0, 3700.0, 4000.0, end, 2 * end}) {
                    if (seam == 0.0) continue;
                    const Friction left = friction(law, seam * (1 - 1e-9), wall);
                    const Friction right = friction(law, seam * (1 + 1e-9), wall);
                    EXPECT_NEAR(left.value / right.value, 1.0, 1e-7) << code_of(law) << " at " << seam;
                    EXPECT_NEAR(left.slope / right.slope, 1.0, 2e-6) << code_of(law) << " at " << seam;
                }
            }
}

TEST(Friction, PowerLawsAreNeverBelowLaminarFlowAndEqualTheirPrintAboveTheJoin) {
    struct Row {
        FrictionLaw law;
        double factor, exponent; // λ = factor Re^exponent for 100 mm
    };
    for (const Row &r : {Row{weymouth, 0.009407 / std::pow(0.1, 1.0 / 3.0), 0.0}, Row{panhandle_a, 0.0847, -0.146},
                         Row{panhandle_b, 0.01471, -0.03922}, Row{FrictionLaw::mueller, 0.35643, -0.26},
                         Row{FrictionLaw::renouard, 0.172, -0.18}, Row{FrictionLaw::igt, 0.18748, -0.2},
                         Row{FrictionLaw::polyflo, 0.14038, -0.152}, Row{FrictionLaw::pole, 0.026, 0.0},
                         Row{FrictionLaw::lacey, 0.0176 * (1 + 43.478 / 100), 0.0},
                         Row{FrictionLaw::spitzglass, 4.0 / 354 * (1 + 3.6 / 3.93701 + 0.03 * 3.93701), 0.0}}) {
        const double crossing = std::pow(64.0 / r.factor, 1.0 / (1.0 + r.exponent));
        EXPECT_NEAR(end_of_laminar(r.law, dn100(0)) * std::sqrt(2.0) / crossing, 1.0, 2e-4) << code_of(r.law);
        for (double re = 100.0; re < 1e8; re *= 1.1) {
            const double lambda = friction_factor(r.law, re, dn100(0)), print = r.factor * std::pow(re, r.exponent);
            EXPECT_GE(lambda * re, 64.0 * (1 - 1e-15));
            if (re > 1.5 * crossing) {
                EXPECT_NEAR(lambda / print, 1.0, 1e-4) << code_of(r.law);
            }
            if (re > crossing / 1.5 && re < 1.5 * crossing) { // the join, at most an eighth above the higher of the two
                EXPECT_LT(lambda / std::max(print, 64.0 / re), 1.125) << code_of(r.law);
            }
        }
    }
}

TEST(Friction, CastIronEqualsItsPrintOutsideTheJoins) {
    for (const double re : {3701.0, 1e4, 1e6})
        for (const double d_mm : {50.0, 300.0})
            EXPECT_NEAR(friction_factor(gb50028_cast_iron, re, {1e-2, 1e-3 * d_mm}),
                        0.102236 * std::pow(1 / d_mm + 5158 * 0.353678 / re, 0.284), 1e-9);
    EXPECT_DOUBLE_EQ(friction_factor(gb50028_cast_iron, 3000, dn100(0)),
                     friction_factor(gb50028_steel_pe, 3000, dn100(0)));
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
            largest =
                std::max(largest, std::abs(friction_factor(gb50028_steel_pe, re, dn100(k)) / printed(re, k) - 1.0));
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
            const double x = 1.0 / std::sqrt(friction_factor(colebrook_stanet, re, dn100(k)));
            EXPECT_NEAR(x, -2.0 * std::log10(k / 3.71 + 2.51 / re * x), 1e-12 * x);
        }
}

} // namespace
} // namespace gastwin
