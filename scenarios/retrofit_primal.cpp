// SPDX-License-Identifier: Apache-2.0
// Feasible plans for scenarios/retrofit.hpp.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "scenarios/retrofit.hpp"

namespace gastwin {
namespace {

/// What a project would be in one year: its segments, cost and benefit.
struct Offer {
    std::int32_t year = -1;
    double profit = 0.0, cost = 0.0, value = 0.0;
};

/// A plan under construction.
struct Builder {
    const RetrofitProblem &problem;
    std::span<const double> lambda;
    RetrofitSolution plan = {};
    std::vector<double> left = {}; ///< money left per year
    std::vector<std::size_t> order = {};

    /// The segments worth their money at λ, and the must-do ones.
    bool wanted(std::size_t i, std::size_t t) const {
        return problem.is_must(i) || problem.benefit_of(i, t) - lambda[t] * problem.cost_cny[i] > 0.0;
    }

    Offer offer(std::size_t p, std::size_t t) const {
        Offer o{static_cast<std::int32_t>(t), 0.0, problem.setup_cny[p], 0.0};
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            if (wanted(i, t)) o.cost += problem.cost_cny[i], o.value += problem.benefit_of(i, t);
        o.profit = o.value - lambda[t] * o.cost;
        return o;
    }

    void choose(std::size_t i, std::size_t t) {
        plan.chosen[i] = 1;
        left[t] -= problem.cost_cny[i];
    }

    void open(std::size_t p, std::size_t t) {
        plan.project_year[p] = static_cast<std::int32_t>(t);
        left[t] -= problem.setup_cny[p];
    }

    /// Must-do segments first, in the years found for them.
    void place_forced(std::span<const std::int32_t> must_year) {
        for (std::size_t p = 0; p < must_year.size(); ++p) {
            if (must_year[p] < 0) continue;
            const auto t = static_cast<std::size_t>(must_year[p]);
            open(p, t);
            for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
                if (problem.is_must(i)) choose(i, t);
        }
    }

    /// Projects by profit per cost in their best year, ties by number.
    void sort_projects() {
        std::vector<double> ratio(problem.projects(), 0.0);
        for (std::size_t p = 0; p < ratio.size(); ++p) {
            if (plan.project_year[p] >= 0) continue;
            const BestYear best = best_year(problem, p, lambda);
            if (best.year < 0) continue;
            ratio[p] = best.profit / offer(p, static_cast<std::size_t>(best.year)).cost;
            order.push_back(p);
        }
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ratio[a] > ratio[b]; });
    }

    void place_profitable() {
        for (const std::size_t p : order) {
            Offer best;
            for (std::size_t t = 0; t < problem.years(); ++t) {
                const Offer o = offer(p, t);
                if (o.cost <= left[t] && o.profit > best.profit) best = o;
            }
            if (best.year < 0) continue;
            const auto t = static_cast<std::size_t>(best.year);
            open(p, t);
            for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
                if (wanted(i, t)) choose(i, t);
        }
    }

    /// Segments of a project by benefit per cost in a year, ties by number.
    std::vector<std::size_t> by_ratio(std::size_t p, std::size_t t) const {
        std::vector<std::size_t> segments;
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            if (plan.chosen[i] == 0 && problem.benefit_of(i, t) > 0.0) segments.push_back(i);
        std::stable_sort(segments.begin(), segments.end(), [&](std::size_t a, std::size_t b) {
            return problem.benefit_of(a, t) * problem.cost_cny[b] > problem.benefit_of(b, t) * problem.cost_cny[a];
        });
        return segments;
    }

    /// What of the segments fits `money`: its benefit; the segments go to `picked` when asked for.
    double pick(const std::vector<std::size_t> &segments, std::size_t t, double money,
                std::vector<std::size_t> *picked = nullptr) const {
        double value = 0.0;
        for (const std::size_t i : segments) {
            if (problem.cost_cny[i] > money) continue;
            money -= problem.cost_cny[i];
            value += problem.benefit_of(i, t);
            if (picked != nullptr) picked->push_back(i);
        }
        return value;
    }

    /// Leftover money: more segments of projects under way, then parts of projects not yet begun.
    void fill_open() {
        std::vector<std::pair<double, std::size_t>> extra; // benefit per cost, segment
        std::vector<std::int32_t> year_of(problem.cost_cny.size(), -1);
        for (std::size_t p = 0; p < problem.projects(); ++p) {
            if (plan.project_year[p] < 0) continue;
            const auto t = static_cast<std::size_t>(plan.project_year[p]);
            for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
                if (plan.chosen[i] != 0 || !(problem.benefit_of(i, t) > 0.0)) continue;
                year_of[i] = plan.project_year[p];
                extra.emplace_back(problem.benefit_of(i, t) / problem.cost_cny[i], i);
            }
        }
        std::sort(extra.begin(), extra.end(), [](const auto &a, const auto &b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        for (const auto &[ratio, i] : extra)
            if (const auto t = static_cast<std::size_t>(year_of[i]); problem.cost_cny[i] <= left[t]) choose(i, t);
    }

    void fill_new() {
        struct Part {
            double ratio;
            std::size_t project, year;
        };
        std::vector<Part> parts;
        for (std::size_t p = 0; p < problem.projects(); ++p) {
            if (plan.project_year[p] >= 0) continue;
            for (std::size_t t = 0; t < problem.years(); ++t) {
                const double money = left[t] - problem.setup_cny[p];
                if (money <= 0.0) continue;
                std::vector<std::size_t> picked;
                const double value = pick(by_ratio(p, t), t, money, &picked);
                double cost = problem.setup_cny[p];
                for (const std::size_t i : picked) cost += problem.cost_cny[i];
                if (value > 0.0) parts.push_back({value / cost, p, t});
            }
        }
        std::stable_sort(parts.begin(), parts.end(), [](const Part &a, const Part &b) { return a.ratio > b.ratio; });
        for (const Part &part : parts) {
            if (plan.project_year[part.project] >= 0) continue;
            std::vector<std::size_t> picked;
            const double money = left[part.year] - problem.setup_cny[part.project];
            if (pick(by_ratio(part.project, part.year), part.year, money, &picked) <= 0.0) continue;
            open(part.project, part.year);
            for (const std::size_t i : picked) choose(i, part.year);
        }
    }

    void add_up() {
        plan.spent_cny.assign(problem.years(), 0.0);
        for (std::size_t p = 0; p < problem.projects(); ++p) {
            if (plan.project_year[p] < 0) continue;
            const auto t = static_cast<std::size_t>(plan.project_year[p]);
            plan.spent_cny[t] += problem.setup_cny[p];
            for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
                if (plan.chosen[i] != 0) {
                    plan.spent_cny[t] += problem.cost_cny[i];
                    plan.value += problem.benefit_of(i, t);
                }
        }
        plan.cost_cny = std::accumulate(plan.spent_cny.begin(), plan.spent_cny.end(), 0.0);
    }
};

} // namespace

RetrofitSolution build_plan(const RetrofitProblem &problem, std::span<const double> lambda,
                            std::span<const std::int32_t> must_year) {
    Builder builder{.problem = problem, .lambda = lambda};
    builder.plan.project_year.assign(problem.projects(), -1);
    builder.plan.chosen.assign(problem.cost_cny.size(), 0);
    builder.left = problem.budget_cny;
    builder.place_forced(must_year);
    builder.sort_projects();
    builder.place_profitable();
    builder.fill_open();
    builder.fill_new();
    builder.add_up();
    return std::move(builder.plan);
}

double place_must(RetrofitProblem &problem, std::vector<std::int32_t> &must_year) {
    must_year.assign(problem.projects(), -1);
    if (problem.must.empty()) return 0.0;
    std::vector<std::pair<double, std::size_t>> forced; // cost, project
    for (std::size_t p = 0; p < problem.projects(); ++p) {
        double cost = 0.0;
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            if (problem.is_must(i)) cost += problem.cost_cny[i];
        if (cost > 0.0) forced.emplace_back(cost + problem.setup_cny[p], p);
    }
    std::stable_sort(forced.begin(), forced.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<double> left = problem.budget_cny;
    double raised = 0.0;
    for (const auto &[cost, p] : forced) {
        // The year that gives most benefit among those with the money; else the one with most money, raised.
        std::size_t year = 0;
        double best = -INFINITY;
        for (std::size_t t = 0; t < problem.years(); ++t) {
            double benefit = 0.0;
            for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
                if (problem.is_must(i)) benefit += problem.benefit_of(i, t);
            if (cost <= left[t] && benefit > best) best = benefit, year = t;
        }
        if (best == -INFINITY) {
            year = static_cast<std::size_t>(std::max_element(left.begin(), left.end()) - left.begin());
            raised += cost - left[year];
            problem.budget_cny[year] += cost - left[year];
            left[year] = cost;
        }
        left[year] -= cost;
        must_year[p] = static_cast<std::int32_t>(year);
    }
    return raised;
}

} // namespace gastwin
