// SPDX-License-Identifier: Apache-2.0
#include "scenarios/asset_columns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "risk_networks.hpp"

namespace gastwin {
namespace {

struct Columns : ::testing::Test {
    Columns() {
        twin.network = parallel_pipes({{Material::steel, 2000, 0.2, 50}, {Material::unknown, missing_int}});
        twin.network.pipe.state[0] = UseState::in_use;
        twin.network.pipe.street = {"Main Road", ""};
        const auto r = append_row(twin.network.riser, "R").row();
        twin.network.riser.floors[r] = 7;
        assets = gather_assets(twin, {.year = 2024, .this_year = 2024});
        sources = {.network = &twin.network, .assets = &assets, .grade = {}, .grade_row = {}, .risk_row = {}};
    }
    Twin twin;
    Assets assets;
    ColumnSources sources;
};

TEST_F(Columns, NumbersCodesAndTextsWithTheirMissingValues) {
    const auto material = find_column(sources, AssetSetting::buried, "material");
    ASSERT_TRUE(material && material->is_code());
    EXPECT_EQ(material->number(0), static_cast<double>(Material::steel));
    EXPECT_TRUE(material->missing(1)) << "unknown is not recorded";
    EXPECT_EQ(material->shown(0, Lang::zh), "钢");
    EXPECT_EQ(material->shown(1, Lang::en), "");
    const auto year = find_column(sources, AssetSetting::buried, "install_year");
    EXPECT_EQ(year->number(0), 2000.0);
    EXPECT_TRUE(year->missing(1));
    const auto street = find_column(sources, AssetSetting::buried, "street");
    EXPECT_TRUE(street->is_text());
    EXPECT_EQ(street->text(0), "Main Road");
    EXPECT_TRUE(street->missing(1));
    EXPECT_EQ(find_column(sources, AssetSetting::buried, "length_m")->shown(0, Lang::en), "50 m");
}

TEST_F(Columns, RowsAreThoseOfTheAssetsOwnTable) {
    EXPECT_EQ(find_column(sources, AssetSetting::riser, "floors")->number(2), 7.0);
    EXPECT_EQ(find_column(sources, AssetSetting::riser, "floors")->table, "riser");
    EXPECT_EQ(find_column(sources, AssetSetting::riser, "age_a")->table, "asset_facts");
    EXPECT_FALSE(find_column(sources, AssetSetting::buried, "floors"));
    EXPECT_FALSE(find_column(sources, AssetSetting::buried, "from_node")) << "a reference is no value";
    EXPECT_FALSE(find_column(sources, AssetSetting::buried, "risk.nonsense"));
}

TEST_F(Columns, ResultsThatWereNotComputedAreMissing) {
    for (const char *name : {"risk.frequency_per_year", "criticality.households_out", "grade"}) {
        const auto column = find_column(sources, AssetSetting::buried, name);
        ASSERT_TRUE(column) << name;
        EXPECT_TRUE(column->missing(0)) << name;
    }
    CriticalityResults critical;
    resize_rows(critical, 2);
    critical.households_out = {3, 4};
    sources.criticality = &critical;
    EXPECT_EQ(find_column(sources, AssetSetting::buried, "criticality.households_out")->number(1), 4.0);
    EXPECT_TRUE(find_column(sources, AssetSetting::riser, "criticality.households_out")->missing(2));
}

TEST_F(Columns, NamesAreKnownWithoutAnyTable) {
    const std::vector<std::string> names = asset_column_names();
    for (const std::string &name : names) {
        const bool known = find_column({}, AssetSetting::buried, name) || find_column({}, AssetSetting::riser, name);
        EXPECT_TRUE(known) << name;
    }
    EXPECT_EQ(std::count(names.begin(), names.end(), "material"), 1);
    for (const std::string_view table : ruled_tables())
        for (const std::string &name : table_column_names(table))
            EXPECT_TRUE(find_column(nullptr, table, name)) << table << "." << name;
    EXPECT_FALSE(find_column(nullptr, "nonsense", "id"));
}

TEST_F(Columns, RiskRowsFollowIdsPastRowsOfOtherTables) {
    RiskResults risk = assess_risk(twin.network, default_scheme(), {}, {.year = 2024, .samples = 0});
    EXPECT_EQ(risk_rows(assets, risk), (std::vector<std::int32_t>{0, 1, 2}));
    const auto extra = append_row(risk, "V").row();
    risk.table_name[extra] = "valve";
    EXPECT_EQ(risk_rows(assets, risk), (std::vector<std::int32_t>{0, 1, 2}));
    risk.id[1] = "somebody else's";
    EXPECT_ANY_THROW((void)risk_rows(assets, risk));
}

} // namespace
} // namespace gastwin
