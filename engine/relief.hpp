// SPDX-License-Identifier: Apache-2.0
// Relief valves (放散) at the outlets of regulators: gas to the atmosphere, the more the higher the pressure.
#pragma once
#include <optional>

#include "engine/outflow.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Pressures absolute.
struct ReliefValve {
    double opens_pa, full_pa; ///< set point; where it is just fully open
    double capacity_kg_s;     ///< at full_pa
    double area_m2, atmosphere_pa;
};

/// The valve of one row with the defaults of models/regulator.hpp; nothing where there is no set point. Of capacity and
/// orifice the one that is missing is what the other needs at full_pa. It stands downstream of the slam-shut valve, so
/// it acts in whatever state the regulator is.
[[nodiscard]] std::optional<ReliefValve> relief_valve(const Regulators &regulator, std::size_t row, const Gas &gas,
                                                      double atmosphere_pa);

/// q = max(0, min( C (p − p_rel)/(p_full − p_rel), orifice ))
/// with the orifice of hole_outflow(): lift proportional to the excess of pressure, then the orifice. Both grow with
/// the pressure, so does their minimum: one more increasing outflow at a junction, without jumps and with a kink at
/// either end, which the junction balances' monotony (engine/elastic.hpp, engine/cell_problem.hpp) does not notice. No
/// hysteresis: a valve that shuts at a lower pressure than it opens would have two states.
[[nodiscard]] Outflow relief_outflow(const Gas &gas, const ReliefValve &valve, double pressure_pa);

} // namespace gastwin
