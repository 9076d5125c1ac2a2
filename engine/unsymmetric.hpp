// SPDX-License-Identifier: Apache-2.0
// Linear systems without symmetry: Newton's method where regulators stand between junctions. Everything that can be
// written as a weighted Laplacian is faster in engine/linear.hpp.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

namespace gastwin {

struct MatrixEntry {
    std::int32_t row, column;
    double value; ///< entries of one place add up
};

/// Sparse LU with partial pivoting (Eigen, COLAMD ordering).
class UnsymmetricMatrix {
  public:
    UnsymmetricMatrix();
    ~UnsymmetricMatrix();
    UnsymmetricMatrix(UnsymmetricMatrix &&) noexcept;
    UnsymmetricMatrix &operator=(UnsymmetricMatrix &&) noexcept;

    /// Solves in place, rows scaled to their largest entry; false when the matrix is singular or the solution not
    /// finite. Every call must have its entries in the same places: they are ordered once. Scales `entries`.
    [[nodiscard]] bool solve(std::vector<MatrixEntry> &entries, std::vector<double> &right_hand_side);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace gastwin
