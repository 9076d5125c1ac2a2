// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string_view>

#include "models/error.hpp"

namespace gastwin {

/// Called with the name of a stage and the share done (0…1); returns false to stop. Empty: nobody listens.
using Progress = std::function<bool(std::string_view stage, double done)>;

/// Reports progress; throws Error("interrupted") when the listener asks to stop.
inline void report(const Progress &progress, std::string_view stage, double done) {
    if (progress && !progress(stage, done)) throw Error("interrupted");
}

} // namespace gastwin
