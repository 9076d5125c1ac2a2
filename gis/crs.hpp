// SPDX-License-Identifier: Apache-2.0
// Coordinate systems: named, recognised by their parameters, or worked out from the coordinates themselves.
// Axis order is always east, north (longitude, latitude), whatever the definition says.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "models/geometry.hpp"

class OGRSpatialReference;

namespace gastwin {

/// "EPSG:nnnn" where the definition carries the code or agrees with one in all parameters (ESRI .prj files carry
/// none), else its WKT; empty for null.
[[nodiscard]] std::string crs_text(const OGRSpatialReference *definition);

/// The same for what a user wrote ("EPSG:4547", "4547", WKT, PROJ string). Throws Error("unknown_crs").
[[nodiscard]] std::string crs_of_user(const std::string &text);

/// The definition behind such a text as GDAL wants it, x east; empty text: a local plane in metres. Throws
/// Error("unknown_crs").
[[nodiscard]] OGRSpatialReference spatial_reference(const std::string &crs);

[[nodiscard]] bool is_geographic(const std::string &crs);

/// Is the place within the region that the system is made for, widened by three degrees (cities work across zone
/// borders)? False where the definition names no region.
[[nodiscard]] bool lies_in_area(Point p, const std::string &crs);

/// A metric system for a place given in degrees: the CGCS2000 three-degree zone in China, else UTM.
[[nodiscard]] std::string metric_crs(Point longitude_latitude);

struct CrsGuess {
    std::string crs, why;
};

/// What coordinates without a named system tell: degrees within China, or an easting with a zone prefix. A plain
/// easting of three-degree zones fits eleven central meridians, so nothing is returned for it.
[[nodiscard]] std::optional<CrsGuess> guess_crs(Point typical);

/// Transforms in place; points that cannot be transformed become NaN.
void transform(std::span<Point> points, const std::string &from, const std::string &to);

} // namespace gastwin
