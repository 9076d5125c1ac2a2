// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "engine/loads.hpp"
#include "engine/protection.hpp"
#include "models/check.hpp"
#include "models/number_text.hpp"
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

/// A parameter that may be neither negative nor endless, of whatever type a user wrote it.
double positive_number(const py::handle &given, std::string_view name) {
    const py::object number = py::reinterpret_steal<py::object>(PyNumber_Float(given.ptr()));
    PyErr_Clear();
    const double value = number ? number.cast<double>() : missing_real;
    if (value >= 0.0 && std::isfinite(value)) return value;
    throw Error("usage", {.column = std::string(name), .value = py::str(given)}, {}, "a number from 0 on is needed");
}

/// The state, and what tripped on the way to it: empty without protection.
py::tuple solve(const std::shared_ptr<Network> &network, const std::string &load, const std::string &friction,
                std::optional<double> required_gauge_pressure_pa, const py::dict &load_overrides,
                double local_loss_share, bool protection, std::optional<double> tolerance,
                std::optional<int> max_iterations, const py::object &progress) {
    SolveOptions options;
    options.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    const auto accept = [](auto &option, const auto &given, bool legal, const char *name) {
        if (!given) return;
        if (!legal) throw Error("usage", {.column = name, .value = number_text(static_cast<double>(*given))});
        option = *given;
    };
    accept(options.required_gauge_pressure_pa, required_gauge_pressure_pa,
           std::isfinite(required_gauge_pressure_pa.value_or(0.0)), "required_gauge_pressure_pa");
    accept(options.tolerance, tolerance, tolerance > 0.0 && tolerance < 1.0, "tolerance");
    accept(options.max_iterations, max_iterations, max_iterations >= 1, "max_iterations");
    accept(options.local_loss_share, std::optional(local_loss_share),
           local_loss_share >= 0.0 && std::isfinite(local_loss_share), "local_loss_share");
    const Load kind = parse<Load>(load, "usage", "load");
    const LoadModel model = load_model(load_overrides);
    const Progress tell = listener(progress);
    const auto result = std::make_shared<ProtectedState>();
    {
        const py::gil_scoped_release unlocked;
        require_sound(*network); // the loads read the tables before the solver checks them
        const std::vector<double> demand = customer_demand_kg_s(*network, kind, model);
        if (protection) *result = solve_protected(*network, demand, options, {}, tell);
        else result->state = solve_steady(*network, demand, options, tell);
    }
    return py::make_tuple(std::shared_ptr<State>(result, &result->state), view_of(result, result->trip));
}

} // namespace

LoadModel load_model(const py::dict &overrides) {
    LoadModel model;
    std::size_t used = 0;
    for_each_parameter(model, [&](const char *name, double &value) {
        if (!overrides.contains(name)) return;
        value = positive_number(overrides[name], name);
        ++used;
    });
    if (overrides.contains("coincidence")) {
        model.coincidence.clear();
        for (const py::handle pair : overrides["coincidence"]) {
            if (!py::isinstance<py::sequence>(pair) || py::len(pair) != 2)
                throw Error("usage", {.column = "coincidence", .value = py::str(pair)}, {},
                            "pairs (households, factor)");
            const auto entry = pair.cast<py::sequence>();
            model.coincidence.push_back(
                {positive_number(entry[0], "coincidence"), positive_number(entry[1], "coincidence")});
        }
        if (model.coincidence.empty())
            throw Error("usage", {.column = "coincidence"}, {}, "pairs (households, factor)");
        ++used;
    }
    if (used != py::len(overrides))
        throw Error("usage", {.column = "load_model"}, {}, "unknown parameter; see gastwin.load_model()");
    return model;
}

void bind_engine(py::module_ &m) {
    bind_table<NodeResults>(m, "result_node_table");
    bind_table<Trips>(m, "result_trip_table");
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
          py::arg("protection"), py::arg("tolerance"), py::arg("max_iterations"), py::arg("progress"));
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
