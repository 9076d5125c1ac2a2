// SPDX-License-Identifier: Apache-2.0
#include "gis/guard.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gis/text.hpp"
#include "gis/workbook_guard.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_drivers = 5;

struct Readers {
    std::string_view extension;
    std::array<const char *, most_drivers> drivers; ///< nulls behind the last
};

constexpr std::array readers{Readers{".shp", {"ESRI Shapefile"}},
                             Readers{".dbf", {"ESRI Shapefile"}},
                             Readers{".shx", {"ESRI Shapefile"}},
                             Readers{".gpkg", {"GPKG"}},
                             Readers{".gml", {"GML"}},
                             Readers{".fgb", {"FlatGeobuf"}},
                             Readers{".geojson", {"GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON"}},
                             Readers{".json", {"GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON"}},
                             Readers{".geojsonl", {"GeoJSONSeq", "GeoJSON"}},
                             Readers{".dxf", {"DXF"}},
                             Readers{".dwg", {"CAD"}},
                             Readers{".mdb", {"PGeo", "ODBC"}},
                             Readers{".tab", {"MapInfo File"}},
                             Readers{".mif", {"MapInfo File"}},
                             Readers{".kml", {"LIBKML", "KML"}},
                             Readers{".xls", {"XLS"}},
                             Readers{".xlsx", {"XLSX"}},
                             Readers{".ods", {"ODS"}},
                             Readers{".gdb", {"OpenFileGDB"}}};

[[noreturn]] void refuse(const fs::path &path, std::string detail) {
    throw Error("unreadable_file", {.file = path.string()}, {}, std::move(detail));
}

struct CloseBase {
    void operator()(sqlite3 *base) const { sqlite3_close(base); }
};

using Row = std::array<std::string, 2>;

/// The first two cells of each row, as text. What is no database gives no rows: the driver says why.
std::vector<Row> rows_of(sqlite3 &base, const char *sql) {
    std::vector<Row> rows;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(&base, sql, -1, &statement, nullptr) == SQLITE_OK)
        while (sqlite3_step(statement) == SQLITE_ROW) {
            Row &row = rows.emplace_back();
            for (int i = 0; i < std::min(2, sqlite3_column_count(statement)); ++i)
                if (const unsigned char *text = sqlite3_column_text(statement, i); text != nullptr)
                    row[static_cast<std::size_t>(i)] = reinterpret_cast<const char *>(text);
        }
    sqlite3_finalize(statement);
    return rows;
}

/// "CREATE VIRTUAL TABLE name USING module(…)" with a module that keeps its rows in the database itself, as indexes do.
/// `definition` is without spaces and in lower case; whoever hides the module behind comments or names is refused.
bool is_index(const std::string &name, const std::string &definition) {
    constexpr std::array<std::string_view, 5> known{"rtree", "rtree_i32", "fts3", "fts4", "fts5"};
    const std::size_t end = definition.find('(');
    const std::size_t at = definition.rfind("using", end);
    const bool plain = definition.find("/*") == std::string::npos && definition.find("--") == std::string::npos &&
                       name.find('(') == std::string::npos;
    return plain && end != std::string::npos && at != std::string::npos &&
           std::find(known.begin(), known.end(), definition.substr(at + 5, end - at - 5)) != known.end();
}

/// Names of the views of a database, in lower case. The definitions are read as text: the column that names their type
/// can be written by hand.
std::vector<std::string> checked_views(sqlite3 &base, const fs::path &path) {
    std::vector<std::string> views;
    for (const auto &[name, sql] : rows_of(base, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")) {
        const std::string definition = fold(sql);
        const auto makes = [&](std::string_view what) { return definition.starts_with(what); };
        if (makes("createview")) views.push_back(fold(name));
        else if (!makes("createtable") && !makes("createindex") && !makes("createuniqueindex") &&
                 !makes("createtrigger") && !is_index(name, definition))
            refuse(path, "the table " + name + " is not kept in the file: " + sql);
    }
    return views;
}

void refuse_foreign_tables(const fs::path &path) {
    sqlite3 *opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, CloseBase> base(opened);
    if (code != SQLITE_OK) return;
    const std::vector<std::string> views = checked_views(*base, path);
    const auto is_view = [&](const std::string &name) {
        return std::find(views.begin(), views.end(), fold(name)) != views.end();
    };
    if (is_view("gpkg_contents")) refuse(path, "its table of contents is a view");
    for (const Row &layer : rows_of(*base, "SELECT table_name FROM gpkg_contents"))
        if (is_view(layer[0])) refuse(path, "the layer " + layer[0] + " is a view; export it as a table");
}

/// The container of .xls files, or the beginning of a sheet or workbook (BOF of BIFF2, 3, 4, 5 to 8) without one.
bool is_old_workbook(std::string_view bytes) {
    constexpr std::string_view container = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    constexpr std::string_view generations("\0\2\4\x08", 4);
    return bytes.starts_with(container) ||
           (bytes[0] == '\x09' && generations.find(bytes[1]) != std::string_view::npos && bytes[3] == '\0');
}

} // namespace

std::span<const char *const> drivers_of(std::string_view extension) {
    static constexpr const char *none = nullptr;
    const auto found = std::find_if(readers.begin(), readers.end(),
                                    [&](const Readers &known) { return known.extension == extension; });
    if (found == readers.end()) return {&none, 1};
    const auto last = std::find(found->drivers.begin(), found->drivers.end(), nullptr);
    return {found->drivers.begin(), last + 1};
}

void refuse_traps(const fs::path &path) {
    std::error_code failure;
    if (!fs::is_regular_file(path, failure)) return;
    std::array<char, 16> start{};
    std::ifstream(path, std::ios::binary).read(start.data(), start.size());
    const std::string_view bytes(start.data(), start.size()); // what it is, whatever its name
    if (bytes.starts_with("PK\x03\x04")) refuse_sheet_bomb(path);
    if (is_old_workbook(bytes)) refuse_xls_bomb(path);
    if (bytes.starts_with("SQLite format 3")) refuse_foreign_tables(path);
}

bool names_files(std::string_view crs) {
    const std::string text = fold(crs);
    constexpr std::array<std::string_view, 4> marks{"grids=", "parameterfile", "+init=/", "+init=."};
    return std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view mark) { return text.find(mark) != std::string::npos; });
}

} // namespace gastwin
