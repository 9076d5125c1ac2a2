// SPDX-License-Identifier: Apache-2.0
// Layers of a twin file as text files: CSV and GeoJSON, numbers in the shortest form that reads back exactly. Written
// here and not through GDAL because its writers keep 15 digits of a number, read text like "[1]" as JSON, and know no
// encoding but UTF-8.
//
//   CSV       header, CRLF, RFC 4180 quoting; shapes as WKT in a last column "geom_wkt". UTF-8 with byte order mark, so
//             that Excel reads Chinese, or GB18030 (a superset of GBK). Texts that a spreadsheet would take for a
//             formula begin with an apostrophe (csv_writer.hpp).
//   GeoJSON   one FeatureCollection; "crs" member where the system has an EPSG code; missing cells are null, and so are
//             infinities, which JSON cannot say.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

class OGRGeometry;
class OGRLayer;

namespace gastwin {

inline constexpr std::string_view shape_text_column = "geom_wkt";

/// `encoding`: "UTF-8" or "GB18030". Throws Error("cannot_write").
void write_layer_csv(OGRLayer &layer, const std::filesystem::path &path, const std::string &encoding);

/// Throws Error("cannot_write").
void write_layer_geojson(OGRLayer &layer, const std::filesystem::path &path);

/// "LINESTRING (0 0.1, 5 7)"; "" for a null or empty shape.
[[nodiscard]] std::string shape_text(const OGRGeometry *shape);

} // namespace gastwin
