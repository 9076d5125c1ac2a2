// SPDX-License-Identifier: Apache-2.0
// The compiled half of the Python package: one translation unit per C++ folder, bound in dependency order.
#include "python/bindings/module.hpp"

PYBIND11_MODULE(_core, m) {
    m.doc() = "Compiled core of gastwin; use the package `gastwin`, which wraps it.";
    m.attr("version") = GASTWIN_VERSION;
    gastwin::python::bind_models(m);
    gastwin::python::bind_engine(m);
    gastwin::python::bind_loads(m);
    gastwin::python::bind_simulate(m);
    gastwin::python::bind_scenarios(m);
    gastwin::python::bind_incident(m);
    gastwin::python::bind_gis(m);
}
