// SPDX-License-Identifier: Apache-2.0
// A survey written from a known network reads back as that network's assets.
#include <algorithm>
#include <cmath>

#include "files.hpp"
#include "gis/import.hpp"
#include "gis/survey_writer.hpp"
#include "models/references.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin {
namespace {

class RoundTrip : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const test::TempFolder folder;
        city = synthetic_city({.households = 1500, .seed = 7, .household_rows = true});
        write_survey(city, folder.path());
        const std::vector<std::filesystem::path> inputs{folder / "survey", folder / "registers"};
        inventory = import_survey(inputs, {.this_year = 2024});
    }
    static inline Network city;
    static inline Inventory inventory;
};

TEST_F(RoundTrip, EveryAssetOnce) {
    ASSERT_GT(row_count(city.pipe), 50U);
    EXPECT_EQ(row_count(inventory.line), row_count(city.pipe));
    EXPECT_EQ(row_count(inventory.point), row_count(city.node) + row_count(city.valve));
    EXPECT_EQ(row_count(inventory.valve.rows), row_count(city.valve));
    EXPECT_EQ(row_count(inventory.regulator.rows), row_count(city.regulator));
    EXPECT_EQ(row_count(inventory.source.rows), row_count(city.source));
    EXPECT_EQ(row_count(inventory.riser.rows), row_count(city.riser));
    EXPECT_EQ(row_count(inventory.building.rows), row_count(city.building));
    EXPECT_EQ(row_count(inventory.customer.rows), row_count(city.customer));
    EXPECT_EQ(inventory.crs, city.crs);
}

TEST_F(RoundTrip, PipesKeepTheirValues) {
    const IdMap rows = id_map(inventory.line);
    for (std::size_t row = 0; row < row_count(city.pipe); ++row) {
        const Pipes &pipe = city.pipe;
        ASSERT_TRUE(rows.contains(pipe.id[row])) << pipe.id[row];
        const auto at = static_cast<std::size_t>(rows.at(pipe.id[row]));
        EXPECT_EQ(inventory.line.from_point[at], city.node.id[pipe.from_node[row].row()]);
        EXPECT_EQ(inventory.line.to_point[at], city.node.id[pipe.to_node[row].row()]);
        EXPECT_EQ(inventory.line.diameter_text[at], pipe.diameter_text[row]) << pipe.id[row];
        EXPECT_NEAR(inventory.line.inner_diameter_m[at], pipe.inner_diameter_m[row], 1e-9) << pipe.id[row];
        EXPECT_NEAR(inventory.line.length_m[at], pipe.length_m[row], 0.01);
        EXPECT_EQ(pressure_tier(inventory.line.pressure_class[at]), pressure_tier(pipe.pressure_class[row]));
        EXPECT_EQ(inventory.line.install_year[at], pipe.install_year[row]);
        EXPECT_EQ(inventory.line.material[at], pipe.material[row]) << pipe.id[row];
    }
}

TEST_F(RoundTrip, RegulatorsAndSourcesKeepTheirPressures) {
    const IdMap rows = id_map(inventory.regulator.rows);
    for (std::size_t row = 0; row < row_count(city.regulator); ++row) {
        const auto at = static_cast<std::size_t>(rows.at(city.regulator.id[row]));
        EXPECT_NEAR(inventory.regulator.rows.set_gauge_pressure_pa[at], city.regulator.set_gauge_pressure_pa[row], 0.1);
        EXPECT_NEAR(inventory.regulator.rows.capacity_kg_s[at], city.regulator.capacity_kg_s[row], 1e-3);
        EXPECT_EQ(inventory.regulator.references.at("from_node")[at],
                  city.node.id[city.regulator.from_node[row].row()]);
    }
    for (std::size_t row = 0; row < row_count(city.source); ++row)
        EXPECT_NEAR(inventory.source.rows.gauge_pressure_pa[row], city.source.gauge_pressure_pa[row], 1.0);
}

TEST_F(RoundTrip, ACleanSurveyHasNoComplaints) {
    for (std::size_t row = 0; row < row_count(inventory.issue); ++row)
        EXPECT_TRUE(inventory.issue.severity[row] == Severity::note)
            << inventory.issue.kind[row] << " " << inventory.issue.layer[row] << " " << inventory.issue.object_id[row]
            << " " << inventory.issue.column[row] << " " << inventory.issue.value[row];
}

} // namespace
} // namespace gastwin
