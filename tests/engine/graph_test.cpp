// SPDX-License-Identifier: Apache-2.0
#include "engine/graph.hpp"

#include <gtest/gtest.h>

namespace gastwin {
namespace {

/// a ──P── b with a closed valve at 0.25, an open one at 0.5 and a customer at 0.75.
Network pipe_with_mounts() {
    Network n;
    append_row(n.node, "a");
    append_row(n.node, "b");
    append_row(n.pipe, "P");
    n.pipe.from_node[0] = NodeIdx{0};
    n.pipe.to_node[0] = NodeIdx{1};
    n.pipe.length_m[0] = 100.0;
    n.pipe.inner_diameter_m[0] = 0.1;
    for (const double position : {0.25, 0.5}) {
        const auto v = append_row(n.valve, std::to_string(position)).row();
        n.valve.pipe[v] = PipeIdx{0};
        n.valve.position[v] = position;
        n.valve.open[v] = position == 0.5;
    }
    append_row(n.customer, "C");
    n.customer.pipe[0] = PipeIdx{0};
    n.customer.position[0] = 0.75;
    return n;
}

TEST(Graph, HydraulicsSplitsAtCustomersAndClosedValvesOnly) {
    const Graph g = build_graph(pipe_with_mounts(), SplitAt::closed_valves);
    EXPECT_EQ(g.vertex_count, 2 + 2 + 1);
    ASSERT_EQ(g.edge_count(), 4u); // [0,.25] [.25,.75] [.75,1] and the valve
    EXPECT_EQ(g.kind.back(), EdgeKind::valve);
    EXPECT_DOUBLE_EQ(g.end[1] - g.start[1], 0.5);
    EXPECT_EQ(g.customer_vertex[0], g.to[1]);
}

TEST(Graph, IsolationSplitsAtEveryValve) {
    const Graph g = build_graph(pipe_with_mounts(), SplitAt::every_valve);
    EXPECT_EQ(g.vertex_count, 2 + 4 + 1);
    EXPECT_EQ(g.edge_count(), 4u + 2u);
}

TEST(Graph, PipesThatCarryNoGasHaveNoEdge) {
    Network n = pipe_with_mounts();
    for (const UseState dead : {UseState::abandoned, UseState::empty}) {
        n.pipe.state[0] = dead;
        const Graph g = build_graph(n, SplitAt::every_valve);
        EXPECT_EQ(g.edge_count(), 0u);
        EXPECT_EQ(g.customer_vertex[0], -1);
    }
    n.pipe.state[0] = UseState::unknown;
    EXPECT_EQ(build_graph(n, SplitAt::every_valve).edge_count(), 4u + 2u);
}

TEST(Graph, ValvesAtPipeEndsMakeNoPieceOfZeroLength) {
    Network n = pipe_with_mounts();
    n.valve.position = {0.0, 1.0};
    const Graph g = build_graph(n, SplitAt::every_valve);
    for (std::size_t e = 0; e < g.edge_count(); ++e)
        if (g.kind[e] == EdgeKind::pipe) {
            EXPECT_GT(g.end[e], g.start[e]);
        }
    EXPECT_EQ(g.edge_count(), 2u + 2u);
    // The customer is cut off from both ends by the valves.
    for (std::size_t e = 0; e < g.edge_count(); ++e)
        if (g.kind[e] == EdgeKind::pipe) {
            EXPECT_TRUE(g.from[e] > 1 && g.to[e] > 1);
        }
}

TEST(Graph, SeveralValvesAtOnePipeEndAreInSeries) {
    Network n = pipe_with_mounts();
    n.valve.position = {1.0, 1.0};
    const Graph g = build_graph(n, SplitAt::every_valve);
    for (std::size_t e = 0; e < g.edge_count(); ++e) EXPECT_NE(g.from[e], g.to[e]);
}

} // namespace
} // namespace gastwin
