// SPDX-License-Identifier: Apache-2.0
// Isolation on a street grid: medium-pressure streets with a valve on every other pipe, a customer on each, and a
// low-pressure branch behind a regulator at every fourth crossing. `elements` counts vertices and edges of the graph.
#include <benchmark/benchmark.h>

#include "scenarios/isolation.hpp"

namespace gastwin {
namespace {

void lay_pipe(Network &n, std::int32_t from, std::int32_t to, std::size_t number) {
    n.pipe.id[number] = "P" + std::to_string(number);
    n.pipe.from_node[number] = NodeIdx{from};
    n.pipe.to_node[number] = NodeIdx{to};
    n.pipe.length_m[number] = 100.0;
    n.pipe.inner_diameter_m[number] = 0.15;
    n.customer.id[number] = "C" + std::to_string(number);
    n.customer.pipe[number] = PipeIdx{number};
    n.customer.position[number] = 0.5;
    n.customer.demand_kg_s[number] = 1e-3;
    n.customer.households[number] = 12;
}

Network street_grid(std::int32_t side) {
    Network n;
    const std::int32_t crossings = side * side, branches = (crossings + 3) / 4;
    resize_rows(n.node, static_cast<std::size_t>(crossings + 2 * branches));
    for (std::size_t i = 0; i < row_count(n.node); ++i) n.node.id[i] = "N" + std::to_string(i);
    const auto pipes = static_cast<std::size_t>(2 * side * (side - 1) + branches);
    resize_rows(n.pipe, pipes);
    resize_rows(n.customer, pipes);
    std::size_t next = 0;
    for (std::int32_t row = 0; row < side; ++row)
        for (std::int32_t column = 0; column < side; ++column) {
            const std::int32_t here = row * side + column;
            if (column + 1 < side) lay_pipe(n, here, here + 1, next++);
            if (row + 1 < side) lay_pipe(n, here, here + side, next++);
        }
    resize_rows(n.regulator, static_cast<std::size_t>(branches));
    for (std::int32_t b = 0; b < branches; ++b) {
        const auto r = static_cast<std::size_t>(b);
        n.regulator.id[r] = "R" + std::to_string(b);
        n.regulator.from_node[r] = NodeIdx{4 * b};
        n.regulator.to_node[r] = NodeIdx{crossings + 2 * b};
        lay_pipe(n, crossings + 2 * b, crossings + 2 * b + 1, next++);
    }
    for (std::size_t p = 0; p < pipes; p += 2) {
        const auto v = append_row(n.valve, "V" + std::to_string(p)).row();
        n.valve.pipe[v] = PipeIdx{p};
        n.valve.position[v] = 0.05;
    }
    for (const std::int32_t corner : {0, crossings - 1}) {
        const auto s = append_row(n.source, "S" + std::to_string(corner)).row();
        n.source.node[s] = NodeIdx{corner};
        n.source.gauge_pressure_pa[s] = 3e5;
    }
    return n;
}

void count(benchmark::State &state, const Segments &segments, std::size_t pipes) {
    const auto elements = static_cast<std::int64_t>(segments.vertex.size() + segments.edge.size());
    state.SetComplexityN(elements);
    state.counters["elements"] = static_cast<double>(elements);
    state.counters["pipes"] = static_cast<double>(pipes);
    state.counters["segments"] = segments.segment_count();
}

void find_segments_of_grid(benchmark::State &state) {
    const Network n = street_grid(static_cast<std::int32_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(find_segments(n));
    count(state, find_segments(n), row_count(n.pipe));
}

/// All pipes, from the segments.
void criticality_of_grid(benchmark::State &state) {
    const Network n = street_grid(static_cast<std::int32_t>(state.range(0)));
    const Segments segments = find_segments(n);
    for (auto _ : state) benchmark::DoNotOptimize(criticality(n, segments));
    count(state, segments, row_count(n.pipe));
}

/// One plan for a pipe drawn anew each time, segments at hand.
void shutoff_in_grid(benchmark::State &state) {
    const Network n = street_grid(static_cast<std::int32_t>(state.range(0)));
    const Segments segments = find_segments(n);
    std::uint64_t draw = 0;
    for (auto _ : state) {
        const Break b{PipeIdx{static_cast<std::size_t>(draw++ * 7919) % row_count(n.pipe)}};
        benchmark::DoNotOptimize(shutoff(n, segments, std::span(&b, 1)));
    }
    count(state, segments, row_count(n.pipe));
}

constexpr std::int64_t smallest = 64, largest = 512;
BENCHMARK(find_segments_of_grid)
    ->RangeMultiplier(2)
    ->Range(smallest, largest)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();
BENCHMARK(criticality_of_grid)
    ->RangeMultiplier(2)
    ->Range(smallest, largest)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();
BENCHMARK(shutoff_in_grid)->RangeMultiplier(2)->Range(smallest, largest)->Unit(benchmark::kMillisecond)->Complexity();

} // namespace
} // namespace gastwin
