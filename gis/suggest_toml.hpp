// SPDX-License-Identifier: Apache-2.0
// A drafted profile as text. Internal to suggest_profile().
#pragma once
#include <span>
#include <string>

#include "gis/suggest.hpp"

namespace gastwin {

/// TOML with the confidence of each column beside it and the code lists of cjj61; empty when no layer has a table.
[[nodiscard]] std::string profile_text(std::span<const LayerGuess> layers);

} // namespace gastwin
