// SPDX-License-Identifier: Apache-2.0
#include "gis/safe_fixes.hpp"

#include <gtest/gtest.h>

#include <map>

#include "gis/connect.hpp"
#include "gis/gaps.hpp"
#include "gis/supply.hpp"
#include "models/check.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

/// A street: main A-B-C of two pipes with a source at A, a service at B.
Twin street() {
    SurveyBuilder b;
    b.point("A", 0, 0).point("B", 50, 0).point("C", 100, 0).point("D", 50, 30);
    b.line("P", "A", "B", {{0, 0}, {50, 0}})
        .line("Q", "B", "C", {{50, 0}, {75, 1}, {100, 0}})
        .line("S", "B", "D", {{50, 0}, {50, 30}})
        .source("G", "A");
    Twin twin = b.connected();
    twin.issue = {}, twin.repair = {};
    return twin;
}

std::map<std::string, FixEffect> fixed(Twin &twin) {
    std::map<std::string, FixEffect> effects;
    for (const FixEffect &effect : fix_safely(twin)) effects.emplace(effect.kind, effect);
    return effects;
}

/// Exactly `repairs` of this kind and none of another; nothing left for a second call; ledger and network sound.
FixEffect expect_only(Twin &twin, const std::string &kind, std::size_t repairs) {
    const auto effects = fixed(twin);
    for (const auto &[other, effect] : effects) EXPECT_EQ(effect.repairs, other == kind ? repairs : 0u) << other;
    EXPECT_EQ(count_kinds(twin.repair.kind)[kind], static_cast<int>(repairs));
    EXPECT_EQ(twin.issue.kind, twin.repair.kind);
    EXPECT_NO_THROW(require_sound(twin.network));
    for (const auto &[other, effect] : fixed(twin)) EXPECT_EQ(effect.repairs, 0u) << other << " again";
    return effects.at(kind);
}

void add_pipe(Network &network, const std::string &id, std::size_t like, const Course &course) {
    const std::int32_t row = static_cast<std::int32_t>(like);
    append_rows(network.pipe, select_rows(network.pipe, std::span(&row, 1)));
    network.pipe.id.back() = id;
    network.pipe_line.push_back(course);
}

std::size_t add_node(Network &network, const std::string &id, Point at) {
    const std::size_t v = append_row(network.node, id).row();
    network.node.x_m[v] = at.x, network.node.y_m[v] = at.y;
    return v;
}

TEST(SafeFixes, ASoundTwinIsLeftAlone) {
    Twin twin = street();
    const Network before = twin.network;
    for (const auto &[kind, effect] : fixed(twin)) {
        EXPECT_EQ(effect.repairs, 0u) << kind;
        EXPECT_DOUBLE_EQ(effect.supplied_after_m, effect.supplied_before_m);
        EXPECT_NEAR(effect.supplied_after_m, supplied_length_m(before), 1e-9);
    }
    EXPECT_EQ(twin.network.pipe.id, before.pipe.id);
    EXPECT_EQ(twin.network.pipe_line.points, before.pipe_line.points);
    EXPECT_EQ(row_count(twin.repair), 0u);
}

TEST(SafeFixes, EveryKindIsInTheCatalogueAndSaysWhatItIs) {
    EXPECT_EQ(safe_fixes().size(), 6u);
    for (const SafeFix &fix : safe_fixes()) {
        EXPECT_NO_THROW(static_cast<void>(kind(fix.kind))) << fix.kind;
        EXPECT_FALSE(fix.en.empty());
        EXPECT_FALSE(fix.zh.empty());
    }
}

/// Drawn the other way the second time; the valve on it moves to the same place on the one that stays.
TEST(SafeFixes, RepeatedPipesGiveTheirValvesToTheOneThatStays) {
    Twin twin = street();
    Network &n = twin.network;
    add_pipe(n, "copy", 0, {{50, 0}, {0, 0}});
    std::swap(n.pipe.from_node.back(), n.pipe.to_node.back());
    add_pipe(n, "twin", 0, {{0, 0}, {50, 0}});
    n.pipe.install_year.back() = 2015; // laid beside it: another pipe
    const std::size_t v = append_row(n.valve, "V").row();
    n.valve.pipe[v] = PipeIdx{row_count(n.pipe) - 2};
    n.valve.position[v] = 0.2;
    const double all_m = supplied_length_m(n);
    const FixEffect effect = expect_only(twin, "duplicate_pipe_row", 1);
    EXPECT_EQ(n.pipe.id, (std::vector<std::string>{"P", "Q", "S", "twin"}));
    EXPECT_EQ(n.pipe_line.rows(), 4u);
    EXPECT_EQ(n.valve.pipe[v], PipeIdx{0});
    EXPECT_DOUBLE_EQ(n.valve.position[v], 0.8);
    EXPECT_DOUBLE_EQ(effect.supplied_before_m, all_m);
    EXPECT_NEAR(effect.supplied_after_m, all_m - 50.0, 1e-9);
    EXPECT_EQ(twin.repair.before[0], "copy");
    EXPECT_EQ(twin.repair.after[0], "P");
}

TEST(SafeFixes, ExchangedCoordinatesOfANode) {
    Twin twin = street();
    Nodes &node = twin.network.node;
    const std::size_t d = row_of(node.id, "D");
    std::swap(node.x_m[d], node.y_m[d]);
    expect_only(twin, "swapped_xy", 1);
    EXPECT_EQ(node.x_m[d], 50.0);
    EXPECT_EQ(node.y_m[d], 30.0);
}

TEST(SafeFixes, PipesWithoutDrawingAndDrawnTheWrongWay) {
    Twin twin = street();
    Network &n = twin.network;
    Shapes lines;
    lines.push_back({});
    for (const std::size_t p : {1u, 2u}) lines.push_back(n.pipe_line[p]);
    n.pipe_line = lines;
    expect_only(twin, "null_geometry", 1);
    EXPECT_EQ(n.pipe_line[0].front(), (Point{0, 0}));
    EXPECT_EQ(n.pipe_line[0].back(), (Point{50, 0}));

    Twin turned = street();
    std::swap(turned.network.pipe.from_node[1], turned.network.pipe.to_node[1]);
    expect_only(turned, "endpoint_ids_reversed_vs_geometry", 1);
    EXPECT_EQ(turned.network.pipe_line[1].front(), (Point{100, 0}));
    EXPECT_EQ(turned.network.pipe_line[1][1], (Point{75, 1}));
}

TEST(SafeFixes, DepthsInCentimetresAmongMetres) {
    Twin twin = street();
    twin.network.pipe.depth_m = {1.1, 120.0, 1.0};
    twin.network.node.depth_m = {1.0, 1.2, -45.0, 0.9};
    expect_only(twin, "depth_in_cm", 2);
    EXPECT_EQ(twin.network.pipe.depth_m, (std::vector<double>{1.1, 1.2, 1.0}));
    EXPECT_EQ(twin.network.node.depth_m[2], -0.45);
    EXPECT_EQ(twin.repair.before[0], "depth_m 120");
    twin.network.pipe.depth_m = {31.0, 32.0, 33.0}; // a deep tunnel: nothing says otherwise
    for (const auto &[kind, effect] : fixed(twin)) EXPECT_EQ(effect.repairs, 0u) << kind;
}

/// A branch drawn to the very main, with a node of its own: until the main is cut there it has no gas.
TEST(SafeFixes, ATeeOnlyTheDrawingShowsBringsGas) {
    Twin twin = street();
    Network &n = twin.network;
    const NodeIdx end{add_node(n, "E", {20, 0.006})}, far{add_node(n, "F", {20, 40})};
    add_pipe(n, "B", 0, {{20, 0.006}, {20, 40}});
    n.pipe.from_node.back() = end, n.pipe.to_node.back() = far;
    n.pipe.length_m.back() = 40.0;
    n.pipe.loss_coefficient[0] = 5.0;
    const std::size_t v = append_row(n.valve, "V").row(), c = append_row(n.customer, "C").row();
    n.valve.pipe[v] = PipeIdx{0}, n.valve.position[v] = 0.1;
    n.customer.pipe[c] = PipeIdx{0}, n.customer.position[c] = 0.7;
    n.customer.demand_kg_s[c] = 0.001;
    const double before_m = supplied_length_m(n);
    const FixEffect effect = expect_only(twin, "unsplit_T", 1);
    EXPECT_NEAR(effect.supplied_after_m, before_m + 40.0, 1e-9);
    EXPECT_EQ(ends_of(n, "P"), "E B"); // 30 of 50 m: the longer piece keeps the id
    EXPECT_EQ(ends_of(n, "P~2"), "A E");
    const std::size_t longer = row_of(n.pipe.id, "P"), shorter = row_of(n.pipe.id, "P~2");
    EXPECT_NEAR(n.pipe.length_m[longer], 30.0, 1e-9);
    EXPECT_NEAR(n.pipe.length_m[shorter], 20.0, 1e-9);
    EXPECT_NEAR(n.pipe.loss_coefficient[longer] + n.pipe.loss_coefficient[shorter], 5.0, 1e-12);
    EXPECT_EQ(n.valve.pipe[v].row(), shorter);
    EXPECT_NEAR(n.valve.position[v], 0.25, 1e-9);
    EXPECT_EQ(n.customer.pipe[c].row(), longer);
    EXPECT_NEAR(n.customer.position[c], 0.5, 1e-9);
    EXPECT_EQ(n.pipe_line[longer].back(), (Point{50, 0}));
}

TEST(SafeFixes, WhatNearnessAloneSaysStaysAsItIs) {
    const auto with_branch = [](Point start, const std::string &kind, PressureClass pressure) {
        Twin twin = street();
        Network &n = twin.network;
        const NodeIdx end{add_node(n, "E", start)}, far{add_node(n, "F", {20, 40})};
        n.node.kind[end.row()] = kind;
        add_pipe(n, "B", 0, {start, {20, 40}});
        n.pipe.from_node.back() = end, n.pipe.to_node.back() = far;
        n.pipe.pressure_class.back() = pressure;
        return fixed(twin).at("unsplit_T").repairs;
    };
    EXPECT_EQ(with_branch({20, 0.006}, "", PressureClass::low), 1u);
    EXPECT_EQ(with_branch({20, 0.02}, "", PressureClass::low), 0u);      // two centimetres
    EXPECT_EQ(with_branch({20, 0}, "", PressureClass::medium_a), 0u);    // another tier
    EXPECT_EQ(with_branch({20, 0.006}, "出地", PressureClass::low), 0u); // passes above
    Twin loop = street(); // already connected: only what is drawn exactly closes a loop
    Network &n = loop.network;
    add_pipe(n, "R", 0, {{50, 30}, {20, 0.006}});
    n.pipe.from_node.back() = NodeIdx{row_of(n.node.id, "D")};
    n.pipe.to_node.back() = NodeIdx{add_node(n, "E", {20, 0.006})};
    Twin exact = loop;
    EXPECT_EQ(fixed(loop).at("unsplit_T").repairs, 0u);
    exact.network.node.y_m.back() = 0.0;
    EXPECT_EQ(fixed(exact).at("unsplit_T").repairs, 1u);
}

/// Several cuts of one pipe, two of them at one place.
TEST(SafeFixes, ManyTeesOnOnePipe) {
    Twin twin = street();
    Network &n = twin.network;
    for (const double x : {10.0, 30.0, 45.0}) {
        const std::string name = std::to_string(static_cast<int>(x));
        const NodeIdx end{add_node(n, "E" + name, {x, 0})}, far{add_node(n, "F" + name, {x, 9})};
        add_pipe(n, "B" + name, 0, {{x, 0}, {x, 9}});
        n.pipe.from_node.back() = end, n.pipe.to_node.back() = far;
    }
    expect_only(twin, "unsplit_T", 3);
    double length = 0.0;
    for (std::size_t p = 0; p < row_count(n.pipe); ++p)
        if (n.pipe.id[p].starts_with("P")) length += n.pipe.length_m[p];
    EXPECT_NEAR(length, 50.0, 1e-9);
    EXPECT_DOUBLE_EQ(supplied_length_share(n), 1.0);
}

TEST(SafeFixes, BrokenAndEmptyTwinsAreNoCrash) {
    Twin empty;
    for (const auto &[kind, effect] : fixed(empty)) EXPECT_EQ(effect.repairs, 0u) << kind;
    Twin broken = street();
    broken.network.pipe.from_node[0] = NodeIdx{};
    broken.network.pipe.length_m[1] = missing_real;
    broken.network.node.x_m[2] = missing_real;
    static_cast<void>(fixed(broken));
    EXPECT_GT(row_count(check(broken.network)), 0u);
}

} // namespace
} // namespace gastwin
