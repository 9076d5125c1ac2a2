// SPDX-License-Identifier: Apache-2.0
// What the sources of isolation.hpp share; not part of its interface.
#pragma once
#include "scenarios/isolation.hpp"

namespace gastwin {

/// The network parted by a closure.
struct ClosureParts {
    const Network &network;
    const Segments &segments;
    const ShutoffOptions &options;
    std::vector<Flag> inside; ///< segments to be shut
    std::vector<Flag> before; ///< supplied before
    std::vector<Flag> after;  ///< supplied when the section is shut
    /// Of the supplied segments those to be shut, and all that are without supply then; inlets of stations, which are
    /// shut in place of the regulators behind them, are in neither.
    std::vector<std::int32_t> section = {}, dead = {};

    [[nodiscard]] bool cut_off(std::size_t s) const { return before[s] && !after[s] && !inside[s]; }
};

/// Fills in the customers who keep their connection but fall below the pressure they need.
void list_low_pressure(const ClosureParts &parts, ClosurePlan &plan);

} // namespace gastwin
