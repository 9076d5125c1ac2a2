// SPDX-License-Identifier: Apache-2.0
#include "models/friction.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace gastwin {
namespace {

constexpr double ln10 = std::numbers::ln10;
constexpr double smoothest = 1e-7; ///< K/D below which purely rough laws would have no turbulent part left
constexpr double inch = 0.0254;

/// ln v within 2e-6 for positive normal v: exponent and artanh series about √2. For first guesses.
double rough_log(double v) {
    constexpr std::uint64_t mantissa = (std::uint64_t{1} << 52) - 1;
    const auto bits = std::bit_cast<std::uint64_t>(v);
    const double m = std::bit_cast<double>((bits & mantissa) | std::bit_cast<std::uint64_t>(1.0)); // in [1, 2)
    const double t = (m - std::numbers::sqrt2) / (m + std::numbers::sqrt2), t2 = t * t;
    const double octaves = static_cast<double>(static_cast<std::int64_t>(bits >> 52) - 1023) + 0.5;
    return octaves * std::numbers::ln2 + 2.0 * t * (1.0 + t2 * (1.0 / 3.0 + t2 / 5.0));
}

/// Colebrook's equation for x = 1/√λ: the root of g(x) = x + c ln(a + b x), which is increasing and concave.
struct ColebrookEquation {
    static constexpr double c = 2.0 / ln10;
    double a, b;

    /// A step from x towards the root, given ln(a + b x): Halley's near the root, where it triples the digits, else
    /// Newton's. Newton's iterates rise to the root of a concave increasing function from its left, and the first step
    /// from its right leads there or below zero, which is not let happen: no Reynolds number or roughness can make the
    /// iteration fail. Both steps are multiplied out to one division.
    [[nodiscard]] double step(double x, double log_argument) const {
        const double argument = a + b * x, s = argument + c * b; // g' = s/argument, g'' = −c b²/argument²
        const double g = x + c * log_argument, bend = 0.5 * g * c * b * b;
        const double next = x - g * argument * s / (std::abs(bend) < 0.1 * s * s ? s * s + bend : s * s);
        return next > 0.0 ? next : 0.5 * x;
    }

    [[nodiscard]] double root() const {
        // A fixed-point step from λ = 0.02 (x = 7) and one with a rough logarithm: six digits in turbulent flow.
        double x = std::max(-c * rough_log(a + 7.0 * b), 1e-3);
        x = step(x, rough_log(a + b * x));
        for (int i = 0; i < 50; ++i) {
            const double before = x;
            x = step(x, std::log(a + b * x));
            if (std::abs(x - before) <= 1e-5 * x) break; // cubic: the step after this one is round-off
        }
        return x;
    }
};

Friction colebrook(double re, double k, double denominator) {
    const ColebrookEquation equation{k / denominator, 2.51 / re};
    const double x = equation.root(), argument = equation.a + equation.b * x;
    const double value = re * re / (x * x);
    return {value, 2.0 * value * argument / (re * (argument + equation.c * equation.b))};
}

Friction swamee_jain(double re, double k) {
    const double rough = k / 3.7, smooth = 5.74 * std::pow(re, -0.9);
    const double log_argument = std::log(rough + smooth);
    const double value = 0.25 * ln10 * ln10 * re * re / (log_argument * log_argument);
    const double elasticity = 2.0 + 1.8 * smooth / (rough + smooth) / log_argument;
    return {value, value * elasticity / re};
}

Friction hofer(double re, double k) {
    const double argument = 4.518 / re * std::log10(re / 7.0) + k / 3.71;
    const double x = -2.0 * std::log10(argument);
    const double argument_slope = 4.518 / re * (1.0 / ln10 - std::log10(re / 7.0)); // d argument / d ln Re
    const double value = re * re / (x * x);
    const double elasticity = 2.0 + 4.0 / ln10 * argument_slope / (argument * x);
    return {value, value * elasticity / re};
}

Friction gb_critical(double re) {
    const double denominator = 65.0 * re - 1e5;
    const double factor = 0.03 + (re - 2100.0) / denominator;
    const double factor_slope = (65.0 * 2100.0 - 1e5) / (denominator * denominator);
    return {factor * re * re, re * (2.0 * factor + re * factor_slope)};
}

constexpr Friction laminar(double re) { return {64.0 * re, 64.0}; }

/// Monotone cubic Hermite of ln F over ln Re between two regimes.
Friction blend(double re, double re_a, Friction a, double re_b, Friction b) {
    const double h = std::log(re_b / re_a), t = std::log(re / re_a) / h;
    const double ya = std::log(a.value), yb = std::log(b.value);
    const double ma = h * re_a * a.slope / a.value, mb = h * re_b * b.slope / b.value;
    const double t2 = t * t, t3 = t2 * t;
    const double y = (2 * t3 - 3 * t2 + 1) * ya + (t3 - 2 * t2 + t) * ma + (3 * t2 - 2 * t3) * yb + (t3 - t2) * mb;
    const double dy = (6 * t2 - 6 * t) * (ya - yb) + (3 * t2 - 4 * t + 1) * ma + (3 * t2 - 2 * t) * mb;
    const double value = std::exp(y);
    return {value, value * dy / (h * re)};
}

/// Cubic from F(0) = 0, with the secant's slope there, to a law that is not meant for such small Re.
Friction lead_to_zero(double re, double re_b, Friction b) {
    const double secant = b.value / re_b, t = re / re_b;
    const double bend = b.slope - secant; // F = secant·Re + bend·Re_b·(t³ − t²)
    return {secant * re + bend * re_b * (t * t * t - t * t), secant + bend * (3.0 * t * t - 2.0 * t)};
}

template <class Turbulent> Friction with_laminar(double re, Turbulent turbulent) {
    constexpr double re_a = 2000.0, re_b = 4000.0;
    if (re <= re_a) return laminar(re);
    if (re >= re_b) return turbulent(re);
    return blend(re, re_a, laminar(re_a), re_b, turbulent(re_b));
}

Friction nikuradse(double re, double k) {
    const double x = 1.14 - 2.0 * std::log10(std::max(k, smoothest));
    const double rough = 1.0 / (x * x);
    return {64.0 * re + rough * re * re, 64.0 + 2.0 * rough * re};
}

/// λ = c (x + b/Re)^m, the form of both turbulent laws of GB 50028; x and b depend on the pipe's material.
struct GbTurbulent {
    double factor, offset, slope, exponent;
};

Friction gb_turbulent(double re, const GbTurbulent &law) {
    const double by_flow = law.slope / re, sum = law.offset + by_flow;
    const double value = law.factor * re * re * std::pow(sum, law.exponent);
    return {value, value / re * (2.0 - law.exponent * by_flow / sum)};
}

Friction gb50028(double re, const GbTurbulent &law) {
    if (re <= 2050.0) return laminar(re);
    if (re < 2300.0) return blend(re, 2050.0, laminar(2050.0), 2300.0, gb_critical(2300.0));
    if (re <= 3300.0) return gb_critical(re);
    if (re < 3700.0) return blend(re, 3300.0, gb_critical(3300.0), 3700.0, gb_turbulent(3700.0, law));
    return gb_turbulent(re, law);
}

Friction haaland(double re, double k) {
    const double rough = std::pow(k / 3.7, 1.11), smooth = 6.9 / re;
    const double x = -1.8 / ln10 * std::log(rough + smooth);
    const double value = re * re / (x * x);
    const double elasticity = 2.0 - 3.6 / ln10 * smooth / ((rough + smooth) * x);
    return {value, value * elasticity / re};
}

/// λ = c Re⁻ⁿ.
Friction power(double re, double c, double n) {
    const double value = c * std::pow(re, 2.0 - n);
    return {value, (2.0 - n) * value / re};
}

Friction power_with_laminar(double re, double c, double n) {
    const double crossing = std::pow(64.0 / c, 1.0 / (1.0 - n));
    const double re_a = crossing / std::numbers::sqrt2, re_b = crossing * std::numbers::sqrt2;
    if (re <= re_a) return laminar(re);
    if (re >= re_b) return power(re, c, n);
    return blend(re, re_a, laminar(re_a), re_b, power(re_b, c, n));
}

double fully_rough_factor(double k) {
    const double x = 2.0 * std::log10(3.7 / std::max(k, smoothest));
    return 1.0 / (x * x);
}

/// The laws of the gas industry without roughness.
Friction classic(FrictionLaw law, double re, double diameter_m) {
    const double d = std::clamp(diameter_m, 1e-3, 3.0);
    switch (law) {
    case FrictionLaw::weymouth:
        return power_with_laminar(re, 0.009407 / std::cbrt(d), 0.0);
    case FrictionLaw::panhandle_a:
        return power_with_laminar(re, 4.0 / (6.872 * 6.872), 0.146);
    case FrictionLaw::panhandle_b:
        return power_with_laminar(re, 4.0 / (16.49 * 16.49), 0.03922);
    case FrictionLaw::spitzglass:
        return power_with_laminar(re, 4.0 / 354.0 * (1.0 + 3.6 * inch / d + 0.03 * d / inch), 0.0);
    case FrictionLaw::mueller:
        return power_with_laminar(re, 4.0 / (3.35 * 3.35), 0.26);
    case FrictionLaw::renouard:
        return power_with_laminar(re, 0.172, 0.18);
    case FrictionLaw::igt:
        return power_with_laminar(re, 4.0 / (4.619 * 4.619), 0.2);
    case FrictionLaw::polyflo:
        return power_with_laminar(re, 4.0 / (5.338 * 5.338), 0.152);
    case FrictionLaw::lacey:
        return power_with_laminar(re, 0.0176 * (1.0 + 0.012 / (0.276 * d)), 0.0);
    case FrictionLaw::pole:
        return power_with_laminar(re, 0.026, 0.0);
    case FrictionLaw::gb50028_cast_iron:
        return gb50028(re, {0.102236, 1e-3 / d, 5158.0 * 0.353678, 0.284});
    default:
        return laminar(re);
    }
}

} // namespace

Friction friction(FrictionLaw law, double reynolds, const PipeWall &wall) {
    const double k = std::min(wall.relative_roughness, largest_relative_roughness);
    const double re = reynolds;
    switch (law) {
    case FrictionLaw::colebrook:
        return with_laminar(re, [k](double x) { return colebrook(x, k, 3.7); });
    case FrictionLaw::nikuradse:
        return nikuradse(re, k);
    case FrictionLaw::colebrook_stanet:
        return re < 10.0 ? lead_to_zero(re, 10.0, colebrook(10.0, k, 3.71)) : colebrook(re, k, 3.71);
    case FrictionLaw::swamee_jain:
        return with_laminar(re, [k](double x) { return swamee_jain(x, k); });
    case FrictionLaw::swamee_jain_pandapipes:
        return re < 100.0 ? lead_to_zero(re, 100.0, swamee_jain(100.0, k)) : swamee_jain(re, k);
    case FrictionLaw::hofer:
        return with_laminar(re, [k](double x) { return hofer(x, k); });
    case FrictionLaw::gb50028_steel_pe:
        return gb50028(re, {0.11, k, 68.0, 0.25});
    case FrictionLaw::haaland:
        return with_laminar(re, [k](double x) { return haaland(x, k); });
    case FrictionLaw::fully_rough:
        return power_with_laminar(re, fully_rough_factor(k), 0.0);
    default:
        return classic(law, re, wall.inner_diameter_m);
    }
}

double friction_factor(FrictionLaw law, double reynolds, const PipeWall &wall) {
    return friction(law, reynolds, wall).value / (reynolds * reynolds);
}

} // namespace gastwin
