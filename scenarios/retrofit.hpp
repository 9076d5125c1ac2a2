// SPDX-License-Identifier: Apache-2.0
// What to renew, and when, stripped to numbers:
//
//   max  Σ_p Σ_t Σ_{i∈p} b_it x_it        s.t.  Σ_t y_pt ≤ 1,  x_it ≤ y_pt,
//        Σ_p ( F_p y_pt + Σ_{i∈p} c_i x_it ) ≤ B_t  for each year t,   x, y ∈ {0, 1}
//
// p projects (one year each), i segments, F set-up cost, c cost, b benefit, B budget; must-do segments have Σ_t x_it
// = 1. Budgets are relaxed with multipliers λ_t ≥ 0 (value of one more yuan in year t); the rest falls apart by
// project:
//
//   D(λ) = Σ_t λ_t B_t + Σ_p max( 0, max_t [ Σ_{i∈p} max(0, b_it − λ_t c_i) − λ_t F_p ] )   ≥ every feasible plan
//
// (with must-do segments taken whatever their profit, and the outer max over t alone). D is minimised by subgradient
// steps of Polyak's length; plans are built from the multipliers and filled up greedily. The best D is returned as a
// certificate beside the best plan: gap = (bound − value) / bound. It certifies this model, not the world.
// Guarantees: value ≤ bound; the same bits for any number of threads; scaling costs and budgets by a power of two
// changes nothing. A pair (i, t) with F_p + c_i > B_t can never be bought and is left out beforehand.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/progress.hpp"
#include "models/table.hpp"

namespace gastwin {

struct RetrofitProblem {
    std::vector<std::int64_t> project_start{0}; ///< project p owns segments [start[p], start[p+1])
    std::vector<double> setup_cny;              ///< per project
    std::vector<double> cost_cny;               ///< per segment, positive
    std::vector<double> benefit;                ///< per segment and year, years side by side; any sign
    std::vector<Flag> must;                     ///< per segment; empty: none
    std::vector<double> budget_cny;             ///< per year

    [[nodiscard]] std::size_t years() const { return budget_cny.size(); }
    [[nodiscard]] std::size_t projects() const { return setup_cny.size(); }
    [[nodiscard]] std::size_t first(std::size_t p) const { return static_cast<std::size_t>(project_start[p]); }
    [[nodiscard]] std::size_t last(std::size_t p) const { return static_cast<std::size_t>(project_start[p + 1]); }
    [[nodiscard]] bool is_must(std::size_t segment) const { return !must.empty() && must[segment] != 0; }
    [[nodiscard]] double benefit_of(std::size_t segment, std::size_t year) const {
        return benefit[segment * years() + year];
    }
};

struct RetrofitOptions {
    int iterations = 400;
    double gap = 1e-6; ///< stop when reached
    int threads = 0;   ///< 0: as OpenMP decides
};

struct RetrofitSolution {
    std::vector<std::int32_t> project_year; ///< −1: not done
    std::vector<Flag> chosen;               ///< per segment
    std::vector<double> lambda, spent_cny;  ///< per year; spent includes set-up
    std::vector<double> budget_cny;         ///< as given, raised where the must-do segments do not fit
    double bound = 0.0, value = 0.0, cost_cny = 0.0;
    double must_shortfall_cny = 0.0; ///< by how much the budgets were raised
    int iterations = 0;

    [[nodiscard]] double gap() const { return bound > 0.0 ? (bound - value) / bound : 0.0; }
};

/// D(λ) of the problem as it stands.
[[nodiscard]] double lagrangian_bound(const RetrofitProblem &problem, std::span<const double> lambda, int threads = 0);

/// Best year of one project at these multipliers and its profit; must-do projects have one even below zero.
struct BestYear {
    std::int32_t year = -1;
    double profit = 0.0;
};
[[nodiscard]] BestYear best_year(const RetrofitProblem &problem, std::size_t project, std::span<const double> lambda);

[[nodiscard]] RetrofitSolution solve_retrofit(const RetrofitProblem &problem, const RetrofitOptions &options = {},
                                              const Progress &progress = {});

/// A feasible plan from multipliers: projects by Lagrangian profit per cost, then the leftovers. Internal step of
/// solve_retrofit(), exposed for tests. Precondition: the must-do segments fit `start` (see place_must()).
[[nodiscard]] RetrofitSolution build_plan(const RetrofitProblem &problem, std::span<const double> lambda,
                                          std::span<const std::int32_t> must_year);

/// A year for each project with must-do segments (−1: none), largest first; raises budgets where they do not fit and
/// returns by how much.
[[nodiscard]] double place_must(RetrofitProblem &problem, std::vector<std::int32_t> &must_year);

} // namespace gastwin
