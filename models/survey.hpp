// SPDX-License-Identifier: Apache-2.0
// What the survey says, before anything is joined: points and lines as rows, ends as text ids, values normalised but
// nothing repaired.
#pragma once
#include "models/classes.hpp"
#include "models/pipe.hpp"
#include "models/table.hpp"

namespace gastwin {

struct SurveyPoints {
    static constexpr std::string_view name = "survey_point";
    std::vector<std::string> id;
    std::vector<double> x_m, y_m, ground_level_m, depth_m;
    std::vector<std::string> feature, appurtenance;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "point number; may repeat in a broken survey", &SurveyPoints::id),
            optional("x_m", "m", "easting", &SurveyPoints::x_m, missing_real),
            optional("y_m", "m", "northing", &SurveyPoints::y_m, missing_real),
            optional("ground_level_m", "m", "ground height above the datum", &SurveyPoints::ground_level_m,
                     missing_real),
            optional("depth_m", "m", "cover; negative above ground", &SurveyPoints::depth_m, missing_real),
            optional("feature", "", "feature (特征)", &SurveyPoints::feature, ""),
            optional("appurtenance", "", "appurtenance (附属物)", &SurveyPoints::appurtenance, ""),
            optional("source", "", "file and layer", &SurveyPoints::source, ""),
            optional("source_row", "", "1-based data row", &SurveyPoints::source_row, missing_int));
    }
};

struct SurveyLines {
    static constexpr std::string_view name = "survey_line";
    std::vector<std::string> id, from_point, to_point;
    std::vector<double> from_depth_m, to_depth_m, length_m, inner_diameter_m, outer_diameter_m;
    std::vector<std::string> diameter_text;
    std::vector<Material> material;
    std::vector<PressureClass> pressure_class;
    std::vector<std::int32_t> install_year;
    std::vector<UseState> state;
    std::vector<PipeRole> role;
    std::vector<std::string> laying, street;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "pipe number; may repeat in a broken survey", &SurveyLines::id),
            optional("from_point", "", "point number at the start", &SurveyLines::from_point, ""),
            optional("to_point", "", "point number at the end", &SurveyLines::to_point, ""),
            optional("from_depth_m", "m", "cover at the start", &SurveyLines::from_depth_m, missing_real),
            optional("to_depth_m", "m", "cover at the end", &SurveyLines::to_depth_m, missing_real),
            optional("length_m", "m", "length as recorded", &SurveyLines::length_m, missing_real),
            optional("inner_diameter_m", "m", "clear bore", &SurveyLines::inner_diameter_m, missing_real),
            optional("outer_diameter_m", "m", "outer diameter", &SurveyLines::outer_diameter_m, missing_real),
            optional("diameter_text", "", "nominal size, e.g. DN150 or de110", &SurveyLines::diameter_text, ""),
            optional("material", "", "material", &SurveyLines::material, Material::unknown),
            optional("pressure_class", "", "pressure class", &SurveyLines::pressure_class, PressureClass::unknown),
            optional("install_year", "a", "calendar year of laying", &SurveyLines::install_year, missing_int),
            optional("state", "", "state of use", &SurveyLines::state, UseState::unknown),
            optional("role", "", "what the pipe is for", &SurveyLines::role, PipeRole::unknown),
            optional("laying", "", "laying method", &SurveyLines::laying, ""),
            optional("street", "", "street", &SurveyLines::street, ""),
            optional("source", "", "file and layer", &SurveyLines::source, ""),
            optional("source_row", "", "1-based data row", &SurveyLines::source_row, missing_int));
    }
};

} // namespace gastwin
