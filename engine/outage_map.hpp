// SPDX-License-Identifier: Apache-2.0
// Where isolation segments lie in the network as the solver sees it, and which of them pass gas on.
//
// The solver's graph has no vertex at open valves: one edge may pass several segments, and an open valve between two
// nodes makes one junction of both. Customers stand in the segment at the lower end of their place on a pipe, as in
// engine/graph.hpp.
#pragma once
#include "engine/segments.hpp"
#include "engine/tiers.hpp"

namespace gastwin {

/// Items of several groups; an item may be in more than one.
struct GroupedItems {
    std::vector<std::int32_t> start, item;

    [[nodiscard]] std::span<const std::int32_t> of(std::int32_t group) const {
        const auto first = static_cast<std::size_t>(start[static_cast<std::size_t>(group)]);
        return std::span(item).subspan(first,
                                       static_cast<std::size_t>(start[static_cast<std::size_t>(group) + 1]) - first);
    }
};

struct OutageMap {
    std::vector<std::int32_t> vertex_segment;   ///< of each vertex of the solver's graph; -1: between shut valves
    std::vector<std::int32_t> customer_segment; ///< of each customer row; -1: not placed
    std::vector<std::int32_t> zone;             ///< of each segment; -1: it lies between two valves at one place
    GroupedItems passed;                        ///< segments along each edge from its from to its to, ends included
    GroupedItems zone_vertices, zone_customers; ///< of each zone
    std::vector<std::int32_t> joint_a, joint_b; ///< sides of each open valve within a junction
    GroupedItems joints;                        ///< such valves of each junction
    std::vector<Flag> bypassed;                 ///< by zone: holds a regulator that its pipes bypass, or a loop feed
};

/// `segments` and `tiers` are of the same network.
[[nodiscard]] OutageMap map_segments(const Tiers &tiers, const Segments &segments);

/// Segments to be solved when they are shut, after solve_tiers(). For the others nothing needs to be solved: shutting
/// them lets no pressure fall outside what they cut off.
///
/// Let X be the segment and all it dominates (`tree` is supply_tree()), R the rest. Suppose that gas crosses every link
/// between X and R into X, strictly at valves. Put withdrawals of the same size where the links were: R alone then has
/// the pressures and flows it had. Shutting the links takes these withdrawals away, and less demand anywhere lowers no
/// pressure (the balances are an M-function: engine/feeds.hpp, engine/elastic.hpp). The strict sign matters: what
/// passes gas into X gets it from a feed or source in R that passes some, and keeps its pressure. A part of R without
/// flow may owe its pressure to X alone, and falls to the set point of a feed that was closed; there the flow is zero.
/// In zones with a regulator that pipes bypass, which would begin to work, every segment is listed; so are those
/// between two valves at one place, whose flow the solver does not tell.
[[nodiscard]] std::vector<Flag> passing_segments(const Tiers &tiers, const Segments &segments,
                                                 const DominatorTree &tree, const OutageMap &map);

} // namespace gastwin
