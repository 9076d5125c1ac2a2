// SPDX-License-Identifier: Apache-2.0
#include "gis/layer_text.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <ogrsf_frmts.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>

#include "gis/crs.hpp"
#include "gis/csv_writer.hpp"
#include "gis/geopackage.hpp"
#include "gis/plain_shape.hpp"
#include "models/error.hpp"
#include "models/number_text.hpp"

namespace gastwin {
namespace {

/// Collects text and writes it in large pieces.
class TextFile {
  public:
    TextFile(std::filesystem::path path, bool gb18030)
        : path_{std::move(path)}, out_{path_, std::ios::binary}, gb18030_{gb18030} {}

    std::string &text() { return text_; }
    void line_done() {
        constexpr std::size_t batch_bytes = 1 << 20;
        if (text_.size() > batch_bytes) flush();
    }
    void close() {
        flush();
        out_.close();
        if (!out_) throw Error("cannot_write", {.file = path_.string()}, {}, std::strerror(errno));
    }

  private:
    void flush() {
        if (gb18030_) {
            const std::unique_ptr<char, decltype(&VSIFree)> bytes(CPLRecode(text_.c_str(), CPL_ENC_UTF8, "GB18030"),
                                                                  &VSIFree);
            text_ = bytes.get();
        }
        out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
        text_.clear();
    }

    std::filesystem::path path_;
    std::ofstream out_;
    std::string text_;
    bool gb18030_;
};

/// The number or truth value of a field as text; nothing for text fields.
std::string plain_number(const OGRFeature &feature, int field) {
    const OGRFieldType type = feature.GetDefnRef()->GetFieldDefn(field)->GetType();
    if (type == OFTReal) return number_text(feature.GetFieldAsDouble(field));
    if (type == OFTInteger || type == OFTInteger64) return std::to_string(feature.GetFieldAsInteger64(field));
    return "";
}

const char *text_of(const OGRFeature &feature, int field) {
    return const_cast<OGRFeature &>(feature).GetFieldAsString(field); // formats into a buffer of the feature
}

void append_csv_cell(std::string &line, const OGRFeature &feature, int field) {
    if (!feature.IsFieldSetAndNotNull(field)) return;
    const std::string number = plain_number(feature, field);
    if (number.empty()) append_csv_text(line, text_of(feature, field));
    else line += number;
}

void append_json_text(std::string &out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') out.append(1, '\\').append(1, c);
        else if (c == '\n') out += "\\n";
        else if (byte < 0x20) out += CPLSPrintf("\\u%04x", byte);
        else out += c;
    }
    out += '"';
}

void append_json_cell(std::string &out, const OGRFeature &feature, int field) {
    const OGRFieldDefn &definition = *feature.GetDefnRef()->GetFieldDefn(field);
    if (!feature.IsFieldSetAndNotNull(field)) out += "null";
    else if (definition.GetSubType() == OFSTBoolean) out += feature.GetFieldAsInteger(field) != 0 ? "true" : "false";
    else if (definition.GetType() == OFTReal && !std::isfinite(feature.GetFieldAsDouble(field))) out += "null";
    else if (const std::string number = plain_number(feature, field); !number.empty()) {
        out += number;
        // Readers take digits alone for an integer, and the largest reals fit none.
        if (definition.GetType() == OFTReal && number.find_first_of(".e") == std::string::npos) out += ".0";
    } else append_json_text(out, text_of(feature, field));
}

void append_json_shape(std::string &out, const OGRGeometry *shape, std::vector<Point> &points) {
    take_points(shape, points);
    if (points.empty()) {
        out += "null";
        return;
    }
    const ShapeKind kind = plain_kind(shape->getGeometryType());
    const auto append_point = [&](Point p) { out += "[" + number_text(p.x) + "," + number_text(p.y) + "]"; };
    out += kind == ShapeKind::point  ? R"({"type":"Point","coordinates":)"
           : kind == ShapeKind::line ? R"({"type":"LineString","coordinates":[)"
                                     : R"({"type":"Polygon","coordinates":[[)";
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i > 0) out += ',';
        append_point(points[i]);
    }
    out += kind == ShapeKind::point ? "}" : kind == ShapeKind::line ? "]}" : "]]}";
}

} // namespace

std::string shape_text(const OGRGeometry *shape) {
    std::vector<Point> points;
    take_points(shape, points);
    if (points.empty()) return "";
    const ShapeKind kind = plain_kind(shape->getGeometryType());
    std::string text = kind == ShapeKind::point ? "POINT (" : kind == ShapeKind::line ? "LINESTRING (" : "POLYGON ((";
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i > 0) text += ", ";
        text += number_text(points[i].x) + " " + number_text(points[i].y);
    }
    return text + (kind == ShapeKind::polygon ? "))" : ")");
}

void write_layer_csv(OGRLayer &layer, const std::filesystem::path &path, const std::string &encoding) {
    TextFile file(path, encoding == "GB18030");
    std::string &text = file.text();
    if (encoding == "UTF-8") text = "\xEF\xBB\xBF";
    const OGRFeatureDefn &fields = *layer.GetLayerDefn();
    const bool drawn = layer.GetGeomType() != wkbNone;
    for (int i = 0; i < fields.GetFieldCount(); ++i) {
        append_csv_text(text, fields.GetFieldDefn(i)->GetNameRef());
        text += ',';
    }
    if (drawn) text.append(shape_text_column).append(1, ',');
    const auto end_line = [&] { text.replace(text.size() - 1, 1, "\r\n"); }; // takes the place of the last comma
    end_line();
    layer.ResetReading();
    while (const FeatureHandle feature{layer.GetNextFeature()}) {
        for (int i = 0; i < fields.GetFieldCount(); ++i) {
            append_csv_cell(text, *feature, i);
            text += ',';
        }
        if (drawn) {
            append_csv_text(text, shape_text(feature->GetGeometryRef()));
            text += ',';
        }
        end_line();
        file.line_done();
    }
    file.close();
}

void write_layer_geojson(OGRLayer &layer, const std::filesystem::path &path) {
    TextFile file(path, false);
    std::string &text = file.text();
    text += "{\"type\":\"FeatureCollection\",\"name\":";
    append_json_text(text, layer.GetName());
    if (const std::string crs = crs_text(layer.GetSpatialRef()); crs.starts_with("EPSG:"))
        text += R"(,"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::)" + crs.substr(5) + "\"}}";
    text += ",\"features\":[";
    const OGRFeatureDefn &fields = *layer.GetLayerDefn();
    std::vector<Point> scratch;
    layer.ResetReading();
    for (bool first = true; const FeatureHandle feature{layer.GetNextFeature()}; first = false) {
        text += first ? "\n{\"type\":\"Feature\",\"properties\":{" : ",\n{\"type\":\"Feature\",\"properties\":{";
        for (int i = 0; i < fields.GetFieldCount(); ++i) {
            if (i > 0) text += ',';
            append_json_text(text, fields.GetFieldDefn(i)->GetNameRef());
            text += ':';
            append_json_cell(text, *feature, i);
        }
        text += "},\"geometry\":";
        append_json_shape(text, feature->GetGeometryRef(), scratch);
        text += '}';
        file.line_done();
    }
    text += "\n]}\n";
    file.close();
}

} // namespace gastwin
