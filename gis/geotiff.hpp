// SPDX-License-Identifier: Apache-2.0
// Rasters as GeoTIFF: one band of 32-bit numbers with its unit and description, compressed, tiled, in the system of the
// network. The file appears all at once.
#pragma once
#include <filesystem>
#include <string>

#include "models/raster.hpp"

namespace gastwin {

struct Band {
    std::string unit, description;
};

/// crs as Network::crs; empty: a local plane in metres. Throws Error("cannot_write") naming the file and the reason,
/// Error("unknown_crs"), Error("value_out_of_range") for a raster without cells.
void write_geotiff(const Raster &raster, const std::string &crs, const Band &band, const std::filesystem::path &path);

} // namespace gastwin
