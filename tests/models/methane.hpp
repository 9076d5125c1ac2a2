// SPDX-License-Identifier: Apache-2.0
// The gas of the reference's check values: ideal methane at 15 °C.
#pragma once
#include "models/gas.hpp"

namespace gastwin {

inline Gas methane() {
    Gas gas;
    gas.molar_mass_kg_mol = 0.016043;
    gas.viscosity_pa_s = 1.1e-5;
    return gas;
}

} // namespace gastwin
