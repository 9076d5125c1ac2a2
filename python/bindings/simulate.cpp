// SPDX-License-Identifier: Apache-2.0
#include "engine/quasi_steady.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"

namespace gastwin::python {
namespace {

/// Options by name; the one list of them on this side of the boundary.
template <class F> void for_each_option(TransientOptions &o, F &&f) {
    f("from_s", o.from_s);
    f("to_s", o.to_s);
    f("output_step_s", o.output_step_s);
    f("adaptive", o.adaptive);
    f("max_step_s", o.max_step_s);
    f("min_step_s", o.min_step_s);
    f("tolerance", o.tolerance);
    f("longest_cell_m", o.longest_cell_m);
    f("inertia", o.inertia);
    f("cut_off_gauge_pressure_pa", o.cut_off_gauge_pressure_pa);
    f("cut_off_band_pa", o.cut_off_band_pa);
    f("required_gauge_pressure_pa", o.required_gauge_pressure_pa);
    f("max_iterations", o.max_iterations);
    f("protection", o.protection);
    f("local_loss_share", o.local_loss_share);
    f("start_pressure_pa", o.start_pressure_pa);
}

void set_factors(HourlyFactors &factors, const py::dict &rows) {
    for (const auto &[key, value] : rows) {
        const auto kind = parse<CustomerKind>(key.cast<std::string>(), "usage", "factors");
        const auto hours = value.cast<std::vector<double>>();
        if (hours.size() != 24)
            throw Error("value_out_of_range", {.column = "factors", .value = key.cast<std::string>()}, {},
                        "24 factors are needed, one for each full hour");
        std::copy(hours.begin(), hours.end(), factors.factor[static_cast<std::size_t>(kind)].begin());
    }
}

std::vector<Profile> profiles(const py::dict &rows) {
    std::vector<Profile> list;
    for (const auto &[id, points] : rows) {
        auto [time_s, value] = points.cast<std::pair<std::vector<double>, std::vector<double>>>();
        list.push_back({id.cast<std::string>(), std::move(time_s), std::move(value)});
    }
    return list;
}

void set_recorded(Recorded &recorded, const py::dict &rows) {
    for (const auto &[name, member] :
         {std::pair{"node", &recorded.node}, std::pair{"pipe", &recorded.pipe},
          std::pair{"regulator", &recorded.regulator}, std::pair{"customer", &recorded.customer}})
        if (rows.contains(name)) *member = rows[name].cast<std::optional<std::vector<std::int32_t>>>();
}

std::shared_ptr<TimeSeries>
run_simulation(const std::shared_ptr<Network> &network, const Demand &customer_demand, const std::string &friction,
               const py::dict &values, const std::vector<std::tuple<double, std::string, std::string, double>> &rows,
               const py::dict &factors, const py::dict &source_profiles, const py::dict &demand_profiles,
               const py::dict &record, bool quasi_steady, const py::object &progress) {
    TransientOptions options;
    options.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    std::size_t used = 0;
    for_each_option(options, [&](const char *name, auto &value) {
        if (!values.contains(name)) return;
        try {
            value = values[name].cast<std::decay_t<decltype(value)>>();
        } catch (const py::cast_error &) {
            throw Error("usage", {.column = name, .value = py::str(values[name])}, {},
                        "a value of another type is needed");
        }
        ++used;
    });
    if (used != py::len(values)) throw Error("usage", {.column = "options"}, {}, "unknown option");
    set_factors(options.factors, factors);
    options.source_profile = profiles(source_profiles);
    options.demand_profile = profiles(demand_profiles);
    set_recorded(options.record, record);
    std::vector<Event> events;
    for (const auto &[time_s, kind, element, value] : rows)
        events.push_back({time_s, parse<EventKind>(kind, "usage", "kind"), element, value});
    const std::vector<double> demand = values_of(customer_demand);
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    return std::make_shared<TimeSeries>(quasi_steady ? simulate_quasi_steady(*network, demand, options, events, tell)
                                                     : simulate(*network, demand, options, events, tell));
}

} // namespace

void bind_simulate(py::module_ &m) {
    bind_table<SystemSeries>(m, "series_system_table");
    bind_table<NodeSeries>(m, "series_node_table");
    bind_table<PipeSeries>(m, "series_pipe_table");
    bind_table<RegulatorSeries>(m, "series_regulator_table");
    bind_table<CustomerSeries>(m, "series_customer_table");
    bind_table<TripSeries>(m, "series_trip_table");

    using Shared = std::shared_ptr<TimeSeries>;
    py::class_<TimeSeries, Shared>(m, "TimeSeries")
        .def_property_readonly("status", [](const TimeSeries &s) { return std::string(code_of(s.status)); })
        .def_readonly("explanation", &TimeSeries::explanation)
        .def_readonly("steps", &TimeSeries::steps)
        .def_readonly("rejected", &TimeSeries::rejected)
        .def_readonly("iterations", &TimeSeries::iterations)
        .def_readonly("closure", &TimeSeries::closure)
        .def_property_readonly("system", [](const Shared &s) { return view_of(s, s->system); })
        .def_property_readonly("node", [](const Shared &s) { return view_of(s, s->node); })
        .def_property_readonly("pipe", [](const Shared &s) { return view_of(s, s->pipe); })
        .def_property_readonly("regulator", [](const Shared &s) { return view_of(s, s->regulator); })
        .def_property_readonly("customer", [](const Shared &s) { return view_of(s, s->customer); })
        .def_property_readonly("trip", [](const Shared &s) { return view_of(s, s->trip); });

    m.def("simulate", &run_simulation, py::arg("network"), py::arg("demand"), py::arg("friction"), py::arg("options"),
          py::arg("events"), py::arg("factors"), py::arg("source_profiles"), py::arg("demand_profiles"),
          py::arg("record"), py::arg("quasi_steady"), py::arg("progress"));
    m.def("event_kinds", [] {
        std::vector<std::pair<std::string, std::string>> kinds;
        for (const Name &n : Names<EventKind>::names) kinds.emplace_back(n.code, n.en);
        return kinds;
    });
}

} // namespace gastwin::python
