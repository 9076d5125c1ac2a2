// SPDX-License-Identifier: Apache-2.0
// The hydraulic half of a closure plan: is the pressure of what remains connected still sufficient?
#include <algorithm>

#include "engine/steady.hpp"
#include "scenarios/isolation_parts.hpp"
#include "scenarios/outage_model.hpp"
#include "scenarios/remainder.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Links between the section and what stays supplied, called with the side that stays.
template <class F> void for_each_boundary_link(const ClosureParts &parts, F &&f) {
    const SegmentLinks &link = parts.segments.link;
    for (std::size_t l = 0; l < link.from.size(); ++l) {
        const std::size_t from = at(link.from[l]), to = at(link.to[l]);
        if (link.open[l] && parts.inside[from] != parts.inside[to] && parts.after[parts.inside[from] ? to : from])
            f(l, parts.inside[to] != 0);
    }
}

/// Did gas in the last solve only flow into the section, never out of it into what stays supplied? Then shutting it
/// takes withdrawals away, and no pressure elsewhere can fall: pipes are passive and sources and regulators hold theirs
/// (the matrix of the linearised equations is an M-matrix). No: it may have, or the flow at the valve is not known.
bool is_mere_taker(const ClosureParts &parts) {
    const State &state = *parts.options.state;
    std::vector<Flag> serves(row_count(parts.network.pipe), 0); // flow changes along pipes with customers on them
    for (const PipeIdx pipe : parts.network.customer.pipe)
        if (pipe.valid()) serves[pipe.row()] = 1;
    bool taker = true;
    for_each_boundary_link(parts, [&](std::size_t l, bool leads_in) {
        const std::size_t row = at(parts.segments.link.element[l]);
        if (parts.segments.link.kind[l] == EdgeKind::regulator) {
            taker &= leads_in || state.regulator.flow_kg_s[row] == 0.0;
            return;
        }
        const PipeIdx pipe = parts.network.valve.pipe[row];
        const double flow_kg_s = pipe.valid() && !serves[pipe.row()] ? state.pipe.flow_kg_s[pipe.row()] : missing_real;
        taker &= leads_in ? flow_kg_s >= 0.0 : flow_kg_s <= 0.0;
    });
    return taker;
}

Network shut_section(const ClosureParts &parts) {
    Removal removal;
    for_each_boundary_link(parts, [&](std::size_t l, bool leads_in) {
        const std::int32_t row = parts.segments.link.element[l];
        if (parts.segments.link.kind[l] == EdgeKind::valve) removal.valves.emplace_back(row);
        else if (leads_in) removal.regulators.emplace_back(row);
    });
    const Sources &source = parts.network.source;
    for (std::size_t s = 0; s < row_count(source); ++s)
        if (parts.inside[at(parts.segments.vertex[source.node[s].row()])]) removal.sources.emplace_back(s);
    return remaining_network(parts.network, removal);
}

void list_if_low(const ClosureParts &parts, std::size_t c, double gauge_pressure_pa, ClosurePlan &plan) {
    const State &state = *parts.options.state;
    const Customers &customer = parts.network.customer;
    const double required_pa = parts.options.required_gauge_pressure_pa;
    if (state.customer.gauge_pressure_pa[c] < required_pa || !(gauge_pressure_pa < required_pa)) return;
    ++*plan.customers_low_pressure;
    const std::size_t row = append_row(plan.customers, customer.id[c]).row();
    plan.customers.cause[row] = OutageCause::low_pressure;
    plan.customers.households[row] = customer.households[c];
    plan.customers.demand_kg_s[row] = std::max(0.0, state.customer.demand_kg_s[c]);
    plan.customers.special[row] = customer.special[c];
    plan.customers.gauge_pressure_pa[row] = gauge_pressure_pa;
}

/// By the zones concerned; false where these are not enough.
bool list_from_zones(const ClosureParts &parts, ClosurePlan &plan) {
    if (parts.options.outages == nullptr) return false;
    std::vector<std::pair<std::int32_t, double>> now;
    const auto keep = [&](std::int32_t customer, double gauge_pressure_pa) {
        now.emplace_back(customer, gauge_pressure_pa);
    };
    if (!parts.options.outages->shut(parts.section, parts.dead, keep)) return false;
    std::sort(now.begin(), now.end()); // as in the table of customers
    for (const auto &[customer, gauge_pressure_pa] : now) list_if_low(parts, at(customer), gauge_pressure_pa, plan);
    if (!now.empty()) plan.remainder_status = Status::converged;
    return true;
}

} // namespace

void list_low_pressure(const ClosureParts &parts, ClosurePlan &plan) {
    if (parts.options.state == nullptr) return;
    plan.customers_low_pressure = 0;
    if (parts.section.empty() || is_mere_taker(parts) || list_from_zones(parts, plan)) return;
    const State rest =
        solve_steady(shut_section(parts), parts.options.state->customer.demand_kg_s, parts.options.solve);
    plan.remainder_status = rest.status;
    if (rest.status == Status::max_iterations) {
        plan.customers_low_pressure.reset();
        return;
    }
    for (std::size_t c = 0; c < row_count(parts.network.customer); ++c) {
        const std::int32_t vertex = parts.segments.graph.customer_vertex[c];
        if (vertex >= 0 && parts.after[at(parts.segments.vertex[at(vertex)])])
            list_if_low(parts, c, rest.customer.gauge_pressure_pa[c], plan);
    }
}

} // namespace gastwin
