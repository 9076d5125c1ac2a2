// SPDX-License-Identifier: Apache-2.0
// Random networks whose regulators fail open and are restored, with compressors among them: every run comes to its end,
// pressures stay positive, mass balances.
#include <gtest/gtest.h>

#include "engine/transient.hpp"
#include "tests/engine/random_network.hpp"

namespace gastwin {
namespace {

struct Accident {
    Sketch sketch;
    std::vector<Event> events;
};

/// Sources up to ten times as high as usual, unlimited regulators, half of which fail open within half an hour.
Accident random_accident(std::uint64_t seed) {
    Accident a{.sketch = random_network(seed), .events = {}};
    Random dice(seed + 5);
    Regulators &regulator = a.sketch.network.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        if (dice.chance(0.4)) regulator.capacity_kg_s[r] = missing_real;
        if (dice.chance(0.5))
            a.events.push_back({dice.uniform(0.0, 1800.0), EventKind::regulator_fail_open, regulator.id[r], 0.0});
        if (dice.chance(0.3))
            a.events.push_back({dice.uniform(1800.0, 3000.0), EventKind::regulator_restore, regulator.id[r], 0.0});
        if (!dice.chance(0.2)) continue;
        regulator.control[r] = static_cast<PressureControl>(dice.integer(0, 4));
        regulator.ratio[r] = dice.uniform(1.0, 4.0);
        if (regulator.control[r] == PressureControl::compressor_flow && is_missing(regulator.capacity_kg_s[r]))
            regulator.capacity_kg_s[r] = 0.02;
    }
    for (double &p : a.sketch.network.source.gauge_pressure_pa)
        if (dice.chance(0.5)) p *= dice.uniform(1.0, 10.0);
    return a;
}

TEST(TransientProperties, RunsInWhichRegulatorsFailOpenComeToTheirEnd) {
    int ran = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Accident a = random_accident(seed);
        if (a.events.empty()) continue;
        TransientOptions options;
        options.to_s = 3600.0;
        options.output_step_s = 600.0;
        const Network &network = a.sketch.network;
        const TimeSeries run = simulate(network, network.customer.demand_kg_s, options, a.events);
        ++ran;
        EXPECT_LE(run.status, Status::service_infeasible) << run.explanation;
        EXPECT_EQ(run.system.time_s.back(), 3600.0);
        EXPECT_LE(run.closure, 1e-11);
        for (const double p : run.node.pressure_pa) EXPECT_GT(p, 0.0);
        for (const double q : run.regulator.flow_kg_s) EXPECT_GE(q, 0.0);
        if (HasFailure()) FAIL() << "seed " << seed;
    }
    EXPECT_GT(ran, 150);
}

TEST(TransientProperties, WithInertiaTheyEndOrSayWhyNot) {
    int ran = 0, early = 0;
    for (std::uint64_t seed = 120; seed < 160; ++seed) { // of 300, the 145th alone stops early
        const Accident a = random_accident(seed);
        if (a.events.empty()) continue;
        TransientOptions options;
        options.to_s = 3600.0;
        options.output_step_s = 600.0;
        options.inertia = true;
        const TimeSeries run = simulate(a.sketch.network, a.sketch.network.customer.demand_kg_s, options, a.events);
        ++ran;
        if (run.system.time_s.back() < 3600.0) {
            ++early;
            EXPECT_GT(run.status, Status::service_infeasible);
            EXPECT_FALSE(run.explanation.empty());
        }
        EXPECT_LE(run.closure, 1e-11);
        for (const double p : run.node.pressure_pa) EXPECT_GT(p, 0.0);
        if (HasFailure()) FAIL() << "seed " << seed;
    }
    EXPECT_GT(ran, 20);
    EXPECT_EQ(early, 1);
}

TEST(TransientProperties, ALowPressureZoneBelowAFailedRegulatorTakesTheMainsPressure) {
    for (const TimeScheme scheme : {TimeScheme::backward_euler, TimeScheme::sdirk2})
        for (const bool inertia : {false, true}) {
            Sketch s;
            for (int i = 0; i < 4; ++i) s.node();
            s.source(0, 4e6);
            s.pipe(0, 1, 3000, 0.3);
            s.regulator(1, 2, 3000.0);
            s.pipe(2, 3, 2000, 0.2);
            s.customer(3, 0.05);
            TransientOptions options;
            options.scheme = scheme;
            options.inertia = inertia;
            options.to_s = 7200.0;
            const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options,
                                            {{{600.0, EventKind::regulator_fail_open, "r0", 0.0}}});
            EXPECT_EQ(run.status, Status::converged) << run.explanation;
            EXPECT_LE(run.closure, 1e-11);
            s.network.regulator.state[0] = RegulatorState::failed_open;
            const State steady = s.solve();
            for (std::size_t v = 0; v < 4; ++v)
                EXPECT_NEAR(run.node.pressure_pa[run.node.id.size() - 4 + v] / steady.node.pressure_pa[v], 1.0, 1e-6);
        }
}

} // namespace
} // namespace gastwin
