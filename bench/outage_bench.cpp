// SPDX-License-Identifier: Apache-2.0
// Every segment of a synthetic city shut in turn, with the pressures of those who stay connected. `each_by_solve` is
// how many times longer one solve of the whole network for every segment would take, from the solve timed in this run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "bench/cities.hpp"
#include "scenarios/segment_outages.hpp"

namespace gastwin {
namespace {

double seconds_of_a_solve(const Network &n) {
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(solve_steady(n, n.customer.demand_kg_s));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void hydraulic_criticality_of_city(benchmark::State &state) {
    const Network &n = bench::city(state.range(0));
    const Segments segments = find_segments(n);
    SegmentOutages outages;
    const auto start = std::chrono::steady_clock::now();
    for (auto _ : state) outages = segment_outages(n, segments, n.customer.demand_kg_s);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() /
                           static_cast<double>(state.iterations());
    bench::count_nodes(state, n);
    const auto by = [&](OutageSolve how) {
        return static_cast<double>(std::count(outages.solve.begin(), outages.solve.end(), how));
    };
    state.counters["segments"] = segments.segment_count();
    state.counters["screened"] = by(OutageSolve::screened);
    state.counters["zone"] = by(OutageSolve::zone);
    state.counters["zones"] = by(OutageSolve::zones);
    state.counters["network"] = by(OutageSolve::network);
    state.counters["infeasible"] = by(OutageSolve::infeasible);
    state.counters["not_converged"] = by(OutageSolve::not_converged);
    const auto &low = outages.customers_low_pressure;
    state.counters["with_low"] =
        static_cast<double>(std::count_if(low.begin(), low.end(), [](auto k) { return k > 0; }));
    const double each = seconds_of_a_solve(n) * segments.segment_count();
    state.counters["each_by_solve"] = each / seconds;
}

BENCHMARK(hydraulic_criticality_of_city)
    ->Apply(bench::to_1e5_nodes)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Iterations(1);

} // namespace
} // namespace gastwin
