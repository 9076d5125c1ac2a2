// SPDX-License-Identifier: Apache-2.0
// When a loop is long enough for several threads. Loops that use it write to places of their own only, so the number
// of threads changes no result.
#pragma once
#include <cstddef>
#include <utility>

namespace gastwin {

/// Shorter loops than this run on one thread: waking the others costs more.
inline constexpr std::size_t worth_threads = 4096;

/// Calls f(i) for every i < count, on all threads where that is worth it. Short loops do not enter a parallel region:
/// even one of a single thread costs an allocation, and there are loops that run for every street of a city.
template <class F> void for_each_index(std::size_t count, F &&f) {
    if (count <= worth_threads) {
        for (std::size_t i = 0; i < count; ++i) f(i);
        return;
    }
#pragma omp parallel for schedule(static)
    for (std::size_t i = 0; i < count; ++i) f(i);
}

} // namespace gastwin
