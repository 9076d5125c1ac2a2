// SPDX-License-Identifier: Apache-2.0
#include "scenarios/places.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

std::size_t row_of(const RiskPlaces &places, PlaceKind kind, const std::string &name) {
    for (std::size_t i = 0; i < row_count(places); ++i)
        if (places.kind[i] == kind && places.place[i] == name) return i;
    ADD_FAILURE() << name;
    return 0;
}

RiskResults risk_of(const Network &n) { return assess_risk(n, default_scheme(), {}, {.samples = 0}); }

TEST(Places, APipeThroughTwoCommunitiesIsSharedByLength) {
    Network n = parallel_pipes({{.length_m = 400}});
    n.pipe.street[0] = "人民路";
    add_building(n, 50, 20, 1); // nearest as far as x = 150
    add_building(n, 250, 20, 1);
    n.building.community = {"东", "西"};
    n.building.district = {"城区", "城区"};
    const RiskResults risk = risk_of(n);
    const RiskPlaces places = risk_by_place(n, risk);
    // 0 … 150 east; 150 … 340 west, where the nearest is 92 m off; then nobody's.
    const double east = places.length_km[row_of(places, PlaceKind::community, "东")],
                 west = places.length_km[row_of(places, PlaceKind::community, "西")];
    EXPECT_NEAR(east, 0.15, 0.006);
    EXPECT_NEAR(west, 0.20, 0.011);
    EXPECT_NEAR(places.length_km[row_of(places, PlaceKind::community, "")], 0.4 - east - west, 1e-12);
    EXPECT_NEAR(places.length_km[row_of(places, PlaceKind::district, "城区")], east + west, 1e-12);
    const std::size_t street = row_of(places, PlaceKind::street, "人民路");
    EXPECT_DOUBLE_EQ(places.risk_cny_per_year[street], risk.risk_cny_per_year[0]);
    EXPECT_DOUBLE_EQ(places.risk_cny_per_km_year[street], risk.risk_cny_per_km_year[0]);
    EXPECT_EQ(places.assets[street], 1);
    EXPECT_EQ(places.id[street], "street:人民路");
}

TEST(Places, EachKindAddsUpToTheNetwork) {
    Network n = mixed_network(60);
    for (std::size_t i = 0; i < row_count(n.pipe); ++i) n.pipe.street[i] = i % 7 == 0 ? "" : numbered("S", i % 5);
    for (std::size_t i = 0; i < row_count(n.building); ++i) {
        n.building.community[i] = numbered("C", i % 4);
        n.building.district[i] = i % 3 == 0 ? "" : "D";
        n.building.estate[i] = numbered("S", i % 2);
    }
    const RiskResults risk = risk_of(n);
    const RiskPlaces one = risk_by_place(n, risk, 1), three = risk_by_place(n, risk, 3);
    EXPECT_EQ(one.risk_cny_per_year, three.risk_cny_per_year);
    EXPECT_EQ(one.id, three.id);
    const auto add_up = [&](const std::vector<double> &column, const std::vector<double> &whole) {
        double expected = 0.0;
        for (const double v : whole) expected += v;
        std::map<PlaceKind, double> sum;
        for (std::size_t i = 0; i < row_count(one); ++i) sum[one.kind[i]] += column[i];
        ASSERT_EQ(sum.size(), 3U);
        for (const auto &[kind, value] : sum) EXPECT_NEAR(value, expected, 1e-9 * expected);
    };
    add_up(one.length_km, risk.length_km);
    add_up(one.frequency_per_year, risk.frequency_per_year);
    add_up(one.serious_per_year, risk.serious_per_year);
    add_up(one.risk_fatalities_per_year, risk.risk_fatalities_per_year);
    add_up(one.risk_cny_per_year, risk.risk_cny_per_year);
    for (std::size_t i = 1; i < row_count(one); ++i) {
        if (one.kind[i] != one.kind[i - 1]) continue;
        EXPECT_EQ(one.rank[i], one.rank[i - 1] + 1);
        EXPECT_LE(one.risk_cny_per_km_year[i], one.risk_cny_per_km_year[i - 1]);
    }
}

TEST(Places, TheNearestBuildingIsTheOneThatLookingAtAllFinds) {
    Network n = parallel_pipes({{.length_m = 600}});
    Random random(4);
    for (int i = 0; i < 300; ++i) {
        add_building(n, random.uniform(-200, 800), random.uniform(-250, 250), 1);
        n.building.community.back() = numbered("C", static_cast<std::size_t>(i % 9));
    }
    std::map<std::string, double> km;
    for (int k = 0; k < 60; ++k) {
        std::string nearest;
        double least = 100.0;
        for (std::size_t b = 0; b < row_count(n.building); ++b)
            if (const double d = distance_m({10.0 * k + 5.0, 0.0}, {n.building.x_m[b], n.building.y_m[b]}); d < least)
                least = d, nearest = n.building.community[b];
        km[nearest] += 0.01;
    }
    const RiskPlaces places = risk_by_place(n, risk_of(n));
    for (const auto &[name, length] : km)
        EXPECT_NEAR(places.length_km[row_of(places, PlaceKind::community, name)], length, 1e-9) << name;
}

TEST(Places, WithoutBuildingsStreetsOrPlacesAllIsNobodys) {
    Network n = parallel_pipes({{}, {}});
    n.node.x_m.assign(row_count(n.node), missing_real);
    const RiskPlaces places = risk_by_place(n, risk_of(n));
    ASSERT_EQ(row_count(places), 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(places.place[i].empty() && places.assets[i] == 2);
    EXPECT_EQ(row_count(risk_by_place(Network{}, RiskResults{})), 0U);
    EXPECT_THROW((void)risk_by_place(parallel_pipes({{}}), risk_of(n)), Error);
}

} // namespace
} // namespace gastwin
