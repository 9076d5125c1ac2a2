// SPDX-License-Identifier: Apache-2.0
#include "gis/export.hpp"

#include <algorithm>
#include <fstream>

#include "gis/dataset.hpp"
#include "gis/exported.hpp"
#include "gis/gdal_errors.hpp"
#include "gis/layer_copy.hpp"
#include "gis/layer_text.hpp"
#include "gis/meta.hpp"
#include "gis/pending_file.hpp"
#include "gis/pending_folder.hpp"
#include "gis/twin_file.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

constexpr const char *styles_table = "layer_styles";

/// The twin file being exported and the layers asked for.
struct Source {
    DatasetHandle dataset;
    std::vector<OGRLayer *> layers;
};

Source open_source(const fs::path &path, const std::string &only) {
    static_cast<void>(TwinReader(path)); // refuses what is no twin
    Source source{open_geopackage(path, false), {}};
    for (OGRLayer *layer : source.dataset->GetLayers()) {
        const std::string name = layer->GetName();
        if (name == styles_table || (!only.empty() && name != only)) continue;
        // Layers that a planner added may be called anything; here they become names of files.
        if (name.empty() || name.front() == '.' || name.find_first_of("/\\") != std::string::npos)
            throw Error("cannot_write", {.file = path.string(), .layer = name}, {}, "not a name for a file");
        source.layers.push_back(layer);
    }
    if (!source.layers.empty()) return source;
    std::string known;
    for (OGRLayer *layer : source.dataset->GetLayers())
        if (layer->GetName() != std::string_view(styles_table))
            known += (known.empty() ? "layers: " : ", ") + std::string(layer->GetName());
    throw Error("usage", {.file = path.string(), .column = "layer", .value = only}, {}, known);
}

bool has_columns_of(OGRLayer &layer, const OGRLayer &other) {
    const OGRFeatureDefn &wanted = *const_cast<OGRLayer &>(other).GetLayerDefn();
    for (int i = 0; i < wanted.GetFieldCount(); ++i)
        if (layer.GetLayerDefn()->GetFieldIndex(wanted.GetFieldDefn(i)->GetNameRef()) < 0) return false;
    return true;
}

/// Did an export of ours write this file or schema?
bool is_ours(const fs::path &target, const Source &source, bool single) {
    const GdalErrors ignored; // whatever cannot be opened is not ours
    if (!single) return !open_exported(target).empty();
    const DatasetHandle old = open_exported_file(target);
    return old && old->GetLayerCount() == 1 && has_columns_of(*old->GetLayer(0), *source.layers[0]);
}

void require_ours(const fs::path &target, const Source &source, const ExportOptions &options) {
    std::error_code ignored;
    if (options.force || !fs::exists(target, ignored) || is_ours(target, source, !options.layer.empty())) return;
    throw Error("not_overwritten", {.file = target.string()});
}

CopyRules rules_of(ExportFormat format) {
    if (format == ExportFormat::xlsx) // the limits of Excel
        return {.shapes_as_text = true, .fifteen_digits = true, .most_rows = 1'048'575, .most_characters = 32'767};
    return {};
}

const char *driver_of(ExportFormat format) {
    switch (format) {
    case ExportFormat::flatgeobuf:
        return "FlatGeobuf";
    case ExportFormat::xlsx:
        return "XLSX";
    case ExportFormat::postgis:
        return "PostgreSQL";
    default:
        return "GPKG";
    }
}

/// Layers into one new file of a GDAL format.
void write_with_gdal(std::span<OGRLayer *const> layers, const fs::path &file, ExportFormat format,
                     const Progress &progress) {
    const GdalErrors errors;
    const auto require_success = [&] {
        if (errors.failed()) throw Error("cannot_write", {.file = file.string()}, {}, errors.text());
    };
    GDALDriver *driver = GetGDALDriverManager()->GetDriverByName(driver_of(format));
    if (driver == nullptr) throw Error("cannot_write", {.file = file.string()}, {}, "this GDAL lacks the driver");
    DatasetHandle dataset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    require_success();
    CPLStringList options;
    if (format == ExportFormat::flatgeobuf) options.SetNameValue("SPATIAL_INDEX", "NO"); // it would sort the rows
    if (format == ExportFormat::geopackage) options.SetNameValue("GEOMETRY_NAME", "geom");
    for (OGRLayer *layer : layers) {
        copy_layer(*layer, *dataset, options.List(), rules_of(format), progress);
        require_success();
    }
    dataset.reset(); // writes what is still in memory
    require_success();
}

/// The files of a layer, by ending. GDAL's FlatGeobuf leaves out rows without a shape: a layer that has such rows, or
/// none at all, is in a CSV as a whole, and what can be drawn in a FlatGeobuf after it.
std::vector<std::string> endings_of(OGRLayer &layer, ExportFormat format) {
    if (format != ExportFormat::flatgeobuf) return {"." + std::string(code_of(format))};
    std::size_t rows = 0, drawn = 0;
    layer.ResetReading();
    for (; const FeatureHandle feature{layer.GetNextFeature()}; ++rows) {
        const OGRGeometry *shape = feature->GetGeometryRef();
        if (shape != nullptr && !shape->IsEmpty()) ++drawn;
    }
    if (drawn == 0) return {".csv"};
    if (drawn < rows) return {".csv", ".fgb"};
    return {".fgb"};
}

void write_layer_file(OGRLayer &layer, const fs::path &file, const std::string &ending, const ExportOptions &options,
                      const Progress &progress) {
    OGRLayer *const layers[] = {&layer};
    if (ending == ".csv") write_layer_csv(layer, file, options.encoding);
    else if (ending == ".geojson") write_layer_geojson(layer, file);
    else write_with_gdal(layers, file, options.format, progress);
}

void write_folder(const Source &source, const fs::path &target, const ExportOptions &options,
                  const Progress &progress) {
    PendingFolder folder(target, export_list, exported_files(target).value_or(std::vector<std::string>{}));
    if (!folder.is_new() && !options.force && !exported_files(target) && !fs::is_empty(target))
        throw Error("not_overwritten", {.file = target.string()});
    std::string names;
    for (std::size_t i = 0; i < source.layers.size(); ++i) {
        report(progress, "export", static_cast<double>(i) / static_cast<double>(source.layers.size()));
        OGRLayer &layer = *source.layers[i];
        for (const std::string &ending : endings_of(layer, options.format)) {
            const std::string name = layer.GetName() + ending;
            write_layer_file(layer, folder.add(name), ending, options, progress);
            names += (names.empty() ? "\"" : ",\n\"") + name + "\"";
        }
    }
    std::ofstream list(folder.add(export_list), std::ios::binary);
    list << "{\"tool\":\"gastwin\",\"format\":\"" << code_of(options.format) << "\",\"files\":[" << names << "]}\n";
    list.close();
    if (!list) throw Error("cannot_write", {.file = target.string()});
    folder.commit();
}

void write_single(OGRLayer &layer, const PendingFile &file, const ExportOptions &options, const Progress &progress) {
    const std::vector<std::string> endings = endings_of(layer, options.format);
    if (endings.size() == 1 && endings[0] == "." + std::string(code_of(options.format)))
        return write_layer_file(layer, file.temporary(), endings[0], options, progress);
    throw Error("cannot_write", {.file = file.target().string(), .layer = layer.GetName()}, {},
                "some rows have no shape, and this format would leave them out");
}

void write_database(const Source &source, const fs::path &target, const ExportOptions &options,
                    const Progress &progress) {
    const GdalErrors errors;
    const DatasetHandle database = open_exported_file(target, true);
    const auto require_success = [&] {
        if (!database || errors.failed())
            throw Error("cannot_write", {.file = shown_source(target)}, {},
                        database ? errors.text() : "no connection to the database");
    };
    require_success();
    const auto exists = [&](const OGRLayer *layer) {
        return database->GetLayerByName(const_cast<OGRLayer *>(layer)->GetName()) != nullptr;
    };
    const bool ours = database->GetLayerByName(std::string(MetaEntries::name).c_str()) != nullptr;
    if (!ours && !options.force && std::any_of(source.layers.begin(), source.layers.end(), exists))
        throw Error("not_overwritten", {.file = shown_source(target)});
    CPLStringList creation;
    creation.SetNameValue("OVERWRITE", "YES");
    creation.SetNameValue("GEOMETRY_NAME", "geom");
    creation.SetNameValue("FID", "fid");
    database->StartTransaction();
    for (OGRLayer *layer : source.layers) {
        copy_layer(*layer, *database, creation.List(), {.fifteen_digits = true}, progress); // GDAL sends no more
        require_success();
    }
    database->CommitTransaction();
    require_success();
}

/// A consistent copy, styles and all, even while another program has the twin open.
void copy_geopackage(const fs::path &source, const fs::path &target) {
    const GdalErrors errors;
    const DatasetHandle dataset = open_geopackage(source, false);
    run_sql(*dataset, "VACUUM INTO " + sql_text(target.string()));
    if (errors.failed()) throw Error("cannot_write", {.file = target.string()}, {}, errors.text());
}

bool is_folder_format(const ExportOptions &options) {
    using enum ExportFormat;
    return options.layer.empty() &&
           (options.format == flatgeobuf || options.format == geojson || options.format == csv);
}

} // namespace

std::vector<fs::path> export_twin(const fs::path &source_path, const fs::path &target, const ExportOptions &options,
                                  const Progress &progress) {
    Source source = open_source(source_path, options.layer);
    std::error_code ignored;
    if (fs::equivalent(source_path, target, ignored))
        throw Error("cannot_write", {.file = target.string()}, {}, "the twin itself");
    if (options.format == ExportFormat::postgis) {
        write_database(source, target, options, progress);
        return {shown_source(target)};
    }
    if (is_folder_format(options)) {
        write_folder(source, target, options, progress);
        return {target};
    }
    PendingFile file(target);
    require_ours(target, source, options);
    if (options.format == ExportFormat::geopackage && options.layer.empty())
        copy_geopackage(source_path, file.temporary());
    else if (options.layer.empty()) write_with_gdal(source.layers, file.temporary(), options.format, progress);
    else write_single(*source.layers[0], file, options, progress);
    file.commit();
    return {target};
}

} // namespace gastwin
