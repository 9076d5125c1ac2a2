// SPDX-License-Identifier: Apache-2.0
// Lines cut at their junctions become pipe rows, draft nodes become node rows.
#pragma once
#include "gis/draft.hpp"

namespace gastwin {

/// The network and how it maps back to the survey.
struct Assembly {
    Network network;
    std::vector<std::int32_t> node_row; ///< draft node → row of the node table; -1: not in the network
    std::vector<std::int32_t>
        first_pipe; ///< pieces of line i are pipe rows first_pipe[i] … first_pipe[i+1]-1, in order
};

/// Precondition: joins are executed and cuts sorted. Draft nodes listed in `wanted` are kept even when no line ends
/// there. length_m is the recorded length where it is within 0.8 … 1.25 of the drawn one, else the drawn one
/// (length_mismatch). A line that closes on itself is cut in its middle, so that no pipe joins a node to itself.
[[nodiscard]] Assembly assemble_pipes(Draft &draft, std::span<const std::int32_t> wanted);

/// Cover at each node: that of the pipes that meet there, else of the point.
void set_depths(Network &network);

/// Node elevation = ground level − cover. All zero, with a note, when levels are missing for more than a fifth of the
/// nodes or jump about: more than a fifth of the pipes steeper than 10° (CJJ 61 slope check) means the levels are not
/// of one datum. Single gaps are filled from the neighbours.
void set_elevations(const Draft &draft, Assembly &assembly, Issues &issues);

} // namespace gastwin
