// SPDX-License-Identifier: Apache-2.0
// What to renew, how and when, stripped to numbers:
//
//   max  Σ_p Σ_t Σ_{i∈p} Σ_k b_ikt x_ikt
//   s.t. Σ_t y_pt ≤ 1,   Σ_k x_ikt ≤ y_pt,   x, y ∈ {0, 1},   y_pt = 0 outside the years p may be done in
//        Σ_p ( F_pt y_pt + Σ c_ik x_ikt )  ≤ B_t        each year; with carry-over Σ_{s≤t} on both sides
//        Σ_p ( G_p y_pt + Σ g_ik x_ikt )   ≤ R_t        days of crews, each year
//        Σ_{p∈d} Σ o_ik x_ikt              ≤ O_dt       metres of street opened, each district and year
//        money in d ≥ m_d · all money,   benefit in d ≥ n_d · all benefit      floors of districts
//        Σ_{s≤t} y_bs ≤ Σ_{s≤t} y_as                    b not before a, and not without a
//        must-do segments: Σ_t Σ_k x_ikt = 1
//
// p projects (one year each), i segments, k offers (designs) of a segment, F set-up less what joint works save, c cost,
// b benefit, g, G days of crews, o metres opened.
//
// Bound. Every row that joins projects is relaxed with a multiplier ≥ 0: prices λ_t of money (with carry-over
// λ_t = Σ_{s≥t} μ_s), ρ_t of a day, τ_dt of a metre, ε_d and φ_d of the floors. In district d a yuan then costs
// π_dt = λ_t − ε_d + Σ_e m_e ε_e and a unit of benefit is worth w_d = 1 + φ_d − Σ_e n_e φ_e, and
//
//   D = Σ_t (λ_t B_t + ρ_t R_t) + Σ_dt τ_dt O_dt + Σ_p max( 0, max_t V_pt ),
//   V_pt = Σ_{i∈p} max( 0, max_k [ w_d b_ikt − π_dt c_ik − ρ_t g_ik − τ_dt o_ik ] ) − π_dt F_pt − ρ_t G_p
//
// (must-do segments and their projects are taken whatever their profit). D ≥ every feasible plan: the plan's value plus
// multiplier · slack of each relaxed row, which is no less than the value, is one of the choices over which D takes
// its maxima. Precedence stays in the sub-problem where it forms a forest, one predecessor each: from the leaves,
// f_p(t) = V_pt + Σ_{children} max(0, max_{s≥t} f_c(s)). Further predecessors bind plans and are left out of D, which
// only raises it. D is minimised by subgradient steps of Polyak's length, large problems first on a sample of their
// projects; plans are built from the multipliers, filled up, and mended until the floors hold. Small problems are
// settled by branch and bound with the same D. The best D is returned beside the best plan: gap = (bound − value) /
// bound. It certifies this model, not the world.
// Guarantees: value ≤ bound; the same bits for any number of threads; scaling costs and budgets by a power of two
// changes nothing. A pair (i, t) with F_pt + c_ik > B_t can never be bought and is left out beforehand.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/progress.hpp"
#include "models/table.hpp"

namespace gastwin {

/// Project `then` is not done without project `first`, nor before it; the same year will do.
struct Precedence {
    std::int32_t first = -1, then = -1;
};

/// Empty vectors below the line: there is no such rule.
struct RetrofitProblem {
    std::vector<std::int64_t> project_start{0}; ///< project p owns segments [start[p], start[p+1])
    std::vector<double> setup_cny;              ///< per project
    std::vector<double> cost_cny;               ///< per offer, positive
    std::vector<double> benefit;                ///< per offer and year, years side by side; any sign
    std::vector<Flag> must;                     ///< per segment; empty: none
    std::vector<double> budget_cny;             ///< per year

    std::vector<std::int64_t> offer_start;     ///< segment i has offers [start[i], start[i+1]); empty: one each
    bool carry_over = false;                   ///< money left of a year may be spent later
    std::vector<std::uint32_t> years_allowed;  ///< per project, bit t; at most 32 years
    std::vector<double> setup_saved_cny;       ///< per project and year: joint works
    std::vector<double> crew_days, setup_days; ///< per offer; per project
    std::vector<double> crew_limit_days;       ///< per year
    std::vector<std::int32_t> district;        ///< per project, from 0
    std::vector<double> opened_m;              ///< per offer
    std::vector<double> opening_limit_m;       ///< per district and year; infinite: none
    std::vector<double> least_money_share;     ///< per district; together less than 1
    std::vector<double> least_benefit_share;   ///< per district; together less than 1
    std::vector<Precedence> precedence;

    [[nodiscard]] std::size_t years() const { return budget_cny.size(); }
    [[nodiscard]] std::size_t projects() const { return setup_cny.size(); }
    [[nodiscard]] std::size_t segments() const { return static_cast<std::size_t>(project_start.back()); }
    [[nodiscard]] std::size_t first(std::size_t p) const { return static_cast<std::size_t>(project_start[p]); }
    [[nodiscard]] std::size_t last(std::size_t p) const { return static_cast<std::size_t>(project_start[p + 1]); }
    [[nodiscard]] std::size_t first_offer(std::size_t segment) const {
        return offer_start.empty() ? segment : static_cast<std::size_t>(offer_start[segment]);
    }
    [[nodiscard]] std::size_t last_offer(std::size_t segment) const {
        return offer_start.empty() ? segment + 1 : static_cast<std::size_t>(offer_start[segment + 1]);
    }
    [[nodiscard]] bool is_must(std::size_t segment) const { return !must.empty() && must[segment] != 0; }
    [[nodiscard]] double benefit_of(std::size_t offer, std::size_t year) const {
        return benefit[offer * years() + year];
    }
    [[nodiscard]] double setup_of(std::size_t p, std::size_t year) const {
        return setup_saved_cny.empty() ? setup_cny[p] : setup_cny[p] - setup_saved_cny[p * years() + year];
    }
    [[nodiscard]] bool may_be_in(std::size_t p, std::size_t year) const {
        return years_allowed.empty() || (years_allowed[p] >> year & 1U) != 0;
    }
    [[nodiscard]] std::size_t district_of(std::size_t p) const {
        return district.empty() ? 0 : static_cast<std::size_t>(district[p]);
    }
    [[nodiscard]] std::size_t districts() const;
};

struct RetrofitOptions {
    int iterations = 400;
    double gap = 1e-6;                  ///< stop when reached
    int threads = 0;                    ///< 0: as OpenMP decides
    std::int64_t exact_nodes = 1000000; ///< most choices looked at by the branch and bound that settles small problems
    std::vector<double> multipliers = {}; ///< to start from: those of a like problem; empty: none
};

/// A rule that clashes with others.
enum class ClashKind : std::uint8_t {
    must,
    years_allowed,
    precedence,
    budget,
    crew_limit,
    opening_limit,
    money_floor,
    benefit_floor
};

template <> struct Names<ClashKind> {
    static constexpr std::array<Name, 8> names{
        {{"must", "must be done", "必做"},
         {"years_allowed", "years it may be done in", "允许实施年份"},
         {"precedence", "not before another", "先后次序"},
         {"budget", "budget of the year", "年度预算"},
         {"crew_limit", "crew days of the year", "年度施工力量"},
         {"opening_limit", "street opened in the year", "年度开挖长度"},
         {"money_floor", "least share of the money", "资金最低占比"},
         {"benefit_floor", "least share of the risk removed", "风险消减最低占比"}}};
};

struct Clash {
    ClashKind kind = ClashKind::must;
    std::int32_t number = -1; ///< project, precedence, year or district
    std::int32_t year = -1;   ///< of an opening limit
    friend bool operator==(const Clash &, const Clash &) = default;
};

enum class RetrofitStatus : std::uint8_t {
    done,
    over_budget, ///< must-do segments cost more than there is; budgets were raised for the plan
    infeasible,  ///< the rules clash: no plan
    not_found    ///< nothing is proved, and no plan that keeps every rule was found
};

template <> struct Names<RetrofitStatus> {
    static constexpr std::array<Name, 4> names{
        {{"done", "done", "已完成"},
         {"over_budget", "must-do works beyond the budget", "必做工程超出预算"},
         {"infeasible", "the rules clash", "约束相互冲突"},
         {"not_found", "no plan found that keeps every rule", "未找到满足全部约束的方案"}}};
};

struct RetrofitSolution {
    RetrofitStatus status = RetrofitStatus::done;
    std::vector<Clash> clash; ///< rules that cannot all be kept, none too many; of not_found: those not kept
    std::vector<std::int32_t> project_year; ///< −1: not done
    std::vector<Flag> chosen;               ///< per segment
    std::vector<std::int32_t> offer;        ///< per segment: number among its offers; −1: not done
    std::vector<double> lambda, spent_cny;  ///< per year; spent includes set-up; lambda: value of one more yuan
    std::vector<double> multipliers;        ///< of all relaxed rows, in the order of lagrangian_bound()
    std::vector<double> budget_cny;         ///< as given, raised where the must-do segments do not fit
    double bound = 0.0, value = 0.0, cost_cny = 0.0;
    double must_shortfall_cny = 0.0; ///< by how much the budgets were raised
    int iterations = 0;

    [[nodiscard]] double gap() const { return bound > 0.0 ? (bound - value) / bound : 0.0; }
};

/// D of the problem as it stands. Multipliers: a number per year (money); then, for the rules there are, per year
/// (crews), per district and year (opening), per district (money floor), per district (benefit floor). Missing: 0.
[[nodiscard]] double lagrangian_bound(const RetrofitProblem &problem, std::span<const double> multipliers,
                                      int threads = 0);

/// Best year of one project at these multipliers and its profit; must-do projects have one even below zero.
struct BestYear {
    std::int32_t year = -1;
    double profit = 0.0;
};
[[nodiscard]] BestYear best_year(const RetrofitProblem &problem, std::size_t project,
                                 std::span<const double> multipliers);

/// Throws Error("value_out_of_range") for tables that do not belong together, shares of floors that are negative or
/// add up to 1 or more, and more than 32 years with `years_allowed`.
[[nodiscard]] RetrofitSolution solve_retrofit(const RetrofitProblem &problem, const RetrofitOptions &options = {},
                                              const Progress &progress = {});

} // namespace gastwin
