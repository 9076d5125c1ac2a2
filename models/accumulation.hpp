// SPDX-License-Identifier: Apache-2.0
// Gas gathering in a room: well mixed (kitchens with a weak vent, low voids) or in a layer under the ceiling (tall
// rooms, gas lighter than air). Report the one with the larger flammable volume. Isothermal, at the pressure of the
// air; volume flows in m³/s at the room's temperature; fractions by volume.
#pragma once

namespace gastwin {

/// A room that air passes through.
struct VentilatedRoom {
    double volume_m3;
    double gas_m3_s;         ///< leaking in
    double ventilation_m3_s; ///< fresh air: air changes per hour · volume/3600
};

/// V dC/dt = q − (q + Q) C. Steady state q/(q + Q); 0 without gas.
[[nodiscard]] double steady_fraction(const VentilatedRoom &room);

/// C(t) = C_s + (C_0 − C_s) e^(−(q+Q)t/V).
[[nodiscard]] double mixed_fraction(const VentilatedRoom &room, double time_s, double initial_fraction = 0.0);

/// Time until C reaches `fraction`, e.g. the lower flammable limit: −V/(q+Q) ln((C_s − C)/(C_s − C_0)); 0 when it is
/// there from the start, infinite when the steady state does not exceed it.
[[nodiscard]] double time_to_fraction_s(const VentilatedRoom &room, double fraction, double initial_fraction = 0.0);

/// A room with a vent below the layer and one in it (Lowesmith et al. 2009).
struct LayeredRoom {
    double floor_area_m2, height_m;
    double source_height_m; ///< above the floor
    double gas_m3_s;
    double gas_to_air_mass = 16.043 / 28.965; ///< molar masses, < 1: the gas must rise
    double vent_area_m2 = 0.1, vent_discharge_coefficient = 0.6;
    double vent_spacing_m = 0.5; ///< height between the vents: the driving column is the layer, at most this
    double wind_m3_s = 0.0;      ///< Q_wind, flow the wind would drive through an open vent
};

struct GasLayer {
    double volume_m3 = 0.0, fraction = 0.0;
};

/// Air driven in by the layer's buoyancy and the wind, Q_in = √(Q_B² + Q_w²),
///   Q_B = C_d A √(g c (1 − M_f/M_a) H),  Q_w = C_d Q_wind/√2
[[nodiscard]] double layer_ventilation_m3_s(const LayeredRoom &room, double fraction, double column_m);

/// dV/dt = Q_j − (Q_in + q),  d(cV)/dt = q − c (Q_in + q), from no layer. Q_j = q + what the rising gas takes in on its
/// way to the layer's lower face, as a plume without momentum (Morton, Taylor and Turner 1956, top-hat, α = 0.1):
///   Q_e = 0.115 (g (1 − M_f/M_a) q)^⅓ z^(5/3)
/// A jet with momentum takes in more: thicker layer, lower fraction. Runge–Kutta steps; gas is kept to round-off of the
/// two equations.
[[nodiscard]] GasLayer gas_layer(const LayeredRoom &room, double time_s);

/// Volume of the room in which the mixture lies between the limits: all of it, or none, of each region.
[[nodiscard]] constexpr double flammable_volume_m3(double volume_m3, double gas_share, double lower, double upper) {
    return gas_share >= lower && gas_share <= upper ? volume_m3 : 0.0;
}

} // namespace gastwin
