// SPDX-License-Identifier: Apache-2.0
// Lays and sizes the mains: medium pressure over the city, then each zone's stations and street mains. Part of
// synthetic_city().
#pragma once
#include <vector>

#include "scenarios/synthetic/draft.hpp"
#include "scenarios/synthetic/routes.hpp"

namespace gastwin::synthetic {

/// Medium-pressure node of each street junction; none where no main passes.
using JunctionNodes = std::vector<NodeIdx>;

/// Sources and medium-pressure mains, sized for the zones' peak loads.
[[nodiscard]] JunctionNodes lay_medium_pressure(Draft &draft, const Plan &plan, const std::vector<Zone> &zones,
                                                const MediumPressure &medium, const CityOptions &options);

/// Stations and street mains of one zone. Returns the tee on the main for each of the zone's buildings.
[[nodiscard]] std::vector<NodeIdx> lay_zone(Draft &draft, const Plan &plan, const Zone &zone,
                                            const JunctionNodes &medium, const CityOptions &options);

} // namespace gastwin::synthetic
