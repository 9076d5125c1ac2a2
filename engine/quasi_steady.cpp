// SPDX-License-Identifier: Apache-2.0
#include "engine/quasi_steady.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "engine/protection.hpp"
#include "engine/transient_protection.hpp"
#include "models/check.hpp"
#include "models/references.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

template <class F> void for_rows(const std::optional<std::vector<std::int32_t>> &rows, std::size_t all, F &&f) {
    if (rows) std::for_each(rows->begin(), rows->end(), [&](std::int32_t i) { f(at(i)); });
    else
        for (std::size_t i = 0; i < all; ++i) f(i);
}

/// Gas in all pipes, with the mean of the end densities.
double linepack_kg(const Network &network, const State &state) {
    const Pipes &pipe = network.pipe;
    double sum = 0.0;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (!carries_gas(pipe.state[p])) continue;
        for (const NodeIdx node : {pipe.from_node[p], pipe.to_node[p]})
            if (const double pressure = state.node.pressure_pa[node.row()]; pressure > 0.0)
                sum += 0.5 * pipe.length_m[p] * circle_area_m2(pipe.inner_diameter_m[p]) *
                       density_kg_m3(network.gas, pressure);
    }
    return sum;
}

void record_system(const Network &network, const State &state, double leak_kg_s, double time_s, SystemSeries &table) {
    const std::size_t row = append_row(table, std::to_string(row_count(table))).row();
    table.time_s[row] = time_s;
    table.linepack_kg[row] = linepack_kg(network, state);
    double injected = 0.0;
    for (const double d : state.customer.demand_kg_s) injected += std::max(-d, 0.0);
    table.leak_kg_s[row] = leak_kg_s;
    table.demand_kg_s[row] = state.demand_kg_s - leak_kg_s;
    table.unmet_kg_s[row] = state.unmet_kg_s;
    table.supplied_kg_s[row] = table.demand_kg_s[row] - state.unmet_kg_s;
    for (const double q : state.regulator.relieved_kg_s) table.relieved_kg_s[row] += q;
    table.inflow_kg_s[row] = table.supplied_kg_s[row] + leak_kg_s + table.relieved_kg_s[row] - injected;
    table.iterations[row] = state.iterations;
    for (std::size_t v = 0; v < row_count(network.node); ++v)
        if (!(state.node.gauge_pressure_pa[v] >= table.min_gauge_pressure_pa[row]) &&
            !is_missing(state.node.gauge_pressure_pa[v])) {
            table.min_gauge_pressure_pa[row] = state.node.gauge_pressure_pa[v];
            table.lowest_node[row] = network.node.id[v];
        }
    if (row == 0) return;
    const double span = time_s - table.time_s[row - 1];
    const auto go_on = [&](std::vector<double> &sum, const std::vector<double> &rate) {
        sum[row] = sum[row - 1] + span * rate[row - 1];
    };
    table.step_s[row] = span;
    go_on(table.inflow_kg, table.inflow_kg_s);
    go_on(table.supplied_kg, table.supplied_kg_s);
    go_on(table.unmet_kg, table.unmet_kg_s);
    go_on(table.leaked_kg, table.leak_kg_s);
    go_on(table.relieved_kg, table.relieved_kg_s);
}

void record_objects(const Network &network, const Recorded &rows, const State &state, double time_s, TimeSeries &run) {
    for_rows(rows.node, row_count(network.node), [&](std::size_t v) {
        const std::size_t row = append_row(run.node, network.node.id[v]).row();
        run.node.time_s[row] = time_s;
        run.node.pressure_pa[row] = state.node.pressure_pa[v];
        run.node.gauge_pressure_pa[row] = state.node.gauge_pressure_pa[v];
    });
    for_rows(rows.pipe, row_count(network.pipe), [&](std::size_t p) {
        const std::size_t row = append_row(run.pipe, network.pipe.id[p]).row();
        run.pipe.time_s[row] = time_s;
        run.pipe.from_flow_kg_s[row] = run.pipe.to_flow_kg_s[row] = state.pipe.flow_kg_s[p];
    });
    for_rows(rows.regulator, row_count(network.regulator), [&](std::size_t r) {
        const std::size_t row = append_row(run.regulator, network.regulator.id[r]).row();
        run.regulator.time_s[row] = time_s;
        run.regulator.flow_kg_s[row] = state.regulator.flow_kg_s[r];
        run.regulator.inlet_gauge_pressure_pa[row] = state.regulator.inlet_gauge_pressure_pa[r];
        run.regulator.outlet_gauge_pressure_pa[row] = state.regulator.outlet_gauge_pressure_pa[r];
        run.regulator.relieved_kg_s[row] = state.regulator.relieved_kg_s[r];
        run.regulator.mode[row] = state.regulator.mode[r];
    });
    for_rows(rows.customer, row_count(network.customer), [&](std::size_t c) {
        const std::size_t row = append_row(run.customer, network.customer.id[c]).row();
        run.customer.time_s[row] = time_s;
        run.customer.gauge_pressure_pa[row] = state.customer.gauge_pressure_pa[c];
        run.customer.demand_kg_s[row] = state.customer.demand_kg_s[c];
        run.customer.supplied_kg_s[row] = state.customer.supplied_kg_s[c];
    });
}

/// Steady flow of one moment. What protection shuts goes into the controls, and stays there.
State solve_moment(const Moment &moment, const TransientOptions &options, double time_s, Controls &controls,
                   TripSeries &trips) {
    const SolveOptions settings{.friction = options.friction,
                                .local_loss_share = options.local_loss_share,
                                .required_gauge_pressure_pa = options.required_gauge_pressure_pa};
    if (!options.protection) return solve_steady(moment.network, moment.demand_kg_s, settings);
    ProtectedState found = solve_protected(moment.network, moment.demand_kg_s, settings, options.limits);
    const Trips &trip = found.trip;
    for (std::size_t i = 0; i < row_count(trip); ++i) {
        add_trip(trips, time_s, trip.id[i], trip.table[i], {trip.cause[i], trip.value[i], trip.limit[i]});
        const auto row_in = [&](const auto &table) { return at(id_map(table).at(trip.id[i])); };
        if (trip.table[i] == Regulators::name)
            controls.regulator[row_in(moment.network.regulator)] = RegulatorState::closed;
        else if (trip.table[i] == Valves::name) controls.valve_open[row_in(moment.network.valve)] = 0;
        else controls.customer_shut[row_in(moment.network.customer)] = 1;
    }
    return std::move(found.state);
}

void note_status(const State &state, double time_s, TimeSeries &run) {
    run.iterations += state.iterations;
    ++run.steps;
    if (state.status <= run.status) return;
    run.status = state.status;
    std::ostringstream text;
    text << "at " << time_s << " s:";
    for (std::size_t z = 0; z < state.zone.id.size(); ++z)
        if (state.zone.status[z] == state.status) {
            text << " zone " << state.zone.id[z] << ": " << state.zone.explanation[z];
            break;
        }
    run.explanation = text.str();
}

void require_option(bool sound, const char *column) {
    if (!sound) throw Error("value_out_of_range", {.layer = "options", .column = column});
}

} // namespace

void require_options(const Network &network, std::span<const double> demand_kg_s, const TransientOptions &o) {
    const auto positive_number = [](double x) { return x > 0.0 && std::isfinite(x); };
    require_option(std::isfinite(o.from_s) && std::isfinite(o.to_s) && o.to_s >= o.from_s, "to_s");
    require_option(positive_number(o.output_step_s), "output_step_s");
    require_option(o.local_loss_share >= 0.0 && std::isfinite(o.local_loss_share), "local_loss_share");
    require_option(positive_number(o.max_step_s), "max_step_s");
    require_option(positive_number(o.min_step_s) && o.min_step_s <= o.max_step_s, "min_step_s");
    require_option(positive_number(o.tolerance), "tolerance");
    require_option(positive_number(o.longest_cell_m), "longest_cell_m");
    require_option(o.cut_off_gauge_pressure_pa >= 0.0 && std::isfinite(o.cut_off_gauge_pressure_pa),
                   "cut_off_gauge_pressure_pa");
    require_option(positive_number(o.cut_off_band_pa), "cut_off_band_pa");
    for (const auto &row : o.factors.factor)
        require_option(std::all_of(row.begin(), row.end(), [](double x) { return x >= 0.0 && std::isfinite(x); }),
                       "factors");
    require_option(o.start_pressure_pa.empty() || o.start_pressure_pa.size() == row_count(network.node),
                   "start_pressure_pa");
    require_option(std::all_of(o.start_pressure_pa.begin(), o.start_pressure_pa.end(), positive_number),
                   "start_pressure_pa");
    require_option(demand_kg_s.size() == row_count(network.customer), "demand_kg_s");
    require_option(std::all_of(demand_kg_s.begin(), demand_kg_s.end(), [](double d) { return std::isfinite(d); }),
                   "demand_kg_s");
}

std::vector<double> output_times(const TransientOptions &options) {
    std::vector<double> times;
    const double count = std::floor((options.to_s - options.from_s) / options.output_step_s * (1.0 + 1e-12));
    for (std::int64_t i = 0; static_cast<double>(i) <= count; ++i)
        times.push_back(options.from_s + static_cast<double>(i) * options.output_step_s);
    if (times.back() < options.to_s) times.push_back(options.to_s);
    times.back() = options.to_s;
    return times;
}

TimeSeries simulate_quasi_steady(const Network &network, std::span<const double> customer_demand_kg_s,
                                 const TransientOptions &options, std::span<const Event> events,
                                 const Progress &progress) {
    require_sound(network);
    require_physical(network.gas);
    require_options(network, customer_demand_kg_s, options);
    for (const Event &event : events)
        if (event.kind == EventKind::hole)
            throw Error("usage", {.layer = "event", .column = "kind", .value = "hole"}, {event.element},
                        "use outflow, or simulate without quasi-steady");
    const std::vector<PlannedEvent> planned = plan_events(network, events);
    Controls controls = make_controls(network, customer_demand_kg_s, options);
    TimeSeries run;
    std::size_t next = 0;
    const std::vector<double> times = output_times(options);
    for (std::size_t i = 0; i < times.size(); ++i) {
        report(progress, "simulate", static_cast<double>(i) / static_cast<double>(times.size()));
        while (next < planned.size() && planned[next].time_s <= times[i]) apply(controls, planned[next++]);
        const Moment moment = moment_at(controls, times[i]);
        const State state = solve_moment(moment, options, times[i], controls, run.trip);
        record_system(network, state, moment.outflow_kg_s, times[i], run.system);
        record_objects(network, options.record, state, times[i], run);
        note_status(state, times[i], run);
    }
    report(progress, "simulate", 1.0);
    return run;
}

} // namespace gastwin
