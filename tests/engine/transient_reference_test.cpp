// SPDX-License-Identifier: Apache-2.0
// One pipe against converged solutions of the full equations (explicit staggered scheme, 1600 cells), to the accuracy
// their README states for each model; data in GASTWIN_SHARED_DATA/hydraulics/transient.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/transient.hpp"
#include "tests/engine/reference_data.hpp"

namespace gastwin {
namespace {

Gas transmission_gas() {
    Gas gas;
    gas.gas_constant = 8.314;
    gas.molar_mass_kg_mol = 0.02896 * 0.6;
    gas.temperature_k = 239.11;
    return gas;
}

Sketch one_main(double length_m, double demand_kg_s, bool reversed = false) {
    Sketch s;
    s.network.gas = transmission_gas();
    const int in = s.node(), out = s.node();
    const auto pipe =
        static_cast<std::size_t>(reversed ? s.pipe(out, in, length_m, 0.9144) : s.pipe(in, out, length_m, 0.9144));
    s.network.pipe.friction_factor[pipe] = 0.01;
    s.source(in, 0.0);
    s.network.source.gauge_pressure_pa[0] = missing_real;
    s.network.source.pressure_pa[0] = 6.5e6;
    s.customer(out, demand_kg_s);
    return s;
}

struct Case {
    bool inertia;
    int cells;
    double step_s;
    TimeScheme scheme = TimeScheme::backward_euler;
};

TransientOptions options_of(const Case &c, double length_m) {
    TransientOptions options;
    options.scheme = c.scheme;
    options.adaptive = false;
    options.max_step_s = c.step_s;
    options.longest_cell_m = length_m / c.cells;
    options.inertia = c.inertia;
    return options;
}

std::vector<double> outlet_pa(const TimeSeries &run) {
    std::vector<double> p;
    for (std::size_t i = 0; i < run.node.id.size(); ++i)
        if (run.node.id[i] == "n1") p.push_back(run.node.pressure_pa[i]);
    return p;
}

/// 65 bar ± 16.3 bar in half a day, constant withdrawal.
std::vector<double> slow(const Case &c, double output_step_s, bool reversed = false) {
    const Sketch s = one_main(50e3, 157.6, reversed);
    TransientOptions options = options_of(c, 50e3);
    options.to_s = 43200.0;
    options.output_step_s = output_step_s;
    options.source_profile = {
        {"s0",
         {0, 3600, 7200, 10800, 14400, 18000, 21600, 25200, 28800, 32400, 36000, 39600, 43200},
         {6.5e6, 7.31e6, 7.9e6, 8.125e6, 7.9e6, 7.31e6, 6.5e6, 5.68e6, 5.09e6, 4.87e6, 5.09e6, 5.68e6, 6.5e6}}};
    const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options);
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_LE(run.closure, 1e-10);
    return outlet_pa(run);
}

/// Withdrawal 0, 787.63 kg/s from 600 s, 78.76 kg/s from 1800 s.
std::vector<double> fast(const Case &c) {
    const Sketch s = one_main(20e3, 787.63);
    TransientOptions options = options_of(c, 20e3);
    options.to_s = 3600.0;
    options.output_step_s = 60.0;
    options.start_pressure_pa = {6.5e6, 6.5e6};
    options.demand_profile = {{"c0", {599, 600, 1799, 1800}, {0, 1, 1, 78.76 / 787.63}}};
    const TimeSeries run = simulate(s.network, s.network.customer.demand_kg_s, options);
    EXPECT_EQ(run.status, Status::converged) << run.explanation;
    EXPECT_LE(run.closure, 1e-10);
    return outlet_pa(run);
}

std::vector<double> column(const std::string &file, const std::string &name) {
    std::vector<double> values;
    for (const auto &row : read_table(hydraulics_data() / "transient" / file))
        values.push_back(std::stod(row.at(name)));
    return values;
}

double largest_error(const std::vector<double> &a, const std::vector<double> &b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) largest = std::max(largest, std::abs(a.at(i) / b[i] - 1.0));
    return largest;
}

double slow_error(const Case &c) {
    return largest_error(slow(c, 1800.0), column("1-pipe-slow/one_pipe_slow_converged.csv", "p_out_Pa"));
}

/// Largest errors: at all times, while drawing down (900–1500 s), and late (after 2500 s).
struct FastErrors {
    double all = 0.0, draw_down = 0.0, late = 0.0;
};

FastErrors fast_errors(const Case &c) {
    const std::vector<double> p = fast(c);
    const auto truth = column("1-pipe-fast/one_pipe_fast_outlet_converged.csv", "p_out_Pa_converged_N1600");
    const auto time = column("1-pipe-fast/one_pipe_fast_outlet_converged.csv", "t_s");
    FastErrors errors;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const double error = std::abs(p.at(i + 1) / truth[i] - 1.0); // p starts at 0 s, the file at 60 s
        errors.all = std::max(errors.all, error);
        if (time[i] >= 900.0 && time[i] <= 1500.0) errors.draw_down = std::max(errors.draw_down, error);
        if (time[i] > 2500.0) errors.late = std::max(errors.late, error);
    }
    return errors;
}

class TransientReference : public testing::Test {
    void SetUp() override {
        if (!std::filesystem::exists(hydraulics_data() / "transient")) GTEST_SKIP() << "reference data is not here";
    }
};

TEST_F(TransientReference, SlowPipeWithoutInertia) {
    EXPECT_LE(slow_error({false, 100, 60.0}), 5e-4);
    EXPECT_LE(slow_error({false, 100, 600.0, TimeScheme::sdirk2}), 5e-4) << "second order: steps ten times as long";
}

TEST_F(TransientReference, SlowPipeWithInertia) {
    EXPECT_LE(slow_error({true, 200, 10.0}), 1e-4);
    EXPECT_LE(slow_error({true, 200, 10.0, TimeScheme::sdirk2}), 1e-6) << "the truth's own error is 9e-8";
}

TEST_F(TransientReference, FastPipeWithoutInertia) {
    const FastErrors errors = fast_errors({false, 200, 1.0});
    EXPECT_LE(errors.all, 7e-2);
    EXPECT_LE(errors.draw_down, 2.5e-2);
    EXPECT_LE(errors.late, 2e-4);
}

TEST_F(TransientReference, FastPipeWithInertia) {
    const FastErrors errors = fast_errors({true, 400, 0.5});
    EXPECT_LE(errors.all, 1e-2);
    EXPECT_LE(errors.draw_down, 2e-3);
    EXPECT_LE(errors.late, 2e-5);
}

} // namespace
} // namespace gastwin
