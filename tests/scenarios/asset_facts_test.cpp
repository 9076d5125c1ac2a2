// SPDX-License-Identifier: Apache-2.0
#include "scenarios/asset_facts.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "risk_networks.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {
namespace {

constexpr FactOptions in_2024{.year = 2024, .this_year = 2024};

TEST(AssetFacts, ListsPipesWithGasThenRisers) {
    Twin t;
    t.network = parallel_pipes({{}, {}, {}});
    t.network.pipe.state[1] = UseState::empty;
    t.network.pipe.depth_m[2] = -2.0;
    append_row(t.network.riser, "R");
    const Assets a = gather_assets(t, in_2024);
    EXPECT_EQ(a.facts.id, (std::vector<std::string>{"P0", "P2", "R"}));
    EXPECT_EQ(a.row, (std::vector<std::int32_t>{0, 2, 0}));
    EXPECT_EQ(a.facts.setting, (std::vector{AssetSetting::buried, AssetSetting::above_ground, AssetSetting::riser}));
    EXPECT_EQ(a.pipes, 2U);
}

TEST(AssetFacts, AgesOfMissingAndImpossibleYears) {
    Twin t;
    t.network = parallel_pipes({{Material::pe, 2000}, {Material::pe, missing_int}, {Material::pe, 2100}});
    const Assets a = gather_assets(t, in_2024);
    EXPECT_EQ(a.facts.age_a[0], 24.0);
    EXPECT_EQ(a.facts.assumed_age_a[0], 24.0);
    for (const std::size_t i : {1U, 2U}) {
        EXPECT_TRUE(std::isnan(a.facts.age_a[i]));
        EXPECT_EQ(a.facts.assumed_age_a[i], 25.0) << "built before 2000";
    }
    FactOptions other = in_2024;
    other.assumed_built_before = 1990;
    EXPECT_EQ(gather_assets(t, other).facts.assumed_age_a[1], 35.0);
}

TEST(AssetFacts, NothingRecordedIsNotZero) {
    Twin t;
    t.network = parallel_pipes({{}, {}});
    Assets a = gather_assets(t, in_2024);
    EXPECT_EQ(a.facts.leaks_on_record[0], missing_int);
    EXPECT_EQ(a.facts.open_hazards[0], missing_int);
    EXPECT_EQ(a.facts.built_over[0], missing_int);
    add_leak(t.network, "P1", "2020-05-01");
    a = gather_assets(t, in_2024);
    EXPECT_EQ(a.facts.leaks_on_record, (std::vector<std::int32_t>{0, 1}));
    EXPECT_EQ(a.facts.open_hazards[0], missing_int) << "leaks say nothing of hazards";
}

TEST(AssetFacts, ExposuresAreCountedByKind) {
    Twin t;
    t.network = parallel_pipes({{}, {}});
    const auto expose = [&](ExposureKind kind, const std::string &table, const std::string &object) {
        const auto e = append_row(t.exposure, numbered("E", row_count(t.exposure))).row();
        t.exposure.pipe[e] = "P0", t.exposure.kind[e] = kind;
        t.exposure.table_name[e] = table, t.exposure.object_id[e] = object;
    };
    using enum ExposureKind;
    append_row(t.network.enclosure, "S");
    for (const ExposureKind kind : {built_over, protection_zone, control_zone}) expose(kind, "building", "B");
    for (const ExposureKind kind : {in_space, crosses_space, control_zone}) expose(kind, "enclosure", "S");
    expose(control_zone, "customer", "C");
    const AssetFacts f = gather_assets(t, in_2024).facts;
    EXPECT_EQ(f.special_places, (std::vector<std::int32_t>{1, 0}));
    EXPECT_EQ(f.clearances_short[0], missing_int);
    EXPECT_EQ(f.built_over, (std::vector<std::int32_t>{1, 0}));
    EXPECT_EQ(f.buildings_near, (std::vector<std::int32_t>{2, 0}));
    EXPECT_EQ(f.in_space, (std::vector<std::int32_t>{1, 0}));
    EXPECT_EQ(f.crosses_space, (std::vector<std::int32_t>{1, 0}));
    EXPECT_EQ(f.spaces_near, (std::vector<std::int32_t>{3, 0}));
    EXPECT_EQ(f.works_near[0], missing_int);
}

TEST(AssetFacts, PeopleAreThoseOfTheRiskAssessment) {
    Twin t;
    t.network = mixed_network(40);
    FactOptions with = in_2024;
    with.people = true;
    const AssetFacts f = gather_assets(t, with).facts;
    const RiskResults risk = assess_risk(t.network, default_scheme(), {}, {.year = 2024, .samples = 0});
    EXPECT_EQ(f.people_near, risk.people_near);
    EXPECT_EQ(f.id, risk.id);
    EXPECT_TRUE(std::isnan(gather_assets(t, in_2024).facts.people_near[0]));
}

} // namespace
} // namespace gastwin
