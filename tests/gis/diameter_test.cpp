// SPDX-License-Identifier: Apache-2.0
// read_diameter(): outside numbers are the ISO 4200 outer diameters and de (1 − 2/SDR).
#include <gtest/gtest.h>

#include <cmath>

#include "gis/normalise.hpp"
#include "models/pipe_size.hpp"

namespace gastwin {
namespace {

struct Case {
    const char *text;
    Material material;
    const char *nominal;
    double outer_mm, inner_mm;
};

TEST(ReadDiameter, NominalSizesAndOuterDiameters) {
    using enum Material;
    const std::vector<Case> cases{{"DN110", pe, "de110", 110.0, 90.0},          // DN on plastic is de
                                  {"DN 150", steel, "DN150", 168.3, 156.3},     //
                                  {"de110", pe, "de110", 110.0, 90.0},          // SDR 11
                                  {"De110×10.0", pe80, "de110", 110.0, 90.0},   //
                                  {"De63×5.7", pe, "de63", 63.0, 51.6},         // wall as recorded
                                  {"De63x5.7", pe, "de63", 63.0, 51.6},         //
                                  {"Φ108×5", steel, "DN100", 108.0, 98.0},      // older Chinese series
                                  {"φ108*5", steel, "DN100", 108.0, 98.0},      //
                                  {"Φ114.3", steel, "DN100", 114.3, 102.3},     //
                                  {"D219×6", steel, "DN200", 219.0, 207.0},     //
                                  {"110", pe100, "de110", 110.0, 90.0},         // bare on plastic
                                  {"150", galvanised, "DN150", 168.3, 156.3},   // bare on metal
                                  {"108", steel, "DN100", 108.0, 96.0},         // bare, but only an outer diameter
                                  {"63", unknown, "de63", 63.0, 63.0 * 9 / 11}, // only a de size
                                  {"DN160", unknown, "de160", 160.0, 160.0 * 9 / 11},
                                  {"DN100", pe, "de110", 110.0, 90.0}, // nominal bore on plastic, no such de
                                  {"DN40", galvanised, "DN40", 48.3, 41.3},
                                  {"ＤＮ４０", galvanised, "DN40", 48.3, 41.3},
                                  {"DN150mm", steel, "DN150", 168.3, 156.3},
                                  {"DN1500", steel, "DN1500", 1524.0, 1508.0}}; // ISO 4200 above DN400: inches
    for (const Case &c : cases) {
        const auto reading = read_diameter(c.text, "", c.material, missing_real, {});
        EXPECT_EQ(reading.problem, "") << c.text;
        EXPECT_EQ(reading.value.text, c.nominal) << c.text;
        EXPECT_NEAR(reading.value.outer_diameter_m * 1e3, c.outer_mm, 1e-9) << c.text;
        EXPECT_NEAR(reading.value.inner_diameter_m * 1e3, c.inner_mm, 1e-9) << c.text;
    }
}

TEST(ReadDiameter, SteelLadder) {
    const std::vector<std::pair<int, double>> ladder{
        {15, 21.3}, {20, 26.9},   {25, 33.7},   {32, 42.4},   {40, 48.3},   {50, 60.3},   {65, 76.1},
        {80, 88.9}, {100, 114.3}, {150, 168.3}, {200, 219.1}, {250, 273.0}, {300, 323.9}, {400, 406.4}};
    for (const auto &[dn, outer_mm] : ladder) {
        const auto reading = read_diameter("DN" + std::to_string(dn), "", Material::steel, missing_real, {});
        EXPECT_NEAR(reading.value.outer_diameter_m * 1e3, outer_mm, 1e-9);
        EXPECT_LT(reading.value.inner_diameter_m, reading.value.outer_diameter_m);
    }
}

TEST(ReadDiameter, SdrOfTheMaterialDecidesTheWall) {
    EXPECT_NEAR(read_diameter("de110", "", Material::pe, 17.6, {}).value.inner_diameter_m * 1e3, 97.5, 1e-9);
    EXPECT_NEAR(read_diameter("de110", "", Material::pe, 11.0, {}).value.inner_diameter_m * 1e3, 90.0, 1e-9);
    EXPECT_EQ(read_diameter("de110", "", Material::pe, 11.0, {}).confidence, 1.0);
    EXPECT_LT(read_diameter("de110", "", Material::pe, missing_real, {}).confidence, 0.9);
}

TEST(ReadDiameter, WallsRecordedInTheLayerGoBeforeTheTable) {
    const KnownWalls walls{{wall_key(Material::steel, 0.1143), 0.004}};
    EXPECT_NEAR(read_diameter("DN100", "", Material::steel, missing_real, walls).value.inner_diameter_m, 0.1063, 1e-12);
    EXPECT_NEAR(read_diameter("φ114.3×6", "", Material::steel, missing_real, walls).value.inner_diameter_m, 0.1023,
                1e-12);
}

TEST(ReadDiameter, DnOnPlasticIsLessCertain) {
    EXPECT_LE(read_diameter("DN110", "", Material::pe, 11.0, {}).confidence, 0.8);
    EXPECT_LE(read_diameter("DN100", "", Material::pe, 11.0, {}).confidence, 0.6);
}

TEST(ReadDiameter, SeveralSectionsKeepTheFirst) {
    const auto reading = read_diameter("762/610/457", "", Material::steel, missing_real, {});
    EXPECT_EQ(reading.problem, "several_values");
    EXPECT_EQ(reading.value.text, "DN762");
    EXPECT_LE(reading.confidence, 0.5);
}

TEST(ReadDiameter, UnitsOfTheHeader) {
    EXPECT_EQ(read_diameter("0.11", "m", Material::pe, missing_real, {}).value.text, "de110");
    EXPECT_EQ(read_diameter("11", "cm", Material::pe, missing_real, {}).value.text, "de110");
    EXPECT_EQ(read_diameter("110", "mm", Material::pe, missing_real, {}).value.text, "de110");
}

TEST(ReadDiameter, MissingAndImpossible) {
    for (const char *text : {"", "0", "DN0", "de0", "Φ0"})
        EXPECT_EQ(read_diameter(text, "", Material::steel, missing_real, {}).problem, "missing_diameter") << text;
    for (const char *text : {"-110", "DN-50", "1", "DN9999", "110000"})
        EXPECT_EQ(read_diameter(text, "", Material::steel, missing_real, {}).problem, "value_out_of_range") << text;
    for (const char *text : {"abc", "DN", "×5", "110×", "DN110abc", "12..3"})
        EXPECT_EQ(read_diameter(text, "", Material::steel, missing_real, {}).problem, "unknown_code") << text;
    const auto reading = read_diameter("de110×60", "", Material::pe, missing_real, {}); // no bore left
    EXPECT_GT(reading.value.inner_diameter_m, 0.0);
}

} // namespace
} // namespace gastwin
