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
/// form pandapipes and STANET use). Papay and user tables come with the transmission work.
enum class Compressibility : std::uint8_t { virial, linear };

template <> struct Names<Compressibility> {
    static constexpr std::array<Name, 2> names{
        {{"virial", "1/Z = b1 + b2 p", "1/Z = b1 + b2 p"}, {"linear", "Z = b1 + b2 p", "Z = b1 + b2 p"}}};
};

/// A gas at one temperature. Defaults: natural gas of 0.75 kg/m³ at 0 °C and 101 325 Pa, 15 °C, ideal.
struct Gas {
    double molar_mass_kg_mol = 0.75 * gas_constant_j_mol_k * zero_celsius_k / standard_pressure_pa; // 0.016810…
    double temperature_k = 288.15;
    double viscosity_pa_s = 0.75 * 14.3e-6; ///< dynamic; kinematic 14.3e-6 m²/s at 0.75 kg/m³
    Compressibility compressibility = Compressibility::virial;
    double b1 = 1.0, b2 = 0.0; ///< b2 in 1/Pa
    double gas_constant = gas_constant_j_mol_k;

    /// Square of the isothermal speed of sound for Z = 1.
    [[nodiscard]] double a2_m2_s2() const { return gas_constant * temperature_k / molar_mass_kg_mol; }
    /// Density at 0 °C, 101 325 Pa, Z = 1: the state in which GB 50028 counts cubic metres.
    [[nodiscard]] double reference_density_kg_m3() const {
        return standard_pressure_pa * molar_mass_kg_mol / (gas_constant * zero_celsius_k);
    }
};

/// Throws Error("bad_gas") unless molar mass, temperature, viscosity and gas constant are positive and finite and Z is
/// positive at low pressure.
void require_physical(const Gas &gas);

/// Highest pressure at which the compressibility model is meant to be used: where p/Z or Z stops behaving (b2 < 0).
/// Infinite for b2 ≥ 0.
[[nodiscard]] double largest_pressure_pa(const Gas &gas);

/// Z(p) at |p|; beyond largest_pressure_pa() p/Z stays at its value there.
[[nodiscard]] double compressibility(const Gas &gas, double pressure_pa);

/// ρ(p) = p/(Z a²).
[[nodiscard]] double density_kg_m3(const Gas &gas, double pressure_pa);

/// Π(p) = ∫₀^p p'/Z dp'. Strictly increasing, C¹, and extended oddly to p < 0, Π(−p) = −Π(p): a network with fixed
/// demands then always has exactly one generalised solution, and a pressure ≤ 0 in it proves that no physical one
/// exists (Srinivasan et al. 2023). Closed forms: virial b1 p²/2 + b2 p³/3; linear p/b2 − b1/b2² ln(1 + b2 p/b1).
[[nodiscard]] double potential_pa2(const Gas &gas, double pressure_pa);

/// dΠ/dp = p/Z.
[[nodiscard]] double potential_slope_pa(const Gas &gas, double pressure_pa);

/// Inverse of potential_pa2(), to round-off.
[[nodiscard]] double pressure_of_potential_pa(const Gas &gas, double potential_pa2);

} // namespace gastwin
