// SPDX-License-Identifier: Apache-2.0
#include "models/check.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/rows.hpp"
#include "scenarios/criticality.hpp"
#include "scenarios/isolation.hpp"
#include "scenarios/plan.hpp"
#include "scenarios/risk.hpp"
#include "scenarios/squeeze.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin::python {
namespace {

using SharedNetwork = std::shared_ptr<Network>;

std::shared_ptr<ClosurePlan> plan_closure(const SharedNetwork &network, const std::vector<std::string> &pipes,
                                          std::optional<std::pair<double, double>> at,
                                          const std::vector<std::string> &inoperable, const std::string &aim,
                                          bool squeeze, const std::optional<std::shared_ptr<State>> &state,
                                          const py::object &progress) {
    const Progress tell = listener(progress);
    const py::gil_scoped_release unlocked;
    report(tell, "closure plan", 0.0);
    require_sound(*network);
    if (state) require_state_of(*network, **state);
    ShutoffOptions options{.inoperable = rows_of(network->valve, inoperable, "unknown_valve"),
                           .aim = parse<ClosureAim>(aim, "usage", "aim"),
                           .state = state ? state->get() : nullptr};
    std::vector<Break> breaks;
    for (const PipeIdx pipe : rows_of(network->pipe, pipes, "unknown_pipe")) breaks.push_back({pipe});
    if (at) breaks.push_back(break_at(*network, {at->first, at->second}));
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

void bind_isolation(py::module_ &m) {
    bind_table<ClosureSteps>(m, "closure_plan_table");
    bind_table<StationSteps>(m, "closure_plan_station_table");
    bind_table<OutageCustomers>(m, "closure_plan_customer_table");
    bind_table<CriticalityResults>(m, "result_criticality_table");
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
          py::arg("aim"), py::arg("squeeze"), py::arg("state"), py::arg("progress"));
    m.def(
        "criticality",
        [](const SharedNetwork &network, const py::object &progress) {
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
        },
        py::arg("network"), py::arg("progress"));
}

/// An assessment and the dates it did not believe.
struct RiskRun {
    RiskResults assets;
    Issues issue;
};

void bind_risk(py::module_ &m) {
    bind_table<RiskResults>(m, "result_risk_table");
    using Shared = std::shared_ptr<RiskRun>;
    py::class_<RiskRun, Shared>(m, "Risk")
        .def_property_readonly("assets", [](const Shared &r) { return view_of(r, r->assets); })
        .def_property_readonly("issue", [](const Shared &r) { return view_of(r, r->issue); });
    m.def(
        "assess_risk",
        [](const Twin &twin, const std::string &scheme_text, const std::string &scheme_file,
           const View<CriticalityResults> *critical, std::optional<int> year, int this_year, int samples,
           std::uint64_t seed, const py::object &progress) {
            const Progress tell = listener(progress);
            const RiskScheme scheme = scheme_text.empty() ? default_scheme() : read_scheme(scheme_text, scheme_file);
            std::vector<double> customers_out;
            if (critical != nullptr)
                customers_out.assign(critical->table->households_out.begin(), critical->table->households_out.end());
            if (samples < 0) throw Error("value_out_of_range", {.column = "samples", .value = std::to_string(samples)});
            const RiskOptions options{
                .year = year.value_or(0), .this_year = this_year, .samples = samples, .seed = seed};
            const py::gil_scoped_release unlocked;
            const RiskInputs inputs{.customers_out = customers_out, .provenance = &twin.provenance};
            auto run = std::make_shared<RiskRun>();
            run->assets = assess_risk(twin.network, scheme, inputs, options, tell);
            run->issue = future_years(twin.network, newest_year(options));
            return run;
        },
        py::arg("twin"), py::arg("scheme_text"), py::arg("scheme_file"), py::arg("criticality"), py::arg("year"),
        py::arg("this_year"), py::arg("samples"), py::arg("seed"), py::arg("progress"));
    m.def("default_scheme_text", [] { return std::string(default_scheme_text()); });
}

void bind_plan(py::module_ &m) {
    bind_table<PlanProjects>(m, "plan_table");
    bind_table<PlanPipes>(m, "plan_pipe_table");
    bind_table<PlanRisers>(m, "plan_riser_table");
    using Shared = std::shared_ptr<Plan>;
    py::class_<Plan, Shared>(m, "Plan")
        .def_property_readonly("projects", [](const Shared &p) { return view_of(p, p->project); })
        .def_property_readonly("pipes", [](const Shared &p) { return view_of(p, p->pipe); })
        .def_property_readonly("risers", [](const Shared &p) { return view_of(p, p->riser); })
        .def_readonly("bound", &Plan::bound)
        .def_readonly("value", &Plan::value)
        .def_readonly("gap", &Plan::gap)
        .def_readonly("cost_cny", &Plan::cost_cny)
        .def_readonly("must_shortfall_cny", &Plan::must_shortfall_cny)
        .def_readonly("marginal_value", &Plan::lambda)
        .def_readonly("spent_cny", &Plan::spent_cny)
        .def_readonly("budget_cny", &Plan::budget_cny);
    m.def(
        "plan_retrofit",
        [](const SharedNetwork &network, const RiskRun &risk, double budget_cny_per_year, int years,
           const std::vector<std::string> &must, const std::vector<std::string> &never, std::optional<int> first_year,
           const std::string &scheme_text, const std::string &scheme_file, const py::object &progress) {
            const Progress tell = listener(progress);
            PlanOptions options;
            options.budget_cny_per_year = budget_cny_per_year;
            options.years = years;
            options.must = must;
            options.never = never;
            options.first_year = first_year.value_or(0);
            if (!scheme_text.empty()) options.failure = read_scheme(scheme_text, scheme_file).failure;
            const py::gil_scoped_release unlocked;
            require_sound(*network);
            return std::make_shared<Plan>(plan_retrofit(*network, risk.assets, options, tell));
        },
        py::arg("network"), py::arg("risk"), py::arg("budget_cny_per_year"), py::arg("years"), py::arg("must"),
        py::arg("never"), py::arg("first_year"), py::arg("scheme_text"), py::arg("scheme_file"), py::arg("progress"));
}

void bind_city(py::module_ &m) {
    m.def(
        "synthetic_city",
        [](std::int32_t households, std::uint64_t seed, bool household_rows, const py::object &progress) {
            const Progress tell = listener(progress);
            const py::gil_scoped_release unlocked;
            CityOptions options;
            options.households = households;
            options.seed = seed;
            options.household_rows = household_rows;
            return std::make_shared<Network>(synthetic_city(options, tell));
        },
        py::arg("households"), py::arg("seed"), py::arg("household_rows"), py::arg("progress"));
}

} // namespace

void bind_scenarios(py::module_ &m) {
    bind_isolation(m);
    bind_risk(m);
    bind_plan(m);
    bind_city(m);
}

} // namespace gastwin::python
