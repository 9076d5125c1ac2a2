// SPDX-License-Identifier: Apache-2.0
#include "scenarios/station_failures.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>

#include "scenarios/remainder.hpp"

namespace gastwin {
namespace {

/// The sound network at one demand, to which each failure is compared.
struct Sound {
    std::span<const double> demand_kg_s;
    State state;
    std::vector<double> limit_pa; ///< gauge, of each node: that of its zone, infinite where no regulator holds one
};

/// Highest set point that feeds each zone of the sound network, as the limit of its nodes. Zones fed by sources alone
/// have none: their pressure does not depend on a regulator.
std::vector<double> limits_pa(const Network &network, const State &state) {
    constexpr double none = -1.0;
    std::vector<double> set(row_count(state.zone), none);
    const Regulators &regulator = network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r)
        if (regulator.control[r] == PressureControl::regulator) {
            double &here = set[static_cast<std::size_t>(state.node.zone[regulator.to_node[r].row()])];
            here = std::max(here, regulator.set_gauge_pressure_pa[r]);
        }
    std::vector<double> limits;
    for (const std::int32_t zone : state.node.zone) {
        const double held = set[static_cast<std::size_t>(zone)];
        limits.push_back(held == none ? std::numeric_limits<double>::infinity() : overpressure_limit_pa(held));
    }
    return limits;
}

Sound sound_at(const Network &network, std::span<const double> demand_kg_s, const StationFailureOptions &options) {
    Sound sound{.demand_kg_s = demand_kg_s,
                .state = solve_steady(network, demand_kg_s, options.solve, options.progress),
                .limit_pa = {}};
    sound.limit_pa = limits_pa(network, sound.state);
    return sound;
}

bool is_protected(const Regulators &regulator, std::size_t r) {
    return regulator.has_monitor[r] || !is_missing(regulator.monitor_gauge_pressure_pa[r]) ||
           !is_missing(regulator.trip_high_gauge_pressure_pa[r]) || !is_missing(regulator.relief_gauge_pressure_pa[r]);
}

/// Node whose zone a customer takes gas from.
std::size_t node_of(const Network &network, std::size_t customer) {
    const Customers &table = network.customer;
    return table.node[customer].valid() ? table.node[customer].row()
                                        : network.pipe.from_node[table.pipe[customer].row()].row();
}

void compare_customers(const Network &network, const Sound &sound, const State &failed, double required_pa,
                       std::size_t row, StationFailureResults &results) {
    const Customers &customer = network.customer;
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        const double before = sound.state.customer.gauge_pressure_pa[c], now = failed.customer.gauge_pressure_pa[c];
        if (is_missing(before)) continue; // had no gas to begin with
        if (is_missing(now)) {
            ++results.customers_out[row];
            results.households_out[row] += customer.households[c];
            continue;
        }
        if (before >= required_pa && now < required_pa) ++results.customers_low_pressure[row];
        if (!customer.node[c].valid() && !customer.pipe[c].valid()) continue;
        const double limit = sound.limit_pa[node_of(network, c)];
        if (before <= limit && now > limit) ++results.customers_over_pressure[row];
    }
}

void compare_nodes(const Network &network, const Sound &sound, const State &failed, std::size_t row,
                   StationFailureResults &results) {
    const auto is_over = [&](std::size_t v) {
        return failed.node.gauge_pressure_pa[v] > sound.limit_pa[v] &&
               !(sound.state.node.gauge_pressure_pa[v] > sound.limit_pa[v]);
    };
    double worst = 1.0;
    for (std::size_t v = 0; v < row_count(network.node); ++v) {
        if (!is_over(v)) continue;
        const double gauge = failed.node.gauge_pressure_pa[v];
        if (!(results.max_gauge_pressure_pa[row] >= gauge)) results.max_gauge_pressure_pa[row] = gauge;
        if (gauge / sound.limit_pa[v] <= worst) continue;
        worst = gauge / sound.limit_pa[v];
        results.worst_node[row] = network.node.id[v];
    }
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        if (is_over(network.pipe.from_node[p].row()) || is_over(network.pipe.to_node[p].row()))
            results.length_over_pressure_m[row] += network.pipe.length_m[p];
}

/// Solves one row on a network of the thread's own, which is left as it was.
void fail(Network &network, const Sound &sound, const StationFailureOptions &options, std::size_t row,
          std::size_t regulator, StationFailureResults &results) {
    RegulatorState &state = network.regulator.state[regulator];
    const RegulatorState usual = state;
    state = results.failure[row] == StationFailure::fails_open ? RegulatorState::failed_open : RegulatorState::closed;
    const State failed = solve_steady(network, sound.demand_kg_s, options.solve);
    state = usual;
    results.status[row] = failed.status;
    results.unmet_kg_s[row] = std::max(0.0, failed.unmet_kg_s - sound.state.unmet_kg_s);
    compare_customers(network, sound, failed, options.required_gauge_pressure_pa, row, results);
    compare_nodes(network, sound, failed, row, results);
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

double overpressure_limit_pa(double set_gauge_pressure_pa) {
    const double set = set_gauge_pressure_pa;
    if (set < 0.01e6) return std::max(5e3, 1.5 * set);
    if (set < 0.08e6) return 1.5 * set;
    if (set <= 0.4e6) return set + 0.04e6;
    return 1.1 * set;
}

StationFailureResults station_failures(const Network &network, std::span<const double> high_kg_s,
                                       std::span<const double> low_kg_s, const StationFailureOptions &options) {
    const Sound high = sound_at(network, high_kg_s, options), low = sound_at(network, low_kg_s, options);
    StationFailureResults results;
    const std::vector<std::size_t> regulator_of = list_rows(network.regulator, results);
    std::atomic<bool> stop = false;
    std::exception_ptr error;
    std::size_t done = 0;
    const auto solve_row = [&](Network &own, std::size_t row) {
        const bool opens = results.failure[row] == StationFailure::fails_open;
        fail(own, opens ? low : high, options, row, regulator_of[row], results);
    };
#pragma omp parallel
    {
        Network own = remaining_network(network, {});
#pragma omp for schedule(dynamic, 1)
        for (std::size_t row = 0; row < regulator_of.size(); ++row) {
            if (stop) continue;
            std::exception_ptr here;
            try {
                solve_row(own, row);
            } catch (...) {
                here = std::current_exception();
            }
#pragma omp critical(station_failure)
            {
                const double share = static_cast<double>(++done) / static_cast<double>(regulator_of.size());
                if (!here && options.progress && !stop && !options.progress("station failures", share))
                    here = std::make_exception_ptr(Error("interrupted"));
                if (here) error = here, stop = true;
            }
        }
    }
    if (error) std::rethrow_exception(error);
    return results;
}

} // namespace gastwin
