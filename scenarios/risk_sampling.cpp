// SPDX-License-Identifier: Apache-2.0
// Monte Carlo around the expected values. Leaks are lognormal and their quantiles exact, but for assets with
// candidates, whose rate is drawn among theirs. Those of the risk, a sum of lognormals times another, are the order
// statistics of the asset's draws, and ranks those in each sample's list; see risk_draws.hpp and risk_ranks.hpp for
// what is drawn and how finely it is told.
//
// Log sds
//   common: of base rate, material rate and slope of ageing, narrowed by √(s/(s+N)) once the group has N leaks on
//           record, s being the scheme's level_strength; of a fit, those of its parameters
//   own:    of the asset's frailty, variance ln(1 + 1/(a0 + N)), the gamma posterior's variation, and of imputed values
//           without candidates; of third party; of the consequence
#include <algorithm>
#include <cmath>

#include "scenarios/risk_draws.hpp"
#include "scenarios/risk_lanes.hpp"
#include "scenarios/risk_ranks.hpp"
#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

constexpr double z_of_p90 = 1.2815515655446004;
constexpr int guess_step = 64, guess_rank_step = 4; ///< 1/16 of a binary order; told ranks

/// Which of so many samples, in ascending order, is the quantile: at least this many do not exceed it.
std::int32_t place_of(double share, std::size_t samples) {
    return std::max(1, static_cast<std::int32_t>(std::ceil(share * static_cast<double>(samples))));
}

/// One thread's way through the assets. Where it was before only saves it searching.
class Intervals {
  public:
    Intervals(RiskResults &results, const RiskDraws &draws, const RankEdges &edges)
        : results_{results}, draws_{draws}, edges_{edges}, density_(draws.samples()), code_(draws.samples()) {}

    void fill(std::size_t i) {
        fill_leaks(i);
        draws_.densities(i, 0, density_);
        fill_risk(i);
        encode(density_, 1.0F, code_);
        results_.top_share[i] =
            static_cast<double>(count_at_least(code_, edges_.top.data())) / static_cast<double>(code_.size());
        results_.rank_p10[i] = rank_at(0.1, best_);
        results_.rank_p90[i] = rank_at(0.9, worst_);
    }

  private:
    void fill_leaks(std::size_t i) {
        if (!draws_.lognormal(i)) return fill_drawn_leaks(i);
        const double mean = results_.frequency_per_year[i], sd = draws_.leaks_log_sd(i);
        const auto quantile = [&](double z) { return mean * std::exp(sd * z - 0.5 * sd * sd); };
        results_.frequency_p10[i] = quantile(-z_of_p90);
        results_.frequency_p50[i] = quantile(0.0);
        results_.frequency_p90[i] = quantile(z_of_p90);
    }

    /// By codes of the draws in relation to the expectation.
    void fill_risk(std::size_t i) {
        const double mean = results_.risk_cny_per_km_year[i];
        encode(density_, mean > 0.0 ? static_cast<float>(density_unit_cny_per_km_year / mean) : 0.0F, code_);
        results_.risk_cny_p10[i] = results_.risk_cny_per_year[i] * quantile(0.1, low_);
        results_.risk_cny_p50[i] = results_.risk_cny_per_year[i] * quantile(0.5, middle_);
        results_.risk_cny_p90[i] = results_.risk_cny_per_year[i] * quantile(0.9, high_);
    }

    void fill_drawn_leaks(std::size_t i) {
        draws_.leaks(i, density_);
        encode(density_, 1.0F, code_);
        results_.frequency_p10[i] = results_.frequency_per_year[i] * quantile(0.1, low_);
        results_.frequency_p50[i] = results_.frequency_per_year[i] * quantile(0.5, middle_);
        results_.frequency_p90[i] = results_.frequency_per_year[i] * quantile(0.9, high_);
    }

    double quantile(double share, int &guess) const {
        const std::int32_t place = place_of(share, code_.size());
        guess = first_that_holds(first_code - 1, last_code, guess, guess_step,
                                 [&](int code) { return count_up_to(code_, static_cast<Code>(code)) >= place; });
        return decode(static_cast<Code>(guess));
    }

    std::int32_t rank_at(double share, int &guess) const {
        const std::int32_t place = place_of(share, code_.size());
        guess = first_that_holds(-1, static_cast<int>(edges_.rank.size()) - 1, guess, guess_rank_step, [&](int r) {
            return count_at_least(code_, edges_.code.data() + static_cast<std::size_t>(r) * code_.size()) >= place;
        });
        return edges_.rank[static_cast<std::size_t>(guess)];
    }

    RiskResults &results_;
    const RiskDraws &draws_;
    const RankEdges &edges_;
    std::vector<float> density_;
    std::vector<Code> code_;
    int low_ = 0, middle_ = 0, high_ = 0, best_ = 0, worst_ = 0;
};

} // namespace

void sample_risk(RiskResults &results, const std::vector<RiskAsset> &assets, const std::vector<RiskTerms> &terms,
                 const std::vector<CommonNormals> &common, const RiskScheme &scheme, const RiskOptions &options,
                 int threads, const Progress &progress) {
    const std::size_t n = row_count(results);
    if (options.samples <= 0 || n == 0) return;
    const double share = scheme.uncertainty.top_share;
    const auto top = static_cast<std::size_t>(std::max(1.0, std::ceil(share * static_cast<double>(n))));
    const RiskDraws draws(results, assets, terms, common, scheme, options);
    const RankEdges edges = find_edges(draws, top, threads);
    report(progress, "risk", 0.6);
#pragma omp parallel num_threads(threads)
    {
        Intervals intervals(results, draws, edges);
#pragma omp for schedule(static)
        for (std::size_t i = 0; i < n; ++i) {
            intervals.fill(i);
            const bool in_top = results.rank[i] <= static_cast<std::int32_t>(top);
            const double same_side = in_top ? results.top_share[i] : 1.0 - results.top_share[i];
            results.rank_stable[i] = same_side >= scheme.uncertainty.stable_share ? 1 : 0;
        }
    }
}

} // namespace gastwin
