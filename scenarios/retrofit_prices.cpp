// SPDX-License-Identifier: Apache-2.0
// Rows, prices and profits of scenarios/retrofit.hpp.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "scenarios/retrofit_steps.hpp"

namespace gastwin {
namespace {

double mean_of_finite(std::span<const double> values) {
    double sum = 0.0, count = 0.0;
    for (const double v : values)
        if (std::isfinite(v)) sum += v, count += 1.0;
    return sum > 0.0 ? sum / count : 1.0;
}

/// About what a plan can bring in a year: the unit of benefit floors.
double attainable_benefit(const RetrofitProblem &problem) {
    double benefit = 0.0, cost = 0.0, money = 0.0;
    for (std::size_t k = 0; k < problem.cost_cny.size(); ++k) {
        benefit += std::max(0.0, problem.benefit_of(k, 0));
        cost += problem.cost_cny[k];
    }
    for (const double b : problem.budget_cny) money += b;
    return benefit > 0.0 ? benefit * std::min(1.0, money / cost) / static_cast<double>(problem.years()) : 1.0;
}

double limit_of(const RetrofitProblem &problem, const DualRow &row) {
    switch (row.kind) {
    case ClashKind::budget: {
        if (!problem.carry_over) return problem.budget_cny[row.year];
        const auto begin = problem.budget_cny.begin();
        return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(row.year) + 1, 0.0);
    }
    case ClashKind::crew_limit:
        return problem.crew_limit_days[row.year];
    case ClashKind::opening_limit:
        return problem.opening_limit_m[row.district * problem.years() + row.year];
    default:
        return 0.0; // floors compare shares
    }
}

/// What floors add to prices: a district's own, less the share of it that everybody bears.
struct FloorPrices {
    std::vector<double> money, worth;
    double money_shift = 0.0, worth_shift = 0.0;
};

void add_price(const RetrofitProblem &problem, const DualRow &row, double m, RetrofitPrices &prices,
               FloorPrices &floors) {
    const std::size_t d = row.district;
    switch (row.kind) {
    case ClashKind::budget:
        for (std::size_t t = problem.carry_over ? 0 : row.year; t <= row.year; ++t) prices.yuan[t] += m;
        break;
    case ClashKind::crew_limit:
        prices.crew[row.year] = m;
        break;
    case ClashKind::opening_limit:
        prices.opening[d * prices.years + row.year] = m;
        break;
    case ClashKind::money_floor:
        floors.money[d] = m;
        floors.money_shift += problem.least_money_share[d] * m;
        break;
    default:
        floors.worth[d] = m;
        floors.worth_shift += problem.least_benefit_share[d] * m;
    }
}

/// Profit of one offer in a year.
struct OfferPrice {
    double worth, money, crew, opening;

    double profit(const RetrofitProblem &problem, std::size_t offer, std::size_t year) const {
        double priced = money * problem.cost_cny[offer];
        if (crew != 0.0) priced += crew * problem.crew_days[offer];
        if (opening != 0.0) priced += opening * problem.opened_m[offer];
        return worth * problem.benefit_of(offer, year) - priced;
    }
};

OfferPrice price_at(const RetrofitPrices &prices, std::size_t district, std::size_t year) {
    const std::size_t at = district * prices.years + year;
    return {prices.worth[district], prices.money[at], prices.crew.empty() ? 0.0 : prices.crew[year],
            prices.opening.empty() ? 0.0 : prices.opening[at]};
}

template <class T> void copy_part(const std::vector<T> &from, std::size_t at, std::size_t count, std::vector<T> &to) {
    if (!from.empty())
        to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(at),
                  from.begin() + static_cast<std::ptrdiff_t>(at + count));
}

} // namespace

std::size_t RetrofitProblem::districts() const {
    std::size_t count = std::max(least_money_share.size(), least_benefit_share.size());
    if (years() > 0) count = std::max(count, opening_limit_m.size() / years());
    for (const std::int32_t d : district) count = std::max(count, static_cast<std::size_t>(d) + 1);
    return std::max<std::size_t>(1, count);
}

Need &Need::operator+=(const Need &other) {
    cost_cny += other.cost_cny, crew_days += other.crew_days, opened_m += other.opened_m;
    return *this;
}

Need &Need::operator-=(const Need &other) {
    cost_cny -= other.cost_cny, crew_days -= other.crew_days, opened_m -= other.opened_m;
    return *this;
}

Need need_of_offer(const RetrofitProblem &problem, std::size_t offer) {
    return {problem.cost_cny[offer], problem.crew_days.empty() ? 0.0 : problem.crew_days[offer],
            problem.opened_m.empty() ? 0.0 : problem.opened_m[offer]};
}

Need need_of_setup(const RetrofitProblem &problem, std::size_t project, std::size_t year) {
    return {problem.setup_of(project, year), problem.setup_days.empty() ? 0.0 : problem.setup_days[project], 0.0};
}

std::vector<DualRow> dual_rows(const RetrofitProblem &problem) {
    const std::size_t years = problem.years(), districts = problem.districts();
    std::vector<DualRow> rows;
    const double money = mean_of_finite(problem.budget_cny);
    for (std::size_t t = 0; t < years; ++t) rows.push_back({ClashKind::budget, 0, t, money});
    const double days = mean_of_finite(problem.crew_limit_days);
    for (std::size_t t = 0; t < problem.crew_limit_days.size(); ++t)
        rows.push_back({ClashKind::crew_limit, 0, t, days});
    const double opened = mean_of_finite(problem.opening_limit_m);
    for (std::size_t r = 0; r < problem.opening_limit_m.size(); ++r)
        rows.push_back({ClashKind::opening_limit, r / years, r % years, opened});
    const double all_money = money * static_cast<double>(years);
    for (std::size_t d = 0; d < districts && !problem.least_money_share.empty(); ++d)
        rows.push_back({ClashKind::money_floor, d, 0, all_money});
    const double benefit = problem.least_benefit_share.empty() ? 1.0 : attainable_benefit(problem);
    for (std::size_t d = 0; d < districts && !problem.least_benefit_share.empty(); ++d)
        rows.push_back({ClashKind::benefit_floor, d, 0, benefit});
    return rows;
}

RetrofitPrices prices_of(const RetrofitProblem &problem, std::span<const DualRow> rows,
                         std::span<const double> multipliers) {
    const std::size_t years = problem.years(), districts = problem.districts();
    RetrofitPrices prices{.years = years, .money = {}, .opening = {}, .crew = {}, .worth = {}, .yuan = {}};
    prices.yuan.assign(years, 0.0);
    prices.money.assign(districts * years, 0.0);
    prices.worth.assign(districts, 1.0);
    if (!problem.opening_limit_m.empty()) prices.opening.assign(districts * years, 0.0);
    if (!problem.crew_limit_days.empty()) prices.crew.assign(years, 0.0);
    FloorPrices floors{std::vector<double>(districts), std::vector<double>(districts)};
    for (std::size_t r = 0; r < std::min(rows.size(), multipliers.size()); ++r) {
        if (multipliers[r] == 0.0) continue; // an infinite limit has no price
        prices.constant += multipliers[r] * limit_of(problem, rows[r]);
        add_price(problem, rows[r], multipliers[r], prices, floors);
    }
    for (std::size_t d = 0; d < districts; ++d) {
        prices.worth[d] += floors.worth[d] - floors.worth_shift;
        for (std::size_t t = 0; t < years; ++t)
            prices.money[d * years + t] = prices.yuan[t] - floors.money[d] + floors.money_shift;
    }
    return prices;
}

double RetrofitPrices::of(const Need &need, std::size_t district, std::size_t year) const {
    const std::size_t at = district * years + year;
    double priced = money[at] * need.cost_cny;
    if (!crew.empty()) priced += crew[year] * need.crew_days;
    if (!opening.empty()) priced += opening[at] * need.opened_m;
    return priced;
}

Totals::Totals(const RetrofitProblem &problem)
    : money(problem.districts() * problem.years()), benefit(problem.districts()), crew(problem.years()),
      opened(money.size()) {}

void Totals::add(std::size_t district, std::size_t year, const Need &need, double value) {
    const std::size_t at = district * crew.size() + year;
    money[at] += need.cost_cny;
    crew[year] += need.crew_days;
    opened[at] += need.opened_m;
    benefit[district] += value;
}

Totals &Totals::operator+=(const Totals &other) {
    const auto add_all = [](std::vector<double> &to, const std::vector<double> &from) {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
    };
    add_all(money, other.money), add_all(benefit, other.benefit);
    add_all(crew, other.crew), add_all(opened, other.opened);
    profit += other.profit;
    return *this;
}

std::vector<double> slacks(const RetrofitProblem &problem, std::span<const DualRow> rows, const Totals &totals) {
    const std::size_t years = problem.years(), districts = totals.benefit.size();
    std::vector<double> by_year(years), by_district(districts);
    for (std::size_t d = 0; d < districts; ++d)
        for (std::size_t t = 0; t < years; ++t)
            by_year[t] += totals.money[d * years + t], by_district[d] += totals.money[d * years + t];
    const double money = std::accumulate(by_year.begin(), by_year.end(), 0.0);
    const double benefit = std::accumulate(totals.benefit.begin(), totals.benefit.end(), 0.0);
    if (problem.carry_over) std::partial_sum(by_year.begin(), by_year.end(), by_year.begin());
    std::vector<double> slack;
    for (const DualRow &row : rows) {
        const double limit = limit_of(problem, row);
        const std::size_t at = row.district * years + row.year;
        switch (row.kind) {
        case ClashKind::budget:
            slack.push_back(limit - by_year[row.year]);
            break;
        case ClashKind::crew_limit:
            slack.push_back(limit - totals.crew[row.year]);
            break;
        case ClashKind::opening_limit:
            slack.push_back(limit - totals.opened[at]);
            break;
        case ClashKind::money_floor:
            slack.push_back(by_district[row.district] - problem.least_money_share[row.district] * money);
            break;
        default:
            slack.push_back(totals.benefit[row.district] - problem.least_benefit_share[row.district] * benefit);
        }
    }
    return slack;
}

BestOffer best_offer(const RetrofitProblem &problem, const RetrofitPrices &prices, std::size_t district,
                     std::size_t segment, std::size_t year) {
    const OfferPrice price = price_at(prices, district, year);
    BestOffer best{-1, problem.is_must(segment) ? -INFINITY : 0.0};
    const std::size_t first = problem.first_offer(segment);
    for (std::size_t k = first; k < problem.last_offer(segment); ++k)
        if (const double profit = price.profit(problem, k, year); profit > best.profit)
            best = {static_cast<std::int32_t>(k - first), profit};
    return best;
}

void year_profits(const RetrofitProblem &problem, const RetrofitPrices &prices, std::size_t project,
                  std::span<double> profit) {
    const std::size_t years = prices.years, d = problem.district_of(project);
    const double worth = prices.worth[d];
    const double *money = &prices.money[d * years];
    for (std::size_t t = 0; t < years; ++t)
        profit[t] = problem.may_be_in(project, t) ? -prices.of(need_of_setup(problem, project, t), d, t) : -INFINITY;
    const bool plain = problem.offer_start.empty() && prices.crew.empty() && prices.opening.empty();
    for (std::size_t i = problem.first(project); i < problem.last(project); ++i) {
        if (!plain) {
            for (std::size_t t = 0; t < years; ++t) profit[t] += best_offer(problem, prices, d, i, t).profit;
            continue;
        }
        const double *benefit = &problem.benefit[i * years];
        const double cost = problem.cost_cny[i], least = problem.is_must(i) ? -INFINITY : 0.0;
        for (std::size_t t = 0; t < years; ++t) profit[t] += std::max(least, worth * benefit[t] - money[t] * cost);
    }
}

void copy_project(const RetrofitProblem &from, std::size_t p, RetrofitProblem &to) {
    const std::size_t years = from.years(), first = from.first(p), last = from.last(p);
    to.setup_cny.push_back(from.setup_cny[p]);
    copy_part(from.years_allowed, p, 1, to.years_allowed);
    copy_part(from.setup_saved_cny, p * years, years, to.setup_saved_cny);
    copy_part(from.setup_days, p, 1, to.setup_days);
    copy_part(from.district, p, 1, to.district);
    copy_part(from.must, first, last - first, to.must);
    if (to.offer_start.empty()) to.offer_start.push_back(0);
    for (std::size_t i = first; i < last; ++i) {
        const std::size_t k = from.first_offer(i), count = from.last_offer(i) - k;
        copy_part(from.cost_cny, k, count, to.cost_cny);
        copy_part(from.benefit, k * years, count * years, to.benefit);
        copy_part(from.crew_days, k, count, to.crew_days);
        copy_part(from.opened_m, k, count, to.opened_m);
        to.offer_start.push_back(static_cast<std::int64_t>(to.cost_cny.size()));
    }
    to.project_start.push_back(to.project_start.back() + static_cast<std::int64_t>(last - first));
}

} // namespace gastwin
