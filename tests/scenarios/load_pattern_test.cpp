// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load_pattern.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/load.hpp"

namespace gastwin {
namespace {

TEST(BundledLoadPattern, FactorsHaveMeanOneAndPeaksWithinPractice) {
    const LoadPattern &p = default_load_pattern();
    for (std::size_t kind = 0; kind < customer_kind_count; ++kind) {
        EXPECT_NEAR(std::accumulate(p.hourly[kind].begin(), p.hourly[kind].end(), 0.0), 24.0, 1e-12);
        EXPECT_NEAR(std::accumulate(p.monthly[kind].begin(), p.monthly[kind].end(), 0.0), 12.0, 1e-12);
    }
    const double highest_hour = *std::max_element(p.hourly[0].begin(), p.hourly[0].end());
    const double highest_month = *std::max_element(p.monthly[0].begin(), p.monthly[0].end());
    EXPECT_GE(highest_hour, 2.2);
    EXPECT_LE(highest_hour, 3.2);
    EXPECT_GE(highest_month, 1.1);
    EXPECT_LE(highest_month, 1.3);
    EXPECT_EQ(pattern_factor(p, CustomerKind::heating, {.month = 7}), 0.0);
}

TEST(BundledLoadPattern, ReproducesTheCoincidenceTable) {
    // Few households: few values are possible, 20 %. From 25 on: 11 %. All rows together: 10 % in root mean square.
    const LoadPattern &p = default_load_pattern();
    double sum = 0.0, rows = 0.0;
    for (const Coincidence &row : LoadModel{}.coincidence) {
        const double share = simultaneous_share(p, static_cast<std::int64_t>(row.households));
        const double error = share / row.factor - 1.0;
        EXPECT_LE(std::abs(error), row.households < 25 ? 0.20 : 0.11) << row.households << " households: " << share;
        sum += error * error, rows += 1.0;
    }
    EXPECT_LE(std::sqrt(sum / rows), 0.10);
}

TEST(BundledLoadPattern, ReproducesTheColumnForStovesAlone) {
    LoadPattern p = default_load_pattern();
    p.appliance = {p.appliance.front()};
    constexpr std::array<Coincidence, 12> stoves{{{1, 1.00},
                                                  {2, 1.00},
                                                  {3, 0.85},
                                                  {5, 0.68},
                                                  {10, 0.54},
                                                  {20, 0.45},
                                                  {30, 0.40},
                                                  {50, 0.38},
                                                  {100, 0.34},
                                                  {300, 0.30},
                                                  {1000, 0.25},
                                                  {2000, 0.24}}}; // GB 50028 appendix F [U]
    for (const Coincidence &row : stoves) {
        const double share = simultaneous_share(p, static_cast<std::int64_t>(row.households));
        EXPECT_NEAR(share / row.factor, 1.0, row.households < 25 ? 0.23 : 0.11) << row.households;
    }
}

} // namespace
} // namespace gastwin
