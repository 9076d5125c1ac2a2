// SPDX-License-Identifier: Apache-2.0
#include "engine/elastic_system.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/threads.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double round_off = 4.0 * std::numeric_limits<double>::epsilon();
/// Share of each junction's own entry that is added to it: what no equation holds stays where it is.
constexpr double proximity = 1e-14;
/// An injection that nothing takes ends between this multiple of its zone's highest given pressure and twice that.
constexpr double injection_limit = 2.0;
/// Feeds that hold the same pressure at one place share in proportion to capacity, within this factor of what flows.
constexpr double share_range = 100.0;

/// Flow at which the law gives this drop, by Newton's method from a rough pipe's flow: φ is increasing and, for pipes,
/// nearly linear or nearly square.
double flow_of_drop(FrictionLaw law, const PipeElement &pipe, double drop_pa2) {
    const double target = std::abs(drop_pa2);
    double q = std::sqrt(target / (pipe.resistance_pa2 * (0.03 + pipe.local_loss))) / pipe.reynolds_per_flow;
    for (int i = 0; i < 8; ++i) {
        const Drop at_q = potential_drop(law, pipe, q);
        q = std::max(0.1 * q, q - (at_q.value - target) / std::max(at_q.slope, smallest_slope(pipe)));
    }
    return std::isfinite(q) ? std::copysign(q, drop_pa2) : 0.0;
}

/// The most that can reach each junction: through its pipes, if all of the zone's potential were spent along each, from
/// sources there, and through feeds into it.
std::vector<double> reaches_kg_s(const Tiers &tiers, std::span<const ElasticPipe> pipes) {
    const auto junction = [&](std::int32_t vertex) { return at(tiers.zones.junction_of_vertex[at(vertex)]); };
    std::vector<double> reach(at(tiers.zones.junction_count), 0.0);
    for (const ElasticPipe &pipe : pipes) {
        const ZoneProblem &problem = tiers.tier[at(pipe.zone)].problem;
        const double q = flow_of_drop(problem.law, *pipe.law, problem.potential_scale_pa2);
        reach[at(pipe.from)] += q;
        reach[at(pipe.to)] += q;
    }
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z)
        for (const Held &held : tiers.tier[at(z)].held) {
            const double limit = tiers.network.source.max_flow_kg_s[at(held.source)];
            reach[at(tiers.zones.junctions_in(z)[at(held.junction)])] += is_missing(limit) ? infinity : limit;
        }
    for (const std::int32_t z : tiers.downstream_order)
        for (const std::int32_t f : tiers.tier[at(z)].in) {
            const Feed &feed = tiers.feed[at(f)];
            reach[junction(feed.down_vertex)] += std::min(feed.capacity_kg_s, reach[junction(feed.up_vertex)]);
        }
    return reach;
}

/// What the relief valves of each zone blow off fully open, as far as pipes carry it.
std::vector<double> reliefs_kg_s(const Tiers &tiers, std::span<const Sink> sinks, std::span<const double> reach_kg_s) {
    std::vector<double> relief(tiers.tier.size(), 0.0);
    for (const Sink &s : sinks)
        if (s.regulator >= 0)
            relief[at(tiers.zones.zone_of_junction[at(s.junction)])] +=
                std::min(s.demand_kg_s, reach_kg_s[at(s.junction)]);
    return relief;
}

/// The most that may pass through each zone: what is asked for or injected in it and below, as far as pipes carry it.
std::vector<double> throughputs_kg_s(const Tiers &tiers, std::span<const double> reach_kg_s,
                                     std::span<const double> relief_kg_s) {
    std::vector<double> throughput(tiers.tier.size(), 1e-9);
    for (std::size_t i = tiers.downstream_order.size(); i-- > 0;) {
        const std::int32_t z = tiers.downstream_order[i];
        const Tier &tier = tiers.tier[at(z)];
        const std::span<const std::int32_t> junctions = tiers.zones.junctions_in(z);
        throughput[at(z)] += relief_kg_s[at(z)];
        for (std::size_t j = 0; j < junctions.size(); ++j)
            throughput[at(z)] += std::min(std::abs(tier.customer_kg_s[j]), reach_kg_s[at(junctions[j])]);
        for (const std::int32_t f : tier.out) {
            const Feed &feed = tiers.feed[at(f)];
            const double up = reach_kg_s[at(tiers.zones.junction_of_vertex[at(feed.up_vertex)])];
            if (!feed.is_loop())
                throughput[at(z)] += std::min({throughput[at(feed.down_zone)], feed.capacity_kg_s, up});
        }
    }
    return throughput;
}

/// From where a customer's draw no longer changes to the other end of its range.
double chord_slope(const Sink &sink, double pressure_pa) {
    const auto &[least, full] = sink.service;
    if (sink.is_given) return 0.0;
    if (sink.demand_kg_s < 0.0) return sink.is_limited ? -sink.demand_kg_s / sink.limit_pa : 0.0;
    if (sink.regulator >= 0 && pressure_pa > least) return 0.0;
    if (pressure_pa >= full) return sink.demand_kg_s / (pressure_pa - least);
    return pressure_pa <= least ? sink.demand_kg_s / (full - pressure_pa) : 0.0;
}

} // namespace

ElasticSystem::ElasticSystem(const Tiers &tiers, std::span<const double> customer_demand_kg_s,
                             const SolveOptions &options, std::span<const Flag> elastic)
    : tiers_{tiers} {
    const Zones &zones = tiers.zones;
    for (std::int32_t z = 0; z < zones.zone_count; ++z) {
        const Tier &tier = tiers.tier[at(z)];
        if (!tier.supplied) continue;
        for (std::size_t e = 0; e < tier.problem.pipe.size(); ++e)
            pipe.push_back({zones.junctions_in(z)[at(tier.problem.from[e])],
                            zones.junctions_in(z)[at(tier.problem.to[e])], z, &tier.problem.pipe[e]});
    }
    const std::vector<double> reach_kg_s = reaches_kg_s(tiers, pipe);
    list_sinks(customer_demand_kg_s, options, elastic);
    list_relief_valves();
    flow_scale = throughputs_kg_s(tiers, reach_kg_s, reliefs_kg_s(tiers, sink, reach_kg_s));
    for (const Tier &tier : tiers.tier)
        for (const Held &held : tier.held)
            lowest_pa_ = std::min(lowest_pa_, 0.5 * pressure_of_potential_pa(tiers.network.gas, held.potential_pa2));
    list_sources();
    list_feeds(reach_kg_s);
    number_unknowns();
}

std::int32_t ElasticSystem::zone_of(std::int32_t junction) const { return tiers_.zones.zone_of_junction[at(junction)]; }

void ElasticSystem::list_sinks(std::span<const double> demand_kg_s, const SolveOptions &options,
                               std::span<const Flag> elastic) {
    for (std::size_t c = 0; c < demand_kg_s.size(); ++c) {
        const std::int32_t vertex = tiers_.graph.customer_vertex[c];
        if (vertex < 0 || demand_kg_s[c] == 0.0) continue;
        const Tier &tier = tiers_.tier[at(tiers_.zones.zone_of_vertex(vertex))];
        if (!tier.supplied) continue;
        ServicePressure service = options.service[static_cast<std::size_t>(tiers_.network.customer.kind[c])];
        service.minimum_pa += tiers_.atmosphere_pa[at(vertex)];
        service.required_pa += tiers_.atmosphere_pa[at(vertex)];
        const double highest = pressure_of_potential_pa(tiers_.network.gas, tier.problem.potential_scale_pa2);
        const double d = demand_kg_s[c];
        sink.push_back({.customer = static_cast<std::int32_t>(c),
                        .vertex = vertex,
                        .junction = tiers_.zones.junction_of_vertex[at(vertex)],
                        .demand_kg_s = d,
                        .service = service,
                        .limit_pa = injection_limit * highest,
                        .is_given = d > 0.0 && !elastic[at(tiers_.zones.zone_of_vertex(vertex))],
                        .is_limited = d < 0.0 && tier.held.empty()});
    }
}

void ElasticSystem::list_relief_valves() {
    const Regulators &regulator = tiers_.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        const std::int32_t vertex = regulator.to_node[r].value;
        const Tier &tier = tiers_.tier[at(tiers_.zones.zone_of_vertex(vertex))];
        const auto valve = relief_valve(regulator, r, tiers_.network.gas, tiers_.atmosphere_pa[at(vertex)]);
        if (!valve || !tier.supplied) continue;
        const double highest = pressure_of_potential_pa(tiers_.network.gas, tier.problem.potential_scale_pa2);
        sink.push_back({.customer = -1,
                        .vertex = vertex,
                        .junction = tiers_.zones.junction_of_vertex[at(vertex)],
                        .demand_kg_s = valve->capacity_kg_s,
                        .service = {valve->opens_pa, valve->full_pa},
                        .limit_pa = injection_limit * highest,
                        .regulator = static_cast<std::int32_t>(r),
                        .relief = *valve});
    }
}

/// Sources that hold their pressure take their junction out of the unknowns; limited ones become ports.
void ElasticSystem::list_sources() {
    row.assign(at(tiers_.zones.junction_count), -1);
    for (std::int32_t z = 0; z < tiers_.zones.zone_count; ++z) {
        const Tier &tier = tiers_.tier[at(z)];
        if (!tier.supplied) continue;
        for (const std::int32_t j : tiers_.zones.junctions_in(z)) row[at(j)] = 0;
        for (const Held &held : tier.held) {
            const double limit = tiers_.network.source.max_flow_kg_s[at(held.source)];
            const std::int32_t vertex = tiers_.network.source.node[at(held.source)].value;
            const std::int32_t junction = tiers_.zones.junction_of_vertex[at(vertex)];
            const double ideal = held.potential_pa2 / tiers_.gravity(vertex);
            if (is_missing(limit)) row[at(junction)] = -1;
            else
                port.push_back({.source = held.source,
                                .down = junction,
                                .down_vertex = vertex,
                                .given_pa = pressure_of_potential_pa(tiers_.network.gas, ideal),
                                .capacity_kg_s = limit,
                                .flow_unit_kg_s = flow_scale[at(z)]});
        }
    }
}

void ElasticSystem::list_feeds(std::span<const double> reach_kg_s) {
    const auto junction = [&](std::int32_t vertex) { return tiers_.zones.junction_of_vertex[at(vertex)]; };
    std::vector<double> largest(tiers_.tier.size(), 0.0); // finite capacity into each zone
    for (const Feed &feed : tiers_.feed)
        if (double &most = largest[at(feed.down_zone)]; std::isfinite(feed.capacity_kg_s))
            most = std::max(most, feed.capacity_kg_s);
    for (std::size_t f = 0; f < tiers_.feed.size(); ++f) {
        const Feed &feed = tiers_.feed[f];
        if (!tiers_.tier[at(feed.up_zone)].supplied || !tiers_.tier[at(feed.down_zone)].supplied) continue;
        const double most = largest[at(feed.down_zone)], up = reach_kg_s[at(junction(feed.up_vertex))];
        const double scale = std::max(std::min(flow_scale[at(feed.down_zone)], up), 1e-9);
        const double capacity = std::isfinite(feed.capacity_kg_s) ? feed.capacity_kg_s : most > 0.0 ? most : scale;
        port.push_back({.feed = static_cast<std::int32_t>(f),
                        .up = junction(feed.up_vertex),
                        .down = junction(feed.down_vertex),
                        .up_vertex = feed.up_vertex,
                        .down_vertex = feed.down_vertex,
                        .flow_unit_kg_s = std::clamp(capacity, 0.1 * scale, share_range * scale),
                        .shut = row[at(junction(feed.down_vertex))] < 0});
    }
}

void ElasticSystem::number_unknowns() {
    std::int32_t count = 0;
    for (std::int32_t &r : row)
        if (r >= 0) r = count++;
    unknowns_ = at(count) + port.size();
}

/// Below `lowest_pa_`, where only iterates come, the pressure falls linearly: √ψ has no slope at zero.
double ElasticSystem::pressure_pa(const ElasticState &state, std::int32_t vertex) const {
    const Gas &gas = tiers_.network.gas;
    const double level = tiers_.tier[at(tiers_.zones.zone_of_vertex(vertex))].level_pa2;
    const double deviation = state.deviation_pa2[at(tiers_.zones.junction_of_vertex[at(vertex)])];
    const double above = (level + deviation) / tiers_.gravity(vertex), least = potential_pa2(gas, lowest_pa_);
    return above >= least ? pressure_of_potential_pa(gas, above)
                          : lowest_pa_ + (above - least) / potential_slope_pa(gas, lowest_pa_);
}

/// dp/dψ.
double ElasticSystem::pressure_slope(const ElasticState &state, std::int32_t vertex) const {
    const double p = std::max(pressure_pa(state, vertex), lowest_pa_);
    return 1.0 / (tiers_.gravity(vertex) * potential_slope_pa(tiers_.network.gas, p));
}

/// Potentials that are given or, where injected gas finds no way out, certainly lie within the range that ends it.
void ElasticSystem::set_given(ElasticState &state) const {
    for (const Sink &s : sink)
        if (const Tier &tier = tiers_.tier[at(zone_of(s.junction))]; s.is_limited && tier.over_supplied)
            state.deviation_pa2[at(s.junction)] = tiers_.potential_pa2(s.vertex, 1.5 * s.limit_pa) - tier.level_pa2;
    for (const Tier &tier : tiers_.tier)
        for (const Held &held : tier.held) {
            const std::size_t source = tiers_.network.source.node[at(held.source)].row();
            const std::size_t j = at(tiers_.zones.junction_of_vertex[source]);
            if (row[j] < 0) state.deviation_pa2[j] = held.potential_pa2 - tier.level_pa2;
        }
}

ElasticState ElasticSystem::start() const {
    ElasticState state = rest();
    for (std::size_t j = 0; j < row.size(); ++j) {
        const Tier &tier = tiers_.tier[at(zone_of(static_cast<std::int32_t>(j)))];
        const std::size_t local = at(tiers_.zones.local[j]);
        if (local < tier.flow.deviation_pa2.size() && std::isfinite(tier.flow.deviation_pa2[local]))
            state.deviation_pa2[j] = tier.flow.deviation_pa2[local];
    }
    for (std::int32_t v = 0; v < tiers_.graph.vertex_count; ++v) {
        const std::size_t j = at(tiers_.zones.junction_of_vertex[at(v)]);
        const double level = tiers_.tier[at(zone_of(static_cast<std::int32_t>(j)))].level_pa2;
        const double least = tiers_.potential_pa2(v, tiers_.atmosphere_pa[at(v)]) - level;
        state.deviation_pa2[j] = std::max(state.deviation_pa2[j], least);
    }
    set_given(state);
    for (std::size_t e = 0; e < pipe.size(); ++e)
        state.pipe_kg_s[e] = flow_of_drop(tiers_.tier[at(pipe[e].zone)].problem.law, *pipe[e].law,
                                          state.deviation_pa2[at(pipe[e].from)] - state.deviation_pa2[at(pipe[e].to)]);
    for (std::size_t k = 0; k < port.size(); ++k)
        if (port[k].feed >= 0 && !port[k].shut)
            state.port_kg_s[k] = std::clamp(tiers_.feed[at(port[k].feed)].flow_kg_s, 0.0, port[k].flow_unit_kg_s);
    return state;
}

ElasticState ElasticSystem::rest() const {
    ElasticState state;
    state.deviation_pa2.assign(row.size(), 0.0);
    state.pipe_kg_s.assign(pipe.size(), 0.0);
    state.port_kg_s.assign(port.size(), 0.0);
    set_given(state);
    return state;
}

/// d(p) of one sink. ε widens its range towards the pressures of its zone and blends in a straight line.
Outflow ElasticSystem::outflow(const Sink &s, double pressure_pa, double epsilon) const {
    const double d = s.demand_kg_s, line_slope = epsilon / s.limit_pa;
    if (s.is_given) return {d, 0.0};
    if (s.regulator >= 0) {
        const Outflow vented = relief_outflow(tiers_.network.gas, s.relief, pressure_pa);
        return {(1.0 - epsilon) * vented.flow_kg_s + d * line_slope * (pressure_pa - s.relief.opens_pa),
                (1.0 - epsilon) * vented.slope_kg_s_pa + d * line_slope};
    }
    if (d < 0.0) {
        if (!s.is_limited) return {d, 0.0};
        const Outflow ended = served_share(pressure_pa, s.limit_pa, s.limit_pa);
        const double line = line_slope * (pressure_pa - 1.5 * s.limit_pa);
        return {d * ((1.0 - epsilon) * (1.0 - ended.flow_kg_s) - line),
                -d * ((1.0 - epsilon) * ended.slope_kg_s_pa + line_slope)};
    }
    ServicePressure service = s.service;
    service.required_pa += std::max(epsilon - least_epsilon, 0.0) * s.limit_pa;
    const Outflow share = appliance_share(pressure_pa, service);
    const double line = line_slope * (pressure_pa - service.minimum_pa);
    return {d * ((1.0 - epsilon) * share.flow_kg_s + line), d * ((1.0 - epsilon) * share.slope_kg_s_pa + line_slope)};
}

FeedEquation ElasticSystem::port_equation(const Port &p, const ElasticState &state, double q, double epsilon) const {
    const double unit = feed_pressure_unit_pa / p.flow_unit_kg_s;
    if (p.shut) return {-unit * q, FeedBranch::closed, {0.0, 0.0, -unit}};
    const double down = pressure_pa(state, p.down_vertex);
    if (p.feed >= 0)
        return feed_equation(tiers_.feed[at(p.feed)], {pressure_pa(state, p.up_vertex), down, q}, p.flow_unit_kg_s,
                             true, epsilon);
    // A source: min( g − εy, εℓ(g) + C − y ); it takes gas back.
    const double gap = p.given_pa - down, open = gap - epsilon * unit * q;
    const auto [leaking, leaking_slope] = leak(gap, epsilon);
    const double room = epsilon * leaking + unit * (p.capacity_kg_s - q);
    if (open <= room) return {open, FeedBranch::open, {0.0, -1.0, -epsilon * unit}};
    return {room, FeedBranch::capacity, {0.0, -epsilon * leaking_slope, -unit}};
}

void ElasticSystem::measure_pipes(const ElasticState &state, ElasticBalance &balance) const {
    for (auto *column : {&balance.drop, &balance.energy, &balance.energy_noise, &balance.weight})
        column->resize(pipe.size());
#pragma omp parallel for schedule(static) if (pipe.size() > worth_threads)
    for (std::size_t e = 0; e < pipe.size(); ++e) {
        const ElasticPipe &p = pipe[e];
        const double high = state.deviation_pa2[at(p.from)], low = state.deviation_pa2[at(p.to)];
        const Drop drop = potential_drop(tiers_.tier[at(p.zone)].problem.law, *p.law, state.pipe_kg_s[e]);
        balance.drop[e] = drop.value;
        balance.energy[e] = high - low - drop.value;
        balance.energy_noise[e] = round_off * (std::abs(high) + std::abs(low));
        balance.weight[e] = 1.0 / std::max(drop.slope, smallest_slope(*p.law));
    }
    for (std::size_t e = 0; e < pipe.size(); ++e) {
        const std::size_t from = at(pipe[e].from), to = at(pipe[e].to);
        balance.mass[from] += state.pipe_kg_s[e];
        balance.mass[to] -= state.pipe_kg_s[e];
        balance.noise[from] += balance.energy_noise[e] * balance.weight[e];
        balance.noise[to] += balance.energy_noise[e] * balance.weight[e];
    }
}

void ElasticSystem::measure(const ElasticState &state, double epsilon, double chord, ElasticBalance &balance) const {
    for (auto *column : {&balance.mass, &balance.mass_slope, &balance.noise}) column->assign(row.size(), 0.0);
    balance.supplied_kg_s.resize(sink.size());
    balance.port.resize(port.size());
    measure_pipes(state, balance);
    for (std::size_t s = 0; s < sink.size(); ++s) {
        const std::size_t j = at(sink[s].junction);
        const double p = pressure_pa(state, sink[s].vertex);
        const Outflow out = outflow(sink[s], p, epsilon);
        balance.supplied_kg_s[s] = out.flow_kg_s;
        balance.mass[j] += out.flow_kg_s;
        const double slope = std::max(out.slope_kg_s_pa, chord * chord_slope(sink[s], p));
        balance.mass_slope[j] += slope * pressure_slope(state, sink[s].vertex);
        const double cancelled = sink[s].is_limited ? -sink[s].demand_kg_s : 0.0;
        balance.noise[j] += round_off * (std::abs(p) * out.slope_kg_s_pa + cancelled);
    }
    for (std::size_t k = 0; k < port.size(); ++k) {
        balance.port[k] = port_equation(port[k], state, state.port_kg_s[k], epsilon);
        if (port[k].up >= 0) balance.mass[at(port[k].up)] += state.port_kg_s[k];
        balance.mass[at(port[k].down)] -= state.port_kg_s[k];
    }
}

void ElasticSystem::confine(ElasticState &state) const {
    for (std::size_t j = 0; j < row.size(); ++j) {
        if (row[j] < 0) continue;
        const Tier &tier = tiers_.tier[at(zone_of(static_cast<std::int32_t>(j)))];
        const double most = 1e4 * tier.problem.potential_scale_pa2;
        state.deviation_pa2[j] = std::clamp(state.deviation_pa2[j], -most, most);
    }
}

/// Newton's matrix: a row for the mass of each junction, then one for each port.
std::vector<MatrixEntry> ElasticSystem::matrix(const ElasticState &state, const ElasticBalance &balance) const {
    std::vector<MatrixEntry> entries;
    std::vector<double> own = balance.mass_slope;
    const auto add = [&](std::int32_t r, std::int32_t c, double value) {
        if (r >= 0 && c >= 0) entries.push_back({r, c, value});
    };
    for (std::size_t e = 0; e < pipe.size(); ++e) {
        const std::int32_t from = row[at(pipe[e].from)], to = row[at(pipe[e].to)];
        own[at(pipe[e].from)] += balance.weight[e];
        own[at(pipe[e].to)] += balance.weight[e];
        add(from, to, -balance.weight[e]);
        add(to, from, -balance.weight[e]);
    }
    for (std::size_t j = 0; j < row.size(); ++j) add(row[j], row[j], own[j] * (1.0 + proximity));
    for (std::size_t k = 0; k < port.size(); ++k) {
        const Port &p = port[k];
        const auto r = static_cast<std::int32_t>(unknowns_ - port.size() + k);
        const std::array<double, 3> &slope = balance.port[k].gradient;
        const std::int32_t up = p.up < 0 ? -1 : row[at(p.up)], down = row[at(p.down)];
        if (up >= 0) add(r, up, slope[0] * pressure_slope(state, p.up_vertex));
        if (down >= 0) add(r, down, slope[1] * pressure_slope(state, p.down_vertex));
        add(r, r, slope[2]);
        add(up, r, 1.0);
        add(down, r, -1.0);
    }
    return entries;
}

bool ElasticSystem::step(const ElasticState &state, const ElasticBalance &balance, UnsymmetricMatrix &solver,
                         ElasticState &move) const {
    if (unknowns_ == 0) return false;
    const std::size_t junctions = unknowns_ - port.size();
    std::vector<double> rhs(unknowns_, 0.0);
    for (std::size_t j = 0; j < row.size(); ++j)
        if (row[j] >= 0) rhs[at(row[j])] = -balance.mass[j];
    for (std::size_t e = 0; e < pipe.size(); ++e) {
        const std::int32_t from = row[at(pipe[e].from)], to = row[at(pipe[e].to)];
        const double carried = balance.weight[e] * balance.energy[e];
        if (from >= 0) rhs[at(from)] -= carried;
        if (to >= 0) rhs[at(to)] += carried;
    }
    for (std::size_t k = 0; k < port.size(); ++k) rhs[junctions + k] = -balance.port[k].residual_pa;
    std::vector<MatrixEntry> entries = matrix(state, balance);
    if (!solver.solve(entries, rhs)) return false;

    move.deviation_pa2.assign(row.size(), 0.0);
    for (std::size_t j = 0; j < row.size(); ++j)
        if (row[j] >= 0) move.deviation_pa2[j] = rhs[at(row[j])];
    move.pipe_kg_s.resize(pipe.size());
    for (std::size_t e = 0; e < pipe.size(); ++e)
        move.pipe_kg_s[e] = balance.weight[e] * (balance.energy[e] + move.deviation_pa2[at(pipe[e].from)] -
                                                 move.deviation_pa2[at(pipe[e].to)]);
    move.port_kg_s.assign(rhs.begin() + static_cast<std::ptrdiff_t>(junctions), rhs.end());
    return true;
}

} // namespace gastwin
