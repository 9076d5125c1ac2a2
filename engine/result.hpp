// SPDX-License-Identifier: Apache-2.0
// What a hydraulic solve returns: a status, result tables, and the record of how it went. `about` names the table a
// result row belongs to (same id), from which maps take its geometry.
#pragma once
#include <string>

#include "models/network.hpp"

namespace gastwin {

/// Outcomes, from best to worst; the overall status is the worst of the zones'.
enum class Status : std::uint8_t {
    converged,          ///< all equations hold, every pressure is physical
    service_infeasible, ///< equations hold, but some customer is below the required gauge pressure
    over_supplied,      ///< gas is injected where nothing takes it
    no_source,          ///< part of the network has demand and no source
    infeasible,         ///< no physical pressures exist for these fixed demands
    max_iterations      ///< not converged
};

template <> struct Names<Status> {
    static constexpr std::array<Name, 6> names{{{"converged", "converged", "收敛"},
                                                {"service_infeasible", "below required pressure", "供气压力不足"},
                                                {"over_supplied", "over-supplied", "供过于求"},
                                                {"no_source", "no source", "无气源"},
                                                {"infeasible", "infeasible", "不可行"},
                                                {"max_iterations", "not converged", "未收敛"}}};
};

struct NodeResults {
    static constexpr std::string_view name = "result_node", about = "node";
    std::vector<std::string> id;
    std::vector<double> pressure_pa, gauge_pressure_pa;
    std::vector<std::int32_t> zone;
    std::vector<Flag> supplied;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "node", &NodeResults::id),
            optional("pressure_pa", "Pa", "absolute pressure", &NodeResults::pressure_pa, missing_real),
            optional("gauge_pressure_pa", "Pa(g)", "pressure above the local atmosphere",
                     &NodeResults::gauge_pressure_pa, missing_real),
            optional("zone", "", "pressure zone", &NodeResults::zone, std::int32_t{-1}),
            optional("supplied", "", "1: connected to a source", &NodeResults::supplied, Flag{0}));
    }
};

struct PipeResults {
    static constexpr std::string_view name = "result_pipe", about = "pipe";
    std::vector<std::string> id;
    std::vector<double> flow_kg_s, velocity_m_s, reynolds, pressure_drop_pa, friction_factor;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "pipe", &PipeResults::id),
            optional("flow_kg_s", "kg/s", "mean mass flow, positive from from_node to to_node", &PipeResults::flow_kg_s,
                     missing_real),
            optional("velocity_m_s", "m/s", "flow velocity at the mean pressure, signed like the flow",
                     &PipeResults::velocity_m_s, missing_real),
            optional("reynolds", "", "Reynolds number", &PipeResults::reynolds, missing_real),
            optional("pressure_drop_pa", "Pa", "absolute pressure at from_node minus that at to_node",
                     &PipeResults::pressure_drop_pa, missing_real),
            optional("friction_factor", "", "Darcy friction factor", &PipeResults::friction_factor, missing_real));
    }
};

struct RegulatorResults {
    static constexpr std::string_view name = "result_regulator", about = "regulator";
    std::vector<std::string> id;
    std::vector<double> flow_kg_s, inlet_gauge_pressure_pa, outlet_gauge_pressure_pa, relieved_kg_s;
    std::vector<std::string> mode;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "regulator", &RegulatorResults::id),
            optional("flow_kg_s", "kg/s", "mass flow, never negative", &RegulatorResults::flow_kg_s, missing_real),
            optional("inlet_gauge_pressure_pa", "Pa(g)", "pressure at the inlet",
                     &RegulatorResults::inlet_gauge_pressure_pa, missing_real),
            optional("outlet_gauge_pressure_pa", "Pa(g)", "pressure at the outlet",
                     &RegulatorResults::outlet_gauge_pressure_pa, missing_real),
            optional("relieved_kg_s", "kg/s", "gas its relief valve blows off at the outlet",
                     &RegulatorResults::relieved_kg_s, 0.0),
            optional("mode", "", "controlling, wide_open, capacity_limited, closed or unsupplied",
                     &RegulatorResults::mode, ""));
    }
};

struct CustomerResults {
    static constexpr std::string_view name = "result_customer", about = "customer";
    std::vector<std::string> id;
    std::vector<double> gauge_pressure_pa, demand_kg_s, supplied_kg_s;

    static constexpr auto columns() {
        return std::make_tuple(required("id", "", "customer", &CustomerResults::id),
                               optional("gauge_pressure_pa", "Pa(g)", "pressure at the connection",
                                        &CustomerResults::gauge_pressure_pa, missing_real),
                               optional("demand_kg_s", "kg/s", "demand asked for", &CustomerResults::demand_kg_s, 0.0),
                               optional("supplied_kg_s", "kg/s", "demand met", &CustomerResults::supplied_kg_s, 0.0));
    }
};

/// One row per pressure zone: the part of the network joined by pipes and open valves, between regulators.
struct ZoneResults {
    static constexpr std::string_view name = "result_zone", about = "";
    std::vector<std::string> id;
    std::vector<Status> status;
    std::vector<std::int32_t> nodes, iterations;
    std::vector<double> demand_kg_s, unmet_kg_s, residual, min_gauge_pressure_pa;
    std::vector<std::string> worst_node, worst_edge, explanation;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "zone number", &ZoneResults::id),
            optional("status", "", "outcome in this zone", &ZoneResults::status, Status::converged),
            optional("nodes", "", "nodes in the zone", &ZoneResults::nodes, std::int32_t{0}),
            optional("iterations", "", "Newton iterations", &ZoneResults::iterations, std::int32_t{0}),
            optional("demand_kg_s", "kg/s", "demand in the zone", &ZoneResults::demand_kg_s, 0.0),
            optional("unmet_kg_s", "kg/s", "demand not met", &ZoneResults::unmet_kg_s, 0.0),
            optional("residual", "", "largest scaled residual", &ZoneResults::residual, 0.0),
            optional("min_gauge_pressure_pa", "Pa(g)", "lowest pressure", &ZoneResults::min_gauge_pressure_pa,
                     missing_real),
            optional("worst_node", "", "node with the lowest pressure or largest residual", &ZoneResults::worst_node,
                     ""),
            optional("worst_edge", "", "pipe or regulator with the largest residual", &ZoneResults::worst_edge, ""),
            optional("explanation", "", "why the zone is not converged", &ZoneResults::explanation, ""));
    }
};

/// The whole answer of one steady solve.
struct State {
    // Compiled once, in result.cpp.
    State();
    State(const State &);
    State(State &&) noexcept;
    State &operator=(const State &);
    State &operator=(State &&) noexcept;
    ~State();

    Status status = Status::converged;
    int iterations = 0;
    double residual = 0.0; ///< largest of: relative mass imbalance, relative energy residual
    std::string worst_node, worst_edge;
    double demand_kg_s = 0.0, unmet_kg_s = 0.0;

    NodeResults node;
    PipeResults pipe;
    RegulatorResults regulator;
    CustomerResults customer;
    ZoneResults zone;
};

} // namespace gastwin
