// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_start.hpp"

#include <algorithm>
#include <cmath>

#include "engine/elastic.hpp"
#include "engine/feeds.hpp"
#include "engine/transient_step.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

GasState still_air(const TransientModel &model) {
    GasState state{.pressure_pa = std::vector<double>(model.volume_m3.size()),
                   .pipe_kg_s = std::vector<double>(model.graph.edge_count(), 0.0),
                   .station_kg_s = std::vector<double>(model.station.size(), 0.0),
                   .source_kg_s = std::vector<double>(row_count(model.network.source), 0.0),
                   .mode = std::vector<FeedMode>(model.station.size(), FeedMode::closed)};
    for (std::size_t j = 0; j < state.pressure_pa.size(); ++j)
        state.pressure_pa[j] = model.atmosphere_pa[at(model.junction_vertex[j])];
    return state;
}

/// Π linear along each pipe between the pressures given at its ends.
void spread_given_pressures(const TransientModel &model, GasState &state) {
    const Gas &gas = model.network.gas;
    const std::vector<double> &given = model.options.start_pressure_pa;
    for (std::size_t j = 0; j < state.pressure_pa.size(); ++j) {
        const std::size_t vertex = at(model.junction_vertex[j]);
        const std::int32_t pipe = model.graph.vertex_pipe[vertex];
        if (pipe < 0) {
            state.pressure_pa[j] = given[vertex];
            continue;
        }
        const double a = given[model.network.pipe.from_node[at(pipe)].row()];
        const double b = given[model.network.pipe.to_node[at(pipe)].row()];
        state.pressure_pa[j] =
            a == b ? a
                   : pressure_of_potential_pa(gas, std::lerp(potential_pa2(gas, a), potential_pa2(gas, b),
                                                             model.graph.vertex_position[vertex]));
    }
}

/// One edge of the steady solution along a pipe.
struct Piece {
    double start, end, flow;
    std::int32_t from, to; ///< vertices of the steady graph
};

std::vector<std::vector<Piece>> steady_pieces(const Tiers &tiers, std::size_t pipes) {
    std::vector<double> flow(tiers.graph.edge_count(), 0.0);
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z) {
        const auto edges = tiers.zones.edges_in(z);
        if (tiers.tier[at(z)].supplied)
            for (std::size_t i = 0; i < edges.size(); ++i) flow[at(edges[i])] = tiers.tier[at(z)].flow.flow_kg_s[i];
    }
    std::vector<std::vector<Piece>> pieces(pipes);
    for (std::size_t e = 0; e < flow.size(); ++e)
        if (tiers.graph.kind[e] == EdgeKind::pipe)
            pieces[at(tiers.graph.element[e])].push_back(
                {tiers.graph.start[e], tiers.graph.end[e], flow[e], tiers.graph.from[e], tiers.graph.to[e]});
    return pieces;
}

const Piece &piece_at(const std::vector<Piece> &pieces, double position) {
    const auto later = std::upper_bound(pieces.begin(), pieces.end() - 1, position,
                                        [](double x, const Piece &piece) { return x < piece.end; });
    return *later;
}

/// ψ is linear in ∫E ds along a pipe without outflow.
double pressure_inside_pa(const Tiers &tiers, const TransientModel &model, const Piece &piece, double position,
                          double elevation_m) {
    const Gas &gas = model.network.gas;
    const Tier &tier = tiers.tier[at(tiers.zones.zone_of_vertex(piece.from))];
    const double psi_a = potential_pa2(gas, tiers.pressure_pa(piece.from)) * tiers.gravity(piece.from);
    const double psi_b = potential_pa2(gas, tiers.pressure_pa(piece.to)) * tiers.gravity(piece.to);
    const double share = (position - piece.start) / (piece.end - piece.start);
    const double exponent = tier.gravity_per_m * (tiers.elevation_m[at(piece.to)] - tiers.elevation_m[at(piece.from)]);
    const double walked = std::abs(exponent) < 1e-12 ? share : std::expm1(exponent * share) / std::expm1(exponent);
    const double here = std::exp(tier.gravity_per_m * (elevation_m - tier.elevation_m));
    return pressure_of_potential_pa(gas, std::lerp(psi_a, psi_b, walked) / here);
}

void take_stations(const Tiers &tiers, GasState &state) {
    for (std::size_t r = 0; r < state.mode.size(); ++r) {
        const std::int32_t f = tiers.feed_of_regulator[r];
        if (f < 0 || tiers.feed[at(f)].mode == FeedMode::unsupplied) continue;
        state.mode[r] = tiers.feed[at(f)].mode;
        state.station_kg_s[r] = tiers.feed[at(f)].flow_kg_s;
    }
}

void take_sources(const Tiers &tiers, const std::vector<std::int32_t> &source_row, GasState &state) {
    for (const Tier &tier : tiers.tier) {
        if (tier.held.empty() || tier.flow.deviation_pa2.empty()) continue;
        const std::vector<double> inflow = inflow_kg_s(tier.problem, tier.flow);
        for (const Held &held : tier.held)
            state.source_kg_s[at(source_row[at(held.source)])] = inflow[at(held.junction)];
    }
}

void take_steady(const TransientModel &model, const Progress &progress, GasState &state) {
    const Moment moment = moment_at(model.controls, model.options.from_s);
    const SolveOptions options{.friction = model.options.friction, .local_loss_share = model.options.local_loss_share};
    Tiers tiers = build_tiers(moment.network, options);
    load_tiers(tiers, moment.demand_kg_s);
    solve_tiers(tiers, progress);
    if (opens_relief_valve(tiers)) relieve(tiers, moment.demand_kg_s, options, progress);
    const auto pieces = steady_pieces(tiers, row_count(model.network.pipe));
    const auto supplied = [&](std::int32_t vertex) {
        return tiers.tier[at(tiers.zones.zone_of_vertex(vertex))].supplied;
    };
    for (std::size_t j = 0; j < state.pressure_pa.size(); ++j) {
        const std::int32_t vertex = model.junction_vertex[j], pipe = model.graph.vertex_pipe[at(vertex)];
        double p = 0.0;
        if (pipe < 0) {
            if (supplied(vertex)) p = tiers.pressure_pa(vertex);
        } else if (const double x = model.graph.vertex_position[at(vertex)];
                   supplied(piece_at(pieces[at(pipe)], x).from)) {
            p = pressure_inside_pa(tiers, model, piece_at(pieces[at(pipe)], x), x, model.elevation_m[at(vertex)]);
        }
        if (p > state.pressure_pa[j]) state.pressure_pa[j] = p;
    }
    for (std::size_t e = 0; e < state.pipe_kg_s.size(); ++e)
        if (model.graph.kind[e] == EdgeKind::pipe)
            state.pipe_kg_s[e] =
                piece_at(pieces[at(model.graph.element[e])], 0.5 * (model.graph.start[e] + model.graph.end[e])).flow;
    take_stations(tiers, state);
    take_sources(tiers, moment.source_row, state);
}

} // namespace

GasState start_state(const TransientModel &model, const Progress &progress) {
    GasState state = still_air(model);
    if (model.options.start_pressure_pa.empty()) take_steady(model, progress, state);
    else spread_given_pressures(model, state);
    return state;
}

} // namespace gastwin
