// SPDX-License-Identifier: Apache-2.0
// What renewal costs: a rate per metre by diameter and setting, and a set-up cost once per project. The bundled table
// (scenarios/schemes/cost.toml) is illustrative.
#pragma once
#include <vector>

namespace gastwin {

/// Rate per metre by diameter: the first band whose limit is not exceeded; the last one beyond the table.
struct CostBands {
    std::vector<double> up_to_diameter_m, cny_per_m;
    double setup_cny = 0.0;
};

struct CostScheme {
    CostBands buried, above_ground;
    double riser_cny_per_m = 0.0, riser_cny_per_household = 0.0, riser_setup_cny = 0.0;
    double max_project_length_m = 0.0;
};

[[nodiscard]] double pipe_cost_cny(const CostBands &bands, double diameter_m, double length_m);
[[nodiscard]] double riser_cost_cny(const CostScheme &scheme, double height_m, double households);

} // namespace gastwin
