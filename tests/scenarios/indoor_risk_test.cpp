// SPDX-License-Identifier: Apache-2.0
#include "scenarios/indoor_risk.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "models/accumulation.hpp"
#include "models/error.hpp"
#include "models/random.hpp"

namespace gastwin {
namespace {

/// One household as columns of one row.
struct One {
    std::vector<std::string> ids{"H1"}, types{"橡胶软管", "金属波纹管", "DN10"};
    std::vector<std::int32_t> households{1}, type{0};
    std::vector<std::uint8_t> past{0}, valve{0}, alarm{0}, shut_off{0};
    std::vector<double> age{15.0};

    [[nodiscard]] IndoorHouseholds known() const {
        return {households, type, past, valve, alarm, shut_off, age, types};
    }
    [[nodiscard]] HouseholdRisks risk(const IndoorScheme &scheme = default_indoor_scheme()) const {
        return assess_households(ids, known(), {}, scheme);
    }
    [[nodiscard]] double explosions() const { return risk().explosions_per_year[0]; }
};

/// A leak lived through once: 0 nothing, 1 exploded with somebody at home, 2 with nobody. Shares no code with the law
/// but that of flow and room.
int live_through(const IndoorScheme &s, IndoorSource source, const IndoorDevices &devices,
                 const std::vector<double> &flow_kg_s, double gas_kg_m3, double standard_kg_m3, Random &random) {
    double u = random.uniform();
    std::size_t r = 0;
    for (; r < s.release.size(); ++r) {
        if (s.release[r].source != source) continue;
        if (u < s.release[r].share) break;
        u -= s.release[r].share;
    }
    if (r == s.release.size()) return 0;
    const double changes_h = random.uniform() < s.shut_share ? s.air_changes_shut_h : s.air_changes_open_h;
    const bool home = random.uniform() < s.presence;
    if (devices.self_closing_valve && source == IndoorSource::hose &&
        3600.0 * flow_kg_s[r] / standard_kg_m3 > s.valve_closes_above_m3_h && random.uniform() < s.valve_reliability)
        return 0;
    const double inflow = flow_kg_s[r] / gas_kg_m3, air = changes_h * s.room_m3 / 3600.0;
    if (inflow / (inflow + air) <= s.lower_flammable_share) return 0;
    const double time_s =
        -s.room_m3 / (inflow + air) * std::log(1.0 - s.lower_flammable_share * (inflow + air) / inflow);
    const bool sounded = devices.alarm && random.uniform() < s.alarm_reliability;
    if (sounded && home) return 0;
    if (sounded && devices.shut_off && random.uniform() < s.shut_off_reliability) return 0;
    if (home && -s.smell_s * std::log(1.0 - random.uniform()) < time_s) return 0;
    if (random.uniform() >= (home ? s.ignition_home : s.ignition_away)) return 0;
    return home ? 1 : 2;
}

TEST(IndoorRisk, SharesAreThoseOfLeaksLivedThroughOneByOne) {
    const IndoorScheme &s = default_indoor_scheme();
    const Gas gas;
    // Bernoulli's orifice: at 2 kPa the gas is all but incompressible.
    std::vector<double> flow;
    const double density = (101325.0 + s.gauge_pressure_pa) / gas.a2_m2_s2();
    for (const IndoorRelease &release : s.release)
        flow.push_back(s.discharge_coefficient * 3.14159265358979 / 4.0 * release.hole_m * release.hole_m *
                       std::sqrt(2.0 * s.gauge_pressure_pa * density));
    constexpr int leaks = 400'000;
    for (const IndoorSource source : {IndoorSource::hose, IndoorSource::pipe})
        for (unsigned d = 0; d < 8; ++d) {
            const IndoorDevices devices{(d & 1U) != 0, (d & 2U) != 0, (d & 4U) != 0};
            Random random(20 + d, static_cast<std::uint64_t>(source));
            std::array<int, 3> count{};
            for (int i = 0; i < leaks; ++i)
                ++count[static_cast<std::size_t>(live_through(s, source, devices, flow, 101325.0 / gas.a2_m2_s2(),
                                                              gas.reference_density_kg_m3(), random))];
            const IndoorExplosions share = explosions_per_leak(s, gas, source, devices);
            const auto error = [&](double p) { return 5.0 * std::sqrt(std::max(p, 1.0 / leaks) / leaks); };
            EXPECT_NEAR(count[1] / double{leaks}, share.home, error(share.home) + 0.01 * share.home) << d;
            EXPECT_NEAR(count[2] / double{leaks}, share.away, error(share.away) + 0.01 * share.away) << d;
            EXPECT_GT(share.away, 0.0);
        }
}

TEST(IndoorRisk, OneReleaseByHand) {
    // 9.5 mm at 2 kPa, 0.72499 kg/m³ before the hole: 0.62 · 7.0882e-5 m² · √(2 · 2000 Pa · 0.72499 kg/m³) · 0.9889
    // (expansion factor 1 − 3/(4 κ) Δp/p) = 2.3404e-3 kg/s = 3.2918e-3 m³/s in the room. 15 m³, no air: flammable after
    // 15/3.2918e-3 · −ln 0.95 = 233.7 s.
    const IndoorScheme s = read_indoor_scheme(R"(
[room]
shut_share = 1.0
air_changes_shut_h = 0.0
[notice]
presence = 1.0
smell_s = 233.7
ignition_home = 0.5
[[release]]
source = "hose"
name = "comes off"
hole_m = 0.0095
share = 1.0
[[release]]
source = "pipe"
name = "none"
hole_m = 0.0001
share = 1.0
)");
    const IndoorExplosions open = explosions_per_leak(s, {}, IndoorSource::hose, {});
    EXPECT_NEAR(open.home, 0.5 * std::exp(-1.0), 1e-4);
    EXPECT_EQ(open.away, 0.0);
    EXPECT_NEAR(explosions_per_leak(s, {}, IndoorSource::hose, {.self_closing_valve = true}).home, 0.05 * open.home,
                1e-12);
    EXPECT_NEAR(explosions_per_leak(s, {}, IndoorSource::hose, {.alarm = true}).home, 0.1 * open.home, 1e-12);
}

TEST(IndoorRisk, TheAnchorSetsTheLevel) {
    One one;
    one.type[0] = 1;
    EXPECT_NEAR(one.explosions(), default_indoor_scheme().anchor_explosions_per_year, 1e-18);
    EXPECT_EQ(one.risk().removed_by_hose[0], 0.0);
    const IndoorScheme more = read_indoor_scheme("[anchor]\nexplosions_per_household_year = 3e-6");
    EXPECT_NEAR(one.risk(more).explosions_per_year[0], 3e-6, 1e-18);
}

TEST(IndoorRisk, NothingThatProtectsMakesItWorse) {
    for (const std::int32_t type : {-1, 0, 1, 2})
        for (const std::uint8_t past : {0, 1})
            for (unsigned d = 0; d < 8; ++d) {
                One one;
                one.type[0] = type, one.past[0] = past;
                one.valve[0] = d & 1U, one.alarm[0] = (d & 2U) != 0, one.shut_off[0] = (d & 4U) != 0;
                const HouseholdRisks r = one.risk();
                One without = one;
                without.valve[0] = without.alarm[0] = without.shut_off[0] = 0;
                EXPECT_LE(r.explosions_per_year[0], without.explosions());
                EXPECT_LE(r.risk_fatalities_per_year[0], without.risk().risk_fatalities_per_year[0]);
                for (const double removed : {r.removed_by_hose[0], r.removed_by_self_closing_valve[0],
                                             r.removed_by_alarm[0], r.removed_by_shut_off[0]}) {
                    EXPECT_GE(removed, 0.0);
                    EXPECT_LE(removed, r.explosions_per_year[0] * (1 + 1e-12));
                }
            }
}

TEST(IndoorRisk, WhatADeviceRemovesIsTheDifferenceOfHouseholdsWithAndWithout) {
    One one;
    one.past[0] = 1;
    const HouseholdRisks r = one.risk();
    const auto with = [&](auto change) {
        One changed = one;
        change(changed);
        return r.explosions_per_year[0] - changed.explosions();
    };
    EXPECT_NEAR(r.removed_by_self_closing_valve[0], with([](One &o) { o.valve[0] = 1; }), 1e-18);
    EXPECT_NEAR(r.removed_by_alarm[0], with([](One &o) { o.alarm[0] = 1; }), 1e-18);
    EXPECT_NEAR(r.removed_by_shut_off[0], with([](One &o) { o.alarm[0] = o.shut_off[0] = 1; }), 1e-18);
    EXPECT_NEAR(r.removed_by_hose[0], with([](One &o) { o.type[0] = 1, o.past[0] = 0; }), 1e-18);
    EXPECT_NE(r.causes[0].find("hose past its life"), std::string::npos);
    EXPECT_NE(r.causes_zh[0].find("橡胶软管"), std::string::npos);
}

TEST(IndoorRisk, RowsOfSeveralHouseholdsCountThem) {
    One one, many;
    many.households[0] = 7;
    EXPECT_NEAR(many.explosions(), 7.0 * one.explosions(), 1e-15);
    many.households[0] = 0;
    EXPECT_EQ(many.explosions(), 0.0);
}

TEST(IndoorRisk, OlderPipesAndUnknownOnesAreWorse) {
    One one;
    double last = 0.0;
    for (const double age : {0.0, 1.0, 5.0, 25.0, 60.0}) {
        one.age[0] = age;
        EXPECT_GE(one.explosions(), last);
        last = one.explosions();
    }
    one.age[0] = std::numeric_limits<double>::quiet_NaN();
    One known = one;
    known.age[0] = default_indoor_scheme().pipe_unknown_age_a;
    EXPECT_EQ(one.explosions(), known.explosions());
}

TEST(IndoorRisk, MistakesInTheSchemeAreNamed) {
    EXPECT_THROW((void)read_indoor_scheme("[room]\nvolume_m3 = 0.0"), Error);
    EXPECT_THROW((void)read_indoor_scheme("[kitchen]\nvolume_m3 = 1.0"), Error);
    EXPECT_THROW((void)read_indoor_scheme("[[release]]\nsource = 'hose'\nname = 'a'\nhole_m = 0.001\nshare = 0.9"),
                 Error);
    EXPECT_THROW((void)read_indoor_scheme("[[release]]\nsource = 'roof'\nname = 'a'\nhole_m = 0.001\nshare = 1.0"),
                 Error);
    One one;
    one.type[0] = 3;
    EXPECT_THROW((void)one.risk(), Error);
    one.type.clear();
    EXPECT_THROW((void)one.risk(), Error);
}

TEST(IndoorRisk, NoRoomThatGetsFlammableMeansNoExplosion) {
    const IndoorScheme airy = read_indoor_scheme("[room]\nair_changes_shut_h = 1e6\nair_changes_open_h = 1e6");
    One one;
    EXPECT_EQ(one.risk(airy).explosions_per_year[0], 0.0);
    EXPECT_EQ(indoor_level(airy, {}), 0.0);
    EXPECT_GT(one.risk(airy).leaks_per_year[0], 0.0);
}

} // namespace
} // namespace gastwin
