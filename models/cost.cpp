// SPDX-License-Identifier: Apache-2.0
#include "models/cost.hpp"

#include <algorithm>

namespace gastwin {

double pipe_cost_cny(const CostBands &bands, double diameter_m, double length_m) {
    const auto found = std::lower_bound(bands.up_to_diameter_m.begin(), bands.up_to_diameter_m.end(), diameter_m);
    const auto band =
        std::min(static_cast<std::size_t>(found - bands.up_to_diameter_m.begin()), bands.cny_per_m.size() - 1);
    return bands.cny_per_m[band] * length_m;
}

double riser_cost_cny(const CostScheme &scheme, double height_m, double households) {
    return scheme.riser_cny_per_m * height_m + scheme.riser_cny_per_household * households;
}

} // namespace gastwin
