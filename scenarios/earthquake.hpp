// SPDX-License-Identifier: Apache-2.0
// Damage all over a network by one shaking of the ground, drawn pipe by pipe.
#pragma once
#include "scenarios/incident.hpp"

namespace gastwin {

/// Damages of buried pipes that carry gas: a Poisson number for each, by its length, material and the peak ground
/// velocity, the same everywhere (EarthquakeScheme); places uniform; breaks first, then leaks, each in table order.
/// A pipe's draws depend on the seed and its row alone: more velocity never takes a damage away. Throws
/// Error("value_out_of_range") for a velocity outside 0 … 5 m/s.
[[nodiscard]] std::vector<Damage> earthquake_damage(const Network &network, double peak_ground_velocity_m_s,
                                                    const EarthquakeScheme &scheme, std::uint64_t seed);

} // namespace gastwin
