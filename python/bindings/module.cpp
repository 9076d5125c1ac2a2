// SPDX-License-Identifier: Apache-2.0
// The compiled half of the Python package that needs no GDAL: one translation unit per C++ folder, bound in dependency
// order.
#include "python/bindings/module.hpp"

#include <cstdlib>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "python/bindings/risk_maps.hpp"

namespace {

/// Every call makes tables and throws them away. glibc hands their memory back to the system at once and takes it anew
/// page by page, a fifth of the time of a solve; this lets it keep up to 256 MB. One's own settings stand.
void keep_freed_memory() {
#if defined(__GLIBC__)
    if (std::getenv("MALLOC_TRIM_THRESHOLD_") != nullptr || std::getenv("MALLOC_MMAP_THRESHOLD_") != nullptr) return;
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most it takes; larger tables come from the system each time
#endif
}

} // namespace

PYBIND11_MODULE(_core, m) {
    m.doc() = "Compiled core of gastwin; use the package `gastwin`, which wraps it.";
    m.attr("version") = GASTWIN_VERSION;
    keep_freed_memory();
    gastwin::python::bind_models(m);
    gastwin::python::bind_engine(m);
    gastwin::python::bind_loads(m);
    gastwin::python::bind_simulate(m);
    gastwin::python::bind_isolation(m);
    gastwin::python::bind_scenarios(m);
    gastwin::python::bind_risk_maps(m);
    gastwin::python::bind_failure(m);
    gastwin::python::bind_score(m);
    gastwin::python::bind_connection(m);
    gastwin::python::bind_incident(m);
    gastwin::python::bind_indoor(m);
    gastwin::python::bind_gis(m);
}
