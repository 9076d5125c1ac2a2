// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/limits.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "engine/steady.hpp"

namespace gastwin::synthetic {
namespace {

constexpr int most_rounds = 40;
constexpr double aim_above_limit = 1.002; // of the pressure limit, so that rounding to files keeps it

/// Sections to enlarge, and the worst place found.
struct Findings {
    std::vector<Flag> section;
    bool any = false;
    std::string worst;
};

/// For every node the pipe that brings most gas; -1 where none does.
std::vector<std::int32_t> feeders(const Network &net, const State &state) {
    std::vector<std::int32_t> feeder(row_count(net.node), -1);
    std::vector<double> most(feeder.size(), 0.0);
    for (std::size_t p = 0; p < row_count(net.pipe); ++p) {
        const double flow = state.pipe.flow_kg_s[p];
        const std::size_t into = (flow > 0.0 ? net.pipe.to_node[p] : net.pipe.from_node[p]).row();
        if (std::abs(flow) <= most[into]) continue;
        most[into] = std::abs(flow), feeder[into] = static_cast<std::int32_t>(p);
    }
    return feeder;
}

/// The steepest sections on the way from a node up to its feed.
void flag_way_up(const Draft &draft, const State &state, const std::vector<std::int32_t> &feeder, NodeIdx node,
                 Findings &found) {
    const Pipes &pipe = draft.network.pipe;
    std::vector<std::size_t> way;
    double drop = 0.0, length = 0.0;
    for (std::int32_t p; (p = feeder[node.row()]) >= 0 && way.size() < row_count(pipe);) {
        const auto row = static_cast<std::size_t>(p);
        way.push_back(row);
        drop += std::abs(state.pipe.pressure_drop_pa[row]), length += pipe.length_m[row];
        node = pipe.to_node[row] == node ? pipe.from_node[row] : pipe.to_node[row];
    }
    for (const std::size_t row : way)
        if (std::abs(state.pipe.pressure_drop_pa[row]) * length >= drop * pipe.length_m[row])
            found.section[static_cast<std::size_t>(draft.section_of_pipe[row])] = 1;
}

void check_speeds(const Draft &draft, const State &state, const CityLimits &limits, Findings &found) {
    const Pipes &pipe = draft.network.pipe;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        const bool low = pipe.pressure_class[p] == PressureClass::low;
        if (std::abs(state.pipe.velocity_m_s[p]) <= (low ? limits.low_speed_m_s : limits.medium_speed_m_s)) continue;
        found.section[static_cast<std::size_t>(draft.section_of_pipe[p])] = 1;
        found.any = true, found.worst = pipe.id[p];
    }
}

/// The lowest node of each zone that is below its limit: riser feet in low pressure, every node above.
void check_pressures(const Draft &draft, const State &state, const CityLimits &limits, Findings &found) {
    const Network &net = draft.network;
    std::vector<double> limit(row_count(net.node), 0.0);
    for (std::size_t p = 0; p < row_count(net.pipe); ++p)
        if (net.pipe.pressure_class[p] != PressureClass::low)
            limit[net.pipe.from_node[p].row()] = limit[net.pipe.to_node[p].row()] = limits.medium_gauge_pa;
    for (const NodeIdx foot : net.riser.node) limit[foot.row()] = limits.riser_foot_gauge_pa;
    std::map<std::int32_t, std::pair<double, std::size_t>> lowest;
    for (std::size_t n = 0; n < limit.size(); ++n) {
        const double margin = state.node.gauge_pressure_pa[n] - aim_above_limit * limit[n];
        if (limit[n] == 0.0 || margin >= 0.0) continue;
        const auto [at, fresh] = lowest.try_emplace(state.node.zone[n], margin, n);
        if (!fresh) at->second = std::min(at->second, std::pair(margin, n));
    }
    if (lowest.empty()) return;
    const std::vector<std::int32_t> feeder = feeders(net, state);
    for (const auto &[zone, worst] : lowest) {
        flag_way_up(draft, state, feeder, NodeIdx{worst.second}, found);
        found.any = true, found.worst = net.node.id[worst.second];
    }
}

bool enlarge(Draft &draft, const std::vector<Flag> &flagged) {
    bool any = false;
    for (std::size_t s = 0; s < flagged.size(); ++s) {
        const Section &section = draft.section[s];
        const auto largest = static_cast<std::int32_t>(ladder(section.laying.material).size()) - 1;
        if (!flagged[s] || section.size >= largest) continue;
        set_size(draft, static_cast<std::int32_t>(s), section.size + 1);
        any = true;
    }
    return any;
}

} // namespace

void meet_limits(Draft &draft, const CityLimits &limits, const Progress &progress) {
    Findings found;
    for (int round = 0; round < most_rounds; ++round) {
        report(progress, "sizes", static_cast<double>(round) / most_rounds);
        const State state = solve_steady(draft.network, draft.network.customer.demand_kg_s);
        found = {std::vector<Flag>(draft.section.size(), 0), false, state.worst_node};
        // A state that is infeasible or not converged still shows where the gas is too fast and falls most steeply.
        check_speeds(draft, state, limits, found);
        check_pressures(draft, state, limits, found);
        if (!found.any && state.status == Status::converged) return;
        if (!enlarge(draft, found.section)) break;
    }
    throw Error("internal", {}, {found.worst}, "the synthetic city cannot be sized");
}

} // namespace gastwin::synthetic
