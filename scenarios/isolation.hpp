// SPDX-License-Identifier: Apache-2.0
// Closure plan (关阀方案): what to close, in which order, to isolate one break or several, and who loses gas.
// A break shuts the segment it lies in. A break whose position on the pipe is not known shuts every segment the pipe
// passes: nobody can say on which side of a valve in the middle of the pipe it is. Operations after the plan's last
// step leave no way from any source to a break; no `close` or `squeeze` step can be dropped (the tests search for
// both).
#pragma once
#include <optional>
#include <span>

#include "engine/result.hpp"
#include "engine/segments.hpp"
#include "engine/steady.hpp"
#include "models/issue.hpp"
#include "scenarios/criticality.hpp"

namespace gastwin {

class OutageModel; // scenarios/outage_model.hpp

enum class ClosureAction : std::uint8_t { close, verify, close_before_resupply, squeeze };

template <> struct Names<ClosureAction> {
    static constexpr std::array<Name, 4> names{
        {{"close", "close", "关闭"},
         {"verify", "verify that it is tight", "核实关严"},
         {"close_before_resupply", "close before the zone behind is supplied again", "恢复供气前关闭"},
         {"squeeze", "dig up and squeeze off", "开挖夹扁断气"}}};
};

enum class ClosureReason : std::uint8_t {
    supply_behind,    ///< 必关阀
    station_inlet,    ///< inlet valve of a regulator station that feeds the section
    station_no_valve, ///< a regulator feeds the section and has no inlet valve of its own: shut it in the station
    station_backflow, ///< a regulator leads out of the section into a part that keeps its supply
    closed_already,   ///< closed boundary valve
    no_supply_behind  ///< 反供阀: what is behind it is cut off too, but its stored gas would drain through the break
};

template <> struct Names<ClosureReason> {
    static constexpr std::array<Name, 6> names{
        {{"supply_behind", "open, and there is supply behind it", "必关阀：阀后有气源"},
         {"station_inlet", "inlet valve of a station that feeds the section", "向该区供气的调压站进口阀"},
         {"station_no_valve", "feeds the section and has no inlet valve", "向该区供气且无进口阀"},
         {"station_backflow", "gas must not come back through it", "防止经调压器倒流"},
         {"closed_already", "closed already", "常关阀"},
         {"no_supply_behind", "no supply behind it, only stored gas", "反供阀：阀后仅有管存"}}};
};

/// One row per valve or regulator; both are numbered together.
template <class Element> struct StepTable {
    static constexpr std::string_view name = std::is_same_v<Element, Valves> ? "closure_plan" : "closure_plan_station";
    static constexpr std::string_view about = Element::name;
    std::vector<std::string> id;
    std::vector<std::int32_t> step;
    std::vector<ClosureAction> action;
    std::vector<ClosureReason> why;
    std::vector<std::int32_t> inside_customers, cut_off_customers, low_pressure_customers;

    static constexpr auto columns() {
        using T = StepTable;
        constexpr std::int32_t none = 0;
        return std::make_tuple(
            required("id", "", "valve or regulator", &T::id),
            optional("step", "", "place in the order, from 1", &T::step, none),
            optional("action", "", "what to do", &T::action, ClosureAction::close),
            optional("why", "", "why it is listed", &T::why, ClosureReason::supply_behind),
            optional("inside_customers", "", "customers in the section without a way to a source after this step",
                     &T::inside_customers, none),
            optional("cut_off_customers", "",
                     "customers outside the section who lost their last way to a source by now", &T::cut_off_customers,
                     none),
            optional("low_pressure_customers", "",
                     "customers who stay connected but fall below the required pressure when the section is shut",
                     &T::low_pressure_customers, missing_int));
    }
};
using ClosureSteps = StepTable<Valves>;
using StationSteps = StepTable<Regulators>; ///< what has to be shut, or watched, in the station itself

enum class OutageCause : std::uint8_t { inside, cut_off, low_pressure };

template <> struct Names<OutageCause> {
    static constexpr std::array<Name, 3> names{{{"inside", "in the isolated section", "隔离区内"},
                                                {"cut_off", "cut off behind it", "被截断供气"},
                                                {"low_pressure", "connected, but pressure too low", "供气压力不足"}}};
};

/// Customers who lose gas, or the pressure they need.
struct OutageCustomers {
    static constexpr std::string_view name = "closure_plan_customer", about = "customer";
    std::vector<std::string> id;
    std::vector<OutageCause> cause;
    std::vector<std::int32_t> households;
    std::vector<double> demand_kg_s, gauge_pressure_pa;
    std::vector<std::string> special;

    static constexpr auto columns() {
        using T = OutageCustomers;
        return std::make_tuple(
            required("id", "", "customer", &T::id),
            optional("cause", "", "inside the section, cut off behind it, or low pressure", &T::cause,
                     OutageCause::inside),
            optional("households", "", "households behind this row", &T::households, std::int32_t{0}),
            optional("demand_kg_s", "kg/s", "demand concerned", &T::demand_kg_s, 0.0),
            optional("gauge_pressure_pa", "Pa(g)", "pressure left to those with too little", &T::gauge_pressure_pa,
                     missing_real),
            optional("special", "", "special place; empty: none", &T::special, ""));
    }
};

/// A break; position 0…1 from the pipe's from_node, missing when it is not known.
struct Break {
    PipeIdx pipe;
    double position = missing_real;
};

/// What a plan is to spare. No plan with the same valves cuts off fewer customers than `fewest_customers`, none takes
/// fewer operations than `fewest_operations`, and none that takes as few cuts off fewer customers.
enum class ClosureAim : std::uint8_t { fewest_customers, fewest_operations };

template <> struct Names<ClosureAim> {
    static constexpr std::array<Name, 2> names{{{"fewest_customers", "fewest customers without gas", "停气用户最少"},
                                                {"fewest_operations", "fewest operations", "操作最少"}}};
};

struct ShutoffOptions {
    std::vector<ValveIdx> inoperable = {}; ///< besides the valves whose `operable` is 0
    ClosureAim aim = ClosureAim::fewest_customers;
    /// Valves from this row on are places to squeeze the pipe (scenarios/squeeze.hpp); each counts as so many
    /// operations.
    std::int32_t first_squeeze = missing_int, squeeze_operations = 4;
    /// Last solve of this network: gives pressures for the line-pack, flows for the order, demands, and has what stays
    /// connected solved again where its pressures can fall. Not owned.
    const State *state = nullptr;
    SolveOptions solve = {}; ///< as for `state`
    /// Of the same network, segments, demands and `solve`: finds the same pressures by solving less. Not owned.
    OutageModel *outages = nullptr;
    /// What customers need; low-pressure line-pack is usable down to it. Company values, like the next one.
    double required_gauge_pressure_pa = 1000.0;
    double least_inlet_gauge_pressure_pa = 50e3; ///< other tiers: regulators still hold their set point
};

struct ClosurePlan {
    IsolationStatus status = IsolationStatus::isolated; ///< source_inside: valves alone do not isolate it
    ClosureSteps steps;
    StationSteps stations;
    OutageCustomers customers;
    Issues issue;

    std::vector<std::string> pipes;             ///< with a part in the isolated section
    std::vector<std::string> pipes_cut_off;     ///< with a part that is cut off behind it
    std::vector<std::string> valves;            ///< to close, in order
    std::vector<std::string> squeezes;          ///< places to squeeze, in order; virtual valves
    std::vector<std::string> backfeed_valves;   ///< boundary, open, nothing but dead network behind
    std::vector<std::string> closed_valves;     ///< boundary, closed already
    std::vector<std::string> redundant_valves;  ///< both sides in one segment of the section
    std::vector<std::string> inner_valves;      ///< between two segments that are both shut
    std::vector<std::string> inoperable_valves; ///< passed over because they cannot be turned
    std::vector<std::string> resupply_valves;   ///< closed ones that join what is cut off to supply, if opened
    std::vector<std::string> sources_inside, special;

    std::int32_t customers_inside = 0, customers_cut_off = 0, households_inside = 0, households_cut_off = 0;
    /// Connected, sufficient pressure before, too little when the section is shut. Missing without a state, or when the
    /// solve did not converge.
    std::optional<std::int32_t> customers_low_pressure;
    std::optional<Status> remainder_status; ///< of that solve; missing: none was needed
    double volume_inside_m3 = 0.0, volume_cut_off_m3 = 0.0;
    double demand_inside_kg_s = 0.0, demand_cut_off_kg_s = 0.0;
    /// Time the stored gas lasts the customers without supply if none escapes: section and what is cut off together,
    /// and what is cut off alone (backfeed valves closed). Missing without a state or without demand.
    double linepack_s = missing_real, linepack_cut_off_s = missing_real;
};

/// Preconditions: require_sound(network); a state is one of this network. Throws Error: unknown_pipe, unknown_valve,
/// bad_position.
/// With a state, also what solve_steady() throws.
/// Order: by pressure tier, then inflow (with a state), then bore, the larger first; stored and closed ones after.
/// A regulator that feeds the section is shut by its inlet valve where it has one, else in the station.
[[nodiscard]] ClosurePlan shutoff(const Network &network, std::span<const Break> breaks,
                                  const ShutoffOptions &options = {});
[[nodiscard]] ClosurePlan shutoff(const Network &network, std::span<const PipeIdx> broken,
                                  const ShutoffOptions &options = {});
/// The same with the segments found already: find_segments(network, {options.inoperable}).
[[nodiscard]] ClosurePlan shutoff(const Network &network, const Segments &segments, std::span<const Break> breaks,
                                  const ShutoffOptions &options = {});

/// The nearest pipe that carries gas, and where on it. Throws Error "no_pipe_here" when none lies within reach.
/// O(pipes).
[[nodiscard]] Break break_at(const Network &network, Point place, double reach_m = 50.0);

/// Where a break is on the drawn course of its pipe, else between its nodes; the middle where the position is not
/// known. Not finite without coordinates.
[[nodiscard]] Point place_of(const Network &network, const Break &at);

} // namespace gastwin
