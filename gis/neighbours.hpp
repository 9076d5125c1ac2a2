// SPDX-License-Identifier: Apache-2.0
// Pipes that meet, and pipes that may stand in for each other.
#pragma once
#include <algorithm>
#include <compare>
#include <cstdint>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

/// Pipes that may stand in for each other.
struct Group {
    PipeRole role;
    int tier;
    char notation = 0; ///< of the size, where that tells something; 0: any
    auto operator<=>(const Group &) const = default;
};

[[nodiscard]] inline Group group_of(const Pipes &pipe, std::size_t p) {
    return {pipe.role[p], pressure_tier(pipe.pressure_class[p])};
}

/// Pipes that meet pipe p at either end.
class Neighbours {
  public:
    explicit Neighbours(const Network &network);

    /// At a hub of very many pipes only the first ones count; keeps absurd input linear.
    template <class F> void for_each(std::size_t p, F &&f) const {
        constexpr std::int32_t most = 64;
        for (const NodeIdx v : {pipe_.from_node[p], pipe_.to_node[p]}) {
            const std::int32_t first = start_[v.row()], last = std::min(start_[v.row() + 1], first + most);
            for (std::int32_t k = first; k < last; ++k)
                if (const auto q = static_cast<std::size_t>(rows_[static_cast<std::size_t>(k)]); q != p) f(q);
        }
    }
    [[nodiscard]] std::int32_t degree(NodeIdx v) const { return start_[v.row() + 1] - start_[v.row()]; }

  private:
    const Pipes &pipe_;
    std::vector<std::int32_t> start_, rows_;
};

} // namespace gastwin
