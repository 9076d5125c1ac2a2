// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <mutex>

#include "engine/protection.hpp"
#include "models/check.hpp"
#include "models/number_text.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"

namespace gastwin::python {
namespace {

/// Customer kinds with their minimum and required gauge pressure.
using Service = std::vector<std::tuple<std::string, double, double>>;

void set_service(const Service &service, SolveOptions &options) {
    for (const auto &[kind, minimum_pa, required_pa] : service) {
        const auto k = static_cast<std::size_t>(parse<CustomerKind>(kind, "usage", "service_pressure"));
        options.service[k] = {minimum_pa, required_pa};
    }
    for (const ServicePressure &range : options.service)
        if (options.pressure_dependent && !is_sound(range))
            throw Error("usage", {.column = "service_pressure", .value = number_text(range.required_pa)}, {},
                        "0 <= minimum < required is needed");
}

using LoadTable = py::array_t<double, py::array::c_style | py::array::forcecast>;
using LoadTimeAndSeed = std::tuple<std::optional<int>, std::optional<int>, std::uint64_t>;

/// What all ways to solve are told, as it comes from Python.
struct Settings {
    std::string friction;
    std::optional<double> required_gauge_pressure_pa;
    bool pressure_dependent = false;
    Service service;
    double local_loss_share = 0.0;
    std::optional<double> tolerance;
    std::optional<int> max_iterations;
};

SolveOptions options_of(const Settings &settings) {
    SolveOptions options;
    options.friction = parse<FrictionLaw>(settings.friction, "unknown_friction_law", "friction");
    const auto accept = [](auto &option, const auto &given, bool legal, const char *name) {
        if (!given) return;
        if (!legal) throw Error("usage", {.column = name, .value = number_text(static_cast<double>(*given))});
        option = *given;
    };
    const auto &[friction, required_pa, pressure_dependent, service, local_loss_share, tolerance, max_iterations] =
        settings;
    accept(options.required_gauge_pressure_pa, required_pa, std::isfinite(required_pa.value_or(0.0)),
           "required_gauge_pressure_pa");
    options.pressure_dependent = pressure_dependent;
    if (required_pa)
        for (ServicePressure &range : options.service) range.required_pa = *required_pa;
    set_service(service, options);
    accept(options.tolerance, tolerance, tolerance > 0.0 && tolerance < 1.0, "tolerance");
    accept(options.max_iterations, max_iterations, max_iterations >= 1, "max_iterations");
    accept(options.local_loss_share, std::optional(local_loss_share),
           local_loss_share >= 0.0 && std::isfinite(local_loss_share), "local_loss_share");
    return options;
}

/// The state, and what tripped on the way to it: empty without protection.
py::tuple answer(const std::shared_ptr<ProtectedState> &result) {
    return py::make_tuple(std::shared_ptr<State>(result, &result->state), view_of(result, result->trip));
}

/// Precondition: the network is sound.
py::tuple solve(const std::shared_ptr<Network> &network, const Demand &customer_demand, const Settings &settings,
                bool protection, const py::object &progress) {
    const SolveOptions options = options_of(settings);
    const std::vector<double> demand = values_of(customer_demand);
    const Progress tell = listener(progress);
    const auto result = std::make_shared<ProtectedState>();
    {
        const py::gil_scoped_release unlocked;
        if (protection) *result = solve_protected(*network, demand, options, {}, tell);
        else result->state = solve_steady(*network, demand, options, tell, Soundness::known);
    }
    return answer(result);
}

/// A prepared network that Python's threads may share: they solve one after the other.
struct PreparedModel {
    std::shared_ptr<Network> network;
    SteadyModel model;
    std::mutex in_use;

    PreparedModel(std::shared_ptr<Network> prepared, const SolveOptions &options)
        : network{std::move(prepared)}, model{*network, options} {}
};

std::shared_ptr<PreparedModel> prepare(const std::shared_ptr<Network> &network, const Settings &settings) {
    const SolveOptions options = options_of(settings);
    const py::gil_scoped_release unlocked;
    return std::make_shared<PreparedModel>(network, options);
}

/// As solve(), with a copy of the answer: it stays when the model solves again.
py::tuple solve_prepared(PreparedModel &prepared, const Demand &customer_demand, const py::object &progress) {
    const std::vector<double> demand = values_of(customer_demand);
    const Progress tell = listener(progress);
    const auto result = std::make_shared<ProtectedState>();
    {
        const py::gil_scoped_release unlocked;
        const std::lock_guard alone(prepared.in_use);
        result->state = prepared.model.solve(demand, tell);
    }
    return answer(result);
}

/// Rows of a table of loads, one case each.
LoadOfCase rows_of(const LoadTable &loads) {
    return [data = loads.data(), columns = static_cast<std::size_t>(loads.shape(1))](std::size_t load_case) {
        const double *row = data + load_case * columns;
        return std::vector<double>(row, row + columns);
    };
}

/// As many draws as `draws` says, or else the rows of `loads`.
std::shared_ptr<LoadCases> solve_cases(const std::shared_ptr<Network> &network, const std::optional<LoadTable> &loads,
                                       std::size_t draws, const LoadTimeAndSeed &when, const py::dict &load_model,
                                       const Settings &settings, const py::object &progress) {
    if (loads && loads->ndim() != 2)
        throw Error("usage", {.column = "loads"}, {}, "a table is needed: one row per case, one column per customer");
    const SolveOptions options = options_of(settings);
    const auto &[hour, month, seed] = when;
    const LoadOfCase load_of_case = loads ? rows_of(*loads) : drawn_loads(network, hour, month, seed, load_model);
    const std::size_t count = loads ? static_cast<std::size_t>(loads->shape(0)) : draws;
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    require_sound(*network); // draws read the tables before a solver checks them
    return std::make_shared<LoadCases>(solve_load_cases(*network, count, load_of_case, options, tell));
}

} // namespace

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

    py::class_<Settings>(m, "SolveSettings")
        .def(py::init([](std::string friction, std::optional<double> required_gauge_pressure_pa,
                         bool pressure_dependent, Service service_pressure, double local_loss_share,
                         std::optional<double> tolerance, std::optional<int> max_iterations) {
                 return Settings{std::move(friction), required_gauge_pressure_pa,
                                 pressure_dependent,  std::move(service_pressure),
                                 local_loss_share,    tolerance,
                                 max_iterations};
             }),
             py::arg("friction"), py::arg("required_gauge_pressure_pa"), py::arg("pressure_dependent"),
             py::arg("service_pressure"), py::arg("local_loss_share"), py::arg("tolerance"), py::arg("max_iterations"));
    m.def("solve", &solve, py::arg("network"), py::arg("demand"), py::arg("settings"), py::arg("protection"),
          py::arg("progress"));
    bind_table<CaseResults>(m, "result_case_table");
    bind_table<NodeRanges>(m, "result_node_range_table");
    bind_table<PipeRanges>(m, "result_pipe_range_table");
    using SharedCases = std::shared_ptr<LoadCases>;
    py::class_<LoadCases, SharedCases>(m, "LoadCases")
        .def_property_readonly("status", [](const LoadCases &c) { return std::string(code_of(c.status)); })
        .def_property_readonly("load_case", [](const SharedCases &c) { return view_of(c, c->load_case); })
        .def_property_readonly("node", [](const SharedCases &c) { return view_of(c, c->node); })
        .def_property_readonly("pipe", [](const SharedCases &c) { return view_of(c, c->pipe); });
    m.def("solve_cases", &solve_cases, py::arg("network"), py::arg("loads"), py::arg("draws"), py::arg("when"),
          py::arg("load_model"), py::arg("settings"), py::arg("progress"));
    py::class_<PreparedModel, std::shared_ptr<PreparedModel>>(m, "PreparedModel")
        .def(py::init(&prepare), py::arg("network"), py::arg("settings"))
        .def("solve", &solve_prepared, py::arg("demand"), py::arg("progress"));
    m.def("friction_laws", [] {
        std::vector<std::pair<std::string, std::string>> laws;
        for (const Name &n : Names<FrictionLaw>::names) laws.emplace_back(n.code, n.en);
        return laws;
    });
}

} // namespace gastwin::python
