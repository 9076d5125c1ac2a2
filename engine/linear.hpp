// SPDX-License-Identifier: Apache-2.0
// The linear kernel of every solver here: (A W Aᵀ + S) x = b, the weighted Laplacian of a graph with some vertices held
// fixed, plus a diagonal S ≥ 0 where vertices store or lose gas by themselves. The pattern is analysed once; scenarios
// and Newton steps rewrite values only.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace gastwin {

/// Sparse LDLᵀ (Eigen, AMD ordering). Symmetric positive definite when every free vertex is connected to a fixed one
/// or one with a positive diagonal entry and all weights are positive.
class GroundedLaplacian {
  public:
    /// Edge e joins free vertices from[e] and to[e]; -1 stands for a fixed vertex. Analyses the pattern.
    GroundedLaplacian(std::int32_t free_vertices, std::span<const std::int32_t> from, std::span<const std::int32_t> to);
    ~GroundedLaplacian();
    GroundedLaplacian(GroundedLaplacian &&) noexcept;
    GroundedLaplacian &operator=(GroundedLaplacian &&) noexcept;

    /// Factorises for these edge weights and, unless empty, diagonal entries of the free vertices; false when a pivot
    /// is not a positive number.
    [[nodiscard]] bool factorise(std::span<const double> weight, std::span<const double> diagonal = {});

    /// Solves in place with the last factors.
    void solve(std::vector<double> &right_hand_side);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace gastwin
