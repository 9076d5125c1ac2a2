// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pybind11/pybind11.h>

#include "engine/load_cases.hpp"
#include "models/inventory.hpp"
#include "models/progress.hpp"
#include "python/bindings/table.hpp"

namespace gastwin::python {

void bind_models(py::module_ &m);
void bind_engine(py::module_ &m);
void bind_loads(py::module_ &m);
void bind_simulate(py::module_ &m);
void bind_isolation(py::module_ &m);
void bind_scenarios(py::module_ &m);
void bind_failure(py::module_ &m);
void bind_connection(py::module_ &m);
void bind_score(py::module_ &m);
void bind_incident(py::module_ &m);
void bind_indoor(py::module_ &m);
void bind_gis(py::module_ &m);

/// A progress listener that calls `callback(stage, done)` unless it is None, and stops the work when a signal
/// (Ctrl-C) is pending. To be called with the interpreter lock released.
Progress listener(const py::object &callback);

/// One demand per customer row, from Python.
using Demand = py::array_t<double, py::array::c_style | py::array::forcecast>;
[[nodiscard]] inline std::vector<double> values_of(const Demand &demand) {
    return {demand.data(), demand.data() + demand.size()};
}

/// Draws of households' appliances by chance, the first with this seed, the next with the following ones. Legal hours
/// and months are up to Python; throws Error for an illegal load model.
[[nodiscard]] LoadOfCase drawn_loads(const std::shared_ptr<Network> &network, std::optional<int> hour,
                                     std::optional<int> month, std::uint64_t seed, const py::dict &load_model);

/// View of a table that lives inside `owner`.
template <TableType Table, class Owner>
View<Table> view_of(const std::shared_ptr<Owner> &owner, const Table &table, const Network *network = nullptr) {
    return {owner, &table, network};
}

} // namespace gastwin::python
