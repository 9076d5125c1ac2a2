// SPDX-License-Identifier: Apache-2.0
#include "gis/clearances.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace gastwin {
namespace {

using enum PressureClass;

TEST(Clearances, ZonesAreThoseOfTheCode) {
    for (const PressureClass c : {unknown, low, medium, medium_b, medium_a}) {
        EXPECT_EQ(zones_of(c).protection_m, 0.5);
        EXPECT_EQ(zones_of(c).control_m, 5.0);
    }
    for (const PressureClass c : {subhigh_b, subhigh_a}) {
        EXPECT_EQ(zones_of(c).protection_m, 1.5);
        EXPECT_EQ(zones_of(c).control_m, 15.0);
    }
    for (const PressureClass c : {high_b, high_a}) {
        EXPECT_EQ(zones_of(c).protection_m, 5.0);
        EXPECT_EQ(zones_of(c).control_m, 50.0);
    }
}

TEST(Clearances, RowsAndColumnsOfTheTable) {
    EXPECT_EQ(clearance_m(Structure::building, low), 0.7);
    EXPECT_EQ(clearance_m(Structure::building, subhigh_a), 13.5);
    EXPECT_EQ(clearance_m(Structure::drain, medium_b), 1.2);
    EXPECT_EQ(clearance_m(Structure::drain, subhigh_b), 1.5);
    EXPECT_EQ(clearance_m(Structure::cable_duct, medium_a), 1.0);
    EXPECT_EQ(clearance_m(Structure::heat_trench, medium_b), 1.5);
    for (const Structure s : {Structure::building, Structure::drain, Structure::cable_duct, Structure::heat_trench}) {
        EXPECT_EQ(clearance_m(s, medium), clearance_m(s, medium_a)); // the grade is not known
        for (const PressureClass c : {unknown, high_b, high_a}) EXPECT_TRUE(std::isnan(clearance_m(s, c)));
        constexpr PressureClass rising[]{low, medium_b, medium_a, subhigh_b, subhigh_a};
        for (std::size_t i = 1; i < std::size(rising); ++i)
            EXPECT_GE(clearance_m(s, rising[i]), clearance_m(s, rising[i - 1]));
    }
    EXPECT_TRUE(std::isnan(clearance_m(Structure::gas, low)));
}

TEST(Clearances, SpacesByTheirNames) {
    EXPECT_EQ(structure_of("污水管"), Structure::drain);
    EXPECT_EQ(structure_of("雨水暗渠"), Structure::drain);
    EXPECT_EQ(structure_of("电缆沟"), Structure::cable_duct);
    EXPECT_EQ(structure_of("通信人孔"), Structure::cable_duct);
    EXPECT_EQ(structure_of("热力沟"), Structure::heat_trench);
    EXPECT_EQ(structure_of("燃气阀门井"), Structure::gas);
    EXPECT_EQ(structure_of("人防工程"), Structure::drain);
    EXPECT_EQ(structure_of(""), Structure::drain);
}

} // namespace
} // namespace gastwin
