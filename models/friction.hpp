// SPDX-License-Identifier: Apache-2.0
// Friction of gas in pipes, as the one function a network solver needs:
//   F(Re) = λ(Re, pipe) · Re²        Re = |q| D / (µ A)
// with which the potential drop along a pipe is R·F(Re) (engine/pipe_element.hpp).
//
// Guarantee for every law here: F is strictly increasing and continuously differentiable for Re ≥ 0 and F(0) = 0.
// Without it a network has several solutions and Newton's method can cycle: the printed laws jump where laminar,
// critical and turbulent flow meet (GB 50028: −1.56 % at Re 2100). Where two regimes meet they are joined by a
// monotone cubic Hermite curve of ln F over ln Re (Fritsch and Carlson 1980: monotone while both end slopes are at
// most three times the secant's).
// The engineering formulas of the gas industry (Weymouth, Panhandle …) are power laws λ = c Re⁻ⁿ, n < 1, without
// laminar flow. They are joined to 64/Re in the same way between 1/√2 and √2 times the Reynolds number at which the two
// cross, so that friction is never below laminar flow's. In logarithms both are straight lines, 1 and 2 − n steep, and
// the join bends one into the other. Printed forms for hand calculation: models/hand_formulas.hpp. F is evaluated on
// |q|; the caller puts the sign outside.
#pragma once
#include <array>
#include <cstdint>

#include "models/names.hpp"

namespace gastwin {

/// Validity of all: relative roughness up to `largest_relative_roughness` (larger is taken as that), inner diameters of
/// 1 mm to 3 m (others are taken as the nearest of these). "Menon": Gas Pipeline Hydraulics (2005), chapter 2, whose
/// transmission factor f gives λ = 4/f².
enum class FrictionLaw : std::uint8_t {
    /// 64/Re up to Re 2000, Colebrook 1/√λ = −2 lg(K/(3.7 D) + 2.51/(Re √λ)) from 4000, Hermite in between
    colebrook,
    /// 64/Re + (2 lg(D/K) + 1.14)⁻² at every Re: pandapipes' "nikuradse", STANET's "N"
    nikuradse,
    /// Colebrook with 3.71 at every Re, no laminar branch: STANET's "PC", pandapipes' "colebrook". Only to reproduce
    /// their results. As Re → 0 it tends to F = 6.3, so below Re 10 F is led to zero; it never reaches slope 64.
    colebrook_stanet,
    /// 64/Re up to 2000, λ = 0.25/lg²(K/(3.7 D) + 5.74/Re^0.9) (Swamee and Jain 1976) from 4000, Hermite in between
    swamee_jain,
    /// Swamee–Jain at every Re: pandapipes' "swamee-jain". Below Re 100 F is led to zero (the formula has a pole near
    /// Re 7). Only to reproduce their results.
    swamee_jain_pandapipes,
    /// 64/Re up to 2000, λ = (−2 lg(4.518/Re·lg(Re/7) + K/(3.71 D)))⁻² (Hofer 1973) from 4000, Hermite in between
    hofer,
    /// GB 50028-2006 Appendix C for steel and plastic: 64/Re; 0.03 + (Re − 2100)/(65 Re − 1e5); 0.11 (K/D + 68/Re)^0.25
    /// (Altshul). Joined on [2050, 2300] and [3300, 3700]; within 3.1 % of the print on the lower patch and, on the
    /// upper, 1.4 % for K/D ≤ 1e-3, 3.4 % at 5e-3, 5.5 % at 1e-2.
    gb50028_steel_pe,
    /// 64/Re up to 2000, λ = (−1.8 lg((K/(3.7 D))^1.11 + 6.9/Re))⁻² (Haaland 1983) from 4000, Hermite in between
    haaland,
    /// λ = (2 lg(3.7 D/K))⁻², the limit of Colebrook for Re → ∞; K/D at least 1e-7
    fully_rough,
    /// GB 50028-2006 Appendix C for cast iron: as steel, but λ = 0.102236 (1/d + 1824.27/Re)^0.284, d in mm, above 3700
    /// (print: 5158 dν/Q). The print doubles at Re 3500; inside [3300, 3700] the join
    /// is therefore up to a factor 2 from it.
    gb50028_cast_iron,
    /// λ = 0.009407 D^(−1/3), D in m (Weymouth 1912; Menon: f = 6.521 d^(1/6), d in mm). Large mains at high pressure;
    /// overstates friction for D > 0.6 m.
    weymouth,
    /// λ = 0.084702 Re^−0.146 (Panhandle A; Menon, AGA: f = 6.872 Re^0.0730). Re 5e6…11e6; smooth pipe, partly
    /// turbulent
    panhandle_a,
    /// λ = 0.0147102 Re^−0.03922 (Panhandle B; f = 16.49 Re^0.01961). Re 4e6…40e6, large mains
    panhandle_b,
    /// λ = 0.011299 (1 + 0.09144/D + 1.1811 D), D in m (Spitzglass; AGA: f² = 354/(1 + 3.6/d + 0.03 d), d in inches).
    /// Low and medium pressure, D up to about 0.25 m
    spitzglass,
    /// λ = 0.356427 Re^−0.26 (Mueller; AGA: f = 3.35 Re^0.130). Distribution, partly turbulent
    mueller,
    /// λ = 0.172 Re^−0.18 (Renouard 1952), for Q/d < 150 (m³/h, mm) and Re < 2e6
    renouard,
    /// λ = 0.187484 Re^−0.2 (Institute of Gas Technology; AGA: f = 4.619 Re^0.100). Distribution
    igt,
    /// λ = 0.140379 Re^−0.152 (Polyflo, British Gas; Osiadacz: f = 5.338 Re^0.076). 0.75…7 bar
    polyflo,
    /// λ = 0.0176 (1 + 0.0435/D), D in m: Lacey's formula with Unwin's friction (Osiadacz 1987: Fanning factor
    /// 0.0044 (1 + 12/(0.276 d)), d in mm). Up to 75 mbar
    lacey,
    /// λ = 0.026: Lacey's formula with the constant Fanning factor 0.0065 (Pole). Low pressure, quick estimates
    pole
};

template <> struct Names<FrictionLaw> {
    static constexpr std::array<Name, 20> names{
        {{"colebrook", "Colebrook with laminar flow", "柯列勃洛克（含层流）"},
         {"nikuradse", "Nikuradse plus 64/Re", "尼古拉兹加 64/Re"},
         {"colebrook_stanet", "Colebrook at every Reynolds number (STANET)", "柯列勃洛克（全雷诺数，STANET）"},
         {"swamee_jain", "Swamee-Jain with laminar flow", "Swamee-Jain（含层流）"},
         {"swamee_jain_pandapipes", "Swamee-Jain at every Reynolds number (pandapipes)",
          "Swamee-Jain（全雷诺数，pandapipes）"},
         {"hofer", "Hofer with laminar flow", "Hofer（含层流）"},
         {"gb50028_steel_pe", "GB 50028 steel and plastic", "GB 50028 钢管与塑料管"},
         {"haaland", "Haaland with laminar flow", "Haaland（含层流）"},
         {"fully_rough", "fully rough", "完全粗糙区"},
         {"gb50028_cast_iron", "GB 50028 cast iron", "GB 50028 铸铁管"},
         {"weymouth", "Weymouth", "Weymouth"},
         {"panhandle_a", "Panhandle A", "Panhandle A"},
         {"panhandle_b", "Panhandle B", "Panhandle B"},
         {"spitzglass", "Spitzglass", "Spitzglass"},
         {"mueller", "Mueller", "Mueller"},
         {"renouard", "Renouard", "Renouard"},
         {"igt", "Institute of Gas Technology", "IGT"},
         {"polyflo", "Polyflo", "Polyflo"},
         {"lacey", "Lacey with Unwin's friction", "Lacey（Unwin 摩阻）"},
         {"pole", "Pole", "Pole"}}};
};

inline constexpr double largest_relative_roughness = 0.05; ///< end of the Moody chart

/// F and dF/dRe.
struct Friction {
    double value, slope;
};

/// What a law may need to know of the pipe.
struct PipeWall {
    double relative_roughness; ///< K/D
    double inner_diameter_m;
};

/// F(Re) = λRe² of a pipe without local losses. Preconditions: reynolds ≥ 0, relative_roughness ≥ 0, a diameter > 0.
[[nodiscard]] Friction friction(FrictionLaw law, double reynolds, const PipeWall &wall);

/// Darcy factor λ = F/Re². Precondition: reynolds > 0.
[[nodiscard]] double friction_factor(FrictionLaw law, double reynolds, const PipeWall &wall);

} // namespace gastwin
