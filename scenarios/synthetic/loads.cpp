// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/loads.hpp"

#include <algorithm>
#include <cmath>

#include "scenarios/synthetic/draft.hpp"

namespace gastwin::synthetic {

namespace {
constexpr double households_per_unit_user = 225.0;
}

UnitUser unit_user_of(const PlannedBuilding &building, std::int32_t row, std::uint64_t seed) {
    Random draw(seed, unit_user_stream, static_cast<std::uint64_t>(row));
    if (!draw.chance(std::min(0.6, building.households / households_per_unit_user))) return {};
    UnitUser user;
    double u = draw.uniform();
    const auto last = static_cast<std::int32_t>(unit_user_kinds.size()) - 1;
    for (; user.kind < last; ++user.kind)
        if ((u -= unit_user_kinds[static_cast<std::size_t>(user.kind)].share) < 0.0) break;
    const double scatter = std::clamp(draw.normal(), -2.0, 2.0);
    const double load = unit_user_kinds[static_cast<std::size_t>(user.kind)].median_m3_h * std::exp(0.5 * scatter);
    user.connected_m3_h = std::round(load * 100.0) / 100.0;
    return user;
}

BuildingLoad building_load(const PlannedBuilding &building, std::int32_t row, const Zone &zone,
                           const CityOptions &options) {
    LoadModel alone = options.load; // a single building draws more than a zone's limits allow for
    alone.largest_coincidence = 1.0;
    const double connected = building.households * options.load.household_connected_m3_h;
    const double unit = unit_user_of(building, row, options.seed).connected_m3_h;
    return {connected * zone_coincidence(zone, options) + unit * options.load.unit_peak_factor,
            connected * coincidence_factor(alone, building.households) + unit};
}

double zone_load_m3_h(const Plan &plan, const Zone &zone, const CityOptions &options) {
    double sum = 0.0;
    for (const std::int32_t g : zone.building)
        sum += building_load(plan.buildings[static_cast<std::size_t>(g)], g, zone, options).zone_m3_h;
    return sum;
}

} // namespace gastwin::synthetic
