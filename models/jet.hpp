// SPDX-License-Identifier: Apache-2.0
// The free jet that leaves a hole: what a flame and a flammable cloud near the hole start from. Round, turbulent, in
// still air, away from walls.
#pragma once
#include "models/release.hpp"

namespace gastwin {

/// A jet after it has expanded to the pressure of the air.
struct Jet {
    double flow_kg_s = 0.0, diameter_m = 0.0, speed_m_s = 0.0, density_kg_m3 = 0.0;
};

/// Notional nozzle of Birch, Hughes and Swaffield (1987): mass and momentum of the throat kept, gas at its own
/// temperature and the pressure of the air,
///   v = C_d v_t + (p_t − p_a)/(C_d ρ_t v_t),  ρ = p_a/a²,  d² = 4 ṁ/(π ρ v)
/// Throat: isentropic, at sonic speed if choked, else at p_a; continuous across choking, beyond which the
/// diameter first shrinks by up to 6 % (methane, 85 to 270 kPa gauge). All zero without a flow.
[[nodiscard]] Jet expanded_jet(const Gas &gas, const Orifice &orifice, double pressure_pa, double atmosphere_pa);

/// Farthest point on the axis at which gas makes up `fraction` of the volume: C = k d √(ρ_a/ρ)/x, k = 4.9 (Birch et al.
/// 1984, natural gas), mean concentration, from some 20 d on. A jet whose momentum counts, so beyond about 10 kPa gauge
/// or within metres of the hole; a plume in the wind (models/dispersion.hpp) is the other bound, much longer for
/// pressures above that.
[[nodiscard]] double jet_reach_m(const Jet &jet, double air_density_kg_m3, double fraction);

} // namespace gastwin
