// SPDX-License-Identifier: Apache-2.0
#include "engine/valve_losses.hpp"

#include <gtest/gtest.h>

#include "engine/transient.hpp"
#include "models/valve_loss.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// Source – 1 km DN100 with a valve on it – customer.
Sketch throttled(double opening, ValveType type, double position = 0.4) {
    Sketch s;
    s.network.gas = reference_gas();
    s.node(), s.node();
    s.source(0, 1e5);
    s.pipe(0, 1, 1000.0, 0.1);
    s.customer(1, 0.05);
    const auto v = static_cast<std::size_t>(s.valve(-1, -1, true));
    s.network.valve.pipe[v] = PipeIdx{0};
    s.network.valve.position[v] = position;
    s.network.valve.opening[v] = opening;
    s.network.valve.type[v] = type;
    return s;
}

TEST(ValveLosses, APartlyOpenValveCostsItsVelocityHeads) {
    Sketch plain = throttled(missing_real, ValveType::butterfly);
    const State open = plain.solve(), half = throttled(0.5, ValveType::butterfly).solve();
    const double area = circle_area_m2(0.1), zeta = valve_loss_coefficient(ValveType::butterfly, 0.5);
    const double expected = 0.5 * zeta * plain.network.gas.a2_m2_s2() * 0.05 * 0.05 / (area * area);
    const double p0 = open.node.pressure_pa[1], p1 = half.node.pressure_pa[1];
    EXPECT_NEAR(0.5 * (p0 * p0 - p1 * p1), expected, 1e-6 * expected);
    plain.network.pipe.loss_coefficient[0] = zeta;
    EXPECT_EQ(plain.solve().node.pressure_pa, half.node.pressure_pa) << "the same as a loss of the pipe";
}

TEST(ValveLosses, FullyOpenTakesNothingAndZeroShuts) {
    const State open = throttled(missing_real, ValveType::gate).solve();
    EXPECT_EQ(throttled(1.0, ValveType::gate).solve().node.pressure_pa, open.node.pressure_pa);
    const State shut = throttled(0.0, ValveType::gate).solve();
    EXPECT_EQ(shut.status, Status::no_source);
    EXPECT_TRUE(is_missing(shut.node.pressure_pa[1]));
}

TEST(ValveLosses, ASplitPipeHasTheLossOnceWhereTheValveStands) {
    for (const double position : {0.0, 0.4, 0.7, 1.0}) {
        Sketch s = throttled(0.3, ValveType::plug, position);
        const auto on_pipe = static_cast<std::size_t>(s.customer(0, 0.0)); // splits the pipe at 0.7
        s.network.customer.node[on_pipe] = {};
        s.network.customer.pipe[on_pipe] = PipeIdx{0};
        s.network.customer.position[on_pipe] = 0.7;
        EXPECT_NEAR(s.solve().node.pressure_pa[1], throttled(0.3, ValveType::plug).solve().node.pressure_pa[1], 1e-3)
            << position;
        const std::vector<double> losses =
            valve_losses(s.network.valve, build_graph(s.network, SplitAt::closed_valves));
        EXPECT_EQ(losses[position < 0.7 ? 0 : 1], valve_loss_coefficient(ValveType::plug, 0.3)) << position;
        EXPECT_EQ(losses[position < 0.7 ? 1 : 0], 0.0) << position;
    }
}

TEST(ValveLosses, TransientFlowSettlesAtTheSteadyState) {
    const Sketch s = throttled(0.2, ValveType::gate);
    TransientOptions options;
    options.to_s = 600.0;
    options.output_step_s = 600.0;
    options.start_pressure_pa = {2e5, 2e5};
    const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options);
    EXPECT_NEAR(run.node.gauge_pressure_pa.back(), gauge(s.solve(), 1), 1.0);
}

TEST(ValveLosses, TransientFlowSettlesWithTheLocalLossShareOfSteadyFlow) {
    const Sketch s = throttled(1.0, ValveType::gate);
    TransientOptions options;
    options.to_s = options.output_step_s = 600.0;
    options.start_pressure_pa = {2e5, 2e5};
    options.local_loss_share = 0.1;
    const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options);
    EXPECT_NEAR(run.node.gauge_pressure_pa.back(), gauge(s.solve({.local_loss_share = 0.1}), 1), 1.0);
    EXPECT_GT(gauge(s.solve(), 1), run.node.gauge_pressure_pa.back() + 100.0);
}

TEST(ValveLosses, AnEventOpensAValveThatItsOpeningShut) {
    const Sketch s = throttled(0.0, ValveType::gate);
    TransientOptions options;
    options.to_s = 3600.0;
    const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options,
                                    std::vector<Event>{{0.0, EventKind::valve_open, "v0", 0.0}});
    EXPECT_NEAR(run.node.gauge_pressure_pa.back(), gauge(throttled(1.0, ValveType::gate).solve(), 1), 1.0);
}

} // namespace
} // namespace gastwin
