// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_record.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

double gauge_pa(const TransientModel &model, const GasState &state, std::int32_t vertex) {
    return vertex_pressure_pa(model, state, vertex) - model.atmosphere_pa[at(vertex)];
}

/// Calls f(row) for the rows asked for.
template <class F> void for_rows(const std::optional<std::vector<std::int32_t>> &rows, std::size_t all, F &&f) {
    if (rows) std::for_each(rows->begin(), rows->end(), f);
    else
        for (std::size_t i = 0; i < all; ++i) f(static_cast<std::int32_t>(i));
}

std::string name_of(const TransientModel &model, std::int32_t vertex) {
    const Network &network = model.network;
    const std::int32_t pipe = model.graph.vertex_pipe[at(vertex)];
    if (pipe < 0) return network.node.id[at(vertex)];
    const bool nearer_start = model.graph.vertex_position[at(vertex)] <= 0.5;
    return network.node.id[(nearer_start ? network.pipe.from_node : network.pipe.to_node)[at(pipe)].row()];
}

void record_system(const TransientModel &model, const GasState &state, const Rates &rates, const Tally &tally,
                   double time_s, SystemSeries &table) {
    const std::size_t row = append_row(table, std::to_string(row_count(table))).row();
    const std::vector<double> stored = stored_kg(model, state);
    table.time_s[row] = time_s;
    table.linepack_kg[row] = std::accumulate(stored.begin(), stored.end(), 0.0);
    table.inflow_kg_s[row] = rates.inflow;
    table.demand_kg_s[row] = rates.demand;
    table.supplied_kg_s[row] = rates.supplied;
    table.unmet_kg_s[row] = rates.demand - rates.supplied;
    table.leak_kg_s[row] = rates.leak;
    table.relieved_kg_s[row] = rates.relieved;
    for (std::size_t j = 0; j < stored.size(); ++j) {
        const std::int32_t vertex = model.junction_vertex[j];
        const double gauge = state.pressure_pa[j] - model.atmosphere_pa[at(vertex)];
        if (gauge >= table.min_gauge_pressure_pa[row]) continue;
        table.min_gauge_pressure_pa[row] = gauge;
        table.lowest_node[row] = name_of(model, vertex);
    }
    table.inflow_kg[row] = tally.inflow_kg;
    table.supplied_kg[row] = tally.supplied_kg;
    table.unmet_kg[row] = tally.unmet_kg;
    table.leaked_kg[row] = tally.leaked_kg;
    table.relieved_kg[row] = tally.relieved_kg;
    table.closure[row] = tally.closure;
    table.step_s[row] = tally.step_s;
    table.steps[row] = tally.steps;
    table.iterations[row] = tally.iterations;
}

void record_nodes(const TransientModel &model, const GasState &state, double time_s, NodeSeries &table) {
    for_rows(model.options.record.node, row_count(model.network.node), [&](std::int32_t node) {
        const std::size_t row = append_row(table, model.network.node.id[at(node)]).row();
        table.time_s[row] = time_s;
        table.pressure_pa[row] = vertex_pressure_pa(model, state, node);
        table.gauge_pressure_pa[row] = table.pressure_pa[row] - model.atmosphere_pa[at(node)];
    });
}

void record_pipes(const TransientModel &model, const GasState &state, double time_s, PipeSeries &table) {
    const Network &network = model.network;
    if (model.options.record.pipe && model.options.record.pipe->empty()) return;
    std::vector<std::int32_t> row_of(row_count(network.pipe), -1);
    for_rows(model.options.record.pipe, row_of.size(), [&](std::int32_t pipe) {
        row_of[at(pipe)] = append_row(table, network.pipe.id[at(pipe)]).value;
        table.time_s[at(row_of[at(pipe)])] = time_s;
    });
    for (std::size_t e = 0; e < model.graph.edge_count(); ++e) {
        if (model.graph.kind[e] != EdgeKind::pipe || row_of[at(model.graph.element[e])] < 0) continue;
        const std::size_t pipe = at(model.graph.element[e]), row = at(row_of[pipe]);
        if (model.graph.start[e] == 0.0) table.from_flow_kg_s[row] = state.pipe_kg_s[e];
        if (model.graph.end[e] == 1.0) table.to_flow_kg_s[row] = state.pipe_kg_s[e];
        const double half = 0.5 * (model.graph.end[e] - model.graph.start[e]) * network.pipe.length_m[pipe] *
                            circle_area_m2(network.pipe.inner_diameter_m[pipe]);
        double &sum = table.linepack_kg[row];
        if (std::isnan(sum)) sum = 0.0;
        for (const std::int32_t end : {model.graph.from[e], model.graph.to[e]})
            sum += half * density_kg_m3(network.gas, vertex_pressure_pa(model, state, end));
    }
}

/// As engine/feeds.hpp reports it: a link that lifts the pressure is a compressor at work.
FeedMode mode_of(const Station &station, FeedMode mode) {
    return mode == FeedMode::wide_open && station.lift != 1.0 ? FeedMode::controlling : mode;
}

void record_regulators(const TransientModel &model, const GasState &state, double time_s, RegulatorSeries &table) {
    std::vector<double> relieved(model.station.size(), 0.0);
    for (const ReliefHere &valve : model.relief) {
        const double p = state.pressure_pa[at(model.junction_of(valve.vertex))];
        relieved[at(valve.regulator)] = relief_outflow(model.network.gas, valve.law, p).flow_kg_s;
    }
    for_rows(model.options.record.regulator, model.station.size(), [&](std::int32_t r) {
        const std::size_t row = append_row(table, model.network.regulator.id[at(r)]).row();
        const Station &station = model.station[at(r)];
        table.time_s[row] = time_s;
        table.flow_kg_s[row] = std::max(state.station_kg_s[at(r)], 0.0);
        table.inlet_gauge_pressure_pa[row] = gauge_pa(model, state, station.up_vertex);
        table.outlet_gauge_pressure_pa[row] = gauge_pa(model, state, station.down_vertex);
        table.relieved_kg_s[row] = relieved[at(r)];
        table.mode[row] = code_of(mode_of(station, state.mode[at(r)]));
    });
}

void record_customers(const TransientModel &model, const GasState &state, double time_s, CustomerSeries &table) {
    const Customers &customer = model.network.customer;
    for_rows(model.options.record.customer, row_count(customer), [&](std::int32_t c) {
        const std::size_t row = append_row(table, customer.id[at(c)]).row();
        const std::int32_t vertex = model.graph.customer_vertex[at(c)];
        table.time_s[row] = time_s;
        table.demand_kg_s[row] = demand_kg_s(model.controls, at(c), time_s);
        if (vertex < 0) return;
        table.gauge_pressure_pa[row] = gauge_pa(model, state, vertex);
        const bool takes = table.demand_kg_s[row] > 0.0;
        table.supplied_kg_s[row] = table.demand_kg_s[row] * (takes ? served_at(model, state, vertex) : 1.0);
    });
}

bool someone_is_below(const TransientModel &model, const GasState &state) {
    const double required = model.options.required_gauge_pressure_pa;
    return std::any_of(model.graph.customer_vertex.begin(), model.graph.customer_vertex.end(),
                       [&](std::int32_t vertex) { return vertex >= 0 && gauge_pa(model, state, vertex) < required; });
}

} // namespace

void record(const TransientModel &model, const GasState &state, const Rates &rates, const Tally &tally, double time_s,
            TimeSeries &run) {
    record_system(model, state, rates, tally, time_s, run.system);
    record_nodes(model, state, time_s, run.node);
    record_pipes(model, state, time_s, run.pipe);
    record_regulators(model, state, time_s, run.regulator);
    record_customers(model, state, time_s, run.customer);
    if (someone_is_below(model, state)) run.status = std::max(run.status, Status::service_infeasible);
}

} // namespace gastwin
