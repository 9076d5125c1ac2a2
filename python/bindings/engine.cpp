// SPDX-License-Identifier: Apache-2.0
#include "engine/steady.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"

namespace gastwin::python {
namespace {

/// Parameters of the load model by name; the one list of them on this side of the boundary.
template <class F> void for_each_parameter(LoadModel &model, F &&f) {
    f("household_connected_m3_h", model.household_connected_m3_h);
    f("smallest_coincidence", model.smallest_coincidence);
    f("largest_coincidence", model.largest_coincidence);
    f("unit_peak_factor", model.unit_peak_factor);
    f("household_m3_per_day", model.household_m3_per_day);
    f("unit_average_factor", model.unit_average_factor);
}

std::shared_ptr<State> solve(const std::shared_ptr<Network> &network, const std::string &load,
                             const std::string &friction, std::optional<double> required_gauge_pressure_pa,
                             const py::dict &load_overrides, double local_loss_share, std::optional<double> tolerance,
                             std::optional<int> max_iterations, const py::object &progress) {
    SolveOptions options;
    options.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    if (required_gauge_pressure_pa) options.required_gauge_pressure_pa = *required_gauge_pressure_pa;
    options.local_loss_share = local_loss_share;
    if (tolerance) options.tolerance = *tolerance;
    if (max_iterations) options.max_iterations = *max_iterations;
    const Load kind = parse<Load>(load, "usage", "load");
    const LoadModel model = load_model(load_overrides);
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    const std::vector<double> demand = customer_demand_kg_s(*network, kind, model);
    return std::make_shared<State>(solve_steady(*network, demand, options, tell));
}

} // namespace

LoadModel load_model(const py::dict &overrides) {
    LoadModel model;
    std::size_t used = 0;
    for_each_parameter(model, [&](const char *name, double &value) {
        if (!overrides.contains(name)) return;
        value = overrides[name].cast<double>();
        ++used;
    });
    if (overrides.contains("coincidence")) {
        model.coincidence.clear();
        for (const auto &[households, factor] : overrides["coincidence"].cast<std::vector<std::pair<double, double>>>())
            model.coincidence.push_back({households, factor});
        ++used;
    }
    if (used != py::len(overrides))
        throw Error("usage", {.column = "load_model"}, {}, "unknown parameter; see gastwin.load_model()");
    return model;
}

void bind_engine(py::module_ &m) {
    bind_table<NodeResults>(m, "result_node_table");
    bind_table<PipeResults>(m, "result_pipe_table");
    bind_table<RegulatorResults>(m, "result_regulator_table");
    bind_table<CustomerResults>(m, "result_customer_table");
    bind_table<ZoneResults>(m, "result_zone_table");

    using Shared = std::shared_ptr<State>;
    py::class_<State, Shared>(m, "State")
        .def_property_readonly("status", [](const State &s) { return std::string(code_of(s.status)); })
        .def_readonly("iterations", &State::iterations)
        .def_readonly("residual", &State::residual)
        .def_readonly("worst_node", &State::worst_node)
        .def_readonly("worst_edge", &State::worst_edge)
        .def_readonly("demand_kg_s", &State::demand_kg_s)
        .def_readonly("unmet_kg_s", &State::unmet_kg_s)
        .def_property_readonly("node", [](const Shared &s) { return view_of(s, s->node); })
        .def_property_readonly("pipe", [](const Shared &s) { return view_of(s, s->pipe); })
        .def_property_readonly("regulator", [](const Shared &s) { return view_of(s, s->regulator); })
        .def_property_readonly("customer", [](const Shared &s) { return view_of(s, s->customer); })
        .def_property_readonly("zone", [](const Shared &s) { return view_of(s, s->zone); });

    m.def("solve", &solve, py::arg("network"), py::arg("load"), py::arg("friction"),
          py::arg("required_gauge_pressure_pa"), py::arg("load_model"), py::arg("local_loss_share"),
          py::arg("tolerance"), py::arg("max_iterations"), py::arg("progress"));
    m.def("friction_laws", [] {
        std::vector<std::pair<std::string, std::string>> laws;
        for (const Name &n : Names<FrictionLaw>::names) laws.emplace_back(n.code, n.en);
        return laws;
    });
    m.def("load_model_defaults", [] {
        LoadModel model;
        py::dict values;
        for_each_parameter(model, [&](const char *name, double &value) { values[name] = value; });
        std::vector<std::pair<double, double>> coincidence;
        for (const Coincidence &c : model.coincidence) coincidence.emplace_back(c.households, c.factor);
        values["coincidence"] = coincidence;
        return values;
    });
}

} // namespace gastwin::python
