// SPDX-License-Identifier: Apache-2.0
// The random numbers behind risk intervals and rank intervals. Internal to scenarios/.
//
//   risk density of asset i in sample k, CNY per km and year
//     D_ik = (A_i · C_k,c(i) · exp(s_i u_ik − s_i²/2) + S_i · v_ik) · w_ik
//   A, S    expected cost of what ageing brings, and of what it does not (third party, natural force)
//   C       what the scheme or the fit does not know about all assets of a class (such as group and age)
//   u, v, w the asset's own: standard normal; lognormal with mean 1 for third party, and for the consequence
//
// All normals are a randomised Latin hypercube (McKay, Beckman, Conover 1979): the values of one quantity in the
// samples fall into as many equally likely strata, one into each, in random order. Such rows are drawn beforehand, 2¹⁷
// values of each own quantity; seed and name of an asset choose its row and the place in it to start from (rows go
// round). So a normal costs a memory access, any subset of the assets in any order has the same draws, and two assets
// share one quantity with probability 2⁻¹⁷, all three with 2⁻⁵¹. Densities are in single precision, to 5e-6.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "scenarios/risk_lanes.hpp"
#include "scenarios/risk_steps.hpp"

namespace gastwin {

/// Densities are drawn in this unit, which puts those of pipes into the middle of the codes' range.
inline constexpr double density_unit_cny_per_km_year = 256.0;

class RiskDraws {
  public:
    RiskDraws(const RiskResults &results, const std::vector<RiskAsset> &assets, const std::vector<RiskTerms> &terms,
              const std::vector<CommonNormals> &common, const RiskScheme &scheme, const RiskOptions &options);

    [[nodiscard]] std::size_t samples() const { return samples_; }
    [[nodiscard]] std::size_t assets() const { return asset_.size(); }

    /// Risk densities of an asset in samples `from`, `from` + 1 ...
    void densities(std::size_t asset, std::size_t from, std::span<float> out) const;

    /// Leaks in relation to the asset's rate, and whether they are lognormal: not so with alternatives.
    void leaks(std::size_t asset, std::span<float> out) const;
    [[nodiscard]] bool lognormal(std::size_t asset) const { return asset_[asset].alternatives.empty(); }

    /// Standard deviation of ln(leaks per year): common and own together.
    [[nodiscard]] double leaks_log_sd(std::size_t asset) const { return asset_[asset].leaks_log_sd; }

    /// One density from its parts, in double precision: what `densities` is tested against.
    [[nodiscard]] double density(std::size_t asset, std::size_t sample) const;

  private:
    enum Own : std::size_t {
        frailty,
        third_party,
        consequence,
        choice
    }; ///< the last among alternatives, by frailty's pool
    struct AssetDraw {
        std::array<std::uint32_t, 4> at = {}; ///< where its rows start in the pools
        std::uint32_t common = 0;             ///< class
        float sd = 0.0F, ln_ageing = 0.0F, steady = 0.0F, leaks_log_sd = 0.0F;
        std::span<const Alternative> alternatives = {}; ///< of the assets given, which outlive the draws
    };

    [[nodiscard]] DensityRow row_of(const AssetDraw &draw, std::size_t from, std::size_t count,
                                    std::vector<float> &room) const;
    [[nodiscard]] static float ln_ratio(const AssetDraw &draw, float z);

    std::size_t samples_;
    std::array<std::vector<float>, 3> pool_; ///< rows of twice the samples, the second half as the first
    std::vector<float> ln_common_;           ///< class by class
    std::vector<AssetDraw> asset_;
};

} // namespace gastwin
