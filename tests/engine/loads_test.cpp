// SPDX-License-Identifier: Apache-2.0
#include "engine/loads.hpp"

#include <gtest/gtest.h>

#include <omp.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

TEST(Loads, CoincidenceIsLinearInTheLogarithmAndClipped) {
    const LoadModel model;
    EXPECT_DOUBLE_EQ(coincidence_factor(model, 1), 0.20);
    EXPECT_DOUBLE_EQ(coincidence_factor(model, 5000), 0.13);
    EXPECT_DOUBLE_EQ(coincidence_factor(model, 100), 0.17);
    EXPECT_NEAR(coincidence_factor(model, std::sqrt(100.0 * 200.0)), 0.165, 1e-12);
    LoadModel open = model;
    open.smallest_coincidence = 0.0;
    open.largest_coincidence = 1.0;
    EXPECT_DOUBLE_EQ(coincidence_factor(open, 0), 1.0);
    EXPECT_DOUBLE_EQ(coincidence_factor(open, 2), 0.56);
    EXPECT_DOUBLE_EQ(coincidence_factor(open, 1e6), 0.12);
}

TEST(Loads, HouseholdsOfAZoneShareOneFactorAndShutValvesDivideZones) {
    Sketch s;
    for (int i = 0; i < 4; ++i) s.node();
    s.pipe(0, 1, 10, 0.1);
    s.pipe(2, 3, 10, 0.1);
    s.valve(1, 2, true);
    for (int i = 0; i < 4; ++i) s.network.customer.households[static_cast<std::size_t>(s.customer(i, 0.5))] = 50;
    const double density = s.network.gas.reference_density_kg_m3(); // 0.75
    const auto joined = customer_demand_kg_s(s.network, Load::peak);
    EXPECT_NEAR(joined[0], 50 * 2.8 * density / 3600 * 0.16, 1e-12) << "200 households";
    s.network.valve.open[0] = 0;
    const auto divided = customer_demand_kg_s(s.network, Load::peak);
    EXPECT_NEAR(divided[3], 50 * 2.8 * density / 3600 * 0.17, 1e-12) << "100 households on each side";
    EXPECT_EQ(customer_demand_kg_s(s.network, Load::fixed), s.network.customer.demand_kg_s);
    EXPECT_NEAR(customer_demand_kg_s(s.network, Load::average)[0], 50 * 1.5 * density / 86400, 1e-12);
}

TEST(Loads, UnitUsersTakeAShareOfTheirConnectedLoad) {
    Sketch s;
    s.node();
    for (int i = 0; i < 3; ++i) s.customer(0, 0.7);
    s.network.customer.kind = {CustomerKind::commercial, CustomerKind::industrial, CustomerKind::household};
    s.network.customer.connected_load_kg_s[0] = 0.1;
    s.network.customer.pipe[2] = {};
    const auto peak = customer_demand_kg_s(s.network, Load::peak);
    EXPECT_DOUBLE_EQ(peak[0], 0.03);
    EXPECT_DOUBLE_EQ(peak[1], 0.7) << "no connected load: the column";
    EXPECT_DOUBLE_EQ(peak[2], 0.7) << "no households: the column";
    EXPECT_DOUBLE_EQ(customer_demand_kg_s(s.network, Load::average)[0], 0.01);
}

LoadPattern pattern_with_peaks() {
    LoadPattern p;
    for (auto &row : p.hourly) row.fill(1.0);
    for (auto &row : p.monthly) row.fill(1.0);
    p.hourly[static_cast<std::size_t>(CustomerKind::household)][18] = 5.0;
    p.monthly[static_cast<std::size_t>(CustomerKind::commercial)][0] = 13.0;
    p.appliance = {{"stove", 0.8, 0.24}, {"heater", 2.0, 0.065}};
    p.design_quantile = 0.985;
    normalise(p);
    return p;
}

TEST(Loads, HoursAndMonthsMultiplyTheAverageByKind) {
    Sketch s;
    s.node();
    for (int i = 0; i < 4; ++i) s.customer(0, 0.5);
    Customers &customer = s.network.customer;
    customer.kind = {CustomerKind::household, CustomerKind::commercial, CustomerKind::industrial,
                     CustomerKind::household};
    customer.households[0] = 50;
    customer.connected_load_kg_s[1] = 0.1;
    customer.demand_kg_s[3] = -0.2;
    const LoadPattern p = pattern_with_peaks();
    const auto average = customer_demand_kg_s(s.network, Load::average);
    const auto evening = demand_at_kg_s(s.network, {.hour = 18, .month = 1}, p);
    EXPECT_DOUBLE_EQ(evening[0], average[0] * 5.0 / (28.0 / 24.0));
    EXPECT_DOUBLE_EQ(evening[1], average[1] * 13.0 / 2.0);
    EXPECT_EQ(evening[2], 0.5) << "no connected load: the column is its mean";
    EXPECT_EQ(evening[3], -0.2) << "an injection";
    EXPECT_EQ(demand_at_kg_s(s.network, {}, p), average);
    std::vector<double> sum(4, 0.0);
    for (int hour = 0; hour < 24; ++hour) {
        const auto demand = demand_at_kg_s(s.network, {.hour = hour}, p);
        for (std::size_t c = 0; c < 4; ++c) sum[c] += demand[c] / 24.0;
    }
    for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(sum[c], average[c], 1e-15) << "the day's gas is the mean's";
    EXPECT_THROW((void)demand_at_kg_s(s.network, {.hour = 24}, p), Error);
}

TEST(Loads, SampledDemandHasTheMeanAndTheTableOfThePattern) {
    Sketch s;
    s.node();
    for (int i = 0; i < 3; ++i) s.customer(0, 0.5);
    Customers &customer = s.network.customer;
    customer.households = {100, 0, 0};
    customer.kind[1] = CustomerKind::commercial;
    customer.connected_load_kg_s[1] = 0.1;
    customer.connected_load_kg_s[2] = 1e-3; // one household by its connected load
    const LoadPattern p = pattern_with_peaks();
    const double nameplate = kg_s_from_m3_h(100 * 2.8, s.network.gas.reference_density_kg_m3());
    constexpr int draws = 4000;
    std::vector<double> share;
    double evening = 0.0, single = 0.0;
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
        const auto peak = sampled_demand_kg_s(s.network, std::nullopt, seed, p);
        share.push_back(peak[0] / nameplate);
        single += peak[2] / draws;
        EXPECT_EQ(peak[1], 0.03) << "not by chance";
        evening += sampled_demand_kg_s(s.network, LoadTime{.hour = 18}, seed, p)[0] / draws;
    }
    const double expected = demand_at_kg_s(s.network, {.hour = 18}, p)[0];
    EXPECT_NEAR(evening, expected, 0.02 * expected);
    EXPECT_NEAR(single, 1e-3 * mean_share(p), 0.05e-3);
    std::sort(share.begin(), share.end());
    EXPECT_NEAR(share[static_cast<std::size_t>(0.985 * draws)], simultaneous_share(p, 100), 0.006);
}

TEST(Loads, SampledDemandDependsOnSeedAndRowOnly) {
    Sketch s;
    s.node();
    for (int i = 0; i < 1000; ++i) s.customer(0, 0.5);
    s.network.customer.households.assign(1000, 3);
    const LoadPattern p = pattern_with_peaks();
    const auto one = sampled_demand_kg_s(s.network, std::nullopt, 7, p);
    const int threads = omp_get_max_threads();
    for (const int count : {1, 2, 5}) {
        omp_set_num_threads(count);
        EXPECT_EQ(sampled_demand_kg_s(s.network, std::nullopt, 7, p), one) << count;
    }
    omp_set_num_threads(threads);
    EXPECT_NE(sampled_demand_kg_s(s.network, std::nullopt, 8, p), one);
    s.network.customer.connected_load_kg_s.assign(1000, 0.0);
    EXPECT_EQ(sampled_demand_kg_s(s.network, LoadTime{.hour = 3}, 7, p).size(), 1000U) << "nothing connected";
    for (const double demand : sampled_demand_kg_s(s.network, std::nullopt, 7, p)) EXPECT_EQ(demand, 0.0);
    EXPECT_TRUE(sampled_demand_kg_s(Network{}, std::nullopt, 7, p).empty());
}

} // namespace
} // namespace gastwin
