// SPDX-License-Identifier: Apache-2.0
#include "engine/loads.hpp"

#include "engine/zones.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// k for each customer row: that of its zone. Customers that stand nowhere count as a zone of their own.
std::vector<double> coincidence_by_customer(const Network &network, const LoadModel &model) {
    const Customers &customer = network.customer;
    const Graph graph = build_graph(network, SplitAt::closed_valves);
    const Zones zones = find_zones(network, graph);
    std::vector<double> households(at(zones.zone_count), 0.0), factor(row_count(customer));
    const auto zone_of = [&](std::size_t c) {
        return graph.customer_vertex[c] < 0 ? -1 : zones.zone_of_vertex(graph.customer_vertex[c]);
    };
    for (std::size_t c = 0; c < factor.size(); ++c)
        if (zone_of(c) >= 0 && customer.kind[c] == CustomerKind::household)
            households[at(zone_of(c))] += customer.households[c];
    for (std::size_t c = 0; c < factor.size(); ++c)
        factor[c] = coincidence_factor(model, zone_of(c) >= 0 ? households[at(zone_of(c))] : customer.households[c]);
    return factor;
}

} // namespace

std::vector<double> customer_demand_kg_s(const Network &network, Load load, const LoadModel &model) {
    const Customers &customer = network.customer;
    std::vector<double> demand = customer.demand_kg_s;
    if (load == Load::fixed) return demand;
    const double density = network.gas.reference_density_kg_m3();
    const std::vector<double> k = load == Load::peak ? coincidence_by_customer(network, model) : std::vector<double>{};
    for (std::size_t c = 0; c < demand.size(); ++c) {
        const double connected = customer.connected_load_kg_s[c];
        const double households = customer.households[c];
        const bool has_load = !is_missing(connected);
        if (customer.kind[c] == CustomerKind::household && (has_load || households > 0.0)) {
            const double nameplate =
                has_load ? connected : kg_s_from_m3_h(households * model.household_connected_m3_h, density);
            if (load == Load::peak) demand[c] = nameplate * k[c];
            else if (households > 0.0)
                demand[c] = kg_s_from_m3_h(households * model.household_m3_per_day / 24.0, density);
            else demand[c] = nameplate * model.unit_average_factor;
        } else if (has_load) {
            demand[c] = connected * (load == Load::peak ? model.unit_peak_factor : model.unit_average_factor);
        }
    }
    return demand;
}

} // namespace gastwin
