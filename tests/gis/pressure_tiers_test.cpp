// SPDX-License-Identifier: Apache-2.0
#include "gis/pressure_tiers.hpp"

#include <gtest/gtest.h>

#include "gis/disjoint_sets.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

using enum PressureClass;

/// A chain N0 ─ N1 ─ … of one class per line, 10 m each.
SurveyBuilder chain(std::span<const PressureClass> classes) {
    SurveyBuilder b;
    for (std::size_t i = 0; i <= classes.size(); ++i)
        b.point("N" + std::to_string(i), 10.0 * static_cast<double>(i), 0);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const double x = 10.0 * static_cast<double>(i);
        b.line("P" + std::to_string(i), "N" + std::to_string(i), "N" + std::to_string(i + 1), {{x, 0}, {x + 10, 0}},
               classes[i]);
    }
    return b;
}

TEST(TierSets, RefuseToHoldTwoTiers) {
    TierSets sets({1, 0, 2, 0});
    EXPECT_TRUE(sets.unite(0, 1));
    EXPECT_TRUE(sets.unite(2, 3));
    EXPECT_FALSE(sets.unite(1, 3)); // through the unknown ones
    EXPECT_EQ(sets.tier(1), 1);
    EXPECT_EQ(sets.tier(3), 2);
}

TEST(PressureTiers, ASlipOfThePenIsRepaired) {
    const PressureClass classes[]{low, low, low, high_a, low, low};
    const Twin twin = chain(classes).connected();
    EXPECT_EQ(twin.network.pipe.pressure_class, std::vector<PressureClass>(6, low));
    EXPECT_EQ(row_count(twin.network.node), 7u);
    const std::size_t r = row_of(twin.repair.kind, "wrong_pressure_class");
    EXPECT_EQ(twin.repair.object_id[r], "P3");
    EXPECT_EQ(twin.repair.before[r], "high_a");
    EXPECT_GT(twin.repair.confidence[r], 0.5);
    EXPECT_EQ(twin.provenance.origin[row_of(twin.provenance.object_id, "P3")], Origin::inferred);
}

TEST(PressureTiers, ARealChangeOfClassIsKeptApart) {
    const PressureClass classes[]{medium_a, medium_a, medium_a, low, low, low};
    const Twin twin = chain(classes).connected();
    EXPECT_EQ(row_count(twin.network.node), 8u);
    EXPECT_EQ(ends_of(twin.network, "P2"), "N2 N3~2"); // tier 2 has a node of its own
    EXPECT_EQ(ends_of(twin.network, "P3"), "N3 N4");
    EXPECT_EQ(count_kinds(twin.issue.kind)["class_change_without_regulator"], 1);
    EXPECT_EQ(twin.issue.x_m[row_of(twin.issue.kind, "class_change_without_regulator")], 30.0);
}

TEST(PressureTiers, AZoneIsNotRelabelledBecauseItTouchesALargerOne) {
    std::vector<PressureClass> classes(9, low);
    classes.resize(60, medium_a);
    const Twin twin = chain(classes).connected();
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["wrong_pressure_class"], 0);
    EXPECT_EQ(kinds["class_change_without_regulator"], 1);
    EXPECT_EQ(std::count(twin.network.pipe.pressure_class.begin(), twin.network.pipe.pressure_class.end(), low), 9);
}

TEST(PressureTiers, ARegulatorAtOnePointStandsBetweenTheTiers) {
    const PressureClass classes[]{medium_a, low, low, low, low, low};
    SurveyBuilder b = chain(classes);
    b.regulator("R", "N1", "N1");
    const Twin twin = b.connected();
    ASSERT_EQ(row_count(twin.network.regulator), 1u);
    EXPECT_EQ(twin.network.regulator.from_node[0], twin.network.pipe.to_node[0]);
    EXPECT_EQ(twin.network.regulator.to_node[0], twin.network.pipe.from_node[1]);
    EXPECT_NE(twin.network.regulator.to_node[0], twin.network.regulator.from_node[0]);
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["class_change_without_regulator"], 0);
    EXPECT_EQ(kinds["wrong_pressure_class"], 0); // the single medium pipe is no slip
}

TEST(PressureTiers, StationsAnchorTheirTier) {
    // One medium pipe against four low ones would be a slip, were there no source on it.
    const PressureClass classes[]{medium_a, low, low, low, low};
    EXPECT_EQ(count_kinds(chain(classes).connected().issue.kind)["wrong_pressure_class"], 1);
    SurveyBuilder b = chain(classes);
    b.source("S", "N0");
    EXPECT_EQ(count_kinds(b.connected().issue.kind)["wrong_pressure_class"], 0);
}

TEST(PressureTiers, SnappingNeverBypassesARegulator) {
    SurveyBuilder b;
    b.line("MP", "", "", {{0, 0}, {10, 0}}, medium_a).line("LP", "", "", {{10.2, 0}, {20, 0}}, low);
    b.line("?", "", "", {{10.1, 0}, {10.1, 9}}, unknown); // must not become the bridge
    const Twin twin = b.connected();
    const auto mp = twin.network.pipe.to_node[0], lp = twin.network.pipe.from_node[1];
    EXPECT_NE(mp, lp);
    const NodeIdx bridge = twin.network.pipe.from_node[2];
    EXPECT_TRUE(bridge == mp || bridge == lp);
}

TEST(PressureTiers, TouchingAnotherTierIsReported) {
    SurveyBuilder b;
    b.line("M", "", "", {{0, 0}, {100, 0}}, medium_a).line("S", "", "", {{30, 0}, {30, 20}}, low);
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 2u);
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "class_change_without_regulator")], "S");
}

TEST(PressureTiers, MissingClassComesFromTheNeighbours) {
    const PressureClass classes[]{unknown, medium_a, unknown, unknown};
    const Twin twin = chain(classes).connected();
    EXPECT_EQ(twin.network.pipe.pressure_class, std::vector<PressureClass>(4, medium_a));
    EXPECT_EQ(count_kinds(twin.issue.kind)["missing_pressure_class"], 3);
    EXPECT_EQ(twin.provenance.origin[row_of(twin.provenance.object_id, "P3")], Origin::imputed);
}

} // namespace
} // namespace gastwin
