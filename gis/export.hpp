// SPDX-License-Identifier: Apache-2.0
// A twin file in other formats, for other programs, and back: read_twin() and read_table() (gis/twin_file.hpp) read
// every export of all layers as they read the twin file.
//
//   geopackage  a copy of the file with its map styles
//   flatgeobuf  folder, one .fgb per layer; layers with rows that have no shape are whole in a .csv beside the .fgb of
//               what can be drawn, because the format leaves out such rows
//   geojson     folder, one .geojson per layer (gis/layer_text.hpp)
//   csv         folder, one .csv per layer, UTF-8 with byte order mark or GB18030 (gis/layer_text.hpp)
//   xlsx        one workbook, one sheet per layer, shapes as WKT in column "geom_wkt"
//   postgis     tables of the schema that the connection text names (schemas=...), else public
//
// Guarantees
//   - The tables read back the same: doubles to the last bit, except xlsx and postgis, to which GDAL writes 15
//   significant
//     digits (Excel keeps no more); shapes are rounded alike.
//   - A file appears whole or not at all; PostGIS tables in one transaction. Of a folder every file is written before
//     the first takes its place, and a new folder appears at once.
//   - What something else wrote is not overwritten unless `force`: folders are ours by their list of files
//     (gastwin_export.json), files and schemas by the table gastwin_meta, single layers by their columns.
// Caveat: the record of runs is in the export, but is not taken up when it is read back.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "models/names.hpp"
#include "models/progress.hpp"

namespace gastwin {

enum class ExportFormat : std::uint8_t { geopackage, flatgeobuf, geojson, csv, xlsx, postgis };

template <> struct Names<ExportFormat> {
    static constexpr std::array names{
        Name{"gpkg", "GeoPackage with styles", "GeoPackage（含样式）"},
        Name{"fgb", "FlatGeobuf, one file per layer", "FlatGeobuf，每图层一个文件"},
        Name{"geojson", "GeoJSON, one file per layer", "GeoJSON，每图层一个文件"},
        Name{"csv", "CSV, one file per layer", "CSV，每图层一个文件"},
        Name{"xlsx", "Excel workbook, one sheet per layer", "Excel 工作簿，每图层一个工作表"},
        Name{"postgis", "PostGIS tables", "PostGIS 数据表"}};
};

struct ExportOptions {
    ExportFormat format = ExportFormat::geopackage;
    std::string layer = {};         ///< DEFAULT: all layers; one layer becomes one file, never a folder
    std::string encoding = "UTF-8"; ///< of csv; "GB18030" the other choice
    bool force = false;             ///< overwrite what something else wrote
};

/// Writes the twin file `source` to `target` (a file, a folder, or "PG:..."); returns what was written.
/// Throws Error: no_such_file, bad_twin; usage (no such layer); not_overwritten; cannot_write.
std::vector<std::filesystem::path> export_twin(const std::filesystem::path &source, const std::filesystem::path &target,
                                               const ExportOptions &options, const Progress &progress = {});

} // namespace gastwin
