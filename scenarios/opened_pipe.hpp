// SPDX-License-Identifier: Apache-2.0
// The network with pipes opened at points: where gas escapes is a place of its own, not the nearest node.
#pragma once
#include "scenarios/isolation.hpp"

namespace gastwin {

enum class Opening : std::uint8_t {
    holed,  ///< one place on a pipe that is otherwise whole
    severed ///< two open ends
};

struct Cut {
    Break at;
    Opening opening = Opening::holed;
};

struct OpenedPipe {
    Network network; ///< what solvers need of it (remaining_network()), nodes and pipe pieces added at the ends
    std::vector<NodeIdx> ends;       ///< of each cut one node, or two with nothing between them
    std::vector<std::size_t> cut_of; ///< the cut each of them belongs to
};

/// Cuts each pipe in two pieces at the break; what is mounted on it (customers, valves) keeps its place. A break at an
/// end of a piece is moved onto it by a centimetre, at most to its middle, so that both pieces have a length; an
/// unknown position is the middle of the pipe. Rows keep their numbers. Preconditions: the pipes exist, positions are
/// missing or 0 … 1. O(size of the network) for each cut.
[[nodiscard]] OpenedPipe open_pipes(const Network &network, std::span<const Cut> cuts);

} // namespace gastwin
