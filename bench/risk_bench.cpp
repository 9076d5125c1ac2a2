// SPDX-License-Identifier: Apache-2.0
// Frequencies and consequences of every asset: point values alone, and with sampled intervals. Then the sampling by
// itself, up to 1e6 assets with 1,000 samples, beside the slow way that the tests hold it to: compare draws/s.
#include <sys/resource.h>

#include "bench/cities.hpp"
#include "scenarios/risk.hpp"
#include "tests/scenarios/risk_oracle.hpp"

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
BENCHMARK_CAPTURE(risk, 1000_samples, 1000)->Apply(to_1e5_nodes);

constexpr int samples = 1000;

/// All of it, for 1e6 pipes in a grid.
void risk_of_a_million(benchmark::State &state) {
    const Network network = looped_grid(708);
    for (auto _ : state) benchmark::DoNotOptimize(assess_risk(network, default_scheme(), {}, {.samples = samples}));
    count_nodes(state, network);
}
BENCHMARK(risk_of_a_million)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

void count_draws(benchmark::State &state) {
    state.counters["draws/s"] = benchmark::Counter(static_cast<double>(state.range(0)) * samples,
                                                   benchmark::Counter::kIsIterationInvariantRate);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    state.counters["peak_bytes"] = 1024.0 * static_cast<double>(usage.ru_maxrss);
}

void risk_sampling(benchmark::State &state) {
    RiskCase c = random_case(static_cast<std::size_t>(state.range(0)), 1);
    const int threads = static_cast<int>(state.range(1));
    for (auto _ : state)
        sample_risk(c.results, c.assets, c.terms, c.common, c.scheme, {.samples = samples}, threads, {});
    count_draws(state);
}
BENCHMARK(risk_sampling)
    ->ArgNames({"assets", "threads"})
    ->ArgsProduct({{1000, 100000, 1000000}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void risk_sampling_slow(benchmark::State &state) {
    const RiskCase c = random_case(static_cast<std::size_t>(state.range(0)), 1);
    for (auto _ : state) benchmark::DoNotOptimize(SlowSampler(c, samples, 1).run());
    count_draws(state);
}
BENCHMARK(risk_sampling_slow)->ArgName("assets")->Arg(1000)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace gastwin::bench
