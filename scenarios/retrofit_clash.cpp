// SPDX-License-Identifier: Apache-2.0
// Which rules clash: a deletion filter (Chinneck & Dravnieks 1991, ORSA J. Computing 3:157) over the rules.
#include <algorithm>
#include <cmath>

#include "scenarios/retrofit_steps.hpp"

namespace gastwin {
namespace {

constexpr std::int64_t most_nodes = 200000; ///< of a search for any plan that keeps floors

/// The projects that matter to what must be done; floors matter to all.
struct Core {
    RetrofitProblem problem;
    std::vector<std::size_t> project; ///< numbers in the whole
    std::vector<std::size_t> rule;    ///< of precedence
};

Core core_of(const RetrofitProblem &problem) {
    const RetrofitLinks links = links_of(problem);
    const bool all = !problem.least_money_share.empty() || !problem.least_benefit_share.empty();
    Core core;
    core.problem.budget_cny = problem.budget_cny;
    core.problem.carry_over = problem.carry_over;
    core.problem.crew_limit_days = problem.crew_limit_days;
    core.problem.opening_limit_m = problem.opening_limit_m;
    core.problem.least_money_share = problem.least_money_share;
    core.problem.least_benefit_share = problem.least_benefit_share;
    std::vector<std::int32_t> place(problem.projects(), -1);
    for (std::size_t p = 0; p < problem.projects(); ++p) {
        if (!all && links.forced[p] == 0) continue;
        place[p] = static_cast<std::int32_t>(core.project.size());
        core.project.push_back(p);
        copy_project(problem, p, core.problem);
    }
    for (std::size_t r = 0; r < problem.precedence.size(); ++r) {
        const Precedence &rule = problem.precedence[r];
        const std::int32_t first = place[static_cast<std::size_t>(rule.first)];
        const std::int32_t then = place[static_cast<std::size_t>(rule.then)];
        if (first < 0 || then < 0) continue;
        core.problem.precedence.push_back({first, then});
        core.rule.push_back(r);
    }
    return core;
}

std::vector<Clash> rules_of(const RetrofitProblem &problem) {
    const std::size_t years = problem.years();
    const std::uint32_t every_year = years >= 32 ? ~0U : (1U << years) - 1U;
    std::vector<Clash> rules;
    const auto add = [&](ClashKind kind, std::size_t number, std::int32_t year = -1) {
        rules.push_back({kind, static_cast<std::int32_t>(number), year});
    };
    for (std::size_t p = 0; p < problem.projects(); ++p) {
        bool must = false;
        for (std::size_t i = problem.first(p); i < problem.last(p); ++i) must = must || problem.is_must(i);
        if (must) add(ClashKind::must, p);
    }
    for (std::size_t p = 0; p < problem.projects(); ++p)
        if (!problem.years_allowed.empty() && (problem.years_allowed[p] & every_year) != every_year)
            add(ClashKind::years_allowed, p);
    for (std::size_t r = 0; r < problem.precedence.size(); ++r) add(ClashKind::precedence, r);
    for (std::size_t t = 0; t < years; ++t) add(ClashKind::budget, t);
    for (std::size_t t = 0; t < problem.crew_limit_days.size(); ++t) add(ClashKind::crew_limit, t);
    for (std::size_t r = 0; r < problem.opening_limit_m.size(); ++r)
        if (std::isfinite(problem.opening_limit_m[r]))
            add(ClashKind::opening_limit, r / years, static_cast<std::int32_t>(r % years));
    for (std::size_t d = 0; d < problem.least_money_share.size(); ++d)
        if (problem.least_money_share[d] > 0.0) add(ClashKind::money_floor, d);
    for (std::size_t d = 0; d < problem.least_benefit_share.size(); ++d)
        if (problem.least_benefit_share[d] > 0.0) add(ClashKind::benefit_floor, d);
    return rules;
}

/// The problem with nothing but these rules.
RetrofitProblem with_rules(const RetrofitProblem &whole, std::span<const Clash> rules) {
    RetrofitProblem p = whole;
    const auto fill = [](auto &values, auto value) { std::fill(values.begin(), values.end(), value); };
    fill(p.must, Flag{0}), fill(p.years_allowed, ~0U);
    p.precedence.clear();
    fill(p.budget_cny, INFINITY), fill(p.crew_limit_days, INFINITY), fill(p.opening_limit_m, INFINITY);
    fill(p.least_money_share, 0.0), fill(p.least_benefit_share, 0.0);
    for (const Clash &rule : rules) {
        const auto n = static_cast<std::size_t>(rule.number);
        switch (rule.kind) {
        case ClashKind::must:
            for (std::size_t i = p.first(n); i < p.last(n); ++i) p.must[i] = whole.must[i];
            break;
        case ClashKind::years_allowed:
            p.years_allowed[n] = whole.years_allowed[n];
            break;
        case ClashKind::precedence:
            p.precedence.push_back(whole.precedence[n]);
            break;
        case ClashKind::budget:
            p.budget_cny[n] = whole.budget_cny[n];
            break;
        case ClashKind::crew_limit:
            p.crew_limit_days[n] = whole.crew_limit_days[n];
            break;
        case ClashKind::opening_limit: {
            const std::size_t at = n * p.years() + static_cast<std::size_t>(rule.year);
            p.opening_limit_m[at] = whole.opening_limit_m[at];
            break;
        }
        case ClashKind::money_floor:
            p.least_money_share[n] = whole.least_money_share[n];
            break;
        case ClashKind::benefit_floor:
            p.least_benefit_share[n] = whole.least_benefit_share[n];
            break;
        }
    }
    return p;
}

bool impossible(const RetrofitProblem &whole, std::span<const Clash> rules) {
    const RetrofitProblem problem = with_rules(whole, rules);
    const RetrofitLinks links = links_of(problem);
    if (place_forced(problem, links).result == Placing::impossible) return true;
    if (problem.least_money_share.empty() && problem.least_benefit_share.empty()) return false;
    const std::vector<DualRow> rows = dual_rows(problem);
    RetrofitSolution any;
    return settle_exactly(problem, links, rows, prices_of(problem, rows, {}), most_nodes, true, any) &&
           any.project_year.empty();
}

/// Drops rules [from, from + count) where the rest still clashes.
bool drop(const RetrofitProblem &problem, std::vector<Clash> &rules, std::size_t from, std::size_t count) {
    std::vector<Clash> rest = rules;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(from),
               rest.begin() + static_cast<std::ptrdiff_t>(std::min(rules.size(), from + count)));
    if (!impossible(problem, rest)) return false;
    rules = std::move(rest);
    return true;
}

} // namespace

std::vector<Clash> clashing_rules(const RetrofitProblem &problem) {
    const Core core = core_of(problem);
    std::vector<Clash> rules = rules_of(core.problem);
    if (!impossible(core.problem, rules)) return {};
    for (std::size_t from = 0; from < rules.size();) { // a kind at a time: those of one stand together
        std::size_t to = from;
        while (to < rules.size() && rules[to].kind == rules[from].kind) ++to;
        if (!drop(core.problem, rules, from, to - from)) from = to;
    }
    for (std::size_t size = rules.size() / 2; size > 0; size /= 2)
        for (std::size_t from = 0; from < rules.size();)
            if (!drop(core.problem, rules, from, size)) from += size;
    for (Clash &rule : rules) {
        const auto n = static_cast<std::size_t>(rule.number);
        if (rule.kind == ClashKind::must || rule.kind == ClashKind::years_allowed)
            rule.number = static_cast<std::int32_t>(core.project[n]);
        if (rule.kind == ClashKind::precedence) rule.number = static_cast<std::int32_t>(core.rule[n]);
    }
    return rules;
}

} // namespace gastwin
