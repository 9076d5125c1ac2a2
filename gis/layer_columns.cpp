// SPDX-License-Identifier: Apache-2.0
#include "gis/layer_columns.hpp"

#include <ogrsf_frmts.h>

#include <algorithm>

#include "gis/exported.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/twin_file.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

std::vector<LayerColumn> empty_columns(const OGRFeatureDefn &fields) {
    std::vector<LayerColumn> columns;
    for (int i = 0; i < fields.GetFieldCount(); ++i) {
        const OGRFieldDefn &field = *fields.GetFieldDefn(i);
        LayerColumn column{.name = field.GetNameRef(), .truth = field.GetSubType() == OFSTBoolean, .cells = {}};
        if (field.GetType() == OFTInteger) column.cells = std::vector<std::int32_t>();
        else if (field.GetType() != OFTReal) column.cells = std::vector<std::string>();
        columns.push_back(std::move(column));
    }
    return columns;
}

struct AppendCell {
    OGRFeature &feature;
    int field;

    void operator()(std::vector<double> &cells) const {
        cells.push_back(null() ? missing_real : feature.GetFieldAsDouble(field));
    }
    void operator()(std::vector<std::int32_t> &cells) const {
        cells.push_back(null() ? missing_int : feature.GetFieldAsInteger(field));
    }
    void operator()(std::vector<std::string> &cells) const {
        cells.emplace_back(null() ? "" : feature.GetFieldAsString(field));
    }
    [[nodiscard]] bool null() const { return !feature.IsFieldSetAndNotNull(field); }
};

std::string wkb_of(const OGRGeometry *shape) {
    if (shape == nullptr || shape->IsEmpty()) return "";
    std::string bytes(shape->WkbSize(), '\0');
    shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char *>(bytes.data()), wkbVariantIso);
    return bytes;
}

std::string projjson(const OGRSpatialReference *crs) {
    if (crs == nullptr || crs->IsEmpty() || crs->IsLocal()) return "";
    char *text = nullptr;
    std::string json = crs->exportToPROJJSON(&text, nullptr) == OGRERR_NONE && text != nullptr ? text : "";
    CPLFree(text);
    return json;
}

} // namespace

LayerColumns read_layer(const fs::path &twin, const std::string &name) {
    static_cast<void>(TwinReader(twin)); // refuses what is no twin
    const GdalErrors errors;
    const std::vector<DatasetHandle> datasets = open_exported(twin);
    OGRLayer *layer = find_layer(datasets, name);
    if (layer == nullptr) throw Error("bad_twin", {.file = twin.string(), .layer = name}, {}, "no such layer");
    LayerColumns read{empty_columns(*layer->GetLayerDefn()), {}, projjson(layer->GetSpatialRef())};
    const bool drawn = layer->GetGeomType() != wkbNone;
    layer->ResetReading();
    while (const FeatureHandle feature{layer->GetNextFeature()}) {
        for (std::size_t i = 0; i < read.columns.size(); ++i)
            std::visit(AppendCell{*feature, static_cast<int>(i)}, read.columns[i].cells);
        if (drawn) read.wkb.push_back(wkb_of(feature->GetGeometryRef()));
    }
    if (errors.failed()) throw Error("unreadable_file", {.file = twin.string(), .layer = name}, {}, errors.text());
    return read;
}

std::vector<std::string> twin_layers(const fs::path &twin) {
    std::vector<std::string> names = TwinReader(twin).layers();
    std::erase(names, "layer_styles");
    return names;
}

} // namespace gastwin
