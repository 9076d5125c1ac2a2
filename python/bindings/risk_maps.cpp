// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/risk_maps.hpp"

#include <pybind11/stl/filesystem.h>

#include "gis/csv_writer.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/hot_spots.hpp"
#include "scenarios/places.hpp"
#include "scenarios/societal_risk.hpp"

namespace gastwin::python {
namespace {

using SharedNetwork = std::shared_ptr<Network>;
using RiskView = View<RiskResults>;
using Hole = std::tuple<double, double, double>; ///< diameter_m, share, ignited

template <TableType Table> View<Table> owned(Table table) {
    auto shared = std::make_shared<Table>(std::move(table));
    return {shared, shared.get(), nullptr};
}

template <TableType Table> void bind_result(py::module_ &m, const char *class_name) {
    bind_table<Table>(m, class_name);
    m.def(
        "write_csv", [](const View<Table> &view, const std::filesystem::path &file) { write_csv(*view.table, file); },
        py::arg("table"), py::arg("path"));
}

void bind_tables(py::module_ &m) {
    bind_result<FnPoints>(m, "fn_curve_table");
    bind_result<RiskPlaces>(m, "risk_place_table");
    bind_result<HotSpots>(m, "risk_hot_spot_table");
    m.def("fn_variance_ratio", [] { return default_variance_ratio; });
    m.def(
        "fn_curve", [](const RiskView &risk, double ratio) { return owned(fn_curve(*risk.table, ratio)); },
        py::arg("risk"), py::arg("variance_ratio"));
    m.def(
        "risk_by_place",
        [](const SharedNetwork &network, const RiskView &risk) {
            const py::gil_scoped_release unlocked;
            return owned(risk_by_place(*network, *risk.table));
        },
        py::arg("network"), py::arg("risk"));
    m.def(
        "hot_spots",
        [](const SharedNetwork &network, const RiskView &risk, double top_share, double bridge_m) {
            const py::gil_scoped_release unlocked;
            return owned(hot_spots(*network, *risk.table, {.top_share = top_share, .bridge_m = bridge_m}));
        },
        py::arg("network"), py::arg("risk"), py::arg("top_share"), py::arg("bridge_m"));
}

IndividualRiskOptions options_from(double cell_m, double exposure_s, const std::string &law,
                                   const std::vector<Hole> &holes) {
    IndividualRiskOptions options;
    options.cell_m = cell_m;
    options.exposure_s = exposure_s;
    options.law = parse<ThermalLaw>(law, "usage", "thermal_law");
    if (holes.empty()) return options;
    if (holes.size() != options.hole.size())
        throw Error("value_out_of_range", {.column = "holes"}, {}, "three of diameter_m, share and ignited are needed");
    for (std::size_t i = 0; i < holes.size(); ++i) {
        const auto &[diameter_m, share, ignited] = holes[i];
        options.hole[i] = {diameter_m, share, ignited};
    }
    return options;
}

void bind_map(py::module_ &m) {
    using Shared = std::shared_ptr<RiskMap>;
    py::class_<RiskMap, Shared>(m, "RiskMap")
        .def_property_readonly("values",
                               [](const py::object &self) {
                                   const Raster &r = self.cast<const RiskMap &>().risk.raster;
                                   const py::array flat = shared_array(r.value, self);
                                   return flat.attr("reshape")(r.rows, r.columns);
                               })
        .def_property_readonly("left_m", [](const RiskMap &map) { return map.risk.raster.left_m; })
        .def_property_readonly("top_m", [](const RiskMap &map) { return map.risk.raster.top_m; })
        .def_property_readonly("cell_m", [](const RiskMap &map) { return map.risk.raster.cell_m; })
        .def_property_readonly("pipes_without_place", [](const RiskMap &map) { return map.risk.pipes_without_place; })
        .def_readonly("crs", &RiskMap::crs);
    m.def(
        "individual_risk",
        [](const SharedNetwork &network, const RiskView &risk, const std::string &scheme_text,
           const std::string &scheme_file, double cell_m, double exposure_s, const std::string &law,
           const std::vector<Hole> &holes, const py::object &progress) {
            const Progress tell = listener(progress);
            const RiskScheme scheme = scheme_text.empty() ? default_scheme() : read_scheme(scheme_text, scheme_file);
            const IndividualRiskOptions options = options_from(cell_m, exposure_s, law, holes);
            const py::gil_scoped_release unlocked;
            return std::make_shared<RiskMap>(
                RiskMap{individual_risk(*network, *risk.table, scheme, options, tell), network->crs});
        },
        py::arg("network"), py::arg("risk"), py::arg("scheme_text"), py::arg("scheme_file"), py::arg("cell_m"),
        py::arg("exposure_s"), py::arg("thermal_law"), py::arg("holes"), py::arg("progress"));
    m.def("thermal_laws", [] {
        std::vector<std::pair<std::string, std::string>> laws;
        for (const Name &law : Names<ThermalLaw>::names) laws.emplace_back(law.code, law.en);
        return laws;
    });
}

} // namespace

void bind_risk_maps(py::module_ &m) {
    bind_tables(m);
    bind_map(m);
}

} // namespace gastwin::python
