// SPDX-License-Identifier: Apache-2.0
// The bundled pattern of loads, as data: a TOML file that is part of the library.
#pragma once
#include "models/load.hpp"

namespace gastwin {

/// Of schemes/loads.toml, normalised.
[[nodiscard]] const LoadPattern &default_load_pattern();

} // namespace gastwin
