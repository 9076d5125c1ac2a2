// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/transient_model.hpp"

namespace gastwin {

/// The gas at the start, for the model's present junctions: the pressures of the options, gas at rest; or the steady
/// state of the demands at from_s with the model's controls as they are. Where that has no supply, no solution or a
/// pressure below the atmosphere's, the start is at the atmosphere's pressure.
[[nodiscard]] GasState start_state(const TransientModel &model, const Progress &progress);

} // namespace gastwin
