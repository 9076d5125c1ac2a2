// SPDX-License-Identifier: Apache-2.0
#include "gis/supply.hpp"

#include <gtest/gtest.h>

#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

/// Source at N0; pipes N0 ─ N1 ─ … of 10 m.
SurveyBuilder supplied_chain(int n) {
    SurveyBuilder b;
    for (int i = 0; i <= n; ++i) b.point("N" + std::to_string(i), 10.0 * i, 0);
    for (int i = 0; i < n; ++i)
        b.line("P" + std::to_string(i), "N" + std::to_string(i), "N" + std::to_string(i + 1),
               {{10.0 * i, 0}, {10.0 * i + 10, 0}});
    b.source("S", "N0", 2500.0);
    return b;
}

TEST(Supply, RegulatorsPassGasOneWay) {
    SurveyBuilder b = supplied_chain(2);
    b.point("X", 50, 0).point("Y", 60, 0).line("Q", "X", "Y", {{50, 0}, {60, 0}});
    SurveyBuilder forward = b, backward = b;
    EXPECT_DOUBLE_EQ(supplied_length_share(forward.regulator("R", "N2", "X").connected().network), 1.0);
    EXPECT_NEAR(supplied_length_share(backward.regulator("R", "X", "N2").connected().network), 2.0 / 3.0, 1e-12);
}

TEST(Supply, ClosedValvesAndDeadPipesPassNothing) {
    Network n = supplied_chain(4).connected().network;
    EXPECT_DOUBLE_EQ(supplied_length_share(n), 1.0);
    append_row(n.valve, "V");
    n.valve.pipe[0] = PipeIdx{1};
    n.valve.position[0] = 0.5;
    n.valve.open[0] = 0;
    EXPECT_DOUBLE_EQ(supplied_length_share(n), 0.5); // its pipe still hangs on the supplied side
    n.valve.open[0] = 1;
    n.pipe.state[1] = UseState::abandoned;
    EXPECT_NEAR(supplied_length_share(n), 1.0 / 3.0, 1e-12); // of the three pipes in use
    EXPECT_EQ(supplied_length_share({}), 0.0);
}

TEST(Supply, GapsAreSuggestedNotClosed) {
    SurveyBuilder b = supplied_chain(2);
    b.point("X", 45, 0).point("Y", 60, 0).line("Q", "X", "Y", {{45, 0}, {60, 0}});
    b.line("far", "", "", {{500, 0}, {510, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(count_kinds(twin.issue.kind)["unsupplied_component"], 2);
    const std::size_t i = row_of(twin.issue.kind, "missing_pipe");
    EXPECT_EQ(twin.issue.object_id[i], "X");
    EXPECT_EQ(twin.issue.value[i], "N2");
    EXPECT_EQ(count_kinds(twin.issue.kind)["missing_pipe"], 1);
    EXPECT_EQ(row_count(twin.network.pipe), 4u);
}

TEST(Supply, GapsOfAnotherTierAreNotSuggested) {
    SurveyBuilder b = supplied_chain(2);
    b.line("Q", "", "", {{25, 0}, {60, 0}}, PressureClass::medium_a);
    const Twin twin = b.connected();
    EXPECT_EQ(count_kinds(twin.issue.kind)["unsupplied_component"], 1);
    EXPECT_EQ(count_kinds(twin.issue.kind)["missing_pipe"], 0);
}

TEST(Supply, AbandonedPipesBetweenLiveOnesStayInUse) {
    SurveyBuilder b = supplied_chain(5);
    b.survey.line.state[1] = b.survey.line.state[2] = UseState::abandoned; // in the middle
    b.survey.line.state[4] = UseState::abandoned;                          // a dead end
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.pipe.state[1], UseState::in_use);
    EXPECT_EQ(twin.network.pipe.state[2], UseState::in_use);
    EXPECT_EQ(twin.network.pipe.state[4], UseState::abandoned);
    EXPECT_EQ(count_kinds(twin.repair.kind)["flagged_abandoned_but_live"], 2);
}

TEST(Supply, AnAbandonedDeadEndWithARiserIsLive) {
    SurveyBuilder b = supplied_chain(3);
    b.survey.line.state[2] = UseState::abandoned;
    append_row(b.survey.riser.rows, "R");
    b.survey.riser.references["node"] = {"N3"};
    EXPECT_EQ(b.connected().network.pipe.state[2], UseState::in_use);
}

} // namespace
} // namespace gastwin
