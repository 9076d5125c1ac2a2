// SPDX-License-Identifier: Apache-2.0
// The gas and its equation of state, reduced to the one function the pipe law needs: the pressure potential
//   Π(p) = ∫ p/Z(p) dp   [Pa²],   ρ(p) = p / (Z a²),   a² = R T / M.
#pragma once
#include <array>
#include <cstdint>

#include "models/names.hpp"
#include "models/units.hpp"

namespace gastwin {

/// Compressibility models. `virial`: 1/Z = b1 + b2 p (ideal gas and the CNGA forms); `linear`: Z = b1 + b2 p (the
/// form pandapipes and STANET use, AGA88); `quadratic`: Z = b1 + b2 p + b3 p² (Papay).
enum class Compressibility : std::uint8_t { virial, linear, quadratic };

template <> struct Names<Compressibility> {
    static constexpr std::array<Name, 3> names{{{"virial", "1/Z = b1 + b2 p", "1/Z = b1 + b2 p"},
                                                {"linear", "Z = b1 + b2 p", "Z = b1 + b2 p"},
                                                {"quadratic", "Z = b1 + b2 p + b3 p²", "Z = b1 + b2 p + b3 p²"}}};
};

/// A gas at one temperature, that of the ground the pipes lie in: buried pipes take it within some hundred metres.
/// Defaults: natural gas of 0.75 kg/m³ at 0 °C and 101 325 Pa, 15 °C, ideal.
struct Gas {
    double molar_mass_kg_mol = 0.75 * gas_constant_j_mol_k * zero_celsius_k / standard_pressure_pa; // 0.016810…
    double temperature_k = 288.15;
    double viscosity_pa_s = 0.75 * 14.3e-6; ///< dynamic; kinematic 14.3e-6 m²/s at 0.75 kg/m³
    Compressibility compressibility = Compressibility::virial;
    double b1 = 1.0, b2 = 0.0; ///< b2 in 1/Pa
    double gas_constant = gas_constant_j_mol_k;
    double b3 = 0.0; ///< 1/Pa², only in the quadratic form

    /// Square of the isothermal speed of sound for Z = 1.
    [[nodiscard]] double a2_m2_s2() const { return gas_constant * temperature_k / molar_mass_kg_mol; }
    /// Density at 0 °C, 101 325 Pa, Z = 1: the state in which GB 50028 counts cubic metres.
    [[nodiscard]] double reference_density_kg_m3() const {
        return standard_pressure_pa * molar_mass_kg_mol / (gas_constant * zero_celsius_k);
    }
};

/// Published equations of state that give the coefficients of a gas.
enum class EquationOfState : std::uint8_t {
    /// Z = 1
    ideal,
    /// California Natural Gas Association, fitted for relative density 0.6 at 288.7 K: b1 1.00300865, b2 2.96848838e-8
    cnga_simple,
    /// CNGA: 1/Z = 1 + 344400 p 10^(1.785 G)/T^3.825 with p in psi(g), T in °R, G the relative density (M/0.02896).
    /// Natural gas up to about 7 MPa.
    cnga_full,
    /// Papay 1968: Z = 1 − 3.52 p_r e^(−2.26 T_r) + 0.274 p_r² e^(−1.878 T_r). Natural gas and hydrogen blends up to
    /// about 15 MPa; needs T_r > 0.92, so not for LPG vapour.
    papay,
    /// AGA: Z = 1 + (0.257 − 0.533 T_c/T) p/p_c. Up to about 7 MPa.
    aga88
};

template <> struct Names<EquationOfState> {
    static constexpr std::array<Name, 5> names{{{"ideal", "ideal gas", "理想气体"},
                                                {"cnga_simple", "CNGA for gravity 0.6 at 288.7 K", "CNGA 简式"},
                                                {"cnga_full", "CNGA", "CNGA 全式"},
                                                {"papay", "Papay", "Papay"},
                                                {"aga88", "AGA 88", "AGA 88"}}};
};

/// Critical point, of a mixture the pseudo-critical one. Default: methane.
struct CriticalPoint {
    double temperature_k = 190.564, pressure_pa = 4.599e6;
};

/// `gas` with the coefficients of `equation` at its temperature and molar mass. Throws Error("bad_gas") where the
/// equation does not hold (see there).
[[nodiscard]] Gas with_equation_of_state(Gas gas, EquationOfState equation, const CriticalPoint &critical = {});

/// Throws Error("bad_gas") unless molar mass, temperature, viscosity and gas constant are positive and finite and Z is
/// positive at low pressure; in the quadratic form Z must be positive at every pressure (b3 > 0, 4 b1 b3 > b2²).
void require_physical(const Gas &gas);

/// Highest pressure at which the compressibility model is meant to be used. Virial and linear: where p/Z or Z stops
/// behaving, infinite for b2 ≥ 0. Quadratic: √(b1/b3), beyond which density would fall with pressure.
[[nodiscard]] double largest_pressure_pa(const Gas &gas);

/// Z(p) at |p|; beyond largest_pressure_pa() p/Z stays at its value there.
[[nodiscard]] double compressibility(const Gas &gas, double pressure_pa);

/// ρ(p) = p/(Z a²).
[[nodiscard]] double density_kg_m3(const Gas &gas, double pressure_pa);

/// Π(p) = ∫₀^p p'/Z dp'. Strictly increasing, C¹, and extended oddly to p < 0, Π(−p) = −Π(p): a network with fixed
/// demands then always has exactly one generalised solution, and a pressure ≤ 0 in it proves that no physical one
/// exists (Srinivasan et al. 2023). Closed forms: virial b1 p²/2 + b2 p³/3; linear p/b2 − b1/b2² ln(1 + b2 p/b1);
/// quadratic [½ ln(Z/b1) − b2/r atan2(r p, 2 b1 + b2 p)]/b3 with r² = 4 b1 b3 − b2².
[[nodiscard]] double potential_pa2(const Gas &gas, double pressure_pa);

/// dΠ/dp = p/Z.
[[nodiscard]] double potential_slope_pa(const Gas &gas, double pressure_pa);

/// Inverse of potential_pa2(), to round-off.
[[nodiscard]] double pressure_of_potential_pa(const Gas &gas, double potential_pa2);

} // namespace gastwin
