// SPDX-License-Identifier: Apache-2.0
#include "engine/outage_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/elastic.hpp"
#include "engine/feeds.hpp"
#include "engine/starvation.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Changes of a flow below this share are round-off.
constexpr double round_off = 1e-10;

bool is_physical(const Tier &tier) {
    const auto &deviation = tier.flow.deviation_pa2;
    return !tier.over_capacity && tier.level_pa2 + *std::min_element(deviation.begin(), deviation.end()) > 0.0;
}

bool is_overdrawn(const Tiers &tiers, const Tier &tier) {
    const std::vector<double> &limit = tiers.network.source.max_flow_kg_s;
    if (std::none_of(tier.held.begin(), tier.held.end(),
                     [&](const Held &h) { return !is_missing(limit[at(h.source)]); }))
        return false;
    const std::vector<double> inflow = inflow_kg_s(tier.problem, tier.flow);
    return std::any_of(tier.held.begin(), tier.held.end(),
                       [&](const Held &h) { return inflow[at(h.junction)] > limit[at(h.source)]; });
}

/// Is the outlet's pressure the same however high the inlet's?
bool controls(const Feed &feed) {
    return feed.mode == FeedMode::controlling && std::isfinite(feed.set_pa) && !feed.has_bypass;
}

std::int32_t root_of(std::vector<std::int32_t> &parent, std::int32_t v) {
    for (; parent[at(v)] != v; v = parent[at(v)]) parent[at(v)] = parent[at(parent[at(v)])];
    return v;
}

/// Keeps of the zone's pipes those with keep ≠ 0.
void keep_pipes(ZoneProblem &problem, const std::vector<Flag> &keep) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (!keep[i]) continue;
        problem.from[kept] = problem.from[i];
        problem.to[kept] = problem.to[i];
        problem.pipe[kept++] = problem.pipe[i];
    }
    problem.from.resize(kept);
    problem.to.resize(kept);
    problem.pipe.resize(kept);
}

} // namespace

FixedDemands judge_fixed_demands(const Tiers &tiers) {
    bool odd = false;
    for (const Tier &tier : tiers.tier) {
        if (!tier.supplied) continue;
        const bool balanced = tier.flow.converged && !tier.stalled;
        if (balanced && !is_physical(tier)) return FixedDemands::not_met; // as infeasible_zones() has it
        odd |= !balanced || tier.over_supplied || is_overdrawn(tiers, tier);
    }
    return odd || opens_relief_valve(tiers) ? FixedDemands::not_told : FixedDemands::met;
}

OutageSolver::OutageSolver(Tiers sound, const Segments &segments, const DominatorTree &tree, const OutageMap &map,
                           std::span<const double> customer_demand_kg_s)
    : tiers_{std::move(sound)}, segments_{&segments}, tree_{&tree}, map_{&map},
      demand_kg_s_(customer_demand_kg_s.begin(), customer_demand_kg_s.end()), sound_feed_{tiers_.feed},
      dead_(row_count(segments.table), 0), must_(tiers_.tier.size(), 0), asked_less_(must_),
      shut_feed_(tiers_.feed.size(), 0) {
    for (const Tier &tier : tiers_.tier) sound_level_pa2_.push_back(tier.level_pa2);
}

bool OutageSolver::shut(std::int32_t segment, const Read &read) {
    if (!tree_->reached(segment)) return false;
    const auto first = at(tree_->first[at(segment)]), last = at(tree_->last[at(segment)]);
    return shut(std::span(&segment, 1), std::span(tree_->order).subspan(first, last - first), read);
}

bool OutageSolver::shut(std::span<const std::int32_t> section, std::span<const std::int32_t> dead, const Read &read) {
    struct Restore {
        OutageSolver &solver;
        ~Restore() { solver.restore(); }
    };
    struct Revive {
        OutageSolver &solver;
        ~Revive() {
            for (const std::int32_t s : solver.dead_segments_) solver.dead_[at(s)] = 0;
        }
    } const in_the_end{*this};
    section_ = section;
    dead_segments_ = dead;
    for (const std::int32_t s : dead) dead_[at(s)] = 1;
    zone_ = section.empty() ? -1 : map_->zone[at(section.front())];
    if (zone_ < 0 || !is_local()) return false;
    const auto vertices = map_->zone_vertices.of(zone_);
    zone_dies_ = std::all_of(vertices.begin(), vertices.end(), [&](std::int32_t v) { return is_dead(v); });
    for (const bool all_changes : {false, true}) {
        const Restore whatever_happens{*this};
        const Found found = find(all_changes);
        if (found == Found::answer) read(tiers_, moved_);
        if (found != Found::too_little) return found == Found::answer;
    }
    return false;
}

bool OutageSolver::is_local() const {
    return !map_->bypassed[at(zone_)] && std::all_of(section_.begin(), section_.end(), [&](std::int32_t s) {
        return map_->zone[at(s)] == zone_ && segments_->table.sources[at(s)] == 0 && keeps_its_junctions(s);
    });
}

/// Sides of valves without resistance are one junction; what stays of it has to stay joined.
bool OutageSolver::keeps_its_junctions(std::int32_t segment) const {
    const Valves &valve = tiers_.network.valve;
    for (const std::int32_t l : segments_->links_of(segment)) {
        const std::size_t row = at(segments_->link.element[at(l)]);
        if (segments_->link.kind[at(l)] != EdgeKind::valve || !segments_->link.open[at(l)] || valve.pipe[row].valid())
            continue;
        std::vector<std::pair<std::int32_t, std::int32_t>> left; // valves between live segments
        std::vector<std::int32_t> live, reached;
        for (const std::int32_t j : map_->joints.of(tiers_.zones.junction_of_vertex[valve.from_node[row].row()])) {
            const std::int32_t a = map_->joint_a[at(j)], b = map_->joint_b[at(j)];
            if (!dead_[at(a)]) live.push_back(a);
            if (!dead_[at(b)]) live.push_back(b);
            if (!dead_[at(a)] && !dead_[at(b)]) left.emplace_back(a, b);
        }
        const auto is_reached = [&](std::int32_t s) {
            return std::find(reached.begin(), reached.end(), s) != reached.end();
        };
        if (!live.empty()) reached.push_back(live.front());
        for (std::size_t grown = 0; grown != reached.size();) {
            grown = reached.size();
            for (const auto &[a, b] : left)
                if (is_reached(a) != is_reached(b)) reached.push_back(is_reached(a) ? b : a);
        }
        if (!std::all_of(live.begin(), live.end(), is_reached)) return false;
    }
    return true;
}

/// Other zones than that of the section die whole or not at all.
bool OutageSolver::is_dead_zone(std::int32_t zone) const {
    return zone == zone_ ? zone_dies_ : is_dead(map_->zone_vertices.of(zone).front());
}

/// Feeds that begin or end in what is shut, and the zones they join.
void OutageSolver::shut_feeds() {
    must_[at(zone_)] = !zone_dies_;
    for (const std::int32_t s : dead_segments_)
        for (const std::int32_t l : segments_->links_of(s)) {
            if (segments_->link.kind[at(l)] != EdgeKind::regulator) continue;
            const std::int32_t f = tiers_.feed_of_regulator[at(segments_->link.element[at(l)])];
            if (f < 0) continue;
            Feed &feed = tiers_.feed[at(f)];
            shut_feed_[at(f)] = 1;
            if (!is_dead(feed.down_vertex)) must_[at(feed.down_zone)] = 1;
            if (!is_dead(feed.up_vertex)) asked_less_[at(feed.up_zone)] = 1;
            feed.flow_kg_s = 0.0;
            feed.mode = FeedMode::unsupplied;
        }
}

OutageSolver::Found OutageSolver::find(bool all_changes) {
    shut_feeds();
    const Found upwards = solve_upwards(all_changes);
    const Found found = upwards == Found::answer ? set_downwards() : upwards;
    if (found != Found::answer) return found;
    return is_met() ? Found::answer : Found::nothing;
}

OutageSolver::Found OutageSolver::solve_upwards(bool all_changes) {
    const auto &order = tiers_.downstream_order;
    for (std::size_t i = order.size(); i-- > 0;) {
        const std::int32_t z = order[i];
        Tier &tier = tiers_.tier[at(z)];
        if (!tier.supplied || !(must_[at(z)] || asked_less_[at(z)]) || is_dead_zone(z)) continue;
        if (all_changes) must_[at(z)] = 1;
        if (!must_[at(z)]) { // what it asks of others falls too, nobody knows by how much
            for (const std::int32_t f : tier.in) asked_less_[at(tiers_.feed[at(f)].up_zone)] = 1;
            continue;
        }
        for (const std::int32_t f : tier.out)
            if (const std::int32_t below = tiers_.feed[at(f)].down_zone;
                asked_less_[at(below)] && !must_[at(below)] && !shut_feed_[at(f)])
                return Found::too_little;
        renew(z);
        if (z == zone_) cut();
        if (tier.in.empty() && tier.held.empty()) return Found::nothing;
        if (z == zone_ && !parts_are_fed()) return Found::nothing;
        share_demand(tiers_, z);
        ask_above(z);
    }
    return Found::answer;
}

void OutageSolver::ask_above(std::int32_t zone) {
    const Tier &tier = tiers_.tier[at(zone)];
    double most = 0.0;
    for (const std::int32_t f : tier.in)
        most = std::max({most, tiers_.feed[at(f)].flow_kg_s, sound_feed_[at(f)].flow_kg_s});
    for (const std::int32_t f : tier.in) {
        const Feed &feed = tiers_.feed[at(f)];
        const double change = feed.flow_kg_s - sound_feed_[at(f)].flow_kg_s;
        if (change > round_off * most) must_[at(feed.up_zone)] = 1;
        else if (change < 0.0) asked_less_[at(feed.up_zone)] = 1;
    }
}

OutageSolver::Found OutageSolver::set_downwards() {
    std::vector<Flag> moved(tiers_.tier.size(), 0), rises(moved); // higher than known here
    for (const std::int32_t z : tiers_.downstream_order) {
        const Tier &tier = tiers_.tier[at(z)];
        if (!tier.supplied || is_dead_zone(z)) continue;
        const auto any_above = [&](auto &&has) {
            return std::any_of(tier.in.begin(), tier.in.end(), [&](std::int32_t f) { return has(tiers_.feed[at(f)]); });
        };
        const bool felt = must_[at(z)] || any_above([&](const Feed &feed) { return moved[at(feed.up_zone)] != 0; });
        if (felt && !set_one(z)) return Found::nothing;
        const bool lifted = any_above([&](const Feed &feed) { return rises[at(feed.up_zone)] && !controls(feed); });
        if (felt && lifted) return Found::too_little;
        rises[at(z)] = lifted || (asked_less_[at(z)] && !must_[at(z)]);
        if (!felt || (!must_[at(z)] && tier.level_pa2 == sound_level_pa2_[at(z)])) continue;
        moved[at(z)] = 1;
        moved_.push_back(z);
    }
    return Found::answer;
}

/// The level of one zone; false where its inlets cannot hold what they were taken to hold.
bool OutageSolver::set_one(std::int32_t zone) {
    const Tier &tier = tiers_.tier[at(zone)];
    if (tier.in.empty()) return true;
    if (!is_multi_fed(tier)) {
        set_level(tiers_, zone);
        return true;
    }
    // Where the zone falls apart, a feed without flow may be all that a part without demand has.
    const bool is_low =
        zone == zone_ && falls_apart_ && std::any_of(tier.in.begin(), tier.in.end(), [&](auto f) {
            const Feed &feed = tiers_.feed[at(f)];
            return feed.reach_pa(tiers_.pressure_pa(feed.up_vertex)) < tiers_.pressure_pa(feed.down_vertex);
        });
    // One that was starved shares the flow by pressures above that may have risen.
    const auto was_starved = [&](std::int32_t f) { return sound_feed_[at(f)].mode == FeedMode::wide_open; };
    return !is_low && !has_starved_feed(tiers_, zone) && std::none_of(tier.in.begin(), tier.in.end(), was_starved);
}

bool OutageSolver::is_met() const {
    for (const std::int32_t z : moved_) {
        const Tier &tier = tiers_.tier[at(z)];
        if (!tier.flow.converged || tier.over_supplied || !is_physical(tier) || is_overdrawn(tiers_, tier))
            return false;
    }
    return !opens_relief_valve(tiers_);
}

/// Takes the zone out and puts one in its place that knows its equations and nothing of earlier solves.
void OutageSolver::renew(std::int32_t zone) {
    Tier &tier = tiers_.tier[at(zone)];
    Tier fresh;
    const std::size_t pipes = tier.problem.pipe.size();
    fresh.problem.law = tier.problem.law;
    fresh.problem.gas = tier.problem.gas;
    fresh.problem.potential_scale_pa2 = tier.problem.potential_scale_pa2;
    fresh.problem.pipe = tier.problem.pipe;
    fresh.problem.from.assign(tier.problem.from.begin(),
                              tier.problem.from.begin() + static_cast<std::ptrdiff_t>(pipes));
    fresh.problem.to.assign(tier.problem.to.begin(), tier.problem.to.begin() + static_cast<std::ptrdiff_t>(pipes));
    fresh.customer_kg_s = tier.customer_kg_s;
    fresh.held = tier.held;
    fresh.elevation_m = tier.elevation_m;
    fresh.gravity_per_m = tier.gravity_per_m;
    fresh.supplied = true;
    const auto works = [&](std::int32_t f) { return !shut_feed_[at(f)]; };
    std::copy_if(tier.in.begin(), tier.in.end(), std::back_inserter(fresh.in), works);
    std::copy_if(tier.out.begin(), tier.out.end(), std::back_inserter(fresh.out), works);
    kept_.emplace_back(zone, std::exchange(tier, std::move(fresh)));
}

/// Takes out of the renewed zone what is shut. Dead junctions stay, each part of them held by one edge at most.
void OutageSolver::cut() {
    Tier &tier = tiers_.tier[at(zone_)];
    const std::size_t junctions = tier.customer_kg_s.size();
    lives_.assign(junctions, 0);
    for (const std::int32_t v : map_->zone_vertices.of(zone_))
        if (!is_dead(v)) lives_[at(tiers_.local_junction(v))] = 1;
    std::fill(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
    for (const std::int32_t c : map_->zone_customers.of(zone_))
        if (!dead_[at(map_->customer_segment[at(c)])])
            tier.customer_kg_s[at(tiers_.local_junction(tiers_.graph.customer_vertex[at(c)]))] += demand_kg_s_[at(c)];

    part_.resize(junctions);
    std::iota(part_.begin(), part_.end(), 0);
    const auto edges = tiers_.zones.edges_in(zone_);
    std::vector<Flag> keep(edges.size(), 1);
    for (const bool is_shut : {false, true})
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const auto passed = map_->passed.of(edges[i]);
            if (is_shut !=
                std::any_of(passed.begin(), passed.end(), [&](std::int32_t s) { return s >= 0 && dead_[at(s)]; }))
                continue;
            const std::int32_t a = root_of(part_, tier.problem.from[i]), b = root_of(part_, tier.problem.to[i]);
            if (is_shut) keep[i] = a != b && !(lives_[at(a)] && lives_[at(b)]);
            if (!keep[i] || a == b) continue;
            part_[at(b)] = a;
            lives_[at(a)] |= lives_[at(b)];
        }
    for (std::size_t j = 0; j < junctions; ++j) part_[j] = root_of(part_, static_cast<std::int32_t>(j));
    keep_pipes(tier.problem, keep);
    std::int32_t parts = 0;
    for (std::size_t j = 0; j < junctions; ++j) parts += at(part_[j]) == j && lives_[j];
    falls_apart_ = parts > 1;
}

/// Where the zone falls apart: has every part its own way in, and enough of it? Parts are zones of their own then,
/// which share_demand() does not know.
bool OutageSolver::parts_are_fed() const {
    const Tier &tier = tiers_.tier[at(zone_)];
    struct Part {
        double demand_kg_s = 0.0, capacity_kg_s = 0.0;
        int ways = 0;
    };
    std::vector<Part> parts(part_.size());
    const auto part_at = [&](std::int32_t junction) -> Part & { return parts[at(part_[at(junction)])]; };
    if (!falls_apart_) return true;
    for (std::size_t j = 0; j < part_.size(); ++j) {
        if (tier.customer_kg_s[j] < 0.0) return false;
        part_at(static_cast<std::int32_t>(j)).demand_kg_s += tier.customer_kg_s[j];
    }
    for (const std::int32_t f : tier.out)
        part_at(tiers_.local_junction(tiers_.feed[at(f)].up_vertex)).demand_kg_s += tiers_.feed[at(f)].flow_kg_s;
    for (const std::int32_t f : tier.in) {
        Part &part = part_at(tiers_.local_junction(tiers_.feed[at(f)].down_vertex));
        part.capacity_kg_s += tiers_.feed[at(f)].capacity_kg_s;
        ++part.ways;
    }
    for (const Held &held : tier.held) {
        part_at(held.junction).capacity_kg_s = std::numeric_limits<double>::infinity();
        ++part_at(held.junction).ways;
    }
    double total = 0.0;
    for (const Part &part : parts) total += part.demand_kg_s;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Part &part = parts[i];
        // Which of several feeds holds a part without flow cannot be told within the round-off of the others.
        const bool is_quiet = part.demand_kg_s < 1e-6 * total && part.ways > 1;
        if (lives_[i] && (part.ways == 0 || is_quiet || part.demand_kg_s > part.capacity_kg_s * (1.0 - 1e-9)))
            return false;
    }
    return true;
}

void OutageSolver::restore() {
    for (auto &[zone, tier] : kept_) tiers_.tier[at(zone)] = std::move(tier);
    kept_.clear();
    moved_.clear();
    tiers_.feed = sound_feed_;
    for (std::size_t z = 0; z < sound_level_pa2_.size(); ++z) tiers_.tier[z].level_pa2 = sound_level_pa2_[z];
    std::fill(must_.begin(), must_.end(), 0);
    std::fill(asked_less_.begin(), asked_less_.end(), 0);
    std::fill(shut_feed_.begin(), shut_feed_.end(), 0);
}

} // namespace gastwin
