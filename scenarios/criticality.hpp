// SPDX-License-Identifier: Apache-2.0
// Each pipe out of service in turn, by connectivity alone: what has to be closed, who loses gas. All pipes come from
// one dominator tree, in time that grows with the size of the network (times a logarithm), not with its square. A break
// lies at one point of a pipe, hence in one segment; for a pipe with valves in its middle the row gives the piece that
// loses most. Customers who keep a connection but too little pressure: scenarios/segment_outages.hpp fills the columns.
#pragma once
#include "engine/segments.hpp"

namespace gastwin {

enum class IsolationStatus : std::uint8_t {
    isolated,      ///< valves (and regulator stations) can shut it off
    source_inside, ///< a source stands in the segment and must be shut as well
    unsupplied,    ///< no source reaches it to begin with
    no_gas         ///< the pipe is abandoned or empty
};

template <> struct Names<IsolationStatus> {
    static constexpr std::array<Name, 4> names{{{"isolated", "can be isolated", "可隔离"},
                                                {"source_inside", "a source stands inside", "分区内有气源"},
                                                {"unsupplied", "not supplied to begin with", "原本无气源"},
                                                {"no_gas", "carries no gas", "无气"}}};
};

/// How the pressures of those who stay connected were found.
enum class OutageSolve : std::uint8_t {
    none,         ///< not asked for, or no gas
    screened,     ///< no pressure can fall
    zone,         ///< its pressure zone was solved again
    zones,        ///< several zones were
    network,      ///< the whole network was
    infeasible,   ///< it was; the demands cannot be met then, and pressures are those that meeting them would take
    not_converged ///< it was tried, without an answer
};

template <> struct Names<OutageSolve> {
    static constexpr std::array<Name, 7> names{{{"none", "not looked at", "未计算"},
                                                {"screened", "no pressure can fall", "压力不会下降"},
                                                {"zone", "pressure zone solved again", "重算压力分区"},
                                                {"zones", "several zones solved again", "重算多个压力分区"},
                                                {"network", "network solved again", "重算全网"},
                                                {"infeasible", "demands cannot be met", "供气量无法满足"},
                                                {"not_converged", "not converged", "未收敛"}}};
};

struct CriticalityResults {
    static constexpr std::string_view name = "result_criticality", about = "pipe";
    std::vector<std::string> id;
    std::vector<std::int32_t> segment, valves_to_close, stations_to_shut;
    std::vector<std::int32_t> customers_out, households_out, special_customers_out, customers_cut_off;
    std::vector<double> demand_lost_kg_s;
    std::vector<IsolationStatus> status;
    std::vector<std::int32_t> customers_low_pressure; // this and the rest: scenarios/segment_outages.hpp
    std::vector<double> min_gauge_pressure_pa;
    std::vector<std::string> worst_node;
    std::vector<OutageSolve> solve;

    static constexpr auto columns() {
        using T = CriticalityResults;
        constexpr std::int32_t none = 0;
        return std::make_tuple(
            required("id", "", "pipe", &T::id),
            optional("segment", "", "segment shut for it; -1: none", &T::segment, std::int32_t{-1}),
            optional("valves_to_close", "", "open valves with supply behind them", &T::valves_to_close, none),
            optional("stations_to_shut", "", "regulators that feed it and have no inlet valve of their own",
                     &T::stations_to_shut, none),
            optional("customers_out", "", "customer rows that lose supply, inside and behind", &T::customers_out, none),
            optional("households_out", "", "households that lose supply", &T::households_out, none),
            optional("special_customers_out", "", "customers at special places that lose supply",
                     &T::special_customers_out, none),
            optional("customers_cut_off", "", "of customers_out, those outside the segment", &T::customers_cut_off,
                     none),
            optional("demand_lost_kg_s", "kg/s", "demand of customers_out as it stands", &T::demand_lost_kg_s, 0.0),
            optional("status", "", "can it be isolated", &T::status, IsolationStatus::isolated),
            optional("customers_low_pressure", "",
                     "connected, enough pressure before, below the required pressure now; -1: not known",
                     &T::customers_low_pressure, none),
            optional("min_gauge_pressure_pa", "Pa(g)",
                     "lowest pressure where it falls by more than 1 Pa and gas still comes", &T::min_gauge_pressure_pa,
                     missing_real),
            optional("worst_node", "", "where that is", &T::worst_node, ""),
            optional("solve", "", "how these pressures were found", &T::solve, OutageSolve::none));
    }
};

/// One row per pipe, in table order. Precondition: require_sound(network).
[[nodiscard]] CriticalityResults criticality(const Network &network, const SegmentOptions &options = {});
/// The same with the segments found already (find_segments() of this network).
[[nodiscard]] CriticalityResults criticality(const Network &network, const Segments &segments);

/// What hangs on each valve being operable: if it is not, the segments at its two sides are shut together.
struct ValveCriticalityResults {
    static constexpr std::string_view name = "result_valve_criticality", about = "valve";
    std::vector<std::string> id;
    std::vector<std::int32_t> from_segment, to_segment, surrounding_valves;
    std::vector<double> length_increase, demand_increase, customers_increase;
    std::vector<Flag> redundant;

    static constexpr auto columns() {
        using T = ValveCriticalityResults;
        return std::make_tuple(
            required("id", "", "valve", &T::id),
            optional("from_segment", "", "segment at one side; -1: on a pipe without gas", &T::from_segment,
                     std::int32_t{-1}),
            optional("to_segment", "", "segment at the other side", &T::to_segment, std::int32_t{-1}),
            optional("surrounding_valves", "", "other valves that bound the two segments", &T::surrounding_valves,
                     std::int32_t{0}),
            optional("length_increase", "", "relative growth of the pipe length shut", &T::length_increase, 0.0),
            optional("demand_increase", "", "relative growth of the demand inside", &T::demand_increase, 0.0),
            optional("customers_increase", "", "relative growth of the customers inside", &T::customers_increase, 0.0),
            optional("redundant", "", "1: both sides are one segment; it separates nothing", &T::redundant, Flag{0}));
    }
};

/// One row per valve, in table order. Increase of X: (Xa + Xb) / max(Xa, Xb) − 1, 0 where the larger is 0 (valve
/// segment attributes of WNTR, U.S. EPA). O(valves · log valves).
[[nodiscard]] ValveCriticalityResults valve_criticality(const Network &network, const Segments &segments);

} // namespace gastwin
