// SPDX-License-Identifier: Apache-2.0
// Gas in rooms against printed check values, an independent integration and limits.
#include "models/accumulation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/gas.hpp"
#include "tests/models/methane.hpp"

namespace gastwin {
namespace {

VentilatedRoom room(double volume_m3, double changes_per_hour, double leak_kg_s) {
    return {volume_m3, leak_kg_s / density_kg_m3(methane(), standard_pressure_pa), volume_m3 * changes_per_hour / 3600};
}

TEST(WellMixed, CheckValuesOfTheReference) {
    struct Row {
        double volume_m3, changes, leak_kg_s, time_s, fraction, steady, to_lfl_s;
    };
    for (const Row &r : {Row{20, 0.6, 3e-4, 900, 0.01829844, 0.11711137, 2949.406},
                         Row{45, 0.3, 2e-4, 3600, 0.02014646, 0.07287641, 12890.638},
                         Row{30, 1.0, 1e-3, 600, 0.02676607, 0.15028192, 1237.444}}) {
        const VentilatedRoom v = room(r.volume_m3, r.changes, r.leak_kg_s);
        EXPECT_NEAR(mixed_fraction(v, r.time_s) / r.fraction, 1.0, 1e-6);
        EXPECT_NEAR(steady_fraction(v) / r.steady, 1.0, 1e-6);
        EXPECT_NEAR(time_to_fraction_s(v, 0.05) / r.to_lfl_s, 1.0, 1e-6);
        EXPECT_NEAR(mixed_fraction(v, time_to_fraction_s(v, 0.05)), 0.05, 1e-14);
    }
}

TEST(WellMixed, LimitsAndMonotony) {
    const VentilatedRoom v = room(20, 0.6, 3e-4);
    double before = -1.0;
    for (double t = 0.0; t < 1e5; t += 500.0) {
        EXPECT_GT(mixed_fraction(v, t), before);
        before = mixed_fraction(v, t);
    }
    EXPECT_NEAR(before, steady_fraction(v), 1e-9);
    EXPECT_NEAR(mixed_fraction(v, 1e-3) / (1e-3 * v.gas_m3_s / 20), 1.0, 1e-6) << "at first all of it stays";
    EXPECT_EQ(time_to_fraction_s(room(20, 3.0, 3e-4), 0.05), std::numeric_limits<double>::infinity());
    EXPECT_EQ(time_to_fraction_s(v, steady_fraction(v)), std::numeric_limits<double>::infinity());
    EXPECT_EQ(time_to_fraction_s(v, 0.05, 0.06), 0.0);
    // Shut off, the vent clears the room: C0 e^(−Qt/V).
    const VentilatedRoom shut{20.0, 0.0, 0.01};
    EXPECT_NEAR(mixed_fraction(shut, 1000.0, 0.08), 0.08 * std::exp(-0.5), 1e-15);
    EXPECT_EQ(steady_fraction({20.0, 0.0, 0.0}), 0.0);
    EXPECT_EQ(mixed_fraction({20.0, 0.0, 0.0}, 1e3, 0.02), 0.02);
    EXPECT_EQ(steady_fraction({20.0, 1e-3, 0.0}), 1.0) << "no vent: nothing but gas in the end";
}

LayeredRoom hall() { return {.floor_area_m2 = 20.0, .height_m = 3.0, .source_height_m = 1.0, .gas_m3_s = 1e-3}; }

TEST(Layer, VentilationCheckValueOfTheReference) {
    EXPECT_NEAR(layer_ventilation_m3_s(hall(), 0.08, 0.5), 0.025097, 0.5e-5);
    EXPECT_EQ(layer_ventilation_m3_s(hall(), 0.0, 0.5), 0.0);
    LayeredRoom windy = hall();
    windy.wind_m3_s = 0.1;
    EXPECT_NEAR(layer_ventilation_m3_s(windy, 0.08, 0.5), std::hypot(0.025097, 0.06 / std::sqrt(2.0)), 1e-5);
}

TEST(Layer, FirstItGrowsByWhatRises) {
    LayeredRoom sealed = hall();
    sealed.vent_area_m2 = 0.0;
    // 0.115 (g' q)^⅓ z^(5/3) of air reach the ceiling; the vent lets out as much as leaks in.
    const double air = 0.115 * std::cbrt(9.80665 * (1 - 16.043 / 28.965) * 1e-3) * std::pow(2.0, 5.0 / 3.0);
    const GasLayer early = gas_layer(sealed, 0.1);
    EXPECT_NEAR(early.volume_m3 / (0.1 * air), 1.0, 1e-3);
    EXPECT_NEAR(early.fraction / (1e-3 / (1e-3 + air)), 1.0, 1e-3);
}

TEST(Layer, SettlesWhereInflowsBalance) {
    const GasLayer late = gas_layer(hall(), 1e5);
    EXPECT_NEAR(gas_layer(hall(), 2e5).fraction / late.fraction, 1.0, 1e-6);
    const double depth = late.volume_m3 / 20.0;
    const double out = layer_ventilation_m3_s(hall(), late.fraction, std::min(depth, 0.5)) + 1e-3;
    EXPECT_NEAR(late.fraction * out / 1e-3, 1.0, 1e-6) << "gas out = gas in";
    const double rise = 2.0 - depth;
    const double arriving =
        1e-3 + 0.115 * std::cbrt(9.80665 * (1 - 16.043 / 28.965) * 1e-3) * std::pow(rise, 5.0 / 3.0);
    EXPECT_NEAR(arriving / out, 1.0, 1e-6) << "volume out = volume in";
}

/// Volume and gas of the layer by Euler's rule in tiny steps, written from the equations alone.
GasLayer slowly(const LayeredRoom &r, double time, int steps) {
    const double g = 9.80665 * (1 - r.gas_to_air_mass), h = time / steps;
    double volume = 0.0, gas = 0.0;
    for (int i = 0; i < steps; ++i) {
        const double depth = volume / r.floor_area_m2, rise = std::max(0.0, r.height_m - r.source_height_m - depth);
        const double in = r.gas_m3_s + 0.115 * std::cbrt(g * r.gas_m3_s) * std::pow(rise, 5.0 / 3.0);
        const double c = volume > 0.0 ? gas / volume : r.gas_m3_s / in;
        const double vent =
            r.vent_discharge_coefficient * r.vent_area_m2 * std::sqrt(g * c * std::min(depth, r.vent_spacing_m));
        volume += h * (in - vent - r.gas_m3_s);
        gas += h * (r.gas_m3_s - c * (vent + r.gas_m3_s));
    }
    return {volume, gas / volume};
}

TEST(Layer, EqualsASlowIntegration) {
    for (const double leak : {1e-4, 1e-3, 1e-2})
        for (const double time : {60.0, 600.0}) {
            LayeredRoom r = hall();
            r.gas_m3_s = leak;
            const GasLayer fast = gas_layer(r, time), slow = slowly(r, time, 400000);
            EXPECT_NEAR(fast.volume_m3 / slow.volume_m3, 1.0, 1e-4);
            EXPECT_NEAR(fast.fraction / slow.fraction, 1.0, 1e-4);
        }
}

TEST(Layer, RicherWithMoreGasAndNeverBeyondTheRoom) {
    double before = 0.0;
    for (double leak = 1e-5; leak < 1.0; leak *= 3.0) {
        LayeredRoom r = hall();
        r.gas_m3_s = leak;
        const GasLayer layer = gas_layer(r, 1e4);
        EXPECT_GT(layer.fraction, before);
        EXPECT_LE(layer.fraction, 1.0);
        EXPECT_LE(layer.volume_m3, 60.0);
        before = layer.fraction;
    }
    LayeredRoom none = hall();
    none.gas_m3_s = 0.0;
    EXPECT_EQ(gas_layer(none, 1e3).volume_m3, 0.0);
    EXPECT_EQ(gas_layer(hall(), 0.0).volume_m3, 0.0);
    EXPECT_EQ(flammable_volume_m3(30.0, 0.1, 0.05, 0.15), 30.0);
    EXPECT_EQ(flammable_volume_m3(30.0, 0.04, 0.05, 0.15), 0.0);
    EXPECT_EQ(flammable_volume_m3(30.0, 0.2, 0.05, 0.15), 0.0);
}

} // namespace
} // namespace gastwin
