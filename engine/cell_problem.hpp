// SPDX-License-Identifier: Apache-2.0
// One implicit stage of transient flow in one connected part of the network.
//
//   Mass      (V_i ρ(p_i) − m_i)/τ + Σ_out q − Σ_in q + d_i(p_i) = 0        at each junction
//   Momentum  ψ_from − ψ_to = φ_e(q_e) + I_e (q_e − q°_e)/τ                 along each pipe
//             ψ_given − ψ_to = φ_e(q_e),  ψ_held(ψ_from) − ψ_to = s q_e     at supplies, through links
// ψ = Π(p) E(z) as in steady flow (engine/zone_problem.hpp), isothermal, kinetic term neglected (Mach number small).
// m_i and q°_e are what the time stepping carries over, τ its weight (engine/transient_step.hpp). I_e = E dx/A times
// the mean of p/Z at the ends: ∂q/∂t over one piece; zero without inertia (friction-dominated flow: valid where
// pressures change slowly against the time sound takes through a piece). For an ideal gas on the level this is the box
// scheme y = Δ(p²) + M q°, M = dx(p_i + p_j)/(AΔt), q = 2y/(M + √(M² + 4R|y|)).
//
// ρ, d, ψ increase with p and φ with q: the equations are monotone, and because every junction stores gas they have
// exactly one solution, supplied or not. (Inertia can ask a cell for more gas than it holds: then the step is too
// long.) Method: Newton's method on (p, q) together. Eliminating q leaves
//   (A W Aᵀ + S) δψ = −(mass + A W r),   W = 1/(φ' + I/τ),   S = (V ρ'/τ + d')/ψ' > 0
// symmetric positive definite. A link that lifts or lowers the pressure (a compressor, a least differential) has
// ψ_held' ≠ 1 at its inlet: the matrix is no longer symmetric, but what leaves one junction still enters another, so it
// stays a column dominant M-matrix, never singular, and the solution unique; sparse LU then. Mass is linear in (p, q)
// for an ideal gas with fixed demand, so every full step satisfies it to round-off. A step is halved until Σ mass²/diag
// + Σ W energy², in the measure of the matrix it came from, has fallen: Newton's direction is one of descent for any
// fixed measure, and the matrix is never singular. That is no proof of speed: cells that hold almost nothing against
// what is drawn from them can exhaust the iterations, and so can a very short step, whose storage makes every imbalance
// of mass look small beside the friction that evens it out. Then whole steps are tried from the start. If these fail
// too (tests/engine/cell_problem_test.cpp counts them) the caller shortens the step; as τ → 0 storage rules and the
// equations become linear.
#pragma once
#include <vector>

#include "engine/linear.hpp"
#include "engine/pipe_element.hpp"
#include "engine/relief.hpp"
#include "models/table.hpp"

namespace gastwin {

/// What a link holds at its outlet for a pressure at its inlet: max( min( set, lift p − δ ), p where it has a bypass ).
/// The gravities are those of its ends, which need not be those of their junctions.
struct LinkLaw {
    double set_pa = 0.0, lift = 1.0, min_differential_pa = 0.0;
    bool has_bypass = false;
    double up_gravity = 1.0, down_gravity = 1.0;
};

/// Where gas enters from a given potential (a source, a regulator at its set point), or passes between two junctions
/// (a regulator wide open, a compressor), without loss unless a law says otherwise. Not active: no flow, no equation.
struct Port {
    double potential_pa2 = 0.0; ///< at no flow; not used by links
    double slope = 0.0;         ///< φ = slope·q; tells parallel ports how to share
    OutletElement outlet{};     ///< instead of the slope where the outlet pressure droops
    LinkLaw link{};             ///< of a link that is `lawful`
    bool droops = false, active = false, lawful = false;
    bool holds = false; ///< a link that holds the given potential at its outlet whatever its inlet has
};

struct CellJunction {
    double volume_m3 = 0.0, gravity = 1.0; ///< V and E
    double atmosphere_pa = 0.0;            ///< holes end here
    double cut_off_pa = 0.0;               ///< absolute; demand ends here
    double demand_kg_s = 0.0;              ///< ends at cut_off_pa
    double fixed_kg_s = 0.0;               ///< leaves whatever the pressure; negative: injected
    double drawn_kg_s = 0.0;               ///< by regulators; ends below 1 kPa absolute, so that there is a solution
    double outflow_kg_s = 0.0;             ///< a given leak; ends at the atmosphere's pressure
    double hole_m2 = 0.0;                  ///< a leak that depends on the pressure
    std::vector<ReliefValve> relief = {};
    std::vector<BuriedHole> buried = {};
    double carried_kg = 0.0; ///< m
};

/// Edges: first pipes, then ports. -1 as `from` stands for the given potential of a supply.
struct CellProblem {
    FrictionLaw law = FrictionLaw::colebrook;
    const Gas *gas = nullptr;
    double band_pa = 100.0; ///< served_share() and given leaks
    std::vector<std::int32_t> from, to;
    std::vector<PipeElement> pipe;
    std::vector<double> inertia_per_m; ///< E dx/A of each pipe, or empty
    std::vector<double> carried_flow;  ///< q° of each pipe, or empty
    std::vector<Port> port;
    std::vector<CellJunction> junction;
    double duration_s = 1.0; ///< τ
};

/// Start and answer of the iteration. Pressures stay positive.
struct CellState {
    std::vector<double> pressure_pa, flow_kg_s;
};

struct CellOutcome {
    bool converged = false;
    int iterations = 0;
    double residual = 0.0; ///< relative energy residual of the last iterate
};

/// dρ/dp, for Newton's matrix.
[[nodiscard]] double density_slope(const Gas &gas, double pressure_pa);

/// The pressure between two bounds at which the gas has this density, to round-off.
[[nodiscard]] double pressure_of_density_pa(const Gas &gas, double density_kg_m3, double low_pa, double high_pa);

/// Everything that leaves the junction to customers, leaks and as fixed flow, with its slope.
[[nodiscard]] Outflow junction_outflow(const CellProblem &problem, const CellJunction &junction, double pressure_pa);

/// `laplacian`: of the problem's junctions (all free) and edges; not used where an active link has a law. Never throws.
[[nodiscard]] CellOutcome solve_cells(const CellProblem &problem, GroundedLaplacian &laplacian, CellState &state,
                                      double tolerance, int max_iterations);

} // namespace gastwin
