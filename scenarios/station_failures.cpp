// SPDX-License-Identifier: Apache-2.0
#include "scenarios/station_failures.hpp"

#include <optional>

#include "engine/watched_work.hpp"
#include "scenarios/comparison.hpp"
#include "scenarios/remainder.hpp"

namespace gastwin {
namespace {

bool is_protected(const Regulators &regulator, std::size_t r) {
    return regulator.has_monitor[r] || !is_missing(regulator.monitor_gauge_pressure_pa[r]) ||
           !is_missing(regulator.trip_high_gauge_pressure_pa[r]) || !is_missing(regulator.relief_gauge_pressure_pa[r]);
}

/// Solves one row on a network of the thread's own, which is left as it was.
void fail(Network &network, const Sound &sound, const StationFailureOptions &options, std::size_t row,
          std::size_t regulator, StationFailureResults &results) {
    RegulatorState &state = network.regulator.state[regulator];
    const RegulatorState usual = state;
    state = results.failure[row] == StationFailure::fails_open ? RegulatorState::failed_open : RegulatorState::closed;
    const State failed = solve_steady(network, sound.demand_kg_s, options.solve);
    state = usual;
    const Loss loss = compare(network, sound, failed, options.required_gauge_pressure_pa);
    results.status[row] = failed.status;
    results.unmet_kg_s[row] = loss.unmet_kg_s;
    results.customers_out[row] = loss.customers_out;
    results.households_out[row] = loss.households_out;
    results.customers_low_pressure[row] = loss.customers_low_pressure;
    results.customers_over_pressure[row] = loss.customers_over_pressure;
    results.max_gauge_pressure_pa[row] = loss.max_gauge_pressure_pa;
    results.length_over_pressure_m[row] = loss.length_over_pressure_m;
    results.worst_node[row] = loss.worst_node;
}

/// Rows of the table with nothing found yet, and the regulator of each.
std::vector<std::size_t> list_rows(const Regulators &regulator, StationFailureResults &results) {
    std::vector<std::size_t> regulators;
    for (std::size_t r = 0; r < row_count(regulator); ++r)
        for (const StationFailure failure : {StationFailure::fails_closed, StationFailure::fails_open}) {
            if (failure == StationFailure::fails_open && regulator.control[r] != PressureControl::regulator) continue;
            const std::size_t row = append_row(results, regulator.id[r]).row();
            results.failure[row] = failure;
            results.protected_outlet[row] = is_protected(regulator, r);
            regulators.push_back(r);
        }
    return regulators;
}

} // namespace

StationFailureResults station_failures(const Network &network, std::span<const double> high_kg_s,
                                       std::span<const double> low_kg_s, const StationFailureOptions &options) {
    const auto sound_at = [&](std::span<const double> demand_kg_s) {
        return sound_network(network, demand_kg_s, solve_steady(network, demand_kg_s, options.solve, options.progress));
    };
    const Sound high = sound_at(high_kg_s), low = sound_at(low_kg_s);
    StationFailureResults results;
    const std::vector<std::size_t> regulator_of = list_rows(network.regulator, results);
    WatchedWork work(options.progress, "station failures", regulator_of.size());
    const auto solve_row = [&](Network &own, std::size_t row) {
        const bool opens = results.failure[row] == StationFailure::fails_open;
        fail(own, opens ? low : high, options, row, regulator_of[row], results);
    };
#pragma omp parallel
    {
        std::optional<Network> own; // of this thread
#pragma omp for schedule(dynamic, 1)
        for (std::size_t row = 0; row < regulator_of.size(); ++row)
            work.step([&] {
                if (!own) own.emplace(remaining_network(network, {}));
                solve_row(*own, row);
            });
    }
    work.finish();
    return results;
}

} // namespace gastwin
