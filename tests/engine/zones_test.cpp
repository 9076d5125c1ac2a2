// SPDX-License-Identifier: Apache-2.0
#include "engine/zones.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

TEST(Zones, PipesAndOpenValvesJoinRegulatorsAndShutValvesDivide) {
    Sketch s;
    for (int i = 0; i < 7; ++i) s.node();
    s.pipe(0, 1, 10, 0.1);
    s.valve(1, 2, true);
    s.pipe(2, 3, 10, 0.1);
    s.valve(3, 4, false);
    s.regulator(3, 5, 2000);
    s.pipe(4, 4, 10, 0.1);
    const Graph graph = build_graph(s.network, SplitAt::closed_valves);
    const Zones zones = find_zones(s.network, graph);
    EXPECT_EQ(zones.zone_count, 4);
    EXPECT_EQ(zones.junction_count, 6);
    EXPECT_EQ(zones.junction_of_vertex[1], zones.junction_of_vertex[2]);
    std::vector<std::int32_t> zone;
    for (std::int32_t v = 0; v < 7; ++v) zone.push_back(zones.zone_of_vertex(v));
    EXPECT_EQ(zone, (std::vector<std::int32_t>{0, 0, 0, 0, 1, 2, 3}));
    EXPECT_EQ(zones.edges_in(0).size(), 2u);
    EXPECT_TRUE(zones.edges_in(1).empty()) << "a pipe from a node to itself carries nothing";
    for (std::int32_t z = 0; z < zones.zone_count; ++z) {
        const auto members = zones.junctions_in(z);
        for (std::size_t i = 0; i < members.size(); ++i) {
            EXPECT_EQ(zones.zone_of_junction[static_cast<std::size_t>(members[i])], z);
            EXPECT_EQ(zones.local[static_cast<std::size_t>(members[i])], static_cast<std::int32_t>(i));
        }
    }
}

TEST(Zones, AShutValveOnAPipeDividesIt) {
    Sketch s;
    s.node();
    s.node();
    s.pipe(0, 1, 10, 0.1);
    append_row(s.network.valve, "v");
    s.network.valve.pipe[0] = PipeIdx{0};
    s.network.valve.position[0] = 0.5;
    const auto count = [&] { return find_zones(s.network, build_graph(s.network, SplitAt::closed_valves)).zone_count; };
    EXPECT_EQ(count(), 1);
    s.network.valve.open[0] = 0;
    EXPECT_EQ(count(), 2);
}

} // namespace
} // namespace gastwin
