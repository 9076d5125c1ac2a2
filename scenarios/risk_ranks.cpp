// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_ranks.hpp"

#include <algorithm>

namespace gastwin {
namespace {

constexpr std::size_t most_kept = std::size_t{1} << 24U; ///< codes of all assets and samples, while they are few
constexpr unsigned fine = 0, coarse = 5;                 ///< bits of a code that a bin leaves out
constexpr std::size_t block_samples = 1024, tile_assets = 128;

constexpr std::size_t bins(unsigned left_out) { return std::size_t{1} << (16U - left_out); }
std::size_t bin_of(Code code, unsigned left_out) { return static_cast<std::size_t>(code - first_code) >> left_out; }

using Counts = std::span<const std::uint32_t>;

/// From the largest codes down: where the counts of one sample reach each rank. Ranks must ascend.
class EdgeWalk {
  public:
    EdgeWalk(Counts counts, unsigned left_out) : counts_{counts}, left_out_{left_out}, bin_{counts.size()} {}

    Code reach(std::int32_t rank) {
        const auto wanted = static_cast<std::uint64_t>(rank);
        while (above_ + inside_ < wanted && bin_ > 0) above_ += inside_, inside_ = counts_[--bin_];
        const std::uint64_t width = std::uint64_t{1} << left_out_;
        const std::uint64_t part = inside_ == 0 ? width : (width * (wanted - above_) + inside_ - 1) / inside_;
        const auto low = static_cast<std::int64_t>(bin_ << left_out_) + first_code;
        return static_cast<Code>(low + static_cast<std::int64_t>(width - std::clamp<std::uint64_t>(part, 1, width)));
    }

  private:
    Counts counts_;
    unsigned left_out_;
    std::size_t bin_;
    std::uint64_t above_ = 0, inside_ = 0;
};

void take_edges(RankEdges &edges, std::size_t sample, std::size_t samples, std::size_t top, Counts counts,
                unsigned left_out) {
    EdgeWalk walk(counts, left_out);
    for (std::size_t r = 0; r < edges.rank.size(); ++r) edges.code[r * samples + sample] = walk.reach(edges.rank[r]);
    edges.top[sample] = EdgeWalk(counts, left_out).reach(static_cast<std::int32_t>(top));
}

void draw_codes(const RiskDraws &draws, std::size_t asset, std::size_t from, std::span<Code> codes,
                std::vector<float> &room) {
    room.resize(codes.size());
    draws.densities(asset, from, room);
    encode(room, 1.0F, codes);
}

void edges_of_few(RankEdges &edges, const RiskDraws &draws, std::size_t top, int threads) {
    const std::size_t assets = draws.assets(), samples = draws.samples();
    std::vector<Code> codes(assets * samples);
#pragma omp parallel num_threads(threads)
    {
        std::vector<float> room;
        std::vector<std::uint32_t> counts(bins(fine));
#pragma omp for schedule(static)
        for (std::size_t i = 0; i < assets; ++i)
            draw_codes(draws, i, 0, std::span(codes).subspan(i * samples, samples), room);
#pragma omp for schedule(static)
        for (std::size_t k = 0; k < samples; ++k) {
            std::fill(counts.begin(), counts.end(), 0U);
            for (std::size_t i = 0; i < assets; ++i) ++counts[bin_of(codes[i * samples + k], fine)];
            take_edges(edges, k, samples, top, counts, fine);
        }
    }
}

/// Counts of all assets in `count` samples, sample by sample. A tile of assets stays in the cache while its codes are
/// counted sample by sample. Whole numbers: any order gives the same.
std::vector<std::uint32_t> count_all(const RiskDraws &draws, std::size_t from, std::size_t count, int threads) {
    std::vector<std::uint32_t> total(count * bins(coarse));
#pragma omp parallel num_threads(threads)
    {
        std::vector<std::uint32_t> mine(total.size());
        std::vector<Code> tile(tile_assets * count);
        std::vector<float> room;
#pragma omp for schedule(static)
        for (std::size_t first = 0; first < draws.assets(); first += tile_assets) {
            const std::size_t size = std::min(tile_assets, draws.assets() - first);
            for (std::size_t a = 0; a < size; ++a)
                draw_codes(draws, first + a, from, std::span(tile).subspan(a * count, count), room);
            for (std::size_t k = 0; k < count; ++k) {
                std::uint32_t *counts = mine.data() + k * bins(coarse);
                for (std::size_t a = 0; a < size; ++a) ++counts[bin_of(tile[a * count + k], coarse)];
            }
        }
#pragma omp critical
        for (std::size_t b = 0; b < total.size(); ++b) total[b] += mine[b];
    }
    return total;
}

void edges_of_many(RankEdges &edges, const RiskDraws &draws, std::size_t top, int threads) {
    const std::size_t samples = draws.samples();
    for (std::size_t from = 0; from < samples; from += block_samples) {
        const std::size_t count = std::min(block_samples, samples - from);
        const std::vector<std::uint32_t> counts = count_all(draws, from, count, threads);
#pragma omp parallel for num_threads(threads) schedule(static)
        for (std::size_t k = 0; k < count; ++k)
            take_edges(edges, from + k, samples, top, Counts(counts).subspan(k * bins(coarse), bins(coarse)), coarse);
    }
}

} // namespace

std::vector<std::int32_t> told_ranks(std::size_t assets) {
    std::vector<std::int32_t> ranks;
    std::size_t rank = 1;
    for (; rank < assets; rank += std::max<std::size_t>(1, std::min(rank / 16, assets / 256)))
        ranks.push_back(static_cast<std::int32_t>(rank));
    if (assets > 0) ranks.push_back(static_cast<std::int32_t>(assets));
    return ranks;
}

RankEdges find_edges(const RiskDraws &draws, std::size_t top, int threads) {
    RankEdges edges{.rank = told_ranks(draws.assets()), .code = {}, .top = std::vector<Code>(draws.samples())};
    edges.code.resize(edges.rank.size() * draws.samples());
    if (draws.assets() * draws.samples() <= most_kept) edges_of_few(edges, draws, top, threads);
    else edges_of_many(edges, draws, top, threads);
    return edges;
}

} // namespace gastwin
