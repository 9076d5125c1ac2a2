// SPDX-License-Identifier: Apache-2.0
// The network as a solver sees it: pressure zones with their equations, and the regulators ("feeds") between them.
#pragma once
#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "engine/steady.hpp"
#include "engine/zone_solver.hpp"
#include "engine/zones.hpp"

namespace gastwin {

enum class FeedMode : std::uint8_t { unsupplied, closed, controlling, wide_open, capacity_limited, bypassed };

template <> struct Names<FeedMode> {
    static constexpr std::array<Name, 6> names{{{"unsupplied", "no gas upstream", "上游无气"},
                                                {"closed", "closed", "关闭"},
                                                {"controlling", "controlling", "调压"},
                                                {"wide_open", "wide open", "全开"},
                                                {"capacity_limited", "at capacity", "达到容量"},
                                                {"bypassed", "bypassed by pipes", "被管道旁通"}}};
};

/// One regulator, check valve or compressor that may pass gas from one zone into another (or, check valves and
/// compressors alone, from one place of a zone to another).
struct Feed {
    std::int32_t regulator = -1;
    std::int32_t up_vertex = -1, down_vertex = -1, up_zone = -1, down_zone = -1;
    double set_pa = 0.0;      ///< absolute; infinite: none
    double capacity_kg_s = 0; ///< infinite when unlimited
    double droop_pa = 0.0, lockup_pa = 0.0;
    double lift = 1.0; ///< largest ratio of outlet to inlet pressure
    double min_differential_pa = 0.0;
    bool has_bypass = false; ///< passes gas at the inlet's pressure where that is above what it would hold
    double flow_kg_s = 0.0;
    FeedMode mode = FeedMode::unsupplied;

    [[nodiscard]] OutletElement outlet(double gravity) const {
        return {set_pa, droop_pa, lockup_pa, capacity_kg_s, gravity};
    }
    [[nodiscard]] bool has_droop() const { return droop_pa > 0.0 || lockup_pa > 0.0; }
    [[nodiscard]] bool is_loop() const { return up_zone == down_zone; }
    /// The highest outlet pressure this inlet pressure allows.
    [[nodiscard]] double reach_pa(double inlet_pa) const { return lift * inlet_pa - min_differential_pa; }
    /// The pressure it holds at its outlet while it passes this flow.
    [[nodiscard]] double held_pa(double inlet_pa, double at_flow_kg_s) const {
        const double set = std::isfinite(set_pa) ? outlet_pressure_pa(outlet(1.0), at_flow_kg_s) : set_pa;
        return std::max(std::min(set, reach_pa(inlet_pa)), has_bypass ? inlet_pa : 0.0);
    }
};

/// What the control of one row means for its feed, in this state, at this set point and with this atmosphere at the
/// outlet. Throws Error("value_out_of_range") for a compressor without the ratio or capacity it is to hold.
void set_control(const Regulators &regulator, std::size_t row, RegulatorState state, double set_gauge_pa,
                 double atmosphere_pa, Feed &feed);

/// A pressure held by a source, as potential at a junction of the zone.
struct Held {
    std::int32_t junction; ///< local
    std::int32_t source;   ///< row of the source that counts
    double potential_pa2;
};

struct Tier {
    ZoneProblem problem;
    ZoneSolver solver;
    std::vector<double> customer_kg_s; ///< customers' demand at each junction, and what relief valves there blow off
    std::vector<Held> held;            ///< at most one per junction
    std::vector<std::int32_t> in, out; ///< feeds whose upstream zone is supplied; loops last
    std::int32_t drain = -1; ///< the feed through which a zone without source loses what is injected there; -1: none
    std::vector<std::int32_t> drained;             ///< drains of other zones that end here; not among `in`
    double elevation_m = 0.0, gravity_per_m = 0.0; ///< E(z) = exp(gravity_per_m (z − elevation_m))
    bool supplied = false;

    // What the solve finds.
    ZoneFlow flow;              ///< also where the next solve starts from
    double level_pa2 = 0.0;     ///< ψ_ref; ψ_v = level + deviation
    bool over_supplied = false; ///< more is injected than taken and there is no outlet
    bool over_capacity = false; ///< the regulators together cannot carry the demand; solved as if they could
    bool stalled = false;       ///< the balance between starved regulators was not found
    bool solved = false;        ///< `flow` holds for these demands and
    std::vector<double> inputs; ///< these flows through `out`, then those given through `in`
};

/// Where demands followed the pressure the last time (engine/elastic.hpp): a start for the next.
struct ElasticAnswer {
    std::vector<Flag> elastic;         ///< zones in which they did; empty: no answer
    std::vector<double> potential_pa2; ///< ψ of each junction of the network
    std::vector<double> pipe_kg_s, port_kg_s;
};

struct Tiers {
    const Network &network;
    Graph graph;
    Zones zones;
    std::vector<double> elevation_m = {};    ///< of each vertex
    std::vector<double> atmosphere_pa = {};  ///< at each vertex
    std::vector<double> vertex_gravity = {}; ///< E of each vertex, in its zone's measure
    std::vector<FrictionCurve> curve = {};   ///< one for each relative roughness that many pipes share
    std::vector<Feed> feed = {};
    std::vector<std::int32_t> feed_of_regulator = {}; ///< -1: none (closed, or both ends in one zone)
    /// Feeds by the zone they leave: those of zone z are leaving[leaving_start[z]] … leaving[leaving_start[z + 1] - 1].
    std::vector<std::int32_t> leaving_start = {}, leaving = {};
    std::vector<Tier> tier = {};                     ///< one per zone
    std::vector<std::int32_t> downstream_order = {}; ///< zones, upstream ones first
    double highest_source_pa = 0.0;
    /// By customer, where demands followed the pressure (engine/elastic.hpp); empty where they were met as they stand.
    std::vector<double> supplied_kg_s = {};
    /// By regulator, where a relief valve opened; empty where none did.
    std::vector<double> relieved_kg_s = {};
    std::vector<std::string> infeasible = {}; ///< by zone: why its demands cannot be met; empty where they can
    ElasticAnswer elastic = {};
    NewtonLimits limits = {};

    [[nodiscard]] std::span<const std::int32_t> feeds_leaving(std::int32_t zone) const {
        const auto first = static_cast<std::size_t>(leaving_start[static_cast<std::size_t>(zone)]);
        const auto last = static_cast<std::size_t>(leaving_start[static_cast<std::size_t>(zone) + 1]);
        return std::span(leaving).subspan(first, last - first);
    }
    [[nodiscard]] std::int32_t local_junction(std::int32_t vertex) const {
        return zones.local[static_cast<std::size_t>(zones.junction_of_vertex[static_cast<std::size_t>(vertex)])];
    }
    [[nodiscard]] double gravity(std::int32_t vertex) const { return vertex_gravity[static_cast<std::size_t>(vertex)]; }
    [[nodiscard]] double potential_pa2(std::int32_t vertex, double pressure_pa) const; ///< ψ
    [[nodiscard]] double pressure_pa(std::int32_t vertex) const;                       ///< after the zone is solved
};

/// Throws Error("regulator_cycle") when regulators feed each other in a cycle through different zones. A regulator
/// whose ends are in one zone is bypassed by pipes: it passes nothing. Throws Error("value_out_of_range") for a
/// compressor without the ratio or capacity it is to hold.
[[nodiscard]] Tiers build_tiers(const Network &network, const SolveOptions &options);

/// Puts the customers' demands at their junctions and forgets what was found for others but the flows and the elastic
/// answer, from which the next solve starts.
void load_tiers(Tiers &tiers, std::span<const double> customer_demand_kg_s);

} // namespace gastwin
