// SPDX-License-Identifier: Apache-2.0
// Numbers as messages and files show them.
#pragma once
#include <string>

namespace gastwin {

/// Shortest text that reads back as the same number.
[[nodiscard]] std::string number_text(double value);

} // namespace gastwin
