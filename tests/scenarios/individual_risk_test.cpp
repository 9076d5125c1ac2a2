// SPDX-License-Identifier: Apache-2.0
#include "scenarios/individual_risk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/thermal.hpp"
#include "scenarios/flow_jet.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

Network main_of(PressureClass pressure, double length_m = 400.0, double bore_m = 0.2) {
    Network n = parallel_pipes({{.diameter_m = bore_m, .length_m = length_m}});
    n.pipe.pressure_class[0] = pressure;
    return n;
}

TEST(IndividualRisk, FireFallsWithDistanceAndRisesWithPressureAndBore) {
    const Gas gas;
    const ByDistance small = death_by_fire(gas, 0.1, 0.2e6), hot = death_by_fire(gas, 0.1, 0.4e6);
    const ByDistance large = death_by_fire(gas, 0.3, 0.4e6);
    EXPECT_LT(small.reach_m(), hot.reach_m());
    EXPECT_LT(hot.reach_m(), large.reach_m());
    for (const ByDistance &f : {small, hot, large}) {
        for (std::size_t i = 1; i < f.value.size(); ++i) EXPECT_LE(f.value[i], f.value[i - 1] * (1.0 + 1e-12));
        // Beside the hole everybody dies of every fire: shares of holes times those that ignite.
        EXPECT_LE(f.value.front(), (396.0 * 0.64 + 393.0 * 0.41 + 58.0 * 0.66) / 847.0 + 1e-12);
        EXPECT_LE(f.value.back(), 1e-6 * 1.01);
    }
    for (double d = 0.0; d < large.reach_m(); d += 0.5) EXPECT_GE(large.at(d) + 1e-12, hot.at(d)) << d;
}

TEST(IndividualRisk, OneKindOfHoleThatAlwaysIgnitesKillsAsTheLawsSay) {
    const Gas gas;
    const Air air;
    constexpr double upright = 0.5 * std::numbers::pi, pressure_pa = standard_pressure_pa + 0.4e6;
    IndividualRiskOptions options;
    options.hole = {{{inf, 1.0, 1.0}, {0.005, 0.0, 1.0}, {0.03, 0.0, 1.0}}};
    const Orifice bore{.area_m2 = 0.25 * std::numbers::pi * 0.09};
    const double flow_kg_s = full_bore_release(gas, 0.3, pressure_pa, standard_pressure_pa).usual_kg_s;
    const JetFlame flame = jet_flame(jet_of_flow(gas, bore, flow_kg_s, air), {}, air);
    for (const ThermalLaw law : {ThermalLaw::tsao_perry, ThermalLaw::tno}) {
        options.law = law;
        const ByDistance f = death_by_fire(gas, 0.3, 0.4e6, options);
        for (double d = 0.1; d < f.reach_m(); d += 0.37)
            EXPECT_NEAR(f.at(d), thermal_lethality(flame_flux_w_m2(flame, upright, air, d), 30.0, law), 2e-3) << d;
        const double median = std::pow(thermal_median_dose(law) / 30.0, 0.75);
        EXPECT_NEAR(f.at(flame_reach_m(flame, upright, air, median)), 0.5, 2e-3);
    }
    options.hole[0].diameter_m = 0.3; // no hole is larger than the bore
    EXPECT_EQ(death_by_fire(gas, 0.3, 0.4e6, options).value.size(), 201U);
}

TEST(IndividualRisk, NoFireAtLowPressure) {
    EXPECT_EQ(death_by_fire(Gas{}, 0.1, 0.0).reach_m(), 0.0);
    const ConsequenceScheme &c = default_scheme().consequence;
    const ByDistance f = death_by_distance(Gas{}, c, PressureClass::low, 0.1, false);
    EXPECT_DOUBLE_EQ(f.reach_m(), c.migration_reach_low_m);
    EXPECT_DOUBLE_EQ(f.at(0.0), c.lethality_indoor);
    EXPECT_NEAR(f.at(0.25 * f.reach_m()), 0.75 * c.lethality_indoor, 1e-12);
    const ByDistance above = death_by_distance(Gas{}, c, PressureClass::low, 0.1, true);
    EXPECT_DOUBLE_EQ(above.at(0.0), c.above_ground_entry * c.lethality_indoor);
}

TEST(IndividualRisk, AStraightMainHasTheRiskOfTheIntegral) {
    const Network n = main_of(PressureClass::medium_a, 1000.0);
    RiskResults risk = assess_risk(n, default_scheme(), {}, {.samples = 0});
    const IndividualRisk map = individual_risk(n, risk, default_scheme(), {.cell_m = 1.0});
    const ByDistance p = death_by_distance(n.gas, default_scheme().consequence, PressureClass::medium_a, 0.2, false);
    const Raster &r = map.raster;
    const std::int32_t column = r.columns / 2;
    for (std::int32_t row = 0; row < r.rows; ++row) {
        const double y = r.centre(row, column).y;
        double along = 0.0; // Simpson's rule is not needed: 20 000 points
        for (int k = 0; k < 20000; ++k) along += p.at(std::hypot(y, (k + 0.5) * p.reach_m() / 20000.0));
        const double exact = 2.0 * risk.serious_per_year[0] / 1000.0 * along * p.reach_m() / 20000.0;
        EXPECT_NEAR(r.value[r.cell(row, column)], exact, 0.01 * r.value[r.cell(r.rows / 2, column)]) << y;
    }
}

TEST(IndividualRisk, PeopleTimesRiskAreTheExpectedDeathsOfTheTable) {
    // By the indoor path alone: no floor, low pressure. People are points, so that the place of each is the map's.
    RiskScheme scheme = default_scheme();
    scheme.consequence.fatalities_floor = 0.0;
    Network n = main_of(PressureClass::low, 100.0);
    Random random(8);
    for (int i = 0; i < 60; ++i) {
        const double x = std::floor(random.uniform(0, 400)) / 4.0 + 0.125,
                     y = std::floor(random.uniform(-60, 60)) / 4.0;
        add_building(n, x, y + 0.125, random.integer(1, 90));
    }
    scheme.consequence.step_m = 0.25;
    const RiskResults risk = assess_risk(n, scheme, {}, {.samples = 0});
    const Raster r = individual_risk(n, risk, scheme, {.cell_m = 0.25}).raster;
    double deaths = 0.0;
    for (std::size_t b = 0; b < row_count(n.building); ++b) {
        const auto column = static_cast<std::int32_t>((n.building.x_m[b] - r.left_m) / r.cell_m);
        const auto row = static_cast<std::int32_t>((r.top_m - n.building.y_m[b]) / r.cell_m);
        if (row >= 0 && row < r.rows) deaths += n.building.people[b] * r.value[r.cell(row, column)];
    }
    ASSERT_GT(risk.risk_fatalities_per_year[0], 0.0);
    EXPECT_NEAR(deaths, risk.risk_fatalities_per_year[0], 2e-3 * deaths);
}

TEST(IndividualRisk, HalvingTheCellMovesTheHighestRiskLittle) {
    const Network n = main_of(PressureClass::medium_a);
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.samples = 0});
    const auto highest = [&](double cell) {
        const Raster r = individual_risk(n, risk, default_scheme(), {.cell_m = cell}).raster;
        return *std::max_element(r.value.begin(), r.value.end());
    };
    EXPECT_NEAR(highest(2.0), highest(1.0), 0.1 * highest(1.0));
    EXPECT_GT(highest(2.0), 0.0);
}

TEST(IndividualRisk, PipesWithoutAPlaceAreCountedAndAbandonedOnesAreNotThere) {
    Network n = parallel_pipes({{}, {}, {}});
    n.node.x_m[0] = missing_real;
    n.pipe.state[1] = UseState::abandoned;
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.samples = 0});
    const IndividualRisk map = individual_risk(n, risk);
    EXPECT_EQ(map.pipes_without_place, 1);
    EXPECT_GT(map.raster.top_m, 2000.0);
    EXPECT_GT(map.raster.top_m - map.raster.rows * map.raster.cell_m, 1900.0) << "the third alone";
    Network nowhere = n;
    nowhere.node.x_m.assign(row_count(n.node), missing_real);
    EXPECT_TRUE(individual_risk(nowhere, risk).raster.value.empty());
}

TEST(IndividualRisk, RefusesWhatMeansNothing) {
    const Network n = main_of(PressureClass::low), other = parallel_pipes({{}, {}});
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.samples = 0});
    const RiskResults foreign = assess_risk(other, default_scheme(), {}, {.samples = 0});
    const auto slug = [&](const RiskResults &r, const IndividualRiskOptions &o) {
        try {
            (void)individual_risk(n, r, default_scheme(), o);
        } catch (const Error &error) {
            return std::string(error.kind().slug);
        }
        return std::string("none");
    };
    EXPECT_EQ(slug(foreign, {}), "dangling_reference");
    EXPECT_EQ(slug(risk, {.cell_m = -1.0}), "value_out_of_range");
    EXPECT_EQ(slug(risk, {.exposure_s = 0.0}), "value_out_of_range");
    IndividualRiskOptions holes;
    holes.hole[0].share = 0.9;
    EXPECT_EQ(slug(risk, holes), "value_out_of_range") << "shares above one";
    holes = {};
    holes.hole[1].ignited = 1.5;
    EXPECT_EQ(slug(risk, holes), "value_out_of_range");
    EXPECT_EQ(slug(risk, {}), "none");
}

} // namespace
} // namespace gastwin
