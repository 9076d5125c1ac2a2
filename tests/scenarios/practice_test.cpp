// SPDX-License-Identifier: Apache-2.0
#include "scenarios/practice.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "models/error.hpp"
#include "tests/scenarios/retrofit_instances.hpp"

namespace gastwin {
namespace {

std::vector<double> benefit_per_cost(const RetrofitProblem &problem) {
    std::vector<double> urgency(problem.cost_cny.size());
    for (std::size_t i = 0; i < urgency.size(); ++i) urgency[i] = problem.benefit_of(i, 0) / problem.cost_cny[i];
    return urgency;
}

/// Three projects of two segments at 10 each and set-up 5; two years of 30.
RetrofitProblem small() {
    RetrofitProblem problem;
    problem.project_start = {0, 2, 4, 6};
    problem.setup_cny = {5, 5, 5};
    problem.cost_cny.assign(6, 10);
    for (const double b : {60, 10, 50, 20, 40, 30}) {
        problem.benefit.push_back(b);
        problem.benefit.push_back(b / 2);
    }
    problem.budget_cny = {30, 30};
    return problem;
}

TEST(Practice, FollowsTheListYearByYearAndPaysEachSetUp) {
    const RetrofitProblem problem = small();
    const RankedPlan plan = follow_ranking(problem, benefit_per_cost(problem));
    // 60 and 50 cost 15 each: the first year's money. The second year: 40 with set-up 15, then 30 for 10, its project
    // being open; 5 are left.
    EXPECT_EQ(plan.segment_year, (std::vector<std::int32_t>{0, -1, 0, -1, 1, 1}));
    EXPECT_DOUBLE_EQ(plan.value, 60 + 50 + 40 / 2.0 + 30 / 2.0);
    EXPECT_DOUBLE_EQ(plan.cost_cny, 30 + 25);
    EXPECT_EQ(plan.segments, 4);
    EXPECT_EQ(plan.mobilisations, 3);
}

TEST(Practice, MustComesFirstAndTiesGoByNumber) {
    RetrofitProblem problem = small();
    problem.must = {0, 1, 0, 0, 0, 0};
    const RankedPlan plan = follow_ranking(problem, std::vector<double>(6, 1.0));
    EXPECT_EQ(plan.segment_year, (std::vector<std::int32_t>{0, 0, 1, 1, -1, -1}));
}

TEST(Practice, NoMoneyOrNoSegmentsBuyNothing) {
    RetrofitProblem problem = small();
    problem.budget_cny = {0, 0};
    EXPECT_EQ(follow_ranking(problem, benefit_per_cost(problem)).segments, 0);
    RetrofitProblem nothing;
    nothing.budget_cny = {1e6};
    EXPECT_EQ(follow_ranking(nothing, {}).segments, 0);
    EXPECT_THROW(static_cast<void>(follow_ranking(problem, {})), Error);
    EXPECT_THROW(static_cast<void>(follow_ranking(problem, std::vector<double>(6, NAN))), Error);
}

TEST(Practice, LosesOnBundledInstancesWhatTheReferenceSays) {
    // 80.9 % and 82.9 % of the bound at 1e3 and 1e4 segments.
    for (const auto &[segments, share] : {std::pair{std::size_t{1000}, 0.809}, {std::size_t{10000}, 0.829}}) {
        double ranked = 0.0, planned = 0.0;
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const RetrofitProblem problem = random_retrofit(segments, true, seed);
            const RetrofitSolution best = solve_retrofit(problem);
            const RankedPlan plan = follow_ranking(problem, benefit_per_cost(problem));
            EXPECT_LT(plan.cost_cny, std::accumulate(problem.budget_cny.begin(), problem.budget_cny.end(), 0.0));
            ranked += plan.value / best.bound / 5.0;
            planned += best.value / best.bound / 5.0;
        }
        EXPECT_NEAR(ranked, share, 0.03) << segments;
        EXPECT_GT(planned, ranked + 0.1);
    }
}

TEST(Practice, WithoutSetUpRankingByBenefitPerCostIsNearlyBest) {
    const RetrofitProblem problem = random_retrofit(10000, false, 1);
    const double bound = solve_retrofit(problem).bound;
    EXPECT_NEAR(follow_ranking(problem, benefit_per_cost(problem)).value / bound, 0.996, 0.003);
    std::vector<double> by_risk(problem.cost_cny.size());
    for (std::size_t i = 0; i < by_risk.size(); ++i) by_risk[i] = problem.benefit_of(i, 0);
    EXPECT_NEAR(follow_ranking(problem, by_risk).value / bound, 0.922, 0.02);
}

} // namespace
} // namespace gastwin
