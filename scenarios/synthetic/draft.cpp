// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/draft.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gastwin::synthetic {
namespace {

// Survey practice: coordinates to the millimetre, lengths to the centimetre.
double to_mm(double m) { return std::round(m * 1e3) / 1e3; }
double to_cm(double m) { return std::round(m * 1e2) / 1e2; }

/// Gentle hills, a few metres high and about a kilometre apart.
double ground_level_m(Point p) { return 24.0 + 2.0 * std::sin(p.x / 430.0) + 1.5 * std::cos(p.y / 370.0); }

} // namespace

std::string numbered(const char *prefix, std::size_t row, int digits) {
    const std::string number = std::to_string(row + 1);
    const auto width = static_cast<std::size_t>(digits);
    return prefix + std::string(width > number.size() ? width - number.size() : 0, '0') + number;
}

std::int32_t size_row(Material material, std::string_view text) {
    const auto sizes = ladder(material);
    const auto found = std::find_if(sizes.begin(), sizes.end(), [&](const NominalSize &s) { return s.text == text; });
    if (found == sizes.end()) throw Error("internal", {}, {}, "no size " + std::string(text));
    return static_cast<std::int32_t>(found - sizes.begin());
}

NodeIdx add_node(Draft &draft, Point p, double depth_m, const char *feature) {
    Nodes &node = draft.network.node;
    const NodeIdx row = append_row(node, numbered("N", row_count(node)));
    node.x_m[row.row()] = to_mm(p.x), node.y_m[row.row()] = to_mm(p.y);
    node.depth_m[row.row()] = depth_m;
    node.elevation_m[row.row()] = to_cm(ground_level_m(p) - depth_m);
    node.kind[row.row()] = feature;
    return row;
}

std::int32_t open_section(Draft &draft, Laying laying, std::int32_t size) {
    const auto rows = static_cast<std::int32_t>(row_count(draft.network.pipe));
    draft.section.push_back({std::move(laying), size, rows, rows});
    return static_cast<std::int32_t>(draft.section.size()) - 1;
}

PipeIdx add_pipe(Draft &draft, NodeIdx from, NodeIdx to) {
    Pipes &pipe = draft.network.pipe;
    Section &section = draft.section.back();
    const Laying &laying = section.laying;
    const PipeIdx index = append_row(pipe, numbered("P", row_count(pipe)));
    const std::size_t row = index.row();
    pipe.from_node[row] = from, pipe.to_node[row] = to;
    pipe.length_m[row] = std::max(0.2, to_cm(distance_m(position_of(draft, from), position_of(draft, to))));
    pipe.roughness_m[row] = roughness_of(laying.material);
    pipe.material[row] = laying.material;
    pipe.pressure_class[row] = laying.pressure_class;
    pipe.install_year[row] = laying.year;
    pipe.depth_m[row] = laying.depth_m;
    pipe.role[row] = laying.role;
    pipe.laying[row] = laying.depth_m < 0.0 ? "架空" : "直埋";
    pipe.street[row] = laying.street;
    ++section.last;
    draft.section_of_pipe.push_back(static_cast<std::int32_t>(draft.section.size()) - 1);
    set_size(draft, draft.section_of_pipe.back(), section.size);
    return index;
}

void set_size(Draft &draft, std::int32_t section, std::int32_t size) {
    Section &s = draft.section[static_cast<std::size_t>(section)];
    s.size = size;
    const NominalSize &nominal = ladder(s.laying.material)[static_cast<std::size_t>(size)];
    Pipes &pipe = draft.network.pipe;
    for (auto row = static_cast<std::size_t>(s.first); row < static_cast<std::size_t>(s.last); ++row) {
        pipe.diameter_text[row] = nominal.text;
        pipe.outer_diameter_m[row] = nominal.outer_diameter_m;
        pipe.inner_diameter_m[row] = nominal.inner_diameter_m;
    }
}

void add_valve(Draft &draft, PipeIdx pipe, double position, const char *kind, std::uint64_t seed) {
    Network &net = draft.network;
    const ValveIdx index = append_row(net.valve, numbered("V", row_count(net.valve)));
    const std::size_t row = index.row();
    const Point a = position_of(draft, net.pipe.from_node[pipe.row()]);
    const Point b = position_of(draft, net.pipe.to_node[pipe.row()]);
    net.valve.pipe[row] = pipe, net.valve.position[row] = position;
    net.valve.x_m[row] = to_mm(a.x + position * (b.x - a.x));
    net.valve.y_m[row] = to_mm(a.y + position * (b.y - a.y));
    net.valve.kind[row] = kind;
    const double u = Random(seed, valve_stream, row).uniform();
    const char *state = u < 0.85 ? "正常" : u < 0.90 ? "卡阻" : u < 0.94 ? "待查" : u < 0.975 ? "掩埋" : "无法找到";
    net.valve.state[row] = state;
    net.valve.operable[row] = u < 0.85 || (u >= 0.90 && u < 0.94);
}

} // namespace gastwin::synthetic
