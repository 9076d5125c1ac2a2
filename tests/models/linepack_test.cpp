// SPDX-License-Identifier: Apache-2.0
#include "models/linepack.hpp"

#include <gtest/gtest.h>

namespace gastwin {
namespace {

// V (p0 − p_min) / (p_std Q_std), Q_std counted at the gas temperature (T = T_std, Z = 1).
TEST(Linepack, ConstantDemandCases) {
    const Gas gas;
    const double density_std = standard_pressure_pa / gas.a2_m2_s2();
    const auto time_s = [&](double volume_m3, double from_pa, double to_pa, double flow_m3_h) {
        const double usable =
            usable_linepack_kg(gas, volume_m3, standard_pressure_pa + from_pa, standard_pressure_pa + to_pa);
        return survival_time_s(usable, kg_s_from_m3_h(flow_m3_h, density_std));
    };
    EXPECT_NEAR(time_s(100.0, 2.5e3, 1.0e3, 5.0), 1066.0, 0.5);
    EXPECT_NEAR(time_s(1570.8, 300e3, 100e3, 2000.0) / 3600.0, 1.550, 5e-4);
}

TEST(Linepack, NothingToGiveAndNobodyToTake) {
    const Gas gas;
    EXPECT_EQ(usable_linepack_kg(gas, 10.0, 1.01e5, 1.02e5), 0.0);
    EXPECT_EQ(usable_linepack_kg(gas, 10.0, missing_real, 1.02e5), 0.0);
    EXPECT_TRUE(is_missing(survival_time_s(1.0, 0.0)));
}

TEST(Linepack, CompressibleGasStoresMore) {
    Gas gas;
    const double ideal = usable_linepack_kg(gas, 1.0, 4e6, 1e6);
    gas.b2 = 2e-8; // 1/Z = 1.08 at 4 MPa
    EXPECT_NEAR(usable_linepack_kg(gas, 1.0, 4e6, 1e6) / ideal, (4e6 * 1.08 - 1e6 * 1.02) / 3e6, 1e-12);
}

} // namespace
} // namespace gastwin
