// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/graph.hpp"

namespace gastwin {

/// Loss coefficient that partly open valves add to each edge of kind `pipe`: to that on which they stand, beyond their
/// position where one ends there. Empty where no valve on a pipe is partly open.
[[nodiscard]] std::vector<double> valve_losses(const Valves &valve, const Graph &graph);

} // namespace gastwin
