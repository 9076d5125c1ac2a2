// SPDX-License-Identifier: Apache-2.0
#include "scenarios/segment_outages.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

#include "engine/feeds.hpp"
#include "engine/outage_solver.hpp"
#include "engine/verdict.hpp"
#include "engine/watched_work.hpp"
#include "models/check.hpp"
#include "scenarios/remainder.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double least_fall_pa = 1.0;

/// What solve_steady() asks for, before anything is solved.
void require_demands(const Network &network, std::span<const double> demand_kg_s) {
    require_sound(network);
    require_physical(network.gas);
    const bool finite = std::all_of(demand_kg_s.begin(), demand_kg_s.end(), [](double d) { return std::isfinite(d); });
    if (demand_kg_s.size() != row_count(network.customer) || !finite)
        throw Error("value_out_of_range", {.layer = "customer", .column = "demand_kg_s"}, {},
                    "one finite demand is needed for each customer row");
}

/// Gauge pressures; missing where no gas comes.
struct Pressures {
    std::vector<double> node_pa, customer_pa;
};

/// All that does not change from segment to segment.
struct Sound {
    const Network &network;
    const Segments &segments;
    std::span<const double> demand_kg_s;
    const OutageOptions &options;
    DominatorTree tree;
    Tiers tiers; ///< for fixed demands
    OutageMap map;
    Pressures before;
    bool is_plain = false; ///< the shorter ways are exact
};

Tiers solved_tiers(const Network &network, std::span<const double> demand_kg_s, const SolveOptions &options,
                   const Progress &progress) {
    Tiers tiers = build_tiers(network, options);
    load_tiers(tiers, demand_kg_s);
    solve_tiers(tiers, progress);
    return tiers;
}

Pressures pressures_of(const Tiers &tiers) {
    const std::vector<double> absolute_pa = vertex_pressures_pa(tiers);
    Pressures found;
    const auto gauge = [&](std::int32_t v) {
        return v < 0 ? missing_real : absolute_pa[at(v)] - tiers.atmosphere_pa[at(v)];
    };
    for (std::size_t v = 0; v < row_count(tiers.network.node); ++v)
        found.node_pa.push_back(gauge(static_cast<std::int32_t>(v)));
    for (const std::int32_t v : tiers.graph.customer_vertex) found.customer_pa.push_back(gauge(v));
    return found;
}

/// A network and the pressures in it.
struct Whole {
    Pressures pressures;
    FixedDemands demands = FixedDemands::met;
    bool converged = true;
};

/// With solve_steady() where fixed demands alone do not tell.
Whole solve_whole(const Network &network, const Tiers &tiers, std::span<const double> demand_kg_s,
                  const SolveOptions &options) {
    const FixedDemands demands = options.pressure_dependent ? FixedDemands::not_told : judge_fixed_demands(tiers);
    if (demands != FixedDemands::not_told) return {pressures_of(tiers), demands, true};
    State state = solve_steady(network, demand_kg_s, options);
    return {{std::move(state.node.gauge_pressure_pa), std::move(state.customer.gauge_pressure_pa)},
            demands,
            state.status != Status::max_iterations};
}

Sound sound_at(const Network &network, const Segments &segments, std::span<const double> demand_kg_s,
               const OutageOptions &options) {
    require_demands(network, demand_kg_s);
    Sound sound{.network = network,
                .segments = segments,
                .demand_kg_s = demand_kg_s,
                .options = options,
                .tree = supply_tree(segments),
                .tiers = solved_tiers(network, demand_kg_s, options.solve, options.progress),
                .map = {},
                .before = {}};
    Whole whole = solve_whole(network, sound.tiers, demand_kg_s, options.solve);
    sound.map = map_segments(sound.tiers, segments);
    sound.before = std::move(whole.pressures);
    sound.is_plain =
        whole.demands == FixedDemands::met && std::none_of(sound.tiers.tier.begin(), sound.tiers.tier.end(),
                                                           [](const Tier &tier) { return tier.drain >= 0; });
    return sound;
}

/// What shutting one segment does to the pressures of others.
class Survey {
  public:
    explicit Survey(const Sound &sound) : sound_{sound} {}

    /// The gauge pressure at a vertex of the sound network's graph now that a segment is shut.
    void place(std::int32_t vertex, double before_pa, double now_pa) {
        if (!(before_pa - now_pa > least_fall_pa) || !(lowest_vertex < 0 || now_pa < lowest_pa)) return;
        lowest_pa = now_pa;
        lowest_vertex = vertex;
    }
    void node(std::int32_t node, double now_pa) { place(node, sound_.before.node_pa[at(node)], now_pa); }
    void customer(std::int32_t c, double now_pa) {
        const double before = sound_.before.customer_pa[at(c)];
        place(sound_.tiers.graph.customer_vertex[at(c)], before, now_pa);
        const double required = sound_.options.required_gauge_pressure_pa;
        low += before >= required && now_pa < required;
    }

    std::int32_t low = 0, lowest_vertex = -1;
    double lowest_pa = missing_real;

  private:
    const Sound &sound_;
};

void survey_zones(const Sound &sound, std::int32_t segment, const Tiers &now, std::span<const std::int32_t> zones,
                  Survey &survey) {
    const auto gauge = [&](std::int32_t v) { return now.pressure_pa(v) - now.atmosphere_pa[at(v)]; };
    const auto nodes = static_cast<std::int32_t>(row_count(sound.network.node));
    for (const std::int32_t z : zones) {
        for (const std::int32_t v : sound.map.zone_vertices.of(z))
            if (v < nodes && !sound.tree.dominates(segment, sound.map.vertex_segment[at(v)])) survey.node(v, gauge(v));
        for (const std::int32_t c : sound.map.zone_customers.of(z))
            if (!sound.tree.dominates(segment, sound.map.customer_segment[at(c)]))
                survey.customer(c, gauge(now.graph.customer_vertex[at(c)]));
    }
}

void survey_network(const Sound &sound, std::int32_t segment, const Pressures &now, Survey &survey) {
    const auto stays = [&](std::int32_t s) { return sound.tree.reached(s) && !sound.tree.dominates(segment, s); };
    for (std::size_t v = 0; v < now.node_pa.size(); ++v)
        if (stays(sound.map.vertex_segment[v])) survey.node(static_cast<std::int32_t>(v), now.node_pa[v]);
    for (std::size_t c = 0; c < now.customer_pa.size(); ++c)
        if (const std::int32_t s = sound.map.customer_segment[c]; s >= 0 && stays(s))
            survey.customer(static_cast<std::int32_t>(c), now.customer_pa[c]);
}

/// Everything at the segment's boundary through which gas comes shut, and the sources in it.
Network without(const Sound &sound, std::int32_t segment) {
    const SegmentLinks &link = sound.segments.link;
    Removal removal;
    for (const std::int32_t l : sound.segments.links_of(segment)) {
        if (!link.open[at(l)] || sound.segments.across(l, segment) == segment) continue;
        if (link.kind[at(l)] == EdgeKind::valve) removal.valves.emplace_back(link.element[at(l)]);
        else if (link.to[at(l)] == segment) removal.regulators.emplace_back(link.element[at(l)]);
    }
    const Sources &source = sound.network.source;
    for (std::size_t s = 0; s < row_count(source); ++s)
        if (sound.segments.vertex[source.node[s].row()] == segment) removal.sources.emplace_back(s);
    return remaining_network(sound.network, removal);
}

OutageSolve solve_outage(const Sound &sound, OutageSolver *solver, std::int32_t segment, Survey &survey) {
    std::size_t zones_solved = 0;
    const bool is_local = solver != nullptr && !sound.options.whole_network &&
                          solver->shut(segment, [&](const Tiers &now, std::span<const std::int32_t> zones) {
                              zones_solved = zones.size();
                              survey_zones(sound, segment, now, zones, survey);
                          });
    if (is_local) return zones_solved <= 1 ? OutageSolve::zone : OutageSolve::zones;
    const Network rest = without(sound, segment);
    const SolveOptions &options = sound.options.solve;
    const Whole whole =
        solve_whole(rest, solved_tiers(rest, sound.demand_kg_s, options, {}), sound.demand_kg_s, options);
    survey_network(sound, segment, whole.pressures, survey);
    if (!whole.converged) return OutageSolve::not_converged;
    return whole.demands == FixedDemands::not_met ? OutageSolve::infeasible : OutageSolve::network;
}

void fill_row(const Sound &sound, OutageSolver *solver, std::int32_t segment, SegmentOutages &results) {
    Survey survey(sound);
    const OutageSolve how = solve_outage(sound, solver, segment, survey);
    results.solve[at(segment)] = how;
    if (how == OutageSolve::not_converged) {
        results.customers_low_pressure[at(segment)] = -1;
        return;
    }
    results.customers_low_pressure[at(segment)] = survey.low;
    if (how != OutageSolve::infeasible) results.min_gauge_pressure_pa[at(segment)] = survey.lowest_pa;
    results.worst_node[at(segment)] = node_name(sound.tiers, survey.lowest_vertex);
}

/// Rows with nothing found yet, and the segments that need a solve.
std::vector<std::int32_t> list_segments(const Sound &sound, SegmentOutages &results) {
    const std::size_t count = row_count(sound.segments.table);
    results.solve.assign(count, OutageSolve::none);
    results.customers_low_pressure.assign(count, 0);
    results.min_gauge_pressure_pa.assign(count, missing_real);
    results.worst_node.assign(count, "");
    std::vector<Flag> asked(count, sound.options.segments.empty());
    for (const std::int32_t s : sound.options.segments) asked[at(s)] = 1;
    const std::vector<Flag> passing = passing_segments(sound.tiers, sound.segments, sound.tree, sound.map);
    for (const KnownOutage &k : sound.options.known) {
        if (k.segment < 0 || at(k.segment) >= count) continue;
        results.solve[at(k.segment)] = k.solve;
        results.customers_low_pressure[at(k.segment)] = k.customers_low_pressure;
        results.min_gauge_pressure_pa[at(k.segment)] = k.min_gauge_pressure_pa;
        results.worst_node[at(k.segment)] = k.worst_node;
        asked[at(k.segment)] = 0;
    }
    std::vector<std::int32_t> listed;
    for (std::int32_t s = 0; s < sound.segments.segment_count(); ++s) {
        if (!asked[at(s)] || !sound.tree.reached(s)) continue;
        const bool needed = passing[at(s)] || sound.segments.table.sources[at(s)] > 0 || sound.options.whole_network;
        if (needed) listed.push_back(s);
        else results.solve[at(s)] = OutageSolve::screened;
    }
    return listed;
}

} // namespace

SegmentOutages segment_outages(const Network &network, const Segments &segments,
                               std::span<const double> customer_demand_kg_s, const OutageOptions &options) {
    const Sound sound = sound_at(network, segments, customer_demand_kg_s, options);
    SegmentOutages results;
    const std::vector<std::int32_t> listed = list_segments(sound, results);
    std::mutex keeping;
    WatchedWork work(options.progress, "segments shut", listed.size());
#pragma omp parallel
    {
        std::optional<OutageSolver> solver; // of this thread
        const auto solve_row = [&](std::int32_t segment) {
            if (sound.is_plain && !solver)
                solver.emplace(solved_tiers(network, customer_demand_kg_s, options.solve, {}), segments, sound.tree,
                               sound.map, customer_demand_kg_s);
            fill_row(sound, solver ? &*solver : nullptr, segment, results);
            if (!options.keep) return;
            const std::lock_guard alone(keeping);
            options.keep({segment, results.solve[at(segment)], results.customers_low_pressure[at(segment)],
                          results.min_gauge_pressure_pa[at(segment)], results.worst_node[at(segment)]});
        };
#pragma omp for schedule(dynamic, 1)
        for (std::size_t i = 0; i < listed.size(); ++i) work.step([&] { solve_row(listed[i]); });
    }
    work.finish();
    return results;
}

CriticalityResults hydraulic_criticality(const Network &network, const Segments &segments,
                                         std::span<const double> customer_demand_kg_s, OutageOptions options) {
    CriticalityResults results = criticality(network, segments);
    std::vector<Flag> asked(row_count(segments.table), 0);
    for (const std::int32_t s : results.segment)
        if (s >= 0) asked[at(s)] = 1;
    options.segments.clear();
    for (std::int32_t s = 0; s < segments.segment_count(); ++s)
        if (asked[at(s)]) options.segments.push_back(s);
    if (options.segments.empty()) return results;
    const SegmentOutages outages = segment_outages(network, segments, customer_demand_kg_s, options);
    for (std::size_t p = 0; p < row_count(results); ++p) {
        if (results.segment[p] < 0) continue;
        const std::size_t s = at(results.segment[p]);
        results.solve[p] = outages.solve[s];
        results.customers_low_pressure[p] = outages.customers_low_pressure[s];
        results.min_gauge_pressure_pa[p] = outages.min_gauge_pressure_pa[s];
        results.worst_node[p] = outages.worst_node[s];
    }
    return results;
}

} // namespace gastwin
