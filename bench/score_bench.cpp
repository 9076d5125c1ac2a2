// SPDX-License-Identifier: Apache-2.0
// Points, grades and conclusions of every asset.
#include "bench/cities.hpp"
#include "scenarios/policy.hpp"

namespace gastwin::bench {
namespace {

Twin twin_of(const Network &network) {
    Twin twin;
    twin.network = network;
    return twin;
}

void score(benchmark::State &state, const char *name) {
    const Twin twin = twin_of(city(state.range(0)));
    const ScoreScheme scheme = read_score_scheme(bundled_scheme_text(name));
    for (auto _ : state) benchmark::DoNotOptimize(score_assets(twin, scheme));
    count_nodes(state, twin.network);
}
BENCHMARK_CAPTURE(score, points, "points")->Apply(to_1e5_nodes);
BENCHMARK_CAPTURE(score, index, "index")->Apply(to_1e5_nodes);

void policy(benchmark::State &state) {
    const Twin twin = twin_of(city(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(find_by_policy(twin, default_policy()));
    count_nodes(state, twin.network);
}
BENCHMARK(policy)->Apply(to_1e5_nodes);

} // namespace
} // namespace gastwin::bench
