// SPDX-License-Identifier: Apache-2.0
#include "engine/chains.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Walks chains. At a vertex of degree two the exclusive-or of its edges leads from one to the other.
class Walker {
  public:
    Walker(std::span<const std::int32_t> from, std::span<const std::int32_t> to, std::span<const Flag> keep,
           std::span<const std::int32_t> core_vertex, std::span<const std::int32_t> core_edge)
        : from_{from}, to_{to}, edges_(keep.size(), 0), number_(keep.size(), 0), done_(from.size(), 0) {
        for (const std::int32_t e : core_edge)
            for (const std::int32_t v : {from[at(e)], to[at(e)]}) {
                ++number_[at(v)]; // its degree, for now
                edges_[at(v)] ^= e;
            }
        for (const std::int32_t v : core_vertex) {
            const bool stays = keep[at(v)] || number_[at(v)] != 2;
            number_[at(v)] = stays ? static_cast<std::int32_t>(chains_.vertex.size()) : passed;
            if (stays) chains_.vertex.push_back(v);
        }
        chains_.piece_start.push_back(0);
        for (const std::int32_t e : core_edge) {
            if (done_[at(e)]) continue;
            if (number_[at(from[at(e)])] != passed) walk(from[at(e)], e);
            else if (number_[at(to[at(e)])] != passed) walk(to[at(e)], e);
        }
    }

    Chains take() { return std::move(chains_); }

  private:
    static constexpr std::int32_t passed = -1;

    void walk(std::int32_t start, std::int32_t edge) {
        std::int32_t here = start;
        for (bool going = true; going; edge ^= edges_[at(here)]) {
            const bool reversed = to_[at(edge)] == here;
            here = reversed ? from_[at(edge)] : to_[at(edge)];
            chains_.edge.push_back(edge);
            chains_.reversed.push_back(reversed);
            chains_.far_end.push_back(here);
            done_[at(edge)] = 1;
            going = number_[at(here)] == passed;
        }
        chains_.from.push_back(number_[at(start)]);
        chains_.to.push_back(number_[at(here)]);
        chains_.piece_start.push_back(static_cast<std::int32_t>(chains_.edge.size()));
    }

    std::span<const std::int32_t> from_, to_;
    std::vector<std::int32_t> edges_;  ///< exclusive-or of the core edges at each vertex
    std::vector<std::int32_t> number_; ///< position among the vertices that stay, or `passed`
    std::vector<Flag> done_;
    Chains chains_;
};

} // namespace

Chains link_chains(std::span<const std::int32_t> from, std::span<const std::int32_t> to, std::span<const Flag> keep,
                   std::span<const std::int32_t> core_vertex, std::span<const std::int32_t> core_edge) {
    return Walker(from, to, keep, core_vertex, core_edge).take();
}

} // namespace gastwin
