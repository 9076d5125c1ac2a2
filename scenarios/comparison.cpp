// SPDX-License-Identifier: Apache-2.0
#include "scenarios/comparison.hpp"

#include <algorithm>

namespace gastwin {
namespace {

/// Highest set point that feeds each zone of the sound network, as the limit of its nodes. Zones fed by sources alone
/// have none: their pressure does not depend on a regulator.
std::vector<double> limits_pa(const Network &network, const State &state) {
    constexpr double none = -1.0;
    std::vector<double> set(row_count(state.zone), none);
    const Regulators &regulator = network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r)
        if (regulator.control[r] == PressureControl::regulator) {
            double &here = set[static_cast<std::size_t>(state.node.zone[regulator.to_node[r].row()])];
            here = std::max(here, regulator.set_gauge_pressure_pa[r]);
        }
    std::vector<double> limits;
    for (const std::int32_t zone : state.node.zone) {
        const double held = set[static_cast<std::size_t>(zone)];
        limits.push_back(held == none ? std::numeric_limits<double>::infinity() : overpressure_limit_pa(held));
    }
    return limits;
}

/// Node whose zone a customer takes gas from.
std::size_t node_of(const Network &network, std::size_t customer) {
    const Customers &table = network.customer;
    return table.node[customer].valid() ? table.node[customer].row()
                                        : network.pipe.from_node[table.pipe[customer].row()].row();
}

void compare_customers(const Network &network, const Sound &sound, const State &failed, double required_pa,
                       Loss &loss) {
    const Customers &customer = network.customer;
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        const double before = sound.state.customer.gauge_pressure_pa[c], now = failed.customer.gauge_pressure_pa[c];
        if (is_missing(before)) continue; // had no gas to begin with
        if (is_missing(now)) {
            ++loss.customers_out;
            loss.households_out += customer.households[c];
            loss.special_out += !customer.special[c].empty();
            continue;
        }
        if (before >= required_pa && now < required_pa) ++loss.customers_low_pressure;
        if (!customer.node[c].valid() && !customer.pipe[c].valid()) continue;
        const double limit = sound.limit_pa[node_of(network, c)];
        if (before <= limit && now > limit) ++loss.customers_over_pressure;
    }
}

void compare_nodes(const Network &network, const Sound &sound, const State &failed, Loss &loss) {
    const auto is_over = [&](std::size_t v) {
        return failed.node.gauge_pressure_pa[v] > sound.limit_pa[v] &&
               !(sound.state.node.gauge_pressure_pa[v] > sound.limit_pa[v]);
    };
    double worst = 1.0;
    for (std::size_t v = 0; v < row_count(network.node); ++v) {
        if (!is_over(v)) continue;
        const double gauge = failed.node.gauge_pressure_pa[v];
        if (!(loss.max_gauge_pressure_pa >= gauge)) loss.max_gauge_pressure_pa = gauge;
        if (gauge / sound.limit_pa[v] <= worst) continue;
        worst = gauge / sound.limit_pa[v];
        loss.worst_node = network.node.id[v];
    }
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        if (is_over(network.pipe.from_node[p].row()) || is_over(network.pipe.to_node[p].row()))
            loss.length_over_pressure_m += network.pipe.length_m[p];
}

} // namespace

double overpressure_limit_pa(double set_gauge_pressure_pa) {
    const double set = set_gauge_pressure_pa;
    if (set < 0.01e6) return std::max(5e3, 1.5 * set);
    if (set < 0.08e6) return 1.5 * set;
    if (set <= 0.4e6) return set + 0.04e6;
    return 1.1 * set;
}

Sound sound_network(const Network &network, std::span<const double> demand_kg_s, State state) {
    Sound sound{.demand_kg_s = demand_kg_s, .state = std::move(state), .limit_pa = {}};
    sound.limit_pa = limits_pa(network, sound.state);
    return sound;
}

Loss compare(const Network &network, const Sound &sound, const State &failed, double required_gauge_pressure_pa) {
    Loss loss;
    loss.unmet_kg_s = std::max(0.0, failed.unmet_kg_s - sound.state.unmet_kg_s);
    compare_customers(network, sound, failed, required_gauge_pressure_pa, loss);
    compare_nodes(network, sound, failed, loss);
    return loss;
}

} // namespace gastwin
