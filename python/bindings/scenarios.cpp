// SPDX-License-Identifier: Apache-2.0
#include <mutex>

#include "models/check.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/counterfactual.hpp"
#include "scenarios/criticality.hpp"
#include "scenarios/kept_answers.hpp"
#include "scenarios/plan.hpp"
#include "scenarios/policy.hpp"
#include "scenarios/risk.hpp"
#include "scenarios/risk_comparison.hpp"
#include "scenarios/risk_pieces.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin::python {
namespace {

using SharedNetwork = std::shared_ptr<Network>;

/// An assessment with what it read, which its explanations read again; what the rules say of it, and what it did not
/// believe.
struct RiskRun {
    std::shared_ptr<Twin> twin;
    RiskScheme scheme;
    RiskOptions options;
    std::vector<double> customers_out;
    AssetFacts facts;
    RiskResults assets;
    PolicyResults policy;
    PieceRisks pieces;
    Issues issue;

    [[nodiscard]] RiskInputs inputs() const {
        return {.customers_out = customers_out,
                .provenance = &twin->provenance,
                .candidates = &twin->candidate,
                .facts = &facts};
    }
};
using SharedRisk = std::shared_ptr<RiskRun>;
using RowNumbers = std::vector<std::int32_t>;

SharedRisk run_risk(const std::shared_ptr<Twin> &twin, const std::string &scheme_text, const std::string &scheme_file,
                    const std::string &rules_text, const std::string &rules_file,
                    const View<CriticalityResults> *critical, std::optional<int> year, int this_year, int samples,
                    std::uint64_t seed, const py::object &progress) {
    const Progress tell = listener(progress);
    auto run = std::make_shared<RiskRun>();
    run->twin = twin;
    const Policy policy = rules_text.empty() ? default_policy() : read_policy(rules_text, rules_file);
    run->scheme = scheme_text.empty() ? default_scheme() : read_scheme(scheme_text, scheme_file);
    if (critical != nullptr)
        run->customers_out.assign(critical->table->households_out.begin(), critical->table->households_out.end());
    if (samples < 0) throw Error("value_out_of_range", {.column = "samples", .value = std::to_string(samples)});
    run->options = {.year = year.value_or(0), .this_year = this_year, .samples = samples, .seed = seed};
    const FactOptions asked{.year = run->options.year, .this_year = this_year};
    const py::gil_scoped_release unlocked;
    require_sound(twin->network);
    run->facts = gather_assets(*twin, asked).facts;
    run->assets = assess_risk(twin->network, run->scheme, run->inputs(), run->options, tell);
    run->policy = conclude(run->assets, *twin, policy, asked);
    run->pieces = assess_pieces(twin->network, run->assets, run->scheme, run->options);
    run->issue = future_years(twin->network, newest_year(run->options));
    report_unfitted(run->assets, run->issue);
    return run;
}

void bind_risk(py::module_ &m) {
    bind_table<RiskResults>(m, "result_risk_table");
    bind_table<PieceRisks>(m, "result_piece_risk_table");
    bind_table<Counterfactuals>(m, "result_counterfactual_table");
    bind_table<RiskComparisons>(m, "result_comparison_table");
    py::class_<RiskRun, SharedRisk>(m, "Risk")
        .def_property_readonly("assets", [](const SharedRisk &r) { return view_of(r, r->assets); })
        .def_property_readonly("pieces", [](const SharedRisk &r) { return view_of(r, r->pieces); })
        .def_property_readonly("findings", [](const SharedRisk &r) { return view_of(r, r->policy.finding); })
        .def_property_readonly("rules", [](const SharedRisk &r) { return view_of(r, r->policy.rule); })
        .def_property_readonly("issue", [](const SharedRisk &r) { return view_of(r, r->issue); })
        .def(
            "counterfactuals",
            [](const SharedRisk &r, const RowNumbers &rows) {
                const py::gil_scoped_release unlocked;
                auto table = std::make_shared<Counterfactuals>(
                    counterfactuals(r->twin->network, r->assets, r->scheme, r->inputs(), r->options, rows));
                return view_of(table, *table);
            },
            py::arg("rows"))
        .def(
            "comparisons",
            [](const SharedRisk &r, const RowNumbers &rows) {
                const py::gil_scoped_release unlocked;
                auto table =
                    std::make_shared<RiskComparisons>(compare_risk(r->twin->network, r->assets, r->scheme, rows));
                return view_of(table, *table);
            },
            py::arg("rows"));
    m.def("assess_risk", &run_risk, py::arg("twin"), py::arg("scheme_text"), py::arg("scheme_file"),
          py::arg("rules_text"), py::arg("rules_file"), py::arg("criticality"), py::arg("year"), py::arg("this_year"),
          py::arg("samples"), py::arg("seed"), py::arg("progress"));
    m.def("default_scheme_text", [] { return std::string(default_scheme_text()); });
}

/// The selection alone, from numbers: how it is compared with general solvers.
void bind_works(py::module_ &m) {
    m.def(
        "solve_works",
        [](const py::dict &d, int threads) {
            RetrofitProblem p;
            const auto reals = [&](const char *key) {
                return d.contains(key) ? d[key].cast<std::vector<double>>() : std::vector<double>{};
            };
            const auto starts = [&](const char *key) {
                return d.contains(key) ? d[key].cast<std::vector<std::int64_t>>() : std::vector<std::int64_t>{};
            };
            p.project_start = starts("project_start");
            p.offer_start = starts("offer_start");
            p.setup_cny = reals("setup_cny"), p.cost_cny = reals("cost_cny"), p.benefit = reals("benefit");
            p.budget_cny = reals("budget_cny"), p.crew_days = reals("crew_days");
            p.setup_days = reals("setup_days"), p.crew_limit_days = reals("crew_limit_days");
            p.opened_m = reals("opened_m"), p.opening_limit_m = reals("opening_limit_m");
            p.least_money_share = reals("least_money_share"), p.least_benefit_share = reals("least_benefit_share");
            p.carry_over = d.contains("carry_over") && d["carry_over"].cast<bool>();
            for (const double v : reals("must")) p.must.push_back(v != 0.0 ? 1 : 0);
            for (const std::int64_t v : starts("district")) p.district.push_back(static_cast<std::int32_t>(v));
            for (const std::int64_t v : starts("years_allowed"))
                p.years_allowed.push_back(static_cast<std::uint32_t>(v));
            const std::vector<std::int64_t> pairs = starts("precedence");
            for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
                p.precedence.push_back({static_cast<std::int32_t>(pairs[i]), static_cast<std::int32_t>(pairs[i + 1])});
            RetrofitSolution s;
            {
                const py::gil_scoped_release unlocked;
                s = solve_retrofit(p, {.threads = threads});
            }
            py::dict out;
            out["status"] = std::string(code_of(s.status));
            out["value"] = s.value, out["bound"] = s.bound, out["gap"] = s.gap();
            out["project_year"] = s.project_year, out["offer"] = s.offer;
            return out;
        },
        py::arg("problem"), py::arg("threads"));
}

/// The pressure limits of a plan's rules, asked of pipes laid anew.
void bind_pressure_check(py::module_ &m) {
    struct Held { // the check refers to both
        SharedNetwork network;
        std::vector<double> demand_kg_s;
        PressureCheck check;
        IdMap pipes;
        std::mutex busy;
        Held(SharedNetwork n, std::vector<double> demand, const PressureRules &rules)
            : network{std::move(n)},
              demand_kg_s{std::move(demand)}, check{*network, demand_kg_s, {}, rules}, pipes{id_map(network->pipe)} {}
        std::vector<PipeTrial::Change> changes(const std::vector<std::string> &ids, const std::vector<double> &bores_m,
                                               const std::vector<double> &roughness_m) const {
            std::vector<PipeTrial::Change> list;
            for (std::size_t i = 0; i < ids.size(); ++i)
                list.push_back({pipe(ids[i]), bores_m.at(i), roughness_m.at(i)});
            return list;
        }
        PipeIdx pipe(const std::string &id) const {
            const auto row = pipes.find(id);
            if (row == pipes.end()) throw Error("unknown_pipe", {}, {id});
            return PipeIdx{static_cast<std::size_t>(row->second)};
        }
    };
    py::class_<Held>(m, "PressureCheck")
        .def(py::init([](const SharedNetwork &network, const std::vector<double> &demand_kg_s,
                         const std::string &rules_text, const std::string &rules_file) {
                 const PlanRules rules =
                     rules_text.empty() ? default_plan_rules() : read_plan_rules(rules_text, rules_file);
                 const py::gil_scoped_release unlocked;
                 require_sound(*network);
                 return std::make_unique<Held>(network, demand_kg_s, rules.pressure);
             }),
             py::arg("network"), py::arg("demand_kg_s"), py::arg("rules_text"), py::arg("rules_file"))
        .def(
            "short_of_gas",
            [](Held &h, const std::vector<std::string> &ids, const std::vector<double> &bores_m,
               const std::vector<double> &roughness_m) {
                const py::gil_scoped_release unlocked;
                const std::lock_guard alone(h.busy);
                const Shortfall found = h.check.today(h.changes(ids, bores_m, roughness_m));
                return std::tuple(found.customers, found.households, found.regulators, found.worst_pa);
            },
            py::arg("ids"), py::arg("bores_m"), py::arg("roughness_m"))
        .def(
            "lowest_pa",
            [](Held &h, const std::vector<std::string> &ids, const std::vector<double> &bores_m,
               const std::vector<double> &roughness_m, const std::vector<std::vector<std::string>> &groups) {
                const py::gil_scoped_release unlocked;
                const std::lock_guard alone(h.busy);
                std::vector<std::vector<PipeIdx>> pipes(groups.size());
                for (std::size_t g = 0; g < groups.size(); ++g)
                    for (const std::string &id : groups[g]) pipes[g].push_back(h.pipe(id));
                return h.check.lowest_pa(h.changes(ids, bores_m, roughness_m), pipes);
            },
            py::arg("ids"), py::arg("bores_m"), py::arg("roughness_m"), py::arg("groups"));
}

void bind_plan(py::module_ &m) {
    bind_table<PlanProjects>(m, "plan_table");
    bind_table<PlanPipes>(m, "plan_pipe_table");
    bind_table<PlanRisers>(m, "plan_riser_table");
    bind_table<PlanPractices>(m, "plan_practice_table");
    bind_table<PlanClashes>(m, "plan_clash_table");
    bind_table<PlanYears>(m, "plan_year_table");
    bind_table<PlanCurvePoints>(m, "plan_curve_table");
    bind_table<KeptScenarios>(m, "result_scenario_table");
    bind_table<ScenarioAnswers>(m, "result_scenario_answer_table");
    using Shared = std::shared_ptr<Plan>;
    py::class_<Plan, Shared>(m, "Plan")
        .def_property_readonly("projects", [](const Shared &p) { return view_of(p, p->project); })
        .def_property_readonly("pipes", [](const Shared &p) { return view_of(p, p->pipe); })
        .def_property_readonly("risers", [](const Shared &p) { return view_of(p, p->riser); })
        .def_property_readonly("practices", [](const Shared &p) { return view_of(p, p->practice); })
        .def_property_readonly("clashes", [](const Shared &p) { return view_of(p, p->clash); })
        .def_property_readonly("years", [](const Shared &p) { return view_of(p, p->year); })
        .def_property_readonly("status", [](const Plan &p) { return std::string(code_of(p.status)); })
        .def_readonly("bound", &Plan::bound)
        .def_readonly("value", &Plan::value)
        .def_readonly("gap", &Plan::gap)
        .def_readonly("cost_cny", &Plan::cost_cny)
        .def_readonly("must_shortfall_cny", &Plan::must_shortfall_cny)
        .def_readonly("marginal_value", &Plan::lambda)
        .def_readonly("multipliers", &Plan::multipliers)
        .def_readonly("first_year", &Plan::first_year)
        .def_readonly("spent_cny", &Plan::spent_cny)
        .def_readonly("budget_cny", &Plan::budget_cny);
    m.def(
        "plan_retrofit",
        [](const SharedNetwork &network, const RiskRun &risk, double budget_cny_per_year, int years,
           const std::vector<double> &budget_by_year_cny, const std::vector<std::string> &must,
           const std::vector<std::string> &never, const std::vector<std::string> &done, std::optional<int> first_year,
           const std::string &scheme_text, const std::string &scheme_file, const std::string &rules_text,
           const std::string &rules_file, const std::vector<double> &multipliers,
           const std::vector<double> &benefit_factor, const std::vector<double> &demand_kg_s,
           const std::vector<double> &demand_later_kg_s, const py::object &progress) {
            const Progress tell = listener(progress);
            PlanOptions options;
            options.demand_kg_s = demand_kg_s, options.demand_later_kg_s = demand_later_kg_s;
            options.budget_by_year_cny = budget_by_year_cny;
            options.multipliers = multipliers;
            options.benefit_factor = benefit_factor;
            if (!rules_text.empty()) options.rules = read_plan_rules(rules_text, rules_file);
            options.budget_cny_per_year = budget_cny_per_year;
            options.years = years;
            options.must = must;
            options.never = never;
            options.done = done;
            options.first_year = first_year.value_or(0);
            if (!scheme_text.empty()) options.failure = read_scheme(scheme_text, scheme_file).failure;
            const py::gil_scoped_release unlocked;
            require_sound(*network);
            return std::make_shared<Plan>(plan_retrofit(*network, risk.assets, options, tell));
        },
        py::arg("network"), py::arg("risk"), py::arg("budget_cny_per_year"), py::arg("years"),
        py::arg("budget_by_year_cny"), py::arg("must"), py::arg("never"), py::arg("done"), py::arg("first_year"),
        py::arg("scheme_text"), py::arg("scheme_file"), py::arg("rules_text"), py::arg("rules_file"),
        py::arg("multipliers"), py::arg("benefit_factor"), py::arg("demand_kg_s"), py::arg("demand_later_kg_s"),
        py::arg("progress"));
    bind_pressure_check(m);
    m.def("default_plan_rules_text", [] { return std::string(default_plan_rules_text()); });
    bind_works(m);
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
    bind_risk(m);
    bind_plan(m);
    bind_city(m);
}

} // namespace gastwin::python
