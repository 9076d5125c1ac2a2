// SPDX-License-Identifier: Apache-2.0
#include "scenarios/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

RiskResults assess(const Network &n) { return assess_risk(n, default_scheme(), {}, {.year = 2025, .samples = 0}); }

std::map<std::string, std::int32_t> years_by_id(const Plan &plan) {
    std::map<std::string, std::int32_t> years;
    for (std::size_t i = 0; i < row_count(plan.pipe); ++i) years[plan.pipe.id[i]] = plan.pipe.year[i];
    for (std::size_t i = 0; i < row_count(plan.riser); ++i) years[plan.riser.id[i]] = plan.riser.year[i];
    return years;
}

double sum(const std::vector<double> &values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST(Plan, TablesAddUp) {
    const Network n = mixed_network(150);
    const RiskResults risk = assess(n);
    const Plan plan = plan_retrofit(n, risk, {.budget_cny_per_year = 1e6, .years = 4});
    ASSERT_GT(row_count(plan.project), 0U);
    EXPECT_NEAR(sum(plan.project.cost_cny), plan.cost_cny, 1e-6);
    EXPECT_NEAR(sum(plan.project.benefit_cny), plan.value, 1e-6 * plan.value);
    EXPECT_NEAR(sum(plan.pipe.benefit_cny) + sum(plan.riser.benefit_cny), plan.value, 1e-6 * plan.value);
    EXPECT_LE(plan.value, plan.bound);
    std::map<std::int32_t, double> spent;
    for (std::size_t p = 0; p < row_count(plan.project); ++p) {
        spent[plan.project.year[p]] += plan.project.cost_cny[p];
        EXPECT_EQ(plan.project.pipes[p] + plan.project.risers[p],
                  std::count(plan.pipe.project.begin(), plan.pipe.project.end(), plan.project.id[p]) +
                      std::count(plan.riser.project.begin(), plan.riser.project.end(), plan.project.id[p]));
        EXPECT_FALSE(plan.project.reason[p].empty());
        EXPECT_FALSE(plan.project.reason_zh[p].empty());
    }
    for (const auto &[year, cost] : spent) {
        EXPECT_TRUE(year >= 2026 && year <= 2029) << year;
        EXPECT_LE(cost, 1e6 * (1 + 1e-12));
    }
}

TEST(Plan, StandsBesideWhatRankedListsBuyForTheSameMoney) {
    const Network n = mixed_network(150);
    const RiskResults risk = assess(n);
    const Plan plan = plan_retrofit(n, risk, {.budget_cny_per_year = 1e6, .years = 4});
    const PlanPractices &practice = plan.practice;
    ASSERT_EQ(row_count(practice), 4U);
    EXPECT_EQ(practice.practice[0], Practice::plan);
    EXPECT_DOUBLE_EQ(practice.benefit_cny[0], plan.value);
    EXPECT_EQ(practice.assets[0], static_cast<std::int32_t>(row_count(plan.pipe) + row_count(plan.riser)));
    for (std::size_t i = 1; i < 4; ++i) {
        EXPECT_EQ(practice.practice[i], static_cast<Practice>(i));
        EXPECT_GT(practice.benefit_cny[i], 0.0);
        EXPECT_LE(practice.benefit_cny[i], practice.benefit_cny[0]);
        EXPECT_LE(practice.cost_cny[i], 4e6 * (1 + 1e-12));
        EXPECT_NEAR(practice.share_of_bound[i], practice.benefit_cny[i] / plan.bound, 1e-12);
    }
    EXPECT_LT(practice.benefit_cny[1], practice.benefit_cny[3]) << "age knows nothing of cost or consequence";
}

TEST(Plan, BenefitIsTheDiscountedDifferenceYearByYear) {
    const Network n = parallel_pipes({{Material::steel, 2000}});
    const RiskResults r = assess(n);
    const PlanOptions options{.budget_cny_per_year = 1e9, .years = 1};
    const Plan plan = plan_retrofit(n, r, options);
    const FailureScheme &f = options.failure;
    const double per_leak = r.risk_ageing_cny_per_year[0] / r.frequency_per_year[0];
    double benefit = 0.0;
    for (int y = 0; y < 30; ++y) {
        const double kept = r.risk_cny_per_year[0] +
                            r.risk_ageing_cny_per_year[0] *
                                (age_factor(f, Material::steel, 26.0 + y) / age_factor(f, Material::steel, 25.0) - 1.0);
        const double fresh = r.renewed_risk_cny_per_year[0] +
                             per_leak * r.renewed_frequency_per_year[0] *
                                 (age_factor(f, f.renewed_buried, y) / age_factor(f, f.renewed_buried, 0.0) - 1.0);
        benefit += std::pow(1.035, -y) * (kept - fresh);
    }
    EXPECT_NEAR(plan.value, benefit, 1e-9 * benefit);
    EXPECT_NEAR(plan.gap, 0.0, 1e-9);
    EXPECT_NEAR(plan.project.risk_removed_per_year[0], r.risk_cny_per_year[0] - r.renewed_risk_cny_per_year[0], 1e-9);
    EXPECT_GT(plan.project.waiting_cny[0], 0.0);
}

TEST(Plan, NewPolyethyleneIsNeverReplaced) {
    std::vector<PipeSpec> specs(20, {Material::pe100, 2025});
    specs.push_back({Material::grey_iron, 1970});
    const Network n = parallel_pipes(specs);
    const Plan plan = plan_retrofit(n, assess(n), {.budget_cny_per_year = 1e9, .years = 3});
    EXPECT_EQ(plan.pipe.id, (std::vector<std::string>{"P20"}));
    const Plan forced = plan_retrofit(n, assess(n), {.budget_cny_per_year = 1e9, .years = 3, .must = {"P3"}});
    EXPECT_EQ(row_count(forced.pipe), 2U) << "unless it must be";
}

TEST(Plan, NoMoneyNoPlanAndNoGap) {
    const Network n = mixed_network(60);
    const Plan plan = plan_retrofit(n, assess(n), {.budget_cny_per_year = 0.0, .years = 3});
    EXPECT_EQ(row_count(plan.project), 0U);
    EXPECT_EQ(plan.bound, 0.0);
    EXPECT_EQ(plan.gap, 0.0);
}

TEST(Plan, MustIsDoneAndNeverIsNot) {
    const Network n = mixed_network(60);
    const RiskResults risk = assess(n);
    PlanOptions options{.budget_cny_per_year = 1e6, .years = 3};
    const auto free = years_by_id(plan_retrofit(n, risk, options));
    std::string left_out;
    for (const std::string &id : risk.id)
        if (!free.contains(id)) left_out = id;
    ASSERT_FALSE(left_out.empty());
    options.must = {left_out};
    options.never = {free.begin()->first};
    const Plan plan = plan_retrofit(n, risk, options);
    const auto bound_by = years_by_id(plan);
    EXPECT_TRUE(bound_by.contains(left_out));
    EXPECT_FALSE(bound_by.contains(free.begin()->first));
    EXPECT_EQ(plan.must_shortfall_cny, 0.0);
    EXPECT_EQ(std::count(plan.project.must.begin(), plan.project.must.end(), 1), 1);
}

TEST(Plan, MustBeyondTheBudgetGivesTheAmount) {
    const Network n = parallel_pipes({{.length_m = 1000}});
    PlanOptions options{.budget_cny_per_year = 1000, .years = 2, .must = {"P0"}};
    const double cost = options.cost.buried.setup_cny + pipe_cost_cny(options.cost.buried, 0.1, 1000);
    const Plan plan = plan_retrofit(n, assess(n), options);
    EXPECT_NEAR(plan.must_shortfall_cny, cost - 1000, 1e-6);
    EXPECT_EQ(plan.pipe.id, (std::vector<std::string>{"P0"}));
}

TEST(Plan, BadRequestsAreErrors) {
    const Network n = parallel_pipes({{}});
    const RiskResults risk = assess(n);
    const auto slug = [&](const PlanOptions &options) {
        try {
            (void)plan_retrofit(n, risk, options);
        } catch (const Error &error) {
            return std::string(error.kind().slug);
        }
        return std::string();
    };
    EXPECT_EQ(slug({.budget_cny_per_year = -1.0}), "bad_budget");
    EXPECT_EQ(slug({.budget_cny_per_year = missing_real}), "bad_budget");
    EXPECT_EQ(slug({.budget_cny_per_year = 1e6, .years = 0}), "bad_budget");
    EXPECT_EQ(slug({.budget_cny_per_year = 1e6, .first_year = -1000000}), "value_out_of_range");
    EXPECT_EQ(slug({.budget_cny_per_year = 1e6, .years = 50}), "bad_budget") << "beyond the horizon";
    EXPECT_EQ(slug({.budget_cny_per_year = 1e6, .must = {"nobody"}}), "unknown_pipe");
    EXPECT_EQ(slug({.budget_cny_per_year = 1e6, .must = {"P0"}, .never = {"P0"}}), "must_and_never");
}

TEST(Plan, OrderOfRowsDoesNotMatter) {
    const Network n = mixed_network(100);
    Network turned = n;
    std::vector<std::int32_t> reversed(row_count(n.pipe));
    std::iota(reversed.rbegin(), reversed.rend(), 0);
    turned.pipe = select_rows(n.pipe, reversed);
    const PlanOptions options{.budget_cny_per_year = 1e6, .years = 4};
    const Plan a = plan_retrofit(n, assess(n), options), b = plan_retrofit(turned, assess(turned), options);
    EXPECT_EQ(years_by_id(a), years_by_id(b));
    EXPECT_EQ(a.project.id, b.project.id);
    EXPECT_NEAR(a.bound, b.bound, 1e-9 * a.bound);
}

TEST(Plan, SameBitsForAnyNumberOfThreads) {
    const Network n = mixed_network(100);
    const RiskResults risk = assess(n);
    const Plan one = plan_retrofit(n, risk, {.budget_cny_per_year = 1e6, .threads = 1});
    for (const int threads : {2, 8}) {
        const Plan many = plan_retrofit(n, risk, {.budget_cny_per_year = 1e6, .threads = threads});
        EXPECT_EQ(one.bound, many.bound);
        for_each_column<PlanProjects>(
            [&](const auto &column) { EXPECT_EQ(one.project.*column.data, many.project.*column.data); });
    }
}

TEST(Plan, EmptyNetwork) {
    const Plan plan = plan_retrofit(Network{}, RiskResults{}, {.budget_cny_per_year = 1e6});
    EXPECT_EQ(row_count(plan.project), 0U);
    EXPECT_EQ(plan.gap, 0.0);
}

} // namespace
} // namespace gastwin
