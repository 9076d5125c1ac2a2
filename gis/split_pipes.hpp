// SPDX-License-Identifier: Apache-2.0
// Pipe rows cut, or left out, in a network whose tables already refer to them.
#pragma once
#include <span>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

/// Pipe `pipe` is to be cut where `node` lies on it.
struct PipeCut {
    PipeIdx pipe;
    double fraction; ///< of its course, 0…1
    NodeIdx node;
};

/// Cuts pipes. The longest piece keeps row and id, the others are appended as "id~2", "id~3"; lengths and local losses
/// go by course length; valves and customers stay where they are. A course that was not drawn stays straight.
void split_pipes(Network &network, std::vector<PipeCut> cuts);

/// Leaves out pipe rows. `stands_in`: for each row the row that takes over its valves and customers, itself for those
/// that stay; `turned`: the stand-in runs the other way.
void leave_out_pipes(Network &network, std::span<const std::int32_t> stands_in, std::span<const Flag> turned);

} // namespace gastwin
