// SPDX-License-Identifier: Apache-2.0
// Random retrofit problems: lengths and risks lognormal, risk growing 1–8 % a year, ten years, horizon thirty, 3.5 %
// discount, a budget of 2 % of everything each year. "Single": each segment a project without set-up. "Bundled": eight
// segments per project, set-up 20 000 to 60 000, risks alike within a project.
#pragma once
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

} // namespace gastwin
