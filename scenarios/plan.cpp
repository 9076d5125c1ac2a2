// SPDX-License-Identifier: Apache-2.0
#include "scenarios/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "models/number_text.hpp"
#include "models/references.hpp"
#include "scenarios/plan_steps.hpp"
#include "scenarios/retrofit.hpp"

namespace gastwin {
namespace {

std::vector<double> budgets_of(const PlanOptions &o) {
    std::vector<double> budgets = o.budget_by_year_cny;
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
    return budgets;
}

/// Which result rows are named; unknown names are an error.
std::vector<Flag> named_rows(const RiskResults &risk, const std::vector<std::string> &ids) {
    const std::set<std::string_view> wanted(ids.begin(), ids.end());
    std::set<std::string_view> found;
    std::vector<Flag> named(row_count(risk));
    for (std::size_t i = 0; i < named.size(); ++i)
        if (wanted.contains(risk.id[i])) named[i] = 1, found.insert(risk.id[i]);
    std::vector<std::string> unknown;
    for (const std::string_view id : wanted)
        if (!found.contains(id)) unknown.emplace_back(id);
    if (!unknown.empty()) throw Error("unknown_pipe", {}, unknown);
    return named;
}

/// Discounted benefit of renewal in each year, and in the year after the last.
class BenefitLaw {
  public:
    BenefitLaw(const PlanOptions &options, std::size_t years, std::int32_t years_ahead)
        : scheme_{options.failure}, horizon_{static_cast<std::size_t>(options.horizon_a)}, years_{years},
          years_ahead_{static_cast<double>(years_ahead)} {
        for (std::size_t y = 0; y < horizon_; ++y)
            discount_.push_back(std::pow(1.0 + options.discount, -static_cast<double>(y)));
    }

    /// b_t for t = 0…years.
    std::vector<double> operator()(const RiskResults &risk, std::size_t row, Material old_one, bool above_ground) {
        const Material new_one = above_ground ? scheme_.renewed_above_ground : scheme_.renewed_buried;
        const double per_leak = risk.risk_ageing_cny_per_year[row] / risk.frequency_per_year[row];
        const double new_ageing = risk.renewed_frequency_per_year[row] * per_leak;
        const double old_steady = risk.risk_cny_per_year[row] - risk.risk_ageing_cny_per_year[row];
        const double new_steady = risk.renewed_risk_cny_per_year[row] - new_ageing;
        const std::vector<double> &old_sum = kept_sums(old_one, risk.age_a[row]);
        const std::vector<double> &new_sum = renewed_sums(new_one);
        std::vector<double> benefit(years_ + 1);
        for (std::size_t t = 0; t <= years_; ++t)
            benefit[t] = risk.risk_ageing_cny_per_year[row] * old_sum[t] - new_ageing * new_sum[t] +
                         (old_steady - new_steady) * discount_from(t);
        return benefit;
    }

  private:
    /// Σ_{y≥t} v^y g(age + y) / g(age at assessment), for t = 0…years.
    const std::vector<double> &kept_sums(Material material, double age_a) {
        auto &sums = kept_[{material, age_a}];
        if (!sums.empty()) return sums;
        sums.assign(years_ + 1, 0.0);
        const double now = age_factor(scheme_, material, age_a);
        double sum = 0.0;
        for (std::size_t y = horizon_; y-- > 0;) {
            sum += discount_[y] * age_factor(scheme_, material, age_a + years_ahead_ + static_cast<double>(y)) / now;
            if (y <= years_) sums[y] = sum;
        }
        return sums;
    }

    /// Σ_{y≥t} v^y g(y − t) / g(0), for t = 0…years.
    const std::vector<double> &renewed_sums(Material material) {
        auto &sums = renewed_[material];
        if (!sums.empty()) return sums;
        sums.assign(years_ + 1, 0.0);
        for (std::size_t t = 0; t <= years_; ++t)
            for (std::size_t y = t; y < horizon_; ++y)
                sums[t] += discount_[y] * age_factor(scheme_, material, static_cast<double>(y - t)) /
                           age_factor(scheme_, material, 0.0);
        return sums;
    }

    double discount_from(std::size_t t) const {
        return std::accumulate(discount_.begin() + static_cast<std::ptrdiff_t>(t), discount_.end(), 0.0);
    }

    const FailureScheme &scheme_;
    std::size_t horizon_, years_;
    double years_ahead_;
    std::vector<double> discount_;
    std::map<std::pair<Material, double>, std::vector<double>> kept_;
    std::map<Material, std::vector<double>> renewed_;
};

double cost_of(const Network &n, const Candidate &c, const CostScheme &cost) {
    if (c.riser) {
        const std::int32_t households = n.riser.households[c.row];
        return riser_cost_cny(cost, c.length_m, is_missing(households) ? 0.0 : households);
    }
    return pipe_cost_cny(c.above_ground ? cost.above_ground : cost.buried, n.pipe.inner_diameter_m[c.row], c.length_m);
}

double setup_of(const Candidate &c, const CostScheme &cost) {
    if (c.riser) return cost.riser_setup_cny;
    return c.above_ground ? cost.above_ground.setup_cny : cost.buried.setup_cny;
}

/// Assets worth renewing, by table and id.
std::vector<PlanAsset> gather_candidates(const Network &network, const RiskResults &risk, const PlanOptions &options,
                                         std::size_t years, std::int32_t years_ahead) {
    const std::vector<Flag> must = named_rows(risk, options.must), never = named_rows(risk, options.never);
    for (std::size_t i = 0; i < must.size(); ++i)
        if (must[i] != 0 && never[i] != 0) throw Error("must_and_never", {}, {risk.id[i]});
    std::vector<std::size_t> order(row_count(risk));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(risk.table_name[a], risk.id[a]) < std::tie(risk.table_name[b], risk.id[b]);
    });
    const IdMap pipes = id_map(network.pipe), risers = id_map(network.riser);
    BenefitLaw benefit(options, years, years_ahead);
    std::vector<PlanAsset> assets;
    for (const std::size_t i : order) {
        if (never[i] != 0) continue;
        PlanAsset a{.result = i, .must = must[i] != 0};
        Candidate &c = a.candidate;
        c.riser = risk.table_name[i] == "riser";
        const IdMap &known = c.riser ? risers : pipes;
        const auto row = known.find(risk.id[i]);
        if (row == known.end())
            throw Error(
                "dangling_reference",
                {.layer = std::string(RiskResults::name), .row = static_cast<std::int64_t>(i + 1), .column = "id"},
                {risk.id[i]}, "the risk was assessed for another network");
        c.row = static_cast<std::size_t>(row->second);
        c.above_ground = c.riser || is_above_ground(options.failure, network.pipe, c.row);
        c.length_m = 1e3 * risk.length_km[i];
        a.material = c.riser ? network.riser.material[c.row] : network.pipe.material[c.row];
        a.benefit = benefit(risk, i, a.material, c.above_ground);
        a.cost_cny = cost_of(network, c, options.cost);
        const bool worth = risk.age_a[i] >= options.youngest_a &&
                           std::any_of(a.benefit.begin(), a.benefit.end() - 1, [](double b) { return b > 0.0; });
        if (worth || a.must) assets.push_back(std::move(a));
    }
    return assets;
}

RetrofitProblem problem_of(const std::vector<PlanAsset> &assets, const ProjectGroups &groups,
                           const PlanOptions &options, std::vector<double> budgets) {
    RetrofitProblem problem;
    problem.budget_cny = std::move(budgets);
    problem.project_start = groups.start;
    for (std::size_t p = 0; p < groups.count(); ++p)
        problem.setup_cny.push_back(
            setup_of(assets[groups.members[static_cast<std::size_t>(groups.start[p])]].candidate, options.cost));
    for (const std::size_t m : groups.members) {
        problem.cost_cny.push_back(assets[m].cost_cny);
        problem.must.push_back(assets[m].must ? 1 : 0);
        problem.benefit.insert(problem.benefit.end(), assets[m].benefit.begin(), assets[m].benefit.end() - 1);
    }
    return problem;
}

} // namespace

Plan plan_retrofit(const Network &network, const RiskResults &risk, const PlanOptions &options,
                   const Progress &progress) {
    const std::vector<double> budgets = budgets_of(options);
    require_calendar_year("first_year", options.first_year);
    report(progress, "plan", 0.0);
    const std::int32_t assessed = row_count(risk) > 0 ? risk.year[0] : 0;
    const std::int32_t first_year = options.first_year != 0 ? options.first_year : assessed + 1;
    const std::int32_t years_ahead = std::max(0, first_year - assessed);
    const std::vector<PlanAsset> assets =
        gather_candidates(network, risk, options, budgets.size(), row_count(risk) > 0 ? years_ahead : 0);
    std::vector<Candidate> candidates;
    for (const PlanAsset &a : assets) candidates.push_back(a.candidate);
    const ProjectGroups groups = group_projects(network, candidates, options.cost.max_project_length_m);
    const RetrofitProblem problem = problem_of(assets, groups, options, budgets);
    const RetrofitSolution solution =
        solve_retrofit(problem, {.iterations = options.iterations, .threads = options.threads}, progress);

    Plan plan;
    plan.bound = solution.bound, plan.value = solution.value, plan.gap = solution.gap();
    plan.cost_cny = solution.cost_cny, plan.must_shortfall_cny = solution.must_shortfall_cny;
    plan.lambda = solution.lambda, plan.spent_cny = solution.spent_cny, plan.budget_cny = budgets;
    plan.first_year = first_year, plan.iterations = solution.iterations;
    write_projects(plan, network, risk, assets, groups, problem, solution);
    compare_with_practice(plan, risk, assets, groups, problem);
    return plan;
}

} // namespace gastwin
