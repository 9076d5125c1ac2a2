// SPDX-License-Identifier: Apache-2.0
// Changes asked of single assets, against the same assessment of a network that was really changed.
#include "scenarios/counterfactual.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

constexpr std::int32_t year = 2025;
const RiskOptions options{.year = year, .samples = 0};

RiskScheme with_change(const RiskChange &change) {
    RiskScheme scheme = default_scheme();
    scheme.change = {change};
    scheme.change[0].applies.fill(true);
    return scheme;
}

std::vector<std::int32_t> all_rows(const RiskResults &risk) {
    std::vector<std::int32_t> rows(row_count(risk));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int32_t>(i);
    return rows;
}

Counterfactuals ask(const Network &n, const RiskScheme &scheme, const RiskInputs &inputs = {}) {
    const RiskResults risk = assess_risk(n, scheme, inputs, options);
    return counterfactuals(n, risk, scheme, inputs, options, all_rows(risk));
}

/// Relative, with room for a product taken in another order.
void expect_like(double x, double y, const std::string &what) { EXPECT_NEAR(x / y, 1.0, 1e-12) << what; }

TEST(Counterfactual, NoChangeChangesNothing) {
    const Network n = mixed_network(80);
    const RiskScheme scheme = with_change({.name = "nothing", .name_zh = "不变"});
    const RiskResults risk = assess_risk(n, scheme, {}, options);
    const Counterfactuals same = counterfactuals(n, risk, scheme, {}, options, all_rows(risk));
    ASSERT_EQ(row_count(same), row_count(risk));
    for (std::size_t i = 0; i < row_count(risk); ++i) {
        expect_like(same.risk_cny_per_year[i], risk.risk_cny_per_year[i], risk.id[i]);
        expect_like(same.serious_per_year[i], risk.serious_per_year[i], risk.id[i]);
        EXPECT_EQ(same.frequency_per_year[i], risk.frequency_per_year[i]);
        EXPECT_EQ(same.rank[i], risk.rank[i]) << risk.id[i];
    }
}

TEST(Counterfactual, ARenewedPipeHasTheRenewedRisk) {
    const Network n = mixed_network(80);
    const RiskScheme scheme = with_change({.sets_material = true, .renewed = true, .material = Material::pe100});
    const RiskResults risk = assess_risk(n, scheme, {}, options);
    const Counterfactuals table = counterfactuals(n, risk, scheme, {}, options, all_rows(risk));
    int buried = 0;
    for (std::size_t i = 0; i < row_count(risk); ++i) {
        if (risk.table_name[i] == "riser" || n.pipe.depth_m[i] < 0.0) continue; // renewed in another material
        ++buried;
        expect_like(table.risk_cny_per_year[i], risk.renewed_risk_cny_per_year[i], risk.id[i]);
        expect_like(table.frequency_per_year[i], risk.renewed_frequency_per_year[i], risk.id[i]);
    }
    EXPECT_GT(buried, 40);
}

TEST(Counterfactual, AChangedColumnIsAsIfTheNetworkHadIt) {
    Network n = parallel_pipes({{Material::steel, 1990, 0.1, 100.0}, {Material::pe, 2010, 0.2, 300.0}});
    n.pipe.depth_m = {0.4, 0.3};
    add_building(n, 50.0, 3.0, 40.0);
    const Counterfactuals deeper = ask(n, with_change({.depth_m = 0.9}));
    n.pipe.depth_m = {0.9, 0.9};
    const RiskResults risk = assess_risk(n, default_scheme(), {}, options);
    for (std::size_t i = 0; i < 2; ++i) {
        expect_like(deeper.risk_cny_per_year[i], risk.risk_cny_per_year[i], risk.id[i]);
        EXPECT_GT(deeper.risk_removed_cny_per_year[i], 0.0);
    }
}

TEST(Counterfactual, AChangedMaterialTakesItsOwnGroupsLevel) {
    Network n = parallel_pipes(std::vector<PipeSpec>(40, {Material::steel, 1990}));
    for (std::size_t i = 20; i < 40; ++i) n.pipe.material[i] = Material::pe;
    for (int k = 0; k < 60; ++k) add_leak(n, numbered("P", 20 + static_cast<std::size_t>(k) % 20), "2020-01-01");
    const RiskResults risk = assess_risk(n, default_scheme(), {}, options);
    const Counterfactuals plastic = ask(n, with_change({.sets_material = true, .material = Material::pe}));
    const double level = std::exp(risk.ln_local[30]);
    ASSERT_GT(level, 2.0);
    const double expected = std::exp(risk.ln_base[0] + risk.ln_size[0]) *
                            pipe_leak_factors(default_scheme().failure,
                                              {.material = Material::pe, .install_year = 1990, .diameter_m = 0.1}, year)
                                .product() /
                            default_scheme().failure.base_per_km_year * level * std::exp(risk.ln_record[0]);
    expect_like(plastic.frequency_per_year[0], expected, "its own record stays, the level is that of PE");
}

TEST(Counterfactual, FactorsActWhereTheySay) {
    const Network n = parallel_pipes({{Material::steel, 1990}});
    const RiskResults risk = assess_risk(n, default_scheme(), {}, options);
    const double leaks = risk.frequency_per_year[0], other = risk.serious_per_year[0] - 6e-5 * leaks;
    const Counterfactuals fewer = ask(n, with_change({.leak = 0.25}));
    expect_like(fewer.frequency_per_year[0], 0.25 * leaks, "leak");
    expect_like(fewer.serious_per_year[0], 6e-5 * 0.25 * leaks + other, "leak");
    const Counterfactuals found = ask(n, with_change({.serious_per_leak = 0.5}));
    EXPECT_EQ(found.frequency_per_year[0], leaks);
    expect_like(found.serious_per_year[0], 3e-5 * leaks + other, "serious per leak");
    const Counterfactuals guarded = ask(n, with_change({.third_party = 0.0}));
    expect_like(guarded.serious_per_year[0], 6e-5 * leaks + 2.2e-6 * 0.1, "natural force and leaks remain");
    const Counterfactuals fewer_out = ask(n, with_change({.customers_out = 0.0}));
    expect_like(fewer_out.risk_cny_per_year[0], risk.risk_cny_per_year[0], "nobody is out anyway");
}

TEST(Counterfactual, RankIsTheOneItWouldHave) {
    Network n = mixed_network(60);
    const RiskScheme scheme = with_change({.name = "mended", .leak = 0.3});
    const RiskResults risk = assess_risk(n, scheme, {}, options);
    const Counterfactuals table = counterfactuals(n, risk, scheme, {}, options, all_rows(risk));
    for (std::size_t i = 0; i < row_count(risk); ++i) {
        int better = 0;
        for (std::size_t j = 0; j < row_count(risk); ++j) {
            const double theirs = risk.risk_cny_per_km_year[j], own = table.risk_cny_per_km_year[i];
            better += j != i && (theirs > own || (theirs == own && risk.id[j] < risk.id[i]));
        }
        EXPECT_EQ(table.rank[i], better + 1) << risk.id[i];
        EXPECT_GE(table.rank[i], table.rank_now[i]);
    }
}

TEST(Counterfactual, OnlyWhatMeetsTheConditionsIsAsked) {
    Network n = parallel_pipes({{Material::steel}, {Material::pe100}, {Material::galvanised}, {Material::steel}});
    n.pipe.depth_m = {1.0, 1.0, 1.0, -2.0};
    const auto riser = append_row(n.riser, "R").row();
    n.riser.material[riser] = Material::galvanised;
    const Counterfactuals table = ask(n, default_scheme());
    const auto asked = [&](const std::string &id, const std::string &word) {
        for (std::size_t i = 0; i < row_count(table); ++i)
            if (table.object_id[i] == id && table.change[i].find(word) != std::string::npos) return true;
        return false;
    };
    EXPECT_TRUE(asked("P0", "cathodic") && asked("P2", "cathodic"));
    EXPECT_FALSE(asked("P1", "cathodic") || asked("P3", "cathodic") || asked("R", "cathodic"));
    EXPECT_TRUE(asked("P0", "PE100") && asked("R", "stainless") && asked("P3", "stainless"));
    EXPECT_FALSE(asked("P1", "PE100") || asked("R", "PE100"));
    EXPECT_FALSE(asked("P0", "guardian")) << "no works are known";
    EXPECT_TRUE(asked("P1", "leak survey"));
    for (std::size_t i = 0; i < row_count(table); ++i) {
        EXPECT_EQ(table.sentence[i].substr(0, table.change[i].size()), table.change[i]);
        EXPECT_NE(table.sentence_zh[i].find("年风险"), std::string::npos) << table.sentence_zh[i];
        EXPECT_FALSE(table.source[i].empty());
    }
}

TEST(Counterfactual, AGuardianTakesTheUnguardedWorksAway) {
    const Network n = parallel_pipes({{Material::steel, 1990}});
    AssetFacts facts;
    resize_rows(facts, 1);
    facts.works_near = {3}, facts.unguarded_works = {2};
    const Counterfactuals table = ask(n, with_change({.guarded = true}), {.facts = &facts});
    facts.unguarded_works = {0};
    const RiskResults after = assess_risk(n, default_scheme(), {.facts = &facts}, options);
    expect_like(table.risk_cny_per_year[0], after.risk_cny_per_year[0], "guarded");
}

TEST(Counterfactual, ARiskOfAnotherNetworkIsRefused) {
    const Network n = mixed_network(5), other = mixed_network(6);
    const RiskResults risk = assess_risk(n, default_scheme(), {}, options);
    const std::vector<std::int32_t> first{0}, beyond{999};
    EXPECT_THROW(std::ignore = counterfactuals(other, risk, default_scheme(), {}, options, first), Error);
    EXPECT_THROW(std::ignore = counterfactuals(n, risk, default_scheme(), {}, options, beyond), Error);
    EXPECT_THROW(std::ignore = counterfactuals(n, risk, default_scheme(), {}, {.year = 2020}, first), Error);
}

} // namespace
} // namespace gastwin
