// SPDX-License-Identifier: Apache-2.0
// Every format gives the same inventory; the encoding of a dbf is found whatever its hints say.
#include "gis/dataset.hpp"

#include "files.hpp"
#include "gis/import.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

using namespace test;

const std::vector<std::string> headers{"管线编号", "起点点号", "终点点号", "材质", "管径", "压力", "建设年代", "管长"};
const std::vector<std::vector<std::string>> cells{{"P1", "A", "B", "镀锌", "DN50", "低压", "1998", "10.5"},
                                                  {"P2", "B", "C", "聚乙烯", "de110", "中压", "2005-06-01", "20"}};
const std::vector<std::string> wkt{"LINESTRING (500000 3377000, 500010 3377000)",
                                   "LINESTRING (500010 3377000, 500030 3377000)"};

void expect_two_pipes(const Inventory &inventory) {
    ASSERT_EQ(row_count(inventory.line), 2U);
    EXPECT_EQ(inventory.line.id, (std::vector<std::string>{"P1", "P2"}));
    EXPECT_EQ(inventory.line.from_point, (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(inventory.line.material, (std::vector{Material::galvanised, Material::pe}));
    EXPECT_EQ(inventory.line.diameter_text, (std::vector<std::string>{"DN50", "de110"}));
    EXPECT_EQ(inventory.line.install_year, (std::vector<std::int32_t>{1998, 2005}));
    EXPECT_EQ(inventory.line.length_m, (std::vector<double>{10.5, 20.0}));
    EXPECT_EQ(inventory.line.source_row, (std::vector<std::int32_t>{1, 2}));
}

Inventory import_of(const fs::path &path, ImportOptions options = {}) {
    options.this_year = 2024;
    return import_survey(std::span(&path, 1), options);
}

std::string csv_text(const std::string &separator = ",") {
    std::string text;
    const auto add = [&](const std::vector<std::string> &row) {
        for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? separator : "") + row[i];
        text += "\r\n";
    };
    add(headers);
    for (const auto &row : cells) add(row);
    return text;
}

LayerToWrite layer_of(const std::string &driver, bool drawn, int epsg, const char *encoding = "UTF-8") {
    LayerToWrite layer{driver, "RQLINE", drawn ? wkbLineString : wkbNone, epsg, {}, {}};
    for (const std::string &name : headers) layer.fields.push_back(encoded(name, encoding));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        Row row{{}, drawn ? wkt[i] : ""};
        for (const std::string &cell : cells[i]) row.cells.push_back(encoded(cell, encoding));
        layer.rows.push_back(std::move(row));
    }
    return layer;
}

TEST(Dataset, TextTables) {
    const TempFolder folder;
    const ImportOptions local{.crs = "local"};
    expect_two_pipes(import_of(write_bytes(folder / "a.csv", csv_text()), local));
    expect_two_pipes(import_of(write_bytes(folder / "b.csv", encoded(csv_text(), "GBK")), local));
    expect_two_pipes(import_of(write_bytes(folder / "c.csv", "\xEF\xBB\xBF" + csv_text()), local));
    expect_two_pipes(import_of(write_bytes(folder / "d.csv", csv_text(";")), local));
    expect_two_pipes(import_of(write_bytes(folder / "e.txt", csv_text("\t")), local));
    expect_two_pipes(import_of(write_bytes(folder / "f.csv", "某市燃气管线成果表\r\n\r\n" + csv_text()), local));
    expect_two_pipes(import_of(write_bytes(folder / "g.csv", encoded(csv_text(), "UTF-16")), local));
    expect_two_pipes(import_of(write_bytes(folder / "中文 名.csv", encoded(csv_text(), "GB18030")), local));
}

TEST(Dataset, DrawnFormats) {
    const TempFolder folder;
    const std::vector<std::pair<std::string, std::string>> formats{{"GPKG", "a.gpkg"},
                                                                   {"FlatGeobuf", "a.fgb"},
                                                                   {"GML", "a.gml"},
                                                                   {"OpenFileGDB", "a.gdb"},
                                                                   {"GeoJSON", "管.geojson"}};
    for (const auto &[driver, file] : formats) {
        SCOPED_TRACE(driver);
        const Inventory inventory = import_of(write_layer(folder / file, layer_of(driver, true, 4547)));
        expect_two_pipes(inventory);
        EXPECT_EQ(inventory.crs, "EPSG:4547") << driver;
        ASSERT_EQ(inventory.line_shape.rows(), 2U) << driver;
        EXPECT_NEAR(inventory.line_shape[1].back().x, 500030.0, 1e-6) << driver;
        EXPECT_NEAR(inventory.line_shape[1].back().y, 3377000.0, 1e-6) << driver;
    }
    EXPECT_FALSE(fs::exists(folder / "a.gfs")); // GDAL would write one beside a GML file
}

TEST(Dataset, Spreadsheet) {
    const TempFolder folder;
    LayerToWrite sheet = layer_of("XLSX", false, 0);
    const Inventory plain = import_of(write_layer(folder / "a.xlsx", sheet), {.crs = "local"});
    expect_two_pipes(plain);
    EXPECT_EQ(plain.layer_read.driver[0], "XLSX");
    // A title above the header: the writer's header row is the title here.
    Row header{headers};
    sheet.rows.insert(sheet.rows.begin(), header);
    sheet.fields.assign(headers.size(), " ");
    sheet.fields[0] = "燃气管线成果表";
    for (std::size_t i = 1; i < sheet.fields.size(); ++i) sheet.fields[i] = std::string(i, ' ');
    expect_two_pipes(import_of(write_layer(folder / "b.xlsx", sheet), {.crs = "local"}));
}

/// A workbook of the oldest kind (BIFF4, one sheet, text cells in a code page), which needs no container around it.
std::string old_workbook(const std::vector<std::vector<std::string>> &rows) {
    std::string bytes;
    const auto u16 = [](std::size_t value) {
        return std::string{static_cast<char>(value & 0xFF), static_cast<char>(value >> 8)};
    };
    const auto record = [&](std::size_t type, const std::string &body) {
        bytes += u16(type) + u16(body.size()) + body;
    };
    record(0x0409, u16(0) + u16(0x10) + u16(0)); // a sheet begins
    record(0x0042, u16(936));                    // in GBK
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            const std::string text = encoded(rows[row][column], "GBK");
            record(0x0204, u16(row) + u16(column) + u16(0) + u16(text.size()) + text);
        }
    record(0x000A, "");
    return bytes;
}

TEST(Dataset, OldSpreadsheet) {
    const TempFolder folder;
    std::vector<std::vector<std::string>> rows = cells;
    rows.insert(rows.begin(), headers);
    const Inventory inventory = import_of(write_bytes(folder / "管线.xls", old_workbook(rows)), {.crs = "local"});
    expect_two_pipes(inventory);
    EXPECT_EQ(inventory.layer_read.driver[0], "XLS");
}

TEST(Dataset, DrawingWithChineseLayers) {
    const TempFolder folder;
    for (const char *encoding : {"UTF-8", "GBK"}) {
        const std::string version = *encoding == 'U' ? "AC1021" : "AC1015"; // code pages are of the older versions
        const std::string dxf = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n" + version +
                                "\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n"
                                "0\nLINE\n8\n燃气管线\n10\n500000\n20\n3377000\n11\n500010\n21\n3377000\n"
                                "0\nLINE\n8\n燃气管线\n10\n500010\n20\n3377000\n11\n500030\n21\n3377000\n"
                                "0\nTEXT\n8\n注记\n10\n5\n20\n5\n40\n1\n1\n镀锌 DN100\n0\nENDSEC\n0\nEOF\n";
        const fs::path path = write_bytes(folder / "燃气.dxf", encoded(dxf, encoding));
        const Inventory inventory = import_of(path, {.profile = "lines", .crs = "EPSG:4547"});
        ASSERT_EQ(row_count(inventory.line), 2U) << encoding;
        EXPECT_EQ(inventory.line_shape[0].back(), (Point{500010.0, 3377000.0})) << encoding;
        EXPECT_EQ(inventory.line.source[0].substr(0, 10), "燃气.dxf") << encoding;
    }
}

TEST(Dataset, GeoJsonInDegreesBecomesMetric) {
    const TempFolder folder;
    const fs::path path = write_bytes(folder / "pipes.geojson", R"({"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"管线编号":"P1","材质":"PE","管径":"de110"},
         "geometry":{"type":"LineString","coordinates":[[114.306,30.520],[114.307,30.520]]}}]})");
    const Inventory inventory = import_of(path);
    EXPECT_EQ(inventory.crs, "EPSG:4547");
    EXPECT_NEAR(inventory.line_shape[0][0].x, 529369.728, 0.01);
    EXPECT_NEAR(inventory.line_shape[0][0].y, 3377798.783, 0.01);
}

TEST(Dataset, ShapefileEncodingsWhateverTheHints) {
    for (const char *encoding : {"GBK", "UTF-8"})
        for (const char *cpg : {"", "GBK", "UTF-8", "ISO-8859-1", "nonsense"})
            for (const unsigned char ldid : {0x00, 0x4D, 0x57}) {
                const TempFolder folder;
                LayerToWrite layer = layer_of("ESRI Shapefile", true, 4547, encoding);
                layer.fields = {"GXBH", "S_POINT", "E_POINT", "MATERIAL", "D_S", "PRESSURE", "MDATE", "PIPELEN"};
                const fs::path path = write_layer(folder / "RQLINE.shp", layer);
                fs::remove(folder / "RQLINE.cpg");
                if (*cpg != '\0') write_bytes(folder / "RQLINE.cpg", cpg);
                std::string dbf = read_bytes(folder / "RQLINE.dbf");
                dbf[29] = static_cast<char>(ldid);
                write_bytes(folder / "RQLINE.dbf", dbf);
                SCOPED_TRACE(std::string(encoding) + " cpg=" + cpg + " ldid=" + std::to_string(ldid));
                expect_two_pipes(import_of(path));
            }
}

TEST(Dataset, AnyPartOfAShapefileNamesIt) {
    const TempFolder folder;
    LayerToWrite layer = layer_of("ESRI Shapefile", true, 4547);
    layer.fields = {"GXBH", "S_POINT", "E_POINT", "MATERIAL", "D_S", "PRESSURE", "MDATE", "PIPELEN"};
    write_layer(folder / "RQLINE.shp", layer);
    expect_two_pipes(import_of(folder / "RQLINE.dbf"));
    expect_two_pipes(import_of(folder.path()));
}

TEST(Dataset, DrawingHasGeometryAlone) {
    const TempFolder folder;
    const fs::path path = write_bytes(folder / "a.dxf", "0\nSECTION\n2\nENTITIES\n"
                                                        "0\nTEXT\n8\nRQ\n10\n5\n20\n5\n40\n1\n1\nDN100\n"
                                                        "0\nLINE\n8\nRQ\n10\n0\n20\n0\n11\n10\n21\n0\n"
                                                        "0\nLINE\n8\nRQ\n10\n10\n20\n0\n11\n30\n21\n0\n"
                                                        "0\nENDSEC\n0\nEOF\n");
    const Inventory inventory = import_of(path, {.profile = "lines", .crs = "local"});
    ASSERT_EQ(row_count(inventory.line), 2U);
    EXPECT_EQ(inventory.line_shape[1].back(), (Point{30.0, 0.0}));
    EXPECT_NE(std::find(inventory.issue.kind.begin(), inventory.issue.kind.end(), "other_shapes"),
              inventory.issue.kind.end());
    EXPECT_NE(inventory.line.id[0], inventory.line.id[1]);
}

TEST(Dataset, NamelessLinesAreNotTakenForPipesUnasked) {
    const TempFolder folder;
    const LayerToWrite roads{"GPKG", "roads", wkbLineString, 4547, {"ID"}, {{{"1"}, wkt[0]}, {{"2"}, wkt[1]}}};
    const fs::path path = write_layer(folder / "roads.gpkg", roads);
    EXPECT_THROW(static_cast<void>(import_of(path)), Error);
    EXPECT_EQ(row_count(import_of(path, {.profile = "lines"}).line), 2U);
}

TEST(Dataset, SeparatePartsBecomeRows) {
    const TempFolder folder;
    LayerToWrite layer = layer_of("GPKG", true, 4547);
    layer.type = wkbMultiLineString;
    layer.rows[0].wkt = "MULTILINESTRING ((500000 3377000, 500010 3377000), (500050 3377000, 500060 3377000))";
    layer.rows[1].wkt = "MULTILINESTRING ((500010 3377000, 500020 3377000), (500020 3377000, 500030 3377000))";
    const Inventory inventory = import_of(write_layer(folder / "a.gpkg", layer));
    ASSERT_EQ(row_count(inventory.line), 3U); // the second row's parts continue one another
    EXPECT_EQ(inventory.line_shape[2].size(), 3U);
    EXPECT_EQ(inventory.line.source_row, (std::vector<std::int32_t>{1, 1, 2}));
    EXPECT_EQ(inventory.issue.kind[0], "several_parts");
}

TEST(Dataset, EmptyAndCurvedShapes) {
    const TempFolder folder;
    LayerToWrite layer = layer_of("GPKG", true, 4547);
    layer.type = wkbUnknown;
    layer.rows[0].wkt = "";
    layer.rows[1].wkt = "CIRCULARSTRING (500000 3377000, 500010 3377010, 500020 3377000)";
    layer.rows.push_back({cells[0], "LINESTRING EMPTY"});
    std::swap(layer.rows[0], layer.rows[1]);
    const Inventory inventory = import_of(write_layer(folder / "a.gpkg", layer));
    ASSERT_EQ(row_count(inventory.line), 3U);
    EXPECT_GT(inventory.line_shape[0].size(), 10U);
    EXPECT_TRUE(inventory.line_shape[1].empty());
    EXPECT_TRUE(inventory.line_shape[2].empty());
}

} // namespace
} // namespace gastwin
