// SPDX-License-Identifier: Apache-2.0
// Exact removal of everything that hangs in trees: flows there follow from the demands by summation, potentials by
// walking back out from the core. What is left, the core, holds all loops and all paths between fixed vertices.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/table.hpp"

namespace gastwin {

struct Forest {
    std::vector<std::int32_t> child, parent, edge;    ///< removed vertices, leaves first, and what held them
    std::vector<std::int32_t> core_vertex, core_edge; ///< what is left, ascending
};

/// Strips vertices of degree one again and again; vertices with keep ≠ 0 stay. No edge may join a vertex to itself.
/// O(vertices + edges).
[[nodiscard]] Forest strip_forest(std::int32_t vertices, std::span<const std::int32_t> from,
                                  std::span<const std::int32_t> to, std::span<const Flag> keep);

} // namespace gastwin
