// SPDX-License-Identifier: Apache-2.0
#include "gis/exposure.hpp"

#include <gtest/gtest.h>

#include <random>

#include "gis/course.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

std::vector<Point> square(double x, double y, double side) {
    return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}};
}

/// One buried pipe, DN 100, drawn as told, and one building.
Network one_pipe(const std::vector<Point> &course, PressureClass pressure_class = PressureClass::low) {
    Network n;
    for (const char *id : {"a", "b"}) append_row(n.node, id);
    append_row(n.pipe, "P");
    n.pipe.from_node[0] = NodeIdx{0};
    n.pipe.to_node[0] = NodeIdx{1};
    n.pipe.length_m[0] = length_m(course);
    n.pipe.inner_diameter_m[0] = 0.1;
    n.pipe.outer_diameter_m[0] = 0.1;
    n.pipe.depth_m[0] = 1.0;
    n.pipe.role[0] = PipeRole::main;
    n.pipe.pressure_class[0] = pressure_class;
    n.pipe_line.push_back(course);
    append_row(n.building, "B");
    append_row(n.enclosure, "E");
    append_row(n.record, "W");
    return n;
}

Plans building_at(const std::vector<Point> &ring) {
    Plans plans;
    plans.building.push_back(ring);
    return plans;
}

TEST(Exposure, ABuildingOnAPipeIsMeasuredAndReported) {
    const Network n = one_pipe({{0, 0}, {10, 0}, {10, 10}});
    const Exposures found = find_exposures(n, building_at(square(8, -2, 5)));
    ASSERT_EQ(row_count(found), 1u);
    EXPECT_EQ(found.kind[0], ExposureKind::built_over);
    EXPECT_EQ(found.pipe[0], "P");
    EXPECT_EQ(found.object_id[0], "B");
    EXPECT_NEAR(found.length_m[0], 2.0 + 3.0, 1e-12); // round its corner
    EXPECT_EQ(found.distance_m[0], 0.0);
    Issues issues;
    report_exposures(n, found, issues);
    EXPECT_EQ(count_kinds(issues.kind)["built_over"], 1);
}

TEST(Exposure, ZonesGrowWithThePressure) {
    const std::vector<Point> course{{0, 0}, {10, 0}};
    const auto kind_at = [&](double gap_m, PressureClass pressure_class) {
        const Exposures found = find_exposures(one_pipe(course, pressure_class), building_at(square(3, gap_m, 4)));
        return row_count(found) == 0 ? std::string() : std::string(code_of(found.kind[0]));
    };
    EXPECT_EQ(kind_at(0.54, PressureClass::low), "protection_zone"); // 0.49 m from the wall of the pipe
    EXPECT_EQ(kind_at(0.56, PressureClass::medium_a), "control_zone");
    EXPECT_EQ(kind_at(5.06, PressureClass::medium_a), "");
    EXPECT_EQ(kind_at(1.4, PressureClass::subhigh_b), "protection_zone");
    EXPECT_EQ(kind_at(15.1, PressureClass::subhigh_b), "");
    EXPECT_EQ(kind_at(50.0, PressureClass::high_a), "control_zone");
    EXPECT_EQ(kind_at(0.001, PressureClass::low), "protection_zone"); // along the wall
    EXPECT_EQ(kind_at(-0.2, PressureClass::low), "built_over");
}

TEST(Exposure, SpacesCountAtTheirDepthOnly) {
    Network n = one_pipe({{0, 0}, {10, 0}});
    Plans plans;
    plans.enclosure.push_back(strip_around(std::vector<Point>{{5, -8}, {5, 8}}, 0.4));
    const auto kind = [&] { return find_exposures(n, plans).kind.at(0); };
    EXPECT_EQ(kind(), ExposureKind::crosses_space); // depths unknown
    n.enclosure.top_depth_m[0] = 0.8;
    n.enclosure.bottom_depth_m[0] = 1.6;
    EXPECT_EQ(kind(), ExposureKind::in_space);
    EXPECT_NEAR(find_exposures(n, plans).length_m[0], 0.8, 1e-12);
    const auto issues = [&] {
        Issues found;
        report_exposures(n, find_exposures(n, plans), found);
        return count_kinds(found.kind)["in_enclosed_space"];
    };
    EXPECT_EQ(issues(), 1);
    n.enclosure.gas_protection[0] = "套管";
    EXPECT_EQ(issues(), 0);
    n.pipe.depth_m[0] = 0.7;
    EXPECT_EQ(kind(), ExposureKind::crosses_space);
}

TEST(Exposure, WhatIsAboveGroundOrDeadOrUndrawnHasNoRow) {
    const auto ring = square(2, -2, 4);
    Network n = one_pipe({{0, 0}, {10, 0}});
    n.pipe.role[0] = PipeRole::courtyard;
    EXPECT_EQ(row_count(find_exposures(n, building_at(ring))), 0u);
    n.pipe.role[0] = PipeRole::main;
    n.pipe.state[0] = UseState::abandoned;
    EXPECT_EQ(row_count(find_exposures(n, building_at(ring))), 0u);
    n.pipe.state[0] = UseState::in_use;
    EXPECT_EQ(row_count(find_exposures(n, building_at({}))), 0u);
    EXPECT_EQ(row_count(find_exposures(n, {})), 0u);
    n.pipe_line = {}; // straight between nodes that lie nowhere
    EXPECT_EQ(row_count(find_exposures(n, building_at(ring))), 0u);
}

TEST(Exposure, WhatItIsAndTheClearanceAskedForStandBesideTheDistance) {
    Network n = one_pipe({{0, 0}, {10, 0}});
    n.enclosure.kind[0] = "污水管";
    n.building.kind[0] = "住宅";
    Plans plans = building_at(square(3, 1.05, 4)); // 1 m from the wall of the pipe
    plans.enclosure.push_back(square(3, 0.85, 1)); // 0.8 m
    Exposures found = find_exposures(n, plans);
    ASSERT_EQ(row_count(found), 2u);
    EXPECT_EQ(found.what, (std::vector<std::string>{"住宅", "污水管"}));
    EXPECT_EQ(found.clearance_m, (std::vector<double>{0.7, 1.0}));
    const auto issues = [&] {
        Issues reported;
        found = find_exposures(n, plans);
        report_exposures(n, found, reported);
        return count_kinds(reported.kind)["clearance_too_small"];
    };
    EXPECT_EQ(issues(), 1);
    n.enclosure.kind[0] = "燃气阀门井";
    EXPECT_EQ(issues(), 0); // the pipe's own
    n.enclosure.kind[0] = "污水管";
    plans.enclosure = {};
    plans.enclosure.push_back(square(3, -2, 4)); // the pipe passes through: another issue
    EXPECT_EQ(issues(), 0);
}

TEST(Exposure, SpecialPlacesByTheirBuildingOrTheirPoint) {
    Network n = one_pipe({{0, 0}, {10, 0}});
    const auto place = [&](const char *id, const char *special, double x, double y) {
        const auto c = append_row(n.customer, id).row();
        n.customer.special[c] = special;
        n.customer.x_m[c] = x;
        n.customer.y_m[c] = y;
        return c;
    };
    place("near", "school", 5, 5.04);
    place("beside", "hospital", 5, 0.5);
    place("far", "school", 5, 5.06);
    place("plain", "", 5, 1);
    place("nowhere", "school", missing_real, missing_real);
    Exposures found = find_exposures(n, {});
    EXPECT_EQ(found.object_id, (std::vector<std::string>{"near", "beside"}));
    EXPECT_EQ(found.table_name, (std::vector<std::string>{"customer", "customer"}));
    EXPECT_EQ(found.what, (std::vector<std::string>{"school", "hospital"}));
    EXPECT_EQ(found.kind, (std::vector{ExposureKind::control_zone, ExposureKind::protection_zone}));
    EXPECT_NEAR(found.distance_m.at(0), 4.99, 1e-12);
    EXPECT_NEAR(found.y_m.at(0), 0.0, 1e-12);
    n.customer.building[2] = BuildingIdx{0}; // its point lies beyond the zone, its building does not
    found = find_exposures(n, building_at(square(4, 3, 10)));
    ASSERT_EQ(row_count(found), 4u); // the building itself, and the three places
    EXPECT_EQ(found.object_id.back(), "far");
    EXPECT_NEAR(found.distance_m.back(), 2.95, 1e-12);
}

TEST(Exposure, WorksNeedAPlanAndAGuardianUntilTheyAreOver) {
    Network n = one_pipe({{0, 0}, {10, 0}});
    n.record.kind[0] = "works";
    Plans plans;
    plans.record.push_back(square(3, 2, 4));
    const auto reported = [&](const char *state, const char *plan, const char *guardian, const char *ended = "") {
        n.record.state[0] = state;
        n.record.protection_plan[0] = plan;
        n.record.guardian[0] = guardian;
        n.record.ended[0] = ended;
        Issues issues;
        report_exposures(n, find_exposures(n, plans), issues);
        return count_kinds(issues.kind)["works_without_protection"] == 1 ? issues.column.at(0) : std::string();
    };
    EXPECT_EQ(reported("在建", "有", "有"), "");
    EXPECT_EQ(reported("在建", "无", "有"), "protection_plan");
    EXPECT_EQ(reported("未开工", "有", "无"), "guardian");
    EXPECT_EQ(reported("未开工", "有", ""), "guardian");
    EXPECT_EQ(reported("完工", "无", "无"), "");
    EXPECT_EQ(reported("未完工", "无", "无"), "protection_plan");
    EXPECT_EQ(reported("", "", ""), "protection_plan");
    EXPECT_EQ(reported("", "", "", "2024-05-01"), "");
    plans.record = {};
    plans.record.push_back(square(3, 5.1, 4)); // beyond the control zone
    EXPECT_EQ(reported("在建", "无", "无"), "");
    n.pipe.pressure_class[0] = PressureClass::subhigh_a;
    EXPECT_EQ(reported("在建", "无", "无"), "protection_plan");
    n.record.kind[0] = "hazard";
    EXPECT_EQ(reported("在建", "无", "无"), "");
}

/// Star-shaped rings and winding pipes: lengths and distances against points strewn along the pipe.
TEST(Exposure, LengthAndDistanceAgreeWithStrewnPoints) {
    std::mt19937_64 random(7);
    const auto draw = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random); };
    for (int trial = 0; trial < 200; ++trial) {
        std::vector<Point> course, ring;
        for (int i = 0; i < 4; ++i) course.push_back({draw(-10, 10), draw(-10, 10)});
        const Point centre{draw(-8, 8), draw(-8, 8)};
        for (int i = 0; i < 9; ++i) {
            const double angle = 0.698 * i, radius = draw(0.5, 5.0);
            ring.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
        }
        double inside_m = 0.0, apart_m = 1e9;
        constexpr int strewn = 4000;
        for (int k = 0; k < strewn; ++k) {
            const Point p = point_along(course, (k + 0.5) / strewn);
            double angle = 0.0; // winding number
            std::vector<Point> closed = ring;
            closed.push_back(ring.front());
            for (std::size_t i = 0; i + 1 < closed.size(); ++i) {
                const Point u{closed[i].x - p.x, closed[i].y - p.y}, v{closed[i + 1].x - p.x, closed[i + 1].y - p.y};
                angle += std::atan2(u.x * v.y - u.y * v.x, u.x * v.x + u.y * v.y);
            }
            if (std::abs(angle) > 3.0) inside_m += length_m(course) / strewn, apart_m = 0.0;
            else apart_m = std::min(apart_m, project(closed, p).distance_m);
        }
        const double step_m = length_m(course) / strewn;
        const Exposures found = find_exposures(one_pipe(course), building_at(ring));
        if (apart_m > 5.1) {
            EXPECT_EQ(row_count(found), 0u);
            continue;
        }
        if (apart_m > 5.04) continue; // on the edge of the zone
        ASSERT_EQ(row_count(found), 1u) << trial;
        EXPECT_NEAR(found.length_m[0], inside_m, 8 * step_m) << trial;
        EXPECT_NEAR(found.distance_m[0], std::max(0.0, apart_m - 0.05), step_m) << trial;
    }
}

TEST(Exposure, StripsHaveTheirWidthRoundCorners) {
    const Course corner = strip_around(std::vector<Point>{{0, 0}, {10, 0}, {10, 10}}, 1.0);
    ASSERT_EQ(corner.size(), 6u);
    EXPECT_NEAR(corner[1].x, 9.0, 1e-12);
    EXPECT_NEAR(corner[1].y, 1.0, 1e-12);
    EXPECT_NEAR(corner[4].x, 11.0, 1e-12);
    EXPECT_NEAR(corner[4].y, -1.0, 1e-12);
    EXPECT_TRUE(strip_around(std::vector<Point>{{1, 1}, {1, 1}}, 1.0).empty());
    for (const Point p : strip_around(std::vector<Point>{{0, 0}, {10, 0}, {0, 0.001}}, 1.0))
        EXPECT_LE(distance_m(p, {10, 0}), 10.1); // a sharp turn does not reach out
}

} // namespace
} // namespace gastwin
