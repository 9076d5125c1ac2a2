// SPDX-License-Identifier: Apache-2.0
#include "models/load.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/error.hpp"

namespace gastwin {
namespace {

LoadPattern flat_pattern() {
    LoadPattern p;
    for (auto &row : p.hourly) row.fill(1.0);
    for (auto &row : p.monthly) row.fill(1.0);
    p.appliance = {{"stove", 0.8, 0.24}, {"heater", 2.0, 0.065}};
    p.design_quantile = 0.985;
    return p;
}

std::string column_of_error(LoadPattern pattern) {
    try {
        normalise(pattern);
    } catch (const Error &error) {
        EXPECT_EQ(error.kind().slug, "value_out_of_range");
        return error.place().column;
    }
    return "";
}

TEST(LoadPattern, OnlyTheShapeOfARowCounts) {
    LoadPattern p = flat_pattern();
    p.hourly[0].fill(0.0);
    p.hourly[0][18] = 12.0, p.hourly[0][6] = 36.0;
    p.monthly[1] = {3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    normalise(p);
    EXPECT_DOUBLE_EQ(p.hourly[0][18], 6.0);
    EXPECT_DOUBLE_EQ(p.hourly[0][6], 18.0);
    EXPECT_DOUBLE_EQ(p.monthly[1][0], 36.0 / 14.0);
    EXPECT_DOUBLE_EQ(pattern_factor(p, CustomerKind::household, {.hour = 18}), 6.0);
    EXPECT_DOUBLE_EQ(pattern_factor(p, CustomerKind::commercial, {.hour = 0, .month = 1}), 36.0 / 14.0);
    EXPECT_DOUBLE_EQ(pattern_factor(p, CustomerKind::household, {}), 1.0);
}

TEST(LoadPattern, NonsenseIsNamed) {
    EXPECT_EQ(column_of_error(flat_pattern()), "");
    LoadPattern p = flat_pattern();
    p.hourly[1][3] = -1.0;
    EXPECT_EQ(column_of_error(p), "hourly.commercial");
    p = flat_pattern();
    p.monthly[4].fill(0.0);
    EXPECT_EQ(column_of_error(p), "monthly.heating");
    p.monthly[4].fill(std::numeric_limits<double>::infinity());
    EXPECT_EQ(column_of_error(p), "monthly.heating");
    for (const double flow : {0.0, -1.0, std::nan("")}) {
        p = flat_pattern();
        p.appliance[0].rated_m3_h = flow;
        EXPECT_EQ(column_of_error(p), "appliance.rated_m3_h");
    }
    p = flat_pattern();
    p.appliance[1].use_probability = 1.5;
    EXPECT_EQ(column_of_error(p), "appliance.use_probability");
    p.appliance.clear();
    EXPECT_EQ(column_of_error(p), "appliance");
    p = flat_pattern();
    p.design_quantile = 1.0;
    EXPECT_EQ(column_of_error(p), "design_quantile");
    for (const LoadTime time : {LoadTime{.hour = 24}, {.hour = -2}, {.month = 13}, {.month = -1}})
        EXPECT_THROW(require_time(time), Error);
    EXPECT_NO_THROW(require_time({.hour = 23, .month = 12}));
}

/// Exact quantile of the share: the distribution by convolving household after household, in units of 0.4 m³/h.
double exact_share(const LoadPattern &p, int households) {
    std::vector<double> chance{1.0};
    for (const Appliance &a : p.appliance) {
        const auto units = static_cast<std::size_t>(std::lround(a.rated_m3_h / 0.4));
        for (int n = 0; n < households; ++n) {
            std::vector<double> next(chance.size() + units, 0.0);
            for (std::size_t i = 0; i < chance.size(); ++i) {
                next[i] += chance[i] * (1.0 - a.use_probability);
                next[i + units] += chance[i] * a.use_probability;
            }
            while (next.size() > 1 && next.back() < 1e-30) next.pop_back();
            chance = std::move(next);
        }
    }
    double below = 0.0;
    for (std::size_t i = 0; i < chance.size(); ++i)
        if ((below += chance[i]) >= p.design_quantile) return static_cast<double>(i) * 0.4 / (2.8 * households);
    return 1.0;
}

TEST(SimultaneousShare, IsTheExactQuantileUpToSamplingError) {
    // Ranks differ by √(q(1−q)/draws) = 0.09 %: the share must lie between the exact quantiles three of these apart.
    const LoadPattern p = flat_pattern();
    const double rank_error = 3.0 * std::sqrt(p.design_quantile * (1.0 - p.design_quantile) / 20000.0);
    for (const int n : {1, 2, 3, 5, 10, 30, 100, 300}) {
        LoadPattern low = p, high = p;
        low.design_quantile -= rank_error, high.design_quantile += rank_error;
        const double share = simultaneous_share(p, n);
        EXPECT_GE(share, exact_share(low, n) - 1e-12) << n;
        EXPECT_LE(share, exact_share(high, n) + 1e-12) << n;
    }
}

TEST(SimultaneousShare, FallsWithTheNumberTowardsTheMean) {
    const LoadPattern p = flat_pattern();
    EXPECT_NEAR(mean_share(p), (0.8 * 0.24 + 2.0 * 0.065) / 2.8, 1e-15);
    EXPECT_EQ(simultaneous_share(p, 1), 1.0) << "a single household may well have both on";
    double before = 1.0;
    for (const int n : {4, 16, 64, 256, 1024}) {
        const double share = simultaneous_share(p, n, {.draws = 4000, .seed = 3});
        EXPECT_LT(share, before);
        EXPECT_GT(share, mean_share(p));
        before = share;
    }
    EXPECT_EQ(simultaneous_share(p, 50, {.seed = 3}), simultaneous_share(p, 50, {.seed = 3}));
}

TEST(DrawShare, ScalesItsMeanAndStopsAtEverythingOn) {
    const LoadPattern p = flat_pattern();
    for (const double scale : {0.0, 0.5, 1.0, 3.0}) {
        Random random(5);
        EXPECT_NEAR(draw_share(p, scale, 400000, random), scale * mean_share(p), 4e-3) << scale;
    }
    Random random(5);
    EXPECT_EQ(draw_share(p, 1e9, 10, random), 1.0);
}

} // namespace
} // namespace gastwin
