// SPDX-License-Identifier: Apache-2.0
// Branch and bound for small problems of scenarios/retrofit.hpp: project by project, choices by what they lose against
// the project's best at given prices. A branch ends where what it lost leaves less than the best plan found.
#include <algorithm>
#include <cmath>

#include "scenarios/retrofit_steps.hpp"

namespace gastwin {
namespace {

constexpr std::int64_t most_tried = 200000; ///< choices looked at, of all projects
constexpr std::size_t most_kept = 50000;    ///< of them that are not worse than the plan known

/// One way to do a project, or not to (year −1).
struct Choice {
    std::int32_t year = -1;
    Need need = {};
    double value = 0.0, profit = 0.0;
    std::vector<std::int32_t> offer = {}; ///< per segment
};

struct Branching {
    std::size_t project = 0;
    std::vector<Choice> choices = {}; ///< by falling profit
};

/// Adds every choice of offers for segments from `i` on.
void enumerate(const RetrofitProblem &problem, const RetrofitPrices &prices, std::size_t p, std::size_t i,
               Choice &so_far, std::vector<Choice> &out) {
    const auto t = static_cast<std::size_t>(so_far.year);
    if (i == problem.last(p)) {
        if (std::all_of(so_far.offer.begin(), so_far.offer.end(), [](std::int32_t k) { return k < 0; })) return;
        out.push_back(so_far);
        const std::size_t d = problem.district_of(p);
        out.back().profit = prices.worth[d] * so_far.value - prices.of(so_far.need, d, t);
        return;
    }
    std::int32_t &number = so_far.offer[i - problem.first(p)];
    if (!problem.is_must(i)) enumerate(problem, prices, p, i + 1, so_far, out);
    const Choice before = so_far;
    for (std::size_t k = problem.first_offer(i); k < problem.last_offer(i); ++k) {
        number = static_cast<std::int32_t>(k - problem.first_offer(i));
        so_far.need += need_of_offer(problem, k), so_far.value += problem.benefit_of(k, t);
        enumerate(problem, prices, p, i + 1, so_far, out);
        so_far = before;
    }
}

bool is_small(const RetrofitProblem &problem) {
    double all = 0.0;
    for (std::size_t p = 0; p < problem.projects(); ++p) {
        double choices = static_cast<double>(problem.years());
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            choices *= static_cast<double>(problem.last_offer(i) - problem.first_offer(i) + 1);
        all += choices;
    }
    return all <= static_cast<double>(most_tried);
}

struct Search {
    const RetrofitProblem &problem;
    const RetrofitLinks &links;
    std::span<const DualRow> rows;
    std::int64_t most_nodes;
    bool any;
    RetrofitSolution &best;
    std::vector<Branching> branches = {};
    RetrofitSolution plan = {};
    Room room{problem};
    std::int64_t nodes = 0;
    bool found = false;

    double margin(double bound) const { return 1e-12 * (1.0 + std::abs(bound)); }
    bool over() const { return nodes >= most_nodes || (any && found); }

    bool keeps_order() const {
        for (const Precedence &rule : problem.precedence) {
            const std::int32_t first = plan.project_year[static_cast<std::size_t>(rule.first)];
            const std::int32_t then = plan.project_year[static_cast<std::size_t>(rule.then)];
            if (then >= 0 && (first < 0 || first > then)) return false;
        }
        return true;
    }

    /// `bound`: of every plan below this node.
    void descend(std::size_t n, double bound) {
        if (n == branches.size()) {
            finish();
            return;
        }
        const Branching &branch = branches[n];
        for (const Choice &c : branch.choices) {
            ++nodes;
            const double below = bound + c.profit - branch.choices.front().profit;
            if (over() || (found && below <= best.value + margin(below))) return;
            const std::size_t p = branch.project, d = problem.district_of(p);
            if (c.year < 0) {
                descend(n + 1, below);
                continue;
            }
            const auto t = static_cast<std::size_t>(c.year);
            if (!room.holds(d, t, c.need)) continue;
            put(p, c, 1.0);
            room.take(d, t, c.need);
            descend(n + 1, below);
            room.give_back(d, t, c.need);
            put(p, c, -1.0);
        }
    }

    void put(std::size_t p, const Choice &c, double sign) {
        plan.project_year[p] = sign > 0.0 ? c.year : -1;
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            plan.offer[i] = sign > 0.0 ? c.offer[i - problem.first(p)] : -1;
    }

    void finish() {
        if (!keeps_order() || !broken_floors(problem, rows, plan_totals(problem, plan)).empty()) return;
        add_up(problem, plan);
        if (found && plan.value <= best.value) return;
        found = true;
        best.project_year = plan.project_year, best.offer = plan.offer, best.chosen = plan.chosen;
        best.spent_cny = plan.spent_cny, best.value = plan.value, best.cost_cny = plan.cost_cny;
    }
};

} // namespace

bool settle_exactly(const RetrofitProblem &problem, const RetrofitLinks &links, std::span<const DualRow> rows,
                    const RetrofitPrices &prices, std::int64_t most_nodes, bool any, RetrofitSolution &best) {
    if (!is_small(problem)) return false;
    Search search{.problem = problem, .links = links, .rows = rows, .most_nodes = most_nodes, .any = any, .best = best};
    search.found = !best.project_year.empty();
    search.plan.project_year.assign(problem.projects(), -1);
    search.plan.offer.assign(problem.segments(), -1);
    double bound = prices.constant;
    for (std::size_t p = 0; p < problem.projects(); ++p) {
        Branching branch{.project = p};
        if (links.forced[p] == 0) branch.choices.emplace_back();
        for (std::size_t t = 0; t < problem.years(); ++t) {
            if (!problem.may_be_in(p, t)) continue;
            Choice start{static_cast<std::int32_t>(t), need_of_setup(problem, p, t), 0.0, 0.0, {}};
            start.offer.assign(problem.last(p) - problem.first(p), -1);
            enumerate(problem, prices, p, problem.first(p), start, branch.choices);
        }
        if (branch.choices.empty()) return true; // must be done, and cannot be
        std::stable_sort(branch.choices.begin(), branch.choices.end(),
                         [](const Choice &a, const Choice &b) { return a.profit > b.profit; });
        bound += branch.choices.front().profit;
        search.branches.push_back(std::move(branch));
    }
    std::size_t kept = 0;
    for (Branching &branch : search.branches) { // what loses more than the gap is in no better plan
        const double most = branch.choices.front().profit;
        if (search.found)
            std::erase_if(branch.choices, [&](const Choice &c) {
                return bound - (most - c.profit) < best.value - search.margin(bound);
            });
        kept += branch.choices.size();
    }
    if (kept > most_kept) return false;
    std::stable_sort(search.branches.begin(), search.branches.end(), [](const Branching &a, const Branching &b) {
        return a.choices.front().profit > b.choices.front().profit;
    });
    search.descend(0, bound);
    return search.nodes < most_nodes;
}

} // namespace gastwin
