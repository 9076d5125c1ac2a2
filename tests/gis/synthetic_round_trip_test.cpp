// SPDX-License-Identifier: Apache-2.0
// The synthetic city through files and back: written as a survey, imported, joined, solved.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "engine/loads.hpp"
#include "engine/steady.hpp"
#include "gis/connect.hpp"
#include "gis/import.hpp"
#include "gis/survey_writer.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

class SyntheticRoundTrip : public testing::Test {
  protected:
    fs::path folder =
        fs::temp_directory_path() /
        ("gastwin_round_trip_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    void SetUp() override { fs::remove_all(folder); }
    void TearDown() override { fs::remove_all(folder); }

    Twin read_back(const Network &truth, const DefectOptions &defects) {
        write_survey(truth, folder, defects);
        const std::vector<fs::path> inputs{folder / "survey", folder / "registers"};
        return connect(import_survey(inputs));
    }
};

Network city(std::int32_t households, std::uint64_t seed) {
    CityOptions options;
    options.households = households, options.seed = seed;
    return synthetic_city(options);
}

template <class Table> std::map<std::string, std::size_t> rows_by_id(const Table &table) {
    std::map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < row_count(table); ++row) rows[table.id[row]] = row;
    return rows;
}

TEST_F(SyntheticRoundTrip, ACleanSurveyGivesTheSameNetwork) {
    const Network truth = city(6000, 3);
    const Network net = read_back(truth, {}).network;
    ASSERT_EQ(row_count(net.pipe), row_count(truth.pipe));
    ASSERT_EQ(row_count(net.node), row_count(truth.node));
    const auto pipe = rows_by_id(net.pipe);
    for (std::size_t t = 0; t < row_count(truth.pipe); ++t) {
        ASSERT_TRUE(pipe.contains(truth.pipe.id[t])) << truth.pipe.id[t];
        const std::size_t p = pipe.at(truth.pipe.id[t]);
        EXPECT_EQ(net.node.id[net.pipe.from_node[p].row()], truth.node.id[truth.pipe.from_node[t].row()]);
        EXPECT_EQ(net.node.id[net.pipe.to_node[p].row()], truth.node.id[truth.pipe.to_node[t].row()]);
        EXPECT_NEAR(net.pipe.length_m[p], truth.pipe.length_m[t], 1e-9) << truth.pipe.id[t];
        EXPECT_NEAR(net.pipe.inner_diameter_m[p], truth.pipe.inner_diameter_m[t], 1e-9) << truth.pipe.id[t];
        EXPECT_EQ(net.pipe.roughness_m[p], truth.pipe.roughness_m[t]) << truth.pipe.id[t];
        EXPECT_EQ(net.pipe.material[p], truth.pipe.material[t]) << truth.pipe.id[t];
        EXPECT_EQ(net.pipe.pressure_class[p], truth.pipe.pressure_class[t]) << truth.pipe.id[t];
        EXPECT_EQ(net.pipe.install_year[p], truth.pipe.install_year[t]) << truth.pipe.id[t];
    }
    const auto valve = rows_by_id(net.valve);
    ASSERT_EQ(valve.size(), row_count(truth.valve));
    for (std::size_t t = 0; t < row_count(truth.valve); ++t) {
        const std::size_t v = valve.at(truth.valve.id[t]);
        EXPECT_EQ(net.pipe.id[net.valve.pipe[v].row()], truth.pipe.id[truth.valve.pipe[t].row()]);
        EXPECT_NEAR(net.valve.position[v], truth.valve.position[t], 0.01) << truth.valve.id[t];
        EXPECT_EQ(net.valve.operable[v], truth.valve.operable[t]);
    }
    EXPECT_EQ(row_count(net.building), row_count(truth.building));
    EXPECT_EQ(row_count(net.riser), row_count(truth.riser));
    EXPECT_EQ(row_count(net.record), row_count(truth.record));
    EXPECT_EQ(row_count(net.enclosure), row_count(truth.enclosure));
}

TEST_F(SyntheticRoundTrip, ACleanSurveyGivesTheSamePressures) {
    const Network truth = city(6000, 4);
    const Network net = read_back(truth, {}).network;
    const State expected = solve_steady(truth, customer_demand_kg_s(truth, Load::peak));
    const State found = solve_steady(net, customer_demand_kg_s(net, Load::peak));
    ASSERT_EQ(found.status, Status::converged);
    EXPECT_NEAR(found.demand_kg_s, expected.demand_kg_s, 1e-6 * expected.demand_kg_s);
    const auto node = rows_by_id(net.node);
    for (std::size_t t = 0; t < row_count(truth.node); ++t)
        EXPECT_NEAR(found.node.gauge_pressure_pa[node.at(truth.node.id[t])], expected.node.gauge_pressure_pa[t], 0.05)
            << truth.node.id[t];
}

TEST_F(SyntheticRoundTrip, ABrokenSurveyStillServesMostCustomers) {
    const Network truth = city(20000, 5);
    const Twin twin = read_back(truth, {.enabled = true, .seed = 2});
    EXPECT_GT(row_count(twin.repair), 100u);
    const State state = solve_steady(twin.network, customer_demand_kg_s(twin.network, Load::peak));
    EXPECT_LT(state.unmet_kg_s, 0.05 * state.demand_kg_s);
    // Joining the tiers would let medium pressure into low-pressure pipes.
    for (std::size_t r = 0; r < row_count(twin.network.regulator); ++r)
        EXPECT_NE(state.node.zone[twin.network.regulator.from_node[r].row()],
                  state.node.zone[twin.network.regulator.to_node[r].row()]);
}

} // namespace
} // namespace gastwin
