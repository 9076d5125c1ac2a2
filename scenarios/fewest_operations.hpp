// SPDX-License-Identifier: Apache-2.0
// A larger section that takes fewer operations to shut: a minimum cut between the sources and the breaks.
#pragma once
#include "engine/segments.hpp"

namespace gastwin {

/// Widens the section `inside` (segments) so that the links to be shut around it cost least: each open valve or working
/// regulator that leads gas in counts as `cost` says (one entry per link, at least 1). Of all such sections the
/// smallest, which is contained in every other and so cuts off the fewest customers. Unchanged when a source lies in
/// it. What is only fed through the section may be in it or not. Augmenting paths, O(least cost · links).
[[nodiscard]] std::vector<Flag> least_cut_section(const Segments &segments, std::vector<Flag> inside,
                                                  std::span<const std::int32_t> cost);

} // namespace gastwin
