// SPDX-License-Identifier: Apache-2.0
// A synthetic city written as a broken survey, read back and connected: what was known before must be there again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "gis/connect.hpp"
#include "gis/import.hpp"
#include "gis/supply.hpp"
#include "gis/survey_writer.hpp"
#include "models/check.hpp"
#include "scenarios/synthetic_city.hpp"
#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

struct RoundTrip {
    Network city;
    Twin twin;
    std::size_t deleted = 0; ///< pipes whose rows the broken survey lacks
};

RoundTrip round_trip(std::uint64_t seed, bool broken) {
    RoundTrip trip;
    CityOptions options;
    options.households = 20000;
    options.seed = seed;
    trip.city = synthetic_city(options);
    const fs::path folder =
        fs::path(testing::TempDir()) / ("connect_city_" + std::to_string(seed) + (broken ? "b" : ""));
    write_survey(trip.city, folder, {.enabled = broken, .seed = seed});
    ImportOptions reading;
    reading.this_year = 2024;
    const std::vector<fs::path> inputs{folder / "survey", folder / "registers"};
    trip.twin = connect(import_survey(inputs, reading));
    std::ifstream labels(folder / "defects_truth.csv");
    for (std::string text; std::getline(labels, text);) trip.deleted += text.starts_with("deleted_pipe");
    fs::remove_all(folder);
    return trip;
}

std::multiset<std::pair<std::string, std::string>> edges(const Network &n) {
    std::multiset<std::pair<std::string, std::string>> edges;
    for (std::size_t p = 0; p < row_count(n.pipe); ++p)
        edges.insert(std::minmax(n.node.id[n.pipe.from_node[p].row()], n.node.id[n.pipe.to_node[p].row()]));
    return edges;
}

TEST(ConnectCity, ASoundSurveyComesBackAsItWas) {
    const RoundTrip trip = round_trip(1, false);
    EXPECT_EQ(edges(trip.twin.network), edges(trip.city));
    EXPECT_EQ(row_count(trip.twin.repair), 0u);
    EXPECT_EQ(row_count(trip.twin.network.valve), row_count(trip.city.valve));
    EXPECT_EQ(row_count(trip.twin.network.regulator), row_count(trip.city.regulator));
    EXPECT_DOUBLE_EQ(supplied_length_share(trip.twin.network), supplied_length_share(trip.city));
}

TEST(ConnectCity, ABrokenSurveyLosesOnlyWhatItLacks) {
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
        SCOPED_TRACE(seed);
        const RoundTrip trip = round_trip(seed, true);
        auto left = edges(trip.twin.network);
        std::size_t restored = 0;
        const auto truth = edges(trip.city);
        for (const auto &edge : truth)
            if (const auto found = left.find(edge); found != left.end()) left.erase(found), ++restored;
        EXPECT_GT(row_count(trip.twin.repair), 100u);
        EXPECT_GE(static_cast<double>(restored + trip.deleted), 0.998 * static_cast<double>(truth.size()));
        EXPECT_LE(static_cast<double>(left.size()), 0.002 * static_cast<double>(truth.size()));
        EXPECT_NO_THROW(require_sound(trip.twin.network));
    }
}

TEST(ConnectCity, NoPipeChangesItsTier) {
    for (const std::uint64_t seed : {4u, 5u}) {
        SCOPED_TRACE(seed);
        const RoundTrip trip = round_trip(seed, true);
        const Pipes &was = trip.city.pipe, &is = trip.twin.network.pipe;
        const IdMap rows = id_map(was);
        for (std::size_t p = 0; p < row_count(is); ++p)
            if (const auto found = rows.find(is.id[p]); found != rows.end()) {
                EXPECT_EQ(pressure_tier(is.pressure_class[p]),
                          pressure_tier(was.pressure_class[static_cast<std::size_t>(found->second)]))
                    << is.id[p];
            }
    }
}

} // namespace
} // namespace gastwin
