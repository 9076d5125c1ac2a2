// SPDX-License-Identifier: Apache-2.0
// Who stands where in each sample's ranking by risk density. Internal to scenarios/.
//
// An asset's rank in a sample is at most r if its density reaches the r-th largest of the list in that sample. These
// edges are found for the top of the ranking and for ranks at distances of max(1, min(r/16, n/256)): a rank is told to
// 1/16 of itself or 1/256 of the list, whichever is less, and exactly in the first 31 of a short list. Up to 2²⁴ draws
// (16,777 assets with 1,000 samples) an edge is the r-th largest code itself; above, counts in bins of 1/32 of a binary
// order are interpolated, so that an edge lets in a few assets too many or too few: less than 0.1 % of the list.
#pragma once
#include <cstdint>
#include <vector>

#include "scenarios/risk_draws.hpp"
#include "scenarios/risk_lanes.hpp"

namespace gastwin {

struct RankEdges {
    std::vector<std::int32_t> rank; ///< ascending; the last is the length of the list
    std::vector<Code> code;         ///< rank by rank, one for each sample
    std::vector<Code> top;          ///< of the top of the ranking, one for each sample
};

/// The ranks at which edges are found, for a list of so many assets.
[[nodiscard]] std::vector<std::int32_t> told_ranks(std::size_t assets);

/// The same for any number of threads.
[[nodiscard]] RankEdges find_edges(const RiskDraws &draws, std::size_t top, int threads);

} // namespace gastwin
