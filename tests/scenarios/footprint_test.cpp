// SPDX-License-Identifier: Apache-2.0
#include "scenarios/footprint.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "scenarios/incident_scheme.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

const FootprintScheme weather = default_incident_scheme().footprint;
constexpr Orifice hole{.area_m2 = 7.0686e-4}; // 30 mm

/// 100 m of DN100 along the x axis with houses 5 and 500 m north of its middle.
Sketch houses() {
    Sketch s;
    s.node();
    s.node();
    s.network.node.x_m = {0.0, 100.0};
    s.network.node.y_m = {0.0, 0.0};
    s.pipe(0, 1, 100, 0.1);
    for (const double y : {5.0, 500.0}) {
        const auto b = append_row(s.network.building, "b" + std::to_string(static_cast<int>(y))).row();
        s.network.building.x_m[b] = 50.0;
        s.network.building.y_m[b] = y;
        s.network.building.area_m2[b] = 100.0;
        s.network.building.people[b] = 12.0;
    }
    const auto c = static_cast<std::size_t>(s.customer(0, 0.001));
    s.network.customer.x_m[c] = 52.0;
    s.network.customer.y_m[c] = 4.0;
    s.network.customer.households[c] = 6;
    s.network.customer.special[c] = "school";
    return s;
}

TEST(Footprint, ListsWhoIsWithinReachAndNobodyElse) {
    const Footprint f = footprint_of(houses().network, {PipeIdx{0}, 0.5}, hole, 0.5, 3e5, weather);
    EXPECT_EQ(f.buildings, std::vector<std::string>{"b5"});
    EXPECT_EQ(f.households, 6);
    EXPECT_EQ(f.special_customers, 1);
    EXPECT_DOUBLE_EQ(f.people, 12.0);
    EXPECT_GT(f.reach_m, 3.0);
    EXPECT_LT(f.reach_m, 400.0);
}

TEST(Footprint, GrowsWithTheReleaseAndItsContoursDoNotCross) {
    double before = 0.0;
    for (const double flow : {1e-4, 1e-3, 1e-2, 0.1, 0.5, 2.0}) {
        const Footprint f = footprint_of(houses().network, {PipeIdx{0}, 0.5}, hole, flow, 3e5, weather);
        EXPECT_GT(f.flame_length_m, before);
        before = f.flame_length_m;
        EXPECT_LE(f.lethal_m, f.burns_m);
        EXPECT_LE(f.burns_m, f.no_harm_m);
        EXPECT_GE(f.reach_m, f.burns_m);
        EXPECT_GE(f.reach_m, f.flame_length_m);
        EXPECT_GT(f.jet_flammable_m, 0.0);
        EXPECT_GT(f.plume_flammable_m, 0.0);
        EXPECT_TRUE(std::isfinite(f.no_harm_m));
    }
    // The quick form of a fire of compressed gas, 12.5 G^0.4 m: the same size.
    EXPECT_NEAR(before, 12.5 * std::pow(2.0, 0.4), 0.5 * before);
}

TEST(Footprint, WithoutReleaseOrPlaceThereIsNobody) {
    Sketch s = houses();
    const Footprint nothing = footprint_of(s.network, {PipeIdx{0}, 0.5}, hole, 0.0, 3e5, weather);
    EXPECT_EQ(nothing.reach_m, 0.0);
    EXPECT_NEAR(nothing.impact_radius_m, 5.46, 0.03) << "100 mm at 0.3 MPa: 49 CFR 192.903";
    s.network.node.x_m = {missing_real, missing_real};
    const Footprint unplaced = footprint_of(s.network, {PipeIdx{0}, 0.5}, hole, 0.5, 3e5, weather);
    EXPECT_TRUE(unplaced.buildings.empty());
    EXPECT_EQ(unplaced.households, 0);
    EXPECT_GT(unplaced.reach_m, 0.0);
}

} // namespace
} // namespace gastwin
