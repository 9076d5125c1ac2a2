// SPDX-License-Identifier: Apache-2.0
// A jet of known flow: what a network or a law of rupture feeds, not what the pressure in the pipe would drive.
#pragma once
#include "models/thermal.hpp"

namespace gastwin {

/// The jet of an orifice that passes this flow into `air`: at the inner pressure that would drive it.
[[nodiscard]] Jet jet_of_flow(const Gas &gas, const Orifice &orifice, double flow_kg_s, const Air &air);

} // namespace gastwin
