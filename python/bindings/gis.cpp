// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl/filesystem.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "engine/protection.hpp"
#include "engine/time_series.hpp"
#include "gis/connect.hpp"
#include "gis/csv_writer.hpp"
#include "gis/import.hpp"
#include "gis/quality.hpp"
#include "gis/survey_writer.hpp"
#include "gis/twin_file.hpp"
#include "models/check.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/criticality.hpp"
#include "scenarios/isolation.hpp"
#include "scenarios/plan.hpp"
#include "scenarios/risk.hpp"

namespace gastwin::python {
namespace {

using std::filesystem::path;

/// Every table that a twin file holds as a result; THE list on this side of the boundary.
template <class F> void for_each_result_table(F &&f) {
    [&]<class... Tables>(std::type_identity<Tables>...) {
        (f(std::type_identity<Tables>{}), ...);
    }(std::type_identity<NodeResults>{}, std::type_identity<PipeResults>{}, std::type_identity<RegulatorResults>{},
      std::type_identity<CustomerResults>{}, std::type_identity<ZoneResults>{},
      std::type_identity<CriticalityResults>{}, std::type_identity<RiskResults>{}, std::type_identity<PlanProjects>{},
      std::type_identity<PlanPipes>{}, std::type_identity<PlanRisers>{}, std::type_identity<Trips>{});
}

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

py::dict read_results(const path &file) {
    const std::vector<std::string> layers = result_layers(file);
    py::dict found;
    for_each_result_table([&]<class Table>(std::type_identity<Table>) {
        const auto holds = [](const std::string &layer) {
            return layer == Table::name || layer.starts_with(std::string(Table::name) + "_");
        };
        if (std::none_of(layers.begin(), layers.end(), holds)) return;
        const auto table = std::make_shared<Table>(read_table<Table>(file));
        found[py::str(std::string(Table::name))] = view_of(table, *table);
    });
    return found;
}

std::shared_ptr<Twin> import_twin(const std::vector<path> &inputs, const std::string &profile, const std::string &crs,
                                  const std::string &encoding, std::optional<double> snap_m,
                                  const py::object &progress) {
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    ConnectOptions options;
    if (snap_m) options.snap_m = *snap_m;
    Inventory inventory = import_survey(inputs, {.profile = profile, .crs = crs, .encoding = encoding}, tell);
    return std::make_shared<Twin>(connect(std::move(inventory), options, tell));
}

/// write_csv() of any bound table without references.
template <TableType Table> void bind_csv(py::module_ &m) {
    m.def(
        "write_csv",
        [](const View<Table> &view, const path &file) {
            if (view.network != nullptr) write_csv(*view.network, *view.table, file);
            else write_csv(Network{}, *view.table, file);
        },
        py::arg("table"), py::arg("path"));
}

} // namespace

void bind_gis(py::module_ &m) {
    py::class_<DataQuality>(m, "DataQuality")
        .def_readonly("rows_read", &DataQuality::rows_read)
        .def_readonly("supplied_length_share", &DataQuality::supplied_length_share)
        .def_readonly("imputed_share", &DataQuality::imputed_share)
        .def_readonly("grade", &DataQuality::grade);
    m.def("data_quality", &data_quality, py::arg("twin"));
    m.def("import_survey", &import_twin, py::arg("inputs"), py::arg("profile"), py::arg("crs"), py::arg("encoding"),
          py::arg("snap_m"), py::arg("progress"));
    m.def("read_twin", [](const path &file) {
        const py::gil_scoped_release unlocked;
        return std::make_shared<Twin>(read_twin(file));
    });
    m.def("write_twin", &write_whole_twin, py::arg("twin"), py::arg("path"), py::arg("results"), py::arg("run"),
          py::arg("progress") = py::none());
    m.def("update_twin", &update_twin, py::arg("twin"), py::arg("path"), py::arg("results"), py::arg("run"),
          py::arg("progress") = py::none());
    m.def("read_results", &read_results, py::arg("path"));
    for_each_result_table([&]<class Table>(std::type_identity<Table>) { bind_csv<Table>(m); });
    bind_csv<SystemSeries>(m);
    bind_csv<NodeSeries>(m);
    bind_csv<PipeSeries>(m);
    bind_csv<RegulatorSeries>(m);
    bind_csv<CustomerSeries>(m);
    for_each_table(*std::make_unique<Network>(),
                   [&](const auto &table) { bind_csv<std::decay_t<decltype(table)>>(m); });
    bind_csv<Issues>(m);
    bind_csv<Repairs>(m);
    bind_csv<Provenances>(m);
    bind_csv<LayersRead>(m);
    bind_csv<StationSteps>(m);
    bind_csv<OutageCustomers>(m);
    bind_csv<ClosureSteps>(m);
    m.def(
        "write_survey",
        [](const Network &network, const path &folder, bool defects, std::uint64_t seed, double intensity) {
            const py::gil_scoped_release unlocked;
            require_sound(network);
            DefectOptions options;
            options.enabled = defects;
            options.seed = seed;
            options.intensity = intensity;
            write_survey(network, folder, options);
        },
        py::arg("network"), py::arg("folder"), py::arg("defects"), py::arg("seed"), py::arg("intensity"));
}

} // namespace gastwin::python
