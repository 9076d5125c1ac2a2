// SPDX-License-Identifier: Apache-2.0
#include "scenarios/plan_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "models/error.hpp"
#include "scenarios/plan.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

RiskResults assess(const Network &n) { return assess_risk(n, default_scheme(), {}, {.year = 2025, .samples = 0}); }

PlanOptions with_rules(const std::string &text, double budget = 1e6, int years = 4) {
    PlanOptions options{.budget_cny_per_year = budget, .years = years};
    options.rules = read_plan_rules(text, "rules.toml");
    return options;
}

std::map<std::string, std::size_t> rows_by_id(const PlanPipes &table) {
    std::map<std::string, std::size_t> rows;
    for (std::size_t i = 0; i < row_count(table); ++i) rows[table.id[i]] = i;
    return rows;
}

TEST(PlanRules, BundledTextIsReadAsItStands) {
    const PlanRules &rules = default_plan_rules();
    EXPECT_TRUE(rules.offers(Design::replace));
    EXPECT_FALSE(rules.offers(Design::line));
    EXPECT_EQ(rules.design[static_cast<std::size_t>(Design::line)].life_a, 40.0);
}

TEST(PlanRules, MistakesAreNamed) {
    const auto wrong = [](const std::string &text) {
        try {
            (void)read_plan_rules(text, "rules.toml");
        } catch (const Error &error) {
            return std::string(error.kind().slug) + " " + error.place().layer;
        }
        return std::string();
    };
    EXPECT_EQ(wrong("[designs]\noffered = ['glue']\n"), "bad_scheme designs");
    EXPECT_EQ(wrong("[design.line]\ncost = 1\n"), "bad_scheme design.line");
    EXPECT_EQ(wrong("[design.line]\nmaterials = ['cheese']\n"), "bad_scheme design.line");
    EXPECT_EQ(wrong("[[window]]\nearliest = 2027\n"), "bad_scheme window") << "about which assets?";
    EXPECT_EQ(wrong("[[window]]\nids = ['a']\nmust = true\nnever = true\n"), "bad_scheme window");
    EXPECT_EQ(wrong("[[joint]]\nids = ['a']\n"), "bad_scheme joint");
    EXPECT_EQ(wrong("[[floor]]\ndistrict = 'a'\nmoney_share = 0.7\n[[floor]]\ndistrict = 'b'\nmoney_share = 0.4\n"),
              "bad_scheme floor");
    EXPECT_EQ(wrong("[window]\n"), "bad_scheme window") << "a table, not a list of tables";
    EXPECT_EQ(wrong("[tomorrow]\n"), "bad_scheme ");
}

TEST(PlanRules, ARuleAboutNothingIsAnError) {
    const Network n = parallel_pipes({{}});
    const RiskResults risk = assess(n);
    EXPECT_THROW((void)plan_retrofit(n, risk, with_rules("[[window]]\nids = ['nobody']\nmust = true\n")), Error);
    EXPECT_THROW((void)plan_retrofit(n, risk, with_rules("[[floor]]\ndistrict = 'Mars'\nmoney_share = 0.1\n")), Error);
}

TEST(PlanRules, MoreDesignsNeverRemoveLessAndLiningIsUsedWhereItMayBe) {
    std::vector<PipeSpec> specs(12, {Material::grey_iron, 1970, 0.3, 200});
    specs.insert(specs.end(), 12, {Material::pe80, 1998, 0.3, 200});
    Network n = parallel_pipes(specs);
    for (std::size_t i = 0; i < 24; ++i) add_building(n, 100.0, 1000.0 * static_cast<double>(i) + 10.0, 50);
    const RiskResults risk = assess(n);
    const Plan replace = plan_retrofit(n, risk, {.budget_cny_per_year = 6e5, .years = 3});
    const Plan all =
        plan_retrofit(n, risk, with_rules("[designs]\noffered = ['replace', 'insert', 'line', 'protect']\n", 6e5, 3));
    EXPECT_GE(all.bound, replace.bound * (1 - 1e-3));
    EXPECT_GT(all.value, 1.2 * replace.value);
    const auto pipes = id_map(n.pipe);
    std::size_t others = 0;
    for (std::size_t i = 0; i < row_count(all.pipe); ++i) {
        const auto row = static_cast<std::size_t>(pipes.at(all.pipe.id[i]));
        if (all.pipe.design[i] == Design::replace) continue;
        ++others;
        EXPECT_TRUE(n.pipe.material[row] == Material::steel || n.pipe.material[row] == Material::grey_iron ||
                    n.pipe.material[row] == Material::ductile_iron);
    }
    EXPECT_GT(others, 0U);
}

TEST(PlanRules, WindowsMustAndNeverAreKept) {
    const Network n = mixed_network(150);
    const RiskResults risk = assess(n);
    const Plan free = plan_retrofit(n, risk, {.budget_cny_per_year = 1e6, .years = 4});
    ASSERT_GE(row_count(free.pipe), 3U);
    const std::string late = free.pipe.id[0], out = free.pipe.id[row_count(free.pipe) - 1];
    const Plan plan = plan_retrofit(n, risk,
                                    with_rules("[[window]]\nids = ['" + late + "']\nearliest = 2028\nmust = true\n" +
                                               "[[window]]\nids = ['" + out + "']\nnever = true\n"));
    ASSERT_EQ(plan.status, RetrofitStatus::done);
    const auto rows = rows_by_id(plan.pipe);
    ASSERT_TRUE(rows.contains(late));
    EXPECT_GE(plan.pipe.year[rows.at(late)], 2028);
    EXPECT_FALSE(rows.contains(out));
}

TEST(PlanRules, RulesThatClashAreNamedWithStreetAndPipes) {
    const Network n = parallel_pipes({{.length_m = 100}, {.length_m = 100}});
    const Plan plan = plan_retrofit(n, assess(n),
                                    with_rules("[[window]]\nids = ['P0']\nmust = true\nlatest = 2027\n"
                                               "[[window]]\nids = ['P0']\nearliest = 2028\n"));
    EXPECT_EQ(plan.status, RetrofitStatus::infeasible);
    EXPECT_EQ(row_count(plan.project), 0U);
    ASSERT_EQ(row_count(plan.clash), 2U);
    EXPECT_EQ(plan.clash.rule[0], ClashKind::must);
    EXPECT_EQ(plan.clash.rule[1], ClashKind::years_allowed);
    EXPECT_NE(plan.clash.subject[0].find("P0"), std::string::npos);
}

TEST(PlanRules, CrewsLimitTheYearsAndTheYearsAddUp) {
    const Network n = mixed_network(150);
    const RiskResults risk = assess(n);
    const Plan plan = plan_retrofit(n, risk, with_rules("[crew]\ndays_per_year = [20]\n", 3e6));
    const PlanYears &years = plan.year;
    ASSERT_EQ(row_count(years), 4U);
    for (std::size_t y = 0; y < 4; ++y) {
        EXPECT_LE(years.crew_days[y], 20.0 * (1 + 1e-9));
        EXPECT_LE(years.risk_left_cny_per_year[y], years.risk_kept_cny_per_year[y]);
        EXPECT_NEAR(years.spent_cny[y], plan.spent_cny[y], 1e-6);
    }
    EXPECT_GT(years.crew_days[0], 10.0);
}

TEST(PlanRules, RiskLeftIsTheUndiscountedSideOfTheBenefit) {
    const Network n = mixed_network(100);
    const RiskResults risk = assess(n);
    PlanOptions options = with_rules("[designs]\noffered = ['replace', 'line', 'protect']\n", 1e6, 3);
    options.discount = 0.0;
    options.horizon_a = 3; // the benefit is what the years of the plan show
    const Plan plan = plan_retrofit(n, risk, options);
    ASSERT_GT(row_count(plan.project), 0U);
    double removed = 0.0;
    for (std::size_t y = 0; y < 3; ++y)
        removed += plan.year.risk_kept_cny_per_year[y] - plan.year.risk_left_cny_per_year[y];
    EXPECT_NEAR(removed, plan.value, 1e-9 * plan.value);
}

} // namespace
} // namespace gastwin
