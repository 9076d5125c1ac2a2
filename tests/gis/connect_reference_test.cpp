// SPDX-License-Identifier: Apache-2.0
// connect() on the reference sets, scored against their labelled truth.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "gis/connect.hpp"
#include "gis/dataset.hpp"
#include "gis/import.hpp"
#include "gis/supply.hpp"
#include "models/check.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

fs::path reference(const std::string &path) { return fs::path(GASTWIN_SHARED_DATA) / "gis" / path; }

#define SKIP_WITHOUT(path)                                                                                             \
    if (!fs::exists(reference(path))) GTEST_SKIP() << "reference data absent: " << reference(path)

const Twin &wuchang() {
    static const Twin twin = [] {
        ImportOptions options;
        options.this_year = 2024;
        const std::vector<fs::path> inputs{reference("wuchang/survey"), reference("wuchang/registers")};
        return connect(import_survey(inputs, options));
    }();
    return twin;
}

using Edge = std::pair<std::string, std::string>;
Edge edge(const std::string &a, const std::string &b) { return std::minmax(a, b); }

struct TruthPipe {
    Edge edge;
    bool low_pressure = false;
};

std::map<std::string, TruthPipe> truth_pipes() {
    Issues issues;
    Dataset data(reference("wuchang/truth.gpkg"), "", issues);
    std::map<std::string, TruthPipe> pipes;
    for (std::size_t layer = 0; layer < data.layers().size(); ++layer) {
        if (data.layers()[layer].layer != "pipe") continue;
        const RawLayer raw = data.read(layer, std::vector<bool>(data.layers()[layer].columns.size(), true), issues);
        const auto column = [&](std::string_view name) -> const TextColumn & {
            return *std::find_if(raw.columns.begin(), raw.columns.end(),
                                 [&](const TextColumn &c) { return c.name == name; });
        };
        for (std::size_t row = 0; row < raw.rows(); ++row)
            pipes[std::string(column("pipe_id")[row])] = {
                edge(std::string(column("from_node")[row]), std::string(column("to_node")[row])),
                column("pressure_class")[row] == "低压"};
    }
    return pipes;
}

struct Label {
    std::string object, info;
};

std::map<std::string, std::vector<Label>> labels() {
    std::ifstream file(reference("wuchang/defects_truth.csv"));
    std::string text;
    std::getline(file, text);
    std::map<std::string, std::vector<Label>> labels;
    while (std::getline(file, text)) {
        if (!text.empty() && text.back() == '\r') text.pop_back();
        std::istringstream cells(text);
        std::string kind;
        Label label;
        std::getline(cells, kind, ',');
        std::getline(cells, label.object, ',');
        std::getline(cells, label.info);
        labels[kind].push_back(label);
    }
    return labels;
}

/// Objects that issues of a kind name, in the terms in which the kind is labelled.
std::set<std::string> found_objects(const Twin &twin, const std::string &kind) {
    std::set<std::string> objects;
    for (std::size_t i = 0; i < row_count(twin.issue); ++i) {
        if (twin.issue.kind[i] != kind) continue;
        const std::string &detail = twin.issue.detail[i];
        if (kind == "missing_point_row") objects.insert(twin.issue.value[i]);
        else if (kind == "unsplit_T") objects.insert(detail.substr(detail.rfind(' ') + 1));
        else objects.insert(twin.issue.object_id[i]);
    }
    return objects;
}

std::set<std::string> labelled_objects(const std::string &kind, const std::vector<Label> &labels) {
    std::set<std::string> objects;
    for (const Label &label : labels)
        objects.insert(kind == "unsplit_T" ? label.info.substr(label.info.rfind(' ') + 1) : label.object);
    return objects;
}

TEST(Wuchang, PressureTiersNeverMerge) {
    SKIP_WITHOUT("wuchang/survey");
    const Network &n = wuchang().network;
    const std::vector<std::int32_t> part = connected_parts(n);
    std::map<std::int32_t, std::set<int>> tiers;
    for (std::size_t p = 0; p < row_count(n.pipe); ++p)
        tiers[part[n.pipe.from_node[p].row()]].insert(pressure_tier(n.pipe.pressure_class[p]));
    for (const auto &[root, set] : tiers) EXPECT_EQ(set.size(), 1u) << n.node.id[static_cast<std::size_t>(root)];
    const auto truth = truth_pipes();
    for (std::size_t p = 0; p < row_count(n.pipe); ++p)
        if (const auto t = truth.find(n.pipe.id[p]); t != truth.end()) {
            EXPECT_EQ(pressure_tier(n.pipe.pressure_class[p]) == 1, t->second.low_pressure) << n.pipe.id[p];
        }
}

TEST(Wuchang, EdgesOfTheTruthAreRestored) {
    SKIP_WITHOUT("wuchang/survey");
    const Network &n = wuchang().network;
    std::multiset<Edge> made;
    for (std::size_t p = 0; p < row_count(n.pipe); ++p)
        made.insert(edge(n.node.id[n.pipe.from_node[p].row()], n.node.id[n.pipe.to_node[p].row()]));
    const auto truth = truth_pipes();
    std::size_t restored = 0;
    for (const auto &[id, pipe] : truth)
        if (const auto found = made.find(pipe.edge); found != made.end()) made.erase(found), ++restored;
    std::cout << "edges restored " << restored << " of " << truth.size() << ", invented " << made.size()
              << ", supplied length share " << supplied_length_share(n) << '\n';
    // Of nine rows missing from the survey altogether, one closed a loop: nothing tells that it is gone.
    EXPECT_GE(restored, truth.size() - 1);
    EXPECT_TRUE(made.empty());
    EXPECT_GT(supplied_length_share(n), 0.999);
}

TEST(Wuchang, DefectsAreFoundAndLittleElse) {
    SKIP_WITHOUT("wuchang/survey");
    const auto truth = labels();
    // Offsets along the pipe cannot be seen, nor which of two equal causes moved an end.
    const std::map<std::string, std::pair<double, double>> least{
        {"dangling_point_reference", {1, 1}},
        {"diameter_x10", {1, 1}},
        {"duplicate_pipe_row", {1, 1}},
        {"duplicate_point_id", {1, 1}},
        {"endpoint_ids_reversed_vs_geometry", {1, 1}},
        {"flagged_abandoned_but_live", {1, 0.98}}, // one ends in nothing and feeds nobody
        {"missing_point_row", {1, 1}},
        {"null_geometry", {1, 1}},
        {"overshoot", {0.98, 0.98}},
        {"point_offset", {0.98, 0.98}},
        {"snap_gap", {0.98, 0.97}},
        {"swapped_xy", {1, 1}},
        {"undershoot", {0.75, 0.9}},
        {"unsplit_T", {0.98, 1}},
        {"valve_off_pipe", {0.99, 0.95}},
        {"wrong_pressure_class", {1, 1}},
        {"zero_length_pipe", {1, 1}}};
    for (const auto &[kind, limit] : least) {
        const std::set<std::string> found = found_objects(wuchang(), kind),
                                    labelled = labelled_objects(kind, truth.at(kind));
        double both = 0.0;
        for (const std::string &object : labelled) both += found.contains(object) ? 1.0 : 0.0;
        const double precision = both / static_cast<double>(found.size()),
                     recall = both / static_cast<double>(labelled.size());
        std::cout << kind << ": labelled " << labelled.size() << ", found " << found.size() << ", precision "
                  << precision << ", recall " << recall << '\n';
        EXPECT_GE(precision, limit.first) << kind;
        EXPECT_GE(recall, limit.second) << kind;
    }
}

TEST(Wuchang, RegistersAreOnTheNetwork) {
    SKIP_WITHOUT("wuchang/survey");
    const Network &n = wuchang().network;
    EXPECT_NO_THROW(require_sound(n));
    EXPECT_EQ(row_count(n.regulator), 58u);
    EXPECT_EQ(row_count(n.source), 3u);
    EXPECT_EQ(row_count(n.valve), 1579u);
    EXPECT_EQ(std::count_if(n.riser.node.begin(), n.riser.node.end(), [](NodeIdx v) { return v.valid(); }), 3988);
    std::size_t placed = 0;
    for (std::size_t c = 0; c < row_count(n.customer); ++c)
        placed += n.customer.node[c].valid() || n.customer.pipe[c].valid();
    EXPECT_GE(placed + 5, row_count(n.customer));
    // 293 households name a riser of another building.
    std::size_t wrong_riser = 0;
    for (std::size_t i = 0; i < row_count(wuchang().issue); ++i)
        wrong_riser += wuchang().issue.kind[i] == "ambiguous_reference" && wuchang().issue.column[i] == "riser";
    EXPECT_EQ(wrong_riser, 293u);
}

/// Pieces, connected parts and the longest of them.
struct Noded {
    std::size_t pipes;
    double parts, longest_m, total_m;
    int crossings; ///< listed
};

Noded kaohsiung(const ConnectOptions &options) {
    const std::vector<fs::path> inputs{reference("kaohsiung")};
    const Twin twin = connect(import_survey(inputs), options);
    const Network &n = twin.network;
    const std::vector<std::int32_t> part = connected_parts(n);
    std::map<std::int32_t, double> length;
    for (std::size_t p = 0; p < row_count(n.pipe); ++p) length[part[n.pipe.from_node[p].row()]] += n.pipe.length_m[p];
    Noded noded{row_count(n.pipe), static_cast<double>(length.size()), 0.0, 0.0,
                count_kinds(twin.issue.kind)["crossing"]};
    for (const auto &[root, l] : length) noded.longest_m = std::max(noded.longest_m, l), noded.total_m += l;
    std::cout << noded.pipes << " pieces, " << noded.parts << " parts, longest " << noded.longest_m << " m of "
              << noded.total_m << " m, " << noded.crossings << " crossings listed\n";
    return noded;
}

TEST(Kaohsiung, NodingByGeometryGivesTheMeasuredCounts) {
    SKIP_WITHOUT("kaohsiung");
    const Noded apart = kaohsiung({.t_noding_m = 0.005});
    EXPECT_EQ(apart.pipes, 1103u);
    EXPECT_NEAR(apart.parts, 119.0, 2.0);
    EXPECT_NEAR(apart.longest_m, 100.4e3, 100.0);
    EXPECT_NEAR(apart.total_m, 156.387e3, 10.0);
    // 302 pairs of lines cross by the exact predicate; 174 of them only because an end runs some micrometres past the
    // line it touches. Those are joined.
    EXPECT_EQ(apart.crossings, 128);
}

TEST(Kaohsiung, ConnectedCrossingsGiveTheMeasuredCounts) {
    SKIP_WITHOUT("kaohsiung");
    const Noded joined = kaohsiung({.t_noding_m = 0.005, .crossings = Crossings::connected});
    EXPECT_NEAR(static_cast<double>(joined.pipes), 1370.0, 14.0);
    EXPECT_NEAR(joined.parts, 48.0, 2.0);
    EXPECT_NEAR(joined.longest_m, 126.2e3, 100.0);
    EXPECT_NEAR(joined.total_m, 156.387e3, 10.0);
    EXPECT_EQ(joined.crossings, 132); // four pairs cross twice
}

/// Snapping ends by distance alone makes self-loops of 128 of its pipes at 2 m and of 387 at 5 m; 81 house connections
/// end within 0.5 m of another's by chance. None of them is a tee: the source has one part and one loop.
TEST(Schutterwald, TheTownIsAsItWasAtAnySnapTolerance) {
    const fs::path town = fs::path(GASTWIN_SHARED_DATA) / "hydraulics/schutterwald/schutterwald_gas_1bar.gpkg";
    if (!fs::exists(town)) GTEST_SKIP() << "reference data absent: " << town;
    const Inventory inventory = import_survey(std::vector<fs::path>{town});
    ASSERT_EQ(row_count(inventory.line), 2559u);
    for (const double snap_m : {0.1, 0.5, 1.0, 2.0, 5.0}) {
        SCOPED_TRACE(snap_m);
        const Twin twin = connect(inventory, {.snap_m = snap_m});
        const Network &n = twin.network;
        EXPECT_EQ(row_count(n.node), 2559u);
        EXPECT_EQ(row_count(n.pipe), 2559u); // as many as nodes, and one part: one loop
        const std::vector<std::int32_t> part = connected_parts(n);
        EXPECT_EQ(std::set<std::int32_t>(part.begin(), part.end()).size(), 1u);
        std::vector<int> degree(row_count(n.node), 0);
        double total_m = 0.0;
        for (std::size_t p = 0; p < row_count(n.pipe); ++p) {
            EXPECT_NE(n.pipe.from_node[p], n.pipe.to_node[p]) << n.pipe.id[p];
            ++degree[n.pipe.from_node[p].row()], ++degree[n.pipe.to_node[p].row()];
            total_m += n.pipe.length_m[p];
            const auto drawn = inventory.line_shape[p];
            const auto course = n.pipe_line[p];
            EXPECT_TRUE(std::equal(drawn.begin(), drawn.end(), course.begin(), course.end())) << n.pipe.id[p];
        }
        EXPECT_EQ(std::count(degree.begin(), degree.end(), 1), 1513);
        EXPECT_NEAR(total_m, 101.26e3, 10.0);
        EXPECT_EQ(count_kinds(twin.repair.kind)["unsplit_T"], 0);
        std::cout << "snap " << snap_m << " m: near misses listed " << count_kinds(twin.issue.kind)["near_miss"]
                  << '\n';
    }
}

/// Places of the truth's nodes, by tier: [1] low pressure.
std::array<std::vector<std::pair<Point, std::string>>, 2> truth_nodes(const std::map<std::string, TruthPipe> &pipes) {
    std::map<std::string, bool> low;
    for (const auto &[id, pipe] : pipes)
        low[pipe.edge.first] = pipe.low_pressure, low[pipe.edge.second] = pipe.low_pressure;
    Issues issues;
    Dataset data(reference("wuchang/truth.gpkg"), "", issues);
    std::array<std::vector<std::pair<Point, std::string>>, 2> nodes;
    for (std::size_t layer = 0; layer < data.layers().size(); ++layer) {
        if (data.layers()[layer].layer != "node") continue;
        const RawLayer raw = data.read(layer, std::vector<bool>(data.layers()[layer].columns.size(), true), issues);
        for (std::size_t row = 0; row < raw.rows(); ++row)
            if (const auto found = low.find(std::string(raw.columns[0][row])); found != low.end())
                nodes[found->second ? 1 : 0].emplace_back(raw.shape[row][0], found->first);
    }
    return nodes;
}

/// The district's drawing alone, without point numbers, valves or registers: what nearness can restore. Snapping all
/// that lies near, loops included, restored 6,495 edges and invented 191.
TEST(Wuchang, TheDrawingAloneGivesNearlyTheSameNetwork) {
    SKIP_WITHOUT("wuchang/survey");
    Inventory inventory = import_survey(std::vector<fs::path>{reference("wuchang/survey/RQLINE.shp")});
    for (auto *ids : {&inventory.line.from_point, &inventory.line.to_point}) ids->assign(ids->size(), "");
    const Network n = connect(std::move(inventory), {.bridge_m = 0.0}).network;
    const auto truth = truth_pipes();
    const auto nodes = truth_nodes(truth);
    std::multiset<Edge> made;
    for (std::size_t p = 0; p < row_count(n.pipe); ++p) {
        const auto &near = nodes[pressure_tier(n.pipe.pressure_class[p]) == 1 ? 1 : 0];
        const auto name = [&](NodeIdx v) {
            const Point at{n.node.x_m[v.row()], n.node.y_m[v.row()]};
            constexpr double reach_m = 3.0; // the largest labelled displacement of an end
            const auto best = std::min_element(near.begin(), near.end(), [&](const auto &a, const auto &b) {
                return distance_m(a.first, at) < distance_m(b.first, at);
            });
            return distance_m(best->first, at) < reach_m ? best->second : "?" + n.node.id[v.row()];
        };
        made.insert(edge(name(n.pipe.from_node[p]), name(n.pipe.to_node[p])));
    }
    std::size_t restored = 0;
    for (const auto &[id, pipe] : truth)
        if (const auto found = made.find(pipe.edge); found != made.end()) made.erase(found), ++restored;
    std::cout << "edges restored " << restored << " of " << truth.size() << ", invented " << made.size() << '\n';
    EXPECT_GE(restored, 6490u);
    EXPECT_LE(made.size(), 180u);
}

} // namespace
} // namespace gastwin
