// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_stage.hpp"

#include <algorithm>
#include <cmath>

#include "engine/threads.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr int most_rounds = 60;
/// Sources and regulators without droop give way by this much per kg/s: it shares flow among equals.
constexpr double give_pa_s_kg = 1e-4;
constexpr double smallest_flow_kg_s = 1e-9; ///< less is round-off
constexpr double pressure_round_off = 1e-8; ///< share of a pressure

bool passes_up(FeedMode mode) { return mode == FeedMode::controlling || mode == FeedMode::capacity_limited; }

Port supply(const Gas &gas, double pressure_pa, double gravity, double weight) {
    return {.potential_pa2 = potential_pa2(gas, pressure_pa) * gravity,
            .slope = give_pa_s_kg * potential_slope_pa(gas, pressure_pa) * gravity / weight,
            .active = true};
}

Port station_port(const TransientModel &model, const Block &block, const Station &station, bool is_link,
                  const GasState &state) {
    const Gas &gas = model.network.gas;
    const double gravity = gravity_at(model, block.gravity_per_m, station.down_vertex);
    if (is_link) {
        const double p = state.pressure_pa[at(model.junction_of(station.up_vertex))];
        return supply(gas, p, gravity, station.weight);
    }
    Port port = supply(gas, station.still_pa(), gravity, station.weight);
    port.droops = station.droop_pa > 0.0 || station.lockup_pa > 0.0;
    port.outlet = {station.set_pa, station.droop_pa, station.lockup_pa, station.capacity_kg_s, gravity};
    return port;
}

void set_ports(const TransientModel &model, Block &block, const Loads &loads, const GasState &state) {
    for (std::size_t i = 0; i < block.port_of.size(); ++i) {
        const auto [kind, row] = block.port_of[i];
        Port &port = block.problem.port[i];
        if (kind == Block::PortKind::source) {
            const double gravity = gravity_at(model, block.gravity_per_m, model.network.source.node[at(row)].value);
            port = supply(model.network.gas, loads.source_pa[at(row)], gravity, 1.0);
            port.active = loads.source_active[at(row)];
            continue;
        }
        const Station &station = model.station[at(row)];
        const bool is_link = kind == Block::PortKind::link;
        port.active = state.mode[at(row)] == (is_link ? FeedMode::wide_open : FeedMode::controlling);
        if (port.active) port = station_port(model, block, station, is_link, state);
    }
}

void set_junctions(const TransientModel &model, Block &block, const Stage &stage, const Loads &loads,
                   const GasState &state) {
    auto &junctions = block.problem.junction;
    for (std::size_t i = 0; i < junctions.size(); ++i) {
        const std::size_t j = at(block.junction[i]);
        junctions[i].demand_kg_s = loads.taken_kg_s[j];
        junctions[i].fixed_kg_s = -loads.injected_kg_s[j];
        junctions[i].outflow_kg_s = loads.outflow_kg_s[j];
        junctions[i].hole_m2 = loads.hole_m2[j];
        junctions[i].carried_kg = stage.carried_kg[j];
    }
    for (const std::int32_t r : block.stations_out)
        if (passes_up(state.mode[at(r)]))
            junctions[at(model.local[at(model.junction_of(model.station[at(r)].up_vertex))])].fixed_kg_s +=
                state.station_kg_s[at(r)];
    for (const auto &[kind, row] : block.port_of)
        if (kind == Block::PortKind::outlet && state.mode[at(row)] == FeedMode::capacity_limited)
            junctions[at(model.local[at(model.junction_of(model.station[at(row)].down_vertex))])].fixed_kg_s -=
                state.station_kg_s[at(row)];
}

/// Modes and flows across the block's border: equal inputs have equal answers within a stage.
std::vector<double> inputs_of(const Block &block, const GasState &state) {
    std::vector<double> inputs;
    for (const std::int32_t r : block.stations_out) {
        inputs.push_back(static_cast<double>(state.mode[at(r)]));
        inputs.push_back(passes_up(state.mode[at(r)]) ? state.station_kg_s[at(r)] : 0.0);
    }
    for (const auto &[kind, row] : block.port_of)
        if (kind != Block::PortKind::source) inputs.push_back(static_cast<double>(state.mode[at(row)]));
    return inputs;
}

void solve_block(const TransientModel &model, Block &block, const Stage &stage, const Loads &loads, GasState &state) {
    std::vector<double> inputs = inputs_of(block, state);
    if (!block.inputs.empty() && inputs == block.inputs) return;
    block.inputs = std::move(inputs);
    block.inputs.push_back(0.0); // an empty list stands for "not solved in this stage"
    CellProblem &problem = block.problem;
    problem.duration_s = stage.duration_s;
    set_junctions(model, block, stage, loads, state);
    set_ports(model, block, loads, state);
    CellState cells{std::vector<double>(block.junction.size()), std::vector<double>(problem.from.size())};
    for (std::size_t i = 0; i < block.junction.size(); ++i)
        cells.pressure_pa[i] = state.pressure_pa[at(block.junction[i])];
    for (std::size_t e = 0; e < block.pipe_edge.size(); ++e) {
        cells.flow_kg_s[e] = state.pipe_kg_s[at(block.pipe_edge[e])];
        if (!problem.carried_flow.empty()) problem.carried_flow[e] = stage.carried_flow[at(block.pipe_edge[e])];
    }
    const std::size_t pipes = block.pipe_edge.size();
    for (std::size_t i = 0; i < block.port_of.size(); ++i) {
        const auto [kind, row] = block.port_of[i];
        cells.flow_kg_s[pipes + i] =
            kind == Block::PortKind::source ? state.source_kg_s[at(row)] : state.station_kg_s[at(row)];
    }
    block.outcome =
        solve_cells(problem, block.laplacian, cells, model.options.newton_tolerance, model.options.max_iterations);
    for (std::size_t i = 0; i < block.junction.size(); ++i)
        state.pressure_pa[at(block.junction[i])] = cells.pressure_pa[i];
    for (std::size_t e = 0; e < pipes; ++e) state.pipe_kg_s[at(block.pipe_edge[e])] = cells.flow_kg_s[e];
    for (std::size_t i = 0; i < block.port_of.size(); ++i) {
        const auto [kind, row] = block.port_of[i];
        if (kind == Block::PortKind::source) state.source_kg_s[at(row)] = cells.flow_kg_s[pipes + i];
        else if (problem.port[i].active) state.station_kg_s[at(row)] = cells.flow_kg_s[pipes + i];
    }
}

FeedMode next_mode(const Station &station, FeedMode mode, double flow, double up_pa, double down_pa) {
    using enum FeedMode;
    if (station.bypassed) return bypassed;
    if (station.shut) return closed;
    const double margin = pressure_round_off * up_pa;
    const FeedMode open = up_pa >= station.still_pa() ? controlling : wide_open;
    switch (mode) {
    case controlling:
        if (std::isinf(station.set_pa)) return wide_open; // it has just failed open
        if (flow < -smallest_flow_kg_s) return closed;
        if (flow > station.capacity_kg_s * (1.0 + pressure_round_off)) return capacity_limited;
        return up_pa < down_pa - margin ? wide_open : controlling;
    case wide_open:
        if (flow < -smallest_flow_kg_s) return closed;
        if (flow > station.capacity_kg_s * (1.0 + pressure_round_off)) return capacity_limited;
        return down_pa > station.still_pa() + margin ? controlling : wide_open;
    case capacity_limited:
        return down_pa > std::min(station.still_pa(), up_pa) + margin ? open : capacity_limited;
    default:
        return down_pa < std::min(station.still_pa(), up_pa) - margin ? open : closed;
    }
}

/// Pressure that the gas at a station's inlet would have at its outlet, which may lie at another height: what it has
/// there once the station stands wide open. Compared with anything else, modes could chase each other.
double inlet_pressure_pa(const TransientModel &model, const GasState &state, const Station &station) {
    const double p = vertex_pressure_pa(model, state, station.up_vertex);
    const double rise = model.elevation_m[at(station.down_vertex)] - model.elevation_m[at(station.up_vertex)];
    if (rise == 0.0) return p;
    const Block &above = model.block[at(model.block_of_zone[at(station.up_zone)])];
    const double gravity = gravity_at(model, above.gravity_per_m, station.up_vertex) /
                           gravity_at(model, above.gravity_per_m, station.down_vertex);
    return pressure_of_potential_pa(model.network.gas, potential_pa2(model.network.gas, p) * gravity);
}

/// Lets every station choose its mode anew; true when none changes.
bool settle_modes(const TransientModel &model, GasState &state) {
    bool settled = true;
    for (std::size_t r = 0; r < model.station.size(); ++r) {
        const Station &station = model.station[r];
        const FeedMode next =
            next_mode(station, state.mode[r], state.station_kg_s[r], inlet_pressure_pa(model, state, station),
                      vertex_pressure_pa(model, state, station.down_vertex));
        if (next == state.mode[r]) continue;
        settled = false;
        state.mode[r] = next;
        if (next == FeedMode::capacity_limited) state.station_kg_s[r] = station.capacity_kg_s;
        else if (next == FeedMode::closed || next == FeedMode::bypassed) state.station_kg_s[r] = 0.0;
    }
    return settled;
}

/// True when every block was solved for the flows its neighbours now have.
bool is_consistent(const TransientModel &model, const GasState &state) {
    for (const Block &block : model.block) {
        const std::vector<double> now = inputs_of(block, state);
        for (std::size_t i = 0; i < now.size(); ++i)
            if (std::abs(now[i] - block.inputs[i]) > 1e-12 * std::abs(now[i]) + 1e-15) return false;
    }
    return true;
}

void sweep(TransientModel &model, const Stage &stage, const Loads &loads, GasState &state) {
    for (const auto &level : model.levels) {
        const auto count = static_cast<std::int32_t>(level.size());
#pragma omp parallel for schedule(dynamic) if (count > 1 && model.volume_m3.size() > worth_threads)
        for (std::int32_t i = 0; i < count; ++i) solve_block(model, model.block[at(level[at(i)])], stage, loads, state);
    }
}

} // namespace

Loads loads_at(const TransientModel &model, double time_s) {
    Loads loads;
    const std::size_t n = model.volume_m3.size();
    for (auto *column : {&loads.taken_kg_s, &loads.injected_kg_s, &loads.outflow_kg_s, &loads.hole_m2})
        column->assign(n, 0.0);
    for (const DemandHere &d : model.demand) {
        const double factor = demand_factor(model.controls, d.kind, d.profile, time_s);
        loads.taken_kg_s[at(d.junction)] += factor * d.taken_kg_s;
        loads.injected_kg_s[at(d.junction)] += factor * d.injected_kg_s;
    }
    for (std::size_t v = 0; v < row_count(model.network.node); ++v) {
        const std::size_t j = at(model.junction_of(static_cast<std::int32_t>(v)));
        loads.outflow_kg_s[j] += model.controls.outflow_kg_s[v];
        loads.hole_m2[j] += model.controls.hole_m2[v];
    }
    const Sources &source = model.network.source;
    std::vector<std::int32_t> best(n, -1);
    loads.source_active.assign(row_count(source), 0);
    for (std::size_t s = 0; s < row_count(source); ++s) {
        loads.source_pa.push_back(source_pressure_pa(model.controls, s, time_s));
        std::int32_t &here = best[at(model.junction_of(source.node[s].value))];
        if (model.controls.source_on[s] && (here < 0 || loads.source_pa[s] > loads.source_pa[at(here)]))
            here = static_cast<std::int32_t>(s);
    }
    for (const std::int32_t s : best)
        if (s >= 0) loads.source_active[at(s)] = 1;
    return loads;
}

std::string solve_stage(TransientModel &model, const Stage &stage, const Loads &loads, GasState &state,
                        int &iterations) {
    find_blocks(model, state.mode);
    settle_modes(model, state);
    find_blocks(model, state.mode);
    for (Block &block : model.block) block.inputs.clear();
    for (int round = 0; round < most_rounds; ++round) {
        sweep(model, stage, loads, state);
        int slowest = 0;
        for (const Block &block : model.block) slowest = std::max(slowest, block.outcome.iterations);
        iterations += slowest;
        const bool settled = settle_modes(model, state);
        if (settled && is_consistent(model, state)) {
            for (const Block &block : model.block)
                if (!block.outcome.converged)
                    return "Newton's method stopped at a residual of " + std::to_string(block.outcome.residual);
            return "";
        }
        find_blocks(model, state.mode);
    }
    return "the modes of the regulators did not settle";
}

Rates rates_of(const TransientModel &model, const Loads &loads, const GasState &state) {
    Rates rates;
    for (const double q : state.source_kg_s) rates.inflow += q;
    for (const Block &block : model.block)
        for (std::size_t i = 0; i < block.junction.size(); ++i) {
            const std::size_t j = at(block.junction[i]);
            CellJunction leak = block.problem.junction[i];
            const double p = state.pressure_pa[j];
            rates.demand += loads.taken_kg_s[j];
            rates.injected += loads.injected_kg_s[j];
            if (leak.demand_kg_s > 0.0)
                rates.supplied += leak.demand_kg_s * served_share(p, leak.cut_off_pa, block.problem.band_pa).flow_kg_s;
            for (const ReliefValve &valve : leak.relief)
                rates.relieved += relief_outflow(model.network.gas, valve, p).flow_kg_s;
            leak.demand_kg_s = leak.fixed_kg_s = 0.0;
            leak.relief.clear();
            rates.leak += junction_outflow(block.problem, leak, p).flow_kg_s;
        }
    return rates;
}

} // namespace gastwin
