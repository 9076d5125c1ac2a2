// SPDX-License-Identifier: Apache-2.0
// Service pipes, aerial courtyard pipes, risers and customers of the synthetic city's buildings. Part of
// synthetic_city().
#pragma once
#include "scenarios/synthetic/draft.hpp"
#include "scenarios/synthetic/routes.hpp"

namespace gastwin::synthetic {

/// Everything from the tee on the main to the customers of one building (`row` of the plan). `zone_name` numbers the
/// community the building is registered in.
void lay_building(Draft &draft, const Plan &plan, std::int32_t row, const Zone &zone, std::size_t zone_row, NodeIdx tee,
                  const CityOptions &options);

} // namespace gastwin::synthetic
