// SPDX-License-Identifier: Apache-2.0
#include "models/consequence.hpp"

#include <cmath>
#include <numbers>

namespace gastwin {

double design_gauge_pressure_pa(const ConsequenceScheme &scheme, PressureClass pressure_class) {
    switch (pressure_class) {
    case PressureClass::medium_b:
        return scheme.medium_b_pa;
    case PressureClass::medium: // A or B not recorded: the higher
    case PressureClass::medium_a:
        return scheme.medium_a_pa;
    case PressureClass::subhigh_b:
        return scheme.subhigh_b_pa;
    case PressureClass::subhigh_a:
        return scheme.subhigh_a_pa;
    case PressureClass::high_b:
        return scheme.high_b_pa;
    case PressureClass::high_a:
        return scheme.high_a_pa;
    case PressureClass::unknown:
    case PressureClass::low:
        break;
    }
    return 0.0;
}

double migration_reach_m(const ConsequenceScheme &scheme, PressureClass pressure_class) {
    switch (pressure_tier(pressure_class)) {
    case 1:
        return scheme.migration_reach_low_m;
    case 3:
    case 4:
        return scheme.migration_reach_high_m;
    default:
        return scheme.migration_reach_medium_m;
    }
}

double share_with_hole(const ConsequenceScheme &scheme, double at_least_m, double bore_m) {
    if (at_least_m > bore_m) return 0.0;
    if (!(at_least_m > 0.0)) return scheme.full_bore_share + scheme.puncture_share;
    const double z = std::log(at_least_m / scheme.puncture_median_m) / scheme.puncture_log_sd;
    return scheme.full_bore_share + scheme.puncture_share * 0.5 * std::erfc(z / std::numbers::sqrt2);
}

double fatalities_per_serious(const ConsequenceScheme &scheme, const PeopleNear &people) {
    return scheme.fatalities_floor + scheme.lethality_indoor * people.indoor + scheme.lethality_fire * people.fire;
}

double serious_cost_cny(const ConsequenceScheme &scheme, double fatalities, double customers_out) {
    return fatalities * scheme.fatality_cny * scheme.disproportion + scheme.property_cny +
           customers_out * scheme.serious_outage_h * scheme.customer_hour_cny;
}

double leak_cost_cny(const ConsequenceScheme &scheme, bool above_ground, double customers_out) {
    return (above_ground ? scheme.repair_above_ground_cny : scheme.repair_buried_cny) +
           scheme.isolating_share * customers_out * scheme.leak_outage_h * scheme.customer_hour_cny;
}

} // namespace gastwin
