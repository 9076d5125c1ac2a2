// SPDX-License-Identifier: Apache-2.0
#include "gis/exported.hpp"

#include <cpl_conv.h>
#include <cpl_json.h>
#include <cpl_vsi.h>

#include <atomic>
#include <fstream>
#include <sstream>

#include "gis/dataset.hpp"
#include "gis/encoding.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/guard.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

bool is_plain_name(const std::string &name) {
    return !name.empty() && name.front() != '.' && name.find_first_of("/\\") == std::string::npos;
}

std::string bytes_of(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
}

struct DriverChoice {
    const char *driver;
    std::vector<const char *> options;
};

DriverChoice driver_of(const fs::path &path) {
    if (is_connection(path)) return {"PostgreSQL", {"LIST_ALL_TABLES=YES", nullptr}}; // also those without shapes
    const std::string extension = fold(path.extension().string());
    if (extension == ".csv") return {"CSV", {"EMPTY_STRING_AS_NULL=YES", "KEEP_GEOM_COLUMNS=YES", nullptr}};
    if (extension == ".geojson") return {"GeoJSON", {"DATE_AS_STRING=YES", nullptr}};
    if (extension == ".fgb") return {"FlatGeobuf", {nullptr}};
    if (extension == ".xlsx") return {"XLSX", {nullptr}};
    return {"GPKG", {nullptr}};
}

DatasetHandle open_with(const char *name, const DriverChoice &choice, bool update) {
    const char *const drivers[] = {choice.driver, nullptr};
    const unsigned flags = GDAL_OF_VECTOR | (update ? GDAL_OF_UPDATE : GDAL_OF_READONLY);
    return DatasetHandle(GDALDataset::FromHandle(GDALOpenEx(name, flags, drivers, choice.options.data(), nullptr)));
}

/// GDAL reads CSV as UTF-8 only; other text is decoded into a file in memory that lives until it is closed.
DatasetHandle open_csv(const fs::path &path) {
    const std::string bytes = bytes_of(path);
    if (is_utf8(bytes)) return open_with(path.c_str(), driver_of(path), false);
    const std::optional<std::string> text = Decoder("GB18030").decode(bytes);
    if (!text) return nullptr;
    static std::atomic<int> count{0};
    const std::string name = "/vsimem/gastwin-" + std::to_string(count++) + "/" + path.filename().string();
    auto *copy = static_cast<GByte *>(VSIMalloc(text->size()));
    if (copy == nullptr) return nullptr;
    std::copy(text->begin(), text->end(), copy);
    VSIFCloseL(VSIFileFromMemBuffer(name.c_str(), copy, text->size(), TRUE));
    DatasetHandle dataset = open_with(name.c_str(), driver_of(path), false);
    VSIUnlink(name.c_str()); // an open file stays readable
    return dataset;
}

bool holds_meta(const std::vector<DatasetHandle> &datasets) { return find_layer(datasets, "gastwin_meta") != nullptr; }

} // namespace

std::optional<std::vector<std::string>> exported_files(const fs::path &folder) {
    std::error_code ignored;
    if (!fs::is_regular_file(folder / export_list, ignored)) return std::nullopt;
    const GdalErrors errors;
    CPLJSONDocument document;
    if (!document.LoadMemory(bytes_of(folder / export_list))) return std::nullopt;
    const CPLJSONArray list = document.GetRoot().GetArray("files");
    if (!list.IsValid() || document.GetRoot().GetString("tool") != "gastwin") return std::nullopt;
    std::vector<std::string> files;
    for (int i = 0; i < list.Size(); ++i) {
        files.push_back(list[i].ToString());
        if (!is_plain_name(files.back())) return std::nullopt;
    }
    return files;
}

DatasetHandle open_exported_file(const fs::path &path, bool update) {
    GDALAllRegister();
    const CPLConfigOptionSetter header("OGR_XLSX_HEADERS", "FORCE", false);
    const DriverChoice choice = driver_of(path);
    if (std::string_view(choice.driver) == "CSV") return open_csv(path);
    refuse_traps(path);
    DatasetHandle dataset = open_with(path.c_str(), choice, update);
    if (dataset && std::string_view(choice.driver) == "XLSX") // sheets are read on first touch, by the options of then
        for (OGRLayer *layer : dataset->GetLayers()) static_cast<void>(layer->GetLayerDefn());
    return dataset;
}

std::vector<DatasetHandle> open_exported(const fs::path &path) {
    std::vector<DatasetHandle> datasets;
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        for (const std::string &file : exported_files(path).value_or(std::vector<std::string>{}))
            if (DatasetHandle dataset = open_exported_file(path / file)) datasets.push_back(std::move(dataset));
    } else if (is_connection(path) || fs::is_regular_file(path, ignored)) {
        if (DatasetHandle dataset = open_exported_file(path)) datasets.push_back(std::move(dataset));
    }
    if (!holds_meta(datasets)) datasets.clear();
    return datasets;
}

OGRLayer *find_layer(const std::vector<DatasetHandle> &datasets, const std::string &name) {
    for (const DatasetHandle &dataset : datasets)
        for (OGRLayer *layer : dataset->GetLayers())
            if (name == layer->GetName()) return layer;
    return nullptr;
}

} // namespace gastwin
