// SPDX-License-Identifier: Apache-2.0
// The steps of solve_retrofit(), and what they hand on. Internal to scenarios/.
#pragma once
#include <span>
#include <vector>

#include "scenarios/retrofit.hpp"

namespace gastwin {

/// What works take of the limited things.
struct Need {
    double cost_cny = 0.0, crew_days = 0.0, opened_m = 0.0;

    Need &operator+=(const Need &other);
    Need &operator-=(const Need &other);
};

[[nodiscard]] Need need_of_offer(const RetrofitProblem &problem, std::size_t offer);
[[nodiscard]] Need need_of_setup(const RetrofitProblem &problem, std::size_t project, std::size_t year);

/// Appends a project with its segments and offers to another problem of as many years.
void copy_project(const RetrofitProblem &from, std::size_t project, RetrofitProblem &to);

/// What a multiplier belongs to. `unit`: by what it is scaled, so that steps are alike in all rows.
struct DualRow {
    ClashKind kind = ClashKind::budget;
    std::size_t district = 0, year = 0;
    double unit = 1.0;
};

/// The relaxed rows in the order of lagrangian_bound().
[[nodiscard]] std::vector<DualRow> dual_rows(const RetrofitProblem &problem);

/// Prices that multipliers put on works, and on their benefit.
struct RetrofitPrices {
    std::size_t years = 0;
    std::vector<double> money, opening; ///< per district and year; opening empty without a limit
    std::vector<double> crew;           ///< per year; empty without a limit
    std::vector<double> worth;          ///< per district
    std::vector<double> yuan;           ///< per year: money without what floors add
    double constant = 0.0;              ///< Σ multiplier · limit

    [[nodiscard]] double of(const Need &need, std::size_t district, std::size_t year) const;
};

[[nodiscard]] RetrofitPrices prices_of(const RetrofitProblem &problem, std::span<const DualRow> rows,
                                       std::span<const double> multipliers);

/// What all works of a plan take together.
struct Totals {
    std::vector<double> money;   ///< per district and year
    std::vector<double> benefit; ///< per district
    std::vector<double> crew;    ///< per year
    std::vector<double> opened;  ///< per district and year
    double profit = 0.0;

    explicit Totals(const RetrofitProblem &problem);
    void add(std::size_t district, std::size_t year, const Need &need, double value);
    Totals &operator+=(const Totals &other);
};

/// How far each relaxed row is kept: negative where it is not.
[[nodiscard]] std::vector<double> slacks(const RetrofitProblem &problem, std::span<const DualRow> rows,
                                         const Totals &totals);

/// Number of the offer of most profit among a segment's, −1 where none has any; must-do segments always have one.
struct BestOffer {
    std::int32_t number = -1;
    double profit = 0.0;
};
[[nodiscard]] BestOffer best_offer(const RetrofitProblem &problem, const RetrofitPrices &prices, std::size_t district,
                                   std::size_t segment, std::size_t year);

/// V_pt for each year; −infinity where the project may not be done.
void year_profits(const RetrofitProblem &problem, const RetrofitPrices &prices, std::size_t project,
                  std::span<double> profit);

/// Who comes before whom, and which projects are done in any case.
struct RetrofitLinks {
    std::vector<std::vector<std::size_t>> before, after; ///< per project; empty without precedence
    std::vector<std::int32_t> parent;                    ///< the predecessor the bound knows; −1: none
    std::vector<std::size_t> order;                      ///< linked projects, parents first
    std::vector<Flag> forced;                            ///< holds a must-do segment, or comes before one that does
};
[[nodiscard]] RetrofitLinks links_of(const RetrofitProblem &problem);

/// D at given multipliers, and what the relaxed plan takes.
[[nodiscard]] Totals relaxed_plan(const RetrofitProblem &problem, const RetrofitLinks &links,
                                  const RetrofitPrices &prices, int threads);

/// Best years of linked projects together (the forest of the header of retrofit.hpp), in the order of links.order.
[[nodiscard]] std::vector<BestYear> linked_years(const RetrofitProblem &problem, const RetrofitLinks &links,
                                                 const RetrofitPrices &prices);

/// What the limits still hold.
class Room {
  public:
    explicit Room(const RetrofitProblem &problem);
    [[nodiscard]] double money(std::size_t year) const;
    [[nodiscard]] bool holds(std::size_t district, std::size_t year, const Need &need) const;
    void take(std::size_t district, std::size_t year, const Need &need);
    void give_back(std::size_t district, std::size_t year, const Need &need);
    void add_money(std::size_t year, double amount_cny);

  private:
    std::size_t years_;
    bool carry_over_;
    std::vector<double> money_, crew_, opening_;
};

enum class Placing : std::uint8_t { placed, impossible, unknown };

/// A year for each project that is done in any case (−1: none).
struct ForcedYears {
    Placing result = Placing::placed;
    std::vector<std::int32_t> year;
};
[[nodiscard]] ForcedYears place_forced(const RetrofitProblem &problem, const RetrofitLinks &links);

/// The same with budgets raised where they do not hold; returns by how much.
[[nodiscard]] double place_beyond_budget(RetrofitProblem &problem, const RetrofitLinks &links, ForcedYears &forced);

/// What of a forced project is done in any case: its must-do segments; where it holds none, its cheapest segment, for
/// a project without works is not done. By their cheapest offers.
[[nodiscard]] std::vector<std::size_t> forced_segments(const RetrofitProblem &problem, std::size_t project);
[[nodiscard]] std::int32_t cheapest_offer(const RetrofitProblem &problem, std::size_t segment);
[[nodiscard]] Need forced_need(const RetrofitProblem &problem, std::size_t project, std::size_t year);

/// A feasible plan from multipliers: projects by profit in relation to what they take, then the leftovers, then the
/// floors. `floors_kept` says whether those hold.
struct BuiltPlan {
    RetrofitSolution plan;
    bool floors_kept = true;
};
[[nodiscard]] BuiltPlan build_plan(const RetrofitProblem &problem, const RetrofitLinks &links,
                                   std::span<const DualRow> rows, const RetrofitPrices &prices,
                                   std::span<const std::int32_t> forced_year, int threads);

/// Sums up cost, value and money by year of project_year and offer.
void add_up(const RetrofitProblem &problem, RetrofitSolution &plan);
[[nodiscard]] Totals plan_totals(const RetrofitProblem &problem, const RetrofitSolution &plan);
/// Floors that a plan does not keep.
[[nodiscard]] std::vector<Clash> broken_floors(const RetrofitProblem &problem, std::span<const DualRow> rows,
                                               const Totals &totals);

/// Branch and bound over all plans. True when it came to its end: `best` is the optimum, or, with an empty
/// project_year, there is no plan. Not tried where projects have too many choices. `any`: the first plan will do.
[[nodiscard]] bool settle_exactly(const RetrofitProblem &problem, const RetrofitLinks &links,
                                  std::span<const DualRow> rows, const RetrofitPrices &prices, std::int64_t most_nodes,
                                  bool any, RetrofitSolution &best);

/// A set of rules that clash, none of which can be left out: rules are dropped kind by kind, then in halves of halves,
/// while what is left is proved impossible. Empty where that is not proved of all of them.
[[nodiscard]] std::vector<Clash> clashing_rules(const RetrofitProblem &problem);

} // namespace gastwin
