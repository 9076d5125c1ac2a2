// SPDX-License-Identifier: Apache-2.0
// Selection of renewals over ten years: time and certified gap on random problems of 1e3 to 1e6 segments
// (tests/scenarios/retrofit_instances.hpp), each segment for itself, in projects of eight with set-up costs, and in
// such projects with two designs and rules of every kind.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "tests/scenarios/retrofit_instances.hpp"

namespace gastwin {
namespace {

void plan_retrofit_problem(benchmark::State &state, bool bundled, bool rules = false) {
    RetrofitProblem problem = random_retrofit(static_cast<std::size_t>(state.range(0)), bundled, 1);
    RetrofitSolution solution;
    if (rules) add_city_rules(problem, 1);
    for (auto _ : state) solution = solve_retrofit(problem);
    state.counters["segments"] = static_cast<double>(problem.cost_cny.size());
    state.counters["gap_percent"] = 100.0 * solution.gap();
    state.counters["iterations"] = solution.iterations;
    state.counters["value"] = solution.value;
    state.counters["bound"] = solution.bound;
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    state.counters["peak_MB"] = static_cast<double>(used.ru_maxrss) / 1024.0; // of the process so far
}

BENCHMARK_CAPTURE(plan_retrofit_problem, single, false)
    ->RangeMultiplier(10)
    ->Range(1000, 1000000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(plan_retrofit_problem, bundled, true)
    ->RangeMultiplier(10)
    ->Range(1000, 1000000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(plan_retrofit_problem, rules, true, true)
    ->RangeMultiplier(10)
    ->Range(10000, 1000000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

} // namespace
} // namespace gastwin
