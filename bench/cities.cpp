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
