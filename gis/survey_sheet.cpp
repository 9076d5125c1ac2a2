// SPDX-License-Identifier: Apache-2.0
#include "gis/survey_sheet.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "models/random.hpp"

namespace gastwin {
namespace {

enum Stream : std::uint64_t { spelling_stream = 60 };

const char *material_text(Material material) {
    switch (material) {
    case Material::steel:
        return "钢管";
    case Material::galvanised:
        return "镀锌钢管";
    case Material::iron:
        return "铸铁";
    case Material::grey_iron:
        return "灰口铸铁";
    case Material::ductile_iron:
        return "球墨铸铁";
    case Material::pe:
        return "PE";
    case Material::pe80:
        return "PE80";
    case Material::pe100:
        return "PE100";
    case Material::pvc:
        return "PVC";
    case Material::copper:
        return "铜";
    case Material::stainless:
        return "不锈钢管";
    case Material::pex_al:
        return "铝塑";
    case Material::rubber:
        return "橡胶软管";
    case Material::other:
        return "其他";
    case Material::unknown:
        break;
    }
    return "";
}

std::string class_text(PressureClass pressure_class) {
    return pressure_class == PressureClass::unknown ? "" : std::string(label_of(pressure_class, Lang::zh));
}

const char *state_text(UseState state) {
    switch (state) {
    case UseState::abandoned:
        return "废弃";
    case UseState::empty:
        return "空管";
    case UseState::in_use:
        return "在用";
    case UseState::unknown:
        break;
    }
    return "";
}

std::string number_or_blank(std::int32_t value) { return is_missing(value) ? std::string() : std::to_string(value); }

double or_zero(double value) { return is_missing(value) ? 0.0 : value; }

std::vector<Point> drawn(const Network &net, std::size_t pipe) {
    if (pipe < net.pipe_line.rows() && net.pipe_line[pipe].size() > 1) {
        const auto course = net.pipe_line[pipe];
        return {course.begin(), course.end()};
    }
    const std::size_t a = net.pipe.from_node[pipe].row(), b = net.pipe.to_node[pipe].row();
    return {{net.node.x_m[a], net.node.y_m[a]}, {net.node.x_m[b], net.node.y_m[b]}};
}

template <std::size_t N> const char *pick(Random &draw, const std::array<const char *, N> &texts) {
    return texts[static_cast<std::size_t>(draw.integer(0, static_cast<int>(N) - 1))];
}

std::string varied_material(Material material, const std::string &plain, Random &draw) {
    using List = std::array<const char *, 6>;
    switch (material) {
    case Material::steel:
        return pick(draw, List{"钢", "钢管", "无缝钢管", "L245", "GS", "钢"});
    case Material::galvanised:
        return pick(draw, List{"镀锌", "镀锌管", "DXG", "镀锌钢管", "镀锌", "镀锌管"});
    case Material::grey_iron:
        return pick(draw, List{"铸铁", "灰口铸铁", "ZT", "灰口铸铁", "铸铁", "灰口铸铁"});
    case Material::ductile_iron:
        return pick(draw, List{"球墨", "球墨铸铁", "QT", "铸铁", "球墨铸铁", "QM"});
    case Material::pe80:
        return pick(draw, List{"PE", "聚乙烯", "PE80", "pe管", "PE80", "PE"});
    case Material::pe100:
        return pick(draw, List{"PE", "聚乙烯", "PE100", "PE100 SDR11", "pe管", "PE100"});
    case Material::stainless:
        return pick(draw, List{"不锈钢", "不锈钢管", "不锈钢", "不锈钢", "不锈钢管", "不锈钢"});
    default:
        return plain;
    }
}

std::string varied_class(PressureClass pressure_class, const std::string &plain, Random &draw) {
    using List = std::array<const char *, 8>;
    if (pressure_class == PressureClass::low)
        return pick(draw, List{"低压", "低压", "低压", "低压<10kPa", "低压<10kPa", "2.5kPa", "0.0025MPa", "LP"});
    if (pressure_class == PressureClass::medium_a)
        return pick(draw, List{"中压A", "中压A", "中压A", "中压", "中压", "0.4MPa", "MP", "中压A"});
    return plain;
}

/// "DN150", "150", "DN 150", "Φ168.3", "φ168.3×6" for bores; "de110", "DN110", "110", "De110×10.0" for plastic.
std::string varied_size(const Pipes &pipe, std::size_t row, const std::string &plain, Random &draw) {
    const double u = draw.uniform(), outer = pipe.outer_diameter_m[row] * 1e3;
    if (plain.size() < 3 || is_missing(outer)) return plain;
    const std::string digits = plain.substr(2);
    if (plain.starts_with("de")) {
        if (u < 0.62) return plain;
        if (u < 0.86) return "DN" + digits;
        const double wall = (pipe.outer_diameter_m[row] - pipe.inner_diameter_m[row]) / 2 * 1e3;
        return u < 0.94 ? digits : "De" + digits + "×" + sheet_number(wall, 1);
    }
    if (u < 0.70) return plain;
    if (u < 0.82) return digits;
    if (u < 0.87) return "DN " + digits;
    const std::string outer_text = sheet_number(outer, 1);
    const double wall = (pipe.outer_diameter_m[row] - pipe.inner_diameter_m[row]) / 2 * 1e3;
    return u < 0.95 ? "Φ" + outer_text : "φ" + outer_text + "×" + sheet_number(wall, 2);
}

std::string varied_year(const std::string &plain, Random &draw) {
    if (plain.empty() || draw.chance(0.5)) return plain;
    const int month = draw.integer(1, 12);
    const std::string text = std::to_string(month);
    return plain + (month < 10 ? "-0" : "-") + text + "-01";
}

} // namespace

std::string sheet_number(double value, int decimals) {
    if (is_missing(value)) return {};
    const double scale = std::pow(10.0, decimals);
    const double rounded = std::round(value * scale) / scale;
    std::array<char, 40> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), rounded == 0.0 ? 0.0 : rounded, std::chars_format::fixed);
    return {text.data(), end.ptr};
}

SurveySheet survey_sheet(const Network &net) {
    SurveySheet sheet;
    for (std::size_t n = 0; n < row_count(net.node); ++n) {
        const double depth = or_zero(net.node.depth_m[n]);
        sheet.point.push_back({net.node.id[n],
                               {net.node.x_m[n], net.node.y_m[n]},
                               net.node.elevation_m[n] + depth,
                               depth,
                               net.node.kind[n].empty() ? "直线点" : net.node.kind[n],
                               ""});
    }
    for (const NodeIdx inlet : net.regulator.from_node) sheet.point[inlet.row()].appurtenance = "调压箱";
    for (std::size_t v = 0; v < row_count(net.valve); ++v) {
        const PipeIdx pipe = net.valve.pipe[v];
        if (!pipe.valid() || is_missing(net.valve.x_m[v])) continue;
        const double ground = sheet.point[net.pipe.from_node[pipe.row()].row()].ground_m;
        sheet.point.push_back({net.valve.id[v],
                               {net.valve.x_m[v], net.valve.y_m[v]},
                               ground,
                               or_zero(net.pipe.depth_m[pipe.row()]),
                               "",
                               net.valve.kind[v] == "阀门井" ? "阀门井" : "阀门"});
    }
    for (std::size_t p = 0; p < row_count(net.pipe); ++p) {
        const double depth = or_zero(net.pipe.depth_m[p]);
        sheet.line.push_back({net.pipe.id[p], net.node.id[net.pipe.from_node[p].row()],
                              net.node.id[net.pipe.to_node[p].row()], depth, depth, material_text(net.pipe.material[p]),
                              net.pipe.diameter_text[p], class_text(net.pipe.pressure_class[p]),
                              number_or_blank(net.pipe.install_year[p]), state_text(net.pipe.state[p]),
                              net.pipe.laying[p], net.pipe.street[p], net.pipe.length_m[p], drawn(net, p),
                              static_cast<std::int32_t>(p)});
    }
    return sheet;
}

void vary_spelling(SurveySheet &sheet, const Network &net, std::uint64_t seed) {
    for (SheetLine &line : sheet.line) {
        const auto row = static_cast<std::size_t>(line.pipe);
        Random draw(seed, spelling_stream, row);
        line.material = varied_material(net.pipe.material[row], line.material, draw);
        line.diameter = varied_size(net.pipe, row, line.diameter, draw);
        line.pressure = varied_class(net.pipe.pressure_class[row], line.pressure, draw);
        line.year = varied_year(line.year, draw);
    }
}

} // namespace gastwin
