// SPDX-License-Identifier: Apache-2.0
// Rules of renewal problems: every kind alone and together, against all plans of small problems.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/error.hpp"
#include "scenarios/retrofit.hpp"
#include "tests/scenarios/retrofit_instances.hpp"
#include "tests/scenarios/retrofit_search.hpp"

namespace gastwin {
namespace {

TEST(RetrofitRules, SmallProblemsEqualExhaustiveSearchWithEveryKindOfRule) {
    int solved = 0, impossible = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const unsigned kinds = seed < 40 ? 1U << seed % rule_kinds : static_cast<unsigned>(seed * 2654435761U >> 7U);
        const RetrofitProblem p = tiny_with_rules(seed, kinds);
        const RetrofitSolution s = solve_retrofit(p);
        RetrofitProblem raised = p;
        raised.budget_cny = s.budget_cny;
        const BestPlan optimum = best_of_all_plans(raised);
        if (s.status == RetrofitStatus::infeasible || s.status == RetrofitStatus::not_found) {
            EXPECT_FALSE(optimum.found) << seed;
            EXPECT_EQ(s.value, 0.0);
            ++impossible;
            continue;
        }
        ASSERT_TRUE(optimum.found) << seed;
        EXPECT_TRUE(keeps_rules(raised, s)) << seed;
        EXPECT_NEAR(s.value, optimum.value, 1e-9 * (1 + std::abs(optimum.value))) << seed;
        EXPECT_GE(s.bound, optimum.value - 1e-9) << seed;
        ++solved;
    }
    EXPECT_GT(solved, 200);
    EXPECT_GT(impossible, 5);
}

TEST(RetrofitRules, AnyMultipliersBoundEveryPlan) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const RetrofitProblem p = tiny_with_rules(seed, static_cast<unsigned>(seed * 2654435761U >> 7U));
        const BestPlan optimum = best_of_all_plans(p);
        if (!optimum.found) continue;
        Random random(seed, 91);
        for (int draw = 0; draw < 5; ++draw) {
            std::vector<double> multipliers;
            for (int r = 0; r < 40; ++r) multipliers.push_back(random.chance(0.5) ? random.uniform(0, 2) : 0.0);
            EXPECT_GE(lagrangian_bound(p, multipliers), optimum.value - 1e-9) << seed;
        }
    }
}

TEST(RetrofitRules, WithoutTheExactSearchPlansKeepTheRulesAndStayBelowTheBound) {
    int plans = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const RetrofitProblem p = tiny_with_rules(seed, static_cast<unsigned>(seed * 2654435761U >> 7U));
        const RetrofitSolution s = solve_retrofit(p, {.exact_nodes = 0});
        if (s.status != RetrofitStatus::done) continue;
        const BestPlan optimum = best_of_all_plans(p);
        EXPECT_TRUE(keeps_rules(p, s)) << seed;
        EXPECT_LE(s.value, optimum.value + 1e-9) << seed;
        EXPECT_GE(s.bound, optimum.value - 1e-9) << seed;
        ++plans;
    }
    EXPECT_GT(plans, 150);
}

TEST(RetrofitRules, ClashingSetsClashAndNoneOfTheirRulesCanBeLeftOut) {
    int clashes = 0;
    for (std::uint64_t seed = 0; seed < 1500 && clashes < 40; ++seed) {
        const RetrofitProblem p = tiny_with_rules(seed, static_cast<unsigned>(seed * 2654435761U >> 7U) | 1U, 0.35);
        const RetrofitSolution s = solve_retrofit(p);
        if (s.status == RetrofitStatus::done) {
            EXPECT_TRUE(s.clash.empty());
            continue;
        }
        if (s.clash.empty() || s.status == RetrofitStatus::not_found) continue;
        ++clashes;
        EXPECT_FALSE(best_of_all_plans(only_rules(p, s.clash)).found) << seed;
        for (std::size_t drop = 0; drop < s.clash.size(); ++drop) {
            std::vector<Clash> rest = s.clash;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(drop));
            EXPECT_TRUE(best_of_all_plans(only_rules(p, rest)).found) << seed << " rule " << drop;
        }
    }
    EXPECT_GE(clashes, 40);
}

/// Bundled segments with everything at once.
RetrofitProblem city_with_rules(std::uint64_t seed, std::size_t segments) {
    RetrofitProblem p = random_retrofit(segments, true, seed);
    add_city_rules(p, seed);
    return p;
}

TEST(RetrofitRules, LargerPlansKeepEveryRuleWithASmallGap) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        const RetrofitProblem p = city_with_rules(seed, 16000);
        const RetrofitSolution s = solve_retrofit(p);
        ASSERT_EQ(s.status, RetrofitStatus::done);
        EXPECT_TRUE(keeps_rules(p, s));
        EXPECT_LE(s.gap(), 0.03) << seed;
    }
}

TEST(RetrofitRules, SameBitsForAnyNumberOfThreads) {
    const RetrofitProblem p = city_with_rules(4, 80000);
    const RetrofitSolution one = solve_retrofit(p, {.iterations = 10, .threads = 1});
    const RetrofitSolution two = solve_retrofit(p, {.iterations = 10, .threads = 2});
    EXPECT_EQ(one.bound, two.bound);
    EXPECT_EQ(one.value, two.value);
    EXPECT_EQ(one.offer, two.offer);
    EXPECT_EQ(one.multipliers, two.multipliers);
}

TEST(RetrofitRules, MoreMoneyNeverRemovesLess) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        RetrofitProblem p = tiny_with_rules(seed, 0x1b7U); // without floors, which more money can make harder to keep
        p.must.clear();
        double last = -1.0;
        const std::vector<double> budget = p.budget_cny;
        for (const double factor : {0.0, 0.5, 1.0, 1.5, 4.0}) {
            for (std::size_t t = 0; t < budget.size(); ++t) p.budget_cny[t] = factor * budget[t];
            const RetrofitSolution s = solve_retrofit(p);
            EXPECT_GE(s.value, last - 1e-9) << seed;
            last = s.value;
        }
    }
}

TEST(RetrofitRules, CarryingMoneyOverIsNeverWorseAndFloorsAreNeverFree) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        RetrofitProblem p = tiny_with_rules(seed, rule_bit(RuleKind::offers));
        const double by_year = solve_retrofit(p).value;
        p.carry_over = true;
        const double carried = solve_retrofit(p).value;
        EXPECT_GE(carried, by_year - 1e-9) << seed;
        p.district.assign(p.projects(), 0);
        for (std::size_t j = 0; j < p.projects(); j += 2) p.district[j] = 1;
        p.least_money_share = {0.3, 0.4};
        EXPECT_LE(solve_retrofit(p).value, carried + 1e-9) << seed;
    }
}

TEST(RetrofitRules, ReplanningAfterAYearDoneAsPlannedIsNoWorseThanTheRestOfThePlan) {
    for (std::uint64_t seed = 0; seed < 80; ++seed) {
        const RetrofitProblem p = tiny_with_rules(seed, rule_bit(RuleKind::offers) | rule_bit(RuleKind::crew));
        const RetrofitSolution s = solve_retrofit(p);
        RetrofitProblem rest = p; // the first year is over: nothing more is done in it, and what was done in it is done
        rest.years_allowed.assign(p.projects(), (1U << p.years()) - 2U);
        double done = 0.0;
        for (std::size_t j = 0; j < p.projects(); ++j) {
            if (s.project_year[j] != 0) continue;
            for (std::size_t i = p.first(j); i < p.last(j); ++i) {
                if (s.offer[i] < 0) continue;
                done += p.benefit_of(p.first_offer(i) + static_cast<std::size_t>(s.offer[i]), 0);
                for (std::size_t k = p.first_offer(i); k < p.last_offer(i); ++k)
                    for (std::size_t t = 0; t < p.years(); ++t) rest.benefit[k * p.years() + t] = -1.0;
            }
        }
        EXPECT_GE(solve_retrofit(rest).value, s.value - done - 1e-9) << seed;
    }
}

TEST(RetrofitRules, TablesThatDoNotBelongTogetherAreErrors) {
    const auto slug = [](const RetrofitProblem &p) {
        try {
            (void)solve_retrofit(p);
        } catch (const Error &error) {
            return std::string(error.kind().slug);
        }
        return std::string();
    };
    RetrofitProblem p = random_retrofit(16, true, 1);
    p.crew_limit_days.assign(10, 5.0);
    EXPECT_EQ(slug(p), "value_out_of_range") << "days of nothing";
    p = random_retrofit(16, true, 1);
    p.district = {0, 1};
    p.least_money_share = {0.6, 0.4};
    EXPECT_EQ(slug(p), "value_out_of_range") << "all of the money is given away";
    p.least_money_share = {0.6, missing_real};
    EXPECT_EQ(slug(p), "value_out_of_range");
    p.least_money_share = {};
    p.precedence = {{0, 5}};
    EXPECT_EQ(slug(p), "value_out_of_range");
}

} // namespace
} // namespace gastwin
