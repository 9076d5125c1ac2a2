// SPDX-License-Identifier: Apache-2.0
// Exact merging of edges in series: what passes a vertex that joins just two edges is known up to one number, so a
// whole street of such vertices is one unknown flow. With flow q in its first piece and demand d at the vertices
// between the pieces, piece k carries q + c_k, c_k = −Σ d before it, and the chain obeys Δψ = Σ_k φ_k(q + c_k): again
// strictly increasing and C¹ (series reduction; Deuerlein 2008, Simpson, Elhay and Alexander 2014 for the forest).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/table.hpp"

namespace gastwin {

struct Chains {
    std::vector<std::int32_t> vertex;      ///< vertices that stay, ascending
    std::vector<std::int32_t> from, to;    ///< ends of each chain, as positions in `vertex`
    std::vector<std::int32_t> piece_start; ///< chain c owns pieces [piece_start[c], piece_start[c+1])
    std::vector<std::int32_t> edge;        ///< of each piece, in the order in which the chain passes them
    std::vector<std::int32_t> far_end;     ///< vertex at which the chain leaves each piece
    std::vector<Flag> reversed;            ///< of each piece: 1 when its edge points against the chain

    [[nodiscard]] std::size_t count() const { return from.size(); }
    /// Number of chain c's first piece; first_piece(c + 1) is one past its last.
    [[nodiscard]] std::size_t first_piece(std::size_t chain) const {
        return static_cast<std::size_t>(piece_start[chain]);
    }
};

/// Merges the edges listed in `core_edge`; vertices with keep ≠ 0 and those of another degree than two among these
/// edges stay. `core_vertex` are the vertices that these edges join. A chain may return to the vertex it left.
/// Precondition: every core vertex is connected to one that stays. O(vertices + core edges).
[[nodiscard]] Chains link_chains(std::span<const std::int32_t> from, std::span<const std::int32_t> to,
                                 std::span<const Flag> keep, std::span<const std::int32_t> core_vertex,
                                 std::span<const std::int32_t> core_edge);

} // namespace gastwin
