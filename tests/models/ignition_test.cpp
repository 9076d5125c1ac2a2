// SPDX-License-Identifier: Apache-2.0
// Ignition tables against the reference and the event tree against hand calculation and conservation.
#include "models/ignition.hpp"

#include <gtest/gtest.h>

#include "models/random.hpp"

namespace gastwin {
namespace {

TEST(IgnitionTables, ValuesOfTheReference) {
    struct Row {
        double flow_kg_s, immediate, delayed, total;
    };
    for (const Row &r : {Row{0.5, 0.007, 0.003, 0.01}, Row{1.0, 0.047, 0.023, 0.07}, Row{49.9, 0.047, 0.023, 0.07},
                         Row{50.0, 0.2, 0.1, 0.3}, Row{1e4, 0.2, 0.1, 0.3}}) {
        const Ignition i = ignition_by_flow(r.flow_kg_s);
        EXPECT_EQ(i.immediate, r.immediate);
        EXPECT_EQ(i.delayed, r.delayed);
        EXPECT_NEAR(i.total(), r.total, 1e-15);
        EXPECT_NEAR(i.immediate + (1 - i.immediate) * i.delayed_if_not_immediate(), r.total, 1e-15);
        EXPECT_NEAR(i.immediate_share(), r.immediate / r.total, 1e-15);
    }
    EXPECT_EQ(ignition_by_flow(0.0).total(), 0.0);
    EXPECT_EQ(ignition_by_flow(-1.0).total(), 0.0);
    EXPECT_EQ(ignition_by_flow(5.0, {}).total(), 0.0);
    const IgnitionBand own[]{{2.0, {0.5, 0.25}}};
    EXPECT_EQ(ignition_by_flow(1.0, own).immediate, 0.5);
    EXPECT_EQ(ignition_by_flow(9.0, own).immediate, 0.5) << "the last row has no upper end";
    EXPECT_EQ(ignition_by_size(BreakSize::pinhole, 0.1), 0.027);
    EXPECT_EQ(ignition_by_size(BreakSize::hole, 0.1), 0.019);
    EXPECT_EQ(ignition_by_size(BreakSize::rupture, 0.3), 0.099);
    EXPECT_EQ(ignition_by_size(BreakSize::rupture, 0.5), 0.235);
}

TEST(RuptureIgnition, CheckValuesAndCap) {
    EXPECT_NEAR(rupture_ignition(4e5, 0.3), 0.0604, 0.5e-4);
    EXPECT_NEAR(rupture_ignition(40e5, 0.6), 0.2528, 0.5e-4);
    EXPECT_EQ(rupture_ignition(1e8, 1.4), 0.81);
    EXPECT_EQ(rupture_ignition(0.0, 1.0), 0.0555);
    EXPECT_EQ(rupture_ignition(-1e5, 1.0), 0.0555);
}

TEST(Ignition, ATotalSplitsInProportion) {
    const Ignition i = split(0.099, ignition_by_flow(10.0));
    EXPECT_NEAR(i.total(), 0.099, 1e-16);
    EXPECT_NEAR(i.immediate / i.total(), 0.047 / 0.07, 1e-15);
    EXPECT_EQ(Ignition{}.immediate_share(), 0.0);
    EXPECT_EQ((Ignition{1.0, 0.0}).delayed_if_not_immediate(), 0.0);
}

TEST(EventTree, ByHand) {
    const IndoorPath path{
        .reaches = 0.4, .detector = 0.5, .odour = 0.2, .patrol = 0.1, .ventilation = 0.0, .ignites = 0.3};
    EXPECT_NEAR(found_in_time(path), 1 - 0.5 * 0.8 * 0.9, 1e-15);
    const Outcomes o = event_tree({0.2, 0.1}, path, 0.25);
    const double later = 0.8, inside = later * 0.4, missed = inside * 0.36, late = later * 0.6 * (0.1 / 0.8);
    EXPECT_NEAR(o.jet_fire, 0.2, 1e-15);
    EXPECT_NEAR(o.indoor_explosion, missed * 0.3, 1e-15);
    EXPECT_NEAR(o.found_in_time, inside * 0.64, 1e-15);
    EXPECT_NEAR(o.flash_fire, 0.75 * late, 1e-15);
    EXPECT_NEAR(o.outdoor_blast, 0.25 * late, 1e-15);
    EXPECT_NEAR(o.dispersed, missed * 0.7 + later * 0.6 * (1 - 0.125), 1e-15);
}

double sum(const Outcomes &o) {
    return o.jet_fire + o.flash_fire + o.outdoor_blast + o.indoor_explosion + o.found_in_time + o.dispersed;
}

TEST(EventTree, SharesAreSharesAndAddUpToOne) {
    Random random(7, 0);
    for (int i = 0; i < 1000; ++i) {
        const auto p = [&] { return random.uniform(); };
        const double immediate = p();
        const Ignition outdoors{immediate, (1 - immediate) * p()};
        const IndoorPath path{p(), p(), p(), p(), p(), p()};
        const Outcomes o = event_tree(outdoors, path, p());
        for (const double share :
             {o.jet_fire, o.flash_fire, o.outdoor_blast, o.indoor_explosion, o.found_in_time, o.dispersed})
            EXPECT_GE(share, -1e-16);
        EXPECT_NEAR(sum(o), 1.0, 1e-14);
        // A better detector never adds an explosion.
        IndoorPath safer = path;
        safer.detector += 0.5 * (1 - safer.detector);
        EXPECT_LE(event_tree(outdoors, safer, 0.5).indoor_explosion, o.indoor_explosion);
    }
    EXPECT_EQ(event_tree({}, {}, 0.0).dispersed, 1.0);
    EXPECT_EQ(event_tree({1.0, 0.0}, {.reaches = 1.0, .ignites = 1.0}, 1.0).jet_fire, 1.0);
}

} // namespace
} // namespace gastwin
