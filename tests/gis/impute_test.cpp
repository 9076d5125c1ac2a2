// SPDX-License-Identifier: Apache-2.0
#include "gis/impute.hpp"

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

TEST(Impute, NeighboursLendMaterialYearAndDiameter) {
    SurveyBuilder b = row_of_mains(5);
    b.survey.line.material[2] = Material::unknown;
    b.survey.line.install_year[2] = missing_int;
    b.survey.line.inner_diameter_m[2] = b.survey.line.inner_diameter_m[3] = missing_real;
    b.survey.line.material[1] = Material::pe100;
    b.survey.line.street = {"x", "x", "x", "y", "y"};
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.pipe.material[2], Material::pe100); // the neighbour in the same street
    EXPECT_EQ(twin.network.pipe.install_year[2], 2000);
    EXPECT_EQ(twin.network.pipe.inner_diameter_m[3], 0.1);
    auto kinds = count_kinds(twin.issue.kind);
    EXPECT_EQ(kinds["missing_material"], 1);
    EXPECT_EQ(kinds["bad_install_year"], 1);
    EXPECT_EQ(kinds["missing_diameter"], 2);
    EXPECT_EQ(std::count(twin.provenance.origin.begin(), twin.provenance.origin.end(), Origin::imputed), 4);
    for (const double c : twin.provenance.confidence) EXPECT_LT(c, 1.0);
}

TEST(Impute, ConfidenceFallsWithEveryStep) {
    SurveyBuilder b = row_of_mains(6);
    for (std::size_t i = 1; i < 6; ++i) b.survey.line.material[i] = Material::unknown;
    const Twin twin = b.connected();
    std::vector<double> confidence;
    for (std::size_t i = 0; i < row_count(twin.provenance); ++i)
        if (twin.provenance.column[i] == "material") confidence.push_back(twin.provenance.confidence[i]);
    ASSERT_EQ(confidence.size(), 5u);
    EXPECT_DOUBLE_EQ(confidence[0], 0.7); // nothing to count: what is believed before looking
    for (std::size_t i = 1; i < 5; ++i) EXPECT_NEAR(confidence[i], std::max(0.05, 0.7 * confidence[i - 1]), 1e-12);
}

/// Streets of three alike pipes each: a neighbour in the street is always right, and so it says.
TEST(Impute, ConfidenceIsHowOftenTheRuleIsRightHere) {
    const auto confidence_where = [](bool alike) {
        SurveyBuilder b;
        for (int i = 0; i < 200; ++i) {
            b.line("P" + std::to_string(i), "", "", {{50.0 * i, 0}, {50.0 * (i + 1), 0}});
            if (!alike && i % 2 == 1) b.survey.line.material.back() = Material::pe80;
        }
        b.survey.line.material[100] = Material::unknown;
        const Twin twin = b.connected();
        return twin.provenance.confidence[row_of(twin.provenance.column, "material")];
    };
    EXPECT_GT(confidence_where(true), 0.97);
    EXPECT_LE(confidence_where(false), 0.05); // neighbours always differ
}

TEST(Impute, NothingKnownIsARuleAndSaysSo) {
    SurveyBuilder b = row_of_mains(2);
    b.survey.line.inner_diameter_m.assign(2, missing_real);
    b.survey.line.pressure_class[0] = b.survey.line.pressure_class[1] = PressureClass::medium_a;
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.pipe.inner_diameter_m[0], 0.2);
    EXPECT_EQ(std::count(twin.provenance.origin.begin(), twin.provenance.origin.end(), Origin::rule), 2);
    EXPECT_EQ(count_kinds(twin.issue.kind)["missing_diameter"], 1); // once for the whole column
}

TEST(Impute, TenfoldDiametersAreRepairedAndUndoable) {
    SurveyBuilder b = row_of_mains(5);
    b.survey.line.inner_diameter_m[2] = 1.0;
    b.survey.line.diameter_text[2] = "DN1000";
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.pipe.inner_diameter_m[2], 0.1);
    EXPECT_EQ(twin.network.pipe.diameter_text[2], "DN100");
    const std::size_t r = row_of(twin.repair.kind, "diameter_x10");
    EXPECT_NE(twin.repair.before[r].find("DN1000"), std::string::npos);
}

TEST(Impute, AWideMainBetweenNarrowServicesIsLeftAlone) {
    SurveyBuilder b = row_of_mains(4);
    for (std::size_t i = 0; i < 4; ++i) b.survey.line.inner_diameter_m[i] = 0.3;
    for (int i = 1; i < 4; ++i) b.line("S" + std::to_string(i), "", "", {{50.0 * i, 0}, {50.0 * i, 12}});
    for (std::size_t i = 4; i < 7; ++i) b.survey.line.inner_diameter_m[i] = 0.03;
    const Twin twin = b.connected();
    EXPECT_EQ(count_kinds(twin.issue.kind)["diameter_x10"], 0);
    EXPECT_EQ(twin.network.pipe.role[0], PipeRole::main);
    EXPECT_EQ(twin.network.pipe.role[5], PipeRole::service);
}

TEST(Impute, RoughnessFollowsTheMaterial) {
    SurveyBuilder b = row_of_mains(2);
    b.survey.line.material[1] = Material::pe80;
    const Twin twin = b.connected();
    EXPECT_DOUBLE_EQ(twin.network.pipe.roughness_m[0], 1e-4);
    EXPECT_DOUBLE_EQ(twin.network.pipe.roughness_m[1], 1e-5);
}

TEST(Impute, IllegalValuesAreReplacedNotKept) {
    SurveyBuilder b = row_of_mains(3);
    b.survey.line.inner_diameter_m[1] = -0.1;
    b.survey.line.install_year[1] = 9999;
    const Twin twin = b.connected();
    EXPECT_EQ(twin.network.pipe.inner_diameter_m[1], 0.1);
    EXPECT_EQ(twin.network.pipe.install_year[1], 2000);
    EXPECT_EQ(count_kinds(twin.issue.kind)["value_out_of_range"], 1);
}

} // namespace
} // namespace gastwin
