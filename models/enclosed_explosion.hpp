// SPDX-License-Identifier: Apache-2.0
// Explosions: overpressure inside a closed or vented room, and outside as it falls with distance. Overpressures in Pa
// above the surrounding pressure. The external laws differ by up to seven times (20 kg, 10 m), mostly by the
// share of the energy they count; the one used is always named.
#pragma once
#include <array>
#include <cstdint>

#include "models/names.hpp"
#include "models/units.hpp"

namespace gastwin {

/// Burning of a mixture at constant volume.
struct ClosedExplosion {
    double room_m3;
    double fuel_m3;                         ///< burning, pure gas; what exceeds the room's air does not burn
    double stoichiometric_fraction = 0.095; ///< of the fuel in its mixture
    double expansion_ratio = 7.5;           ///< unburnt to burnt density, constant pressure
    double heat_capacity_ratio = 1.31;
    double ambient_pa = standard_pressure_pa;
};

/// Δp = p0 {[((V + V_f)/V) ((V + V_st (σ − 1))/V)]^γ − 1},  V_st = V_f/X_st, at most V (as in HyRAM+). Adiabatic, all
/// burns at once: an upper bound, never reached in rooms with windows.
[[nodiscard]] double closed_overpressure_pa(const ClosedExplosion &explosion);

struct VentedOverpressure {
    double overpressure_pa;
    bool valid; ///< room ≤ 1 000 m³ and vent area/volume within 0.05…0.15 1/m
};

/// EN 1991-1-7 annex D.1, natural gas in rooms: p_d = max(3 + p_stat, 3 + p_stat/2 + 0.04/(A_v/V)²) kN/m². p_stat:
/// static pressure at which the vents (windows, panels, covers of a drain) give way.
[[nodiscard]] VentedOverpressure vented_overpressure(double room_m3, double vent_area_m2, double vent_opening_pa);

/// Laws of blast in the open.
enum class BlastLaw : std::uint8_t {
    /// TNT of the same energy, curve of Kinney and Graham (1985)
    tnt,
    /// TNT of the same energy on the ground, Sadovsky (1952)
    sadovsky,
    /// detonation of a gas cloud, Bauwens and Dorofeev
    detonation,
    /// deflagration with a given flame speed (TVS method, RD 03-409-01)
    deflagration
};

template <> struct Names<BlastLaw> {
    static constexpr std::array<Name, 4> names{{{"tnt", "TNT equivalent, Kinney and Graham", "TNT 当量，Kinney-Graham"},
                                                {"sadovsky", "TNT equivalent, Sadovsky", "TNT 当量，萨多夫斯基"},
                                                {"detonation", "detonation of a gas cloud", "气云爆轰"},
                                                {"deflagration", "deflagration of a gas cloud", "气云爆燃"}}};
};

/// Dimensionless curves, Δp/p0; R = r (p0/E)^⅓, E the energy that takes part.
///   detonation    0.34/R^(4/3) + 0.062/R² + 0.0033/R³
///   deflagration  (u/340)² (σ − 1)/σ (0.83/R − 0.14/R²), R ≥ 0.34, closer held there; u flame speed, m/s
[[nodiscard]] double detonation_overpressure(double scaled_distance);
[[nodiscard]] double deflagration_overpressure(double scaled_distance, double flame_speed_m_s, double expansion_ratio);

/// Kinney and Graham, Δp/p0 over Z = r/m^⅓, m/kg^⅓, free air:
///   808 (1 + (Z/4.5)²)/√((1 + (Z/0.048)²)(1 + (Z/0.32)²)(1 + (Z/1.35)²))
[[nodiscard]] double kinney_graham_overpressure(double z_m_kg3);

/// Δp = 101.3 kPa (0.8 m^0.33/r + 3 m^0.66/r² + 5 m/r³), m kg of TNT on the ground.
[[nodiscard]] double sadovsky_overpressure_pa(double tnt_kg, double distance_m);

/// A cloud that explodes. Only the part that is confined or congested takes part: a city's street cloud burns as a
/// flash fire.
struct Blast {
    double fuel_kg; ///< taking part
    BlastLaw law = BlastLaw::tnt;
    double heat_of_combustion_j_kg = 50e6;
    double tnt_yield = 0.03;                               ///< share of the heat that counts as TNT
    double flame_speed_m_s = 150.0, expansion_ratio = 7.0; ///< deflagration
    double ambient_pa = standard_pressure_pa;
};

inline constexpr double tnt_j_kg = 4.68e6;

/// η m H/(4.68 MJ/kg): 1 kg of methane at 3 % counts as 0.3205 kg.
[[nodiscard]] double tnt_equivalent_kg(const Blast &blast);

/// Peak side-on overpressure at a distance; 0 without fuel. Never rises with distance.
[[nodiscard]] double peak_overpressure_pa(const Blast &blast, double distance_m);

/// Distance at which the peak has fallen to `overpressure_pa`; 0 where it is never reached. Searched from 1 mm to
/// 1 000 km.
[[nodiscard]] double blast_reach_m(const Blast &blast, double overpressure_pa);

} // namespace gastwin
