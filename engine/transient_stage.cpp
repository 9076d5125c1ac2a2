// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_stage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/threads.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr int most_rounds = 60;
/// Sources and regulators without droop give way by this much per kg/s: it shares flow among equals.
constexpr double give_pa_s_kg = 1e-4;
constexpr double smallest_flow_kg_s = 1e-9; ///< less is round-off
constexpr double pressure_round_off = 1e-8; ///< share of a pressure

/// Is what it passes given to the block above as a demand?
bool passes_up(const TransientModel &model, const GasState &state, std::int32_t r) {
    const FeedMode mode = state.mode[at(r)];
    return mode == FeedMode::capacity_limited ||
           (mode == FeedMode::controlling && !is_inside(model, model.station[at(r)]));
}

Port supply(const Gas &gas, double pressure_pa, double gravity, double weight) {
    return {.potential_pa2 = potential_pa2(gas, pressure_pa) * gravity,
            .slope = give_pa_s_kg * potential_slope_pa(gas, pressure_pa) * gravity / weight,
            .active = true};
}

Port link_port(const TransientModel &model, const Block &block, const Station &station, const GasState &state) {
    const double up = gravity_at(model, block.gravity_per_m, station.up_vertex);
    const double down = gravity_at(model, block.gravity_per_m, station.down_vertex);
    const double p = station.lift * state.pressure_pa[at(model.junction_of(station.up_vertex))];
    Port port = supply(model.network.gas, p, down, station.weight);
    port.lawful = up != down || !station.is_lossless();
    // A regulator wide open holds nothing back; a compressor at a set point is a link too.
    port.link = {.set_pa = station.is_compressor ? station.set_pa : std::numeric_limits<double>::infinity(),
                 .lift = station.lift,
                 .min_differential_pa = station.min_differential_pa,
                 .has_bypass = station.has_bypass,
                 .up_gravity = up,
                 .down_gravity = down};
    return port;
}

Port outlet_port(const TransientModel &model, const Block &block, const Station &station) {
    const double gravity = gravity_at(model, block.gravity_per_m, station.down_vertex);
    Port port = supply(model.network.gas, station.still_pa(), gravity, station.weight);
    port.droops = station.has_droop();
    port.outlet = station.outlet(gravity);
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
        if (port.active) port = is_link ? link_port(model, block, station, state) : outlet_port(model, block, station);
    }
}

void set_junctions(const TransientModel &model, Block &block, const Stage &stage, const Loads &loads,
                   const GasState &state) {
    auto &junctions = block.problem.junction;
    for (std::size_t i = 0; i < junctions.size(); ++i) {
        const std::size_t j = at(block.junction[i]);
        junctions[i].demand_kg_s = loads.taken_kg_s[j];
        junctions[i].fixed_kg_s = -loads.injected_kg_s[j];
        junctions[i].drawn_kg_s = 0.0;
        junctions[i].outflow_kg_s = loads.outflow_kg_s[j];
        junctions[i].hole_m2 = loads.hole_m2[j];
        junctions[i].carried_kg = stage.carried_kg[j];
    }
    for (const std::int32_t r : block.stations_out)
        if (passes_up(model, state, r))
            junctions[at(model.local[at(model.junction_of(model.station[at(r)].up_vertex))])].drawn_kg_s +=
                state.station_kg_s[at(r)];
    for (const auto &[kind, row] : block.port_of)
        if (kind != Block::PortKind::source && state.mode[at(row)] == FeedMode::capacity_limited)
            junctions[at(model.local[at(model.junction_of(model.station[at(row)].down_vertex))])].fixed_kg_s -=
                state.station_kg_s[at(row)];
}

/// Modes and flows across the block's border: equal inputs have equal answers within a stage.
std::vector<double> inputs_of(const TransientModel &model, const Block &block, const GasState &state) {
    std::vector<double> inputs;
    for (const std::int32_t r : block.stations_out) {
        inputs.push_back(static_cast<double>(state.mode[at(r)]));
        inputs.push_back(passes_up(model, state, r) ? state.station_kg_s[at(r)] : 0.0);
    }
    for (const auto &[kind, row] : block.port_of)
        if (kind != Block::PortKind::source) inputs.push_back(static_cast<double>(state.mode[at(row)]));
    return inputs;
}

void solve_block(const TransientModel &model, Block &block, const Stage &stage, const Loads &loads, GasState &state) {
    std::vector<double> inputs = inputs_of(model, block, state);
    inputs.push_back(0.0); // an empty list stands for "not solved in this stage"
    if (inputs == block.inputs) return;
    block.inputs = std::move(inputs);
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
    if (!block.outcome.converged) return; // where it stopped may be anywhere; the modes may still change
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
    const double reach = station.reach_pa(up_pa), still = station.still_pa(), margin = pressure_round_off * up_pa;
    const double held = std::max(std::min(still, reach), station.has_bypass ? up_pa : 0.0);
    const FeedMode open = station.is_compressor || reach < still ? wide_open : controlling;
    switch (mode) {
    case controlling:
        if (station.is_compressor || std::isinf(station.set_pa)) return wide_open; // it may just have failed open
        if (flow < -smallest_flow_kg_s) return closed;
        if (flow > station.capacity_kg_s * (1.0 + pressure_round_off)) return capacity_limited;
        return reach < down_pa - margin ? wide_open : controlling;
    case wide_open:
        if (flow < -smallest_flow_kg_s) return closed;
        if (flow > station.capacity_kg_s * (1.0 + pressure_round_off)) return capacity_limited;
        return !station.is_compressor && down_pa > still + margin ? controlling : wide_open;
    case capacity_limited:
        return down_pa > held + margin ? open : capacity_limited;
    default:
        return down_pa < held - margin ? open : closed;
    }
}

/// Lets every station choose its mode anew; true when none changes.
bool settle_modes(const TransientModel &model, GasState &state) {
    bool settled = true;
    for (std::size_t r = 0; r < model.station.size(); ++r) {
        const Station &station = model.station[r];
        const FeedMode next = next_mode(station, state.mode[r], state.station_kg_s[r],
                                        vertex_pressure_pa(model, state, station.up_vertex),
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
        const std::vector<double> now = inputs_of(model, block, state);
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
            leak.demand_kg_s = leak.fixed_kg_s = leak.drawn_kg_s = 0.0;
            leak.relief.clear();
            rates.leak += junction_outflow(block.problem, leak, p).flow_kg_s;
        }
    return rates;
}

} // namespace gastwin
