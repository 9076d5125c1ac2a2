// SPDX-License-Identifier: Apache-2.0
#include "gis/gaps.hpp"

#include <gtest/gtest.h>

#include "gis/supply.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

/// Source at N0, two pipes of 10 m to N2; 15 m on, a pipe from X to Y of which no row says how gas gets there.
SurveyBuilder gap_before_a_pipe() {
    SurveyBuilder b;
    b.point("N0", 0, 0).point("N1", 10, 0).point("N2", 20, 0).point("X", 35, 0).point("Y", 45, 0);
    b.line("P0", "N0", "N1", {{0, 0}, {10, 0}}).line("P1", "N1", "N2", {{10, 0}, {20, 0}});
    b.line("Q", "X", "Y", {{35, 0}, {45, 0}});
    b.source("S", "N0", 2500.0);
    return b;
}

SurveyBuilder &riser(SurveyBuilder &b, const std::string &id, const std::string &node) {
    append_row(b.survey.riser.rows, id);
    b.survey.riser.references["node"].push_back(node);
    return b;
}

TEST(Gaps, WhoeverBurnsGasIsReachedByAPipe) {
    SurveyBuilder b = gap_before_a_pipe();
    const Twin twin = riser(b, "R", "Y").connected();
    EXPECT_EQ(ends_of(twin.network, "X-N2"), "X N2");
    EXPECT_DOUBLE_EQ(supplied_length_share(twin.network), 1.0);
    const std::size_t p = row_of(twin.network.pipe.id, "X-N2");
    EXPECT_DOUBLE_EQ(twin.network.pipe.length_m[p], 15.0);
    EXPECT_EQ(twin.network.pipe.pressure_class[p], PressureClass::low);
    EXPECT_TRUE(is_missing(twin.network.pipe.source_row[p]));
    const std::size_t r = row_of(twin.repair.kind, "missing_pipe");
    EXPECT_EQ(twin.repair.before[r], "");
    EXPECT_EQ(twin.repair.after[r], "X N2");
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["missing_pipe"], 1);
    EXPECT_EQ(kinds["unsupplied_component"], 0);
    EXPECT_EQ(kinds["missing_material"], 0); // of a row that does not exist
}

TEST(Gaps, WithoutUsersOrPermissionNothingIsDrawn) {
    const Twin nobody = gap_before_a_pipe().connected();
    EXPECT_EQ(row_count(nobody.network.pipe), 3u);
    EXPECT_EQ(count_kinds(nobody.issue.kind)["missing_pipe"], 1); // suggested
    EXPECT_EQ(count_kinds(nobody.repair.kind)["missing_pipe"], 0);
    SurveyBuilder b = gap_before_a_pipe();
    riser(b, "R", "Y");
    EXPECT_EQ(row_count(b.connected({.bridge_m = 0.0}).network.pipe), 3u);
    EXPECT_EQ(row_count(b.connected({.bridge_m = 14.9}).network.pipe), 3u);
    EXPECT_EQ(row_count(b.connected({.bridge_m = 15.1}).network.pipe), 4u);
}

TEST(Gaps, AClosedValveIsNoGap) {
    SurveyBuilder b;
    b.point("N0", 0, 0).point("N1", 10, 0).point("N2", 20, 0);
    b.line("P0", "N0", "N1", {{0, 0}, {10, 0}}).line("P1", "N1", "N2", {{10, 0}, {20, 0}});
    b.source("S", "N0", 2500.0);
    riser(b, "R", "N2");
    append_row(b.survey.valve.rows, "V");
    b.survey.valve.rows.open[0] = 0;
    b.survey.valve.rows.x_m[0] = 5.0;
    b.survey.valve.rows.y_m[0] = 0.0;
    b.survey.valve.references["pipe"] = {"P0"};
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 2u);
    EXPECT_EQ(count_kinds(twin.repair.kind)["missing_pipe"], 0);
}

TEST(Gaps, TheNetBehindADeadStationWaitsForTheStation) {
    SurveyBuilder b;
    // Medium pressure to M1; the stub to the station's inlet I, 2 m on, is missing. Low pressure behind it at L0, and
    // a low-pressure net with gas 3 m from L1.
    b.point("M0", 0, 0).point("M1", 10, 0).point("I", 12, 0).point("L0", 13, 0).point("L1", 23, 0);
    b.line("M", "M0", "M1", {{0, 0}, {10, 0}}, PressureClass::medium_a);
    b.line("L", "L0", "L1", {{13, 0}, {23, 0}});
    b.point("K0", 26, 0).point("K1", 36, 0).line("K", "K0", "K1", {{26, 0}, {36, 0}});
    b.regulator("R1", "I", "L0").source("S", "M0").source("T", "K1", 2500.0);
    riser(b, "U", "L1");
    const Twin twin = b.connected();
    EXPECT_EQ(count_kinds(twin.repair.kind)["missing_pipe"], 1);
    EXPECT_EQ(ends_of(twin.network, "I-M1"), "I M1");
    EXPECT_EQ(twin.network.pipe.pressure_class[row_of(twin.network.pipe.id, "I-M1")], PressureClass::medium_a);
    EXPECT_DOUBLE_EQ(supplied_length_share(twin.network), 1.0);
}

TEST(Gaps, AStationThatEndsInNothingFeedsTheNearestNetOfItsTier) {
    SurveyBuilder b;
    b.point("M0", 0, 0).point("M1", 10, 0).point("L0", 11, 0).point("L1", 20, 0).point("L2", 30, 0);
    b.line("M", "M0", "M1", {{0, 0}, {10, 0}}, PressureClass::medium_a).line("L", "L1", "L2", {{20, 0}, {30, 0}});
    b.regulator("R1", "M1", "L0").source("S", "M0").source("T", "L2", 2500.0);
    const Twin twin = b.connected();
    EXPECT_EQ(ends_of(twin.network, "L0-L1"), "L0 L1");
}

TEST(Gaps, PartsBehindPartsAreReachedToo) {
    SurveyBuilder b = gap_before_a_pipe();
    b.point("Z0", 60, 0).point("Z1", 70, 0).line("Z", "Z0", "Z1", {{60, 0}, {70, 0}});
    riser(b, "R", "Z1");
    riser(b, "R2", "Y");
    const Twin twin = b.connected({.bridge_m = 20.0});
    EXPECT_DOUBLE_EQ(supplied_length_share(twin.network), 1.0);
    EXPECT_EQ(count_kinds(twin.repair.kind)["missing_pipe"], 2);
}

} // namespace
} // namespace gastwin
