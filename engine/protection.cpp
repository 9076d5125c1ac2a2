// SPDX-License-Identifier: Apache-2.0
#include "engine/protection.hpp"

#include <cmath>
#include <optional>

namespace gastwin {
namespace {

struct Found {
    std::size_t row;
    TripCause cause;
    double value, limit;

    /// How far beyond the limit, in proportion.
    [[nodiscard]] double excess() const {
        return cause == TripCause::under_pressure ? limit / std::max(value, 1e-9) : value / limit;
    }
};

void keep_worse(std::optional<Found> &worst, const Found &found) {
    if (!worst || found.excess() > worst->excess()) worst = found;
}

std::optional<Found> worst_regulator(const Network &network, const State &state) {
    const Regulators &regulator = network.regulator;
    std::optional<Found> worst;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        const double outlet = state.regulator.outlet_gauge_pressure_pa[r];
        const double high = regulator.trip_high_gauge_pressure_pa[r], low = regulator.trip_low_gauge_pressure_pa[r];
        if (regulator.state[r] == RegulatorState::closed || is_missing(outlet) ||
            is_missing(state.regulator.inlet_gauge_pressure_pa[r]))
            continue;
        if (outlet > high) keep_worse(worst, {r, TripCause::over_pressure, outlet, high});
        if (outlet < low) keep_worse(worst, {r, TripCause::under_pressure, outlet, low});
    }
    return worst;
}

std::optional<Found> worst_valve(const Network &network, const State &state) {
    const Valves &valve = network.valve;
    std::optional<Found> worst;
    for (std::size_t v = 0; v < row_count(valve); ++v) {
        if (!valve.open[v] || !valve.pipe[v].valid()) continue;
        const double flow = std::abs(state.pipe.flow_kg_s[valve.pipe[v].row()]), limit = valve.trip_flow_kg_s[v];
        if (flow > limit) keep_worse(worst, {v, TripCause::over_flow, flow, limit});
    }
    return worst;
}

/// Customers whose self-closing valve is beyond a limit; `shut` ones are left out.
std::vector<Found> households(const Network &network, const State &state, const std::vector<Flag> &shut,
                              const ProtectionOptions &limits) {
    std::vector<Flag> fitted(row_count(network.customer), 0);
    for (std::size_t d = 0; d < row_count(network.device); ++d)
        if (network.device.kind[d] == DeviceKind::self_closing_valve && network.device.customer[d].valid())
            fitted[network.device.customer[d].row()] = 1;
    const double high = limits.self_closing_high_gauge_pressure_pa, low = limits.self_closing_low_gauge_pressure_pa;
    std::vector<Found> found;
    for (std::size_t c = 0; c < fitted.size(); ++c) {
        if (!fitted[c] || shut[c]) continue;
        const double pressure = state.customer.gauge_pressure_pa[c], flow = state.customer.supplied_kg_s[c];
        const double most = limits.self_closing_over_flow * network.customer.connected_load_kg_s[c];
        if (pressure > high) found.push_back({c, TripCause::over_pressure, pressure, high});
        else if (is_missing(pressure) || pressure < low) found.push_back({c, TripCause::under_pressure, pressure, low});
        else if (flow > most) found.push_back({c, TripCause::over_flow, flow, most});
    }
    return found;
}

void record(Trips &trips, const std::string &id, std::string_view table, const Found &found, std::int32_t round) {
    const std::size_t row = trips.id.size();
    resize_rows(trips, row + 1);
    trips.id[row] = id;
    trips.table[row] = table;
    trips.cause[row] = found.cause;
    trips.value[row] = found.value;
    trips.limit[row] = found.limit;
    trips.round[row] = round;
}

} // namespace

ProtectedState solve_protected(const Network &network, std::span<const double> customer_demand_kg_s,
                               const SolveOptions &options, const ProtectionOptions &limits, const Progress &progress) {
    Network now = network;
    std::vector<double> demand(customer_demand_kg_s.begin(), customer_demand_kg_s.end());
    std::vector<Flag> shut(row_count(network.customer), 0);
    ProtectedState result;
    for (std::int32_t round = 1;; ++round) {
        result.state = solve_steady(now, demand, options, progress);
        if (const auto r = worst_regulator(now, result.state)) {
            now.regulator.state[r->row] = RegulatorState::closed;
            record(result.trip, now.regulator.id[r->row], Regulators::name, *r, round);
        } else if (const auto v = worst_valve(now, result.state)) {
            now.valve.open[v->row] = 0;
            record(result.trip, now.valve.id[v->row], Valves::name, *v, round);
        } else {
            const std::vector<Found> tripped = households(now, result.state, shut, limits);
            if (tripped.empty()) return result;
            for (const Found &c : tripped) {
                shut[c.row] = 1;
                demand[c.row] = 0.0;
                record(result.trip, now.customer.id[c.row], Customers::name, c, round);
            }
        }
    }
}

} // namespace gastwin
