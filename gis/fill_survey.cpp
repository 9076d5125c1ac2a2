// SPDX-License-Identifier: Apache-2.0
// Survey lines and points (gis/fill.hpp).
#include <algorithm>
#include <cmath>
#include <map>

#include "gis/fill.hpp"
#include "gis/reserve_rows.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

/// One row of a line layer while its values are read.
struct LineColumns {
    std::int32_t material, diameter, pressure, year, state, role, laying, street, length, from_depth, to_depth;

    explicit LineColumns(const MappedLayer &layer)
        : material{layer.find("material")}, diameter{layer.find("diameter")}, pressure{layer.find("pressure")},
          year{layer.find("install_year")}, state{layer.find("state")}, role{layer.find("role")},
          laying{layer.find("laying")}, street{layer.find("street")}, length{layer.find("length_m")},
          from_depth{layer.find("from_depth_m")}, to_depth{layer.find("to_depth_m")} {}
};

/// The wall most often recorded for each outer diameter in the layer; ties go to the thinner one.
KnownWalls walls_of(const MappedLayer &layer, const LineColumns &columns) {
    std::map<std::pair<bool, std::int64_t>, std::map<double, int>> counts;
    const CodeList &materials = layer.profile().code_list("material");
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::string text = layer.text(columns.diameter, row);
        const Material material = read_material(layer.text(columns.material, row), materials).value;
        const PipeSize size = read_diameter(text, layer.unit(columns.diameter), material, missing_real, {}).value;
        if (!std::isnan(size.wall_m)) ++counts[wall_key(material, size.outer_diameter_m)][size.wall_m];
    }
    KnownWalls walls;
    for (const auto &[key, walls_seen] : counts)
        walls[key] = std::max_element(walls_seen.begin(), walls_seen.end(), [](const auto &a, const auto &b) {
                         return a.second < b.second;
                     })->first;
    return walls;
}

void read_line_material(const MappedLayer &layer, const LineColumns &columns, const KnownWalls &walls, std::size_t row,
                        std::size_t to, Inventory &inventory) {
    SurveyLines &line = inventory.line;
    const std::string text = layer.text(columns.material, row);
    const auto material = read_material(text, layer.profile().code_list("material"));
    line.material[to] = material.value;
    note_reading(layer, {"survey_line", "material", line.id[to], columns.material, row}, material,
                 std::string(code_of(material.value)), inventory);
    const auto size = read_diameter(layer.text(columns.diameter, row), layer.unit(columns.diameter), material.value,
                                    read_sdr(text), walls);
    line.diameter_text[to] = size.value.text;
    line.outer_diameter_m[to] = size.value.outer_diameter_m;
    line.inner_diameter_m[to] = size.value.inner_diameter_m;
    const Cell cell{"survey_line", "inner_diameter_m", line.id[to], columns.diameter, row};
    note_reading(layer, cell, size, number_text(size.value.inner_diameter_m), inventory);
}

void read_line_codes(const MappedLayer &layer, const LineColumns &columns, std::int32_t this_year, std::size_t row,
                     std::size_t to, Inventory &inventory) {
    SurveyLines &line = inventory.line;
    const std::string &id = line.id[to];
    const auto pressure = read_pressure_class(layer.text(columns.pressure, row), layer.unit(columns.pressure),
                                              layer.profile().code_list("pressure_class"));
    line.pressure_class[to] = pressure.value;
    note_reading(layer, {"survey_line", "pressure_class", id, columns.pressure, row}, pressure,
                 std::string(code_of(pressure.value)), inventory);
    auto year = read_year(layer.text(columns.year, row), this_year);
    constexpr std::int32_t first_plastic_gas_pipe = 1980; // in China
    if (is_plastic(line.material[to]) && year.problem.empty() && year.value < first_plastic_gas_pipe)
        year.problem = "bad_install_year";
    line.install_year[to] = year.value;
    note_reading(layer, {"survey_line", "install_year", id, columns.year, row}, year, std::to_string(year.value),
                 inventory);
    if (const auto state = layer.code("state", columns.state, row, id, inventory.issue); state && !state->empty())
        line.state[to] = *parse_code<UseState>(*state);
    if (const auto role = layer.code("role", columns.role, row, id, inventory.issue); role && !role->empty())
        line.role[to] = *parse_code<PipeRole>(*role);
}

/// Laying method in words, and the role it implies for a low-pressure pipe without one.
void read_line_laying(const MappedLayer &layer, const LineColumns &columns, std::size_t row, std::size_t to,
                      Inventory &inventory) {
    SurveyLines &line = inventory.line;
    const std::string text = layer.text(columns.laying, row);
    const CodeList &words = layer.profile().code_list("laying");
    const auto word = words.find(fold(text));
    line.laying[to] = word == words.end() ? text : word->second;
    const CodeList &roles = layer.profile().code_list("role_by_laying");
    const auto role = roles.find(fold(line.laying[to]));
    const bool low = pressure_tier(line.pressure_class[to]) <= 1;
    if (role == roles.end() || line.role[to] != PipeRole::unknown || !low) return;
    line.role[to] = *parse_code<PipeRole>(role->second);
    const Reading<PipeRole> reading{line.role[to], Origin::inferred, "laying method", 0.8, {}};
    note_reading(layer, {"survey_line", "role", line.id[to], columns.laying, row}, reading, role->second, inventory);
}

double median_depth(const MappedLayer &layer, std::initializer_list<std::int32_t> columns) {
    std::vector<double> depths;
    for (const std::int32_t column : columns)
        for (std::size_t row = 0; row < layer.rows(); ++row)
            if (const auto depth = parse_number(layer.text(column, row))) depths.push_back(std::abs(*depth));
    return median(std::move(depths)) * si_factor(layer.unit(*columns.begin()));
}

/// Covers are 0.3 to 6 m. A value of 30 to 600 where the layer's median is plausible in metres was written in
/// centimetres; where the median itself is such a value the whole layer was.
bool is_centimetres(double depth, double layer_median) {
    const bool layer_in_cm = layer_median >= 30.0 && layer_median <= 600.0;
    return layer_in_cm || (std::abs(depth) >= 30.0 && std::abs(depth) <= 600.0 && layer_median < 10.0);
}

struct DepthColumn {
    std::string_view table, name;
    std::int32_t column;
    double layer_median;
};

/// Depth of one cell in metres; true if it was written in centimetres.
bool read_depth(const MappedLayer &layer, const DepthColumn &where, std::size_t row, const std::string &id,
                double &depth, Inventory &inventory) {
    depth = layer.number(where.column, row, id, inventory.issue);
    if (std::isnan(depth)) return false;
    if (!is_centimetres(depth, where.layer_median)) {
        if (std::abs(depth) > 50.0) {
            add_issue(inventory.issue, layer.issue_at("value_out_of_range", where.column, row, id));
            depth = missing_real;
        }
        return false;
    }
    depth /= 100.0;
    const Reading<double> reading{depth, Origin::rule, "centimetres by the layer's median", 0.95, {}};
    note_reading(layer, {where.table, where.name, id, where.column, row}, reading, number_text(depth), inventory);
    return true;
}

void read_line_depths(const MappedLayer &layer, const LineColumns &columns, std::size_t first, Inventory &inventory) {
    SurveyLines &line = inventory.line;
    const double usual = median_depth(layer, {columns.from_depth, columns.to_depth});
    const DepthColumn from{"survey_line", "from_depth_m", columns.from_depth, usual};
    const DepthColumn to{"survey_line", "to_depth_m", columns.to_depth, usual};
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t at = first + row;
        const bool from_cm = read_depth(layer, from, row, line.id[at], line.from_depth_m[at], inventory);
        const bool to_cm = read_depth(layer, to, row, line.id[at], line.to_depth_m[at], inventory);
        if (from_cm || to_cm)
            add_issue(inventory.issue,
                      layer.issue_at("depth_in_cm", from_cm ? columns.from_depth : columns.to_depth, row, line.id[at]));
    }
}

double positive_length(const MappedLayer &layer, std::int32_t column, std::size_t row, const std::string &id,
                       Issues &issues) {
    const double length = layer.number(column, row, id, issues);
    if (std::isnan(length) || length > 0.0) return length;
    add_issue(issues, layer.issue_at("value_out_of_range", column, row, id));
    return missing_real;
}

} // namespace

void fill_lines(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory) {
    SurveyLines &line = inventory.line;
    const std::size_t first = append_rows(line, layer, inventory.issue);
    const LineColumns columns(layer);
    const std::int32_t from = layer.find("from_point"), to = layer.find("to_point");
    const KnownWalls walls = walls_of(layer, columns);
    // Material, size and class of a line, the role of its pieces, and what is filled in.
    constexpr std::size_t provenance_rows_per_line = 6;
    reserve_more(inventory.provenance, provenance_rows_per_line * layer.rows());
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t at = first + row;
        line.from_point[at] = layer.text(from, row);
        line.to_point[at] = layer.text(to, row);
        line.street[at] = layer.text(columns.street, row);
        line.length_m[at] = positive_length(layer, columns.length, row, line.id[at], inventory.issue);
        read_line_material(layer, columns, walls, row, at, inventory);
        read_line_codes(layer, columns, this_year, row, at, inventory);
        read_line_laying(layer, columns, row, at, inventory);
        if (layer.raw().kind == ShapeKind::none) inventory.line_shape.push_back({});
        else inventory.line_shape.push_back(layer.raw().shape[row]);
    }
    read_line_depths(layer, columns, first, inventory);
}

void fill_points(const MappedLayer &layer, Inventory &inventory) {
    SurveyPoints &point = inventory.point;
    const std::size_t first = append_rows(point, layer, inventory.issue);
    const std::int32_t level = layer.find("ground_level_m"), depth = layer.find("depth_m");
    const std::int32_t feature = layer.find("feature"), appurtenance = layer.find("appurtenance");
    const DepthColumn where{"survey_point", "depth_m", depth, median_depth(layer, {depth})};
    const Positions at = positions(layer, inventory.issue);
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t to = first + row;
        point.x_m[to] = at.x_m[row];
        point.y_m[to] = at.y_m[row];
        point.ground_level_m[to] = layer.number(level, row, point.id[to], inventory.issue);
        if (read_depth(layer, where, row, point.id[to], point.depth_m[to], inventory))
            add_issue(inventory.issue, layer.issue_at("depth_in_cm", depth, row, point.id[to]));
        point.feature[to] = layer.text(feature, row);
        point.appurtenance[to] = layer.text(appurtenance, row);
    }
}

} // namespace gastwin
