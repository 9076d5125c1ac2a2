// SPDX-License-Identifier: Apache-2.0
#include "scenarios/disruption.hpp"

#include <algorithm>
#include <cmath>

#include "engine/transient.hpp"
#include "models/number_text.hpp"
#include "scenarios/remainder.hpp"

namespace gastwin {
namespace {

constexpr double hour_s = 3600.0, most_hours = 366.0 * 24.0, highest_factor = 100.0;
constexpr double most_customer_rows = 4e6; ///< of the simulation's record: some 300 MB

void require_legal(const Disruption &disruption) {
    const auto require = [](double value, double high, const char *column) {
        if (!(value >= 0.0 && value <= high))
            throw Error("value_out_of_range", {.column = column, .value = number_text(value)}, {},
                        "0 to " + number_text(high));
    };
    require(disruption.demand_factor, highest_factor, "factor");
    require(disruption.hours, most_hours, "hours");
}

std::vector<double> demands_kg_s(const Network &network, std::span<const double> usual_kg_s,
                                 const Disruption &disruption) {
    std::vector<double> demand(usual_kg_s.begin(), usual_kg_s.end());
    for (std::size_t c = 0; c < demand.size(); ++c)
        if (!disruption.of_kind || network.customer.kind[c] == *disruption.of_kind)
            demand[c] *= disruption.demand_factor;
    return demand;
}

Network disrupted(const Network &network, const Disruption &disruption) {
    Network left = remaining_network(
        network, {.valves = disruption.close, .regulators = disruption.shut, .sources = disruption.lost});
    for (const RegulatorIdx r : disruption.wide_open) left.regulator.state[r.row()] = RegulatorState::failed_open;
    return left;
}

std::vector<Event> events_of(const Network &network, const Disruption &disruption) {
    std::vector<Event> events;
    const auto list = [&](const auto &rows, const auto &ids, EventKind kind) {
        for (const auto row : rows) events.push_back({.kind = kind, .element = ids[row.row()]});
    };
    list(disruption.close, network.valve.id, EventKind::valve_close);
    list(disruption.shut, network.regulator.id, EventKind::regulator_close);
    list(disruption.wide_open, network.regulator.id, EventKind::regulator_fail_open);
    list(disruption.lost, network.source.id, EventKind::source_lose);
    return events;
}

TimeSeries simulate_hours(const Network &network, std::span<const double> demand_kg_s, const Disruption &disruption,
                          const State &before, const DisruptionOptions &options, const Progress &progress) {
    TransientOptions simulation;
    simulation.friction = options.solve.friction;
    simulation.to_s = disruption.hours * hour_s;
    const double customers = static_cast<double>(std::max<std::size_t>(1, row_count(network.customer)));
    simulation.output_step_s = simulation.to_s / std::floor(std::clamp(most_customer_rows / customers, 24.0, 240.0));
    simulation.tolerance = 1e-2;
    simulation.start_pressure_pa = before.node.pressure_pa;
    for (std::size_t v = 0; v < row_count(network.node); ++v)
        if (const double z = network.node.elevation_m[v]; is_missing(simulation.start_pressure_pa[v]))
            simulation.start_pressure_pa[v] = atmospheric_pressure_pa(is_missing(z) ? 0.0 : z);
    simulation.record = {.node = std::vector<std::int32_t>{},
                         .pipe = std::vector<std::int32_t>{},
                         .regulator = std::vector<std::int32_t>{},
                         .customer = std::nullopt};
    return simulate(network, demand_kg_s, simulation, events_of(network, disruption), progress);
}

/// Who fell below the trip pressure and had more before.
void count_those_out(const Network &network, const TimeSeries &run, const State &before, double trip_pa,
                     DisruptionOutcome &outcome) {
    const std::size_t customers = row_count(network.customer);
    std::vector<Flag> out(customers, 0);
    outcome.first_out_s = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < row_count(run.customer); ++i) {
        const std::size_t c = i % customers; // one row per customer and time, in table order
        if (out[c] || !(before.customer.gauge_pressure_pa[c] >= trip_pa)) continue;
        if (run.customer.gauge_pressure_pa[i] >= trip_pa) continue;
        out[c] = 1;
        outcome.first_out_s = std::min(outcome.first_out_s, run.customer.time_s[i]);
        ++outcome.customers_out_then;
        outcome.households_out_then += network.customer.households[c];
    }
    outcome.simulation_status = run.status;
    outcome.unmet_kg = run.system.unmet_kg.back();
}

} // namespace

DisruptionOutcome disrupt(const Network &network, std::span<const double> customer_demand_kg_s,
                          const Disruption &disruption, const State &before, const DisruptionOptions &options,
                          const Progress &progress) {
    require_legal(disruption);
    const std::vector<double> demand = demands_kg_s(network, customer_demand_kg_s, disruption);
    const State after = solve_steady(disrupted(network, disruption), demand, options.solve, progress);
    DisruptionOutcome outcome;
    outcome.status = after.status;
    for (std::size_t z = 0; z < row_count(after.zone) && outcome.explanation.empty(); ++z)
        if (after.zone.status[z] == after.status) outcome.explanation = after.zone.explanation[z];
    outcome.loss = compare(network, sound_network(network, customer_demand_kg_s, before), after,
                           options.required_gauge_pressure_pa);
    if (disruption.hours == 0.0) return outcome;
    const TimeSeries run = simulate_hours(network, demand, disruption, before, options, progress);
    count_those_out(network, run, before, options.trip_gauge_pressure_pa, outcome);
    return outcome;
}

} // namespace gastwin
