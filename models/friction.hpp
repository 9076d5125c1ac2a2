// SPDX-License-Identifier: Apache-2.0
// Friction of gas in pipes, as the one function a network solver needs:
//   F(Re) = λ(Re, K/D) · Re²        Re = |q| D / (µ A)
// with which the potential drop along a pipe is R·F(Re) (engine/pipe_element.hpp).
//
// Guarantee for every law here: F is strictly increasing and continuously differentiable for Re ≥ 0 and F(0) = 0.
// Without it a network has several solutions and Newton's method can cycle: the printed laws jump where laminar,
// critical and turbulent flow meet (GB 50028: −1.56 % at Re 2100). Where two regimes meet they are joined by a
// monotone cubic Hermite curve of ln F over ln Re (Fritsch and Carlson 1980: monotone while both end slopes are at
// most three times the secant's).
// F is evaluated on |q|; the caller puts the sign outside.
#pragma once
#include <array>
#include <cstdint>

#include "models/names.hpp"

namespace gastwin {

/// Validity of all: relative roughness up to `largest_relative_roughness` (larger is taken as that).
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
    gb50028_steel_pe
};

template <> struct Names<FrictionLaw> {
    static constexpr std::array<Name, 7> names{
        {{"colebrook", "Colebrook with laminar flow", "柯列勃洛克（含层流）"},
         {"nikuradse", "Nikuradse plus 64/Re", "尼古拉兹加 64/Re"},
         {"colebrook_stanet", "Colebrook at every Reynolds number (STANET)", "柯列勃洛克（全雷诺数，STANET）"},
         {"swamee_jain", "Swamee-Jain with laminar flow", "Swamee-Jain（含层流）"},
         {"swamee_jain_pandapipes", "Swamee-Jain at every Reynolds number (pandapipes)",
          "Swamee-Jain（全雷诺数，pandapipes）"},
         {"hofer", "Hofer with laminar flow", "Hofer（含层流）"},
         {"gb50028_steel_pe", "GB 50028 steel and plastic", "GB 50028 钢管与塑料管"}}};
};

inline constexpr double largest_relative_roughness = 0.05; ///< end of the Moody chart

/// F and dF/dRe.
struct Friction {
    double value, slope;
};

/// F(Re) = λRe² of a pipe without local losses. Preconditions: reynolds ≥ 0, relative_roughness ≥ 0.
[[nodiscard]] Friction friction(FrictionLaw law, double reynolds, double relative_roughness);

/// Darcy factor λ = F/Re². Precondition: reynolds > 0.
[[nodiscard]] double friction_factor(FrictionLaw law, double reynolds, double relative_roughness);

} // namespace gastwin
