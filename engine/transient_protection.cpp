// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_protection.hpp"

#include <algorithm>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double worth_resolving = 0.1; ///< of the response time

/// First piece of each pipe; -1: it carries no gas.
std::vector<std::int32_t> first_pieces(const TransientModel &model) {
    std::vector<std::int32_t> first(row_count(model.network.pipe), -1);
    for (std::size_t e = model.graph.edge_count(); e-- > 0;)
        if (model.graph.kind[e] == EdgeKind::pipe) first[at(model.graph.element[e])] = static_cast<std::int32_t>(e);
    return first;
}

/// The piece of a valve's pipe that begins where the valve stands; the last one where none does.
std::int32_t piece_behind(const Graph &graph, std::int32_t first_piece, double position) {
    std::size_t e = at(first_piece);
    while (graph.start[e] < position && graph.end[e] < 1.0) ++e;
    return static_cast<std::int32_t>(e);
}

void guard_valves(const TransientModel &model, std::vector<Guard> &guards) {
    const Valves &valve = model.network.valve;
    const std::vector<std::int32_t> first = first_pieces(model);
    for (std::size_t v = 0; v < row_count(valve); ++v) {
        if (!valve.pipe[v].valid() || is_missing(valve.trip_flow_kg_s[v]) || first[valve.pipe[v].row()] < 0) continue;
        guards.push_back({Guard::Table::valve, static_cast<std::int32_t>(v),
                          model.options.limits.excess_flow_response_s,
                          piece_behind(model.graph, first[valve.pipe[v].row()], valve.position[v])});
    }
}

bool is_shut(const Controls &controls, const Guard &guard) {
    switch (guard.table) {
    case Guard::Table::regulator:
        return controls.regulator[at(guard.row)] == RegulatorState::closed;
    case Guard::Table::valve:
        return !controls.valve_open[at(guard.row)];
    case Guard::Table::customer:
        return controls.customer_shut[at(guard.row)];
    }
    return false;
}

double gauge_pa(const TransientModel &model, const GasState &state, std::int32_t vertex) {
    return vertex_pressure_pa(model, state, vertex) - model.atmosphere_pa[at(vertex)];
}

std::optional<Excess> excess_at(const TransientModel &model, const GasState &state, double time_s, const Guard &guard) {
    if (is_shut(model.controls, guard)) return std::nullopt;
    const Network &network = model.network;
    switch (guard.table) {
    case Guard::Table::regulator:
        return excess_of_regulator(network.regulator, at(guard.row),
                                   gauge_pa(model, state, model.station[at(guard.row)].down_vertex));
    case Guard::Table::valve:
        return excess_of_valve(network.valve, at(guard.row), state.pipe_kg_s[at(guard.edge)]);
    case Guard::Table::customer:
        break;
    }
    const std::int32_t vertex = model.graph.customer_vertex[at(guard.row)];
    const double flow = demand_kg_s(model.controls, at(guard.row), time_s) * served_at(model, state, vertex);
    return excess_of_customer(network.customer, at(guard.row), gauge_pa(model, state, vertex), flow,
                              model.options.limits);
}

void record(const TransientModel &model, const Guard &guard, double time_s, TripSeries &trips) {
    const Network &network = model.network;
    const std::size_t row = at(guard.row);
    const auto &[id, table] = [&]() -> std::pair<std::string, std::string_view> {
        switch (guard.table) {
        case Guard::Table::regulator:
            return {network.regulator.id[row], Regulators::name};
        case Guard::Table::valve:
            return {network.valve.id[row], Valves::name};
        default:
            return {network.customer.id[row], Customers::name};
        }
    }();
    add_trip(trips, time_s, id, table, guard.excess);
}

} // namespace

void add_trip(TripSeries &trips, double time_s, const std::string &id, std::string_view table, const Excess &excess) {
    const std::size_t row = append_row(trips, id).row();
    trips.time_s[row] = time_s;
    trips.table[row] = table;
    trips.cause[row] = excess.cause;
    trips.value[row] = excess.value;
    trips.limit[row] = excess.limit;
}

std::vector<Guard> make_guards(const TransientModel &model) {
    std::vector<Guard> guards;
    if (!model.options.protection) return guards;
    const ProtectionOptions &limits = model.options.limits;
    const Regulators &regulator = model.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r)
        if (!is_missing(regulator.trip_high_gauge_pressure_pa[r]) ||
            !is_missing(regulator.trip_low_gauge_pressure_pa[r]))
            guards.push_back({Guard::Table::regulator, static_cast<std::int32_t>(r), limits.slam_shut_response_s});
    guard_valves(model, guards);
    const std::vector<Flag> fitted = self_closing_customers(model.network);
    for (std::size_t c = 0; c < fitted.size(); ++c)
        if (fitted[c] && model.graph.customer_vertex[c] >= 0)
            guards.push_back({Guard::Table::customer, static_cast<std::int32_t>(c), limits.self_closing_response_s});
    return guards;
}

bool oversteps(const TransientModel &model, const std::vector<Guard> &guards, const GasState &state, double time_s,
               double duration_s) {
    return std::any_of(guards.begin(), guards.end(), [&](const Guard &guard) {
        return guard.beyond_since_s == Guard::infinite && duration_s > worth_resolving * guard.response_s &&
               excess_at(model, state, time_s, guard);
    });
}

void watch(const TransientModel &model, const GasState &state, double time_s, std::vector<Guard> &guards) {
    for (Guard &guard : guards) {
        const std::optional<Excess> excess = excess_at(model, state, time_s, guard);
        if (excess) guard.excess = *excess;
        guard.beyond_since_s = excess ? std::min(guard.beyond_since_s, time_s) : Guard::infinite;
    }
}

Latched latch(TransientModel &model, double time_s, std::vector<Guard> &guards, TripSeries &trips) {
    Latched latched;
    for (Guard &guard : guards) {
        if (guard.due_s() > time_s) continue;
        latched.any = true;
        guard.beyond_since_s = Guard::infinite;
        record(model, guard, time_s, trips);
        switch (guard.table) {
        case Guard::Table::regulator:
            model.controls.regulator[at(guard.row)] = RegulatorState::closed;
            break;
        case Guard::Table::valve:
            model.controls.valve_open[at(guard.row)] = 0;
            latched.valve_moved = true;
            break;
        case Guard::Table::customer:
            model.controls.customer_shut[at(guard.row)] = 1;
            break;
        }
    }
    return latched;
}

double next_trip_s(const std::vector<Guard> &guards) {
    double next = Guard::infinite;
    for (const Guard &guard : guards) next = std::min(next, guard.due_s());
    return next;
}

} // namespace gastwin
