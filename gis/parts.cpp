// SPDX-License-Identifier: Apache-2.0
#include "gis/parts.hpp"

#include <atomic>
#include <exception>

namespace gastwin {

void for_each_part(std::size_t count, const std::function<void(std::size_t part)> &work) {
    std::atomic<bool> stop = false;
    std::exception_ptr thrown;
#pragma omp parallel for schedule(dynamic) if (count > 1)
    for (std::size_t part = 0; part < count; ++part) {
        if (stop) continue;
        try {
            work(part);
        } catch (...) {
#pragma omp critical(gastwin_parts)
            thrown = std::current_exception();
            stop = true;
        }
    }
    if (thrown) std::rethrow_exception(thrown);
}

} // namespace gastwin
