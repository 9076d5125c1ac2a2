// SPDX-License-Identifier: Apache-2.0
// One steady solve of the whole city at the peak hour, tables of results included.
#include "bench/cities.hpp"
#include "engine/loads.hpp"
#include "engine/steady.hpp"

namespace gastwin::bench {
namespace {

void steady(benchmark::State &state) {
    const Network &network = city(state.range(0));
    int iterations = 0;
    for (auto _ : state) {
        const State solved = solve_steady(network, network.customer.demand_kg_s);
        if (solved.status != Status::converged) return state.SkipWithError("not converged");
        iterations = solved.iterations;
    }
    count_nodes(state, network);
    state.counters["iterations"] = iterations;
}
BENCHMARK(steady)->Apply(to_1e6_nodes);

void peak_demand(benchmark::State &state) {
    const Network &network = city(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(customer_demand_kg_s(network, Load::peak));
    count_nodes(state, network);
}
BENCHMARK(peak_demand)->Apply(to_1e6_nodes);

} // namespace
} // namespace gastwin::bench
