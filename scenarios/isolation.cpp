// SPDX-License-Identifier: Apache-2.0
#include "scenarios/isolation.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "models/linepack.hpp"
#include "models/number_text.hpp"
#include "models/units.hpp"
#include "scenarios/fewest_operations.hpp"
#include "scenarios/isolation_parts.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

std::vector<Flag> section_of(const Network &network, const Segments &segments, std::span<const Break> breaks) {
    std::vector<Flag> inside(row_count(segments.table), 0);
    for (const Break &b : breaks) {
        if (!b.pipe.valid() || b.pipe.row() >= row_count(network.pipe))
            throw Error("unknown_pipe", {.value = std::to_string(b.pipe.value)});
        if (!is_missing(b.position) && !fraction.contains(b.position))
            throw Error("bad_position", {.value = number_text(b.position)}, {network.pipe.id[b.pipe.row()]});
        for (const std::int32_t s : segments_of_pipe(segments, b.pipe, b.position)) inside[at(s)] = 1;
    }
    return inside;
}

bool is_squeeze(const ShutoffOptions &options, std::int32_t valve) {
    return options.first_squeeze != missing_int && valve >= options.first_squeeze;
}

std::vector<Flag> widened(const Segments &segments, std::vector<Flag> inside, const ShutoffOptions &options) {
    if (options.aim == ClosureAim::fewest_customers) return inside;
    std::vector<std::int32_t> cost(segments.link.from.size(), 1);
    for (std::size_t l = 0; l < cost.size(); ++l)
        if (segments.link.kind[l] == EdgeKind::valve && is_squeeze(options, segments.link.element[l]))
            cost[l] = std::max(1, options.squeeze_operations);
    return least_cut_section(segments, std::move(inside), cost);
}

/// Takes the inlets of stations that feed the section into it, so that their inlet valves become its boundary.
void take_in_station_inlets(ClosureParts &parts) {
    const SegmentLinks &link = parts.segments.link;
    for (std::size_t l = 0; l < link.from.size(); ++l) {
        if (link.kind[l] != EdgeKind::regulator || !link.open[l] || !parts.inside[at(link.to[l])]) continue;
        const std::int32_t inlet = link.from[l];
        if (parts.inside[at(inlet)] || !parts.after[at(inlet)]) continue;
        if (station_inlet_target(parts.segments, inlet) != link.to[l]) continue;
        parts.inside[at(inlet)] = 1;
        parts.after[at(inlet)] = 0;
    }
}

/// Largest bore and highest tier of the pipes at each node; what a valve or station between nodes is worth.
struct NodeSizes {
    std::vector<double> bore_m;
    std::vector<int> tier;
};

NodeSizes node_sizes(const Network &network) {
    NodeSizes sizes{std::vector<double>(row_count(network.node), 0.0), std::vector<int>(row_count(network.node), 0)};
    const Pipes &pipe = network.pipe;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        for (const NodeIdx node : {pipe.from_node[p], pipe.to_node[p]}) {
            sizes.bore_m[node.row()] = std::max(sizes.bore_m[node.row()], pipe.inner_diameter_m[p]);
            sizes.tier[node.row()] = std::max(sizes.tier[node.row()], pressure_tier(pipe.pressure_class[p]));
        }
    return sizes;
}

/// A link that has to be shut.
struct Operation {
    std::int32_t link;
    ClosureReason why;
    int tier = 0;
    double inflow_kg_s = 0.0, bore_m = 0.0;
    std::string_view id = {};
};

std::string_view link_id(const ClosureParts &parts, std::size_t l) {
    const std::size_t row = at(parts.segments.link.element[l]);
    return parts.segments.link.kind[l] == EdgeKind::valve ? parts.network.valve.id[row]
                                                          : parts.network.regulator.id[row];
}

/// Flow through a link into the section in the last solve; 0 when it is not known.
double inflow_kg_s(const ClosureParts &parts, std::size_t l) {
    const State *state = parts.options.state;
    if (state == nullptr) return 0.0;
    const SegmentLinks &link = parts.segments.link;
    const std::size_t row = at(link.element[l]);
    double flow_kg_s = missing_real;
    if (link.kind[l] == EdgeKind::regulator) flow_kg_s = state->regulator.flow_kg_s[row];
    else if (parts.network.valve.pipe[row].valid())
        flow_kg_s = state->pipe.flow_kg_s[parts.network.valve.pipe[row].row()];
    if (is_missing(flow_kg_s)) return 0.0;
    return parts.inside[at(link.to[l])] ? flow_kg_s : -flow_kg_s;
}

void size_operation(const ClosureParts &parts, const NodeSizes &sizes, Operation &operation) {
    const Network &network = parts.network;
    const auto l = static_cast<std::size_t>(operation.link);
    const std::size_t row = at(parts.segments.link.element[l]);
    const bool is_valve = parts.segments.link.kind[l] == EdgeKind::valve;
    operation.id = link_id(parts, l);
    operation.inflow_kg_s = inflow_kg_s(parts, l);
    if (is_valve && network.valve.pipe[row].valid()) {
        const std::size_t pipe = network.valve.pipe[row].row();
        operation.tier = pressure_tier(network.pipe.pressure_class[pipe]);
        operation.bore_m = network.pipe.inner_diameter_m[pipe];
        return;
    }
    const NodeIdx inlet = is_valve ? network.valve.from_node[row] : network.regulator.from_node[row];
    operation.tier = sizes.tier[inlet.row()];
    operation.bore_m = sizes.bore_m[inlet.row()];
}

/// Open links through which supply reaches the section, in the order in which they are to be shut.
std::vector<Operation> necessary_operations(const ClosureParts &parts) {
    const SegmentLinks &link = parts.segments.link;
    std::vector<Operation> operations;
    for (std::size_t l = 0; l < link.from.size(); ++l) {
        const std::size_t from = at(link.from[l]), to = at(link.to[l]);
        if (!link.open[l] || parts.inside[from] == parts.inside[to]) continue;
        const std::size_t outer = parts.inside[from] ? to : from, inner = parts.inside[from] ? from : to;
        if (!parts.after[outer]) continue;
        const bool is_valve = link.kind[l] == EdgeKind::valve;
        if (!is_valve && parts.inside[from]) continue;
        ClosureReason why = ClosureReason::station_no_valve;
        if (is_valve) {
            const std::int32_t target = station_inlet_target(parts.segments, static_cast<std::int32_t>(inner));
            const bool feeds_section = target >= 0 && parts.inside[at(target)];
            why = feeds_section ? ClosureReason::station_inlet : ClosureReason::supply_behind;
        }
        operations.push_back({.link = static_cast<std::int32_t>(l), .why = why});
    }
    const NodeSizes sizes = node_sizes(parts.network);
    for (Operation &operation : operations) size_operation(parts, sizes, operation);
    std::sort(operations.begin(), operations.end(), [](const Operation &a, const Operation &b) {
        return std::tie(b.tier, b.inflow_kg_s, b.bore_m, a.id, a.link) <
               std::tie(a.tier, a.inflow_kg_s, a.bore_m, b.id, b.link);
    });
    return operations;
}

/// Customers without supply after each of the operations.
struct Outage {
    std::int32_t inside = 0, cut_off = 0;
};

/// Found backwards: undoing operations only ever adds to what is supplied, so one sweep serves all of them.
std::vector<Outage> outage_after_each(const ClosureParts &parts, std::span<const Operation> operations) {
    const Segments &segments = parts.segments;
    const std::vector<std::int32_t> &customers = segments.table.customers;
    Outage now;
    for (std::size_t s = 0; s < customers.size(); ++s) {
        if (parts.inside[s]) now.inside += customers[s];
        else if (parts.cut_off(s)) now.cut_off += customers[s];
    }
    std::vector<Flag> passes(segments.link.open), reached(parts.after);
    for (const Operation &operation : operations) passes[at(operation.link)] = 0;
    std::vector<Outage> outage(operations.size());
    for (std::size_t k = operations.size(); k-- > 0;) {
        outage[k] = now;
        const std::size_t l = at(operations[k].link);
        passes[l] = 1;
        const std::int32_t entered =
            parts.inside[at(segments.link.from[l])] ? segments.link.from[l] : segments.link.to[l];
        if (reached[at(entered)]) continue;
        reached[at(entered)] = 1;
        for (const std::int32_t s : spread_supply(segments, passes, {entered}, reached))
            (parts.inside[at(s)] ? now.inside : now.cut_off) -= customers[at(s)];
    }
    return outage;
}

template <TableType Steps>
void add_step(Steps &steps, std::string_view id, std::int32_t step, ClosureAction action, ClosureReason why,
              Outage outage, std::optional<std::int32_t> low_pressure) {
    const std::size_t row = append_row(steps, std::string(id)).row();
    steps.step[row] = step;
    steps.action[row] = action;
    steps.why[row] = why;
    steps.inside_customers[row] = outage.inside;
    steps.cut_off_customers[row] = outage.cut_off;
    steps.low_pressure_customers[row] = low_pressure.value_or(missing_int);
}

/// Ids of the links that pass the test, sorted.
template <class F> std::vector<std::string> ids_where(const ClosureParts &parts, EdgeKind kind, F &&test) {
    std::vector<std::string> ids;
    for (std::size_t l = 0; l < parts.segments.link.from.size(); ++l)
        if (parts.segments.link.kind[l] == kind &&
            test(l, at(parts.segments.link.from[l]), at(parts.segments.link.to[l])))
            ids.emplace_back(link_id(parts, l));
    std::sort(ids.begin(), ids.end());
    return ids;
}

void list_valves(const ClosureParts &parts, ClosurePlan &plan) {
    const SegmentLinks &link = parts.segments.link;
    const auto &in = parts.inside;
    const auto list = [&](auto &&test) {
        return ids_where(parts, EdgeKind::valve, [&](std::size_t l, std::size_t from, std::size_t to) {
            return !is_squeeze(parts.options, link.element[l]) && test(l, from, to);
        });
    };
    plan.backfeed_valves = list([&](std::size_t l, std::size_t from, std::size_t to) {
        return link.open[l] && in[from] != in[to] && !parts.after[in[from] ? to : from];
    });
    plan.closed_valves =
        list([&](std::size_t l, std::size_t from, std::size_t to) { return !link.open[l] && in[from] != in[to]; });
    plan.redundant_valves = list(
        [&](std::size_t l, std::size_t from, std::size_t to) { return from == to && in[from] && !link.inoperable[l]; });
    plan.inner_valves =
        list([&](std::size_t, std::size_t from, std::size_t to) { return from != to && in[from] && in[to]; });
    plan.inoperable_valves =
        list([&](std::size_t l, std::size_t from, std::size_t) { return link.inoperable[l] && in[from]; });
    std::vector<Flag> stuck(row_count(parts.network.valve), 0);
    for (const ValveIdx v : parts.options.inoperable) stuck[v.row()] = 1;
    plan.resupply_valves = list([&](std::size_t l, std::size_t from, std::size_t to) {
        const std::size_t row = at(link.element[l]);
        return !link.open[l] && parts.network.valve.operable[row] && !stuck[row] &&
               ((parts.cut_off(from) && parts.after[to]) || (parts.cut_off(to) && parts.after[from]));
    });
}

void list_steps(const ClosureParts &parts, ClosurePlan &plan) {
    const std::vector<Operation> operations = necessary_operations(parts);
    const std::vector<Outage> outage = outage_after_each(parts, operations);
    std::int32_t step = 0;
    const auto add = [&](auto &steps, std::string_view id, ClosureAction action, ClosureReason why, Outage now) {
        add_step(steps, id, ++step, action, why, now, plan.customers_low_pressure);
    };
    for (std::size_t k = 0; k < operations.size(); ++k) {
        const Operation &o = operations[k];
        if (parts.segments.link.kind[at(o.link)] == EdgeKind::valve) {
            const bool squeezed = is_squeeze(parts.options, parts.segments.link.element[at(o.link)]);
            add(plan.steps, o.id, squeezed ? ClosureAction::squeeze : ClosureAction::close, o.why, outage[k]);
            (squeezed ? plan.squeezes : plan.valves).emplace_back(o.id);
        } else {
            add(plan.stations, o.id, ClosureAction::close, o.why, outage[k]);
        }
    }
    const Outage final{plan.customers_inside, plan.customers_cut_off};
    for (const std::string &id : plan.closed_valves)
        add(plan.steps, id, ClosureAction::verify, ClosureReason::closed_already, final);
    const auto backflow = ids_where(parts, EdgeKind::regulator, [&](std::size_t l, std::size_t from, std::size_t to) {
        return parts.segments.link.open[l] && parts.inside[from] && !parts.inside[to] && parts.after[to];
    });
    for (const std::string &id : backflow)
        add(plan.stations, id, ClosureAction::verify, ClosureReason::station_backflow, final);
    for (const std::string &id : plan.backfeed_valves)
        add(plan.steps, id, ClosureAction::close_before_resupply, ClosureReason::no_supply_behind, final);
}

void list_customers(const ClosureParts &parts, ClosurePlan &plan) {
    const Customers &customer = parts.network.customer;
    const State *state = parts.options.state;
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        const std::int32_t vertex = parts.segments.graph.customer_vertex[c];
        if (vertex < 0) continue;
        const std::size_t s = at(parts.segments.vertex[at(vertex)]);
        if (!parts.inside[s] && !parts.cut_off(s)) continue;
        const double demand = std::max(0.0, state ? state->customer.demand_kg_s[c] : customer.demand_kg_s[c]);
        const std::size_t row = append_row(plan.customers, customer.id[c]).row();
        plan.customers.cause[row] = parts.inside[s] ? OutageCause::inside : OutageCause::cut_off;
        plan.customers.households[row] = customer.households[c];
        plan.customers.demand_kg_s[row] = demand;
        plan.customers.special[row] = customer.special[c];
        if (!customer.special[c].empty()) plan.special.push_back(customer.id[c]);
        ++(parts.inside[s] ? plan.customers_inside : plan.customers_cut_off);
        (parts.inside[s] ? plan.households_inside : plan.households_cut_off) += customer.households[c];
        (parts.inside[s] ? plan.demand_inside_kg_s : plan.demand_cut_off_kg_s) += demand;
    }
}

void list_sources(const ClosureParts &parts, ClosurePlan &plan) {
    const Sources &source = parts.network.source;
    for (std::size_t i = 0; i < row_count(source); ++i) {
        if (!parts.inside[at(parts.segments.vertex[source.node[i].row()])]) continue;
        plan.status = IsolationStatus::source_inside;
        plan.sources_inside.push_back(source.id[i]);
        add_issue(plan.issue, {.kind = "cannot_isolate",
                               .layer = std::string(Sources::name),
                               .object_id = source.id[i],
                               .row = static_cast<std::int32_t>(i + 1)});
    }
}

/// Gas that a piece of pipe gives off before its pressure is too low to serve anybody.
double usable_kg(const ClosureParts &parts, std::size_t e, double volume_m3) {
    const Network &network = parts.network;
    const std::size_t p = at(parts.segments.graph.element[e]);
    const std::size_t a = network.pipe.from_node[p].row(), b = network.pipe.to_node[p].row();
    const double middle = 0.5 * (parts.segments.graph.start[e] + parts.segments.graph.end[e]);
    const auto between = [&](const std::vector<double> &at_node) {
        return at_node[a] + middle * (at_node[b] - at_node[a]);
    };
    const double atmosphere_pa = atmospheric_pressure_pa(between(network.node.elevation_m));
    const double least_gauge_pa = pressure_tier(network.pipe.pressure_class[p]) <= 1
                                      ? parts.options.required_gauge_pressure_pa
                                      : parts.options.least_inlet_gauge_pressure_pa;
    return usable_linepack_kg(network.gas, volume_m3, between(parts.options.state->node.pressure_pa),
                              atmosphere_pa + least_gauge_pa);
}

void list_pipes(const ClosureParts &parts, ClosurePlan &plan) {
    const Network &network = parts.network;
    double usable_inside_kg = 0.0, usable_cut_off_kg = 0.0;
    for (std::size_t e = 0; e < parts.segments.edge.size(); ++e) {
        if (parts.segments.edge[e] < 0) break;
        const std::size_t s = at(parts.segments.edge[e]), p = at(parts.segments.graph.element[e]);
        const bool inside = parts.inside[s];
        if (!inside && !parts.cut_off(s)) continue;
        std::vector<std::string> &pipes = inside ? plan.pipes : plan.pipes_cut_off;
        if (pipes.empty() || pipes.back() != network.pipe.id[p]) pipes.push_back(network.pipe.id[p]);
        const double length_m =
            network.pipe.length_m[p] * (parts.segments.graph.end[e] - parts.segments.graph.start[e]);
        const double volume_m3 = length_m * circle_area_m2(network.pipe.inner_diameter_m[p]);
        (inside ? plan.volume_inside_m3 : plan.volume_cut_off_m3) += volume_m3;
        if (parts.options.state != nullptr)
            (inside ? usable_inside_kg : usable_cut_off_kg) += usable_kg(parts, e, volume_m3);
    }
    if (parts.options.state == nullptr) return;
    plan.linepack_cut_off_s = survival_time_s(usable_cut_off_kg, plan.demand_cut_off_kg_s);
    plan.linepack_s =
        survival_time_s(usable_inside_kg + usable_cut_off_kg, plan.demand_inside_kg_s + plan.demand_cut_off_kg_s);
}

} // namespace

ClosurePlan shutoff(const Network &network, const Segments &segments, std::span<const Break> breaks,
                    const ShutoffOptions &options) {
    ClosureParts parts{network, segments, options, section_of(network, segments, breaks), supplied_segments(segments),
                       {}};
    ClosurePlan plan;
    if (std::find(parts.inside.begin(), parts.inside.end(), 1) == parts.inside.end()) {
        plan.status = IsolationStatus::no_gas;
        return plan;
    }
    parts.inside = widened(segments, std::move(parts.inside), options);
    bool supplied = false;
    for (std::size_t s = 0; s < parts.inside.size(); ++s) supplied |= parts.inside[s] && parts.before[s];
    if (!supplied) plan.status = IsolationStatus::unsupplied;
    parts.after = supplied_segments(segments, parts.inside);
    for (std::int32_t s = 0; s < segments.segment_count(); ++s) {
        if (!parts.before[at(s)] || parts.after[at(s)]) continue;
        parts.dead.push_back(s);
        if (parts.inside[at(s)]) parts.section.push_back(s);
    }
    take_in_station_inlets(parts);
    list_sources(parts, plan);
    list_customers(parts, plan);
    list_pipes(parts, plan);
    list_low_pressure(parts, plan);
    list_valves(parts, plan);
    list_steps(parts, plan);
    return plan;
}

ClosurePlan shutoff(const Network &network, std::span<const Break> breaks, const ShutoffOptions &options) {
    return shutoff(network, find_segments(network, {options.inoperable}), breaks, options);
}

ClosurePlan shutoff(const Network &network, std::span<const PipeIdx> broken, const ShutoffOptions &options) {
    std::vector<Break> breaks;
    for (const PipeIdx pipe : broken) breaks.push_back({.pipe = pipe});
    return shutoff(network, breaks, options);
}

Break break_at(const Network &network, Point place, double reach_m) {
    Break nearest;
    double least_m = reach_m;
    const Pipes &pipe = network.pipe;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (!carries_gas(pipe.state[p])) continue;
        const bool drawn = p < network.pipe_line.rows() && network.pipe_line[p].size() > 1;
        const std::size_t a = pipe.from_node[p].row(), b = pipe.to_node[p].row();
        const std::array<Point, 2> straight{
            {{network.node.x_m[a], network.node.y_m[a]}, {network.node.x_m[b], network.node.y_m[b]}}};
        const Projection found = project(drawn ? network.pipe_line[p] : std::span<const Point>(straight), place);
        if (!(found.distance_m <= least_m) || (nearest.pipe.valid() && found.distance_m == least_m)) continue;
        least_m = found.distance_m;
        nearest = {PipeIdx{p}, found.fraction};
    }
    if (!nearest.pipe.valid())
        throw Error("no_pipe_here", {.value = number_text(place.x) + "," + number_text(place.y)});
    return nearest;
}

Point place_of(const Network &network, const Break &at) {
    const std::size_t pipe = at.pipe.row();
    const double x = is_missing(at.position) ? 0.5 : at.position;
    if (pipe < network.pipe_line.rows() && network.pipe_line[pipe].size() > 1)
        return point_along(network.pipe_line[pipe], x);
    const std::size_t a = network.pipe.from_node[pipe].row(), b = network.pipe.to_node[pipe].row();
    return {std::lerp(network.node.x_m[a], network.node.x_m[b], x),
            std::lerp(network.node.y_m[a], network.node.y_m[b], x)};
}

} // namespace gastwin
