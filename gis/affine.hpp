// SPDX-License-Identifier: Apache-2.0
// From a city's own grid to a known system: x' = a x + b y + c, y' = d x + e y + f.
#pragma once
#include <span>
#include <string>

#include "models/geometry.hpp"

namespace gastwin {

/// Invariant: finite, and it has an inverse, so that no survey collapses to a line or a point.
class Affine {
  public:
    /// The six numbers in the order a, b, c, d, e, f. Throws Error("value_out_of_range") for another count, numbers
    /// that are not finite, and a·e = b·d.
    explicit Affine(std::span<const double> numbers);

    [[nodiscard]] Point operator()(Point p) const { return {a_ * p.x + b_ * p.y + c_, d_ * p.x + e_ * p.y + f_}; }

    /// "a,b,c,d,e,f" with all digits.
    [[nodiscard]] std::string text() const;

  private:
    double a_, b_, c_, d_, e_, f_;
};

} // namespace gastwin
