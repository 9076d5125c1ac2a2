// SPDX-License-Identifier: Apache-2.0
// The synthetic city before any gas: rivers, streets, blocks and buildings. Part of synthetic_city().
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/geometry.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin::synthetic {

/// Streams of random numbers, one per purpose, so that a change in one shifts no other.
enum Stream : std::uint64_t {
    junction_stream = 1,
    river_stream,
    block_stream,
    street_stream,
    building_stream,
    link_stream,
    main_stream,
    service_stream,
    valve_stream,
    station_stream,
    unit_user_stream,
    device_stream,
    record_stream,
    enclosure_stream
};

/// A bent grid of junctions, row by row from south to north, and the street sections between neighbours.
/// Junctions never lie in a river; a street over a river is a bridge.
struct Streets {
    std::int32_t columns = 0, rows = 0;
    std::vector<Point> junction;
    std::vector<std::uint8_t> bank; ///< bit r: beyond river r

    std::vector<std::int32_t> from, to; ///< junctions of each street section
    std::vector<Flag> exists, bridge, arterial;

    [[nodiscard]] std::int32_t junction_at(int i, int j) const { return j * columns + i; }
    /// Section from junction (i, j) eastwards, or northwards.
    [[nodiscard]] std::int32_t east_of(int i, int j) const { return j * (columns - 1) + i; }
    [[nodiscard]] std::int32_t north_of(int i, int j) const { return rows * (columns - 1) + j * columns + i; }
    [[nodiscard]] std::string street_name(std::int32_t section) const;
};

/// Block (i, j) between junctions (i, j) and (i+1, j+1).
struct Block {
    std::int32_t i = 0, j = 0;
    Point centre;
    std::int32_t era = 2000; ///< about when it was built up
    std::uint8_t bank = 0;
    std::int32_t households = 0;
};

/// A building and where it meets the street: its façade starts `along` (share of the section's length) and runs on
/// for units × unit_width_m, set back from the street on the block's side.
struct PlannedBuilding {
    std::int32_t block = 0, section = 0;
    double along = 0.0;
    double setback_m = 14.0;
    std::int32_t units = 2, risers_per_unit = 1, floors = 6, built_year = 2000, households = 0;
};

inline constexpr double unit_width_m = 13.0;
inline constexpr double building_depth_m = 12.0;
inline constexpr std::int32_t households_per_floor_and_riser = 2;

struct Plan {
    Streets streets;
    std::vector<Block> blocks; ///< built-up ones only, from the centre outwards
    std::vector<PlannedBuilding> buildings;
};

/// O(households). The built-up area is round and just large enough.
[[nodiscard]] Plan plan_city(const CityOptions &options);

} // namespace gastwin::synthetic
