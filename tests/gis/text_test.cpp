// SPDX-License-Identifier: Apache-2.0
#include "gis/text.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gastwin {
namespace {

TEST(Text, NormalTextTrimsAndNarrows) {
    EXPECT_EQ(normal_text("  钢\r\n"), "钢");
    EXPECT_EQ(normal_text("ＤＮ１５０"), "DN150");
    EXPECT_EQ(normal_text("\u3000中压\u00A0A "), "中压 A");
    EXPECT_EQ(normal_text("\uFEFF管线编号"), "管线编号");
    EXPECT_EQ(normal_text("管长（m）"), "管长(m)");
    EXPECT_EQ(normal_text(""), "");
    EXPECT_EQ(fold("DN 40"), "dn40");
    EXPECT_EQ(fold("PE100　SDR11"), "pe100sdr11");
}

TEST(Text, HeadersLoseTheirUnits) {
    const auto expect = [](const char *name, const char *key, const char *unit) {
        const Header header = split_header(name);
        EXPECT_EQ(header.key, key) << name;
        EXPECT_EQ(header.unit, unit) << name;
    };
    expect("管长（m）", "管长", "m");
    expect("出口设定kPa", "出口设定", "kpa");
    expect("额定流量m3h", "额定流量", "m3h");
    expect("PRESSURE(MPa)", "pressure", "mpa");
    expect("面积m2", "面积", "m2");
    expect("D_S", "d_s", "");
    expect("from_depth_m", "from_depth_m", "");
    expect("材质(必填)", "材质", "");
    expect("(m)", "(m)", "");
    expect("m", "m", "");
    expect("", "", "");
}

TEST(Text, NumbersAreWholeCells) {
    EXPECT_EQ(parse_number(" 1.5 "), 1.5);
    EXPECT_EQ(parse_number("+2"), 2.0);
    EXPECT_EQ(parse_number("-250.0"), -250.0);
    EXPECT_EQ(parse_number("１２"), 12.0);
    EXPECT_EQ(parse_number("0,40", true), 0.40);
    for (const char *bad : {"", "abc", "1.5m", "1,234", "0,40", "nan", "inf", "1e999", "--1", "1 2"})
        EXPECT_FALSE(parse_number(bad).has_value()) << bad;
    for (const double value : {0.1, 1.36, 3376197.38, -0.0, 1e-300}) EXPECT_EQ(parse_number(number_text(value)), value);
}

TEST(Text, ClosestNeedsHalfTheNameInCommon) {
    const std::vector<std::string> names{"material", "diameter", "pressure"};
    EXPECT_EQ(closest("matrial", names), "material");
    EXPECT_EQ(closest("DIAMETR", names), "diameter");
    EXPECT_EQ(closest("xyz", names), "");
    EXPECT_EQ(closest("", names), "");
}

} // namespace
} // namespace gastwin
