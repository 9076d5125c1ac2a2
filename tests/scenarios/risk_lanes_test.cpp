// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_lanes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "models/random.hpp"

namespace gastwin {
namespace {

std::vector<Code> codes_of(const std::vector<float> &values, float scale = 1.0F) {
    std::vector<Code> codes(values.size());
    encode(values, scale, codes);
    return codes;
}

TEST(RiskLanes, CodesKeepOrderAndHoldAValueToOneIn2048) {
    std::vector<float> values;
    for (double x = 0x1p-32; x < 0x1.FFCp31; x *= 1.0001) values.push_back(static_cast<float>(x));
    const std::vector<Code> codes = codes_of(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_NEAR(decode(codes[i]) / static_cast<double>(values[i]), 1.0, 1.0 / 2048) << values[i];
        if (i > 0) {
            EXPECT_GE(codes[i], codes[i - 1]);
        }
    }
    for (int power = -32; power < 32; ++power)
        EXPECT_EQ(decode(codes_of({static_cast<float>(std::ldexp(1.0, power))})[0]), std::ldexp(1.0, power));
}

TEST(RiskLanes, CodesBeyondTheRangeAreItsEnds) {
    constexpr float infinite = std::numeric_limits<float>::infinity();
    EXPECT_EQ(codes_of({0.0F, 1e-30F, -1.0F}), std::vector<Code>(3, first_code));
    EXPECT_EQ(codes_of({1e30F, infinite, 0x1.FFCp31F}), std::vector<Code>(3, last_code));
    EXPECT_EQ(codes_of({1.0F}, 0.0F)[0], first_code);
}

TEST(RiskLanes, TheExponentialIsGoodToSinglePrecision) {
    std::vector<float> x, zero, one, out;
    for (double e = -86.9; e < 86.9; e += 0.00137) x.push_back(static_cast<float>(e));
    zero.assign(x.size(), 0.0F), one.assign(x.size(), 1.0F), out.resize(x.size());
    density_row({0.0F, 1.0F, 0.0F, x.data(), zero.data(), zero.data(), one.data()}, out);
    for (std::size_t i = 0; i < x.size(); ++i)
        ASSERT_NEAR(static_cast<double>(out[i]) / std::exp(static_cast<double>(x[i])), 1.0, 1e-7) << x[i];
}

TEST(RiskLanes, ARowIsItsFormulaAndHoldsWildExponents) {
    const std::vector<float> own{-1.0F, 2.0F, 1e9F, -1e9F}, common{0.5F, -0.5F, 0.0F, 0.0F}, third{2.0F, 3.0F, 0, 1},
        consequence{0.5F, 0.25F, 1.0F, 1.0F};
    std::vector<float> out(4);
    density_row({0.1F, 0.7F, 4.0F, own.data(), common.data(), third.data(), consequence.data()}, out);
    EXPECT_NEAR(out[0], (std::exp(0.1 - 0.7 + 0.5) + 8.0) * 0.5, 1e-6);
    EXPECT_NEAR(out[1], (std::exp(0.1 + 1.4 - 0.5) + 12.0) * 0.25, 1e-6);
    EXPECT_NEAR(std::log(out[2]), 87.0, 1e-4);
    EXPECT_EQ(out[3], 4.0F);
}

TEST(RiskLanes, CountsAreThoseOfAPlainLoop) {
    for (const std::size_t n : {0U, 1U, 7U, 8U, 1000U, 32768U, 70001U}) {
        Random dice(3, 0, n);
        std::vector<Code> codes(n), edges(n);
        for (Code &code : codes) code = static_cast<Code>(dice.integer(first_code, last_code));
        for (Code &edge : edges) edge = static_cast<Code>(dice.integer(first_code, last_code));
        for (const Code limit : {first_code, Code{-5}, Code{12345}, last_code}) {
            std::int32_t up_to = 0;
            for (const Code code : codes) up_to += code <= limit ? 1 : 0;
            EXPECT_EQ(count_up_to(codes, limit), up_to) << n;
        }
        std::int32_t at_least = 0;
        for (std::size_t k = 0; k < n; ++k) at_least += codes[k] >= edges[k] ? 1 : 0;
        EXPECT_EQ(count_at_least(codes, edges.data()), at_least) << n;
    }
}

TEST(RiskLanes, TheFirstThatHoldsIsTheSameForEveryGuess) {
    for (int first = 1; first <= 40; ++first)
        for (int guess = -3; guess <= 45; ++guess)
            for (const int step : {1, 4, 64})
                ASSERT_EQ(first_that_holds(0, 40, guess, step, [&](int x) { return x >= first; }), first) << guess;
}

} // namespace
} // namespace gastwin
