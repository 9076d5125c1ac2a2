// SPDX-License-Identifier: Apache-2.0
// The steady solver's word on the sizes of the synthetic city. Part of synthetic_city().
#pragma once
#include "scenarios/synthetic/draft.hpp"

namespace gastwin::synthetic {

/// Solves for the demands the network carries and upsizes sections, until CityLimits are kept: those that are too
/// fast, and on the way from a low riser foot or medium-pressure node up to its feed those that fall most steeply.
/// Throws Error("internal") naming the worst node when the largest sizes do not suffice.
void meet_limits(Draft &draft, const CityLimits &limits, const Progress &progress);

} // namespace gastwin::synthetic
