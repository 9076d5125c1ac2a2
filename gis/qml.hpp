// SPDX-License-Identifier: Apache-2.0
// QGIS styles from a few lines of data: which attribute decides, and one class per colour.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gis/drawing.hpp"

namespace gastwin {

/// What a legend says, in both languages.
struct Label {
    std::string zh, en;
};

/// In one language, or in both ("其他 other") where none is asked for.
[[nodiscard]] std::string text_of(const Label &label, std::optional<Lang> lang);

/// QGIS silently draws a single symbol for renderer names it does not know; these two are spelt in qml.cpp only.
enum class Renderer : std::uint8_t { categorised, graduated };

/// One entry of the legend: a value (categorised; "" is everything else) or a range (graduated, ends included).
struct MapClass {
    std::string value;
    double low = 0.0, high = 0.0;
    Label label;
    std::uint32_t rgb = 0;
    double size_mm = 0.5; ///< line width, marker size; without effect on areas
};

struct Style {
    Label name;
    std::string attribute; ///< column, or QGIS expression
    Renderer renderer = Renderer::categorised;
    std::vector<MapClass> classes;
    std::string marker = "circle"; ///< QGIS name of the marker shape, for points
};

/// The style as QGIS reads it (checked with 3.22), for a layer of this shape; its legend in one language or in both.
[[nodiscard]] std::string qml(const Style &style, ShapeKind shape, std::optional<Lang> lang);

} // namespace gastwin
