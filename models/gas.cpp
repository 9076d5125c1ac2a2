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

/// ∫ t/(b1 + b2 t + b3 t²) dt from 0 to p for 4 b1 b3 > b2². The closed form cancels at low pressure, where the power
/// series is used: it converges for p below √(b1/b3), the distance of the complex zeros of Z.
double quadratic_potential(const Gas &gas, double p) {
    const double ratio = p * std::sqrt(gas.b3 / gas.b1);
    if (ratio > 0.5) {
        const double root = std::sqrt(4.0 * gas.b1 * gas.b3 - gas.b2 * gas.b2);
        const double z = gas.b1 + p * (gas.b2 + p * gas.b3);
        return (0.5 * std::log(z / gas.b1) - gas.b2 / root * std::atan2(root * p, 2.0 * gas.b1 + gas.b2 * p)) / gas.b3;
    }
    const double x = -gas.b2 * p / gas.b1, y = -ratio * ratio; // 1/Z = Σ g_n/b1, g_n = x g_{n−1} + y g_{n−2}
    double before = 0.0, term = 1.0, sum = 0.0;
    // |g_n| < (n + 1) ratioⁿ.
    for (int n = 0, last = 0; n < 64 && last < 2; ++n) {
        sum += term / (n + 2);
        const double next = x * term + y * before;
        before = term;
        term = next;
        last = std::abs(term) < 1e-17 ? last + 1 : 0;
    }
    return p * p / gas.b1 * sum;
}

double z_within(const Gas &gas, double p) {
    const double b = gas.b1 + gas.b2 * p;
    if (gas.compressibility == Compressibility::virial) return 1.0 / b;
    return gas.compressibility == Compressibility::linear ? b : b + gas.b3 * p * p;
}

/// p/Z for 0 ≤ p ≤ largest_pressure_pa().
double p_over_z(const Gas &gas, double p) {
    if (gas.compressibility == Compressibility::virial) return p * (gas.b1 + gas.b2 * p);
    return p / z_within(gas, p);
}

double potential_within(const Gas &gas, double p) {
    if (gas.compressibility == Compressibility::virial) return p * p * (gas.b1 / 2.0 + gas.b2 * p / 3.0);
    if (gas.compressibility == Compressibility::quadratic) return quadratic_potential(gas, p);
    return p * p / gas.b1 * log_remainder(gas.b2 * p / gas.b1);
}

bool quadratic_is_positive(const Gas &gas) {
    return gas.b3 > 0.0 && std::isfinite(gas.b3) && 4.0 * gas.b1 * gas.b3 > gas.b2 * gas.b2;
}

/// 1/Z = b1 + b2 p with p absolute, from the correlation in psi(g) and °R.
void set_cnga(Gas &gas) {
    constexpr double air_molar_mass_kg_mol = 0.02896, atmosphere_pa = 101350.0, pa_per_psi = 6894.75729;
    const double relative_density = gas.molar_mass_kg_mol / air_molar_mass_kg_mol;
    const double per_psi =
        344400.0 * std::pow(10.0, 1.785 * relative_density) / std::pow(1.8 * gas.temperature_k, 3.825);
    gas.b1 = 1.0 + per_psi * atmosphere_pa / pa_per_psi;
    gas.b2 = per_psi / pa_per_psi;
}

void set_papay(Gas &gas, const CriticalPoint &critical) {
    const double reduced = gas.temperature_k / critical.temperature_k;
    gas.compressibility = Compressibility::quadratic;
    gas.b2 = -3.52 * std::exp(-2.26 * reduced) / critical.pressure_pa;
    gas.b3 = 0.274 * std::exp(-1.878 * reduced) / (critical.pressure_pa * critical.pressure_pa);
    if (!quadratic_is_positive(gas))
        throw Error("bad_gas", {.column = "temperature_k"}, {}, "too far below the critical temperature for papay");
}

} // namespace

Gas with_equation_of_state(Gas gas, EquationOfState equation, const CriticalPoint &critical) {
    if (!(critical.temperature_k > 0.0) || !(critical.pressure_pa > 0.0))
        throw Error("bad_gas", {}, {}, "critical point");
    gas.compressibility = Compressibility::virial;
    gas.b1 = 1.0;
    gas.b2 = gas.b3 = 0.0;
    switch (equation) {
    case EquationOfState::ideal:
        break;
    case EquationOfState::cnga_simple:
        gas.b1 = 1.00300865;
        gas.b2 = 2.96848838e-8;
        break;
    case EquationOfState::cnga_full:
        set_cnga(gas);
        break;
    case EquationOfState::papay:
        set_papay(gas, critical);
        break;
    case EquationOfState::aga88:
        gas.compressibility = Compressibility::linear;
        gas.b2 = (0.257 - 0.533 * critical.temperature_k / gas.temperature_k) / critical.pressure_pa;
        break;
    }
    return gas;
}

void require_physical(const Gas &gas) {
    const auto positive_and_finite = [](double x) { return x > 0.0 && std::isfinite(x); };
    if (positive_and_finite(gas.molar_mass_kg_mol) && positive_and_finite(gas.temperature_k) &&
        positive_and_finite(gas.viscosity_pa_s) && positive_and_finite(gas.gas_constant) &&
        positive_and_finite(gas.b1) && std::isfinite(gas.b2) &&
        (gas.compressibility != Compressibility::quadratic || quadratic_is_positive(gas)))
        return;
    throw Error("bad_gas");
}

double largest_pressure_pa(const Gas &gas) {
    if (gas.compressibility == Compressibility::quadratic) return std::sqrt(gas.b1 / gas.b3);
    // virial: p/Z = b1 p + b2 p² turns over here; linear: Z has fallen to half of its low-pressure value.
    return gas.b2 < 0.0 ? -0.5 * gas.b1 / gas.b2 : std::numeric_limits<double>::infinity();
}

double potential_slope_pa(const Gas &gas, double pressure_pa) {
    return std::copysign(p_over_z(gas, std::fmin(std::abs(pressure_pa), largest_pressure_pa(gas))), pressure_pa);
}

double compressibility(const Gas &gas, double pressure_pa) {
    const double p = std::abs(pressure_pa), limit = largest_pressure_pa(gas);
    return p > limit ? p / p_over_z(gas, limit) : z_within(gas, p);
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
    const bool square = gas.b2 == 0.0 && gas.compressibility != Compressibility::quadratic;
    if (square || target == 0.0) return std::copysign(p, potential_pa2);
    // Π is increasing and convex for p > 0, so after the first step Newton's iterates fall monotonically to the root.
    for (int i = 0; i < 100; ++i) {
        const double step = (gastwin::potential_pa2(gas, p) - target) / potential_slope_pa(gas, p);
        p -= step;
        if (std::abs(step) <= 2e-16 * p) break;
    }
    return std::copysign(p, potential_pa2);
}

} // namespace gastwin
