// SPDX-License-Identifier: Apache-2.0
#include "engine/feed_equation.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

using Gradient = std::array<double, 3>;

/// factor · gradient, less the slope of the flow term.
Gradient less_flow(double factor, const Gradient &gradient, double slope) {
    return {factor * gradient[0], factor * gradient[1], factor * gradient[2] - slope};
}

} // namespace

FeedEquation feed_equation(const Feed &feed, const FeedReading &reading, double flow_unit_kg_s, bool has_limit,
                           double epsilon) {
    const double unit = feed_pressure_unit_pa / flow_unit_kg_s, q = reading.flow_kg_s, y = unit * q;
    const double held = feed.held_pa(reading.up_pa, std::max(q, 0.0)), gap = held - reading.down_pa;
    FeedBranch branch = FeedBranch::open;
    Gradient gap_slope{feed.lift, -1.0, 0.0};
    if (feed.has_bypass && held == reading.up_pa) gap_slope[0] = 1.0;
    else if (std::isfinite(feed.set_pa) && held < feed.reach_pa(reading.up_pa)) {
        const double h = 1e-6 * flow_unit_kg_s;
        branch = FeedBranch::control;
        // Lock-up is steepest at no flow and has no slope below: its right-hand slope there sends Newton in circles.
        gap_slope = {0.0, -1.0, q < 0.0 ? 0.0 : (outlet_pressure_pa(feed.outlet(1.0), q + h) - held) / h};
    }
    const auto [leaking, leaking_slope] = leak(gap, epsilon);
    FeedEquation found{gap - epsilon * y, branch, less_flow(1.0, gap_slope, epsilon * unit)};
    if (std::isfinite(feed.capacity_kg_s) && has_limit)
        if (const double room = epsilon * leaking + unit * feed.capacity_kg_s - y; room < found.residual_pa)
            found = {room, FeedBranch::capacity, less_flow(epsilon * leaking_slope, gap_slope, unit)};
    if (const double closed = epsilon * leaking - y; closed > found.residual_pa)
        found = {closed, FeedBranch::closed, less_flow(epsilon * leaking_slope, gap_slope, unit)};
    return found;
}

} // namespace gastwin
