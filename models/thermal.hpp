// SPDX-License-Identifier: Apache-2.0
// Fire after a release: how far it hurts. Potential impact radius of a transmission main, length of a jet flame, share
// of its heat that is radiated, what the air lets through, and the distance at which a given flux is still reached.
// Calm air; flames bend and lengthen little in wind below about 5 m/s. Fluxes in W/m².
#pragma once
#include "models/jet.hpp"

namespace gastwin {

/// Potential impact radius r = 0.00315 · d[mm] · √(p[kPa g]) m (49 CFR 192.903 in SI units, heat flux 15.8 kW/m²).
/// For a full-bore rupture of a transmission-type pipe; meaningless below medium pressure.
[[nodiscard]] double potential_impact_radius_m(double diameter_m, double gauge_pressure_pa);

/// The model behind that number (C-FER, GRI-00/0189) with its parameters.
struct ImpactRadiusModel {
    double combustion_efficiency = 0.35, radiant_fraction = 0.2, decay_factor = 0.33, discharge_coefficient = 0.62;
    double heat_of_combustion_j_kg = 50e6, heat_capacity_ratio = 1.306;
    double flux_w_m2 = 15770.0; ///< 5 000 Btu/(h ft²)
};

/// r = √(μ χ λ C_d H φ p d²/(8 a0 I)): point source at the break fed by full_bore_release(), φ/a0 as there. Reproduces
/// potential_impact_radius_m() within 1 % for methane.
[[nodiscard]] double potential_impact_radius_m(const ImpactRadiusModel &model, const Gas &gas, double diameter_m,
                                               double gauge_pressure_pa);

/// Combustion of a fuel in air at 15 °C. Defaults: methane.
struct Fuel {
    double stoichiometric_mass_fraction = 0.05500; ///< of the fuel in the mixture
    double flame_temperature_k = 2226.0;           ///< adiabatic
    double products_molar_mass_kg_mol = 0.02763;   ///< of the burnt stoichiometric mixture
    double heat_of_combustion_j_kg = 50.03e6;      ///< lower
    double absorption_per_m = 0.5;                 ///< Planck mean
};

struct Air {
    double temperature_k = 288.15, pressure_pa = standard_pressure_pa;
    double relative_humidity = 0.5; ///< 0…1
    double co2_ppm = 400.0;
    [[nodiscard]] double density_kg_m3() const {
        return pressure_pa * 0.02896546 / (gas_constant_j_mol_k * temperature_k);
    }
};

struct JetFlame {
    double length_m, width_m;
    double residence_ms;
    double radiant_fraction; ///< of the heat of combustion
    double radiated_w;
};

/// Visible flame of a turbulent jet (Delichatsios 1993 with Heskestad's plume limit) and its radiation (Molina, Schefer
/// and Houf 2007, as in HyRAM+):
///   Fr = v f_s^1.5/[(ρ_e/ρ_a)^¼ √((T_ad − T_a)/T_a g d_e)],  L* = 13.5 Fr^0.4/(1 + 0.07 Fr²)^0.2
///   L = L* d_e √(ρ_e/ρ_a)/f_s,  W = 0.17 L,  τ = π/12 ρ_f W² L f_s/ṁ,  X = 9.45e-9 (τ[ms] a_p T_ad⁴)^0.47, at most 1
/// As published L* switches to 23 at Fr = 5, a jump of 10 %; here the curve runs on to its limit, 22.98. Subsonic to
/// underexpanded jets of hydrogen and light hydrocarbons.
[[nodiscard]] JetFlame jet_flame(const Jet &jet, const Fuel &fuel, const Air &air);

/// Quick form L = 12.5 ṁ^0.4 m (MChS order 404, compressed gas); width 0.15 L.
[[nodiscard]] double quick_flame_length_m(double flow_kg_s);
inline constexpr double quick_flame_slenderness = 0.15;

/// Share of thermal radiation that `length_m` of air lets through (Wayne 1991), X_H and X_C the amounts of water vapour
/// and carbon dioxide in the way:
///   τ = 1.006 − 0.01171 lg X_H − 0.02368 lg² X_H − 0.03188 lg X_C + 0.001164 lg² X_C
///   X_H = RH L p_sat[mmHg] 288.651/T,  p_sat = exp(20.386 − 5132/T),  X_C = 273/T L ppm/335
/// Fitted for black-body flames beyond some 10 m. Kept within 0…1 and from growing with distance: below the length of
/// its maximum it stays there. Humidity below 1 % counts as 1 %, carbon dioxide below 1 ppm as 1 ppm.
[[nodiscard]] double atmospheric_transmissivity(double length_m, const Air &air);

/// Flux at a target turned towards the flame, distance `along_m` on the ground from the hole in the jet's direction.
/// The flame's axis starts at the hole, on the ground, and rises at `elevation_rad` (0 level … π/2 upright). Weighted
/// sources (Hankinson and Lowesmith 2012): N = 50 on the axis, weight rising linearly to 0.75 L, then falling,
///   q = Σ w_i S τ(r_i)/(4π r_i²)
[[nodiscard]] double flame_flux_w_m2(const JetFlame &flame, double elevation_rad, const Air &air, double along_m);

/// Farthest distance in the jet's direction at which that flux is reached; 0 where it is nowhere.
[[nodiscard]] double flame_reach_m(const JetFlame &flame, double elevation_rad, const Air &air, double flux_w_m2);

/// Quick form, all heat from one point in clear air: r = √(S/(4π q)). Safe beyond one flame length.
[[nodiscard]] double point_source_reach_m(double radiated_w, double flux_w_m2);

/// Contours (IFC, as in HyRAM+): no harm; second-degree burns in 20 s; death in 30 s.
inline constexpr double no_harm_flux_w_m2 = 1577.0, burns_flux_w_m2 = 4732.0, lethal_flux_w_m2 = 25237.0;

} // namespace gastwin
