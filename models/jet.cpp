// SPDX-License-Identifier: Apache-2.0
#include "models/jet.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gastwin {

Jet expanded_jet(const Gas &gas, const Orifice &orifice, double pressure_pa, double atmosphere_pa) {
    const double flow = orifice_release(gas, orifice, pressure_pa, atmosphere_pa).flow_kg_s;
    if (!(flow > 0.0)) return {};
    const double kappa = orifice.heat_capacity_ratio, c = orifice.discharge_coefficient;
    const double back =
        std::max(atmosphere_pa, pressure_pa * atmosphere_pa / choking_pressure_pa(orifice, atmosphere_pa));
    const double cooling = std::pow(back / pressure_pa, (kappa - 1.0) / kappa); // T_throat/T
    const double throat_speed = std::sqrt(2.0 * kappa / (kappa - 1.0) * gas.a2_m2_s2() * (1.0 - cooling));
    const double throat_density = back / (gas.a2_m2_s2() * cooling);
    const double speed = c * throat_speed + (back - atmosphere_pa) / (c * throat_density * throat_speed);
    const double density = atmosphere_pa / gas.a2_m2_s2();
    return {flow, std::sqrt(4.0 * flow / (std::numbers::pi * density * speed)), speed, density};
}

double jet_reach_m(const Jet &jet, double air_density_kg_m3, double fraction) {
    if (!(jet.flow_kg_s > 0.0)) return 0.0;
    return 4.9 * jet.diameter_m * std::sqrt(air_density_kg_m3 / jet.density_kg_m3) / fraction;
}

} // namespace gastwin
