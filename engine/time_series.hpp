// SPDX-License-Identifier: Apache-2.0
// What a simulation over time returns: one row per output time, and rows per object and time for those asked for.
// `about` names the table a row belongs to.
#pragma once
#include "engine/result.hpp"
#include "engine/trips.hpp"

namespace gastwin {

/// The whole network at each output time; flows are those of that instant, masses sums since the start.
struct SystemSeries {
    static constexpr std::string_view name = "series_system", about = "";
    std::vector<std::string> id;
    std::vector<double> time_s, linepack_kg, inflow_kg_s, demand_kg_s, supplied_kg_s, unmet_kg_s, leak_kg_s,
        relieved_kg_s, min_gauge_pressure_pa;
    std::vector<std::string> lowest_node;
    std::vector<double> inflow_kg, supplied_kg, unmet_kg, leaked_kg, relieved_kg, closure, step_s;
    std::vector<std::int32_t> steps, iterations;

    static constexpr auto columns() {
        using S = SystemSeries;
        return std::make_tuple(
            required("id", "", "running number of the output time", &S::id),
            optional("time_s", "s", "time", &S::time_s, 0.0),
            optional("linepack_kg", "kg", "gas stored in pipes", &S::linepack_kg, 0.0),
            optional("inflow_kg_s", "kg/s", "gas from sources", &S::inflow_kg_s, 0.0),
            optional("demand_kg_s", "kg/s", "demand asked for, injections not counted", &S::demand_kg_s, 0.0),
            optional("supplied_kg_s", "kg/s", "demand met", &S::supplied_kg_s, 0.0),
            optional("unmet_kg_s", "kg/s", "demand not met", &S::unmet_kg_s, 0.0),
            optional("leak_kg_s", "kg/s", "gas escaping through outflows and holes", &S::leak_kg_s, 0.0),
            optional("relieved_kg_s", "kg/s", "gas blown off by relief valves", &S::relieved_kg_s, 0.0),
            optional("min_gauge_pressure_pa", "Pa(g)", "lowest pressure", &S::min_gauge_pressure_pa, missing_real),
            optional("lowest_node", "", "where: a node, or the nearer end of the pipe", &S::lowest_node, ""),
            optional("inflow_kg", "kg", "gas from sources since the start", &S::inflow_kg, 0.0),
            optional("supplied_kg", "kg", "demand met since the start, less injections", &S::supplied_kg, 0.0),
            optional("unmet_kg", "kg", "demand not met since the start", &S::unmet_kg, 0.0),
            optional("leaked_kg", "kg", "gas escaped since the start", &S::leaked_kg, 0.0),
            optional("relieved_kg", "kg", "gas blown off since the start", &S::relieved_kg, 0.0),
            optional("closure", "",
                     "largest |gain of line-pack + out − in| of one time step since the last row, over the line-pack",
                     &S::closure, 0.0),
            optional("step_s", "s", "last time step", &S::step_s, 0.0),
            optional("steps", "", "time steps since the last row", &S::steps, std::int32_t{0}),
            optional("iterations", "", "Newton iterations since the last row, those of the slowest part",
                     &S::iterations, std::int32_t{0}));
    }
};

struct NodeSeries {
    static constexpr std::string_view name = "series_node", about = "node";
    std::vector<std::string> id;
    std::vector<double> time_s, pressure_pa, gauge_pressure_pa;

    static constexpr auto columns() {
        using S = NodeSeries;
        return std::make_tuple(required("id", "", "node", &S::id), optional("time_s", "s", "time", &S::time_s, 0.0),
                               optional("pressure_pa", "Pa", "absolute pressure", &S::pressure_pa, missing_real),
                               optional("gauge_pressure_pa", "Pa(g)", "pressure above the local atmosphere",
                                        &S::gauge_pressure_pa, missing_real));
    }
};

struct PipeSeries {
    static constexpr std::string_view name = "series_pipe", about = "pipe";
    std::vector<std::string> id;
    std::vector<double> time_s, from_flow_kg_s, to_flow_kg_s, linepack_kg;

    static constexpr auto columns() {
        using S = PipeSeries;
        return std::make_tuple(required("id", "", "pipe", &S::id), optional("time_s", "s", "time", &S::time_s, 0.0),
                               optional("from_flow_kg_s", "kg/s",
                                        "mass flow in its first piece, positive away from from_node",
                                        &S::from_flow_kg_s, missing_real),
                               optional("to_flow_kg_s", "kg/s", "mass flow in its last piece, positive towards to_node",
                                        &S::to_flow_kg_s, missing_real),
                               optional("linepack_kg", "kg", "gas stored in it", &S::linepack_kg, missing_real));
    }
};

struct RegulatorSeries {
    static constexpr std::string_view name = "series_regulator", about = "regulator";
    std::vector<std::string> id;
    std::vector<double> time_s, flow_kg_s, inlet_gauge_pressure_pa, outlet_gauge_pressure_pa, relieved_kg_s;
    std::vector<std::string> mode;

    static constexpr auto columns() {
        using S = RegulatorSeries;
        return std::make_tuple(
            required("id", "", "regulator", &S::id), optional("time_s", "s", "time", &S::time_s, 0.0),
            optional("flow_kg_s", "kg/s", "mass flow, never negative", &S::flow_kg_s, missing_real),
            optional("inlet_gauge_pressure_pa", "Pa(g)", "pressure at the inlet", &S::inlet_gauge_pressure_pa,
                     missing_real),
            optional("outlet_gauge_pressure_pa", "Pa(g)", "pressure at the outlet", &S::outlet_gauge_pressure_pa,
                     missing_real),
            optional("relieved_kg_s", "kg/s", "gas its relief valve blows off at the outlet", &S::relieved_kg_s, 0.0),
            optional("mode", "", "controlling, wide_open, capacity_limited, closed or bypassed", &S::mode, ""));
    }
};

struct CustomerSeries {
    static constexpr std::string_view name = "series_customer", about = "customer";
    std::vector<std::string> id;
    std::vector<double> time_s, gauge_pressure_pa, demand_kg_s, supplied_kg_s;

    static constexpr auto columns() {
        using S = CustomerSeries;
        return std::make_tuple(
            required("id", "", "customer", &S::id), optional("time_s", "s", "time", &S::time_s, 0.0),
            optional("gauge_pressure_pa", "Pa(g)", "pressure at the connection", &S::gauge_pressure_pa, missing_real),
            optional("demand_kg_s", "kg/s", "demand asked for", &S::demand_kg_s, 0.0),
            optional("supplied_kg_s", "kg/s", "demand met", &S::supplied_kg_s, 0.0));
    }
};

/// What protective devices shut, in the order in which they did.
struct TripSeries {
    static constexpr std::string_view name = "series_trip", about = "";
    std::vector<std::string> id, table;
    std::vector<TripCause> cause;
    std::vector<double> time_s, value, limit;

    static constexpr auto columns() {
        using S = TripSeries;
        return std::make_tuple(required("id", "", "regulator, valve or customer that shut", &S::id),
                               optional("time_s", "s", "time", &S::time_s, 0.0),
                               optional("table", "", "table of that id: regulator, valve or customer", &S::table, ""),
                               optional("cause", "", "what was beyond its limit", &S::cause, TripCause::over_pressure),
                               optional("value", "Pa(g) or kg/s", "pressure or flow at that moment; missing: no gas",
                                        &S::value, missing_real),
                               optional("limit", "Pa(g) or kg/s", "the limit", &S::limit, missing_real));
    }
};

/// A whole run. `status` is the worst that occurred: converged; service_infeasible when some demand was not met or a
/// customer fell below the required pressure; max_iterations when a step found no solution and the run ended there.
struct TimeSeries {
    Status status = Status::converged;
    std::string explanation;
    int steps = 0, rejected = 0, iterations = 0;
    double closure = 0.0; ///< largest of all steps

    SystemSeries system;
    NodeSeries node;
    PipeSeries pipe;
    RegulatorSeries regulator;
    CustomerSeries customer;
    TripSeries trip;
};

} // namespace gastwin
