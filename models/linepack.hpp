// SPDX-License-Identifier: Apache-2.0
// Line-pack (管存): gas stored in pipes, and how long it lasts a part of the network that has lost its supply.
#pragma once
#include "models/gas.hpp"
#include "models/table.hpp"

namespace gastwin {

/// Mass given off by a volume whose absolute pressure falls at constant temperature, m = V (ρ(p) − ρ(p_min)); none when
/// the pressure is below p_min already or not known.
[[nodiscard]] inline double usable_linepack_kg(const Gas &gas, double volume_m3, double pressure_pa,
                                               double least_pressure_pa) {
    if (!(pressure_pa > least_pressure_pa)) return 0.0;
    return volume_m3 * (density_kg_m3(gas, pressure_pa) - density_kg_m3(gas, least_pressure_pa));
}

/// Time until the usable gas is gone at constant demand, t = m / ṁ, the integral of V dp/dt = −p_std (T/T_std) Z Q_std
/// for constant Q_std; missing when there is no demand. Pressure gradients are neglected: the far ends fail earlier.
[[nodiscard]] constexpr double survival_time_s(double usable_kg, double demand_kg_s) {
    return demand_kg_s > 0.0 ? usable_kg / demand_kg_s : missing_real;
}

} // namespace gastwin
