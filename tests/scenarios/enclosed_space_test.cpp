// SPDX-License-Identifier: Apache-2.0
#include "scenarios/enclosed_space.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/release.hpp"

namespace gastwin {
namespace {

Gas methane() {
    Gas gas;
    gas.molar_mass_kg_mol = 0.016043;
    gas.temperature_k = 288.15;
    return gas;
}

/// A hole of 15 mm at 350 kPa into 45 m3: 0.0855205 kg/s (shared reference, open-air orifice).
EnclosedSpace known() {
    return {.hole_m = {0.015, 0.015},
            .gauge_pressure_pa = {350e3, 350e3},
            .volume_m3 = {4500.0, 4500.0},
            .air_changes_per_h = {0.3, 0.3},
            .entering_share = {0.5, 0.5},
            .after_s = 3600.0};
}

TEST(EnclosedSpace, WhatIsKnownGivesOneAnswerAsTheLawsDo) {
    const EnclosedSpaceOutcome outcome = gas_in_enclosed_space(known(), {.gas = methane(), .samples = 7});
    EXPECT_NEAR(outcome.release_kg_s.p50, 0.0855205, 1e-4 * 0.0855205);
    const double q = 0.5 * outcome.release_kg_s.p50 / density_kg_m3(methane(), standard_pressure_pa);
    const double air = 0.3 * 4500.0 / 3600.0, steady = q / (q + air), rate = (q + air) / 4500.0;
    EXPECT_NEAR(outcome.fraction.p10, steady * (1.0 - std::exp(-rate * 3600.0)), 1e-9);
    EXPECT_DOUBLE_EQ(outcome.fraction.p10, outcome.fraction.p90);
    EXPECT_NEAR(outcome.flammable_s.p50, -std::log(1.0 - 0.05 / steady) / rate, 1e-3 * 7000.0);
    EXPECT_DOUBLE_EQ(outcome.flammable_share, outcome.fraction.p50 >= 0.05 ? 1.0 : 0.0);
}

TEST(EnclosedSpace, MoreAirOrLessGasIsSaferInEveryDraw) {
    EnclosedSpace space = known();
    space.hole_m = {0.002, 0.057};
    space.volume_m3 = {500.0, 20000.0};
    space.air_changes_per_h = {0.1, 5.0};
    space.entering_share = {0.1, 1.0};
    const EnclosedSpaceOptions options{.gas = methane(), .samples = 4000};
    const EnclosedSpaceOutcome usual = gas_in_enclosed_space(space, options);
    EXPECT_GT(usual.reached_share, 0.05);
    EXPECT_LT(usual.reached_share, 0.95);
    EXPECT_GE(usual.reached_share + 1e-12, usual.flammable_share + usual.too_rich_share);
    EXPECT_LT(usual.release_kg_s.p10, usual.release_kg_s.p90);
    EnclosedSpace aired = space, wider = space, later = space;
    aired.air_changes_per_h = {1.0, 50.0};
    wider.hole_m = {0.004, 0.114};
    later.after_s = 7200.0;
    EXPECT_LT(gas_in_enclosed_space(aired, options).reached_share, usual.reached_share);
    EXPECT_GT(gas_in_enclosed_space(wider, options).reached_share, usual.reached_share);
    EXPECT_GT(gas_in_enclosed_space(later, options).reached_share, usual.reached_share);
    const EnclosedSpaceOutcome again = gas_in_enclosed_space(space, options);
    EXPECT_EQ(again.fraction.p90, usual.fraction.p90);
}

TEST(EnclosedSpace, UnknownValuesAreDrawnByTheirLogarithm) {
    const UnknownValue span{1.0, 100.0}, from_nothing{0.0, 4.0};
    Random random(5);
    int below_ten = 0, below_one = 0;
    for (int i = 0; i < 20000; ++i) {
        below_ten += span.sample(random) < 10.0;
        below_one += from_nothing.sample(random) < 1.0;
    }
    EXPECT_NEAR(below_ten, 10000, 300);
    EXPECT_NEAR(below_one, 5000, 300);
}

TEST(EnclosedSpace, RangesThatMakeNoSenseAreErrors) {
    const auto refuses = [](auto &&change) {
        EnclosedSpace space = known();
        change(space);
        EXPECT_THROW(static_cast<void>(gas_in_enclosed_space(space)), Error);
    };
    refuses([](EnclosedSpace &s) { s.hole_m = {0.02, 0.01}; });
    refuses([](EnclosedSpace &s) { s.hole_m = {0.0, 0.0}; });
    refuses([](EnclosedSpace &s) { s.volume_m3 = {0.0, 10.0}; });
    refuses([](EnclosedSpace &s) { s.entering_share = {0.5, 1.5}; });
    refuses([](EnclosedSpace &s) { s.air_changes_per_h = {-1.0, 1.0}; });
    refuses([](EnclosedSpace &s) { s.after_s = 0.0; });
    EXPECT_THROW(static_cast<void>(gas_in_enclosed_space(known(), {.lower_share = 0.2})), Error);
    EXPECT_THROW(static_cast<void>(gas_in_enclosed_space(known(), {.samples = 0})), Error);
}

} // namespace
} // namespace gastwin
