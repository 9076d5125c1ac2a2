// SPDX-License-Identifier: Apache-2.0
#include "scenarios/footprint.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "scenarios/incident_scheme.hpp"
#include "scenarios/scheme.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

const FootprintScheme weather = default_incident_scheme().footprint;
const ConsequenceScheme &by = default_scheme().consequence; // 2.6 persons per household, 0.6 of them at home
constexpr Orifice hole{.area_m2 = 7.0686e-4};               // 30 mm

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
    const Footprint f = footprint_of(houses().network, {PipeIdx{0}, 0.5}, hole, 0.5, 3e5, weather, by);
    EXPECT_EQ(f.buildings, std::vector<std::string>{"b5"});
    EXPECT_EQ(f.households, 6);
    EXPECT_EQ(f.special_customers, 1);
    EXPECT_DOUBLE_EQ(f.people, 12.0 + 6 * 2.6 * 0.6) << "in the house, and in the homes that belong to no house";
    EXPECT_GT(f.reach_m, 3.0);
    EXPECT_LT(f.reach_m, 400.0);
}

TEST(Footprint, GrowsWithTheReleaseAndItsContoursDoNotCross) {
    double before = 0.0;
    for (const double flow : {1e-4, 1e-3, 1e-2, 0.1, 0.5, 2.0}) {
        const Footprint f = footprint_of(houses().network, {PipeIdx{0}, 0.5}, hole, flow, 3e5, weather, by);
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
    const Footprint nothing = footprint_of(s.network, {PipeIdx{0}, 0.5}, hole, 0.0, 3e5, weather, by);
    EXPECT_EQ(nothing.reach_m, 0.0);
    EXPECT_NEAR(nothing.impact_radius_m, 5.46, 0.03) << "100 mm at 0.3 MPa: 49 CFR 192.903";
    s.network.node.x_m = {missing_real, missing_real};
    const Footprint unplaced = footprint_of(s.network, {PipeIdx{0}, 0.5}, hole, 0.5, 3e5, weather, by);
    EXPECT_TRUE(unplaced.buildings.empty());
    EXPECT_EQ(unplaced.households, std::nullopt) << "who is near a place that is not known is not known";
    EXPECT_TRUE(std::isnan(unplaced.people));
    EXPECT_GT(unplaced.reach_m, 0.0);
    EXPECT_EQ(nothing.households, 0);
    EXPECT_EQ(nothing.people, 0.0);
}

Footprint at_the_houses(const Network &network) {
    return footprint_of(network, {PipeIdx{0}, 0.5}, hole, 0.5, 3e5, weather, by);
}

TEST(Footprint, WhereNobodyCountedPeopleTheyAreFoundByHouseholdsThenByFloorArea) {
    Network n = houses().network;
    n.customer.x_m[0] = n.customer.y_m[0] = missing_real; // at their node, which is far
    n.customer.building[0] = BuildingIdx{0};
    n.building.people[0] = missing_real;
    Footprint f = at_the_houses(n);
    EXPECT_EQ(f.households, 6) << "of its customers";
    EXPECT_NEAR(f.people, 6 * 2.6 * 0.6, 1e-9);
    EXPECT_EQ(f.special_customers, 1);
    n.building.households[0] = 40;
    f = at_the_houses(n);
    EXPECT_EQ(f.households, 40) << "as recorded";
    EXPECT_NEAR(f.people, 40 * 2.6 * 0.6, 1e-9) << "62.4: neither capped nor weighed as a school";
    n.building.households[0] = 0;
    n.building.floors[0] = 3;
    EXPECT_NEAR(at_the_houses(n).people, 100.0 * 3 * 0.02, 1e-9);
}

TEST(Footprint, ABuildingIsReachedByItsCustomersToo) {
    Network n = houses().network;
    n.customer.building[0] = BuildingIdx{1}; // of the house 500 m off, with a customer beside the break
    const Footprint f = at_the_houses(n);
    EXPECT_EQ(f.buildings, (std::vector<std::string>{"b5", "b500"}));
    EXPECT_EQ(f.households, 6) << "of the second; of the first they are not known";
    EXPECT_EQ(f.unknown_household_places, 1);
    EXPECT_EQ(f.special_customers, 1);
    EXPECT_DOUBLE_EQ(f.people, 24.0);
}

TEST(Footprint, WhereNothingIsKnownItSaysSoInsteadOfNobody) {
    Network n = houses().network;
    n.customer.x_m[0] = 5000.0;
    n.building.people[0] = missing_real;
    Footprint f = at_the_houses(n);
    EXPECT_EQ(f.households, std::nullopt);
    EXPECT_EQ(f.unknown_household_places, 1);
    EXPECT_NEAR(f.people, 100.0 * 0.02, 1e-9) << "by the floor area of one storey";
    n.building.area_m2[0] = missing_real;
    f = at_the_houses(n);
    EXPECT_TRUE(std::isnan(f.people));
    EXPECT_EQ(f.unknown_people_places, 1);
    n.customer.x_m[0] = 52.0; // six households of known number beside the house of which nothing is known
    f = at_the_houses(n);
    EXPECT_EQ(f.households, 6);
    EXPECT_NEAR(f.people, 6 * 2.6 * 0.6, 1e-9);
    EXPECT_EQ(f.unknown_household_places, 1);
    EXPECT_EQ(f.unknown_people_places, 1);
}

TEST(Footprint, NobodyIsSaidOnlyWhereTheSurveyWouldShowThem) {
    Network n = houses().network;
    for (double &y : n.building.y_m) y = 5000.0;
    n.customer.y_m[0] = 5000.0;
    EXPECT_EQ(at_the_houses(n).households, 0);
    EXPECT_EQ(at_the_houses(n).people, 0.0);
    n.building.x_m.assign(2, missing_real);
    n.customer.x_m[0] = missing_real;
    n.customer.node[0] = NodeIdx{};
    n.customer.pipe[0] = PipeIdx{};
    EXPECT_EQ(at_the_houses(n).households, std::nullopt);
    EXPECT_TRUE(std::isnan(at_the_houses(n).people));
}

TEST(Footprint, ALongHouseIsReachedAtItsEnd) {
    Network n = houses().network;
    const double reach_m = at_the_houses(n).reach_m;
    const double x = 50.0 + reach_m; // 4 m wide, from just within reach to 200 m beyond
    n.building_outline.push_back(std::vector<Point>{{x - 1, -2}, {x + 200, -2}, {x + 200, 2}, {x - 1, 2}});
    n.building.x_m[0] = x + 100;
    EXPECT_EQ(at_the_houses(n).buildings, std::vector<std::string>{"b5"});
}

} // namespace
} // namespace gastwin
