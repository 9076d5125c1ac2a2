// SPDX-License-Identifier: Apache-2.0
// Gas that leaves a junction and depends on the pressure there. Both laws increase with the pressure without jumps, so
// that balances stay monotone, and both end at a gauge pressure ≥ 0: no outflow can draw a pressure below that.
#pragma once
#include "models/gas.hpp"

namespace gastwin {

/// A law's value and its derivative by pressure.
struct Outflow {
    double flow_kg_s, slope_kg_s_pa;
};

/// Share of a demand that is served: 0 up to `cut_off_pa`, 1 from cut_off_pa + band_pa, s²(3 − 2s) in between. A
/// numerical switch, not an appliance law: it ends a demand that the line-pack can no longer meet.
[[nodiscard]] Outflow served_share(double pressure_pa, double cut_off_pa, double band_pa);

/// Gauge pressures at which appliances stop and from which they get all they ask for.
struct ServicePressure {
    double minimum_pa = 0.0, required_pa = 1500.0;
};

/// 0 ≤ minimum < required, both finite.
[[nodiscard]] bool is_sound(const ServicePressure &service);

/// Share of a demand that appliances draw, and its slope, 1/Pa:
///   √x,  x = (p_g − p_min)/(p_req − p_min) within 0…1, else 0 or 1
/// (Wagner, Shamir and Marks 1988: a burner without governor is an orifice.) C¹: over the first and the last hundredth
/// of the range cubics lead to 0 and 1 with slope zero, so it is exactly 0 up to p_min and exactly 1 from p_req.
[[nodiscard]] Outflow appliance_share(double gauge_pressure_pa, const ServicePressure &service);

/// A hole to the atmosphere. Isentropic nozzle with discharge coefficient C_d = 0.85 and isentropic exponent κ = 1.3:
///   choked      q = C_d A p √(κ/(R_s T)) (2/(κ+1))^((κ+1)/(2(κ−1)))      r = p_atm/p ≤ (2/(κ+1))^(κ/(κ−1)) = 0.546
///   sub-choked  q = C_d A p √(2κ/((κ−1) R_s T) (r^(2/κ) − r^((κ+1)/κ)))
/// (e.g. TNO Yellow Book CPR 14E, section 2.5.2.3). Z = 1. C_d: 0.62 sharp edged to 1 full bore; replace by the area.
/// The infinite slope at p = p_atm is cut: over the first pascal the flow grows from zero along a parabola.
[[nodiscard]] Outflow hole_outflow(const Gas &gas, double area_m2, double pressure_pa, double atmosphere_pa);

} // namespace gastwin
