// SPDX-License-Identifier: Apache-2.0
#include "gis/suggest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "gis/import.hpp"
#include "tests/gis/files.hpp"

namespace gastwin {
namespace {

using test::encoded;
namespace fs = std::filesystem;
using test::TempFolder;
using test::write_bytes;

ProfileDraft draft_of(const fs::path &path) {
    Issues issues;
    return suggest_profile(std::vector<fs::path>{path}, "", issues);
}

/// Our column → header, for one layer.
std::map<std::string, std::string> headers(const LayerGuess &layer) {
    std::map<std::string, std::string> found;
    for (const ColumnGuess &c : layer.columns) found[c.column] = c.header;
    return found;
}

double confidence_of(const LayerGuess &layer, const std::string &column) {
    for (const ColumnGuess &c : layer.columns)
        if (c.column == column) return c.confidence;
    return 0.0;
}

const std::string pinyin_lines = "guandaobianhao,qdbh,zdbh,caizhi,guanjing,yali,maishen_qd,xyz,fsnd\r\n"
                                 "G1,P1,P2,PE,DN110,中压,1.2,7,1998\r\n"
                                 "G2,P2,P3,钢,DN150,中压,1.1,8,2003\r\n"
                                 "G3,P3,P4,PE,DN110,低压,1.3,9,2010\r\n";
const std::string points = "wtdh,东坐标,北坐标,gaocheng\r\nP1,529000,3377000,25\r\nP2,529100,3377000,25\r\n"
                           "P3,529200,3377010,25\r\nP4,529300,3377020,25\r\n";

TEST(Suggest, PinyinInitialsAndValuesTellTheColumns) {
    const TempFolder folder;
    const LayerGuess line = draft_of(write_bytes(folder / "x.csv", pinyin_lines)).layers.at(0);
    EXPECT_EQ(line.table, "line");
    const std::map<std::string, std::string> expected{
        {"id", "guandaobianhao"}, {"from_point", "qdbh"}, {"to_point", "zdbh"},    {"material", "caizhi"},
        {"diameter", "guanjing"}, {"pressure", "yali"},   {"install_year", "fsnd"}};
    for (const auto &[column, header] : expected) EXPECT_EQ(headers(line)[column], header) << column;
    EXPECT_NE(std::find(line.unused.begin(), line.unused.end(), "xyz"), line.unused.end());
    EXPECT_TRUE(line.missing.empty());
}

TEST(Suggest, TheDraftImportsTheFileItWasMadeFrom) {
    const TempFolder folder;
    fs::create_directory(folder / "survey");
    write_bytes(folder / "survey/甲.csv", encoded(pinyin_lines, "GB18030"));
    write_bytes(folder / "survey/乙.csv", encoded(points, "GB18030"));
    const ProfileDraft draft = draft_of(folder / "survey");
    ASSERT_EQ(draft.layers.size(), 2U);
    write_bytes(folder / "draft.toml", draft.toml);
    const std::vector<fs::path> inputs{folder / "survey"};
    const Inventory read =
        import_survey(inputs, {.profile = (folder / "draft.toml").string(), .crs = "EPSG:4547", .this_year = 2025});
    ASSERT_EQ(row_count(read.line), 3U);
    EXPECT_EQ(row_count(read.point), 4U);
    EXPECT_EQ(read.line.material[1], Material::steel);
    EXPECT_EQ(read.line.install_year[2], 2010);
}

TEST(Suggest, ValuesAloneAreHalfBelieved) {
    const TempFolder folder;
    const LayerGuess line =
        draft_of(write_bytes(folder / "x.csv", "pipe_no,from_node,to_node,aaa,bbb\nA,1,2,PE,DN100\nB,2,3,钢,DN150\n"))
            .layers.at(0);
    EXPECT_EQ(headers(line)["material"], "aaa");
    EXPECT_EQ(headers(line)["diameter"], "bbb");
    EXPECT_DOUBLE_EQ(confidence_of(line, "material"), 0.5);
    EXPECT_GT(confidence_of(line, "id"), 0.9);
}

TEST(Suggest, ValuesThatDoNotFitLowerTheConfidence) {
    const TempFolder folder;
    const auto with = [&](const std::string &values) {
        return confidence_of(
            draft_of(write_bytes(folder / "x.csv", "管线编号,起点点号,终点点号,材质\n" + values)).layers.at(0),
            "material");
    };
    const double right = with("A,1,2,PE\nB,2,3,钢\n"), half = with("A,1,2,PE\nB,2,3,XQ7\n"),
                 wrong = with("A,1,2,7\nB,2,3,8\n");
    EXPECT_DOUBLE_EQ(right, 1.0);
    EXPECT_DOUBLE_EQ(half, 0.75);
    EXPECT_DOUBLE_EQ(wrong, 0.5);
}

TEST(Suggest, CentimetresAreNamedAsUnit) {
    const TempFolder folder;
    const ProfileDraft draft = draft_of(
        write_bytes(folder / "x.csv", "管线编号,起点点号,终点点号,起点埋深\nA,1,2,120\nB,2,3,95\nC,3,4,110\n"));
    EXPECT_NE(draft.toml.find("from_depth_m = {from = [\"起点埋深\"], unit = \"cm\"}"), std::string::npos)
        << draft.toml;
}

TEST(Suggest, WhatIsNoSurveyIsSaidToBeNone) {
    const TempFolder folder;
    const ProfileDraft draft = draft_of(write_bytes(folder / "x.csv", "菜名,价格\n鱼香肉丝,28\n"));
    EXPECT_EQ(draft.layers.at(0).table, "");
    EXPECT_EQ(draft.layers.at(0).unused, (std::vector<std::string>{"菜名", "价格"}));
    EXPECT_EQ(draft.toml, "");
}

TEST(Suggest, HostileHeadersStayInTheirQuotes) {
    const TempFolder folder;
    const ProfileDraft draft = draft_of(
        write_bytes(folder / "x.csv", "\"管线编号\"\"]\n[codes]\",起点点号,终点点号,材质\nA,1,2,PE\nB,2,3,钢\n"));
    EXPECT_NO_THROW(static_cast<void>(parse_profile(draft.toml, "draft"))) << draft.toml;
}

TEST(Suggest, TheWuchangSurveyIsRecognisedWhole) {
    const fs::path survey = fs::path(GASTWIN_SHARED_DATA) / "gis/wuchang/survey";
    if (!fs::exists(survey)) GTEST_SKIP() << "reference data is not here";
    const ProfileDraft draft = draft_of(survey / "RQLINE.shp");
    EXPECT_EQ(draft.layers.at(0).table, "line");
    EXPECT_GT(draft.layers.at(0).confidence, 0.8);
    EXPECT_TRUE(draft.layers.at(0).missing.empty());
}

} // namespace
} // namespace gastwin
