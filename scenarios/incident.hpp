// SPDX-License-Identifier: Apache-2.0
// One incident from the damage to the last household relit: what escapes, who is out of gas, how long.
//
// 1. The closure plan for the break (scenarios/isolation.hpp), with hydraulics.
// 2. Its course by the median of every duration: call, crew on site, one operation after the other, the plan's order.
// 3. The network is opened at the break (scenarios/opened_pipe.hpp) and simulated with those events
//    (engine/transient.hpp): the break is fed from both sides by what the network can give, regulators saturate, the
//    isolated section blows down until it is empty or repaired. A hole is an orifice to the atmosphere, a rupture two
//    open pipe ends. What leaks from a small hole in a buried pipe has the soil to pass (models/release.hpp); what was
//    dug up or broken has not.
// 4. Whoever of the plan's customers falls below the trip pressure of a self-closing valve is out until visited
//    (scenarios/restoration.hpp).
// 5. Durations are then drawn again and again; the release before the first valve follows the simulated curve,
//    continued at its last rate, and what escapes from then on is as simulated. Where a machine made a hole of unknown
//    size, sizes are drawn too, and what escapes lies between simulations of four sizes. The quantiles are of these
//    draws; who is out of gas is not drawn.
// Several damages at the same time (an earthquake) are one incident: one plan, one course, one release.
// Customers outside the plan who starve only while the break is open are in `unmet_kg`, not among the customers.
#pragma once
#include "engine/time_series.hpp"
#include "scenarios/incident_scheme.hpp"
#include "scenarios/isolation.hpp"

namespace gastwin {

enum class IncidentPhase : std::uint8_t {
    undetected,
    on_the_way,
    locating,
    closing,
    depressurising,
    repairing,
    restoring,
    restored
};

template <> struct Names<IncidentPhase> {
    static constexpr std::array<Name, 8> names{{{"undetected", "not yet reported", "未发现"},
                                                {"on_the_way", "reported, crew on the way", "接警出动"},
                                                {"locating", "crew on site, locating", "到场查漏"},
                                                {"closing", "valves being closed", "关阀"},
                                                {"depressurising", "isolated, gas runs out", "泄压"},
                                                {"repairing", "repair, test and purge", "抢修置换"},
                                                {"restoring", "households being visited", "入户恢复"},
                                                {"restored", "everybody has gas", "恢复供气"}}};
};

/// One row per output time of the simulation, per event and per hour of restoration, in order of time.
struct IncidentTimeline {
    static constexpr std::string_view name = "incident", about = "";
    std::vector<std::string> id;
    std::vector<double> t_s;
    std::vector<IncidentPhase> phase;
    std::vector<double> release_kg_s, released_kg, inventory_kg;
    std::vector<std::int32_t> customers_out;
    std::vector<std::string> event, event_zh;

    static constexpr auto columns() {
        using T = IncidentTimeline;
        return std::make_tuple(
            required("id", "", "running number", &T::id), optional("t_s", "s", "time since the damage", &T::t_s, 0.0),
            optional("phase", "", "what is going on", &T::phase, IncidentPhase::undetected),
            optional("release_kg_s", "kg/s", "gas escaping", &T::release_kg_s, missing_real),
            optional("released_kg", "kg", "gas escaped so far", &T::released_kg, missing_real),
            optional("inventory_kg", "kg", "gas stored in the whole network", &T::inventory_kg, missing_real),
            optional("customers_out", "", "customer rows without gas", &T::customers_out, std::int32_t{0}),
            optional("event", "", "what happened at this time", &T::event, ""),
            optional("event_zh", "", "the same in Chinese", &T::event_zh, ""));
    }
};

/// Customers who fell below the trip pressure: one row each, in the order of their table.
struct IncidentCustomers {
    static constexpr std::string_view name = "incident_customer", about = "customer";
    std::vector<std::string> id;
    std::vector<double> out_s;
    std::vector<std::int32_t> households, self_closing_valves, visits;

    static constexpr auto columns() {
        using T = IncidentCustomers;
        return std::make_tuple(
            required("id", "", "customer", &T::id),
            optional("out_s", "s", "when gas was lost, since the damage", &T::out_s, missing_real),
            optional("households", "", "households behind this row", &T::households, std::int32_t{0}),
            optional("self_closing_valves", "", "self-closing valves that tripped", &T::self_closing_valves,
                     std::int32_t{0}),
            optional("visits", "", "doors to be knocked at", &T::visits, std::int32_t{0}));
    }
};

/// How gas comes back, expected: one row per hour of work.
struct IncidentRestoration {
    static constexpr std::string_view name = "incident_restoration", about = "";
    std::vector<std::string> id;
    std::vector<double> t_s, visits, crew_hours, households_back, share_back;

    static constexpr auto columns() {
        using T = IncidentRestoration;
        return std::make_tuple(
            required("id", "", "running number", &T::id),
            optional("t_s", "s", "end of the hour, since the damage", &T::t_s, 0.0),
            optional("visits", "", "doors knocked at by then; those not at home are visited again", &T::visits, 0.0),
            optional("crew_hours", "h", "work of the crews by then", &T::crew_hours, 0.0),
            optional("households_back", "", "households, and other customers, with gas again by then",
                     &T::households_back, 0.0),
            optional("share_back", "", "of all who were out", &T::share_back, 0.0));
    }
};

struct Damage {
    Break at;
    IncidentKind kind = IncidentKind::puncture;
    double hole_m = missing_real; ///< missing: the scheme's for kind and machine, the full bore for a rupture
    Machine machine = Machine::unknown;
};

struct Incident {
    std::vector<Damage> damage; ///< at least one; the first is the one the footprint and the hole are told of
    std::vector<ValveIdx> inoperable = {};
    double midnight_s = 12.0 * 3600.0; ///< time of day of the damage, after midnight
    ClosureAim aim = ClosureAim::fewest_customers;
};

struct IncidentOptions {
    IncidentScheme scheme = default_incident_scheme();
    SolveOptions solve = {};
    std::int32_t samples = 1000;
    std::uint64_t seed = 1;
};

/// Quantiles of what the draws gave.
struct Quantiles {
    double p10 = missing_real, p50 = missing_real, p90 = missing_real;
};

/// Missing without values.
[[nodiscard]] Quantiles quantiles(std::vector<double> values);

struct IncidentOutcome {
    Status status = Status::converged; ///< of the simulation; service_infeasible says that demand was not met
    std::string explanation;
    ClosurePlan plan;
    IncidentTimeline timeline;
    IncidentCustomers customers;
    IncidentRestoration restoration;
    Footprint footprint; ///< of the first damage's release a minute after it
    double hole_m = 0.0;
    bool buried = false;                            ///< through soil
    double open_air_release_kg_s = 0.0;             ///< of all damages, at the pressures before, without soil
    double gauge_pressure_before_pa = missing_real; ///< at the break
    double peak_release_kg_s = 0.0, released_kg = 0.0;
    double unmet_kg = 0.0;   ///< demand not met until the street is recharged
    double closure = 0.0;    ///< largest error of the simulated mass balance of a step
    double isolated_s = 0.0; ///< last operation done
    double duration_s = 0.0; ///< release below the scheme's share of its peak
    double gas_back_s = 0.0; ///< street recharged
    double restored_50_s = 0.0, restored_90_s = 0.0, restored_s = 0.0;
    std::int32_t customers_out = 0, households_out = 0, self_closing_valves_tripped = 0;
    double visits = 0.0, customer_hours = 0.0;
    int grade = 0; ///< outage grade 1 to 4; 0: none
    Quantiles released, isolated, restored, customer_hour, hole;
};

/// Demands as for solve_steady(); `before` is the solved state for them, or null.
/// Throws Error: as shutoff() and simulate(); "usage" without a damage; "value_out_of_range" for a hole that is not
/// within 0 … the pipe's bore, a time of day outside 0 … 24 h or samples below 1. Nothing escapes from a pipe that
/// carries no gas.
[[nodiscard]] IncidentOutcome simulate_incident(const Network &network, std::span<const double> customer_demand_kg_s,
                                                const Incident &incident, const IncidentOptions &options = {},
                                                const State *before = nullptr, const Progress &progress = {});

} // namespace gastwin
