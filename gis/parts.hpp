// SPDX-License-Identifier: Apache-2.0
// Work cut into parts for all threads. Which rows make a part must not depend on the number of threads, and each part
// writes only what is its own: then neither do results.
#pragma once
#include <cstddef>
#include <functional>

namespace gastwin {

/// Calls work(0) … work(count - 1), in no particular order. After something was thrown nothing more is begun, and it is
/// thrown again here, where it does not end the program.
void for_each_part(std::size_t count, const std::function<void(std::size_t part)> &work);

/// First row of a part when `rows` are cut into `count` nearly equal ones; the end of the last for part == count.
[[nodiscard]] constexpr std::size_t first_of_part(std::size_t rows, std::size_t part, std::size_t count) {
    return rows / count * part + rows % count * part / count;
}

} // namespace gastwin
