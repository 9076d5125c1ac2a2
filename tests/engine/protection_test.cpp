// SPDX-License-Identifier: Apache-2.0
#include "engine/protection.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// Source – regulator – main – two customers behind service pipes; every customer has a self-closing valve.
struct District {
    Sketch s;
    int main = 0, service = 0, duty = 0;

    District() {
        s.network.gas = reference_gas();
        const int source = s.node(), up = s.node(), down = s.node(), end = s.node();
        s.source(source, 2e5);
        s.pipe(source, up, 500, 0.1);
        main = s.pipe(down, end, 100, 0.1);
        duty = s.regulator(up, down, 2500.0);
        for (int c = 0; c < 2; ++c) {
            const int house = s.node();
            service = s.pipe(end, house, 20, 0.04);
            s.customer(house, 1e-3);
            fit(c);
        }
    }
    void fit(int customer) {
        const auto row = append_row(s.network.device, numbered('d', row_count(s.network.device))).row();
        s.network.device.customer[row] = CustomerIdx{customer};
        s.network.device.kind[row] = DeviceKind::self_closing_valve;
    }
    [[nodiscard]] ProtectedState solve() const { return solve_protected(s.network, s.network.customer.demand_kg_s); }
};

TEST(Protection, NothingTripsInASoundNetwork) {
    const District d;
    const ProtectedState result = d.solve();
    EXPECT_TRUE(result.trip.id.empty());
    EXPECT_EQ(result.state.status, Status::converged);
    EXPECT_DOUBLE_EQ(result.state.customer.supplied_kg_s[0], 1e-3);
}

TEST(Protection, TheSlamShutSavesTheHouseholdsFromOverPressureAndTheyShutForWantOfGas) {
    District d;
    d.s.network.regulator.state[0] = RegulatorState::failed_open;
    d.s.network.regulator.trip_high_gauge_pressure_pa[0] = 5000.0;
    const ProtectedState result = d.solve();
    ASSERT_EQ(result.trip.id, (std::vector<std::string>{"r0", "c0", "c1"}));
    EXPECT_EQ(result.trip.cause[0], TripCause::over_pressure);
    EXPECT_GT(result.trip.value[0], 1.9e5);
    EXPECT_EQ(result.trip.cause[1], TripCause::under_pressure);
    EXPECT_TRUE(is_missing(result.trip.value[1])) << "no gas";
    EXPECT_EQ(result.trip.round, (std::vector<std::int32_t>{1, 2, 2}));
    EXPECT_EQ(result.state.regulator.flow_kg_s[0], 0.0);
}

TEST(Protection, WithoutASlamShutTheHouseholdsShutOnOverPressure) {
    District d;
    d.s.network.regulator.state[0] = RegulatorState::failed_open;
    const ProtectedState result = d.solve();
    ASSERT_EQ(result.trip.id, (std::vector<std::string>{"c0", "c1"}));
    EXPECT_EQ(result.trip.cause[0], TripCause::over_pressure);
    EXPECT_EQ(result.state.status, Status::converged);
    EXPECT_EQ(result.state.demand_kg_s, 0.0);
}

TEST(Protection, OfTwoStationsOnlyTheOneThatFailedLatches) {
    // Both feed one zone; the second is slam-shut protected at a higher limit. Shutting the first saves it.
    District d;
    d.s.network.regulator.state[0] = RegulatorState::failed_open;
    d.s.network.regulator.trip_high_gauge_pressure_pa[0] = 5000.0;
    const int second = d.s.regulator(1, 3, 2400.0);
    d.s.network.regulator.trip_high_gauge_pressure_pa[static_cast<std::size_t>(second)] = 6000.0;
    const ProtectedState result = d.solve();
    ASSERT_EQ(result.trip.id, std::vector<std::string>{"r0"});
    EXPECT_NEAR(result.state.regulator.flow_kg_s[1], 2e-3, 1e-12);
    EXPECT_EQ(result.state.status, Status::converged);
}

TEST(Protection, UnderPressureShutOffOfAStarvedStation) {
    District d;
    d.s.network.source.gauge_pressure_pa[0] = 1000.0;
    d.s.network.regulator.trip_low_gauge_pressure_pa[0] = 1500.0;
    const ProtectedState result = d.solve();
    ASSERT_FALSE(result.trip.id.empty());
    EXPECT_EQ(result.trip.id[0], "r0");
    EXPECT_EQ(result.trip.cause[0], TripCause::under_pressure);
}

TEST(Protection, TheExcessFlowValveShutsTheBrokenServiceAlone) {
    District d;
    for (int p = d.service - 1; p <= d.service; ++p) {
        const auto row = append_row(d.s.network.valve, numbered('v', row_count(d.s.network.valve))).row();
        d.s.network.valve.pipe[row] = PipeIdx{p};
        d.s.network.valve.position[row] = 0.0;
        d.s.network.valve.trip_flow_kg_s[row] = 3e-3;
    }
    const int broken = d.s.customer(5, 6e-3); // a leak behind the second service pipe
    const ProtectedState result = d.solve();
    ASSERT_EQ(result.trip.id, (std::vector<std::string>{"v1", "c1"}));
    EXPECT_EQ(result.trip.cause[0], TripCause::over_flow);
    EXPECT_NEAR(result.trip.value[0], 7e-3, 1e-12);
    EXPECT_DOUBLE_EQ(result.state.customer.supplied_kg_s[0], 1e-3) << "the neighbour keeps its gas";
    EXPECT_EQ(result.state.customer.supplied_kg_s[static_cast<std::size_t>(broken)], 0.0);
}

TEST(Protection, ATornHoseTripsOnOverFlow) {
    District d;
    d.s.network.customer.connected_load_kg_s = {5e-4, 2e-3};
    const ProtectedState result = d.solve();
    ASSERT_EQ(result.trip.id, std::vector<std::string>{"c0"});
    EXPECT_EQ(result.trip.cause[0], TripCause::over_flow);
    EXPECT_DOUBLE_EQ(result.trip.limit[0], 9e-4);
}

} // namespace
} // namespace gastwin
