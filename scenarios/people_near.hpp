// SPDX-License-Identifier: Apache-2.0
// How many people a failure of each pipe or riser may meet.
//
// Along every pipe, each step_m, the buildings within reach are looked up in a grid; their people count with a weight
// that falls linearly from 1 at the wall to 0 at the migration reach (indoor path), and, at medium pressure and above,
// with the share of serious incidents whose hole has a potential impact radius that reaches them (fire path; the radius
// is proportional to the hole's diameter). The mean over the steps is taken, not the sum: an
// incident happens at one spot, so a long pipe is not more harmful, only more frequent.
// A building's people: recorded, else households × persons × presence, else floor area × density; capped per building
// because one explosion does not reach a whole tower; special places weigh more. Without a building table the
// customers' households at their nodes stand in.
// Caveat: pipes without a drawn course and without node coordinates meet nobody but the floor of the scheme.
#pragma once
#include <vector>

#include "models/consequence.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Households of each building: as recorded, else its risers', else its customers'. Missing where none of them says.
[[nodiscard]] std::vector<double> households_of_buildings(const Network &network);

/// People in so many households on average over the day.
[[nodiscard]] double people_in_households(const ConsequenceScheme &scheme, double households);

/// People in each building, neither capped nor weighed. Missing where nothing tells how many.
[[nodiscard]] std::vector<double> people_in_buildings(const Network &network, const ConsequenceScheme &scheme);

/// To the wall of a building, by its outline, else by a circle of its area; 0 inside, infinite where either place is
/// not known.
[[nodiscard]] double distance_to_building_m(const Network &network, std::size_t building, Point from);

/// One row per pipe. above_ground[i] != 0: gas escapes outdoors and enters buildings less often.
[[nodiscard]] std::vector<PeopleNear> people_near_pipes(const Network &network, const ConsequenceScheme &scheme,
                                                        const std::vector<Flag> &above_ground, int threads);

/// One row per riser: the people of its building.
[[nodiscard]] std::vector<PeopleNear> people_near_risers(const Network &network, const ConsequenceScheme &scheme);

} // namespace gastwin
