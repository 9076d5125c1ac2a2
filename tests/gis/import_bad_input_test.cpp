// SPDX-License-Identifier: Apache-2.0
// What import_survey() makes of input that is not as it should be.
#include "files.hpp"
#include "gis/import.hpp"
#include "gis/profile.hpp"
#include "models/error.hpp"

#include <cmath>
#include <map>

namespace gastwin {
namespace {

using namespace test;

const std::string header = "管线编号,起点点号,终点点号,起点埋深,材质,管径,压力,建设年代,管长\n";
const std::string good_row = "P1,A,B,1.2,钢,DN100,低压,1998,10\n";
const std::string points = "物探点号,X坐标,Y坐标,地面高程\nA,529369.7,3377798.8,20\nB,529379.7,3377798.8,20\n";

Inventory import_of(const std::vector<fs::path> &paths, const std::string &crs = "local") {
    return import_survey(paths, {.crs = crs, .this_year = 2024});
}

Error error_of(const std::vector<fs::path> &paths, const std::string &crs = "local") {
    try {
        static_cast<void>(import_of(paths, crs));
    } catch (const Error &error) {
        return error;
    }
    return Error("internal", {}, {}, "no error was thrown");
}

std::map<std::string, int> kinds(const Inventory &inventory) {
    std::map<std::string, int> counts;
    for (const std::string &kind : inventory.issue.kind) ++counts[kind];
    return counts;
}

LayerToWrite shapefile(int epsg, const std::string &wkt = "LINESTRING (529369 3377798, 529379 3377798)") {
    return {"ESRI Shapefile",
            "RQLINE",
            wkbLineString,
            epsg,
            {"GXBH", "S_POINT", "E_POINT", "MATERIAL", "D_S"},
            {{{"P1", "A", "B", "PE", "de110"}, wkt}, {{"P2", "B", "C", "PE", "de110"}, wkt}}};
}

TEST(BadInput, MissingAndEmptyFiles) {
    const TempFolder folder;
    EXPECT_EQ(error_of({folder / "nothing.shp"}).kind().slug, "no_such_file");
    EXPECT_EQ(error_of({write_bytes(folder / "empty.csv", "")}).kind().slug, "empty_file");
    EXPECT_EQ(error_of({write_bytes(folder / "empty.gpkg", "")}).kind().slug, "empty_file");
    const Error no_rows = error_of({write_bytes(folder / "RQLINE.csv", header)});
    EXPECT_EQ(no_rows.kind().slug, "empty_file");
    EXPECT_NE(no_rows.place().file.find("RQLINE.csv"), std::string::npos);
}

TEST(BadInput, NoPipesAnywhere) {
    const TempFolder folder;
    EXPECT_EQ(error_of({folder.path()}).kind().slug, "no_survey_found");
    write_bytes(folder / "other.csv", "a,b\n1,2\n");
    const Error error = error_of({folder.path()});
    EXPECT_EQ(error.kind().slug, "no_survey_found");
    EXPECT_NE(error.detail().find("other"), std::string::npos);
    EXPECT_EQ(error_of({}).kind().slug, "no_survey_found");
}

TEST(BadInput, GarbageBytes) {
    const TempFolder folder;
    for (const char *name : {"a.shp", "a.gpkg", "a.xlsx", "a.geojson", "a.gml", "a.dxf"}) {
        std::string garbage(500, '\x8F');
        garbage += "garbage";
        const Error error = error_of({write_bytes(folder / name, garbage)});
        EXPECT_EQ(error.kind().slug, "unreadable_file") << name;
        EXPECT_NE(error.place().file.find(name), std::string::npos);
        fs::remove(folder / name);
    }
}

TEST(BadInput, TruncatedShapefileIsRefused) {
    const TempFolder folder;
    const fs::path path = write_layer(folder / "RQLINE.shp", shapefile(4547));
    const std::string shp = read_bytes(path), dbf = read_bytes(folder / "RQLINE.dbf");
    write_bytes(path, shp.substr(0, shp.size() - 40));
    EXPECT_EQ(error_of({path}).kind().slug, "unreadable_file");
    write_bytes(path, shp);
    write_bytes(folder / "RQLINE.dbf", dbf.substr(0, dbf.size() - 100));
    EXPECT_EQ(error_of({path}).kind().slug, "unreadable_file");
}

TEST(BadInput, UnreadableEncoding) {
    const TempFolder folder;
    const Error error = error_of({write_bytes(folder / "RQLINE.csv", header + "P1,\xFF\xFF\x80,B\xFF\n")});
    EXPECT_EQ(error.kind().slug, "unreadable_encoding");
    EXPECT_EQ(error.code(), "GT-0104");
    EXPECT_NE(error.place().file.find("RQLINE.csv"), std::string::npos);
}

TEST(BadInput, OneLineInAnotherEncodingIsReadAndNamed) {
    const TempFolder folder;
    std::string text = encoded(header, "GBK");
    for (int i = 0; i < 40; ++i) text += encoded("Q" + std::to_string(i) + ",A,B,1.2,钢,DN100,低压,1998,10\n", "GBK");
    text += "P9,A,B,1.2,镀锌钢管,DN100,低压,1998,10\n"; // UTF-8
    const auto path = write_bytes(folder / "RQLINE.csv", text);
    const std::vector<fs::path> inputs{path};
    const Inventory inventory = import_survey(inputs, {.crs = "local", .encoding = "GBK", .this_year = 2024});
    EXPECT_EQ(row_count(inventory.line), 41U);
    EXPECT_EQ(inventory.line.id.back(), "P9");
}

TEST(BadInput, MissingRequiredColumnNamesTheNearest) {
    const TempFolder folder;
    std::string renamed = header;
    renamed.replace(renamed.find("终点点号"), std::string("终点点号").size(), "终点点名");
    const Error error = error_of({write_bytes(folder / "管线表.csv", renamed + good_row)});
    EXPECT_EQ(error.kind().slug, "missing_column");
    EXPECT_EQ(error.place().column, "to_point");
    EXPECT_NE(error.place().file.find("管线表.csv"), std::string::npos);
    EXPECT_NE(error.detail().find("终点点名"), std::string::npos) << error.detail();
}

TEST(BadInput, ARegisterThatOnlySharesItsNameIsANote) {
    const TempFolder folder;
    write_bytes(folder / "RQLINE.csv", header + good_row);
    write_bytes(folder / "buildings.csv", "osm_id,kind,colour,roof\n1,house,red,flat\n");
    const Inventory inventory = import_of({folder.path()});
    ASSERT_EQ(kinds(inventory)["unrecognised_layer"], 1);
    EXPECT_NE(inventory.issue.detail[0].find("needs \"id\""), std::string::npos) << inventory.issue.detail[0];
}

TEST(BadInput, EmptyRegisterIsANote) {
    const TempFolder folder;
    write_bytes(folder / "RQLINE.csv", header + good_row);
    write_bytes(folder / "阀门台账.csv", "编号,类型,管线编号,点号,常态,可操作性\n");
    EXPECT_EQ(kinds(import_of({folder.path()}))["no_rows"], 1);
}

TEST(BadInput, ProfileMayNameConstantsSystemAndDecimals) {
    const TempFolder folder;
    std::string toml(bundled_profiles()[0].text);
    const auto put = [&](const std::string &before, const std::string &after) {
        ASSERT_NE(toml.find(before), std::string::npos) << before;
        toml.replace(toml.find(before), before.size(), after);
    };
    put("name = \"cjj61\"", "name = \"mine\"\ncrs = \"EPSG:4547\"\ndecimal_comma = true");
    put("material = [\"材质\", ", "material = {value = \"PE80\", from = [");
    put("\"cz\", \"PMA\"]", "\"cz\", \"PMA\"]}");
    const fs::path profile = write_bytes(folder / "mine.toml", toml);
    const std::vector<fs::path> inputs{
        write_bytes(folder / "a.csv", "管线编号;起点点号;终点点号;管径;管长\nP1;A;B;110;10,5\nP2;B;C;63;7\n")};
    const Inventory inventory = import_survey(inputs, {.profile = profile.string(), .this_year = 2024});
    EXPECT_EQ(inventory.line.material, (std::vector{Material::pe80, Material::pe80}));
    EXPECT_EQ(inventory.line.length_m, (std::vector<double>{10.5, 7.0}));
    EXPECT_EQ(inventory.line.diameter_text, (std::vector<std::string>{"de110", "de63"}));
}

TEST(BadInput, TextWhereANumberShouldBe) {
    const TempFolder folder;
    const Inventory inventory = import_of(
        {write_bytes(folder / "RQLINE.csv",
                     header + good_row + "P2,A,B,深,钢,DN100,低压,1998,NaN\nP3,A,B,1,钢,DN100,低压,1998,1x\n")});
    ASSERT_EQ(kinds(inventory)["not_a_number"], 2); // NaN is a way to write "missing"
    const auto at = static_cast<std::size_t>(
        std::find(inventory.issue.value.begin(), inventory.issue.value.end(), "深") - inventory.issue.value.begin());
    ASSERT_LT(at, row_count(inventory.issue));
    EXPECT_EQ(inventory.issue.row[at], 2);
    EXPECT_EQ(inventory.issue.column[at], "起点埋深");
    EXPECT_EQ(inventory.issue.object_id[at], "P2");
    EXPECT_EQ(inventory.issue.layer[at], "RQLINE.csv");
    EXPECT_TRUE(std::isnan(inventory.line.from_depth_m[1]));
    EXPECT_TRUE(std::isnan(inventory.line.length_m[1]));
}

TEST(BadInput, ImpossibleValues) {
    const TempFolder folder;
    const Inventory inventory =
        import_of({write_bytes(folder / "RQLINE.csv", header + good_row +
                                                          "P2,A,B,1,钢,-100,低压,2105,10\n"
                                                          "P3,A,B,1,钢,DN0,低压,1998,-5\n"
                                                          "P4,A,B,1,钢,0,很低,1900-01-01,0\n")});
    const auto counts = kinds(inventory);
    EXPECT_EQ(counts.at("bad_install_year"), 2);
    EXPECT_EQ(counts.at("missing_diameter"), 2);
    EXPECT_EQ(counts.at("value_out_of_range"), 3); // -100, -5, 0
    EXPECT_EQ(counts.at("unknown_code"), 1);
    for (const std::size_t row : {1U, 2U, 3U}) EXPECT_TRUE(std::isnan(inventory.line.inner_diameter_m[row]));
}

TEST(BadInput, DepthsInCentimetres) {
    const TempFolder folder;
    std::string mixed = header, all = header;
    for (int i = 0; i < 9; ++i) {
        mixed += "P" + std::to_string(i) + ",A,B,1.2,钢,DN100,低压,1998,10\n";
        all += "P" + std::to_string(i) + ",A,B,120,钢,DN100,低压,1998,10\n";
    }
    mixed += "P9,A,B,-250,钢,DN100,低压,1998,10\n";
    const Inventory one = import_of({write_bytes(folder / "RQLINE.csv", mixed)});
    EXPECT_EQ(kinds(one)["depth_in_cm"], 1);
    EXPECT_DOUBLE_EQ(one.line.from_depth_m[9], -2.5);
    EXPECT_DOUBLE_EQ(one.line.from_depth_m[0], 1.2);
    const Inventory every = import_of({write_bytes(folder / "RQLINE.csv", all)});
    EXPECT_DOUBLE_EQ(every.line.from_depth_m[0], 1.2);
}

TEST(BadInput, RepeatedAndMissingIdsAreKept) {
    const TempFolder folder;
    const Inventory inventory = import_of(
        {write_bytes(folder / "RQLINE.csv",
                     header + good_row + good_row + ",A,B,1,钢,DN100,低压,1998,10\nP2,A,B,1,钢,DN100,低压,1998,10\n")});
    ASSERT_EQ(row_count(inventory.line), 4U);
    EXPECT_EQ(inventory.line.id[1], "P1");
    EXPECT_EQ(inventory.line.id[2], "RQLINE.csv:3");
    EXPECT_EQ(kinds(inventory)["missing_value"], 1);
}

TEST(BadInput, RaggedAndBlankLines) {
    const TempFolder folder;
    const Inventory inventory = import_of(
        {write_bytes(folder / "RQLINE.csv", header + "\n" + good_row + "P2,A\n" +
                                                "P3,A,B,1,钢,DN100,低压,1998,10,extra\n\"P4\",\"A\"\"\nB\",")});
    ASSERT_EQ(row_count(inventory.line), 4U);
    EXPECT_EQ(inventory.line.source_row, (std::vector<std::int32_t>{2, 3, 4, 5}));
    EXPECT_EQ(inventory.line.to_point[1], "");
    EXPECT_EQ(inventory.line.from_point[3], "A\"\nB");
    EXPECT_EQ(kinds(inventory)["ragged_row"], 1);
}

TEST(BadInput, UnknownCoordinateSystem) {
    const TempFolder folder;
    const fs::path path = write_layer(folder / "RQLINE.shp", shapefile(0));
    const Error error = error_of({path}, "");
    EXPECT_EQ(error.kind().slug, "unknown_crs");
    EXPECT_NE(error.place().file.find("RQLINE.shp"), std::string::npos);
    EXPECT_EQ(import_of({path}, "EPSG:4547").crs, "EPSG:4547");
    EXPECT_EQ(import_of({path}, "local").crs, "");
    EXPECT_EQ(error_of({path}, "EPSG:99").kind().slug, "unknown_crs");
}

TEST(BadInput, ASystemThatTheCoordinatesContradictIsRefused) {
    const TempFolder folder;
    const fs::path metres = write_layer(folder / "RQLINE.shp", shapefile(4547));
    const Error not_degrees = error_of({metres}, "EPSG:4490");
    EXPECT_EQ(not_degrees.kind().slug, "unknown_crs");
    EXPECT_NE(not_degrees.place().file.find("RQLINE.shp"), std::string::npos);
    EXPECT_NE(not_degrees.detail().find("are not degrees"), std::string::npos) << not_degrees.detail();
    const TempFolder other;
    const fs::path degrees =
        write_layer(other / "RQLINE.shp", shapefile(4490, "LINESTRING (114.305 30.52, 114.306 30.52)"));
    EXPECT_EQ(import_of({degrees}, "").crs, "EPSG:4547");
    EXPECT_NE(error_of({degrees}, "EPSG:4547").detail().find("not metres"), std::string::npos);
}

TEST(BadInput, DegreesWithoutAnyCoordinatesAskForNoMetricSystem) {
    const TempFolder folder;
    const Inventory inventory = import_of({write_layer(folder / "RQLINE.shp", shapefile(4490, ""))}, "");
    EXPECT_EQ(inventory.crs, "");
    EXPECT_EQ(row_count(inventory.line), 2U);
}

TEST(BadInput, ZonePrefixTellsTheSystemAndSaysSo) {
    const TempFolder folder;
    const Inventory inventory = import_of(
        {write_layer(folder / "RQLINE.shp", shapefile(0, "LINESTRING (38529369 3377798, 38529379 3377798)"))}, "");
    EXPECT_EQ(inventory.crs, "EPSG:4526");
    EXPECT_EQ(kinds(inventory)["crs_inferred"], 1);
}

TEST(BadInput, TablesTakeTheSystemOfTheirNeighbour) {
    const TempFolder folder;
    write_layer(folder / "RQLINE.shp", shapefile(4547));
    write_bytes(folder / "管点表.csv", points);
    const Inventory inventory = import_of({folder.path()}, "");
    EXPECT_EQ(inventory.crs, "EPSG:4547");
    EXPECT_EQ(row_count(inventory.point), 2U);
    EXPECT_DOUBLE_EQ(inventory.point.x_m[0], 529369.7);
    EXPECT_EQ(kinds(inventory)["crs_inferred"], 0);
}

TEST(BadInput, NorthFirstTablesAreTurned) {
    const TempFolder folder;
    write_layer(folder / "RQLINE.shp", shapefile(4547));
    write_bytes(folder / "管点表.csv", "物探点号,X,Y,地面高程\nA,3377798.8,529369.7,20\nB,3377798.8,529379.7,20\n");
    const Inventory inventory = import_of({folder.path()}, "");
    EXPECT_DOUBLE_EQ(inventory.point.x_m[1], 529379.7);
    EXPECT_DOUBLE_EQ(inventory.point.y_m[1], 3377798.8);
}

TEST(BadInput, MixedSystemsMeetInThatOfThePipes) {
    const TempFolder folder;
    write_layer(folder / "RQLINE.shp", shapefile(4547));
    write_layer(folder / "RQPOINT.shp", {"ESRI Shapefile",
                                         "RQPOINT",
                                         wkbPoint,
                                         4490,
                                         {"EXP_NO", "SUR_H", "FEATURE"},
                                         {{{"A", "20", "三通"}, "POINT (114.306 30.520)"}}});
    const Inventory inventory = import_of({folder.path()}, "");
    EXPECT_EQ(kinds(inventory)["mixed_crs"], 1);
    EXPECT_NEAR(inventory.point.x_m[0], 529369.728, 1e-2);
    EXPECT_NEAR(inventory.point.y_m[0], 3377798.783, 1e-2);
}

TEST(BadInput, InvertedValveCodes) {
    const TempFolder folder;
    write_bytes(folder / "RQLINE.csv", header + good_row);
    std::string valves = "编号,类型,管线编号,点号,常态,可操作性\n";
    for (int i = 0; i < 12; ++i)
        valves += "V" + std::to_string(i) + ",埋地阀,P1,A," + (i < 10 ? "关" : "开") + ",正常\n";
    write_bytes(folder / "阀门台账.csv", valves);
    const Inventory inventory = import_of({folder.path()});
    EXPECT_EQ(kinds(inventory)["valve_codes_inverted"], 1);
    for (const Flag open : inventory.valve.rows.open) EXPECT_EQ(open, 1);
}

TEST(BadInput, RowsOfOtherUtilitiesAreLeftOut) {
    const TempFolder folder;
    const Inventory inventory =
        import_of({write_bytes(folder / "管线表.csv", "管线编号,起点点号,终点点号,材质,管线类别\n"
                                                      "P1,A,B,钢,RQ\nW1,C,D,铸铁,JS\nP2,B,C,钢,\n")});
    EXPECT_EQ(inventory.line.id, (std::vector<std::string>{"P1", "P2"}));
    EXPECT_EQ(kinds(inventory)["not_gas"], 1);
}

TEST(BadInput, ListenerStopsTheImport) {
    const TempFolder folder;
    const std::vector<fs::path> inputs{write_bytes(folder / "RQLINE.csv", header + good_row)};
    EXPECT_THROW(static_cast<void>(import_survey(inputs, {.crs = "local"}, [](auto, double) { return false; })), Error);
}

TEST(BadInput, GdalStaysSilent) {
    const TempFolder folder;
    testing::internal::CaptureStderr();
    static_cast<void>(error_of({write_bytes(folder / "a.gpkg", std::string(3000, 'x'))}));
    static_cast<void>(error_of({write_bytes(folder / "a.shp", std::string(3000, 'x'))}));
    static_cast<void>(error_of({write_layer(folder / "RQLINE.shp", shapefile(0))}, "EPSG:99"));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

} // namespace
} // namespace gastwin
