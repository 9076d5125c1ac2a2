// SPDX-License-Identifier: Apache-2.0
// The network as a transient simulation sees it at one moment: junctions that store gas, blocks to be solved one by
// one, and the state of valves, regulators, sources and demands that events have left.
#pragma once
#include "engine/cell_problem.hpp"
#include "engine/event_controls.hpp"
#include "engine/tiers.hpp"

namespace gastwin {

/// A regulator, check valve or compressor, one per row.
struct Station : Feed {
    double weight = 1.0; ///< share among equals
    bool shut = false;
    bool bypassed = false;      ///< a regulator both ends of which lie in one zone: passes nothing
    bool is_compressor = false; ///< its outlet always depends on its inlet: open, it is a link

    [[nodiscard]] double still_pa() const { return set_pa + lockup_pa; } ///< outlet pressure at no flow
    /// Where it needs no law as a link: the same potential at both ends.
    [[nodiscard]] bool is_lossless() const { return !is_compressor && lift == 1.0 && min_differential_pa == 0.0; }
};

/// What a simulation carries from step to step.
struct GasState {
    std::vector<double> pressure_pa;  ///< per junction
    std::vector<double> pipe_kg_s;    ///< per graph edge
    std::vector<double> station_kg_s; ///< per regulator
    std::vector<double> source_kg_s;  ///< per source
    std::vector<FeedMode> mode;       ///< per regulator
};

/// Zones that exchange gas freely: solved together.
struct Block {
    std::vector<std::int32_t> zones = {};
    std::vector<std::int32_t> junction = {}, pipe_edge = {}; ///< global numbers of the problem's junctions and pipes
    /// What each port is: a source, a station's outlet into this block, or a station inside it.
    enum class PortKind : std::uint8_t { source, outlet, link };
    struct PortOf {
        PortKind kind;
        std::int32_t row;
    };
    std::vector<PortOf> port_of = {};
    std::vector<std::int32_t> stations_out = {}; ///< stations that take gas from this block
    double gravity_per_m = 0.0;
    CellProblem problem = {};
    GroundedLaplacian laplacian{0, {}, {}};
    std::vector<double> inputs = {}; ///< modes and flows across its border for which it is solved
    CellOutcome outcome{};
};

/// Customers' demand of one kind at one junction.
struct DemandHere {
    std::int32_t junction;
    CustomerKind kind;
    std::int32_t profile; ///< number, or -1
    double taken_kg_s, injected_kg_s;
};

struct ReliefHere {
    std::int32_t regulator, vertex;
    ReliefValve law;
};

struct TransientModel {
    const Network &network;
    const TransientOptions &options;
    Controls controls;
    Graph graph = {};      ///< cut into cells; split at every valve that is closed at some time
    Network switched = {}; ///< only the valve table, with the present positions
    std::vector<double> elevation_m = {}, atmosphere_pa = {}, vertex_volume_m3 = {};
    std::vector<ReliefHere> relief = {};

    // For the present positions of valves.
    Zones zones = {};
    std::vector<std::int32_t> junction_vertex = {}; ///< lowest vertex of each junction
    std::vector<double> volume_m3 = {};
    std::vector<double> valve_loss = {}; ///< valve_losses(), by graph edge
    std::vector<Station> station = {};
    std::vector<DemandHere> demand = {};

    // For the present set of regulators wide open.
    std::vector<std::int32_t> open_links = {};
    std::vector<Block> block = {};
    std::vector<std::int32_t> block_of_zone = {},
                              local = {};               ///< block of each zone, place of each junction in its block
    std::vector<std::vector<std::int32_t>> levels = {}; ///< blocks, lowest first; those of one level are independent

    [[nodiscard]] std::int32_t junction_of(std::int32_t vertex) const {
        return zones.junction_of_vertex[static_cast<std::size_t>(vertex)];
    }
};

/// Graph, volumes and controls as the network's tables have them; zones and blocks are still to be found.
[[nodiscard]] TransientModel make_model(const Network &network, std::span<const double> customer_kg_s,
                                        const TransientOptions &options, std::span<const PlannedEvent> events);

/// Zones, junctions, stations and demands for the present valves.
void find_junctions(TransientModel &model);

/// The state on other junctions: mass is kept, pressures follow. Call with the zones the state was made for.
[[nodiscard]] GasState transfer(const TransientModel &model, const Zones &before, const GasState &state);

/// Blocks for the stations that `mode` has wide open; those whose zones stay together are kept.
void find_blocks(TransientModel &model, const std::vector<FeedMode> &mode);

/// After controls have changed: set points and shares of all stations; the customers' demand.
void refresh_stations(TransientModel &model);
void refresh_demand(TransientModel &model);

/// E(z) for a block.
[[nodiscard]] double gravity_at(const TransientModel &model, double gravity_per_m, std::int32_t vertex);

/// Pressure at a vertex; differs from its junction's only where an open valve joins different heights.
[[nodiscard]] double vertex_pressure_pa(const TransientModel &model, const GasState &state, std::int32_t vertex);

/// Both ends in one block: its flow is an unknown of the block, not handed on.
[[nodiscard]] inline bool is_inside(const TransientModel &model, const Station &station) {
    return model.block_of_zone[static_cast<std::size_t>(station.up_zone)] ==
           model.block_of_zone[static_cast<std::size_t>(station.down_zone)];
}

/// Gas stored in each junction.
[[nodiscard]] std::vector<double> stored_kg(const TransientModel &model, const GasState &state);

} // namespace gastwin
