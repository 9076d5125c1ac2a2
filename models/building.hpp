// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/table.hpp"

namespace gastwin {

/// Buildings, by centroid and footprint area; the outline itself is Network::building_outline.
struct Buildings {
    static constexpr std::string_view name = "building";
    std::vector<std::string> id;
    std::vector<double> x_m, y_m, area_m2, height_m;
    std::vector<std::int32_t> built_year, floors, households;
    std::vector<double> people;
    std::vector<std::string> kind, estate, community, district;
    std::vector<Flag> old_estate;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Buildings::id),
            optional("x_m", "m", "easting of the centroid", &Buildings::x_m, missing_real),
            optional("y_m", "m", "northing of the centroid", &Buildings::y_m, missing_real),
            optional("area_m2", "m2", "footprint", &Buildings::area_m2, missing_real, not_negative),
            optional("height_m", "m", "height above ground", &Buildings::height_m, missing_real, {0, 1000}),
            optional("built_year", "a", "calendar year of construction", &Buildings::built_year, missing_int,
                     {1000, 2200}),
            optional("floors", "", "floors above ground", &Buildings::floors, missing_int, {0, 300}),
            optional("households", "", "households in it", &Buildings::households, missing_int, {0, 100000}),
            optional("people", "", "people present on average; missing: from households", &Buildings::people,
                     missing_real, not_negative),
            optional("kind", "", "kind of building or special place", &Buildings::kind, ""),
            optional("estate", "", "estate", &Buildings::estate, ""),
            optional("community", "", "community", &Buildings::community, ""),
            optional("district", "", "township or sub-district", &Buildings::district, ""),
            optional("old_estate", "", "1: listed as old estate", &Buildings::old_estate, Flag{0}),
            optional("source", "", "file and layer it came from", &Buildings::source, ""),
            optional("source_row", "", "1-based data row in the source", &Buildings::source_row, missing_int));
    }
};

} // namespace gastwin
