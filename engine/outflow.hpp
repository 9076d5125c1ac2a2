// SPDX-License-Identifier: Apache-2.0
// Gas that leaves a junction and depends on the pressure there. Both laws increase with the pressure without jumps, so
// that balances stay monotone, and both end at a gauge pressure ≥ 0: no outflow can draw a pressure below that.
#pragma once
#include "models/release.hpp"

namespace gastwin {

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

/// C_d of holes given by their area alone: a rounded edge.
inline constexpr double hole_coefficient = 0.85;

/// A hole to the atmosphere: orifice_release() with C_d = hole_coefficient. Of another hole give the area times
/// C_d/hole_coefficient: 0.62 sharp edged to 1 full bore.
[[nodiscard]] Outflow hole_outflow(const Gas &gas, double area_m2, double pressure_pa, double atmosphere_pa);

/// A hole in a pipe under ground.
struct BuriedHole {
    Orifice orifice;
    Soil soil;
};

/// buried_release() with its slope, a difference quotient: Newton's method needs no more of it. Preconditions as there.
[[nodiscard]] Outflow buried_outflow(const Gas &gas, const BuriedHole &hole, double pressure_pa, double atmosphere_pa);

} // namespace gastwin
