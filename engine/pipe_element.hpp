// SPDX-License-Identifier: Apache-2.0
// The law of one edge: how far the potential falls along it for a mass flow q. Strictly increasing and odd in q for
// pipes; for regulator outlets strictly increasing.
#pragma once
#include <cmath>

#include "engine/friction_curve.hpp"
#include "models/gas.hpp"

namespace gastwin {

/// φ(q) and φ'(q) in Pa² and Pa² s/kg.
struct Drop {
    double value, slope;
};

/// φ(q) = sgn(q) · R · (λ Re² + ζ (D/L) Re²),   Re = |q| D/(µ A),   R = L_e a² µ²/(2 D³)
/// from integrating dp/ds + ρ g dz/ds + λ ρ v²/(2D) = 0 with the equation of state along the whole pipe; exact for any
/// length at uniform temperature and λ. The kinetic term is neglected.
struct PipeElement {
    double resistance_pa2 = 0.0;          ///< R
    double reynolds_per_flow = 0.0;       ///< D/(µ A), s/kg
    double relative_roughness = 0.0;      ///< K/D
    double local_loss = 0.0;              ///< ζ D/L
    double given_factor = 0.0;            ///< λ to be used as it is; 0: the friction law decides
    double inner_diameter_m = 0.0;        ///< for friction laws in which λ depends on it
    const FrictionCurve *curve = nullptr; ///< the same law, made ready; none: too few pipes share it
};

/// Geometry and data of one pipe; absurd but legal values are taken as the nearest the arithmetic can carry
/// (lengths 1 mm … 1e9 m, diameters carried_diameter_m(), ζ and λ up to 1e9).
struct PipeGeometry {
    double length_m, inner_diameter_m, roughness_m, loss_coefficient, friction_factor;
};
/// 0.1 mm … 1 km: narrower pipes pass nothing that counts.
[[nodiscard]] double carried_diameter_m(double inner_diameter_m);
/// `gravity_length` is L_e/L: the mean of E(z) along the pipe (engine/zone_problem.hpp).
[[nodiscard]] PipeElement pipe_element(const Gas &gas, const PipeGeometry &pipe, double gravity_length);

/// Inline: a solve of a city asks millions of times.
[[nodiscard]] inline Drop potential_drop(FrictionLaw law, const PipeElement &element, double flow_kg_s) {
    const double re = std::abs(flow_kg_s) * element.reynolds_per_flow;
    const auto friction_at = [&]() -> Friction {
        if (element.curve != nullptr) return (*element.curve)(re);
        if (element.given_factor > 0.0) return {element.given_factor * re * re, 2.0 * element.given_factor * re};
        return friction(law, re, {element.relative_roughness, element.inner_diameter_m});
    };
    const Friction f = friction_at();
    const double value = f.value + element.local_loss * re * re;
    const double slope = f.slope + 2.0 * element.local_loss * re;
    return {std::copysign(element.resistance_pa2 * value, flow_kg_s),
            element.resistance_pa2 * element.reynolds_per_flow * slope};
}

/// A smaller slope than this is not used as a Newton weight. Only a given λ has F'(0) = 0; the equations are unchanged.
[[nodiscard]] inline double smallest_slope(const PipeElement &element) {
    return 0.064 * element.resistance_pa2 * element.reynolds_per_flow;
}

/// Outlet of a regulator with droop: from its potential at zero flow to that at flow q.
/// One that falls by less than 1 Pa up to full capacity falls by 1 Pa, so that φ stays strict.
/// Outlet pressure p(q) = s + lockup·max(0, 1 − q/(0.05 C)) − droop·q/C with set point s (absolute) and capacity C.
struct OutletElement {
    double set_pa, droop_pa, lockup_pa, capacity_kg_s, gravity;
};
[[nodiscard]] double outlet_pressure_pa(const OutletElement &outlet, double flow_kg_s);
[[nodiscard]] Drop potential_drop(const Gas &gas, const OutletElement &outlet, double flow_kg_s);

} // namespace gastwin
