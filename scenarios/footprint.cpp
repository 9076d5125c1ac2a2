// SPDX-License-Identifier: Apache-2.0
#include "scenarios/footprint.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "scenarios/flow_jet.hpp"
#include "scenarios/people_near.hpp"

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

/// A sum over places, some of which tell nothing.
struct Tally {
    double sum = 0.0;
    std::int32_t known = 0, unknown = 0;

    void add(double value) {
        if (is_missing(value)) ++unknown;
        else sum += value, ++known;
    }
    [[nodiscard]] bool says_nothing() const { return known == 0 && unknown > 0; }
};

void list_who_is_there(const Network &network, Point centre, const ConsequenceScheme &scheme, Footprint &footprint) {
    const std::vector<double> households = households_of_buildings(network),
                              people = people_in_buildings(network, scheme);
    Tally homes, persons;
    bool anything_placed = false;
    std::vector<Flag> near(households.size());
    const auto within = [&](double away_m) {
        anything_placed |= std::isfinite(away_m);
        return away_m <= footprint.reach_m; // false for places not known
    };
    for (std::size_t b = 0; b < near.size(); ++b) near[b] = within(distance_to_building_m(network, b, centre));
    for (std::size_t c = 0; c < row_count(network.customer); ++c) {
        const BuildingIdx building = network.customer.building[c];
        const bool close = within(distance_m(place_of_customer(network, c), centre));
        if (close && building.valid()) near[building.row()] = 1;
        if (!close || building.valid()) continue;
        const double own = network.customer.households[c];
        homes.add(own);
        persons.add(own > 0.0 ? people_in_households(scheme, own) : missing_real);
        footprint.special_customers += !network.customer.special[c].empty();
    }
    for (std::size_t b = 0; b < near.size(); ++b) {
        if (!near[b]) continue;
        footprint.buildings.push_back(network.building.id[b]);
        homes.add(households[b]);
        persons.add(people[b]);
    }
    for (std::size_t c = 0; c < row_count(network.customer); ++c)
        if (const BuildingIdx building = network.customer.building[c]; building.valid() && near[building.row()])
            footprint.special_customers += !network.customer.special[c].empty();
    if (anything_placed && !homes.says_nothing()) footprint.households = static_cast<std::int32_t>(homes.sum);
    else footprint.households.reset();
    footprint.people = anything_placed && !persons.says_nothing() ? persons.sum : missing_real;
    footprint.unknown_household_places = homes.unknown;
    footprint.unknown_people_places = persons.unknown;
}

} // namespace

Footprint footprint_of(const Network &network, const Break &at, const Orifice &orifice, double flow_kg_s,
                       double gauge_pressure_before_pa, const FootprintScheme &scheme,
                       const ConsequenceScheme &people) {
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
    list_who_is_there(network, place_of(network, at), people, footprint);
    return footprint;
}

} // namespace gastwin
