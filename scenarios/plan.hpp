// SPDX-License-Identifier: Apache-2.0
// A budgeted renewal programme over several years: which street or building in which year, what it costs, what it
// takes away, and how far from the best possible it can be at most.
//
// Benefit of renewing an asset in year t: Σ_{y=t}^{H−1} v^y (r_old(y) − r_new(y−t)), v = 1/(1+δ). The part of the risk
// that ages follows the scheme's age law; the new pipe ages from zero; third-party risk stays unless the material
// changes it. Risk in CNY a year (scenarios/risk.hpp), absolute: length carries both benefit and cost.
// An asset whose renewal brings nothing, or that is younger than youngest_a, is no candidate unless it must be done.
// Other designs than replacement, and rules: scenarios/plan_rules.hpp. A project keeps to the rules of all its assets.
// Selection: scenarios/retrofit.hpp. Rules that clash are rows of `clash`, and the plan is empty; only where nothing
// but money is short for must-do assets is there a plan that spends it none the less.
#pragma once
#include <string>
#include <vector>

#include "models/progress.hpp"
#include "scenarios/plan_rules.hpp"
#include "scenarios/retrofit.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

struct PlanProjects {
    static constexpr std::string_view name = "plan", about = "";
    std::vector<std::string> id;
    std::vector<std::int32_t> year;
    std::vector<std::string> kind, street, district;
    std::vector<std::int32_t> pipes, risers;
    std::vector<double> crew_days, opened_m;
    std::vector<double> length_m, cost_cny, benefit_cny, risk_removed_per_year, waiting_cny;
    std::vector<Flag> must;
    std::vector<GasWay> gas_way;
    std::vector<std::int32_t> households_out, customers_out, special_out, stops, households_out_by_valves;
    std::vector<double> closure_cny;
    std::vector<Flag> outside_heating_season, pressure_met;
    std::vector<std::int32_t> households_low, size_steps;
    std::vector<std::string> reason, reason_zh;

    static constexpr auto columns() {
        using P = PlanProjects;
        return std::make_tuple(
            required("id", "", "project, numbered by year and benefit per cost", &P::id),
            optional("year", "a", "calendar year of the works", &P::year, missing_int),
            optional("kind", "", "buried, above_ground or riser", &P::kind, ""),
            optional("street", "", "street or estate", &P::street, ""),
            optional("district", "", "district the rules put it in", &P::district, ""),
            optional("pipes", "", "pipes renewed", &P::pipes, std::int32_t{0}),
            optional("risers", "", "risers renewed", &P::risers, std::int32_t{0}),
            optional("length_m", "m", "length renewed", &P::length_m, 0.0),
            optional("cost_cny", "CNY", "cost with set-up", &P::cost_cny, 0.0),
            optional("benefit_cny", "CNY", "discounted risk removed until the horizon", &P::benefit_cny, 0.0),
            optional("risk_removed_per_year", "CNY/a", "risk at assessment less risk just after renewal",
                     &P::risk_removed_per_year, 0.0),
            optional("waiting_cny", "CNY", "benefit lost by doing it a year later", &P::waiting_cny, 0.0),
            optional("crew_days", "d", "days of one crew", &P::crew_days, 0.0),
            optional("opened_m", "m", "street opened", &P::opened_m, 0.0),
            optional("must", "", "1: holds a must-do asset", &P::must, Flag{0}),
            optional("gas_way", "", "what is shut while the works go on", &P::gas_way, GasWay::valves),
            optional("households_out", "", "households without gas at once", &P::households_out, std::int32_t{0}),
            optional("customers_out", "", "customer rows without gas at once", &P::customers_out, std::int32_t{0}),
            optional("special_out", "", "special places that need a temporary supply", &P::special_out,
                     std::int32_t{0}),
            optional("stops", "", "places to stop off", &P::stops, std::int32_t{0}),
            optional("households_out_by_valves", "",
                     "households without gas if nothing but valves were shut; missing: valves cannot shut it off",
                     &P::households_out_by_valves, missing_int),
            optional("closure_cny", "CNY", "part of the cost: stops, by-pass, temporary supply, relighting",
                     &P::closure_cny, 0.0),
            optional("outside_heating_season", "", "1: more households out than allowed in the heating season",
                     &P::outside_heating_season, Flag{0}),
            optional("households_low", "", "of the households out, those with too little pressure", &P::households_low,
                     std::int32_t{0}),
            optional("pressure_met", "",
                     "1: replacing all its pipes leaves nobody below the limits who is above them today; with growth, "
                     "its zone meets them",
                     &P::pressure_met, Flag{1}),
            optional("size_steps", "", "standard sizes that replaced pipes go up for the demand to come",
                     &P::size_steps, std::int32_t{0}),
            optional("reason", "", "why", &P::reason, ""),
            optional("reason_zh", "", "why, in Chinese", &P::reason_zh, ""));
    }
};

/// Assets in the plan; the same columns for pipes and risers.
struct PlanPipes {
    static constexpr std::string_view name = "plan_pipe", about = "pipe";
    std::vector<std::string> id, project;
    std::vector<std::int32_t> year;
    std::vector<Design> design;
    std::vector<double> cost_cny, benefit_cny, bore_m, roughness_m;

    static constexpr auto columns() {
        using P = PlanPipes;
        return std::make_tuple(
            required("id", "", "asset", &P::id), required("project", "", "project", &P::project),
            optional("year", "a", "calendar year of the works", &P::year, missing_int),
            optional("design", "", "how it is renewed", &P::design, Design::replace),
            optional("cost_cny", "CNY", "cost without set-up", &P::cost_cny, 0.0),
            optional("benefit_cny", "CNY", "discounted risk removed until the horizon", &P::benefit_cny, 0.0),
            optional("bore_m", "m", "clear bore after the works", &P::bore_m, missing_real),
            optional("roughness_m", "m", "roughness after the works", &P::roughness_m, missing_real));
    }
};

struct PlanRisers : PlanPipes {
    static constexpr std::string_view name = "plan_riser", about = "riser";
};

/// How works are chosen.
enum class Practice : std::uint8_t { plan, oldest_first, worst_score_first, best_ratio_first };

template <> struct Names<Practice> {
    static constexpr std::array<Name, 4> names{
        {{"plan", "this plan", "本方案"},
         {"oldest_first", "the oldest pipe first", "按管龄排序"},
         {"worst_score_first", "highest risk per km first", "按风险评分排序"},
         {"best_ratio_first", "segments by benefit per cost", "按管段效益费用比排序"}}};
};

/// What the same budgets buy when works are chosen otherwise: segment by segment from a list (scenarios/practice.hpp).
struct PlanPractices {
    static constexpr std::string_view name = "plan_practice", about = "";
    std::vector<std::string> id;
    std::vector<Practice> practice;
    std::vector<double> benefit_cny, share_of_bound, cost_cny;
    std::vector<std::int32_t> assets, mobilisations;

    static constexpr auto columns() {
        using P = PlanPractices;
        return std::make_tuple(
            required("id", "", "running number", &P::id),
            optional("practice", "", "how works are chosen", &P::practice, Practice::plan),
            optional("benefit_cny", "CNY", "discounted risk removed until the horizon", &P::benefit_cny, 0.0),
            optional("share_of_bound", "", "of what any plan can remove at most", &P::share_of_bound, 0.0),
            optional("cost_cny", "CNY", "cost with set-ups", &P::cost_cny, 0.0),
            optional("assets", "", "pipes and risers renewed", &P::assets, std::int32_t{0}),
            optional("mobilisations", "", "set-ups paid", &P::mobilisations, std::int32_t{0}));
    }
};

/// Rules that cannot all be kept; leaving out any of them would do.
struct PlanClashes {
    static constexpr std::string_view name = "plan_clash", about = "";
    std::vector<std::string> id;
    std::vector<ClashKind> rule;
    std::vector<std::int32_t> year;
    std::vector<std::string> subject;

    static constexpr auto columns() {
        using P = PlanClashes;
        return std::make_tuple(
            required("id", "", "running number", &P::id),
            optional("rule", "", "kind of rule", &P::rule, ClashKind::must),
            optional("year", "a", "calendar year of a budget or limit", &P::year, missing_int),
            optional("subject", "", "street and pipes or risers of the project, or the district", &P::subject, ""));
    }
};

/// The years one by one: money, its value at the margin, and the risk of all assets with the plan and without.
struct PlanYears {
    static constexpr std::string_view name = "plan_year", about = "";
    std::vector<std::string> id;
    std::vector<double> budget_cny, spent_cny, marginal_value, crew_days, opened_m, risk_kept_cny_per_year,
        risk_left_cny_per_year;

    static constexpr auto columns() {
        using P = PlanYears;
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> P::*data) { return optional(n, unit, doc, data, missing_real); };
        return std::make_tuple(
            required("id", "", "calendar year", &P::id), real("budget_cny", "CNY", "money of the year", &P::budget_cny),
            real("spent_cny", "CNY", "cost of the works", &P::spent_cny),
            real("marginal_value", "CNY/CNY", "risk that one more yuan would remove", &P::marginal_value),
            real("crew_days", "d", "days of crews", &P::crew_days),
            real("opened_m", "m", "street opened", &P::opened_m),
            real("risk_kept_cny_per_year", "CNY/a", "risk of all assets if nothing were done",
                 &P::risk_kept_cny_per_year),
            real("risk_left_cny_per_year", "CNY/a", "risk of all assets once the works of the year are done",
                 &P::risk_left_cny_per_year));
    }
};

struct PlanOptions {
    double budget_cny_per_year = 0.0;
    int years = 5;
    std::vector<double> budget_by_year_cny = {}; ///< instead of the same every year
    std::int32_t first_year = 0;                 ///< calendar year of the first works; 0: the year after the assessment
    double discount = 0.035;
    int horizon_a = 30;                             ///< years of benefit counted from the first works
    double youngest_a = 10.0;                       ///< younger assets are left alone: their money is spent
    std::vector<std::string> must = {}, never = {}; ///< ids of pipes or risers
    std::vector<std::string> done = {};             ///< renewed since the assessment: no candidates, whatever rules say
    CostScheme cost = default_cost_scheme();
    PlanRules rules = default_plan_rules();
    FailureScheme failure = default_scheme().failure; ///< the scheme the risk was assessed with: how old pipes age
    int iterations = 400;
    int threads = 0;
    /// By customer row, kg/s; empty: demands as they stand, and grown by the rules.
    std::vector<double> demand_kg_s = {}, demand_later_kg_s = {};
    std::vector<double> multipliers = {};    ///< of a like plan, to start from
    std::vector<double> benefit_factor = {}; ///< per row of the assessment: a draw of what is not known; empty: 1
};

struct Plan {
    PlanProjects project;
    PlanPipes pipe;
    PlanRisers riser;
    PlanPractices practice;
    PlanClashes clash;
    PlanYears year;
    RetrofitStatus status = RetrofitStatus::done;
    double bound = 0.0, value = 0.0,
           gap = 0.0; ///< CNY of discounted risk removed: at most, planned, (bound−value)/bound
    double cost_cny = 0.0;
    double must_shortfall_cny = 0.0; ///< money missing for the must-do assets; the plan then spends it none the less
    std::vector<double> lambda;      ///< value of one more yuan in each year
    std::vector<double> multipliers; ///< of all limits; PlanOptions::multipliers of the next
    std::vector<double> spent_cny, budget_cny;
    std::int32_t first_year = missing_int;
    int iterations = 0;
};

/// Precondition: require_sound(network). Throws Error: "value_out_of_range" (first_year, demands that are not one per
/// customer row), "bad_budget" (negative or not a number, no years, horizon before
/// the last year), "unknown_pipe" (must or never name what the assessment does not hold), "must_and_never" (the same
/// asset in both), "bad_scheme" (rules about nothing).
[[nodiscard]] Plan plan_retrofit(const Network &network, const RiskResults &risk, const PlanOptions &options,
                                 const Progress &progress = {});

} // namespace gastwin
