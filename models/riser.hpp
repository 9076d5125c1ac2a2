// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/classes.hpp"
#include "models/table.hpp"

namespace gastwin {

/// Vertical pipes in buildings that feed the household branches floor by floor.
struct Risers {
    static constexpr std::string_view name = "riser";
    std::vector<std::string> id;
    std::vector<NodeIdx> node;
    std::vector<BuildingIdx> building;
    std::vector<std::int32_t> floors, households;
    std::vector<double> height_m, inner_diameter_m;
    std::vector<Material> material;
    std::vector<std::int32_t> install_year;
    std::vector<std::string> diameter_text;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Risers::id), optional("node", "", "node at its foot", &Risers::node, {}),
            optional("building", "", "building it stands in", &Risers::building, {}),
            optional("floors", "", "floors served", &Risers::floors, missing_int, {0, 300}),
            optional("households", "", "households connected", &Risers::households, missing_int, {0, 100000}),
            optional("height_m", "m", "height of its top above its foot", &Risers::height_m, missing_real, {0, 1000}),
            optional("inner_diameter_m", "m", "clear bore", &Risers::inner_diameter_m, missing_real, {0.0, 1.0, true}),
            optional("material", "", "material", &Risers::material, Material::unknown),
            optional("install_year", "a", "calendar year of laying or last renewal", &Risers::install_year, missing_int,
                     {1800, 2200}),
            optional("diameter_text", "", "nominal size as practice writes it", &Risers::diameter_text, ""),
            optional("source", "", "file and layer it came from", &Risers::source, ""),
            optional("source_row", "", "1-based data row in the source", &Risers::source_row, missing_int));
    }
};

} // namespace gastwin
