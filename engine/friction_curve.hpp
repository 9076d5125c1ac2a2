// SPDX-License-Identifier: Apache-2.0
// A friction law of one relative roughness, ready to be evaluated a million times: λ(Re) as polynomials of degree 7 on
// eighths of octaves of Re, interpolated at Chebyshev's points. There λ of every law here is analytic and its nearest
// singularity far away, so that the error is round-off: F is within 2e-13 of the law, its slope within 3e-10
// (tests/engine/friction_curve_test.cpp), for a quarter of the cost of Colebrook's equation. "nikuradse", 64/Re and a
// constant, needs no polynomial, only its constant.
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

#include "models/friction.hpp"

namespace gastwin {

class FrictionCurve {
  public:
    /// Only for laws in which λ depends on Re and K/D alone, and which are laminar up to Re 2000 or "nikuradse".
    [[nodiscard]] static bool represents(FrictionLaw law) {
        return law == FrictionLaw::nikuradse || lowest_reynolds(law) > 0.0;
    }

    /// Precondition: represents(law).
    FrictionCurve(FrictionLaw law, double relative_roughness);

    /// F(Re) = λRe² and its slope, as friction() gives them. Precondition: reynolds ≥ 0.
    [[nodiscard]] Friction operator()(double reynolds) const;

  private:
    struct alignas(64) Polynomial { ///< λ = Σ c_k tᵏ, t from −1 to 1 over the part
        double c[8] = {};
    };

    static constexpr double first_reynolds = 2000.0;
    static constexpr int octaves = 13; ///< to Re 16 million

    // An IEEE number's exponent and first bits of mantissa are the octave and the part it lies in: an eighth, but a
    // thirty-second of the first octave, where laminar and turbulent flow are joined.
    static constexpr int mantissa_bits = 52;
    static constexpr std::uint64_t one = std::bit_cast<std::uint64_t>(1.0);
    static constexpr int first_bits = 5, later_bits = 3;
    static constexpr int part_bits(bool first_octave) { return first_octave ? first_bits : later_bits; }
    static constexpr std::uint64_t more_in_first = (1 << first_bits) - (1 << later_bits);
    static constexpr std::uint64_t polynomials = (octaves << later_bits) + more_in_first;

    /// Where the polynomials begin: from there on a law has no seam but at Re 4000. 0: not represented.
    [[nodiscard]] static double lowest_reynolds(FrictionLaw law);

    /// The law itself, where no polynomial holds.
    [[nodiscard]] Friction exact(double reynolds) const;

    FrictionLaw law_;
    PipeWall wall_;
    double rough_factor_ = 0.0; ///< λ of "nikuradse" at infinite Re; other laws: 0
    double lowest_reynolds_;
    std::vector<Polynomial> part_; ///< from Re 2000 on; below lowest_reynolds_ they are zero and not used
};

inline Friction FrictionCurve::operator()(double reynolds) const {
    if (rough_factor_ > 0.0)
        return {reynolds * (64.0 + rough_factor_ * reynolds), 64.0 + 2.0 * rough_factor_ * reynolds};
    if (reynolds <= first_reynolds) return {64.0 * reynolds, 64.0};
    const auto bits = std::bit_cast<std::uint64_t>(reynolds * (1.0 / first_reynolds));
    const bool first_octave = reynolds < 2.0 * first_reynolds;
    const int narrowing = part_bits(first_octave);
    const std::uint64_t index = ((bits - one) >> (mantissa_bits - narrowing)) + (first_octave ? 0 : more_in_first);
    if (reynolds < lowest_reynolds_ || index >= part_.size()) return exact(reynolds);
    constexpr std::uint64_t mantissa = (std::uint64_t{1} << mantissa_bits) - 1;
    const double within_octave = std::bit_cast<double>((bits & mantissa) | one);              // 1 to 2
    const double within_part = std::bit_cast<double>(((bits << narrowing) & mantissa) | one); // 1 to 2
    const double t = 2.0 * within_part - 3.0, t2 = t * t, t4 = t2 * t2;
    const double(&c)[8] = part_[index].c; // by pairs of powers (Estrin): Horner's rule would wait for each product
    const double factor =
        (c[0] + c[1] * t) + (c[2] + c[3] * t) * t2 + ((c[4] + c[5] * t) + (c[6] + c[7] * t) * t2) * t4;
    const double slope = (c[1] + 2.0 * c[2] * t) + (3.0 * c[3] + 4.0 * c[4] * t) * t2 +
                         ((5.0 * c[5] + 6.0 * c[6] * t) + 7.0 * c[7] * t2) * t4;   // dλ/dt
    const double elasticity = static_cast<double>(2 << narrowing) * within_octave; // dt/d ln Re
    return {factor * reynolds * reynolds, reynolds * (2.0 * factor + elasticity * slope)};
}

} // namespace gastwin
