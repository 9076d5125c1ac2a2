// SPDX-License-Identifier: Apache-2.0
// Random retrofit problems: lengths and risks lognormal, risk growing 1–8 % a year, ten years, horizon thirty, 3.5 %
// discount, a budget of 2 % of everything each year. "Single": each segment a project without set-up. "Bundled": eight
// segments per project, set-up 20 000 to 60 000, risks alike within a project.
#pragma once
#include <array>
#include <cmath>
#include <numeric>

#include "models/random.hpp"
#include "scenarios/retrofit.hpp"

namespace gastwin {

inline void append_growing_benefit(RetrofitProblem &problem, double risk, double growth) {
    constexpr std::size_t years = 10, horizon = 30;
    std::array<double, horizon + 1> sum{};
    for (std::size_t y = horizon; y-- > 0;)
        sum[y] = sum[y + 1] +
                 1e7 * risk * std::exp(growth * static_cast<double>(y)) * std::pow(0.965, static_cast<double>(y));
    for (std::size_t t = 0; t < years; ++t) problem.benefit.push_back(sum[t]);
}

inline RetrofitProblem random_retrofit(std::size_t segments, bool bundled, std::uint64_t seed) {
    RetrofitProblem problem;
    const std::size_t per_project = bundled ? 8 : 1;
    for (std::size_t i = 0; i < segments; ++i) {
        Random project(seed, 1, i / per_project), random(seed, 2, i);
        const double setup = bundled ? 20000 + 40000 * project.uniform() : 0.0;
        const double alike = bundled ? std::exp(0.8 * project.normal()) : 1.0;
        const double length = std::exp(3.6 + 0.9 * random.normal());
        problem.cost_cny.push_back(length * (300 + 200 * random.uniform()) + (bundled ? 0.0 : 5000.0));
        const double risk = length * 1e-6 * alike * std::exp((bundled ? 1.2 : 1.5) * random.normal());
        append_growing_benefit(problem, risk, 0.01 + 0.07 * random.uniform());
        if (i % per_project == 0) problem.setup_cny.push_back(setup);
        if ((i + 1) % per_project == 0 || i + 1 == segments)
            problem.project_start.push_back(static_cast<std::int64_t>(i + 1));
    }
    const double all = std::accumulate(problem.cost_cny.begin(), problem.cost_cny.end(), 0.0) +
                       std::accumulate(problem.setup_cny.begin(), problem.setup_cny.end(), 0.0);
    problem.budget_cny.assign(10, 0.02 * all);
    return problem;
}

/// Two offers per segment (the second: a lining, at 60 % of the cost for 55 % of the benefit, a quarter of the street
/// opened), crews for about the money, five districts with floors and openings, deadlines, earliest years, streets that
/// are paved anyway, chains of precedence, some must-do segments.
inline void add_city_rules(RetrofitProblem &p, std::uint64_t seed) {
    const std::size_t years = p.years(), segments = p.segments();
    RetrofitProblem one = p;
    p.cost_cny.clear(), p.benefit.clear();
    p.offer_start = {0};
    for (std::size_t i = 0; i < segments; ++i) {
        Random random(seed, 5, i);
        for (const auto &[cost, benefit, opened, days] : {std::array{1.0, 1.0, 1.0, 1.0}, {0.6, 0.55, 0.25, 0.5}}) {
            p.cost_cny.push_back(cost * one.cost_cny[i]);
            p.opened_m.push_back(opened * one.cost_cny[i] / 400);
            p.crew_days.push_back(days * one.cost_cny[i] / 4000 * random.uniform(0.8, 1.2));
            for (std::size_t t = 0; t < years; ++t) p.benefit.push_back(benefit * one.benefit[i * years + t]);
        }
        p.offer_start.push_back(static_cast<std::int64_t>(p.cost_cny.size()));
        p.must.push_back(random.chance(0.002) ? 1 : 0);
    }
    for (std::size_t j = 0; j < p.projects(); ++j) {
        Random random(seed, 6, j);
        p.district.push_back(random.integer(0, 4));
        p.setup_days.push_back(4.0);
        std::uint32_t allowed = (1U << years) - 1U;
        if (random.chance(0.1)) allowed &= ~3U; // a moratorium of two years
        if (random.chance(0.1)) allowed &= 31U; // a deadline
        p.years_allowed.push_back(allowed);
        const auto paved = static_cast<std::size_t>(random.integer(0, 99));
        for (std::size_t t = 0; t < years; ++t) p.setup_saved_cny.push_back(t == paved ? 0.6 * p.setup_cny[j] : 0.0);
        if (j > 0 && random.chance(0.03))
            p.precedence.push_back({static_cast<std::int32_t>(j - 1), static_cast<std::int32_t>(j)});
    }
    p.crew_limit_days.assign(years, p.budget_cny[0] / 4500);
    p.opening_limit_m.assign(5 * years, p.budget_cny[0] / 2000);
    p.least_money_share = {0.2, 0, 0, 0.15, 0.1};
    p.least_benefit_share = {0, 0.18, 0.1, 0, 0};
    p.carry_over = true;
}

} // namespace gastwin
