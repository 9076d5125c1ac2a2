// SPDX-License-Identifier: Apache-2.0
#include "engine/elastic.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/elastic_answer.hpp"
#include "engine/feeds.hpp"
#include "engine/verdict.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr int most_cuts = 16;

/// How far from a solution, in the measure of the matrix where a step starts.
class Merit {
  public:
    Merit(const ElasticSystem &system, const Tiers &tiers, const ElasticBalance &balance)
        : system_{system}, junction_{balance.mass_slope}, pipe_{balance.weight}, port_(system.port.size()) {
        for (std::size_t e = 0; e < pipe_.size(); ++e)
            for (const std::int32_t j : {system.pipe[e].from, system.pipe[e].to}) junction_[at(j)] += pipe_[e];
        for (std::size_t k = 0; k < port_.size(); ++k) {
            const double scale = tiers.tier[at(system.zone_of(system.port[k].down))].problem.potential_scale_pa2;
            port_[k] = junction_[at(system.port[k].down)] * scale; // (dψ/dp)² = 2ψ for an ideal gas
        }
    }
    [[nodiscard]] double of(const ElasticBalance &balance) const {
        double sum = 0.0;
        for (std::size_t j = 0; j < junction_.size(); ++j)
            if (system_.row[j] >= 0 && junction_[j] > 0.0) sum += balance.mass[j] * balance.mass[j] / junction_[j];
        for (std::size_t e = 0; e < pipe_.size(); ++e) sum += pipe_[e] * balance.energy[e] * balance.energy[e];
        for (std::size_t k = 0; k < port_.size(); ++k)
            sum += port_[k] * balance.port[k].residual_pa * balance.port[k].residual_pa;
        return sum;
    }

  private:
    const ElasticSystem &system_;
    std::vector<double> junction_, pipe_, port_;
};

/// What is left of the equations, relative, by zone.
struct Residuals {
    std::vector<double> zone;
    double worst = 0.0;
};

Residuals residuals(const ElasticSystem &system, const Tiers &tiers, const ElasticState &state,
                    const ElasticBalance &balance) {
    std::vector<double> flow = system.flow_scale, drop(tiers.tier.size());
    for (std::size_t z = 0; z < drop.size(); ++z) {
        flow[z] = std::max(1e-9, 1e-6 * flow[z]); // smaller ones are round-off of flows elsewhere
        drop[z] = 1e-5 * tiers.tier[z].problem.potential_scale_pa2;
    }
    for (std::size_t e = 0; e < system.pipe.size(); ++e) {
        const std::size_t z = at(system.pipe[e].zone);
        flow[z] = std::max(flow[z], std::abs(state.pipe_kg_s[e]));
        drop[z] = std::max(drop[z], std::abs(balance.drop[e]));
    }
    for (std::size_t k = 0; k < system.port.size(); ++k) {
        double &most = flow[at(system.zone_of(system.port[k].down))];
        most = std::max(most, std::abs(state.port_kg_s[k]));
    }
    Residuals found{std::vector<double>(tiers.tier.size(), 0.0)};
    const auto note = [&](std::size_t z, double value) { found.zone[z] = std::max(found.zone[z], value); };
    for (std::size_t j = 0; j < system.row.size(); ++j)
        if (system.row[j] >= 0) {
            const std::size_t z = at(system.zone_of(static_cast<std::int32_t>(j)));
            note(z, std::max(std::abs(balance.mass[j]) - balance.noise[j], 0.0) / flow[z]);
        }
    for (std::size_t e = 0; e < system.pipe.size(); ++e)
        note(at(system.pipe[e].zone),
             std::max(std::abs(balance.energy[e]) - balance.energy_noise[e], 0.0) / drop[at(system.pipe[e].zone)]);
    const double pressure = std::max(tiers.highest_source_pa, standard_pressure_pa);
    for (std::size_t k = 0; k < system.port.size(); ++k)
        note(at(system.zone_of(system.port[k].down)), std::abs(balance.port[k].residual_pa) / pressure);
    found.worst = *std::max_element(found.zone.begin(), found.zone.end());
    return found;
}

void move_by(const ElasticState &from, const ElasticState &move, double alpha, ElasticState &to) {
    const auto column = [alpha](const std::vector<double> &a, const std::vector<double> &d, std::vector<double> &sum) {
        sum.resize(a.size());
        for (std::size_t i = 0; i < a.size(); ++i) sum[i] = a[i] + alpha * d[i];
    };
    column(from.deviation_pa2, move.deviation_pa2, to.deviation_pa2);
    column(from.pipe_kg_s, move.pipe_kg_s, to.pipe_kg_s);
    column(from.port_kg_s, move.port_kg_s, to.port_kg_s);
}

/// Unknowns times iterations after which a search is given up: a thousand iterations for a city of 100,000 nodes, a few
/// minutes. Counted, not timed, so that the answer is the same on every machine.
constexpr double most_work = 1e8;

struct Search {
    const ElasticSystem &system;
    const Tiers &tiers;
    const Progress &progress;
    UnsymmetricMatrix solver = {};
    int iterations = 0;

    [[nodiscard]] bool is_spent() const { return iterations * static_cast<double>(system.unknowns()) > most_work; }
};

/// How long and how carefully Newton's method is tried.
struct Effort {
    double tolerance;
    int iterations;
    bool damped;
    double chord; ///< of the first iteration, half of it in the next, and so on while far from the solution
};

/// Newton's method at one ε; true, and `state` moved, when every relative residual is below the tolerance.
bool settle(Search &search, double epsilon, const Effort &effort, ElasticState &state) {
    const ElasticSystem &system = search.system;
    ElasticState here = state, move, next;
    ElasticBalance balance, tried;
    double chord = effort.chord;
    system.measure(here, epsilon, chord, balance);
    for (int i = 0;; ++i, chord *= 0.5) {
        const double left = residuals(system, search.tiers, here, balance).worst;
        if (left <= effort.tolerance) {
            state = std::move(here);
            return true;
        }
        report(search.progress, "solve", 0.95);
        if (i == effort.iterations || search.is_spent() || !std::isfinite(left) ||
            !system.step(here, balance, search.solver, move))
            return false;
        ++search.iterations;
        if (left < 0.1) chord = 0.0;
        const Merit merit(system, search.tiers, balance);
        const double before = merit.of(balance);
        double alpha = 1.0;
        for (int cut = 0;; ++cut) {
            move_by(here, move, alpha, next);
            system.confine(next);
            system.measure(next, epsilon, 0.5 * chord, tried);
            if (!effort.damped || merit.of(tried) <= (1.0 - 1e-4 * alpha) * before) break;
            if (cut == most_cuts) break;
            alpha = cut + 1 < most_cuts ? 0.5 * alpha : 0.5; // in the end over the seam between two branches
        }
        std::swap(here, next);
        std::swap(balance, tried);
    }
}

/// Newton's method with more and more care.
bool settle_near(Search &search, double epsilon, double tolerance, ElasticState &state) {
    return settle(search, epsilon, {tolerance, 40, true, 1.0}, state) ||
           settle(search, epsilon, {tolerance, 20, false, 1.0}, state) ||
           settle(search, epsilon, {tolerance, search.tiers.limits.max_iterations, true, 0.0}, state);
}

/// Follows the solution from ε = 1.
bool follow(Search &search, ElasticState &state) {
    double epsilon = 1.0, ratio = 0.1;
    if (!settle_near(search, epsilon, 1e-3, state)) return false;
    while (epsilon > least_epsilon) {
        const double next = std::max(epsilon * ratio, least_epsilon);
        const double enough = next == least_epsilon ? search.tiers.limits.tolerance : std::max(1e-3 * next, 1e-8);
        if (settle_near(search, next, enough, state)) {
            epsilon = next;
            ratio = std::max(ratio * ratio, 0.01);
        } else {
            ratio = std::sqrt(ratio);
            if (ratio > 0.95 || search.is_spent()) return false;
        }
    }
    return true;
}

/// The state of an earlier answer for the same zones, counted from the levels as they are; empty where there is none.
/// The levels are those of refer_to_scale().
std::optional<ElasticState> remembered(const Tiers &tiers, const ElasticSystem &system, std::span<const Flag> elastic) {
    const ElasticAnswer &last = tiers.elastic;
    if (!std::equal(elastic.begin(), elastic.end(), last.elastic.begin(), last.elastic.end()) ||
        last.potential_pa2.size() != system.row.size() || last.pipe_kg_s.size() != system.pipe.size() ||
        last.port_kg_s.size() != system.port.size())
        return std::nullopt;
    ElasticState state{last.potential_pa2, last.pipe_kg_s, last.port_kg_s};
    for (std::size_t j = 0; j < state.deviation_pa2.size(); ++j)
        state.deviation_pa2[j] -= tiers.tier[at(system.zone_of(static_cast<std::int32_t>(j)))].level_pa2;
    return state;
}

void remember(Tiers &tiers, const ElasticSystem &system, std::span<const Flag> elastic, const ElasticState &state) {
    tiers.elastic = {{elastic.begin(), elastic.end()}, state.deviation_pa2, state.pipe_kg_s, state.port_kg_s};
    for (std::size_t j = 0; j < state.deviation_pa2.size(); ++j)
        tiers.elastic.potential_pa2[j] += tiers.tier[at(system.zone_of(static_cast<std::int32_t>(j)))].level_pa2;
}

/// Directly, else along the path of the solutions: from where the fixed demands left it, or from rest.
bool find(Search &search, ElasticState &state) {
    const ElasticState start = state, rest = search.system.rest();
    if (settle_near(search, least_epsilon, search.tiers.limits.tolerance, state)) return true;
    for (const ElasticState &from : {start, rest}) {
        state = from;
        if (follow(search, state)) return true;
    }
    state = rest;
    if (settle_near(search, least_epsilon, search.tiers.limits.tolerance, state)) return true;
    state = start;
    return false;
}

bool is_physical(const ElasticSystem &system, const Tiers &tiers, const ElasticState &state) {
    for (std::int32_t v = 0; v < tiers.graph.vertex_count; ++v)
        if (tiers.tier[at(tiers.zones.zone_of_vertex(v))].supplied && !(system.pressure_pa(state, v) > 0.0))
            return false;
    return true;
}

/// Deviations count from a level that no answer moves.
void refer_to_scale(Tiers &tiers) {
    for (Tier &tier : tiers.tier) {
        if (!tier.supplied) continue;
        const double scale = tier.problem.potential_scale_pa2;
        for (double &u : tier.flow.deviation_pa2) u += tier.level_pa2 - scale;
        tier.level_pa2 = scale;
    }
}

/// Levels where the zones came to lie, deviations from there: differences of potentials lose their last bits to the
/// distance from the level.
void refer_to_answer(Tiers &tiers, ElasticState &state) {
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z) {
        Tier &tier = tiers.tier[at(z)];
        if (!tier.supplied) continue;
        const std::span<const std::int32_t> junctions = tiers.zones.junctions_in(z);
        double highest = state.deviation_pa2[at(junctions.front())];
        for (const std::int32_t j : junctions) highest = std::max(highest, state.deviation_pa2[at(j)]);
        tier.level_pa2 += highest;
        for (const std::int32_t j : junctions) state.deviation_pa2[at(j)] -= highest;
    }
}

void require_service(const SolveOptions &options) {
    for (const ServicePressure &service : options.service)
        if (!is_sound(service))
            throw Error("value_out_of_range", {.column = "service", .value = std::to_string(service.required_pa)});
}

/// By zone: a source there would give more than it can; with what it would give.
std::vector<std::string> overdrawn_sources(const Tiers &tiers) {
    std::vector<std::string> why(tiers.tier.size());
    for (std::size_t z = 0; z < why.size(); ++z) {
        const Tier &tier = tiers.tier[z];
        const auto is_limited = [&](const Held &h) {
            return !is_missing(tiers.network.source.max_flow_kg_s[at(h.source)]);
        };
        if (std::none_of(tier.held.begin(), tier.held.end(), is_limited)) continue;
        const std::vector<double> inflow = inflow_kg_s(tier.problem, tier.flow);
        for (const Held &held : tier.held)
            if (inflow[at(held.junction)] > tiers.network.source.max_flow_kg_s[at(held.source)])
                why[z] = "the demand exceeds what source " + tiers.network.source.id[at(held.source)] + " can give";
    }
    return why;
}

bool is_short_of_gas(const Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options) {
    for (const Tier &tier : tiers.tier)
        if (tier.supplied && (!tier.flow.converged || tier.stalled || tier.over_capacity)) return true;
    for (std::size_t c = 0; c < customer_demand_kg_s.size(); ++c) {
        const std::int32_t v = tiers.graph.customer_vertex[c];
        if (v < 0 || customer_demand_kg_s[c] <= 0.0 || !tiers.tier[at(tiers.zones.zone_of_vertex(v))].supplied)
            continue;
        const double required = options.service[static_cast<std::size_t>(tiers.network.customer.kind[c])].required_pa;
        if (!(tiers.pressure_pa(v) - tiers.atmosphere_pa[at(v)] >= required)) return true;
    }
    for (const std::string &why : overdrawn_sources(tiers))
        if (!why.empty()) return true;
    return false;
}

/// Is every demand of the supplied zones met?
bool all_served(const Tiers &tiers, std::span<const double> demand_kg_s) {
    for (std::size_t c = 0; c < demand_kg_s.size(); ++c) {
        const std::int32_t v = tiers.graph.customer_vertex[c];
        if (v >= 0 && tiers.tier[at(tiers.zones.zone_of_vertex(v))].supplied &&
            tiers.supplied_kg_s[c] < demand_kg_s[c] - 1e-9 * std::abs(demand_kg_s[c]))
            return false;
    }
    return true;
}

/// Marks zones with a reason, and all zones below them; false when there is none.
bool mark(const Tiers &tiers, const std::vector<std::string> &why, std::vector<Flag> &marked) {
    bool found = false;
    for (const std::int32_t z : tiers.downstream_order) {
        if (!why[at(z)].empty()) marked[at(z)] = 1;
        if (!marked[at(z)]) continue;
        found = true;
        for (const std::int32_t f : tiers.tier[at(z)].out) marked[at(tiers.feed[at(f)].down_zone)] = 1;
    }
    return found;
}

void solve_elastic(Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
                   std::span<const Flag> elastic, const Progress &progress) {
    refer_to_scale(tiers);
    const ElasticSystem system(tiers, customer_demand_kg_s, options, elastic);
    const ElasticState start = system.start();
    ElasticState state = start;
    Search search{system, tiers, progress};
    const auto near_the_last = [&] {
        std::optional<ElasticState> last = remembered(tiers, system, elastic);
        if (!last || !settle(search, least_epsilon, {tiers.limits.tolerance, 20, true, 0.0}, *last)) return false;
        state = std::move(*last);
        return is_physical(system, tiers, state);
    };
    bool found = near_the_last();
    if (!found) {
        state = start;
        found = find(search, state) && is_physical(system, tiers, state);
    }
    if (found) {
        refer_to_answer(tiers, state);
        settle(search, least_epsilon, {tiers.limits.tolerance, 5, true, 0.0}, state);
        remember(tiers, system, elastic, state);
    } else {
        state = start;
        tiers.elastic = {};
    }
    ElasticBalance balance;
    system.measure(state, 0.0, 0.0, balance);
    const Residuals left = residuals(system, tiers, state, balance);
    set_answer(tiers, system, state, balance);
    if (!found) set_start(tiers, system, state);
    for (std::size_t z = 0; z < tiers.tier.size(); ++z) {
        tiers.tier[z].flow.converged = found || left.zone[z] <= tiers.limits.tolerance;
        tiers.tier[z].flow.iterations = search.iterations;
        tiers.tier[z].flow.residual = left.zone[z];
    }
    report(progress, "solve", 1.0);
}

bool is_lost(const Tier &tier) { return tier.supplied && (!tier.flow.converged || tier.stalled); }

/// With relief valves that open. Where what they blow off leaves too little for the demands as they stand, demands
/// yield.
void blow_off(Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
              const Progress &progress) {
    const std::vector<Flag> nowhere(tiers.tier.size(), 0), everywhere(tiers.tier.size(), 1);
    solve_elastic(tiers, customer_demand_kg_s, options, nowhere, progress);
    if (std::none_of(tiers.tier.begin(), tiers.tier.end(), is_lost)) return;
    solve_elastic(tiers, customer_demand_kg_s, options, everywhere, progress);
    for (std::size_t c = 0; c < customer_demand_kg_s.size(); ++c) {
        const std::int32_t v = tiers.graph.customer_vertex[c];
        if (v < 0 || customer_demand_kg_s[c] <= 0.0 || tiers.supplied_kg_s[c] >= customer_demand_kg_s[c] * (1.0 - 1e-9))
            continue;
        std::string &why = tiers.infeasible[at(tiers.zones.zone_of_vertex(v))];
        if (why.empty()) why = "what relief valves blow off leaves too little for these demands";
    }
}

} // namespace

bool opens_relief_valve(const Tiers &tiers) {
    const Regulators &regulator = tiers.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        const std::int32_t v = regulator.to_node[r].value;
        const Tier &tier = tiers.tier[at(tiers.zones.zone_of_vertex(v))];
        if (is_missing(regulator.relief_gauge_pressure_pa[r]) || !tier.supplied) continue;
        if (tier.over_supplied ||
            tiers.pressure_pa(v) > tiers.atmosphere_pa[at(v)] + regulator.relief_gauge_pressure_pa[r])
            return true;
    }
    return false;
}

void follow_pressure(Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
                     const Progress &progress) {
    require_service(options);
    const std::vector<Flag> everywhere(tiers.tier.size(), 1);
    if (is_short_of_gas(tiers, customer_demand_kg_s, options) || opens_relief_valve(tiers))
        solve_elastic(tiers, customer_demand_kg_s, options, everywhere, progress);
}

void relieve(Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
             const Progress &progress) {
    require_service(options);
    tiers.infeasible = infeasible_zones(tiers);
    const std::vector<std::string> overdrawn = overdrawn_sources(tiers);
    std::vector<Flag> elastic(tiers.tier.size(), 0), below_source(elastic);
    bool is_infeasible = mark(tiers, tiers.infeasible, elastic);
    if (!is_infeasible && mark(tiers, overdrawn, below_source)) {
        // Others may be able to give what it cannot: demand yields only where next to no pressure is left.
        SolveOptions whole = options;
        whole.service.fill({0.0, 100.0});
        solve_elastic(tiers, customer_demand_kg_s, whole, below_source, progress);
        if (all_served(tiers, customer_demand_kg_s)) return;
        tiers.infeasible = overdrawn;
        is_infeasible = mark(tiers, tiers.infeasible, elastic);
    } else if (is_infeasible) mark(tiers, overdrawn, elastic);
    if (is_infeasible || std::any_of(tiers.tier.begin(), tiers.tier.end(), is_lost))
        solve_elastic(tiers, customer_demand_kg_s, options, elastic, progress);
    else if (opens_relief_valve(tiers)) blow_off(tiers, customer_demand_kg_s, options, progress);
}

} // namespace gastwin
