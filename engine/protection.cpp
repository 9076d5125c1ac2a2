// SPDX-License-Identifier: Apache-2.0
#include "engine/protection.hpp"

#include <optional>

namespace gastwin {
namespace {

struct Found {
    std::size_t row;
    Excess excess;
};

void keep_worse(std::optional<Found> &worst, std::size_t row, const std::optional<Excess> &excess) {
    if (excess && (!worst || excess->ratio() > worst->excess.ratio())) worst = Found{row, *excess};
}

std::optional<Found> worst_regulator(const Network &network, const State &state) {
    const Regulators &regulator = network.regulator;
    std::optional<Found> worst;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        const double outlet = state.regulator.outlet_gauge_pressure_pa[r];
        const bool has_gas = !is_missing(outlet) && !is_missing(state.regulator.inlet_gauge_pressure_pa[r]);
        if (regulator.state[r] != RegulatorState::closed && has_gas)
            keep_worse(worst, r, excess_of_regulator(regulator, r, outlet));
    }
    return worst;
}

std::optional<Found> worst_valve(const Network &network, const State &state) {
    const Valves &valve = network.valve;
    std::optional<Found> worst;
    for (std::size_t v = 0; v < row_count(valve); ++v)
        if (is_open(valve, v) && valve.pipe[v].valid())
            keep_worse(worst, v, excess_of_valve(valve, v, state.pipe.flow_kg_s[valve.pipe[v].row()]));
    return worst;
}

/// Customers whose self-closing valve is beyond a limit; `shut` ones are left out.
std::vector<Found> households(const Network &network, const State &state, const std::vector<Flag> &shut,
                              const ProtectionOptions &limits) {
    const std::vector<Flag> fitted = self_closing_customers(network);
    std::vector<Found> found;
    for (std::size_t c = 0; c < fitted.size(); ++c) {
        if (!fitted[c] || shut[c]) continue;
        if (const auto excess = excess_of_customer(network.customer, c, state.customer.gauge_pressure_pa[c],
                                                   state.customer.supplied_kg_s[c], limits))
            found.push_back({c, *excess});
    }
    return found;
}

void record(Trips &trips, const std::string &id, std::string_view table, const Found &found, std::int32_t round) {
    const std::size_t row = trips.id.size();
    resize_rows(trips, row + 1);
    trips.id[row] = id;
    trips.table[row] = table;
    trips.cause[row] = found.excess.cause;
    trips.value[row] = found.excess.value;
    trips.limit[row] = found.excess.limit;
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
