// SPDX-License-Identifier: Apache-2.0
#include "bench/cities.hpp"

#include <sys/resource.h>

#include "scenarios/synthetic_city.hpp"

namespace gastwin::bench {

const Network &city(std::int64_t households) {
    static std::int64_t built_for = 0;
    static Network network;
    if (built_for != households) {
        CityOptions options;
        options.households = static_cast<std::int32_t>(households);
        network = {};
        network = synthetic_city(options);
        built_for = households;
    }
    return network;
}

Network looped_grid(std::int32_t side) {
    Network network;
    const std::int32_t nodes = side * side;
    resize_rows(network.node, static_cast<std::size_t>(nodes));
    resize_rows(network.customer, static_cast<std::size_t>(nodes));
    const auto lay = [&](std::int32_t from, std::int32_t to) {
        const auto p = append_row(network.pipe, std::to_string(row_count(network.pipe))).row();
        network.pipe.from_node[p] = NodeIdx{from};
        network.pipe.to_node[p] = NodeIdx{to};
        network.pipe.length_m[p] = 100.0;
        network.pipe.inner_diameter_m[p] = (from + to) % 10 == 0 ? 0.3 : 0.15;
    };
    for (std::int32_t v = 0; v < nodes; ++v) {
        const auto row = static_cast<std::size_t>(v);
        network.node.id[row] = network.customer.id[row] = std::to_string(v);
        network.customer.node[row] = NodeIdx{v};
        network.customer.demand_kg_s[row] = 2e-5 * (1 + v % 3);
        if (v % side + 1 < side) lay(v, v + 1);
        if (v + side < nodes) lay(v, v + side);
    }
    for (const std::int32_t v : {0, side - 1, nodes - side, nodes - 1}) {
        const auto s = append_row(network.source, std::to_string(v)).row();
        network.source.node[s] = NodeIdx{v};
        network.source.gauge_pressure_pa[s] = 0.3e6;
    }
    return network;
}

void sizes(benchmark::internal::Benchmark *bench, Largest largest) {
    bench->Unit(benchmark::kMillisecond)->ArgName("households")->Arg(122'000)->Arg(1'220'000);
    if (largest == Largest::million_nodes) bench->Arg(12'200'000);
}

void count_nodes(benchmark::State &state, const Network &network) {
    const auto nodes = static_cast<double>(row_count(network.node));
    state.counters["nodes"] = nodes;
    state.counters["nodes/s"] = benchmark::Counter(nodes, benchmark::Counter::kIsIterationInvariantRate);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    state.counters["peak_bytes"] = benchmark::Counter(static_cast<double>(usage.ru_maxrss) * 1024.0,
                                                      benchmark::Counter::kDefaults, benchmark::Counter::kIs1024);
}

} // namespace gastwin::bench
