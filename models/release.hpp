// SPDX-License-Identifier: Apache-2.0
// How much gas leaves through a hole: into the open, through soil, from a volume that has been shut off, and from both
// ends of a broken pipe. One orifice law for all of them, from pinhole to full bore and from the first pascal to choked
// flow, continuous with its slope by the inner pressure.
//
// Isentropic flow of a perfect gas to the narrowest section; real gas enters by the density at the inner state. No
// inflow: gas never comes back through a hole whose outer pressure is the higher. Steady at each instant.
#pragma once
#include "models/gas.hpp"

namespace gastwin {

/// A mass flow that depends on a pressure, and its derivative by that pressure.
struct Outflow {
    double flow_kg_s, slope_kg_s_pa;
};

/// C_d: 0.62 small sharp-edged hole; 0.85 rounded; 0.95 to 1 full bore (CCPS 1999; Assael and Kakosimos 2010). One
/// value for both regimes: a switch at the choking pressure would be a jump in the flow. κ = c_p/c_v of methane.
struct Orifice {
    double area_m2 = 0.0;
    double discharge_coefficient = 0.62, heat_capacity_ratio = 1.306;
};

/// From this inner pressure (absolute) on, the flow no longer depends on the outer one: p_back ((κ+1)/2)^(κ/(κ−1)).
/// Methane into the standard atmosphere: 84.7 kPa gauge.
[[nodiscard]] double choking_pressure_pa(const Orifice &orifice, double back_pressure_pa);

/// ṁ = C_d A √(ρ p) ψ(r),  ρ = p/(Z a²),  r = p_back/p,  r_c = (2/(κ+1))^(κ/(κ−1)):
///   r > r_c   ψ² = 2κ/(κ−1) (r^(2/κ) − r^((κ+1)/κ))
///   r ≤ r_c   ψ² = κ (2/(κ+1))^((κ+1)/(κ−1))
/// (e.g. TNO Yellow Book CPR 14E, section 2.5.2.3; CCPS 1999.) C¹ in the inner pressure: ψ has no slope at r_c. The
/// infinite slope at p = p_back is cut: over the first pascal the flow grows from zero along a parabola that joins
/// value and slope. Valid up to about 10 MPa, where Z of the inner state alone no longer describes the expansion.
[[nodiscard]] Outflow orifice_release(const Gas &gas, const Orifice &orifice, double pressure_pa,
                                      double back_pressure_pa);

/// Soil around a buried pipe: permeability (clay 1e-15, silt 1e-13, sand 1e-11, gravel 1e-9 m²) and depth of the hole.
struct Soil {
    double permeability_m2, depth_m;
};

struct BuriedRelease {
    double flow_kg_s;
    double outer_pressure_pa; ///< absolute, in the soil just outside the wall
    double pore_reynolds;     ///< ṁ √k/(4π r_h² μ) at the hole; above about 1 inertia adds to Darcy's resistance
    bool cratered;            ///< the soil is thrown aside: flow and outer pressure are those of a hole in the open
};

/// Beyond both of these, soil does not hold the gas back but is thrown aside. Orders of magnitude, not a measured law.
inline constexpr double cratering_head_pa = 1e5, cratering_diameter_m = 0.020;

/// Hole and soil in series. Soil: Darcy flow from a sphere of the hole's radius r_h at depth h, the ground surface by
/// an image source,
///   ṁ = 4π k (Π(p1) − Π(p_atm))/(μ a² (1/r_h − 1/(2h))),   Π = ∫ p/Z dp
/// set equal to the orifice's flow from p to p1. Never more than in the open. Darcy's law overestimates where
/// pore_reynolds is well above 1 (safe side). Throws Error("value_out_of_range") unless permeability > 0 and the hole
/// lies deeper than its radius.
[[nodiscard]] BuriedRelease buried_release(const Gas &gas, const Orifice &orifice, const Soil &soil, double pressure_pa,
                                           double atmosphere_pa);

/// A part of the network that has been shut off, at one temperature.
struct IsolatedVolume {
    double volume_m3, pressure_pa; ///< absolute, at the start
    double atmosphere_pa = standard_pressure_pa;
};

struct BlowDown {
    double pressure_pa, left_kg, released_kg;
};

/// Time until the pressure has fallen to `pressure_pa` (absolute): t = ∫ V ρ'(p)/ṁ(p) dp, isothermal. Infinite at and
/// below the atmosphere's pressure, which is never reached; 0 at and above the start. Relative error below 1e-9. While
/// choked and ideal, p = p0 e^(−t/τ), τ = V/(C_d A ψ a). Pressure gradients along the pipes are neglected: fit for
/// holes much smaller than the pipe. The gas of a fast blow-down cools: adiabatic, it is up to κ times as fast.
[[nodiscard]] double blow_down_time_s(const Gas &gas, const Orifice &orifice, const IsolatedVolume &volume,
                                      double pressure_pa);

/// State after a time; inverse of blow_down_time_s().
[[nodiscard]] BlowDown blow_down(const Gas &gas, const Orifice &orifice, const IsolatedVolume &volume, double time_s);

/// Bounds of the release from both ends of a pipe broken in two, and the value used for impact radii.
struct FullBoreRelease {
    double low_kg_s, usual_kg_s, high_kg_s;
};

/// C-FER (GRI-00/0189): 2 λ C_d A p φ/a0 = 2 λ · the orifice law with the pipe's section, C_d 0.62; decay factor λ
/// 0.25, 0.33 and 0.5. Quasi-steady, seconds to minutes after a rupture of a long transmission main. In a looped city
/// network the supply decides instead: put the section as a hole into the hydraulic model; these are for checks.
[[nodiscard]] FullBoreRelease full_bore_release(const Gas &gas, double diameter_m, double pressure_pa,
                                                double atmosphere_pa);

} // namespace gastwin
