// SPDX-License-Identifier: Apache-2.0
// Feasible plans for scenarios/retrofit.hpp.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "scenarios/retrofit_steps.hpp"

namespace gastwin {
namespace {

/// Works in one project in one year: which offer of each of its segments (−1: none), and what they take and bring.
struct Works {
    std::int32_t year = -1;
    Need need = {};
    double value = 0.0, profit = 0.0;
};

/// More of a project under way: another offer for one segment.
struct Extra {
    double ratio = 0.0; ///< benefit per priced need
    std::size_t project = 0, segment = 0;
    std::int32_t number = -1;
};

/// A plan under construction.
struct Builder {
    const RetrofitProblem &problem;
    const RetrofitLinks &links;
    const RetrofitPrices &prices;
    std::span<const DualRow> rows;
    int threads;
    RetrofitSolution plan = {};
    Room room{problem};
    std::vector<std::size_t> order = {};

    std::size_t year_of(std::size_t p) const { return static_cast<std::size_t>(plan.project_year[p]); }
    std::size_t offer_at(std::size_t i, std::int32_t number) const {
        return problem.first_offer(i) + static_cast<std::size_t>(number);
    }

    /// What a need weighs: by the prices, by its cost where those are zero.
    double weight(const Need &need, std::size_t d, std::size_t t) const {
        const double priced = prices.of(need, d, t);
        return priced > 0.0 ? priced : 1e-12 * need.cost_cny;
    }

    bool in_order(std::size_t p, std::size_t t) const {
        if (!problem.may_be_in(p, t)) return false;
        return links.before.empty() || std::all_of(links.before[p].begin(), links.before[p].end(), [&](std::size_t q) {
                   return plan.project_year[q] >= 0 && year_of(q) <= t;
               });
    }

    /// The works of most profit in a year.
    Works profitable(std::size_t p, std::size_t t) const {
        const std::size_t d = problem.district_of(p);
        Works w{static_cast<std::int32_t>(t), need_of_setup(problem, p, t), 0.0, 0.0};
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
            const BestOffer best = best_offer(problem, prices, d, i, t);
            if (best.number < 0) continue;
            w.need += need_of_offer(problem, offer_at(i, best.number));
            w.value += problem.benefit_of(offer_at(i, best.number), t);
        }
        w.profit = prices.worth[d] * w.value - prices.of(w.need, d, t);
        return w;
    }

    void open(std::size_t p, std::size_t t) {
        plan.project_year[p] = static_cast<std::int32_t>(t);
        room.take(problem.district_of(p), t, need_of_setup(problem, p, t));
    }

    /// Takes an offer for a segment, in place of the one it had.
    void choose(std::size_t p, std::size_t i, std::int32_t number) {
        const std::size_t d = problem.district_of(p), t = year_of(p);
        if (plan.offer[i] >= 0) room.give_back(d, t, need_of_offer(problem, offer_at(i, plan.offer[i])));
        if (number >= 0) room.take(d, t, need_of_offer(problem, offer_at(i, number)));
        plan.offer[i] = number;
    }

    void close(std::size_t p) {
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            if (plan.offer[i] >= 0) choose(p, i, -1);
        room.give_back(problem.district_of(p), year_of(p), need_of_setup(problem, p, year_of(p)));
        plan.project_year[p] = -1;
    }

    void place_forced(std::span<const std::int32_t> forced_year) {
        for (std::size_t p = 0; p < forced_year.size(); ++p) {
            if (forced_year[p] < 0) continue;
            open(p, static_cast<std::size_t>(forced_year[p]));
            for (const std::size_t i : forced_segments(problem, p)) choose(p, i, cheapest_offer(problem, i));
        }
    }

    bool in_order_with_all(std::size_t p, std::size_t t) const {
        return in_order(p, t) &&
               (links.after.empty() || std::all_of(links.after[p].begin(), links.after[p].end(), [&](std::size_t q) {
                    return plan.project_year[q] < 0 || t <= year_of(q);
                }));
    }

    /// What must be done stands; now with all works in it that are worth their price, in the best year that has room.
    void better_forced() {
        for (std::size_t p = 0; p < problem.projects(); ++p) {
            if (plan.project_year[p] < 0) continue;
            const std::size_t d = problem.district_of(p);
            const Works now = planned(p);
            room.give_back(d, year_of(p), now.need);
            Works best;
            best.profit = prices.worth[d] * now.value - prices.of(now.need, d, year_of(p));
            for (std::size_t t = 0; t < problem.years(); ++t) {
                const Works w = profitable(p, t);
                if (w.value > 0.0 && w.profit > best.profit && in_order_with_all(p, t) && room.holds(d, t, w.need))
                    best = w;
            }
            room.take(d, year_of(p), now.need);
            if (best.year < 0) continue;
            close(p);
            open(p, static_cast<std::size_t>(best.year));
            choose_profitable(p);
        }
    }

    void choose_profitable(std::size_t p) {
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            if (const BestOffer best = best_offer(problem, prices, problem.district_of(p), i, year_of(p));
                best.number >= 0)
                choose(p, i, best.number);
    }

    /// Projects by profit in their best year in relation to what they take, ties by number. Of linked ones, profit is
    /// that of the tree below: what opens the way to others is worth more than itself.
    void sort_projects() {
        std::vector<double> ratio(problem.projects(), 0.0), profit(problem.years());
        std::vector<BestYear> best(problem.projects());
        const std::vector<BestYear> linked = linked_years(problem, links, prices);
        for (std::size_t n = 0; n < linked.size(); ++n) best[links.order[n]] = linked[n];
        for (std::size_t p = 0; p < ratio.size(); ++p) {
            if (plan.project_year[p] >= 0) continue;
            if (links.before.empty() || (links.before[p].empty() && links.after[p].empty())) {
                year_profits(problem, prices, p, profit);
                const auto top = std::max_element(profit.begin(), profit.end());
                if (top != profit.end() && *top > 0.0)
                    best[p] = {static_cast<std::int32_t>(top - profit.begin()), *top};
            }
            if (best[p].year < 0) continue;
            const auto t = static_cast<std::size_t>(best[p].year);
            ratio[p] = best[p].profit / weight(profitable(p, t).need, problem.district_of(p), t);
            order.push_back(p);
        }
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ratio[a] > ratio[b]; });
    }

    /// Does the project lead to others that are worth it?
    bool leads_on(std::size_t p) const { return !links.after.empty() && !links.after[p].empty(); }

    bool place(std::size_t p) {
        const std::size_t d = problem.district_of(p);
        Works best;
        best.profit = leads_on(p) ? -INFINITY : 0.0;
        for (std::size_t t = 0; t < problem.years(); ++t) {
            if (!in_order(p, t)) continue;
            const Works w = profitable(p, t);
            if (w.value > 0.0 && w.profit > best.profit && room.holds(d, t, w.need)) best = w;
        }
        if (best.year < 0) return false;
        open(p, static_cast<std::size_t>(best.year));
        choose_profitable(p);
        return true;
    }

    void place_profitable() {
        for (const std::size_t p : order) {
            std::vector<std::size_t> waiting{p}; // and what could not be done before it
            while (!waiting.empty()) {
                const std::size_t q = waiting.back();
                waiting.pop_back();
                if (plan.project_year[q] >= 0 || !place(q) || links.after.empty()) continue;
                for (const std::size_t next : links.after[q]) waiting.push_back(next);
            }
        }
    }

    /// More and better offers in the projects under way.
    void fill_open() {
        std::vector<Extra> extras;
        for (std::size_t p = 0; p < problem.projects(); ++p) {
            if (plan.project_year[p] < 0) continue;
            for (std::size_t i = problem.first(p); i < problem.last(p); ++i) add_extras(p, i, extras);
        }
        std::stable_sort(extras.begin(), extras.end(),
                         [](const Extra &a, const Extra &b) { return a.ratio > b.ratio; });
        for (const Extra &e : extras) {
            const std::size_t t = year_of(e.project), to = offer_at(e.segment, e.number);
            Need more = need_of_offer(problem, to);
            double gain = problem.benefit_of(to, t);
            if (const std::int32_t now = plan.offer[e.segment]; now >= 0) {
                more -= need_of_offer(problem, offer_at(e.segment, now));
                gain -= problem.benefit_of(offer_at(e.segment, now), t);
            }
            if (gain > 0.0 && room.holds(problem.district_of(e.project), t, more))
                choose(e.project, e.segment, e.number);
        }
    }

    void add_extras(std::size_t p, std::size_t i, std::vector<Extra> &extras) const {
        const std::size_t t = year_of(p), d = problem.district_of(p);
        const std::int32_t now = plan.offer[i];
        const Need had = now >= 0 ? need_of_offer(problem, offer_at(i, now)) : Need{};
        const double value = now >= 0 ? problem.benefit_of(offer_at(i, now), t) : 0.0;
        for (std::size_t k = problem.first_offer(i); k < problem.last_offer(i); ++k) {
            Need more = need_of_offer(problem, k);
            more -= had;
            const double gain = problem.benefit_of(k, t) - value;
            if (gain > 0.0)
                extras.push_back({gain / std::max(1e-300, weight(more, d, t)), p, i,
                                  static_cast<std::int32_t>(k - problem.first_offer(i))});
        }
    }

    /// What of a project fits the room of a year, by benefit per need; offers go to `picked` when asked for.
    Works part(std::size_t p, std::size_t t, std::vector<std::pair<std::size_t, std::int32_t>> *picked) const {
        const std::size_t d = problem.district_of(p);
        Works w{static_cast<std::int32_t>(t), need_of_setup(problem, p, t), 0.0, 0.0};
        if (!room.holds(d, t, w.need)) return w;
        std::vector<Extra> offers;
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i)
            for (std::size_t k = problem.first_offer(i); k < problem.last_offer(i); ++k)
                if (const double b = problem.benefit_of(k, t); b > 0.0)
                    offers.push_back({b / weight(need_of_offer(problem, k), d, t), p, i,
                                      static_cast<std::int32_t>(k - problem.first_offer(i))});
        std::stable_sort(offers.begin(), offers.end(),
                         [](const Extra &a, const Extra &b) { return a.ratio > b.ratio; });
        std::vector<Flag> taken(problem.last(p) - problem.first(p));
        for (const Extra &e : offers) {
            Need with = w.need;
            with += need_of_offer(problem, offer_at(e.segment, e.number));
            Flag &done = taken[e.segment - problem.first(p)];
            if (done != 0 || !room.holds(d, t, with)) continue;
            done = 1, w.need = with, w.value += problem.benefit_of(offer_at(e.segment, e.number), t);
            if (picked != nullptr) picked->emplace_back(e.segment, e.number);
        }
        return w;
    }

    /// Parts of projects not begun, by benefit per need.
    void fill_new(std::int64_t only_district = -1) {
        std::vector<Works> parts(problem.projects() * problem.years());
        // Small problems: waiting for threads costs more than the work.
        const int team = problem.projects() < 4096 ? 1 : threads;
#pragma omp parallel for schedule(static) num_threads(team)
        for (std::size_t p = 0; p < problem.projects(); ++p) {
            if (plan.project_year[p] >= 0) continue;
            if (only_district >= 0 && problem.district_of(p) != static_cast<std::size_t>(only_district)) continue;
            for (std::size_t t = 0; t < problem.years(); ++t)
                if (problem.may_be_in(p, t)) parts[p * problem.years() + t] = part(p, t, nullptr);
        }
        std::vector<std::pair<double, std::size_t>> list;
        for (std::size_t n = 0; n < parts.size(); ++n)
            if (parts[n].value > 0.0)
                list.emplace_back(parts[n].value / weight(parts[n].need, problem.district_of(n / problem.years()),
                                                          n % problem.years()),
                                  n);
        std::stable_sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
        for (const auto &[ratio, n] : list) {
            const std::size_t p = n / problem.years(), t = n % problem.years();
            if (plan.project_year[p] >= 0 || !in_order(p, t)) continue;
            std::vector<std::pair<std::size_t, std::int32_t>> picked;
            if (part(p, t, &picked).value <= 0.0) continue;
            open(p, t);
            for (const auto &[i, number] : picked) choose(p, i, number);
        }
    }

    /// May the project be left out again?
    bool may_close(std::size_t p) const {
        if (plan.project_year[p] < 0 || links.forced[p] != 0) return false;
        return links.after.empty() || std::none_of(links.after[p].begin(), links.after[p].end(),
                                                   [&](std::size_t q) { return plan.project_year[q] >= 0; });
    }

    /// Works elsewhere give way, the least worth first, and what is set free goes to the districts that are short, step
    /// by step until the floors hold.
    bool keep_floors() {
        constexpr std::size_t rounds = 100, steps = 50; // giving way may bring another district below its floor
        const auto begun = problem.projects() -
                           static_cast<std::size_t>(std::count(plan.project_year.begin(), plan.project_year.end(), -1));
        for (std::size_t round = 0; round < rounds; ++round) {
            const std::vector<Clash> broken = broken_floors(problem, rows, plan_totals(problem, plan));
            if (broken.empty()) return true;
            std::vector<Flag> is_short(problem.districts());
            for (const Clash &c : broken) {
                is_short[static_cast<std::size_t>(c.number)] = 1;
                fill_new(c.number);
            }
            give_way(is_short, begun / steps + 1);
        }
        return broken_floors(problem, rows, plan_totals(problem, plan)).empty();
    }

    void give_way(std::vector<Flag> &is_short, std::size_t most) {
        std::vector<std::pair<double, std::size_t>> list;
        for (std::size_t p = 0; p < problem.projects(); ++p)
            if (plan.project_year[p] >= 0) {
                const Works w = planned(p);
                list.emplace_back(w.value / std::max(1e-300, w.need.cost_cny), p);
            }
        std::stable_sort(list.begin(), list.end());
        Totals totals = plan_totals(problem, plan);
        for (const auto &[ratio, p] : list) {
            const std::size_t d = problem.district_of(p);
            if (is_short[d] != 0 || !may_close(p)) continue;
            const Works w = planned(p);
            totals.add(d, year_of(p), {-w.need.cost_cny, 0.0, 0.0}, -w.value);
            const std::vector<Clash> broken = broken_floors(problem, rows, totals);
            const bool too_far = std::any_of(broken.begin(), broken.end(),
                                             [&](const Clash &c) { return static_cast<std::size_t>(c.number) == d; });
            if (too_far) { // it would fall short itself
                is_short[d] = 1;
                totals.add(d, year_of(p), w.need, w.value);
                continue;
            }
            close(p);
            if (broken.empty() || --most == 0) return;
        }
    }

    /// The works of a project in the plan.
    Works planned(std::size_t p) const {
        const std::size_t t = year_of(p);
        Works w{plan.project_year[p], need_of_setup(problem, p, t), 0.0, 0.0};
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
            if (plan.offer[i] < 0) continue;
            w.need += need_of_offer(problem, offer_at(i, plan.offer[i]));
            w.value += problem.benefit_of(offer_at(i, plan.offer[i]), t);
        }
        return w;
    }
};

} // namespace

void add_up(const RetrofitProblem &problem, RetrofitSolution &plan) {
    plan.spent_cny.assign(problem.years(), 0.0);
    plan.chosen.assign(problem.segments(), 0);
    plan.value = 0.0;
    for (std::size_t p = 0; p < problem.projects(); ++p) {
        if (plan.project_year[p] < 0) continue;
        const auto t = static_cast<std::size_t>(plan.project_year[p]);
        plan.spent_cny[t] += problem.setup_of(p, t);
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
            if (plan.offer[i] < 0) continue;
            const std::size_t k = problem.first_offer(i) + static_cast<std::size_t>(plan.offer[i]);
            plan.chosen[i] = 1;
            plan.spent_cny[t] += problem.cost_cny[k];
            plan.value += problem.benefit_of(k, t);
        }
    }
    plan.cost_cny = std::accumulate(plan.spent_cny.begin(), plan.spent_cny.end(), 0.0);
}

Totals plan_totals(const RetrofitProblem &problem, const RetrofitSolution &plan) {
    Totals totals(problem);
    for (std::size_t p = 0; p < problem.projects(); ++p) {
        if (plan.project_year[p] < 0) continue;
        const auto t = static_cast<std::size_t>(plan.project_year[p]);
        totals.add(problem.district_of(p), t, need_of_setup(problem, p, t), 0.0);
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i) {
            if (plan.offer[i] < 0) continue;
            const std::size_t k = problem.first_offer(i) + static_cast<std::size_t>(plan.offer[i]);
            totals.add(problem.district_of(p), t, need_of_offer(problem, k), problem.benefit_of(k, t));
        }
    }
    return totals;
}

std::vector<Clash> broken_floors(const RetrofitProblem &problem, std::span<const DualRow> rows, const Totals &totals) {
    if (problem.least_money_share.empty() && problem.least_benefit_share.empty()) return {};
    const std::vector<double> slack = slacks(problem, rows, totals);
    std::vector<Clash> broken;
    for (std::size_t r = 0; r < rows.size(); ++r)
        if ((rows[r].kind == ClashKind::money_floor || rows[r].kind == ClashKind::benefit_floor) &&
            slack[r] < -1e-9 * rows[r].unit)
            broken.push_back({rows[r].kind, static_cast<std::int32_t>(rows[r].district)});
    return broken;
}

BuiltPlan build_plan(const RetrofitProblem &problem, const RetrofitLinks &links, std::span<const DualRow> rows,
                     const RetrofitPrices &prices, std::span<const std::int32_t> forced_year, int threads) {
    Builder builder{.problem = problem, .links = links, .prices = prices, .rows = rows, .threads = threads};
    builder.plan.project_year.assign(problem.projects(), -1);
    builder.plan.offer.assign(problem.segments(), -1);
    builder.place_forced(forced_year);
    builder.better_forced();
    builder.sort_projects();
    builder.place_profitable();
    builder.fill_open();
    builder.fill_new();
    const bool kept = builder.keep_floors();
    add_up(problem, builder.plan);
    return {std::move(builder.plan), kept};
}

} // namespace gastwin
