// SPDX-License-Identifier: Apache-2.0
#include "scenarios/people_near.hpp"

#include <gtest/gtest.h>

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

#include "models/thermal.hpp"
#include "scenarios/scheme.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

/// Share of incidents whose fire reaches this far, hole by hole: full bore and a thousand equally likely punctures.
double reached_by(const ConsequenceScheme &c, double d) {
    double share = c.full_bore_share;
    for (int k = 0; k < 1000; ++k) {
        const double z = -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * (k + 0.5) / 1000.0);
        const double hole = std::min(0.1, c.puncture_median_m * std::exp(c.puncture_log_sd * z));
        share += potential_impact_radius_m(hole, c.medium_a_pa) >= d ? c.puncture_share / 1000.0 : 0.0;
    }
    return share;
}

TEST(PeopleNear, GridAgreesWithLookingAtEveryBuilding) {
    const ConsequenceScheme &c = default_scheme().consequence;
    Network n = parallel_pipes({{.length_m = 300}, {.length_m = 7}});
    n.pipe.pressure_class[0] = PressureClass::medium_a;
    Random random(5);
    constexpr std::size_t count = 400;
    for (std::size_t i = 0; i < count; ++i) add_building(n, random.uniform(-50, 350), random.uniform(-50, 50), 10);
    n.building.area_m2.assign(count, 80.0);
    for (std::size_t i = 0; i < count; ++i) { // squares of 10 m for half of them
        const double x = n.building.x_m[i], y = n.building.y_m[i];
        const std::vector<Point> square{{x - 5, y - 5}, {x + 5, y - 5}, {x + 5, y + 5}, {x - 5, y + 5}};
        n.building_outline.push_back(i % 2 == 0 ? square : std::vector<Point>{});
    }
    const auto people = people_near_pipes(n, c, {0, 0}, 2);
    const double impact = potential_impact_radius_m(0.1, c.medium_a_pa), reach = c.migration_reach_medium_m;
    double indoor = 0.0, fire = 0.0;
    for (int k = 0; k < 30; ++k)
        for (std::size_t i = 0; i < count; ++i) {
            const double dx = std::abs(10.0 * k + 5.0 - n.building.x_m[i]), dy = std::abs(n.building.y_m[i]);
            const double round = std::max(0.0, std::hypot(dx, dy) - std::sqrt(80.0 / std::numbers::pi));
            const double d = i % 2 == 0 ? std::hypot(std::max(0.0, dx - 5), std::max(0.0, dy - 5)) : round;
            indoor += 10.0 / 30 * std::max(0.0, 1.0 - d / reach);
            fire += d <= impact ? reached_by(c, d) * 10.0 / 30 : 0.0;
        }
    EXPECT_NEAR(people[0].indoor, indoor, 1e-9 * indoor);
    EXPECT_NEAR(people[0].fire, fire, 1e-3 * fire);
    EXPECT_GT(people[0].fire, 0.0);
}

TEST(PeopleNear, DoesNotDependOnTheDirectionOfThePipe) {
    Network n = parallel_pipes({{.length_m = 95}});
    add_building(n, 10, 4, 40);
    const auto one = people_near_pipes(n, default_scheme().consequence, {0}, 1);
    std::swap(n.pipe.from_node[0], n.pipe.to_node[0]);
    const auto two = people_near_pipes(n, default_scheme().consequence, {0}, 1);
    EXPECT_NEAR(one[0].indoor, two[0].indoor, 1e-9);
    EXPECT_GT(one[0].indoor, 0.0);
}

TEST(PeopleNear, SpecialPlacesWeighMoreAndTowersAreCapped) {
    const ConsequenceScheme &c = default_scheme().consequence;
    Network n = parallel_pipes({{}, {}, {}});
    for (const double y : {5.0, 1005.0, 2005.0}) add_building(n, 50, y, 40);
    n.building.kind[1] = "第三小学校";
    n.building.people[2] = 5000;
    const auto people = people_near_pipes(n, c, {0, 0, 0}, 1);
    EXPECT_DOUBLE_EQ(people[1].indoor, c.special_factor * people[0].indoor);
    EXPECT_DOUBLE_EQ(people[2].indoor, c.cap_per_building / 40 * people[0].indoor);
}

TEST(PeopleNear, CustomersStandInForMissingBuildings) {
    Network n = parallel_pipes({{}});
    const auto c = append_row(n.customer, "C").row();
    n.customer.node[c] = NodeIdx{0};
    EXPECT_EQ(people_near_pipes(n, default_scheme().consequence, {0}, 1)[0].indoor, 0.0);
    n.customer.households[c] = 30;
    EXPECT_GT(people_near_pipes(n, default_scheme().consequence, {0}, 1)[0].indoor, 0.0);
}

} // namespace
} // namespace gastwin
