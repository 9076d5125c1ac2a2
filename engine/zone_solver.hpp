// SPDX-License-Identifier: Apache-2.0
// Solves one zone problem (engine/zone_problem.hpp) again and again.
//
// What depends on topology alone is compiled once: the forest is stripped (engine/forest.hpp), edges in series are
// merged (engine/chains.hpp), and the pattern of the linear system of what remains, vertices of degree above two, is
// ordered and analysed (engine/linear.hpp). All three are exact. Each solve then does
//   1. flows in the trees by summation of demands, leaves first;
//   2. Newton's method on the chains: the flow-carrying step (Todini's global gradient)
//        (A W Aᵀ) δu = −(m + A W r),  δq = W (r + Aᵀ δu),  W = 1/φ'(q),  m mass and r energy residual,
//      which is Newton's method for the minimum of the content C on the flows that satisfy mass. The step is cut until
//      C has certainly fallen. C is strictly convex, coercive and C¹ with a positive definite Hessian bound on its
//      level sets, hence convergence from any start; the last steps are full and quadratic;
//   3. all flows, and potentials from the core outwards.
// The answer of an earlier solve is a good start: one linear step from it satisfies mass for the new demands.
// Long loops run on all threads; every number is computed by the same operations in the same order whatever their
// number.
#pragma once
#include <optional>

#include "engine/chains.hpp"
#include "engine/forest.hpp"
#include "engine/linear.hpp"
#include "engine/zone_problem.hpp"

namespace gastwin {

/// What the laws of the edges say for flows tried.
struct ChainLaws {
    std::vector<double> phi, slope; ///< φ(q), φ'(q) of each chain
    std::vector<double> piece;      ///< share of each piece in φ
};

/// Where Newton's method stands; vertices and chains as in Chains.
struct NewtonState {
    std::vector<double> u, q; ///< potentials, flows
    ChainLaws laws;           ///< at q
};

/// What it needs on the way.
struct NewtonRoom {
    std::vector<double> carried;      ///< demand of each junction and of the trees that hang on it
    std::vector<double> offset;       ///< c of each piece
    std::vector<double> demand;       ///< at each vertex, with that between the pieces of its chains
    std::vector<double> energy, mass; ///< u_from − u_to − φ, Σout − Σin + d
    std::vector<double> weight, rhs, dq;
    ChainLaws whole, cut; ///< at the end of a whole or a cut step
};

/// Compiled for one topology (ends of edges, which junctions are held); compiles anew where a problem has another.
class ZoneSolver {
  public:
    /// `flow` holds the answer of this solver to an earlier problem with the same pipes, from which it starts, or
    /// nothing; it becomes the answer to this one. Never throws and never returns a number that is not finite.
    void solve(const ZoneProblem &problem, const NewtonLimits &limits, ZoneFlow &flow);

  private:
    [[nodiscard]] bool is_compiled_for(const ZoneProblem &problem) const;
    void compile(const ZoneProblem &problem);
    void spread_potentials(const ZoneProblem &problem, ZoneFlow &flow) const;

    std::vector<Flag> fixed_;
    std::vector<std::int32_t> outlet_to_;
    std::size_t edges_ = 0;
    Forest forest_;
    Chains chains_;
    std::vector<std::int32_t> row_;               ///< of each vertex of `chains_` in the linear system; -1: held
    std::vector<std::int32_t> row_from_, row_to_; ///< of each chain
    std::optional<GroundedLaplacian> laplacian_;  ///< none where every vertex is held
    bool compiled_ = false;
    NewtonState newton_;
    NewtonRoom room_; ///< of a large zone; small ones, of which a city has thousands, use their thread's
};

} // namespace gastwin
