// SPDX-License-Identifier: Apache-2.0
// The relaxed plan of scenarios/retrofit.hpp: project by project, and trees of linked projects together.
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "scenarios/retrofit_steps.hpp"

namespace gastwin {
namespace {

constexpr std::size_t block_projects = 2048; ///< partial sums per block, added in order: same for any thread count

BestYear best_of(std::span<const double> profit, bool forced) {
    const auto best = std::max_element(profit.begin(), profit.end());
    if (best == profit.end() || (!forced && !(*best > 0.0))) return {};
    return {static_cast<std::int32_t>(best - profit.begin()), *best};
}

bool has_must(const RetrofitProblem &problem, std::size_t p) {
    if (problem.must.empty()) return false;
    for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
        if (problem.is_must(i)) return true;
    return false;
}

/// Adds what the relaxed plan does in a project in its year.
void add_works(const RetrofitProblem &problem, const RetrofitPrices &prices, std::size_t p, std::size_t year,
               Totals &totals) {
    const std::size_t d = problem.district_of(p);
    Need need = need_of_setup(problem, p, year);
    double value = 0.0;
    for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
        const BestOffer best = best_offer(problem, prices, d, i, year);
        if (best.number < 0) continue;
        const std::size_t offer = problem.first_offer(i) + static_cast<std::size_t>(best.number);
        need += need_of_offer(problem, offer);
        value += problem.benefit_of(offer, year);
    }
    totals.add(d, year, need, value);
}

void add_block(const RetrofitProblem &problem, const RetrofitLinks &links, const RetrofitPrices &prices,
               std::size_t from, std::size_t to, std::span<double> profit, Totals &totals) {
    for (std::size_t p = from; p < to; ++p) {
        if (!links.before.empty() && !(links.before[p].empty() && links.after[p].empty())) continue;
        year_profits(problem, prices, p, profit);
        const BestYear best = best_of(profit, links.forced[p] != 0);
        if (best.year < 0) continue;
        totals.profit += best.profit;
        add_works(problem, prices, p, static_cast<std::size_t>(best.year), totals);
    }
}

/// Would `then` come before itself if `first` became its parent?
bool closes_circle(const std::vector<std::int32_t> &parent, std::int32_t first, std::int32_t then) {
    for (std::int32_t p = first; p >= 0; p = parent[static_cast<std::size_t>(p)])
        if (p == then) return true;
    return false;
}

/// Linked projects, parents first: breadth first from the roots of the forest.
std::vector<std::size_t> parents_first(const RetrofitLinks &links) {
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < links.parent.size(); ++p)
        if (links.parent[p] < 0 && !(links.before[p].empty() && links.after[p].empty())) order.push_back(p);
    for (std::size_t head = 0; head < order.size(); ++head)
        for (const std::size_t child : links.after[order[head]])
            if (links.parent[child] == static_cast<std::int32_t>(order[head])) order.push_back(child);
    return order;
}

} // namespace

RetrofitLinks links_of(const RetrofitProblem &problem) {
    RetrofitLinks links;
    const std::size_t count = problem.projects();
    links.forced.assign(count, 0);
    for (std::size_t p = 0; p < count; ++p) links.forced[p] = has_must(problem, p) ? 1 : 0;
    if (problem.precedence.empty()) return links;
    links.before.resize(count), links.after.resize(count);
    links.parent.assign(count, -1);
    for (const Precedence &rule : problem.precedence) {
        const auto first = static_cast<std::size_t>(rule.first), then = static_cast<std::size_t>(rule.then);
        if (std::count(links.before[then].begin(), links.before[then].end(), first) > 0) continue;
        links.before[then].push_back(first);
        links.after[first].push_back(then);
        if (links.parent[then] < 0 && !closes_circle(links.parent, rule.first, rule.then))
            links.parent[then] = rule.first;
    }
    std::vector<std::size_t> waiting;
    for (std::size_t p = 0; p < count; ++p)
        if (links.forced[p] != 0) waiting.push_back(p);
    while (!waiting.empty()) {
        const std::size_t p = waiting.back();
        waiting.pop_back();
        for (const std::size_t first : links.before[p])
            if (links.forced[first] == 0) links.forced[first] = 1, waiting.push_back(first);
    }
    links.order = parents_first(links);
    return links;
}

std::vector<BestYear> linked_years(const RetrofitProblem &problem, const RetrofitLinks &links,
                                   const RetrofitPrices &prices) {
    const std::size_t years = problem.years();
    std::vector<std::size_t> place(problem.projects());
    std::vector<double> f(links.order.size() * years); // per linked project and year: it and what hangs on it
    for (std::size_t n = 0; n < links.order.size(); ++n) {
        place[links.order[n]] = n;
        year_profits(problem, prices, links.order[n], std::span(f).subspan(n * years, years));
    }
    const auto later = [&](std::size_t n, std::size_t from) { // its best year no earlier than `from`
        const auto part = std::span<const double>(f).subspan(n * years + from, years - from);
        BestYear best = best_of(part, links.forced[links.order[n]] != 0);
        if (best.year >= 0) best.year += static_cast<std::int32_t>(from);
        return best;
    };
    for (std::size_t n = links.order.size(); n-- > 0;) {
        const std::int32_t parent = links.parent[links.order[n]];
        if (parent < 0) continue;
        double *above = &f[place[static_cast<std::size_t>(parent)] * years];
        for (std::size_t t = 0; t < years; ++t) above[t] += later(n, t).profit;
    }
    std::vector<BestYear> best(links.order.size());
    for (std::size_t n = 0; n < links.order.size(); ++n) {
        const std::int32_t parent = links.parent[links.order[n]];
        const std::int32_t from = parent < 0 ? 0 : best[place[static_cast<std::size_t>(parent)]].year;
        if (from >= 0) best[n] = later(n, static_cast<std::size_t>(from));
    }
    return best;
}

Totals relaxed_plan(const RetrofitProblem &problem, const RetrofitLinks &links, const RetrofitPrices &prices,
                    int threads) {
    const std::size_t blocks = (problem.projects() + block_projects - 1) / block_projects;
    std::vector<Totals> sums(blocks, Totals(problem));
    const int team =
        std::min(threads, static_cast<int>(blocks / 4 + 1)); // small problems: waiting costs more than work
#pragma omp parallel num_threads(team)
    {
        std::vector<double> profit(problem.years());
#pragma omp for schedule(static)
        for (std::size_t b = 0; b < blocks; ++b)
            add_block(problem, links, prices, b * block_projects,
                      std::min((b + 1) * block_projects, problem.projects()), profit, sums[b]);
    }
    Totals all(problem);
    for (const Totals &sum : sums) all += sum;
    const std::vector<BestYear> linked = linked_years(problem, links, prices);
    for (std::size_t n = 0; n < linked.size(); ++n) {
        if (linked[n].year < 0) continue;
        if (links.parent[links.order[n]] < 0) all.profit += linked[n].profit; // a root's holds those of its tree
        add_works(problem, prices, links.order[n], static_cast<std::size_t>(linked[n].year), all);
    }
    all.profit += prices.constant;
    return all;
}

double lagrangian_bound(const RetrofitProblem &problem, std::span<const double> multipliers, int threads) {
    const RetrofitPrices prices = prices_of(problem, dual_rows(problem), multipliers);
    return relaxed_plan(problem, links_of(problem), prices, threads > 0 ? threads : omp_get_max_threads()).profit;
}

BestYear best_year(const RetrofitProblem &problem, std::size_t project, std::span<const double> multipliers) {
    const RetrofitPrices prices = prices_of(problem, dual_rows(problem), multipliers);
    std::vector<double> profit(problem.years());
    year_profits(problem, prices, project, profit);
    return best_of(profit, has_must(problem, project));
}

} // namespace gastwin
