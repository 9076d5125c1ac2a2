// SPDX-License-Identifier: Apache-2.0
#include "scenarios/incident.hpp"
#include "models/check.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/rows.hpp"
#include "scenarios/criticality.hpp"
#include "scenarios/disruption.hpp"
#include "scenarios/earthquake.hpp"
#include "scenarios/enclosed_space.hpp"
#include "scenarios/segment_outages.hpp"
#include "scenarios/station_failures.hpp"

namespace gastwin::python {
namespace {

/// One damage, and one incident, as Python names them.
struct NamedDamage {
    std::optional<std::string> pipe;
    std::optional<std::pair<double, double>> at;
    double position = missing_real;
    std::string kind;
    double hole_m = missing_real;
    std::string machine;
};

struct NamedIncident {
    std::vector<NamedDamage> damage;
    std::optional<double> peak_ground_velocity_m_s; ///< given: an earthquake instead of these damages
    std::uint64_t draw = 1;
    std::vector<std::string> inoperable;
    double midnight_s = 0.0;
    std::string aim;
};

/// What came of it, and of what.
struct IncidentRun {
    IncidentOutcome outcome;
    std::vector<Damage> damage;
    std::shared_ptr<Network> network;
};

Damage damage_of(const Network &network, const NamedDamage &named) {
    Damage damage;
    if (named.at) damage.at = break_at(network, {named.at->first, named.at->second});
    else damage.at = {rows_of(network.pipe, {named.pipe.value_or("")}, "unknown_pipe").front(), named.position};
    damage.kind = parse<IncidentKind>(named.kind, "usage", "kind");
    damage.hole_m = named.hole_m;
    damage.machine = parse<Machine>(named.machine, "usage", "machine");
    return damage;
}

Incident incident_of(const Network &network, const NamedIncident &named, const IncidentScheme &scheme) {
    Incident incident;
    if (named.peak_ground_velocity_m_s)
        incident.damage = earthquake_damage(network, *named.peak_ground_velocity_m_s, scheme.earthquake, named.draw);
    for (const NamedDamage &damage : named.damage) incident.damage.push_back(damage_of(network, damage));
    incident.inoperable = rows_of(network.valve, named.inoperable, "unknown_valve");
    incident.midnight_s = named.midnight_s;
    incident.aim = parse<ClosureAim>(named.aim, "usage", "aim");
    return incident;
}

std::shared_ptr<IncidentRun> run_incident(const std::shared_ptr<Network> &network, const Demand &customer_demand,
                                          const NamedIncident &named, const std::string &friction,
                                          const std::string &scheme_text, const std::string &scheme_file, int samples,
                                          std::uint64_t seed, const std::optional<std::shared_ptr<State>> &state,
                                          const py::object &progress) {
    const std::vector<double> demand = values_of(customer_demand);
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    require_sound(*network);
    if (state) require_state_of(*network, **state);
    IncidentOptions options{.samples = samples, .seed = seed};
    if (!scheme_text.empty()) options.scheme = read_incident_scheme(scheme_text, scheme_file);
    options.solve.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    Incident incident = incident_of(*network, named, options.scheme);
    IncidentOutcome outcome;
    if (incident.damage.empty() && named.peak_ground_velocity_m_s) outcome.explanation = "no pipe is damaged";
    else outcome = simulate_incident(*network, demand, incident, options, state ? state->get() : nullptr, tell);
    return std::make_shared<IncidentRun>(IncidentRun{std::move(outcome), std::move(incident.damage), network});
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
    d["unknown_household_places"] = f.unknown_household_places;
    d["unknown_people_places"] = f.unknown_people_places;
    return d;
}

/// A disruption as Python names it.
struct NamedDisruption {
    std::string kind;
    std::vector<std::string> ids; ///< of what fails
    double demand_factor = 1.0;
    std::optional<std::string> of_kind;
    double hours = 0.0;
};

Disruption disruption_of(const Network &network, const NamedDisruption &named) {
    Disruption disruption{.demand_factor = named.demand_factor, .hours = named.hours};
    if (named.of_kind) disruption.of_kind = parse<CustomerKind>(*named.of_kind, "usage", "customer_kind");
    if (named.kind == "valve_closed") disruption.close = rows_of(network.valve, named.ids, "unknown_valve");
    if (named.kind == "regulator_closed") disruption.shut = rows_of(network.regulator, named.ids, "dangling_reference");
    if (named.kind == "regulator_open")
        disruption.wide_open = rows_of(network.regulator, named.ids, "dangling_reference");
    if (named.kind == "supply_loss") disruption.lost = rows_of(network.source, named.ids, "dangling_reference");
    return disruption;
}

py::dict as_dict(const DisruptionOutcome &o) {
    py::dict d;
    d["status"] = std::string(code_of(o.status));
    d["explanation"] = o.explanation;
    d["customers_out"] = o.loss.customers_out;
    d["households_out"] = o.loss.households_out;
    d["special_out"] = o.loss.special_out;
    d["customers_low_pressure"] = o.loss.customers_low_pressure;
    d["customers_over_pressure"] = o.loss.customers_over_pressure;
    d["unmet_kg_s"] = o.loss.unmet_kg_s;
    d["max_gauge_pressure_pa"] = o.loss.max_gauge_pressure_pa;
    d["length_over_pressure_m"] = o.loss.length_over_pressure_m;
    d["worst_node"] = o.loss.worst_node;
    if (!o.simulation_status) return d;
    d["simulation_status"] = std::string(code_of(*o.simulation_status));
    d["first_out_s"] = o.first_out_s;
    d["customers_out_then"] = o.customers_out_then;
    d["households_out_then"] = o.households_out_then;
    d["unmet_kg"] = o.unmet_kg;
    return d;
}

py::dict run_disruption(const std::shared_ptr<Network> &network, const Demand &customer_demand,
                        const NamedDisruption &named, const std::string &friction, const std::string &scheme_text,
                        const std::string &scheme_file, const std::shared_ptr<State> &state,
                        const py::object &progress) {
    const std::vector<double> demand = values_of(customer_demand);
    const Progress tell = listener(progress);
    DisruptionOutcome outcome;
    {
        const py::gil_scoped_release unlocked;
        require_sound(*network);
        require_state_of(*network, *state);
        const IncidentScheme scheme =
            scheme_text.empty() ? default_incident_scheme() : read_incident_scheme(scheme_text, scheme_file);
        DisruptionOptions options{.trip_gauge_pressure_pa = scheme.relight.trip_gauge_pressure_pa};
        options.solve.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
        outcome = disrupt(*network, demand, disruption_of(*network, named), *state, options, tell);
    }
    return as_dict(outcome);
}

using NamedRange = std::pair<double, double>;

py::dict run_enclosed_space(const Gas &gas, NamedRange hole_m, NamedRange gauge_pressure_pa, NamedRange volume_m3,
                            NamedRange air_changes_per_h, NamedRange entering_share, double after_s, int samples,
                            std::uint64_t seed) {
    const auto unknown = [](NamedRange range) { return UnknownValue{range.first, range.second}; };
    EnclosedSpaceOutcome o;
    {
        const py::gil_scoped_release unlocked;
        o = gas_in_enclosed_space({.hole_m = unknown(hole_m),
                                   .gauge_pressure_pa = unknown(gauge_pressure_pa),
                                   .volume_m3 = unknown(volume_m3),
                                   .air_changes_per_h = unknown(air_changes_per_h),
                                   .entering_share = unknown(entering_share),
                                   .after_s = after_s},
                                  {.gas = gas, .samples = samples, .seed = seed});
    }
    py::dict d;
    d["release_kg_s"] = as_dict(o.release_kg_s);
    d["escaped_kg"] = as_dict(o.escaped_kg);
    d["fraction"] = as_dict(o.fraction);
    d["flammable_s"] = as_dict(o.flammable_s);
    d["fuel_kg"] = as_dict(o.fuel_kg);
    d["flammable_share"] = o.flammable_share;
    d["reached_share"] = o.reached_share;
    d["too_rich_share"] = o.too_rich_share;
    return d;
}

/// Code, English and Chinese.
template <gastwin::Named E> std::vector<std::tuple<std::string, std::string, std::string>> listed_names() {
    std::vector<std::tuple<std::string, std::string, std::string>> names;
    for (const Name &n : Names<E>::names) names.emplace_back(n.code, n.en, n.zh);
    return names;
}

/// Each damage with its place.
std::vector<py::dict> damages_of(const IncidentRun &run) {
    std::vector<py::dict> listed;
    for (const Damage &damage : run.damage) {
        const Point place = place_of(*run.network, damage.at);
        py::dict d;
        d["pipe"] = run.network->pipe.id[damage.at.pipe.row()];
        d["position"] = damage.at.position;
        d["kind"] = std::string(code_of(damage.kind));
        d["machine"] = std::string(code_of(damage.machine));
        d["x_m"] = place.x;
        d["y_m"] = place.y;
        listed.push_back(std::move(d));
    }
    return listed;
}

View<CriticalityResults> run_criticality(const std::shared_ptr<Network> &network, const py::object &progress) {
    const Progress tell = listener(progress);
    std::shared_ptr<CriticalityResults> results;
    {
        const py::gil_scoped_release unlocked;
        report(tell, "criticality", 0.0);
        require_sound(*network);
        results = std::make_shared<CriticalityResults>(criticality(*network));
        report(tell, "criticality", 1.0);
    }
    return view_of(results, *results);
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

/// A row as Python keeps it: segment, how it was solved, customers below the required pressure, lowest pressure, where.
using KeptRow = std::tuple<std::int32_t, std::string, std::int32_t, double, std::string>;

void continue_with(OutageOptions &options, const std::vector<KeptRow> &known, const py::object &keep) {
    for (const auto &[segment, solve, low, lowest_pa, worst] : known)
        options.known.push_back({segment, parse<OutageSolve>(solve, "unknown_code", "solve"), low, lowest_pa, worst});
    if (keep.is_none()) return;
    options.keep = [&keep](const KnownOutage &row) {
        const py::gil_scoped_acquire lock;
        keep(KeptRow{row.segment, code_of(row.solve), row.customers_low_pressure, row.min_gauge_pressure_pa,
                     row.worst_node});
    };
}

View<CriticalityResults> run_hydraulic_criticality(const std::shared_ptr<Network> &network, const Demand &demand,
                                                   const std::string &friction, double required_gauge_pressure_pa,
                                                   const std::vector<KeptRow> &known, const py::object &keep,
                                                   const py::object &progress) {
    const std::vector<double> demands = values_of(demand);
    OutageOptions options{.required_gauge_pressure_pa = required_gauge_pressure_pa, .progress = listener(progress)};
    options.solve.friction = parse<FrictionLaw>(friction, "unknown_friction_law", "friction");
    continue_with(options, known, keep);
    std::shared_ptr<CriticalityResults> results;
    {
        const py::gil_scoped_release unlocked;
        require_sound(*network);
        results = std::make_shared<CriticalityResults>(
            hydraulic_criticality(*network, find_segments(*network), demands, options));
    }
    return view_of(results, *results);
}

void bind_batches(py::module_ &m) {
    bind_table<IncidentTimeline>(m, "incident_table");
    bind_table<IncidentCustomers>(m, "incident_customer_table");
    bind_table<IncidentRestoration>(m, "incident_restoration_table");
    bind_table<CriticalityResults>(m, "result_criticality_table");
    m.def("criticality", &run_criticality, py::arg("network"), py::arg("progress"));
    bind_table<ValveCriticalityResults>(m, "result_valve_criticality_table");
    bind_table<StationFailureResults>(m, "result_station_failure_table");
    m.def("valve_criticality", &run_valve_criticality, py::arg("network"), py::arg("progress"));
    m.def("hydraulic_criticality", &run_hydraulic_criticality, py::arg("network"), py::arg("demand"),
          py::arg("friction"), py::arg("required_gauge_pressure_pa"), py::arg("known"), py::arg("keep"),
          py::arg("progress"));
    m.def("station_failures", &run_station_failures, py::arg("network"), py::arg("high"), py::arg("low"),
          py::arg("friction"), py::arg("required_gauge_pressure_pa"), py::arg("progress"));
}

void bind_named(py::module_ &m) {
    py::class_<NamedDamage>(m, "NamedDamage")
        .def(py::init([](std::optional<std::string> pipe, std::optional<std::pair<double, double>> at,
                         std::optional<double> position, std::string kind, std::optional<double> hole_m,
                         std::string machine) {
                 return NamedDamage{std::move(pipe),
                                    at,
                                    position.value_or(missing_real),
                                    std::move(kind),
                                    hole_m.value_or(missing_real),
                                    std::move(machine)};
             }),
             py::arg("pipe"), py::arg("at"), py::arg("position"), py::arg("kind"), py::arg("hole_m"),
             py::arg("machine"));
    py::class_<NamedIncident>(m, "NamedIncident")
        .def(py::init([](std::vector<NamedDamage> damage, std::optional<double> pgv_m_s, std::uint64_t draw,
                         std::vector<std::string> inoperable, double midnight_s, std::string aim) {
                 return NamedIncident{std::move(damage),     pgv_m_s,    draw,
                                      std::move(inoperable), midnight_s, std::move(aim)};
             }),
             py::arg("damage"), py::arg("pgv_m_s"), py::arg("draw"), py::arg("inoperable"), py::arg("midnight_s"),
             py::arg("aim"));
}

void bind_outcome(py::module_ &m) {
    using R = IncidentRun;
    using Shared = std::shared_ptr<R>;
    const auto figure = [](auto IncidentOutcome::*member) {
        return [member](const R &r) { return r.outcome.*member; };
    };
    const auto quantiles = [](Quantiles IncidentOutcome::*member) {
        return [member](const R &r) { return as_dict(r.outcome.*member); };
    };
    using O = IncidentOutcome;
    py::class_<R, Shared>(m, "Incident")
        .def_property_readonly("status", [](const R &r) { return std::string(code_of(r.outcome.status)); })
        .def_property_readonly("plan",
                               [](const Shared &r) { return std::shared_ptr<ClosurePlan>(r, &r->outcome.plan); })
        .def_property_readonly("restoration", [](const Shared &r) { return view_of(r, r->outcome.restoration); })
        .def_property_readonly("customers", [](const Shared &r) { return view_of(r, r->outcome.customers); })
        .def_property_readonly("timeline", [](const Shared &r) { return view_of(r, r->outcome.timeline); })
        .def_property_readonly("damages", &damages_of)
        .def_property_readonly("footprint", [](const R &r) { return as_dict(r.outcome.footprint); })
        .def_property_readonly("released", quantiles(&O::released))
        .def_property_readonly("isolated", quantiles(&O::isolated))
        .def_property_readonly("restored", quantiles(&O::restored))
        .def_property_readonly("customer_hour", quantiles(&O::customer_hour))
        .def_property_readonly("hole", quantiles(&O::hole))
        .def_property_readonly("explanation", figure(&O::explanation))
        .def_property_readonly("hole_m", figure(&O::hole_m))
        .def_property_readonly("buried", figure(&O::buried))
        .def_property_readonly("gauge_pressure_before_pa", figure(&O::gauge_pressure_before_pa))
        .def_property_readonly("open_air_release_kg_s", figure(&O::open_air_release_kg_s))
        .def_property_readonly("peak_release_kg_s", figure(&O::peak_release_kg_s))
        .def_property_readonly("released_kg", figure(&O::released_kg))
        .def_property_readonly("unmet_kg", figure(&O::unmet_kg))
        .def_property_readonly("closure", figure(&O::closure))
        .def_property_readonly("isolated_s", figure(&O::isolated_s))
        .def_property_readonly("duration_s", figure(&O::duration_s))
        .def_property_readonly("gas_back_s", figure(&O::gas_back_s))
        .def_property_readonly("restored_50_s", figure(&O::restored_50_s))
        .def_property_readonly("restored_90_s", figure(&O::restored_90_s))
        .def_property_readonly("restored_s", figure(&O::restored_s))
        .def_property_readonly("customers_out", figure(&O::customers_out))
        .def_property_readonly("households_out", figure(&O::households_out))
        .def_property_readonly("self_closing_valves_tripped", figure(&O::self_closing_valves_tripped))
        .def_property_readonly("visits", figure(&O::visits))
        .def_property_readonly("customer_hours", figure(&O::customer_hours))
        .def_property_readonly("grade", figure(&O::grade));
}

void bind_what_ifs(py::module_ &m) {
    py::class_<NamedDisruption>(m, "NamedDisruption")
        .def(py::init([](std::string kind, std::vector<std::string> ids, double demand_factor,
                         std::optional<std::string> of_kind, double hours) {
                 return NamedDisruption{std::move(kind), std::move(ids), demand_factor, std::move(of_kind), hours};
             }),
             py::arg("kind"), py::arg("ids"), py::arg("demand_factor"), py::arg("of_kind"), py::arg("hours"));
    m.def("disruption", &run_disruption, py::arg("network"), py::arg("demand"), py::arg("disruption"),
          py::arg("friction"), py::arg("scheme_text"), py::arg("scheme_file"), py::arg("state"), py::arg("progress"));
    m.def("enclosed_space", &run_enclosed_space, py::arg("gas"), py::arg("hole_m"), py::arg("gauge_pressure_pa"),
          py::arg("volume_m3"), py::arg("air_changes_per_h"), py::arg("entering_share"), py::arg("after_s"),
          py::arg("samples"), py::arg("seed"));
}

} // namespace

void bind_incident(py::module_ &m) {
    bind_batches(m);
    bind_named(m);
    bind_outcome(m);
    bind_what_ifs(m);
    m.def("incident", &run_incident, py::arg("network"), py::arg("demand"), py::arg("incident"), py::arg("friction"),
          py::arg("scheme_text"), py::arg("scheme_file"), py::arg("samples"), py::arg("seed"), py::arg("state"),
          py::arg("progress"));
    m.def("default_incident_scheme", [] { return std::string(default_incident_scheme_text()); });
    m.def("incident_kinds", [] { return listed_names<IncidentKind>(); });
    m.def("machines", [] { return listed_names<Machine>(); });
}

} // namespace gastwin::python
