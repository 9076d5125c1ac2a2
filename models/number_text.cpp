// SPDX-License-Identifier: Apache-2.0
#include "models/number_text.hpp"

#include <array>
#include <charconv>

namespace gastwin {

std::string number_text(double value) {
    std::array<char, 32> buffer{};
    const auto [end, failure] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return failure == std::errc{} ? std::string(buffer.data(), end) : std::string();
}

} // namespace gastwin
