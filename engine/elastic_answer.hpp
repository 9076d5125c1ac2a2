// SPDX-License-Identifier: Apache-2.0
// From a solved elastic system to the tiers: flows, levels, feeds and what customers draw.
#pragma once
#include "engine/elastic_system.hpp"

namespace gastwin {

/// Writes the answer of a system, measured at ε = 0, without what only kept it unique: leaks of feeds become no flow,
/// zones without flow rest at what their feeds would hold, and mass closes to round-off.
void set_answer(Tiers &tiers, const ElasticSystem &system, const ElasticState &state, const ElasticBalance &balance);

/// After set_answer(): shows a state that is no answer as it is.
void set_start(Tiers &tiers, const ElasticSystem &system, const ElasticState &state);

} // namespace gastwin
