// SPDX-License-Identifier: Apache-2.0
// Answers that a twin keeps although nothing is computed from them again: the curve of budgets of its plan, and the
// incidents and closures that somebody asked about and wants to show.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/table.hpp"

namespace gastwin {

/// What each of a row of yearly budgets buys (python/gastwin/plan_views.py), in rising order.
struct PlanCurvePoints {
    static constexpr std::string_view name = "plan_curve", about = "";
    std::vector<std::string> id;
    std::vector<double> budget_cny_per_year, cost_cny, benefit_cny, bound_cny, next_million_cny;
    std::vector<std::int32_t> projects;

    static constexpr auto columns() {
        using P = PlanCurvePoints;
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> P::*data) { return optional(n, unit, doc, data, missing_real); };
        return std::make_tuple(
            required("id", "", "running number", &P::id),
            real("budget_cny_per_year", "CNY/a", "money of each year", &P::budget_cny_per_year),
            real("cost_cny", "CNY", "cost of the plan in all", &P::cost_cny),
            real("benefit_cny", "CNY", "discounted risk removed until the horizon", &P::benefit_cny),
            real("bound_cny", "CNY", "what any plan of this budget can remove at most", &P::bound_cny),
            optional("projects", "", "projects of the plan", &P::projects, std::int32_t{0}),
            real("next_million_cny", "CNY", "risk that one more million would remove", &P::next_million_cny));
    }
};

/// Incidents and closures by name: their main figures.
struct KeptScenarios {
    static constexpr std::string_view name = "result_scenario";
    std::vector<std::string> id, kind, pipe;
    std::vector<double> x_m, y_m;
    std::vector<std::string> status;
    std::vector<std::int32_t> valves, customers_out, households_out;
    std::vector<double> released_kg, isolated_s, restored_s, customer_hours;
    std::vector<std::string> grade;

    static constexpr auto columns() {
        using T = KeptScenarios;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> T::*data) { return optional(n, unit, doc, data, missing_real); };
        const auto whole = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> T::*data) {
            return optional(n, "", doc, data, missing_int);
        };
        return std::make_tuple(
            required("id", "", "name of the scenario", &T::id),
            text("kind", "closure, or kind of damage: leak, puncture, rupture, third_party", &T::kind),
            text("pipe", "broken or closed pipe, several separated by commas", &T::pipe),
            real("x_m", "m", "easting of the damage", &T::x_m), real("y_m", "m", "northing of the damage", &T::y_m),
            text("status", "of the isolation: isolated, source_inside, unsupplied or no_gas", &T::status),
            whole("valves", "valves to close", &T::valves),
            whole("customers_out", "customers who lose their gas", &T::customers_out),
            whole("households_out", "households who lose their gas", &T::households_out),
            real("released_kg", "kg", "gas lost", &T::released_kg),
            real("isolated_s", "s", "last operation done, after the damage", &T::isolated_s),
            real("restored_s", "s", "last household relit, after the damage", &T::restored_s),
            real("customer_hours", "h", "hours without gas, summed over customers", &T::customer_hours),
            text("grade", "outage grade I to IV, empty below", &T::grade));
    }
};

/// Their whole answers as the map page takes them. In parts: no cell of a workbook holds more than 32,767 characters.
struct ScenarioAnswers {
    static constexpr std::string_view name = "result_scenario_answer";
    std::vector<std::string> id, scenario;
    std::vector<std::int32_t> part;
    std::vector<std::string> content;

    static constexpr auto columns() {
        using T = ScenarioAnswers;
        return std::make_tuple(required("id", "", "running number", &T::id),
                               required("scenario", "", "name of the scenario", &T::scenario),
                               required("part", "", "number of the part, from 1", &T::part),
                               required("content", "",
                                        "z and base64; all parts together are gzipped JSON, the answer in en and in zh",
                                        &T::content));
    }
};

} // namespace gastwin
