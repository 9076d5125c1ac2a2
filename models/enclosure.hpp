// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/table.hpp"

namespace gastwin {

/// Enclosed spaces in which leaked gas may gather: manholes, culverts, utility tunnels, vaults.
struct Enclosures {
    static constexpr std::string_view name = "enclosure";
    std::vector<std::string> id, kind;
    std::vector<double> x_m, y_m, top_depth_m, bottom_depth_m;
    std::vector<std::string> owner, gas_protection, source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Enclosures::id),
            optional("kind", "", "kind as registered", &Enclosures::kind, ""),
            optional("x_m", "m", "easting of its middle", &Enclosures::x_m, missing_real),
            optional("y_m", "m", "northing of its middle", &Enclosures::y_m, missing_real),
            optional("top_depth_m", "m", "depth of its roof", &Enclosures::top_depth_m, missing_real, {-10, 100}),
            optional("bottom_depth_m", "m", "depth of its floor", &Enclosures::bottom_depth_m, missing_real,
                     {-10, 100}),
            optional("owner", "", "owner as registered", &Enclosures::owner, ""),
            optional("gas_protection", "", "protection of gas pipes that pass through, as registered",
                     &Enclosures::gas_protection, ""),
            optional("source", "", "file and layer it came from", &Enclosures::source, ""),
            optional("source_row", "", "1-based data row in the source", &Enclosures::source_row, missing_int));
    }
};

} // namespace gastwin
