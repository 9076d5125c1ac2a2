// SPDX-License-Identifier: Apache-2.0
#include "engine/elastic_answer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/feeds.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double no_flow = 1e-11; ///< smaller shares of a feed's unit are its leak

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

/// Where the answer for a sink is kept.
double &answer_of(Tiers &tiers, const Sink &sink) {
    return sink.regulator >= 0 ? tiers.relieved_kg_s[at(sink.regulator)] : tiers.supplied_kg_s[at(sink.customer)];
}

void set_customers(Tiers &tiers, const ElasticSystem &system, const ElasticBalance &balance) {
    tiers.supplied_kg_s.assign(tiers.graph.customer_vertex.size(), 0.0);
    tiers.relieved_kg_s.assign(row_count(tiers.network.regulator), 0.0);
    for (Tier &tier : tiers.tier) {
        if (!tier.supplied) continue;
        std::fill(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
        tier.over_supplied = tier.over_capacity = tier.stalled = false;
    }
    // Draws react to the last bits of the pressure; the pipes tell more exactly what arrives.
    const auto follows_pressure = [&](const Sink &sink, double flow) {
        return flow > 0.0 && (sink.regulator >= 0 || flow < sink.demand_kg_s) && system.row[at(sink.junction)] >= 0;
    };
    std::vector<double> drawn(system.row.size(), 0.0);
    for (std::size_t s = 0; s < system.sink.size(); ++s)
        if (follows_pressure(system.sink[s], balance.supplied_kg_s[s]))
            drawn[at(system.sink[s].junction)] += balance.supplied_kg_s[s];
    for (std::size_t s = 0; s < system.sink.size(); ++s) {
        const Sink &sink = system.sink[s];
        const std::size_t j = at(sink.junction);
        Tier &tier = tiers.tier[at(tiers.zones.zone_of_vertex(sink.vertex))];
        double flow = balance.supplied_kg_s[s];
        const double most = sink.regulator >= 0 ? std::numeric_limits<double>::infinity() : sink.demand_kg_s;
        if (follows_pressure(sink, flow)) flow = std::clamp(flow * (1.0 - balance.mass[j] / drawn[j]), 0.0, most);
        answer_of(tiers, sink) = flow;
        tier.customer_kg_s[at(tiers.local_junction(sink.vertex))] += flow;
        if (sink.is_limited && flow > sink.demand_kg_s * (1.0 - 1e-9)) tier.over_supplied = true;
    }
}

/// Takes a little off what customers and relief valves of a zone, or these alone, draw, in proportion.
void give_up(Tiers &tiers, const ElasticSystem &system, std::int32_t zone, double flow_kg_s, bool relief_alone) {
    Tier &tier = tiers.tier[at(zone)];
    double drawn = 0.0;
    const auto draws = [&](const Sink &s) {
        return s.demand_kg_s > 0.0 && (!relief_alone || s.regulator >= 0) &&
               tiers.zones.zone_of_vertex(s.vertex) == zone;
    };
    for (const Sink &s : system.sink)
        if (draws(s)) drawn += answer_of(tiers, s);
    const double taken = std::min(flow_kg_s, drawn);
    for (const Sink &s : system.sink) {
        double &supplied = answer_of(tiers, s);
        if (!draws(s) || supplied <= 0.0) continue;
        tier.customer_kg_s[at(tiers.local_junction(s.vertex))] -= supplied * taken / drawn;
        supplied -= supplied * taken / drawn;
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
        const double rest = net_demand_kg_s(tiers, zone) - entering;
        const bool is_fed = largest != nullptr && entering > 0.0;
        if (is_fed && largest->mode != FeedMode::capacity_limited)
            largest->flow_kg_s = std::max(largest->flow_kg_s + rest, 0.0); // round-off below nothing
        else give_up(tiers, system, zone, rest, !is_fed);
        if (is_fed) continue;
        for (const Sink &sink : system.sink) // by sink: what is injected may be blown off at the same place
            if (sink.demand_kg_s < 0.0 && tiers.zones.zone_of_vertex(sink.vertex) == zone)
                entering -= std::min(answer_of(tiers, sink), 0.0);
        for (const std::int32_t f : tier.drained) entering += tiers.feed[at(f)].flow_kg_s;
        if (entering > 0.0) continue;
        std::fill(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
        for (const Sink &sink : system.sink)
            if (tiers.zones.zone_of_vertex(sink.vertex) == zone) answer_of(tiers, sink) = 0.0;
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
    const auto &outlet = tiers.network.regulator.to_node; // what is injected may be blown off at the same place
    for (std::size_t r = 0; r < tiers.relieved_kg_s.size(); ++r)
        if (tiers.zones.zone_of_vertex(outlet[r].value) == zone) most = std::max(most, tiers.relieved_kg_s[r]);
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

} // namespace

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

} // namespace gastwin
