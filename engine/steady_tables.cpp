// SPDX-License-Identifier: Apache-2.0
#include "engine/steady_tables.hpp"

#include <algorithm>
#include <cmath>

#include "engine/threads.hpp"
#include "models/roughness.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

void fill_nodes(const Tiers &tiers, std::span<const double> pressure_pa, NodeResults &table) {
    for_each_index(table.id.size(), [&](std::size_t v) {
        table.zone[v] = tiers.zones.zone_of_vertex(static_cast<std::int32_t>(v));
        table.supplied[v] = tiers.tier[at(table.zone[v])].supplied;
        table.pressure_pa[v] = pressure_pa[v]; // missing where not supplied
        table.gauge_pressure_pa[v] = pressure_pa[v] - tiers.atmosphere_pa[v];
    });
}

double mean_pressure_pa(double p1, double p2) {
    return p1 + p2 != 0.0 ? 2.0 / 3.0 * (p1 * p1 + p1 * p2 + p2 * p2) / (p1 + p2) : 0.0;
}

/// What was found for the edges of one pipe.
struct PipeAnswer {
    double flow_kg_s = 0.0;                ///< mean over the length; zero where no equation was solved
    double friction_factor = missing_real; ///< of a pipe that is one edge and whose drop is all friction
};

PipeAnswer answer_of(const Tiers &tiers, std::size_t pipe) {
    const Graph &graph = tiers.graph;
    const std::size_t first = at(graph.pipe_edge[pipe]), last = at(graph.pipe_edge[pipe + 1]);
    PipeAnswer answer;
    for (std::size_t e = first; e < last; ++e) {
        const std::int32_t local = tiers.zones.local_edge[e];
        const Tier &tier = tiers.tier[at(tiers.zones.zone_of_vertex(graph.from[e]))];
        if (local < 0 || !tier.supplied) continue;
        const double q = tier.flow.flow_kg_s[at(local)];
        if (last - first > 1) {
            answer.flow_kg_s += q * (graph.end[e] - graph.start[e]);
            continue;
        }
        const PipeElement &element = tier.problem.pipe[at(local)];
        const double re = std::abs(q) * element.reynolds_per_flow;
        answer.flow_kg_s = q;
        if (element.local_loss == 0.0 && re > 0.0)
            answer.friction_factor = std::abs(tier.flow.drop_pa2[at(local)]) / element.resistance_pa2 / (re * re);
    }
    return answer;
}

void fill_pipes(const Tiers &tiers, std::span<const double> pressure_pa, FrictionLaw law, PipeResults &table) {
    const Network &network = tiers.network;
    const Pipes &pipe = network.pipe;
    for_each_index(table.id.size(), [&](std::size_t p) {
        const PipeAnswer answer = answer_of(tiers, p);
        const double p1 = pressure_pa[pipe.from_node[p].row()], p2 = pressure_pa[pipe.to_node[p].row()];
        const double d = carried_diameter_m(pipe.inner_diameter_m[p]), area = circle_area_m2(d), q = answer.flow_kg_s;
        const double density = density_kg_m3(network.gas, mean_pressure_pa(p1, p2));
        const double re = std::abs(q) * d / (network.gas.viscosity_pa_s * area);
        table.flow_kg_s[p] = q;
        table.pressure_drop_pa[p] = p1 - p2;
        table.velocity_m_s[p] = q == 0.0 ? 0.0 : density > 0.0 ? q / (density * area) : missing_real;
        table.reynolds[p] = re;
        table.friction_factor[p] = pipe.friction_factor[p] > 0.0 ? pipe.friction_factor[p]
                                   : !is_missing(answer.friction_factor) || re == 0.0
                                       ? answer.friction_factor
                                       : friction_factor(law, re, {roughness_of(pipe, p) / d, d});
    });
}

void fill_regulators(const Tiers &tiers, std::span<const double> pressure_pa, RegulatorResults &table) {
    const Regulators &regulator = tiers.network.regulator;
    for (std::size_t r = 0; r < table.id.size(); ++r) {
        const std::size_t up = regulator.from_node[r].row(), down = regulator.to_node[r].row();
        table.inlet_gauge_pressure_pa[r] = pressure_pa[up] - tiers.atmosphere_pa[up];
        table.outlet_gauge_pressure_pa[r] = pressure_pa[down] - tiers.atmosphere_pa[down];
        const std::int32_t f = tiers.feed_of_regulator[r];
        table.flow_kg_s[r] = f >= 0 ? tiers.feed[at(f)].flow_kg_s : 0.0;
        const FeedMode mode = f >= 0                                         ? tiers.feed[at(f)].mode
                              : regulator.state[r] == RegulatorState::closed ? FeedMode::closed
                                                                             : FeedMode::bypassed;
        table.mode[r] = code_of(mode);
        table.relieved_kg_s[r] = tiers.relieved_kg_s.empty() ? 0.0 : tiers.relieved_kg_s[r];
    }
}

void fill_customers(const Tiers &tiers, std::span<const double> pressure_pa, std::span<const double> demand_kg_s,
                    std::span<const Verdict> verdicts, CustomerResults &table) {
    for_each_index(table.id.size(), [&](std::size_t c) {
        table.demand_kg_s[c] = demand_kg_s[c];
        const std::int32_t vertex = tiers.graph.customer_vertex[c];
        if (vertex < 0) return;
        table.gauge_pressure_pa[c] = pressure_pa[at(vertex)] - tiers.atmosphere_pa[at(vertex)];
        table.supplied_kg_s[c] = tiers.supplied_kg_s.empty()
                                     ? demand_kg_s[c] * verdicts[at(tiers.zones.zone_of_vertex(vertex))].served_share
                                     : tiers.supplied_kg_s[c];
    });
}

std::string worst_edge(const Tiers &tiers, std::int32_t zone) {
    const std::int32_t local = tiers.tier[at(zone)].flow.worst_edge;
    const auto edges = tiers.zones.edges_in(zone);
    if (local < 0 || at(local) >= edges.size()) return "";
    return tiers.network.pipe.id[at(tiers.graph.element[at(edges[at(local)])])];
}

void fill_zones(const Tiers &tiers, std::span<const Verdict> verdicts, ZoneResults &table) {
    for (std::size_t z = 0; z < verdicts.size(); ++z) {
        const Verdict &verdict = verdicts[z];
        table.status[z] = verdict.status;
        table.nodes[z] = verdict.nodes;
        table.iterations[z] = tiers.tier[z].flow.iterations;
        table.residual[z] = tiers.tier[z].flow.residual;
        table.demand_kg_s[z] = verdict.demand_kg_s;
        table.unmet_kg_s[z] = verdict.unmet_kg_s;
        table.min_gauge_pressure_pa[z] = verdict.min_gauge_pressure_pa;
        table.worst_node[z] = node_name(tiers, verdict.lowest_vertex);
        table.worst_edge[z] = worst_edge(tiers, static_cast<std::int32_t>(z));
        table.explanation[z] = verdict.explanation;
    }
}

/// The totals; worst node and edge are those of the zone with the worst status, among equals the lowest pressure.
void sum_up(State &state, const Tiers &tiers) {
    state.status = Status::converged;
    state.iterations = 0;
    state.residual = state.demand_kg_s = state.unmet_kg_s = 0.0;
    std::size_t worst = 0;
    const ZoneResults &zone = state.zone;
    for (std::size_t z = 0; z < zone.id.size(); ++z) {
        state.iterations = std::max(state.iterations, static_cast<int>(zone.iterations[z]));
        state.residual = std::max(state.residual, zone.residual[z]);
        state.demand_kg_s += zone.demand_kg_s[z];
        state.unmet_kg_s += zone.unmet_kg_s[z];
        const double here = zone.min_gauge_pressure_pa[z], there = zone.min_gauge_pressure_pa[worst];
        const bool lower = here < there || (std::isnan(there) && !std::isnan(here));
        if (zone.status[z] > zone.status[worst] || (zone.status[z] == zone.status[worst] && lower)) worst = z;
    }
    if (!zone.id.empty()) {
        state.status = zone.status[worst];
        state.worst_node = zone.worst_node[worst];
        state.worst_edge = zone.worst_edge[worst];
    }
    // Customers that stand nowhere belong to no zone.
    for (std::size_t c = 0; c < state.customer.id.size(); ++c) {
        if (tiers.graph.customer_vertex[c] >= 0 || !(state.customer.demand_kg_s[c] > 0.0)) continue;
        state.demand_kg_s += state.customer.demand_kg_s[c];
        state.unmet_kg_s += state.customer.demand_kg_s[c];
        state.status = std::max(state.status, Status::no_source);
    }
}

} // namespace

void name_rows(const Tiers &tiers, State &state) {
    const Network &network = tiers.network;
#pragma omp parallel sections if (network.node.id.size() > worth_threads)
    {
#pragma omp section
        state.pipe.id = network.pipe.id;
#pragma omp section
        state.node.id = network.node.id;
#pragma omp section
        state.customer.id = network.customer.id;
#pragma omp section
        state.regulator.id = network.regulator.id;
    }
    resize_rows(state.pipe, network.pipe.id.size());
    resize_rows(state.node, network.node.id.size());
    resize_rows(state.customer, network.customer.id.size());
    resize_rows(state.regulator, network.regulator.id.size());
    resize_rows(state.zone, tiers.tier.size());
    for (std::size_t z = 0; z < tiers.tier.size(); ++z) state.zone.id[z] = std::to_string(z);
}

void tabulate(const Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
              State &state) {
    const std::vector<double> pressure_pa = vertex_pressures_pa(tiers);
    const std::vector<Verdict> verdicts =
        judge_zones(tiers, pressure_pa, customer_demand_kg_s, options.required_gauge_pressure_pa);
    fill_nodes(tiers, pressure_pa, state.node);
    fill_pipes(tiers, pressure_pa, options.friction, state.pipe);
    fill_regulators(tiers, pressure_pa, state.regulator);
    fill_customers(tiers, pressure_pa, customer_demand_kg_s, verdicts, state.customer);
    fill_zones(tiers, verdicts, state.zone);
    sum_up(state, tiers);
}

} // namespace gastwin
