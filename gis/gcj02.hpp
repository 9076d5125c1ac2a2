// SPDX-License-Identifier: Apache-2.0
// GCJ-02, the shifted coordinates of Chinese web maps: 480 to 590 m off, no EPSG system, no inverse in closed form.
#pragma once
#include "models/geometry.hpp"

namespace gastwin {

/// Longitude and latitude (degrees, WGS 84 or CGCS2000) as a Chinese web map shows them; outside 72.004…137.8347° E,
/// 0.8293…55.8271° N unchanged, as there.
/// Source: the published open-source form (hujiulong/gcoord); check values in tests/gis/gcj02_test.cpp.
[[nodiscard]] Point gcj02(Point longitude_latitude);

} // namespace gastwin
