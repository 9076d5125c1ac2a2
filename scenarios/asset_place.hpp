// SPDX-License-Identifier: Apache-2.0
// Where the assets of an assessment lie.
#pragma once
#include "scenarios/risk.hpp"

namespace gastwin {

/// Drawn course of a pipe, or the straight line between its end nodes; nothing where these have no place.
[[nodiscard]] std::vector<Point> pipe_course(const Network &network, std::size_t pipe);

/// Row of each asset in table pipe or riser. Throws Error("dangling_reference") for an id the network does not have.
[[nodiscard]] std::vector<std::size_t> asset_rows(const Network &network, const RiskResults &risk);

} // namespace gastwin
