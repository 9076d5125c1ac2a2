// SPDX-License-Identifier: Apache-2.0
// One time step: implicit stages over all blocks, what flowed meanwhile, and how wrong the step may be.
//
// backward_euler  m₁ = m₀ + Δt F(t₁)                      error estimate ½|m₁ − m₀ − Δt F(t₀)|
// sdirk2          γ = 1 − 1/√2:  m₁ = m₀ + γΔt F₁ at t₀ + γΔt,
//                 m₂ = m₀ + (1−γ)Δt F₁ + γΔt F₂ at t₀ + Δt (Alexander 1977): second order, L-stable, and the pressures
//                 that sources and regulators hold are met at the end of the step; error estimate |m₂ − m₀ − Δt F₁|,
//                 that of a first-order step: what is accepted is better than the tolerance says.
// Where the state jumps, stage 2 extrapolates the jump: a cell may be asked to have lost more than it held, however
// short the step. Euler's step carries over what was there, and always has a solution without inertia. F is the net
// inflow of a junction. Both keep Σ m₂ − Σ m₀ = Δt Σ bᵢ (in − out)ᵢ exactly.
#pragma once
#include "engine/transient_model.hpp"

namespace gastwin {

/// Sums over the network at one instant, kg/s.
struct Rates {
    double inflow = 0.0, demand = 0.0, supplied = 0.0, injected = 0.0, leak = 0.0, relieved = 0.0;
};

struct Step {
    bool solved = false;
    GasState state;
    std::vector<double> stored_kg; ///< at its end
    std::vector<double> gain_kg_s; ///< F of its last stage, per junction
    double error = 0.0;            ///< estimate over what is allowed
    double closure = 0.0;          ///< |Σm₂ − Σm₀ − Δt Σ (in − out)| over Σm₀
    Rates mean, last;              ///< over the step; at its end
    int iterations = 0;
    std::string explanation; ///< why it is not solved
};

/// From `state` (with masses `stored_kg` and, unless empty, net inflows `gain_kg_s`) at time_s over duration_s. Blocks
/// of the model may be rearranged.
[[nodiscard]] Step take_step(TransientModel &model, TimeScheme scheme, const GasState &state,
                             const std::vector<double> &stored_kg, const std::vector<double> &gain_kg_s, double time_s,
                             double duration_s);

/// Share of the demand served at a vertex.
[[nodiscard]] double served_at(const TransientModel &model, const GasState &state, std::int32_t vertex);

} // namespace gastwin
