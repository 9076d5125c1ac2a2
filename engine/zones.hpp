// SPDX-License-Identifier: Apache-2.0
// Pressure zones: what pipes and open valves join. Regulators stand between zones.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "engine/graph.hpp"

namespace gastwin {

/// An open valve has no resistance: the vertices it joins are one junction. Closed valves join nothing.
/// Numbers are deterministic: junctions and zones are counted in the order of their lowest vertex.
struct Zones {
    std::int32_t zone_count = 0, junction_count = 0;
    std::vector<std::int32_t> junction_of_vertex;
    std::vector<std::int32_t> zone_of_junction;
    std::vector<std::int32_t> local;          ///< position of each junction among those of its zone
    std::vector<std::int32_t> junction_start; ///< zone z owns entries [start[z], start[z+1]) of `junction`
    std::vector<std::int32_t> junction;
    std::vector<std::int32_t> edge_start; ///< zone z owns entries [start[z], start[z+1]) of `edge`
    std::vector<std::int32_t> edge;       ///< graph edges of kind `pipe`, without those whose ends are one junction
    std::vector<std::int32_t> local_edge; ///< position of each graph edge among those of its zone; -1: none

    [[nodiscard]] std::int32_t zone_of_vertex(std::int32_t vertex) const {
        return zone_of_junction[static_cast<std::size_t>(junction_of_vertex[static_cast<std::size_t>(vertex)])];
    }
    [[nodiscard]] std::span<const std::int32_t> junctions_in(std::int32_t zone) const {
        return slice(junction, junction_start, zone);
    }
    [[nodiscard]] std::span<const std::int32_t> edges_in(std::int32_t zone) const {
        return slice(edge, edge_start, zone);
    }

  private:
    static std::span<const std::int32_t> slice(const std::vector<std::int32_t> &items,
                                               const std::vector<std::int32_t> &start, std::int32_t zone) {
        const auto z = static_cast<std::size_t>(zone);
        return std::span(items).subspan(static_cast<std::size_t>(start[z]),
                                        static_cast<std::size_t>(start[z + 1] - start[z]));
    }
};

/// Lists items 0 … n-1 by the group each belongs to (-1: none), keeping their order: those of group g are
/// items[start[g]] … items[start[g + 1] - 1].
void list_by_group(const std::vector<std::int32_t> &group, std::int32_t groups, std::vector<std::int32_t> &start,
                   std::vector<std::int32_t> &items);

/// Near-linear in vertices and edges. Regulator edges join nothing, whatever their state.
[[nodiscard]] Zones find_zones(const Network &network, const Graph &graph);

} // namespace gastwin
