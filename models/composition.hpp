// SPDX-License-Identifier: Apache-2.0
// From the composition of a gas to what the network and the burner see: molar mass, density, heating values and Wobbe
// index by the sums of ISO 6976:2016, viscosity by Wilke's rule, critical point by Kay's. Hydrogen blends are
// compositions like any other.
//   H = Σ x_j H_j,   Z = 1 − (p/p0) (Σ x_j s_j)²,   ρ = p M/(Z R T),   d = ρ/ρ_air,   W = H_v/√d
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/gas.hpp"

namespace gastwin {

/// Data of one component. Molar mass, heating values and summation factors: ISO 6976:2016, tables 1 to 3. Critical
/// point and viscosity: reference equations of state and transport correlations as collected in CoolProp 8 (Bell et al.
/// 2014); viscosity of C2H4, CO from CRC Handbook of Chemistry and Physics, of neo-C5H12 estimated from kinetic theory.
struct Component {
    std::string_view formula; ///< name in compositions, e.g. "CH4", "i-C4H10"
    double molar_mass_kg_mol;
    int hydrogen_atoms;                 ///< decide the water formed and so the net heating value
    std::array<double, 4> gross_kj_mol; ///< ideal superior heating value at 0, 15, 20 and 25 °C
    std::array<double, 2> summation;    ///< s at 0 and 15 °C, 101 325 Pa
    double critical_temperature_k, critical_pressure_pa;
    double viscosity_pa_s;     ///< dynamic, dilute gas, 288.15 K
    double viscosity_exponent; ///< µ ∝ T^n, 270…300 K within 0.3 %
};

[[nodiscard]] std::span<const Component> components();

struct MoleFraction {
    std::string formula;
    double mole_fraction;
};
/// Fractions of a whole. Every function here throws Error("unknown_component") for a formula that components() does not
/// hold, and Error("bad_composition") unless all are ≥ 0 and they add up to 1 within 1e-4 (the limit of ISO 6976); what
/// is left of that is made up in proportion.
using Composition = std::vector<MoleFraction>;

/// Temperatures at which the heat is counted and the volume measured; 101 325 Pa. ISO, China (GB/T 13611): 15/15;
/// Germany: 25/0.
enum class CombustionTemperature : std::uint8_t { c0, c15, c20, c25 };
enum class MeteringTemperature : std::uint8_t { c0, c15 };

template <> struct Names<CombustionTemperature> {
    static constexpr std::array<Name, 4> names{
        {{"0", "0 °C", "0 °C"}, {"15", "15 °C", "15 °C"}, {"20", "20 °C", "20 °C"}, {"25", "25 °C", "25 °C"}}};
};
template <> struct Names<MeteringTemperature> {
    static constexpr std::array<Name, 2> names{{{"0", "0 °C", "0 °C"}, {"15", "15 °C", "15 °C"}}};
};

/// Properties of the real gas at the metering state, per cubic metre of it; gross: the water formed is liquid.
struct GasQuality {
    double molar_mass_kg_mol, compressibility, density_kg_m3, relative_density;
    double gross_heating_value_j_m3, net_heating_value_j_m3, gross_heating_value_j_kg, net_heating_value_j_kg;
    double gross_wobbe_j_m3, net_wobbe_j_m3;
};
[[nodiscard]] GasQuality quality_of(const Composition &composition,
                                    CombustionTemperature combustion = CombustionTemperature::c15,
                                    MeteringTemperature metering = MeteringTemperature::c15);

/// Kay's rule: Σ x T_c, Σ x p_c.
[[nodiscard]] CriticalPoint critical_point_of(const Composition &composition);

/// Wilke's rule (1950) at low pressure; within about 2 % for natural gas and hydrogen blends. Pressure adds less than
/// 1 % below 1 MPa.
[[nodiscard]] double viscosity_pa_s(const Composition &composition, double temperature_k);

/// The gas for network calculations.
[[nodiscard]] Gas gas_of(const Composition &composition, double temperature_k, EquationOfState equation);

} // namespace gastwin
