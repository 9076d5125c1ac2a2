// SPDX-License-Identifier: Apache-2.0
// Small valid inputs with bytes flipped at random: the import reads them or throws an Error, and never anything else.
#include "files.hpp"
#include "gis/import.hpp"
#include "models/error.hpp"

#include <random>

namespace gastwin {
namespace {

using namespace test;

constexpr int seeds = 150;

/// One to eight bytes changed, and now and then the end cut off.
std::string damaged(std::string bytes, std::mt19937 &random) {
    for (std::uint32_t n = random() % 8 + 1; n > 0; --n) bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 8 == 0) bytes.resize(random() % bytes.size() + 1);
    return bytes;
}

/// 1 if read, 0 if refused; anything but an Error fails the test by itself.
int survives(const fs::path &path) {
    try {
        const Inventory inventory = import_survey(std::span(&path, 1), {.crs = "local", .this_year = 2024});
        for_each_column<SurveyLines>([&](const auto &column) {
            EXPECT_EQ((inventory.line.*column.data).size(), row_count(inventory.line)) << column.name;
        });
        EXPECT_EQ(inventory.line_shape.rows(), row_count(inventory.line));
        return 1;
    } catch (const Error &) {
        return 0;
    }
}

TEST(ImportFuzz, TextTables) {
    const TempFolder folder;
    const std::string good =
        "管线编号,起点点号,终点点号,起点埋深,材质,管径,压力,建设年代,管长\r\n"
        "P1,A,B,1.2,镀锌,DN100,低压,1998-05-01,10\r\nP2,B,C,120,PE100 SDR11,De110×10.0,0.4MPa,1998.5,1e3\r\n";
    for (const char *encoding : {"UTF-8", "GBK"}) {
        const std::string bytes = encoded(good, encoding);
        std::mt19937 random(1);
        int read = 0;
        for (int seed = 0; seed < seeds; ++seed)
            read += survives(write_bytes(folder / "RQLINE.csv", damaged(bytes, random)));
        EXPECT_GT(read, seeds / 10); // most damage is survivable, so the readers behind the parser were reached
    }
}

TEST(ImportFuzz, Shapefiles) {
    const TempFolder folder;
    const fs::path path = write_layer(
        folder / "RQLINE.shp", {"ESRI Shapefile",
                                "RQLINE",
                                wkbLineString,
                                4547,
                                {"GXBH", "S_POINT", "E_POINT", "MATERIAL", "D_S"},
                                {{{"P1", "A", "B", encoded("镀锌", "GBK"), "DN50"}, "LINESTRING (0 0, 10 0)"},
                                 {{"P2", "B", "C", encoded("聚乙烯", "GBK"), "de110"}, "LINESTRING (10 0, 30 0)"}}});
    fs::remove(folder / "RQLINE.prj"); // matching it would take most of the time
    for (const char *part : {"RQLINE.dbf", "RQLINE.shp", "RQLINE.shx"}) {
        const std::string bytes = read_bytes(folder / part);
        std::mt19937 random(2);
        int read = 0;
        for (int seed = 0; seed < seeds; ++seed) {
            write_bytes(folder / part, damaged(bytes, random));
            read += survives(path);
        }
        write_bytes(folder / part, bytes);
        EXPECT_GT(read, 0) << part;
    }
}

} // namespace
} // namespace gastwin
