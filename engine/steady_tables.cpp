// SPDX-License-Identifier: Apache-2.0
#include "engine/steady_tables.hpp"

#include <algorithm>
#include <cmath>

#include "models/roughness.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

NodeResults node_table(const Tiers &tiers, std::span<const double> pressure_pa) {
    NodeResults table;
    table.id = tiers.network.node.id;
    resize_rows(table, table.id.size());
    for (std::size_t v = 0; v < table.id.size(); ++v) {
        table.zone[v] = tiers.zones.zone_of_vertex(static_cast<std::int32_t>(v));
        table.supplied[v] = tiers.tier[at(table.zone[v])].supplied;
        if (!table.supplied[v]) continue;
        table.pressure_pa[v] = pressure_pa[v];
        table.gauge_pressure_pa[v] = pressure_pa[v] - tiers.atmosphere_pa[v];
    }
    return table;
}

/// Flow of every graph edge of kind `pipe`; zero where no equation was solved.
std::vector<double> edge_flows(const Tiers &tiers) {
    std::vector<double> flow(tiers.graph.edge_count(), 0.0);
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z) {
        const Tier &tier = tiers.tier[at(z)];
        if (!tier.supplied) continue;
        const auto edges = tiers.zones.edges_in(z);
        for (std::size_t i = 0; i < edges.size(); ++i) flow[at(edges[i])] = tier.flow.flow_kg_s[i];
    }
    return flow;
}

double mean_pressure_pa(double p1, double p2) {
    return p1 + p2 != 0.0 ? 2.0 / 3.0 * (p1 * p1 + p1 * p2 + p2 * p2) / (p1 + p2) : 0.0;
}

PipeResults pipe_table(const Tiers &tiers, std::span<const double> pressure_pa, FrictionLaw law) {
    const Network &network = tiers.network;
    const Pipes &pipe = network.pipe;
    PipeResults table;
    table.id = pipe.id;
    resize_rows(table, table.id.size());
    const std::vector<double> flow = edge_flows(tiers);
    table.flow_kg_s.assign(table.id.size(), 0.0);
    for (std::size_t e = 0; e < flow.size(); ++e)
        if (tiers.graph.kind[e] == EdgeKind::pipe)
            table.flow_kg_s[at(tiers.graph.element[e])] += flow[e] * (tiers.graph.end[e] - tiers.graph.start[e]);
    for (std::size_t p = 0; p < table.id.size(); ++p) {
        const double p1 = pressure_pa[pipe.from_node[p].row()], p2 = pressure_pa[pipe.to_node[p].row()];
        const double d = pipe.inner_diameter_m[p], q = table.flow_kg_s[p];
        table.pressure_drop_pa[p] = p1 - p2;
        const double density = density_kg_m3(network.gas, mean_pressure_pa(p1, p2));
        if (q == 0.0) table.velocity_m_s[p] = 0.0;
        else if (density > 0.0) table.velocity_m_s[p] = q / (density * circle_area_m2(d));
        const double re = std::abs(q) * d / (network.gas.viscosity_pa_s * circle_area_m2(d));
        table.reynolds[p] = re;
        if (pipe.friction_factor[p] > 0.0) table.friction_factor[p] = pipe.friction_factor[p];
        else if (re > 0.0) table.friction_factor[p] = friction_factor(law, re, {roughness_of(pipe, p) / d, d});
    }
    return table;
}

RegulatorResults regulator_table(const Tiers &tiers, std::span<const double> pressure_pa) {
    const Regulators &regulator = tiers.network.regulator;
    RegulatorResults table;
    table.id = regulator.id;
    resize_rows(table, table.id.size());
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
    }
    return table;
}

CustomerResults customer_table(const Tiers &tiers, std::span<const double> pressure_pa,
                               std::span<const double> demand_kg_s, std::span<const Verdict> verdicts) {
    CustomerResults table;
    table.id = tiers.network.customer.id;
    resize_rows(table, table.id.size());
    for (std::size_t c = 0; c < table.id.size(); ++c) {
        table.demand_kg_s[c] = demand_kg_s[c];
        const std::int32_t vertex = tiers.graph.customer_vertex[c];
        if (vertex < 0) continue;
        table.gauge_pressure_pa[c] = pressure_pa[at(vertex)] - tiers.atmosphere_pa[at(vertex)];
        table.supplied_kg_s[c] = demand_kg_s[c] * verdicts[at(tiers.zones.zone_of_vertex(vertex))].served_share;
    }
    return table;
}

std::string worst_edge(const Tiers &tiers, std::int32_t zone) {
    const std::int32_t local = tiers.tier[at(zone)].flow.worst_edge;
    const auto edges = tiers.zones.edges_in(zone);
    if (local < 0 || at(local) >= edges.size()) return "";
    return tiers.network.pipe.id[at(tiers.graph.element[at(edges[at(local)])])];
}

ZoneResults zone_table(const Tiers &tiers, std::span<const Verdict> verdicts) {
    ZoneResults table;
    resize_rows(table, verdicts.size());
    for (std::size_t z = 0; z < verdicts.size(); ++z) {
        const Verdict &verdict = verdicts[z];
        table.id[z] = std::to_string(z);
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
    return table;
}

/// The totals; worst node and edge are those of the zone with the worst status, among equals the lowest pressure.
void sum_up(State &state, const Tiers &tiers) {
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

State tabulate(const Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options) {
    const std::vector<double> pressure_pa = vertex_pressures_pa(tiers);
    const std::vector<Verdict> verdicts =
        judge_zones(tiers, pressure_pa, customer_demand_kg_s, options.required_gauge_pressure_pa);
    State state;
    state.node = node_table(tiers, pressure_pa);
    state.pipe = pipe_table(tiers, pressure_pa, options.friction);
    state.regulator = regulator_table(tiers, pressure_pa);
    state.customer = customer_table(tiers, pressure_pa, customer_demand_kg_s, verdicts);
    state.zone = zone_table(tiers, verdicts);
    sum_up(state, tiers);
    return state;
}

} // namespace gastwin
