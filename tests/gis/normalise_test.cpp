// SPDX-License-Identifier: Apache-2.0
#include "gis/normalise.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gis/text.hpp"

namespace gastwin {
namespace {

const Profile &cjj61() {
    static const Profile profile = load_profile("cjj61");
    return profile;
}

TEST(ReadMaterial, SurveySpellings) {
    const std::vector<std::pair<const char *, Material>> cases{{"钢", Material::steel},
                                                               {"钢管", Material::steel},
                                                               {"无缝钢管", Material::steel},
                                                               {"L245", Material::steel},
                                                               {"l360", Material::steel},
                                                               {"GS", Material::steel},
                                                               {"G", Material::steel},
                                                               {"钢管(3PE防腐)", Material::steel},
                                                               {"镀锌", Material::galvanised},
                                                               {"镀锌管", Material::galvanised},
                                                               {"DXG", Material::galvanised},
                                                               {"镀锌钢管\r\n", Material::galvanised},
                                                               {"铸铁", Material::iron},
                                                               {"ZT", Material::iron},
                                                               {"灰口", Material::grey_iron},
                                                               {"灰口铸铁", Material::grey_iron},
                                                               {"球墨", Material::ductile_iron},
                                                               {"QM", Material::ductile_iron},
                                                               {"QT", Material::ductile_iron},
                                                               {"PE", Material::pe},
                                                               {"pe管", Material::pe},
                                                               {"ＰＥ 管", Material::pe},
                                                               {"聚乙烯", Material::pe},
                                                               {"PE80", Material::pe80},
                                                               {"PE100", Material::pe100},
                                                               {"PE100 SDR11", Material::pe100},
                                                               {"不锈钢波纹管", Material::stainless},
                                                               {"PEX-Al", Material::pex_al},
                                                               {"橡胶软管", Material::rubber}};
    for (const auto &[text, material] : cases) {
        const auto reading = read_material(text, cjj61().code_list("material"));
        EXPECT_EQ(reading.value, material) << text;
        EXPECT_EQ(reading.problem, "") << text;
    }
    EXPECT_EQ(read_material("", {}).problem, "missing_material");
    EXPECT_EQ(read_material("混凝土", cjj61().code_list("material")).problem, "unknown_code");
    EXPECT_EQ(read_sdr("PE100 SDR17.6"), 17.6);
    EXPECT_TRUE(std::isnan(read_sdr("PE100")));
    EXPECT_TRUE(std::isnan(read_sdr("SDR999")));
}

TEST(ReadPressureClass, NamesAndPressures) {
    using enum PressureClass;
    const std::vector<std::pair<const char *, PressureClass>> cases{
        {"低压", low},          {"低压<10kPa", low},    {"LP", low},       {"2.5kPa", low},
        {"0.0025MPa", low},     {"中压", medium},       {"MP", medium},    {"中压A", medium_a},
        {"中压Ａ", medium_a},   {"0.4MPa", medium_a},   {"0.2", medium_a}, {"0.1MPa", medium_b},
        {"次高压A", subhigh_a}, {"0.8 MPa", subhigh_b}, {"高压B", high_b}, {"2.5MPa", high_b},
        {"4.0MPa", high_a},     {"高压", high_a}};
    for (const auto &[text, expected] : cases) {
        const auto reading = read_pressure_class(text, "", cjj61().code_list("pressure_class"));
        EXPECT_EQ(reading.value, expected) << text;
        EXPECT_EQ(reading.problem, "") << text;
    }
    EXPECT_EQ(read_pressure_class("200", "kpa", {}).value, medium_a); // the header's unit
    EXPECT_EQ(read_pressure_class("3", "kpa", {}).value, low);
    EXPECT_LT(read_pressure_class("0.3", "", {}).confidence, 0.9); // unit assumed
    EXPECT_EQ(read_pressure_class("", "", {}).problem, "missing_pressure_class");
    for (const char *bad : {"很高", "-0.1MPa", "50", "0.2psi", "0"})
        EXPECT_EQ(read_pressure_class(bad, "", cjj61().code_list("pressure_class")).problem, "unknown_code") << bad;
}

TEST(ReadYear, FormsAndImpossibleYears) {
    const std::vector<std::pair<const char *, std::int32_t>> good{
        {"1998", 1998},       {"1998-05-01", 1998}, {"2005年5月", 2005}, {"2006年09月", 2006}, {"1966年", 1966},
        {"2003/05/01", 2003}, {"20050531", 2005},   {"2005.06", 2005},   {"1865", 1865},       {"2024-12-31", 2024}};
    for (const auto &[text, year] : good) {
        EXPECT_EQ(read_year(text, 2024).value, year) << text;
        EXPECT_EQ(read_year(text, 2024).problem, "") << text;
    }
    for (const char *bad :
         {"", "0", "1900-01-01", "2105", "未知", "1864", "2025", "98", "1998-13", "-1998", "1998abc"}) {
        EXPECT_EQ(read_year(bad, 2024).value, missing_int) << bad;
        EXPECT_EQ(read_year(bad, 2024).problem, "bad_install_year") << bad;
    }
    EXPECT_EQ(read_year("1998.5", 2024).value, 1998); // recovered, and named
    EXPECT_EQ(read_year("1998.5", 2024).problem, "bad_install_year");
    EXPECT_LT(read_year("1998.5", 2024).confidence, 1.0);
    EXPECT_EQ(read_year("1998", 2024).origin, Origin::measured);
    EXPECT_EQ(read_year("1998-05-01", 2024).origin, Origin::normalised);
}

TEST(ReadDate, BecomesIso) {
    const std::vector<std::pair<const char *, const char *>> cases{{"2023-12-11", "2023-12-11"},
                                                                   {"2023/1/5", "2023-01-05"},
                                                                   {"2023.01.05", "2023-01-05"},
                                                                   {"20230105", "2023-01-05"},
                                                                   {"2005年5月", "2005-05"},
                                                                   {"2005年5月3日", "2005-05-03"},
                                                                   {"1998", "1998"},
                                                                   {"2012-01-06 09:31", "2012-01-06T09:31"},
                                                                   {"2003/05/01 00:00:00", "2003-05-01"},
                                                                   {"", ""}};
    for (const auto &[text, expected] : cases) {
        EXPECT_EQ(read_date(text).value, expected) << text;
        EXPECT_EQ(read_date(text).problem, "") << text;
    }
    EXPECT_EQ(read_date("去年").problem, "bad_date");
    EXPECT_EQ(read_date("去年").value, "去年"); // kept
    EXPECT_EQ(read_date("2023-02-40").problem, "bad_date");
}

TEST(MissingTexts, SayNothing) {
    for (const char *text : {"", " ", "null", "NULL", "<空>", "未知", "/", "\r\n"})
        EXPECT_TRUE(cjj61().is_missing_text(normal_text(text))) << text;
    for (const char *text : {"0", "DN0", "无", "钢"}) EXPECT_FALSE(cjj61().is_missing_text(text)) << text;
}

TEST(Normalise, NumbersThatAreNoneAreNotRead) {
    const Profile profile = load_profile("cjj61");
    for (const char *text : {"DNnan", "de nan", "naninf", "DNinf", "inf/110", "Φ-inf", "DN1e400"}) {
        const auto size = read_diameter(text, "", Material::steel, missing_real, {});
        EXPECT_TRUE(std::isnan(size.value.outer_diameter_m)) << text;
        EXPECT_FALSE(size.problem.empty()) << text;
    }
    for (const char *text : {"nanMPa", "infkPa", "-infbar", "nan(表压)"})
        EXPECT_EQ(read_pressure_class(text, "", profile.code_list("pressure")).problem, "unknown_code") << text;
    EXPECT_TRUE(std::isnan(read_sdr("PE100 SDRnan")));
    EXPECT_TRUE(std::isnan(read_diameter("DN100×nan", "", Material::steel, missing_real, {}).value.wall_m));
}

} // namespace
} // namespace gastwin
