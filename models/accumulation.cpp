// SPDX-License-Identifier: Apache-2.0
#include "models/accumulation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/units.hpp"

namespace gastwin {
namespace {

/// State of a layer: its volume and the gas in it.
struct Layer {
    double volume_m3, gas_m3;
};

/// Flow that arrives at the layer's lower face, gas and air.
double arriving_m3_s(const LayeredRoom &room, double volume) {
    const double rise = std::max(0.0, room.height_m - room.source_height_m - volume / room.floor_area_m2);
    const double buoyancy = gravity_m_s2 * (1.0 - room.gas_to_air_mass) * room.gas_m3_s;
    return room.gas_m3_s + 0.115 * std::cbrt(buoyancy) * std::pow(rise, 5.0 / 3.0);
}

double fraction_of(const LayeredRoom &room, const Layer &layer) {
    // A layer about to form has the mixture that arrives.
    const double arriving = arriving_m3_s(room, layer.volume_m3);
    if (!(layer.volume_m3 > 0.0)) return arriving > 0.0 ? room.gas_m3_s / arriving : 0.0;
    return std::clamp(layer.gas_m3 / layer.volume_m3, 0.0, 1.0);
}

Layer rates(const LayeredRoom &room, const Layer &layer) {
    const double c = fraction_of(room, layer);
    const double column = std::max(0.0, layer.volume_m3) / room.floor_area_m2;
    const double leaving = layer_ventilation_m3_s(room, c, std::min(column, room.vent_spacing_m)) + room.gas_m3_s;
    return {arriving_m3_s(room, layer.volume_m3) - leaving, room.gas_m3_s - c * leaving};
}

Layer moved(const Layer &from, const Layer &rate, double time) {
    return {std::max(0.0, from.volume_m3 + time * rate.volume_m3), std::max(0.0, from.gas_m3 + time * rate.gas_m3)};
}

} // namespace

double steady_fraction(const VentilatedRoom &room) {
    return room.gas_m3_s > 0.0 ? room.gas_m3_s / (room.gas_m3_s + room.ventilation_m3_s) : 0.0;
}

double mixed_fraction(const VentilatedRoom &room, double time_s, double initial_fraction) {
    const double steady = steady_fraction(room);
    const double exchanges = (room.gas_m3_s + room.ventilation_m3_s) * time_s / room.volume_m3;
    return initial_fraction - (steady - initial_fraction) * std::expm1(-exchanges);
}

double time_to_fraction_s(const VentilatedRoom &room, double fraction, double initial_fraction) {
    if (initial_fraction >= fraction) return 0.0;
    const double steady = steady_fraction(room);
    if (!(steady > fraction)) return std::numeric_limits<double>::infinity();
    return -room.volume_m3 / (room.gas_m3_s + room.ventilation_m3_s) *
           std::log1p(-(fraction - initial_fraction) / (steady - initial_fraction));
}

double layer_ventilation_m3_s(const LayeredRoom &room, double fraction, double column_m) {
    const double buoyant = room.vent_discharge_coefficient * room.vent_area_m2 *
                           std::sqrt(gravity_m_s2 * fraction * (1.0 - room.gas_to_air_mass) * column_m);
    return std::hypot(buoyant, room.vent_discharge_coefficient * room.wind_m3_s / std::numbers::sqrt2);
}

GasLayer gas_layer(const LayeredRoom &room, double time_s) {
    // Steps in which at most a hundredth of the room passes through the layer.
    const double fastest = arriving_m3_s(room, 0.0) + layer_ventilation_m3_s(room, 1.0, room.vent_spacing_m);
    const double room_m3 = room.floor_area_m2 * room.height_m;
    if (!(room.gas_m3_s > 0.0) || !(time_s > 0.0)) return {};
    const auto steps = static_cast<int>(std::clamp(std::ceil(100.0 * time_s * fastest / room_m3), 1000.0, 1e6));
    const double h = time_s / steps;
    Layer layer{0.0, 0.0};
    for (int i = 0; i < steps; ++i) {
        const Layer k1 = rates(room, layer), k2 = rates(room, moved(layer, k1, 0.5 * h));
        const Layer k3 = rates(room, moved(layer, k2, 0.5 * h)), k4 = rates(room, moved(layer, k3, h));
        layer = moved(layer,
                      {k1.volume_m3 + 2.0 * (k2.volume_m3 + k3.volume_m3) + k4.volume_m3,
                       k1.gas_m3 + 2.0 * (k2.gas_m3 + k3.gas_m3) + k4.gas_m3},
                      h / 6.0);
    }
    return {layer.volume_m3, fraction_of(room, layer)};
}

} // namespace gastwin
