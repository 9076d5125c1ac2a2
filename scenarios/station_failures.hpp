// SPDX-License-Identifier: Apache-2.0
// Every regulator in turn shut and wide open (调压器失效批量分析), each with a solve of the whole network: who loses
// gas or pressure when it shuts, who gets too much when it fails open. Shut is solved at high demand, open at low
// demand: the worse hour for each. Monitors, slam-shut valves and reliefs act as far as solve_steady() lets them: a
// monitor holds its own set point; slam-shut is not let act, because the question is what happens when it does not.
#pragma once
#include "engine/steady.hpp"
#include "models/progress.hpp"

namespace gastwin {

enum class StationFailure : std::uint8_t { fails_closed, fails_open };

template <> struct Names<StationFailure> {
    static constexpr std::array<Name, 2> names{
        {{"fails_closed", "shuts", "切断"}, {"fails_open", "stands wide open", "失效全开"}}};
};

/// Two rows per regulator, in table order: shut, then open. Rows of check valves and compressors are shut only.
struct StationFailureResults {
    static constexpr std::string_view name = "result_station_failure", about = "regulator";
    std::vector<std::string> id;
    std::vector<StationFailure> failure;
    std::vector<std::int32_t> customers_out, households_out, customers_low_pressure, customers_over_pressure;
    std::vector<double> unmet_kg_s, max_gauge_pressure_pa, length_over_pressure_m;
    std::vector<std::string> worst_node;
    std::vector<Flag> protected_outlet;
    std::vector<Status> status;

    static constexpr auto columns() {
        using T = StationFailureResults;
        constexpr std::int32_t none = 0;
        return std::make_tuple(
            required("id", "", "regulator", &T::id),
            optional("failure", "", "what it does", &T::failure, StationFailure::fails_closed),
            optional("customers_out", "", "customer rows that lose their last way to a source", &T::customers_out,
                     none),
            optional("households_out", "", "households behind them", &T::households_out, none),
            optional("customers_low_pressure", "", "connected, enough pressure before, below the required pressure now",
                     &T::customers_low_pressure, none),
            optional("customers_over_pressure", "", "within limits before, above the limit of their zone now",
                     &T::customers_over_pressure, none),
            optional("unmet_kg_s", "kg/s", "demand not met beyond that of the sound network", &T::unmet_kg_s, 0.0),
            optional("max_gauge_pressure_pa", "Pa(g)", "highest pressure where it exceeds the limit",
                     &T::max_gauge_pressure_pa, missing_real),
            optional("length_over_pressure_m", "m", "pipes with an end above the limit, in limits before",
                     &T::length_over_pressure_m, 0.0),
            optional("worst_node", "", "where the pressure is highest over its limit", &T::worst_node, ""),
            optional("protected_outlet", "", "1: has a slam-shut valve, monitor or relief against over-pressure",
                     &T::protected_outlet, Flag{0}),
            optional("status", "", "outcome of the solve", &T::status, Status::converged));
    }
};

struct StationFailureOptions {
    SolveOptions solve = {};
    double required_gauge_pressure_pa = 1000.0; ///< of customers; a company's value
    Progress progress = {};
};

/// `high_kg_s` and `low_kg_s`: one demand per customer row, for the shut and for the open failures. One solve per row,
/// on all threads; the same rows for any number of them. Errors as solve_steady(), and "interrupted".
[[nodiscard]] StationFailureResults station_failures(const Network &network, std::span<const double> high_kg_s,
                                                     std::span<const double> low_kg_s,
                                                     const StationFailureOptions &options = {});

} // namespace gastwin
