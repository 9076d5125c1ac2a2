// SPDX-License-Identifier: Apache-2.0
// The second module: whatever reads and writes files through GDAL. It knows the types that _core has bound, and is
// loaded when first needed, so that all else works where GDAL is not installed.
#include <pybind11/stl/filesystem.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "gis/connect.hpp"
#include "gis/dataset.hpp"
#include "gis/export.hpp"
#include "gis/geotiff.hpp"
#include "gis/import.hpp"
#include "gis/layer_columns.hpp"
#include "gis/suggest.hpp"
#include "gis/survey_writer.hpp"
#include "gis/twin_file.hpp"
#include "models/check.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/result_tables.hpp"
#include "python/bindings/risk_maps.hpp"

namespace gastwin::python {
namespace {

using std::filesystem::path;

Run run_from(const py::dict &d) {
    const auto text = [&](const char *key) { return py::str(d[key]).cast<std::string>(); };
    return {.verb = text("verb"),
            .started = text("started"),
            .seconds = d["seconds"].cast<double>(),
            .version = text("version"),
            .options = text("options"),
            .inputs = text("inputs"),
            .seed = text("seed"),
            .status = text("status")};
}

/// What to write for each result table; made while the interpreter lock is held, run without it.
std::vector<std::function<void(TwinWriter &)>> result_writers(const Network &network, const py::list &results) {
    std::vector<std::function<void(TwinWriter &)>> writers;
    for (const py::handle result : results) {
        const std::size_t known = writers.size();
        for_each_result_table([&]<class Table>(std::type_identity<Table>) {
            if (!py::isinstance<View<Table>>(result)) return;
            writers.emplace_back([&network, view = result.cast<View<Table>>()](TwinWriter &writer) {
                if constexpr (requires { view.table->table_name; }) writer.write_split(network, *view.table);
                else writer.write(network, *view.table);
            });
        });
        if (writers.size() == known) throw py::type_error("not a result table");
    }
    return writers;
}

void write_whole_twin(const Twin &twin, const path &file, const py::list &results,
                      const std::optional<py::dict> &run_parts, const py::object &progress) {
    const auto writers = result_writers(twin.network, results);
    const std::optional<Run> run = run_parts ? std::optional(run_from(*run_parts)) : std::nullopt;
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    TwinWriter writer(file, tell);
    writer.write(twin);
    for (const auto &write : writers) write(writer);
    if (run) writer.write_run(*run);
    writer.commit();
}

void update_twin(const Twin &twin, const path &file, const py::list &results, const py::dict &run_parts,
                 const py::object &progress) {
    const auto writers = result_writers(twin.network, results);
    const Run run = run_from(run_parts);
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    TwinWriter writer = TwinWriter::update(file, tell);
    for (const auto &write : writers) write(writer);
    writer.write_run(run);
    writer.commit();
}

/// The mended twin with the runs of the file it came from. Their results are of the network as it was: left out.
void write_mended_twin(const Twin &twin, const path &source, const path &target, const py::dict &run_parts) {
    const Run run = run_from(run_parts);
    const py::gil_scoped_release unlocked;
    const std::vector<std::string> layers = TwinReader(source).layers();
    Runs past;
    if (std::find(layers.begin(), layers.end(), Runs::name) != layers.end()) past = read_table<Runs>(source);
    TwinWriter writer(target);
    writer.write(twin);
    for (std::size_t i = 0; i < row_count(past); ++i)
        writer.write_run({past.verb[i], past.started[i], past.seconds[i], past.version[i], past.options[i],
                          past.inputs[i], past.seed[i], past.status[i]});
    writer.write_run(run);
    writer.commit();
}

py::dict read_results(const path &file) {
    const std::vector<std::string> layers = result_layers(file);
    py::dict found;
    for_each_result_table([&]<class Table>(std::type_identity<Table>) {
        const auto holds = [](const std::string &layer) {
            const bool part = requires(const Table &t) { t.table_name; };
            return layer == Table::name || (part && layer.starts_with(std::string(Table::name) + "_"));
        };
        if (std::none_of(layers.begin(), layers.end(), holds)) return;
        const auto table = std::make_shared<Table>(read_table<Table>(file));
        found[py::str(std::string(Table::name))] = view_of(table, *table);
    });
    return found;
}

std::shared_ptr<Twin> import_twin(const std::vector<path> &inputs, const std::string &profile, const std::string &crs,
                                  const std::string &encoding, const std::optional<std::vector<double>> &affine,
                                  std::optional<double> snap_m, std::optional<double> bridge_m, bool connect_crossings,
                                  const std::vector<std::string> &unknown_as_old, const py::object &progress) {
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    ConnectOptions options;
    if (snap_m) options.snap_m = *snap_m;
    if (bridge_m) options.bridge_m = *bridge_m;
    options.crossings = connect_crossings ? Crossings::connected : Crossings::unconnected;
    options.unknown_as_old = unknown_as_old;
    ImportOptions reading{.profile = profile, .crs = crs, .encoding = encoding};
    if (affine) reading.affine = Affine(*affine);
    Inventory inventory = import_survey(inputs, reading, tell);
    return std::make_shared<Twin>(connect(std::move(inventory), options, tell));
}

std::vector<std::string> export_to(const path &source, const path &target, const std::string &format,
                                   const std::string &layer, const std::string &encoding, bool force,
                                   const py::object &progress) {
    const ExportOptions options{
        .format = parse<ExportFormat>(format, "usage", "format"), .layer = layer, .encoding = encoding, .force = force};
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    std::vector<std::string> written;
    for (const path &file : export_twin(source, target, options, tell)) written.push_back(file.string());
    return written;
}

/// {"toml": text, "layers": [{source, table, confidence, missing, unused, columns: [...]}]}
py::dict draft_profile(const std::vector<path> &inputs, const std::string &encoding) {
    ProfileDraft draft;
    {
        const py::gil_scoped_release unlocked;
        Issues ignored; // found again by the import that the profile is for
        draft = suggest_profile(inputs, encoding, ignored);
    }
    py::list layers;
    for (const LayerGuess &layer : draft.layers) {
        py::list columns;
        for (const ColumnGuess &c : layer.columns)
            columns.append(py::dict(py::arg("column") = c.column, py::arg("from") = c.header,
                                    py::arg("confidence") = c.confidence, py::arg("why") = c.why));
        layers.append(py::dict(py::arg("source") = layer.source, py::arg("table") = layer.table,
                               py::arg("confidence") = layer.confidence, py::arg("columns") = columns,
                               py::arg("missing") = layer.missing, py::arg("unused") = layer.unused));
    }
    return py::dict(py::arg("toml") = draft.toml, py::arg("layers") = layers);
}

/// {"columns": {name: array or list}, "truths": [name], "wkb": [bytes], "crs": PROJJSON}
py::dict layer_of(const path &twin, const std::string &name) {
    LayerColumns layer = read_layer(twin, name);
    py::dict columns;
    py::list truths, wkb;
    for (LayerColumn &column : layer.columns) {
        std::visit(
            [&](auto &cells) {
                using T = typename std::decay_t<decltype(cells)>::value_type;
                if constexpr (std::is_same_v<T, std::string>) columns[py::str(column.name)] = py::cast(cells);
                else
                    columns[py::str(column.name)] =
                        py::array_t<T>(static_cast<py::ssize_t>(cells.size()), cells.data());
            },
            column.cells);
        if (column.truth) truths.append(column.name);
    }
    for (const std::string &shape : layer.wkb) wkb.append(py::bytes(shape));
    py::dict read;
    read["columns"] = columns;
    read["truths"] = truths;
    read["wkb"] = wkb;
    read["crs"] = layer.crs;
    return read;
}

void write_drawn_survey(const Network &network, const path &folder, bool defects, std::uint64_t seed,
                        double intensity) {
    const py::gil_scoped_release unlocked;
    require_sound(network);
    DefectOptions options;
    options.enabled = defects;
    options.seed = seed;
    options.intensity = intensity;
    write_survey(network, folder, options);
}

void write_risk_map(const RiskMap &map, const path &file) {
    const py::gil_scoped_release unlocked;
    write_geotiff(map.risk.raster, map.crs, {"1/a", "location-specific individual risk"}, file);
}

} // namespace
} // namespace gastwin::python

PYBIND11_MODULE(_gis, m) {
    using namespace gastwin;
    using namespace gastwin::python;
    m.doc() = "Reading and writing of files for gastwin; use the package `gastwin`, which wraps it.";
    py::module_::import("gastwin._core"); // binds the types
    m.def("write_mended_twin", &write_mended_twin, py::arg("twin"), py::arg("source"), py::arg("path"), py::arg("run"));
    m.def("import_survey", &import_twin, py::arg("inputs"), py::arg("profile"), py::arg("crs"), py::arg("encoding"),
          py::arg("affine"), py::arg("snap_m"), py::arg("bridge_m"), py::arg("connect_crossings"),
          py::arg("unknown_as_old"), py::arg("progress"));
    m.def("read_twin", [](const path &file) {
        const py::gil_scoped_release unlocked;
        return std::make_shared<Twin>(read_twin(file));
    });
    m.def("write_twin", &write_whole_twin, py::arg("twin"), py::arg("path"), py::arg("results"), py::arg("run"),
          py::arg("progress") = py::none());
    m.def("update_twin", &update_twin, py::arg("twin"), py::arg("path"), py::arg("results"), py::arg("run"),
          py::arg("progress") = py::none());
    m.def("suggest_profile", &draft_profile, py::arg("inputs"), py::arg("encoding"));
    m.def("is_twin", &is_twin, py::arg("path"));
    m.def("shown_source", &shown_source, py::arg("path"));
    m.def("twin_layers", &twin_layers, py::arg("path"));
    m.def("read_layer", &layer_of, py::arg("path"), py::arg("layer"));
    m.def("export_twin", &export_to, py::arg("source"), py::arg("target"), py::arg("format"), py::arg("layer"),
          py::arg("encoding"), py::arg("force"), py::arg("progress") = py::none());
    m.def("read_results", &read_results, py::arg("path"));
    m.def("write_survey", &write_drawn_survey, py::arg("network"), py::arg("folder"), py::arg("defects"),
          py::arg("seed"), py::arg("intensity"));
    m.def("write_risk_map", &write_risk_map, py::arg("map"), py::arg("path"));
}
