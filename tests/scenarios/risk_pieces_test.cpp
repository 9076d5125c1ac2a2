// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_pieces.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "risk_networks.hpp"

namespace gastwin {
namespace {

constexpr RiskOptions in_2024{.year = 2024, .this_year = 2024, .samples = 0};

/// Pipes P0 … with a valve V0 … on each, and a regulator R0 from P0 to P1.
Network sample(int pipes) {
    Network n = parallel_pipes(std::vector<PipeSpec>(static_cast<std::size_t>(pipes)));
    for (int i = 0; i < pipes; ++i) {
        const auto v = append_row(n.valve, numbered("V", static_cast<std::size_t>(i))).row();
        n.valve.pipe[v] = PipeIdx{i}, n.valve.position[v] = 0.5, n.valve.kind[v] = "pit";
    }
    const auto r = append_row(n.regulator, "R0").row();
    n.regulator.from_node[r] = NodeIdx{1}, n.regulator.to_node[r] = NodeIdx{2};
    n.regulator.set_gauge_pressure_pa[r] = 2500.0;
    return n;
}

PieceRisks assess(const Network &n, const RiskScheme &scheme = default_scheme()) {
    return assess_pieces(n, assess_risk(n, scheme, {}, in_2024), scheme, in_2024);
}

TEST(RiskPieces, WithoutRecordsTheSchemeSpeaks) {
    Network n = sample(2);
    n.regulator.install_year[0] = 1924; // a hundred years
    const PieceRisks r = assess(n);
    ASSERT_EQ(r.id, (std::vector<std::string>{"V0", "V1", "R0"}));
    EXPECT_EQ(r.frequency_per_year[0], default_scheme().valve.base_per_year);
    EXPECT_DOUBLE_EQ(r.frequency_per_year[2], 2.0 * default_scheme().regulator.base_per_year) << "(100/25)^0.5";
    EXPECT_EQ(r.level, (std::vector{1.0, 1.0, 1.0}));
    EXPECT_EQ(r.table_name[2], "regulator");
}

TEST(RiskPieces, ConsequencesAreThoseOfTheCostliestPipeThere) {
    Network n = sample(3);
    add_building(n, 50, 1000, 90); // beside P1
    const RiskResults risk = assess_risk(n, default_scheme(), {}, in_2024);
    const PieceRisks r = assess_pieces(n, risk, default_scheme(), in_2024);
    EXPECT_EQ(r.pipe, (std::vector<std::string>{"P0", "P1", "P2", "P1"}));
    EXPECT_GT(r.people_near[3], 0.0);
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t p = i == 3 ? 1 : i;
        const double serious =
            r.frequency_per_year[i] * (i == 3 ? default_scheme().regulator : default_scheme().valve).serious_per_leak;
        EXPECT_DOUBLE_EQ(r.serious_per_year[i], serious);
        EXPECT_DOUBLE_EQ(r.risk_cny_per_year[i], r.frequency_per_year[i] * risk.consequence_leak_cny[p] +
                                                     serious * risk.consequence_serious_cny[p]);
    }
    EXPECT_EQ(r.rank[3], 1);
}

TEST(RiskPieces, RecordsMoveTheKindAndThePiece) {
    Network n = sample(100);
    for (int k = 0; k < 3; ++k) add_leak(n, "V7", "2020-01-0" + std::to_string(k + 1));
    add_leak(n, "V8", "2024-01-01");
    add_leak(n, "V9", "2022-05-01", "第三方损坏");
    add_leak(n, "nobody", "2015-01-01");
    const PieceRisks r = assess(n);
    // Ten years of records from 2015; 100 valves, 0.003 a year each; one leak's worth of belief.
    const double expected = 100 * 10 * 0.003, level = (1 + 4) / (1 + expected), a0 = 1 / 0.9;
    EXPECT_NEAR(r.level[0], level, 1e-12);
    const double prior = 0.003 * level;
    EXPECT_NEAR(r.frequency_per_year[7], (a0 + 3) / (a0 / prior + 10), 1e-12);
    EXPECT_NEAR(r.frequency_per_year[0], a0 / (a0 / prior + 10), 1e-12);
    EXPECT_EQ(r.frequency_per_year[9], r.frequency_per_year[0]) << "third party says nothing of its condition";
    EXPECT_EQ(r.leaks_on_record[7], 3);
    EXPECT_EQ(r.rank[7], 1);
    EXPECT_EQ(r.causes[7].substr(0, 17), "3 leaks on record");
    EXPECT_EQ(r.level.back(), 1 / (1 + 0.017 * 10)) << "regulators have a level of their own";
}

TEST(RiskPieces, ReplacedRegulatorsDoNotInheritLeaks) {
    Network n = sample(2);
    n.regulator.install_year[0] = 2018;
    for (const char *date : {"2015-03-01", "2017-03-01", "2019-03-01"}) add_leak(n, "R0", date);
    EXPECT_EQ(assess(n).leaks_on_record[2], 1);
}

TEST(RiskPieces, PiecesWithoutGasOrThatAreNoRegulatorsHaveNoRow) {
    Network n = sample(3);
    n.pipe.state[2] = UseState::abandoned;
    const auto check = append_row(n.regulator, "C").row();
    n.regulator.from_node[check] = NodeIdx{0}, n.regulator.to_node[check] = NodeIdx{2};
    n.regulator.control[check] = PressureControl::check_valve;
    const auto link = append_row(n.valve, "L").row();
    n.valve.from_node[link] = NodeIdx{0}, n.valve.to_node[link] = NodeIdx{2};
    EXPECT_EQ(assess(n).id, (std::vector<std::string>{"V0", "V1", "L", "R0"}));
    EXPECT_EQ(row_count(assess(Network{})), 0U);
}

TEST(RiskPieces, OtherNetworksRiskIsRefused) {
    const Network n = sample(3), other = parallel_pipes({{}});
    EXPECT_ANY_THROW((void)assess_pieces(n, assess_risk(other, default_scheme(), {}, in_2024)));
}

} // namespace
} // namespace gastwin
