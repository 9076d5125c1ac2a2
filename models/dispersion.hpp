// SPDX-License-Identifier: Apache-2.0
// Gas drifting in the open: concentrations downwind of a steady release, how far a concentration reaches, and the
// concentrations between which a gas burns.
//
// The plume is neutral. Methane rises, so the law errs on the safe side at the ground; near the hole a jet mixes faster
// than the wind does, which errs on the safe side again. The widths were fitted from about 100 m on: in a city most
// flammable distances are shorter and then orders of magnitude, flagged as such.
#pragma once
#include <array>
#include <cstdint>

#include "models/composition.hpp"
#include "models/names.hpp"

namespace gastwin {

/// Pasquill's classes: A very unstable (sunny, light wind) … D neutral … F stable (clear night, light wind).
enum class Stability : std::uint8_t { a, b, c, d, e, f };

template <> struct Names<Stability> {
    static constexpr std::array<Name, 6> names{{{"A", "very unstable", "极不稳定"},
                                                {"B", "unstable", "不稳定"},
                                                {"C", "slightly unstable", "弱不稳定"},
                                                {"D", "neutral", "中性"},
                                                {"E", "slightly stable", "较稳定"},
                                                {"F", "stable", "稳定"}}};
};

inline constexpr double shortest_plume_m = 100.0; ///< the widths are fitted from here on

struct PlumeWidths {
    double across_m, vertical_m; ///< σ_y, σ_z
};

/// σ_y = δ (max(t_avg, t_a)/600)^0.2 x^0.9, σ_z = δ_z x^β exp(γ ln² x) with the constants of the class (Spicer and
/// Havens 1988; Seinfeld 1986). Valid from 100 m to some 10 km; below 100 m σ_z runs on as the power of x it has there,
/// because the fit itself turns back (class A).
[[nodiscard]] PlumeWidths plume_widths(Stability stability, double distance_m, double averaging_s);

/// A steady source in a steady wind.
struct Plume {
    double flow_kg_s, wind_m_s; ///< wind at the height of the source, > 0
    Stability stability = Stability::d;
    double height_m = 0.0;    ///< of the source, with any rise
    double averaging_s = 0.0; ///< 0: the shortest the class knows, for flammable clouds; 600 for means
};

/// c = ṁ/(2π σ_y σ_z u) exp(−y²/2σ_y²) [exp(−(z−H)²/2σ_z²) + exp(−(z+H)²/2σ_z²)], kg/m³: Gaussian plume above a
/// ground that reflects. 0 upwind (x ≤ 0).
[[nodiscard]] double plume_concentration_kg_m3(const Plume &plume, double x_m, double y_m, double z_m);

struct PlumeReach {
    double distance_m;
    bool extrapolated; ///< shorter than the widths are fitted for: an order of magnitude
};

/// Farthest distance downwind, on the axis at the given height, at which the concentration is reached; 0 where it is
/// nowhere. Searched up to 100 km.
[[nodiscard]] PlumeReach plume_reach_m(const Plume &plume, double concentration_kg_m3, double height_m = 0.0);

/// u(z) = u0 (z/z0)^p, p by stability: A 0.108 … F 0.253 (as in Spicer and Havens). Up to about 200 m.
[[nodiscard]] double wind_at_height_m_s(Stability stability, double wind_m_s, double measured_at_m, double height_m);

/// Volume fractions in air between which a mixture burns.
struct FlammableRange {
    double lower, upper;
};

/// Limits by Le Chatelier's rule, 1/L = Σ x_i/L_i, with inert parts never burning; components in air at 25 °C from
/// Zabetakis (1965). Lower limit within some 5 % for natural gas and hydrogen blends; upper limit rougher. Both are
/// infinite for a gas without a fuel. Errors as for every Composition.
[[nodiscard]] FlammableRange flammable_range(const Composition &composition);

} // namespace gastwin
