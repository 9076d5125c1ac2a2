// SPDX-License-Identifier: Apache-2.0
#include "gis/donors.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace gastwin {

std::optional<std::size_t> best_donor(const Pipes &pipe, const Neighbours &neighbours, std::span<const Flag> known,
                                      std::size_t p) {
    constexpr std::int32_t unknown_gap_a = 20;
    const auto rank = [&](std::size_t q) {
        const bool years = !is_missing(pipe.install_year[p]) && !is_missing(pipe.install_year[q]);
        const std::int32_t gap = years ? std::abs(pipe.install_year[p] - pipe.install_year[q]) : unknown_gap_a;
        return std::make_tuple(pipe.street[p] != pipe.street[q], pipe.material[p] != pipe.material[q], gap, q);
    };
    std::optional<std::size_t> best;
    neighbours.for_each(p, [&](std::size_t q) {
        if (known[q] && group_of(pipe, q) == group_of(pipe, p) && (!best || rank(q) < rank(*best))) best = q;
    });
    return best;
}

Evidence evidence_for(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute, std::size_t p,
                      std::size_t donor) {
    std::int32_t alike = 0, all = 0;
    neighbours.for_each(p, [&](std::size_t q) {
        if (!attribute.known[q] || group_of(pipe, q) != group_of(pipe, p)) return;
        ++all;
        if (attribute.alike(pipe, donor, q)) ++alike;
    });
    return all <= 1 ? Evidence::alone : alike == all ? Evidence::unanimous : Evidence::divided;
}

} // namespace gastwin
