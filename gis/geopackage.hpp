// SPDX-License-Identifier: Apache-2.0
// The GDAL side of the twin file. Internal to gis/.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include <ogrsf_frmts.h>

namespace gastwin {

struct CloseDataset {
    void operator()(GDALDataset *dataset) const { GDALClose(dataset); }
};
using DatasetHandle = std::unique_ptr<GDALDataset, CloseDataset>;

struct DestroyFeature {
    void operator()(OGRFeature *feature) const { OGRFeature::DestroyFeature(feature); }
};
using FeatureHandle = std::unique_ptr<OGRFeature, DestroyFeature>;

/// Null when it cannot be made or opened; GdalErrors holds the reason.
[[nodiscard]] DatasetHandle create_geopackage(const std::filesystem::path &path);
[[nodiscard]] DatasetHandle open_geopackage(const std::filesystem::path &path, bool update);

/// Runs one SQL statement that returns no rows.
void run_sql(GDALDataset &dataset, const std::string &sql);

/// The first column of the first row, as text; "" when there is none.
[[nodiscard]] std::string query_text(GDALDataset &dataset, const std::string &sql);

/// A table or column as SQL names it: "length_m".
[[nodiscard]] std::string sql_name(std::string_view name);

/// 'it''s'
[[nodiscard]] std::string sql_text(std::string_view text);

/// True when another program has the GeoPackage open with changes outside the main file (write-ahead log or
/// journal). Leftovers of a program that died are folded into the file first. Replacing such a file would mix old
/// and new pages.
[[nodiscard]] bool is_held_open(const std::filesystem::path &path);

} // namespace gastwin
