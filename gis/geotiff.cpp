// SPDX-License-Identifier: Apache-2.0
#include "gis/geotiff.hpp"

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <array>

#include "gis/crs.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/pending_file.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

using Handle = std::unique_ptr<GDALDataset, decltype([](GDALDataset *d) { GDALClose(GDALDataset::ToHandle(d)); })>;

Handle create(const Raster &raster, const std::filesystem::path &path) {
    GDALAllRegister();
    GDALDriver *driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    if (driver == nullptr) throw Error("internal", {}, {}, "this GDAL has no GeoTIFF driver");
    std::array<char *, 4> options{}; // GDAL takes them as they stand, and copies
    std::string compress = "COMPRESS=DEFLATE", tiled = "TILED=YES", size = "BIGTIFF=IF_SAFER";
    options[0] = compress.data(), options[1] = tiled.data(), options[2] = size.data();
    return Handle(driver->Create(path.c_str(), raster.columns, raster.rows, 1, GDT_Float32, options.data()));
}

} // namespace

void write_geotiff(const Raster &raster, const std::string &crs, const Band &band, const std::filesystem::path &path) {
    if (raster.columns < 1 || raster.rows < 1)
        throw Error("value_out_of_range", {.file = path.string()}, {}, "the raster has no cells");
    const OGRSpatialReference system = spatial_reference(crs);
    PendingFile file(path);
    const GdalErrors errors;
    Handle dataset = create(raster, file.temporary());
    if (!dataset) file.fail(errors.text());
    std::array<double, 6> corner{raster.left_m, raster.cell_m, 0.0, raster.top_m, 0.0, -raster.cell_m};
    GDALRasterBand &cells = *dataset->GetRasterBand(1);
    cells.SetUnitType(band.unit.c_str());
    cells.SetDescription(band.description.c_str());
    CPLErr done = dataset->SetGeoTransform(corner.data());
    if (done == CE_None) done = dataset->SetSpatialRef(&system);
    for (std::int32_t row = 0; row < raster.rows && done == CE_None; ++row) {
        auto *values = const_cast<double *>(raster.value.data() + raster.cell(row, 0)); // GDAL reads only
        done =
            cells.RasterIO(GF_Write, 0, row, raster.columns, 1, values, raster.columns, 1, GDT_Float64, 0, 0, nullptr);
    }
    dataset.reset(); // the last blocks are written here
    if (done != CE_None || errors.failed()) file.fail(errors.text());
    file.commit();
}

} // namespace gastwin
