// SPDX-License-Identifier: Apache-2.0
// Point numbers against drawings: one defect per test, on a line A ─ B ─ C with a branch B ─ D.
#include "gis/reconcile.hpp"

#include <gtest/gtest.h>

#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

SurveyBuilder sound() {
    SurveyBuilder b;
    b.point("A", 0, 0).point("B", 50, 0).point("C", 100, 0).point("D", 50, 30);
    b.line("AB", "A", "B", {{0, 0}, {50, 0}})
        .line("BC", "B", "C", {{50, 0}, {100, 0}})
        .line("BD", "B", "D", {{50, 0}, {50, 30}});
    b.survey.line.length_m = {50, 50, 30};
    return b;
}

Point &vertex(SurveyBuilder &b, std::size_t line, bool last) {
    return b.survey.line_shape.points[2 * line + (last ? 1 : 0)];
}

void expect_joined(const Network &network) {
    EXPECT_EQ(ends_of(network, "AB"), "A B");
    EXPECT_EQ(ends_of(network, "BC"), "B C");
    EXPECT_EQ(ends_of(network, "BD"), "B D");
}

/// The only repair, of this kind and object; returns its row.
std::size_t expect_one_repair(const Twin &twin, const std::string &kind, const std::string &object) {
    EXPECT_EQ(twin.repair.kind, std::vector<std::string>{kind});
    EXPECT_EQ(twin.repair.object_id, std::vector<std::string>{object});
    EXPECT_EQ(count_kinds(twin.issue.kind)[kind], 1);
    return 0;
}

TEST(Reconcile, ASoundSurveyNeedsNoRepair) {
    const Twin twin = sound().connected();
    expect_joined(twin.network);
    EXPECT_EQ(row_count(twin.repair), 0u);
}

TEST(Reconcile, OneEndAsideIsASnapGap) {
    SurveyBuilder b = sound();
    vertex(b, 1, false) = {50.1, 0.4};
    const Twin twin = b.connected();
    expect_joined(twin.network);
    const std::size_t r = expect_one_repair(twin, "snap_gap", "BC");
    EXPECT_EQ(twin.repair.before[r], "start 50.1 0.4"); // enough to undo it
    EXPECT_NEAR(twin.repair.distance_m[r], std::hypot(0.1, 0.4), 1e-12);
    EXPECT_EQ(twin.network.pipe_line[1].front(), (Point{50, 0}));
}

TEST(Reconcile, EndPastOrShortOfItsPoint) {
    SurveyBuilder b = sound();
    vertex(b, 1, true) = {101.2, 0};
    expect_one_repair(b.connected(), "overshoot", "BC");
    vertex(b, 1, true) = {98.5, 0};
    expect_one_repair(b.connected(), "undershoot", "BC");
    expect_joined(b.connected().network);
}

TEST(Reconcile, PointOutvotedByItsLines) {
    SurveyBuilder b = sound();
    b.survey.point.x_m[1] = 50.8;
    b.survey.point.y_m[1] = 0.5;
    const Twin twin = b.connected();
    expect_joined(twin.network);
    const std::size_t r = expect_one_repair(twin, "point_offset", "B");
    EXPECT_EQ(twin.repair.before[r], "50.8 0.5");
    EXPECT_EQ(twin.network.node.x_m[row_of(twin.network.node.id, "B")], 50.0);
}

TEST(Reconcile, RecordedLengthDecidesALoneEnd) {
    SurveyBuilder b = sound();
    b.survey.point.x_m[2] = 101.0; // the line is 50 m as drawn and as recorded: the point is off
    expect_one_repair(b.connected(), "point_offset", "C");
    b = sound();
    vertex(b, 1, true) = {101.0, 0.0}; // drawn 51 m, recorded 50: the line is off
    expect_one_repair(b.connected(), "overshoot", "BC");
}

TEST(Reconcile, ReversedIdsAreTurned) {
    SurveyBuilder b = sound();
    std::swap(b.survey.line.from_point[1], b.survey.line.to_point[1]);
    const Twin twin = b.connected();
    expect_joined(twin.network);
    EXPECT_EQ(twin.repair.before[expect_one_repair(twin, "endpoint_ids_reversed_vs_geometry", "BC")], "C B");
}

TEST(Reconcile, RepeatedPointNumberKeepsTheOneAtTheLines) {
    SurveyBuilder b;
    b.point("B", 80, 0);
    const SurveyBuilder rest = sound();
    for (std::size_t p = 0; p < 4; ++p)
        b.point(rest.survey.point.id[p], rest.survey.point.x_m[p], rest.survey.point.y_m[p]);
    b.survey.line = rest.survey.line;
    b.survey.line_shape = rest.survey.line_shape;
    const Twin twin = b.connected();
    expect_joined(twin.network);
    EXPECT_EQ(twin.repair.before[expect_one_repair(twin, "duplicate_point_id", "B")], "80 0");
}

TEST(Reconcile, WrongNumberAtAKnownPoint) {
    SurveyBuilder b = sound();
    b.survey.line.from_point[2] = "Z";
    const Twin twin = b.connected();
    expect_joined(twin.network);
    const std::size_t r = expect_one_repair(twin, "dangling_point_reference", "BD");
    EXPECT_EQ(twin.repair.before[r], "Z");
    EXPECT_EQ(twin.repair.after[r], "B");
}

TEST(Reconcile, MissingPointRowIsRestored) {
    SurveyBuilder b = sound();
    b.survey.point = select_rows(b.survey.point, std::vector<std::int32_t>{0, 2, 3}); // without B
    Twin twin = b.connected();
    expect_joined(twin.network);
    expect_one_repair(twin, "missing_point_row", "AB");
    b.survey.point = select_rows(sound().survey.point, std::vector<std::int32_t>{0, 1, 2}); // without D, one line
    twin = b.connected();
    expect_joined(twin.network);
    expect_one_repair(twin, "missing_point_row", "BD");
}

TEST(Reconcile, MissingDrawingComesFromThePoints) {
    SurveyBuilder b = sound();
    b.survey.line_shape = {};
    b.survey.line_shape.push_back(std::vector<Point>{{0, 0}, {50, 0}});
    b.survey.line_shape.push_back({});
    b.survey.line_shape.push_back(std::vector<Point>{{50, 0}, {50, 30}});
    const Twin twin = b.connected();
    expect_joined(twin.network);
    expect_one_repair(twin, "null_geometry", "BC");
    EXPECT_DOUBLE_EQ(length_m(twin.network.pipe_line[1]), 50.0);
}

TEST(Reconcile, TablesWithoutAnyDrawingJoinByNumber) {
    SurveyBuilder b = sound();
    b.survey.line_shape = {};
    const Twin twin = b.connected();
    expect_joined(twin.network);
    EXPECT_EQ(row_count(twin.repair), 0u);
}

TEST(Reconcile, FarAwayNumberDoesNotDrawAPipeAcrossTown) {
    SurveyBuilder b = sound();
    b.point("Q", 900, 900);
    b.survey.line.to_point[2] = "Q";
    const Twin twin = b.connected();
    EXPECT_EQ(count_kinds(twin.issue.kind)["ambiguous_reference"], 1);
    EXPECT_EQ(ends_of(twin.network, "BD"), "B D"); // where it is drawn
}

TEST(Reconcile, ZeroLengthRowsStayOutOrComeFromThePoints) {
    SurveyBuilder b = sound();
    b.line("ABX", "A", "B", {{0, 0}, {0, 0}}).line("CD", "C", "D", {{100, 0}, {100, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(ends_of(twin.network, "CD"), "C D");
    EXPECT_EQ(row_count(twin.network.pipe), 4u);
    EXPECT_EQ(count_kinds(twin.issue.kind)["zero_length_pipe"], 2);
}

} // namespace
} // namespace gastwin
