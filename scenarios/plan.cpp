// SPDX-License-Identifier: Apache-2.0
#include "scenarios/plan.hpp"

#include <algorithm>
#include <cmath>

#include "models/number_text.hpp"
#include "models/references.hpp"
#include "scenarios/plan_steps.hpp"
#include "scenarios/retrofit.hpp"

namespace gastwin {
namespace {

std::vector<double> budgets_of(const PlanOptions &o) {
    std::vector<double> budgets = o.budget_by_year_cny;
    if (budgets.empty()) budgets = o.rules.budget_by_year_cny;
    if (budgets.empty() && o.years > 0) budgets.assign(static_cast<std::size_t>(o.years), o.budget_cny_per_year);
    const auto fail = [](const char *column, double value) {
        throw Error("bad_budget", {.column = column, .value = number_text(value)});
    };
    if (budgets.empty()) fail("years", o.years);
    for (const double budget : budgets)
        if (!(budget >= 0.0) || std::isinf(budget)) fail("budget", budget);
    if (o.horizon_a < static_cast<int>(budgets.size()))
        throw Error("bad_budget", {.column = "years", .value = std::to_string(budgets.size())}, {},
                    "no more than the " + std::to_string(o.horizon_a) + " years of the horizon");
    if (!(o.discount > -1.0)) fail("discount", o.discount);
    if (budgets.size() > 32) fail("years", static_cast<double>(budgets.size()));
    return budgets;
}

RetrofitProblem problem_of(const PlanFrame &frame, const PlanOptions &options, std::vector<double> budgets) {
    RetrofitProblem problem;
    const ProjectGroups &groups = frame.groups;
    problem.budget_cny = std::move(budgets);
    problem.project_start = groups.start;
    problem.offer_start = {0};
    for (std::size_t p = 0; p < groups.count(); ++p)
        problem.setup_cny.push_back(
            setup_of(frame.assets[groups.members[static_cast<std::size_t>(groups.start[p])]].candidate, options.cost));
    for (const std::size_t m : groups.members) {
        problem.must.push_back(frame.assets[m].must ? 1 : 0);
        for (const PlanOffer &offer : frame.assets[m].offers) {
            problem.cost_cny.push_back(offer.cost_cny);
            problem.crew_days.push_back(offer.crew_days);
            problem.opened_m.push_back(offer.opened_m);
            problem.benefit.insert(problem.benefit.end(), offer.benefit.begin(), offer.benefit.end() - 1);
        }
        problem.offer_start.push_back(static_cast<std::int64_t>(problem.cost_cny.size()));
    }
    if (problem.cost_cny.size() == problem.segments()) problem.offer_start.clear(); // one each: the shorter way
    return problem;
}

PlanFrame frame_of(const Network &network, const RiskResults &risk, const PlanOptions &options,
                   const std::vector<double> &budgets, std::int32_t assessed, std::int32_t first_year) {
    PlanFrame frame{.facts = facts_of(network, risk, options.rules),
                    .assets = {},
                    .groups = {},
                    .districts = {},
                    .rules = &options.rules,
                    .problem = {},
                    .gas = {}};
    const std::int32_t ahead = row_count(risk) > 0 ? std::max(0, first_year - assessed) : 0;
    frame.assets = gather_candidates(network, risk, options, frame.facts, budgets.size(), ahead);
    std::vector<Candidate> candidates;
    for (const PlanAsset &a : frame.assets) candidates.push_back(a.candidate);
    frame.groups = group_projects(network, candidates, options.cost.max_project_length_m);
    put_bores(frame, network, options);
    RetrofitProblem problem = problem_of(frame, options, budgets);
    put_rules(frame, options.rules, first_year, problem);
    frame.problem = std::move(problem);
    put_closures(frame, network);
    return frame;
}

} // namespace

Plan plan_retrofit(const Network &network, const RiskResults &risk, const PlanOptions &options,
                   const Progress &progress) {
    const std::vector<double> budgets = budgets_of(options);
    require_calendar_year("first_year", options.first_year);
    if (!options.benefit_factor.empty() && options.benefit_factor.size() != row_count(risk))
        throw Error("value_out_of_range",
                    {.column = "benefit_factor", .value = std::to_string(options.benefit_factor.size())});
    for (const auto &[column, demand] :
         {std::pair{"demand", &options.demand_kg_s}, std::pair{"demand_later", &options.demand_later_kg_s}})
        if (!demand->empty() && demand->size() != row_count(network.customer))
            throw Error("value_out_of_range", {.column = column, .value = std::to_string(demand->size())});
    report(progress, "plan", 0.0);
    const std::int32_t assessed = row_count(risk) > 0 ? risk.year[0] : 0;
    const std::int32_t first_year = options.first_year != 0 ? options.first_year : assessed + 1;
    const PlanFrame frame = frame_of(network, risk, options, budgets, assessed, first_year);
    const RetrofitSolution solution = solve_retrofit(
        frame.problem,
        {.iterations = options.iterations, .threads = options.threads, .multipliers = options.multipliers}, progress);

    Plan plan;
    plan.status = solution.status;
    plan.bound = solution.bound, plan.value = solution.value, plan.gap = solution.gap();
    plan.cost_cny = solution.cost_cny, plan.must_shortfall_cny = solution.must_shortfall_cny;
    plan.lambda = solution.lambda, plan.spent_cny = solution.spent_cny, plan.budget_cny = budgets;
    plan.multipliers = solution.multipliers;
    plan.first_year = first_year, plan.iterations = solution.iterations;
    write_projects(plan, network, risk, frame, solution);
    write_clashes(plan, frame, solution);
    compare_with_practice(plan, risk, frame);
    write_years(plan, network, risk, options, assessed);
    return plan;
}

} // namespace gastwin
