// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/classes.hpp"
#include "models/pipe.hpp"

namespace gastwin {

/// Equivalent sand roughness of a clean pipe: plastic and drawn metal 0.01 mm, steel, galvanised steel and iron 0.1 mm
/// (design values for natural gas; manufactured gas deposits raise those of steel). Replace where a survey says better.
constexpr double roughness_of(Material material) {
    using enum Material;
    const bool smooth =
        is_plastic(material) || material == pex_al || material == copper || material == stainless || material == rubber;
    return smooth ? 1e-5 : 1e-4;
}

/// Roughness of a pipe: as recorded, or that of its material.
inline double roughness_of(const Pipes &pipe, std::size_t row) {
    return is_missing(pipe.roughness_m[row]) ? roughness_of(pipe.material[row]) : pipe.roughness_m[row];
}

} // namespace gastwin
