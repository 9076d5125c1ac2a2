// SPDX-License-Identifier: Apache-2.0
// Distances that the rules ask for between buried gas pipes and what stands or lies beside them.
//
// Zones: GB 55009-2021, 5.1.6 and 5.1.7, from the pipe's outer wall. Clearances in plan: GB 50028 table 6.3.3-1, rows
// of buildings (foundation up to medium pressure, wall above), drains, cables in ducts and heating trenches. Caveats:
// the clearances are as this project knows the table, to be checked against the edition in force; relaxations by
// protection or wall thickness are not applied; high pressure has rules of its own (missing here).
#pragma once
#include <string_view>

#include "models/classes.hpp"

namespace gastwin {

struct Zones {
    double protection_m, control_m;
};

/// 0.5 and 5 m up to medium pressure and where it is unknown, 1.5 and 15 m for sub-high, 5 and 50 m above.
[[nodiscard]] Zones zones_of(PressureClass pressure_class);

enum class Structure { building, drain, cable_duct, heat_trench, gas };

/// What an enclosed space is by its kind as registered. Unknown kinds count as drains, the strictest row up to medium
/// pressure but for heating; the pits of gas valves belong to the pipe.
[[nodiscard]] Structure structure_of(std::string_view space_kind);

/// Missing where no distance is asked for, or the class is unknown; medium pressure of unknown grade counts as A.
[[nodiscard]] double clearance_m(Structure structure, PressureClass pressure_class);

} // namespace gastwin
