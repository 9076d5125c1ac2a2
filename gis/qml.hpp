// SPDX-License-Identifier: Apache-2.0
// QGIS styles from a few lines of data: which attribute decides, and one class per colour.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gis/drawing.hpp"

namespace gastwin {

/// QGIS silently draws a single symbol for renderer names it does not know; these two are spelt in qml.cpp only.
enum class Renderer : std::uint8_t { categorised, graduated };

/// One entry of the legend: a value (categorised; "" is everything else) or a range (graduated, ends included).
struct MapClass {
    std::string value;
    double low = 0.0, high = 0.0;
    std::string label; ///< Chinese, then English
    std::uint32_t rgb = 0;
    double size_mm = 0.5; ///< line width, marker size; without effect on areas
};

struct Style {
    std::string name;
    std::string attribute; ///< column, or QGIS expression
    Renderer renderer = Renderer::categorised;
    std::vector<MapClass> classes;
    std::string marker = "circle"; ///< QGIS name of the marker shape, for points
};

/// The style as QGIS reads it (checked with 3.22), for a layer of this shape.
[[nodiscard]] std::string qml(const Style &style, ShapeKind shape);

} // namespace gastwin
