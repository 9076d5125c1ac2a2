// SPDX-License-Identifier: Apache-2.0
// Against other programs' results. pandapipes and STANET use one mean density and mean compressibility for each pipe
// where ours are integrated along it, and g = 9.81: the tolerances against them are that difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/reference_data.hpp"

namespace gastwin {
namespace {

class Stanet : public testing::TestWithParam<const char *> {};

TEST_P(Stanet, PressuresAndVelocities) {
    const auto path = hydraulics_data() / "stanet_gas" / (std::string(GetParam()) + ".json");
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no reference data at " << path;
    const StanetCase c = read_stanet(path);
    const State state =
        c.sketch.solve({.friction = c.colebrook ? FrictionLaw::colebrook_stanet : FrictionLaw::nikuradse});
    EXPECT_LE(state.residual, 1e-10);
    double worst_stanet = 0.0, worst_pandapipes = 0.0;
    for (std::size_t v = 0; v < c.stanet_gauge_pa.size(); ++v) {
        if (std::isnan(c.pandapipes_gauge_pa[v])) {
            EXPECT_TRUE(std::isnan(state.node.pressure_pa[v])) << "node " << v << " is cut off";
            continue;
        }
        const double p = state.node.pressure_pa[v], gauge = state.node.gauge_pressure_pa[v];
        if (!std::isnan(c.stanet_gauge_pa[v]))
            worst_stanet = std::max(worst_stanet, std::abs(gauge - c.stanet_gauge_pa[v]) / p);
        worst_pandapipes = std::max(worst_pandapipes, std::abs(gauge - c.pandapipes_gauge_pa[v]) / p);
    }
    double worst_velocity = 0.0;
    for (std::size_t p = 0; p < c.stanet_velocity.size(); ++p)
        if (!std::isnan(c.stanet_velocity[p]))
            worst_velocity = std::max(worst_velocity,
                                      std::abs(std::abs(state.pipe.velocity_m_s[p]) - std::abs(c.stanet_velocity[p])));
    EXPECT_LE(worst_stanet, 1e-4);
    EXPECT_LE(worst_pandapipes, 4e-6);
    // In square_PC STANET and pandapipes themselves differ by 1.1e-2 m/s.
    EXPECT_LE(worst_velocity, std::string(GetParam()) == "meshed_networks__square_PC" ? 2e-2 : 1e-2);
}

INSTANTIATE_TEST_SUITE_P(Cases, Stanet,
                         testing::Values("one_pipe__pipe_1_N", "one_pipe__pipe_1_PC", "one_pipe__pipe_2_N",
                                         "one_pipe__pipe_2_PC", "t_cross__t_cross1_N", "t_cross__t_cross1_PC",
                                         "t_cross__t_cross2_N", "t_cross__t_cross2_PC", "meshed_networks__delta_PC",
                                         "meshed_networks__square_N", "meshed_networks__square_PC",
                                         "meshed_networks__two_valves_N", "meshed_networks__two_valves_PC",
                                         "two_pressure_junctions__H_net_N", "two_pressure_junctions__H_net_PC"),
                         [](const auto &test) { return std::string(test.param); });

struct Law {
    const char *file;
    FrictionLaw law;
    double least_gauge_pa;
};

class SchutterwaldTown : public testing::TestWithParam<Law> {};

TEST_P(SchutterwaldTown, AgreesWithPandapipes) {
    if (!std::filesystem::exists(hydraulics_data())) GTEST_SKIP() << "no reference data at " << hydraulics_data();
    const Schutterwald town = read_schutterwald(GetParam().file);
    const State state = town.sketch.solve({.friction = GetParam().law});
    EXPECT_EQ(state.status, Status::converged);
    double worst = 0.0, least = 1e9;
    for (std::size_t v = 0; v < town.gauge_pa.size(); ++v) {
        worst = std::max(worst, std::abs(state.node.gauge_pressure_pa[v] - town.gauge_pa[v]));
        least = std::min(least, state.node.gauge_pressure_pa[v]);
    }
    EXPECT_NEAR(least, GetParam().least_gauge_pa, 0.02);
    EXPECT_LE(worst, 0.02) << "2e-7 bar";
}

INSTANTIATE_TEST_SUITE_P(Laws, SchutterwaldTown,
                         testing::Values(Law{"nikuradse", FrictionLaw::nikuradse, 97846.8314},
                                         Law{"colebrook", FrictionLaw::colebrook_stanet, 97483.9679},
                                         Law{"swamee-jain", FrictionLaw::swamee_jain_pandapipes, 97468.4485}),
                         [](const auto &test) { return std::string(code_of(test.param.law)); });

TEST(Schutterwald, ReversingEveryPipeReversesFlowsAndNothingElse) {
    if (!std::filesystem::exists(hydraulics_data())) GTEST_SKIP() << "no reference data at " << hydraulics_data();
    Sketch town = read_schutterwald("colebrook").sketch;
    const State before = town.solve();
    std::swap(town.network.pipe.from_node, town.network.pipe.to_node);
    const State after = town.solve();
    for (std::size_t v = 0; v < before.node.id.size(); ++v)
        ASSERT_NEAR(after.node.pressure_pa[v] / before.node.pressure_pa[v], 1.0, 1e-9);
    for (std::size_t p = 0; p < before.pipe.id.size(); ++p)
        ASSERT_NEAR(after.pipe.flow_kg_s[p], -before.pipe.flow_kg_s[p], 1e-9 * before.demand_kg_s);
}

TEST(Schutterwald, TheDefaultLawKeepsItsValue) {
    if (!std::filesystem::exists(hydraulics_data())) GTEST_SKIP() << "no reference data at " << hydraulics_data();
    const State state = read_schutterwald("colebrook").sketch.solve();
    // A value of its own: three quarters of the pipes are laminar, where the other laws are not.
    EXPECT_NEAR(*std::min_element(state.node.gauge_pressure_pa.begin(), state.node.gauge_pressure_pa.end()), 97483.3254,
                1e-3);
}

struct Grid {
    const char *name, *eos, *solution;
    double tolerance; ///< of the published solutions
};

class TransmissionGrid : public testing::TestWithParam<Grid> {};

/// Loops through compressors, several sources, real gas.
TEST_P(TransmissionGrid, AgreesWithThePublishedSolution) {
    if (!std::filesystem::exists(hydraulics_data())) GTEST_SKIP() << "no reference data at " << hydraulics_data();
    const Transmission t = read_transmission(GetParam().name, GetParam().eos, GetParam().solution);
    const State state = t.sketch.solve();
    EXPECT_EQ(state.status, Status::converged);
    double largest = 0.0;
    for (const auto &[id, flow] : t.pipe_flow_kg_s) largest = std::max(largest, std::abs(flow));
    const auto row = [](int r) { return static_cast<std::size_t>(r); };
    for (const auto &[id, pressure] : t.pressure_pa)
        EXPECT_NEAR(state.node.pressure_pa[row(t.node.at(id))] / pressure, 1.0, GetParam().tolerance) << "node " << id;
    for (const auto &[id, flow] : t.pipe_flow_kg_s)
        EXPECT_NEAR(state.pipe.flow_kg_s[row(t.pipe.at(id))], flow, GetParam().tolerance * largest) << "pipe " << id;
    for (const auto &[id, flow] : t.compressor_flow_kg_s)
        EXPECT_NEAR(state.regulator.flow_kg_s[row(t.compressor.at(id))], flow, GetParam().tolerance * largest)
            << "compressor " << id;
}

INSTANTIATE_TEST_SUITE_P(Cases, TransmissionGrid,
                         testing::Values(Grid{"8-node", "ideal", "exact_sol_ideal", 1e-6},
                                         Grid{"8-node", "simple_cnga", "exact_sol_simple_cnga", 1e-6},
                                         Grid{"8-node", "full_cnga", "exact_sol_full_cnga", 1e-6},
                                         Grid{"GasLib-40-multiple-slacks", "ideal", "exact_sol_ideal", 1e-6},
                                         Grid{"GasLib-40-multiple-slacks", "simple_cnga", "exact_sol_simple_cnga",
                                              1e-6},
                                         Grid{"GasLib-40-multiple-slacks", "full_cnga", "exact_sol_full_cnga", 1e-6},
                                         Grid{"GasLib-11", "ideal", "derived_sol_ideal", 1e-9}),
                         [](const auto &test) {
                             std::string name = std::string(test.param.name) + "_" + test.param.eos;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace gastwin
