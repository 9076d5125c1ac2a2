// SPDX-License-Identifier: Apache-2.0
// Fire laws against printed check values, limits and each other.
#include "models/thermal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/models/methane.hpp"

namespace gastwin {
namespace {

constexpr double atmosphere = standard_pressure_pa;

TEST(PotentialImpactRadius, TableOfTheRegulationInSiUnits) {
    // risk reference section 7.1; 0.5 %: rounding of the two forms
    for (const auto &[d_m, p_pa, r_m] :
         {std::tuple{0.100, 0.3e6, 5.46}, {0.200, 0.4e6, 12.60}, {0.3239, 1.6e6, 40.81}, {0.508, 4.0e6, 101.2}})
        EXPECT_NEAR(potential_impact_radius_m(d_m, p_pa), r_m, 0.005 * r_m);
    // 24 in at 1 000 psi(g): 0.69 · √(p d²) ft
    EXPECT_NEAR(potential_impact_radius_m(24 * 0.0254, 1000 * 6894.757), 0.69 * std::sqrt(1000.0) * 24 * 0.3048, 1.0);
    EXPECT_EQ(potential_impact_radius_m(0.2, 0.0), 0.0);
}

TEST(PotentialImpactRadius, TheGeneralFormComesOutAtTheRegulationsNumber) {
    const double psi = 6894.757, inch = 0.0254;
    // 24 in at 1 000 psi(g): 158.5 m against 159.6 m.
    EXPECT_NEAR(potential_impact_radius_m({}, methane(), 24 * inch, 1000 * psi), 158.5, 0.1);
    for (const double p : {3e5, 1.6e6, 4e6})
        for (const double d : {0.1, 0.3, 0.6})
            EXPECT_NEAR(potential_impact_radius_m({}, methane(), d, p) / potential_impact_radius_m(d, p), 1.0, 0.01);
    EXPECT_EQ(potential_impact_radius_m({}, methane(), 0.3, -1e3), 0.0);
    // The same from its parts: heat of the quasi-steady release, radiated from one point.
    const ImpactRadiusModel m;
    const double p = 4e6, d = 0.508;
    const double heat = full_bore_release(methane(), d, p, 0.0).usual_kg_s * m.heat_of_combustion_j_kg;
    EXPECT_NEAR(point_source_reach_m(m.combustion_efficiency * m.radiant_fraction * heat, m.flux_w_m2),
                potential_impact_radius_m(m, methane(), d, p), 1e-9);
    EXPECT_NEAR(potential_impact_radius_m({.flux_w_m2 = 15770.0 / 4}, methane(), d, p),
                2 * potential_impact_radius_m({}, methane(), d, p), 1e-9);
}

Jet jet_at(double gauge_pa, double diameter_m = 0.03) {
    return expanded_jet(methane(), {.area_m2 = circle_area_m2(diameter_m)}, atmosphere + gauge_pa, atmosphere);
}

TEST(JetFlame, MomentumAndBuoyancyLimits) {
    const Air air;
    const Fuel fuel;
    // Fast: L = 23 d √(ρ_e/ρ_a)/f_s whatever the speed.
    Jet fast = jet_at(4e6, 0.005);
    const double limit = 23.0 * fast.diameter_m * std::sqrt(fast.density_kg_m3 / air.density_kg_m3()) / 0.055;
    EXPECT_NEAR(jet_flame(fast, fuel, air).length_m / limit, 1.0, 0.06);
    fast.speed_m_s *= 100.0;
    EXPECT_NEAR(jet_flame(fast, fuel, air).length_m / limit, 1.0, 2e-3);
    // Slow: length by the heat alone, L ∝ ṁ^0.4, as for pool fires.
    Jet slow = jet_at(1e4);
    slow.speed_m_s = 1e-3;
    Jet slower = slow;
    slower.speed_m_s /= 32.0;
    EXPECT_NEAR(jet_flame(slow, fuel, air).length_m / jet_flame(slower, fuel, air).length_m, 4.0, 1e-4);
}

TEST(JetFlame, NoneWithoutAFlow) {
    EXPECT_EQ(jet_flame(jet_at(-1e3), {}, {}).length_m, 0.0);
    EXPECT_EQ(jet_flame({}, {}, {}).radiated_w, 0.0);
}

TEST(JetFlame, ByHand) {
    // Fr, length, residence and fraction for v 100 m/s, d 0.1 m, methane into air, with the defaults.
    const Air air;
    const double rho_e = 0.68, rho_a = atmosphere * 0.02896546 / (8.314462618 * 288.15);
    const Jet jet{rho_e * circle_area_m2(0.1) * 100.0, 0.1, 100.0, rho_e};
    const double froude = 100 * std::pow(0.055, 1.5) /
                          (std::pow(rho_e / rho_a, 0.25) * std::sqrt((2226 - 288.15) / 288.15 * 9.80665 * 0.1));
    EXPECT_NEAR(froude, 0.58189, 1e-5);
    const JetFlame flame = jet_flame(jet, {}, air);
    EXPECT_NEAR(flame.length_m, 10.821 * 0.1 * std::sqrt(rho_e / rho_a) / 0.055, 2e-3);
    EXPECT_DOUBLE_EQ(flame.width_m, 0.17 * flame.length_m);
    EXPECT_GT(flame.radiant_fraction, 0.1);
    EXPECT_LT(flame.radiant_fraction, 0.4);
    EXPECT_DOUBLE_EQ(flame.radiated_w, flame.radiant_fraction * jet.flow_kg_s * 50.03e6);
}

TEST(JetFlame, GrowsWithPressureAndHoleAndAgreesWithTheQuickForm) {
    double before = 0.0;
    for (double gauge = 100.0; gauge < 4e6; gauge *= 1.3) {
        const JetFlame flame = jet_flame(jet_at(gauge), {}, {});
        EXPECT_GT(flame.length_m, before);
        before = flame.length_m;
        EXPECT_GT(jet_flame(jet_at(gauge, 0.05), {}, {}).length_m, flame.length_m);
        EXPECT_GE(flame.radiant_fraction, 0.0);
        EXPECT_LE(flame.radiant_fraction, 1.0);
    }
    EXPECT_NEAR(quick_flame_length_m(2.0), 16.49, 5e-3);
    EXPECT_NEAR(quick_flame_length_m(2.0) * quick_flame_slenderness, 2.47, 5e-3);
    EXPECT_EQ(quick_flame_length_m(0.0), 0.0);
    for (const double gauge : {1e5, 4e5, 1.6e6}) // two independent correlations
        EXPECT_NEAR(jet_flame(jet_at(gauge), {}, {}).length_m / quick_flame_length_m(jet_at(gauge).flow_kg_s), 1.0,
                    0.5);
}

TEST(Transmissivity, CheckValuesOfTheReference) {
    EXPECT_NEAR(atmospheric_transmissivity(50.0, {}), 0.77416, 0.5e-5);
    EXPECT_NEAR(atmospheric_transmissivity(100.0, {}), 0.72434, 0.5e-5);
}

TEST(Transmissivity, FallsWithDistanceAndHumidityWithinZeroAndOne) {
    for (const double humidity : {0.0, 0.2, 0.5, 1.0}) {
        const Air air{.relative_humidity = humidity};
        double before = 1.0;
        for (double length = 0.0; length < 1e7; length = 1.1 * length + 1e-3) {
            const double t = atmospheric_transmissivity(length, air);
            EXPECT_LE(t, before);
            EXPECT_GE(t, 0.0);
            before = t;
        }
    }
    EXPECT_LT(atmospheric_transmissivity(100.0, {.relative_humidity = 0.9}), atmospheric_transmissivity(100.0, {}));
}

TEST(FlameReach, TheFluxIsReachedThereAndNowhereBeyond) {
    const JetFlame flame = jet_flame(jet_at(4e5), {}, {});
    double before = 1e9;
    for (const double elevation : {0.0, std::numbers::pi / 4, std::numbers::pi / 2})
        for (const double flux : {no_harm_flux_w_m2, burns_flux_w_m2}) {
            const double reach = flame_reach_m(flame, elevation, {}, flux);
            ASSERT_GT(reach, 0.0);
            EXPECT_NEAR(flame_flux_w_m2(flame, elevation, {}, reach) / flux, 1.0, 1e-9);
            for (double x = 1.001 * reach; x < 20 * reach; x *= 1.01)
                EXPECT_LT(flame_flux_w_m2(flame, elevation, {}, x), flux);
        }
    for (double flux = 500.0; flux < 2e5; flux *= 1.2) {
        const double reach = flame_reach_m(flame, 0.0, {}, flux);
        EXPECT_LE(reach, before);
        before = reach;
    }
    EXPECT_EQ(flame_reach_m(flame, std::numbers::pi / 2, {}, 1e9), 0.0) << "nowhere so hot on the ground";
    EXPECT_EQ(flame_reach_m({}, 0.0, {}, 1e3), 0.0);
    EXPECT_EQ(flame_reach_m(flame, 0.0, {}, 0.0), std::numeric_limits<double>::infinity());
}

TEST(FlameReach, FarAwayItIsAPointSource) {
    const JetFlame flame = jet_flame(jet_at(4e5), {}, {});
    const double x = 200.0 * flame.length_m;
    const Air air;
    const double point = flame.radiated_w * atmospheric_transmissivity(x, air) / (4 * std::numbers::pi * x * x);
    EXPECT_NEAR(flame_flux_w_m2(flame, std::numbers::pi / 2, air, x) / point, 1.0, 1e-4);
    EXPECT_NEAR(point_source_reach_m(4e6, 1e3), std::sqrt(4e6 / (4e3 * std::numbers::pi)), 1e-12);
}

} // namespace
} // namespace gastwin
