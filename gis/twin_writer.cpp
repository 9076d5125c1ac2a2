// SPDX-License-Identifier: Apache-2.0
#include "gis/twin_file.hpp"

#include "gis/crs.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/geopackage.hpp"
#include "gis/meta.hpp"
#include "gis/pending_file.hpp"
#include "gis/plain_shape.hpp"
#include "gis/styles.hpp"

namespace gastwin {
namespace fs = std::filesystem;

struct TwinWriter::State {
    PendingFile file;
    Progress progress;
    DatasetHandle dataset = nullptr; ///< null once committed

    GDALDataset &open() {
        if (!dataset) throw Error("internal", {.file = file.target().string()}, {}, "written to after commit");
        return *dataset;
    }
    void require_success(const GdalErrors &errors) const {
        if (errors.failed()) file.fail(errors.text());
    }
};

namespace {

constexpr std::string_view held_open = "another program has it open with changes of its own; close it there first";

/// Until commit() the temporary may be lost at any time, so it needs no journal and no waiting for the disk.
void write_without_journal(GDALDataset &dataset) {
    run_sql(dataset, "PRAGMA journal_mode=OFF");
    run_sql(dataset, "PRAGMA synchronous=OFF");
    run_sql(dataset, "PRAGMA cache_size=-131072"); // kB
}

void create_field(OGRLayer &layer, const Field &field) {
    const bool flag = std::holds_alternative<std::span<const Flag>>(field.cells);
    const OGRFieldType type = std::holds_alternative<std::span<const double>>(field.cells)                 ? OFTReal
                              : flag || std::holds_alternative<std::span<const std::int32_t>>(field.cells) ? OFTInteger
                                                                                                           : OFTString;
    OGRFieldDefn definition(std::string(field.name).c_str(), type);
    if (flag) definition.SetSubType(OFSTBoolean);
    layer.CreateField(&definition);
}

/// Puts one cell into a feature; NULL where it is missing.
struct CellSetter {
    OGRFeature &feature;
    int field;
    std::size_t row;
    std::string &scratch; ///< GDAL wants zero-terminated text

    template <class T> void operator()(std::span<const T> cells) const {
        if (is_missing(cells[row])) feature.SetFieldNull(field);
        else if constexpr (std::is_same_v<T, std::string>) feature.SetField(field, cells[row].c_str());
        else feature.SetField(field, cells[row]);
    }
    void operator()(const std::vector<std::string_view> &cells) const {
        if (cells[row].empty()) return feature.SetFieldNull(field);
        scratch.assign(cells[row]);
        feature.SetField(field, scratch.c_str());
    }
};

OGRLayer *create_layer(GDALDataset &dataset, const std::string &name, const std::vector<Field> &fields, ShapeKind shape,
                       const std::string &crs) {
    OGRSpatialReference reference = spatial_reference(crs);
    CPLStringList options;
    options.SetNameValue("GEOMETRY_NAME", "geom");
    options.SetNameValue("FID", "fid");
    OGRLayer *layer = dataset.CreateLayer(name.c_str(), shape == ShapeKind::none ? nullptr : &reference,
                                          plain_type(shape), options.List());
    if (layer == nullptr) return nullptr;
    for (const Field &field : fields) create_field(*layer, field);
    return layer;
}

/// Appends rows; stops at the first failure, which GDAL has reported.
void fill_layer(OGRLayer &layer, const std::vector<Field> &fields, std::size_t rows, const Drawing &drawing,
                const Progress &progress) {
    std::vector<int> number;
    for (const Field &field : fields)
        number.push_back(layer.GetLayerDefn()->GetFieldIndex(std::string(field.name).c_str()));
    const FeatureHandle feature(OGRFeature::CreateFeature(layer.GetLayerDefn()));
    std::string scratch;
    constexpr std::size_t report_every = 10000;
    for (std::size_t row = 0; row < rows; ++row) {
        if (row % report_every == 0)
            report(progress, "write " + std::string(layer.GetName()),
                   static_cast<double>(row) / static_cast<double>(rows));
        feature->SetFID(OGRNullFID);
        for (std::size_t i = 0; i < fields.size(); ++i)
            if (number[i] >= 0) std::visit(CellSetter{*feature, number[i], row, scratch}, fields[i].cells);
        if (row < drawing.rows.rows())
            feature->SetGeometryDirectly(geometry_of(drawing.shape, drawing.rows[row]).release());
        if (layer.CreateFeature(feature.get()) != OGRERR_NONE) return;
    }
}

void create_style_table(GDALDataset &dataset) {
    if (!query_text(dataset, "SELECT name FROM sqlite_master WHERE name='layer_styles'").empty()) return;
    run_sql(dataset,
            "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), "
            "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
            "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
            "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))");
    run_sql(dataset, "INSERT INTO gpkg_contents(table_name,data_type,identifier,srs_id) "
                     "VALUES('layer_styles','attributes','layer_styles',0)");
}

/// Adds or refreshes our own styles, with legends in both languages, for a twin goes to any reader; styles a planner
/// saved, and the choice of the default, stay.
void write_styles(GDALDataset &dataset, const std::string &layer, ShapeKind shape, const std::vector<Style> &styles) {
    if (styles.empty()) return;
    create_style_table(dataset);
    const std::string table = "f_table_name=" + sql_text(layer);
    for (const Style &style : styles) {
        const std::string text = sql_text(qml(style, shape, {})), name = sql_text(text_of(style.name, {}));
        run_sql(dataset, "UPDATE layer_styles SET styleQML=" + text + " WHERE " + table + " AND styleName=" + name +
                             " AND owner='gastwin'");
        run_sql(dataset,
                std::string("INSERT INTO layer_styles(f_table_catalog,f_table_schema,f_table_name,f_geometry_column,"
                            "styleName,styleQML,styleSLD,useAsDefault,description,owner) SELECT '','',") +
                    sql_text(layer) + ",'geom'," + name + "," + text + ",''," +
                    "NOT EXISTS(SELECT 1 FROM layer_styles WHERE " + table + " AND useAsDefault)," + name +
                    ",'gastwin' WHERE NOT EXISTS(SELECT 1 FROM layer_styles WHERE " + table + " AND styleName=" + name +
                    ")");
    }
}

void drop_layer(GDALDataset &dataset, const std::string &name) {
    for (int i = 0; i < dataset.GetLayerCount(); ++i)
        if (name == dataset.GetLayer(i)->GetName()) {
            dataset.DeleteLayer(i);
            return;
        }
}

} // namespace

TwinWriter::TwinWriter(std::unique_ptr<State> state) : state_{std::move(state)} {}
TwinWriter::TwinWriter(TwinWriter &&) noexcept = default;
TwinWriter::~TwinWriter() = default;

TwinWriter::TwinWriter(const fs::path &path, Progress progress)
    : state_{new State{PendingFile(path), std::move(progress)}} {
    if (is_held_open(state_->file.target())) state_->file.fail(std::string(held_open));
    const GdalErrors errors;
    state_->dataset = create_geopackage(state_->file.temporary());
    state_->require_success(errors);
    write_without_journal(state_->open());
    state_->require_success(errors);
}

TwinWriter TwinWriter::update(const fs::path &path, Progress progress) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) throw Error("no_such_file", {.file = path.string()});
    std::unique_ptr<State> state(new State{PendingFile(path), std::move(progress)});
    if (is_held_open(state->file.target())) state->file.fail(std::string(held_open));
    {
        const GdalErrors errors;
        const DatasetHandle old = open_geopackage(state->file.target(), false);
        if (!old) throw Error("bad_twin", {.file = path.string()}, {}, errors.text());
        // Unlike a copy of the file, this takes a consistent state and leaves out the space of removed layers.
        run_sql(*old, "VACUUM INTO " + sql_text(state->file.temporary().string()));
        state->require_success(errors);
    }
    const GdalErrors errors;
    state->dataset = open_geopackage(state->file.temporary(), true);
    state->require_success(errors);
    write_without_journal(state->open());
    state->require_success(errors);
    return TwinWriter(std::move(state));
}

void TwinWriter::write(const Twin &twin) {
    for_each_table(twin.network, [&](const auto &table) { write(twin.network, table); });
    write(twin.network, twin.layer_read);
    write(twin.network, twin.issue);
    write(twin.network, twin.repair);
    write(twin.network, twin.provenance);
    write(twin.network, twin.candidate);
    write(twin.network, twin.exposure);
    write(twin.network, meta_of(twin.network));
}

void TwinWriter::write_layer(std::string_view name, const std::vector<Field> &fields, std::size_t rows,
                             const Drawing &drawing, const std::string &crs) {
    const std::string layer_name(name);
    const GdalErrors errors;
    GDALDataset &dataset = state_->open();
    drop_layer(dataset, layer_name);
    OGRLayer *layer = create_layer(dataset, layer_name, fields, drawing.shape, crs);
    state_->require_success(errors);
    dataset.StartTransaction();
    fill_layer(*layer, fields, rows, drawing, state_->progress);
    state_->require_success(errors);
    dataset.CommitTransaction();
    write_styles(dataset, layer_name, drawing.shape, styles_of(name, drawing.shape, fields));
    state_->require_success(errors);
}

void TwinWriter::remove_layer(const std::string &name) {
    const GdalErrors errors;
    drop_layer(state_->open(), name);
    state_->require_success(errors);
}

void TwinWriter::write_run(const Run &run) {
    const GdalErrors errors;
    OGRLayer *layer = state_->open().GetLayerByName(std::string(Runs::name).c_str());
    const auto rows_before = layer == nullptr ? 0 : layer->GetFeatureCount();
    const Runs row{{std::to_string(rows_before + 1)},
                   {run.verb},
                   {run.started},
                   {run.seconds},
                   {run.version},
                   {run.options},
                   {run.inputs},
                   {run.seed},
                   {run.status}};
    const auto fields = fields_of(Network{}, row);
    if (layer == nullptr) return write_layer(Runs::name, fields, 1, {}, "");
    fill_layer(*layer, fields, 1, {}, {});
    state_->require_success(errors);
}

void TwinWriter::commit() {
    {
        const GdalErrors errors;
        (void)state_->open();
        state_->dataset.reset(); // builds the last indexes and writes what is still in memory
        state_->require_success(errors);
    }
    if (is_held_open(state_->file.target())) state_->file.fail(std::string(held_open));
    state_->file.commit();
}

void write_twin(const Twin &twin, const fs::path &path, const Progress &progress) {
    TwinWriter writer(path, progress);
    writer.write(twin);
    writer.commit();
}

} // namespace gastwin
