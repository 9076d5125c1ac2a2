// SPDX-License-Identifier: Apache-2.0
// Coordinates that are not what they are said to be.
#pragma once
#include <string>
#include <vector>

#include "gis/mapping.hpp"
#include "models/issue.hpp"

namespace gastwin {

/// Drawn layers with the northing first are turned round (axes_exchanged): where the magnitudes say so and, if the
/// layer names a system, its area of use holds the turned place and not the one drawn. Text tables need no such step:
/// positions() decides by magnitude.
void exchange_axes(std::vector<MappedLayer> &layers, Issues &issues);

/// Reports (gcj02_suspected) a register whose places fit the pipes markedly better once one of the two is moved by the
/// shift of Chinese web maps: median distance to the nearest pipe halved and at least 5 m less. Moves nothing.
/// Precondition: all layers are in the metric system `crs`.
void suspect_web_map_shift(const std::vector<MappedLayer> &layers, const std::string &crs, Issues &issues);

} // namespace gastwin
