// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/table.hpp"

namespace gastwin {

/// What happened to an asset and when: leak and repair orders, hazards found, works nearby.
struct Records {
    static constexpr std::string_view name = "record";
    std::vector<std::string> id, kind, table_name, object_id, started, ended, cause, cause_detail, level, state;
    std::vector<double> excavation_depth_m;
    std::vector<std::string> protection_plan, guardian;
    std::vector<double> x_m, y_m;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Records::id),
            required("kind", "", "leak, hazard or works", &Records::kind),
            optional("table_name", "", "table of the asset", &Records::table_name, ""),
            optional("object_id", "", "id of the asset as registered", &Records::object_id, ""),
            optional("started", "", "ISO 8601 date or time of the event", &Records::started, ""),
            optional("ended", "", "ISO 8601 date or time it was closed", &Records::ended, ""),
            optional("cause", "", "cause as registered", &Records::cause, ""),
            optional("cause_detail", "", "second level of the cause", &Records::cause_detail, ""),
            optional("level", "", "severity as registered", &Records::level, ""),
            optional("state", "", "state as registered", &Records::state, ""),
            optional("excavation_depth_m", "m", "depth that works dig to", &Records::excavation_depth_m, missing_real,
                     {0, 1000}),
            optional("protection_plan", "", "works: plan agreed with the operator, as registered",
                     &Records::protection_plan, ""),
            optional("guardian", "", "works: guardian on site, as registered", &Records::guardian, ""),
            optional("x_m", "m", "easting", &Records::x_m, missing_real),
            optional("y_m", "m", "northing", &Records::y_m, missing_real),
            optional("source", "", "file and layer it came from", &Records::source, ""),
            optional("source_row", "", "1-based data row in the source", &Records::source_row, missing_int));
    }
};

} // namespace gastwin
