// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/module.hpp"
#include "scenarios/indoor_risk.hpp"

namespace gastwin::python {
namespace {

template <class T> using Column = py::array_t<T, py::array::c_style | py::array::forcecast>;
template <class T> std::span<const T> values(const Column<T> &column) {
    return {column.data(), static_cast<std::size_t>(column.size())};
}

} // namespace

void bind_indoor(py::module_ &m) {
    bind_table<HouseholdRisks>(m, "result_household_risk_table");
    m.def(
        "assess_households",
        [](const std::shared_ptr<Network> &network, const std::vector<std::string> &ids,
           const Column<std::int32_t> &households, const Column<std::int32_t> &hose_type,
           const Column<std::uint8_t> &hose_past_life, const Column<std::uint8_t> &self_closing_valve,
           const Column<std::uint8_t> &alarm, const Column<std::uint8_t> &shut_off, const Column<double> &pipe_age_a,
           const std::vector<std::string> &hose_types, const std::string &scheme_text, const std::string &scheme_file) {
            const IndoorScheme scheme =
                scheme_text.empty() ? default_indoor_scheme() : read_indoor_scheme(scheme_text, scheme_file);
            const IndoorHouseholds known{values(households),         values(hose_type), values(hose_past_life),
                                         values(self_closing_valve), values(alarm),     values(shut_off),
                                         values(pipe_age_a),         hose_types};
            const py::gil_scoped_release unlocked;
            const auto risks = std::make_shared<HouseholdRisks>(assess_households(ids, known, network->gas, scheme));
            return view_of(risks, *risks);
        },
        py::arg("network"), py::arg("ids"), py::arg("households"), py::arg("hose_type"), py::arg("hose_past_life"),
        py::arg("self_closing_valve"), py::arg("alarm"), py::arg("shut_off"), py::arg("pipe_age_a"),
        py::arg("hose_types"), py::arg("scheme_text"), py::arg("scheme_file"));
    m.def("default_indoor_scheme_text", [] { return std::string(default_indoor_scheme_text()); });
}

} // namespace gastwin::python
