// SPDX-License-Identifier: Apache-2.0
// Steady solves at the peak hour, tables of results included: from nothing, and after a load change.
#include "bench/cities.hpp"
#include "engine/loads.hpp"
#include "engine/steady.hpp"

namespace gastwin::bench {
namespace {

/// Everything from tables to tables.
void solve_cold(benchmark::State &state, const Network &network) {
    int iterations = 0;
    for (auto _ : state) {
        const State solved = solve_steady(network, network.customer.demand_kg_s);
        if (solved.status != Status::converged) return state.SkipWithError("not converged");
        iterations = solved.iterations;
    }
    count_nodes(state, network);
    state.counters["iterations"] = iterations;
}

/// A prepared model after every load has changed, each by another share, up and down by turns.
void solve_warm(benchmark::State &state, const Network &network) {
    SteadyModel model(network);
    std::vector<double> low = network.customer.demand_kg_s, high = low;
    for (std::size_t c = 0; c < low.size(); ++c) low[c] *= 0.8 + 0.1 * static_cast<double>(c % 3);
    model.solve(high);
    int iterations = 0;
    bool peak = true;
    for (auto _ : state) {
        peak = !peak;
        const State &solved = model.solve(peak ? high : low);
        if (solved.status != Status::converged) return state.SkipWithError("not converged");
        iterations = solved.iterations;
    }
    count_nodes(state, network);
    state.counters["iterations"] = iterations;
}

void steady(benchmark::State &state) { solve_cold(state, city(state.range(0))); }
BENCHMARK(steady)->Apply(to_1e6_nodes)->UseRealTime();

void steady_load_change(benchmark::State &state) { solve_warm(state, city(state.range(0))); }
BENCHMARK(steady_load_change)->Apply(to_1e6_nodes)->UseRealTime();

void steady_looped_grid(benchmark::State &state) { solve_cold(state, looped_grid(316)); }
BENCHMARK(steady_looped_grid)->Unit(benchmark::kMillisecond)->UseRealTime();

void steady_looped_grid_load_change(benchmark::State &state) { solve_warm(state, looped_grid(316)); }
BENCHMARK(steady_looped_grid_load_change)->Unit(benchmark::kMillisecond)->UseRealTime();

void peak_demand(benchmark::State &state) {
    const Network &network = city(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(customer_demand_kg_s(network, Load::peak));
    count_nodes(state, network);
}
BENCHMARK(peak_demand)->Apply(to_1e6_nodes);

} // namespace
} // namespace gastwin::bench
