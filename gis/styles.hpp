// SPDX-License-Identifier: Apache-2.0
// Which map styles each layer of a twin file gets.
#pragma once
#include <string_view>
#include <vector>

#include "gis/fields.hpp"
#include "gis/qml.hpp"

namespace gastwin {

/// The styles of a layer, the default first; none for tables without geometry. Layers of the network go by name,
/// results by the columns they have (grade, year, design, velocity_m_s, ...). Classes of free-text and year columns
/// come from the values present.
[[nodiscard]] std::vector<Style> styles_of(std::string_view layer, ShapeKind shape, const std::vector<Field> &fields);

} // namespace gastwin
