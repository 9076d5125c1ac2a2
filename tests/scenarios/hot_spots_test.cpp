// SPDX-License-Identifier: Apache-2.0
#include "scenarios/hot_spots.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

/// A street of pipes in a row, N0 – N1 – …, of these lengths; risk per km as given.
struct Street {
    Network network;
    RiskResults risk;
};

Street street(const std::vector<double> &length_m, const std::vector<double> &density) {
    Street s;
    double x = 0.0;
    for (std::size_t i = 0; i <= length_m.size(); ++i) {
        const NodeIdx node = append_row(s.network.node, numbered("N", i));
        s.network.node.x_m[node.row()] = x, s.network.node.y_m[node.row()] = 0.0;
        if (i < length_m.size()) x += length_m[i];
    }
    for (std::size_t i = 0; i < length_m.size(); ++i) {
        const auto p = append_row(s.network.pipe, numbered("P", i)).row();
        s.network.pipe.from_node[p] = NodeIdx{i}, s.network.pipe.to_node[p] = NodeIdx{i + 1};
        s.network.pipe.length_m[p] = length_m[i], s.network.pipe.inner_diameter_m[p] = 0.1;
        s.network.pipe.street[p] = i < 3 ? "First" : "Second";
    }
    s.risk = assess_risk(s.network, default_scheme(), {}, {.samples = 0});
    s.risk.risk_cny_per_km_year = density;
    for (std::size_t i = 0; i < density.size(); ++i) s.risk.risk_cny_per_year[i] = density[i] * length_m[i] * 1e-3;
    return s;
}

TEST(HotSpots, ContiguousPipesMakeOneAndAShortPieceDoesNotPartThem) {
    const Street s = street({100, 20, 100, 100, 100, 100}, {90, 1, 80, 70, 2, 95});
    const HotSpots spots = hot_spots(s.network, s.risk, {.top_share = 0.6});
    ASSERT_EQ(row_count(spots), 2U);
    EXPECT_EQ(spots.pipes[0], "P5");
    EXPECT_EQ(spots.pipes[1], "P0 P2 P3 P1");
    EXPECT_EQ(spots.streets[1], "First, Second");
    EXPECT_NEAR(spots.length_km[1], 0.32, 1e-12);
    EXPECT_NEAR(spots.risk_cny_per_year[1], 9.0 + 8.0 + 7.0 + 0.02, 1e-12);
    EXPECT_NEAR(spots.risk_cny_per_km_year[1], 24.02 / 0.32, 1e-9);
    EXPECT_DOUBLE_EQ(spots.x_m[1], 50.0);
    EXPECT_EQ(row_count(hot_spots(s.network, s.risk, {.top_share = 0.6, .bridge_m = 10.0})), 3U);
}

TEST(HotSpots, AllLengthIsOneSpotOfAConnectedNetworkAndALittleIsItsWorstPipe) {
    const Street s = street({50, 60, 70, 80}, {4, 3, 2, 1});
    const HotSpots all = hot_spots(s.network, s.risk, {.top_share = 1.0});
    ASSERT_EQ(row_count(all), 1U);
    EXPECT_EQ(all.pipe_count[0], 4);
    EXPECT_NEAR(all.serious_per_year[0],
                std::accumulate(s.risk.serious_per_year.begin(), s.risk.serious_per_year.end(), 0.0), 1e-18);
    EXPECT_EQ(hot_spots(s.network, s.risk, {.top_share = 1e-6}).pipes, std::vector<std::string>{"P0"});
}

TEST(HotSpots, TopPipesAreThereOnceAndRanked) {
    const Network n = mixed_network(80);
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.samples = 0});
    const HotSpots spots = hot_spots(n, risk, {.top_share = 0.3, .bridge_m = 0.0});
    std::multiset<std::string> listed;
    for (std::size_t i = 0; i < row_count(spots); ++i) {
        EXPECT_EQ(spots.rank[i], static_cast<std::int32_t>(i + 1));
        EXPECT_LE(spots.risk_cny_per_km_year[i], spots.risk_cny_per_km_year[i > 0 ? i - 1 : 0]);
        EXPECT_EQ(spots.pipe_count[i], 1) << "parallel pipes share no node";
        listed.insert(spots.pipes[i]);
    }
    double least_in = 1e300, most_out = 0.0, taken = 0.0, all = 0.0;
    for (std::size_t i = 0; i < row_count(risk); ++i) {
        if (risk.table_name[i] != "pipe") continue;
        const bool in = listed.count(risk.id[i]) == 1;
        EXPECT_LE(listed.count(risk.id[i]), 1U);
        (in ? least_in : most_out) =
            in ? std::min(least_in, risk.risk_cny_per_km_year[i]) : std::max(most_out, risk.risk_cny_per_km_year[i]);
        all += risk.length_km[i], taken += in ? risk.length_km[i] : 0.0;
    }
    EXPECT_GE(least_in, most_out);
    EXPECT_GE(taken, 0.3 * all);
}

TEST(HotSpots, NothingAndNonsense) {
    EXPECT_EQ(row_count(hot_spots(Network{}, RiskResults{})), 0U);
    const Street s = street({50}, {1});
    for (const HotSpotOptions &o :
         {HotSpotOptions{.top_share = 0.0}, HotSpotOptions{.top_share = 1.1}, HotSpotOptions{.bridge_m = -1.0}})
        EXPECT_THROW((void)hot_spots(s.network, s.risk, o), Error);
    EXPECT_THROW((void)hot_spots(parallel_pipes({}), s.risk), Error);
}

} // namespace
} // namespace gastwin
