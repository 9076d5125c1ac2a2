// SPDX-License-Identifier: Apache-2.0
#include "engine/cells.hpp"

#include <gtest/gtest.h>

#include "tests/support/random_network.hpp"

namespace gastwin {
namespace {

/// Pipes stay whole, pieces are short enough, and all volume is owned by someone.
TEST(Cells, PiecesMakeUpTheirPipesAndVolumesTheirSum) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        const Network network = test::random_network(random);
        const Graph graph = build_graph(network, SplitAt::closed_valves);
        const Graph cut = cut_pipes(network, graph, 7.0);
        ASSERT_EQ(cut.customer_vertex, graph.customer_vertex);
        std::vector<double> share(row_count(network.pipe), 0.0), walked(share.size(), 0.0);
        double expected = 0.0, sum = 0.0;
        std::vector<Flag> alone(static_cast<std::size_t>(cut.vertex_count), 1);
        for (std::size_t e = 0; e < cut.edge_count(); ++e) {
            if (cut.kind[e] != EdgeKind::pipe) continue;
            const auto pipe = static_cast<std::size_t>(cut.element[e]);
            const double length = (cut.end[e] - cut.start[e]) * network.pipe.length_m[pipe];
            EXPECT_LE(length, 7.0 * (1.0 + 1e-12));
            EXPECT_GE(cut.start[e], walked[pipe]) << "in order along the pipe";
            walked[pipe] = cut.end[e];
            share[pipe] += cut.end[e] - cut.start[e];
            expected += length * circle_area_m2(network.pipe.inner_diameter_m[pipe]);
            alone[static_cast<std::size_t>(cut.from[e])] = alone[static_cast<std::size_t>(cut.to[e])] = 0;
        }
        for (std::size_t p = 0; p < share.size(); ++p)
            EXPECT_NEAR(share[p], carries_gas(network.pipe.state[p]) ? 1.0 : 0.0, 1e-12);
        const auto volumes = vertex_volumes_m3(network, cut);
        for (const double v : volumes) sum += v;
        for (const Flag f : alone) expected += f * least_volume_m3;
        EXPECT_NEAR(sum, expected, 1e-12 * sum);
    }
}

TEST(Cells, TheEndOfAPipeOwnsHalfACell) {
    Network network;
    for (const char *id : {"a", "b"}) append_row(network.node, id);
    append_row(network.pipe, "p");
    network.pipe.from_node[0] = NodeIdx{0};
    network.pipe.to_node[0] = NodeIdx{1};
    network.pipe.length_m[0] = 100.0;
    network.pipe.inner_diameter_m[0] = 0.2;
    const auto v = vertex_volumes_m3(network, cut_pipes(network, build_graph(network, SplitAt::closed_valves), 10.0));
    ASSERT_EQ(v.size(), 11u);
    EXPECT_NEAR(v[0], 0.5 * v[5], 1e-15);
    EXPECT_NEAR(v[1], 0.5 * v[5], 1e-15);
}

} // namespace
} // namespace gastwin
