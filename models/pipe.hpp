// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/classes.hpp"
#include "models/table.hpp"

namespace gastwin {

/// What a pipe is for; decides defaults, frequency tables and map styles.
enum class PipeRole : std::uint8_t { unknown, main, service, courtyard, riser, indoor };

template <> struct Names<PipeRole> {
    static constexpr std::array<Name, 6> names{{{"unknown", "unknown", "未知"},
                                                {"main", "main", "干管"},
                                                {"service", "service", "引入管"},
                                                {"courtyard", "courtyard", "庭院管"},
                                                {"riser", "riser", "立管"},
                                                {"indoor", "indoor", "户内管"}}};
};

struct Pipes {
    static constexpr std::string_view name = "pipe";
    std::vector<std::string> id;
    std::vector<NodeIdx> from_node, to_node;
    std::vector<double> length_m, inner_diameter_m, outer_diameter_m, roughness_m, friction_factor, loss_coefficient;
    std::vector<Material> material;
    std::vector<PressureClass> pressure_class;
    std::vector<std::int32_t> install_year;
    std::vector<double> depth_m;
    std::vector<PipeRole> role;
    std::vector<UseState> state;
    std::vector<std::string> laying, street, diameter_text, source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Pipes::id),
            required("from_node", "", "node at the start", &Pipes::from_node),
            required("to_node", "", "node at the end", &Pipes::to_node),
            required("length_m", "m", "length used by the hydraulics", &Pipes::length_m, positive),
            required("inner_diameter_m", "m", "clear bore", &Pipes::inner_diameter_m, {0.0, 3.0, true}),
            optional("outer_diameter_m", "m", "outer diameter", &Pipes::outer_diameter_m, missing_real,
                     {0.0, 3.5, true}),
            optional("roughness_m", "m", "equivalent sand roughness; missing: that of the material",
                     &Pipes::roughness_m, missing_real, {0.0, 0.05}),
            optional("friction_factor", "", "Darcy factor used as it is; missing: computed", &Pipes::friction_factor,
                     missing_real, positive),
            optional("loss_coefficient", "", "sum of local loss coefficients", &Pipes::loss_coefficient, 0.0,
                     not_negative),
            optional("material", "", "material", &Pipes::material, Material::unknown),
            optional("pressure_class", "", "class of the maximum operating pressure", &Pipes::pressure_class,
                     PressureClass::unknown),
            optional("install_year", "a", "calendar year of laying", &Pipes::install_year, missing_int, {1800, 2200}),
            optional("depth_m", "m", "mean cover; negative above ground", &Pipes::depth_m, missing_real, {-150, 50}),
            optional("role", "", "what the pipe is for", &Pipes::role, PipeRole::unknown),
            optional("state", "", "state of use", &Pipes::state, UseState::in_use),
            optional("laying", "", "laying method as surveyed", &Pipes::laying, ""),
            optional("street", "", "street or estate the pipe lies in", &Pipes::street, ""),
            optional("diameter_text", "", "nominal size as practice writes it, e.g. DN150 or de110",
                     &Pipes::diameter_text, ""),
            optional("source", "", "file and layer the pipe came from", &Pipes::source, ""),
            optional("source_row", "", "1-based data row in the source", &Pipes::source_row, missing_int));
    }
};

} // namespace gastwin
