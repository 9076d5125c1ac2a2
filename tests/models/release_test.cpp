// SPDX-License-Identifier: Apache-2.0
// Release laws against printed check values, textbook limits and slow oracles.
#include "models/release.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/error.hpp"
#include "tests/models/methane.hpp"

namespace gastwin {
namespace {

constexpr double atmosphere = standard_pressure_pa;

Orifice hole(double diameter_mm) { return {.area_m2 = circle_area_m2(1e-3 * diameter_mm)}; }

Outflow methane_release(double gauge_kpa, double diameter_mm) {
    return orifice_release(methane(), hole(diameter_mm), atmosphere + 1e3 * gauge_kpa, atmosphere);
}

Gas real_gas(EquationOfState equation) { return with_equation_of_state(methane(), equation); }

TEST(OrificeRelease, CheckValuesOfTheReference) {
    struct Row {
        double gauge_kpa, diameter_mm, flow_kg_s;
    };
    for (const Row &r : {Row{3, 25, 0.0193760}, Row{30, 30, 0.0866232}, Row{84, 30, 0.1404658}, Row{85, 30, 0.1412251},
                         Row{300, 50, 0.8449569}, Row{350, 15, 0.0855205}, Row{800, 80, 4.8580248}})
        EXPECT_NEAR(methane_release(r.gauge_kpa, r.diameter_mm).flow_kg_s, r.flow_kg_s,
                    std::max(1e-6 * r.flow_kg_s, 0.5e-7))
            << r.gauge_kpa << " kPa " << r.diameter_mm << " mm";
    const double area = circle_area_m2(0.05);
    EXPECT_NEAR(methane_release(300, 50).flow_kg_s / (0.62 * area * 401325) / 1.72948e-3, 1.0, 1e-6 * 3);
}

TEST(OrificeRelease, MethaneChokesAt84Point7KilopascalGauge) {
    const double choking = choking_pressure_pa({}, atmosphere);
    EXPECT_NEAR(choking - atmosphere, 84.7e3, 0.05e3);
    EXPECT_NEAR(atmosphere / choking, 0.544646, 0.5e-6);
    // From there on the outer pressure no longer counts.
    for (const double back : {0.0, 5e4, atmosphere})
        EXPECT_DOUBLE_EQ(orifice_release(methane(), hole(30), choking * (1 + 1e-9), back).flow_kg_s,
                         orifice_release(methane(), hole(30), choking * (1 + 1e-9), atmosphere).flow_kg_s);
    EXPECT_LT(orifice_release(methane(), hole(30), choking, 1.3 * atmosphere).flow_kg_s,
              0.999 * orifice_release(methane(), hole(30), choking, atmosphere).flow_kg_s);
}

TEST(OrificeRelease, ExceedanceOfTheIncompressibleLaw) {
    for (const auto &[gauge_kpa, share, digits] :
         {std::tuple{2.0, 0.011, 0.0005}, {3.0, 0.017, 0.0005}, {30.0, 0.16, 0.005}, {84.0, 0.42, 0.005}}) {
        const double density = density_kg_m3(methane(), atmosphere + 1e3 * gauge_kpa);
        const double bernoulli = 0.62 * circle_area_m2(0.025) * std::sqrt(2.0 * density * 1e3 * gauge_kpa);
        EXPECT_NEAR(bernoulli / methane_release(gauge_kpa, 25).flow_kg_s - 1.0, share, digits) << gauge_kpa;
    }
    const double density = density_kg_m3(methane(), atmosphere + 10.0);
    EXPECT_NEAR(methane_release(0.01, 25).flow_kg_s / (0.62 * circle_area_m2(0.025) * std::sqrt(20.0 * density)), 1.0,
                1e-4);
}

TEST(OrificeRelease, GrowsWithoutJumpsInValueOrSlopeForEveryEquationOfState) {
    for (const EquationOfState equation :
         {EquationOfState::ideal, EquationOfState::cnga_full, EquationOfState::papay, EquationOfState::aga88}) {
        const Gas gas = real_gas(equation);
        Outflow before{0.0, std::numeric_limits<double>::infinity()};
        for (double head = 1e-2; head < 5e6; head *= 1.01) {
            const double p = atmosphere + head, h = 1e-3 * head;
            const auto flow = [&](double at) { return orifice_release(gas, hole(30), at, atmosphere).flow_kg_s; };
            const Outflow here = orifice_release(gas, hole(30), p, atmosphere);
            EXPECT_GT(here.flow_kg_s, before.flow_kg_s);
            EXPECT_NEAR(here.slope_kg_s_pa / ((flow(p + h) - flow(p - h)) / (2 * h)), 1.0, 2e-4) << head;
            before = here;
        }
        const double joints[]{atmosphere + 1.0, choking_pressure_pa({}, atmosphere)};
        for (const double joint : joints) {
            const double step = 1e-9 * (joint - atmosphere);
            const Outflow below = orifice_release(gas, hole(30), joint - step, atmosphere);
            const Outflow above = orifice_release(gas, hole(30), joint + step, atmosphere);
            EXPECT_NEAR(above.flow_kg_s / below.flow_kg_s, 1.0, 4e-9) << joint;
            EXPECT_NEAR(above.slope_kg_s_pa / below.slope_kg_s_pa, 1.0, 1e-6) << joint;
        }
    }
}

TEST(OrificeRelease, NothingComesBackAndNothingLeavesThroughNoHole) {
    for (const double p : {0.0, 5e4, atmosphere}) {
        EXPECT_EQ(orifice_release(methane(), hole(30), p, atmosphere).flow_kg_s, 0.0);
        EXPECT_EQ(orifice_release(methane(), hole(30), p, atmosphere).slope_kg_s_pa, 0.0);
    }
    EXPECT_EQ(orifice_release(methane(), {}, 5e5, atmosphere).flow_kg_s, 0.0);
    EXPECT_GT(orifice_release(methane(), hole(30), 5e5, 0.0).flow_kg_s, 0.0) << "into a vacuum";
}

TEST(OrificeRelease, RealGasEntersByTheDensityOfTheInnerState) {
    const Gas ideal = methane(), real = real_gas(EquationOfState::papay);
    for (const double p : {4e5, 4e6}) {
        const double ratio = orifice_release(real, hole(30), p, atmosphere).flow_kg_s /
                             orifice_release(ideal, hole(30), p, atmosphere).flow_kg_s;
        EXPECT_NEAR(ratio, 1.0 / std::sqrt(compressibility(real, p)), 1e-12);
    }
}

TEST(BuriedRelease, CheckValuesOfTheReference) {
    struct Row {
        double gauge_kpa, permeability_m2, outer_kpa, flow_kg_s, open_kg_s;
    };
    for (const Row &r :
         {Row{3, 1e-9, 0.6991, 2.72575e-3, 3.10016e-3}, Row{3, 1e-11, 2.99579, 1.18116e-4, 3.10016e-3},
          Row{300, 1e-9, 8.3546, 0.0337983, 0.0337983}, Row{300, 1e-11, 254.961, 0.0223690, 0.0337983}}) {
        const BuriedRelease b =
            buried_release(methane(), hole(10), {r.permeability_m2, 1.0}, atmosphere + 1e3 * r.gauge_kpa, atmosphere);
        EXPECT_NEAR(1e-3 * (b.outer_pressure_pa - atmosphere) / r.outer_kpa, 1.0, 1e-4);
        EXPECT_NEAR(b.flow_kg_s / r.flow_kg_s, 1.0, 3e-6);
        EXPECT_NEAR(methane_release(r.gauge_kpa, 10).flow_kg_s / r.open_kg_s, 1.0, 3e-6);
        EXPECT_FALSE(b.cratered);
    }
}

TEST(BuriedRelease, LiesBetweenNoSoilAndTightSoilAndRisesWithPermeability) {
    const double p = atmosphere + 3e3, open = methane_release(3, 10).flow_kg_s;
    double before = 0.0;
    for (double k = 1e-16; k < 1e-6; k *= 3.0) {
        const BuriedRelease b = buried_release(methane(), hole(10), {k, 1.0}, p, atmosphere);
        EXPECT_GT(b.flow_kg_s, before) << k;
        EXPECT_LE(b.flow_kg_s, open);
        EXPECT_GE(b.outer_pressure_pa, atmosphere);
        EXPECT_LE(b.outer_pressure_pa, p);
        // Both elements carry it, where the difference of pressures has the digits.
        if (p - b.outer_pressure_pa > 1.0) {
            const double given = orifice_release(methane(), hole(10), p, b.outer_pressure_pa).flow_kg_s;
            EXPECT_NEAR(given / b.flow_kg_s, 1.0, 1e-9);
        }
        before = b.flow_kg_s;
    }
    EXPECT_NEAR(buried_release(methane(), hole(10), {1e-3, 1.0}, p, atmosphere).flow_kg_s / open, 1.0, 1e-6)
        << "loose soil: as in the open";
    const double k = 1e-16; // tight: the whole drop lies in the soil, the flow is proportional to k
    EXPECT_NEAR(buried_release(methane(), hole(10), {2 * k, 1.0}, p, atmosphere).flow_kg_s /
                    buried_release(methane(), hole(10), {k, 1.0}, p, atmosphere).flow_kg_s,
                2.0, 1e-6);
}

TEST(BuriedRelease, SaysWhereTheLawEnds) {
    const auto buried = [](double gauge_kpa, double diameter_mm, double k) {
        return buried_release(methane(), hole(diameter_mm), {k, 1.0}, atmosphere + 1e3 * gauge_kpa, atmosphere);
    };
    EXPECT_TRUE(buried(300, 50, 1e-11).cratered);
    EXPECT_EQ(buried(300, 50, 1e-11).flow_kg_s, methane_release(300, 50).flow_kg_s);
    EXPECT_EQ(buried(300, 50, 1e-11).outer_pressure_pa, atmosphere);
    EXPECT_FALSE(buried(99, 50, 1e-11).cratered);
    EXPECT_FALSE(buried(300, 20, 1e-11).cratered);
    EXPECT_LT(buried(3, 10, 1e-11).pore_reynolds, 1.0);
    EXPECT_GT(buried(3, 10, 1e-9).pore_reynolds, 1.0);
    EXPECT_EQ(buried(0, 10, 1e-11).flow_kg_s, 0.0);
    EXPECT_EQ(buried(-10, 10, 1e-11).flow_kg_s, 0.0);
    EXPECT_THROW((void)buried(3, 10, 0.0), Error);
    EXPECT_THROW((void)buried_release(methane(), hole(10), {1e-11, 0.004}, 2e5, atmosphere), Error);
}

constexpr double length_m = 500.0;
IsolatedVolume isolated() { return {length_m * circle_area_m2(0.1), atmosphere + 400e3, atmosphere}; }

TEST(BlowDown, CheckValuesOfTheReference) {
    EXPECT_NEAR(isolated().volume_m3, 3.92699, 1e-5);
    const auto time = [](double gauge_kpa) {
        return blow_down_time_s(methane(), hole(20), isolated(), atmosphere + 1e3 * gauge_kpa);
    };
    for (const auto &[gauge_kpa, seconds] :
         {std::pair{100.0, 71.22}, {50.0, 93.70}, {20.0, 113.19}, {10.0, 122.89}, {2.0, 135.76}, {1.0, 138.80}})
        EXPECT_NEAR(time(gauge_kpa), seconds, 1e-3 * seconds);
    EXPECT_NEAR(blow_down_time_s(methane(), hole(20), isolated(), choking_pressure_pa({}, atmosphere)), 77.38, 0.08);
}

TEST(BlowDown, ChokedPressureFallsExponentially) {
    const double f = std::sqrt(1.306) * std::pow(2 / 2.306, 2.306 / 0.612);
    EXPECT_NEAR(f, 0.66834, 1e-5);
    const double tau = isolated().volume_m3 / (0.62 * hole(20).area_m2 * f * std::sqrt(methane().a2_m2_s2()));
    EXPECT_NEAR(tau, 78.0610, 1e-4);
    for (const double t : {1.0, 30.0, 77.0}) {
        const double p = isolated().pressure_pa * std::exp(-t / tau);
        EXPECT_NEAR(blow_down_time_s(methane(), hole(20), isolated(), p) / t, 1.0, 1e-9);
        EXPECT_NEAR(blow_down(methane(), hole(20), isolated(), t).pressure_pa / p, 1.0, 1e-10);
    }
}

/// Fourth-order Runge–Kutta in the mass, ideal gas.
double pressure_by_steps(const Gas &gas, const Orifice &orifice, const IsolatedVolume &volume, double time, int steps) {
    double m = volume.volume_m3 * density_kg_m3(gas, volume.pressure_pa);
    const auto pressure = [&](double mass) { return mass / volume.volume_m3 * gas.a2_m2_s2(); };
    const auto rate = [&](double mass) {
        return -orifice_release(gas, orifice, pressure(mass), volume.atmosphere_pa).flow_kg_s;
    };
    const double h = time / steps;
    for (int i = 0; i < steps; ++i) {
        const double k1 = rate(m), k2 = rate(m + 0.5 * h * k1), k3 = rate(m + 0.5 * h * k2), k4 = rate(m + h * k3);
        m += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return pressure(m);
}

TEST(BlowDown, EqualsAFineTimeIntegrationAndKeepsTheMass) {
    const double start_kg = isolated().volume_m3 * density_kg_m3(methane(), isolated().pressure_pa);
    double before = isolated().pressure_pa;
    for (const double t : {20.0, 77.38, 100.0, 130.0, 138.8}) {
        const BlowDown b = blow_down(methane(), hole(20), isolated(), t);
        EXPECT_NEAR(b.pressure_pa / pressure_by_steps(methane(), hole(20), isolated(), t, 20000), 1.0, 1e-9) << t;
        EXPECT_NEAR(b.left_kg + b.released_kg, start_kg, 1e-12 * start_kg);
        EXPECT_LT(b.pressure_pa, before);
        before = b.pressure_pa;
    }
}

TEST(BlowDown, TimeAndPressureAreInversesDownToTheLastPascal) {
    for (const Gas &gas : {methane(), real_gas(EquationOfState::papay), real_gas(EquationOfState::aga88)})
        for (const double gauge : {399e3, 84.7e3, 50e3, 1e3, 10.0, 1.5, 0.5, 1e-3}) {
            const double t = blow_down_time_s(gas, hole(20), isolated(), atmosphere + gauge);
            EXPECT_NEAR(blow_down(gas, hole(20), isolated(), t).pressure_pa - atmosphere, gauge, 1e-6 * gauge) << gauge;
        }
    EXPECT_EQ(blow_down_time_s(methane(), hole(20), isolated(), 1e6), 0.0);
    EXPECT_EQ(blow_down_time_s(methane(), hole(20), isolated(), atmosphere), std::numeric_limits<double>::infinity());
    EXPECT_EQ(blow_down(methane(), hole(20), isolated(), 0.0).released_kg, 0.0);
    EXPECT_NEAR(blow_down(methane(), hole(20), isolated(), 1e5).pressure_pa, atmosphere, 1e-3);
    const IsolatedVolume empty{10.0, 0.5 * atmosphere, atmosphere};
    EXPECT_EQ(blow_down(methane(), hole(20), empty, 1e3).released_kg, 0.0);
}

TEST(FullBoreRelease, IsTheQuasiSteadyTwoEndedRelease) {
    // C-FER: 2 λ C_d (π d²/4) p φ/a0, φ = κ (2/(κ+1))^((κ+1)/(2(κ−1))), a0 = √(κ R T/M).
    const double p = 4.1e6, d = 0.508;
    const double phi = 1.306 * std::pow(2 / 2.306, 2.306 / 0.612), a0 = std::sqrt(1.306 * methane().a2_m2_s2());
    const FullBoreRelease r = full_bore_release(methane(), d, p, atmosphere);
    EXPECT_NEAR(r.usual_kg_s / (2 * 0.33 * 0.62 * circle_area_m2(d) * p * phi / a0), 1.0, 1e-12);
    EXPECT_NEAR(r.low_kg_s / r.high_kg_s, 0.5, 1e-12);
    EXPECT_EQ(full_bore_release(methane(), d, atmosphere, atmosphere).high_kg_s, 0.0);
}

} // namespace
} // namespace gastwin
