// SPDX-License-Identifier: Apache-2.0
// A friction law of one relative roughness, ready to be evaluated a million times: λ(Re) as polynomials of degree 7 on
// eighths of octaves of Re, interpolated at Chebyshev's points. There λ of every law here is analytic and its nearest
// singularity far away, so that the error is round-off: F is within 2e-13 of the law, its slope within 3e-10
// (tests/engine/friction_curve_test.cpp), for a quarter of the cost of Colebrook's equation. "nikuradse", 64/Re and a
// constant, needs no polynomial, only its constant.
#pragma once
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

    /// Where the polynomials begin: from there on a law has no seam but at Re 4000. 0: not represented.
    [[nodiscard]] static double lowest_reynolds(FrictionLaw law);

    FrictionLaw law_;
    PipeWall wall_;
    double rough_factor_ = 0.0; ///< λ of "nikuradse" at infinite Re; other laws: 0
    double lowest_reynolds_;
    std::vector<Polynomial> part_; ///< from Re 2000 on; below lowest_reynolds_ they are zero and not used
};

} // namespace gastwin
