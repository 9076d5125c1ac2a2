// SPDX-License-Identifier: Apache-2.0
// Squeeze-off (夹扁断气): polyethylene pipes can be shut where there is no valve, at the price of an excavation.
#pragma once
#include "scenarios/isolation.hpp"

namespace gastwin {

/// Company values [U]: which pipes, and how far from fittings, tees, valves and the break, in outer diameters.
struct SqueezeRules {
    double largest_outer_diameter_m = 0.250;
    double clearance_diameters = 6.0;
};

/// The network with a virtual valve at each place where a pipe of the breaks' segments may be squeezed; their rows come
/// after those of the true valves. On each stretch between fittings one place at either end that keeps the clearance,
/// one in the middle where two would be closer than it to each other; none on pipes above ground or of unknown
/// material. Preconditions as shutoff(). O(size of the network).
[[nodiscard]] Network with_squeeze_points(const Network &network, const Segments &segments,
                                          std::span<const Break> breaks, const SqueezeRules &rules = {});

} // namespace gastwin
