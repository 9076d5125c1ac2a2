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

TEST(Outflow, AHoleIsAnOrificeWithARoundedEdge) {
    const Gas gas;
    const double area = circle_area_m2(0.02);
    const Orifice rounded{.area_m2 = area, .discharge_coefficient = 0.85};
    for (const double p : {5e4, 1e5, 1e5 + 0.5, 1.02e5, 1.5e5, 5e5}) {
        const Outflow here = hole_outflow(gas, area, p, 1e5), law = orifice_release(gas, rounded, p, 1e5);
        EXPECT_EQ(here.flow_kg_s, law.flow_kg_s) << p;
        EXPECT_EQ(here.slope_kg_s_pa, law.slope_kg_s_pa) << p;
    }
    // Textbook, choked at 5 bar(a): C_d A p √(κ/(R_s T)) (2/(κ+1))^((κ+1)/(2(κ−1))) with methane's κ = 1.306.
    const double expected = 0.85 * area * 5e5 * std::sqrt(1.306 / gas.a2_m2_s2()) * std::pow(2 / 2.306, 2.306 / 0.612);
    EXPECT_NEAR(hole_outflow(gas, area, 5e5, standard_pressure_pa).flow_kg_s / expected, 1.0, 1e-12);
}

TEST(BuriedOutflow, IsTheReleaseThroughSoilWithItsSlope) {
    const Gas gas;
    const BuriedHole hole{{.area_m2 = circle_area_m2(0.010)}, {.permeability_m2 = 1e-11, .depth_m = 1.0}};
    double last = 0.0;
    for (const double gauge_pa : {10.0, 300.0, 3000.0, 3e4, 3e5}) {
        const double p = standard_pressure_pa + gauge_pa, step = 1e-4 * gauge_pa;
        const auto flow = [&](double at_pa) {
            return buried_release(gas, hole.orifice, hole.soil, at_pa, standard_pressure_pa).flow_kg_s;
        };
        const Outflow law = buried_outflow(gas, hole, p, standard_pressure_pa);
        EXPECT_EQ(law.flow_kg_s, flow(p));
        EXPECT_GT(law.flow_kg_s, last);
        EXPECT_NEAR(law.slope_kg_s_pa, (flow(p + step) - flow(p - step)) / (2.0 * step), 1e-4 * law.slope_kg_s_pa);
        last = law.flow_kg_s;
    }
    for (const double p : {standard_pressure_pa, 0.9 * standard_pressure_pa})
        EXPECT_EQ(buried_outflow(gas, hole, p, standard_pressure_pa).flow_kg_s, 0.0);
}

} // namespace
} // namespace gastwin
