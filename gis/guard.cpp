// SPDX-License-Identifier: Apache-2.0
#include "gis/guard.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gis/gdal_errors.hpp"
#include "gis/text.hpp"
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

/// Counts the rows and cells of a sheet's XML as it passes by, and finds its widest column. GDAL gives every row as
/// many cells as that column has, so that one cell far to the right of a million short rows would take all memory.
class SheetShape {
  public:
    void take(std::string_view bytes) {
        for (const char c : bytes) {
            if (c == '<') tag_.clear();
            else if (c == '>' || tag_.size() >= longest_tag) end_tag();
            else if (!ended_) {
                tag_ += c;
                continue;
            }
            ended_ = c != '<';
        }
    }
    [[nodiscard]] bool is_nearly_empty() const {
        constexpr std::uintmax_t always_allowed = 20'000'000, most_ratio = 32;
        return rows_ * width_ > always_allowed && rows_ * width_ / most_ratio > cells_;
    }

  private:
    static constexpr std::size_t longest_tag = 200;

    void end_tag() {
        if (ended_) return;
        if (tag_ == "row" || tag_.starts_with("row ")) ++rows_;
        else if (tag_ == "c" || tag_.starts_with("c ")) {
            ++cells_;
            width_ = std::max(width_, column_of(tag_));
        }
    }
    /// 28 for <c r="AB7">; 0 where the cell does not say.
    static std::uintmax_t column_of(std::string_view tag) {
        const std::size_t at = tag.find(" r=");
        std::uintmax_t column = 0;
        for (std::size_t i = at + 4; at != std::string_view::npos && i < tag.size() && column < 100'000; ++i) {
            if (tag[i] < 'A' || tag[i] > 'Z') break;
            column = column * 26 + static_cast<std::uintmax_t>(tag[i] - 'A' + 1);
        }
        return column;
    }

    std::string tag_;
    bool ended_ = true;
    std::uintmax_t rows_ = 0, cells_ = 0, width_ = 0;
};

/// Bytes that the member of an archive really unpacks to, counted up to `most`: what its directory says may be a lie.
std::uintmax_t unpack(const std::string &member, std::uintmax_t most, SheetShape &sheet) {
    VSILFILE *file = VSIFOpenL(member.c_str(), "rb");
    if (file == nullptr) return 0;
    std::vector<char> buffer(std::size_t{1} << 20);
    std::uintmax_t size = 0;
    while (size <= most) {
        const std::size_t read = VSIFReadL(buffer.data(), 1, buffer.size(), file);
        sheet.take(std::string_view(buffer.data(), read));
        size += read;
        if (read < buffer.size()) break;
    }
    VSIFCloseL(file);
    return size;
}

void refuse_bomb(const fs::path &path) {
    constexpr std::uintmax_t always_allowed = std::uintmax_t{64} << 20, most_ratio = 100;
    const std::uintmax_t most = std::max(always_allowed, fs::file_size(path) * most_ratio);
    const GdalErrors ignored; // an archive that cannot be unpacked is the driver's to refuse
    const std::string archive = "/vsizip/{" + path.string() + "}";
    const CPLStringList members(VSIReadDirRecursive(archive.c_str()));
    std::uintmax_t size = 0;
    for (int i = 0; i < members.Count() && size <= most; ++i) {
        SheetShape sheet;
        size += unpack(archive + "/" + members[i], most - size, sheet);
        if (sheet.is_nearly_empty()) refuse(path, "nearly all cells of a sheet are empty");
    }
    if (size > most) refuse(path, "it unpacks to more than a hundred times its size");
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
    if (bytes.starts_with("PK\x03\x04")) refuse_bomb(path);
    if (bytes.starts_with("SQLite format 3")) refuse_foreign_tables(path);
}

bool names_files(std::string_view crs) {
    const std::string text = fold(crs);
    constexpr std::array<std::string_view, 4> marks{"grids=", "parameterfile", "+init=/", "+init=."};
    return std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view mark) { return text.find(mark) != std::string::npos; });
}

} // namespace gastwin
