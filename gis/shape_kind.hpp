// SPDX-License-Identifier: Apache-2.0
// What the shapes of a layer are, whether it is read from a survey or written to a twin.
#pragma once
#include <cstdint>

namespace gastwin {

enum class ShapeKind : std::uint8_t { none, point, line, polygon };

} // namespace gastwin
