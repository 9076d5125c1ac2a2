// SPDX-License-Identifier: Apache-2.0
#include "scenarios/restoration.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace gastwin {
namespace {

constexpr double hour = 3600.0;

RelightScheme crews() {
    return {.trip_gauge_pressure_pa = 800.0,
            .crews = 5.0,
            .visits_per_crew_h = 4.0,
            .first_hour = 8,
            .last_hour = 18,
            .self_service_share = 0.0,
            .absent_share = 0.0};
}

TEST(Restoration, SoManyVisitsAnHourFromTheShiftsStart) {
    // 20 visits an hour; gas at 06:00, so 100 households from 08:00 to 13:00.
    const RestorationCurve curve = restore(crews(), 100.0, 2.0 * hour, 4.0 * hour);
    EXPECT_DOUBLE_EQ(curve.time_of(0.2), 5.0 * hour);
    EXPECT_DOUBLE_EQ(curve.time_of(0.5), 7.0 * hour);
    EXPECT_DOUBLE_EQ(curve.time_of(1.0), 9.0 * hour);
    EXPECT_DOUBLE_EQ(curve.mean_time_s(), 7.0 * hour);
}

TEST(Restoration, VisitsAndCrewHoursAddUp) {
    // 5 crews, 4 visits an hour each, every other door closed; 30 households, gas at 08:00. First day: 20 doors by
    // 09:00, the last 10 by 10:00 (2.5 crew hours), 15 households back. Second day: those 15 by 09:00, 7.5 of them
    // back.
    RelightScheme scheme = crews();
    scheme.absent_share = 0.5;
    const RestorationCurve curve = restore(scheme, 30.0, 0.0, 8.0 * hour);
    ASSERT_GE(curve.time_s.size(), 3U);
    EXPECT_EQ(std::vector(curve.time_s.begin(), curve.time_s.begin() + 3),
              (std::vector{1.0 * hour, 2.0 * hour, 25.0 * hour}));
    EXPECT_EQ(std::vector(curve.visits.begin(), curve.visits.begin() + 3), (std::vector{20.0, 30.0, 45.0}));
    EXPECT_EQ(std::vector(curve.crew_hours.begin(), curve.crew_hours.begin() + 3), (std::vector{5.0, 7.5, 11.25}));
    EXPECT_EQ(std::vector(curve.share.begin(), curve.share.begin() + 3),
              (std::vector{10.0 / 30, 15.0 / 30, 22.5 / 30}));
    EXPECT_EQ(curve.visits.size(), curve.time_s.size());
}

TEST(Restoration, NobodyIsVisitedAtNight) {
    // 300 households, gas at 10:00: 160 by 18:00, the rest from 08:00 to 15:00 of the next day.
    const RestorationCurve curve = restore(crews(), 300.0, 0.0, 10.0 * hour);
    EXPECT_DOUBLE_EQ(curve.time_of(160.0 / 300.0), 8.0 * hour);
    EXPECT_DOUBLE_EQ(curve.time_of(1.0), 29.0 * hour);
    for (const double t : curve.time_s) {
        const double clock = std::fmod(10.0 + t / hour, 24.0);
        EXPECT_GE(clock, 8.0);
        EXPECT_LE(clock, 18.0);
    }
}

TEST(Restoration, WhoIsNotAtHomeComesTheNextDay) {
    RelightScheme scheme = crews();
    scheme.absent_share = 0.5;
    // 20 visits at 08:00 to 09:00 find ten, of the other ten five the next day, and so on.
    const RestorationCurve curve = restore(scheme, 20.0, 0.0, 8.0 * hour);
    EXPECT_DOUBLE_EQ(curve.time_of(0.5), hour);
    EXPECT_DOUBLE_EQ(curve.time_of(0.75), 25.0 * hour) << "by the end of the hour";
    EXPECT_EQ(curve.share.back(), 1.0);
}

TEST(Restoration, SelfServiceNeedsNoVisit) {
    RelightScheme scheme = crews();
    scheme.self_service_share = 1.0;
    const RestorationCurve curve = restore(scheme, 5000.0, 3.0 * hour, 20.0 * hour);
    EXPECT_DOUBLE_EQ(curve.time_of(1.0), 3.0 * hour);
}

TEST(Restoration, NeverFallsAndEndsForEverySize) {
    for (const double households : {0.0, 0.4, 1.0, 17.0, 1e3, 1e4})
        for (const double absent : {0.0, 0.3, 0.95}) {
            RelightScheme scheme = crews();
            scheme.absent_share = absent;
            const RestorationCurve curve = restore(scheme, households, 1.7 * hour, 13.2 * hour);
            for (std::size_t i = 1; i < curve.share.size(); ++i) {
                EXPECT_GE(curve.share[i], curve.share[i - 1]);
                EXPECT_GE(curve.time_s[i], curve.time_s[i - 1]);
            }
            EXPECT_GE(curve.time_of(1.0), 1.7 * hour);
        }
}

TEST(Restoration, WhatTakesTenYearsIsNotWaitedFor) {
    RelightScheme scheme = crews();
    scheme.crews = 0.001;
    const RestorationCurve curve = restore(scheme, 1e6, 0.0, 0.0);
    EXPECT_TRUE(std::isnan(curve.time_of(1.0)));
    EXPECT_LT(curve.share.back(), 0.01);
}

} // namespace
} // namespace gastwin
