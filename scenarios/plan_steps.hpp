// SPDX-License-Identifier: Apache-2.0
// The steps of plan_retrofit(), and what they hand on. Internal to scenarios/.
#pragma once
#include <vector>

#include "scenarios/plan.hpp"
#include "scenarios/projects.hpp"
#include "scenarios/retrofit.hpp"

namespace gastwin {

/// One way to renew an asset.
struct PlanOffer {
    Design design = Design::replace;
    double cost_cny = 0.0, crew_days = 0.0, opened_m = 0.0;
    double bore_m = missing_real, roughness_m = missing_real; ///< of what gas then flows along; pipes alone
    std::vector<double> benefit = {};                         ///< per year of the plan, and the year after
};

/// A pipe or riser that may be renewed.
struct PlanAsset {
    Candidate candidate = {};
    std::size_t result = 0; ///< row in RiskResults
    Material material = Material::unknown;
    std::vector<PlanOffer> offers = {}; ///< at least one
    bool must = false;
};

/// What rules ask of an asset, by row of RiskResults.
struct PlanFacts {
    std::string id, street, district, material;
};
[[nodiscard]] std::vector<PlanFacts> facts_of(const Network &network, const RiskResults &risk, const PlanRules &rules);

/// Assets that rules say must or must never be done, by row of RiskResults. Throws Error("bad_scheme") for rules about
/// nothing.
struct RuledAssets {
    std::vector<Flag> must, never;
};
[[nodiscard]] RuledAssets ruled_assets(const std::vector<PlanFacts> &facts, const PlanRules &rules);

/// Street, or estate of a riser.
[[nodiscard]] std::string street_of(const Network &network, const Candidate &candidate);

/// Assets worth renewing, by table and id.
[[nodiscard]] std::vector<PlanAsset> gather_candidates(const Network &network, const RiskResults &risk,
                                                       const PlanOptions &options, const std::vector<PlanFacts> &facts,
                                                       std::size_t years, std::int32_t years_ahead);
[[nodiscard]] double setup_of(const Candidate &candidate, const CostScheme &cost);

/// Everything a plan is made from; segment s of the problem is asset groups.members[s].
struct PlanFrame {
    std::vector<PlanFacts> facts;
    std::vector<PlanAsset> assets;
    ProjectGroups groups;
    std::vector<std::string> districts; ///< sorted
    const PlanRules *rules = nullptr;
    RetrofitProblem problem;
    std::vector<WorksGas> gas = {};                      ///< per project
    std::vector<ProjectBores> bores = {};                ///< per project
    std::vector<double> least_pa = {}, demand_kg_s = {}; ///< by customer row: limit, demand of today
};

/// Bores of all offers; larger and dearer ones where the demand to come asks for them. Offers with which the pressure
/// limits would not be met go, and with its last one the asset.
void put_bores(PlanFrame &frame, const Network &network, const PlanOptions &options);

/// What the projects' works do to the gas, and its cost as part of their set-up, which joint works do not save.
void put_closures(PlanFrame &frame, const Network &network);

/// Cost of replacing a candidate, a pipe by one of this bore.
[[nodiscard]] double replacement_cny(const Network &network, const Candidate &candidate, const CostScheme &cost,
                                     double bore_m);

void put_rules(PlanFrame &frame, const PlanRules &rules, std::int32_t first_year, RetrofitProblem &problem);

/// Fills the plan's tables: projects by year and benefit per cost, their assets, and why.
void write_projects(Plan &plan, const Network &network, const RiskResults &risk, const PlanFrame &frame,
                    const RetrofitSolution &solution);

/// Rules that clash, in words.
void write_clashes(Plan &plan, const PlanFrame &frame, const RetrofitSolution &solution);

/// Fills the years, from the tables of projects and assets.
void write_years(Plan &plan, const Network &network, const RiskResults &risk, const PlanOptions &options,
                 std::int32_t assessed);

/// Fills the comparison with practice; the plan's own figures stand.
void compare_with_practice(Plan &plan, const RiskResults &risk, const PlanFrame &frame);

} // namespace gastwin
