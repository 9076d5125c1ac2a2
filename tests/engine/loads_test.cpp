// SPDX-License-Identifier: Apache-2.0
#include "engine/loads.hpp"

#include <gtest/gtest.h>

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

} // namespace
} // namespace gastwin
