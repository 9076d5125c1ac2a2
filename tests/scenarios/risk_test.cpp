// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

constexpr std::int32_t year = 2025;
const RiskOptions quiet{.year = year, .samples = 0};

RiskResults assess(const Network &n) { return assess_risk(n, default_scheme(), {}, quiet); }
double density(const RiskResults &r, std::size_t i) { return r.risk_cny_per_km_year[i]; }

TEST(Risk, ContributionsSumToTheLogarithmOfTheFrequency) {
    const RiskResults r = assess(mixed_network(200));
    ASSERT_EQ(row_count(r), 400U);
    for (std::size_t i = 0; i < row_count(r); ++i) {
        const double sum = r.ln_base[i] + r.ln_material[i] + r.ln_age[i] + r.ln_diameter[i] + r.ln_setting[i] +
                           r.ln_joint[i] + r.ln_local[i] + r.ln_record[i] + r.ln_size[i];
        EXPECT_NEAR(sum, std::log(r.frequency_per_year[i]), 1e-12);
        EXPECT_FALSE(r.causes[i].empty());
        EXPECT_FALSE(r.causes_zh[i].empty());
    }
}

TEST(Risk, PartsSumToTheWhole) {
    const RiskResults r = assess(mixed_network(50));
    for (std::size_t i = 0; i < row_count(r); ++i) {
        const double whole =
            r.frequency_per_year[i] * r.consequence_leak_cny[i] + r.serious_per_year[i] * r.consequence_serious_cny[i];
        EXPECT_NEAR(r.risk_cny_per_year[i], whole, 1e-9 * whole);
        EXPECT_LT(r.serious_per_year[i], r.frequency_per_year[i]);
        EXPECT_LE(r.risk_ageing_cny_per_year[i], r.risk_cny_per_year[i]);
    }
}

TEST(Risk, OlderIsNeverBetterForAnyMaterialAtAnyDiameter) {
    for (const Name &material : Names<Material>::names)
        for (const double d : {0.025, 0.1, 0.4}) {
            std::vector<PipeSpec> specs;
            for (std::int32_t y = year; y >= 1930; y -= 5)
                specs.push_back({*parse_code<Material>(material.code), y, d});
            const RiskResults r = assess(parallel_pipes(specs));
            for (std::size_t i = 1; i < row_count(r); ++i)
                EXPECT_GE(density(r, i), density(r, i - 1)) << material.code << " " << i;
        }
}

TEST(Risk, MaterialsKeepTheirOrderAtEveryAgeAndDiameter) {
    using enum Material;
    for (std::int32_t y = 1930; y <= year; y += 5)
        for (const double d : {0.025, 0.1, 0.5}) {
            const RiskResults r = assess(
                parallel_pipes({{grey_iron, y, d}, {ductile_iron, y, d}, {steel, y, d}, {pe, y, d}, {pe100, y, d}}));
            for (std::size_t i = 1; i < 5; ++i) {
                EXPECT_GT(r.frequency_per_year[i - 1], r.frequency_per_year[i]) << y << " " << d << " " << i;
                EXPECT_GT(density(r, i - 1), density(r, i)) << y << " " << d << " " << i;
            }
        }
}

TEST(Risk, NewPolyethyleneNeverRanksAboveOldGreyIronInTheSameSetting) {
    using enum Material;
    for (const Material plastic : {pe, pe80, pe100})
        for (const double depth : {-2.0, 0.3, 1.5})
            for (const double d : {0.05, 0.2, 0.5})
                for (const double people : {0.0, 80.0}) {
                    Network n = parallel_pipes({{plastic, year, d}, {grey_iron, year - 40, d}});
                    n.pipe.depth_m = {depth, depth};
                    for (const double y : {5.0, 1005.0}) add_building(n, 50.0, y, people);
                    const RiskResults r = assess(n);
                    EXPECT_EQ(r.rank, (std::vector<std::int32_t>{2, 1}));
                    EXPECT_LT(r.serious_per_year[0], r.serious_per_year[1]);
                }
}

TEST(Risk, MorePeopleAndMoreCustomersNeverLowerIt) {
    Network n = parallel_pipes({{}, {}, {}});
    add_building(n, 50, 1005, 20);
    add_building(n, 50, 2005, 60);
    const RiskResults r = assess(n);
    EXPECT_LT(density(r, 0), density(r, 1));
    EXPECT_LT(density(r, 1), density(r, 2));
    const std::vector<double> out{0, 10, 1000};
    const RiskResults c = assess_risk(parallel_pipes({{}, {}, {}}), default_scheme(), {.customers_out = out}, quiet);
    EXPECT_LT(density(c, 0), density(c, 1));
    EXPECT_LT(density(c, 1), density(c, 2));
    EXPECT_EQ(c.customers_out[2], 1000.0);
}

TEST(Risk, LengthChangesRiskButNeitherRankNorGrade) {
    const RiskResults r = assess(parallel_pipes({{.length_m = 10}, {.length_m = 5000}}));
    EXPECT_NEAR(r.risk_cny_per_year[1], 500 * r.risk_cny_per_year[0], 1e-9 * r.risk_cny_per_year[1]);
    EXPECT_NEAR(density(r, 0), density(r, 1), 1e-9 * density(r, 0));
    EXPECT_EQ(r.grade[0], r.grade[1]);
}

TEST(Risk, TiesAreBrokenByAscendingId) {
    Network n = parallel_pipes({{}, {}, {}});
    n.pipe.id = {"c", "a", "b"};
    EXPECT_EQ(assess(n).rank, (std::vector<std::int32_t>{3, 1, 2}));
}

TEST(Risk, LowPressurePipesHaveNoFirePath) {
    // A building outside the migration reach, inside the impact radius of a large high-pressure pipe.
    Network n = parallel_pipes({{.diameter_m = 0.5}, {.diameter_m = 0.5}});
    n.pipe.pressure_class = {PressureClass::low, PressureClass::high_a};
    add_building(n, 50, 60, 100);
    add_building(n, 50, 1060, 100);
    const RiskResults r = assess(n);
    EXPECT_EQ(r.people_near[0], 0.0);
    EXPECT_GT(r.people_near[1], 50.0 * default_scheme().consequence.full_bore_share) << "at full bore at least";
}

TEST(Risk, OwnRecordsRaiseAndCleanYearsLower) {
    Network n = parallel_pipes({{}, {}, {.length_m = 1000}});
    add_leak(n, "P0", "2012-01-01");
    add_leak(n, "P0", "2024-01-01");
    const RiskResults r = assess(n);
    EXPECT_GT(r.ln_record[0], 0.0);
    EXPECT_LT(r.ln_record[1], 0.0);
    EXPECT_LT(r.ln_record[2], r.ln_record[1]) << "a long clean pipe is cleaner than a short one";
    EXPECT_EQ(r.leaks_on_record, (std::vector<std::int32_t>{2, 0, 0}));
    EXPECT_NE(r.causes[0].find("2 leaks on record"), std::string::npos) << r.causes[0];
    EXPECT_NE(r.causes_zh[0].find("漏气记录2次"), std::string::npos) << r.causes_zh[0];
}

TEST(Risk, RecordsOfAPredecessorDoNotCountAgainstTheNewPipe) {
    Network with = parallel_pipes({{Material::pe, 2020}, {Material::pe, 1990}});
    add_leak(with, "P1", "2010-01-01");
    Network without = with;
    for (const char *date : {"2011-01-01", "2015-01-01", "2019-12-31"}) add_leak(with, "P0", date);
    add_leak(without, "P1", "2024-01-01"), add_leak(with, "P1", "2024-01-01");
    EXPECT_EQ(assess(with).frequency_per_year, assess(without).frequency_per_year);
}

TEST(Risk, NoRecordsAtAllAreNotEvidenceOfNoLeaks) {
    const RiskResults r = assess(parallel_pipes({{}}));
    EXPECT_EQ(r.ln_record[0], 0.0);
    EXPECT_EQ(r.ln_local[0], 0.0);
}

TEST(Risk, LevelOfAGroupFollowsItsRecords) {
    // Expected totals over the window and the level (s + N) / (s + expected), by hand.
    FailureScheme f = default_scheme().failure;
    RiskScheme scheme = default_scheme();
    scheme.failure.material.fill({});
    Network n = parallel_pipes({{.length_m = 50000}, {.length_m = 50000}});
    for (int y = 2001; y <= 2020; ++y) add_leak(n, y % 2 == 0 ? "P0" : "P1", std::to_string(y));
    const RiskResults r = assess_risk(n, scheme, {}, quiet);
    const double expected = 100.0 * 20 * f.base_per_km_year, strength = f.level_strength;
    EXPECT_NEAR(std::exp(r.ln_local[0]), (strength + 20) / (strength + expected), 1e-12);
}

TEST(Risk, BitIdenticalForAnyNumberOfThreads) {
    const Network n = mixed_network(120);
    RiskOptions options{.year = year, .samples = 60, .seed = 9, .threads = 1};
    const RiskResults one = assess_risk(n, default_scheme(), {}, options);
    for (const int threads : {2, 8}) {
        options.threads = threads;
        const RiskResults many = assess_risk(n, default_scheme(), {}, options);
        for_each_column<RiskResults>(
            [&](const auto &column) { EXPECT_EQ(one.*column.data, many.*column.data) << column.name; });
    }
}

/// Figures of an asset that do not compare it with others.
std::vector<double> own_figures(const RiskResults &r, std::size_t i) {
    return {r.frequency_per_year[i], r.frequency_p10[i],     r.frequency_p50[i], r.frequency_p90[i],
            r.risk_cny_per_year[i],  r.risk_cny_p10[i],      r.risk_cny_p50[i],  r.risk_cny_p90[i],
            r.serious_per_year[i],   r.survey_next_share[i], r.people_near[i],   r.customers_out[i],
            r.ln_local[i],           r.ln_record[i],         r.ln_age[i],        r.renewed_risk_cny_per_year[i]};
}

TEST(Risk, AnySplitOfACityGivesEveryPipeTheSameFigures) {
    const Network whole = mixed_network(150);
    RiskScheme scheme = default_scheme();
    // A group's level is learnt from all its records, and so would differ in a part.
    scheme.failure.level_strength = 1e300;
    const RiskOptions options{.year = year, .record_from_year = 2012, .record_to_year = 2024, .samples = 300};
    const RiskResults all = assess_risk(whole, scheme, {}, options);
    for (const std::size_t parts : {2U, 7U}) {
        std::size_t seen = 0;
        for (std::size_t part = 0; part < parts; ++part) {
            Network some = whole;
            for (std::size_t i = 0; i < 150; ++i)
                if (i % parts != part) some.pipe.state[i] = UseState::abandoned;
            const RiskResults r = assess_risk(some, scheme, {}, options);
            for (std::size_t i = 0; r.table_name[i] == "pipe"; ++i, ++seen) {
                const auto at =
                    static_cast<std::size_t>(std::find(all.id.begin(), all.id.end(), r.id[i]) - all.id.begin());
                EXPECT_EQ(own_figures(r, i), own_figures(all, at)) << r.id[i];
                EXPECT_EQ(r.leaks_on_record[i], all.leaks_on_record[at]);
                EXPECT_EQ(r.causes_zh[i], all.causes_zh[at]);
            }
        }
        EXPECT_EQ(seen, 150U);
    }
}

TEST(Risk, OrderOfRowsDoesNotMatter) {
    const Network n = mixed_network(120);
    const RiskOptions options{.year = year, .samples = 60, .seed = 9};
    Network turned = n;
    std::vector<std::int32_t> reversed(row_count(n.pipe));
    std::iota(reversed.rbegin(), reversed.rend(), 0);
    turned.pipe = select_rows(n.pipe, reversed);
    const RiskResults one = assess_risk(n, default_scheme(), {}, options);
    const RiskResults two = assess_risk(turned, default_scheme(), {}, options);
    for (std::size_t i = 0; i < row_count(n.pipe); ++i) {
        const std::size_t j = row_count(n.pipe) - 1 - i;
        EXPECT_NEAR(one.frequency_p90[i], two.frequency_p90[j], 1e-9 * one.frequency_p90[i]);
        EXPECT_EQ(one.rank[i], two.rank[j]);
    }
}

TEST(Risk, IntervalsFollowTheLognormalAndHoldTheExpectation) {
    RiskScheme s = default_scheme();
    s.uncertainty.base_log_sd = s.uncertainty.age_log_sd = 0.0;
    s.failure.material.fill({});
    const RiskResults r = assess_risk(parallel_pipes({{}}), s, {}, {.year = year, .samples = 20000});
    const double sd = std::sqrt(std::log1p(s.failure.overdispersion)); // no leaks on record
    const auto exact = [&](double z) { return r.frequency_per_year[0] * std::exp(sd * z - sd * sd / 2); };
    EXPECT_NEAR(r.frequency_p10[0], exact(-1.2816), 0.04 * exact(-1.2816));
    EXPECT_NEAR(r.frequency_p90[0], exact(1.2816), 0.04 * exact(1.2816));
    const RiskResults m = assess_risk(mixed_network(100), default_scheme(), {}, {.year = year});
    for (std::size_t i = 0; i < row_count(m); ++i) {
        EXPECT_LT(m.frequency_p10[i], m.frequency_per_year[i]);
        EXPECT_GT(m.frequency_p90[i], m.frequency_per_year[i]);
        EXPECT_LT(m.risk_cny_p10[i], m.risk_cny_p90[i]);
    }
}

TEST(Risk, ImputedValuesWidenTheInterval) {
    Provenances p;
    for (const char *table : {"pipe", "riser"})
        add_provenance(p, {.table_name = table,
                           .object_id = table == std::string("pipe") ? "P1" : "P0",
                           .column = "material",
                           .origin = Origin::imputed});
    const RiskResults r =
        assess_risk(parallel_pipes({{}, {}}), default_scheme(), {.provenance = &p}, {.year = year, .samples = 2000});
    EXPECT_EQ(r.imputed, (std::vector<std::string>{"", "material"}));
    EXPECT_GT(r.frequency_p90[1] / r.frequency_p10[1], 1.5 * r.frequency_p90[0] / r.frequency_p10[0]);
}

TEST(Risk, RankIsStableOnlyWhereTheDifferenceIsLarge) {
    std::vector<PipeSpec> specs(40, {Material::pe100, 2020});
    for (std::size_t i = 0; i < 4; ++i) specs[i] = {Material::rubber, 1950};
    const RiskResults clear = assess_risk(parallel_pipes(specs), default_scheme(), {}, {.year = year});
    for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(clear.rank_stable[i]);
    const RiskResults alike =
        assess_risk(parallel_pipes(std::vector<PipeSpec>(40)), default_scheme(), {}, {.year = year});
    for (std::size_t i = 0; i < 40; ++i)
        if (alike.rank[i] <= 4) {
            EXPECT_FALSE(alike.rank_stable[i]) << "equal pipes cannot hold the top";
        }
}

TEST(Risk, AbandonedPipesAreLeftOut) {
    Network n = parallel_pipes({{}, {}});
    n.pipe.state[0] = UseState::abandoned;
    EXPECT_EQ(assess(n).id, (std::vector<std::string>{"P1"}));
}

TEST(Risk, EmptyAndAbsurdNetworks) {
    EXPECT_EQ(row_count(assess_risk(Network{})), 0U);
    Network n = parallel_pipes({{Material::unknown, 2105, 3.0, 1e-6}, {Material::rubber, 1800, 1e-4, 1e7}});
    add_building(n, 0.0, 0.0, 10.0);
    n.building.area_m2[0] = 1e13;
    n.node.x_m[0] = missing_real;
    n.node.x_m[2] = 1e300;
    const RiskResults r = assess_risk(n);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_TRUE(std::isfinite(r.risk_cny_per_year[i]));
        EXPECT_GT(r.risk_cny_per_year[i], 0.0);
        EXPECT_TRUE(std::isfinite(r.frequency_p90[i]));
    }
}

TEST(Risk, ASlipOfThePenDoesNotMakeTheWholeCityOld) {
    std::vector<PipeSpec> specs(2000, {Material::pe, 2019});
    specs.push_back({Material::pe, 2105});
    EXPECT_EQ(latest_year(parallel_pipes(specs)), 2019);
    EXPECT_EQ(latest_year(parallel_pipes({{Material::pe, 2012}, {Material::pe, missing_int}})), 2012);
    EXPECT_EQ(latest_year(Network{}), missing_int);
}

TEST(Risk, YearsThatCannotBeAreIssuesAndCountAsUnknown) {
    Network n = parallel_pipes({{Material::steel, 1998}, {Material::steel, 2105}, {Material::steel, missing_int}});
    const auto riser = append_row(n.riser, "R0").row();
    n.riser.material[riser] = Material::galvanised, n.riser.install_year[riser] = 2090;
    add_leak(n, "P0", "2012-05-01"), add_leak(n, "P0", "2107-01-01");
    const RiskResults r = assess_risk(n, default_scheme(), {}, {.this_year = 2026, .samples = 0});
    EXPECT_EQ(r.year, std::vector<std::int32_t>(4, 2012)) << "the latest year that can be";
    EXPECT_EQ(r.age_a[0], 14.0);
    EXPECT_EQ(r.age_a[1], r.age_a[2]) << "impossible is unknown";
    EXPECT_EQ(r.frequency_per_year[1], r.frequency_per_year[2]);
    EXPECT_EQ(r.imputed[1], "install_year");
    EXPECT_EQ(r.leaks_on_record[0], 1);
    const Issues issues = future_years(n, newest_year({.this_year = 2026}));
    EXPECT_EQ(issues.kind, (std::vector<std::string>{"bad_install_year", "bad_install_year", "bad_date"}));
    EXPECT_EQ(issues.object_id, (std::vector<std::string>{"P1", "R0", "W1"}));
    EXPECT_EQ(issues.value, (std::vector<std::string>{"2105", "2090", "2107"}));
    EXPECT_EQ(row_count(future_years(n, newest_year({.year = 2005, .this_year = 2026}))), 4U)
        << "as of 2005 the record of 2012 cannot be";
}

TEST(Risk, OneImpossibleYearChangesNothingElse) {
    const RiskOptions options{.this_year = 2026, .samples = 50};
    const RiskResults sane =
        assess_risk(parallel_pipes({{Material::steel, 1998}, {Material::pe, 2012}, {Material::pe, missing_int}}),
                    default_scheme(), {}, options);
    const RiskResults odd =
        assess_risk(parallel_pipes({{Material::steel, 1998}, {Material::pe, 2012}, {Material::pe, 2105}}),
                    default_scheme(), {}, options);
    for_each_column<RiskResults>(
        [&](const auto &column) { EXPECT_EQ(sane.*column.data, odd.*column.data) << column.name; });
}

TEST(Risk, PipesOfUnknownAgeAreNeverNewAndTheCauseSaysSo) {
    const FailureScheme &f = default_scheme().failure;
    const RiskResults bare = assess_risk(parallel_pipes({{Material::steel, missing_int}}));
    EXPECT_EQ(bare.year[0], f.unknown_year + f.unknown_age_a) << "no year anywhere";
    EXPECT_EQ(bare.age_a[0], f.unknown_age_a);
    EXPECT_NE(bare.causes[0].find("25 years old (year unknown: treated as built before 2000)"), std::string::npos)
        << bare.causes[0];
    EXPECT_NE(bare.causes_zh[0].find("年代不明，按2000年前建成计"), std::string::npos) << bare.causes_zh[0];
    for (const std::int32_t assessed : {1960, 1999, 2005, 2024, 2060}) {
        const RiskResults r = assess_risk(parallel_pipes({{Material::steel, missing_int}, {Material::steel, assessed}}),
                                          default_scheme(), {}, {.year = assessed, .samples = 0});
        EXPECT_EQ(r.age_a[0], std::max(f.unknown_age_a, assessed - f.unknown_year)) << assessed;
        EXPECT_GT(r.frequency_per_year[0], r.frequency_per_year[1]) << assessed;
        EXPECT_NE(r.causes[0].find("year unknown"), std::string::npos) << r.causes[0];
    }
}

TEST(Risk, YearsNoTableCanHoldAreRefused) {
    for (const std::int32_t odd : {-5, 1, 1799, 2201, std::numeric_limits<std::int32_t>::max()}) {
        EXPECT_THROW((void)assess_risk(Network{}, default_scheme(), {}, {.year = odd}), Error) << odd;
        EXPECT_THROW((void)assess_risk(Network{}, default_scheme(), {}, {.this_year = odd}), Error) << odd;
    }
}

TEST(Risk, CustomersOutMustHaveOneValuePerPipe) {
    const std::vector<double> out{1.0};
    EXPECT_THROW((void)assess_risk(parallel_pipes({{}, {}}), default_scheme(), {.customers_out = out}, quiet), Error);
}

TEST(Risk, WorksNearRaiseThirdPartyDamageAndUnguardedOnesMore) {
    Network n = parallel_pipes({{}, {}, {}, {Material::grey_iron}});
    n.pipe.depth_m = {1.0, 1.0, 0.3, 1.0};
    append_row(n.riser, "R");
    AssetFacts facts;
    resize_rows(facts, 5);
    facts.works_near = {missing_int, 2, 2, 1, 9}, facts.unguarded_works = {missing_int, 1, 1, 0, 9};
    const RiskResults r = assess_risk(n, default_scheme(), {.facts = &facts}, quiet), plain = assess(n);
    const WorksRates &works = default_scheme().works;
    const double one = works.serious_per_works, other = works.unguarded_times * one;
    EXPECT_EQ(r.third_party_per_year[0], plain.third_party_per_year[0]) << "not looked for";
    EXPECT_NEAR(r.third_party_per_year[1] - plain.third_party_per_year[1], one + other, 1e-18);
    EXPECT_NEAR(r.third_party_per_year[2] - plain.third_party_per_year[2], 1.5 * (one + other), 1e-18) << "shallow";
    EXPECT_NEAR(r.third_party_per_year[3] - plain.third_party_per_year[3], 1.3 * one, 1e-18) << "brittle, guarded";
    EXPECT_EQ(r.serious_per_year[4], plain.serious_per_year[4]) << "risers stand in buildings";
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(r.frequency_per_year[i], plain.frequency_per_year[i]) << i;
    EXPECT_GT(r.renewed_risk_cny_per_year[1], plain.renewed_risk_cny_per_year[1]) << "renewal does not end the works";
    EXPECT_NE(r.causes[1].find("works near: 2, unguarded 1"), std::string::npos) << r.causes[1];
    EXPECT_NE(r.causes_zh[1].find("周边施工2处"), std::string::npos) << r.causes_zh[1];
    n.pipe.length_m = {20.0, 20.0, 100.0, 200.0};
    facts.works_near = {1, 1, 0, 0, 0}, facts.unguarded_works = {0, 0, 0, 0, 0};
    const RiskResults pieces = assess_risk(n, default_scheme(), {.facts = &facts}, quiet), bare = assess(n);
    EXPECT_NEAR(pieces.third_party_per_year[0] - bare.third_party_per_year[0], 0.4 * one, 1e-18) << "20 m of 50";
    resize_rows(facts, 4);
    EXPECT_THROW((void)assess_risk(n, default_scheme(), {.facts = &facts}, quiet), Error);
}

TEST(Risk, RenewalLowersTheAgeingPartAndKeepsThirdParties) {
    const RiskResults r = assess(parallel_pipes({{Material::grey_iron, 1970}, {Material::pe100, year}}));
    EXPECT_LT(r.renewed_risk_cny_per_year[0], r.risk_cny_per_year[0]);
    EXPECT_NEAR(r.renewed_risk_cny_per_year[1], r.risk_cny_per_year[1], 1e-9 * r.risk_cny_per_year[1]);
    EXPECT_GT(r.renewed_risk_cny_per_year[0], r.third_party_per_year[1] * r.consequence_serious_cny[1]);
}

} // namespace
} // namespace gastwin
