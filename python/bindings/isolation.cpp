// SPDX-License-Identifier: Apache-2.0
#include "scenarios/isolation.hpp"

#include <mutex>

#include "models/check.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/rows.hpp"
#include "scenarios/outage_model.hpp"
#include "scenarios/squeeze.hpp"

namespace gastwin::python {
namespace {

using SharedNetwork = std::shared_ptr<Network>;

std::vector<Break> breaks_at(const Network &network, const std::vector<PipeIdx> &pipes,
                             const std::optional<std::pair<double, double>> &at) {
    std::vector<Break> breaks;
    for (const PipeIdx pipe : pipes) breaks.push_back({pipe});
    if (at) breaks.push_back(break_at(network, {at->first, at->second}));
    return breaks;
}

std::shared_ptr<ClosurePlan> plan_closure(const SharedNetwork &network, const std::vector<std::string> &pipes,
                                          std::optional<std::pair<double, double>> at,
                                          const std::vector<std::string> &inoperable, const std::string &aim,
                                          bool squeeze, const std::optional<std::shared_ptr<State>> &state,
                                          const std::string &friction, const py::object &progress) {
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    report(tell, "closure plan", 0.0);
    require_sound(*network);
    if (state) require_state_of(*network, **state);
    ShutoffOptions options{.inoperable = rows_of(network->valve, inoperable, "unknown_valve"),
                           .aim = parse<ClosureAim>(aim, "usage", "aim"),
                           .state = state ? state->get() : nullptr};
    options.solve.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    const std::vector<Break> breaks = breaks_at(*network, rows_of(network->pipe, pipes, "unknown_pipe"), at);
    ClosurePlan plan;
    if (squeeze) {
        options.first_squeeze = static_cast<std::int32_t>(row_count(network->valve));
        const Network squeezed = with_squeeze_points(*network, find_segments(*network, {options.inoperable}), breaks);
        plan = shutoff(squeezed, breaks, options);
    } else {
        plan = shutoff(*network, breaks, options);
    }
    report(tell, "closure plan", 1.0);
    return std::make_shared<ClosurePlan>(std::move(plan));
}

/// A network made ready for one plan after the other, which Python's threads may share: they plan one after the other.
struct ShutoffModel {
    SharedNetwork network;
    std::shared_ptr<State> state; ///< null: connectivity only
    ShutoffOptions options;
    Segments segments;
    std::optional<OutageModel> outages;
    IdMap pipe_row, valve_row;
    std::mutex in_use;
};

std::shared_ptr<ShutoffModel> prepare_shutoff(const SharedNetwork &network, const std::vector<std::string> &inoperable,
                                              const std::optional<std::shared_ptr<State>> &state,
                                              const std::string &friction, const py::object &progress) {
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    report(tell, "closure plan", 0.0);
    require_sound(*network);
    if (state) require_state_of(*network, **state);
    auto model = std::make_shared<ShutoffModel>();
    model->network = network;
    model->pipe_row = id_map(network->pipe);
    model->valve_row = id_map(network->valve);
    model->options.inoperable = rows_of(network->valve, model->valve_row, inoperable, "unknown_valve");
    model->options.solve.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    model->segments = find_segments(*network, {model->options.inoperable});
    if (state) {
        model->state = *state;
        model->options.state = model->state.get();
        model->outages.emplace(*network, model->segments, model->state->customer.demand_kg_s, model->options.solve);
        model->options.outages = &*model->outages;
    }
    report(tell, "closure plan", 1.0);
    return model;
}

std::shared_ptr<ClosurePlan> plan_prepared(ShutoffModel &model, const std::vector<std::string> &pipes,
                                           std::optional<std::pair<double, double>> at,
                                           const std::vector<std::string> &inoperable, const std::string &aim,
                                           const py::object &progress) {
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    const std::lock_guard alone(model.in_use);
    report(tell, "closure plan", 0.0);
    const Network &network = *model.network;
    ShutoffOptions options = model.options;
    options.aim = parse<ClosureAim>(aim, "usage", "aim");
    const std::vector<Break> breaks =
        breaks_at(network, rows_of(network.pipe, model.pipe_row, pipes, "unknown_pipe"), at);
    ClosurePlan plan;
    if (inoperable.empty()) {
        plan = shutoff(network, model.segments, breaks, options);
    } else { // other segments, of which nothing is known yet
        const auto stuck = rows_of(network.valve, model.valve_row, inoperable, "unknown_valve");
        options.inoperable.insert(options.inoperable.end(), stuck.begin(), stuck.end());
        options.outages = nullptr;
        plan = shutoff(network, breaks, options);
    }
    report(tell, "closure plan", 1.0);
    return std::make_shared<ClosurePlan>(std::move(plan));
}

} // namespace

void bind_isolation(py::module_ &m) {
    bind_table<ClosureSteps>(m, "closure_plan_table");
    bind_table<StationSteps>(m, "closure_plan_station_table");
    bind_table<OutageCustomers>(m, "closure_plan_customer_table");
    using Shared = std::shared_ptr<ClosurePlan>;
    py::class_<ClosurePlan, Shared>(m, "ClosurePlan")
        .def_property_readonly("status", [](const ClosurePlan &p) { return std::string(code_of(p.status)); })
        .def_property_readonly("steps", [](const Shared &p) { return view_of(p, p->steps); })
        .def_property_readonly("stations", [](const Shared &p) { return view_of(p, p->stations); })
        .def_property_readonly("customers", [](const Shared &p) { return view_of(p, p->customers); })
        .def_property_readonly("issue", [](const Shared &p) { return view_of(p, p->issue); })
        .def_readonly("pipes", &ClosurePlan::pipes)
        .def_readonly("pipes_cut_off", &ClosurePlan::pipes_cut_off)
        .def_readonly("valves", &ClosurePlan::valves)
        .def_readonly("squeezes", &ClosurePlan::squeezes)
        .def_readonly("backfeed_valves", &ClosurePlan::backfeed_valves)
        .def_readonly("closed_valves", &ClosurePlan::closed_valves)
        .def_readonly("redundant_valves", &ClosurePlan::redundant_valves)
        .def_readonly("inoperable_valves", &ClosurePlan::inoperable_valves)
        .def_readonly("resupply_valves", &ClosurePlan::resupply_valves)
        .def_readonly("sources_inside", &ClosurePlan::sources_inside)
        .def_readonly("special", &ClosurePlan::special)
        .def_readonly("customers_inside", &ClosurePlan::customers_inside)
        .def_readonly("customers_cut_off", &ClosurePlan::customers_cut_off)
        .def_readonly("households_inside", &ClosurePlan::households_inside)
        .def_readonly("households_cut_off", &ClosurePlan::households_cut_off)
        .def_readonly("customers_low_pressure", &ClosurePlan::customers_low_pressure)
        .def_readonly("linepack_s", &ClosurePlan::linepack_s);
    m.def("shutoff", &plan_closure, py::arg("network"), py::arg("pipes"), py::arg("at"), py::arg("inoperable"),
          py::arg("aim"), py::arg("squeeze"), py::arg("state"), py::arg("friction"), py::arg("progress"));
    py::class_<ShutoffModel, std::shared_ptr<ShutoffModel>>(m, "ShutoffModel")
        .def(py::init(&prepare_shutoff), py::arg("network"), py::arg("inoperable"), py::arg("state"),
             py::arg("friction"), py::arg("progress"))
        .def("shutoff", &plan_prepared, py::arg("pipes"), py::arg("at"), py::arg("inoperable"), py::arg("aim"),
             py::arg("progress"));
}

} // namespace gastwin::python
