// SPDX-License-Identifier: Apache-2.0
// Registers onto the network: what the ledgers name by id is put where the survey says it is. Rows that cannot be
// placed are reported; those that make no sense unplaced (regulators, sources, valves) are then left out of the tables.
#pragma once
#include "gis/pipes.hpp"

namespace gastwin {

/// Row in the node table of a point number; an invalid index when it is not in the network.
[[nodiscard]] NodeIdx network_node(const Draft &draft, const Assembly &assembly, const std::string &point_id,
                                   bool highest_tier);

/// A regulator whose inlet and outlet are one point stands between the tiers that meet there. Missing set points take
/// the median of the regulators of the same outlet class.
void place_regulators(Draft &draft, Assembly &assembly);
void place_sources(Draft &draft, Assembly &assembly);

/// Valves of the register by pipe id and position, and valves that only the survey's points show. A valve aside of its
/// pipe is moved to it (valve_off_pipe).
void place_valves(Draft &draft, Assembly &assembly);

/// Buildings, enclosures and records are taken over; risers go to their node and building, customers to their riser's
/// node (or another riser of their building: ambiguous_reference), their own node, or the nearest low-pressure pipe;
/// devices to their customer.
void place_users(Draft &draft, Assembly &assembly);

/// Issue about a row of a register.
template <TableType Table>
void report_asset(Issues &issues, const Table &table, std::size_t row, std::string_view kind, std::string column,
                  std::string value, std::string detail = {}, Point at = {missing_real, missing_real}) {
    add_issue(issues, {.kind = kind,
                       .layer = table.source[row].empty() ? std::string(Table::name) : table.source[row],
                       .object_id = table.id[row],
                       .row = table.source_row[row],
                       .column = std::move(column),
                       .value = std::move(value),
                       .detail = std::move(detail),
                       .x_m = at.x,
                       .y_m = at.y});
}

/// Finds the nearest pipe of a network by its drawn course.
class PipeFinder {
  public:
    explicit PipeFinder(const Network &network);

    struct Found {
        PipeIdx pipe; ///< invalid: none within reach
        Projection on;
    };
    /// Nearest pipe within reach for which accept(pipe) holds; the lowest row of several at the same distance.
    template <class Accept> [[nodiscard]] Found nearest(Point at, double reach_m, Accept accept) const {
        Found best{{}, {std::numeric_limits<double>::infinity(), 0.0, at}};
        std::vector<SegmentIndex::Hit> hits;
        index_.find(at, reach_m, hits);
        std::int32_t last = -1;
        for (const auto [line, segment] : hits) {
            if (line == last) continue;
            last = line;
            if (!accept(PipeIdx{line})) continue;
            const Projection on = project(courses_[static_cast<std::size_t>(line)], at);
            if (on.distance_m <= reach_m && on.distance_m < best.on.distance_m) best = {PipeIdx{line}, on};
        }
        return best;
    }

  private:
    std::vector<Course> courses_;
    SegmentIndex index_;
};

} // namespace gastwin
