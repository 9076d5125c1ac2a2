// SPDX-License-Identifier: Apache-2.0
#include "scenarios/practice.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/error.hpp"

namespace gastwin {
namespace {

std::vector<std::size_t> ranked(const RetrofitProblem &problem, std::span<const double> urgency) {
    std::vector<std::size_t> order(urgency.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (problem.is_must(a) != problem.is_must(b)) return problem.is_must(a);
        return urgency[a] > urgency[b];
    });
    return order;
}

std::vector<std::size_t> project_of_segments(const RetrofitProblem &problem) {
    std::vector<std::size_t> project(problem.segments());
    for (std::size_t p = 0; p < problem.projects(); ++p)
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i) project[i] = p;
    return project;
}

} // namespace

RankedPlan follow_ranking(const RetrofitProblem &problem, std::span<const double> urgency) {
    if (urgency.size() != problem.segments() ||
        std::any_of(urgency.begin(), urgency.end(), [](double u) { return std::isnan(u); }))
        throw Error("value_out_of_range", {.column = "urgency"});
    const std::vector<std::size_t> project = project_of_segments(problem);
    std::vector<std::size_t> waiting = ranked(problem, urgency);
    RankedPlan plan{.segment_year = std::vector<std::int32_t>(urgency.size(), -1)};
    for (std::size_t t = 0; t < problem.years(); ++t) {
        std::vector<Flag> open(problem.projects(), 0);
        double left = problem.budget_cny[t];
        std::erase_if(waiting, [&](std::size_t i) {
            const double setup = open[project[i]] != 0 ? 0.0 : problem.setup_cny[project[i]];
            const double cost = problem.cost_cny[problem.first_offer(i)] + setup;
            if (cost > left) return false;
            left -= cost;
            plan.mobilisations += open[project[i]] == 0;
            open[project[i]] = 1;
            plan.segment_year[i] = static_cast<std::int32_t>(t);
            plan.value += problem.benefit_of(problem.first_offer(i), t);
            plan.cost_cny += cost;
            ++plan.segments;
            return true;
        });
    }
    return plan;
}

} // namespace gastwin
