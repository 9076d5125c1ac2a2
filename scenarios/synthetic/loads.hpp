// SPDX-License-Identifier: Apache-2.0
// Peak loads of the synthetic city. Part of synthetic_city().
#pragma once
#include <array>
#include <cstdint>

#include "models/customer.hpp"
#include "scenarios/synthetic/routes.hpp"

namespace gastwin::synthetic {

struct UnitUserKind {
    CustomerKind kind;
    const char *special; ///< code of a special place; "" none
    double median_m3_h, share;
};
inline constexpr std::array<UnitUserKind, 8> unit_user_kinds{{{CustomerKind::commercial, "", 9.0, 0.46},
                                                              {CustomerKind::commercial, "", 3.0, 0.12},
                                                              {CustomerKind::public_service, "", 14.0, 0.12},
                                                              {CustomerKind::commercial, "shopping", 25.0, 0.08},
                                                              {CustomerKind::public_service, "kindergarten", 6.0, 0.08},
                                                              {CustomerKind::public_service, "school", 15.0, 0.07},
                                                              {CustomerKind::public_service, "hospital", 25.0, 0.04},
                                                              {CustomerKind::public_service, "elder_care", 8.0, 0.03}}};

/// The restaurant, school or hospital of a building; none where connected_m3_h is 0.
struct UnitUser {
    double connected_m3_h = 0.0;
    std::int32_t kind = 0; ///< row of unit_user_kinds
};
[[nodiscard]] UnitUser unit_user_of(const PlannedBuilding &building, std::int32_t row, std::uint64_t seed);

/// Share of the households' connected load that a zone draws at the peak.
[[nodiscard]] inline double zone_coincidence(const Zone &zone, const CityOptions &options) {
    return coincidence_factor(options.load, zone.households);
}

/// m³/h at 0 °C. `zone` counts households at their zone's coincidence and is what the solver is given; `local` counts
/// them at the building's own, higher one, by which its service pipe is sized.
struct BuildingLoad {
    double zone_m3_h = 0.0, local_m3_h = 0.0;
};
[[nodiscard]] BuildingLoad building_load(const PlannedBuilding &building, std::int32_t row, const Zone &zone,
                                         const CityOptions &options);

[[nodiscard]] double zone_load_m3_h(const Plan &plan, const Zone &zone, const CityOptions &options);

} // namespace gastwin::synthetic
