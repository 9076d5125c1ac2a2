// SPDX-License-Identifier: Apache-2.0
#include "engine/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "engine/feeds.hpp"
#include "engine/threads.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

std::string number(double value) {
    std::ostringstream text;
    text.precision(6);
    text << value;
    return text.str();
}

/// Nodes of a zone and its lowest gauge pressure.
struct ZoneSurvey {
    std::int32_t nodes = 0, lowest_vertex = -1;
    double min_gauge_pressure_pa = missing_real;

    void lower(std::int32_t vertex, double gauge_pressure_pa) {
        if (lowest_vertex >= 0 && !(gauge_pressure_pa < min_gauge_pressure_pa)) return;
        lowest_vertex = vertex;
        min_gauge_pressure_pa = gauge_pressure_pa;
    }

    /// What later vertices had to tell.
    void add(const ZoneSurvey &later) {
        nodes += later.nodes;
        if (later.lowest_vertex >= 0) lower(later.lowest_vertex, later.min_gauge_pressure_pa);
    }
};

std::vector<ZoneSurvey> survey_vertices(const Tiers &tiers, std::span<const double> pressure_pa, std::size_t first,
                                        std::size_t last) {
    std::vector<ZoneSurvey> surveys(tiers.tier.size());
    const std::size_t nodes = row_count(tiers.network.node);
    for (std::size_t v = first; v < last; ++v) {
        const auto vertex = static_cast<std::int32_t>(v);
        ZoneSurvey &survey = surveys[at(tiers.zones.zone_of_vertex(vertex))];
        survey.nodes += v < nodes;
        if (!std::isnan(pressure_pa[v])) survey.lower(vertex, pressure_pa[v] - tiers.atmosphere_pa[v]);
    }
    return surveys;
}

/// Counts nodes and demand and finds the lowest pressures.
void survey_zones(const Tiers &tiers, std::span<const double> pressure_pa, std::span<const double> demand_kg_s,
                  std::vector<Verdict> &verdicts) {
    const std::size_t vertices = pressure_pa.size(), parts = vertices > worth_threads ? 8 : 1;
    std::vector<std::vector<ZoneSurvey>> found(parts);
#pragma omp parallel for schedule(static) if (parts > 1)
    for (std::size_t i = 0; i < parts; ++i)
        found[i] = survey_vertices(tiers, pressure_pa, vertices * i / parts, vertices * (i + 1) / parts);
    for (std::size_t z = 0; z < verdicts.size(); ++z) {
        ZoneSurvey whole;
        for (const auto &part : found) whole.add(part[z]);
        verdicts[z].nodes = whole.nodes;
        verdicts[z].lowest_vertex = whole.lowest_vertex;
        verdicts[z].min_gauge_pressure_pa = whole.min_gauge_pressure_pa;
    }
    for (std::size_t c = 0; c < demand_kg_s.size(); ++c)
        if (const std::int32_t vertex = tiers.graph.customer_vertex[c]; vertex >= 0)
            verdicts[at(tiers.zones.zone_of_vertex(vertex))].demand_kg_s += std::max(demand_kg_s[c], 0.0);
}

/// Lowest potential of the zone when all its demands are multiplied by `share`.
double lowest_potential(const Tier &tier, const NewtonLimits &limits, double share) {
    ZoneProblem scaled = tier.problem;
    for (double &d : scaled.demand_kg_s) d *= share;
    const ZoneFlow flow = solve_zone(scaled, limits);
    return tier.level_pa2 + *std::min_element(flow.deviation_pa2.begin(), flow.deviation_pa2.end());
}

/// Root of the decreasing function lowest_potential(share) on [0, 1] by the Illinois form of regula falsi.
double feasible_share(const Tier &tier, const NewtonLimits &limits) {
    double low = 0.0, high = 1.0;
    double at_low = lowest_potential(tier, limits, low), at_high = lowest_potential(tier, limits, high);
    if (at_low <= 0.0) return 0.0;
    int last_side = 0;
    for (int i = 0; i < 60 && high - low > 1e-9; ++i) {
        const double share = low + (high - low) * at_low / (at_low - at_high);
        const double value = lowest_potential(tier, limits, share);
        const int side = value > 0.0 ? 1 : -1;
        (side > 0 ? low : high) = share;
        (side > 0 ? at_low : at_high) = value;
        if (side == last_side) (side > 0 ? at_high : at_low) *= 0.5;
        last_side = side;
        if (std::abs(value) <= 1e-9 * std::abs(tier.level_pa2)) break;
    }
    return low;
}

/// Why no physical pressures exist for the demands of a supplied zone as they stand; empty where they do.
std::string infeasibility(const Tiers &tiers, std::int32_t zone) {
    const Tier &tier = tiers.tier[at(zone)];
    std::string text;
    if (tier.over_capacity) {
        double capacity = 0.0, demand = 0.0;
        for (const std::int32_t f : tier.in) {
            capacity += tiers.feed[at(f)].capacity_kg_s;
            demand += tiers.feed[at(f)].flow_kg_s;
        }
        text = "the demand of " + number(demand) + " kg/s exceeds the capacity of the regulators, " + number(capacity) +
               " kg/s";
    }
    const auto &deviation = tier.flow.deviation_pa2;
    if (tier.level_pa2 + *std::min_element(deviation.begin(), deviation.end()) > 0.0) return text;
    std::int32_t lowest = -1;
    for (std::int32_t v = 0; v < tiers.graph.vertex_count; ++v)
        if (tiers.zones.zone_of_vertex(v) == zone && (lowest < 0 || tiers.pressure_pa(v) < tiers.pressure_pa(lowest)))
            lowest = v;
    return text + (text.empty() ? "" : "; ") + "no physical pressures exist for these demands: the lowest is at node " +
           node_name(tiers, lowest) + "; the largest feasible share is " + number(feasible_share(tier, tiers.limits));
}

/// What bounds a zone that no source reaches: the first shut valve and the regulators into it.
std::string boundary(const Tiers &tiers, std::int32_t zone) {
    std::string text;
    const Graph &graph = tiers.graph;
    for (std::size_t e = 0; e < graph.edge_count() && text.empty(); ++e) {
        if (graph.kind[e] != EdgeKind::valve) continue;
        const std::int32_t a = tiers.zones.zone_of_vertex(graph.from[e]), b = tiers.zones.zone_of_vertex(graph.to[e]);
        if (a != b && (a == zone || b == zone)) text = "; shut valve " + tiers.network.valve.id[at(graph.element[e])];
    }
    const Regulators &regulator = tiers.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        if (tiers.zones.zone_of_vertex(regulator.to_node[r].value) != zone) continue;
        if (tiers.zones.zone_of_vertex(regulator.from_node[r].value) == zone) continue;
        return text + "; regulator " + regulator.id[r] +
               (regulator.state[r] == RegulatorState::closed ? " is closed" : " has no gas upstream");
    }
    return text;
}

/// Where nothing but a relief valve sets the pressure, a simulation over time finds it; steady flow does not.
std::string relief_left_out(const Tiers &tiers, std::int32_t zone) {
    const Regulators &regulator = tiers.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r)
        if (!is_missing(regulator.relief_gauge_pressure_pa[r]) &&
            tiers.zones.zone_of_vertex(regulator.to_node[r].value) == zone)
            return "; what the relief valve of regulator " + regulator.id[r] +
                   " blows off is not computed here: simulate it over time";
    return "";
}

void judge_unsupplied(const Tiers &tiers, std::int32_t zone, Verdict &verdict) {
    const Tier &tier = tiers.tier[at(zone)];
    double net = 0.0;
    for (const double d : tier.customer_kg_s) net += d;
    verdict.served_share = 0.0;
    if (net < 0.0) {
        verdict.status = Status::over_supplied;
        verdict.explanation = "gas is injected, and there is no outlet and no source" + relief_left_out(tiers, zone);
    } else if (verdict.demand_kg_s > 0.0) {
        verdict.status = Status::no_source;
        verdict.unmet_kg_s = verdict.demand_kg_s;
        verdict.explanation = "no source reaches this zone" + boundary(tiers, zone);
    } else {
        verdict.explanation = "no source and no demand";
    }
}

/// Demand that the pressures leave unmet, where demands followed them.
void judge_service(const Tiers &tiers, std::span<const double> demand_kg_s, std::vector<Verdict> &verdicts) {
    std::vector<std::int32_t> rows(verdicts.size(), 0);
    for (std::size_t c = 0; c < tiers.supplied_kg_s.size(); ++c) {
        const std::int32_t vertex = tiers.graph.customer_vertex[c];
        if (vertex < 0 || demand_kg_s[c] <= 0.0) continue;
        const std::size_t z = at(tiers.zones.zone_of_vertex(vertex));
        const double unmet = demand_kg_s[c] - tiers.supplied_kg_s[c];
        if (!tiers.tier[z].supplied || unmet <= 1e-9 * demand_kg_s[c]) continue;
        verdicts[z].unmet_kg_s += unmet;
        ++rows[z];
    }
    for (std::size_t z = 0; z < verdicts.size(); ++z) {
        if (rows[z] == 0) continue;
        Verdict &verdict = verdicts[z];
        verdict.status = std::max(verdict.status, Status::service_infeasible);
        verdict.explanation += (verdict.explanation.empty() ? "" : "; ") + std::to_string(rows[z]) +
                               " customer rows draw less than they ask for, together " + number(verdict.unmet_kg_s) +
                               " kg/s less; the lowest pressure is at node " + node_name(tiers, verdict.lowest_vertex);
    }
}

void judge_supplied(const Tiers &tiers, std::int32_t zone, Verdict &verdict) {
    const Tier &tier = tiers.tier[at(zone)];
    const bool is_infeasible = !tiers.infeasible.empty() && !tiers.infeasible[at(zone)].empty();
    if (is_infeasible) {
        verdict.status = Status::infeasible;
        verdict.explanation = tiers.infeasible[at(zone)] +
                              (tier.flow.converged ? "; shown is what customers get when demand follows the pressure"
                                                   : "; what is shown is no answer");
    } else if (!tier.flow.converged || tier.stalled) {
        verdict.status = Status::max_iterations;
        verdict.explanation = tier.stalled ? "no balance was found between regulators whose inlets are starved"
                                           : "Newton's method stopped at a residual of " + number(tier.flow.residual);
    } else if (tier.over_supplied) {
        verdict.status = Status::over_supplied;
        verdict.explanation = "more gas is injected than taken and nothing takes the rest: pressures rise above those "
                              "shown";
    } else if (verdict.min_gauge_pressure_pa < 0.0) {
        verdict.status = Status::service_infeasible;
        verdict.explanation =
            "the pressure is below the atmosphere's at node " + node_name(tiers, verdict.lowest_vertex);
    }
}

/// Sources that take gas back or give more than they can.
void note_sources(const Tiers &tiers, std::vector<Verdict> &verdicts) {
    const auto append = [](std::string &text, const std::string &note) { text += (text.empty() ? "" : "; ") + note; };
    for (std::size_t z = 0; z < verdicts.size(); ++z) {
        const Tier &tier = tiers.tier[z];
        if (tier.held.empty() || tier.flow.deviation_pa2.empty()) continue;
        const std::vector<double> inflow = inflow_kg_s(tier.problem, tier.flow);
        for (const Held &held : tier.held) {
            const double flow = inflow[at(held.junction)], limit = tiers.network.source.max_flow_kg_s[at(held.source)];
            const std::string &id = tiers.network.source.id[at(held.source)];
            if (flow < -1e-9 * std::max(verdicts[z].demand_kg_s, 1e-9))
                append(verdicts[z].explanation, "source " + id + " takes back " + number(-flow) + " kg/s");
            if (flow > limit)
                append(verdicts[z].explanation,
                       "source " + id + " gives " + number(flow) + " kg/s, its limit is " + number(limit));
        }
    }
}

constexpr double round_off_kg_s = 1e-9;

void note_relief_valves(const Tiers &tiers, std::vector<Verdict> &verdicts) {
    const Regulators &regulator = tiers.network.regulator;
    for (std::size_t r = 0; r < tiers.relieved_kg_s.size(); ++r) {
        if (tiers.relieved_kg_s[r] <= round_off_kg_s) continue;
        std::string &text = verdicts[at(tiers.zones.zone_of_vertex(regulator.to_node[r].value))].explanation;
        text += (text.empty() ? "" : "; ") + ("the relief valve of regulator " + regulator.id[r]) + " blows off " +
                number(tiers.relieved_kg_s[r]) + " kg/s";
    }
}

} // namespace

std::vector<double> vertex_pressures_pa(const Tiers &tiers) {
    std::vector<double> pressure(at(tiers.graph.vertex_count), missing_real);
#pragma omp parallel for schedule(static) if (pressure.size() > worth_threads)
    for (std::int32_t v = 0; v < tiers.graph.vertex_count; ++v)
        if (tiers.tier[at(tiers.zones.zone_of_vertex(v))].supplied) pressure[at(v)] = tiers.pressure_pa(v);
    return pressure;
}

std::string node_name(const Tiers &tiers, std::int32_t vertex) {
    if (vertex < 0) return "";
    const Network &network = tiers.network;
    const std::int32_t pipe = tiers.graph.vertex_pipe[at(vertex)];
    if (pipe < 0) return network.node.id[at(vertex)];
    const bool nearer_start = tiers.graph.vertex_position[at(vertex)] <= 0.5;
    return network.node.id[(nearer_start ? network.pipe.from_node : network.pipe.to_node)[at(pipe)].row()];
}

std::vector<std::string> infeasible_zones(const Tiers &tiers) {
    std::vector<std::string> why(tiers.tier.size());
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z)
        if (const Tier &tier = tiers.tier[at(z)]; tier.supplied && tier.flow.converged && !tier.stalled)
            why[at(z)] = infeasibility(tiers, z);
    return why;
}

std::vector<Verdict> judge_zones(const Tiers &tiers, std::span<const double> pressure_pa,
                                 std::span<const double> customer_demand_kg_s, double required_gauge_pressure_pa) {
    std::vector<Verdict> verdicts(tiers.tier.size());
    survey_zones(tiers, pressure_pa, customer_demand_kg_s, verdicts);
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z)
        if (tiers.tier[at(z)].supplied) judge_supplied(tiers, z, verdicts[at(z)]);
        else judge_unsupplied(tiers, z, verdicts[at(z)]);

    judge_service(tiers, customer_demand_kg_s, verdicts);

    std::vector<std::int32_t> below(verdicts.size(), 0);
    for (const std::int32_t vertex : tiers.graph.customer_vertex) {
        if (vertex < 0 || std::isnan(pressure_pa[at(vertex)])) continue;
        const double gauge = pressure_pa[at(vertex)] - tiers.atmosphere_pa[at(vertex)];
        below[at(tiers.zones.zone_of_vertex(vertex))] += gauge < required_gauge_pressure_pa;
    }
    for (std::size_t z = 0; z < verdicts.size(); ++z) {
        if (below[z] == 0 || verdicts[z].status > Status::service_infeasible) continue;
        verdicts[z].status = Status::service_infeasible;
        verdicts[z].explanation += (verdicts[z].explanation.empty() ? "" : "; ") + std::to_string(below[z]) +
                                   " customer rows are below " + number(required_gauge_pressure_pa) + " Pa(g)";
    }
    note_sources(tiers, verdicts);
    note_relief_valves(tiers, verdicts);
    return verdicts;
}

} // namespace gastwin
