// SPDX-License-Identifier: Apache-2.0
#include "engine/event_controls.hpp"

namespace gastwin {
namespace {

double atmosphere_pa(const Network &network, NodeIdx node) {
    const double z = network.node.elevation_m[node.row()];
    return atmospheric_pressure_pa(is_missing(z) ? 0.0 : z);
}

} // namespace

Controls make_controls(const Network &network, std::span<const double> customer_kg_s, const TransientOptions &options) {
    const Sources &source = network.source;
    Controls controls{.network = network,
                      .options = options,
                      .customer_kg_s = customer_kg_s,
                      .valve_open = std::vector<Flag>(row_count(network.valve)),
                      .regulator = network.regulator.state,
                      .set_gauge_pa = network.regulator.set_gauge_pressure_pa,
                      .source_on = std::vector<Flag>(row_count(source), 1),
                      .source_pa = source.pressure_pa,
                      .customer_factor = std::vector<double>(row_count(network.customer), 1.0),
                      .customer_shut = std::vector<Flag>(row_count(network.customer), 0),
                      .outflow_kg_s = std::vector<double>(row_count(network.node), 0.0),
                      .hole_m2 = std::vector<double>(row_count(network.node), 0.0),
                      .source_profile = match_profiles(source.id, options.source_profile),
                      .demand_profile = match_profiles(network.customer.id, options.demand_profile)};
    for (std::size_t v = 0; v < controls.valve_open.size(); ++v) controls.valve_open[v] = is_open(network.valve, v);
    for (std::size_t s = 0; s < row_count(source); ++s)
        if (is_missing(controls.source_pa[s]))
            controls.source_pa[s] = source.gauge_pressure_pa[s] + atmosphere_pa(network, source.node[s]);
    return controls;
}

bool apply(Controls &controls, const PlannedEvent &event) {
    using enum EventKind;
    const std::size_t row = event.row < 0 ? 0 : static_cast<std::size_t>(event.row);
    switch (event.kind) {
    case valve_close:
    case valve_open: {
        const Flag open = event.kind == valve_open;
        return std::exchange(controls.valve_open[row], open) != open;
    }
    case regulator_close:
        controls.regulator[row] = RegulatorState::closed;
        break;
    case regulator_fail_open:
        controls.regulator[row] = RegulatorState::failed_open;
        break;
    case regulator_restore:
        controls.regulator[row] = RegulatorState::active;
        break;
    case regulator_set:
        controls.set_gauge_pa[row] = event.value;
        break;
    case source_lose:
        controls.source_on[row] = 0;
        break;
    case source_restore:
        controls.source_on[row] = 1;
        break;
    case source_set:
        controls.source_pa[row] = event.value + atmosphere_pa(controls.network, controls.network.source.node[row]);
        break;
    case demand_factor:
        controls.customer_factor[row] = event.value;
        break;
    case all_demand_factor:
        controls.all_factor = event.value;
        break;
    case outflow:
        controls.outflow_kg_s[row] = event.value;
        break;
    case hole:
        controls.hole_m2[row] = circle_area_m2(event.value);
        break;
    case customer_reset:
        controls.customer_shut[row] = 0;
        break;
    }
    return false;
}

double demand_factor(const Controls &controls, CustomerKind kind, std::int32_t profile, double time_s) {
    const double own =
        profile < 0 ? 1.0 : controls.options.demand_profile[static_cast<std::size_t>(profile)].at(time_s);
    return controls.all_factor * controls.options.factors.at(kind, time_s) * own;
}

double demand_kg_s(const Controls &controls, std::size_t customer, double time_s) {
    if (controls.customer_shut[customer]) return 0.0;
    return controls.customer_kg_s[customer] * controls.customer_factor[customer] *
           demand_factor(controls, controls.network.customer.kind[customer], controls.demand_profile[customer], time_s);
}

double source_pressure_pa(const Controls &controls, std::size_t source, double time_s) {
    const std::int32_t profile = controls.source_profile[source];
    return profile < 0 ? controls.source_pa[source]
                       : controls.options.source_profile[static_cast<std::size_t>(profile)].at(time_s);
}

void set_valves(const Controls &controls, Valves &valve) {
    valve.open = controls.valve_open;
    for (std::size_t v = 0; v < valve.open.size(); ++v)
        if (valve.open[v] && valve.opening[v] == 0.0) valve.opening[v] = missing_real;
}

Moment moment_at(const Controls &controls, double time_s) {
    Moment moment{.network = controls.network, .demand_kg_s = {}, .source_row = {}};
    Network &network = moment.network;
    set_valves(controls, network.valve);
    network.regulator.state = controls.regulator;
    network.regulator.set_gauge_pressure_pa = controls.set_gauge_pa;
    for (std::size_t s = 0; s < controls.source_on.size(); ++s) {
        network.source.pressure_pa[s] = source_pressure_pa(controls, s, time_s);
        network.source.gauge_pressure_pa[s] = missing_real;
        if (controls.source_on[s]) moment.source_row.push_back(static_cast<std::int32_t>(s));
    }
    network.source = select_rows(network.source, moment.source_row);
    for (std::size_t c = 0; c < row_count(network.customer); ++c)
        moment.demand_kg_s.push_back(demand_kg_s(controls, c, time_s));
    for (std::size_t v = 0; v < controls.outflow_kg_s.size(); ++v) {
        if (controls.outflow_kg_s[v] == 0.0) continue;
        const auto row = append_row(network.customer, "outflow at node row " + std::to_string(v + 1)).row();
        network.customer.node[row] = NodeIdx{v};
        network.customer.demand_kg_s[row] = 0.0;
        moment.demand_kg_s.push_back(controls.outflow_kg_s[v]);
        moment.outflow_kg_s += controls.outflow_kg_s[v];
    }
    return moment;
}

} // namespace gastwin
