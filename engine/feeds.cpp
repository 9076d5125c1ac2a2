// SPDX-License-Identifier: Apache-2.0
#include "engine/feeds.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/starvation.hpp"
#include "engine/threads.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Flows smaller than this share of what passes through a zone are round-off.
constexpr double round_off = 1e-10;

/// How one feed takes part in a zone with several.
struct Inlet {
    std::int32_t feed, junction;
    double potential_pa2; ///< at its outlet when it passes nothing
    bool open = true, limited = false;
    std::int32_t outlet_edge = -1; ///< its edge when it has droop
    double flow = 0.0;
};

double throughput_kg_s(const Tiers &tiers, std::int32_t zone) {
    const Tier &tier = tiers.tier[at(zone)];
    double sum = 0.0;
    for (const double d : tier.customer_kg_s) sum += std::abs(d);
    for (const std::int32_t f : tier.out) sum += tiers.feed[at(f)].flow_kg_s;
    return sum;
}

std::vector<Inlet> list_inlets(const Tiers &tiers, const Tier &tier) {
    std::vector<Inlet> inlets;
    for (const std::int32_t f : tier.in) {
        const Feed &feed = tiers.feed[at(f)];
        const double p =
            std::isfinite(feed.set_pa) ? outlet_pressure_pa(feed.outlet(1.0), 0.0) : tiers.highest_source_pa;
        Inlet inlet{f, tiers.local_junction(feed.down_vertex), tiers.potential_pa2(feed.down_vertex, p)};
        // A source at the outlet decides the pressure there.
        inlet.open = !feed.is_loop() && std::none_of(tier.held.begin(), tier.held.end(),
                                                     [&](const Held &h) { return h.junction == inlet.junction; });
        inlets.push_back(inlet);
    }
    return inlets;
}

/// The zone's problem with these inlets open, limited or closed; level_pa2 must be set.
void place_inlets(Tiers &tiers, std::int32_t zone, std::vector<Inlet> &inlets) {
    Tier &tier = tiers.tier[at(zone)];
    ZoneProblem &problem = tier.problem;
    for (Inlet &inlet : inlets) {
        const Feed &feed = tiers.feed[at(inlet.feed)];
        inlet.outlet_edge = -1;
        if (inlet.limited) problem.demand_kg_s[at(inlet.junction)] -= feed.capacity_kg_s;
        if (!inlet.open || inlet.limited) continue;
        const double deviation = inlet.potential_pa2 - tier.level_pa2;
        if (feed.has_droop() && !tier.over_capacity) {
            inlet.outlet_edge = static_cast<std::int32_t>(problem.from.size());
            problem.from.push_back(static_cast<std::int32_t>(problem.fixed.size()));
            problem.to.push_back(inlet.junction);
            problem.outlet.push_back(feed.outlet(tiers.gravity(feed.down_vertex)));
            problem.fixed.push_back(1);
            problem.deviation_pa2.push_back(deviation);
            problem.demand_kg_s.push_back(0.0);
        } else {
            double &held = problem.deviation_pa2[at(inlet.junction)];
            held = problem.fixed[at(inlet.junction)] ? std::max(held, deviation) : deviation;
            problem.fixed[at(inlet.junction)] = 1;
        }
    }
}

/// Open feeds of one junction without droop, those of the highest pressure, share what enters there.
void share_inflow(const Tiers &tiers, std::vector<Inlet> &inlets, const std::vector<double> &inflow) {
    for (Inlet &inlet : inlets) inlet.flow = inlet.limited ? tiers.feed[at(inlet.feed)].capacity_kg_s : 0.0;
    const auto shares = [](const Inlet &i) { return i.open && !i.limited && i.outlet_edge < 0; };
    for (std::size_t first = 0; first < inlets.size(); ++first) {
        if (!shares(inlets[first])) continue;
        double top = inlets[first].potential_pa2, largest = 0.0, sum = 0.0;
        bool seen = false;
        for (std::size_t i = 0; i < inlets.size(); ++i)
            if (shares(inlets[i]) && inlets[i].junction == inlets[first].junction) {
                seen |= i < first;
                top = std::max(top, inlets[i].potential_pa2);
            }
        if (seen) continue;
        const auto member = [&](const Inlet &i) {
            return shares(i) && i.junction == inlets[first].junction && i.potential_pa2 == top;
        };
        for (const Inlet &i : inlets)
            if (const double c = tiers.feed[at(i.feed)].capacity_kg_s; member(i) && std::isfinite(c))
                largest = std::max(largest, c);
        const auto weight = [&](const Inlet &i) {
            const double c = tiers.feed[at(i.feed)].capacity_kg_s;
            return std::isfinite(c) ? c : largest > 0.0 ? largest : 1.0;
        };
        for (const Inlet &i : inlets) sum += member(i) ? weight(i) : 0.0;
        for (Inlet &i : inlets)
            if (member(i)) i.flow = inflow[at(i.junction)] * weight(i) / sum;
    }
}

void solve_inlets(Tiers &tiers, std::int32_t zone, std::vector<Inlet> &inlets) {
    Tier &tier = tiers.tier[at(zone)];
    load_zone(tiers, zone);
    place_inlets(tiers, zone, inlets);
    tier.solver.solve(tier.problem, tiers.limits, tier.flow);
    share_inflow(tiers, inlets, inflow_kg_s(tier.problem, tier.flow));
    for (Inlet &inlet : inlets)
        if (inlet.outlet_edge >= 0) inlet.flow = tier.flow.flow_kg_s[at(inlet.outlet_edge)];
}

/// Closes feeds through which gas would leave, until there is none. Where that would close the last one in a zone
/// without source (more is injected than taken) they stay.
void close_outflows(Tiers &tiers, std::int32_t zone, std::vector<Inlet> &inlets, double tolerance) {
    const bool has_source = !tiers.tier[at(zone)].held.empty();
    for (;;) {
        solve_inlets(tiers, zone, inlets);
        std::vector<Inlet> kept = inlets;
        // What holds less at the same junction would pass gas back all the more.
        for (const Inlet &leaving : inlets)
            if (leaving.open && !leaving.limited && leaving.flow < -tolerance)
                for (Inlet &i : kept)
                    if (i.junction == leaving.junction && i.flow <= 0.0 &&
                        (i.outlet_edge < 0 || i.feed == leaving.feed))
                        i.open = i.limited;
        const auto open = [](const Inlet &i) { return i.open && !i.limited; };
        const auto before = std::count_if(inlets.begin(), inlets.end(), open);
        const auto after = std::count_if(kept.begin(), kept.end(), open);
        if (after == before || (after == 0 && !has_source)) return;
        inlets = std::move(kept);
    }
}

/// Limits feeds above their capacity; false when there is none.
bool limit_flows(const Tiers &tiers, std::vector<Inlet> &inlets) {
    bool found = false;
    for (Inlet &inlet : inlets) {
        const double capacity = tiers.feed[at(inlet.feed)].capacity_kg_s;
        if (!inlet.open || inlet.limited || inlet.flow <= capacity * (1.0 + 1e-12)) continue;
        inlet.limited = found = true;
    }
    return found;
}

void share_among_several(Tiers &tiers, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    const std::vector<Inlet> fresh = list_inlets(tiers, tier);
    const double demand = net_demand_kg_s(tiers, zone);
    const double tolerance = round_off * throughput_kg_s(tiers, zone);
    double capacity = 0.0;
    tier.level_pa2 = source_level_pa2(tier);
    bool have_level = !tier.held.empty();
    for (const Inlet &inlet : fresh) {
        if (!tiers.feed[at(inlet.feed)].is_loop()) capacity += tiers.feed[at(inlet.feed)].capacity_kg_s;
        if (!inlet.open) continue;
        tier.level_pa2 = have_level ? std::max(tier.level_pa2, inlet.potential_pa2) : inlet.potential_pa2;
        have_level = true;
    }
    tier.over_supplied = tier.held.empty() && demand < -tolerance;
    tier.over_capacity = tier.held.empty() && demand > capacity * (1.0 + 1e-9);

    std::vector<Inlet> inlets = fresh;
    for (;;) {
        close_outflows(tiers, zone, inlets, tolerance);
        if (tier.over_supplied || tier.over_capacity || !limit_flows(tiers, inlets)) break;
        for (std::size_t i = 0; i < inlets.size(); ++i)
            if (!inlets[i].limited) inlets[i].open = fresh[i].open;
    }
    for (const Inlet &inlet : inlets) {
        Feed &feed = tiers.feed[at(inlet.feed)];
        const bool passes = inlet.open && inlet.flow > tolerance && !tier.over_supplied;
        feed.flow_kg_s = passes ? inlet.flow : 0.0;
        feed.mode = inlet.limited                             ? FeedMode::capacity_limited
                    : passes || (inlet.open && demand == 0.0) ? FeedMode::controlling
                                                              : FeedMode::closed;
    }
}

/// One feed and no source: it carries the demand, whatever its pressure.
void share_with_one(Tiers &tiers, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    Feed &feed = tiers.feed[at(tier.in.front())];
    load_zone(tiers, zone);
    const std::size_t junction = at(tiers.local_junction(feed.down_vertex));
    tier.problem.fixed[junction] = 1;
    tier.problem.deviation_pa2[junction] = 0.0;
    const double demand = net_demand_kg_s(tiers, zone);
    tier.over_supplied = demand < -round_off * throughput_kg_s(tiers, zone);
    tier.over_capacity = demand > feed.capacity_kg_s * (1.0 + 1e-9);
    feed.flow_kg_s = std::max(demand, 0.0);
    tier.solver.solve(tier.problem, tiers.limits, tier.flow);
}

/// Zones in groups, lowest first: those of one group pass gas to zones of earlier groups only.
std::vector<std::vector<std::int32_t>> solvable_at_once(const Tiers &tiers) {
    std::vector<std::size_t> height(tiers.tier.size(), 0);
    std::vector<std::vector<std::int32_t>> groups;
    for (std::size_t i = tiers.downstream_order.size(); i-- > 0;) {
        const std::int32_t zone = tiers.downstream_order[i];
        std::size_t &here = height[at(zone)];
        for (const std::int32_t f : tiers.tier[at(zone)].out)
            here = std::max(here, height[at(tiers.feed[at(f)].down_zone)] + 1);
        if (here >= groups.size()) groups.resize(here + 1);
        groups[here].push_back(zone);
    }
    return groups;
}

/// What is injected leaves through the drain; the level follows from the zone below.
void share_with_drain(Tiers &tiers, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    load_zone(tiers, zone);
    const std::size_t junction = at(tiers.local_junction(tiers.feed[at(tier.drain)].up_vertex));
    tier.problem.fixed[junction] = 1;
    tier.problem.deviation_pa2[junction] = 0.0;
    tier.solver.solve(tier.problem, tiers.limits, tier.flow);
}

void set_drained_levels(Tiers &tiers) {
    for (Tier &tier : tiers.tier) {
        if (tier.drain < 0) continue;
        const Feed &feed = tiers.feed[at(tier.drain)];
        const double inlet = (tiers.pressure_pa(feed.down_vertex) + feed.min_differential_pa) / feed.lift;
        tier.level_pa2 = tiers.potential_pa2(feed.up_vertex, inlet);
    }
}

} // namespace

double net_demand_kg_s(const Tiers &tiers, std::int32_t zone) {
    const Tier &tier = tiers.tier[at(zone)];
    double sum = std::accumulate(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
    for (const std::int32_t f : tier.out) sum += tiers.feed[at(f)].flow_kg_s;
    for (const std::int32_t f : tier.drained) sum -= tiers.feed[at(f)].flow_kg_s;
    return sum;
}

double source_level_pa2(const Tier &tier) {
    double level = tier.held.empty() ? 0.0 : tier.held.front().potential_pa2;
    for (const Held &held : tier.held) level = std::max(level, held.potential_pa2);
    return level;
}

void load_zone(Tiers &tiers, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    ZoneProblem &problem = tier.problem;
    const std::size_t junctions = tier.customer_kg_s.size();
    problem.demand_kg_s = tier.customer_kg_s;
    problem.fixed.assign(junctions, 0);
    problem.deviation_pa2.assign(junctions, 0.0);
    problem.from.resize(problem.pipe.size());
    problem.to.resize(problem.pipe.size());
    problem.outlet.clear();
    for (const std::int32_t f : tier.out) {
        const Feed &feed = tiers.feed[at(f)];
        problem.demand_kg_s[at(tiers.local_junction(feed.up_vertex))] += feed.flow_kg_s;
    }
    for (const std::int32_t f : tier.drained) {
        const Feed &feed = tiers.feed[at(f)];
        problem.demand_kg_s[at(tiers.local_junction(feed.down_vertex))] -= feed.flow_kg_s;
    }
    for (const Held &held : tier.held) {
        problem.fixed[at(held.junction)] = 1;
        problem.deviation_pa2[at(held.junction)] = held.potential_pa2 - tier.level_pa2;
    }
}

void share_demand(Tiers &tiers, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    if (!tier.supplied) return;
    std::vector<double> inputs;
    for (const std::int32_t f : tier.out) inputs.push_back(tiers.feed[at(f)].flow_kg_s);
    if (tier.solved && inputs == tier.inputs) return;
    tier.inputs = std::move(inputs);
    tier.solved = true;
    if (is_multi_fed(tier) && !tier.in.empty()) share_among_several(tiers, zone);
    else if (tier.drain >= 0) share_with_drain(tiers, zone);
    else if (tier.held.empty()) share_with_one(tiers, zone);
    else {
        tier.level_pa2 = source_level_pa2(tier);
        load_zone(tiers, zone);
        tier.solver.solve(tier.problem, tiers.limits, tier.flow);
    }
}

void set_level(Tiers &tiers, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    if (!tier.supplied || tier.drain >= 0 || is_multi_fed(tier) || !tier.held.empty()) return;
    Feed &feed = tiers.feed[at(tier.in.front())];
    const double upstream = tiers.pressure_pa(feed.up_vertex);
    const double outlet =
        std::isfinite(feed.set_pa) ? outlet_pressure_pa(feed.outlet(1.0), feed.flow_kg_s) : feed.set_pa;
    tier.level_pa2 = tiers.potential_pa2(feed.down_vertex, feed.held_pa(upstream, feed.flow_kg_s));
    feed.mode = tier.over_supplied                                     ? FeedMode::closed
                : tier.over_capacity                                   ? FeedMode::capacity_limited
                : feed.reach_pa(upstream) < outlet && feed.lift == 1.0 ? FeedMode::wide_open
                                                                       : FeedMode::controlling;
}

void solve_tiers(Tiers &tiers, const Progress &progress) {
    const auto count = static_cast<double>(tiers.downstream_order.size());
    const std::size_t stride = tiers.downstream_order.size() / 20 + 1;
    std::size_t done = 0;
    for (const std::vector<std::int32_t> &group : solvable_at_once(tiers)) {
        for (std::size_t first = 0; first < group.size(); first += stride) {
            report(progress, "solve", 0.9 * static_cast<double>(done) / count);
            const std::size_t last = std::min(first + stride, group.size());
            const bool threads = last - first > 1 && tiers.zones.edge.size() > worth_threads;
#pragma omp parallel for schedule(dynamic) if (threads)
            for (std::size_t i = first; i < last; ++i) share_demand(tiers, group[i]);
            done += last - first;
        }
    }
    for (const std::int32_t zone : tiers.downstream_order) set_level(tiers, zone);
    settle_starved(tiers, progress);
    set_drained_levels(tiers);
    report(progress, "solve", 1.0);
}

} // namespace gastwin
