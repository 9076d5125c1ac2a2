// SPDX-License-Identifier: Apache-2.0
#include "gis/tenfold_diameters.hpp"

#include <gtest/gtest.h>

#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

/// Mains of DN 100 in a row, 50 m each.
SurveyBuilder row_of_mains(int n) {
    SurveyBuilder b;
    for (int i = 0; i < n; ++i) b.line("P" + std::to_string(i), "", "", {{50.0 * i, 0}, {50.0 * (i + 1), 0}});
    return b;
}

TEST(TenfoldDiameters, AreRepairedAndUndoable) {
    SurveyBuilder b = row_of_mains(5);
    b.survey.line.inner_diameter_m[2] = 1.0;
    b.survey.line.diameter_text[2] = "DN1000";
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.pipe.inner_diameter_m[2], 0.1);
    EXPECT_EQ(twin.network.pipe.diameter_text[2], "DN100");
    const std::size_t r = row_of(twin.repair.kind, "diameter_x10");
    EXPECT_NE(twin.repair.before[r].find("DN1000"), std::string::npos);
}

TEST(TenfoldDiameters, AWideMainBetweenNarrowServicesIsLeftAlone) {
    SurveyBuilder b = row_of_mains(4);
    for (std::size_t i = 0; i < 4; ++i) b.survey.line.inner_diameter_m[i] = 0.3;
    for (int i = 1; i < 4; ++i) b.line("S" + std::to_string(i), "", "", {{50.0 * i, 0}, {50.0 * i, 12}});
    for (std::size_t i = 4; i < 7; ++i) b.survey.line.inner_diameter_m[i] = 0.03;
    const Twin twin = b.connected();
    EXPECT_EQ(count_kinds(twin.issue.kind)["diameter_x10"], 0);
    EXPECT_EQ(twin.network.pipe.role[0], PipeRole::main);
    EXPECT_EQ(twin.network.pipe.role[5], PipeRole::service);
}

} // namespace
} // namespace gastwin
