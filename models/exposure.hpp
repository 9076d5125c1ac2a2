// SPDX-License-Identifier: Apache-2.0
// What lies over, in and beside the pipes.
#pragma once
#include <string>
#include <vector>

#include "models/names.hpp"
#include "models/table.hpp"

namespace gastwin {

/// How a thing lies to a pipe; the first that holds.
enum class ExposureKind : std::uint8_t { built_over, in_space, crosses_space, protection_zone, control_zone };

template <> struct Names<ExposureKind> {
    static constexpr std::array<Name, 5> names{{{"built_over", "stands on the pipe", "占压"},
                                                {"in_space", "the pipe passes through it", "穿越"},
                                                {"crosses_space", "the pipe passes above or below it", "上下穿过"},
                                                {"protection_zone", "reaches into the protection zone", "进入保护范围"},
                                                {"control_zone", "reaches into the control zone", "进入控制范围"}}};
};

/// One row for each pipe and each building, enclosed space, works or special place near it.
struct Exposures {
    static constexpr std::string_view name = "exposure";
    std::vector<std::string> id, pipe;
    std::vector<ExposureKind> kind;
    std::vector<std::string> table_name, object_id, what;
    std::vector<double> length_m, distance_m, clearance_m, x_m, y_m;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "running number", &Exposures::id),
            required("pipe", "", "id of the pipe", &Exposures::pipe),
            required("kind", "", "how the thing lies to the pipe", &Exposures::kind),
            required("table_name", "",
                     "table of the thing: building, enclosure, record (works) or customer (special place)",
                     &Exposures::table_name),
            required("object_id", "", "id of the thing", &Exposures::object_id),
            optional("what", "", "special place, kind of building or space, or cause of the works", &Exposures::what,
                     ""),
            optional("length_m", "m", "length of the pipe's axis inside its plan", &Exposures::length_m, 0.0,
                     not_negative),
            optional("distance_m", "m", "in plan, from the pipe's outer wall to it; 0: the pipe is under or in it",
                     &Exposures::distance_m, missing_real, not_negative),
            optional("clearance_m", "m", "least distance that the rules ask for; empty: no rule",
                     &Exposures::clearance_m, missing_real, not_negative),
            optional("x_m", "m", "where it is", &Exposures::x_m, missing_real),
            optional("y_m", "m", "where it is", &Exposures::y_m, missing_real));
    }
};

} // namespace gastwin
