// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_twin.hpp"

namespace gastwin::test {

std::string some_text(std::mt19937_64 &random) {
    static const std::vector<std::string> texts{
        "", "中压燃气管", "plain", "逗号, 引号\" 换行\n完", "it's", "<空>", "DN150×10.0", "  空格  ", "𠮷野家"};
    return texts[random() % texts.size()];
}

double some_real(std::mt19937_64 &random) {
    if (random() % 8 == 0) return missing_real;
    const auto value = std::bit_cast<double>(static_cast<std::uint64_t>(random()));
    if (value != value) return missing_real;
    return value == 0.0 ? 0.0 : value;
}

namespace {

/// Places near one another, as in a city: maps need them.
void place_nodes(Nodes &node, std::mt19937_64 &random) {
    std::uniform_real_distribution<double> metres(0.0, 5000.0);
    for (std::size_t i = 0; i < row_count(node); ++i) {
        node.x_m[i] = 529000.0 + metres(random);
        node.y_m[i] = 3377000.0 + metres(random);
    }
}

std::string network_difference(const Network &a, const Network &b) {
    std::string found;
    for_each_table(a, [&](const auto &table) {
        if (found.empty()) found = difference(table, table_of<std::decay_t<decltype(table)>>(b));
    });
    const auto same_shapes = [](const Shapes &p, const Shapes &q) {
        return p.start == q.start && p.points == q.points;
    };
    if (found.empty() && !same_shapes(a.pipe_line, b.pipe_line)) found = "pipe_line";
    if (found.empty() && !same_shapes(a.building_outline, b.building_outline)) found = "building_outline";
    if (found.empty() && a.crs != b.crs) found = "crs";
    return found;
}

} // namespace

Twin small_twin() {
    Twin twin;
    Network &n = twin.network;
    for (const auto &[id, x] : {std::pair{"a", 0.0}, std::pair{"b", 30.0}}) {
        const auto row = append_row(n.node, id).row();
        n.node.x_m[row] = x;
        n.node.y_m[row] = 40.0;
    }
    append_row(n.pipe, "P");
    n.pipe.from_node[0] = NodeIdx{0};
    n.pipe.to_node[0] = NodeIdx{1};
    n.pipe.length_m[0] = 30.0;
    n.pipe.inner_diameter_m[0] = 0.1;
    return twin;
}

Twin random_twin(std::size_t rows, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Twin twin;
    Network &network = twin.network;
    for_each_table(network, [&](auto &table) { add_ids(table, rows); });
    for_each_table(network, [&](auto &table) { fill_randomly(network, table, random); });
    place_nodes(network.node, random);
    for (std::size_t i = 0; i < rows; ++i) {
        const double x = 529000.0 + static_cast<double>(random() % 5000), y = 3377000.1;
        // A course of one kind or another on every pipe, so that pipe_line reads back as it is.
        network.pipe_line.push_back(std::vector<Point>{{x, y}, {x + 1.0 / 3.0, y + 7.0}, {x + 20.0, y + 0.1}});
        if (i % 3 == 0) network.building_outline.push_back({});
        else network.building_outline.push_back(std::vector<Point>{{x, y}, {x + 9, y}, {x + 9, y + 9.1}, {x, y}});
    }
    network.crs = "EPSG:4547";
    network.gas = {0.017, 283.15, 1.1e-5, Compressibility::linear, 1.0 / 3.0, -2.3e-8, 8.314462618};
    for (std::size_t i = 0; i < rows; ++i) {
        add_issue(twin.issue, {.kind = i % 2 == 0 ? "snap_gap" : "duplicate_id",
                               .layer = "管线.shp",
                               .object_id = network.pipe.id[i],
                               .row = static_cast<std::int32_t>(i + 1),
                               .x_m = network.node.x_m[i],
                               .y_m = network.node.y_m[i]});
        add_repair(twin.repair, {.kind = i % 3 == 0 ? "snap_gap" : "unsplit_T",
                                 .before = "1,2",
                                 .after = "3,4",
                                 .distance_m = 0.1,
                                 .x_m = network.node.x_m[i],
                                 .y_m = network.node.y_m[i]});
    }
    add_ids(twin.layer_read, rows);
    fill_randomly(network, twin.layer_read, random);
    add_ids(twin.provenance, rows);
    fill_randomly(network, twin.provenance, random);
    add_ids(twin.candidate, rows);
    fill_randomly(network, twin.candidate, random);
    add_ids(twin.exposure, rows);
    fill_randomly(network, twin.exposure, random);
    return twin;
}

std::string difference(const Twin &a, const Twin &b) {
    for (std::string found :
         {network_difference(a.network, b.network), difference(a.layer_read, b.layer_read),
          difference(a.issue, b.issue), difference(a.repair, b.repair), difference(a.provenance, b.provenance),
          difference(a.candidate, b.candidate), difference(a.exposure, b.exposure)})
        if (!found.empty()) return found;
    return "";
}

} // namespace gastwin::test
