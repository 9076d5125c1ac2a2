// SPDX-License-Identifier: Apache-2.0
#include "scenarios/retrofit.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/error.hpp"
#include "models/number_text.hpp"
#include "scenarios/retrofit_steps.hpp"

namespace gastwin {
namespace {

constexpr std::size_t often_built = 256;       ///< projects; so few are planned anew at every step
constexpr std::size_t sampled_projects = 4096; ///< more than four times as many: a sample goes first

[[noreturn]] void out_of_range(const char *column, double value) {
    throw Error("value_out_of_range", {.column = column, .value = number_text(value)});
}

void require_sizes(const RetrofitProblem &p) {
    const std::size_t years = p.years(), projects = p.projects(), districts = p.districts();
    const std::size_t offers = p.offer_start.empty() ? p.segments() : static_cast<std::size_t>(p.offer_start.back());
    const auto require = [](const char *column, std::size_t size, std::size_t wanted) {
        if (size != 0 && size != wanted) out_of_range(column, static_cast<double>(size));
    };
    require("project_start", p.project_start.size(), projects + 1);
    require("cost_cny", p.cost_cny.size(), offers);
    require("benefit", p.benefit.size(), offers * years);
    require("must", p.must.size(), p.segments());
    require("years_allowed", p.years_allowed.size(), projects);
    require("setup_saved_cny", p.setup_saved_cny.size(), projects * years);
    require("crew_limit_days", p.crew_limit_days.size(), years);
    require("crew_days", p.crew_days.size(), offers);
    require("setup_days", p.setup_days.size(), projects);
    require("opened_m", p.opened_m.size(), offers);
    require("opening_limit_m", p.opening_limit_m.size(), districts * years);
    if (!p.opening_limit_m.empty() || p.districts() > 1) require("district", p.district.size(), projects);
    if (!p.crew_limit_days.empty() && p.crew_days.size() != offers) out_of_range("crew_days", 0.0);
    if (!p.opening_limit_m.empty() && p.opened_m.size() != offers) out_of_range("opened_m", 0.0);
    require("least_money_share", p.least_money_share.size(), districts);
    require("least_benefit_share", p.least_benefit_share.size(), districts);
    if (years > 32 && !p.years_allowed.empty()) out_of_range("years_allowed", static_cast<double>(years));
}

void require_valid(const RetrofitProblem &problem) {
    require_sizes(problem);
    for (const auto *shares : {&problem.least_money_share, &problem.least_benefit_share}) {
        for (const double share : *shares)
            if (!(share >= 0.0)) out_of_range("share", share);
        if (const double all = std::accumulate(shares->begin(), shares->end(), 0.0); !(all < 1.0))
            out_of_range("share", all);
    }
    const auto count = static_cast<std::int32_t>(problem.projects());
    for (const Precedence &rule : problem.precedence)
        for (const std::int32_t p : {rule.first, rule.then})
            if (p < 0 || p >= count || rule.first == rule.then) out_of_range("precedence", p);
}

/// Pairs that can never be bought bring no benefit; this tightens the bound and settles a budget of nothing.
void drop_unaffordable(RetrofitProblem &problem) {
    const Room room(problem);
    for (std::size_t p = 0; p < problem.projects(); ++p)
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            for (std::size_t k = problem.first_offer(i); k < problem.last_offer(i) && !problem.is_must(i); ++k)
                for (std::size_t t = 0; t < problem.years(); ++t)
                    if (problem.setup_of(p, t) + problem.cost_cny[k] > room.money(t))
                        problem.benefit[k * problem.years() + t] = std::min(0.0, problem.benefit_of(k, t));
}

/// Every n-th project, with as much of each limit as its share of all cost: its multipliers are close to those of all.
RetrofitProblem sample_of(const RetrofitProblem &all) {
    const std::size_t step = all.projects() / sampled_projects;
    RetrofitProblem part;
    std::vector<Flag> taken(all.projects());
    for (std::size_t p = 0; p < all.projects(); p += step) taken[p] = 1;
    double cost = 0.0, everything = 0.0;
    for (std::size_t p = 0; p < all.projects(); ++p) {
        double here = all.setup_cny[p];
        for (std::size_t k = all.first_offer(all.first(p)); k < all.first_offer(all.last(p)); ++k)
            here += all.cost_cny[k];
        everything += here;
        if (taken[p] == 0) continue;
        cost += here;
        copy_project(all, p, part);
    }
    const double share = cost / everything;
    const auto scaled = [&](std::vector<double> limits) {
        for (double &limit : limits) limit *= share;
        return limits;
    };
    part.budget_cny = scaled(all.budget_cny);
    part.carry_over = all.carry_over;
    part.crew_limit_days = scaled(all.crew_limit_days);
    part.opening_limit_m = scaled(all.opening_limit_m);
    part.least_money_share = all.least_money_share;
    part.least_benefit_share = all.least_benefit_share;
    return part;
}

/// Subgradient descent on D; plans are built on the way.
struct Descent {
    const RetrofitProblem &problem;
    const RetrofitLinks &links;
    const RetrofitOptions &options;
    std::span<const std::int32_t> forced_year;
    int threads;
    bool plans = true; ///< else only multipliers are wanted
    std::vector<DualRow> rows = dual_rows(problem);
    RetrofitSolution best = {};
    std::vector<double> at = {}; ///< multipliers, natural units
    std::vector<Clash> broken = {};
    std::vector<double> direction = {}; ///< of the last step, in units of the rows
    bool found = false;
    double step = 1.0;

    bool done() const { return found && best.gap() <= options.gap; }

    RetrofitPrices prices(std::span<const double> multipliers) const { return prices_of(problem, rows, multipliers); }

    Totals evaluate() {
        Totals relaxed = relaxed_plan(problem, links, prices(at), threads);
        if (relaxed.profit < best.bound) best.bound = relaxed.profit, best.multipliers = at;
        return relaxed;
    }

    void build(std::span<const double> multipliers) {
        if (!plans) return;
        BuiltPlan built = build_plan(problem, links, rows, prices(multipliers), forced_year, threads);
        if (!built.floors_kept) {
            if (!found) broken = broken_floors(problem, rows, plan_totals(problem, built.plan));
            return;
        }
        if (found && built.plan.value <= best.value) return;
        found = true;
        built.plan.bound = best.bound;
        built.plan.multipliers = std::move(best.multipliers);
        built.plan.iterations = best.iterations;
        best = std::move(built.plan);
    }

    /// A step against the subgradient, deflected by the last direction where the two zigzag (Camerini, Fratta and
    /// Maffioli 1975, Math. Programming Study 3:26).
    void move(const Totals &relaxed) {
        std::vector<double> slope = slacks(problem, rows, relaxed);
        double back = 0.0, past = 0.0, norm = 0.0;
        direction.resize(slope.size(), 0.0);
        for (std::size_t r = 0; r < slope.size(); ++r) {
            slope[r] /= rows[r].unit;
            // An endless limit has no price; the constraint that multipliers are not negative holds others.
            if (!std::isfinite(slope[r]) || (at[r] <= 0.0 && slope[r] > 0.0)) slope[r] = 0.0;
            back += slope[r] * direction[r], past += direction[r] * direction[r];
        }
        const double keep = back < 0.0 ? -1.5 * back / past : 0.0;
        for (std::size_t r = 0; r < slope.size(); ++r) {
            direction[r] = slope[r] + keep * direction[r];
            norm += direction[r] * direction[r];
        }
        if (norm <= 0.0) return;
        const double target = std::max(found ? best.value : 0.0, 0.97 * best.bound);
        const double length = step * std::max(0.0, relaxed.profit - target) / norm;
        for (std::size_t r = 0; r < slope.size(); ++r)
            at[r] = std::max(0.0, at[r] - length * direction[r] / rows[r].unit);
    }

    /// λ_t = m · Σ b_it / Σ b_i0 with m by bisection such that the relaxed plan spends what there is: a start near the
    /// minimum of D.
    void start_by_bisection() {
        const std::size_t years = problem.years();
        std::vector<double> shape(years);
        double highest = 0.0;
        for (std::size_t k = 0; k < problem.cost_cny.size(); ++k)
            for (std::size_t t = 0; t < years; ++t) {
                const double b = std::max(0.0, problem.benefit_of(k, t));
                shape[t] += b;
                highest = std::max(highest, b / problem.cost_cny[k]);
            }
        const double first = *std::max_element(shape.begin(), shape.end());
        for (double &s : shape) s = first > 0.0 ? s / first : 1.0;
        const double budget = std::accumulate(problem.budget_cny.begin(), problem.budget_cny.end(), 0.0);
        double low = 0.0, high = highest;
        for (int halving = 0; halving < 30; ++halving) {
            const double m = 0.5 * (low + high);
            for (std::size_t t = 0; t < years; ++t) {
                const double next = problem.carry_over && t + 1 < years ? shape[t + 1] : 0.0;
                at[t] = m * std::max(0.0, shape[t] - next); // with carry-over λ_t = Σ_{s≥t} μ_s
            }
            const Totals relaxed = relaxed_plan(problem, links, prices(at), threads);
            (std::accumulate(relaxed.money.begin(), relaxed.money.end(), 0.0) > budget ? low : high) = m;
        }
    }

    void descend(int iterations, const Progress &progress) {
        constexpr int shrink_every = 25;
        constexpr double shrink = 0.75;
        for (int iteration = 0; iteration < iterations && !done(); ++iteration, ++best.iterations) {
            if (plans) report(progress, "plan", static_cast<double>(iteration) / iterations);
            const Totals relaxed = evaluate();
            if (iteration == 0 || problem.projects() <= often_built) build(at);
            if (iteration % shrink_every == shrink_every - 1) {
                build(best.multipliers);
                step *= shrink;
                at = best.multipliers; // restart from the best multipliers so far
                direction.clear();
            } else {
                move(relaxed);
            }
        }
    }
};

/// Multipliers to start from: those given, else those of a sample of a large problem.
std::vector<double> first_multipliers(const RetrofitProblem &problem, const RetrofitOptions &options, int threads) {
    if (!options.multipliers.empty() || problem.projects() < 4 * sampled_projects) return options.multipliers;
    const RetrofitProblem part = sample_of(problem);
    const RetrofitLinks links = links_of(part);
    Descent d{.problem = part, .links = links, .options = options, .forced_year = {}, .threads = threads};
    d.plans = false;
    d.best.bound = INFINITY;
    d.at.assign(d.rows.size(), 0.0);
    d.start_by_bisection();
    d.descend(options.iterations, {});
    return d.best.multipliers;
}

RetrofitSolution without_plan(const RetrofitProblem &problem, RetrofitStatus status, std::vector<Clash> clash) {
    RetrofitSolution none;
    none.status = status;
    none.clash = std::move(clash);
    none.project_year.assign(problem.projects(), -1);
    none.offer.assign(problem.segments(), -1);
    add_up(problem, none);
    none.lambda.assign(problem.years(), 0.0);
    none.budget_cny = problem.budget_cny;
    return none;
}

RetrofitSolution descend_and_settle(const RetrofitProblem &problem, const RetrofitLinks &links,
                                    const RetrofitOptions &options, const ForcedYears &forced,
                                    const Progress &progress) {
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    Descent d{.problem = problem, .links = links, .options = options, .forced_year = forced.year, .threads = threads};
    d.best.bound = INFINITY;
    d.at.assign(d.rows.size(), 0.0); // enough money for everything: no price is the answer
    const bool large = problem.projects() >= 4 * sampled_projects;
    const std::vector<double> slack = slacks(problem, d.rows, d.evaluate());
    if (!large || std::all_of(slack.begin(), slack.end(), [](double s) { return s >= 0.0; })) d.build(d.at);
    if (!d.done()) {
        const std::vector<double> first = first_multipliers(problem, options, threads);
        std::copy_n(first.begin(), std::min(first.size(), d.at.size()), d.at.begin());
        if (first.empty()) d.start_by_bisection();
        d.step = first.empty() ? 1.0 : 0.5; // close already
        d.descend(large ? std::min(options.iterations, 200) : options.iterations, progress);
    }
    if (!d.done()) d.build(std::vector<double>(d.best.multipliers));
    if (d.done()) return std::move(d.best);
    RetrofitSolution settled = d.found ? d.best : RetrofitSolution{};
    if (!settle_exactly(problem, links, d.rows, d.prices(d.best.multipliers), options.exact_nodes, false, settled)) {
        if (d.found) return std::move(d.best);
        return without_plan(problem, RetrofitStatus::not_found, d.broken);
    }
    if (settled.project_year.empty()) return without_plan(problem, RetrofitStatus::infeasible, {});
    settled.bound = std::min(d.best.bound, settled.value); // nothing is better: the search came to its end
    settled.multipliers = d.best.multipliers;
    settled.iterations = d.best.iterations;
    return settled;
}

} // namespace

RetrofitSolution solve_retrofit(const RetrofitProblem &given, const RetrofitOptions &options,
                                const Progress &progress) {
    require_valid(given);
    RetrofitProblem problem = given;
    const RetrofitLinks links = links_of(problem);
    ForcedYears forced = place_forced(problem, links);
    double shortfall_cny = 0.0;
    std::vector<Clash> clash;
    if (forced.result != Placing::placed) {
        const bool proved = forced.result == Placing::impossible;
        clash = clashing_rules(problem);
        shortfall_cny = place_beyond_budget(problem, links, forced);
        if (forced.result != Placing::placed)
            return without_plan(given, proved ? RetrofitStatus::infeasible : RetrofitStatus::not_found, clash);
    }
    drop_unaffordable(problem);
    RetrofitSolution best = descend_and_settle(problem, links, options, forced, progress);
    if (best.status == RetrofitStatus::done) {
        best.lambda = prices_of(problem, dual_rows(problem), best.multipliers).yuan;
        best.must_shortfall_cny = shortfall_cny;
        best.budget_cny = problem.budget_cny;
        best.bound = std::max(best.bound, best.value); // they meet up to rounding when money is no limit
    }
    if (shortfall_cny > 0.0 && best.status == RetrofitStatus::done) best.status = RetrofitStatus::over_budget;
    if (best.status == RetrofitStatus::infeasible && clash.empty()) clash = clashing_rules(given);
    if (best.status != RetrofitStatus::not_found) best.clash = std::move(clash);
    report(progress, "plan", 1.0);
    return best;
}

} // namespace gastwin
