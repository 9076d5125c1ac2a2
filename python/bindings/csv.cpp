// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl/filesystem.h>

#include "engine/time_series.hpp"
#include "gis/csv_writer.hpp"
#include "python/bindings/gis.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/result_tables.hpp"
#include "scenarios/incident.hpp"

namespace gastwin::python {
namespace {

using std::filesystem::path;

/// write_csv() of any bound table without references.
template <TableType Table> void bind_csv_of(py::module_ &m) {
    m.def(
        "write_csv",
        [](const View<Table> &view, const path &file) {
            if (view.network != nullptr) write_csv(*view.network, *view.table, file);
            else write_csv(Network{}, *view.table, file);
        },
        py::arg("table"), py::arg("path"));
}

} // namespace

void bind_csv(py::module_ &m) {
    for_each_result_table([&]<class Table>(std::type_identity<Table>) { bind_csv_of<Table>(m); });
    bind_csv_of<SystemSeries>(m);
    bind_csv_of<NodeSeries>(m);
    bind_csv_of<PipeSeries>(m);
    bind_csv_of<RegulatorSeries>(m);
    bind_csv_of<CustomerSeries>(m);
    for_each_table(*std::make_unique<Network>(),
                   [&](const auto &table) { bind_csv_of<std::decay_t<decltype(table)>>(m); });
    bind_csv_of<Issues>(m);
    bind_csv_of<Repairs>(m);
    bind_csv_of<Provenances>(m);
    bind_csv_of<LayersRead>(m);
    bind_csv_of<StationSteps>(m);
    bind_csv_of<OutageCustomers>(m);
    bind_csv_of<ClosureSteps>(m);
    bind_csv_of<IncidentTimeline>(m);
    bind_csv_of<IncidentCustomers>(m);
    bind_csv_of<IncidentRestoration>(m);
}

} // namespace gastwin::python
