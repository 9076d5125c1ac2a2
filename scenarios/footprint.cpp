// SPDX-License-Identifier: Apache-2.0
#include "scenarios/footprint.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "scenarios/flow_jet.hpp"

namespace gastwin {
namespace {

constexpr double upright = 0.5 * std::numbers::pi;

Point place_of_customer(const Network &network, std::size_t c) {
    const Customers &customer = network.customer;
    if (!is_missing(customer.x_m[c]) && !is_missing(customer.y_m[c])) return {customer.x_m[c], customer.y_m[c]};
    if (customer.node[c].valid())
        return {network.node.x_m[customer.node[c].row()], network.node.y_m[customer.node[c].row()]};
    if (customer.pipe[c].valid()) return place_of(network, {customer.pipe[c], customer.position[c]});
    return {missing_real, missing_real};
}

void list_who_is_there(const Network &network, Point centre, Footprint &footprint) {
    const auto within = [&](Point p, double radius_m) {
        return distance_m(p, centre) - radius_m <= footprint.reach_m; // false for places not known
    };
    const Buildings &building = network.building;
    for (std::size_t b = 0; b < row_count(building); ++b) {
        const double radius_m =
            is_missing(building.area_m2[b]) ? 0.0 : std::sqrt(building.area_m2[b] / std::numbers::pi);
        if (!within({building.x_m[b], building.y_m[b]}, radius_m)) continue;
        footprint.buildings.push_back(building.id[b]);
        if (!is_missing(building.people[b])) footprint.people += building.people[b];
    }
    for (std::size_t c = 0; c < row_count(network.customer); ++c) {
        if (!within(place_of_customer(network, c), 0.0)) continue;
        footprint.households += network.customer.households[c];
        footprint.special_customers += !network.customer.special[c].empty();
    }
}

} // namespace

Footprint footprint_of(const Network &network, const Break &at, const Orifice &orifice, double flow_kg_s,
                       double gauge_pressure_before_pa, const FootprintScheme &scheme) {
    Footprint footprint;
    footprint.flow_kg_s = flow_kg_s;
    footprint.impact_radius_m = potential_impact_radius_m(network.pipe.inner_diameter_m[at.pipe.row()],
                                                          std::max(0.0, gauge_pressure_before_pa));
    if (!(flow_kg_s > 0.0)) return footprint;
    const Air air;
    const Jet jet = jet_of_flow(network.gas, orifice, flow_kg_s, air);
    const JetFlame flame = jet_flame(jet, {}, air);
    footprint.flame_length_m = flame.length_m;
    footprint.lethal_m = flame_reach_m(flame, upright, air, lethal_flux_w_m2);
    footprint.burns_m = flame_reach_m(flame, upright, air, burns_flux_w_m2);
    footprint.no_harm_m = flame_reach_m(flame, upright, air, no_harm_flux_w_m2);
    footprint.jet_flammable_m = jet_reach_m(jet, air.density_kg_m3(), scheme.lower_flammable_share);
    const double limit_kg_m3 = scheme.lower_flammable_share * density_kg_m3(network.gas, standard_pressure_pa);
    const PlumeReach plume = plume_reach_m(
        {.flow_kg_s = flow_kg_s, .wind_m_s = scheme.wind_m_s, .stability = scheme.stability}, limit_kg_m3);
    footprint.plume_flammable_m = plume.distance_m;
    footprint.plume_extrapolated = plume.extrapolated;
    footprint.reach_m = std::max({footprint.burns_m, footprint.flame_length_m,
                                  std::min(footprint.jet_flammable_m, footprint.plume_flammable_m)});
    list_who_is_there(network, place_of(network, at), footprint);
    return footprint;
}

} // namespace gastwin
