// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/number_text.hpp"
#include "scenarios/incident_parts.hpp"
#include "scenarios/opened_pipe.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {
namespace {

constexpr std::int32_t output_times = 240;
constexpr double most_customer_rows = 4e6; ///< of the simulation's record: some 300 MB
constexpr double shortest_blow_down_s = 600.0, blow_down_constants = 20.0;
constexpr double least_cover_m = 0.2; ///< a pipe with less is taken to lie this deep

double usual_diameter_m(const Damage &damage, const IncidentScheme &scheme) {
    switch (damage.kind) {
    case IncidentKind::leak:
        return scheme.leak_hole_m;
    case IncidentKind::third_party:
        return scheme.machine_hole[static_cast<std::size_t>(damage.machine)].p50_m;
    case IncidentKind::puncture:
    case IncidentKind::rupture:
        break;
    }
    return scheme.puncture_hole_m;
}

double diameter_of(const Network &network, const Damage &damage, const IncidentScheme &scheme) {
    const std::size_t pipe = damage.at.pipe.row();
    const double bore_m = network.pipe.inner_diameter_m[pipe];
    if (damage.kind == IncidentKind::rupture && is_missing(damage.hole_m)) return bore_m;
    if (is_missing(damage.hole_m)) return std::min(usual_diameter_m(damage, scheme), bore_m);
    if (!(damage.hole_m > 0.0) || damage.hole_m > bore_m)
        throw Error("value_out_of_range", {.column = "hole_m", .value = number_text(damage.hole_m)},
                    {network.pipe.id[pipe]}, "wider than 0 and at most the pipe's bore, " + number_text(bore_m) + " m");
    return damage.hole_m;
}

/// Soil holds back what leaks from a small hole nobody dug up.
std::optional<Soil> soil_at(const Network &network, const Damage &damage, const IncidentScheme &scheme,
                            double diameter_m) {
    const std::size_t pipe = damage.at.pipe.row();
    if (damage.kind != IncidentKind::leak || diameter_m > cratering_diameter_m ||
        is_above_ground(default_scheme().failure, network.pipe, pipe))
        return std::nullopt;
    const double cover_m = network.pipe.depth_m[pipe];
    return Soil{.permeability_m2 = scheme.soil_permeability_m2,
                .depth_m = std::max(is_missing(cover_m) ? scheme.soil_depth_m : cover_m, least_cover_m)};
}

/// Pressures of the whole network at the moment of the damage, one for each node of the opened one. Its own steady
/// state will not do: what a rupture cuts off still has its gas.
std::vector<double> start_pressures_pa(const Network &network, const OpenedPipe &opened, const Incident &incident,
                                       const State &before) {
    std::vector<double> pressure_pa = before.node.pressure_pa;
    const Nodes &node = opened.network.node;
    pressure_pa.resize(row_count(node), missing_real);
    for (std::size_t i = 0; i < opened.ends.size(); ++i)
        pressure_pa[opened.ends[i].row()] = pressure_at_break_pa(network, before, incident.damage[opened.cut_of[i]].at);
    for (std::size_t v = 0; v < pressure_pa.size(); ++v)
        if (is_missing(pressure_pa[v]))
            pressure_pa[v] = atmospheric_pressure_pa(is_missing(node.elevation_m[v]) ? 0.0 : node.elevation_m[v]);
    return pressure_pa;
}

OpenedPipe opened_network(const Network &network, const Incident &incident) {
    std::vector<Cut> cuts;
    for (const Damage &d : incident.damage)
        cuts.push_back({d.at, d.kind == IncidentKind::rupture ? Opening::severed : Opening::holed});
    return open_pipes(network, cuts);
}

/// Diameter for the event "hole" that passes what one end of this hole does.
double event_diameter_m(const Hole &hole) {
    return hole.diameter_m * std::sqrt(hole.orifice.discharge_coefficient / hole_coefficient);
}

/// Time within which the isolated section blows down: so many times what its gas would take at the choked rate. Soil
/// takes longer by as much as it holds back.
double blow_down_s(const Network &network, const Incident &incident, std::span<const Hole> holes,
                   const ClosurePlan &plan, const IncidentScheme &scheme, const State &before) {
    constexpr double choked_pa = 10.0 * standard_pressure_pa;
    double rate_kg_s = 0.0;
    for (std::size_t i = 0; i < holes.size(); ++i) {
        Hole open = holes[i];
        open.soil.reset();
        const double p = pressure_at_break_pa(network, before, incident.damage[i].at);
        const double atmosphere_pa = atmosphere_at_break_pa(network, incident.damage[i].at);
        const double in_the_open = hole_flow_kg_s(network.gas, open, p, atmosphere_pa);
        const double share =
            in_the_open > 0.0 ? hole_flow_kg_s(network.gas, holes[i], p, atmosphere_pa) / in_the_open : 1.0;
        rate_kg_s += share * hole_flow_kg_s(network.gas, open, choked_pa, standard_pressure_pa);
    }
    const double stored_kg = (plan.volume_inside_m3 + plan.volume_cut_off_m3) * density_kg_m3(network.gas, choked_pa);
    return std::clamp(blow_down_constants * stored_kg / rate_kg_s, shortest_blow_down_s, scheme.longest_release_s);
}

} // namespace

Hole hole_of(const Network &network, const Damage &damage, const IncidentScheme &scheme, double diameter_m) {
    const bool severed = damage.kind == IncidentKind::rupture;
    Hole hole;
    hole.diameter_m = is_missing(diameter_m) ? diameter_of(network, damage, scheme) : diameter_m;
    hole.orifice = {.area_m2 = (severed ? 2.0 : 1.0) * circle_area_m2(hole.diameter_m),
                    .discharge_coefficient = severed ? scheme.rupture_coefficient : scheme.discharge_coefficient};
    hole.soil = soil_at(network, damage, scheme, hole.diameter_m);
    return hole;
}

double pressure_at_break_pa(const Network &network, const State &before, const Break &at) {
    const std::size_t a = network.pipe.from_node[at.pipe.row()].row(), b = network.pipe.to_node[at.pipe.row()].row();
    const double x = is_missing(at.position) ? 0.5 : at.position;
    return pressure_of_potential_pa(network.gas, std::lerp(potential_pa2(network.gas, before.node.pressure_pa[a]),
                                                           potential_pa2(network.gas, before.node.pressure_pa[b]), x));
}

double atmosphere_at_break_pa(const Network &network, const Break &at) {
    const auto height_m = [&](NodeIdx node) {
        const double z = network.node.elevation_m[node.row()];
        return is_missing(z) ? 0.0 : z;
    };
    const std::size_t pipe = at.pipe.row();
    return atmospheric_pressure_pa(std::lerp(height_m(network.pipe.from_node[pipe]),
                                             height_m(network.pipe.to_node[pipe]),
                                             is_missing(at.position) ? 0.5 : at.position));
}

double hole_flow_kg_s(const Gas &gas, const Hole &hole, double pressure_pa, double atmosphere_pa) {
    if (!hole.soil) return orifice_release(gas, hole.orifice, pressure_pa, atmosphere_pa).flow_kg_s;
    return buried_release(gas, hole.orifice, *hole.soil, pressure_pa, atmosphere_pa).flow_kg_s;
}

Release simulate_release(const Network &network, std::span<const double> demand_kg_s, const Incident &incident,
                         std::span<const Hole> holes, const IncidentOptions &options, const ClosurePlan &plan,
                         std::vector<std::int32_t> customers, const State &before, const Progress &progress) {
    Release release;
    release.operations = operations_of(plan);
    release.customers = std::move(customers);
    release.course = course_of(options.scheme, incident, release.operations.size(), nullptr);
    for (std::size_t i = 0; i < release.operations.size(); ++i)
        release.operations[i].time_s = release.course.operation_s[i];
    const OpenedPipe opened = opened_network(network, incident);
    TransientOptions simulation;
    std::vector<Event> events;
    for (std::size_t i = 0; i < opened.ends.size(); ++i) {
        const Hole &hole = holes[opened.cut_of[i]];
        if (hole.soil) simulation.buried.push_back({opened.ends[i], {hole.orifice, *hole.soil}});
        else
            events.push_back(
                {0.0, EventKind::hole, opened.network.node.id[opened.ends[i].row()], event_diameter_m(hole)});
    }
    events.insert(events.end(), release.operations.begin(), release.operations.end());
    simulation.friction = options.solve.friction;
    // What leaks slowly leaks until it is repaired.
    simulation.to_s =
        std::min(release.course.isolated_s + blow_down_s(network, incident, holes, plan, options.scheme, before),
                 release.course.repaired_s);
    const double times =
        std::clamp(most_customer_rows / static_cast<double>(std::max<std::size_t>(1, release.customers.size())), 24.0,
                   static_cast<double>(output_times));
    simulation.output_step_s = simulation.to_s / std::floor(times);
    simulation.tolerance = 1e-2;
    simulation.start_pressure_pa = start_pressures_pa(network, opened, incident, before);
    simulation.record = {.node = std::vector<std::int32_t>{},
                         .pipe = std::vector<std::int32_t>{},
                         .regulator = std::vector<std::int32_t>{},
                         .customer = release.customers};
    release.run = simulate(opened.network, demand_kg_s, simulation, events, progress);
    return release;
}

std::vector<double> tripped_s(const Release &release, double trip_gauge_pa) {
    std::vector<double> first(release.customers.size(), std::numeric_limits<double>::infinity());
    const CustomerSeries &series = release.run.customer;
    for (std::size_t i = 0; i < row_count(series); ++i) {
        double &when = first[i % first.size()]; // one row per customer and time, in the order asked for
        if (!(series.gauge_pressure_pa[i] >= trip_gauge_pa)) when = std::min(when, series.time_s[i]);
    }
    for (double &when : first)
        if (when == 0.0) when = std::numeric_limits<double>::infinity();
    return first;
}

} // namespace gastwin
