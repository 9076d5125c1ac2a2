// SPDX-License-Identifier: Apache-2.0
// The synthetic network while it is being laid: sections of pipes that share one size. Part of synthetic_city().
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/network.hpp"
#include "models/pipe_size.hpp"
#include "models/random.hpp"
#include "models/roughness.hpp"
#include "scenarios/synthetic/plan.hpp"

namespace gastwin::synthetic {

/// What is laid: the attributes that all pipes of a section share.
struct Laying {
    Material material = Material::steel;
    std::int32_t year = 2000;
    double depth_m = 1.0; ///< negative: aerial
    PressureClass pressure_class = PressureClass::low;
    PipeRole role = PipeRole::main;
    std::string street = {};
};

/// Pipes laid together with one size: rows first … last-1 of the pipe table.
struct Section {
    Laying laying;
    std::int32_t size = 0; ///< row of its ladder
    std::int32_t first = 0, last = 0;
};

struct Draft {
    Network network;
    std::vector<Section> section;
    std::vector<std::int32_t> section_of_pipe;
};

/// Sizes a material comes in.
[[nodiscard]] constexpr std::span<const NominalSize> ladder(Material material) {
    return is_plastic(material) ? std::span<const NominalSize>(pe_sizes) : std::span<const NominalSize>(dn_sizes);
}
/// Row of this nominal size in its ladder.
[[nodiscard]] std::int32_t size_row(Material material, std::string_view text);

NodeIdx add_node(Draft &draft, Point p, double depth_m, const char *feature);
/// Pipes added next belong to the new section; returns its number.
std::int32_t open_section(Draft &draft, Laying laying, std::int32_t size);
PipeIdx add_pipe(Draft &draft, NodeIdx from, NodeIdx to);
void set_size(Draft &draft, std::int32_t section, std::int32_t size);

/// A valve on a pipe; state of use drawn at a share of about 12 % stuck, buried or lost.
void add_valve(Draft &draft, PipeIdx pipe, double position, const char *kind, std::uint64_t seed);

[[nodiscard]] inline Point position_of(const Draft &draft, NodeIdx node) {
    return {draft.network.node.x_m[node.row()], draft.network.node.y_m[node.row()]};
}

/// "P000001" for row 0.
[[nodiscard]] std::string numbered(const char *prefix, std::size_t row, int digits = 6);

} // namespace gastwin::synthetic
