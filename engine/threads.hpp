// SPDX-License-Identifier: Apache-2.0
// When a loop is long enough for several threads. Loops that use it write to places of their own only, so the number
// of threads changes no result.
#pragma once
#include <cstddef>

namespace gastwin {

/// Shorter loops than this run on one thread: waking the others costs more.
inline constexpr std::size_t worth_threads = 4096;

} // namespace gastwin
