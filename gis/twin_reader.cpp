// SPDX-License-Identifier: Apache-2.0
#include "gis/twin_file.hpp"

#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "gis/csv_writer.hpp"
#include "gis/dataset.hpp"
#include "gis/encoding.hpp"
#include "gis/exported.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/layer_text.hpp"
#include "gis/meta.hpp"
#include "gis/plain_shape.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace fs = std::filesystem;

struct TwinReader::State {
    std::string file;
    std::vector<DatasetHandle> datasets; ///< one, or one per file of an export folder

    [[nodiscard]] bool is_geopackage() const { return std::string_view(datasets[0]->GetDriverName()) == "GPKG"; }
};

namespace {

/// Takes one cell out of a feature. What is no number where the column wants one is left in `stray`.
struct CellGetter {
    const OGRFeature &feature;
    int field;
    bool guarded; ///< texts may carry the apostrophe of CSV files
    std::string stray = {};

    void operator()(std::vector<double> *cells) { cells->push_back(number().value_or(missing_real)); }
    void operator()(std::vector<std::int32_t> *cells) {
        const std::optional<double> value = number();
        constexpr double most = std::numeric_limits<std::int32_t>::max();
        const bool fits = value && std::abs(*value) <= most;
        cells->push_back(fits ? static_cast<std::int32_t>(*value) : missing_int);
        if (value && !fits) stray = number_text(*value);
    }
    void operator()(std::vector<Flag> *cells) {
        const std::optional<double> value = number();
        cells->push_back(value ? static_cast<Flag>(*value != 0.0) : null_flag);
    }
    void operator()(std::vector<std::string> *cells) const {
        const std::string_view text = null() ? "" : guarded ? unguarded(raw()) : raw();
        cells->push_back(is_utf8(text) ? std::string(text) : mended_utf8(text)); // a damaged file may hold anything
    }

  private:
    [[nodiscard]] bool null() const { return !feature.IsFieldSetAndNotNull(field); }
    [[nodiscard]] std::string_view raw() const {
        return const_cast<OGRFeature &>(feature).GetFieldAsString(field); // formats into a buffer of the feature
    }
    [[nodiscard]] std::optional<double> number() {
        if (null() || !stray.empty()) return std::nullopt;
        if (feature.GetDefnRef()->GetFieldDefn(field)->GetType() != OFTString) return feature.GetFieldAsDouble(field);
        const std::string_view text = raw();
        double value = 0.0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code == std::errc() && end == text.data() + text.size()) return value;
        stray = text;
        return std::nullopt;
    }
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

bool is_twin(const fs::path &path) {
    const GdalErrors ignored; // whatever cannot be opened is none
    return !open_exported(path).empty();
}

TwinReader::TwinReader(const fs::path &path) : state_{new State{shown_source(path), {}}} {
    std::error_code ignored;
    const bool connection = is_connection(path), folder = fs::is_directory(path, ignored);
    if (!connection && !fs::exists(path, ignored)) throw Error("no_such_file", {.file = state_->file});
    if (!connection && !folder && !fs::is_regular_file(path, ignored))
        throw Error("bad_twin", {.file = state_->file}, {}, "not an ordinary file");
    const GdalErrors errors;
    state_->datasets = open_exported(path);
    if (!state_->datasets.empty()) return;
    throw Error("bad_twin", {.file = state_->file, .layer = std::string(MetaEntries::name)}, {},
                errors.failed() ? errors.text() : "no such table");
}

TwinReader::TwinReader(TwinReader &&) noexcept = default;
TwinReader::~TwinReader() = default;

std::vector<std::string> TwinReader::layers() const {
    std::vector<std::string> names;
    for (const DatasetHandle &dataset : state_->datasets)
        for (OGRLayer *layer : dataset->GetLayers()) names.emplace_back(layer->GetName());
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

/// The rows of a layer in the order in which they were written. A database promises none of itself.
class RowsInOrder {
  public:
    RowsInOrder(const std::vector<DatasetHandle> &datasets, OGRLayer &layer)
        : dataset_{owner(datasets, layer)}, layer_{&layer} {
        if (std::string_view(dataset_.GetDriverName()) == "PostgreSQL")
            result_ = dataset_.ExecuteSQL(
                ("SELECT * FROM " + sql_name(layer.GetName()) + " ORDER BY " + sql_name(layer.GetFIDColumn())).c_str(),
                nullptr, nullptr);
        if (result_ != nullptr) layer_ = result_;
    }
    RowsInOrder(const RowsInOrder &) = delete;
    RowsInOrder &operator=(const RowsInOrder &) = delete;
    ~RowsInOrder() {
        if (result_ != nullptr) dataset_.ReleaseResultSet(result_);
    }

    [[nodiscard]] GDALDataset &dataset() const { return dataset_; }
    [[nodiscard]] OGRLayer &layer() const { return *layer_; }
    [[nodiscard]] OGRFeature *next() const { return layer_->GetNextFeature(); }

  private:
    static GDALDataset &owner(const std::vector<DatasetHandle> &datasets, const OGRLayer &layer) {
        for (const DatasetHandle &dataset : datasets)
            for (const OGRLayer *own : dataset->GetLayers())
                if (own == &layer) return *dataset;
        throw Error("internal", {}, {}, "a layer of no dataset");
    }

    GDALDataset &dataset_;
    OGRLayer *layer_, *result_ = nullptr;
};

/// Collects the shapes of a layer, drawn or written as text.
class ShapeReader {
  public:
    explicit ShapeReader(OGRLayer &layer)
        : kind_{plain_kind(layer.GetGeomType())}, text_field_{layer.GetLayerDefn()->GetFieldIndex(
                                                      std::string(shape_text_column).c_str())} {}

    void append(const OGRFeature &feature) {
        const OGRGeometry *shape = feature.GetGeometryRef();
        std::unique_ptr<OGRGeometry> parsed;
        if (shape == nullptr && text_field_ >= 0 && feature.IsFieldSetAndNotNull(text_field_)) {
            OGRGeometry *geometry = nullptr;
            const char *text = const_cast<OGRFeature &>(feature).GetFieldAsString(text_field_);
            OGRGeometryFactory::createFromWkt(text, nullptr, &geometry);
            parsed.reset(geometry);
            shape = geometry;
        }
        if (kind_ == ShapeKind::none && shape != nullptr) kind_ = plain_kind(shape->getGeometryType());
        take_points(shape, points_);
        shapes_.push_back(points_);
    }

    [[nodiscard]] Drawing take() { return {kind_, std::move(shapes_)}; }

  private:
    ShapeKind kind_;
    int text_field_;
    std::vector<Point> points_;
    Shapes shapes_;
};

/// The columns of the layer that have a place to go to. Throws Error("missing_column").
std::vector<BoundSlot> bind_slots(const std::vector<Slot> &slots, OGRLayer &layer, const Place &place) {
    std::vector<BoundSlot> bound;
    for (const Slot &slot : slots) {
        const int field = layer.GetLayerDefn()->GetFieldIndex(std::string(slot.name).c_str());
        if (field >= 0) bound.push_back({field, &slot});
        else if (slot.required)
            throw Error("missing_column", {.file = place.file, .layer = place.layer, .column = std::string(slot.name)});
    }
    return bound;
}

/// GeoJSON without rows has no columns; a sheet without rows reads as one row, its header, of columns "Field1", ...
bool is_without_rows(OGRLayer &layer, const std::vector<Slot> &slots) {
    const auto rows = layer.GetFeatureCount();
    const auto known = [&](const Slot &slot) {
        return layer.GetLayerDefn()->GetFieldIndex(std::string(slot.name).c_str()) >= 0;
    };
    return rows <= 1 && std::none_of(slots.begin(), slots.end(), known) &&
           (rows == 0 || layer.GetLayerDefn()->GetFieldIndex("Field1") == 0);
}

} // namespace

std::size_t TwinReader::read_cells(std::string_view layer_name, const std::vector<Slot> &slots, Drawing *drawn,
                                   Issues &issues, const Progress &progress) const {
    const Place place{.file = state_->file, .layer = std::string(layer_name)};
    const GdalErrors errors;
    OGRLayer *layer = find_layer(state_->datasets, place.layer);
    if (layer == nullptr) throw Error("bad_twin", place, {}, "no such layer");
    if (is_without_rows(*layer, slots)) return 0;
    const RowsInOrder ordered(state_->datasets, *layer);
    const std::vector<BoundSlot> bound = bind_slots(slots, ordered.layer(), place);
    const bool guarded = std::string_view(ordered.dataset().GetDriverName()) == "CSV";
    const TextCells strays =
        state_->is_geopackage() ? text_in_numbers(*state_->datasets[0], *layer, bound) : TextCells{};
    ordered.layer().ResetReading();
    ShapeReader shapes(*layer);
    std::size_t rows = 0;
    constexpr std::size_t report_every = 10000;
    const auto total = static_cast<double>(std::max<GIntBig>(1, layer->GetFeatureCount()));
    while (const FeatureHandle feature{ordered.next()}) {
        if (rows % report_every == 0) report(progress, "read " + place.layer, static_cast<double>(rows) / total);
        for (const auto &[field, slot] : bound) {
            CellGetter cell{*feature, field, guarded};
            if (!strays.empty())
                if (const auto stray = strays.find({feature->GetFID(), field}); stray != strays.end())
                    cell.stray = stray->second;
            std::visit(std::ref(cell), slot->cells);
            if (!cell.stray.empty())
                add_issue(issues, {.kind = "not_a_number",
                                   .layer = place.layer,
                                   .row = static_cast<std::int32_t>(rows + 1),
                                   .column = std::string(slot->name),
                                   .value = cell.stray});
        }
        if (drawn != nullptr) shapes.append(*feature);
        ++rows;
    }
    if (drawn != nullptr) *drawn = shapes.take();
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
        twin_.candidate = read_extra<Candidates>(found);
        twin_.exposure = read_extra<Exposures>(found);
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
    std::erase_if(names, [](const std::string &name) {
        return !name.starts_with("result_") && name != "plan" && !name.starts_with("plan_");
    });
    return names;
}

} // namespace gastwin
