// SPDX-License-Identifier: Apache-2.0
// Gaussian plume and flammable limits against printed check values, conservation and monotony.
#include "models/dispersion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr std::array classes{Stability::a, Stability::b, Stability::c, Stability::d, Stability::e, Stability::f};

Plume plume(double flow, double wind, Stability stability, double height = 0.0) {
    return {flow, wind, stability, height, 600.0};
}

TEST(Plume, CheckValuesOfTheReference) {
    EXPECT_NEAR(plume_concentration_kg_m3(plume(0.1, 3, Stability::d), 200, 0, 0) / 7.75225e-5, 1.0, 1e-6);
    EXPECT_NEAR(plume_concentration_kg_m3(plume(0.05, 1.5, Stability::f), 100, 0, 0) / 1.095556e-3, 1.0, 1e-6);
    EXPECT_NEAR(plume_concentration_kg_m3(plume(0.5, 3, Stability::d, 2), 150, 10, 1.5) / 4.318735e-4, 1.0, 1e-6);
    EXPECT_NEAR(plume_widths(Stability::d, 150, 600).across_m, 12.36007, 0.5e-5);
    EXPECT_NEAR(plume_widths(Stability::d, 150, 600).vertical_m, 6.69723, 0.5e-5);
}

TEST(Plume, AllGasPassesEveryCrossSection) {
    for (const Stability stability : {Stability::b, Stability::d, Stability::f})
        for (const double x : {150.0, 1000.0}) {
            const Plume p = plume(0.7, 2.5, stability, 5.0);
            const auto [across, vertical] = plume_widths(stability, x, 600);
            const double dy = across / 10, dz = vertical / 10;
            double passing = 0.0;
            for (double y = -8 * across + dy / 2; y < 8 * across; y += dy)
                for (double z = dz / 2; z < 8 * vertical + 5; z += dz)
                    passing += plume_concentration_kg_m3(p, x, y, z) * p.wind_m_s * dy * dz;
            EXPECT_NEAR(passing / p.flow_kg_s, 1.0, 1e-3);
        }
}

TEST(Plume, WidensWithoutJumpsFromTheSourceOn) {
    for (const Stability stability : classes) {
        PlumeWidths before{0.0, 0.0};
        for (double x = 0.1; x < 2e4; x *= 1.02) {
            const PlumeWidths here = plume_widths(stability, x, 60);
            EXPECT_GT(here.across_m, before.across_m) << x;
            EXPECT_GT(here.vertical_m, before.vertical_m) << x;
            before = here;
        }
        EXPECT_NEAR(plume_widths(stability, 100 - 1e-7, 60).vertical_m /
                        plume_widths(stability, 100 + 1e-7, 60).vertical_m,
                    1.0, 1e-8);
    }
    EXPECT_EQ(plume_concentration_kg_m3(plume(1, 3, Stability::d), 0, 0, 0), 0.0);
    EXPECT_EQ(plume_concentration_kg_m3(plume(1, 3, Stability::d), -50, 0, 0), 0.0);
    EXPECT_GT(plume_concentration_kg_m3({1, 3}, 200, 0, 0),
              plume_concentration_kg_m3(plume(1, 3, Stability::d), 200, 0, 0))
        << "a short average is narrower";
}

TEST(PlumeReach, TheConcentrationIsReachedThereAndNowhereBeyond) {
    for (const Stability stability : classes)
        for (const double height : {0.0, 10.0}) {
            const Plume p = plume(5.0, 2.0, stability, height);
            const double c = 1e-3;
            const PlumeReach reach = plume_reach_m(p, c);
            ASSERT_GT(reach.distance_m, 0.0);
            EXPECT_NEAR(plume_concentration_kg_m3(p, reach.distance_m, 0, 0) / c, 1.0, 1e-9);
            for (double x = 1.001 * reach.distance_m; x < 1e5; x *= 1.05)
                EXPECT_LT(plume_concentration_kg_m3(p, x, 0, 0), c);
            EXPECT_EQ(reach.extrapolated, reach.distance_m < 100.0);
        }
}

TEST(PlumeReach, GrowsWithTheFlowAndIsNothingWithout) {
    double before = 0.0;
    for (double flow = 1e-3; flow < 1e3; flow *= 1.5) {
        const double reach = plume_reach_m(plume(flow, 3, Stability::d), 0.0335).distance_m;
        EXPECT_GT(reach, before);
        before = reach;
    }
    EXPECT_EQ(plume_reach_m(plume(0, 3, Stability::d), 0.0335).distance_m, 0.0);
    EXPECT_EQ(plume_reach_m(plume(1e-3, 3, Stability::d, 50), 0.0335).distance_m, 0.0) << "passes overhead";
    EXPECT_TRUE(plume_reach_m(plume(0.5, 3, Stability::d), 0.0335).extrapolated);
}

TEST(Wind, FollowsThePowerOfTheClass) {
    EXPECT_DOUBLE_EQ(wind_at_height_m_s(Stability::d, 3.0, 10.0, 10.0), 3.0);
    EXPECT_DOUBLE_EQ(wind_at_height_m_s(Stability::f, 3.0, 10.0, 2.0), 3.0 * std::pow(0.2, 0.253));
    EXPECT_LT(wind_at_height_m_s(Stability::f, 3.0, 10.0, 2.0), wind_at_height_m_s(Stability::a, 3.0, 10.0, 2.0));
}

TEST(FlammableRange, LeChatelier) {
    EXPECT_NEAR(flammable_range({{"CH4", 1.0}}).lower, 0.05, 1e-15);
    EXPECT_NEAR(flammable_range({{"CH4", 1.0}}).upper, 0.15, 1e-15);
    EXPECT_NEAR(flammable_range({{"CH4", 0.9}, {"C2H6", 0.1}}).lower, 0.046875, 1e-15);
    EXPECT_NEAR(flammable_range({{"CH4", 0.5}, {"N2", 0.5}}).lower, 0.1, 1e-15) << "half of it burns";
    EXPECT_EQ(flammable_range({{"N2", 1.0}}).lower, std::numeric_limits<double>::infinity());
    EXPECT_THROW((void)flammable_range({{"CH5", 1.0}}), Error);
    EXPECT_THROW((void)flammable_range({{"CH4", 0.5}}), Error);
    // Every fuel of the component table has limits, so none is taken for inert.
    for (const Component &c : components()) {
        const bool burns = c.gross_kj_mol[0] > 0.0 && c.formula != "H2O";
        EXPECT_EQ(std::isfinite(flammable_range({{std::string(c.formula), 1.0}}).lower), burns) << c.formula;
    }
}

} // namespace
} // namespace gastwin
