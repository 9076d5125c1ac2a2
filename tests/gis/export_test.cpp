// SPDX-License-Identifier: Apache-2.0
#include "gis/export.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "gis/csv_writer.hpp"
#include "gis/encoding.hpp"
#include "gis/twin_file.hpp"
#include "tests/support/random_twin.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;
using test::difference;
using test::error_of;
using test::random_twin;
using test::small_twin;
using test::TemporaryFolder;

/// Formula cells and their like beside everything that random_twin() holds; Chinese throughout.
Twin awkward_twin() {
    Twin twin = random_twin(60, 5);
    auto &street = twin.network.pipe.street;
    const std::vector<std::string> awkward{
        "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)",   "'=1",  "'",     "-5", "''@x", "\t=1", "001", "1e5",
        "[1]",  "{\"a\":1}",          "真",   "2020-01-01", "TRUE", "=汉字", "\\", "a\"b", "NULL"};
    for (std::size_t i = 0; i < awkward.size(); ++i) street[i] = awkward[i];
    return twin;
}

void round_to_fifteen(std::vector<double> &cells) {
    for (double &cell : cells) {
        char digits[40];
        std::snprintf(digits, sizeof digits, "%.15g", cell);
        cell = std::strtod(digits, nullptr);
    }
}

/// Every number of the twin as a format of 15 digits holds it.
Twin rounded(Twin twin) {
    const auto round_table = [](auto &table) {
        using Table = std::decay_t<decltype(table)>;
        for_each_column<Table>([&](const auto &column) {
            using T = typename std::decay_t<decltype(column)>::value_type;
            if constexpr (std::is_same_v<T, double>) round_to_fifteen(table.*column.data);
        });
    };
    for_each_table(twin.network, round_table);
    round_table(twin.issue);
    round_table(twin.repair);
    round_table(twin.provenance);
    round_table(twin.candidate);
    round_table(twin.exposure);
    for (Shapes *shapes : {&twin.network.pipe_line, &twin.network.building_outline})
        for (Point &p : shapes->points) {
            std::vector<double> xy{p.x, p.y};
            round_to_fifteen(xy);
            p = {xy[0], xy[1]};
        }
    return twin;
}

struct Case {
    ExportFormat format;
    std::string encoding = "UTF-8";
};

fs::path target_of(const TemporaryFolder &folder, ExportFormat format) {
    using enum ExportFormat;
    const bool one_file = format == geopackage || format == xlsx;
    return folder / ("导出" + (one_file ? "." + std::string(code_of(format)) : std::string()));
}

class EveryFormat : public testing::TestWithParam<Case> {};

TEST_P(EveryFormat, ReadsBackTheSameTables) {
    const TemporaryFolder folder;
    const Twin twin = awkward_twin();
    write_twin(twin, folder / "twin.gpkg");
    const fs::path target = target_of(folder, GetParam().format);
    const auto written =
        export_twin(folder / "twin.gpkg", target, {.format = GetParam().format, .encoding = GetParam().encoding});
    EXPECT_EQ(written, std::vector<fs::path>{target});
    const Twin back = read_twin(target);
    EXPECT_EQ(difference(GetParam().format == ExportFormat::xlsx ? rounded(twin) : twin, back), "");
    EXPECT_EQ(back.network.gas.molar_mass_kg_mol, twin.network.gas.molar_mass_kg_mol);
}

TEST_P(EveryFormat, StraightPipesAndAnEmptyTwinReadBack) {
    const TemporaryFolder folder;
    for (const Twin &twin : {small_twin(), Twin{}}) {
        write_twin(twin, folder / "twin.gpkg");
        const ExportOptions options{.format = GetParam().format, .encoding = GetParam().encoding};
        export_twin(folder / "twin.gpkg", target_of(folder, GetParam().format), options);
        EXPECT_EQ(difference(twin, read_twin(target_of(folder, GetParam().format))), "");
    }
}

TEST_P(EveryFormat, WhatSomethingElseWroteIsKept) {
    const TemporaryFolder folder;
    write_twin(small_twin(), folder / "twin.gpkg");
    const fs::path target = target_of(folder, GetParam().format);
    const bool one_file = target.has_extension();
    const fs::path foreign = one_file ? target : target / "毕业论文.txt";
    if (!one_file) fs::create_directory(target);
    std::ofstream(foreign) << "三年的工作";
    ExportOptions options{.format = GetParam().format, .encoding = GetParam().encoding};
    EXPECT_EQ(error_of([&] { export_twin(folder / "twin.gpkg", target, options); }), "not_overwritten");
    EXPECT_EQ(bytes_of(foreign), "三年的工作");
    options.force = true;
    export_twin(folder / "twin.gpkg", target, options);
    EXPECT_EQ(difference(small_twin(), read_twin(target)), "");
    if (!one_file) {
        EXPECT_EQ(bytes_of(foreign), "三年的工作");
    }
    options.force = false; // ours by now
    export_twin(folder / "twin.gpkg", target, options);
    for (const auto &entry : fs::directory_iterator(target.parent_path()))
        EXPECT_EQ(entry.path().string().find(".partial"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Export, EveryFormat,
                         testing::Values(Case{ExportFormat::geopackage}, Case{ExportFormat::flatgeobuf},
                                         Case{ExportFormat::geojson}, Case{ExportFormat::csv},
                                         Case{ExportFormat::csv, "GB18030"}, Case{ExportFormat::xlsx}),
                         [](const auto &which) {
                             return std::string(code_of(which.param.format)) +
                                    (which.param.encoding == "UTF-8" ? "" : "_gbk");
                         });

TEST(Export, OneLayerIsOneFile) {
    const TemporaryFolder folder;
    write_twin(awkward_twin(), folder / "twin.gpkg");
    using enum ExportFormat;
    for (const ExportFormat format : {flatgeobuf, geojson, csv, xlsx}) {
        const fs::path target = folder / ("管线." + std::string(code_of(format)));
        const ExportOptions options{.format = format, .layer = "pipe"};
        export_twin(folder / "twin.gpkg", target, options);
        EXPECT_TRUE(fs::is_regular_file(target));
        export_twin(folder / "twin.gpkg", target, options); // its columns say that we wrote it
        std::ofstream(target) << "x";
        EXPECT_EQ(error_of([&] { export_twin(folder / "twin.gpkg", target, options); }), "not_overwritten");
    }
    EXPECT_EQ(error_of([&] { export_twin(folder / "twin.gpkg", folder / "x.csv", {.format = csv, .layer = "pipes"}); }),
              "usage");
}

TEST(Export, SpreadsheetsGetNoFormulas) {
    const TemporaryFolder folder;
    Twin twin = small_twin();
    for (const char *text : {"=1+1", "+1+1", "-1+1", "@a", "\t=1"}) append_row(twin.network.node, text);
    write_twin(twin, folder / "twin.gpkg");
    export_twin(folder / "twin.gpkg", folder / "csv", {.format = ExportFormat::csv});
    const std::string nodes = bytes_of(folder / "csv/node.csv");
    EXPECT_TRUE(nodes.starts_with("\xEF\xBB\xBF"
                                  "id,"));
    for (const char *cell : {"\n'=1+1,", "\n'+1+1,", "\n'-1+1,", "\n'@a,", "\n'\t=1,"})
        EXPECT_NE(nodes.find(cell), std::string::npos) << cell;
    export_twin(folder / "twin.gpkg", folder / "t.xlsx", {.format = ExportFormat::xlsx});
    const std::string unzip =
        "cd '" + (folder / "").string() + "' && unzip -qo t.xlsx -d x && cat x/xl/worksheets/*.xml > all.xml";
    ASSERT_EQ(std::system(unzip.c_str()), 0);
    EXPECT_NE(bytes_of(folder / "all.xml").find("<v>"), std::string::npos);
    EXPECT_EQ(bytes_of(folder / "all.xml").find("<f>"), std::string::npos);
}

TEST(Export, GuardedTextsComeBackAsTheyWere) {
    for (const std::string text :
         {"", "'", "''", "'=1", "''=1", "=1", "-", "-5", "'-5", "+8613800000000", "+a", "@", "a=1"}) {
        std::string cell;
        append_csv_text(cell, text);
        EXPECT_EQ(unguarded(cell), text);
        EXPECT_TRUE(cell.empty() || cell[0] != '=') << text;
    }
}

TEST(Export, GbkFilesAreGbk) {
    const TemporaryFolder folder;
    Twin twin = small_twin();
    append_row(twin.network.node, "人民路");
    write_twin(twin, folder / "twin.gpkg");
    export_twin(folder / "twin.gpkg", folder / "csv", {.format = ExportFormat::csv, .encoding = "GB18030"});
    const std::string bytes = bytes_of(folder / "csv/node.csv");
    EXPECT_TRUE(bytes.starts_with("id,"));
    EXPECT_NE(bytes.find("\xC8\xCB\xC3\xF1\xC2\xB7"), std::string::npos); // GB 2312 rows 40, 35, 34
}

TEST(Export, LayersOfAnEarlierExportGo) {
    const TemporaryFolder folder;
    write_twin(small_twin(), folder / "twin.gpkg");
    const fs::path target = folder / "out";
    export_twin(folder / "twin.gpkg", target, {.format = ExportFormat::geojson});
    EXPECT_TRUE(fs::exists(target / "pipe.geojson"));
    export_twin(folder / "twin.gpkg", target, {.format = ExportFormat::csv});
    EXPECT_FALSE(fs::exists(target / "pipe.geojson"));
    EXPECT_EQ(difference(small_twin(), read_twin(target)), "");
}

TEST(Export, AFolderWhoseListPointsElsewhereIsNotRead) {
    const TemporaryFolder folder;
    write_twin(small_twin(), folder / "twin.gpkg");
    export_twin(folder / "twin.gpkg", folder / "out", {.format = ExportFormat::csv});
    std::ofstream(folder / "out/gastwin_export.json") << R"({"tool":"gastwin","files":["../out/pipe.csv"]})";
    EXPECT_EQ(error_of([&] { static_cast<void>(read_twin(folder / "out")); }), "bad_twin");
}

TEST(Export, TheTwinItselfIsNoTarget) {
    const TemporaryFolder folder;
    write_twin(small_twin(), folder / "twin.gpkg");
    EXPECT_EQ(error_of([&] { export_twin(folder / "twin.gpkg", folder / "twin.gpkg", {.force = true}); }),
              "cannot_write");
    EXPECT_EQ(error_of([&] { export_twin(folder / "nothing.gpkg", folder / "x", {}); }), "no_such_file");
    EXPECT_EQ(difference(small_twin(), read_twin(folder / "twin.gpkg")), "");
}

TEST(Export, NumbersAsTextInATableOfNumbersAreIssues) {
    const TemporaryFolder folder;
    write_twin(small_twin(), folder / "twin.gpkg");
    export_twin(folder / "twin.gpkg", folder / "out", {.format = ExportFormat::csv});
    std::string pipes = bytes_of(folder / "out/pipe.csv");
    const auto at = pipes.find(",30,");
    ASSERT_NE(at, std::string::npos);
    std::ofstream(folder / "out/pipe.csv") << pipes.replace(at, 4, ",三十,");
    const Twin back = read_twin(folder / "out");
    ASSERT_EQ(row_count(back.issue), 1u);
    EXPECT_EQ(back.issue.kind[0], "not_a_number");
    EXPECT_EQ(back.issue.value[0], "三十");
    EXPECT_TRUE(std::isnan(back.network.pipe.length_m[0]));
}

} // namespace
} // namespace gastwin
