// SPDX-License-Identifier: Apache-2.0
#include "gis/csv_writer.hpp"

#include <gtest/gtest.h>

#include "engine/result.hpp"
#include "tests/support/random_twin.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gastwin {
namespace {

using test::bytes_of;
using test::TemporaryFolder;

TEST(CsvWriter, WritesWhatASpreadsheetReads) {
    Repairs repair;
    add_repair(repair, {.kind = "snap_gap", .layer = "管线.shp", .before = "a,b", .after = "say \"x\"\r\nnext"});
    add_repair(repair,
               {.kind = "unsplit_T", .row = 7, .distance_m = 0.1, .confidence = 1.0 / 3.0, .reversible = false});
    const TemporaryFolder folder;
    write_csv(repair, folder / "修复.csv");
    EXPECT_EQ(bytes_of(folder / "修复.csv"),
              "\xEF\xBB\xBFid,kind,layer,object_id,row,before,after,distance_m,confidence,reversible,x_m,y_m\r\n"
              "1,snap_gap,管线.shp,,,\"a,b\",\"say \"\"x\"\"\r\nnext\",,1,1,,\r\n"
              "2,unsplit_T,,,7,,,0.1,0.3333333333333333,0,,\r\n");
}

TEST(CsvWriter, ReferencesAreIdsAndEnumerationsCodes) {
    const Twin twin = test::small_twin();
    const TemporaryFolder folder;
    write_csv(twin.network, twin.network.pipe, folder / "pipe.csv");
    const std::string text = bytes_of(folder / "pipe.csv");
    EXPECT_NE(text.find("\r\nP,a,b,30,0.1,,,,0,"), std::string::npos) << text;
    EXPECT_NE(text.find(",unknown,unknown,"), std::string::npos) << text;
}

TEST(CsvWriter, EmptyTableHasAHeaderAlone) {
    const TemporaryFolder folder;
    write_csv(NodeResults{}, folder / "r.csv");
    EXPECT_EQ(bytes_of(folder / "r.csv"), "\xEF\xBB\xBFid,pressure_pa,gauge_pressure_pa,zone,supplied\r\n");
}

TEST(CsvWriter, NumbersReadBackExactly) {
    PipeResults result;
    test::add_ids(result, 1000);
    std::mt19937_64 random(1);
    test::fill_randomly(Network{}, result, random);
    const TemporaryFolder folder;
    write_csv(result, folder / "r.csv");
    std::istringstream lines(bytes_of(folder / "r.csv"));
    std::string cell;
    std::getline(lines, cell);
    for (std::size_t i = 0; i < 1000; ++i) {
        std::getline(lines, cell, ',');
        std::getline(lines, cell, ',');
        if (result.flow_kg_s[i] != result.flow_kg_s[i]) EXPECT_EQ(cell, "");
        else EXPECT_EQ(std::strtod(cell.c_str(), nullptr), result.flow_kg_s[i]);
        std::getline(lines, cell);
    }
}

TEST(CsvWriter, ColumnsOfDifferentLengthAreRefused) {
    NodeResults result;
    append_row(result, "a");
    result.zone.clear();
    const TemporaryFolder folder;
    EXPECT_EQ(test::error_of([&] { write_csv(result, folder / "r.csv"); }), "internal");
}

} // namespace
} // namespace gastwin
