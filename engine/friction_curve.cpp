// SPDX-License-Identifier: Apache-2.0
#include "engine/friction_curve.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace gastwin {
namespace {

constexpr double first_reynolds = 2000.0;
constexpr int octaves = 13; ///< to Re 16 million
constexpr int points = 8;

// An IEEE number's exponent and first bits of mantissa are the octave and the part it lies in: an eighth, but a
// thirty-second of the first octave, where laminar and turbulent flow are joined.
constexpr int mantissa_bits = 52;
constexpr std::uint64_t one = std::bit_cast<std::uint64_t>(1.0);
constexpr int part_bits(bool first_octave) { return first_octave ? 5 : 3; }
constexpr std::uint64_t more_in_first = (1 << part_bits(true)) - (1 << part_bits(false));
constexpr std::uint64_t polynomials = (octaves << part_bits(false)) + more_in_first;

/// Coefficients of powers of t ∈ [−1, 1] of the polynomial through f at Chebyshev's points.
template <class F> void interpolate(F f, double (&c)[points]) {
    double sample[points];
    const auto angle = [](int j) { return (j + 0.5) * std::numbers::pi / points; };
    for (int j = 0; j < points; ++j) sample[j] = f(std::cos(angle(j)));
    double before[points] = {}, now[points] = {1.0}; // T_{k−1} and T_k as powers of t; T_{k+1} = 2t T_k − T_{k−1}
    for (int k = 0; k < points; ++k) {
        double weight = 0.0;
        for (int j = 0; j < points; ++j) weight += (k == 0 ? 1.0 : 2.0) / points * sample[j] * std::cos(k * angle(j));
        for (int power = 0; power < points; ++power) c[power] += weight * now[power];
        const double step = k == 0 ? 1.0 : 2.0; // T₁ = t
        for (int power = points - 1; power >= 0; --power) {
            const double next = (power > 0 ? step * now[power - 1] : 0.0) - before[power];
            before[power] = now[power];
            now[power] = next;
        }
    }
}

} // namespace

double FrictionCurve::lowest_reynolds(FrictionLaw law) {
    switch (law) {
    case FrictionLaw::colebrook:
    case FrictionLaw::swamee_jain:
    case FrictionLaw::hofer:
    case FrictionLaw::haaland:
        return first_reynolds;
    case FrictionLaw::gb50028_steel_pe:
        return 2.0 * first_reynolds; // its seams lie between
    default:
        return 0.0;
    }
}

FrictionCurve::FrictionCurve(FrictionLaw law, double relative_roughness)
    : law_{law}, wall_{relative_roughness, 1.0}, lowest_reynolds_{lowest_reynolds(law)} {
    if (law == FrictionLaw::nikuradse) {
        rough_factor_ = friction_factor(law, 1e30, wall_); // 64/Re is gone there
        return;
    }
    part_.resize(polynomials);
    double low = 1.0; // Re over first_reynolds
    for (Polynomial &part : part_) {
        const bool first_octave = low < 2.0;
        const double width = std::ldexp(1.0, std::ilogb(low) - part_bits(first_octave));
        const auto factor = [&](double t) {
            return friction_factor(law, first_reynolds * (low + 0.5 * width * (1.0 + t)), wall_);
        };
        if (low * first_reynolds >= lowest_reynolds_) interpolate(factor, part.c);
        low += width;
    }
}

Friction FrictionCurve::operator()(double reynolds) const {
    if (rough_factor_ > 0.0)
        return {reynolds * (64.0 + rough_factor_ * reynolds), 64.0 + 2.0 * rough_factor_ * reynolds};
    if (reynolds <= first_reynolds) return {64.0 * reynolds, 64.0};
    const auto bits = std::bit_cast<std::uint64_t>(reynolds * (1.0 / first_reynolds));
    const bool first_octave = reynolds < 2.0 * first_reynolds;
    const int narrowing = part_bits(first_octave);
    const std::uint64_t index = ((bits - one) >> (mantissa_bits - narrowing)) + (first_octave ? 0 : more_in_first);
    if (reynolds < lowest_reynolds_ || index >= part_.size()) return friction(law_, reynolds, wall_);
    constexpr std::uint64_t mantissa = (std::uint64_t{1} << mantissa_bits) - 1;
    const double within_octave = std::bit_cast<double>((bits & mantissa) | one);              // 1 to 2
    const double within_part = std::bit_cast<double>(((bits << narrowing) & mantissa) | one); // 1 to 2
    const double t = 2.0 * within_part - 3.0;
    const double(&c)[points] = part_[index].c;
    double factor = c[points - 1], slope = 0.0; // λ, dλ/dt
    for (int k = points - 2; k >= 0; --k) {
        slope = slope * t + factor;
        factor = factor * t + c[k];
    }
    const double elasticity = static_cast<double>(2 << narrowing) * within_octave; // dt/d ln Re
    return {factor * reynolds * reynolds, reynolds * (2.0 * factor + elasticity * slope)};
}

} // namespace gastwin
