// SPDX-License-Identifier: Apache-2.0
// Sources that give at most max_flow_kg_s: what they cannot give comes out of the line-pack.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "engine/transient.hpp"
#include "tests/engine/random_network.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

constexpr double limit_kg_s = 0.02, demand_kg_s = 0.03;

/// A wide main of 196 m³ that a limited source feeds and one customer empties.
Sketch main_of_one_customer(bool reversed) {
    Sketch s;
    s.node();
    s.node();
    s.source(0, 2e5);
    s.network.source.max_flow_kg_s[0] = limit_kg_s;
    s.pipe(reversed ? 1 : 0, reversed ? 0 : 1, 1000, 0.5);
    s.customer(1, demand_kg_s);
    return s;
}

TimeSeries run_for(const Sketch &s, double to_s, const TransientOptions &given = {},
                   const std::vector<Event> &events = {}) {
    TransientOptions options = given;
    options.to_s = to_s;
    options.output_step_s = 600.0;
    return simulate(s.network, s.network.customer.demand_kg_s, options, events);
}

TEST(TransientSourceLimit, TheLinePackFallsByWhatIsTakenOverTheLimit) {
    for (const bool reversed : {false, true})
        for (const bool inertia : {false, true}) {
            const TimeSeries run = run_for(main_of_one_customer(reversed), 3600.0, {.inertia = inertia});
            EXPECT_EQ(run.status, Status::converged) << run.explanation;
            EXPECT_LE(run.closure, 1e-11);
            const std::vector<double> &time = run.system.time_s, &pack = run.system.linepack_kg;
            ASSERT_EQ(time.size(), 7U);
            for (std::size_t i = 0; i < time.size(); ++i) {
                EXPECT_NEAR(run.system.supplied_kg_s[i], demand_kg_s, 1e-12);
                if (i == 0) continue;
                EXPECT_NEAR(run.system.inflow_kg_s[i], limit_kg_s, 1e-12);
                EXPECT_NEAR(pack[i] - pack[0], (limit_kg_s - demand_kg_s) * time[i], 1e-6 * pack[0]) << time[i];
            }
        }
}

TEST(TransientSourceLimit, WhatEndsIsTheDemandBeyondTheLimit) {
    const TimeSeries run = run_for(main_of_one_customer(false), 86400.0);
    EXPECT_LE(run.status, Status::service_infeasible) << run.explanation;
    EXPECT_NEAR(run.system.supplied_kg_s.back(), limit_kg_s, 1e-6);
    EXPECT_NEAR(run.system.unmet_kg_s.back(), demand_kg_s - limit_kg_s, 1e-6);
    EXPECT_LT(run.system.min_gauge_pressure_pa.back(), 200.0); // within the band in which demand ends
}

TEST(TransientSourceLimit, TheSourceHoldsItsPressureAgainOnceTheDemandIsLess) {
    TransientOptions options;
    options.demand_profile = {{"c0", {3600, 3601}, {1.0, 0.5}}};
    const TimeSeries run = run_for(main_of_one_customer(false), 4 * 3600.0, options);
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_LE(run.closure, 1e-11);
    const double highest = *std::max_element(run.system.inflow_kg_s.begin() + 1, run.system.inflow_kg_s.end());
    EXPECT_LE(highest, limit_kg_s * (1.0 + 1e-7));
    EXPECT_NEAR(run.system.inflow_kg_s.back(), 0.5 * demand_kg_s, 1e-6);
    const double at_source = run.node.gauge_pressure_pa[run.node.id.size() - 2];
    EXPECT_NEAR(at_source, 2e5, 1.0);
}

TEST(TransientSourceLimit, AnotherSourceCarriesWhatTheLimitedOneCannot) {
    Sketch s = main_of_one_customer(false);
    s.node();
    s.source(2, 2e5);
    s.pipe(2, 1, 1000, 0.3);
    const TimeSeries run = run_for(s, 3600.0);
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_NEAR(run.system.inflow_kg_s.back(), demand_kg_s, 1e-6);
    const std::vector<double> &last = run.node.gauge_pressure_pa;
    EXPECT_LT(last[last.size() - 3], 2e5 - 0.01);
    EXPECT_NEAR(last.back(), 2e5, 0.01);
}

TEST(TransientSourceLimit, RandomNetworksWithLimitsComeToTheirEnd) {
    int at_limit = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Sketch s = random_network(seed);
        Random dice(seed + 11);
        Sources &source = s.network.source;
        std::vector<double> limits;
        for (double &limit : source.max_flow_kg_s) limits.push_back(limit = dice.uniform(1e-4, 5e-2));
        const TimeSeries run = run_for(s, 3600.0, {.inertia = seed % 3 == 0});
        EXPECT_LE(run.status, Status::service_infeasible) << run.explanation;
        EXPECT_EQ(run.system.time_s.back(), 3600.0);
        EXPECT_LE(run.closure, 1e-11);
        const double together = std::accumulate(limits.begin(), limits.end(), 0.0);
        for (std::size_t i = 1; i < run.system.inflow_kg_s.size(); ++i) {
            EXPECT_LE(run.system.inflow_kg_s[i], together * (1.0 + 1e-7) + 1e-8);
            at_limit += run.system.inflow_kg_s[i] > 0.999 * limits.front();
        }
        for (const double p : run.node.pressure_pa) EXPECT_GT(p, 0.0);
        if (HasFailure()) FAIL() << "seed " << seed;
    }
    EXPECT_GT(at_limit, 50);
}

} // namespace
} // namespace gastwin
