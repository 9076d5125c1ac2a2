// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_draws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "tests/scenarios/risk_oracle.hpp"

namespace gastwin {
namespace {

RiskDraws draws_of(const RiskCase &c, int samples, std::uint64_t seed = 1) {
    return {c.results, c.assets, c.terms, c.common, c.scheme, {.samples = samples, .seed = seed}};
}

std::vector<float> row_of(const RiskDraws &draws, std::size_t asset) {
    std::vector<float> row(draws.samples());
    draws.densities(asset, 0, row);
    return row;
}

/// Nothing uncertain but one quantity, with log sd 1.
RiskCase only_frailty() {
    RiskCase c = random_case(300, 4);
    c.scheme.uncertainty = {.top_share = 0.1, .stable_share = 0.8};
    c.common = {{}};
    for (std::size_t i = 0; i < c.assets.size(); ++i) {
        c.assets[i].frailty_shape = 1.0 / (std::numbers::e - 1.0);
        c.assets[i].imputed = 0, c.assets[i].common = 0;
        c.terms[i].other_serious_per_year = 0.0;
        c.results.risk_cny_per_km_year[i] = c.terms[i].ageing_cny(c.assets[i].leaks_per_year()) / c.assets[i].length_km;
    }
    return c;
}

TEST(RiskDraws, SinglePrecisionIsGoodToFiveInAMillion) {
    const RiskCase c = random_case(500, 1);
    const RiskDraws draws = draws_of(c, 200);
    for (std::size_t i = 0; i < draws.assets(); ++i) {
        const std::vector<float> row = row_of(draws, i);
        for (std::size_t k = 0; k < row.size(); ++k)
            ASSERT_NEAR(static_cast<double>(row[k]) / draws.density(i, k), 1.0, 5e-6) << i << " " << k;
    }
}

TEST(RiskDraws, PartsOfARowAreTheRow) {
    const RiskDraws draws = draws_of(random_case(20, 2), 100);
    for (std::size_t i = 0; i < draws.assets(); ++i) {
        const std::vector<float> row = row_of(draws, i);
        std::vector<float> part(13);
        draws.densities(i, 77, part);
        EXPECT_TRUE(std::equal(part.begin(), part.end(), row.begin() + 77)) << i;
    }
}

TEST(RiskDraws, OneValueFallsIntoEachStratum) {
    const RiskCase c = only_frailty();
    for (const int samples : {1, 7, 100}) {
        const RiskDraws draws = draws_of(c, samples);
        for (std::size_t i = 0; i < draws.assets(); ++i) {
            std::set<int> strata;
            const double mean = c.results.risk_cny_per_km_year[i];
            for (const float x : row_of(draws, i)) {
                const double z = std::log(static_cast<double>(x) * density_unit_cny_per_km_year / mean) + 0.5;
                strata.insert(static_cast<int>(samples * 0.5 * std::erfc(-z / std::numbers::sqrt2)));
            }
            EXPECT_GE(static_cast<int>(strata.size()), samples - 1) << i; // one may be rounded over an edge
        }
    }
}

TEST(RiskDraws, AssetsAndSeedsAreUncorrelated) {
    const RiskCase c = only_frailty();
    const RiskDraws draws = draws_of(c, 400), other = draws_of(c, 400, 2);
    const auto correlation = [](const std::vector<float> &x, const std::vector<float> &y) {
        double xy = 0, xx = 0, yy = 0, mx = 0, my = 0;
        const auto n = static_cast<double>(x.size());
        for (std::size_t k = 0; k < x.size(); ++k) mx += std::log(x[k]) / n, my += std::log(y[k]) / n;
        for (std::size_t k = 0; k < x.size(); ++k) {
            const double a = std::log(x[k]) - mx, b = std::log(y[k]) - my;
            xy += a * b, xx += a * a, yy += b * b;
        }
        return xy / std::sqrt(xx * yy);
    };
    double square = 0.0, square_of_seeds = 0.0;
    for (std::size_t i = 1; i < draws.assets(); ++i) {
        square += std::pow(correlation(row_of(draws, i - 1), row_of(draws, i)), 2);
        square_of_seeds += std::pow(correlation(row_of(draws, i), row_of(other, i)), 2);
    }
    const double pairs = static_cast<double>(draws.assets() - 1);
    EXPECT_NEAR(square / pairs, 1.0 / 399, 0.5 / 399) << "as of independent draws: 1/(n − 1)";
    EXPECT_NEAR(square_of_seeds / pairs, 1.0 / 399, 0.5 / 399);
}

TEST(RiskDraws, AnAssetHasTheSameDrawsInAnyList) {
    const RiskCase all = random_case(100, 5);
    RiskCase part;
    part.common = all.common;
    resize_rows(part.results, 40);
    for (std::size_t i = 0; i < 40; ++i) {
        const std::size_t from = 99 - 2 * i;
        part.assets.push_back(all.assets[from]), part.terms.push_back(all.terms[from]);
        part.results.id[i] = all.results.id[from], part.results.table_name[i] = all.results.table_name[from];
    }
    const RiskDraws whole = draws_of(all, 50), some = draws_of(part, 50);
    for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(row_of(some, i), row_of(whole, 99 - 2 * i)) << i;
}

} // namespace
} // namespace gastwin
