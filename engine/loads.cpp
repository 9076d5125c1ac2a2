// SPDX-License-Identifier: Apache-2.0
#include "engine/loads.hpp"

#include <algorithm>

#include "engine/zones.hpp"

namespace gastwin {
namespace {

constexpr std::uint64_t sampled_demand_stream = 0x10AD; ///< its own among the users of one seed

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

/// Connected load of a customer row; missing where neither it nor a number of households is known.
double nameplate_kg_s(const Network &network, const LoadModel &model, std::size_t c) {
    const Customers &customer = network.customer;
    if (!is_missing(customer.connected_load_kg_s[c])) return customer.connected_load_kg_s[c];
    if (customer.kind[c] != CustomerKind::household || customer.households[c] <= 0) return missing_real;
    return kg_s_from_m3_h(customer.households[c] * model.household_connected_m3_h,
                          network.gas.reference_density_kg_m3());
}

double average_kg_s(const Network &network, const LoadModel &model, std::size_t c, double nameplate) {
    const Customers &customer = network.customer;
    if (customer.kind[c] != CustomerKind::household || customer.households[c] <= 0)
        return nameplate * model.unit_average_factor;
    return kg_s_from_m3_h(customer.households[c] * model.household_m3_per_day / 24.0,
                          network.gas.reference_density_kg_m3());
}

} // namespace

std::vector<double> customer_demand_kg_s(const Network &network, Load load, const LoadModel &model) {
    const Customers &customer = network.customer;
    std::vector<double> demand = customer.demand_kg_s;
    if (load == Load::fixed) return demand;
    const std::vector<double> k = load == Load::peak ? coincidence_by_customer(network, model) : std::vector<double>{};
    for (std::size_t c = 0; c < demand.size(); ++c) {
        const double nameplate = nameplate_kg_s(network, model, c);
        if (is_missing(nameplate)) continue;
        if (load == Load::average) demand[c] = average_kg_s(network, model, c, nameplate);
        else demand[c] = nameplate * (customer.kind[c] == CustomerKind::household ? k[c] : model.unit_peak_factor);
    }
    return demand;
}

std::vector<double> demand_at_kg_s(const Network &network, const LoadTime &time, const LoadPattern &pattern,
                                   const LoadModel &model) {
    require_time(time);
    std::vector<double> demand = customer_demand_kg_s(network, Load::average, model);
    for (std::size_t c = 0; c < demand.size(); ++c)
        if (demand[c] > 0.0) demand[c] *= pattern_factor(pattern, network.customer.kind[c], time);
    return demand;
}

std::vector<double> sampled_demand_kg_s(const Network &network, const std::optional<LoadTime> &time, std::uint64_t seed,
                                        const LoadPattern &pattern, const LoadModel &model) {
    std::vector<double> demand =
        time ? demand_at_kg_s(network, *time, pattern, model) : customer_demand_kg_s(network, Load::peak, model);
    const Customers &customer = network.customer;
    const double mean = mean_share(pattern);
    const auto rows = static_cast<std::int64_t>(demand.size());
#pragma omp parallel for schedule(dynamic, 256)
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto c = static_cast<std::size_t>(row);
        const double nameplate = nameplate_kg_s(network, model, c);
        if (customer.kind[c] != CustomerKind::household || !(nameplate > 0.0)) continue;
        const double scale = time ? demand[c] / (nameplate * mean) : 1.0;
        Random random(seed, sampled_demand_stream, static_cast<std::uint64_t>(row));
        demand[c] = nameplate * draw_share(pattern, scale, std::max(1, customer.households[c]), random);
    }
    return demand;
}

} // namespace gastwin
