// SPDX-License-Identifier: Apache-2.0
// connect() as a whole: guarantees that hold for every input, and input nobody would wish for.
#include "gis/connect.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>
#include <set>

#include "gis/supply.hpp"
#include "models/check.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

/// No part of the network, joined through pipes and open valves, holds two pressure tiers.
void expect_tiers_apart(const Network &network) {
    const std::vector<std::int32_t> part = connected_parts(network);
    std::map<std::int32_t, std::set<int>> tiers;
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        if (const int tier = pressure_tier(network.pipe.pressure_class[p]); tier != 0)
            tiers[part[network.pipe.from_node[p].row()]].insert(tier);
    for (const auto &[root, set] : tiers)
        EXPECT_EQ(set.size(), 1u) << "part of node " << network.node.id[static_cast<std::size_t>(root)];
}

/// Every survey line is a pipe row or an issue row.
void expect_nothing_lost(const Inventory &survey, const Twin &twin) {
    std::set<std::int32_t> seen(twin.network.pipe.source_row.begin(), twin.network.pipe.source_row.end());
    for (std::size_t i = 0; i < row_count(twin.issue); ++i)
        if (twin.issue.layer[i] == "lines") seen.insert(twin.issue.row[i]);
    for (const std::int32_t row : survey.line.source_row) EXPECT_TRUE(seen.contains(row)) << "line row " << row;
}

/// Random lines on a coarse lattice, so that ends meet, touch, cross and nearly meet; some rows broken.
SurveyBuilder random_survey(std::uint32_t seed, int lines, bool with_points) {
    std::mt19937 random(seed);
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<std::uint32_t>(n)); };
    SurveyBuilder b;
    if (with_points)
        for (int i = 0; i < 100; ++i)
            b.point("N" + std::to_string(i), 10.0 * (i % 10), 10.0 * (i / 10), pick(4) == 0 ? "三通" : "");
    constexpr PressureClass classes[]{PressureClass::low, PressureClass::low, PressureClass::medium_a,
                                      PressureClass::unknown};
    const auto end = [&] {
        const double shift = pick(6) == 0 ? 0.1 * pick(8) : 0.0;
        return Point{10.0 * pick(10) + shift, 10.0 * pick(10)};
    };
    for (int i = 0; i < lines; ++i) {
        const auto id = [&] { return pick(3) ? "N" + std::to_string(pick(110)) : std::string(); };
        b.line("P" + std::to_string(pick(40) == 0 ? 0 : i), with_points ? id() : "", with_points ? id() : "",
               pick(15) == 0 ? std::vector<Point>{} : std::vector<Point>{end(), end()}, classes[pick(4)]);
    }
    return b;
}

TEST(Connect, GuaranteesHoldForRandomSurveys) {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        const SurveyBuilder b = random_survey(seed, 60, seed % 2 == 0);
        const Twin twin = b.connected();
        expect_tiers_apart(twin.network);
        expect_nothing_lost(b.survey, twin);
        EXPECT_NO_THROW(require_sound(twin.network));
        EXPECT_EQ(twin.network.pipe_line.rows(), row_count(twin.network.pipe));
        for (std::size_t p = 0; p < row_count(twin.network.pipe); ++p)
            EXPECT_NE(twin.network.pipe.from_node[p], twin.network.pipe.to_node[p]);
    }
}

TEST(Connect, GivesTheSameAnswerTwice) {
    const SurveyBuilder b = random_survey(7, 80, true);
    const Twin first = b.connected(), second = b.connected();
    EXPECT_EQ(first.network.pipe.id, second.network.pipe.id);
    EXPECT_EQ(first.network.pipe.from_node, second.network.pipe.from_node);
    EXPECT_EQ(first.network.pipe.length_m, second.network.pipe.length_m);
    EXPECT_EQ(first.issue.detail, second.issue.detail);
    EXPECT_EQ(first.repair.before, second.repair.before);
}

/// Brute force: lines as sets joined where an end lies within t of an end or of the inside of another.
int parts_by_brute_force(const Shapes &shapes, double t) {
    std::vector<int> part(shapes.rows());
    for (std::size_t i = 0; i < part.size(); ++i) part[i] = static_cast<int>(i);
    const auto join = [&](int a, int b) {
        for (int &p : part)
            if (p == b) p = a;
    };
    for (std::size_t i = 0; i < part.size(); ++i)
        for (std::size_t j = 0; j < part.size(); ++j)
            for (const Point end : {shapes[i].front(), shapes[i].back()})
                if (project(shapes[j], end).distance_m <= t) join(part[i], part[j]);
    return static_cast<int>(std::set<int>(part.begin(), part.end()).size());
}

TEST(Connect, NodingByGeometryAgreesWithBruteForce) {
    for (std::uint32_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        SurveyBuilder b;
        const auto at = [&] {
            return Point{5.0 * static_cast<double>(random() % 12), 5.0 * static_cast<double>(random() % 12)};
        };
        for (int i = 0; i < 25; ++i) {
            const Point from = at();
            Point to = at();
            if (from == to) to.x += 7.0;
            b.line("P" + std::to_string(i), "", "", {from, to});
        }
        const Twin twin = b.connected({.snap_m = 0.01});
        std::set<std::int32_t> parts;
        const std::vector<std::int32_t> part = connected_parts(twin.network);
        for (const NodeIdx v : twin.network.pipe.from_node) parts.insert(part[v.row()]);
        EXPECT_EQ(static_cast<int>(parts.size()), parts_by_brute_force(b.survey.line_shape, 0.01));
    }
}

TEST(Connect, EmptySurveyIsAnError) {
    try {
        (void)connect({});
        FAIL();
    } catch (const Error &e) {
        EXPECT_EQ(e.kind().slug, "no_survey_found");
    }
}

TEST(Connect, StopsWhenAsked) {
    SurveyBuilder b;
    b.line("P", "", "", {{0, 0}, {10, 0}});
    EXPECT_THROW((void)connect(b.survey, {}, [](std::string_view, double) { return false; }), Error);
}

TEST(Connect, TwoIslandsStayTwo) {
    SurveyBuilder b;
    b.line("P1", "", "", {{0, 0}, {10, 0}}).line("P2", "", "", {{0, 100}, {10, 100}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.node), 4u);
    EXPECT_EQ(count_kinds(twin.issue.kind)["unsupplied_component"], 2);
}

TEST(Connect, EverythingAtOnePlace) {
    SurveyBuilder b;
    for (int i = 0; i < 500; ++i) {
        b.point("N" + std::to_string(i), 1, 1);
        b.line("P" + std::to_string(i), "N" + std::to_string(i), "N" + std::to_string((i + 1) % 500), {{1, 1}, {1, 1}});
    }
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 0u);
    EXPECT_EQ(count_kinds(twin.issue.kind)["zero_length_pipe"], 500);
}

TEST(Connect, EverythingTwice) {
    SurveyBuilder b;
    for (int copy = 0; copy < 2; ++copy)
        b.point("A", 0, 0)
            .point("B", 10, 0)
            .point("C", 20, 0)
            .line("P1", "A", "B", {{0, 0}, {10, 0}})
            .line("P2", "B", "C", {{10, 0}, {20, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 2u);
    EXPECT_EQ(row_count(twin.network.node), 3u);
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["duplicate_pipe_row"], 2);
    EXPECT_EQ(kinds["duplicate_point_id"], 3);
    EXPECT_EQ(kinds["duplicate_id"], 0);
}

TEST(Connect, OneIdForDifferentPipesIsMadeUnique) {
    SurveyBuilder b;
    b.line("100", "", "", {{0, 0}, {10, 0}}).line("100", "", "", {{10, 0}, {20, 0}});
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.pipe.id, (std::vector<std::string>{"100", "100#2"}));
    EXPECT_EQ(twin.repair.before.at(row_of(twin.repair.kind, "duplicate_id")), "id 100");
}

TEST(Connect, SnappingDistancesWithoutMeaningAreRefused) {
    SurveyBuilder b;
    b.point("A", 0, 0).point("B", 10, 0).line("P1", "A", "B", {{0, 0}, {10, 0}});
    for (const double snap_m : {-1.0, 1e300, missing_real}) EXPECT_THROW((void)b.connected({.snap_m = snap_m}), Error);
    EXPECT_EQ(row_count(b.connected({.snap_m = 0.0}).network.pipe), 1u);
}

TEST(Connect, ALengthThatWouldLeaveTheCityIsNotBelieved) {
    for (const bool drawn : {true, false}) {
        SurveyBuilder b;
        b.point("A", 0, 0).point("B", 100, 0).point("C", 200, 0);
        b.line("P1", "A", "B", drawn ? std::vector<Point>{{0, 0}, {100, 0}} : std::vector<Point>{});
        b.line("P2", "B", "C", {{100, 0}, {200, 0}});
        for (const double recorded_m : {1e12, 6000.0}) {
            b.survey.line.length_m[0] = recorded_m;
            const Twin twin = b.connected();
            EXPECT_EQ(twin.network.pipe.length_m[0], 100.0);
            EXPECT_EQ(count_kinds(twin.issue.kind)["length_mismatch"], 1);
        }
        b.survey.line.length_m[0] = 300.0; // an undrawn course may wind
        EXPECT_EQ(b.connected().network.pipe.length_m[0], drawn ? 100.0 : 300.0);
    }
}

TEST(Connect, CoordinatesThatAreNoNumbersAreReportedNotUsed) {
    SurveyBuilder b;
    const double nan = missing_real;
    b.point("A", 0, 0).point("B", 10, 0).point("C", nan, 5);
    b.line("P1", "A", "B", {{0, 0}, {nan, nan}}).line("P2", "A", "C", {{0, 0}, {nan, 5}});
    const Twin twin = b.connected();
    EXPECT_EQ(ends_of(twin.network, "P1"), "A B"); // drawn between its points
    EXPECT_EQ(row_count(twin.network.pipe), 1u);
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["not_a_number"], 3);
    EXPECT_EQ(kinds["null_geometry"], 2);
}

TEST(Connect, SwappedCoordinatesAreExchangedOutliersSetAside) {
    SurveyBuilder b;
    for (int i = 0; i < 8; ++i)
        b.line("P" + std::to_string(i), "", "", {{500e3 + 10.0 * i, 3400e3}, {500e3 + 10.0 * (i + 1), 3400e3}});
    b.line("S", "", "", {{3400e3, 500e3 + 80}, {3400e3 + 20, 500e3 + 80}}).line("X", "", "", {{0, 0}, {10, 10}});
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.pipe), 9u);
    EXPECT_EQ(twin.repair.before[row_of(twin.repair.kind, "swapped_xy")], "3400000 500080, 3400020 500080");
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "coordinate_outlier")], "X");
    std::set<std::int32_t> parts;
    const auto part = connected_parts(twin.network);
    for (const NodeIdx v : twin.network.pipe.from_node) parts.insert(part[v.row()]);
    EXPECT_EQ(parts.size(), 1u);
}

TEST(Connect, LoopsAndTwinPipesSurvive) {
    SurveyBuilder b;
    b.point("A", 0, 0).point("B", 10, 0);
    b.line("loop", "", "", {{0, 0}, {0, 5}, {5, 5}, {0, 0}});
    b.line("P1", "A", "B", {{0, 0}, {10, 0}}).line("P2", "A", "B", {{0, 0}, {5, 1}, {10, 0}});
    const Twin twin = b.connected();
    EXPECT_NO_THROW(require_sound(twin.network));
    EXPECT_EQ(ends_of(twin.network, "P1"), ends_of(twin.network, "P2"));
    double loop_m = 0.0;
    for (std::size_t p = 0; p < row_count(twin.network.pipe); ++p)
        if (twin.network.pipe.source_row[p] == 1) loop_m += twin.network.pipe.length_m[p];
    EXPECT_NEAR(loop_m, 10.0 + 5.0 * std::sqrt(2.0), 1e-9);
}

TEST(Connect, RegulatorsInACycleDoNotHang) {
    SurveyBuilder b;
    b.point("A", 0, 0).point("B", 10, 0).point("C", 20, 0).point("D", 30, 0);
    b.line("P1", "A", "B", {{0, 0}, {10, 0}}).line("P2", "C", "D", {{20, 0}, {30, 0}});
    b.regulator("R1", "B", "C").regulator("R2", "D", "A");
    const Twin twin = b.connected();
    EXPECT_EQ(row_count(twin.network.regulator), 2u);
    EXPECT_EQ(supplied_length_share(twin.network), 0.0);
}

TEST(Connect, CoordinatesBeyondAnySystemAreSetAside) {
    constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    SurveyBuilder b;
    b.point("A", 0, 0).point("B", 50, 0).point("C", 1e300, -1e300).point("D", inf, 0).point("E", nan, 0);
    b.line("P1", "A", "B", {{0, 0}, {50, 0}}).line("P2", "B", "C", {{50, 0}, {1e300, -1e300}});
    b.line("P3", "C", "D", {{-1e18, 0}, {1e18, 0}}).line("P4", "D", "E", {{inf, 0}, {nan, 0}});
    b.line("P5", "A", "B", {{0, 0}, {1e300, 7}, {50, 0}});
    const Twin twin = b.connected();
    for (const Point p : twin.network.pipe_line.points) EXPECT_TRUE(std::abs(p.x) <= 50.0 && std::abs(p.y) <= 50.0);
    for (const double length_m : twin.network.pipe.length_m) EXPECT_DOUBLE_EQ(length_m, 50.0);
    EXPECT_EQ(twin.network.pipe.id, (std::vector<std::string>{"P1", "P5"}));
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["coordinate_outlier"], 6); // C, D, and four drawings
    EXPECT_EQ(kinds["not_a_number"], 1);       // E
}

TEST(Connect, RecordedLengthCountsUnlessImpossible) {
    SurveyBuilder b;
    b.line("P1", "", "", {{0, 0}, {10, 0}}).line("P2", "", "", {{0, 5}, {10, 5}}).line("P3", "", "", {{0, 9}, {10, 9}});
    b.survey.line.length_m = {11.0, 20.0, missing_real};
    const Twin twin = b.connected();
    EXPECT_DOUBLE_EQ(twin.network.pipe.length_m[0], 11.0);
    EXPECT_DOUBLE_EQ(twin.network.pipe.length_m[1], 10.0);
    EXPECT_DOUBLE_EQ(twin.network.pipe.length_m[2], 10.0);
    EXPECT_EQ(twin.issue.object_id[row_of(twin.issue.kind, "length_mismatch")], "P2");
}

TEST(Connect, LevelsOfOneDatumOrNone) {
    SurveyBuilder b;
    for (int i = 0; i < 11; ++i) b.point("N" + std::to_string(i), 100.0 * i, 0);
    for (int i = 0; i < 10; ++i)
        b.line("P" + std::to_string(i), "N" + std::to_string(i), "N" + std::to_string(i + 1),
               {{100.0 * i, 0}, {100.0 * (i + 1), 0}});
    for (int i = 0; i < 11; ++i) b.survey.point.ground_level_m[static_cast<std::size_t>(i)] = 20.0 + i;
    b.survey.point.ground_level_m[5] = missing_real;
    b.survey.line.from_depth_m.assign(10, 1.0);
    b.survey.line.to_depth_m.assign(10, 1.0);
    Twin twin = b.connected();
    EXPECT_DOUBLE_EQ(twin.network.node.elevation_m[3], 22.0);
    EXPECT_DOUBLE_EQ(twin.network.node.elevation_m[5], 24.0); // between its neighbours
    for (std::size_t i = 0; i < 11; i += 2) b.survey.point.ground_level_m[i] += 60.0;
    twin = b.connected();
    EXPECT_DOUBLE_EQ(twin.network.node.elevation_m[3], 0.0);
    EXPECT_EQ(count_kinds(twin.issue.kind)["levels_not_used"], 1);
}

/// Time of a city-like lattice of n lines.
double seconds_for(int n) {
    SurveyBuilder b;
    const int side = static_cast<int>(std::sqrt(n / 2.0));
    for (int i = 0; i < side; ++i)
        for (int j = 0; j < side; ++j) {
            const double x = 50.0 * i, y = 50.0 * j;
            b.line("H" + std::to_string(i * side + j), "", "", {{x, y}, {x + 50, y}});
            b.line("V" + std::to_string(i * side + j), "", "", {{x + 25, y}, {x + 25, y + 30}}); // a tee on H
        }
    const auto start = std::chrono::steady_clock::now();
    const Twin twin = connect(std::move(b.survey));
    EXPECT_EQ(row_count(twin.network.pipe), static_cast<std::size_t>(3 * side * side));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(Connect, TimeGrowsNearlyWithTheNumberOfLines) {
    const double small = seconds_for(10'000), large = seconds_for(100'000);
    EXPECT_LT(large, 35.0 * small) << "n x n would be 100 times"; // 10 times the lines, on a busy machine
}

} // namespace
} // namespace gastwin
