// SPDX-License-Identifier: Apache-2.0
// What an assessment ends with, in the three levels of Chinese practice.
#pragma once
#include <array>
#include <cstdint>

#include "models/names.hpp"

namespace gastwin {

enum class Conclusion : std::uint8_t { none, control, renew_by, renew_now };

template <> struct Names<Conclusion> {
    static constexpr std::array<Name, 4> names{{{"none", "none", "无"},
                                                {"control", "control measures", "落实管控措施"},
                                                {"renew_by", "renew by a date", "限期改造"},
                                                {"renew_now", "renew now", "立即改造"}}};
};

} // namespace gastwin
