// SPDX-License-Identifier: Apache-2.0
#include "models/consequence.hpp"

#include <gtest/gtest.h>

#include "models/cost.hpp"

namespace gastwin {
namespace {

TEST(DesignPressure, LowPressureHasNone) {
    ConsequenceScheme s;
    s.medium_b_pa = 0.2e6, s.medium_a_pa = 0.4e6, s.high_a_pa = 4e6;
    EXPECT_EQ(design_gauge_pressure_pa(s, PressureClass::low), 0.0);
    EXPECT_EQ(design_gauge_pressure_pa(s, PressureClass::unknown), 0.0);
    EXPECT_EQ(design_gauge_pressure_pa(s, PressureClass::medium_b), 0.2e6);
    EXPECT_EQ(design_gauge_pressure_pa(s, PressureClass::medium), 0.4e6) << "A or B unknown: the higher";
    EXPECT_EQ(design_gauge_pressure_pa(s, PressureClass::high_a), 4e6);
}

TEST(Costs, ByHand) {
    ConsequenceScheme s;
    s.fatalities_floor = 0.01, s.lethality_indoor = 0.005, s.lethality_fire = 0.02;
    s.fatality_cny = 1e7, s.disproportion = 2.0, s.property_cny = 1e6, s.serious_outage_h = 24, s.customer_hour_cny = 3;
    s.repair_buried_cny = 8000, s.repair_above_ground_cny = 500, s.isolating_share = 0.5, s.leak_outage_h = 4;
    const double fatalities = fatalities_per_serious(s, {.indoor = 10, .fire = 2});
    EXPECT_DOUBLE_EQ(fatalities, 0.01 + 0.05 + 0.04);
    EXPECT_DOUBLE_EQ(serious_cost_cny(s, fatalities, 100), 0.1 * 2e7 + 1e6 + 7200);
    EXPECT_DOUBLE_EQ(leak_cost_cny(s, false, 100), 8000 + 600);
    EXPECT_DOUBLE_EQ(leak_cost_cny(s, true, 0), 500);
}

TEST(PipeCost, BandsHoldUpToTheirLimit) {
    const CostBands bands{{0.1, 0.2}, {600, 900}, 0};
    EXPECT_EQ(pipe_cost_cny(bands, 0.05, 10), 6000);
    EXPECT_EQ(pipe_cost_cny(bands, 0.1, 10), 6000);
    EXPECT_EQ(pipe_cost_cny(bands, 0.15, 10), 9000);
    EXPECT_EQ(pipe_cost_cny(bands, 2.0, 10), 9000) << "beyond the table: the last rate";
}

TEST(Consequence, HolesAreThoseOfReportedPunctures) {
    ConsequenceScheme s;
    s.full_bore_share = 0.1, s.puncture_share = 0.4, s.puncture_median_m = 0.0508, s.puncture_log_sd = 0.86;
    EXPECT_DOUBLE_EQ(share_with_hole(s, 0.0, 0.3), 0.5);
    EXPECT_NEAR(share_with_hole(s, 0.0127, 0.3), 0.1 + 0.4 * 0.9, 0.4 * 0.05) << "p10 of the records";
    EXPECT_DOUBLE_EQ(share_with_hole(s, 0.0508, 0.3), 0.1 + 0.4 * 0.5);
    EXPECT_NEAR(share_with_hole(s, 0.1524, 0.3), 0.1 + 0.4 * 0.1, 0.4 * 0.01) << "p90";
    EXPECT_GE(share_with_hole(s, 0.3, 0.3), 0.1) << "larger holes count as the bore";
    EXPECT_EQ(share_with_hole(s, 0.3001, 0.3), 0.0);
    for (double hole = 0.0; hole < 0.3; hole += 0.01)
        EXPECT_GE(share_with_hole(s, hole, 0.3), share_with_hole(s, hole + 0.01, 0.3));
}

} // namespace
} // namespace gastwin
