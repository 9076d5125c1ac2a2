// SPDX-License-Identifier: Apache-2.0
// One implicit stage over all blocks, and the modes of the regulators in it.
#pragma once
#include "engine/transient_step.hpp"

namespace gastwin {

struct Stage {
    double time_s, duration_s;               ///< t and τ (engine/cell_problem.hpp)
    const std::vector<double> &carried_kg;   ///< per junction
    const std::vector<double> &carried_flow; ///< per graph edge; used with inertia only
};

/// What leaves junctions at one time, per junction, and which sources count.
struct Loads {
    std::vector<double> taken_kg_s, injected_kg_s, outflow_kg_s, hole_m2;
    std::vector<double> source_pa;
    std::vector<Flag> source_active; ///< on, and the highest of its junction
};
[[nodiscard]] Loads loads_at(const TransientModel &model, double time_s);

/// Solves the stage; `state` is the first guess and the answer. Explanation of failure, or "".
[[nodiscard]] std::string solve_stage(TransientModel &model, const Stage &stage, const Loads &loads, GasState &state,
                                      int &iterations);

/// Sums at a state that solves a stage with these loads.
[[nodiscard]] Rates rates_of(const TransientModel &model, const Loads &loads, const GasState &state);

} // namespace gastwin
