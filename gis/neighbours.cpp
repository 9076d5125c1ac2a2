// SPDX-License-Identifier: Apache-2.0
#include "gis/neighbours.hpp"

#include <numeric>

namespace gastwin {

Neighbours::Neighbours(const Network &network) : pipe_{network.pipe} {
    start_.assign(row_count(network.node) + 1, 0);
    const auto each = [&](auto &&f) {
        for (std::size_t p = 0; p < row_count(pipe_); ++p)
            for (const NodeIdx v : {pipe_.from_node[p], pipe_.to_node[p]}) f(v.row(), static_cast<std::int32_t>(p));
    };
    each([&](std::size_t v, std::int32_t) { ++start_[v + 1]; });
    std::partial_sum(start_.begin(), start_.end(), start_.begin());
    rows_.resize(static_cast<std::size_t>(start_.back()));
    std::vector<std::int32_t> next(start_.begin(), start_.end() - 1);
    each([&](std::size_t v, std::int32_t p) { rows_[static_cast<std::size_t>(next[v]++)] = p; });
}

} // namespace gastwin
