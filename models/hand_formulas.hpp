// SPDX-License-Identifier: Apache-2.0
// Formulas of codes and handbooks as printed, for a single pipe: to check a hand calculation, and as the yardstick of
// the friction laws (models/friction.hpp) in tests. Never used in a network solve: several jump between regimes or have
// no laminar flow. Arguments are SI; the units of the print and its constants are inside. Rounded constants of the
// print are kept, so results differ from the exact pipe law by up to what each function states.
#pragma once
#include "models/gas.hpp"

namespace gastwin {

// --- GB 50028-2006, 6.2 and Appendix C ------------------------------------------------------------------------------

/// Flow counted at 0 °C and 101 325 Pa, of a gas with density and kinematic viscosity in that state.
struct GbPipe {
    double flow_m3_s, inner_diameter_m, roughness_m;
    double density_kg_m3 = 0.75, kinematic_viscosity_m2_s = 14.3e-6, temperature_k = 288.15;
};

enum class GbMaterial : std::uint8_t { steel_pe, cast_iron };

/// Re = 0.353678 Q/(d ν), Q in m³/h, d in mm.
[[nodiscard]] double gb50028_reynolds(const GbPipe &pipe);

/// λ of Appendix C as printed: 64/Re to 2100, the critical formula to 3500, then that of the material. It jumps by
/// −1.56 % at 2100 and, for steel of K/d 1e-3, +1.48 % at 3500; cast iron doubles there.
[[nodiscard]] double gb50028_friction_factor(const GbPipe &pipe, GbMaterial material);

/// (6.2.5), below 0.01 MPa: ΔP/l = 6.26e7 λ Q²/d⁵ ρ T/T0 in Pa/m. The constant is 0.09 % above the exact 6.2544e7. The
/// print assumes 101 325 Pa absolute; the true drop is 101 325/p times as large: −2 % at 2 kPa(g), +20 % at 1500 m.
[[nodiscard]] double gb50028_low_pressure_drop_pa_per_m(const GbPipe &pipe, GbMaterial material);

/// (6.2.6-1), from 0.01 MPa: (P1² − P2²)/L = 1.27e10 λ Q²/d⁵ ρ T/T0 Z with kPa absolute and km; P2. NaN when no
/// positive P2 exists. The constant is 0.20 % above the exact 1.26745e10.
[[nodiscard]] double gb50028_outlet_pressure_pa(const GbPipe &pipe, GbMaterial material, double inlet_pressure_pa,
                                                double length_m, double compressibility = 1.0);

// --- Flow from pressures
// ----------------------------------------------------------------------------------------------

/// A pipe without change of height, pressures absolute. The flow is counted at the base state. Natural gas.
struct HandPipe {
    double inlet_pressure_pa, outlet_pressure_pa, length_m, inner_diameter_m;
    double relative_density = 0.6, temperature_k = 288.15, compressibility = 1.0;
    double base_pressure_pa = 101325.0, base_temperature_k = 288.15;
    double viscosity_pa_s = 1.1e-5; ///< used where the print has it (IGT)
};

// Menon, Gas Pipeline Hydraulics (2005), in m³/day, kPa, K, km, mm, efficiency 1:
/// Weymouth: 3.7435e-3 (Tb/pb) ((p1² − p2²)/(G T L Z))^0.5 d^2.667
[[nodiscard]] double weymouth_flow_m3_s(const HandPipe &pipe);
/// Panhandle A: 4.5965e-3 (Tb/pb)^1.0788 ((p1² − p2²)/(G^0.8539 T L Z))^0.5394 d^2.6182; viscosity in the constant
[[nodiscard]] double panhandle_a_flow_m3_s(const HandPipe &pipe);
/// Panhandle B: 1.002e-2 (Tb/pb)^1.02 ((p1² − p2²)/(G^0.961 T L Z))^0.51 d^2.53; viscosity in the constant
[[nodiscard]] double panhandle_b_flow_m3_s(const HandPipe &pipe);
/// IGT: 1.2822e-3 (Tb/pb) ((p1² − p2²)/(G^0.8 T L µ^0.2))^0.555 d^2.667, µ in poise. The constant is that of the
/// American print, 136.9 (ft³/day, °R, psi, miles, inches, lb/(ft s)), converted. λ = c Re⁻ⁿ, c = 4/4.619², n = 0.2,
/// solved for the flow, π/4 (Tb/pb) (R/M_air)^((1−n)/(2−n)) ((p1² − p2²) D^(5−n)/(c µⁿ G^(1−n) T L))^(1/(2−n)), has
/// exponents 5/9 and 8/3 and in the same units 1.275655e-3. The rounded exponents count: the print lies within 0.41 %
/// of that for mains of 50 to 300 mm.
[[nodiscard]] double igt_flow_m3_s(const HandPipe &pipe);
/// Spitzglass, above 1 psi(g): 729.6087 (Tb/pb) ((p1² − p2²)/(G T L Z (1 + 3.6/d + 0.03 d)))^0.5 d^2.5 in ft³/day, °R,
/// psi, miles, inches
[[nodiscard]] double spitzglass_high_pressure_flow_m3_s(const HandPipe &pipe);

// American distribution practice, in ft³/h at 14.73 psi and 60 °F, inches, feet; base state and temperature are those:
/// Spitzglass, up to 1 psi(g): 3550 (h d⁵/(G L (1 + 3.6/d + 0.03 d)))^0.5, h in inches of water
[[nodiscard]] double spitzglass_low_pressure_flow_m3_s(const HandPipe &pipe);
/// Mueller, above 1 psi(g): 2826 d^2.725/G^0.425 ((p1² − p2²)/L)^0.575, psi. As for IGT from c = 4/3.35², n = 0.26:
/// exponents 2.37/0.87, 0.37/0.87 and 1/1.74, and 2826 for µ = 1.0174e-5 Pa s. The print's exponents are worth 0.11 %.
[[nodiscard]] double mueller_high_pressure_flow_m3_s(const HandPipe &pipe);
/// Mueller, up to 1 psi(g): 2971 d^2.725/G^0.425 (h/L)^0.575, h in inches of water: as above at a mean pressure of
/// 15.10 psi absolute
[[nodiscard]] double mueller_low_pressure_flow_m3_s(const HandPipe &pipe);

// European practice, in m³/h, mm, m:
/// Renouard, above 50 mbar(g): p1² − p2² = 48.6 G L Q^1.82 d^−4.82, bar, Q at 0 °C and 1.01325 bar
[[nodiscard]] double renouard_medium_pressure_flow_m3_s(const HandPipe &pipe);
/// Renouard, up to 50 mbar(g): p1 − p2 = 23 200 G L Q^1.82 d^−4.82, mbar
[[nodiscard]] double renouard_low_pressure_flow_m3_s(const HandPipe &pipe);
/// Lacey, up to 75 mbar(g): Q = 5.72e-4 ((p1 − p2) d⁵/(f G L))^0.5, mbar, f = 0.0044 (1 + 12/(0.276 d)), 15 °C
[[nodiscard]] double lacey_flow_m3_s(const HandPipe &pipe);
/// Pole: Lacey with f = 0.0065, Q = 7.1e-3 ((p1 − p2) d⁵/(G L))^0.5
[[nodiscard]] double pole_flow_m3_s(const HandPipe &pipe);
/// Polyflo, 0.75…7 bar(g): p1² − p2² = 27.24 L Q^1.848 d^−4.848, bar, for G = 0.589, 15 °C
[[nodiscard]] double polyflo_flow_m3_s(const HandPipe &pipe);

} // namespace gastwin
