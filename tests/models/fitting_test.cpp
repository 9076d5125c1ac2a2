// SPDX-License-Identifier: Apache-2.0
#include "models/fitting.hpp"

#include <gtest/gtest.h>

#include "models/units.hpp"

namespace gastwin {
namespace {

TEST(Fitting, TableOfTheTextbook) {
    struct Row {
        double inner_diameter_mm, elbow, plug, globe, gate;
    };
    // Real bores of DN15, 20, 25, 32, 40, 50, 100, 200, 300.
    for (const Row &r : {Row{15.8, 2.2, 4, 11, 0.5}, Row{21.3, 2.1, 2, 7, 0.5}, Row{27.0, 2.0, 2, 6, 0.5},
                         Row{35.8, 1.8, 2, 6, 0.5}, Row{41.3, 1.6, 2, 6, 0.5}, Row{52.9, 1.1, 2, 5, 0.5},
                         Row{105.3, 1.1, 2, 5, 0.5}, Row{207.0, 1.1, 2, 5, 0.25}, Row{311.0, 1.1, 2, 5, 0.15}}) {
        const double d = m_from_mm(r.inner_diameter_mm);
        EXPECT_EQ(fitting_loss_coefficient(Fitting::elbow, d), r.elbow);
        EXPECT_EQ(fitting_loss_coefficient(Fitting::plug_valve, d), r.plug);
        EXPECT_EQ(fitting_loss_coefficient(Fitting::globe_valve, d), r.globe);
        EXPECT_EQ(fitting_loss_coefficient(Fitting::gate_valve, d), r.gate);
        EXPECT_EQ(fitting_loss_coefficient(Fitting::tee_branch, d), 1.5);
    }
    EXPECT_EQ(fitting_loss_coefficient(Fitting::elbow, 1e-6), 2.2);
    EXPECT_EQ(fitting_loss_coefficient(Fitting::gate_valve, 3.0), 0.15);
}

TEST(Fitting, FollowingTheBranchCostsMoreThanPassingBy) {
    for (const double d : {0.01, 0.05, 0.5}) {
        EXPECT_GT(fitting_loss_coefficient(Fitting::tee_branch, d), fitting_loss_coefficient(Fitting::tee_straight, d));
        EXPECT_GT(fitting_loss_coefficient(Fitting::cross_branch, d), fitting_loss_coefficient(Fitting::tee_branch, d));
        EXPECT_GT(fitting_loss_coefficient(Fitting::elbow, d), fitting_loss_coefficient(Fitting::bend, d));
        EXPECT_GT(fitting_loss_coefficient(Fitting::globe_valve, d), fitting_loss_coefficient(Fitting::gate_valve, d));
    }
}

TEST(Fitting, EquivalentLength) { EXPECT_DOUBLE_EQ(equivalent_length_m(1.5, 0.05, 0.03), 2.5); }

} // namespace
} // namespace gastwin
