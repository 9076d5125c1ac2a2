// SPDX-License-Identifier: Apache-2.0
#include "gis/survey_layer.hpp"

#include <ogrsf_frmts.h>

#include <cstdlib>

#include "gis/crs.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/geopackage.hpp"
#include "models/error.hpp"

namespace gastwin {

struct SurveyFile::State {
    GdalErrors errors;
    std::filesystem::path path;
    OGRSpatialReference crs;
    bool has_crs = false, shapefile = false;
    DatasetHandle dataset;
    OGRLayer *layer = nullptr;
    SurveyShape shape = SurveyShape::point;
    std::vector<SurveyCell> cells;
};

SurveyFile::SurveyFile(const char *driver_name, std::filesystem::path path, const std::string &crs)
    : state_{std::make_unique<State>()} {
    GDALAllRegister();
    state_->path = std::move(path);
    state_->shapefile = std::string_view(driver_name) == "ESRI Shapefile";
    if (!crs.empty()) {
        state_->has_crs = true;
        state_->crs = spatial_reference(crs);
    }
    if (!state_->shapefile) {
        std::error_code ignored; // a file that cannot be removed shows when it cannot be created
        std::filesystem::remove(state_->path, ignored);
    }
    GDALDriver *driver = GetGDALDriverManager()->GetDriverByName(driver_name);
    if (!driver) fail();
    state_->dataset.reset(driver->Create(state_->path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (!state_->dataset) fail();
}

SurveyFile::~SurveyFile() = default;

void SurveyFile::fail() const {
    throw Error("cannot_write", {.file = state_->path.string()}, {}, state_->errors.text());
}

void SurveyFile::start_layer(const std::string &name, SurveyShape shape, const std::vector<SurveyField> &fields) {
    State &s = *state_;
    if (s.layer && s.layer->CommitTransaction() != OGRERR_NONE) fail();
    const OGRwkbGeometryType type = shape == SurveyShape::point  ? wkbPoint
                                    : shape == SurveyShape::line ? wkbLineString
                                                                 : wkbPolygon;
    char **options = s.shapefile ? CSLSetNameValue(nullptr, "ENCODING", "GBK") : nullptr;
    s.layer = s.dataset->CreateLayer(name.c_str(), s.has_crs ? &s.crs : nullptr, type, options);
    CSLDestroy(options);
    if (!s.layer) fail();
    s.shape = shape;
    s.cells.clear();
    for (const auto &[field, cell] : fields) {
        OGRFieldDefn definition(field.c_str(), cell == SurveyCell::text    ? OFTString
                                               : cell == SurveyCell::whole ? OFTInteger64
                                                                           : OFTReal);
        if (s.shapefile && cell == SurveyCell::text) definition.SetWidth(80);
        if (s.layer->CreateField(&definition) != OGRERR_NONE) fail();
        s.cells.push_back(cell);
    }
    if (s.layer->StartTransaction() != OGRERR_NONE) fail();
}

void SurveyFile::add(std::span<const Point> shape, std::initializer_list<std::string> cells) {
    State &s = *state_;
    OGRFeature feature(s.layer->GetLayerDefn());
    int field = 0;
    for (const std::string &cell : cells) {
        if (cell.empty()) feature.SetFieldNull(field);
        else if (s.cells[static_cast<std::size_t>(field)] == SurveyCell::real)
            feature.SetField(field, std::strtod(cell.c_str(), nullptr));
        else feature.SetField(field, cell.c_str());
        ++field;
    }
    if (!shape.empty() && s.shape == SurveyShape::point) {
        OGRPoint point(shape[0].x, shape[0].y);
        feature.SetGeometry(&point);
    } else if (!shape.empty()) {
        OGRLineString line;
        OGRLinearRing ring;
        OGRSimpleCurve &course = s.shape == SurveyShape::line ? line : static_cast<OGRSimpleCurve &>(ring);
        for (const Point p : shape) course.addPoint(p.x, p.y);
        if (s.shape == SurveyShape::line) feature.SetGeometry(&line);
        else {
            ring.closeRings();
            OGRPolygon polygon;
            polygon.addRing(&ring);
            feature.SetGeometry(&polygon);
        }
    }
    if (s.layer->CreateFeature(&feature) != OGRERR_NONE) fail();
}

void SurveyFile::close() {
    if (state_->layer && state_->layer->CommitTransaction() != OGRERR_NONE) fail();
    state_->dataset.reset();
    if (state_->errors.failed()) fail();
}

} // namespace gastwin
