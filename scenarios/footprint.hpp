// SPDX-License-Identifier: Apache-2.0
// How far a release is dangerous in the open, and what stands there. Fire of the jet and flammable cloud; gas that
// creeps through the ground or gathers in rooms is not in it (models/accumulation.hpp has the laws).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/consequence.hpp"
#include "models/dispersion.hpp"
#include "models/thermal.hpp"
#include "scenarios/isolation.hpp"

namespace gastwin {

struct FootprintScheme {
    double wind_m_s = 0.0;
    Stability stability = Stability::d;
    double lower_flammable_share = 0.0; ///< by volume
};

struct Footprint {
    double flow_kg_s = 0.0; ///< for which it holds
    double flame_length_m = 0.0;
    double lethal_m = 0.0, burns_m = 0.0, no_harm_m = 0.0; ///< flux contours of an upright flame (models/thermal.hpp)
    double jet_flammable_m = 0.0;                          ///< on the jet's axis, momentum alone
    double plume_flammable_m = 0.0;                        ///< downwind at the ground, wind alone: the other bound
    bool plume_extrapolated = false;
    double impact_radius_m = 0.0; ///< of the pipe's full bore at the pressure before (49 CFR 192.903)
    /// The largest of burns, the flame itself, which may lie in any direction, and flammable gas, which wind and
    /// momentum both thin: the nearer of their bounds. What the lists below are for.
    double reach_m = 0.0;
    std::vector<std::string> buildings;
    std::int32_t special_customers = 0;
    /// Of all within reach of whom it is known; missing: of nobody, which is not the same as nobody.
    std::optional<std::int32_t> households = 0;
    double people = 0.0;                                                  ///< on average over the day
    std::int32_t unknown_household_places = 0, unknown_people_places = 0; ///< within reach, not in these sums
};

/// For a hole that passes `flow_kg_s` now. A building is within reach by its walls or by one of its customers, who are
/// at their own place, else at their node; it then counts as a whole. How many live there: scenarios/people_near.hpp,
/// by `people`. Not known where the break, or whatever might stand near it, has no coordinates.
[[nodiscard]] Footprint footprint_of(const Network &network, const Break &at, const Orifice &orifice, double flow_kg_s,
                                     double gauge_pressure_before_pa, const FootprintScheme &scheme,
                                     const ConsequenceScheme &people);

} // namespace gastwin
