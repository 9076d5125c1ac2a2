// SPDX-License-Identifier: Apache-2.0
// A day of transient flow in the whole city: hourly factors of the demand, and a station lost for an hour.
#include "bench/cities.hpp"
#include "engine/loads.hpp"
#include "engine/transient.hpp"

namespace gastwin::bench {
namespace {

/// Two meals and a night: a plausible shape, not a design basis.
HourlyFactors household_day() {
    HourlyFactors factors;
    factors.factor[static_cast<std::size_t>(CustomerKind::household)] = {0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.8, 1.0,
                                                                         0.7, 0.5,  0.7, 1.3, 1.2,  0.6, 0.4, 0.4,
                                                                         0.7, 1.5,  2.0, 1.6, 1.2,  0.9, 0.6, 0.3};
    return factors;
}

void transient_day(benchmark::State &state) {
    const Network &network = city(state.range(0));
    const std::vector<double> demand = customer_demand_kg_s(network, Load::average);
    TransientOptions options;
    options.factors = household_day();
    options.record.node = std::vector<std::int32_t>{};
    options.record.regulator = std::vector<std::int32_t>{};
    const std::vector<Event> events{{8.5 * 3600.0, EventKind::regulator_close, network.regulator.id.front(), 0.0},
                                    {9.5 * 3600.0, EventKind::regulator_restore, network.regulator.id.front(), 0.0}};
    TimeSeries run;
    for (auto _ : state) run = simulate(network, demand, options, events);
    if (run.status == Status::max_iterations) return state.SkipWithError(run.explanation.c_str());
    count_nodes(state, network);
    state.counters["steps"] = run.steps;
    state.counters["rejected"] = run.rejected;
    state.counters["iterations"] = run.iterations;
    state.counters["closure"] = run.closure;
    state.counters["unmet_kg"] = run.system.unmet_kg.back();
    state.counters["s/simulated_hour"] =
        benchmark::Counter(24.0, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(transient_day)->Apply(to_1e5_nodes)->UseRealTime();

} // namespace
} // namespace gastwin::bench
