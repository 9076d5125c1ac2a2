// SPDX-License-Identifier: Apache-2.0
#include "gis/geotiff.hpp"

#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogr_spatialref.h>

#include <array>

#include "models/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gastwin {
namespace {

Raster small_raster() {
    Raster r{.left_m = 512000.0, .top_m = 3382000.0, .cell_m = 2.5, .columns = 300, .rows = 3, .value = {}};
    for (std::size_t i = 0; i < 900; ++i) r.value.push_back(static_cast<double>(i) * 1e-7);
    return r;
}

TEST(GeoTiff, ReadsBackWithPlaceUnitAndSystem) {
    const test::TemporaryFolder folder;
    const Raster r = small_raster();
    write_geotiff(r, "EPSG:4547", {"1/a", "individual risk"}, folder / "r.tif");
    GDALAllRegister();
    const GDALDatasetUniquePtr file(GDALDataset::Open((folder / "r.tif").c_str(), GDAL_OF_RASTER));
    ASSERT_NE(file, nullptr);
    std::array<double, 6> place{};
    ASSERT_EQ(file->GetGeoTransform(place.data()), CE_None);
    EXPECT_EQ(place, (std::array<double, 6>{512000.0, 2.5, 0.0, 3382000.0, 0.0, -2.5}));
    EXPECT_STREQ(file->GetSpatialRef()->GetAuthorityCode(nullptr), "4547");
    GDALRasterBand &band = *file->GetRasterBand(1);
    EXPECT_STREQ(band.GetUnitType(), "1/a");
    EXPECT_STREQ(band.GetDescription(), "individual risk");
    std::vector<double> back(900);
    ASSERT_EQ(band.RasterIO(GF_Read, 0, 0, 300, 3, back.data(), 300, 3, GDT_Float64, 0, 0, nullptr), CE_None);
    for (std::size_t i = 0; i < 900; ++i) EXPECT_EQ(back[i], static_cast<double>(static_cast<float>(r.value[i])));
}

TEST(GeoTiff, ALocalPlaneAndTheSameBytesTwice) {
    const test::TemporaryFolder folder;
    write_geotiff(small_raster(), "", {"1/a", "x"}, folder / "a.tif");
    write_geotiff(small_raster(), "", {"1/a", "x"}, folder / "b.tif");
    EXPECT_EQ(test::bytes_of(folder / "a.tif"), test::bytes_of(folder / "b.tif"));
    EXPECT_FALSE(test::bytes_of(folder / "a.tif").empty());
}

TEST(GeoTiff, LeavesNothingWhereItCannotWrite) {
    const test::TemporaryFolder folder;
    EXPECT_THROW(write_geotiff(small_raster(), "", {}, folder / "nowhere" / "a.tif"), Error);
    EXPECT_THROW(write_geotiff(small_raster(), "nonsense", {}, folder / "a.tif"), Error);
    EXPECT_THROW(write_geotiff(Raster{}, "", {}, folder / "a.tif"), Error);
    EXPECT_TRUE(std::filesystem::is_empty(folder / ""));
}

} // namespace
} // namespace gastwin
