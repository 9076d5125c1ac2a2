// SPDX-License-Identifier: Apache-2.0
#include "scenarios/disruption.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/linepack.hpp"
#include "scenarios/station_failures.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// A source, 500 m, a regulator, a low-pressure street with a valve in its middle; a boiler house before it, a school
/// behind.
Sketch street() {
    Sketch s;
    for (int i = 0; i < 6; ++i) s.node();
    s.source(0, 2e5);
    s.pipe(0, 1, 500, 0.1);
    s.regulator(1, 2, 3000.0);
    s.pipe(2, 3, 200, 0.1);
    s.valve(3, 4, true);
    s.pipe(4, 5, 300, 0.1);
    const auto near = static_cast<std::size_t>(s.customer(3, 0.002)),
               far = static_cast<std::size_t>(s.customer(5, 0.004));
    s.network.customer.kind[near] = CustomerKind::heating;
    s.network.customer.households[far] = 40;
    s.network.customer.special[far] = "school";
    return s;
}

DisruptionOutcome run(const Sketch &s, const Disruption &disruption) {
    const State before = s.solve();
    return disrupt(s.network, s.network.customer.demand_kg_s, disruption, before);
}

TEST(Disruption, AShutValveTakesWhatLiesBehindIt) {
    const DisruptionOutcome outcome = run(street(), {.close = {ValveIdx{0}}});
    EXPECT_EQ(outcome.loss.customers_out, 1);
    EXPECT_EQ(outcome.loss.households_out, 40);
    EXPECT_EQ(outcome.loss.special_out, 1);
    EXPECT_DOUBLE_EQ(outcome.loss.unmet_kg_s, 0.004);
    EXPECT_FALSE(outcome.simulation_status);
    EXPECT_TRUE(is_missing(outcome.unmet_kg));
}

TEST(Disruption, RegulatorsFailAsTheBatchOfAllStationsSays) {
    const Sketch s = street();
    const StationFailureResults batch =
        station_failures(s.network, s.network.customer.demand_kg_s, s.network.customer.demand_kg_s);
    const DisruptionOutcome shut = run(s, {.shut = {RegulatorIdx{0}}}), open = run(s, {.wide_open = {RegulatorIdx{0}}});
    EXPECT_EQ(shut.loss.customers_out, batch.customers_out[0]);
    EXPECT_EQ(shut.loss.customers_out, 2);
    EXPECT_EQ(open.loss.customers_over_pressure, batch.customers_over_pressure[1]);
    EXPECT_EQ(open.loss.customers_over_pressure, 2);
    EXPECT_DOUBLE_EQ(open.loss.max_gauge_pressure_pa, batch.max_gauge_pressure_pa[1]);
    EXPECT_DOUBLE_EQ(open.loss.length_over_pressure_m, 500.0);
}

TEST(Disruption, StoredGasLastsAsLongAsItsFormulaSays) {
    const Sketch s = street();
    const DisruptionOutcome outcome = run(s, {.lost = {SourceIdx{0}}, .hours = 3.0});
    EXPECT_EQ(outcome.loss.customers_out, 2) << "in the end";
    EXPECT_EQ(outcome.customers_out_then, 2);
    EXPECT_EQ(outcome.households_out_then, 40);
    // What both tiers hold above the trip pressure, over the demand. Behind the regulator wide open one pressure is
    // left.
    const State before = s.solve();
    double usable_kg = 0.0;
    for (std::size_t p = 0; p < 3; ++p) {
        const std::size_t a = s.network.pipe.from_node[p].row(), b = s.network.pipe.to_node[p].row();
        usable_kg += usable_linepack_kg(
            s.network.gas, s.network.pipe.length_m[p] * circle_area_m2(s.network.pipe.inner_diameter_m[p]),
            0.5 * (before.node.pressure_pa[a] + before.node.pressure_pa[b]), standard_pressure_pa + 800.0);
    }
    EXPECT_NEAR(outcome.first_out_s, usable_kg / 0.006, 0.06 * usable_kg / 0.006);
    EXPECT_NEAR(outcome.unmet_kg, 0.006 * (3.0 * 3600.0 - outcome.first_out_s), 0.05 * outcome.unmet_kg);
    const DisruptionOutcome unharmed = run(s, {.hours = 1.0});
    EXPECT_EQ(unharmed.customers_out_then, 0);
    EXPECT_TRUE(std::isinf(unharmed.first_out_s));
}

TEST(Disruption, ASurgeDrawsPressureDownForThoseItConcerns) {
    const Sketch s = street();
    EXPECT_EQ(run(s, {.demand_factor = 1.5}).loss.customers_low_pressure, 0);
    const DisruptionOutcome all = run(s, {.demand_factor = 8.0});
    EXPECT_GT(all.loss.customers_low_pressure, 0);
    EXPECT_EQ(all.loss.customers_out, 0);
    const DisruptionOutcome nobody = run(s, {.demand_factor = 8.0, .of_kind = CustomerKind::industrial});
    EXPECT_EQ(nobody.loss.customers_low_pressure, 0);
    EXPECT_DOUBLE_EQ(nobody.loss.unmet_kg_s, 0.0);
}

TEST(Disruption, NumbersThatMakeNoSenseAreErrors) {
    const Sketch s = street();
    for (const Disruption &d : {Disruption{.demand_factor = -1.0}, Disruption{.demand_factor = missing_real},
                                Disruption{.hours = -1.0}, Disruption{.hours = 1e9}})
        EXPECT_THROW(static_cast<void>(run(s, d)), Error);
}

} // namespace
} // namespace gastwin
