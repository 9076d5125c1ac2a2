// SPDX-License-Identifier: Apache-2.0
// Frequencies and consequences of every asset: point values alone, and with sampled intervals.
#include "bench/cities.hpp"
#include "scenarios/risk.hpp"

namespace gastwin::bench {
namespace {

void risk(benchmark::State &state, int samples) {
    const Network &network = city(state.range(0));
    RiskOptions options;
    options.samples = samples;
    for (auto _ : state) benchmark::DoNotOptimize(assess_risk(network, default_scheme(), {}, options));
    count_nodes(state, network);
}
BENCHMARK_CAPTURE(risk, point_values, 0)->Apply(to_1e5_nodes);
BENCHMARK_CAPTURE(risk, 50_samples, 50)->Apply(to_1e5_nodes);

} // namespace
} // namespace gastwin::bench
