// SPDX-License-Identifier: Apache-2.0
// One closure plan after the other on a city of a million households: segments found, pressures solved, breaks drawn.
// Counters are of single plans: p50_ms, p95_ms and max_ms; shares that took longer than 100 ms (`slow`), a solve of a
// part of the network (`solved`), and in which somebody's pressure falls too low.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "bench/cities.hpp"
#include "models/random.hpp"
#include "scenarios/isolation.hpp"
#include "scenarios/outage_model.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin {
namespace {

/// Made ready as for a control room.
struct ReadyCity {
    explicit ReadyCity(bool household_rows)
        : network{synthetic_city({.households = 1'000'000, .household_rows = household_rows})},
          state{solve_steady(network, network.customer.demand_kg_s)}, segments{find_segments(network)},
          outages{network, segments, network.customer.demand_kg_s} {}

    Network network;
    State state;
    Segments segments;
    OutageModel outages;
};

ReadyCity &ready_city(bool household_rows) {
    static std::unique_ptr<ReadyCity> city;
    static bool has_rows = false;
    if (!city || has_rows != household_rows) {
        city.reset();
        city = std::make_unique<ReadyCity>(has_rows = household_rows);
    }
    return *city;
}

constexpr double aim_ms = 100.0;

enum Ask { connectivity, hydraulics, whole_network, fewest_operations };

void closure_plan_of_city(benchmark::State &state) {
    ReadyCity &city = ready_city(state.range(0) != 0);
    const auto ask = static_cast<Ask>(state.range(1));
    ShutoffOptions options;
    if (ask != connectivity) options.state = &city.state;
    if (ask == hydraulics || ask == fewest_operations) options.outages = &city.outages;
    if (ask == fewest_operations) options.aim = ClosureAim::fewest_operations;
    std::vector<double> took_ms;
    std::int64_t solved = 0, low = 0, draw = 0;
    for (auto _ : state) {
        const auto pipe = Random(1, 0xB4EA, static_cast<std::uint64_t>(draw++)).uniform() *
                          static_cast<double>(row_count(city.network.pipe));
        const Break b{PipeIdx{static_cast<std::size_t>(pipe)}};
        const auto start = std::chrono::steady_clock::now();
        const ClosurePlan plan = shutoff(city.network, city.segments, std::span(&b, 1), options);
        took_ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        solved += plan.remainder_status.has_value();
        low += plan.customers_low_pressure.value_or(0) > 0;
    }
    std::sort(took_ms.begin(), took_ms.end());
    state.counters["p50_ms"] = took_ms[took_ms.size() / 2];
    state.counters["p95_ms"] = took_ms[took_ms.size() * 95 / 100];
    state.counters["max_ms"] = took_ms.back();
    const auto slow = took_ms.end() - std::upper_bound(took_ms.begin(), took_ms.end(), aim_ms);
    state.counters["slow"] = static_cast<double>(slow) / static_cast<double>(took_ms.size());
    state.counters["solved"] = static_cast<double>(solved) / static_cast<double>(took_ms.size());
    state.counters["with_low"] = static_cast<double>(low) / static_cast<double>(took_ms.size());
    state.counters["segments"] = city.segments.segment_count();
    bench::count_nodes(state, city.network);
}

BENCHMARK(closure_plan_of_city)
    ->ArgNames({"household_rows", "ask"})
    ->ArgsProduct({{0, 1}, {connectivity, hydraulics, fewest_operations}})
    ->Args({1, whole_network})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(500);

} // namespace
} // namespace gastwin
