// SPDX-License-Identifier: Apache-2.0
// Steady solves at the peak hour, tables of results included: from nothing, and after a load change.
#include <chrono>

#include "bench/cities.hpp"
#include "engine/load_cases.hpp"
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

/// Many loads of one network in lanes; the time is that of one case.
void steady_per_load_case(benchmark::State &state) {
    constexpr std::size_t cases = 4 * lane_length;
    const Network &network = city(state.range(0));
    const LoadOfCase load = [&](std::size_t k) {
        std::vector<double> demand = network.customer.demand_kg_s;
        for (std::size_t c = 0; c < demand.size(); ++c) demand[c] *= 0.5 + 0.1 * static_cast<double>((c + k) % 5);
        return demand;
    };
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        if (solve_load_cases(network, cases, load).status != Status::converged)
            return state.SkipWithError("not converged");
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        state.SetIterationTime(taken.count() / static_cast<double>(cases));
    }
    count_nodes(state, network);
}
BENCHMARK(steady_per_load_case)->Apply(to_1e5_nodes)->UseManualTime()->Iterations(1);

void peak_demand(benchmark::State &state) {
    const Network &network = city(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(customer_demand_kg_s(network, Load::peak));
    count_nodes(state, network);
}
BENCHMARK(peak_demand)->Apply(to_1e6_nodes);

} // namespace
} // namespace gastwin::bench
