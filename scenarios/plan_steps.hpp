// SPDX-License-Identifier: Apache-2.0
// The steps of plan_retrofit(), and what they hand on. Internal to scenarios/.
#pragma once
#include <vector>

#include "scenarios/plan.hpp"
#include "scenarios/projects.hpp"
#include "scenarios/retrofit.hpp"

namespace gastwin {

/// A pipe or riser that may be renewed.
struct PlanAsset {
    Candidate candidate = {};
    std::size_t result = 0; ///< row in RiskResults
    Material material = Material::unknown;
    double cost_cny = 0.0;
    std::vector<double> benefit = {}; ///< per year of the plan, and the year after
    bool must = false;
};

/// Fills the plan's tables: projects by year and benefit per cost, their assets, and why.
void write_projects(Plan &plan, const Network &network, const RiskResults &risk, const std::vector<PlanAsset> &assets,
                    const ProjectGroups &groups, const RetrofitProblem &problem, const RetrofitSolution &solution);

/// Fills the comparison with practice; the plan's own figures stand.
void compare_with_practice(Plan &plan, const RiskResults &risk, const std::vector<PlanAsset> &assets,
                           const ProjectGroups &groups, const RetrofitProblem &problem);

} // namespace gastwin
