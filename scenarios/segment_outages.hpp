// SPDX-License-Identifier: Apache-2.0
// The hydraulic half of criticality: who keeps a connection when a segment is shut but falls below the required
// pressure. Every segment in turn, on all threads; most need no solve at all (engine/outage_map.hpp), most others one
// of a few zones (engine/outage_solver.hpp), the rest one of the whole network.
#pragma once
#include <functional>

#include "engine/steady.hpp"
#include "scenarios/criticality.hpp"

namespace gastwin {

/// One row per segment.
struct SegmentOutages {
    std::vector<OutageSolve> solve;
    std::vector<std::int32_t> customers_low_pressure; ///< -1: not known
    std::vector<double> min_gauge_pressure_pa; ///< lowest of places that lose more than 1 Pa; missing where none does
    std::vector<std::string> worst_node;       ///< where that is, or the customer's node nearby
};

/// A row found in a run before this one, which did not end.
struct KnownOutage {
    std::int32_t segment = -1;
    OutageSolve solve = OutageSolve::none;
    std::int32_t customers_low_pressure = 0;
    double min_gauge_pressure_pa = missing_real;
    std::string worst_node;
};

struct OutageOptions {
    SolveOptions solve = {};
    double required_gauge_pressure_pa = 1000.0; ///< of customers; a company's value
    std::vector<std::int32_t> segments = {};    ///< to be looked at; empty: all
    bool whole_network = false; ///< solves the whole network for every segment: a check of the shorter ways
    Progress progress = {};
    std::vector<KnownOutage> known = {}; ///< of the same network, demands and options: not looked at again
    /// Called with every row that took a solve as it is found, by one thread at a time, in no order.
    std::function<void(const KnownOutage &)> keep = {};
};

/// One demand per customer row. Precondition: `segments` are those of the network. Errors as solve_steady(), and
/// "interrupted". The same for any number of threads.
///
/// Demands stand as they are in every row. Where they cannot be met with a segment shut the row says `infeasible`: who
/// would be below the required pressure is counted as if they were, which is no less than in an answer where demand
/// follows the pressure, and there is no lowest pressure. Where relief valves, sources at their limit or gas injected
/// in vain decide, or options.solve lets demand follow the pressure, rows are those of solve_steady().
/// Where demands are not met to begin with, every segment not left out is solved with the whole network, and segments
/// are left out by the flows that meeting them would take: next to zones short of gas that is a guide, no proof.
[[nodiscard]] SegmentOutages segment_outages(const Network &network, const Segments &segments,
                                             std::span<const double> customer_demand_kg_s,
                                             const OutageOptions &options = {});

/// criticality() with the hydraulic columns filled for the segment of each row; `segments` of the options is ignored.
[[nodiscard]] CriticalityResults hydraulic_criticality(const Network &network, const Segments &segments,
                                                       std::span<const double> customer_demand_kg_s,
                                                       OutageOptions options = {});

} // namespace gastwin
