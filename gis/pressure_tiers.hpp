// SPDX-License-Identifier: Apache-2.0
// Which pressure tier every line belongs to, before anything is joined.
//
// Lines that certainly meet (by point number, or within t_noding_m) and state the same tier form blocks. A block that
// is outweighed three to one by a neighbouring block is a slip of the pen and takes that neighbour's class
// (wrong_pressure_class); blocks of like weight are a real change of class and are kept apart. Weight = lines, plus
// what anchors a block to its tier: regulator outlets (class of the set point), regulator inlets (any higher tier),
// sources (class of their pressure), feet of risers (low).
#pragma once
#include "gis/draft.hpp"
#include "gis/noding.hpp"

namespace gastwin {

/// Repairs contradicting classes and fills missing ones from the lines they certainly meet (missing_pressure_class).
void settle_pressure_classes(Draft &draft, std::span<const Join> joins);

/// Gives each tier that meets at a node a node of its own; where no regulator stands this is a
/// class_change_without_regulator. Precondition: classes are settled.
void part_tiers_at_nodes(Draft &draft);

/// The node of a register's point number: the highest (or lowest) tier's where tiers were parted; -1 when there is
/// none.
[[nodiscard]] std::int32_t node_of_tier(const Draft &draft, const std::string &point_id, bool highest);

} // namespace gastwin
