// SPDX-License-Identifier: Apache-2.0
// One network under many loads: draws of households' appliances, hours of a year, growth. Asked of all of them
// together: how low does the pressure fall at each node, in which case, and in how many of them is it too low.
//
// The cases run in lanes of `lane_length`, each lane on one thread with a model of its own, from case to case as from
// hour to hour (SteadyModel). A lane starts from nothing, so no number depends on how many threads there are.
#pragma once
#include <functional>

#include "engine/steady.hpp"

namespace gastwin {

struct CaseResults {
    static constexpr std::string_view name = "result_case", about = "";
    std::vector<std::string> id;
    std::vector<Status> status;
    std::vector<std::int32_t> iterations;
    std::vector<double> demand_kg_s, unmet_kg_s, min_gauge_pressure_pa;
    std::vector<std::string> worst_node;

    static constexpr auto columns() {
        using T = CaseResults;
        return std::make_tuple(
            required("id", "", "number of the load case, from 0", &T::id),
            optional("status", "", "outcome", &T::status, Status::converged),
            optional("iterations", "", "Newton iterations", &T::iterations, std::int32_t{0}),
            optional("demand_kg_s", "kg/s", "demand", &T::demand_kg_s, 0.0),
            optional("unmet_kg_s", "kg/s", "demand not met", &T::unmet_kg_s, 0.0),
            optional("min_gauge_pressure_pa", "Pa(g)", "lowest pressure of any customer", &T::min_gauge_pressure_pa,
                     missing_real),
            optional("worst_node", "", "node with the lowest pressure of the worst zone", &T::worst_node, ""));
    }
};

/// Over all cases in which the node has gas.
struct NodeRanges {
    static constexpr std::string_view name = "result_node_range", about = "node";
    std::vector<std::string> id;
    std::vector<double> min_gauge_pressure_pa, max_gauge_pressure_pa;
    std::vector<std::int32_t> lowest_case, cases_low;

    static constexpr auto columns() {
        using T = NodeRanges;
        return std::make_tuple(
            required("id", "", "node", &T::id),
            optional("min_gauge_pressure_pa", "Pa(g)", "lowest pressure", &T::min_gauge_pressure_pa, missing_real),
            optional("max_gauge_pressure_pa", "Pa(g)", "highest pressure", &T::max_gauge_pressure_pa, missing_real),
            optional("lowest_case", "", "first case with the lowest pressure; -1: never supplied", &T::lowest_case,
                     std::int32_t{-1}),
            optional("cases_low", "", "cases below the required gauge pressure or without gas", &T::cases_low,
                     std::int32_t{0}));
    }
};

struct PipeRanges {
    static constexpr std::string_view name = "result_pipe_range", about = "pipe";
    std::vector<std::string> id;
    std::vector<double> min_flow_kg_s, max_flow_kg_s, max_velocity_m_s;

    static constexpr auto columns() {
        using T = PipeRanges;
        return std::make_tuple(
            required("id", "", "pipe", &T::id),
            optional("min_flow_kg_s", "kg/s", "least mass flow, signed; below 0 where it turns", &T::min_flow_kg_s,
                     missing_real),
            optional("max_flow_kg_s", "kg/s", "greatest mass flow, signed", &T::max_flow_kg_s, missing_real),
            optional("max_velocity_m_s", "m/s", "greatest speed of flow either way", &T::max_velocity_m_s,
                     missing_real));
    }
};

struct LoadCases {
    Status status = Status::converged; ///< the worst case's
    CaseResults load_case;
    NodeRanges node;
    PipeRanges pipe;
};

inline constexpr std::size_t lane_length = 16;

/// Demand of each customer row in one case; called from several threads at once.
using LoadOfCase = std::function<std::vector<double>(std::size_t load_case)>;

/// Solves `count` cases on all threads; memory does not grow with their number but for one row each. Guarantees and
/// errors as for solve_steady(); an error of `load_of_case` stops the run and is passed on. `progress` is called by one
/// thread at a time.
[[nodiscard]] LoadCases solve_load_cases(const Network &network, std::size_t count, const LoadOfCase &load_of_case,
                                         const SolveOptions &options = {}, const Progress &progress = {});

} // namespace gastwin
