// SPDX-License-Identifier: Apache-2.0
// The law of engine/feeds.hpp for one regulator, check valve or compressor, as one residual without status variables.
#pragma once
#include <array>

#include "engine/tiers.hpp"

namespace gastwin {

/// What the law of one feed depends on.
struct FeedReading {
    double up_pa, down_pa, flow_kg_s;
};

enum class FeedBranch { control, open, capacity, closed };

/// Residual in Pa, its active branch, and its derivatives by up_pa, down_pa and flow_kg_s.
struct FeedEquation {
    double residual_pa;
    FeedBranch branch;
    std::array<double, 3> gradient;
};

inline constexpr double feed_pressure_unit_pa = 1e4; ///< what flow_unit_kg_s weighs in the residual

/// What leaks through a feed that is shut or limited, over ε: ℓ(g) = g (1 + |g|/U)^(β − 1). A compressor that could
/// lift far more than it needs would leak absurd flows at large ε, so the leak is damped: β falls from 1/2 at ε = 1 to
/// 1/4 at 1e-12, where it is an error of the answer. Bounded (β = 0) it must not be: a zone that others leak into could
/// be left without a pressure at which as much leaks out.
struct Leak {
    double value_pa, slope;
};
[[nodiscard]] inline Leak leak(double gap_pa, double epsilon) {
    const double x = std::abs(gap_pa) / feed_pressure_unit_pa;
    const double beta = 0.5 + std::log10(std::max(epsilon, 1e-12)) / 48.0, damped = std::pow(1.0 + x, beta - 1.0);
    return {gap_pa * damped, damped * (1.0 + beta * x) / (1.0 + x)};
}

/// With g = Feed::held_pa − p_d and y, C the flow and capacity in pressure units U:
///   max( min( g − εy, εℓ(g) + C − y ), εℓ(g) − y )
/// ε > 0 is a loss when open and a leak when closed or limited: r is then strictly monotone in p_u, p_d and q, so a
/// network of them has one solution however many are shut; at ε = 1 it is linear but for the limits.
[[nodiscard]] FeedEquation feed_equation(const Feed &feed, const FeedReading &reading, double flow_unit_kg_s,
                                         bool has_limit, double epsilon);

} // namespace gastwin
