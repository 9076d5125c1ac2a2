// SPDX-License-Identifier: Apache-2.0
// Building the synthetic city, solver check included.
#include "bench/cities.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin::bench {
namespace {

void synthetic_city_build(benchmark::State &state) {
    CityOptions options;
    options.households = static_cast<std::int32_t>(state.range(0));
    Network network;
    for (auto _ : state) network = synthetic_city(options);
    count_nodes(state, network);
}
BENCHMARK(synthetic_city_build)->Apply(to_1e6_nodes);

} // namespace
} // namespace gastwin::bench
