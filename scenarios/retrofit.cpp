// SPDX-License-Identifier: Apache-2.0
#include "scenarios/retrofit.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gastwin {
namespace {

constexpr std::size_t block_projects = 2048; ///< partial sums per block, added in order: same for any thread count

/// D(λ) and its subgradient's second half: what the relaxed plan would spend each year.
struct Evaluation {
    double dual = 0.0;
    std::vector<double> used_cny;
};

struct BlockSum {
    double profit = 0.0;
    std::vector<double> used_cny;
};

/// Profit of a project for each year, into `profit`.
void year_profits(const RetrofitProblem &problem, std::size_t p, std::span<const double> lambda,
                  std::vector<double> &profit) {
    const std::size_t years = problem.years();
    for (std::size_t t = 0; t < years; ++t) profit[t] = -lambda[t] * problem.setup_cny[p];
    for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
        const double *benefit = &problem.benefit[i * years];
        const double cost = problem.cost_cny[i];
        const double least = problem.is_must(i) ? -INFINITY : 0.0;
        for (std::size_t t = 0; t < years; ++t) profit[t] += std::max(least, benefit[t] - lambda[t] * cost);
    }
}

bool has_must(const RetrofitProblem &problem, std::size_t p) {
    if (problem.must.empty()) return false;
    for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
        if (problem.is_must(i)) return true;
    return false;
}

BestYear best_of(const std::vector<double> &profit, bool forced) {
    const auto best = std::max_element(profit.begin(), profit.end());
    if (best == profit.end() || (!forced && !(*best > 0.0))) return {};
    return {static_cast<std::int32_t>(best - profit.begin()), *best};
}

void add_block(const RetrofitProblem &problem, std::span<const double> lambda, std::size_t from, std::size_t to,
               std::vector<double> &profit, BlockSum &sum) {
    sum.used_cny.assign(problem.years(), 0.0);
    for (std::size_t p = from; p < to; ++p) {
        year_profits(problem, p, lambda, profit);
        const BestYear best = best_of(profit, has_must(problem, p));
        if (best.year < 0) continue;
        const auto t = static_cast<std::size_t>(best.year);
        double cost = problem.setup_cny[p];
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            if (problem.is_must(i) || problem.benefit_of(i, t) - lambda[t] * problem.cost_cny[i] > 0.0)
                cost += problem.cost_cny[i];
        sum.profit += best.profit;
        sum.used_cny[t] += cost;
    }
}

Evaluation evaluate(const RetrofitProblem &problem, std::span<const double> lambda, int threads) {
    const std::size_t blocks = (problem.projects() + block_projects - 1) / block_projects;
    std::vector<BlockSum> sums(blocks);
    const int team =
        std::min(threads, static_cast<int>(blocks / 4 + 1)); // small problems: waiting costs more than work
#pragma omp parallel num_threads(team)
    {
        std::vector<double> profit(problem.years());
#pragma omp for schedule(static)
        for (std::size_t b = 0; b < blocks; ++b)
            add_block(problem, lambda, b * block_projects, std::min((b + 1) * block_projects, problem.projects()),
                      profit, sums[b]);
    }
    Evaluation result{0.0, std::vector<double>(problem.years())};
    for (const BlockSum &sum : sums) {
        result.dual += sum.profit;
        for (std::size_t t = 0; t < problem.years(); ++t) result.used_cny[t] += sum.used_cny[t];
    }
    for (std::size_t t = 0; t < problem.years(); ++t) result.dual += lambda[t] * problem.budget_cny[t];
    return result;
}

/// Pairs that can never be bought bring no benefit; this tightens the bound and settles a budget of nothing.
void drop_unaffordable(RetrofitProblem &problem) {
    for (std::size_t p = 0; p < problem.projects(); ++p)
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            for (std::size_t t = 0; t < problem.years() && !problem.is_must(i); ++t)
                if (problem.setup_cny[p] + problem.cost_cny[i] > problem.budget_cny[t])
                    problem.benefit[i * problem.years() + t] = 0.0;
}

/// λ_t = m · Σ b_it / Σ b_i0 with m by bisection such that the relaxed plan spends what there is: a start near the
/// minimum of D.
std::vector<double> first_multipliers(const RetrofitProblem &problem, int threads) {
    const std::size_t years = problem.years();
    std::vector<double> shape(years), lambda(years);
    double highest = 0.0;
    for (std::size_t i = 0; i < problem.cost_cny.size(); ++i)
        for (std::size_t t = 0; t < years; ++t) {
            const double b = std::max(0.0, problem.benefit_of(i, t));
            shape[t] += b;
            highest = std::max(highest, b / problem.cost_cny[i]);
        }
    const double first = *std::max_element(shape.begin(), shape.end());
    for (double &s : shape) s = first > 0.0 ? s / first : 1.0;
    const double budget = std::accumulate(problem.budget_cny.begin(), problem.budget_cny.end(), 0.0);
    double low = 0.0, high = highest;
    for (int step = 0; step < 30; ++step) {
        const double m = 0.5 * (low + high);
        for (std::size_t t = 0; t < years; ++t) lambda[t] = m * shape[t];
        const Evaluation e = evaluate(problem, lambda, threads);
        const double used = std::accumulate(e.used_cny.begin(), e.used_cny.end(), 0.0);
        (used > budget ? low : high) = m;
    }
    return lambda;
}

/// Keeps the better plan.
void improve(RetrofitSolution &best, RetrofitSolution candidate) {
    if (!best.chosen.empty() && candidate.value <= best.value) return;
    candidate.bound = best.bound;
    candidate.lambda = best.lambda;
    candidate.iterations = best.iterations;
    best = std::move(candidate);
}

/// Subgradient descent on D; plans are built on the way.
struct Descent {
    const RetrofitProblem &problem;
    const RetrofitOptions &options;
    std::span<const std::int32_t> must_year;
    int threads;
    RetrofitSolution best;
    std::vector<double> lambda;
    double step = 1.0;

    bool done() const { return best.gap() <= options.gap; }

    void take(const Evaluation &e) {
        if (e.dual < best.bound) best.bound = e.dual, best.lambda = lambda;
    }
    void build(std::span<const double> at) { improve(best, build_plan(problem, at, must_year)); }

    void move(const Evaluation &e) {
        const double target = std::max(best.value, 0.97 * best.bound);
        double norm = 0.0;
        std::vector<double> s(lambda.size());
        for (std::size_t t = 0; t < s.size(); ++t) {
            s[t] = problem.budget_cny[t] - e.used_cny[t];
            if (lambda[t] <= 0.0 && s[t] > 0.0) s[t] = 0.0; // the constraint λ ≥ 0 holds it
            norm += s[t] * s[t];
        }
        if (norm <= 0.0) return;
        const double theta = step * std::max(0.0, e.dual - target) / norm;
        for (std::size_t t = 0; t < s.size(); ++t) lambda[t] = std::max(0.0, lambda[t] - theta * s[t]);
    }
};

} // namespace

double lagrangian_bound(const RetrofitProblem &problem, std::span<const double> lambda, int threads) {
    return evaluate(problem, lambda, threads > 0 ? threads : omp_get_max_threads()).dual;
}

BestYear best_year(const RetrofitProblem &problem, std::size_t project, std::span<const double> lambda) {
    std::vector<double> profit(problem.years());
    year_profits(problem, project, lambda, profit);
    return best_of(profit, has_must(problem, project));
}

RetrofitSolution solve_retrofit(const RetrofitProblem &given, const RetrofitOptions &options,
                                const Progress &progress) {
    RetrofitProblem problem = given;
    std::vector<std::int32_t> must_year;
    const double shortfall_cny = place_must(problem, must_year);
    drop_unaffordable(problem);
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    Descent d{
        .problem = problem, .options = options, .must_year = must_year, .threads = threads, .best = {}, .lambda = {}};
    d.best.bound = INFINITY;

    d.lambda.assign(problem.years(), 0.0); // enough money for everything: λ = 0 is the answer
    d.take(evaluate(problem, d.lambda, threads));
    d.build(d.lambda);
    if (!d.done()) d.lambda = first_multipliers(problem, threads);
    constexpr int shrink_every = 25;
    constexpr double shrink = 0.75;
    int iteration = 0;
    for (; iteration < options.iterations && !d.done(); ++iteration) {
        report(progress, "plan", static_cast<double>(iteration) / options.iterations);
        const Evaluation e = evaluate(problem, d.lambda, threads);
        d.take(e);
        if (iteration == 0) d.build(d.lambda);
        if (iteration % shrink_every == shrink_every - 1) {
            d.build(d.best.lambda);
            d.step *= shrink;
            d.lambda = d.best.lambda; // restart from the best multipliers so far
        } else {
            d.move(e);
        }
    }
    if (!d.done()) d.build(std::vector<double>(d.best.lambda));
    d.best.iterations = iteration;
    d.best.must_shortfall_cny = shortfall_cny;
    d.best.budget_cny = problem.budget_cny;
    d.best.bound = std::max(d.best.bound, d.best.value); // they meet up to rounding when money is no limit
    report(progress, "plan", 1.0);
    return d.best;
}

} // namespace gastwin
