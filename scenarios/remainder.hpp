// SPDX-License-Identifier: Apache-2.0
// The network that is left when something is shut.
#pragma once
#include <vector>

#include "models/network.hpp"

namespace gastwin {

struct Removal {
    std::vector<ValveIdx> valves;         ///< closed
    std::vector<RegulatorIdx> regulators; ///< closed
    std::vector<SourceIdx> sources;       ///< taken out
};

/// What a solve needs of the network (nodes, pipes, valves, regulators, sources, customers, gas), with the removal
/// carried out. Rows keep their numbers, except those of sources; customers lose their riser and building.
[[nodiscard]] Network remaining_network(const Network &network, const Removal &removal);

} // namespace gastwin
