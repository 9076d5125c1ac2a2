// SPDX-License-Identifier: Apache-2.0
// import_survey() on the reference sets: a whole district, and lines without attributes.
#include "gis/import.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace gastwin {
namespace {

namespace fs = std::filesystem;

fs::path reference(const char *path) { return fs::path(GASTWIN_SHARED_DATA) / "gis" / path; }

const Inventory &wuchang() {
    static const Inventory inventory = [] {
        const std::vector<fs::path> inputs{reference("wuchang/survey"), reference("wuchang/registers")};
        ImportOptions options;
        options.this_year = 2024;
        return import_survey(inputs, options);
    }();
    return inventory;
}

#define SKIP_WITHOUT(path)                                                                                             \
    if (!fs::exists(reference(path))) GTEST_SKIP() << "reference data absent: " << reference(path)

std::size_t repeated(const std::vector<std::string> &ids) {
    return ids.size() - std::set<std::string>(ids.begin(), ids.end()).size();
}

std::map<std::string, int> kinds(const Issues &issues) {
    std::map<std::string, int> counts;
    for (const std::string &kind : issues.kind) ++counts[kind];
    return counts;
}

TEST(ImportWuchang, SurveyRows) {
    SKIP_WITHOUT("wuchang");
    const Inventory &inventory = wuchang();
    ASSERT_EQ(row_count(inventory.line), 6428U);
    EXPECT_EQ(row_count(inventory.point), 8138U);
    EXPECT_EQ(inventory.line_shape.rows(), 6428U);
    EXPECT_EQ(inventory.crs, "EPSG:4547");
    EXPECT_EQ(repeated(inventory.line.id), 40U);
    EXPECT_EQ(repeated(inventory.point.id), 10U);
    std::size_t null_geometries = 0;
    for (std::size_t row = 0; row < 6428; ++row) null_geometries += inventory.line_shape[row].empty() ? 1 : 0;
    EXPECT_EQ(null_geometries, 15U);
    // first row of the survey
    EXPECT_EQ(inventory.line.id[0], "P000001");
    EXPECT_EQ(inventory.line.from_point[0], "N000001");
    EXPECT_EQ(inventory.line.diameter_text[0], "de200");
    EXPECT_EQ(inventory.line.material[0], Material::pe);
    EXPECT_EQ(inventory.line.pressure_class[0], PressureClass::medium);
    EXPECT_EQ(inventory.line.install_year[0], 2003);
    EXPECT_NEAR(inventory.line.length_m[0], 248.53, 1e-9);
    EXPECT_NEAR(inventory.point.x_m[0], 528162.83, 0.2);
    EXPECT_NEAR(inventory.point.y_m[0], 3376197.38, 0.2);
}

TEST(ImportWuchang, RegisterRows) {
    SKIP_WITHOUT("wuchang");
    const Inventory &inventory = wuchang();
    EXPECT_EQ(row_count(inventory.building.rows), 1530U);
    EXPECT_EQ(inventory.building_outline.rows(), 1530U);
    EXPECT_EQ(row_count(inventory.riser.rows), 3988U);
    EXPECT_EQ(row_count(inventory.regulator.rows), 58U);
    EXPECT_EQ(row_count(inventory.source.rows), 3U);
    EXPECT_EQ(row_count(inventory.valve.rows), 1579U);
    EXPECT_EQ(row_count(inventory.customer.rows), 76238U + 339U + 19U);
    EXPECT_EQ(row_count(inventory.record.rows), 3118U + 1410U + 60U);
    EXPECT_EQ(row_count(inventory.enclosure.rows), 701U);
    const auto &customer = inventory.customer;
    for (const auto &[name, cells] : customer.references) EXPECT_EQ(cells.size(), row_count(customer.rows)) << name;
    EXPECT_EQ(customer.references.at("riser")[0], "R000001");
    EXPECT_EQ(std::count(inventory.valve.rows.open.begin(), inventory.valve.rows.open.end(), Flag{0}), 1);
    EXPECT_EQ(std::count(inventory.valve.rows.operable.begin(), inventory.valve.rows.operable.end(), Flag{0}),
              75 + 54 + 34);
    EXPECT_NEAR(inventory.regulator.rows.set_gauge_pressure_pa[0], 2800.0, 1e-9);
    EXPECT_NEAR(inventory.regulator.rows.capacity_kg_s[0], 800.0 * 0.75 / 3600.0, 1e-9);
    const auto &trips = inventory.regulator.rows.trip_high_gauge_pressure_pa;
    EXPECT_EQ(std::count_if(trips.begin(), trips.end(), [](double p) { return std::isnan(p); }), 6);
}

TEST(ImportWuchang, DevicesOfHouseholdsAndUnits) {
    SKIP_WITHOUT("wuchang");
    const Devices &device = wuchang().device.rows;
    const auto count = [&](DeviceKind kind) { return std::count(device.kind.begin(), device.kind.end(), kind); };
    EXPECT_EQ(count(DeviceKind::self_closing_valve), 76238 - 34880);
    EXPECT_EQ(count(DeviceKind::hose), 76238 - 1947);
    EXPECT_GE(count(DeviceKind::alarm), 76238 - 63833); // and those of units
    EXPECT_GT(count(DeviceKind::shut_off), 0);
    EXPECT_EQ(repeated(device.id), 0U);
    const auto &customers = wuchang().device.references.at("customer");
    ASSERT_EQ(customers.size(), row_count(device));
    for (std::size_t row = 0; row < customers.size(); ++row) ASSERT_TRUE(device.id[row].starts_with(customers[row]));
    for (const std::string &date : device.installed) ASSERT_TRUE(date.empty() || date[4] == '-') << date;
}

TEST(ImportWuchang, DesignFlowOfPipedUnits) {
    SKIP_WITHOUT("wuchang");
    const Customers &customer = wuchang().customer.rows;
    double sum_kg_s = 0.0;
    for (const double load : customer.connected_load_kg_s)
        if (!std::isnan(load)) sum_kg_s += load;
    EXPECT_NEAR(sum_kg_s, 4590.9 * 0.75 / 3600.0, 0.1 * 0.75 / 3600.0);
}

/// Objects the reference labels with this defect.
std::set<std::string> labelled(const std::string &defect) {
    std::ifstream file(reference("wuchang/defects_truth.csv"));
    std::set<std::string> ids;
    for (std::string line; std::getline(file, line);) {
        std::istringstream cells(line);
        std::string kind, id;
        std::getline(cells, kind, ',');
        std::getline(cells, id, ',');
        if (kind == defect) ids.insert(id);
    }
    return ids;
}

std::set<std::string> reported(const Issues &issues, const std::string &kind) {
    std::set<std::string> ids;
    for (std::size_t row = 0; row < row_count(issues); ++row) {
        if (issues.kind[row] != kind) continue;
        std::string id = issues.object_id[row];
        if (id.ends_with("X")) id.pop_back(); // zero-length rows repeat a pipe under its id + X
        ids.insert(std::move(id));
    }
    return ids;
}

TEST(ImportWuchang, DefectsOfValuesAreFoundExactly) {
    SKIP_WITHOUT("wuchang");
    const std::vector<std::pair<std::string, std::size_t>> expected{
        {"missing_material", 371}, {"missing_diameter", 252}, {"bad_install_year", 243}, {"depth_in_cm", 70}};
    for (const auto &[kind, count] : expected) {
        const auto truth = labelled(kind), found = reported(wuchang().issue, kind);
        EXPECT_EQ(truth.size(), count) << kind;
        std::vector<std::string> missed, invented;
        std::set_difference(truth.begin(), truth.end(), found.begin(), found.end(), std::back_inserter(missed));
        std::set_difference(found.begin(), found.end(), truth.begin(), truth.end(), std::back_inserter(invented));
        EXPECT_TRUE(missed.empty()) << kind << " missed " << missed.size() << ", first " << missed[0];
        EXPECT_TRUE(invented.empty()) << kind << " invented " << invented.size() << ", first " << invented[0];
    }
}

TEST(ImportWuchang, SecondCopyOfTheSurveyIsNotReadTwice) {
    SKIP_WITHOUT("wuchang");
    EXPECT_EQ(kinds(wuchang().issue)["duplicate_source"], 2);
    EXPECT_EQ(kinds(wuchang().issue)["unrecognised_layer"], 0);
    EXPECT_EQ(row_count(wuchang().layer_read), 18U);
}

TEST(ImportKaohsiung, GeometryAloneIsReadWithNumberedRows) {
    SKIP_WITHOUT("kaohsiung");
    const std::vector<fs::path> inputs{reference("kaohsiung")};
    const Inventory inventory = import_survey(inputs, {});
    ASSERT_EQ(row_count(inventory.line), 609U); // the GeoJSON twin is not read twice
    EXPECT_EQ(inventory.crs, "EPSG:3826");      // by parameters: the .prj carries no code
    double sum_m = 0.0;
    for (std::size_t row = 0; row < 609; ++row) sum_m += length_m(inventory.line_shape[row]);
    EXPECT_NEAR(sum_m, 156387.0, 0.5);
    EXPECT_EQ(repeated(inventory.line.id), 0U); // every row has the ID 100
    auto counts = kinds(inventory.issue);
    EXPECT_EQ(counts["ids_generated"], 1);
    EXPECT_EQ(counts["duplicate_source"], 1);
    EXPECT_EQ(counts["other_profile"], 1);
    EXPECT_EQ(counts["missing_material"], 609);
}

} // namespace
} // namespace gastwin
