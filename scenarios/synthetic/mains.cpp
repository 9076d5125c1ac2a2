// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/mains.hpp"

#include <algorithm>
#include <cmath>

#include "models/units.hpp"
#include "scenarios/synthetic/loads.hpp"
#include "scenarios/synthetic/paths.hpp"
#include "scenarios/synthetic/sizing.hpp"

namespace gastwin::synthetic {
namespace {

constexpr Point medium_offset{2.6, 1.6};          // medium-pressure mains lie beside the street's axis
constexpr double station_setback_m = 10.0;        // regulator cabinets stand back from the junction
constexpr double station_gap_m = 1.6;             // inlet to outlet
constexpr double mains_drop_pa = 700.0;           // low pressure, regulator to the farthest tee
constexpr double lowest_design_gauge_pa = 0.14e6; // medium pressure at the farthest regulator
constexpr double low_design_speed_m_s = 9.5, medium_design_speed_m_s = 17.0;
constexpr double largest_plastic_flow_m3_h = 6000.0; // beyond, medium pressure is laid in steel
constexpr double least_tee_spacing_m = 2.0;
constexpr double renewed_share = 0.08;

std::size_t at(std::int32_t row) { return static_cast<std::size_t>(row); }

Material low_pressure_material(std::int32_t year, Random &draw) {
    if (year < 1990) return draw.chance(0.35) ? Material::grey_iron : Material::steel;
    if (year < 1998) return draw.chance(0.35) ? Material::ductile_iron : Material::steel;
    return year < 2012 ? Material::pe80 : Material::pe100;
}

Laying main_laying(PressureClass pressure_class, std::int32_t era, const std::string &street,
                   const CityOptions &options, Random &draw) {
    Laying laying{.pressure_class = pressure_class, .street = street};
    laying.year = draw.chance(renewed_share) ? options.today_year - draw.integer(1, 12) : era + draw.integer(-1, 3);
    laying.year = std::min(laying.year, options.today_year);
    if (pressure_class == PressureClass::low) laying.material = low_pressure_material(laying.year, draw);
    else laying.material = Material::steel;
    laying.depth_m = std::round(draw.uniform(0.9, 1.5) * 100.0) / 100.0;
    return laying;
}

PressureClass medium_class(const CityOptions &options) {
    // The class is that of the highest operating pressure, taken as twice the working pressure.
    return class_of_gauge_pressure(2.0 * options.source_gauge_pressure_pa);
}

/// Flow of every edge if each vertex's load came along the shortest path; loads on edges off the tree are halved
/// between their ends. `load` sits on vertices, `edge_load` on edges.
std::vector<double> tree_flows(const Links &links, const Forest &forest, std::vector<double> load,
                               const std::vector<double> &edge_load) {
    std::vector<Flag> in_tree(links.from.size(), 0);
    for (const std::int32_t e : forest.edge)
        if (e >= 0) in_tree[at(e)] = 1;
    std::vector<double> flow(links.from.size(), 0.0);
    for (std::size_t e = 0; e < flow.size(); ++e)
        if (!in_tree[e]) {
            flow[e] = edge_load[e] / 2.0;
            load[at(links.from[e])] += flow[e], load[at(links.to[e])] += flow[e];
        }
    for (auto v = forest.order.rbegin(); v != forest.order.rend(); ++v) {
        const std::int32_t e = forest.edge[at(*v)];
        if (e < 0) continue;
        flow[at(e)] = load[at(*v)] + edge_load[at(e)];
        load[at(links.other_end(e, *v))] += flow[at(e)];
    }
    return flow;
}

double farthest(const Forest &forest) {
    double most = 0.0;
    for (const std::int32_t v : forest.order) most = std::max(most, forest.distance[at(v)]);
    return most;
}

void add_source(Draft &draft, NodeIdx node, double capacity_m3_h, const CityOptions &options) {
    Sources &source = draft.network.source;
    const std::size_t row = append_row(source, numbered("S", row_count(source), 1)).row();
    source.node[row] = node;
    source.gauge_pressure_pa[row] = options.source_gauge_pressure_pa;
    source.max_flow_kg_s[row] = kg_s_from_m3_h(capacity_m3_h, draft.network.gas.reference_density_kg_m3());
    source.kind[row] = "高中压调压站出口";
}

/// Next of the usual sizes above a flow.
double regulator_capacity_m3_h(double flow_m3_h) {
    for (const double size : {400.0, 800.0, 1500.0, 2500.0})
        if (flow_m3_h <= size) return size;
    return std::ceil(flow_m3_h / 1000.0) * 1000.0;
}

void add_regulator(Draft &draft, NodeIdx inlet, NodeIdx outlet, double flow_m3_h, const Zone &zone,
                   const CityOptions &options) {
    Regulators &regulator = draft.network.regulator;
    const std::size_t row = append_row(regulator, numbered("DRS", row_count(regulator), 3)).row();
    Random draw(options.seed, station_stream, row);
    regulator.from_node[row] = inlet, regulator.to_node[row] = outlet;
    regulator.set_gauge_pressure_pa[row] = options.set_gauge_pressure_pa;
    regulator.capacity_kg_s[row] =
        kg_s_from_m3_h(regulator_capacity_m3_h(1.25 * flow_m3_h), draft.network.gas.reference_density_kg_m3());
    if (!draw.chance(0.04)) { // a few old cabinets have no over-pressure protection: a major hazard to be found
        regulator.trip_high_gauge_pressure_pa[row] = 1.5 * options.set_gauge_pressure_pa;
        regulator.relief_gauge_pressure_pa[row] = std::round(1.4 * options.set_gauge_pressure_pa / 10.0) * 10.0;
    }
    regulator.kind[row] = zone.households > 300 ? "区域调压柜" : "楼栋调压箱";
    regulator.install_year[row] = std::min(zone.era + draw.integer(0, 12), options.today_year);
    regulator.has_monitor[row] = draw.chance(0.4);
}

/// Medium-pressure stub with its inlet valve, regulator, low-pressure stub to the zone's main.
void lay_station(Draft &draft, const Zone &zone, std::size_t station, NodeIdx medium, NodeIdx low, Point into,
                 double flow_m3_h, const CityOptions &options) {
    Random draw(options.seed, station_stream, (1ULL << 32U) + draft.section.size());
    const Point base = position_of(draft, medium), zone_point = position_of(draft, low);
    const Point middle{(base.x + zone_point.x) / 2, (base.y + zone_point.y) / 2};
    const double length = distance_m(middle, into);
    const Point along{(into.x - middle.x) / length, (into.y - middle.y) / length};
    // The inlet stands on the side of the medium-pressure main, so that the stubs do not cross.
    const double turn = (base.x - zone_point.x) * -along.y + (base.y - zone_point.y) * along.x >= 0.0 ? 1.0 : -1.0;
    const auto place = [&](double side) {
        return Point{middle.x + station_setback_m * along.x - side * turn * along.y,
                     middle.y + station_setback_m * along.y + side * turn * along.x};
    };
    const NodeIdx inlet = add_node(draft, place(station_gap_m / 2), 0.9, "直线点");
    const NodeIdx outlet = add_node(draft, place(-station_gap_m / 2), 0.9, "直线点");
    const Laying laying{.material = Material::steel,
                        .year = std::min(zone.era + draw.integer(0, 3), options.today_year),
                        .depth_m = 0.9,
                        .pressure_class = medium_class(options)};
    const Duty inlet_duty{flow_m3_h, options.source_gauge_pressure_pa / 2, 1e3, medium_design_speed_m_s, 1e-4};
    open_section(draft, laying, choose_size(dn_sizes, size_row(Material::steel, "DN80"), inlet_duty));
    add_valve(draft, add_pipe(draft, medium, inlet), 0.5, "埋地阀", options.seed);
    add_regulator(draft, inlet, outlet, flow_m3_h * static_cast<double>(station), zone, options);
    Laying outlet_laying = laying;
    outlet_laying.pressure_class = PressureClass::low;
    const Duty outlet_duty{flow_m3_h, options.set_gauge_pressure_pa, 1.0, low_design_speed_m_s, 1e-4};
    open_section(draft, outlet_laying, choose_size(dn_sizes, size_row(Material::steel, "DN100"), outlet_duty));
    add_pipe(draft, outlet, low);
}

/// One street's main: pieces between the tees of its buildings. Fills `tee` for buildings first … last-1.
void lay_street(Draft &draft, const Plan &plan, const Zone &zone, std::size_t street, NodeIdx from, NodeIdx to,
                std::pair<std::size_t, std::size_t> buildings, std::vector<NodeIdx> &tee, std::uint64_t seed) {
    const Point a = position_of(draft, from), b = position_of(draft, to);
    const double length = distance_m(a, b);
    const auto first_pipe = row_count(draft.network.pipe);
    NodeIdx previous = from;
    double done_m = 0.0;
    for (std::size_t k = buildings.first; k < buildings.second; ++k) {
        const double left = static_cast<double>(buildings.second - k) * least_tee_spacing_m;
        const double wanted = plan.buildings[at(zone.building[k])].along * length;
        done_m = std::max(done_m + least_tee_spacing_m, std::min(wanted, length - left));
        const double t = done_m / length;
        tee[k] = add_node(draft, {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}, 0.9, "三通");
        add_pipe(draft, previous, tee[k]);
        previous = tee[k];
    }
    const PipeIdx last = add_pipe(draft, previous, to);
    Random draw(seed, valve_stream, (1ULL << 32U) + at(zone.section[street]));
    if (draw.chance(0.3)) add_valve(draft, PipeIdx{first_pipe}, 0.1, "阀门井", seed);
    if (draw.chance(0.15) && last.row() != first_pipe) add_valve(draft, last, 0.9, "阀门井", seed);
}

/// Allowed gradient and flow of each street of a zone, from the tree of shortest paths below its stations.
std::vector<Duty> street_duties(const Plan &plan, const Zone &zone, const CityOptions &options) {
    Links links{static_cast<std::int32_t>(zone.junction.size()), zone.from, zone.to, {}};
    std::vector<double> edge_load(zone.section.size(), 0.0);
    std::size_t k = 0;
    for (std::size_t street = 0; street < zone.section.size(); ++street) {
        links.weight.push_back(distance_m(zone.position[at(zone.from[street])], zone.position[at(zone.to[street])]));
        for (; k < zone.building.size() && plan.buildings[at(zone.building[k])].section == zone.section[street]; ++k)
            edge_load[street] +=
                building_load(plan.buildings[at(zone.building[k])], zone.building[k], zone, options).zone_m3_h;
    }
    const Forest forest = shortest_paths(links, zone.station);
    const std::vector<double> flow =
        tree_flows(links, forest, std::vector<double>(zone.junction.size(), 0.0), edge_load);
    const double allowed = std::min(2.0, mains_drop_pa / std::max(100.0, farthest(forest)));
    std::vector<Duty> duties;
    for (const double q : flow)
        duties.push_back({q, options.set_gauge_pressure_pa, allowed, low_design_speed_m_s, 1e-4});
    return duties;
}

/// Allowed gradient and flow of each medium-pressure main, from the tree of shortest paths below the sources.
std::vector<Duty> medium_duties(const Plan &plan, const std::vector<Zone> &zones, const MediumPressure &medium,
                                const CityOptions &options) {
    const Streets &s = plan.streets;
    Links links{static_cast<std::int32_t>(s.junction.size()), {}, {}, {}};
    for (const std::int32_t e : medium.section) {
        links.from.push_back(s.from[at(e)]), links.to.push_back(s.to[at(e)]);
        links.weight.push_back(distance_m(s.junction[at(s.from[at(e)])], s.junction[at(s.to[at(e)])]));
    }
    std::vector<double> load(s.junction.size(), 0.0);
    for (const Zone &zone : zones)
        for (const std::int32_t station : zone.station)
            load[at(zone.junction[at(station)])] +=
                zone_load_m3_h(plan, zone, options) / static_cast<double>(zone.station.size());
    const Forest forest = shortest_paths(links, medium.source);
    const std::vector<double> flow = tree_flows(links, forest, load, std::vector<double>(medium.section.size(), 0.0));
    const auto square_kpa2 = [](double gauge_pa) { return std::pow((standard_pressure_pa + gauge_pa) / 1e3, 2); };
    const double design = std::min(lowest_design_gauge_pa, 0.8 * options.source_gauge_pressure_pa);
    const double allowed =
        (square_kpa2(options.source_gauge_pressure_pa) - square_kpa2(design)) / std::max(500.0, farthest(forest));
    std::vector<Duty> duties;
    for (const double q : flow) duties.push_back({q, design, allowed, medium_design_speed_m_s, 1e-4});
    return duties;
}

} // namespace

JunctionNodes lay_medium_pressure(Draft &draft, const Plan &plan, const std::vector<Zone> &zones,
                                  const MediumPressure &medium, const CityOptions &options) {
    const Streets &s = plan.streets;
    JunctionNodes nodes(s.junction.size());
    const auto node_at = [&](std::int32_t junction) {
        NodeIdx &node = nodes[at(junction)];
        const Point axis = s.junction[at(junction)];
        if (!node.valid()) node = add_node(draft, {axis.x + medium_offset.x, axis.y + medium_offset.y}, 1.2, "三通");
        return node;
    };
    double total = 0.0;
    for (const Zone &zone : zones) total += zone_load_m3_h(plan, zone, options);
    const auto sources = static_cast<double>(medium.source.size());
    for (const std::int32_t source : medium.source)
        add_source(draft, node_at(source), std::ceil(total / sources / 500.0) * 1e3, options);
    const std::vector<Duty> duties = medium_duties(plan, zones, medium, options);
    for (std::size_t k = 0; k < medium.section.size(); ++k) {
        const std::int32_t e = medium.section[k];
        Random draw(options.seed, main_stream, at(e));
        const std::int32_t era = options.today_year - draw.integer(5, 38);
        Laying laying = main_laying(medium_class(options), era, s.street_name(e), options, draw);
        if (laying.year >= 2000 && duties[k].flow_m3_h < largest_plastic_flow_m3_h && draw.chance(0.5))
            laying.material = Material::pe100;
        Duty duty = duties[k];
        duty.roughness_m = roughness_of(laying.material);
        const auto smallest = size_row(laying.material, is_plastic(laying.material) ? "de160" : "DN150");
        open_section(draft, laying, choose_size(ladder(laying.material), smallest, duty));
        const PipeIdx pipe = add_pipe(draft, node_at(s.from[at(e)]), node_at(s.to[at(e)]));
        if (draw.chance(0.5)) add_valve(draft, pipe, 0.05, "阀门井", options.seed);
    }
    return nodes;
}

std::vector<NodeIdx> lay_zone(Draft &draft, const Plan &plan, const Zone &zone, const JunctionNodes &medium,
                              const CityOptions &options) {
    std::vector<NodeIdx> junction;
    for (const Point p : zone.position) junction.push_back(add_node(draft, p, 0.9, "直线点"));
    const double load = zone_load_m3_h(plan, zone, options);
    const auto stations = zone.station.size();
    for (const std::int32_t station : zone.station) {
        const PlannedBuilding &nearest = plan.buildings[at(zone.building.front())];
        lay_station(draft, zone, stations, medium[at(zone.junction[at(station)])], junction[at(station)],
                    plan.blocks[at(nearest.block)].centre, load / static_cast<double>(stations), options);
    }
    const std::vector<Duty> duties = street_duties(plan, zone, options);
    std::vector<NodeIdx> tee(zone.building.size());
    std::size_t k = 0;
    for (std::size_t street = 0; street < zone.section.size(); ++street) {
        const std::size_t first = k;
        while (k < zone.building.size() && plan.buildings[at(zone.building[k])].section == zone.section[street]) ++k;
        Random draw(options.seed, main_stream, (1ULL << 32U) + draft.section.size());
        const Laying laying =
            main_laying(PressureClass::low, zone.era, plan.streets.street_name(zone.section[street]), options, draw);
        Duty duty = duties[street];
        duty.roughness_m = roughness_of(laying.material);
        const auto smallest = size_row(laying.material, is_plastic(laying.material) ? "de110" : "DN100");
        open_section(draft, laying, choose_size(ladder(laying.material), smallest, duty));
        lay_street(draft, plan, zone, street, junction[at(zone.from[street])], junction[at(zone.to[street])],
                   {first, k}, tee, options.seed);
    }
    return tee;
}

} // namespace gastwin::synthetic
