// SPDX-License-Identifier: Apache-2.0
#include "engine/elastic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/elastic_system.hpp"
#include "engine/feeds.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double no_flow = 1e-11; ///< smaller shares of a feed's unit are its leak
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

struct Search {
    const ElasticSystem &system;
    const Tiers &tiers;
    UnsymmetricMatrix solver = {};
    int iterations = 0;
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
        if (i == effort.iterations || !std::isfinite(left) || !system.step(here, balance, search.solver, move))
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
            if (ratio > 0.95) return false;
        }
    }
    return true;
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

/// Flows and modes of the feeds; what is their leak is nothing.
void set_feeds(Tiers &tiers, const ElasticSystem &system, const ElasticState &state, const ElasticBalance &balance) {
    for (Feed &feed : tiers.feed) {
        feed.flow_kg_s = 0.0;
        feed.mode = FeedMode::unsupplied;
    }
    for (std::size_t k = 0; k < system.port.size(); ++k) {
        if (system.port[k].feed < 0) continue;
        Feed &feed = tiers.feed[at(system.port[k].feed)];
        const double margin = no_flow * system.port[k].flow_unit_kg_s, q = state.port_kg_s[k];
        const FeedBranch branch = balance.port[k].branch;
        feed.flow_kg_s = q <= margin ? 0.0 : std::min(q, feed.capacity_kg_s);
        feed.mode = feed.flow_kg_s == 0.0                            ? FeedMode::closed
                    : branch == FeedBranch::capacity                 ? FeedMode::capacity_limited
                    : branch == FeedBranch::open && feed.lift == 1.0 ? FeedMode::wide_open
                                                                     : FeedMode::controlling;
    }
}

void set_customers(Tiers &tiers, const ElasticSystem &system, const ElasticBalance &balance) {
    tiers.supplied_kg_s.assign(tiers.graph.customer_vertex.size(), 0.0);
    for (Tier &tier : tiers.tier) {
        if (!tier.supplied) continue;
        std::fill(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
        tier.over_supplied = tier.over_capacity = tier.stalled = false;
    }
    // Draws react to the last bits of the pressure; the pipes tell more exactly what arrives.
    std::vector<double> drawn(system.row.size(), 0.0);
    for (std::size_t s = 0; s < system.sink.size(); ++s)
        drawn[at(system.sink[s].junction)] += std::max(balance.supplied_kg_s[s], 0.0);
    for (std::size_t s = 0; s < system.sink.size(); ++s) {
        const Sink &sink = system.sink[s];
        const std::size_t j = at(sink.junction);
        Tier &tier = tiers.tier[at(tiers.zones.zone_of_vertex(sink.vertex))];
        double flow = balance.supplied_kg_s[s];
        if (flow > 0.0 && flow < sink.demand_kg_s && system.row[j] >= 0)
            flow = std::clamp(flow * (1.0 - balance.mass[j] / drawn[j]), 0.0, sink.demand_kg_s);
        tiers.supplied_kg_s[at(sink.customer)] = flow;
        tier.customer_kg_s[at(tiers.local_junction(sink.vertex))] += flow;
        if (sink.is_limited && flow > sink.demand_kg_s * (1.0 - 1e-9)) tier.over_supplied = true;
    }
}

/// Takes a little off what customers of a zone draw, in proportion.
void give_up(Tiers &tiers, const ElasticSystem &system, std::int32_t zone, double flow_kg_s) {
    Tier &tier = tiers.tier[at(zone)];
    double drawn = 0.0;
    const auto draws = [&](const Sink &s) {
        return s.demand_kg_s > 0.0 && tiers.zones.zone_of_vertex(s.vertex) == zone;
    };
    for (const Sink &s : system.sink)
        if (draws(s)) drawn += tiers.supplied_kg_s[at(s.customer)];
    for (const Sink &s : system.sink) {
        double &supplied = tiers.supplied_kg_s[at(s.customer)];
        if (!draws(s) || supplied <= 0.0) continue;
        tier.customer_kg_s[at(tiers.local_junction(s.vertex))] -= supplied * flow_kg_s / drawn;
        supplied -= supplied * flow_kg_s / drawn;
    }
}

/// Feeds without their leaks: where nothing enters nobody draws; elsewhere the largest takes what is left. Lowest zones
/// first: what changes there is demand above.
void close_balances(Tiers &tiers, const ElasticSystem &system) {
    for (std::size_t i = tiers.downstream_order.size(); i-- > 0;) {
        const std::int32_t zone = tiers.downstream_order[i];
        Tier &tier = tiers.tier[at(zone)];
        if (!tier.supplied || !tier.held.empty() || tier.drain >= 0) continue;
        double entering = 0.0;
        Feed *largest = nullptr;
        for (const std::int32_t f : tier.in) {
            Feed &feed = tiers.feed[at(f)];
            if (feed.is_loop()) continue;
            entering += feed.flow_kg_s;
            if (largest == nullptr || feed.flow_kg_s > largest->flow_kg_s) largest = &feed;
        }
        if (largest != nullptr && entering > 0.0) {
            const double rest = net_demand_kg_s(tiers, zone) - entering;
            if (largest->mode != FeedMode::capacity_limited) largest->flow_kg_s += rest;
            else give_up(tiers, system, zone, rest);
        }
        for (const double d : tier.customer_kg_s) entering -= std::min(d, 0.0);
        for (const std::int32_t f : tier.drained) entering += tiers.feed[at(f)].flow_kg_s;
        if (entering > 0.0) continue;
        std::fill(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
        for (const Sink &sink : system.sink)
            if (tiers.zones.zone_of_vertex(sink.vertex) == zone) tiers.supplied_kg_s[at(sink.customer)] = 0.0;
    }
}

/// Flow in one zone as the solver for given demands finds it for what customers draw and feeds carry: mass to
/// round-off. Held are the sources that hold their pressure; where there is none, the place where most gas enters.
void set_flow(Tiers &tiers, const ElasticSystem &system, const ElasticState &state, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    ZoneProblem &problem = tier.problem;
    load_zone(tiers, zone);
    const std::span<const std::int32_t> junctions = tiers.zones.junctions_in(zone);
    for (std::size_t j = 0; j < junctions.size(); ++j) {
        problem.deviation_pa2[j] = state.deviation_pa2[at(junctions[j])];
        problem.fixed[j] = system.row[at(junctions[j])] < 0;
    }
    double most = -1.0;
    std::size_t entry = 0;
    bool is_held = false;
    for (std::size_t k = 0; k < system.port.size(); ++k) {
        if (system.zone_of(system.port[k].down) != zone) continue;
        const std::int32_t f = system.port[k].feed;
        const double q = f < 0 ? state.port_kg_s[k] : tiers.feed[at(f)].flow_kg_s;
        const std::size_t j = at(tiers.zones.local[at(system.port[k].down)]);
        problem.demand_kg_s[j] -= q;
        if (q > most) most = q, entry = j;
    }
    for (const Flag fixed : problem.fixed) is_held |= fixed != 0;
    if (!is_held) problem.fixed[entry] = 1;
    tier.flow = {};
    tier.solver.solve(problem, tiers.limits, tier.flow);
    // Draws react to the last bits of the pressure: it stays as it was when they were found.
    for (std::size_t j = 0; j < junctions.size(); ++j)
        tier.flow.deviation_pa2[j] = state.deviation_pa2[at(junctions[j])];
}

/// A zone without flow: any pressure that no feed exceeds would do. It rests at the highest that its feeds give it; one
/// that none reaches, at the potential at which the atmosphere's pressure is nowhere exceeded.
void rest(Tiers &tiers, std::int32_t zone, double least_pa2) {
    Tier &tier = tiers.tier[at(zone)];
    double most = 0.0;
    for (const double d : tier.customer_kg_s) most = std::max(most, std::abs(d));
    for (const std::int32_t f : tier.out) most = std::max(most, tiers.feed[at(f)].flow_kg_s);
    for (const std::int32_t f : tier.in) most = std::max(most, tiers.feed[at(f)].flow_kg_s);
    if (!tier.held.empty() || tier.drain >= 0 || !tier.drained.empty() || most > 0.0) return;
    tier.level_pa2 = 0.0;
    for (const std::int32_t f : tier.in) {
        const Feed &feed = tiers.feed[at(f)];
        if (feed.is_loop()) continue;
        const double up = tiers.pressure_pa(feed.up_vertex);
        const double held = tiers.potential_pa2(feed.down_vertex, feed.held_pa(up, 0.0));
        const double least = std::min(least_pa2, tiers.potential_pa2(feed.down_vertex, up));
        tier.level_pa2 = std::max({tier.level_pa2, held, least});
    }
    std::fill(tier.flow.deviation_pa2.begin(), tier.flow.deviation_pa2.end(), 0.0);
    std::fill(tier.flow.flow_kg_s.begin(), tier.flow.flow_kg_s.end(), 0.0);
    std::fill(tier.flow.drop_pa2.begin(), tier.flow.drop_pa2.end(), 0.0);
}

/// Shows the start where no answer was found.
void set_start(Tiers &tiers, const ElasticSystem &system, const ElasticState &state) {
    for (std::size_t e = 0, local = 0; e < system.pipe.size(); ++e) {
        local = e > 0 && system.pipe[e].zone == system.pipe[e - 1].zone ? local + 1 : 0;
        tiers.tier[at(system.pipe[e].zone)].flow.flow_kg_s[local] = state.pipe_kg_s[e];
    }
    for (std::size_t j = 0; j < system.row.size(); ++j) {
        Tier &tier = tiers.tier[at(system.zone_of(static_cast<std::int32_t>(j)))];
        if (!tier.supplied) continue;
        tier.level_pa2 = tier.problem.potential_scale_pa2;
        tier.flow.deviation_pa2[at(tiers.zones.local[j])] = state.deviation_pa2[j];
    }
}

void set_answer(Tiers &tiers, const ElasticSystem &system, const ElasticState &state, const ElasticBalance &balance) {
    set_customers(tiers, system, balance);
    set_feeds(tiers, system, state, balance);
    close_balances(tiers, system);
    for (const std::int32_t zone : tiers.downstream_order)
        if (tiers.tier[at(zone)].supplied) set_flow(tiers, system, state, zone);
    std::vector<double> least(tiers.tier.size(), std::numeric_limits<double>::infinity());
    for (std::int32_t v = 0; v < tiers.graph.vertex_count; ++v) {
        double &here = least[at(tiers.zones.zone_of_vertex(v))];
        here = std::min(here, tiers.potential_pa2(v, tiers.atmosphere_pa[at(v)]));
    }
    for (const std::int32_t zone : tiers.downstream_order)
        if (tiers.tier[at(zone)].supplied) rest(tiers, zone, least[at(zone)]);
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

bool source_gives_too_much(const Tiers &tiers) {
    for (const Tier &tier : tiers.tier) {
        if (tier.held.empty() || tier.flow.deviation_pa2.empty()) continue;
        const std::vector<double> inflow = inflow_kg_s(tier.problem, tier.flow);
        for (const Held &held : tier.held)
            if (inflow[at(held.junction)] > tiers.network.source.max_flow_kg_s[at(held.source)]) return true;
    }
    return false;
}

} // namespace

bool is_short_of_gas(const Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options) {
    require_service(options);
    for (const Tier &tier : tiers.tier)
        if (tier.supplied && (!tier.flow.converged || tier.stalled || tier.over_capacity)) return true;
    for (std::size_t c = 0; c < customer_demand_kg_s.size(); ++c) {
        const std::int32_t v = tiers.graph.customer_vertex[c];
        if (v < 0 || customer_demand_kg_s[c] <= 0.0 || !tiers.tier[at(tiers.zones.zone_of_vertex(v))].supplied)
            continue;
        const double required = options.service[static_cast<std::size_t>(tiers.network.customer.kind[c])].required_pa;
        if (!(tiers.pressure_pa(v) - tiers.atmosphere_pa[at(v)] >= required)) return true;
    }
    return source_gives_too_much(tiers);
}

void solve_elastic(Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
                   const Progress &progress) {
    require_service(options);
    report(progress, "solve", 0.95);
    refer_to_scale(tiers);
    const ElasticSystem system(tiers, customer_demand_kg_s, options);
    const ElasticState start = system.start();
    ElasticState state = start;
    Search search{system, tiers};
    const bool found = find(search, state) && is_physical(system, tiers, state);
    if (found) {
        refer_to_answer(tiers, state);
        settle(search, least_epsilon, {tiers.limits.tolerance, 5, true, 0.0}, state);
    } else state = start;
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

} // namespace gastwin
