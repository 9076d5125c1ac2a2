// SPDX-License-Identifier: Apache-2.0
// Files made to harm: they are refused with an Error or named by an issue, quickly, and nothing outside the folder
// given is read.
#include <cpl_vsi.h>

#include <chrono>
#include <functional>

#include "files.hpp"
#include "gis/course.hpp"
#include "gis/export.hpp"
#include "gis/geopackage.hpp"
#include "gis/guard.hpp"
#include "gis/import.hpp"
#include "gis/profile.hpp"
#include "gis/suggest.hpp"
#include "gis/twin_file.hpp"
#include "models/error.hpp"
#include "tests/gis/survey_builder.hpp"
#include "tests/support/random_twin.hpp"

namespace gastwin {
namespace {

using namespace test;

const std::string header = "管线编号,起点点号,终点点号,起点埋深,材质,管径,压力,建设年代,管长\n";
const std::string good_row = "P1,A,B,1.2,钢,DN100,低压,1998,10\n";

Inventory import_of(const fs::path &path, const ImportOptions &options = {.crs = "local"}) {
    return import_survey(std::span(&path, 1), options);
}

/// The slug of the Error, or "read".
std::string outcome(const fs::path &path, const ImportOptions &options = {.crs = "local"}) {
    try {
        static_cast<void>(import_of(path, options));
        return "read";
    } catch (const Error &error) {
        return std::string(error.kind().slug);
    }
}

LayerToWrite two_pipes(const std::string &driver, bool drawn = true) {
    return {driver,
            "RQLINE",
            drawn ? wkbLineString : wkbNone,
            drawn ? 4547 : 0,
            {"GXBH", "S_POINT", "E_POINT", "MATERIAL", "D_S"},
            {{{"P1", "A", "B", "镀锌", "DN50"}, drawn ? "LINESTRING (529369 3377798, 529379 3377798)" : ""},
             {{"P2", "B", "C", "聚乙烯", "de110"}, drawn ? "LINESTRING (529379 3377798, 529399 3377798)" : ""}}};
}

// ---- other files ------------------------------------------------------------------------------------------------

TEST(Hostile, AVirtualDatasetInDisguiseIsNotFollowed) {
    const TempFolder outside;
    const fs::path secret = write_layer(outside / "secret.gpkg", two_pipes("GPKG"));
    for (const char *name : {"RQLINE.gml", "RQLINE.gpkg", "RQLINE.shp", "RQLINE.kml", "RQLINE.geojson", "RQLINE.tab",
                             "RQLINE.mif", "RQLINE.xlsx", "RQLINE.xls", "RQLINE.ods", "RQLINE.dbf", "RQLINE.dxf",
                             "RQLINE.dwg", "RQLINE.fgb", "RQLINE.geojsonl", "RQLINE.mdb"}) {
        const TempFolder folder;
        write_bytes(folder / name, "<OGRVRTDataSource><OGRVRTLayer name=\"RQLINE\"><SrcDataSource>" + secret.string() +
                                       "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
        EXPECT_EQ(outcome(folder.path()), "unreadable_file") << name;
    }
    EXPECT_EQ(outcome(write_bytes(outside / "a.vrt", "<OGRVRTDataSource/>")), "unreadable_file");
    EXPECT_EQ(outcome(secret, {}), "read");
}

TEST(Hostile, NamesThatGdalWouldTakeForAddressesAreNoFiles) {
    const TempFolder folder;
    for (const char *name : {"/vsicurl/http://127.0.0.1:9/a.gpkg", "/vsizip/vsizip/a.zip/b.zip/c.shp", "/vsistdin/",
                             "http://127.0.0.1:9/a.gpkg", "../../../../etc/no-such-file", "WFS:http://127.0.0.1:9"})
        EXPECT_EQ(outcome(name), "no_such_file") << name;
    EXPECT_EQ(outcome("/etc/passwd"), "unreadable_file"); // the user's own wish, but nothing reads it
    write_bytes(folder / "RQLINE.geojson", "/vsicurl/http://127.0.0.1:9/a.geojson");
    EXPECT_EQ(outcome(folder.path()), "unreadable_file");
}

TEST(Hostile, PathsInsideRegistersAreTexts) {
    const TempFolder folder;
    write_bytes(folder / "RQLINE.csv", header + "../../etc/passwd,/vsicurl/http://127.0.0.1:9/a,/vsizip//a.zip/b,1.2,"
                                                "钢,DN100,低压,1998,10\n");
    const Inventory inventory = import_of(folder.path());
    EXPECT_EQ(inventory.line.id[0], "../../etc/passwd");
    EXPECT_EQ(inventory.line.from_point[0], "/vsicurl/http://127.0.0.1:9/a");
}

TEST(Hostile, CoordinateSystemsAreNotReadFromFilesOrAddresses) {
    const TempFolder folder;
    const fs::path file = write_bytes(folder / "system.prj", "EPSG:4547");
    const fs::path table = write_bytes(folder / "RQLINE.csv", header + good_row);
    for (const std::string &crs : std::vector<std::string>{
             file.string(), std::string("http://127.0.0.1:9/4547"), "/vsicurl/http://127.0.0.1:9/a",
             "+proj=longlat +nadgrids=" + file.string(), "+init=" + file.string() + ":1"}) {
        EXPECT_EQ(outcome(table, {.crs = crs}), "unknown_crs") << crs;
        std::string toml(bundled_profiles()[0].text);
        toml.replace(toml.find("name = "), 0, "crs = '" + crs + "'\n");
        const fs::path profile = write_bytes(folder / "mine.toml", toml);
        EXPECT_EQ(outcome(table, {.profile = profile.string()}), "unknown_crs") << crs;
    }
    EXPECT_EQ(outcome(table, {.crs = "+init=epsg:4547"}), "read");
    const fs::path drawn = write_layer(folder / "RQLINE.shp", two_pipes("ESRI Shapefile"));
    write_bytes(folder / "RQLINE.prj",
                "GEOGCS[\"x\",DATUM[\"x\",SPHEROID[\"x\",6378137,298.257]],PRIMEM[\"Greenwich\",0],"
                "UNIT[\"degree\",0.0174532925199433],EXTENSION[\"PROJ4\",\"+proj=longlat +nadgrids=" +
                    file.string() + " +no_defs\"]]");
    EXPECT_EQ(outcome(drawn, {}), "unknown_crs");
}

TEST(Hostile, LinksOutOfTheFolderAreNotFollowed) {
    const TempFolder outside, folder;
    write_bytes(outside / "RQLINE.csv", header + good_row);
    write_layer(outside / "RQPOINT.shp", {"ESRI Shapefile", "RQPOINT", wkbPoint, 4547, {"EXP_NO"}, {}});
    fs::create_symlink(outside / "RQLINE.csv", folder / "RQLINE.csv");
    EXPECT_EQ(outcome(folder.path()), "no_survey_found");
    write_bytes(folder / "管线表.csv", header + good_row);
    fs::create_symlink(outside.path(), folder / "more");
    fs::copy_file(outside / "RQPOINT.shp", folder / "RQPOINT.shp");
    fs::create_symlink(outside / "RQPOINT.dbf", folder / "RQPOINT.dbf"); // a part of a shapefile drags it along
    fs::create_symlink(folder / "管线表.csv", folder / "再.csv");        // stays inside
    const Inventory inventory = import_of(folder.path());
    EXPECT_EQ(inventory.layer_read.layer, (std::vector<std::string>{"再", "管线表"}));
    EXPECT_EQ(std::count(inventory.issue.kind.begin(), inventory.issue.kind.end(), "link_outside"), 3);
    fs::create_directory_symlink(folder.path(), outside / "entry");
    EXPECT_EQ(row_count(import_of(outside / "entry").line), 2U); // the link that the user named is followed
}

// ---- databases --------------------------------------------------------------------------------------------------

fs::path edited_twin(const fs::path &path, const std::vector<std::string> &statements) {
    write_twin(small_twin(), path);
    const DatasetHandle twin = open_geopackage(path, true);
    for (const std::string &sql : statements) run_sql(*twin, sql);
    return path;
}

std::string refusal(const fs::path &twin) {
    try {
        static_cast<void>(read_twin(twin));
        return "read";
    } catch (const Error &error) {
        return std::string(error.kind().slug) + ": " + error.detail();
    }
}

TEST(Hostile, TablesKeptOutsideADatabaseAreRefused) {
    const TempFolder folder, outside;
    write_bytes(outside / "secret.csv", "id\nA\n");
    const std::string file = "('" + (outside / "secret.csv").string() + "')";
    for (const std::string &definition :
         {"CREATE VIRTUAL TABLE stolen USING VirtualOGR" + file, "CREATE VIRTUAL TABLE stolen USING VirtualText" + file,
          "create  VIRTUAL\ntable stolen/* using rtree( */ using VirtualText" + file,
          "CREATE VIRTUAL TABLE \"using rtree(\" USING VirtualOGR" + file,
          "create/**/virtual table stolen using VirtualOGR" + file}) {
        const std::string name = definition.find("\"using") != std::string::npos ? "using rtree(" : "stolen";
        for (const char *type : {"table", "trigger"}) {
            const fs::path twin = edited_twin(
                folder / "t.gpkg",
                {"PRAGMA writable_schema = ON",
                 "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('" + std::string(type) +
                     "', '" + name + "', '" + name + "', 0, " + sql_text(definition) + ")"});
            // SQLite itself stumbles over a table that calls itself a trigger.
            const std::string expected = *type == 't' && type[1] == 'a' ? "unreadable_file: the table" : "bad_twin";
            EXPECT_TRUE(refusal(twin).starts_with(expected)) << definition << refusal(twin);
            EXPECT_EQ(outcome(twin), "unreadable_file") << definition;
        }
    }
}

TEST(Hostile, ViewsThatNeverEndAreRefused) {
    const TempFolder folder;
    const fs::path twin = edited_twin(
        folder / "t.gpkg", {"CREATE VIEW RQLINE AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                            "SELECT i AS GXBH, i AS S_POINT, i AS E_POINT FROM n",
                            "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('rqline', 'attributes')"});
    EXPECT_TRUE(refusal(twin).starts_with("unreadable_file: the layer")) << refusal(twin);
    EXPECT_EQ(outcome(twin), "unreadable_file");
    const fs::path harmless = edited_twin(folder / "u.gpkg", {"CREATE VIEW mine AS SELECT * FROM pipe"});
    EXPECT_EQ(refusal(harmless), "read");
}

// ---- archives ---------------------------------------------------------------------------------------------------

const std::string sheet_start =
    "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const std::string sheet_end = "</sheetData></worksheet>";

std::string text_cell(const std::string &place, const std::string &text) {
    return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

/// A workbook of one sheet whose XML is `start`, then `repeated` so many times, then `end`.
fs::path workbook(const fs::path &path, const std::string &start, const std::string &repeated, int times,
                  const std::string &end) {
    const fs::path plain = write_layer(fs::path(path).replace_extension("plain.xlsx"), two_pipes("XLSX", false));
    const std::string from = "/vsizip/{" + plain.string() + "}", to = "/vsizip/{" + path.string() + "}";
    VSILFILE *archive = VSIFOpenL(to.c_str(), "wb");
    const CPLStringList members(VSIReadDirRecursive(from.c_str()));
    for (int i = 0; i < members.Count(); ++i) {
        const std::string member = members[i];
        if (member.ends_with("/")) continue;
        VSILFILE *out = VSIFOpenL((to + "/" + member).c_str(), "wb");
        const auto put = [&](const std::string &bytes) { VSIFWriteL(bytes.data(), 1, bytes.size(), out); };
        if (member.ends_with("sheet1.xml")) {
            put(start);
            for (int k = 0; k < times; ++k) put(repeated);
            put(end);
        } else {
            GByte *bytes = nullptr;
            vsi_l_offset size = 0;
            EXPECT_NE(VSIIngestFile(nullptr, (from + "/" + member).c_str(), &bytes, &size, -1), 0);
            put(std::string(reinterpret_cast<const char *>(bytes), size));
            VSIFree(bytes);
        }
        VSIFCloseL(out);
    }
    VSIFCloseL(archive);
    fs::remove(plain);
    return path;
}

void refuse_quickly(const fs::path &path, const char *slug = "unreadable_file") {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(outcome(path), slug) << path;
    // Generous: the machine may be busy. Unpacked in earnest these would take minutes.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30)) << path;
}

TEST(Hostile, WorkbooksThatUnpackToNothingOrTooMuch) {
    const TempFolder folder;
    const std::string sound = sheet_start + "<row r=\"1\">" + text_cell("A1", "管线编号") +
                              text_cell("B1", "起点点号") + text_cell("C1", "终点点号") + text_cell("D1", "管径") +
                              "</row><row r=\"2\">" + text_cell("A2", "P1") + text_cell("B2", "A") +
                              text_cell("C2", "B") + text_cell("D2", "DN100") + "</row>";
    EXPECT_EQ(outcome(workbook(folder / "a.xlsx", sound, "", 0, sheet_end)), "read");
    const std::string spaces(1 << 20, ' ');
    const fs::path bomb = workbook(folder / "b.xlsx", sound, spaces, 80, sheet_end);
    EXPECT_LT(fs::file_size(bomb), 200'000U);
    refuse_quickly(bomb);
    std::string bytes = read_bytes(bomb); // the archive's directory lies about the size
    for (std::size_t at = 0; (at = bytes.find("PK\x01\x02", at)) != std::string::npos; ++at)
        if (bytes.compare(at + 46, 23, "xl/worksheets/sheet1.xm") == 0) bytes.replace(at + 24, 4, "\x10\x27\0\0", 4);
    refuse_quickly(write_bytes(folder / "c.xlsx", bytes));
    const std::string row = "<row>" + text_cell("A9", "a") + "</row>";
    std::string rows;
    for (int i = 0; i < 1000; ++i) rows += row;
    refuse_quickly(workbook(folder / "d.xlsx", sheet_start + "<row r=\"1\">" + text_cell("BXX1", "far") + "</row>",
                            rows, 20, sheet_end));
}

TEST(Hostile, ArchivesAreNotUnpackedUnasked) {
    const TempFolder folder;
    write_bytes(folder / "RQLINE.csv", header + good_row);
    for (const char *name : {"a.zip", "a.kmz", "a.shz", "a.shp.zip", "a.gdb.zip", "a.gz", "a.tar"})
        EXPECT_EQ(outcome(write_bytes(folder / name, "PK\x03\x04")), "unreadable_file") << name;
    EXPECT_EQ(outcome(folder.path()), "read"); // beside a survey they are passed over
}

TEST(Hostile, AHeaderFarWiderThanItsRowsIsRefused) {
    const TempFolder folder;
    std::string text = header.substr(0, header.size() - 1);
    for (int i = 0; i < 5000; ++i) text += ",h" + std::to_string(i);
    text += "\n";
    for (int i = 0; i < 20000; ++i) text += "a\n";
    refuse_quickly(write_bytes(folder / "RQLINE.csv", text));
}

// ---- counts and depths ------------------------------------------------------------------------------------------

TEST(Hostile, CountsThatTheFileCannotHold) {
    const TempFolder folder;
    const fs::path path = write_layer(folder / "RQLINE.shp", two_pipes("ESRI Shapefile"));
    const auto damaged = [&](const char *part, std::size_t at, const std::string &bytes) {
        const std::string whole = read_bytes(folder / part);
        std::string changed = whole;
        changed.replace(at, bytes.size(), bytes);
        write_bytes(folder / part, changed);
        const std::string got = outcome(path);
        write_bytes(folder / part, whole);
        return got;
    };
    const std::string big("\x7F\xFF\xFF\xFF", 4), little("\xFF\xFF\xFF\x7F", 4);
    EXPECT_EQ(damaged("RQLINE.shx", 24, big), "unreadable_file");          // shapes
    EXPECT_EQ(damaged("RQLINE.shx", 104, big), "unreadable_file");         // length of the first shape, by the index
    EXPECT_EQ(damaged("RQLINE.shx", 100, big), "unreadable_file");         // place of the first shape
    EXPECT_EQ(damaged("RQLINE.shp", 108 + 36, little), "unreadable_file"); // parts of the first line
    EXPECT_EQ(damaged("RQLINE.shp", 108 + 40, little), "unreadable_file"); // its points
    EXPECT_EQ(damaged("RQLINE.dbf", 4, little), "read"); // what the number of shapes and the index overrule
    EXPECT_EQ(damaged("RQLINE.shp", 104, big), "read");
    fs::remove(folder / "RQLINE.shp");
    fs::remove(folder / "RQLINE.shx");
    std::string dbf = read_bytes(folder / "RQLINE.dbf");
    refuse_quickly(write_bytes(folder / "RQLINE.dbf", dbf.replace(4, 4, "\xFF\xFF\xFF\x7F")));
}

TEST(Hostile, DeepNestingAndEntities) {
    const TempFolder folder;
    std::string open, close;
    for (int i = 0; i < 20000; ++i) open += R"({"type":"GeometryCollection","geometries":[)", close += "]}";
    refuse_quickly(
        write_bytes(folder / "a.geojson",
                    R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":)" + open +
                        R"({"type":"Point","coordinates":[0,0]})" + close + "}]}"));
    std::string entities = "<!ENTITY a0 \"lol\">";
    for (int i = 1; i < 12; ++i) {
        entities += "<!ENTITY a" + std::to_string(i) + " \"";
        for (int k = 0; k < 10; ++k) entities += "&a" + std::to_string(i - 1) + ";";
        entities += "\">";
    }
    const std::string start = "<?xml version=\"1.0\"?><!DOCTYPE x [" + entities + "]>";
    refuse_quickly(write_bytes(folder / "a.kml", start + "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
                                                         "<Placemark><name>&a11;</name></Placemark></Document></kml>"));
    const fs::path gml =
        write_bytes(folder / "RQLINE.gml",
                    start + "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" "
                            "xmlns:gml=\"http://www.opengis.net/gml\"><gml:featureMember><ogr:RQLINE><ogr:GXBH>&a11;"
                            "</ogr:GXBH></ogr:RQLINE></gml:featureMember></ogr:FeatureCollection>");
    EXPECT_NE(outcome(gml), "read");
}

TEST(Hostile, LinesThatMeetEverywhereAreRefused) {
    constexpr int lines = 2100;
    const auto refusal_of = [](const std::function<Course(int)> &course) {
        SurveyBuilder survey;
        for (int i = 0; i < lines; ++i) {
            const std::string id = std::to_string(i);
            survey.line(id, "A" + id, "B" + id, course(i));
        }
        try {
            static_cast<void>(survey.connected());
        } catch (const Error &error) {
            return std::string(error.kind().slug);
        }
        return std::string("read");
    };
    const auto x = [](int i) { return static_cast<double>(i); };
    EXPECT_EQ(refusal_of([&](int i) { return Course{{x(i), 0}, {x(i) + 3000, 0}}; }), "value_out_of_range"); // overlap
    EXPECT_EQ(refusal_of([&](int) { return Course{{5, 5}, {9, 9}}; }), "value_out_of_range");
    EXPECT_EQ(refusal_of([&](int i) {
                  return i % 2 == 0 ? Course{{x(i), -1}, {x(i), 3000}} : Course{{-1, x(i)}, {3000, x(i)}};
              }),
              "value_out_of_range"); // a grid
    EXPECT_EQ(refusal_of([&](int i) { return Course{{x(i), 0}, {x(i + 1), 0}}; }), "read");
}

// ---- truncation -------------------------------------------------------------------------------------------------

TEST(Hostile, TruncatedFilesOfEveryFormat) {
    const std::vector<std::pair<const char *, const char *>> formats{{"ESRI Shapefile", "RQLINE.shp"},
                                                                     {"GPKG", "RQLINE.gpkg"},
                                                                     {"FlatGeobuf", "RQLINE.fgb"},
                                                                     {"GML", "RQLINE.gml"},
                                                                     {"KML", "RQLINE.kml"},
                                                                     {"GeoJSON", "RQLINE.geojson"},
                                                                     {"GeoJSONSeq", "RQLINE.geojsonl"},
                                                                     {"XLSX", "RQLINE.xlsx"},
                                                                     {"ODS", "RQLINE.ods"},
                                                                     {"MapInfo File", "RQLINE.tab"},
                                                                     {"DXF", "RQLINE.dxf"}};
    for (const auto &[driver, name] : formats) {
        const TempFolder folder;
        const bool sheet = std::string_view(name).ends_with("xlsx") || std::string_view(name).ends_with("ods");
        LayerToWrite layer = two_pipes(driver, !sheet);
        if (std::string_view(driver) == "DXF") {
            layer.fields.clear();
            for (Row &row : layer.rows) row.cells.clear();
        }
        const fs::path path = write_layer(folder / name, layer);
        const ImportOptions options{.profile = layer.fields.empty() ? "lines" : "cjj61"};
        EXPECT_NE(outcome(path, options), "unreadable_file") << name;
        std::vector<std::string> parts;
        for (const auto &entry : fs::directory_iterator(folder.path())) parts.push_back(entry.path().filename());
        for (const std::string &part : parts) {
            const std::string whole = read_bytes(folder / part);
            for (std::size_t eighth = 0; eighth < 8; ++eighth) {
                write_bytes(folder / part, whole.substr(0, whole.size() * eighth / 8));
                const std::string got = outcome(path, options);
                if (part == name && eighth == 0) {
                    EXPECT_EQ(got, "empty_file") << part;
                }
            }
            write_bytes(folder / part, whole);
        }
    }
}

TEST(Hostile, TruncatedTwinsAndExports) {
    const TempFolder folder;
    write_twin(random_twin(2, 1), folder / "t.gpkg");
    for (const ExportFormat format : {ExportFormat::geopackage, ExportFormat::xlsx})
        export_twin(folder / "t.gpkg", folder / (format == ExportFormat::xlsx ? "e.xlsx" : "e.gpkg"),
                    {.format = format});
    for (const char *name : {"t.gpkg", "e.gpkg", "e.xlsx"}) {
        const std::string whole = read_bytes(folder / name);
        EXPECT_EQ(refusal(folder / name), "read") << name;
        for (std::size_t eighth = 0; eighth < 8; ++eighth) {
            write_bytes(folder / name, whole.substr(0, whole.size() * eighth / 8));
            EXPECT_NE(refusal(folder / name), "read") << name << " " << eighth;
        }
    }
}

// ---- formulas ---------------------------------------------------------------------------------------------------

TEST(Hostile, FormulaCellsStayTexts) {
    const TempFolder folder;
    const std::vector<std::string> texts{"=cmd|' /C calc'!A0",
                                         "+1+cmd|' /C calc'!A0",
                                         "-2+3+cmd|' /C calc'!A0",
                                         "@SUM(1+1)*cmd|' /C calc'!A0",
                                         "'=1+1",
                                         "-",
                                         "+86 27"};
    Twin twin = small_twin();
    for (const std::string &text : texts) append_row(twin.network.building, text);
    for (std::size_t i = 0; i < texts.size(); ++i) twin.network.building.estate[i] = texts[i];
    write_twin(twin, folder / "t.gpkg");
    for (const auto &[format, name] :
         {std::pair{ExportFormat::csv, "csv"}, std::pair{ExportFormat::geojson, "geojson"},
          std::pair{ExportFormat::flatgeobuf, "fgb"}, std::pair{ExportFormat::xlsx, "e.xlsx"},
          std::pair{ExportFormat::geopackage, "e.gpkg"}}) {
        export_twin(folder / "t.gpkg", folder / name, {.format = format});
        const Twin back = read_twin(folder / name);
        EXPECT_EQ(back.network.building.id, texts) << name;
        EXPECT_EQ(back.network.building.estate, texts) << name;
    }
    const std::string csv = read_bytes(folder / "csv" / "building.csv");
    for (const char *start : {"\n=", "\n+", "\n@", ",=", ",+", ",@", "\"=", "\n-2", ",-2"})
        EXPECT_EQ(csv.find(start), std::string::npos) << start;
}

} // namespace
} // namespace gastwin
