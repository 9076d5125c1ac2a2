// SPDX-License-Identifier: Apache-2.0
// Many short lists of row numbers in two arrays.
#pragma once
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace gastwin {

/// List i holds all[start[i]] … all[start[i + 1] - 1].
struct RowLists {
    std::vector<std::size_t> start{0};
    std::vector<std::int32_t> all;

    RowLists() = default;
    /// each(add) calls add(list, row) for every entry; it is run twice and must do the same both times. Entries of one
    /// list stay in that order.
    template <class Each> RowLists(std::size_t lists, const Each &each) : start(lists + 1, 0) {
        each([&](std::size_t list, std::int32_t) { ++start[list + 1]; });
        std::partial_sum(start.begin(), start.end(), start.begin());
        all.resize(start.back());
        std::vector<std::size_t> next(start.begin(), start.end() - 1);
        each([&](std::size_t list, std::int32_t row) { all[next[list]++] = row; });
    }

    [[nodiscard]] std::size_t size() const { return start.size() - 1; }
    [[nodiscard]] std::span<const std::int32_t> operator[](std::size_t list) const {
        return std::span(all).subspan(start[list], start[list + 1] - start[list]);
    }
};

} // namespace gastwin
