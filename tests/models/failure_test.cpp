// SPDX-License-Identifier: Apache-2.0
#include "models/failure.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace gastwin {
namespace {

/// A scheme small enough to be worked out by hand.
FailureScheme hand_scheme() {
    FailureScheme s;
    s.base_per_km_year = 0.1;
    s.reference_age_a = 25.0, s.min_age_a = 5.0, s.max_age_a = 80.0;
    s.reference_diameter_m = 0.1, s.min_diameter_m = 0.05, s.max_diameter_m = 0.4;
    s.unknown_year = 1999, s.unknown_age_a = 20;
    s.overdispersion = 0.9;
    s.material.fill({.leak = 2.0, .age_exponent = 1.0, .diameter_exponent = -0.5, .joint = 1.5, .joint_before = 1990});
    s.above_ground_words = {"架空", "Aerial"};
    s.setting = {{.name = "shallow",
                  .name_zh = "浅",
                  .tests_above_ground = true,
                  .depth_below_m = 0.6,
                  .leak = 1.2,
                  .third_party = 1.5},
                 {.name = "traffic", .name_zh = "车", .street_words = {"大道"}, .leak = 1.1, .third_party = 1.3}};
    s.riser_base_per_year = 0.01, s.riser_reference_height_m = 18.0, s.riser_height_exponent = 0.5;
    return s;
}

TEST(GammaPoisson, CheckValues) {
    // risk reference section 3: μ = 0.3189, α = 0.9
    EXPECT_NEAR(gamma_poisson_rate(0.3189, 3, 0.12 * 13, 0.9), 0.81502, 5e-6);
    EXPECT_NEAR(gamma_poisson_rate(0.3189, 0, 0.12 * 13, 0.9), 0.22028, 5e-6);
    EXPECT_NEAR(gamma_poisson_rate(0.3189, 0, 0.50 * 13, 0.9), 0.11129, 5e-6);
}

TEST(GammaPoisson, IsThePosteriorMeanByQuadrature) {
    // Posterior of z ~ Gamma(a0, mean 1) after N events with mean z μ E; its mean times μ, by brute integration.
    const double mu = 0.2, exposure = 3.0, alpha = 0.5;
    const int events = 2;
    double weight = 0.0, moment = 0.0;
    for (double z = 5e-4; z < 60.0; z += 1e-3) {
        const double likelihood =
            std::pow(z, 1.0 / alpha - 1.0) * std::exp(-z / alpha) * std::pow(z, events) * std::exp(-z * mu * exposure);
        weight += likelihood, moment += likelihood * z;
    }
    EXPECT_NEAR(gamma_poisson_rate(mu, events, exposure, alpha), mu * moment / weight, 1e-6);
}

TEST(PipeLeakFactors, ByHand) {
    const FailureScheme s = hand_scheme();
    const LeakFactors f = pipe_leak_factors(
        s, {.material = Material::steel, .install_year = 1975, .diameter_m = 0.4, .depth_m = 0.5, .street = "人民大道"},
        2025);
    EXPECT_DOUBLE_EQ(f.base, 0.1);
    EXPECT_DOUBLE_EQ(f.material, 2.0);
    EXPECT_DOUBLE_EQ(f.age, 2.0);
    EXPECT_DOUBLE_EQ(f.diameter, 0.5);
    EXPECT_DOUBLE_EQ(f.joint, 1.5);
    EXPECT_DOUBLE_EQ(f.setting, 1.2 * 1.1);
    EXPECT_DOUBLE_EQ(f.third_party, 1.5 * 1.3);
    EXPECT_EQ(f.settings, 3U);
    EXPECT_DOUBLE_EQ(f.product(), 0.1 * 2.0 * 2.0 * 0.5 * (1.2 * 1.1) * 1.5);
}

TEST(PipeLeakFactors, MissingValuesTakeTheDocumentedDefaults) {
    const FailureScheme s = hand_scheme();
    const LeakFactors f = pipe_leak_factors(s, {}, 2024);
    EXPECT_DOUBLE_EQ(f.age, 1.0) << "unknown year counts as 1999";
    EXPECT_DOUBLE_EQ(f.diameter, 1.0);
    EXPECT_DOUBLE_EQ(f.setting, 1.0) << "unknown depth is not shallow";
}

TEST(PipeLeakFactors, AbsurdAgesAndDiametersAreClamped) {
    const FailureScheme s = hand_scheme();
    const auto at = [&](std::int32_t year, double diameter_m) {
        return pipe_leak_factors(s, {.install_year = year, .diameter_m = diameter_m}, 2025);
    };
    EXPECT_DOUBLE_EQ(at(2105, 0.1).age, 0.2);
    EXPECT_DOUBLE_EQ(at(1800, 0.1).age, 3.2);
    EXPECT_DOUBLE_EQ(at(2020, 1e-9).diameter, std::sqrt(2.0));
    EXPECT_DOUBLE_EQ(at(2020, 3.0).diameter, 0.5);
}

TEST(PipeLeakFactors, RuleForBuriedPipesSkipsAerialOnes) {
    const FailureScheme s = hand_scheme();
    EXPECT_EQ(pipe_leak_factors(s, {.depth_m = -2.5, .above_ground = true}, 2025).settings, 0U);
    EXPECT_EQ(pipe_leak_factors(s, {.depth_m = 0.3}, 2025).settings, 1U);
}

TEST(RiserLeakFactors, CountPerPieceAndHeight) {
    const LeakFactors f = riser_leak_factors(hand_scheme(), Material::galvanised, 1985, 72.0, 2025);
    EXPECT_DOUBLE_EQ(f.product(), 0.01 * 2.0 * (40.0 / 25.0) * 2.0 * 1.5);
}

TEST(EffectiveYears, SumsTheAgeFactorsOfTheWindow) {
    const FailureScheme s = hand_scheme();
    // In service 2015–2024 with ages 0…9 (floor 5): weights 5,5,5,5,5,5,6,7,8,9 against age 10 in 2025.
    EXPECT_DOUBLE_EQ(effective_years(s, Material::steel, 2015, 2010, 2024, 2025), 60.0 / 10.0);
    EXPECT_DOUBLE_EQ(effective_years(s, Material::steel, 2025, 2010, 2024, 2025), 0.0);
    FailureScheme ageless = s;
    ageless.material.fill({});
    EXPECT_DOUBLE_EQ(effective_years(ageless, Material::steel, 1980, 1998, 2010, 2025), 13.0);
}

TEST(HoldsWord, AsciiInEitherCaseAndChinese) {
    const std::vector<std::string> words{"架空", "Aerial"};
    EXPECT_TRUE(holds_word("庭院架空敷设", words));
    EXPECT_TRUE(holds_word("AERIAL pipe", words));
    EXPECT_FALSE(holds_word("直埋", words));
    EXPECT_FALSE(holds_word("", words));
}

} // namespace
} // namespace gastwin
