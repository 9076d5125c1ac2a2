// SPDX-License-Identifier: Apache-2.0
#include "gis/dataset.hpp"

#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <regex>

#include "gis/crs.hpp"
#include "gis/csv.hpp"
#include "gis/dbf_text.hpp"
#include "gis/encoding.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/guard.hpp"
#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

std::string lower_extension(const fs::path &path) { return fold(path.extension().string()); }

fs::path with_extension(const fs::path &path, std::initializer_list<const char *> extensions) {
    for (const char *extension : extensions)
        if (fs::path other = fs::path(path).replace_extension(extension); fs::exists(other)) return other;
    return {};
}

std::string first_word(const fs::path &path) {
    std::ifstream file(path);
    std::string word;
    file >> word;
    return word;
}

ShapeKind kind_of(OGRwkbGeometryType type) {
    switch (wkbFlatten(OGR_GT_GetLinear(type))) {
    case wkbPoint:
    case wkbMultiPoint:
        return ShapeKind::point;
    case wkbLineString:
    case wkbMultiLineString:
        return ShapeKind::line;
    case wkbPolygon:
    case wkbMultiPolygon:
        return ShapeKind::polygon;
    default:
        return ShapeKind::none;
    }
}

/// What most shapes of a layer of undeclared type are.
ShapeKind commonest_kind(OGRLayer &layer) {
    std::array<std::size_t, 4> counts{};
    for (const auto &feature : layer)
        if (const OGRGeometry *shape = feature->GetGeometryRef())
            ++counts[static_cast<std::size_t>(kind_of(shape->getGeometryType()))];
    counts[static_cast<std::size_t>(ShapeKind::none)] = 0;
    layer.ResetReading();
    const auto most = std::max_element(counts.begin(), counts.end());
    return *most == 0 ? ShapeKind::none : static_cast<ShapeKind>(most - counts.begin());
}

bool finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

std::vector<Point> points_of(const OGRSimpleCurve &curve) {
    std::vector<Point> points(static_cast<std::size_t>(curve.getNumPoints()));
    for (int i = 0; i < curve.getNumPoints(); ++i) points[static_cast<std::size_t>(i)] = {curve.getX(i), curve.getY(i)};
    if (!std::all_of(points.begin(), points.end(), finite)) points.clear();
    return points;
}

using Parts = std::vector<std::vector<Point>>;

/// Lines that continue one another are one line; others stay apart.
void append_line(Parts &parts, std::vector<Point> line) {
    if (line.empty()) return;
    if (!parts.empty() && parts.back().back() == line.front())
        parts.back().insert(parts.back().end(), line.begin() + 1, line.end());
    else parts.push_back(std::move(line));
}

/// Outer ring of a polygon; of several polygons the one with the longest ring of points.
void append_polygon(Parts &parts, const OGRPolygon &polygon) {
    if (polygon.getExteriorRing() == nullptr) return;
    std::vector<Point> ring = points_of(*polygon.getExteriorRing());
    if (parts.empty()) parts.push_back(std::move(ring));
    else if (ring.size() > parts[0].size()) parts[0] = std::move(ring);
}

void append_parts(Parts &parts, const OGRGeometry &geometry) {
    const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
    if (type == wkbPoint) {
        const auto &point = *geometry.toPoint();
        if (!point.IsEmpty() && finite({point.getX(), point.getY()})) parts.push_back({{point.getX(), point.getY()}});
    } else if (type == wkbLineString) append_line(parts, points_of(*geometry.toLineString()));
    else if (type == wkbPolygon) append_polygon(parts, *geometry.toPolygon());
    else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection))
        for (const OGRGeometry *part : *geometry.toGeometryCollection()) append_parts(parts, *part);
}

Parts parts_of(const OGRGeometry *geometry) {
    Parts parts;
    if (geometry == nullptr || geometry->IsEmpty()) return parts;
    if (geometry->hasCurveGeometry() != 0) {
        const std::unique_ptr<OGRGeometry> linear(geometry->getLinearGeometry());
        if (linear) append_parts(parts, *linear);
    } else append_parts(parts, *geometry);
    return parts;
}

/// Text of cells, decoded where the driver could not do it.
class CellReader {
  public:
    CellReader(const std::string &encoding, const std::string &source, Issues &issues)
        : decoder_{encoding.empty() ? "UTF-8" : encoding}, other_{encoding == "GB18030" ? "UTF-8" : "GB18030"},
          source_{source}, issues_{issues} {}

    std::string text(std::string_view bytes, std::int32_t row, const std::string &column) {
        if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
            return std::string(bytes);
        if (auto plain = decoder_.decode(bytes)) return *plain;
        add_issue(issues_, {.kind = "mixed_encoding", .layer = source_, .row = row, .column = column});
        auto plain = other_.decode(bytes);
        return plain ? *plain : mended_utf8(bytes);
    }

  private:
    Decoder decoder_, other_;
    const std::string &source_;
    Issues &issues_;
};

std::string cell_text(const OGRFeature &feature, int field, OGRFieldType type) {
    if (!feature.IsFieldSetAndNotNull(field)) return "";
    if (type == OFTReal) return number_text(feature.GetFieldAsDouble(field));
    return const_cast<OGRFeature &>(feature).GetFieldAsString(field); // formats into a buffer of the feature
}

void ignore_unwanted(OGRLayer &layer, const std::vector<bool> &wanted) {
    std::vector<const char *> ignored;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i]) ignored.push_back(layer.GetLayerDefn()->GetFieldDefn(static_cast<int>(i))->GetNameRef());
    ignored.push_back(nullptr);
    layer.SetIgnoredFields(ignored.data());
}

/// One row per separate part of the feature's shape; one row also for a feature without a shape.
void append_feature(const OGRFeature &feature, std::int32_t row, const std::vector<bool> &wanted, CellReader &cells,
                    RawLayer &raw, Issues &issues) {
    Parts parts = raw.kind == ShapeKind::none ? Parts{} : parts_of(feature.GetGeometryRef());
    if (parts.empty()) parts.emplace_back();
    for (const auto &part : parts) {
        raw.source_row.push_back(row);
        if (raw.kind != ShapeKind::none) raw.shape.push_back(part);
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i]) continue;
        const auto field = static_cast<int>(i);
        const OGRFieldType type = feature.GetDefnRef()->GetFieldDefn(field)->GetType();
        const std::string text = cells.text(cell_text(feature, field, type), row, raw.columns[i].name);
        for (std::size_t k = 0; k < parts.size(); ++k) raw.columns[i].push_back(text);
    }
    if (parts.size() > 1)
        add_issue(issues,
                  {.kind = "several_parts", .layer = raw.source, .row = row, .value = std::to_string(parts.size())});
}

} // namespace

bool is_connection(const fs::path &path) { return path.string().starts_with("PG:"); }

std::string shown_source(const fs::path &path) {
    if (!is_connection(path)) return path.string();
    static const std::regex secret(R"((password\s*=\s*)('(\\.|[^'])*'|\S+)|(://[^:/@]*:)[^@]*(?=@))",
                                   std::regex::icase);
    return std::regex_replace(path.string(), secret, "$1$4***");
}

Dataset::Dataset(const fs::path &path, std::string encoding, Issues &issues)
    : path_{path}, user_encoding_{std::move(encoding)}, gdal_{nullptr, [](GDALDataset *d) { delete d; }} {
    std::error_code ignored;
    if (!is_connection(path) && !fs::exists(path, ignored)) throw Error("no_such_file", {.file = path.string()});
    if (fs::is_regular_file(path) && fs::file_size(path, ignored) == 0)
        throw Error("empty_file", {.file = path.string()});
    const std::string extension = lower_extension(path);
    if (extension == ".csv" || extension == ".txt" || extension == ".tsv") {
        heads_.push_back(read_csv(path, user_encoding_, issues));
        grid_ = true;
        return;
    }
    // Spreadsheets: no header guessed by GDAL, the row may stand further down (GridBuilder).
    const CPLConfigOptionSetter xlsx("OGR_XLSX_HEADERS", "DISABLE", false);
    const CPLConfigOptionSetter xls("OGR_XLS_HEADERS", "DISABLE", false);
    const CPLConfigOptionSetter ods("OGR_ODS_HEADERS", "DISABLE", false);
    open_gdal();
    list_layers(issues);
}

Dataset::~Dataset() = default;
Dataset::Dataset(Dataset &&) noexcept = default;
Dataset &Dataset::operator=(Dataset &&) noexcept = default;

void Dataset::open_gdal() {
    static const bool registered = [] { return GDALAllRegister(), true; }();
    static_cast<void>(registered);
    const std::string extension = lower_extension(path_);
    constexpr std::array<const char *, 2> postgres{"PostgreSQL", nullptr};
    const std::span<const char *const> drivers = is_connection(path_) ? postgres : drivers_of(extension);
    if (drivers[0] == nullptr)
        throw Error("unreadable_file", {.file = path_.string()}, {}, "no reader for \"" + extension + "\" files");
    refuse_traps(path_);
    std::vector<const char *> options;
    if (extension == ".shp" || extension == ".dbf") {
        detect_dbf_encoding();
        options.push_back("ENCODING="); // raw bytes; decoded here
    }
    if (extension == ".gml") options.insert(options.end(), {"WRITE_GFS=NO", "DOWNLOAD_SCHEMA=NO"});
    if (is_connection(path_)) options.push_back("LIST_ALL_TABLES=YES"); // registers have no shapes
    options.push_back(nullptr);
    const GdalErrors errors;
    gdal_.reset(
        GDALDataset::Open(path_.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), options.data(), nullptr));
    if (gdal_) return;
    std::string detail = errors.text();
    if (extension == ".mdb") detail = "Access databases need an ODBC driver (mdbtools); or export the tables to xlsx";
    throw Error("unreadable_file", {.file = shown_source(path_)}, {}, detail);
}

void Dataset::detect_dbf_encoding() {
    const fs::path dbf = with_extension(path_, {".dbf", ".DBF", ".Dbf"});
    if (dbf.empty()) return;
    const DbfText text = dbf_text(dbf);
    const fs::path cpg = with_extension(path_, {".cpg", ".CPG"});
    const std::vector<EncodingHint> hints{{cpg.empty() ? "" : first_word(cpg), ".cpg file"},
                                          {encoding_of_language_byte(text.language_byte), "dbf language byte"}};
    try {
        const Encoding choice = detect_encoding(text.bytes, user_encoding_, hints);
        encoding_ = choice.name;
        encoding_why_ = choice.why;
    } catch (const Error &error) {
        throw Error(error.kind().slug, {.file = dbf.string(), .value = error.place().value}, {}, error.detail());
    }
}

void Dataset::list_layers(Issues &issues) {
    const std::string extension = lower_extension(path_);
    grid_ = extension == ".xlsx" || extension == ".xls" || extension == ".ods";
    const GdalErrors errors;
    for (OGRLayer *layer : gdal_->GetLayers()) {
        RawLayer head = head_of(*layer);
        if (!grid_) {
            heads_.push_back(std::move(head));
            continue;
        }
        GridBuilder grid;
        for (const auto &feature : *layer) {
            std::vector<std::string> cells;
            for (int i = 0; i < feature->GetFieldCount(); ++i)
                cells.push_back(cell_text(*feature, i, feature->GetFieldDefnRef(i)->GetType()));
            grid.push_back(std::vector<std::string_view>(cells.begin(), cells.end()));
        }
        RawLayer sheet = grid.finish(head.source, issues);
        sheet.path = head.path;
        sheet.layer = head.layer;
        sheet.driver = head.driver;
        sheet.encoding = head.encoding;
        sheet.encoding_why = head.encoding_why;
        heads_.push_back(std::move(sheet));
    }
    if (errors.failed()) throw Error("unreadable_file", {.file = path_.string()}, {}, errors.text());
}

RawLayer Dataset::head_of(OGRLayer &layer) const {
    RawLayer head;
    head.path = name_text(shown_source(path_));
    head.layer = name_text(layer.GetName());
    head.source = is_connection(path_) ? "PG" : name_text(path_.filename().string());
    if (gdal_->GetLayerCount() > 1 || head.layer != name_text(path_.stem().string())) head.source += ":" + head.layer;
    head.driver = gdal_->GetDriverName();
    head.encoding = encoding_.empty() ? "UTF-8" : encoding_;
    head.encoding_why = encoding_.empty() ? "the format's own" : encoding_why_;
    head.crs = crs_text(layer.GetSpatialRef());
    const OGRwkbGeometryType type = wkbFlatten(layer.GetGeomType());
    const bool declared = type != wkbUnknown && type != wkbGeometryCollection;
    head.kind = declared ? kind_of(type) : commonest_kind(layer);
    Decoder decoder(head.encoding);
    for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i) {
        const char *name = layer.GetLayerDefn()->GetFieldDefn(i)->GetNameRef();
        head.columns.push_back({decoder.decode(name).value_or(mended_utf8(name))});
    }
    return head;
}

std::size_t Dataset::row_estimate(std::size_t layer) const {
    if (grid_) return heads_[layer].rows();
    const GdalErrors errors; // a count is not worth an error
    const auto rows = gdal_->GetLayer(static_cast<int>(layer))->GetFeatureCount(FALSE);
    return rows > 0 ? static_cast<std::size_t>(rows) : 0;
}

RawLayer Dataset::read(std::size_t index, const std::vector<bool> &wanted, Issues &issues) {
    if (grid_) return std::move(heads_[index]);
    RawLayer raw = heads_[index];
    OGRLayer &layer = *gdal_->GetLayer(static_cast<int>(index));
    ignore_unwanted(layer, wanted);
    const GdalErrors errors;
    CellReader cells(raw.encoding, raw.source, issues);
    std::int32_t row = 0;
    std::size_t others = 0;
    for (const auto &feature : layer) {
        ++row;
        const OGRGeometry *shape = feature->GetGeometryRef();
        const bool fits = shape == nullptr || shape->IsEmpty() || kind_of(shape->getGeometryType()) == raw.kind;
        if (fits || raw.kind == ShapeKind::none) append_feature(*feature, row, wanted, cells, raw, issues);
        else ++others;
    }
    if (errors.failed()) throw Error("unreadable_file", {.file = raw.path, .layer = raw.layer}, {}, errors.text());
    if (others > 0) add_issue(issues, {.kind = "other_shapes", .layer = raw.source, .value = std::to_string(others)});
    return raw;
}

} // namespace gastwin
