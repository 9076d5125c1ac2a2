// SPDX-License-Identifier: Apache-2.0
#include "engine/quasi_steady.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

Sketch street() {
    Sketch s;
    for (int i = 0; i < 3; ++i) s.node();
    s.source(0, 1e5);
    s.regulator(0, 1, 3000.0);
    s.pipe(1, 2, 500, 0.1);
    s.customer(2, 0.005);
    return s;
}

TEST(QuasiSteady, EveryRowIsTheSteadyStateOfItsDemands) {
    Sketch s = street();
    TransientOptions options;
    options.factors.factor[0] = {1, 1, 1, 1, 1, 1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 2, 1, 1, 1, 1};
    const std::vector<Event> events{{18.0 * 3600.0, EventKind::demand_factor, "c0", 0.5},
                                    {20.5 * 3600.0, EventKind::source_lose, "s0", 0.0}};
    const TimeSeries run = simulate_quasi_steady(s.network, s.network.customer.demand_kg_s, options, events);
    ASSERT_EQ(row_count(run.system), 25u);
    for (std::size_t i = 0; i < 25; ++i) {
        const double factor = options.factors.factor[0][i % 24] * (i >= 18 ? 0.5 : 1.0);
        Sketch now = street();
        now.network.customer.demand_kg_s[0] *= factor;
        if (i > 20) now.network.source = {};
        const State steady = now.solve();
        for (std::size_t v = 0; v < 3; ++v)
            EXPECT_TRUE(run.node.pressure_pa[3 * i + v] == steady.node.pressure_pa[v] ||
                        std::isnan(steady.node.pressure_pa[v]));
        EXPECT_NEAR(run.system.supplied_kg_s[i], i > 20 ? 0.0 : 0.005 * factor, 1e-12);
    }
    EXPECT_EQ(run.status, Status::no_source);
    EXPECT_NE(run.explanation.find("75600"), std::string::npos) << run.explanation;
}

TEST(QuasiSteady, AgreesWithTheTransientWhereDemandChangesSlowly) {
    Sketch s = street();
    TransientOptions options;
    options.factors.factor[0] = {1, 1, 1, 1, 1, 1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 2, 1, 1, 1, 1};
    const TimeSeries slow = simulate_quasi_steady(s.network, s.network.customer.demand_kg_s, options);
    const TimeSeries real = simulate(s.network, s.network.customer.demand_kg_s, options);
    ASSERT_EQ(slow.node.id, real.node.id);
    for (std::size_t i = 0; i < slow.node.id.size(); ++i)
        EXPECT_NEAR(slow.node.gauge_pressure_pa[i], real.node.gauge_pressure_pa[i], 2.0);
    EXPECT_NEAR(slow.system.linepack_kg.back(), real.system.linepack_kg.back(), 1e-3);
}

TEST(QuasiSteady, HolesNeedTheTransient) {
    const Sketch s = street();
    EXPECT_THROW((void)simulate_quasi_steady(s.network, s.network.customer.demand_kg_s, {},
                                             std::vector<Event>{{0.0, EventKind::hole, "n1", 0.01}}),
                 Error);
}

} // namespace
} // namespace gastwin
