// SPDX-License-Identifier: Apache-2.0
#include "gis/layer_copy.hpp"

#include <ogrsf_frmts.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "gis/geopackage.hpp"
#include "gis/layer_text.hpp"
#include "gis/plain_shape.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

double to_fifteen_digits(double value) {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%.15g", value);
    return std::strtod(digits.data(), nullptr);
}

/// Copies rows one by one; keeps what does not change from row to row.
class RowCopy {
  public:
    RowCopy(OGRLayer &from, OGRLayer &to, const CopyRules &rules)
        : to_{to}, rules_{rules}, kind_{plain_kind(from.GetGeomType())}, fields_{from.GetLayerDefn()->GetFieldCount()} {
    }

    [[nodiscard]] std::unique_ptr<OGRFeature> operator()(OGRFeature &row) {
        auto copy = std::make_unique<OGRFeature>(to_.GetLayerDefn());
        for (int i = 0; i < fields_; ++i) copy_cell(row, *copy, i);
        copy_shape(row.GetGeometryRef(), *copy);
        return copy;
    }

  private:
    void copy_cell(OGRFeature &row, OGRFeature &copy, int field) const {
        if (!row.IsFieldSetAndNotNull(field)) return copy.SetFieldNull(field);
        const OGRFieldType type = row.GetFieldDefnRef(field)->GetType();
        if (type == OFTReal) {
            const double value = row.GetFieldAsDouble(field);
            copy.SetField(field, rules_.fifteen_digits ? to_fifteen_digits(value) : value);
        } else if (type == OFTInteger || type == OFTInteger64) copy.SetField(field, row.GetFieldAsInteger64(field));
        else set_text(copy, field, row.GetFieldAsString(field));
    }

    void copy_shape(const OGRGeometry *shape, OGRFeature &copy) {
        if (kind_ == ShapeKind::none) return;
        take_points(shape, points_);
        if (rules_.fifteen_digits)
            for (Point &p : points_) p = {to_fifteen_digits(p.x), to_fifteen_digits(p.y)};
        const std::unique_ptr<OGRGeometry> geometry = geometry_of(kind_, points_);
        if (rules_.shapes_as_text) set_text(copy, fields_, shape_text(geometry.get()).c_str());
        else copy.SetGeometry(geometry.get());
    }

    void set_text(OGRFeature &copy, int field, const char *text) const {
        if (rules_.most_characters > 0 && std::string_view(text).size() > rules_.most_characters)
            throw Error("cannot_write", {.layer = to_.GetName(), .column = copy.GetFieldDefnRef(field)->GetNameRef()},
                        {}, "a cell is too long for this format");
        if (*text == '\0') copy.SetFieldNull(field);
        else copy.SetField(field, text);
    }

    OGRLayer &to_;
    const CopyRules &rules_;
    ShapeKind kind_;
    int fields_;
    std::vector<Point> points_;
};

OGRLayer *create_like(OGRLayer &from, GDALDataset &to, CSLConstList options, const CopyRules &rules) {
    const bool drawn = from.GetGeomType() != wkbNone && !rules.shapes_as_text;
    OGRLayer *layer = to.CreateLayer(from.GetName(), drawn ? from.GetSpatialRef() : nullptr,
                                     drawn ? from.GetGeomType() : wkbNone, const_cast<char **>(options));
    if (layer == nullptr) return nullptr;
    const OGRFeatureDefn &fields = *from.GetLayerDefn();
    for (int i = 0; i < fields.GetFieldCount(); ++i) {
        OGRFieldDefn field(fields.GetFieldDefn(i)->GetNameRef(), fields.GetFieldDefn(i)->GetType());
        field.SetSubType(fields.GetFieldDefn(i)->GetSubType());
        if (layer->CreateField(&field) != OGRERR_NONE) return nullptr;
    }
    if (rules.shapes_as_text && from.GetGeomType() != wkbNone) {
        OGRFieldDefn field(std::string(shape_text_column).c_str(), OFTString);
        if (layer->CreateField(&field) != OGRERR_NONE) return nullptr;
    }
    return layer;
}

} // namespace

void copy_layer(OGRLayer &from, GDALDataset &to, CSLConstList creation_options, const CopyRules &rules,
                const Progress &progress) {
    const auto total = static_cast<std::size_t>(std::max<GIntBig>(0, from.GetFeatureCount()));
    if (rules.most_rows > 0 && total > rules.most_rows)
        throw Error("cannot_write", {.layer = from.GetName(), .value = std::to_string(total)}, {},
                    "more rows than this format holds");
    OGRLayer *layer = create_like(from, to, creation_options, rules);
    if (layer == nullptr) return;
    RowCopy copied(from, *layer, rules);
    constexpr std::size_t report_every = 10000;
    from.ResetReading();
    for (std::size_t row = 0; const FeatureHandle feature{from.GetNextFeature()}; ++row) {
        if (row % report_every == 0)
            report(progress, "export " + std::string(from.GetName()),
                   static_cast<double>(row) / static_cast<double>(std::max<std::size_t>(total, 1)));
        if (layer->CreateFeature(copied(*feature).get()) != OGRERR_NONE) return;
    }
}

} // namespace gastwin
