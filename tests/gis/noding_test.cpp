// SPDX-License-Identifier: Apache-2.0
#include "gis/noding.hpp"

#include <gtest/gtest.h>

#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

TEST(Noding, EndOnTheInsideSplitsTheLine) {
    SurveyBuilder b;
    b.line("M", "", "", {{0, 0}, {100, 0}}).line("S", "", "", {{30, 0.004}, {30, 20}});
    b.survey.line.length_m[0] = 105.0;
    const Twin twin = b.connected();
    const Network &n = twin.network;
    ASSERT_EQ(n.pipe.id, (std::vector<std::string>{"M~2", "M", "S"})); // the longer piece keeps the id
    EXPECT_NEAR(n.pipe.length_m[0], 0.30 * 105.0, 1e-9);
    EXPECT_NEAR(n.pipe.length_m[0] + n.pipe.length_m[1], 105.0, 1e-9);
    EXPECT_EQ(n.pipe.to_node[0], n.pipe.from_node[1]);
    EXPECT_EQ(n.pipe.to_node[0], n.pipe.from_node[2]);
    EXPECT_EQ(n.pipe.source_row[0], n.pipe.source_row[1]);
    EXPECT_EQ(twin.repair.kind, std::vector<std::string>{"unsplit_T"});
}

TEST(Noding, ATeeOnlyAPointKnowsSplitsTheLine) {
    SurveyBuilder b;
    b.point("A", 0, 0).point("T", 40, 0, "三通").point("C", 100, 0).point("U", 60, 0, "直线点");
    b.line("M", "A", "C", {{0, 0}, {100, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(ends_of(twin.network, "M~2"), "A T");
    EXPECT_EQ(ends_of(twin.network, "M"), "T C");
    EXPECT_EQ(row_count(twin.network.pipe), 2u); // not at U: nothing ends there
}

TEST(Noding, CrossingsAreListedNotJoined) {
    SurveyBuilder b;
    b.line("P", "", "", {{0, 0}, {10, 0}}).line("Q", "", "", {{5, -5}, {5, 5}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.node), 4u);
    const std::size_t i = row_of(twin.issue.kind, "crossing");
    EXPECT_EQ(twin.issue.object_id[i], "P");
    EXPECT_EQ(twin.issue.x_m[i], 5.0);
    EXPECT_EQ(twin.issue.y_m[i], 0.0);
}

TEST(Noding, LooseEndsWithinSnapMeet) {
    SurveyBuilder b;
    b.line("P", "", "", {{0, 0}, {10, 0}}).line("Q", "", "", {{10.3, 0.2}, {20, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.node), 3u);
    EXPECT_EQ(twin.repair.kind, std::vector<std::string>{"snap_gap"});
    EXPECT_EQ(row_count(b.connected({.snap_m = 0.3}).network.node), 4u);
}

TEST(Noding, ShortPipesDoNotCollapse) {
    SurveyBuilder b;
    b.line("P", "", "", {{0, 0}, {10, 0}})
        .line("stub", "", "", {{10, 0}, {10.4, 0}})
        .line("Q", "", "", {{10.4, 0}, {20, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 3u);
    EXPECT_EQ(row_count(twin.network.node), 4u);
}

TEST(Noding, LooseEndPastOrShortOfALineIsBroughtToIt) {
    SurveyBuilder b;
    b.line("M", "", "", {{0, 0}, {100, 0}})
        .line("S", "", "", {{30, -0.4}, {30, 20}})
        .line("U", "", "", {{60, 0.3}, {60, 20}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 5u);
    auto kinds = count_kinds(twin.repair.kind);
    EXPECT_EQ(kinds["overshoot"], 1);
    EXPECT_EQ(kinds["undershoot"], 1);
    EXPECT_EQ(kinds["unsplit_T"], 2);
    EXPECT_EQ(count_kinds(twin.issue.kind)["crossing"], 0);
    EXPECT_EQ(twin.network.pipe_line[row_of(twin.network.pipe.id, "S")].front(), (Point{30, 0}));
}

/// A street with services drawn to the very main; one house stands 0.3 m beside another's service.
SurveyBuilder street() {
    SurveyBuilder b;
    b.line("M", "", "", {{0, 0}, {100, 0}})
        .line("S", "", "", {{30, 0}, {30, 20}})
        .line("T", "", "", {{60, 0}, {60, 5}, {30.3, 10}});
    return b;
}

TEST(Noding, AnEndBesideALineItIsConnectedWithAlreadyIsChance) {
    const Twin twin = street().connected();
    EXPECT_EQ(row_count(twin.network.pipe), 5u); // the main in three, two services
    EXPECT_EQ(count_kinds(twin.repair.kind)["undershoot"], 0);
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "near_miss")], "T");
}

TEST(Noding, AnEndBesideALineThatItConnectsIsATee) {
    SurveyBuilder b = street();
    b.line("far", "", "", {{30.3, 15}, {80, 40}}); // nothing else leads there
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 7u);
    EXPECT_EQ(twin.repair.object_id[row_of(twin.repair.kind, "undershoot")], "far");
}

TEST(Noding, AnEndThatRunsAcrossALineIsATeeEvenInALoop) {
    SurveyBuilder b = street();
    b.line("across", "", "", {{80, 0}, {80, 15}, {29.7, 15}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 8u);
    EXPECT_EQ(twin.repair.object_id[row_of(twin.repair.kind, "overshoot")], "across");
}

/// Rounded to the centimetre, a tee lies up to 7 mm off its line; where all others are exact, such an end is chance.
TEST(Noding, HowExactlyTheDrawingMeetsIsMeasured) {
    for (const bool rounded : {true, false}) {
        SurveyBuilder b;
        b.line("M", "", "", {{0, 0}, {1000, 0}}).line("ring", "", "", {{500, 0}, {500, 20}, {0, 20}, {0, 0}});
        for (int i = 0; i < 200; ++i) {
            const double x = 4.0 * i + 1.0;
            b.line("S" + std::to_string(i), "", "", {{x, rounded ? 1e-3 * (i % 8) : 0.0}, {x, 10}});
        }
        b.line("near", "", "", {{900, 0}, {900, 5}, {950, 0.006}});
        const Twin twin = b.connected();
        EXPECT_EQ(count_kinds(twin.repair.kind)["unsplit_T"], rounded ? 203 : 202);
        EXPECT_EQ(count_kinds(twin.issue.kind)["near_miss"], rounded ? 0 : 1);
    }
}

TEST(Noding, KnownPointBesideALineIsANearMissOnly) {
    SurveyBuilder b;
    b.point("A", 0, 0).point("C", 100, 0).point("D", 30, 0.3).point("E", 30, 20);
    b.line("M", "A", "C", {{0, 0}, {100, 0}}).line("S", "D", "E", {{30, 0.3}, {30, 20}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 2u);
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "near_miss")], "S");
}

TEST(Noding, RisersBesideABuriedLineAreNotJunctions) {
    SurveyBuilder b;
    b.point("A", 0, 0).point("C", 100, 0).point("D", 30, 0.004, "出地").point("E", 30, 20).point("F", 30, -20);
    b.line("M", "A", "C", {{0, 0}, {100, 0}})
        .line("S", "D", "E", {{30, 0.004}, {30, 20}})
        .line("T", "D", "F", {{30, 0.004}, {30, -20}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 3u);
    EXPECT_EQ(count_kinds(twin.issue.kind)["near_miss"], 1);
}

TEST(Noding, RingsDrawnAsOneLineAreClosed) {
    SurveyBuilder b;
    b.line("ring", "", "", {{0, 0}, {10, 0}, {10, 10}, {0, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.node), 2u);
    EXPECT_EQ(row_count(twin.network.pipe), 2u);
}

/// The outlet's own pipe is missing from the survey; a wide snap must not hang it on the medium-pressure main.
TEST(Noding, AStationsBareOutletIsNotJoinedToItsInletMain) {
    SurveyBuilder b;
    b.point("A", 0, 0).point("B", 100, 0).point("I", 50, 0).point("O", 50, 2);
    b.line("M", "A", "B", {{0, 0}, {100, 0}}, PressureClass::medium_a);
    b.regulator("R", "I", "O").source("S", "A");
    for (const double snap_m : {0.5, 5.0, 50.0}) {
        const Network n = b.connected({.snap_m = snap_m}).network;
        ASSERT_EQ(row_count(n.regulator), 1u) << snap_m;
        EXPECT_EQ(row_count(n.pipe), 2u) << snap_m; // cut at the inlet only
    }
}

} // namespace
} // namespace gastwin
