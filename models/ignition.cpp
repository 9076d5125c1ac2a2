// SPDX-License-Identifier: Apache-2.0
#include "models/ignition.hpp"

#include <algorithm>

namespace gastwin {

Ignition ignition_by_flow(double flow_kg_s, std::span<const IgnitionBand> table) {
    if (!(flow_kg_s > 0.0) || table.empty()) return {};
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const IgnitionBand &band) { return flow_kg_s < band.below_kg_s; });
    return found == table.end() ? table.back().ignition : found->ignition;
}

double ignition_by_size(BreakSize size, double diameter_m, const EgigIgnition &table) {
    switch (size) {
    case BreakSize::pinhole:
        return table.pinhole;
    case BreakSize::hole:
        return table.hole;
    case BreakSize::rupture:
        break;
    }
    return diameter_m < table.large_from_m ? table.rupture_small : table.rupture_large;
}

double rupture_ignition(double gauge_pressure_pa, double diameter_m) {
    return std::min(0.81, 0.0555 + 0.0137 * std::max(0.0, gauge_pressure_pa) * 1e-5 * diameter_m * diameter_m);
}

double found_in_time(const IndoorPath &path) {
    return 1.0 - (1.0 - path.detector) * (1.0 - path.odour) * (1.0 - path.patrol) * (1.0 - path.ventilation);
}

Outcomes event_tree(const Ignition &outdoors, const IndoorPath &indoors, double congested) {
    const double later = 1.0 - outdoors.immediate;
    const double inside = later * indoors.reaches, found = inside * found_in_time(indoors);
    const double outside = later - inside, late = outside * outdoors.delayed_if_not_immediate();
    const double explodes = (inside - found) * indoors.ignites;
    return {.jet_fire = outdoors.immediate,
            .flash_fire = late * (1.0 - congested),
            .outdoor_blast = late * congested,
            .indoor_explosion = explodes,
            .found_in_time = found,
            .dispersed = (inside - found - explodes) + (outside - late)};
}

} // namespace gastwin
