// SPDX-License-Identifier: Apache-2.0
// Shortest paths and connected groups on small street graphs. Part of synthetic_city().
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace gastwin::synthetic {

/// Edges by their end vertices and a weight ≥ 0; a negative weight closes the edge.
struct Links {
    std::int32_t vertices = 0;
    std::vector<std::int32_t> from, to;
    std::vector<double> weight;

    [[nodiscard]] std::int32_t other_end(std::int32_t edge, std::int32_t vertex) const {
        const auto e = static_cast<std::size_t>(edge);
        return from[e] == vertex ? to[e] : from[e];
    }
};

/// A shortest-path forest: `edge` leads towards the root (-1 at roots and unreached vertices), `order` lists the
/// reached vertices from the roots outwards. Ties go to the lower vertex number.
struct Forest {
    std::vector<double> distance; ///< infinite where no root is reached
    std::vector<std::int32_t> edge, root, order;
};

[[nodiscard]] Forest shortest_paths(const Links &links, std::span<const std::int32_t> roots);

/// Disjoint sets with path halving.
class Groups {
  public:
    explicit Groups(std::int32_t vertices);
    std::int32_t find(std::int32_t vertex);
    /// False when both were in one group already.
    bool join(std::int32_t a, std::int32_t b);

  private:
    std::vector<std::int32_t> parent_;
};

} // namespace gastwin::synthetic
