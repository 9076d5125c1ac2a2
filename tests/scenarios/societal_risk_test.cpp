// SPDX-License-Identifier: Apache-2.0
#include "scenarios/societal_risk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

double area(const FnPoints &points) {
    return std::accumulate(points.frequency_per_year.begin(), points.frequency_per_year.end(), 0.0);
}

double at_least(const FnPoints &points, std::size_t n) {
    return n <= points.frequency_per_year.size() ? points.frequency_per_year[n - 1] : 0.0;
}

TEST(SocietalRisk, TheAreaIsTheExpectedFatalitiesWhateverTheSpread) {
    Random random(7);
    std::vector<double> rate, mean;
    double expected = 0.0;
    for (int i = 0; i < 500; ++i) {
        rate.push_back(random.uniform(0, 1e-3));
        mean.push_back(std::pow(10.0, random.uniform(-4, 2.5)));
        expected += rate.back() * mean.back();
    }
    for (const double ratio : {1.0, 1.0001, 1.5, default_variance_ratio, 10.0, 1000.0})
        EXPECT_NEAR(area(fn_curve(rate, mean, ratio)), expected, 1e-9 * expected) << ratio;
}

TEST(SocietalRisk, PoissonByItsClosedForm) {
    const FnPoints p = fn_curve(std::vector{2e-4}, std::vector{0.3}, 1.0);
    EXPECT_NEAR(at_least(p, 1), 2e-4 * (1.0 - std::exp(-0.3)), 1e-18);
    EXPECT_NEAR(at_least(p, 2), 2e-4 * (1.0 - std::exp(-0.3) * 1.3), 1e-18);
    EXPECT_NEAR(at_least(p, 3), 2e-4 * (1.0 - std::exp(-0.3) * (1.3 + 0.045)), 1e-18);
}

TEST(SocietalRisk, NegativeBinomialByGamma) {
    const double mean = 1.7, ratio = 2.5, r = mean / (ratio - 1.0);
    const FnPoints p = fn_curve(std::vector{1.0}, std::vector{mean}, ratio);
    for (std::size_t n = 1; n < 30; ++n) {
        const auto k = static_cast<double>(n);
        const double log_p = std::lgamma(r + k) - std::lgamma(r) - std::lgamma(k + 1.0) - r * std::log(ratio) +
                             k * std::log((ratio - 1.0) / ratio);
        EXPECT_NEAR(p.exactly_per_year[n - 1], std::exp(log_p), 1e-12 * std::exp(log_p) + 1e-300) << n;
    }
}

TEST(SocietalRisk, SmallMeansAreTheMeanItselfAndLargeOnesAStep) {
    const FnPoints rare = fn_curve(std::vector{1.0}, std::vector{1e-9}, 1.0);
    EXPECT_NEAR(at_least(rare, 1), 1e-9, 1e-15);
    EXPECT_LT(at_least(rare, 2), 1e-17);
    const FnPoints many = fn_curve(std::vector{3e-5}, std::vector{5000.0}, 1.0); // e^(−5000) is no number
    EXPECT_NEAR(at_least(many, 4500), 3e-5, 1e-12);
    EXPECT_NEAR(at_least(many, 5000), 1.5e-5, 2e-7);
    EXPECT_LT(at_least(many, 5500), 1e-15);
    EXPECT_NEAR(area(many), 0.15, 1e-10);
}

TEST(SocietalRisk, FallsAndAMoreClusteredOneCrossesFromBelow) {
    const FnPoints alone = fn_curve(std::vector{1.0}, std::vector{0.1}, 1.0);
    const FnPoints together = fn_curve(std::vector{1.0}, std::vector{0.1}, 3.0);
    EXPECT_TRUE(std::is_sorted(together.frequency_per_year.rbegin(), together.frequency_per_year.rend()));
    EXPECT_LT(at_least(together, 1), at_least(alone, 1)) << "fewer incidents kill";
    EXPECT_GT(at_least(together, 5), at_least(alone, 5)) << "but these kill more";
}

TEST(SocietalRisk, AgreesWithDrawingIncidents) {
    // Poisson deaths of a gamma mean are the same distribution: independent of the recursion.
    Random random(5);
    const double mean = 0.8, ratio = 2.29;
    const int draws = 400000;
    std::vector<double> counted(8);
    for (int i = 0; i < draws; ++i) {
        // Poisson number of clusters, each of logarithmic size: the negative binomial again.
        const double theta = (ratio - 1.0) / ratio;
        int n = 0;
        for (int clusters = random.poisson(mean / (ratio - 1.0) * std::log(ratio)); clusters > 0; --clusters) {
            double p = -theta / std::log(1.0 - theta), below = p;
            int size = 1;
            for (const double u = random.uniform(); u >= below && size < 200; ++size)
                below += p *= theta * size / (size + 1.0);
            n += size;
        }
        for (int k = 1; k <= std::min(n, 7); ++k) counted[static_cast<std::size_t>(k)] += 1.0 / draws;
    }
    const FnPoints p = fn_curve(std::vector{1.0}, std::vector{mean}, ratio);
    for (std::size_t n = 1; n <= 7; ++n)
        EXPECT_NEAR(counted[n], at_least(p, n), 5.0 * std::sqrt(at_least(p, n) / draws)) << n;
}

TEST(SocietalRisk, OfAnAssessmentHasItsFatalities) {
    const Network n = mixed_network(40);
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.samples = 0});
    const double expected =
        std::accumulate(risk.risk_fatalities_per_year.begin(), risk.risk_fatalities_per_year.end(), 0.0);
    EXPECT_NEAR(area(fn_curve(risk)), expected, 1e-9 * expected);
}

TEST(SocietalRisk, NobodyAndNothing) {
    EXPECT_EQ(row_count(fn_curve(std::span<const double>{}, std::span<const double>{})), 0U);
    EXPECT_EQ(row_count(fn_curve(std::vector{1.0, 0.0}, std::vector{0.0, 5.0})), 0U);
    for (const auto &[rate, mean, ratio] : {std::tuple{-1.0, 1.0, 1.0},
                                            {1.0, -1.0, 1.0},
                                            {1.0, 1.0, 0.5},
                                            {1.0, 1e9, 1.0},
                                            {std::nan(""), 1.0, 1.0},
                                            {1.0, std::nan(""), 1.0}})
        EXPECT_THROW((void)fn_curve(std::vector{rate}, std::vector{mean}, ratio), Error);
    EXPECT_THROW((void)fn_curve(std::vector{1.0}, std::span<const double>{}), Error);
}

} // namespace
} // namespace gastwin
