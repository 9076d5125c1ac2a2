// SPDX-License-Identifier: Apache-2.0
#include "engine/trips.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {

double Excess::ratio() const {
    return cause == TripCause::under_pressure ? limit / std::max(value, 1e-9) : value / limit;
}

std::optional<Excess> excess_of_regulator(const Regulators &regulator, std::size_t row,
                                          double outlet_gauge_pressure_pa) {
    const double high = regulator.trip_high_gauge_pressure_pa[row], low = regulator.trip_low_gauge_pressure_pa[row];
    if (outlet_gauge_pressure_pa > high) return Excess{TripCause::over_pressure, outlet_gauge_pressure_pa, high};
    if (outlet_gauge_pressure_pa < low) return Excess{TripCause::under_pressure, outlet_gauge_pressure_pa, low};
    return std::nullopt;
}

std::optional<Excess> excess_of_valve(const Valves &valve, std::size_t row, double flow_kg_s) {
    const double flow = std::abs(flow_kg_s), limit = valve.trip_flow_kg_s[row];
    return flow > limit ? std::optional(Excess{TripCause::over_flow, flow, limit}) : std::nullopt;
}

std::optional<Excess> excess_of_customer(const Customers &customer, std::size_t row, double gauge_pressure_pa,
                                         double flow_kg_s, const ProtectionOptions &limits) {
    const double high = limits.self_closing_high_gauge_pressure_pa, low = limits.self_closing_low_gauge_pressure_pa;
    const double most = limits.self_closing_over_flow * customer.connected_load_kg_s[row];
    if (gauge_pressure_pa > high) return Excess{TripCause::over_pressure, gauge_pressure_pa, high};
    if (is_missing(gauge_pressure_pa) || gauge_pressure_pa < low)
        return Excess{TripCause::under_pressure, gauge_pressure_pa, low};
    if (flow_kg_s > most) return Excess{TripCause::over_flow, flow_kg_s, most};
    return std::nullopt;
}

std::vector<Flag> self_closing_customers(const Network &network) {
    std::vector<Flag> fitted(row_count(network.customer), 0);
    for (std::size_t d = 0; d < row_count(network.device); ++d)
        if (network.device.kind[d] == DeviceKind::self_closing_valve && network.device.customer[d].valid())
            fitted[network.device.customer[d].row()] = 1;
    return fitted;
}

} // namespace gastwin
