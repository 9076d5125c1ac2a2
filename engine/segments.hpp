// SPDX-License-Identifier: Apache-2.0
// Isolation segments (阀门分区): what is joined without passing a valve or a regulator. Shutting any point of a segment
// shuts all of it. Segments are the vertices, valves and regulators the links of a multigraph; gas passes an open valve
// both ways and a working regulator from inlet to outlet only.
#pragma once
#include <span>
#include <vector>

#include "engine/dominators.hpp"
#include "engine/graph.hpp"

namespace gastwin {

/// What each segment holds; row = segment number.
struct SegmentTable {
    static constexpr std::string_view name = "segment", about = "";
    std::vector<std::string> id;
    std::vector<std::int32_t> sources, customers, households, special_customers, valves;
    std::vector<double> length_m, volume_m3, demand_kg_s;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "segment number; segments are numbered by their first node", &SegmentTable::id),
            optional("sources", "", "sources in it", &SegmentTable::sources, std::int32_t{0}),
            optional("customers", "", "customer rows in it", &SegmentTable::customers, std::int32_t{0}),
            optional("households", "", "households in it", &SegmentTable::households, std::int32_t{0}),
            optional("special_customers", "", "customers at special places in it", &SegmentTable::special_customers,
                     std::int32_t{0}),
            optional("valves", "", "valves that bound it, open or closed", &SegmentTable::valves, std::int32_t{0}),
            optional("length_m", "m", "pipe length", &SegmentTable::length_m, 0.0),
            optional("volume_m3", "m3", "clear volume of its pipes", &SegmentTable::volume_m3, 0.0),
            optional("demand_kg_s", "kg/s", "demand of its customers as it stands; injection counts as none",
                     &SegmentTable::demand_kg_s, 0.0));
    }
};

/// Valves (in table order), then regulators, between segments.
struct SegmentLinks {
    std::vector<EdgeKind> kind;
    std::vector<std::int32_t> element;  ///< row in the valve or regulator table
    std::vector<std::int32_t> from, to; ///< segments; equal for a valve that separates nothing
    std::vector<Flag> open;             ///< gas passes: valve open; regulator not closed
    std::vector<Flag> inoperable;       ///< open valve that cannot be turned: its two sides are one segment
};

struct Segments {
    Graph graph;
    std::vector<std::int32_t> vertex; ///< segment of each graph vertex
    std::vector<std::int32_t> edge;   ///< segment of each piece of pipe; -1 for valves and regulators
    SegmentTable table;
    SegmentLinks link;
    Adjacency links_at; ///< links at each segment; those with both sides in it are listed twice

    [[nodiscard]] std::int32_t segment_count() const { return static_cast<std::int32_t>(row_count(table)); }
    /// Links at segment s.
    [[nodiscard]] std::span<const std::int32_t> links_of(std::int32_t s) const;
    /// May gas leave segment s through this link, when it is open?
    [[nodiscard]] bool leads_out(std::int32_t link_row, std::int32_t s) const {
        const auto l = static_cast<std::size_t>(link_row);
        return link.kind[l] == EdgeKind::valve || link.from[l] == s;
    }
    /// The segment at the other side.
    [[nodiscard]] std::int32_t across(std::int32_t link_row, std::int32_t s) const {
        const auto l = static_cast<std::size_t>(link_row);
        return link.from[l] == s ? link.to[l] : link.from[l];
    }
};

struct SegmentOptions {
    std::vector<ValveIdx> inoperable = {}; ///< besides the valves whose `operable` is 0
};

/// Precondition: require_sound(network); listed valves exist (Error unknown_valve). Open valves that cannot be turned
/// join their two sides; closed ones stay a boundary, because they hold where they are. Union-find,
/// O((vertices + edges) · α). The same partition comes out for any order of rows and direction of pipes.
[[nodiscard]] Segments find_segments(const Network &network, const SegmentOptions &options = {});

/// Segments that a pipe passes, in order along it, not necessarily distinct; with a position only those that touch it
/// (two when it is at a valve). Empty for pipes that carry no gas.
[[nodiscard]] std::vector<std::int32_t> segments_of_pipe(const Segments &segments, PipeIdx pipe,
                                                         double position = missing_real);

/// Segment that nothing but the regulators of one station hang on: no customer, no source, one valve to the rest of the
/// network, and all working regulators lead into one other segment. Returns that segment, -1 when s is no such inlet.
/// Closing its valve shuts the station, so the regulators themselves need not be touched.
[[nodiscard]] std::int32_t station_inlet_target(const Segments &segments, std::int32_t s);

/// Dominator tree of the segments; its root, number segment_count(), feeds every segment that holds a source.
/// Shutting segment s cuts off exactly its strict descendants; what is not reached has no supply to begin with.
[[nodiscard]] DominatorTree supply_tree(const Segments &segments);

/// Extends `reached` by all that gas gets to from the segments in `front` (marked in it already) through links with
/// `passes` set. Returns the front and what was added.
std::vector<std::int32_t> spread_supply(const Segments &segments, std::span<const Flag> passes,
                                        std::vector<std::int32_t> front, std::vector<Flag> &reached);

/// Segments supplied when the segments marked in `shut` (empty: none) are out of use, sources in them included.
[[nodiscard]] std::vector<Flag> supplied_segments(const Segments &segments, std::span<const Flag> shut = {});

} // namespace gastwin
