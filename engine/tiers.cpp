// SPDX-License-Identifier: Apache-2.0
#include "engine/tiers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "engine/threads.hpp"
#include "engine/valve_losses.hpp"
#include "models/roughness.hpp"

namespace gastwin {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_ratio = 100.0; ///< of a compressor whose ratio is not limited
constexpr double monitor_margin = 1.1;  ///< a monitor's set point over that of its regulator, unless given

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

double known_or(double value, double fallback) { return is_missing(value) ? fallback : value; }

std::vector<double> vertex_elevations(const Network &network, const Graph &graph) {
    std::vector<double> elevation = network.node.elevation_m;
    for (double &z : elevation) z = known_or(z, 0.0);
    for (std::size_t v = elevation.size(); v < at(graph.vertex_count); ++v) {
        const std::size_t pipe = at(graph.vertex_pipe[v]);
        elevation.push_back(std::lerp(elevation[network.pipe.from_node[pipe].row()],
                                      elevation[network.pipe.to_node[pipe].row()], graph.vertex_position[v]));
    }
    return elevation;
}

std::vector<double> vertex_atmospheres(const std::vector<double> &elevation_m) {
    std::vector<double> atmosphere(elevation_m.size(), atmospheric_pressure_pa(0.0));
    for_each_index(atmosphere.size(), [&](std::size_t v) {
        if (elevation_m[v] != 0.0) atmosphere[v] = atmospheric_pressure_pa(elevation_m[v]); // heights are often unknown
    });
    return atmosphere;
}

double source_pressure_pa(const Network &network, std::size_t source, double elevation_m) {
    const double absolute = network.source.pressure_pa[source];
    return is_missing(absolute) ? network.source.gauge_pressure_pa[source] + atmospheric_pressure_pa(elevation_m)
                                : absolute;
}

/// A missing figure that the control needs is the caller's error.
double needed(const Regulators &regulator, std::size_t r, double value, const char *column) {
    if (is_missing(value))
        throw Error("value_out_of_range",
                    {.layer = "regulator", .row = static_cast<std::int64_t>(r + 1), .column = column},
                    {regulator.id[r]}, "a compressor needs it for its control");
    return value;
}

/// Feeds for all that is not shut; of those with both ends in one zone, check valves and compressors alone.
void list_feeds(Tiers &tiers) {
    const Regulators &regulator = tiers.network.regulator;
    tiers.feed_of_regulator.assign(row_count(regulator), -1);
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        Feed feed{.regulator = static_cast<std::int32_t>(r),
                  .up_vertex = regulator.from_node[r].value,
                  .down_vertex = regulator.to_node[r].value};
        feed.up_zone = tiers.zones.zone_of_vertex(feed.up_vertex);
        feed.down_zone = tiers.zones.zone_of_vertex(feed.down_vertex);
        if (regulator.state[r] == RegulatorState::closed) continue;
        if (feed.is_loop() && regulator.control[r] == PressureControl::regulator) continue;
        if (feed.is_loop() &&
            tiers.zones.junction_of_vertex[at(feed.up_vertex)] == tiers.zones.junction_of_vertex[at(feed.down_vertex)])
            continue;
        set_control(regulator, r, regulator.state[r], regulator.set_gauge_pressure_pa[r],
                    tiers.atmosphere_pa[at(feed.down_vertex)], feed);
        tiers.feed_of_regulator[r] = static_cast<std::int32_t>(tiers.feed.size());
        tiers.feed.push_back(feed);
    }
    std::vector<std::int32_t> zone;
    for (const Feed &feed : tiers.feed) zone.push_back(feed.up_zone);
    list_by_group(zone, tiers.zones.zone_count, tiers.leaving_start, tiers.leaving);
}

/// Kahn's order of zones along the feeds; what is left over is on or between cycles.
void order_zones(Tiers &tiers) {
    const auto n = at(tiers.zones.zone_count);
    std::vector<std::int32_t> waiting(n, 0);
    for (const Feed &feed : tiers.feed)
        if (!feed.is_loop()) ++waiting[at(feed.down_zone)];
    auto &order = tiers.downstream_order;
    for (std::size_t z = 0; z < n; ++z)
        if (waiting[z] == 0) order.push_back(static_cast<std::int32_t>(z));
    for (std::size_t i = 0; i < order.size(); ++i)
        for (const std::int32_t f : tiers.feeds_leaving(order[i]))
            if (const Feed &feed = tiers.feed[at(f)]; !feed.is_loop() && --waiting[at(feed.down_zone)] == 0)
                order.push_back(feed.down_zone);
    if (order.size() == n) return;

    // Drop what merely hangs below a cycle: zones from which no feed leads back into the remaining set.
    std::vector<std::int32_t> leaving(n, 0);
    for (const Feed &feed : tiers.feed)
        if (!feed.is_loop() && waiting[at(feed.up_zone)] > 0 && waiting[at(feed.down_zone)] > 0)
            ++leaving[at(feed.up_zone)];
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t z = 0; z < n; ++z) {
            if (waiting[z] == 0 || leaving[z] > 0) continue;
            waiting[z] = 0;
            changed = true;
            for (const Feed &feed : tiers.feed)
                if (!feed.is_loop() && at(feed.down_zone) == z && waiting[at(feed.up_zone)] > 0)
                    --leaving[at(feed.up_zone)];
        }
    }
    std::vector<std::string> ids;
    for (const Feed &feed : tiers.feed)
        if (!feed.is_loop() && waiting[at(feed.up_zone)] > 0 && waiting[at(feed.down_zone)] > 0)
            ids.push_back(tiers.network.regulator.id[at(feed.regulator)]);
    throw Error("regulator_cycle", {.layer = "regulator"}, ids);
}

/// The highest pressure given in each zone, its place, and from these E(z).
void set_gravity(Tiers &tiers) {
    const Network &network = tiers.network;
    const Gas &gas = network.gas;
    std::vector<double> nominal(tiers.tier.size(), 0.0);
    const auto offer = [&](std::int32_t vertex, double pressure_pa) {
        const std::size_t z = at(tiers.zones.zone_of_vertex(vertex));
        if (pressure_pa <= nominal[z]) return;
        nominal[z] = pressure_pa;
        tiers.tier[z].elevation_m = tiers.elevation_m[at(vertex)];
    };
    for (std::size_t s = 0; s < row_count(network.source); ++s) {
        const std::int32_t vertex = network.source.node[s].value;
        offer(vertex, source_pressure_pa(network, s, tiers.elevation_m[at(vertex)]));
    }
    for (const std::int32_t z : tiers.downstream_order)
        for (const std::int32_t f : tiers.feeds_leaving(z)) {
            const Feed &feed = tiers.feed[at(f)];
            offer(feed.down_vertex, std::isfinite(feed.set_pa) ? feed.set_pa : feed.lift * nominal[at(z)]);
        }
    for (std::size_t z = 0; z < nominal.size(); ++z) {
        const double p = nominal[z] > 0.0 ? nominal[z] : standard_pressure_pa;
        const double slope = potential_slope_pa(gas, p), potential = potential_pa2(gas, p);
        const double kappa = slope * slope / (2.0 * potential);
        tiers.tier[z].gravity_per_m = 2.0 * gravity_m_s2 * kappa / gas.a2_m2_s2();
        tiers.tier[z].problem.potential_scale_pa2 = potential;
    }
    tiers.vertex_gravity.assign(tiers.elevation_m.size(), 1.0);
    for_each_index(tiers.vertex_gravity.size(), [&](std::size_t v) {
        const Tier &tier = tiers.tier[at(tiers.zones.zone_of_vertex(static_cast<std::int32_t>(v)))];
        const double rise = tiers.elevation_m[v] - tier.elevation_m;
        if (rise != 0.0) tiers.vertex_gravity[v] = std::exp(tier.gravity_per_m * rise);
    });
}

void list_sources(Tiers &tiers) {
    const Sources &source = tiers.network.source;
    for (std::size_t s = 0; s < row_count(source); ++s) {
        const std::int32_t vertex = source.node[s].value;
        const double p = source_pressure_pa(tiers.network, s, tiers.elevation_m[at(vertex)]);
        if (!std::isfinite(p) || p <= 0.0 || p > largest_pressure_pa(tiers.network.gas))
            throw Error("value_out_of_range",
                        {.layer = "source", .row = static_cast<std::int64_t>(s + 1), .column = "pressure_pa"},
                        {source.id[s]});
        tiers.highest_source_pa = std::max(tiers.highest_source_pa, p);
        auto &held = tiers.tier[at(tiers.zones.zone_of_vertex(vertex))].held;
        const Held here{tiers.local_junction(vertex), static_cast<std::int32_t>(s), tiers.potential_pa2(vertex, p)};
        const auto same =
            std::find_if(held.begin(), held.end(), [&](const Held &h) { return h.junction == here.junction; });
        if (same == held.end()) held.push_back(here);
        else if (here.potential_pa2 > same->potential_pa2) *same = here;
    }
}

/// Mean of E over a straight piece: E_a (eˣ − 1)/x, x the exponent between its ends.
double mean_gravity(double at_from, double exponent) {
    return std::abs(exponent) < 1e-12 ? at_from : at_from * std::expm1(exponent) / exponent;
}

/// Room for each zone's equations.
void size_problems(Tiers &tiers, FrictionLaw law) {
#pragma omp parallel for schedule(static) if (tiers.zones.edge.size() > worth_threads)
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z) {
        Tier &tier = tiers.tier[at(z)];
        const std::size_t junctions = tiers.zones.junctions_in(z).size(), edges = tiers.zones.edges_in(z).size();
        tier.problem.law = law;
        tier.problem.gas = &tiers.network.gas;
        tier.customer_kg_s.resize(junctions);
        tier.problem.fixed.resize(junctions);
        tier.problem.deviation_pa2.resize(junctions);
        tier.problem.from.resize(edges);
        tier.problem.to.resize(edges);
        tier.problem.pipe.resize(edges);
    }
}

/// The law of one graph edge of kind `pipe`; a share of local losses acts like that much more pipe.
PipeElement element_of(const Tiers &tiers, const Tier &tier, std::size_t edge, double local_loss_share,
                       double valve_loss) {
    const Pipes &pipe = tiers.network.pipe;
    const std::size_t p = at(tiers.graph.element[edge]);
    const std::int32_t a = tiers.graph.from[edge], b = tiers.graph.to[edge];
    const double share = tiers.graph.end[edge] - tiers.graph.start[edge];
    const double exponent = tier.gravity_per_m * (tiers.elevation_m[at(b)] - tiers.elevation_m[at(a)]);
    return pipe_element(tiers.network.gas,
                        {.length_m = share * pipe.length_m[p] * (1.0 + local_loss_share),
                         .inner_diameter_m = pipe.inner_diameter_m[p],
                         .roughness_m = roughness_of(pipe, p),
                         .loss_coefficient = share * known_or(pipe.loss_coefficient[p], 0.0) + valve_loss,
                         .friction_factor = known_or(pipe.friction_factor[p], 0.0)},
                        mean_gravity(tiers.gravity(a), exponent));
}

void fill_problems(Tiers &tiers, const SolveOptions &options) {
    size_problems(tiers, options.friction);
    const Zones &zones = tiers.zones;
    const std::vector<double> valve_loss = valve_losses(tiers.network.valve, tiers.graph);
#pragma omp parallel for schedule(static) if (zones.edge.size() > worth_threads)
    for (std::size_t i = 0; i < zones.edge.size(); ++i) {
        const std::size_t e = at(zones.edge[i]);
        const std::size_t z = at(zones.zone_of_vertex(tiers.graph.from[e]));
        Tier &tier = tiers.tier[z];
        const std::size_t local = i - at(zones.edge_start[z]);
        tier.problem.from[local] = tiers.local_junction(tiers.graph.from[e]);
        tier.problem.to[local] = tiers.local_junction(tiers.graph.to[e]);
        tier.problem.pipe[local] =
            element_of(tiers, tier, e, options.local_loss_share, valve_loss.empty() ? 0.0 : valve_loss[e]);
    }
}

/// Makes the law ready for each relative roughness that many pipes share: of a city's pipes nearly all.
void share_curves(Tiers &tiers, FrictionLaw law) {
    constexpr std::int32_t worth_a_curve = 256; // pipes; about as many evaluations of the law as the curve needs
    if (!FrictionCurve::represents(law)) return;
    struct Shared {
        std::int32_t pipes = 0;
        const FrictionCurve *curve = nullptr;
    };
    std::unordered_map<double, Shared> by_roughness;
    const auto for_each_pipe = [&](auto &&f) { // pipes of one street are alike: a look at the map for each change only
        std::pair<const double, Shared> *last = nullptr;
        for (Tier &tier : tiers.tier)
            for (PipeElement &pipe : tier.problem.pipe) {
                if (pipe.given_factor > 0.0) continue;
                if (last == nullptr || last->first != pipe.relative_roughness)
                    last = &*by_roughness.try_emplace(pipe.relative_roughness).first;
                f(pipe, last->second);
            }
    };
    for_each_pipe([](const PipeElement &, Shared &shared) { ++shared.pipes; });
    const auto is_worth = [](const auto &entry) { return entry.second.pipes >= worth_a_curve; };
    tiers.curve.reserve(static_cast<std::size_t>(std::count_if(by_roughness.begin(), by_roughness.end(), is_worth)));
    for (auto &entry : by_roughness)
        if (is_worth(entry)) entry.second.curve = &tiers.curve.emplace_back(law, entry.first);
    for_each_pipe([](PipeElement &pipe, const Shared &shared) { pipe.curve = shared.curve; });
}

/// A zone is supplied when it has a source, or a regulator from a zone that is.
void mark_supplied(Tiers &tiers) {
    for (const std::int32_t z : tiers.downstream_order) tiers.tier[at(z)].supplied = !tiers.tier[at(z)].held.empty();
    for (const std::int32_t z : tiers.downstream_order) {
        if (!tiers.tier[at(z)].supplied) continue;
        for (const std::int32_t f : tiers.feeds_leaving(z)) {
            Tier &below = tiers.tier[at(tiers.feed[at(f)].down_zone)];
            below.supplied = true;
            below.in.push_back(f);
            tiers.tier[at(z)].out.push_back(f);
        }
    }
    for (Tier &tier : tiers.tier)
        std::sort(tier.in.begin(), tier.in.end(), [&](std::int32_t a, std::int32_t b) {
            return std::pair(tiers.feed[at(a)].is_loop(), a) < std::pair(tiers.feed[at(b)].is_loop(), b);
        });
}

/// A zone without source in which more is injected than taken, with one way out that has no set point (a biogas plant
/// behind a check valve or compressor), passes that on to a supplied zone, whose pressure it takes.
void find_drains(Tiers &tiers) {
    for (std::size_t z = 0; z < tiers.tier.size(); ++z) {
        Tier &tier = tiers.tier[z];
        if (tier.supplied) continue;
        const auto leaving = tiers.feeds_leaving(static_cast<std::int32_t>(z));
        if (leaving.size() != 1) continue;
        Feed &feed = tiers.feed[at(leaving.front())];
        Tier &below = tiers.tier[at(feed.down_zone)];
        const double injected = -std::accumulate(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
        if (feed.is_loop() || std::isfinite(feed.set_pa) || !below.supplied || below.drain >= 0 || injected <= 0.0 ||
            injected > feed.capacity_kg_s)
            continue;
        tier.supplied = true;
        tier.drain = leaving.front();
        feed.flow_kg_s = injected;
        feed.mode = feed.lift == 1.0 ? FeedMode::wide_open : FeedMode::controlling;
        below.drained.push_back(tier.drain);
    }
}

} // namespace

void set_control(const Regulators &regulator, std::size_t r, RegulatorState state, double set, double atmosphere_pa,
                 Feed &feed) {
    const double ratio = regulator.ratio[r];
    feed.capacity_kg_s = known_or(regulator.capacity_kg_s[r], infinity);
    feed.min_differential_pa = known_or(regulator.min_differential_pa[r], 0.0);
    feed.set_pa = infinity;
    switch (regulator.control[r]) {
    case PressureControl::check_valve:
        return;
    case PressureControl::compressor_flow:
        needed(regulator, r, regulator.capacity_kg_s[r], "capacity_kg_s");
        [[fallthrough]];
    case PressureControl::compressor_ratio:
        feed.lift = needed(regulator, r, ratio, "ratio");
        return;
    case PressureControl::compressor_outlet:
        feed.lift = known_or(ratio, largest_ratio);
        feed.has_bypass = true;
        feed.set_pa = set + atmosphere_pa;
        return;
    case PressureControl::regulator:
        break;
    }
    if (state == RegulatorState::failed_open) {
        const double monitor = known_or(regulator.monitor_gauge_pressure_pa[r],
                                        regulator.has_monitor[r] ? monitor_margin * set : infinity);
        feed.set_pa = monitor + atmosphere_pa;
        return;
    }
    feed.set_pa = set + atmosphere_pa;
    if (!std::isfinite(feed.capacity_kg_s)) return;
    feed.droop_pa = set * droop_percent(regulator, r) / 100.0;
    feed.lockup_pa = set * lockup_percent(regulator, r) / 100.0;
}

double Tiers::potential_pa2(std::int32_t vertex, double pressure_pa) const {
    return gastwin::potential_pa2(network.gas, pressure_pa) * gravity(vertex);
}

double Tiers::pressure_pa(std::int32_t vertex) const {
    const Tier &t = tier[at(zones.zone_of_vertex(vertex))];
    const double potential = t.level_pa2 + t.flow.deviation_pa2[at(local_junction(vertex))];
    return pressure_of_potential_pa(network.gas, potential / gravity(vertex));
}

Tiers build_tiers(const Network &network, const SolveOptions &options) {
    Graph graph = build_graph(network, SplitAt::closed_valves);
    Zones zones = find_zones(network, graph);
    Tiers tiers{.network = network, .graph = std::move(graph), .zones = std::move(zones)};
    tiers.limits = {options.tolerance, options.max_iterations};
    tiers.elevation_m = vertex_elevations(network, tiers.graph);
    tiers.atmosphere_pa = vertex_atmospheres(tiers.elevation_m);
    tiers.tier.resize(at(tiers.zones.zone_count));
    list_feeds(tiers);
    order_zones(tiers);
    set_gravity(tiers);
    list_sources(tiers);
    fill_problems(tiers, options);
    share_curves(tiers, options.friction);
    mark_supplied(tiers);
    return tiers;
}

void load_tiers(Tiers &tiers, std::span<const double> customer_demand_kg_s) {
    tiers.supplied_kg_s.clear();
    tiers.relieved_kg_s.clear();
    tiers.infeasible.clear();
    for (Tier &tier : tiers.tier) {
        std::fill(tier.customer_kg_s.begin(), tier.customer_kg_s.end(), 0.0);
        tier.level_pa2 = 0.0;
        tier.inputs.clear();
        tier.over_supplied = tier.over_capacity = tier.stalled = tier.solved = false;
        if (tier.drain >= 0) tier.supplied = false;
        tier.drain = -1;
        tier.drained.clear();
    }
    for (Feed &feed : tiers.feed) {
        feed.flow_kg_s = 0.0;
        feed.mode = FeedMode::unsupplied;
    }
    for (std::size_t c = 0; c < customer_demand_kg_s.size(); ++c) {
        const std::int32_t vertex = tiers.graph.customer_vertex[c];
        if (vertex < 0) continue;
        Tier &tier = tiers.tier[at(tiers.zones.zone_of_vertex(vertex))];
        tier.customer_kg_s[at(tiers.local_junction(vertex))] += customer_demand_kg_s[c];
    }
    find_drains(tiers);
}

} // namespace gastwin
