// SPDX-License-Identifier: Apache-2.0
// The network with one pipe opened at a point: where gas escapes is a place of its own, not the nearest node.
#pragma once
#include "scenarios/isolation.hpp"

namespace gastwin {

enum class Opening : std::uint8_t {
    holed,  ///< one place on a pipe that is otherwise whole
    severed ///< two open ends
};

struct OpenedPipe {
    Network network; ///< what solvers need of it (remaining_network()), nodes and pipe pieces added at the ends
    std::vector<NodeIdx> ends; ///< one node, or two with nothing between them
};

/// Cuts the pipe in two pieces at the break; what is mounted on it (customers, valves) keeps its place. A break at an
/// end of the pipe is moved onto it by a centimetre, at most to its middle, so that both pieces have a length; an
/// unknown position is the middle. Rows keep their numbers. Precondition: the pipe exists. O(size of the network).
[[nodiscard]] OpenedPipe open_pipe(const Network &network, const Break &at, Opening opening);

} // namespace gastwin
