// SPDX-License-Identifier: Apache-2.0
#include "gis/twin_file.hpp"

#include <map>
#include <utility>

#include "gis/encoding.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/geopackage.hpp"
#include "gis/meta.hpp"

namespace gastwin {
namespace fs = std::filesystem;

struct TwinReader::State {
    std::string file;
    DatasetHandle dataset;
};

namespace {

ShapeKind shape_of(OGRwkbGeometryType type) {
    switch (wkbFlatten(type)) {
    case wkbPoint:
        return ShapeKind::point;
    case wkbLineString:
        return ShapeKind::line;
    case wkbPolygon:
        return ShapeKind::polygon;
    default:
        return ShapeKind::none;
    }
}

/// Appends the points of a geometry as one row: a point, a line, or the outer ring of a polygon.
void append_shape(Shapes &shapes, const OGRGeometry *geometry, std::vector<Point> &scratch) {
    scratch.clear();
    const auto take = [&](const OGRSimpleCurve &curve) {
        for (int i = 0; i < curve.getNumPoints(); ++i) scratch.push_back({curve.getX(i), curve.getY(i)});
    };
    if (geometry != nullptr && !geometry->IsEmpty()) switch (wkbFlatten(geometry->getGeometryType())) {
        case wkbPoint:
            scratch.push_back({geometry->toPoint()->getX(), geometry->toPoint()->getY()});
            break;
        case wkbLineString:
            take(*geometry->toLineString());
            break;
        case wkbPolygon:
            take(*geometry->toPolygon()->getExteriorRing());
            break;
        default:
            break;
        }
    shapes.push_back(scratch);
}

/// Takes one cell out of a feature.
struct CellGetter {
    const OGRFeature &feature;
    int field;
    bool no_number; ///< text stands where the column wants a number

    void operator()(std::vector<double> *cells) const {
        cells->push_back(null() || no_number ? missing_real : feature.GetFieldAsDouble(field));
    }
    void operator()(std::vector<std::int32_t> *cells) const {
        cells->push_back(null() || no_number ? missing_int : feature.GetFieldAsInteger(field));
    }
    void operator()(std::vector<Flag> *cells) const {
        cells->push_back(null() || no_number ? null_flag : static_cast<Flag>(feature.GetFieldAsInteger(field) != 0));
    }
    void operator()(std::vector<std::string> *cells) const {
        const std::string_view text = null() ? "" : feature.GetFieldAsString(field);
        cells->push_back(is_utf8(text) ? std::string(text) : mended_utf8(text)); // a damaged file may hold anything
    }
    [[nodiscard]] bool null() const { return !feature.IsFieldSetAndNotNull(field); }
};

/// Nothing is drawn when every course is the straight line between its nodes.
bool is_straight_everywhere(const Network &network, const Shapes &courses) {
    for (std::size_t i = 0; i < courses.rows(); ++i) {
        const auto course = courses[i];
        if (course.empty()) continue;
        const Point from = place_of(network, network.pipe.from_node[i]);
        const Point to = place_of(network, network.pipe.to_node[i]);
        if (course.size() != 2 || course[0] != from || course[1] != to) return false;
    }
    return true;
}

} // namespace

TwinReader::TwinReader(const fs::path &path) : state_{new State{path.string(), nullptr}} {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) throw Error("no_such_file", {.file = path.string()});
    if (!fs::is_regular_file(path, ignored))
        throw Error("bad_twin", {.file = path.string()}, {}, "not an ordinary file");
    const GdalErrors errors;
    state_->dataset = open_geopackage(path, false);
    if (!state_->dataset) throw Error("bad_twin", {.file = path.string()}, {}, errors.text());
    const auto name = std::string(MetaEntries::name);
    if (state_->dataset->GetLayerByName(name.c_str()) == nullptr)
        throw Error("bad_twin", {.file = path.string(), .layer = name}, {}, "no such table");
}

TwinReader::TwinReader(TwinReader &&) noexcept = default;
TwinReader::~TwinReader() = default;

std::vector<std::string> TwinReader::layers() const {
    std::vector<std::string> names;
    for (int i = 0; i < state_->dataset->GetLayerCount(); ++i)
        names.emplace_back(state_->dataset->GetLayer(i)->GetName());
    return names;
}

namespace {

struct BoundSlot {
    int field;
    const Slot *slot;
    [[nodiscard]] bool is_text() const { return std::holds_alternative<std::vector<std::string> *>(slot->cells); }
};

/// Cells, by feature and field, that hold text in a column of numbers: SQLite lets any hand write them, and GDAL would
/// read them as zero.
using TextCells = std::map<std::pair<GIntBig, int>, std::string>;

TextCells text_in_numbers(GDALDataset &dataset, OGRLayer &layer, const std::vector<BoundSlot> &bound) {
    // One pass for all columns. The id is an expression, or GDAL would take it for the id of the result.
    std::string cells = "SELECT " + sql_name(layer.GetFIDColumn()) + " + 0 AS feature", any;
    std::vector<int> fields;
    for (const BoundSlot &b : bound) {
        if (b.is_text()) continue;
        const std::string column = sql_name(b.slot->name), is_stray = "typeof(" + column + ") IN ('text', 'blob')";
        cells += ", CASE WHEN " + is_stray + " THEN CAST(" + column + " AS TEXT) END AS " +
                 sql_name("cell" + std::to_string(fields.size()));
        any += (any.empty() ? " WHERE " : " OR ") + is_stray;
        fields.push_back(b.field);
    }
    TextCells found;
    if (fields.empty()) return found;
    OGRLayer *rows = dataset.ExecuteSQL((cells + " FROM " + sql_name(layer.GetName()) + any).c_str(), nullptr, nullptr);
    if (rows == nullptr) return found;
    while (const FeatureHandle row{rows->GetNextFeature()})
        for (std::size_t k = 0; k < fields.size(); ++k)
            if (const int cell = static_cast<int>(k) + 1; row->IsFieldSetAndNotNull(cell))
                found.emplace(std::pair(row->GetFieldAsInteger64(0), fields[k]), row->GetFieldAsString(cell));
    dataset.ReleaseResultSet(rows);
    return found;
}

} // namespace

std::size_t TwinReader::read_cells(std::string_view layer_name, const std::vector<Slot> &slots, Drawing *drawn,
                                   Issues &issues, const Progress &progress) const {
    const Place place{.file = state_->file, .layer = std::string(layer_name)};
    const GdalErrors errors;
    OGRLayer *layer = state_->dataset->GetLayerByName(place.layer.c_str());
    if (layer == nullptr) throw Error("bad_twin", place, {}, "no such layer");
    std::vector<BoundSlot> bound;
    for (const Slot &slot : slots) {
        const int field = layer->GetLayerDefn()->GetFieldIndex(std::string(slot.name).c_str());
        if (field >= 0) bound.push_back({field, &slot});
        else if (slot.required)
            throw Error("missing_column", {.file = place.file, .layer = place.layer, .column = std::string(slot.name)});
    }
    if (drawn != nullptr) *drawn = {shape_of(layer->GetGeomType()), {}};
    const TextCells strays = text_in_numbers(*state_->dataset, *layer, bound);
    layer->ResetReading();
    std::vector<Point> scratch;
    std::size_t rows = 0;
    constexpr std::size_t report_every = 10000;
    const auto total = static_cast<double>(std::max<GIntBig>(1, layer->GetFeatureCount()));
    while (const FeatureHandle feature{layer->GetNextFeature()}) {
        if (rows % report_every == 0) report(progress, "read " + place.layer, static_cast<double>(rows) / total);
        for (const auto &[field, slot] : bound) {
            const auto stray = strays.empty() ? strays.end() : strays.find({feature->GetFID(), field});
            std::visit(CellGetter{*feature, field, stray != strays.end()}, slot->cells);
            if (stray != strays.end())
                add_issue(issues, {.kind = "not_a_number",
                                   .layer = place.layer,
                                   .row = static_cast<std::int32_t>(rows + 1),
                                   .column = std::string(slot->name),
                                   .value = stray->second});
        }
        if (drawn != nullptr) append_shape(drawn->rows, feature->GetGeometryRef(), scratch);
        ++rows;
    }
    if (errors.failed()) throw Error("unreadable_file", place, {}, errors.text());
    return rows;
}

namespace {

/// The model tables of a twin file, references resolved once all of them are there.
class NetworkReader {
  public:
    NetworkReader(const TwinReader &reader, const Progress &progress) : reader_{reader}, progress_{progress} {}

    [[nodiscard]] Twin read(const std::string &file) {
        Issues found; // by reading; kept apart until the stored ones are in
        take_meta(reader_.read<MetaEntries>(found).rows, twin_.network, file);
        std::apply([&](const auto... member) { (read_table(twin_.network.*member, found), ...); }, Network::tables());
        for_each_table(twin_.network, [&](auto &table) {
            resolve_references(twin_.network, table, references_[std::string(std::decay_t<decltype(table)>::name)],
                               found);
        });
        if (is_straight_everywhere(twin_.network, twin_.network.pipe_line)) twin_.network.pipe_line = {};
        twin_.layer_read = read_extra<LayersRead>(found);
        twin_.issue = read_extra<Issues>(found);
        twin_.repair = read_extra<Repairs>(found);
        twin_.provenance = read_extra<Provenances>(found);
        append_issues(found);
        return std::move(twin_);
    }

  private:
    /// Pipes and nodes make a twin; files older than some other table simply have no rows of it.
    template <TableType Table> [[nodiscard]] bool is_absent() {
        if (std::is_same_v<Table, Nodes> || std::is_same_v<Table, Pipes>) return false;
        const auto layers = reader_.layers();
        return std::find(layers.begin(), layers.end(), Table::name) == layers.end();
    }

    template <TableType Table> void read_table(Table &table, Issues &found) {
        if (is_absent<Table>()) return;
        constexpr bool drawn = std::is_same_v<Table, Pipes> || std::is_same_v<Table, Buildings>;
        Drawing drawing;
        Register<Table> rows = reader_.read<Table>(found, Table::name, drawn ? &drawing : nullptr, progress_);
        table = std::move(rows.rows);
        references_[std::string(Table::name)] = std::move(rows.references);
        if (drawing.shape == ShapeKind::line) twin_.network.pipe_line = std::move(drawing.rows);
        if (drawing.shape == ShapeKind::polygon) twin_.network.building_outline = std::move(drawing.rows);
    }

    template <TableType Table> [[nodiscard]] Table read_extra(Issues &found) {
        if (is_absent<Table>()) return {};
        return reader_.read<Table>(found, Table::name, nullptr, progress_).rows;
    }

    void append_issues(Issues &found) {
        for (std::size_t i = 0; i < row_count(found); ++i) found.id[i] = std::to_string(row_count(twin_.issue) + i + 1);
        append_rows(twin_.issue, found);
    }

    const TwinReader &reader_;
    const Progress &progress_;
    Twin twin_;
    std::map<std::string, References> references_;
};

} // namespace

Twin read_twin(const fs::path &path, const Progress &progress) {
    const TwinReader reader(path);
    return NetworkReader(reader, progress).read(path.string());
}

std::vector<std::string> result_layers(const fs::path &path) {
    std::vector<std::string> names = TwinReader(path).layers();
    std::erase_if(names, [](const std::string &name) { return !name.starts_with("result_"); });
    return names;
}

} // namespace gastwin
