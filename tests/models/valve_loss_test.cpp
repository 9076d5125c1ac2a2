// SPDX-License-Identifier: Apache-2.0
#include "models/valve_loss.hpp"

#include <gtest/gtest.h>

namespace gastwin {
namespace {

TEST(ValveLoss, MatchesWeisbachsMeasurements) {
    EXPECT_NEAR(valve_loss_coefficient(ValveType::gate, 0.75), 0.26, 1e-12);
    EXPECT_NEAR(valve_loss_coefficient(ValveType::gate, 0.5), 2.06, 1e-12);
    EXPECT_NEAR(valve_loss_coefficient(ValveType::gate, 0.25), 17.0, 1e-12);
    EXPECT_NEAR(valve_loss_coefficient(ValveType::butterfly, 1.0 - 40.0 / 90.0), 10.8, 1e-12);
    EXPECT_NEAR(valve_loss_coefficient(ValveType::plug, 1.0 - 60.0 / 90.0), 206.0, 1e-10);
    EXPECT_EQ(valve_loss_coefficient(ValveType::ball, 0.5), valve_loss_coefficient(ValveType::plug, 0.5));
    EXPECT_EQ(valve_loss_coefficient(ValveType::unknown, 0.5), valve_loss_coefficient(ValveType::ball, 0.5));
}

TEST(ValveLoss, LiesBetweenItsNeighboursWhereNobodyMeasured) {
    // Weisbach also gives 0.81 and 5.52 for gates 3/8 and 5/8 closed, 5.47 and 52.6 for plugs at 30 and 50°.
    EXPECT_NEAR(valve_loss_coefficient(ValveType::gate, 5.0 / 8.0) / 0.81, 1.0, 0.15);
    EXPECT_NEAR(valve_loss_coefficient(ValveType::gate, 3.0 / 8.0) / 5.52, 1.0, 0.15);
    EXPECT_NEAR(valve_loss_coefficient(ValveType::plug, 60.0 / 90.0) / 5.47, 1.0, 0.15);
    EXPECT_NEAR(valve_loss_coefficient(ValveType::plug, 40.0 / 90.0) / 52.6, 1.0, 0.15);
}

TEST(ValveLoss, GrowsFromNothingAsTheValveShuts) {
    for (const ValveType type :
         {ValveType::unknown, ValveType::gate, ValveType::ball, ValveType::plug, ValveType::butterfly}) {
        EXPECT_EQ(valve_loss_coefficient(type, 1.0), 0.0);
        double before = 0.0;
        for (int i = 999; i >= 1; --i) {
            const double loss = valve_loss_coefficient(type, i / 1000.0);
            EXPECT_GT(loss, before) << code_of(type) << " " << i;
            if (i < 999) {
                EXPECT_LT(loss, 5.0 * before) << "no jumps";
            }
            before = loss;
        }
        EXPECT_NEAR(valve_loss_coefficient(type, 1e-4) / valve_loss_coefficient(type, 1e-3), 100.0, 1e-9);
    }
}

} // namespace
} // namespace gastwin
