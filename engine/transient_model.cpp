// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/cells.hpp"
#include "engine/valve_losses.hpp"

namespace gastwin {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

double known_or(double value, double fallback) { return is_missing(value) ? fallback : value; }

void find_heights(TransientModel &model) {
    const Network &network = model.network;
    const auto height = [&](NodeIdx node) { return known_or(network.node.elevation_m[node.row()], 0.0); };
    for (std::int32_t v = 0; v < model.graph.vertex_count; ++v) {
        const std::int32_t pipe = model.graph.vertex_pipe[at(v)];
        const double z = pipe < 0
                             ? height(NodeIdx{v})
                             : std::lerp(height(network.pipe.from_node[at(pipe)]),
                                         height(network.pipe.to_node[at(pipe)]), model.graph.vertex_position[at(v)]);
        model.elevation_m.push_back(z);
        model.atmosphere_pa.push_back(atmospheric_pressure_pa(z));
    }
}

void find_relief_valves(TransientModel &model) {
    const Regulators &regulator = model.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        const std::int32_t vertex = regulator.to_node[r].value;
        if (const auto law = relief_valve(regulator, r, model.network.gas, model.atmosphere_pa[at(vertex)]))
            model.relief.push_back({static_cast<std::int32_t>(r), vertex, *law});
    }
}

Station make_station(const TransientModel &model, std::size_t r) {
    const Regulators &regulator = model.network.regulator;
    Station station;
    station.regulator = static_cast<std::int32_t>(r);
    station.up_vertex = regulator.from_node[r].value;
    station.down_vertex = regulator.to_node[r].value;
    station.up_zone = model.zones.zone_of_vertex(station.up_vertex);
    station.down_zone = model.zones.zone_of_vertex(station.down_vertex);
    station.shut = model.controls.regulator[r] == RegulatorState::closed;
    station.bypassed = station.is_loop() && regulator.control[r] == PressureControl::regulator;
    station.is_compressor =
        regulator.control[r] != PressureControl::regulator && regulator.control[r] != PressureControl::check_valve;
    set_control(regulator, r, model.controls.regulator[r], model.controls.set_gauge_pa[r],
                model.atmosphere_pa[at(station.down_vertex)], station);
    return station;
}

} // namespace

TransientModel make_model(const Network &network, std::span<const double> customer_kg_s,
                          const TransientOptions &options, std::span<const PlannedEvent> events) {
    for (const BuriedLeak &leak : options.buried)
        if (!leak.node.valid() || leak.node.row() >= row_count(network.node))
            throw Error("dangling_reference", {.layer = "node", .value = std::to_string(leak.node.value)});
    TransientModel model{
        .network = network, .options = options, .controls = make_controls(network, customer_kg_s, options)};
    model.switched.valve = network.valve;
    // The graph must have a vertex on either side of every valve that is closed now or later.
    Network divided = network;
    for (const PlannedEvent &event : events)
        if (event.kind == EventKind::valve_close || event.kind == EventKind::valve_open)
            divided.valve.open[at(event.row)] = 0;
    for (std::size_t v = 0; options.protection && v < row_count(network.valve); ++v)
        if (!is_missing(network.valve.trip_flow_kg_s[v])) divided.valve.open[v] = 0;
    model.graph = cut_pipes(network, build_graph(divided, SplitAt::closed_valves), options.longest_cell_m);
    model.vertex_volume_m3 = vertex_volumes_m3(network, model.graph);
    find_heights(model);
    find_relief_valves(model);
    return model;
}

void refresh_stations(TransientModel &model) {
    model.station.clear();
    for (std::size_t r = 0; r < row_count(model.network.regulator); ++r)
        model.station.push_back(make_station(model, r));
    // Equals at one outlet share its flow in proportion to capacity; unlimited ones count like the largest limited.
    std::vector<double> largest(at(model.zones.junction_count), 0.0);
    const auto outlet = [&](const Station &s) { return at(model.junction_of(s.down_vertex)); };
    for (const Station &s : model.station)
        if (std::isfinite(s.capacity_kg_s)) largest[outlet(s)] = std::max(largest[outlet(s)], s.capacity_kg_s);
    for (Station &s : model.station)
        s.weight = std::isfinite(s.capacity_kg_s) ? s.capacity_kg_s
                   : largest[outlet(s)] > 0.0     ? largest[outlet(s)]
                                                  : 1.0;
}

void refresh_demand(TransientModel &model) {
    model.demand.clear();
    const Customers &customer = model.network.customer;
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        const std::int32_t vertex = model.graph.customer_vertex[c];
        const double demand = model.controls.customer_kg_s[c] * model.controls.customer_factor[c];
        if (vertex < 0 || demand == 0.0 || model.controls.customer_shut[c]) continue;
        model.demand.push_back({model.junction_of(vertex), customer.kind[c], model.controls.demand_profile[c],
                                std::max(demand, 0.0), std::max(-demand, 0.0)});
    }
}

void find_junctions(TransientModel &model) {
    set_valves(model.controls, model.switched.valve);
    model.zones = find_zones(model.switched, model.graph);
    model.valve_loss = valve_losses(model.switched.valve, model.graph);
    model.junction_vertex.assign(at(model.zones.junction_count), -1);
    model.volume_m3.assign(at(model.zones.junction_count), 0.0);
    for (std::int32_t v = 0; v < model.graph.vertex_count; ++v) {
        const std::size_t j = at(model.junction_of(v));
        if (model.junction_vertex[j] < 0) model.junction_vertex[j] = v;
        model.volume_m3[j] += model.vertex_volume_m3[at(v)];
    }
    refresh_stations(model);
    refresh_demand(model);
    model.block.clear();
}

GasState transfer(const TransientModel &model, const Zones &before, const GasState &state) {
    const Gas &gas = model.network.gas;
    GasState moved = state;
    std::vector<double> lowest(model.volume_m3.size(), infinity), highest(model.volume_m3.size(), 0.0);
    std::vector<double> mass(model.volume_m3.size(), 0.0);
    for (std::int32_t v = 0; v < model.graph.vertex_count; ++v) {
        const double p = state.pressure_pa[at(before.junction_of_vertex[at(v)])];
        const std::size_t j = at(model.junction_of(v));
        mass[j] += model.vertex_volume_m3[at(v)] * density_kg_m3(gas, p);
        lowest[j] = std::min(lowest[j], p);
        highest[j] = std::max(highest[j], p);
    }
    moved.pressure_pa.resize(mass.size());
    for (std::size_t j = 0; j < mass.size(); ++j)
        moved.pressure_pa[j] = lowest[j] == highest[j]
                                   ? lowest[j]
                                   : pressure_of_density_pa(gas, mass[j] / model.volume_m3[j], lowest[j], highest[j]);
    return moved;
}

double gravity_at(const TransientModel &model, double gravity_per_m, std::int32_t vertex) {
    const double z = model.elevation_m[at(vertex)];
    return z == 0.0 ? 1.0 : std::exp(gravity_per_m * z);
}

double vertex_pressure_pa(const TransientModel &model, const GasState &state, std::int32_t vertex) {
    const std::int32_t junction = model.junction_of(vertex), own = model.junction_vertex[at(junction)];
    const double p = state.pressure_pa[at(junction)];
    if (own == vertex || model.elevation_m[at(own)] == model.elevation_m[at(vertex)]) return p;
    const double per_m = model.block[at(model.block_of_zone[at(model.zones.zone_of_vertex(vertex))])].gravity_per_m;
    const double rise = model.elevation_m[at(vertex)] - model.elevation_m[at(own)];
    return pressure_of_potential_pa(model.network.gas, potential_pa2(model.network.gas, p) * std::exp(-per_m * rise));
}

std::vector<double> stored_kg(const TransientModel &model, const GasState &state) {
    std::vector<double> mass(model.volume_m3.size());
    for (std::size_t j = 0; j < mass.size(); ++j)
        mass[j] = model.volume_m3[j] * density_kg_m3(model.network.gas, state.pressure_pa[j]);
    return mass;
}

} // namespace gastwin
