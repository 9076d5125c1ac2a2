// SPDX-License-Identifier: Apache-2.0
// Registers on the network.
#include "gis/place.hpp"

#include <gtest/gtest.h>

#include "models/check.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

/// A main M of 100 m, split at 40 by a service S that ends at a riser's foot F.
SurveyBuilder street() {
    SurveyBuilder b;
    b.point("A", 0, 0).point("C", 100, 0).point("T", 40, 0, "三通").point("F", 40, 14, "出地");
    b.line("M", "A", "C", {{0, 0}, {100, 0}}).line("S", "T", "F", {{40, 0}, {40, 14}});
    return b;
}

void add_valve(SurveyBuilder &b, const std::string &id, const std::string &pipe, double x, double y) {
    const auto v = append_row(b.survey.valve.rows, id).row();
    b.survey.valve.rows.x_m[v] = x;
    b.survey.valve.rows.y_m[v] = y;
    b.survey.valve.references["pipe"].push_back(pipe);
    b.survey.valve.references["point"].push_back("");
}

std::string pipe_of_valve(const Network &n, const std::string &id) {
    return n.pipe.id[n.valve.pipe[row_of(n.valve.id, id)].row()];
}

TEST(PlaceValves, OnTheRightPieceOfASplitPipe) {
    SurveyBuilder b = street();
    add_valve(b, "V1", "M", 10, 0);
    add_valve(b, "V2", "M", 70, 0.05);
    const Twin twin = b.connected();
    EXPECT_EQ(pipe_of_valve(twin.network, "V1"), "M~2");
    EXPECT_DOUBLE_EQ(twin.network.valve.position[0], 0.25);
    EXPECT_EQ(pipe_of_valve(twin.network, "V2"), "M");
    EXPECT_DOUBLE_EQ(twin.network.valve.position[1], 0.5);
    EXPECT_EQ(count_kinds(twin.issue.kind)["valve_off_pipe"], 0);
}

TEST(PlaceValves, AsideOfItsPipeIsMovedAndLogged) {
    SurveyBuilder b = street();
    add_valve(b, "V", "M", 70, 1.5);
    const Twin twin = b.connected();
    const std::size_t r = row_of(twin.repair.kind, "valve_off_pipe");
    EXPECT_DOUBLE_EQ(twin.repair.distance_m[r], 1.5);
    EXPECT_EQ(twin.repair.before[r], "70 1.5");
    EXPECT_EQ(twin.network.valve.y_m[0], 0.0);
}

TEST(PlaceValves, UnknownPipeMeansTheNearestOneOrNone) {
    SurveyBuilder b = street();
    add_valve(b, "V1", "nowhere", 40, 7);
    add_valve(b, "V2", "nowhere", 40, 700);
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.valve.id, std::vector<std::string>{"V1"});
    EXPECT_EQ(pipe_of_valve(twin.network, "V1"), "S");
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "ambiguous_reference")], "V1");
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "valve_without_pipe")], "V2");
}

TEST(PlaceValves, SurveyedValvesAreFoundOnce) {
    SurveyBuilder b = street();
    b.point("G1", 20, 0).point("G2", 80, 0);
    b.survey.point.appurtenance[4] = b.survey.point.appurtenance[5] = "阀门";
    add_valve(b, "V", "M", missing_real, missing_real);
    b.survey.valve.references["point"] = {"G2"};
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.valve.id, (std::vector<std::string>{"V", "G1"}));
    EXPECT_EQ(pipe_of_valve(twin.network, "V"), "M"); // at its point's place
    EXPECT_EQ(pipe_of_valve(twin.network, "G1"), "M~2");
    EXPECT_EQ(row_count(twin.network.node), 4u); // valve points are no junctions
}

TEST(PlaceStations, UnconnectedOnesAreReported) {
    SurveyBuilder b = street();
    b.regulator("R1", "nowhere", "A").regulator("R2", "A", "C").source("S1", "nowhere").source("S2", "C");
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.regulator.id, std::vector<std::string>{"R2"});
    EXPECT_EQ(twin.network.source.id, std::vector<std::string>{"S2"});
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "regulator_unconnected")], "R1");
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "unplaced_asset")], "S1");
}

TEST(PlaceStations, RegisterWithIllegalOrMissingValuesStillMakesASoundNetwork) {
    SurveyBuilder b = street();
    b.regulator("R", "A", "C").regulator("R", "C", "A").source("S", "A", missing_real);
    b.survey.regulator.rows.set_gauge_pressure_pa = {missing_real, 2800.0};
    b.survey.regulator.rows.capacity_kg_s = {-3.0, missing_real};
    const Twin twin = b.connected();
    EXPECT_NO_THROW(require_sound(twin.network));
    EXPECT_EQ(twin.network.regulator.set_gauge_pressure_pa[0], 2800.0); // as the other one
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["duplicate_id"], 1);
    EXPECT_EQ(kinds["value_out_of_range"], 1);
    EXPECT_EQ(kinds["bad_source_pressure"], 1);
}

/// Two buildings with a riser each, at F and C.
SurveyBuilder estate() {
    SurveyBuilder b = street();
    append_row(b.survey.building.rows, "B1");
    append_row(b.survey.building.rows, "B2");
    append_row(b.survey.riser.rows, "R1");
    append_row(b.survey.riser.rows, "R2");
    b.survey.riser.references["node"] = {"F", "C"};
    b.survey.riser.references["building"] = {"B1", "B2"};
    return b;
}

void add_customer(SurveyBuilder &b, const std::string &id, const std::string &building, const std::string &riser,
                  const std::string &node, Point at = {missing_real, missing_real}) {
    const auto c = append_row(b.survey.customer.rows, id).row();
    b.survey.customer.rows.demand_kg_s[c] = 1e-4;
    b.survey.customer.rows.x_m[c] = at.x;
    b.survey.customer.rows.y_m[c] = at.y;
    b.survey.customer.references["building"].push_back(building);
    b.survey.customer.references["riser"].push_back(riser);
    b.survey.customer.references["node"].push_back(node);
}

TEST(PlaceUsers, HouseholdsGoToTheirRiserOrTheirBuildings) {
    SurveyBuilder b = estate();
    add_customer(b, "H1", "B1", "R1", "");
    add_customer(b, "H2", "B1", "R2", ""); // riser of the other building
    add_customer(b, "H3", "B2", "R9", ""); // no such riser
    const Twin twin = b.connected();
    const Network &n = twin.network;
    const NodeIdx foot{row_of(n.node.id, "F")}, other{row_of(n.node.id, "C")};
    EXPECT_EQ(n.customer.node, (std::vector<NodeIdx>{foot, foot, other}));
    EXPECT_EQ(n.customer.riser[1], RiserIdx{0});
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["ambiguous_reference"], 2);
    EXPECT_EQ(kinds["dangling_reference"], 1);
}

TEST(PlaceUsers, UnitsGoToTheirNodeOrTheNearestLowPressurePipe) {
    SurveyBuilder b = estate();
    b.line("MP", "", "", {{0, 9}, {30, 9}}, PressureClass::medium_a);
    add_customer(b, "U1", "", "", "T");
    add_customer(b, "U2", "", "", "", {25, 8});
    add_customer(b, "U3", "", "", "", {5000, 8});
    const Twin twin = b.connected();
    const Customers &c = twin.network.customer;
    EXPECT_EQ(c.node[0], NodeIdx{row_of(twin.network.node.id, "T")});
    EXPECT_EQ(twin.network.pipe.id[c.pipe[1].row()], "M~2"); // not the medium-pressure pipe 1 m away
    EXPECT_DOUBLE_EQ(c.position[1], 25.0 / 40.0);
    EXPECT_FALSE(c.pipe[2].valid() || c.node[2].valid());
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "unplaced_asset")], "U3");
}

TEST(PlaceUsers, FootWithoutAnyPipeKeepsItsNode) {
    SurveyBuilder b = estate();
    b.point("G", 60, 14, "立管").source("S", "A", 2500.0);
    b.survey.riser.references["node"] = {"F", "G"};
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.riser.node[1], NodeIdx{row_of(twin.network.node.id, "G")});
    const std::size_t i = row_of(twin.issue.kind, "missing_pipe");
    EXPECT_EQ(twin.issue.object_id[i], "G");
}

} // namespace
} // namespace gastwin
