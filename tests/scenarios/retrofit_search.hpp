// SPDX-License-Identifier: Apache-2.0
// Small renewal problems with rules of every kind, all their plans, and an independent check of a plan's rules.
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/random.hpp"
#include "scenarios/retrofit.hpp"

namespace gastwin {

enum class RuleKind : unsigned {
    must,
    offers,
    years,
    carry,
    joint,
    crew,
    districts,
    opening,
    money_floor,
    benefit_floor,
    precedence
};
inline constexpr unsigned rule_kinds = 11;
inline constexpr unsigned rule_bit(RuleKind kind) { return 1U << static_cast<unsigned>(kind); }

/// Four projects of one or two segments over three years; `kinds`: bits of the rules it has. `money`: budget of a year
/// as a share of all cost.
inline RetrofitProblem tiny_with_rules(std::uint64_t seed, unsigned kinds, double money = 0.4) {
    Random random(seed, 90);
    const auto has = [&](RuleKind kind) { return (kinds & rule_bit(kind)) != 0; };
    constexpr std::size_t projects = 4, years = 3;
    RetrofitProblem p;
    double all = 0.0;
    if (has(RuleKind::offers)) p.offer_start = {0};
    for (std::size_t j = 0; j < projects; ++j) {
        const std::size_t segments = j < 2 && random.chance(0.7) ? 2 : 1;
        for (std::size_t i = 0; i < segments; ++i) {
            const std::size_t offers = has(RuleKind::offers) ? 2 : 1;
            for (std::size_t k = 0; k < offers; ++k) {
                p.cost_cny.push_back(random.uniform(5, 40));
                p.crew_days.push_back(random.uniform(1, 8));
                p.opened_m.push_back(random.uniform(0, 50));
                const double first = random.uniform(-5, 60);
                for (std::size_t t = 0; t < years; ++t)
                    p.benefit.push_back(first * (1.0 - 0.1 * static_cast<double>(t)) + random.uniform(-2, 2));
                all += p.cost_cny.back() / static_cast<double>(offers);
            }
            p.must.push_back(has(RuleKind::must) && random.chance(0.3) ? 1 : 0);
            if (has(RuleKind::offers)) p.offer_start.push_back(static_cast<std::int64_t>(p.cost_cny.size()));
        }
        p.project_start.push_back(static_cast<std::int64_t>(p.must.size()));
        p.setup_cny.push_back(random.uniform(0, 20));
        p.setup_days.push_back(random.uniform(0, 2));
        if (has(RuleKind::years)) p.years_allowed.push_back(1U + static_cast<std::uint32_t>(random.uniform(0, 7)));
        for (std::size_t t = 0; t < years && has(RuleKind::joint); ++t)
            p.setup_saved_cny.push_back(random.chance(0.3) ? p.setup_cny.back() * random.uniform() : 0.0);
        if (has(RuleKind::districts) || has(RuleKind::opening) || has(RuleKind::money_floor) ||
            has(RuleKind::benefit_floor))
            p.district.push_back(random.chance(0.5) ? 1 : 0);
    }
    for (std::size_t t = 0; t < years; ++t) p.budget_cny.push_back(random.uniform(0.2, 1.0) * money * all);
    p.carry_over = has(RuleKind::carry);
    if (has(RuleKind::crew)) p.crew_limit_days = {6, 8, 10};
    if (has(RuleKind::opening)) p.opening_limit_m = {60, 60, INFINITY, 40, 90, 90};
    if (has(RuleKind::money_floor)) p.least_money_share = {0.3, 0.2};
    if (has(RuleKind::benefit_floor)) p.least_benefit_share = {0.1, 0.45};
    if (has(RuleKind::precedence)) p.precedence = {{0, 1}, {1, 2}, {3, 2}};
    return p;
}

/// Does the plan keep every rule? From its years and offers alone.
inline bool keeps_rules(const RetrofitProblem &p, const RetrofitSolution &s) {
    const std::size_t years = p.years(), districts = p.districts();
    std::vector<double> money(years), days(years), opened(districts * years), in(districts), brought(districts);
    double value = 0.0, cost = 0.0;
    for (std::size_t j = 0; j < p.projects(); ++j) {
        const auto d = p.district.empty() ? 0 : static_cast<std::size_t>(p.district[j]);
        bool any = false;
        for (std::size_t i = p.first(j); i < p.last(j); ++i) {
            if (p.is_must(i) && s.offer[i] < 0) return false;
            if (s.offer[i] < 0) continue;
            if (s.project_year[j] < 0) return false;
            any = true;
            const auto t = static_cast<std::size_t>(s.project_year[j]);
            const std::size_t k = p.first_offer(i) + static_cast<std::size_t>(s.offer[i]);
            if (k >= p.last_offer(i)) return false;
            money[t] += p.cost_cny[k], in[d] += p.cost_cny[k];
            if (!p.crew_days.empty()) days[t] += p.crew_days[k];
            if (!p.opened_m.empty()) opened[d * years + t] += p.opened_m[k];
            brought[d] += p.benefit[k * years + t], value += p.benefit[k * years + t];
        }
        if (s.project_year[j] < 0) continue;
        const auto t = static_cast<std::size_t>(s.project_year[j]);
        if (!any || (!p.years_allowed.empty() && (p.years_allowed[j] >> t & 1U) == 0)) return false;
        const double setup = p.setup_cny[j] - (p.setup_saved_cny.empty() ? 0.0 : p.setup_saved_cny[j * years + t]);
        money[t] += setup, in[d] += setup;
        if (!p.setup_days.empty()) days[t] += p.setup_days[j];
    }
    double left = 0.0;
    constexpr double rounding = 1e-9;
    for (std::size_t t = 0; t < years; ++t) {
        left = (p.carry_over ? left : 0.0) + p.budget_cny[t] - money[t];
        cost += money[t];
        if (left < -rounding * (1.0 + p.budget_cny[t])) return false;
        if (!p.crew_limit_days.empty() && days[t] > p.crew_limit_days[t] * (1 + rounding)) return false;
        for (std::size_t d = 0; d < districts && !p.opening_limit_m.empty(); ++d)
            if (opened[d * years + t] > p.opening_limit_m[d * years + t] * (1 + rounding)) return false;
    }
    const double unit = rounding * (1.0 + std::accumulate(p.budget_cny.begin(), p.budget_cny.end(), 0.0));
    for (std::size_t d = 0; d < p.least_money_share.size(); ++d)
        if (in[d] < p.least_money_share[d] * cost - 10 * unit) return false;
    for (std::size_t d = 0; d < p.least_benefit_share.size(); ++d)
        if (brought[d] < p.least_benefit_share[d] * value - rounding * (1.0 + 100 * std::abs(value))) return false;
    for (const Precedence &rule : p.precedence) {
        const std::int32_t first = s.project_year[static_cast<std::size_t>(rule.first)];
        const std::int32_t then = s.project_year[static_cast<std::size_t>(rule.then)];
        if (then >= 0 && (first < 0 || first > then)) return false;
    }
    return true;
}

struct BestPlan {
    bool found = false;
    double value = 0.0;
};

/// Every plan: each project left out, or in each year with each choice of offers.
inline void try_all(const RetrofitProblem &p, std::size_t j, RetrofitSolution &plan, BestPlan &best) {
    if (j == p.projects()) {
        if (!keeps_rules(p, plan)) return;
        double value = 0.0;
        for (std::size_t q = 0; q < p.projects(); ++q)
            for (std::size_t i = p.first(q); i < p.last(q); ++i)
                if (plan.offer[i] >= 0)
                    value += p.benefit_of(p.first_offer(i) + static_cast<std::size_t>(plan.offer[i]),
                                          static_cast<std::size_t>(plan.project_year[q]));
        if (!best.found || value > best.value) best = {true, value};
        return;
    }
    try_all(p, j + 1, plan, best);
    std::size_t ways = 1;
    for (std::size_t i = p.first(j); i < p.last(j); ++i) ways *= p.last_offer(i) - p.first_offer(i) + 1;
    for (std::size_t t = 0; t < p.years(); ++t) {
        plan.project_year[j] = static_cast<std::int32_t>(t);
        for (std::size_t way = 1; way < ways; ++way) {
            std::size_t rest = way;
            for (std::size_t i = p.first(j); i < p.last(j); ++i) {
                const std::size_t choices = p.last_offer(i) - p.first_offer(i) + 1;
                plan.offer[i] = static_cast<std::int32_t>(rest % choices) - 1;
                rest /= choices;
            }
            try_all(p, j + 1, plan, best);
        }
    }
    plan.project_year[j] = -1;
    for (std::size_t i = p.first(j); i < p.last(j); ++i) plan.offer[i] = -1;
}

inline BestPlan best_of_all_plans(const RetrofitProblem &p) {
    RetrofitSolution plan;
    plan.project_year.assign(p.projects(), -1);
    plan.offer.assign(p.segments(), -1);
    BestPlan best;
    try_all(p, 0, plan, best);
    return best;
}

/// The problem with these rules alone.
inline RetrofitProblem only_rules(const RetrofitProblem &whole, const std::vector<Clash> &rules) {
    RetrofitProblem p = whole;
    std::fill(p.must.begin(), p.must.end(), Flag{0});
    for (std::vector<double> *limits : {&p.budget_cny, &p.crew_limit_days, &p.opening_limit_m})
        std::fill(limits->begin(), limits->end(), 1e4);
    for (std::vector<double> *shares : {&p.least_money_share, &p.least_benefit_share})
        std::fill(shares->begin(), shares->end(), 0.0);
    p.years_allowed.clear(), p.precedence.clear();
    if (!whole.years_allowed.empty()) p.years_allowed.assign(p.projects(), 7U);
    for (const Clash &rule : rules) {
        const auto n = static_cast<std::size_t>(rule.number);
        const std::size_t at = n * p.years() + static_cast<std::size_t>(std::max(0, rule.year));
        if (rule.kind == ClashKind::must)
            for (std::size_t i = p.first(n); i < p.last(n); ++i) p.must[i] = whole.must[i];
        if (rule.kind == ClashKind::years_allowed) p.years_allowed[n] = whole.years_allowed[n];
        if (rule.kind == ClashKind::precedence) p.precedence.push_back(whole.precedence[n]);
        if (rule.kind == ClashKind::budget) p.budget_cny[n] = whole.budget_cny[n];
        if (rule.kind == ClashKind::crew_limit) p.crew_limit_days[n] = whole.crew_limit_days[n];
        if (rule.kind == ClashKind::opening_limit) p.opening_limit_m[at] = whole.opening_limit_m[at];
        if (rule.kind == ClashKind::money_floor) p.least_money_share[n] = whole.least_money_share[n];
        if (rule.kind == ClashKind::benefit_floor) p.least_benefit_share[n] = whole.least_benefit_share[n];
    }
    return p;
}

} // namespace gastwin
