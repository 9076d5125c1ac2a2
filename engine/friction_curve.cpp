// SPDX-License-Identifier: Apache-2.0
#include "engine/friction_curve.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace gastwin {
namespace {

constexpr int points = 8;

using Square = std::array<std::array<double, points>, points>;

std::array<double, points> chebyshev_points() {
    std::array<double, points> t{};
    for (std::size_t j = 0; j < points; ++j)
        t[j] = std::cos((static_cast<double>(j) + 0.5) * std::numbers::pi / points);
    return t;
}

/// Leads from values at Chebyshev's points to the coefficients of powers of t ∈ [−1, 1] of the polynomial through them.
Square powers_of_samples() {
    Square matrix{};
    std::array<double, points> before{}, now{1.0}; // T_{k−1} and T_k as powers of t; T_{k+1} = 2t T_k − T_{k−1}
    for (int k = 0; k < points; ++k) {
        for (std::size_t j = 0; j < points; ++j) {
            const double t_k = std::cos(k * (static_cast<double>(j) + 0.5) * std::numbers::pi / points);
            for (std::size_t power = 0; power < points; ++power)
                matrix[power][j] += (k == 0 ? 1.0 : 2.0) / points * t_k * now[power];
        }
        const double step = k == 0 ? 1.0 : 2.0; // T₁ = t
        for (std::size_t power = points; power-- > 0;) {
            const double next = (power > 0 ? step * now[power - 1] : 0.0) - before[power];
            before[power] = now[power];
            now[power] = next;
        }
    }
    return matrix;
}

template <class F> void interpolate(F f, double (&c)[points]) {
    static const Square matrix = powers_of_samples();
    static const std::array<double, points> t = chebyshev_points();
    for (std::size_t j = 0; j < points; ++j) {
        const double sample = f(t[j]);
        for (std::size_t power = 0; power < points; ++power) c[power] += matrix[power][j] * sample;
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

Friction FrictionCurve::exact(double reynolds) const { return friction(law_, reynolds, wall_); }

} // namespace gastwin
