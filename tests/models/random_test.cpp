// SPDX-License-Identifier: Apache-2.0
#include "models/random.hpp"

#include <gtest/gtest.h>

namespace gastwin {
namespace {

TEST(Random, DependsOnSeedStreamElementAndNothingElse) {
    Random a(7, 2, 40), b(7, 2, 40);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(a.next(), b.next());
    EXPECT_NE(Random(7, 2, 40).next(), Random(8, 2, 40).next());
    EXPECT_NE(Random(7, 2, 40).next(), Random(7, 3, 40).next());
    EXPECT_NE(Random(7, 2, 40).next(), Random(7, 2, 41).next());
    EXPECT_NE(Random(7, 0, 1).next(), Random(7, 1, 0).next());
}

TEST(Random, MomentsOfTheThreeLaws) {
    constexpr int n = 200000;
    double sum = 0, normal_sum = 0, normal_squares = 0, poisson_sum = 0, poisson_squares = 0;
    for (int i = 0; i < n; ++i) {
        Random draw(1, 0, static_cast<std::uint64_t>(i));
        sum += draw.uniform();
        const double z = draw.normal();
        normal_sum += z, normal_squares += z * z;
        const double k = draw.poisson(3.5);
        poisson_sum += k, poisson_squares += k * k;
    }
    // Five standard errors of each estimate.
    EXPECT_NEAR(sum / n, 0.5, 5 * 0.2887 / std::sqrt(n));
    EXPECT_NEAR(normal_sum / n, 0.0, 5 / std::sqrt(n));
    EXPECT_NEAR(normal_squares / n, 1.0, 5 * std::sqrt(2.0 / n));
    const double mean = poisson_sum / n;
    EXPECT_NEAR(mean, 3.5, 5 * std::sqrt(3.5 / n));
    EXPECT_NEAR(poisson_squares / n - mean * mean, 3.5, 0.1);
}

TEST(Random, IntegersCoverTheClosedRange) {
    Random draw(3);
    int seen[4] = {};
    for (int i = 0; i < 4000; ++i) {
        const int k = draw.integer(-1, 2);
        ASSERT_GE(k, -1);
        ASSERT_LE(k, 2);
        ++seen[k + 1];
    }
    for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
}

} // namespace
} // namespace gastwin
