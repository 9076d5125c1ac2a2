// SPDX-License-Identifier: Apache-2.0
// Random networks for property suites, and the laws of their elements written down once more.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/random.hpp"
#include "models/valve_loss.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

inline void vary_control(Regulators &regulator, std::size_t row, Random &dice) {
    switch (dice.integer(0, 3)) {
    case 0:
        regulator.control[row] = PressureControl::check_valve;
        break;
    case 1:
        regulator.control[row] = PressureControl::compressor_ratio;
        regulator.ratio[row] = dice.uniform(1.0, 1.5);
        break;
    case 2:
        regulator.monitor_gauge_pressure_pa[row] = 1.2 * regulator.set_gauge_pressure_pa[row];
        break;
    default:
        break;
    }
    if (dice.chance(0.5)) regulator.min_differential_pa[row] = dice.uniform(0.0, 2000.0);
}

/// What one row lets its outlet pressure deviate from the set point at a flow: EN 334's droop and lock-up, in pascals.
inline double offset_of(const Regulators &regulator, std::size_t r, double flow_kg_s) {
    const double set = regulator.set_gauge_pressure_pa[r], capacity = regulator.capacity_kg_s[r];
    if (is_missing(capacity) || regulator.state[r] == RegulatorState::failed_open) return 0.0;
    const double share = std::max(flow_kg_s, 0.0) / capacity;
    return set / 100.0 *
           (lockup_percent(regulator, r) * std::max(1.0 - share / 0.05, 0.0) - droop_percent(regulator, r) * share);
}

/// The highest outlet pressure one row allows at an inlet pressure, from the laws of engine/feeds.hpp.
inline double reach_of(const Network &n, std::size_t r, double inlet_pa, double flow_kg_s = 0.0) {
    const Regulators &regulator = n.regulator;
    const double set = regulator.state[r] == RegulatorState::failed_open ? regulator.monitor_gauge_pressure_pa[r]
                                                                         : regulator.set_gauge_pressure_pa[r];
    const double lift = is_missing(regulator.ratio[r]) ? 1.0 : regulator.ratio[r];
    const double wide = lift * inlet_pa - regulator.min_differential_pa[r];
    if (regulator.control[r] != PressureControl::regulator || is_missing(set)) return wide;
    return std::min(wide, set + offset_of(regulator, r, flow_kg_s) +
                              atmospheric_pressure_pa(n.node.elevation_m[regulator.to_node[r].row()]));
}

/// Does a shut valve sit on the pipe?
inline bool is_shut(const Network &n, std::size_t pipe) {
    for (std::size_t v = 0; v < row_count(n.valve); ++v)
        if (n.valve.pipe[v].row() == pipe && !is_open(n.valve, v)) return true;
    return false;
}

/// What the relief valve of one row blows off at an absolute outlet pressure: proportional lift, then its orifice.
/// Needs a capacity and no diameter.
inline double relieved_at(const Network &n, std::size_t r, double outlet_pa) {
    const double set = n.regulator.relief_gauge_pressure_pa[r], capacity = n.regulator.relief_capacity_kg_s[r];
    if (is_missing(set)) return 0.0;
    const double atmosphere = atmospheric_pressure_pa(n.node.elevation_m[n.regulator.to_node[r].row()]);
    const double band = 0.01 * n.regulator.relief_accumulation_percent[r] * set;
    const double lifted = capacity * (outlet_pa - atmosphere - set) / band;
    const double orifice = capacity * hole_outflow(n.gas, 1.0, outlet_pa, atmosphere).flow_kg_s /
                           hole_outflow(n.gas, 1.0, atmosphere + set + band, atmosphere).flow_kg_s;
    return std::max(0.0, std::min(lifted, orifice));
}

/// Up to three tiers of small looped networks, one to three of each tier, fed by one to four regulators each.
inline Sketch random_network(std::uint64_t seed) {
    Random dice(seed);
    const auto below = [&dice](int n) { return dice.integer(0, n - 1); };
    Sketch s;
    s.network.gas.viscosity_pa_s = 1.1e-5;
    const int tiers = 1 + below(3);
    const double level[] = {dice.uniform(1e4, 4e5), dice.uniform(3e3, 1e5), dice.uniform(1.5e3, 5e3)};
    const double size[] = {0.15, 0.1, 0.06};
    std::vector<int> above;
    for (int tier = 0; tier < tiers; ++tier) {
        std::vector<int> here;
        for (int part = 0, parts = tier == 0 ? 1 : 1 + below(3); part < parts; ++part) {
            const int n = 1 + below(6), first = static_cast<int>(row_count(s.network.node));
            for (int i = 0; i < n; ++i) here.push_back(s.node(dice.chance(0.3) ? dice.uniform(-20, 50) : 0.0));
            const auto member = [&] { return first + below(n); };
            const auto pipe = [&](int a, int b) {
                if (dice.chance(0.5)) std::swap(a, b);
                s.pipe(a, b, std::exp(dice.uniform(std::log(5.0), std::log(2000.0))),
                       size[tier] * dice.uniform(0.4, 2.0), dice.chance(0.5) ? 1e-5 : 1e-4);
            };
            for (int i = 1; i < n; ++i) pipe(first + i, first + below(i));
            for (int loops = below(4); loops > 0; --loops) pipe(member(), member());
            const double load = std::pow(10.0, dice.uniform(-4.0, tier == 0 ? -0.5 : -1.5));
            for (int k = below(4); k > 0; --k) s.customer(member(), dice.chance(0.1) ? 0.0 : load * dice.uniform(0, 1));
            if (dice.chance(0.1)) s.customer(member(), -0.3 * load);
            if (tier == 0)
                for (int k = 1 + below(2); k > 0; --k) s.source(member(), level[0] * dice.uniform(0.9, 1.1));
            else
                for (int k = 1 + below(4); k > 0; --k) {
                    const int r =
                        s.regulator(above[static_cast<std::size_t>(below(static_cast<int>(above.size())))], member(),
                                    level[tier] * (dice.chance(0.3) ? 1.0 : dice.uniform(0.7, 1.3)));
                    const auto row = static_cast<std::size_t>(r);
                    if (dice.chance(0.15)) s.network.regulator.capacity_kg_s[row] = load * dice.uniform(0.2, 3.0);
                    if (dice.chance(0.05)) s.network.regulator.state[row] = RegulatorState::closed;
                    if (dice.chance(0.05)) s.network.regulator.state[row] = RegulatorState::failed_open;
                    if (dice.chance(0.1)) vary_control(s.network.regulator, row, dice);
                }
        }
        above = here;
    }
    if (dice.chance(0.1)) s.customer(s.node(), 0.01); // an island
    for (int k = below(4); k > 0 && row_count(s.network.pipe) > 0; --k) {
        const auto row = append_row(s.network.valve, numbered('v', row_count(s.network.valve))).row();
        s.network.valve.pipe[row] = PipeIdx{below(static_cast<int>(row_count(s.network.pipe)))};
        s.network.valve.position[row] = dice.uniform();
        s.network.valve.open[row] = dice.chance(0.7);
    }
    return s;
}

inline bool solved(Status status) { return status == Status::converged || status == Status::service_infeasible; }

inline double elevation_factor(const Network &n, std::size_t node) { // E(z)
    return std::exp(2.0 * gravity_m_s2 * n.node.elevation_m[node] / n.gas.a2_m2_s2());
}

/// Fall of p²E/2 along pipe p at flow q: the integrated momentum equation of an ideal gas.
inline double pipe_fall(const Network &n, std::size_t p, double q) {
    const double d = n.pipe.inner_diameter_m[p], area = circle_area_m2(d), mu = n.gas.viscosity_pa_s;
    const std::size_t a = n.pipe.from_node[p].row(), b = n.pipe.to_node[p].row();
    const double rise = n.node.elevation_m[b] - n.node.elevation_m[a];
    const double omega = 2.0 * gravity_m_s2 / n.gas.a2_m2_s2();
    const double mean_e = std::abs(rise) < 1e-9 ? elevation_factor(n, a)
                                                : (elevation_factor(n, b) - elevation_factor(n, a)) / (omega * rise);
    const double re = std::abs(q) * d / (area * mu);
    const double f = friction(FrictionLaw::colebrook, re, {n.pipe.roughness_m[p] / d, d}).value;
    double valves = 0.0; // ζ
    for (std::size_t v = 0; v < row_count(n.valve); ++v)
        if (n.valve.pipe[v].row() == p && n.valve.opening[v] < 1.0)
            valves += valve_loss_coefficient(n.valve.type[v], n.valve.opening[v]);
    const double friction_fall = n.pipe.length_m[p] * mu * mu / (2.0 * d * d * d) * f;
    return std::copysign(mean_e * n.gas.a2_m2_s2() * (friction_fall + 0.5 * valves * q * q / (area * area)), q);
}

/// Every equation and inequality, from the result tables alone: balances for what customers are said to draw.
inline void expect_equations_hold(const Sketch &s, const State &state, std::uint64_t seed) {
    const Network &n = s.network;
    double total = 1e-4; // arithmetic at the scale of the network leaves its round-off in zones without flow
    for (const double d : n.customer.demand_kg_s) total += std::abs(d);
    for (const double q : state.regulator.relieved_kg_s) total += q;
    std::vector<double> balance(row_count(n.node), 0.0), scale(state.zone.id.size(), 1e-8 * total);
    const auto zone = [&](NodeIdx node) { return static_cast<std::size_t>(state.node.zone[node.row()]); };
    for (std::size_t c = 0; c < row_count(n.customer); ++c) {
        balance[n.customer.node[c].row()] += state.customer.supplied_kg_s[c];
        scale[zone(n.customer.node[c])] += std::abs(state.customer.supplied_kg_s[c]);
    }
    for (std::size_t p = 0; p < row_count(n.pipe); ++p) {
        const std::size_t a = n.pipe.from_node[p].row(), b = n.pipe.to_node[p].row();
        balance[a] += state.pipe.flow_kg_s[p];
        balance[b] -= state.pipe.flow_kg_s[p];
        scale[zone(n.pipe.from_node[p])] += std::abs(state.pipe.flow_kg_s[p]);
        if (is_shut(n, p)) {
            EXPECT_EQ(state.pipe.flow_kg_s[p], 0.0);
            continue;
        }
        if (!state.node.supplied[a] || a == b) continue;
        const auto psi = [&](std::size_t v) {
            return 0.5 * std::abs(state.node.pressure_pa[v]) * state.node.pressure_pa[v] * elevation_factor(n, v);
        };
        const double error_pa =
            (psi(a) - psi(b) - pipe_fall(n, p, state.pipe.flow_kg_s[p])) / state.node.pressure_pa[a];
        EXPECT_NEAR(error_pa, 0.0, 1e-9 * state.node.pressure_pa[a]) << "pipe " << p << " seed " << seed;
    }
    for (std::size_t r = 0; r < row_count(n.regulator); ++r) {
        const std::size_t u = n.regulator.from_node[r].row(), d = n.regulator.to_node[r].row();
        const double q = state.regulator.flow_kg_s[r];
        balance[u] += q;
        const double relieved = state.regulator.relieved_kg_s[r];
        balance[d] += relieved - q;
        scale[zone(n.regulator.from_node[r])] += q;
        scale[zone(n.regulator.to_node[r])] += relieved;
        if (state.node.supplied[d]) {
            const double moved = 1e-9 * state.node.pressure_pa[d]; // Pa
            EXPECT_GE(relieved, (1 - 1e-9) * relieved_at(n, r, state.node.pressure_pa[d] - moved)) << seed;
            EXPECT_LE(relieved, (1 + 1e-9) * relieved_at(n, r, state.node.pressure_pa[d] + moved)) << seed;
        }
        EXPECT_GE(q, 0.0);
        if (!state.node.supplied[u] || n.regulator.state[r] == RegulatorState::closed) {
            EXPECT_EQ(q, 0.0);
            continue;
        }
        const double pu = state.node.pressure_pa[u], pd = state.node.pressure_pa[d];
        const double capacity = is_missing(n.regulator.capacity_kg_s[r]) ? infinity : n.regulator.capacity_kg_s[r];
        const double reach = reach_of(n, r, pu, q), tolerance = 1e-8 * pu;
        EXPECT_TRUE(q == 0.0 || pd <= reach + tolerance) << "regulator " << r << " lifts the pressure, seed " << seed;
        EXPECT_TRUE(q >= capacity * (1 - 1e-9) || pd >= reach - tolerance)
            << "regulator " << r << " holds back, seed " << seed << " " << pd << " " << reach;
        EXPECT_LE(q, capacity * (1 + 1e-9)) << "regulator " << r << " seed " << seed;
    }
    std::vector<Flag> held(row_count(n.node), 0);
    for (const NodeIdx node : n.source.node) held[node.row()] = 1;
    for (std::size_t v = 0; v < balance.size(); ++v) {
        if (!state.node.supplied[v] || held[v]) continue;
        EXPECT_NEAR(balance[v], 0.0, 1e-8 * scale[static_cast<std::size_t>(state.node.zone[v])])
            << "node " << v << " seed " << seed;
    }
}

} // namespace gastwin
