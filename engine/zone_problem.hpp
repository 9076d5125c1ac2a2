// SPDX-License-Identifier: Apache-2.0
// Steady flow in one pressure zone: given flows taken out everywhere and given potentials at some junctions.
//
//   Unknowns   q_e flow in each edge, u_v = ψ_v − ψ_ref deviation of each junction's potential from the zone's
//   reference Mass       Σ_out q − Σ_in q + d_v = 0                                at each junction without a given
//   potential Energy     u_from − u_to = φ_e(q_e)                                  along each edge
//
// Deviations, not potentials: low-pressure drops are millibars on one bar, and absolute values stall on round-off.
// Gravity: ψ = Π(p) E(z), E = exp(2 g κ z / a²) with κ = (p/Z)²/(2 Π) (1/Z for constant Z), turns the momentum
// equation of an inclined pipe into the horizontal one with L_e = ∫E ds. Exact for constant Z; otherwise κ is taken
// once, at the zone's nominal pressure, an error of (dκ/κ) of the gravity term alone.
//
// φ_e is strictly increasing, so the flow is the unique minimiser of the strictly convex content
//   C(q) = Σ_e ∫ φ_e dq − Σ_fixed u_v (flow in at v)   subject to mass.
// How it is found: engine/zone_solver.hpp.
#pragma once
#include <string>
#include <vector>

#include "engine/pipe_element.hpp"
#include "models/table.hpp"

namespace gastwin {

/// Edges: first pipes, then outlets (regulators with droop). No edge joins a junction to itself; every junction is
/// connected to one whose potential is given.
struct ZoneProblem {
    FrictionLaw law = FrictionLaw::colebrook;
    const Gas *gas = nullptr;
    std::vector<std::int32_t> from, to;
    std::vector<PipeElement> pipe;
    std::vector<OutletElement> outlet;
    std::vector<double> demand_kg_s;   ///< one per junction; ignored where the potential is given
    std::vector<Flag> fixed;           ///< 1: potential given
    std::vector<double> deviation_pa2; ///< of fixed junctions
    double potential_scale_pa2 = 1.0;  ///< order of ψ; sets the round-off floor
};

struct NewtonLimits {
    double tolerance = 1e-10;
    int max_iterations = 100;
};

struct ZoneFlow {
    std::vector<double> deviation_pa2;       ///< of each junction
    std::vector<double> flow_kg_s, drop_pa2; ///< of each edge
    int iterations = 0;
    double residual = 0.0;        ///< larger of the relative mass and energy residuals
    std::int32_t worst_edge = -1; ///< first edge of the series with the largest energy residual
    bool converged = true;
};

[[nodiscard]] inline Drop edge_drop(const ZoneProblem &problem, std::size_t edge, double flow_kg_s) {
    if (edge < problem.pipe.size()) return potential_drop(problem.law, problem.pipe[edge], flow_kg_s);
    return potential_drop(*problem.gas, problem.outlet[edge - problem.pipe.size()], flow_kg_s);
}

/// One solve from nothing by ZoneSolver (engine/zone_solver.hpp).
[[nodiscard]] ZoneFlow solve_zone(const ZoneProblem &problem, const NewtonLimits &limits);

/// Flow that enters (positive) at each fixed junction; zero elsewhere.
[[nodiscard]] std::vector<double> inflow_kg_s(const ZoneProblem &problem, const ZoneFlow &flow);

} // namespace gastwin
