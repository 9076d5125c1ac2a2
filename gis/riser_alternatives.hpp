// SPDX-License-Identifier: Apache-2.0
// What an unknown material or year of a riser may be, as probabilities: from the other risers, nearest kin first.
//     f(T) = n(T) / Σ n                                         all risers
//     e(T) = (n_year(T) + κ_y f(T)) / (Σ n_year + κ_y)          buildings of the same year of construction
//     P(T) = (n_building(T) + κ_b e(T)) / (Σ n_building + κ_b)  the same building
// κ_y and κ_b are those of 0.1, 0.3, 1 … 100 under which the known risers, each left out in turn, are likeliest.
// Shrinkage by Dirichlet priors: Gelman et al., Bayesian Data Analysis, 3rd ed., chapter 5. Valid for gaps that came
// about by chance.
//
// Guarantees: no value is set, the cell stays unknown; per cell the probabilities are positive and sum to 1; years as
// they are, at most 12 values a cell, what has less than 0.5 % is left out and the others scaled up. No rows for an
// attribute of which no riser knows anything, or all the same.
#pragma once
#include <span>

#include "models/candidate.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Adds rows of table "riser". Risers whose year a rule will set (one flag each, or none at all) get none for it.
void add_riser_candidates(const Network &network, Candidates &candidates, std::span<const Flag> year_by_rule = {});

} // namespace gastwin
