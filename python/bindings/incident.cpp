// SPDX-License-Identifier: Apache-2.0
#include "scenarios/incident.hpp"
#include "models/check.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/rows.hpp"
#include "scenarios/criticality.hpp"
#include "scenarios/station_failures.hpp"

namespace gastwin::python {
namespace {

/// One incident as Python names it.
struct Named {
    std::optional<std::string> pipe;
    std::optional<std::pair<double, double>> at;
    double position = missing_real;
    std::string kind;
    double hole_m = missing_real;
    std::vector<std::string> inoperable;
    double midnight_s = 0.0;
};

Incident incident_of(const Network &network, const Named &named) {
    Incident incident;
    if (named.at) incident.at = break_at(network, {named.at->first, named.at->second});
    else incident.at = {rows_of(network.pipe, {named.pipe.value_or("")}, "unknown_pipe").front(), named.position};
    incident.kind = parse<IncidentKind>(named.kind, "usage", "kind");
    incident.hole_m = named.hole_m;
    incident.inoperable = rows_of(network.valve, named.inoperable, "unknown_valve");
    incident.midnight_s = named.midnight_s;
    return incident;
}

std::shared_ptr<IncidentOutcome>
run_incident(const std::shared_ptr<Network> &network, const Demand &customer_demand, const Named &named,
             const std::string &friction, const std::string &scheme_text, const std::string &scheme_file, int samples,
             std::uint64_t seed, const std::optional<std::shared_ptr<State>> &state, const py::object &progress) {
    const std::vector<double> demand = values_of(customer_demand);
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    require_sound(*network);
    if (state) require_state_of(*network, **state);
    IncidentOptions options{.samples = samples, .seed = seed};
    if (!scheme_text.empty()) options.scheme = read_incident_scheme(scheme_text, scheme_file);
    options.solve.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    return std::make_shared<IncidentOutcome>(simulate_incident(*network, demand, incident_of(*network, named), options,
                                                               state ? state->get() : nullptr, tell));
}

View<ValveCriticalityResults> run_valve_criticality(const std::shared_ptr<Network> &network,
                                                    const py::object &progress) {
    const Progress tell = listener(progress);
    std::shared_ptr<ValveCriticalityResults> results;
    {
        const py::gil_scoped_release unlocked;
        require_sound(*network);
        report(tell, "criticality", 0.0);
        results = std::make_shared<ValveCriticalityResults>(valve_criticality(*network, find_segments(*network)));
        report(tell, "criticality", 1.0);
    }
    return view_of(results, *results);
}

View<StationFailureResults> run_station_failures(const std::shared_ptr<Network> &network, const Demand &high,
                                                 const Demand &low, const std::string &friction,
                                                 double required_gauge_pressure_pa, const py::object &progress) {
    const std::vector<double> most = values_of(high), least = values_of(low);
    StationFailureOptions options{.required_gauge_pressure_pa = required_gauge_pressure_pa,
                                  .progress = listener(progress)};
    options.solve.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    std::shared_ptr<StationFailureResults> results;
    {
        const py::gil_scoped_release unlocked;
        results = std::make_shared<StationFailureResults>(station_failures(*network, most, least, options));
    }
    return view_of(results, *results);
}

py::dict as_dict(const Quantiles &q) {
    return py::dict(py::arg("p10") = q.p10, py::arg("p50") = q.p50, py::arg("p90") = q.p90);
}

py::dict as_dict(const Footprint &f) {
    py::dict d;
    d["flow_kg_s"] = f.flow_kg_s;
    d["flame_length_m"] = f.flame_length_m;
    d["lethal_m"] = f.lethal_m;
    d["burns_m"] = f.burns_m;
    d["no_harm_m"] = f.no_harm_m;
    d["jet_flammable_m"] = f.jet_flammable_m;
    d["plume_flammable_m"] = f.plume_flammable_m;
    d["plume_extrapolated"] = f.plume_extrapolated;
    d["impact_radius_m"] = f.impact_radius_m;
    d["reach_m"] = f.reach_m;
    d["buildings"] = f.buildings;
    d["households"] = f.households;
    d["special_customers"] = f.special_customers;
    d["people"] = f.people;
    return d;
}

} // namespace

void bind_incident(py::module_ &m) {
    bind_table<IncidentTimeline>(m, "incident_table");
    bind_table<ValveCriticalityResults>(m, "result_valve_criticality_table");
    bind_table<StationFailureResults>(m, "result_station_failure_table");
    m.def("valve_criticality", &run_valve_criticality, py::arg("network"), py::arg("progress"));
    m.def("station_failures", &run_station_failures, py::arg("network"), py::arg("high"), py::arg("low"),
          py::arg("friction"), py::arg("required_gauge_pressure_pa"), py::arg("progress"));
    py::class_<Named>(m, "NamedIncident")
        .def(py::init([](std::optional<std::string> pipe, std::optional<std::pair<double, double>> at,
                         std::optional<double> position, std::string kind, std::optional<double> hole_m,
                         std::vector<std::string> inoperable, double midnight_s) {
                 return Named{std::move(pipe),
                              at,
                              position.value_or(missing_real),
                              std::move(kind),
                              hole_m.value_or(missing_real),
                              std::move(inoperable),
                              midnight_s};
             }),
             py::arg("pipe"), py::arg("at"), py::arg("position"), py::arg("kind"), py::arg("hole_m"),
             py::arg("inoperable"), py::arg("midnight_s"));

    using O = IncidentOutcome;
    using Shared = std::shared_ptr<O>;
    py::class_<O, Shared>(m, "Incident")
        .def_property_readonly("status", [](const O &o) { return std::string(code_of(o.status)); })
        .def_property_readonly("plan", [](const Shared &o) { return std::shared_ptr<ClosurePlan>(o, &o->plan); })
        .def_property_readonly("timeline", [](const Shared &o) { return view_of(o, o->timeline); })
        .def_property_readonly("footprint", [](const O &o) { return as_dict(o.footprint); })
        .def_property_readonly("released", [](const O &o) { return as_dict(o.released); })
        .def_property_readonly("isolated", [](const O &o) { return as_dict(o.isolated); })
        .def_property_readonly("restored", [](const O &o) { return as_dict(o.restored); })
        .def_property_readonly("customer_hour", [](const O &o) { return as_dict(o.customer_hour); })
        .def_readonly("explanation", &O::explanation)
        .def_readonly("hole_m", &O::hole_m)
        .def_readonly("gauge_pressure_before_pa", &O::gauge_pressure_before_pa)
        .def_readonly("peak_release_kg_s", &O::peak_release_kg_s)
        .def_readonly("released_kg", &O::released_kg)
        .def_readonly("unmet_kg", &O::unmet_kg)
        .def_readonly("closure", &O::closure)
        .def_readonly("isolated_s", &O::isolated_s)
        .def_readonly("duration_s", &O::duration_s)
        .def_readonly("gas_back_s", &O::gas_back_s)
        .def_readonly("restored_50_s", &O::restored_50_s)
        .def_readonly("restored_90_s", &O::restored_90_s)
        .def_readonly("restored_s", &O::restored_s)
        .def_readonly("customers_out", &O::customers_out)
        .def_readonly("households_out", &O::households_out)
        .def_readonly("self_closing_valves_tripped", &O::self_closing_valves_tripped)
        .def_readonly("visits", &O::visits)
        .def_readonly("customer_hours", &O::customer_hours)
        .def_readonly("grade", &O::grade);
    m.def("incident", &run_incident, py::arg("network"), py::arg("demand"), py::arg("incident"), py::arg("friction"),
          py::arg("scheme_text"), py::arg("scheme_file"), py::arg("samples"), py::arg("seed"), py::arg("state"),
          py::arg("progress"));
    m.def("default_incident_scheme", [] { return std::string(default_incident_scheme_text()); });
    m.def("incident_kinds", [] {
        std::vector<std::pair<std::string, std::string>> kinds;
        for (const Name &n : Names<IncidentKind>::names) kinds.emplace_back(n.code, n.en);
        return kinds;
    });
}

} // namespace gastwin::python
