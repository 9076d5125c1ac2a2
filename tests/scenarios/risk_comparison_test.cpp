// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

const RiskOptions options{.year = 2025, .samples = 0};

std::vector<std::int32_t> all_rows(const RiskResults &risk) {
    std::vector<std::int32_t> rows(row_count(risk));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int32_t>(i);
    return rows;
}

double lower_median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[(values.size() - 1) / 2];
}

TEST(RiskComparison, MediansAreThoseOfSortedLists) {
    Network n = mixed_network(300);
    for (std::size_t i = 0; i < 300; ++i) n.pipe.street[i] = i % 7 == 0 ? "" : numbered("S", i % 11);
    n.pipe.state[5] = UseState::abandoned;
    const RiskResults risk = assess_risk(n, default_scheme(), {}, options);
    const RiskComparisons table = compare_risk(n, risk, default_scheme(), all_rows(risk));
    std::map<std::string, std::vector<double>> street, like;
    for (std::size_t i = 0; i < row_count(table); ++i) {
        street[table.street[i]].push_back(table.risk_cny_per_km_year[i]);
        like[table.class_name[i]].push_back(table.risk_cny_per_km_year[i]);
    }
    EXPECT_EQ(street.size(), 12U) << "eleven and none";
    EXPECT_GT(like.size(), 20U);
    for (std::size_t i = 0; i < row_count(table); ++i) {
        EXPECT_EQ(table.class_median[i], lower_median(like[table.class_name[i]])) << table.class_name[i];
        EXPECT_EQ(static_cast<std::size_t>(table.class_assets[i]), like[table.class_name[i]].size());
        EXPECT_DOUBLE_EQ(table.class_times[i] * table.class_median[i], table.risk_cny_per_km_year[i]);
        if (table.street[i].empty()) {
            EXPECT_EQ(table.street_assets[i], 0);
            EXPECT_EQ(table.sentence[i].find("street"), std::string::npos);
            continue;
        }
        EXPECT_EQ(table.street_median[i], lower_median(street[table.street[i]]));
        EXPECT_NE(table.sentence_zh[i].find(table.street[i]), std::string::npos);
    }
}

TEST(RiskComparison, ClassesAreMaterialDecadeAndSetting) {
    Network n = parallel_pipes({{Material::steel, 1989},
                                {Material::steel, 1980},
                                {Material::steel, 1990},
                                {Material::pe, 1989},
                                {Material::steel, 1989},
                                {Material::steel, missing_int}});
    n.pipe.depth_m = {1.0, 1.0, 1.0, 1.0, -2.0, 1.0};
    const RiskResults risk = assess_risk(n, default_scheme(), {}, options);
    const RiskComparisons table = compare_risk(n, risk, default_scheme(), all_rows(risk));
    EXPECT_EQ(table.class_name[0], "steel, 1980s, buried pipe");
    EXPECT_EQ(table.class_name_zh[5], "钢，年代不明，埋地管道");
    EXPECT_EQ(table.class_assets, (std::vector<std::int32_t>{2, 2, 1, 1, 1, 1}));
    EXPECT_EQ(table.class_times[2], 1.0);
    EXPECT_EQ(table.sentence[2], "the only one of its class (steel, 1990s, buried pipe)");
    EXPECT_EQ(table.sentence_zh[2], "同类（钢，1990年代，埋地管道）仅此一个");
}

TEST(RiskComparison, ARiskOfAnotherNetworkIsRefused) {
    const Network n = mixed_network(5), other = mixed_network(6);
    const RiskResults risk = assess_risk(n, default_scheme(), {}, options);
    const std::vector<std::int32_t> first{0}, beyond{10};
    EXPECT_THROW(std::ignore = compare_risk(other, risk, default_scheme(), first), Error);
    EXPECT_THROW(std::ignore = compare_risk(n, risk, default_scheme(), beyond), Error);
    EXPECT_EQ(row_count(compare_risk(n, risk, default_scheme(), {})), 0U);
}

} // namespace
} // namespace gastwin
