// SPDX-License-Identifier: Apache-2.0
// Learning from records by the fitted process, through assess_risk().
#include <gtest/gtest.h>

#include <cmath>

#include "models/random.hpp"
#include "scenarios/risk.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

constexpr std::int32_t year = 2025;

RiskScheme fitted_scheme() {
    RiskScheme scheme = default_scheme();
    scheme.records.fitted = true;
    return scheme;
}

RiskResults assess(const Network &n, const RiskScheme &scheme = fitted_scheme(), int threads = 2) {
    return assess_risk(n, scheme, {}, {.year = year, .samples = 200, .threads = threads});
}

/// Steel and polyethylene pipes whose leaks over ten years come from the scheme's rate times a factor.
Network drawn_network(std::size_t pipes, double steel_times, double plastic_times) {
    std::vector<PipeSpec> specs;
    for (std::size_t i = 0; i < pipes; ++i) {
        Random dice(5, 0, i);
        specs.push_back({i % 2 == 0 ? Material::steel : Material::pe, dice.integer(1975, 2005), dice.uniform(0.05, 0.3),
                         dice.uniform(200.0, 1500.0)});
    }
    Network n = parallel_pipes(specs);
    const RiskResults plain = assess_risk(n, default_scheme(), {}, {.year = 2020, .samples = 0});
    for (std::size_t i = 0; i < pipes; ++i) {
        Random dice(6, 0, i);
        const double rate = plain.frequency_per_year[i] * (i % 2 == 0 ? steel_times : plastic_times);
        for (std::int32_t y = 2015; y < 2025; ++y)
            for (int k = dice.poisson(rate); k > 0; --k) add_leak(n, n.pipe.id[i], std::to_string(y) + "-06-01");
    }
    return n;
}

TEST(RiskFit, ContributionsSumToTheLogarithmOfTheFrequency) {
    const RiskResults r = assess(mixed_network(200));
    bool learned = false;
    for (std::size_t i = 0; i < row_count(r); ++i) {
        const double sum = r.ln_base[i] + r.ln_material[i] + r.ln_age[i] + r.ln_diameter[i] + r.ln_setting[i] +
                           r.ln_joint[i] + r.ln_local[i] + r.ln_record[i] + r.ln_size[i];
        EXPECT_NEAR(sum, std::log(r.frequency_per_year[i]), 1e-12);
        EXPECT_LT(r.frequency_p10[i], r.frequency_p50[i]);
        EXPECT_LT(r.frequency_p50[i], r.frequency_p90[i]);
        EXPECT_LT(r.risk_cny_p10[i], r.risk_cny_p90[i]);
        learned = learned || std::abs(r.ln_local[i]) > 0.05;
    }
    EXPECT_TRUE(learned);
}

TEST(RiskFit, WithoutRecordsTheSchemeDecides) {
    Network n = mixed_network(60);
    n.record = {};
    const RiskResults fitted = assess(n), plain = assess(n, default_scheme());
    EXPECT_EQ(fitted.record_model[0], RecordModel::none);
    for_each_column<RiskResults>(
        [&](const auto &column) { EXPECT_EQ(fitted.*column.data, plain.*column.data) << column.name; });
}

TEST(RiskFit, WithoutDoubtInTheSchemeRecordsChangeNoLevel) {
    RiskScheme sure = fitted_scheme();
    sure.records = {.fitted = true};
    sure.uncertainty.base_log_sd = sure.uncertainty.age_log_sd = 0.0;
    for (MaterialFactors &material : sure.failure.material) material.log_sd = 0.0;
    const RiskResults r = assess(drawn_network(100, 1.0, 1.0), sure);
    for (std::size_t i = 0; i < row_count(r); ++i) EXPECT_NEAR(r.ln_local[i], 0.0, 0.01) << i;
}

TEST(RiskFit, AMaterialThatLeaksMoreThanTheSchemeSaysIsFound) {
    const Network n = drawn_network(1200, 3.0, 1.0);
    const RiskResults r = assess(n);
    double steel = 0.0, plastic = 0.0, expected = 0.0;
    for (std::size_t i = 0; i < row_count(r); ++i) {
        (i % 2 == 0 ? steel : plastic) += r.ln_local[i] / 600.0;
        expected += r.frequency_per_year[i] * 10.0 / static_cast<double>(row_count(n.record));
    }
    EXPECT_NEAR(steel, std::log(3.0), 0.2);
    EXPECT_NEAR(plastic, 0.0, 0.35) << "a third as many records";
    EXPECT_NEAR(expected, 1.0, 0.25) << "as many as there were, a little older";
}

TEST(RiskFit, RecordsNarrowTheIntervals) {
    Network with = drawn_network(1200, 1.0, 1.0), without = with;
    without.record = {};
    const RiskResults known = assess(with), unknown = assess(without);
    for (std::size_t i = 0; i < row_count(known); i += 50)
        EXPECT_LT(known.frequency_p90[i] / known.frequency_p10[i], unknown.frequency_p90[i] / unknown.frequency_p10[i]);
}

TEST(RiskFit, APipeDoesNotInheritRecordsOfItsPredecessor) {
    Network with = drawn_network(200, 1.0, 1.0);
    with.pipe.install_year[7] = 2020;
    Network without = with;
    Records &record = without.record;
    std::vector<std::int32_t> kept;
    for (std::size_t i = 0; i < row_count(record); ++i)
        if (record.object_id[i] != "P7" || record.started[i] >= "2020") kept.push_back(static_cast<std::int32_t>(i));
    record = select_rows(record, kept);
    for (const char *date : {"2015-03-01", "2016-03-01", "2019-12-31"}) add_leak(with, "P7", date);
    EXPECT_EQ(assess(with).frequency_per_year, assess(without).frequency_per_year);
}

/// Ten pipes so long that their expected leaks overflow, beside two risers that can be fitted.
Network unfittable_network() {
    Network n = drawn_network(10, 1.0, 1.0);
    std::fill(n.pipe.length_m.begin(), n.pipe.length_m.end(), 1e200);
    for (const char *id : {"R0", "R1"}) {
        const auto r = append_row(n.riser, id).row();
        n.riser.material[r] = Material::galvanised, n.riser.install_year[r] = 1990;
    }
    for (const char *id : {"P0", "P1", "R0"}) add_leak(n, id, "2019-03-01");
    return n;
}

TEST(RiskFit, RecordsThatCannotBeFittedAreSaid) {
    const Network n = unfittable_network();
    const RiskOptions plain{.year = year, .samples = 0};
    const RiskResults fitted = assess_risk(n, fitted_scheme(), {}, plain);
    const RiskResults levels = assess_risk(n, default_scheme(), {}, plain);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(fitted.record_model[i], RecordModel::not_fitted) << i;
        EXPECT_EQ(levels.record_model[i], RecordModel::levels) << i;
        EXPECT_EQ(fitted.frequency_per_year[i], levels.frequency_per_year[i]) << i;
        EXPECT_EQ(fitted.renewed_frequency_per_year[i], levels.renewed_frequency_per_year[i]) << i;
    }
    EXPECT_EQ(fitted.record_model[10], RecordModel::fitted) << "risers are fitted apart";
    EXPECT_NE(fitted.ln_local[10], levels.ln_local[10]);
    Issues issues;
    report_unfitted(fitted, issues);
    ASSERT_EQ(row_count(issues), 1U);
    EXPECT_EQ(issues.kind[0], "records_not_fitted");
    EXPECT_EQ(issues.layer[0] + issues.object_id[0] + issues.value[0], "pipeP010");
    EXPECT_NE(issue_message(issues, 0, Lang::en).find("could not be fitted"), std::string::npos);
    EXPECT_NE(issue_message(issues, 0, Lang::zh).find("未能拟合"), std::string::npos);
    report_unfitted(levels, issues);
    EXPECT_EQ(row_count(issues), 1U);
}

TEST(RiskFit, OwnLeaksRaiseAndThreadsDoNotMatter) {
    Network n = drawn_network(200, 1.0, 1.0);
    for (int k = 0; k < 5; ++k) add_leak(n, "P10", "2020-05-01");
    const RiskResults one = assess(n, fitted_scheme(), 1), two = assess(n, fitted_scheme(), 2);
    EXPECT_GT(one.ln_record[10], 0.5);
    EXPECT_NE(one.causes[10].find("leaks on record"), std::string::npos) << one.causes[10];
    for_each_column<RiskResults>(
        [&](const auto &column) { EXPECT_EQ(one.*column.data, two.*column.data) << column.name; });
}

} // namespace
} // namespace gastwin
