// SPDX-License-Identifier: Apache-2.0
// Surveys with Chinese names and texts in every coordinate system that Chinese cities use, said, unsaid or said wrong.
#include <algorithm>
#include <cmath>
#include <map>

#include "files.hpp"
#include "gis/crs.hpp"
#include "gis/gcj02.hpp"
#include "gis/import.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

using namespace test;

constexpr Point wuhan{114.306, 30.520}, nearby{114.3075, 30.5204};

Point moved(Point p, const std::string &from, const std::string &to) {
    transform({&p, 1}, from, to);
    return p;
}

std::string epsg(int code) { return "EPSG:" + std::to_string(code); }

std::string wkt(Point a, Point b) {
    const auto text = [](Point p) {
        char digits[80];
        std::snprintf(digits, sizeof digits, "%.12f %.12f", p.x, p.y);
        return std::string(digits);
    };
    return "LINESTRING (" + text(a) + ", " + text(b) + ")";
}

/// A shapefile of one pipe with GBK texts; `said` 0: without .prj.
fs::path survey(const TempFolder &folder, int said, Point a, Point b) {
    const auto gbk = [](const char *text) { return encoded(text, "GBK"); };
    const std::vector<std::string> cells{gbk("燃管一"), gbk("钢管"), gbk("DN100"), gbk("中压"), gbk("武昌区珞喻路")};
    fs::path path =
        write_layer(folder / "燃气管线.shp", {"ESRI Shapefile",
                                              "燃气管线",
                                              wkbLineString,
                                              said,
                                              {gbk("管线编号"), gbk("材质"), gbk("管径"), gbk("压力"), gbk("道路名称")},
                                              {{cells, wkt(a, b)}}});
    fs::remove(fs::path(path).replace_extension(".cpg"));
    if (said == 0) fs::remove(fs::path(path).replace_extension(".prj"));
    return path;
}

Inventory read(const fs::path &path, const std::string &crs = "", const std::vector<double> &affine = {}) {
    ImportOptions options;
    options.crs = crs;
    options.this_year = 2024;
    if (!affine.empty()) options.affine = Affine(affine);
    return import_survey(std::vector<fs::path>{path}, options);
}

int count(const Inventory &inventory, std::string_view kind) {
    return static_cast<int>(std::count(inventory.issue.kind.begin(), inventory.issue.kind.end(), kind));
}

void expect_texts(const Inventory &inventory) {
    ASSERT_EQ(row_count(inventory.line), 1U);
    EXPECT_EQ(inventory.line.id[0], "燃管一");
    EXPECT_EQ(inventory.line.street[0], "武昌区珞喻路");
    EXPECT_EQ(inventory.line.material[0], Material::steel);
}

/// The pipe is where it was surveyed, whatever system it came to.
void expect_in_place(const Inventory &inventory, const std::string &datum = "EPSG:4490") {
    const Point found = moved(inventory.line_shape[0].front(), inventory.crs, datum);
    EXPECT_NEAR(found.x, wuhan.x, 1e-8);
    EXPECT_NEAR(found.y, wuhan.y, 1e-8);
}

/// Of one datum the system named here, with its geographic system.
const std::vector<std::pair<int, int>> systems{
    {4526, 4490}, {4547, 4490}, {4498, 4490},  {4509, 4490},   // CGCS2000: 3° zone 38, CM 114, 6° zone 20, CM 117
    {2362, 4610}, {2383, 4610}, {2334, 4610},  {2345, 4610},   // Xian 1980
    {2414, 4214}, {2435, 4214}, {21420, 4214}, {21460, 4214}}; // Beijing 1954

TEST(CrsImport, EverySystemSaidByAnEsriDefinitionWithoutCode) {
    for (const auto &[code, datum] : systems) {
        SCOPED_TRACE(code);
        const TempFolder folder;
        const fs::path path =
            survey(folder, code, moved(wuhan, epsg(datum), epsg(code)), moved(nearby, epsg(datum), epsg(code)));
        const std::string definition = read_bytes(fs::path(path).replace_extension(".prj"));
        ASSERT_EQ(definition.find("AUTHORITY"), std::string::npos);
        const Inventory inventory = read(path);
        EXPECT_EQ(inventory.crs, epsg(code));
        EXPECT_EQ(count(inventory, "crs_inferred"), 0);
        expect_texts(inventory);
        expect_in_place(inventory, epsg(datum));
    }
}

TEST(CrsImport, SystemsInDegreesBecomeMetric) {
    for (const int code : {4490, 4610, 4214, 4326}) {
        SCOPED_TRACE(code);
        const TempFolder folder;
        const Inventory inventory = read(survey(folder, code, wuhan, nearby));
        EXPECT_EQ(inventory.crs, "EPSG:4547");
        EXPECT_EQ(count(inventory, "mixed_crs"), 1);
        expect_texts(inventory);
        expect_in_place(inventory, epsg(code));
    }
}

TEST(CrsImport, APrefixTellsTheZoneAndWithoutOneTheUserIsAsked) {
    for (const auto &[code, datum] : systems) {
        SCOPED_TRACE(code);
        const TempFolder folder;
        const Point at = moved(wuhan, epsg(datum), epsg(code));
        const fs::path path = survey(folder, 0, at, moved(nearby, epsg(datum), epsg(code)));
        if (at.x > 1e6) { // three-degree zone 38 or six-degree zone 20, and the datum of today
            const Inventory inventory = read(path);
            EXPECT_EQ(inventory.crs, at.x > 25e6 ? "EPSG:4526" : "EPSG:4498");
            EXPECT_EQ(count(inventory, "crs_inferred"), 1);
        } else {
            EXPECT_THROW(static_cast<void>(read(path)), Error);
        }
        const Inventory told = read(path, epsg(code)); // the user knows better than the magnitude
        EXPECT_EQ(told.crs, epsg(code));
        EXPECT_EQ(count(told, "crs_inferred"), 0);
        expect_texts(told);
        expect_in_place(told, epsg(datum));
    }
}

TEST(CrsImport, DegreesWithoutADefinition) {
    const TempFolder folder;
    const Inventory inventory = read(survey(folder, 0, wuhan, nearby));
    EXPECT_EQ(inventory.crs, "EPSG:4547");
    EXPECT_EQ(count(inventory, "crs_inferred"), 1);
    expect_texts(inventory);
    expect_in_place(inventory);
}

TEST(CrsImport, NorthFirstDrawingsAreTurned) {
    const auto turned = [](Point p) { return Point{p.y, p.x}; };
    for (const auto &[said, drawn] : std::vector<std::pair<int, int>>{
             {4547, 4547}, {4526, 4526}, {0, 4526}, {4490, 4490}, {0, 4490}, {2383, 2383}}) {
        SCOPED_TRACE(std::to_string(said) + " " + std::to_string(drawn));
        const TempFolder folder;
        const std::string datum = drawn == 2383 ? "EPSG:4610" : "EPSG:4490";
        const fs::path path =
            survey(folder, said, turned(moved(wuhan, datum, epsg(drawn))), turned(moved(nearby, datum, epsg(drawn))));
        const Inventory inventory = read(path);
        EXPECT_EQ(count(inventory, "axes_exchanged"), 1);
        expect_texts(inventory);
        expect_in_place(inventory, datum);
    }
    const TempFolder folder; // told by the user alone
    const Inventory told = read(survey(folder, 0, turned(moved(wuhan, "EPSG:4490", "EPSG:4547")),
                                       turned(moved(nearby, "EPSG:4490", "EPSG:4547"))),
                                "EPSG:4547");
    EXPECT_EQ(count(told, "axes_exchanged"), 1);
    expect_in_place(told);
}

/// Web Mercator east of Africa: eastings of millions and northings of hundred thousands are what the system says.
TEST(CrsImport, AnEastingOfMillionsIsNoNorthing) {
    const TempFolder folder;
    const Inventory inventory = read(survey(folder, 3857, {3623000.0, 530000.0}, {3623100.0, 530000.0}));
    EXPECT_EQ(count(inventory, "axes_exchanged"), 0);
    EXPECT_DOUBLE_EQ(inventory.line_shape[0].front().x, 3623000.0);
}

/// A local grid turned by 30 degrees about a corner of the city.
TEST(CrsImport, TheUsersAffineLeadsFromTheLocalGrid) {
    const double c = std::cos(M_PI / 6), s = std::sin(M_PI / 6);
    const Point origin = moved(wuhan, "EPSG:4490", "EPSG:4547");
    const std::vector<double> affine{c, -s, origin.x - (c * 5000 - s * 3000), s, c, origin.y - (s * 5000 + c * 3000)};
    for (const int said : {0, 4547}) { // what a .prj says of a local grid is not believed either
        const TempFolder folder;
        const Inventory inventory = read(survey(folder, said, {5000, 3000}, {5100, 3000}), "EPSG:4547", affine);
        EXPECT_EQ(inventory.crs, "EPSG:4547");
        EXPECT_EQ(count(inventory, "affine_applied"), 1);
        expect_texts(inventory);
        expect_in_place(inventory);
        const auto shape = inventory.line_shape[0];
        EXPECT_NEAR(distance_m(shape.front(), shape.back()), 100.0, 1e-6);
        EXPECT_NEAR(shape.back().y - shape.front().y, 100.0 * s, 1e-6);
    }
    const TempFolder plane; // without a system, the result is a plane of its own
    const Inventory local = read(survey(plane, 0, {5000, 3000}, {5100, 3000}), "local", {2, 0, 1, 0, 2, -1});
    EXPECT_EQ(local.crs, "");
    EXPECT_EQ(local.line_shape[0].front(), (Point{10001, 5999}));
}

TEST(CrsImport, AnAffineWithoutInverseIsRefused) {
    const auto why = [](const std::vector<double> &numbers) {
        try {
            static_cast<void>(Affine(numbers));
        } catch (const Error &error) {
            EXPECT_EQ(error.kind().slug, "value_out_of_range");
            EXPECT_EQ(error.place().column, "affine");
            return error.detail();
        }
        return std::string("accepted");
    };
    EXPECT_NE(why({1, 2, 0, 2, 4, 0}).find("singular"), std::string::npos);
    EXPECT_NE(why({0, 0, 1, 0, 0, 1}).find("singular"), std::string::npos);
    EXPECT_NE(why({0.1, 0.3, 0, 0.2, 0.6, 0}).find("singular"), std::string::npos); // but for the last digits
    EXPECT_NE(why({1, 0, NAN, 0, 1, 0}).find("finite"), std::string::npos);
    EXPECT_NE(why({1, 0, 0, 0, 1}).find("six"), std::string::npos);
    EXPECT_EQ(why({0, 1, 0, 1, 0, 0}), "accepted"); // axes exchanged
    EXPECT_EQ(why({1e-6, 0, 0, 0, 1e-6, 0}), "accepted");
}

/// Sixty services over three kilometres, each with a building at its end; pipes or buildings as a web map shows them.
Inventory town(bool pipes_shifted, bool buildings_shifted) {
    const TempFolder folder;
    LayerToWrite pipes{"GPKG", "燃气管线", wkbLineString, 4490, {"管线编号", "材质", "管径"}, {}};
    LayerToWrite buildings{"GPKG", "楼栋", wkbPolygon, 4490, {"楼栋编号", "层数", "户数"}, {}};
    const auto shown = [](Point p, bool shifted) { return shifted ? gcj02(p) : p; };
    unsigned random = 7;
    const auto draw = [&] { return static_cast<double>((random = random * 1664525u + 1013904223u) >> 8) / 16777216.0; };
    for (int i = 0; i < 60; ++i) {
        const Point at{114.30 + 0.03 * draw(), 30.50 + 0.03 * draw()}, end{at.x + 3e-4, at.y};
        pipes.rows.push_back(
            {{"管" + std::to_string(i), "PE", "de63"}, wkt(shown(at, pipes_shifted), shown(end, pipes_shifted))});
        std::string ring;
        for (const Point corner : {Point{0, -1}, Point{2, -1}, Point{2, 1}, Point{0, 1}, Point{0, -1}}) {
            const Point p = shown({end.x + 2e-5 + 5e-5 * corner.x, end.y + 5e-5 * corner.y}, buildings_shifted);
            ring += (ring.empty() ? "" : ", ") + std::to_string(p.x) + " " + std::to_string(p.y);
        }
        buildings.rows.push_back({{"楼" + std::to_string(i), "6", "24"}, "POLYGON ((" + ring + "))"});
    }
    write_layer(folder / "燃气管线.gpkg", pipes);
    write_layer(folder / "楼栋.gpkg", buildings);
    return read(folder.path());
}

TEST(CrsImport, WebMapCoordinatesAreSuspectedAndNothingIsMoved) {
    EXPECT_EQ(count(town(false, false), "gcj02_suspected"), 0);
    EXPECT_EQ(count(town(true, true), "gcj02_suspected"), 0); // nothing to compare with
    for (const bool pipes : {true, false}) {
        const Inventory inventory = town(pipes, !pipes);
        ASSERT_EQ(count(inventory, "gcj02_suspected"), 1);
        const auto row = static_cast<std::size_t>(
            std::find(inventory.issue.kind.begin(), inventory.issue.kind.end(), "gcj02_suspected") -
            inventory.issue.kind.begin());
        EXPECT_EQ(inventory.issue.detail[row].find(pipes ? "the pipe layer" : "this layer"), 0U)
            << inventory.issue.detail[row];
        EXPECT_EQ(row_count(inventory.building.rows), 60U);
    }
}

} // namespace
} // namespace gastwin
