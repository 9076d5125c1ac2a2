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

/// For so many percent of the pipes (1e5) and of as many risers, four materials and five years, of pipes three bores
/// too.
Candidates candidates_for(const Network &network, std::int64_t percent) {
    Candidates c;
    const auto add = [&](std::string_view table, const std::string &id, std::string_view column,
                         std::initializer_list<const char *> values) {
        for (const char *value : values) {
            const auto row = append_row(c, std::to_string(row_count(c))).row();
            c.table_name[row] = table, c.object_id[row] = id, c.column[row] = column, c.value[row] = value;
            c.probability[row] = 1.0 / static_cast<double>(values.size());
        }
    };
    const auto add_all = [&](std::string_view table, const std::vector<std::string> &ids) {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (static_cast<std::int64_t>(i % 100) >= percent) continue;
            add(table, ids[i], "material", {"steel", "pe", "grey_iron", "galvanised"});
            add(table, ids[i], "install_year", {"1978", "1986", "1994", "2002", "2010"});
            if (table == "pipe") add(table, ids[i], "inner_diameter_m", {"0.05", "0.1", "0.2"});
        }
    };
    add_all("pipe", network.pipe.id), add_all("riser", network.riser.id);
    return c;
}

void risk_with_candidates(benchmark::State &state) {
    Network network = looped_grid(224);
    for (std::size_t i = 0; i < row_count(network.pipe); ++i) append_row(network.riser, std::to_string(i));
    const Candidates candidates = candidates_for(network, state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(
            assess_risk(network, default_scheme(), {.candidates = &candidates}, {.samples = samples}));
    state.counters["candidate_rows"] = static_cast<double>(row_count(candidates));
    count_nodes(state, network);
}
BENCHMARK(risk_with_candidates)
    ->ArgName("percent")
    ->Arg(0)
    ->Arg(10)
    ->Arg(40)
    ->Arg(100)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

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
