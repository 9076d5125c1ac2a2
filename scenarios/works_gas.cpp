// SPDX-License-Identifier: Apache-2.0
#include "scenarios/works_gas.hpp"

#include <algorithm>

#include "engine/feeds.hpp"
#include "engine/steady.hpp"
#include "scenarios/isolation.hpp"
#include "scenarios/outage_model.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

std::span<const std::size_t> members_of(const ProjectGroups &groups, std::size_t project) {
    const auto first = static_cast<std::size_t>(groups.start[project]);
    return std::span(groups.members).subspan(first, static_cast<std::size_t>(groups.start[project + 1]) - first);
}

/// Segments that the project's pipes pass and gas reaches, ascending.
std::vector<std::int32_t> section_of(const Segments &segments, const DominatorTree &tree,
                                     std::span<const Candidate> candidates, std::span<const std::size_t> members) {
    std::vector<std::int32_t> section;
    for (const std::size_t m : members)
        for (const std::int32_t s : segments_of_pipe(segments, PipeIdx{candidates[m].row}))
            if (tree.reached(s)) section.push_back(s);
    std::sort(section.begin(), section.end());
    section.erase(std::unique(section.begin(), section.end()), section.end());
    return section;
}

WorksClosure closure_of(const Segments &segments, std::span<const std::int32_t> dead) {
    WorksClosure closure{.possible = true};
    for (const std::int32_t s : dead) {
        closure.customers += segments.table.customers[at(s)];
        closure.households += segments.table.households[at(s)];
        closure.special += segments.table.special_customers[at(s)];
    }
    closure.households_in_all = closure.households;
    return closure;
}

double rate(const ClosureRules &rules, const std::vector<double> &rates, double diameter_m) {
    const auto band = std::lower_bound(rules.up_to_diameter_m.begin(), rules.up_to_diameter_m.end(), diameter_m);
    const auto number = static_cast<std::size_t>(band - rules.up_to_diameter_m.begin());
    return rates[std::min(number, rates.size() - 1)];
}

/// Costs that fall on every way.
double cost_of_outage(const ClosureRules &rules, const WorksClosure &closure) {
    return rules.household_cny * closure.households_in_all + rules.special_place_cny * closure.special;
}

/// Places where the stopped section meets the rest: those that hold gas back, and all that a by-pass has to feed.
struct Stops {
    std::int32_t needed = 0, all = 0;
    double needed_cny = 0.0, all_cny = 0.0;
};

Stops stops_of(const Network &network, const Segments &segments, const DominatorTree &tree,
               std::span<const std::int32_t> section, std::span<const std::int32_t> dead, const ClosureRules &rules) {
    Stops stops;
    const auto holds = [](std::span<const std::int32_t> sorted, std::int32_t s) {
        return std::binary_search(sorted.begin(), sorted.end(), s);
    };
    for (const std::int32_t s : section)
        for (const std::int32_t l : segments.links_of(s)) {
            const std::int32_t other = segments.across(l, s);
            if (segments.link.kind[at(l)] != EdgeKind::valve || !segments.link.open[at(l)] || !tree.reached(other) ||
                holds(section, other))
                continue;
            const PipeIdx pipe = network.valve.pipe[at(segments.link.element[at(l)])];
            const double cny =
                pipe.valid() ? rate(rules, rules.stop_cny, network.pipe.inner_diameter_m[pipe.row()]) : 0.0;
            ++stops.all, stops.all_cny += cny;
            if (!holds(dead, other)) ++stops.needed, stops.needed_cny += cny;
        }
    return stops;
}

/// What projects are told by: the true sections, or those with every project's ends stopped off.
struct Sections {
    explicit Sections(const Network &n) : network{n}, segments{find_segments(n)}, tree{supply_tree(segments)} {}

    const Network &network;
    Segments segments;
    DominatorTree tree;
};

void by_valves(const Sections &now, SectionShutter &shutter, std::span<const std::int32_t> section,
               const ClosureRules &rules, WorksGas &gas) {
    const std::vector<std::int32_t> &sources = now.segments.table.sources;
    if (std::any_of(section.begin(), section.end(), [&](std::int32_t s) { return sources[at(s)] > 0; })) return;
    const std::vector<std::int32_t> dead = shutter.dead(section);
    WorksClosure &whole = gas.by_way[static_cast<std::size_t>(GasWay::valves)];
    whole = closure_of(now.segments, dead);
    whole.pieces = static_cast<std::int32_t>(section.size());
    whole.cost_cny = cost_of_outage(rules, whole);
    if (section.size() < 2) return;
    WorksClosure &staged = gas.by_way[static_cast<std::size_t>(GasWay::sections)];
    staged = {.possible = true, .special = whole.special, .pieces = whole.pieces};
    for (const std::int32_t s : section) {
        const WorksClosure stage = closure_of(now.segments, shutter.dead(std::span(&s, 1)));
        staged.households_in_all += stage.households;
        if (stage.households < staged.households) continue;
        staged.households = stage.households;
        staged.customers = stage.customers;
    }
    staged.cost_cny = cost_of_outage(rules, staged) + rules.section_cny * (staged.pieces - 1);
}

void by_stops(const Sections &stopped, SectionShutter &shutter, std::span<const std::int32_t> section,
              double bypass_cny, const ClosureRules &rules, WorksGas &gas) {
    const std::vector<std::int32_t> dead = shutter.dead(section);
    const Stops stops = stops_of(stopped.network, stopped.segments, stopped.tree, section, dead, rules);
    WorksClosure &alone = gas.by_way[static_cast<std::size_t>(GasWay::stopped)];
    alone = closure_of(stopped.segments, dead);
    alone.pieces = stops.needed;
    alone.cost_cny = cost_of_outage(rules, alone) + stops.needed_cny;
    // Those on the pipes are off for an hour each while they are moved over: no outage at once, but relighting.
    WorksClosure &bypass = gas.by_way[static_cast<std::size_t>(GasWay::bypass)];
    bypass = {.possible = true, .pieces = stops.all};
    bypass.households_in_all = closure_of(stopped.segments, section).households;
    bypass.cost_cny = cost_of_outage(rules, bypass) + stops.all_cny + bypass_cny;
}

/// The cheapest that keeps to the limit; of equal ones that with fewer households out, then the simpler.
GasWay best_way(const WorksGas &gas, const ClosureRules &rules) {
    GasWay best = GasWay::bypass;
    const auto better = [&](const WorksClosure &a, const WorksClosure &b) {
        return a.cost_cny != b.cost_cny ? a.cost_cny < b.cost_cny : a.households < b.households;
    };
    for (const GasWay way : {GasWay::stopped, GasWay::sections, GasWay::valves}) {
        const WorksClosure &closure = gas.of(way);
        if (!closure.possible || closure.households > rules.households_at_once) continue;
        if (!better(gas.of(best), closure)) best = way;
    }
    return best;
}

/// Who of those still connected falls below his limit while something is shut.
class LowPressure {
  public:
    LowPressure(const Network &network, const Sections &now, const Sections &stopped, const WorksLoad &load)
        : now_{now}, stopped_{stopped}, least_pa_{load.least_pa}, state_{solve_steady(network, load.demand_kg_s)},
          served_{served(state_)}, shut_now_{now.segments, now.tree}, shut_stopped_{stopped.segments, stopped.tree},
          by_valves_{now.network, now.segments, served_}, by_stops_{stopped.network, stopped.segments, served_} {}

    /// Adds them to the closure.
    void add_to(WorksClosure &closure, GasWay way, std::span<const std::int32_t> section, const ClosureRules &rules) {
        Low low;
        if (way == GasWay::sections)
            for (const std::int32_t s : section) low = std::max(low, of(std::span(&s, 1), false));
        else low = of(section, way == GasWay::stopped);
        closure.customers += low.customers, closure.customers_low = low.customers;
        closure.households += low.households, closure.households_low = low.households;
        closure.households_in_all += low.households;
        closure.cost_cny += rules.household_cny * low.households;
    }

  private:
    struct Low {
        std::int32_t households = 0, customers = 0;
        friend auto operator<=>(const Low &, const Low &) = default;
    };

    static std::vector<double> served(const State &state) {
        constexpr double a_little_less = 1.0 - 1e-9; // so that what is served at a limit counts as met
        std::vector<double> demand = state.customer.demand_kg_s;
        for (std::size_t c = 0; c < demand.size(); ++c)
            if (state.customer.supplied_kg_s[c] < demand[c])
                demand[c] = a_little_less * state.customer.supplied_kg_s[c];
        return demand;
    }

    Low of(std::span<const std::int32_t> section, bool stops) {
        const Sections &parts = stops ? stopped_ : now_;
        if (section.empty()) return {};
        const std::vector<std::int32_t> dead = (stops ? shut_stopped_ : shut_now_).dead(section);
        Low low;
        const auto count = [&](std::int32_t c, double gauge_pa) {
            const double least_pa = least_pa_[at(c)];
            if (is_missing(least_pa) || state_.customer.gauge_pressure_pa[at(c)] < least_pa || !(gauge_pa < least_pa))
                return;
            ++low.customers;
            low.households += parts.network.customer.households[at(c)];
        };
        if (!(stops ? by_stops_ : by_valves_).shut(section, dead, count)) solve_whole(parts, dead, count);
        return low;
    }

    /// Where the zones concerned are not enough.
    template <class F> void solve_whole(const Sections &parts, std::span<const std::int32_t> dead, F &&count) const {
        const Segments &segments = parts.segments;
        std::vector<Flag> is_dead(row_count(segments.table), 0);
        for (const std::int32_t s : dead) is_dead[at(s)] = 1;
        Network rest = parts.network;
        for (std::size_t l = 0; l < segments.link.from.size(); ++l) {
            if (is_dead[at(segments.link.from[l])] == is_dead[at(segments.link.to[l])]) continue;
            if (segments.link.kind[l] == EdgeKind::valve) rest.valve.open[at(segments.link.element[l])] = 0;
            else rest.regulator.state[at(segments.link.element[l])] = RegulatorState::closed;
        }
        std::vector<double> demand = served_;
        const auto dies = [&](std::size_t c) {
            const std::int32_t v = segments.graph.customer_vertex[c];
            return v < 0 || is_dead[at(segments.vertex[at(v)])];
        };
        for (std::size_t c = 0; c < demand.size(); ++c)
            if (dies(c)) demand[c] = 0.0;
        Tiers now = build_tiers(rest, {}); // demands as they stand, relief valves shut
        load_tiers(now, demand);
        solve_tiers(now, {});
        for (std::size_t c = 0; c < demand.size(); ++c)
            if (const std::int32_t v = dies(c) ? -1 : now.graph.customer_vertex[c];
                v >= 0 && now.tier[at(now.zones.zone_of_vertex(v))].supplied)
                count(static_cast<std::int32_t>(c), now.pressure_pa(v) - now.atmosphere_pa[at(v)]);
    }

    const Sections &now_, &stopped_;
    const std::vector<double> &least_pa_;
    State state_;
    std::vector<double> served_;
    SectionShutter shut_now_, shut_stopped_;
    OutageModel by_valves_, by_stops_;
};

/// One riser after the other; relighting is in the rate of riser works.
WorksGas of_risers(const Network &network, std::span<const Candidate> candidates,
                   std::span<const std::size_t> members) {
    WorksGas gas{.way = GasWay::riser};
    WorksClosure &closure = gas.by_way[static_cast<std::size_t>(GasWay::riser)];
    closure.possible = true;
    for (const std::size_t m : members) {
        const std::int32_t households = network.riser.households[candidates[m].row];
        const std::int32_t here = is_missing(households) ? 0 : households;
        closure.households_in_all += here;
        closure.households = std::max(closure.households, here);
    }
    closure.pieces = static_cast<std::int32_t>(members.size());
    return gas;
}

} // namespace

SectionShutter::SectionShutter(const Segments &segments, const DominatorTree &tree)
    : segments_{&segments}, tree_{&tree}, shut_(row_count(segments.table), 0), reached_(shut_) {}

std::vector<std::int32_t> SectionShutter::dead(std::span<const std::int32_t> section) {
    if (section.empty()) return {};
    const DominatorTree &tree = *tree_;
    std::int32_t lowest = tree.first[at(section.front())], highest = lowest;
    for (const std::int32_t s : section) {
        lowest = std::min(lowest, tree.first[at(s)]);
        highest = std::max(highest, tree.first[at(s)]);
        shut_[at(s)] = 1;
    }
    std::int32_t top = section.front();
    while (tree.first[at(top)] > lowest || tree.last[at(top)] <= highest) top = tree.parent[at(top)];
    const std::int32_t root = segments_->segment_count();
    const auto below =
        std::span(tree.order).subspan(at(tree.first[at(top)]), at(tree.last[at(top)] - tree.first[at(top)]));
    std::vector<std::int32_t> front;
    if (top == root) {
        for (const std::int32_t s : below)
            if (s != root && segments_->table.sources[at(s)] > 0 && !shut_[at(s)]) front.push_back(s);
    } else if (!shut_[at(top)]) {
        front.push_back(top);
    }
    for (const std::int32_t s : front) reached_[at(s)] = 1;
    for (std::size_t next = 0; next < front.size(); ++next)
        for (const std::int32_t l : segments_->links_of(front[next])) {
            const std::int32_t there = segments_->across(l, front[next]);
            if (!segments_->link.open[at(l)] || !segments_->leads_out(l, front[next]) || reached_[at(there)] ||
                shut_[at(there)] || !tree.dominates(top, there))
                continue;
            reached_[at(there)] = 1;
            front.push_back(there);
        }
    std::vector<std::int32_t> dead;
    for (const std::int32_t s : below)
        if (s != root && !reached_[at(s)]) dead.push_back(s);
    for (const std::int32_t s : front) reached_[at(s)] = 0;
    for (const std::int32_t s : section) shut_[at(s)] = 0;
    std::sort(dead.begin(), dead.end());
    return dead;
}

Network with_stops(const Network &network, std::span<const Candidate> candidates, const ProjectGroups &groups) {
    const Pipes &pipe = network.pipe;
    std::vector<std::int32_t> joined(row_count(network.node), 0); // ends of pipes that carry gas, and all else
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (carries_gas(pipe.state[p])) ++joined[pipe.from_node[p].row()], ++joined[pipe.to_node[p].row()];
    for (const NodeIdx node : network.source.node) ++joined[node.row()];
    for (std::size_t r = 0; r < row_count(network.regulator); ++r)
        ++joined[network.regulator.from_node[r].row()], ++joined[network.regulator.to_node[r].row()];
    for (std::size_t v = 0; v < row_count(network.valve); ++v)
        if (!network.valve.pipe[v].valid())
            ++joined[network.valve.from_node[v].row()], ++joined[network.valve.to_node[v].row()];

    Network stopped = network;
    std::vector<std::int32_t> own(row_count(network.node), 0);
    for (std::size_t p = 0; p < groups.count(); ++p) {
        const auto each_end = [&](auto &&f) {
            for (const std::size_t m : members_of(groups, p)) {
                if (candidates[m].riser || !carries_gas(pipe.state[candidates[m].row])) continue;
                f(candidates[m].row, pipe.from_node[candidates[m].row], 0.0);
                f(candidates[m].row, pipe.to_node[candidates[m].row], 1.0);
            }
        };
        each_end([&](std::size_t, NodeIdx node, double) { ++own[node.row()]; });
        each_end([&](std::size_t row, NodeIdx node, double position) {
            if (own[node.row()] == joined[node.row()]) return;
            const auto valve =
                append_row(stopped.valve, "stop " + pipe.id[row] + (position == 0.0 ? " 0" : " 1")).row();
            stopped.valve.pipe[valve] = PipeIdx{row};
            stopped.valve.position[valve] = position;
        });
        each_end([&](std::size_t, NodeIdx node, double) { own[node.row()] = 0; });
    }
    return stopped;
}

std::vector<WorksGas> gas_while_working(const Network &network, std::span<const Candidate> candidates,
                                        const ProjectGroups &groups, const ClosureRules &rules, const WorksLoad *load) {
    const Sections now(network);
    const Network with = with_stops(network, candidates, groups);
    const Sections stopped(with);
    std::vector<WorksGas> gas(groups.count());
#pragma omp parallel if (groups.count() > 64)
    {
        SectionShutter shut_now(now.segments, now.tree), shut_stopped(stopped.segments, stopped.tree);
#pragma omp for schedule(dynamic, 16)
        for (std::size_t p = 0; p < groups.count(); ++p) {
            const auto members = members_of(groups, p);
            if (candidates[members.front()].riser) {
                gas[p] = of_risers(network, candidates, members);
                continue;
            }
            double bypass_cny = 0.0;
            for (const std::size_t m : members)
                bypass_cny += candidates[m].length_m *
                              rate(rules, rules.bypass_cny_per_m, network.pipe.inner_diameter_m[candidates[m].row]);
            by_valves(now, shut_now, section_of(now.segments, now.tree, candidates, members), rules, gas[p]);
            by_stops(stopped, shut_stopped, section_of(stopped.segments, stopped.tree, candidates, members), bypass_cny,
                     rules, gas[p]);
            gas[p].way = best_way(gas[p], rules);
        }
    }
    if (load == nullptr) return gas;
    LowPressure low(network, now, stopped, *load);
    for (std::size_t p = 0; p < groups.count(); ++p) {
        std::array<Flag, gas_way_count> known{};
        known[static_cast<std::size_t>(GasWay::riser)] = known[static_cast<std::size_t>(GasWay::bypass)] = 1;
        while (!known[static_cast<std::size_t>(gas[p].way)]) { // the best so far may turn out to leave too many short
            const GasWay way = gas[p].way;
            const Sections &parts = way == GasWay::stopped ? stopped : now;
            const auto section = section_of(parts.segments, parts.tree, candidates, members_of(groups, p));
            low.add_to(gas[p].by_way[static_cast<std::size_t>(way)], way, section, rules);
            known[static_cast<std::size_t>(way)] = 1;
            gas[p].way = best_way(gas[p], rules);
        }
    }
    return gas;
}

} // namespace gastwin
