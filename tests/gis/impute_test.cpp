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
    const double share = 1.0 / (1.0 + 10.0), mended = share * 0.3 / (1.0 - share); // one known pipe, of ten to trust it
    for (std::size_t i = 1; i < 5; ++i)
        EXPECT_NEAR(confidence[i], 0.7 * confidence[i - 1] + (1.0 - confidence[i - 1]) * mended, 1e-12);
    EXPECT_LT(confidence[4], 0.3);
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

/// Far from anything known a guess is as good as naming the commonest value, and says so.
TEST(Impute, ConfidenceFallsToTheShareOfTheValue) {
    SurveyBuilder b = row_of_mains(600);
    for (std::size_t i = 0; i < 600; ++i) {
        if (i < 500 && i / 10 % 10 == 0) b.survey.line.install_year[i] = 1970;
        if (i >= 500) b.survey.line.install_year[i] = missing_int;
    }
    const Twin twin = b.connected();
    std::vector<double> confidence;
    for (std::size_t i = 0; i < row_count(twin.provenance); ++i)
        if (twin.provenance.column[i] == "install_year") confidence.push_back(twin.provenance.confidence[i]);
    ASSERT_EQ(confidence.size(), 100u);
    EXPECT_TRUE(std::is_sorted(confidence.rbegin(), confidence.rend()));
    EXPECT_NEAR(confidence.back(), 0.9, 0.03); // nine in ten are of 2000
}

TEST(Impute, PlasticSizesAreNotLentMetals) {
    SurveyBuilder b = row_of_mains(5);
    b.survey.line.diameter_text = {"DN100", "DN100", "de110", "de110", "DN100"};
    b.survey.line.material = {Material::steel, Material::unknown, Material::unknown, Material::pe80, Material::steel};
    EXPECT_EQ(b.connected().network.pipe.material,
              (std::vector{Material::steel, Material::steel, Material::pe80, Material::pe80, Material::steel}));
    b.survey.line.diameter_text[2] = "DN200"; // may be de200: any neighbour will do
    EXPECT_EQ(b.connected().network.pipe.material[2], Material::pe80);
}

/// "钢" is what CJJ 61 calls galvanised pipe too: it does not make galvanised steel a bad guess.
TEST(Impute, CoarseRecordsDoNotCountAgainstAGuess) {
    const auto confidence_beside = [](Material coarse) {
        SurveyBuilder b = row_of_mains(200);
        for (std::size_t i = 0; i < 200; ++i) b.survey.line.material[i] = i % 4 == 3 ? coarse : Material::galvanised;
        b.survey.line.material[101] = Material::unknown;
        const Twin twin = b.connected();
        return twin.provenance.confidence[row_of(twin.provenance.column, "material")];
    };
    EXPECT_GT(confidence_beside(Material::steel), confidence_beside(Material::copper) + 0.1);
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
