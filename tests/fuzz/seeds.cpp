// SPDX-License-Identifier: Apache-2.0
// fuzz_seeds FOLDER: small valid inputs for each fuzz target, FOLDER/TARGET/*, made from the library's own texts.
#include <iconv.h>
#include <ogrsf_frmts.h>

#include <random>

#include "fuzz.hpp"
#include "gis/export.hpp"
#include "gis/exported.hpp"
#include "gis/profile.hpp"
#include "gis/twin_file.hpp"
#include "tables.hpp"
#include "tests/support/random_twin.hpp"

using namespace gastwin;
namespace fs = std::filesystem;

namespace {

class Seeds {
  public:
    explicit Seeds(fs::path folder) : folder_{std::move(folder)} { fs::create_directories(folder_); }

    void add(std::initializer_list<int> head, std::string_view body) {
        std::string bytes;
        for (const int byte : head) bytes += static_cast<char>(byte);
        fuzz::write_file(folder_ / std::to_string(count_++), bytes += body);
    }

  private:
    fs::path folder_;
    int count_ = 0;
};

void toml_seeds(Seeds seeds) {
    for (const BundledProfile &profile : bundled_profiles()) seeds.add({0}, profile.text);
    seeds.add({0}, "[profile]\nname = \"x\"\ncrs = \"EPSG:4547\"\n[[layer]]\ntable = \"line\"\nshape = \"line\"\n"
                   "[layer.columns]\nid = [\"ID\"]\nlength_m = {from = [\"L\"], unit = \"m\", value = \"3\"}\n"
                   "[codes.material]\npe = [\"PE\"]\n");
    seeds.add({1}, "[material.steel]\nleak = 4\n[[setting]]\nname = \"a\"\nleak = 2\n[grade]\nred = 5e5\n");
    const fs::path schemes = fs::path(GASTWIN_SOURCE_DIR) / "scenarios" / "schemes";
    seeds.add({4}, "[about]\nkind = \"score\"\nname = \"a\"\nversion = \"1\"\ntitle = \"a\"\nnotice = \"n\"\n"
                   "[score]\nhow = \"product\"\nyellow = 1\norange = 2\nred = 3\n[[group]]\nname = \"g\"\n"
                   "side = \"likelihood\"\nhow = \"mean\"\n[[indicator]]\ngroup = \"g\"\nname = \"age\"\n"
                   "column = \"age_a\"\nlimits = [10, 20]\npoints = [1, 2, 3]\nmissing = 3\nsource = \"s\"\n");
    seeds.add({5}, "[about]\nkind = \"rules\"\nname = \"a\"\nnotice = \"n\"\n[[rule]]\nid = \"R\"\nof = [\"buried\"]\n"
                   "all = [{ column = \"length_m\", above = 0 }]\nconclusion = \"control\"\ndocument = \"d\"\n"
                   "clause = \"c\"\ntag = \"U\"\n");
    for (const auto &[reader, file] : {std::pair{1, "default.toml"},
                                       {2, "cost.toml"},
                                       {3, "incident.toml"},
                                       {4, "points.toml"},
                                       {4, "index.toml"},
                                       {5, "rules.toml"}})
        seeds.add({reader}, fuzz::file_bytes(schemes / file));
}

/// A plausible cell for one of our columns.
std::string cell_for(const std::string &column, int row) {
    const auto has = [&](const char *part) { return column.find(part) != std::string::npos; };
    if (column == "id") return "P" + std::to_string(row);
    if (has("point") || has("node")) return row == 1 ? "A" : "B";
    if (has("diameter")) return row == 1 ? "DN100" : "De110×10.0";
    if (has("material")) return row == 1 ? "镀锌" : "PE100 SDR11";
    if (has("pressure")) return row == 1 ? "低压" : "0.4MPa";
    if (has("year") || has("date")) return row == 1 ? "1998-05-01" : "2005年6月";
    if (has("x_m")) return "529369.7";
    if (has("y_m")) return "3377798.8";
    return has("_m") ? "1.2" : "1";
}

std::string table_text(const LayerSpec &spec) {
    std::string text;
    for (const ColumnSpec &column : spec.columns)
        text += (text.empty() ? "" : ",") + (column.texts.empty() ? column.name : column.texts[0]);
    for (const int row : {1, 2}) {
        text += "\r\n";
        for (const ColumnSpec &column : spec.columns) text += cell_for(column.name, row) + ",";
    }
    return text + "\r\n";
}

std::string gbk(std::string text) {
    iconv_t handle = iconv_open("GB18030", "UTF-8");
    std::string out(text.size() * 2, '\0');
    char *in = text.data(), *to = out.data();
    std::size_t in_left = text.size(), out_left = out.size();
    iconv(handle, &in, &in_left, &to, &out_left);
    iconv_close(handle);
    out.resize(out.size() - out_left);
    return out;
}

void table_seeds(Seeds seeds) {
    const Profile profile = load_profile("cjj61");
    for (std::size_t i = 0; i < fuzz::table_names.size(); ++i)
        for (const LayerSpec &spec : profile.layers)
            if (std::find(spec.names.begin(), spec.names.end(), fuzz::table_names[i]) != spec.names.end() ||
                (i < 2 && spec.table == (i == 0 ? "line" : "point"))) {
                const std::string text = table_text(spec);
                seeds.add({static_cast<int>(i), 0}, text);
                seeds.add({static_cast<int>(i), 0}, gbk(text));
                if (i < 2) seeds.add({static_cast<int>(i), 1}, text), seeds.add({static_cast<int>(i), 2}, text);
            }
    for (const char *text :
         {"DN100", "De110×10.0", "Φ108×5", "762/610/457", "PE100 SDR11", "2.5kPa", "1998-05-01 09:31", "2005年5月",
          "1998.5", "=cmd|' /C calc'!A0", "'+1", "管长（m）", "出口设定kPa", "１．２"})
        seeds.add({0, 0}, text);
}

void geometry_seeds(Seeds seeds) {
    for (
        const char *shape :
        {R"({"type":"LineString","coordinates":[[0,0],[10,0]]})",
         R"({"type":"MultiLineString","coordinates":[[[0,0],[5,0]],[[5,0],[9,9]]]})",
         R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[0,0],[0,0]]}]})",
         "null"})
        seeds.add(
            {0},
            std::string(
                R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"P"},"geometry":)") +
                shape + "}]}");
    seeds.add({1}, "");
    seeds.add({1}, std::string_view("\1\x20\0\x7F\2\4\0\x7F", 8));
    for (const char *wkt :
         {"LINESTRING (0 0, 10 0)", "MULTILINESTRING ((0 0, 1 1), (1 1, 2 0))", "POLYGON ((0 0, 1 0, 1 1, 0 0))",
          "CIRCULARSTRING (0 0, 1 1, 2 0)", "COMPOUNDCURVE ((0 0, 1 1), CIRCULARSTRING (1 1, 2 0, 3 1))",
          "GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1), POINT (3 3))", "LINESTRING EMPTY"}) {
        OGRGeometry *shape = nullptr;
        OGRGeometryFactory::createFromWkt(wkt, nullptr, &shape);
        std::string wkb(shape->WkbSize(), '\0');
        shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char *>(wkb.data()), wkbVariantIso);
        delete shape;
        seeds.add({2, static_cast<int>(wkb.size()) - 1}, wkb);
    }
    std::mt19937 random(1);
    for (int i = 0; i < 24; ++i) {
        std::string bytes(60U + 20U * static_cast<unsigned>(i), '\0');
        for (char &byte : bytes) byte = static_cast<char>(random());
        seeds.add({3}, bytes);
    }
}

void twin_seeds(Seeds seeds) {
    seeds.add({0}, "");
    seeds.add({0}, std::string_view("\0\x02\0\0\x7F\x10\x30\0\0\0", 10));
    const fs::path twin = fuzz::scratch() / "twin.gpkg";
    write_twin(test::random_twin(2, 1), twin);
    for (const int format : {1, 2}) {
        const fs::path folder = fuzz::scratch() / (format == 1 ? "csv" : "geojson");
        export_twin(twin, folder, {.format = format == 1 ? ExportFormat::csv : ExportFormat::geojson});
        std::vector<std::string> files = exported_files(folder).value();
        std::sort(files.begin(), files.end());
        for (std::size_t i = 0; i < files.size(); ++i) {
            seeds.add({format, static_cast<int>(i)}, fuzz::file_bytes(folder / files[i]));
        }
    }
    seeds.add({3}, fuzz::file_bytes(fuzz::scratch() / "csv" / export_list));
    fs::remove_all(fuzz::scratch());
}

} // namespace

int main(int count, char **arguments) {
    if (count != 2) return std::fprintf(stderr, "fuzz_seeds FOLDER\n"), 2;
    const fs::path folder = arguments[1];
    GDALAllRegister();
    toml_seeds(Seeds(folder / "toml"));
    table_seeds(Seeds(folder / "table"));
    geometry_seeds(Seeds(folder / "geometry"));
    twin_seeds(Seeds(folder / "twin"));
}
