// SPDX-License-Identifier: Apache-2.0
// Renewal works as a contractor sees them: pipes that are dug up together, risers of one building.
//
// Pipes belong together when they share a street (or both name none), a pressure tier and the way they are laid, and
// hang together at nodes; such a group is cut into connected pieces of at most max_length_m, grown pipe by pipe from
// the smallest id. Nothing depends on the order of rows.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

/// A candidate for renewal. Candidates must be sorted by table, then id.
struct Candidate {
    bool riser = false, above_ground = false;
    std::size_t row = 0; ///< in its table
    double length_m = 0.0;
};

/// Groups of candidates: project p holds members [start[p], start[p+1]), numbers of candidates.
struct ProjectGroups {
    std::vector<std::int64_t> start{0};
    std::vector<std::size_t> members;

    [[nodiscard]] std::size_t count() const { return start.size() - 1; }
};

[[nodiscard]] ProjectGroups group_projects(const Network &network, std::span<const Candidate> candidates,
                                           double max_length_m);

} // namespace gastwin
