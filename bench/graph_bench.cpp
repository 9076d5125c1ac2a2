// SPDX-License-Identifier: Apache-2.0
// Checking the tables and building the graph, for hydraulics and for isolation.
#include "bench/cities.hpp"
#include "engine/graph.hpp"
#include "models/check.hpp"

namespace gastwin::bench {
namespace {

void table_checks(benchmark::State &state) {
    const Network &network = city(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(check(network));
    count_nodes(state, network);
}
BENCHMARK(table_checks)->Apply(to_1e6_nodes);

void graph_split_at_closed_valves(benchmark::State &state) {
    const Network &network = city(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(build_graph(network, SplitAt::closed_valves));
    count_nodes(state, network);
}
BENCHMARK(graph_split_at_closed_valves)->Apply(to_1e6_nodes);

void graph_split_at_every_valve(benchmark::State &state) {
    const Network &network = city(state.range(0));
    for (auto _ : state) {
        const Graph graph = build_graph(network, SplitAt::every_valve);
        benchmark::DoNotOptimize(build_adjacency(graph));
    }
    count_nodes(state, network);
}
BENCHMARK(graph_split_at_every_valve)->Apply(to_1e6_nodes);

} // namespace
} // namespace gastwin::bench
