// SPDX-License-Identifier: Apache-2.0
// The fast way of sampling against the slow one (risk_oracle.hpp). Both are Monte Carlo, so they agree to sampling
// error.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/scenarios/risk_networks.hpp"
#include "tests/scenarios/risk_oracle.hpp"

namespace gastwin {
namespace {

constexpr int samples = 4000;

const RiskCase &sampled() {
    static const RiskCase done = [] {
        RiskCase c = random_case(200, 3);
        sample_risk(c.results, c.assets, c.terms, c.common, c.scheme, {.samples = samples, .seed = 5}, 2, {});
        return c;
    }();
    return done;
}

const SlowIntervals &slow() {
    static const SlowIntervals done = SlowSampler(sampled(), samples, 77).run();
    return done;
}

/// Mean and largest of |ln(fast/slow)|.
std::array<double, 2> apart(const std::vector<double> &fast, const std::vector<std::array<double, 3>> &oracle,
                            std::size_t which) {
    double mean = 0.0, largest = 0.0;
    for (std::size_t i = 0; i < fast.size(); ++i) {
        const double off = std::abs(std::log(fast[i] / oracle[i][which]));
        mean += off / static_cast<double>(fast.size());
        largest = std::max(largest, off);
    }
    return {mean, largest};
}

TEST(RiskSampling, QuantilesAgreeWithTheSlowWay) {
    // A quantile of 4,000 draws of a lognormal with log sd s has the standard error s·1.7/√4000 at 10 %: .04 at s
    // = 1.5.
    const RiskResults &r = sampled().results;
    const std::array frequency{&r.frequency_p10, &r.frequency_p50, &r.frequency_p90};
    const std::array risk{&r.risk_cny_p10, &r.risk_cny_p50, &r.risk_cny_p90};
    for (std::size_t q = 0; q < 3; ++q)
        for (const auto &[mean, largest] :
             {apart(*frequency[q], slow().frequency, q), apart(*risk[q], slow().risk_cny, q)}) {
            EXPECT_LT(mean, 0.03) << q;
            EXPECT_LT(largest, 0.16) << q;
        }
}

TEST(RiskSampling, RankIntervalsAndTopShareAgreeWithTheSlowWay) {
    const RiskResults &r = sampled().results;
    double off = 0.0, off_share = 0.0;
    for (std::size_t i = 0; i < row_count(r); ++i) {
        off += std::abs(r.rank_p10[i] - slow().rank[i][0]) + std::abs(r.rank_p90[i] - slow().rank[i][1]);
        off_share += std::abs(r.top_share[i] - slow().top_share[i]);
        EXPECT_NEAR(r.rank_p10[i], slow().rank[i][0], 12) << i;
        EXPECT_NEAR(r.rank_p90[i], slow().rank[i][1], 12) << i;
        EXPECT_NEAR(r.top_share[i], slow().top_share[i], 0.05) << i;
    }
    EXPECT_LT(off / 400.0, 2.0) << "mean, in ranks of 200";
    EXPECT_LT(off_share / 200.0, 0.006);
}

TEST(RiskSampling, OrderStatisticsAreThoseOfItsOwnDraws) {
    const RiskResults &r = sampled().results;
    for (std::size_t i = 0; i < row_count(r); ++i) {
        EXPECT_LE(r.risk_cny_p10[i], r.risk_cny_p50[i]);
        EXPECT_LE(r.risk_cny_p50[i], r.risk_cny_p90[i]);
        EXPECT_LE(r.rank_p10[i], r.rank_p90[i]);
        EXPECT_GE(r.rank_p10[i], 1);
        EXPECT_LE(r.rank_p90[i], 200);
    }
}

TEST(RiskSampling, WithoutUncertaintyEveryQuantileIsTheExpectation) {
    RiskCase c = random_case(50, 4);
    c.scheme.uncertainty = {.top_share = 0.1, .stable_share = 0.8};
    c.common = {{}};
    for (RiskAsset &a : c.assets) a.frailty_shape = 1e12, a.common = 0;
    RiskResults &r = c.results;
    sample_risk(r, c.assets, c.terms, c.common, c.scheme, {.samples = 30}, 1, {});
    for (std::size_t i = 0; i < row_count(r); ++i) {
        for (const auto *quantile : {&r.risk_cny_p10, &r.risk_cny_p50, &r.risk_cny_p90})
            EXPECT_DOUBLE_EQ((*quantile)[i], r.risk_cny_per_year[i]);
        EXPECT_NEAR(r.rank_p10[i], r.rank[i], 1) << "codes of neighbours may be equal";
        EXPECT_EQ(r.top_share[i], r.rank[i] <= 5 ? 1.0 : 0.0) << i;
        EXPECT_TRUE(r.rank_stable[i]);
    }
}

TEST(RiskSampling, AssetsInBatchesHaveTheSameIntervals) {
    Network n = mixed_network(150);
    n.record = {}; // levels of groups are learned from the whole list
    const RiskOptions options{.year = 2025, .samples = 300, .seed = 4, .threads = 1};
    const RiskResults whole = assess_risk(n, default_scheme(), {}, options);
    const std::size_t pipes = row_count(n.pipe);
    for (const std::size_t batches : {2U, 7U}) {
        std::size_t row = 0;
        for (std::size_t b = 0; b < batches; ++b) {
            std::vector<std::int32_t> rows;
            for (std::size_t i = pipes * b / batches; i < pipes * (b + 1) / batches; ++i)
                rows.push_back(static_cast<std::int32_t>(i));
            Network batch = n;
            batch.pipe = select_rows(n.pipe, rows);
            batch.riser = {};
            const RiskResults part = assess_risk(batch, default_scheme(), {}, options);
            for (std::size_t i = 0; i < row_count(part); ++i, ++row) {
                ASSERT_EQ(part.id[i], whole.id[row]);
                for (const auto column :
                     {&RiskResults::frequency_p10, &RiskResults::frequency_p50, &RiskResults::frequency_p90,
                      &RiskResults::risk_cny_p10, &RiskResults::risk_cny_p50, &RiskResults::risk_cny_p90})
                    EXPECT_EQ((part.*column)[i], (whole.*column)[row]) << part.id[i];
            }
        }
        EXPECT_EQ(row, pipes);
    }
}

} // namespace
} // namespace gastwin
