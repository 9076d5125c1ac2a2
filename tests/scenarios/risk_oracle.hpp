// SPDX-License-Identifier: Apache-2.0
// Random assets at the door of sample_risk(), and the slow way through it: every asset and sample draws its own numbers
// (SplitMix64, Box–Muller, std::exp), every quantile is a selection, every rank a sorted list.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <vector>

#include "models/random.hpp"
#include "scenarios/risk_steps.hpp"

namespace gastwin {

struct RiskCase {
    RiskScheme scheme = default_scheme();
    RiskResults results;
    std::vector<RiskAsset> assets;
    std::vector<RiskTerms> terms;
    std::vector<CommonNormals> common;
};

inline void rank_case(RiskCase &c) {
    std::vector<std::size_t> order(c.assets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::vector<double> &density = c.results.risk_cny_per_km_year;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return density[a] > density[b]; });
    for (std::size_t k = 0; k < order.size(); ++k) c.results.rank[order[k]] = static_cast<std::int32_t>(k + 1);
}

/// Base rate, material and ageing, as the scheme doubts them; narrowed by leaks on record.
inline CommonNormals scheme_normals(const RiskScheme &scheme, const RiskAsset &a, double leaks_of_group) {
    const double strength = scheme.failure.level_strength, narrowed = std::sqrt(strength / (strength + leaks_of_group));
    const auto m = static_cast<std::uint32_t>(a.material);
    return {{0U, narrowed * scheme.uncertainty.base_log_sd},
            {1U + m, narrowed * scheme.failure.of(a.material).log_sd},
            {1U + material_count + m, narrowed * scheme.uncertainty.age_log_sd * std::abs(std::log(a.factors.age))}};
}

/// Pipes of all ages and materials, some with leaks or imputed values, some whose risk is mostly third party.
inline RiskCase random_case(std::size_t count, std::uint64_t seed) {
    RiskCase c;
    c.assets.resize(count), c.terms.resize(count);
    resize_rows(c.results, count);
    std::map<CommonNormals, std::uint32_t> classes;
    for (std::size_t i = 0; i < count; ++i) {
        Random dice(seed, 0, i);
        RiskAsset &a = c.assets[i];
        a.material = static_cast<Material>(dice.integer(0, static_cast<int>(material_count) - 1));
        a.install_year = dice.integer(1960, 2024);
        a.size = a.length_km = std::exp(dice.uniform(-6.0, 0.5));
        a.factors = pipe_leak_factors(c.scheme.failure,
                                      {.material = a.material,
                                       .install_year = a.install_year,
                                       .diameter_m = dice.uniform(0.03, 0.5),
                                       .depth_m = dice.uniform(0.3, 2.0)},
                                      2025);
        a.leaks = dice.poisson(0.2);
        a.frailty_shape = 1.0 / c.scheme.failure.overdispersion + a.leaks;
        const auto [place, is_new] =
            classes.try_emplace(scheme_normals(c.scheme, a, 5.0 * static_cast<double>(a.material)),
                                static_cast<std::uint32_t>(c.common.size()));
        if (is_new) c.common.push_back(place->first);
        a.common = place->second;
        a.imputed = static_cast<std::uint32_t>(dice.chance(0.2) ? dice.integer(0, 7) : 0);
        RiskTerms &t = c.terms[i];
        t = {.leak_cost_cny = dice.uniform(5e3, 2e4),
             .serious_cost_cny = std::exp(dice.uniform(13.0, 19.0)),
             .serious_per_leak = 6e-5,
             .other_serious_per_year = 2e-5 * a.length_km};
        c.results.id[i] = "P" + std::to_string(i), c.results.table_name[i] = "pipe";
        c.results.length_km[i] = a.length_km;
        c.results.frequency_per_year[i] = a.leaks_per_year();
        c.results.risk_cny_per_year[i] = t.ageing_cny(a.leaks_per_year()) + t.steady_cny();
        c.results.risk_cny_per_km_year[i] = c.results.risk_cny_per_year[i] / a.length_km;
    }
    rank_case(c);
    return c;
}

/// What the slow way finds; frequency and risk at 10, 50 and 90 %.
struct SlowIntervals {
    std::vector<std::array<double, 3>> frequency, risk_cny;
    std::vector<std::array<std::int32_t, 2>> rank;
    std::vector<double> top_share;
};

class SlowSampler {
  public:
    SlowSampler(const RiskCase &c, std::size_t samples, std::uint64_t seed)
        : case_{c}, samples_{samples}, seed_{seed}, common_(samples) {
        for (std::size_t k = 0; k < samples; ++k) {
            Random random(seed, k, ~std::uint64_t{0});
            for (double &z : common_[k]) z = random.normal();
        }
    }

    /// Leaks per year and risk in CNY per year.
    std::array<double, 2> draw(std::size_t i, std::size_t sample) const {
        const RiskAsset &a = case_.assets[i];
        const RiskTerms &t = case_.terms[i];
        const UncertaintyScheme &u = case_.scheme.uncertainty;
        Random own(seed_, sample, i);
        double leaks = a.leaks_per_year(), variance = std::log1p(1.0 / a.frailty_shape);
        for (const auto &[normal, log_sd] : case_.common[a.common]) leaks *= mean_one(log_sd, common_[sample][normal]);
        if ((a.imputed & imputed_material) != 0U) variance += std::pow(u.imputed_material_log_sd, 2);
        if ((a.imputed & imputed_year) != 0U) variance += std::pow(u.imputed_year_log_sd, 2);
        if ((a.imputed & imputed_diameter) != 0U) variance += std::pow(u.imputed_diameter_log_sd, 2);
        leaks *= mean_one(std::sqrt(variance), own.normal());
        const double third_party = mean_one(u.third_party_log_sd, own.normal());
        const double consequence = mean_one(u.consequence_log_sd, own.normal());
        return {leaks, (t.ageing_cny(leaks) + t.steady_cny() * third_party) * consequence};
    }

    SlowIntervals run() const {
        const std::size_t n = case_.assets.size(), samples = samples_;
        SlowIntervals out{std::vector<std::array<double, 3>>(n), std::vector<std::array<double, 3>>(n),
                          std::vector<std::array<std::int32_t, 2>>(n), std::vector<double>(n)};
        std::vector<std::vector<double>> rank(n, std::vector<double>(samples)), leaks = rank, risk = rank;
        const auto top = std::ceil(case_.scheme.uncertainty.top_share * static_cast<double>(n));
        std::vector<std::size_t> order(n);
        for (std::size_t k = 0; k < samples; ++k) {
            for (std::size_t i = 0; i < n; ++i) {
                const auto [frequency, cny] = draw(i, k);
                leaks[i][k] = frequency, risk[i][k] = cny;
            }
            std::iota(order.begin(), order.end(), std::size_t{0});
            const auto density = [&](std::size_t i) { return risk[i][k] / case_.assets[i].length_km; };
            std::sort(order.begin(), order.end(),
                      [&](std::size_t a, std::size_t b) { return density(a) > density(b); });
            for (std::size_t r = 0; r < n; ++r) rank[order[r]][k] = static_cast<double>(r + 1);
        }
        for (std::size_t i = 0; i < n; ++i) {
            for (const double r : rank[i]) out.top_share[i] += (r <= top ? 1.0 : 0.0) / static_cast<double>(samples);
            out.frequency[i] = quantiles(leaks[i]), out.risk_cny[i] = quantiles(risk[i]);
            const auto [low, middle, high] = quantiles(rank[i]);
            out.rank[i] = {static_cast<std::int32_t>(low), static_cast<std::int32_t>(high)};
        }
        return out;
    }

    static std::array<double, 3> quantiles(std::vector<double> values) {
        std::sort(values.begin(), values.end());
        const auto at = [&](double share) {
            return values[static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1];
        };
        return {at(0.1), at(0.5), at(0.9)};
    }

  private:
    static double mean_one(double log_sd, double z) { return std::exp(log_sd * z - 0.5 * log_sd * log_sd); }

    using Common = std::array<double, 1 + 2 * material_count>; ///< base, materials, their ageing

    const RiskCase &case_;
    std::size_t samples_;
    std::uint64_t seed_;
    std::vector<Common> common_;
};

} // namespace gastwin
