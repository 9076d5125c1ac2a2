// SPDX-License-Identifier: Apache-2.0
#include "scenarios/incident.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/outflow.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// Medium pressure, a station, a low-pressure street with a valve before its second half. 40 households at its end.
Sketch street() {
    Sketch s;
    for (int i = 0; i < 6; ++i) s.node();
    s.source(0, 2e5);
    s.pipe(0, 1, 500, 0.1);
    s.regulator(1, 2, 3000.0);
    s.pipe(2, 3, 200, 0.1);
    s.valve(3, 4, true);
    s.pipe(4, 5, 300, 0.1);
    const auto near = static_cast<std::size_t>(s.customer(3, 0.002));
    const auto far = static_cast<std::size_t>(s.customer(5, 0.004));
    s.network.customer.households[near] = 20;
    s.network.customer.households[far] = 40;
    for (std::size_t i = 0; i < 30; ++i) {
        const auto d = append_row(s.network.device, "d" + std::to_string(i)).row();
        s.network.device.kind[d] = DeviceKind::self_closing_valve;
        s.network.device.customer[d] = CustomerIdx{far};
    }
    return s;
}

/// Durations without spread, so that every draw is the median.
IncidentScheme certain() {
    IncidentScheme scheme = default_incident_scheme();
    for (Duration *d : {&scheme.arrival, &scheme.locate, &scheme.valve, &scheme.repair, &scheme.recharge})
        d->p90_s = d->p50_s;
    for (Duration &d : scheme.detection) d.p90_s = d.p50_s;
    return scheme;
}

IncidentOutcome run(const Sketch &s, const Incident &incident, const IncidentScheme &scheme = certain()) {
    return simulate_incident(s.network, s.network.customer.demand_kg_s, incident,
                             {.scheme = scheme, .solve = {}, .samples = 200, .seed = 1});
}

IncidentOutcome run(const Sketch &s, const Damage &damage, const IncidentScheme &scheme = certain()) {
    return run(s, Incident{.damage = {damage}}, scheme);
}

/// A street whose pipes lie in the open: nothing holds back what leaks.
Sketch open_street() {
    Sketch s = street();
    for (double &depth_m : s.network.pipe.depth_m) depth_m = -1.0;
    return s;
}

TEST(Incident, TheStreetBehindTheValveGoesOutAndTheOtherStays) {
    const IncidentOutcome outcome = run(street(), Damage{.at = {PipeIdx{2}, 0.5}, .kind = IncidentKind::puncture});
    EXPECT_EQ(outcome.plan.valves, std::vector<std::string>{"v0"});
    EXPECT_EQ(outcome.customers_out, 1);
    EXPECT_EQ(outcome.households_out, 40);
    EXPECT_EQ(outcome.self_closing_valves_tripped, 30);
    EXPECT_DOUBLE_EQ(outcome.visits, 40.0);
    EXPECT_LE(outcome.closure, 1e-12);
    const IncidentScheme s = certain();
    const double called = s.detection[1].p50_s;
    EXPECT_DOUBLE_EQ(outcome.isolated_s, called + s.arrival.p50_s + s.locate.p50_s + s.valve.p50_s);
    EXPECT_DOUBLE_EQ(outcome.gas_back_s, outcome.isolated_s + s.repair.p50_s + s.recharge.p50_s);
    EXPECT_GT(outcome.restored_s, outcome.gas_back_s);
}

TEST(Incident, LowPressureHouseholdsWithSelfClosingValvesComeBackByVisits) {
    // The far customer's 40 households, of whom 30 have self-closing valves, lose their gas with the street; the near
    // one keeps it. One crew, five visits an hour, everybody at home, day and night: eight hours of work, five
    // households an hour, however soon the street has gas again.
    IncidentScheme scheme = certain();
    scheme.relight = {.trip_gauge_pressure_pa = 800.0,
                      .crews = 1.0,
                      .visits_per_crew_h = 5.0,
                      .first_hour = 0,
                      .last_hour = 24,
                      .self_service_share = 0.0,
                      .absent_share = 0.0};
    scheme.repair = {.p50_s = 1200.0, .p90_s = 1200.0};
    const Sketch s = street();
    Incident incident{.damage = {{.at = {PipeIdx{2}, 0.5}, .kind = IncidentKind::puncture}}};
    const double gas_back_s = run(s, incident, scheme).gas_back_s;
    incident.midnight_s = std::ceil(gas_back_s / 3600.0) * 3600.0 - gas_back_s; // gas is back on the hour
    const IncidentOutcome outcome = run(s, incident, scheme);

    ASSERT_EQ(outcome.customers.id, std::vector<std::string>{s.network.customer.id[1]});
    EXPECT_EQ(outcome.customers.households[0], 40);
    EXPECT_EQ(outcome.customers.self_closing_valves[0], 30);
    EXPECT_EQ(outcome.customers.visits[0], 40);
    EXPECT_GT(outcome.customers.out_s[0], 0.0);
    EXPECT_LT(outcome.customers.out_s[0], outcome.duration_s + 600.0);
    const IncidentRestoration &back = outcome.restoration;
    ASSERT_EQ(row_count(back), 8U);
    for (std::size_t i = 0; i < 8; ++i) {
        const auto worked_h = static_cast<double>(i + 1);
        EXPECT_NEAR(back.t_s[i], gas_back_s + worked_h * 3600.0, 1e-6);
        EXPECT_DOUBLE_EQ(back.visits[i], 5.0 * worked_h);
        EXPECT_DOUBLE_EQ(back.crew_hours[i], worked_h);
        EXPECT_DOUBLE_EQ(back.households_back[i], 5.0 * worked_h);
        EXPECT_DOUBLE_EQ(back.share_back[i], worked_h / 8.0);
    }
    EXPECT_DOUBLE_EQ(outcome.restored_s, back.t_s.back());
}

TEST(Incident, FewestOperationsMayWidenTheOutage) {
    // The street's end is fed from two sides, each with a valve; one valve before the near customer shuts both.
    Sketch s = street();
    s.pipe(3, 5, 300, 0.1);
    const auto add = [&](const char *id, std::size_t pipe) {
        const auto v = append_row(s.network.valve, id).row();
        s.network.valve.pipe[v] = PipeIdx{pipe};
        s.network.valve.position[v] = 0.5;
    };
    add("before", 1);
    add("side", 3);
    Incident incident{.damage = {{.at = {PipeIdx{2}, 0.5}, .kind = IncidentKind::puncture}}};
    const IncidentOutcome spared = run(s, incident);
    incident.aim = ClosureAim::fewest_operations;
    const IncidentOutcome quick = run(s, incident);
    EXPECT_EQ(spared.plan.valves, (std::vector<std::string>{"side", "v0"}));
    EXPECT_EQ(spared.households_out, 40);
    EXPECT_EQ(quick.plan.valves, std::vector<std::string>{"before"});
    EXPECT_EQ(quick.households_out, 60);
    EXPECT_NEAR(spared.isolated_s - quick.isolated_s, certain().valve.p50_s, 1e-9) << "one operation less";
}

TEST(Incident, WithoutSpreadEveryDrawIsTheDeterministicSum) {
    const IncidentOutcome outcome = run(street(), Damage{.at = {PipeIdx{2}, 0.5}});
    for (const double q : {outcome.isolated.p10, outcome.isolated.p50, outcome.isolated.p90})
        EXPECT_NEAR(q, outcome.isolated_s, 1e-9);
    for (const double q : {outcome.released.p10, outcome.released.p90})
        EXPECT_NEAR(q, outcome.released_kg, 1e-6 * outcome.released_kg);
    for (const double q : {outcome.restored.p10, outcome.restored.p90}) EXPECT_NEAR(q, outcome.restored_s, 1e-9);
    EXPECT_NEAR(outcome.customer_hour.p50, outcome.customer_hours, 1e-9 * outcome.customer_hours);
}

TEST(Incident, ASmallHoleLeaksWhatTheOrificeLawSaysAtTheStreetsPressure) {
    Damage incident{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::leak};
    incident.hole_m = 0.004;
    const Sketch s = open_street();
    const IncidentOutcome outcome = run(s, incident);
    const double area = circle_area_m2(incident.hole_m) * 0.62 / hole_coefficient;
    const double expected =
        hole_outflow(s.network.gas, area, standard_pressure_pa + outcome.gauge_pressure_before_pa, standard_pressure_pa)
            .flow_kg_s;
    EXPECT_NEAR(outcome.peak_release_kg_s, expected, 1e-12);
    // So small a leak does not draw the pressure down: what escapes before the valves close is rate times time.
    EXPECT_NEAR(outcome.released_kg, expected * outcome.isolated_s, 0.1 * outcome.released_kg);
    EXPECT_GT(outcome.released_kg, expected * outcome.isolated_s * 0.99);
}

TEST(Incident, ARuptureReleasesMoreThanAHoleAndBothEndsFeedIt) {
    const Sketch s = street();
    const IncidentOutcome hole = run(s, Damage{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::puncture});
    const IncidentOutcome rupture = run(s, Damage{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::rupture});
    EXPECT_EQ(rupture.status, Status::service_infeasible) << rupture.explanation;
    EXPECT_GT(rupture.peak_release_kg_s, 5.0 * hole.peak_release_kg_s);
    EXPECT_GT(rupture.released_kg, hole.released_kg * 1.2);
    EXPECT_DOUBLE_EQ(rupture.hole_m, 0.1);
    EXPECT_EQ(rupture.customers_out, 2) << "both customers lie behind the break";
}

TEST(Incident, CustomersAreOutFromTheMomentTheyLoseTheirGas) {
    // A rupture takes it within a simulated step, long before the valves are closed; sixty visits fit into half an
    // hour.
    const IncidentOutcome rupture = run(street(), Damage{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::rupture});
    const double from_damage_h = rupture.visits * rupture.restored_50_s / 3600.0;
    EXPECT_GT(rupture.customer_hours, from_damage_h - rupture.visits * 60.0 / 3600.0);
    EXPECT_GT(rupture.customer_hours, rupture.visits * (rupture.restored_50_s - rupture.isolated_s) / 3600.0);
}

TEST(Incident, HeightAboveTheSeaChangesTheAirOutsideTheHole) {
    Sketch high = open_street();
    for (double &z : high.network.node.elevation_m) z = 1500.0;
    Damage incident{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::leak};
    incident.hole_m = 0.004;
    const IncidentOutcome outcome = run(high, incident);
    const double air_pa = atmospheric_pressure_pa(1500.0);
    const Orifice orifice{.area_m2 = circle_area_m2(0.004), .discharge_coefficient = 0.62};
    EXPECT_NEAR(outcome.peak_release_kg_s,
                orifice_release(high.network.gas, orifice, air_pa + outcome.gauge_pressure_before_pa, air_pa).flow_kg_s,
                1e-12);
}

TEST(Incident, WhatARuptureCutsOffStillHasItsGasAndLosesItThroughTheBreak) {
    Sketch s = street();
    s.pipe(5, s.node(), 3000, 0.3); // a long main behind the break: 212 m³
    const IncidentOutcome outcome = run(s, Damage{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::rupture});
    const double stored_kg = circle_area_m2(0.3) * 3000.0 *
                             (density_kg_m3(s.network.gas, standard_pressure_pa + 2900.0) -
                              density_kg_m3(s.network.gas, standard_pressure_pa));
    EXPECT_GT(outcome.timeline.inventory_kg.front() - outcome.timeline.inventory_kg.back(), 0.8 * stored_kg);
    EXPECT_EQ(outcome.customers_out, 2);
}

TEST(Incident, TheTimelineIsInOrderAndNothingComesBack) {
    for (const IncidentKind kind : {IncidentKind::leak, IncidentKind::puncture, IncidentKind::rupture}) {
        const IncidentOutcome outcome = run(street(), Damage{.at = {PipeIdx{2}, 0.2}, .kind = kind});
        const IncidentTimeline &t = outcome.timeline;
        ASSERT_GT(row_count(t), 20U);
        for (std::size_t i = 0; i < row_count(t); ++i) EXPECT_EQ(t.event[i].empty(), t.event_zh[i].empty());
        for (std::size_t i = 1; i < row_count(t); ++i) {
            EXPECT_GE(t.t_s[i], t.t_s[i - 1]);
            EXPECT_GE(t.released_kg[i], t.released_kg[i - 1]);
            EXPECT_GE(t.phase[i], t.phase[i - 1]) << t.t_s[i];
        }
        EXPECT_EQ(t.phase.back(), IncidentPhase::restored);
        EXPECT_EQ(t.customers_out.back(), 0);
        EXPECT_LT(t.release_kg_s.back(), 0.02 * outcome.peak_release_kg_s);
    }
}

TEST(Incident, AnInoperableValveWidensTheOutage) {
    const Sketch s = street();
    const IncidentOutcome usual = run(s, Damage{.at = {PipeIdx{2}, 0.5}});
    const IncidentOutcome wider = run(s, Incident{.damage = {{.at = {PipeIdx{2}, 0.5}}}, .inoperable = {ValveIdx{0}}});
    EXPECT_GT(wider.customers_out, usual.customers_out);
}

TEST(Incident, TheSameSeedGivesTheSameDraws) {
    const Sketch s = street();
    const Damage incident{.at = {PipeIdx{2}, 0.5}};
    const IncidentOutcome a = run(s, incident, default_incident_scheme());
    const IncidentOutcome b = run(s, incident, default_incident_scheme());
    EXPECT_EQ(a.released.p90, b.released.p90);
    EXPECT_EQ(a.restored.p90, b.restored.p90);
    EXPECT_LT(a.isolated.p10, a.isolated.p50);
    EXPECT_LT(a.isolated.p50, a.isolated.p90);
}

TEST(Incident, APipeWithoutGasReleasesNothing) {
    Sketch s = street();
    s.node();
    s.node();
    s.pipe(6, 7, 100, 0.1);
    const IncidentOutcome outcome = run(s, Damage{.at = {PipeIdx{3}, 0.5}});
    EXPECT_EQ(outcome.plan.status, IsolationStatus::unsupplied);
    EXPECT_EQ(outcome.released_kg, 0.0);
    EXPECT_EQ(outcome.customers_out, 0);
}

TEST(Incident, OptionsThatMakeNoSenseAreErrors) {
    const Sketch s = street();
    const auto refuses = [&](const Damage &damage) { EXPECT_THROW(static_cast<void>(run(s, damage)), Error); };
    refuses({.at = {PipeIdx{2}, 0.5}, .hole_m = 0.2});
    refuses({.at = {PipeIdx{2}, 0.5}, .hole_m = 0.0});
    refuses({.at = {PipeIdx{2}, 0.5}, .hole_m = -1.0});
    refuses({.at = {PipeIdx{2}, 1.5}});
    refuses({.at = {PipeIdx{99}, 0.5}});
    EXPECT_THROW(static_cast<void>(run(s, Incident{})), Error);
    EXPECT_THROW(static_cast<void>(run(s, Incident{.damage = {{.at = {PipeIdx{2}, 0.5}}}, .midnight_s = 1e9})), Error);
}

TEST(Incident, SoilHoldsBackWhatLeaksFromASmallHoleInABuriedPipe) {
    const Damage leak{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::leak, .hole_m = 0.010};
    Sketch s = street();
    s.network.pipe.depth_m[1] = 1.5;
    const IncidentOutcome buried = run(s, leak), open = run(open_street(), leak);
    const double before_pa = standard_pressure_pa + buried.gauge_pressure_before_pa;
    const IncidentScheme scheme = certain();
    const BuriedRelease law = buried_release(s.network.gas, {.area_m2 = circle_area_m2(0.010)},
                                             {.permeability_m2 = scheme.soil_permeability_m2, .depth_m = 1.5},
                                             before_pa, standard_pressure_pa);
    EXPECT_TRUE(buried.buried);
    EXPECT_FALSE(open.buried);
    EXPECT_NEAR(buried.peak_release_kg_s, law.flow_kg_s, 1e-9 * law.flow_kg_s);
    EXPECT_NEAR(buried.open_air_release_kg_s, open.peak_release_kg_s, 1e-9 * open.peak_release_kg_s);
    EXPECT_LT(buried.peak_release_kg_s, 0.1 * open.peak_release_kg_s) << "sand at 3 kPa";
    EXPECT_NEAR(buried.released_kg, law.flow_kg_s * buried.isolated_s, 0.1 * buried.released_kg);
    EXPECT_GT(buried.released_kg, 0.99 * law.flow_kg_s * buried.isolated_s);
    IncidentScheme loose = scheme;
    loose.soil_permeability_m2 = 1e-6; // as good as no soil
    EXPECT_NEAR(run(s, leak, loose).released_kg, open.released_kg, 0.01 * open.released_kg);
}

TEST(Incident, ASlowLeakEndsWithItsRepair) {
    Sketch s = street();
    for (double &demand_kg_s : s.network.customer.demand_kg_s) demand_kg_s = 0.0;
    const IncidentScheme scheme = certain();
    const IncidentOutcome outcome =
        run(s, Damage{.at = {PipeIdx{0}, 0.5}, .kind = IncidentKind::leak, .hole_m = 0.001}, scheme);
    const double repaired_s = outcome.isolated_s + scheme.repair.p50_s;
    EXPECT_NEAR(outcome.duration_s, repaired_s, 1e-9 * repaired_s) << "4 m³ of gas at 2 bar last for days";
    EXPECT_LT(outcome.released_kg, outcome.peak_release_kg_s * repaired_s);
    EXPECT_GT(outcome.released_kg, 0.8 * outcome.peak_release_kg_s * repaired_s);
}

TEST(Incident, DemandIsUnmetUntilTheStreetIsRechargedAndNoLonger) {
    const IncidentOutcome outcome = run(street(), Damage{.at = {PipeIdx{2}, 0.5}, .hole_m = 0.05});
    // Behind the valve 0.004 kg/s are drawn; the line-pack lasts for some seconds of that.
    const double out_s = outcome.gas_back_s - outcome.isolated_s;
    EXPECT_NEAR(outcome.unmet_kg, 0.004 * out_s, 0.05 * outcome.unmet_kg);
}

TEST(Incident, WhatWasDugUpOrIsWideHasNoSoilToPass) {
    const Sketch s = street();
    for (const Damage &damage : {Damage{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::leak, .hole_m = 0.025},
                                 Damage{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::puncture, .hole_m = 0.010},
                                 Damage{.at = {PipeIdx{1}, 0.5}, .kind = IncidentKind::third_party, .hole_m = 0.01}}) {
        const IncidentOutcome outcome = run(s, damage);
        EXPECT_FALSE(outcome.buried);
        EXPECT_DOUBLE_EQ(outcome.peak_release_kg_s, outcome.open_air_release_kg_s);
    }
}

TEST(Incident, HolesOfUnknownSizeAreDrawnByMachineWithinTheBore) {
    const Sketch s = street();
    Damage damage{.at = {PipeIdx{0}, 0.5}, .kind = IncidentKind::third_party, .machine = Machine::excavator};
    const IncidentOutcome drawn = run(s, damage);
    const HoleSize size = certain().machine_hole[1];
    EXPECT_DOUBLE_EQ(drawn.hole_m, size.p50_m);
    EXPECT_NEAR(drawn.hole.p10, size.p10_m(), 0.15 * size.p10_m());
    EXPECT_NEAR(drawn.hole.p50, size.p50_m, 0.1 * size.p50_m);
    EXPECT_DOUBLE_EQ(drawn.hole.p90, 0.1) << "the bore ends it";
    EXPECT_LT(drawn.released.p10, 0.5 * drawn.released.p50);
    EXPECT_GT(drawn.released.p90, 1.2 * drawn.released.p50);
    damage.hole_m = size.p10_m();
    EXPECT_NEAR(drawn.released.p10, run(s, damage).released_kg, 0.25 * drawn.released.p10);
    const IncidentOutcome given = run(s, damage);
    EXPECT_DOUBLE_EQ(given.released.p10, given.released.p90) << "nothing is drawn but what is not known";
    const IncidentOutcome again = run(s, {.at = damage.at, .kind = damage.kind, .machine = damage.machine});
    EXPECT_EQ(drawn.released.p90, again.released.p90) << "the same seed, the same draws";
}

TEST(Incident, HolesWithoutSpreadReleaseWhatTheCourseOfMediansDoes) {
    IncidentScheme scheme = certain();
    for (HoleSize &size : scheme.machine_hole) size.p90_m = size.p50_m = 0.06;
    const IncidentOutcome outcome =
        run(street(), Damage{.at = {PipeIdx{0}, 0.5}, .kind = IncidentKind::third_party}, scheme);
    for (const double q : {outcome.released.p10, outcome.released.p50, outcome.released.p90})
        EXPECT_NEAR(q, outcome.released_kg, 1e-6 * outcome.released_kg);
    EXPECT_NEAR(outcome.hole.p10, 0.06, 1e-12);
}

TEST(Incident, SeveralDamagesShareOnePlanAndAddUp) {
    const Sketch s = open_street();
    const Damage small{.at = {PipeIdx{1}, 0.25}, .kind = IncidentKind::leak, .hole_m = 0.004};
    Damage other = small;
    other.at = {PipeIdx{2}, 0.5};
    const IncidentOutcome both = run(s, Incident{.damage = {small, other}});
    const double sum = run(s, small).peak_release_kg_s + run(s, other).peak_release_kg_s;
    EXPECT_NEAR(both.peak_release_kg_s, sum, 1e-9 * sum);
    EXPECT_NEAR(both.released_kg, sum * both.isolated_s, 0.1 * both.released_kg);
    EXPECT_EQ(both.customers_out, 2);
    EXPECT_LE(both.closure, 1e-12);
    other.at = {PipeIdx{1}, 0.25}; // at the same place: two holes, not one
    const double twice = 2.0 * run(s, small).peak_release_kg_s;
    EXPECT_NEAR(run(s, Incident{.damage = {small, other}}).peak_release_kg_s, twice, 1e-6 * twice);
}

TEST(Incident, MoreCrewsIsolateSooner) {
    Sketch s = street();
    s.regulator(1, 2, 3000.0); // a second feed, without a valve of its own
    IncidentScheme scheme = certain();
    const Damage damage{.at = {PipeIdx{1}, 0.5}};
    const IncidentOutcome one = run(s, damage, scheme);
    ASSERT_EQ(row_count(one.plan.steps) + row_count(one.plan.stations), 3U)
        << "two stations; the valve has none behind";
    scheme.closing_crews = 2;
    EXPECT_DOUBLE_EQ(run(s, damage, scheme).isolated_s, one.isolated_s - scheme.valve.p50_s);
}

TEST(IncidentScheme, AFileChangesWhatItNamesAndMistakesAreNamed) {
    const IncidentScheme scheme = read_incident_scheme("[relight]\ncrews = 7\n[detection.leak]\np90_s = 9e4\n");
    EXPECT_DOUBLE_EQ(scheme.relight.crews, 7.0);
    EXPECT_DOUBLE_EQ(scheme.detection[0].p90_s, 9e4);
    EXPECT_DOUBLE_EQ(read_incident_scheme("[machine.drill]\np90_m = 0.3\n").machine_hole[7].p90_m, 0.3);
    EXPECT_DOUBLE_EQ(read_incident_scheme("[earthquake.factor]\nsteel = 0.9\n").earthquake.factor[1], 0.9);
    EXPECT_DOUBLE_EQ(scheme.arrival.p50_s, default_incident_scheme().arrival.p50_s);
    for (const char *text :
         {"[relight]\ncrew = 7\n", "[arrival]\np50_s = 1e5\n", "[grade]\nlevel_4 = 99999\n", "[detection.boom]\n",
          "[relight]\nabsent_share = 1.0\n", "[relight]\nfirst_hour = 23\n", "nonsense = 1\n", "[hole\n",
          "[machine.crane]\n", "[machine.drill]\np90_m = 0.01\n", "[soil]\npermeability_m2 = 0.0\n",
          "[closing]\ncrews = 0\n", "[earthquake]\nshare = 1\n", "[earthquake.factor]\ngold = 1.0\n"})
        EXPECT_THROW(static_cast<void>(read_incident_scheme(text)), Error) << text;
}

TEST(IncidentScheme, OutagesAreGradedByHouseholdsAndHours) {
    const GradeLimits limits = default_incident_scheme().grade;
    EXPECT_EQ(outage_grade(limits, 30000, 24.0), 1);
    EXPECT_EQ(outage_grade(limits, 29999, 24.0), 2);
    EXPECT_EQ(outage_grade(limits, 5000, 100.0), 3);
    EXPECT_EQ(outage_grade(limits, 2000, 24.0), 4);
    EXPECT_EQ(outage_grade(limits, 1999, 24.0), 0);
    EXPECT_EQ(outage_grade(limits, 99999, 23.9), 0);
}

TEST(IncidentScheme, DrawsHaveTheQuantilesTheyAreGivenBy) {
    const Duration duration{600.0, 1800.0};
    int below_p50 = 0, below_p90 = 0;
    Random random(3);
    for (int i = 0; i < 20000; ++i) {
        const double x = duration.sample(random);
        below_p50 += x < 600.0;
        below_p90 += x < 1800.0;
    }
    EXPECT_NEAR(below_p50, 10000, 250);
    EXPECT_NEAR(below_p90, 18000, 150);
}

} // namespace
} // namespace gastwin
