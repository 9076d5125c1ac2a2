// SPDX-License-Identifier: Apache-2.0
#include "engine/outflow.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace gastwin {
namespace {

TEST(Outflow, DemandIsServedSmoothlyFromCutOffToTheEndOfTheBand) {
    EXPECT_EQ(served_share(1e5, 1e5, 100.0).flow_kg_s, 0.0);
    EXPECT_EQ(served_share(9e4, 1e5, 100.0).flow_kg_s, 0.0);
    EXPECT_DOUBLE_EQ(served_share(1e5 + 50.0, 1e5, 100.0).flow_kg_s, 0.5);
    EXPECT_EQ(served_share(1e5 + 100.0, 1e5, 100.0).flow_kg_s, 1.0);
    EXPECT_EQ(served_share(2e5, 1e5, 100.0).slope_kg_s_pa, 0.0);
}

TEST(Outflow, AppliancesDrawTheRootOfTheirShareOfTheRange) {
    const ServicePressure service{300.0, 1500.0};
    EXPECT_EQ(appliance_share(300.0, service).flow_kg_s, 0.0);
    EXPECT_EQ(appliance_share(-1e5, service).flow_kg_s, 0.0);
    EXPECT_EQ(appliance_share(1500.0, service).flow_kg_s, 1.0);
    EXPECT_EQ(appliance_share(1e6, service).flow_kg_s, 1.0);
    EXPECT_DOUBLE_EQ(appliance_share(600.0, service).flow_kg_s, 0.5);
    EXPECT_NEAR(appliance_share(300.0 + 12.0, service).flow_kg_s, 0.1, 1e-12) << "end of the first hundredth";
    EXPECT_NEAR(appliance_share(1500.0 - 12.0, service).flow_kg_s, std::sqrt(0.99), 1e-12);
}

TEST(Outflow, TheApplianceLawRisesWithoutJumpsInValueOrSlope) {
    const ServicePressure service{0.0, 1000.0};
    Outflow before{0.0, 0.0};
    for (double p = 0.05; p < 1000.0; p += 0.05) {
        const Outflow here = appliance_share(p, service);
        EXPECT_GT(here.flow_kg_s, before.flow_kg_s) << p;
        EXPECT_NEAR(here.slope_kg_s_pa, before.slope_kg_s_pa, 3e-4) << p;
        const double slope =
            (appliance_share(p + 1e-3, service).flow_kg_s - appliance_share(p - 1e-3, service).flow_kg_s) / 2e-3;
        EXPECT_NEAR(here.slope_kg_s_pa, slope, 2e-6) << p;
        before = here;
    }
    EXPECT_NEAR(before.flow_kg_s, 1.0, 1e-8);
    EXPECT_NEAR(before.slope_kg_s_pa, 0.0, 1e-6);
}

TEST(Outflow, AChokedHoleGivesTheTextbookFlow) {
    // Methane-like gas, 20 mm hole at 5 bar(a): C_d A p √(κ M/(R T)) (2/2.3)^(2.3/0.6).
    Gas gas;
    const double area = circle_area_m2(0.02);
    const double expected = 0.85 * area * 5e5 * std::sqrt(1.3 / gas.a2_m2_s2()) * std::pow(2.0 / 2.3, 2.3 / 0.6);
    EXPECT_NEAR(hole_outflow(gas, area, 5e5, standard_pressure_pa).flow_kg_s, expected, 1e-12);
    EXPECT_NEAR(expected, 0.236, 0.002);
}

TEST(Outflow, SubChokedFlowApproachesBernoulliForSmallHeads) {
    Gas gas;
    const double area = 1e-4, head = 100.0;
    const double bernoulli = 0.85 * area * std::sqrt(2.0 * density_kg_m3(gas, standard_pressure_pa) * head);
    EXPECT_NEAR(hole_outflow(gas, area, standard_pressure_pa + head, standard_pressure_pa).flow_kg_s / bernoulli, 1.0,
                1e-3);
}

TEST(Outflow, HolesPassNothingBackAndGrowWithoutJumps) {
    Gas gas;
    double before = 0.0;
    EXPECT_EQ(hole_outflow(gas, 1e-3, 1e5, 1e5).flow_kg_s, 0.0);
    EXPECT_EQ(hole_outflow(gas, 1e-3, 5e4, 1e5).flow_kg_s, 0.0);
    for (double head = 1e-2; head < 5e6; head *= 1.01) {
        const double p = 1e5 + head, h = 1e-3 * head;
        const Outflow here = hole_outflow(gas, 1e-3, p, 1e5);
        EXPECT_GT(here.flow_kg_s, before);
        before = here.flow_kg_s;
        const double slope =
            (hole_outflow(gas, 1e-3, p + h, 1e5).flow_kg_s - hole_outflow(gas, 1e-3, p - h, 1e5).flow_kg_s) / (2 * h);
        EXPECT_NEAR(here.slope_kg_s_pa / slope, 1.0, 2e-4) << head;
    }
}

} // namespace
} // namespace gastwin
