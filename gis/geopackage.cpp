// SPDX-License-Identifier: Apache-2.0
#include "gis/geopackage.hpp"

#include "gis/gdal_errors.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace fs = std::filesystem;

DatasetHandle create_geopackage(const fs::path &path) {
    GDALAllRegister();
    GDALDriver *driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    if (driver == nullptr) throw Error("internal", {}, {}, "this GDAL has no GeoPackage driver");
    DatasetHandle dataset(driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    return dataset;
}

DatasetHandle open_geopackage(const fs::path &path, bool update) {
    GDALAllRegister();
    const char *const drivers[] = {"GPKG", nullptr};
    const unsigned flags = GDAL_OF_VECTOR | (update ? GDAL_OF_UPDATE : GDAL_OF_READONLY);
    return DatasetHandle(GDALDataset::FromHandle(GDALOpenEx(path.c_str(), flags, drivers, nullptr, nullptr)));
}

void run_sql(GDALDataset &dataset, const std::string &sql) {
    if (OGRLayer *rows = dataset.ExecuteSQL(sql.c_str(), nullptr, nullptr)) dataset.ReleaseResultSet(rows);
}

std::string query_text(GDALDataset &dataset, const std::string &sql) {
    OGRLayer *rows = dataset.ExecuteSQL(sql.c_str(), nullptr, nullptr);
    if (rows == nullptr) return "";
    const FeatureHandle first(rows->GetNextFeature());
    std::string text = first && first->GetFieldCount() > 0 ? first->GetFieldAsString(0) : "";
    dataset.ReleaseResultSet(rows);
    return text;
}

namespace {

std::string between(char mark, std::string_view text) {
    std::string quoted(1, mark);
    for (const char c : text) {
        if (c == mark) quoted += c;
        quoted += c;
    }
    return quoted + mark;
}

} // namespace

std::string sql_name(std::string_view name) { return between('"', name); }

std::string sql_text(std::string_view text) { return between('\'', text); }

bool is_held_open(const fs::path &path) {
    const auto beside = [&](const char *suffix) { return fs::exists(path.string() + suffix); };
    if (!beside("-wal") && !beside("-journal")) return false;
    const GdalErrors errors;
    if (const DatasetHandle dataset = open_geopackage(path, true)) {
        run_sql(*dataset, "PRAGMA wal_checkpoint(TRUNCATE)");
        run_sql(*dataset, "PRAGMA journal_mode=DELETE");
    }
    return beside("-wal") || beside("-journal");
}

} // namespace gastwin
