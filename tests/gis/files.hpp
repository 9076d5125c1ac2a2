// SPDX-License-Identifier: Apache-2.0
// Small files for tests, written on the spot into a folder that goes away again.
#pragma once
#include <cpl_string.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <iconv.h>
#include <ogrsf_frmts.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace gastwin::test {

namespace fs = std::filesystem;

class TempFolder {
  public:
    TempFolder() {
        static int count = 0;
        path_ =
            fs::temp_directory_path() / ("gastwin_test_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
        fs::create_directories(path_);
    }
    ~TempFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder &) = delete;
    TempFolder &operator=(const TempFolder &) = delete;
    [[nodiscard]] const fs::path &path() const { return path_; }
    [[nodiscard]] fs::path operator/(const std::string &name) const { return path_ / name; }

  private:
    fs::path path_;
};

inline fs::path write_bytes(const fs::path &path, const std::string &bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

inline std::string read_bytes(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// UTF-8 text in another encoding.
inline std::string encoded(std::string text, const char *encoding) {
    iconv_t handle = iconv_open(encoding, "UTF-8");
    std::string out(text.size() * 2 + 16, '\0');
    char *in = text.data(), *to = out.data();
    std::size_t in_left = text.size(), out_left = out.size();
    EXPECT_NE(iconv(handle, &in, &in_left, &to, &out_left), static_cast<std::size_t>(-1));
    iconv_close(handle);
    out.resize(out.size() - out_left);
    return out;
}

struct Row {
    std::vector<std::string> cells;
    std::string wkt = {}; ///< empty: no geometry
};

struct LayerToWrite {
    std::string driver, name;
    OGRwkbGeometryType type;
    int epsg; ///< 0: none
    std::vector<std::string> fields;
    std::vector<Row> rows;
};

/// Writes one layer with GDAL; cells are texts and go in as the bytes they are.
inline fs::path write_layer(const fs::path &path, const LayerToWrite &layer) {
    GDALAllRegister();
    GDALDriver *driver = GetGDALDriverManager()->GetDriverByName(layer.driver.c_str());
    GDALDataset *data = driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
    OGRSpatialReference srs;
    if (layer.epsg != 0) srs.importFromEPSG(layer.epsg);
    srs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    CPLStringList options;
    if (layer.driver == "ESRI Shapefile") options.AddString("ENCODING=");    // bytes as they are
    if (layer.driver == "FlatGeobuf") options.AddString("SPATIAL_INDEX=NO"); // rows as they are
    OGRLayer *out = data->CreateLayer(layer.name.c_str(), layer.epsg != 0 ? &srs : nullptr, layer.type, options.List());
    for (const std::string &field : layer.fields) {
        OGRFieldDefn definition(field.c_str(), OFTString);
        EXPECT_EQ(out->CreateField(&definition), OGRERR_NONE);
    }
    for (const Row &row : layer.rows) {
        OGRFeature feature(out->GetLayerDefn());
        for (std::size_t i = 0; i < row.cells.size(); ++i) feature.SetField(static_cast<int>(i), row.cells[i].c_str());
        OGRGeometry *shape = nullptr;
        if (!row.wkt.empty()) OGRGeometryFactory::createFromWkt(row.wkt.c_str(), nullptr, &shape);
        if (shape != nullptr) feature.SetGeometryDirectly(shape);
        EXPECT_EQ(out->CreateFeature(&feature), OGRERR_NONE);
    }
    GDALClose(data);
    return path;
}

} // namespace gastwin::test
