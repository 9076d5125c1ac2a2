// SPDX-License-Identifier: Apache-2.0
// Which streets carry which mains: low-pressure zones with their regulators, and the medium-pressure network that
// joins the regulators to the sources. Part of synthetic_city().
#pragma once
#include <cstdint>
#include <vector>

#include "scenarios/synthetic/plan.hpp"

namespace gastwin::synthetic {

/// A connected low-pressure zone. Street sections are held with the zone's own junction numbers, because two zones
/// may lay a main each on their side of one street.
struct Zone {
    std::vector<std::int32_t> junction; ///< of the city's streets
    std::vector<Point> position;        ///< of the zone's pipe at that junction
    std::vector<std::int32_t> section, from, to;
    std::vector<std::int32_t> building; ///< sorted by section, then by place along it
    std::vector<std::int32_t> station;  ///< zone junctions below a regulator, at least one
    std::int32_t households = 0, era = 2000;
};

[[nodiscard]] std::vector<Zone> make_zones(const Plan &plan, const CityOptions &options);

/// Medium-pressure mains: the street sections that carry one, and the junctions at which gas enters.
struct MediumPressure {
    std::vector<std::int32_t> section, source;
};

[[nodiscard]] MediumPressure route_medium_pressure(const Plan &plan, const std::vector<Zone> &zones,
                                                   const CityOptions &options);

} // namespace gastwin::synthetic
