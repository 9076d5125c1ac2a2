// SPDX-License-Identifier: Apache-2.0
// Which part of the network gas can reach, by connection alone: from the sources through pipes in use, open valves and
// regulators in their direction. No pressures.
#pragma once
#include "models/issue.hpp"
#include "models/network.hpp"

namespace gastwin {

/// 1 for each node that gas can reach. A pipe with a closed valve on it passes nothing.
[[nodiscard]] std::vector<Flag> supplied_nodes(const Network &network);

/// Length of the pipes that carry gas and hang on a supplied node.
[[nodiscard]] double supplied_length_m(const Network &network);

/// Share of the length of the pipes that carry gas which hangs on a supplied node, 0…1; 0 when there is no such pipe.
[[nodiscard]] double supplied_length_share(const Network &network);

/// Number of each node's connected part, joined through pipes in use and open valves but not through regulators:
/// equal numbers = one part. Numbers ascend with the lowest node row.
[[nodiscard]] std::vector<std::int32_t> connected_parts(const Network &network);

/// 1 for each node where gas is wanted or present: pipes in use, users, stations.
[[nodiscard]] std::vector<Flag> occupied_nodes(const Network &network);

/// Abandoned pipes that cannot be dead: both their ends continue in pipes that carry gas, customers or devices. They
/// are put back in use (flagged_abandoned_but_live).
void keep_live_pipes(Network &network, Issues &issues, Repairs &repairs);

} // namespace gastwin
