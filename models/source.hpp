// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/table.hpp"

namespace gastwin {

/// Points where gas enters at a known pressure: city gates, station outlets.
struct Sources {
    static constexpr std::string_view name = "source";
    std::vector<std::string> id;
    std::vector<NodeIdx> node;
    std::vector<double> pressure_pa, gauge_pressure_pa, max_flow_kg_s;
    std::vector<std::string> kind;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Sources::id),
            required("node", "", "node held at this pressure", &Sources::node),
            optional("pressure_pa", "Pa", "absolute pressure; give this or the gauge pressure", &Sources::pressure_pa,
                     missing_real, positive),
            optional("gauge_pressure_pa", "Pa(g)", "pressure above the local atmosphere", &Sources::gauge_pressure_pa,
                     missing_real, {-101325, 2e7}),
            optional("max_flow_kg_s", "kg/s", "supply limit, reported when exceeded; missing: none",
                     &Sources::max_flow_kg_s, missing_real, flow_limit),
            optional("kind", "", "kind as registered", &Sources::kind, ""),
            optional("source", "", "file and layer it came from", &Sources::source, ""),
            optional("source_row", "", "1-based data row in the source", &Sources::source_row, missing_int));
    }
};

} // namespace gastwin
