// SPDX-License-Identifier: Apache-2.0
// Years for what must be done: greedily, else by search; and proofs that there are none.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "scenarios/retrofit_steps.hpp"

namespace gastwin {
namespace {

constexpr std::size_t most_searched = 40;   ///< projects; more are placed greedily or not at all
constexpr std::int64_t most_steps = 100000; ///< of the search
constexpr double proof_margin = 1.0 + 1e-9; ///< rounding must not prove anything

/// First and last year a forced project can be in, its predecessors and successors considered.
struct Window {
    std::int64_t first = 0, last = -1;
};

Need least_need(const RetrofitProblem &problem, std::size_t p, std::size_t year) {
    Need sum = need_of_setup(problem, p, year);
    const auto least_of = [&](std::size_t i) {
        Need least{INFINITY, INFINITY, INFINITY};
        for (std::size_t k = problem.first_offer(i); k < problem.last_offer(i); ++k) {
            const Need n = need_of_offer(problem, k);
            least = {std::min(least.cost_cny, n.cost_cny), std::min(least.crew_days, n.crew_days),
                     std::min(least.opened_m, n.opened_m)};
        }
        return least;
    };
    bool any = false;
    for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
        if (problem.is_must(i)) sum += least_of(i), any = true;
    if (any) return sum;
    Need least{INFINITY, INFINITY, INFINITY}; // one segment at least
    for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
        const Need n = least_of(i);
        least = {std::min(least.cost_cny, n.cost_cny), std::min(least.crew_days, n.crew_days),
                 std::min(least.opened_m, n.opened_m)};
    }
    return sum += least;
}

double forced_benefit(const RetrofitProblem &problem, std::size_t p, std::size_t year) {
    double benefit = 0.0;
    for (const std::size_t i : forced_segments(problem, p))
        benefit +=
            problem.benefit_of(problem.first_offer(i) + static_cast<std::size_t>(cheapest_offer(problem, i)), year);
    return benefit;
}

/// Forced projects in the order of placing: those that others wait for first, then the largest.
std::vector<std::size_t> placing_order(const RetrofitProblem &problem, const RetrofitLinks &links) {
    std::vector<std::size_t> rank(problem.projects()), order;
    for (std::size_t n = 0; n < links.order.size(); ++n) rank[links.order[n]] = n + 1;
    std::vector<double> cost(problem.projects());
    for (std::size_t p = 0; p < problem.projects(); ++p)
        if (links.forced[p] != 0) order.push_back(p), cost[p] = forced_need(problem, p, 0).cost_cny;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(rank[a], -cost[a]) < std::tuple(rank[b], -cost[b]);
    });
    return order;
}

bool keeps_order(const RetrofitLinks &links, std::span<const std::int32_t> year, std::size_t p, std::int32_t t) {
    if (links.before.empty()) return true;
    const auto after = [&](std::size_t q) { return year[q] < 0 || year[q] <= t; };
    const auto before = [&](std::size_t q) { return year[q] < 0 || t <= year[q]; };
    return std::all_of(links.before[p].begin(), links.before[p].end(), after) &&
           std::all_of(links.after[p].begin(), links.after[p].end(), before);
}

/// The year of most benefit among those that can be; −1: none.
std::int32_t best_free_year(const RetrofitProblem &problem, const RetrofitLinks &links, const Room &room,
                            std::span<const std::int32_t> year, std::size_t p) {
    std::int32_t best = -1;
    double most = -INFINITY;
    for (std::size_t t = 0; t < problem.years(); ++t) {
        if (!problem.may_be_in(p, t) || !keeps_order(links, year, p, static_cast<std::int32_t>(t)) ||
            !room.holds(problem.district_of(p), t, forced_need(problem, p, t)))
            continue;
        const bool awaited = !links.after.empty() && !links.after[p].empty();
        const double benefit = awaited ? -static_cast<double>(t) : forced_benefit(problem, p, t);
        if (benefit > most) most = benefit, best = static_cast<std::int32_t>(t);
    }
    return best;
}

/// The year with most money among those that could hold a project but for its cost; −1: none.
std::int32_t richest_year(const RetrofitProblem &problem, const RetrofitLinks &links, const Room &room,
                          const Room &endless, std::span<const std::int32_t> year, std::size_t p) {
    std::int32_t richest = -1;
    for (std::size_t t = 0; t < problem.years(); ++t)
        if (problem.may_be_in(p, t) && keeps_order(links, year, p, static_cast<std::int32_t>(t)) &&
            endless.holds(problem.district_of(p), t, forced_need(problem, p, t)) &&
            (richest < 0 || room.money(t) > room.money(static_cast<std::size_t>(richest))))
            richest = static_cast<std::int32_t>(t);
    return richest;
}

/// All ways to give years to forced projects.
struct YearSearch {
    const RetrofitProblem &problem;
    const RetrofitLinks &links;
    const std::vector<std::size_t> &order;
    bool least; ///< by the least a project can take, else by its cheapest offers
    Room room{problem};
    std::vector<std::int32_t> year = {};
    std::int64_t steps = 0;

    bool place(std::size_t n) {
        if (n == order.size()) return true;
        const std::size_t p = order[n], d = problem.district_of(p);
        for (std::size_t t = 0; t < problem.years() && steps < most_steps; ++t) {
            ++steps;
            if (!problem.may_be_in(p, t) || !keeps_order(links, year, p, static_cast<std::int32_t>(t))) continue;
            const Need need = least ? least_need(problem, p, t) : forced_need(problem, p, t);
            if (!room.holds(d, t, need)) continue;
            room.take(d, t, need);
            year[p] = static_cast<std::int32_t>(t);
            if (place(n + 1)) return true;
            year[p] = -1;
            room.give_back(d, t, need);
        }
        return false;
    }
};

std::vector<Window> windows_of(const RetrofitProblem &problem, const RetrofitLinks &links) {
    const auto years = static_cast<std::int64_t>(problem.years());
    std::vector<Window> windows(problem.projects());
    for (std::size_t p = 0; p < windows.size(); ++p) {
        Window &w = windows[p] = {0, years - 1};
        while (w.first < years && !problem.may_be_in(p, static_cast<std::size_t>(w.first))) ++w.first;
        while (w.last >= 0 && !problem.may_be_in(p, static_cast<std::size_t>(w.last))) --w.last;
    }
    for (std::size_t n = 0; n < links.order.size(); ++n) { // predecessors come first
        const std::size_t p = links.order[n];
        if (links.parent[p] >= 0)
            windows[p].first = std::max(windows[p].first, windows[static_cast<std::size_t>(links.parent[p])].first);
    }
    for (std::size_t n = links.order.size(); n-- > 0;) {
        const std::size_t p = links.order[n];
        if (links.parent[p] < 0 || links.forced[p] == 0) continue;
        Window &above = windows[static_cast<std::size_t>(links.parent[p])];
        above.last = std::min(above.last, windows[p].last);
    }
    return windows;
}

/// What must fit into each span of years is more than there is: then nothing can place it.
bool overfull(const RetrofitProblem &problem, const std::vector<std::size_t> &order,
              const std::vector<Window> &windows) {
    const std::size_t years = problem.years(), districts = problem.districts();
    for (std::size_t from = 0; from < years; ++from)
        for (std::size_t to = from; to < years; ++to) {
            Need all;
            std::vector<double> opened(districts);
            for (const std::size_t p : order) {
                const Window &w = windows[p];
                if (w.first < static_cast<std::int64_t>(from) || w.last > static_cast<std::int64_t>(to)) continue;
                Need least{INFINITY, 0.0, 0.0};
                for (auto t = static_cast<std::size_t>(std::max<std::int64_t>(0, w.first));
                     static_cast<std::int64_t>(t) <= w.last; ++t) {
                    const Need n = least_need(problem, p, t);
                    least = {std::min(least.cost_cny, n.cost_cny), n.crew_days, n.opened_m};
                }
                all += least, opened[problem.district_of(p)] += least.opened_m;
            }
            const auto sum = [&](std::span<const double> limits) {
                return proof_margin * std::accumulate(limits.begin() + static_cast<std::ptrdiff_t>(from),
                                                      limits.begin() + static_cast<std::ptrdiff_t>(to) + 1, 0.0);
            };
            if (!(problem.carry_over && from > 0) && all.cost_cny > sum(problem.budget_cny)) return true;
            if (!problem.crew_limit_days.empty() && all.crew_days > sum(problem.crew_limit_days)) return true;
            for (std::size_t d = 0; d < districts && !problem.opening_limit_m.empty(); ++d)
                if (opened[d] > sum(std::span(problem.opening_limit_m).subspan(d * years, years))) return true;
        }
    return false;
}

bool search_years(const RetrofitProblem &problem, const RetrofitLinks &links, const std::vector<std::size_t> &order,
                  bool least, ForcedYears &forced, bool &complete) {
    YearSearch search{.problem = problem, .links = links, .order = order, .least = least};
    search.year.assign(problem.projects(), -1);
    const bool found = search.place(0);
    complete = search.steps < most_steps;
    if (found) forced.year = search.year;
    return found;
}

} // namespace

Room::Room(const RetrofitProblem &problem)
    : years_{problem.years()}, carry_over_{problem.carry_over}, money_{problem.budget_cny},
      crew_{problem.crew_limit_days}, opening_{problem.opening_limit_m} {
    if (carry_over_) std::partial_sum(money_.begin(), money_.end(), money_.begin());
}

double Room::money(std::size_t year) const {
    if (!carry_over_) return money_[year];
    return *std::min_element(money_.begin() + static_cast<std::ptrdiff_t>(year), money_.end());
}

bool Room::holds(std::size_t district, std::size_t year, const Need &need) const {
    return need.cost_cny <= money(year) && (crew_.empty() || need.crew_days <= crew_[year]) &&
           (opening_.empty() || need.opened_m <= opening_[district * years_ + year]);
}

void Room::take(std::size_t district, std::size_t year, const Need &need) {
    add_money(year, -need.cost_cny);
    if (!crew_.empty()) crew_[year] -= need.crew_days;
    if (!opening_.empty()) opening_[district * years_ + year] -= need.opened_m;
}

void Room::give_back(std::size_t district, std::size_t year, const Need &need) {
    take(district, year, {-need.cost_cny, -need.crew_days, -need.opened_m});
}

void Room::add_money(std::size_t year, double amount_cny) {
    for (std::size_t t = year; t < (carry_over_ ? years_ : year + 1); ++t) money_[t] += amount_cny;
}

std::int32_t cheapest_offer(const RetrofitProblem &problem, std::size_t segment) {
    const auto begin = problem.cost_cny.begin() + static_cast<std::ptrdiff_t>(problem.first_offer(segment));
    const auto end = problem.cost_cny.begin() + static_cast<std::ptrdiff_t>(problem.last_offer(segment));
    return static_cast<std::int32_t>(std::min_element(begin, end) - begin);
}

std::vector<std::size_t> forced_segments(const RetrofitProblem &problem, std::size_t project) {
    std::vector<std::size_t> segments;
    std::size_t least = problem.first(project);
    const auto cost = [&](std::size_t i) {
        return problem.cost_cny[problem.first_offer(i) + static_cast<std::size_t>(cheapest_offer(problem, i))];
    };
    for (std::size_t i = problem.first(project); i < problem.last(project); ++i) {
        if (problem.is_must(i)) segments.push_back(i);
        if (cost(i) < cost(least)) least = i;
    }
    if (segments.empty()) segments.push_back(least);
    return segments;
}

Need forced_need(const RetrofitProblem &problem, std::size_t project, std::size_t year) {
    Need need = need_of_setup(problem, project, year);
    for (const std::size_t i : forced_segments(problem, project))
        need += need_of_offer(problem, problem.first_offer(i) + static_cast<std::size_t>(cheapest_offer(problem, i)));
    return need;
}

ForcedYears place_forced(const RetrofitProblem &problem, const RetrofitLinks &links) {
    ForcedYears forced{.year = std::vector<std::int32_t>(problem.projects(), -1)};
    const std::vector<std::size_t> order = placing_order(problem, links);
    if (order.empty()) return forced;
    Room room(problem);
    const bool placed = std::all_of(order.begin(), order.end(), [&](std::size_t p) {
        const std::int32_t t = best_free_year(problem, links, room, forced.year, p);
        if (t < 0) return false;
        forced.year[p] = t;
        room.take(problem.district_of(p), static_cast<std::size_t>(t),
                  forced_need(problem, p, static_cast<std::size_t>(t)));
        return true;
    });
    if (placed) return forced;
    forced.year.assign(problem.projects(), -1);
    forced.result = Placing::impossible;
    const std::vector<Window> windows = windows_of(problem, links);
    for (const std::size_t p : order)
        if (windows[p].first > windows[p].last) return forced;
    if (overfull(problem, order, windows)) return forced;
    forced.result = Placing::unknown;
    bool complete = false;
    if (order.size() > most_searched) return forced;
    if (search_years(problem, links, order, false, forced, complete)) forced.result = Placing::placed;
    else if (!search_years(problem, links, order, true, forced, complete) && complete)
        forced.result = Placing::impossible;
    if (forced.result != Placing::placed) forced.year.assign(problem.projects(), -1);
    return forced;
}

double place_beyond_budget(RetrofitProblem &problem, const RetrofitLinks &links, ForcedYears &forced) {
    forced = {Placing::placed, std::vector<std::int32_t>(problem.projects(), -1)};
    Room room(problem), endless(problem); // `endless`: as if money were no limit
    for (std::size_t t = 0; t < problem.years(); ++t) endless.add_money(t, INFINITY);
    double raised = 0.0;
    for (const std::size_t p : placing_order(problem, links)) {
        std::int32_t year = best_free_year(problem, links, room, forced.year, p);
        if (year < 0) {
            year = richest_year(problem, links, room, endless, forced.year, p);
            if (year < 0) {
                forced.result = Placing::unknown;
                return 0.0;
            }
            const auto at = static_cast<std::size_t>(year);
            const double more = forced_need(problem, p, at).cost_cny - room.money(at);
            problem.budget_cny[at] += more, raised += more;
            room.add_money(at, more);
        }
        const auto at = static_cast<std::size_t>(year);
        const Need need = forced_need(problem, p, at);
        forced.year[p] = year;
        room.take(problem.district_of(p), at, need);
        endless.take(problem.district_of(p), at, need);
    }
    return raised;
}

} // namespace gastwin
