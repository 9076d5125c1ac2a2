// SPDX-License-Identifier: Apache-2.0
#include "models/gas.hpp"

#include <cmath>
#include <limits>

#include "models/error.hpp"

namespace gastwin {
namespace {

/// (x − ln(1 + x))/x²; the series avoids the cancellation near zero.
double log_remainder(double x) {
    if (std::abs(x) > 0.05) return (x - std::log1p(x)) / (x * x);
    double sum = 0.0, power = 1.0;
    for (int n = 2; n <= 16; ++n) {
        sum += power / n;
        power *= -x;
    }
    return sum;
}

/// p/Z for 0 ≤ p ≤ largest_pressure_pa().
double p_over_z(const Gas &gas, double p) {
    const double b = gas.b1 + gas.b2 * p;
    return gas.compressibility == Compressibility::virial ? p * b : p / b;
}

double potential_within(const Gas &gas, double p) {
    if (gas.compressibility == Compressibility::virial) return p * p * (gas.b1 / 2.0 + gas.b2 * p / 3.0);
    return p * p / gas.b1 * log_remainder(gas.b2 * p / gas.b1);
}

} // namespace

void require_physical(const Gas &gas) {
    const auto positive_and_finite = [](double x) { return x > 0.0 && std::isfinite(x); };
    if (positive_and_finite(gas.molar_mass_kg_mol) && positive_and_finite(gas.temperature_k) &&
        positive_and_finite(gas.viscosity_pa_s) && positive_and_finite(gas.gas_constant) &&
        positive_and_finite(gas.b1) && std::isfinite(gas.b2))
        return;
    throw Error("bad_gas");
}

double largest_pressure_pa(const Gas &gas) {
    // virial: p/Z = b1 p + b2 p² turns over here; linear: Z has fallen to half of its low-pressure value.
    return gas.b2 < 0.0 ? -0.5 * gas.b1 / gas.b2 : std::numeric_limits<double>::infinity();
}

double potential_slope_pa(const Gas &gas, double pressure_pa) {
    return std::copysign(p_over_z(gas, std::fmin(std::abs(pressure_pa), largest_pressure_pa(gas))), pressure_pa);
}

double compressibility(const Gas &gas, double pressure_pa) {
    const double p = std::abs(pressure_pa), limit = largest_pressure_pa(gas);
    if (p > limit) return p / p_over_z(gas, limit);
    const double b = gas.b1 + gas.b2 * p;
    return gas.compressibility == Compressibility::virial ? 1.0 / b : b;
}

double density_kg_m3(const Gas &gas, double pressure_pa) {
    return pressure_pa / (compressibility(gas, pressure_pa) * gas.a2_m2_s2());
}

double potential_pa2(const Gas &gas, double pressure_pa) {
    const double p = std::abs(pressure_pa), limit = largest_pressure_pa(gas);
    const double potential =
        p <= limit ? potential_within(gas, p) : potential_within(gas, limit) + p_over_z(gas, limit) * (p - limit);
    return std::copysign(potential, pressure_pa);
}

double pressure_of_potential_pa(const Gas &gas, double potential_pa2) {
    const double target = std::abs(potential_pa2);
    const bool virial = gas.compressibility == Compressibility::virial;
    double p = std::sqrt(2.0 * target * (virial ? 1.0 / gas.b1 : gas.b1));
    if (gas.b2 == 0.0 || target == 0.0) return std::copysign(p, potential_pa2);
    // Π is increasing and convex for p > 0, so after the first step Newton's iterates fall monotonically to the root.
    for (int i = 0; i < 100; ++i) {
        const double step = (gastwin::potential_pa2(gas, p) - target) / potential_slope_pa(gas, p);
        p -= step;
        if (std::abs(step) <= 2e-16 * p) break;
    }
    return std::copysign(p, potential_pa2);
}

} // namespace gastwin
