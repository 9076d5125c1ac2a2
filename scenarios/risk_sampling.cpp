// SPDX-License-Identifier: Apache-2.0
// Monte Carlo around the expected values. All quantities are lognormal with mean 1:
//   common   base rate, material rate, slope of ageing: one draw per sample, narrowed by √(s/(s+N)) once the group
//            has N leaks on record (s the scheme's level_strength)
//   own      the asset's frailty, variance ln(1 + 1/(a0 + N)) (the gamma posterior's variation), plus imputed values;
//            third party; consequence
// Draws are keyed by seed, sample and the asset's name: thread count and row order do not matter.
#include <algorithm>
#include <array>
#include <cmath>

#include "models/random.hpp"
#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

/// FNV-1a, 64 bit.
std::uint64_t key_of(std::string_view table, std::string_view id) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    const auto add = [&](std::string_view text) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    };
    add(table);
    add("/");
    add(id);
    return hash;
}

/// Lognormal with mean 1.
double mean_one(double log_sd, double z) { return std::exp(log_sd * z - 0.5 * log_sd * log_sd); }

struct CommonDraw {
    double base = 0.0;
    std::array<double, material_count> material{}, ageing{};
};

struct Sampler {
    const RiskScheme &scheme;
    const std::vector<RiskAsset> &assets;
    const std::vector<RiskTerms> &terms;
    std::uint64_t seed;
    std::vector<CommonDraw> common = {};
    std::vector<std::uint64_t> key = {};
    std::vector<double> leaks = {}, own_log_sd = {}, narrowed = {};

    struct Draw {
        double leaks, risk_cny;
    };

    Draw draw(std::size_t i, std::size_t sample) const {
        const RiskAsset &a = assets[i];
        const RiskTerms &t = terms[i];
        const CommonDraw &c = common[sample];
        const auto m = static_cast<std::size_t>(a.material);
        Random random(seed, sample, key[i]);
        const double own = random.normal(), third_party = random.normal(), consequence = random.normal();
        const UncertaintyScheme &u = scheme.uncertainty;
        const double age_sd = u.age_log_sd * std::abs(std::log(a.factors.age));
        const double common_rate = mean_one(narrowed[i] * u.base_log_sd, c.base) *
                                   mean_one(narrowed[i] * scheme.failure.material[m].log_sd, c.material[m]) *
                                   mean_one(narrowed[i] * age_sd, c.ageing[m]);
        const double rate = leaks[i] * common_rate * mean_one(own_log_sd[i], own);
        const double risk = t.ageing_cny(rate) + t.steady_cny() * mean_one(u.third_party_log_sd, third_party);
        return {rate, risk * mean_one(u.consequence_log_sd, consequence)};
    }
};

Sampler make_sampler(const RiskResults &results, const std::vector<RiskAsset> &assets,
                     const std::vector<RiskTerms> &terms, const RiskScheme &scheme, const RiskOptions &options) {
    Sampler s{.scheme = scheme, .assets = assets, .terms = terms, .seed = options.seed};
    for (int k = 0; k < options.samples; ++k) {
        Random random(options.seed, static_cast<std::uint64_t>(k), key_of("common", ""));
        CommonDraw draw{.base = random.normal()};
        for (double &z : draw.material) z = random.normal();
        for (double &z : draw.ageing) z = random.normal();
        s.common.push_back(draw);
    }
    const UncertaintyScheme &u = scheme.uncertainty;
    const double a0 = 1.0 / scheme.failure.overdispersion, strength = scheme.failure.level_strength;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        const RiskAsset &a = assets[i];
        double variance = std::log1p(1.0 / (a0 + a.leaks));
        const auto widen = [&](std::uint32_t bit, double sd) {
            if ((a.imputed & bit) != 0U) variance += sd * sd;
        };
        widen(imputed_material, u.imputed_material_log_sd);
        widen(imputed_year, u.imputed_year_log_sd);
        widen(imputed_diameter, u.imputed_diameter_log_sd);
        s.key.push_back(key_of(results.table_name[i], results.id[i]));
        s.leaks.push_back(a.leaks_per_year());
        s.own_log_sd.push_back(std::sqrt(variance));
        s.narrowed.push_back(std::sqrt(strength / (strength + a.group_leaks)));
    }
    return s;
}

double quantile(std::vector<double> &values, double share) {
    const auto rank = std::max(0.0, std::ceil(share * static_cast<double>(values.size())) - 1.0);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void fill_intervals(RiskResults &results, const Sampler &sampler, std::size_t samples, int threads) {
#pragma omp parallel num_threads(threads)
    {
        std::vector<double> leaks(samples), risk(samples);
#pragma omp for schedule(static)
        for (std::size_t i = 0; i < row_count(results); ++i) {
            for (std::size_t k = 0; k < samples; ++k) {
                const auto draw = sampler.draw(i, k);
                leaks[k] = draw.leaks, risk[k] = draw.risk_cny;
            }
            results.frequency_p10[i] = quantile(leaks, 0.1);
            results.frequency_p90[i] = quantile(leaks, 0.9);
            results.risk_cny_p10[i] = quantile(risk, 0.1);
            results.risk_cny_p90[i] = quantile(risk, 0.9);
        }
    }
}

/// In how many samples each row is among the `top` densest risks. Whole-number sums: any order gives the same.
std::vector<std::int32_t> count_top(const RiskResults &results, const Sampler &sampler, std::size_t samples,
                                    std::size_t top, int threads) {
    const std::size_t n = row_count(results);
    std::vector<std::int32_t> total(n);
#pragma omp parallel num_threads(threads)
    {
        std::vector<std::int32_t> mine(n);
        std::vector<double> density(n), sorted;
#pragma omp for schedule(static)
        for (std::size_t k = 0; k < samples; ++k) {
            for (std::size_t i = 0; i < n; ++i) density[i] = sampler.draw(i, k).risk_cny / results.length_km[i];
            sorted = density;
            const auto edge = sorted.begin() + static_cast<std::ptrdiff_t>(top - 1);
            std::nth_element(sorted.begin(), edge, sorted.end(), std::greater<>{});
            for (std::size_t i = 0; i < n; ++i) mine[i] += density[i] >= *edge ? 1 : 0;
        }
#pragma omp critical
        for (std::size_t i = 0; i < n; ++i) total[i] += mine[i];
    }
    return total;
}

} // namespace

void sample_risk(RiskResults &results, const std::vector<RiskAsset> &assets, const std::vector<RiskTerms> &terms,
                 const RiskScheme &scheme, const RiskOptions &options, int threads, const Progress &progress) {
    const std::size_t n = row_count(results);
    if (options.samples <= 0 || n == 0) return;
    const auto samples = static_cast<std::size_t>(options.samples);
    const Sampler sampler = make_sampler(results, assets, terms, scheme, options);
    fill_intervals(results, sampler, samples, threads);
    report(progress, "risk", 0.6);
    const double share = scheme.uncertainty.top_share;
    const auto top = static_cast<std::size_t>(std::max(1.0, std::ceil(share * static_cast<double>(n))));
    const std::vector<std::int32_t> count = count_top(results, sampler, samples, top, threads);
    for (std::size_t i = 0; i < n; ++i) {
        results.top_share[i] = static_cast<double>(count[i]) / static_cast<double>(samples);
        const bool in_top = results.rank[i] <= static_cast<std::int32_t>(top);
        const double same_side = in_top ? results.top_share[i] : 1.0 - results.top_share[i];
        results.rank_stable[i] = same_side >= scheme.uncertainty.stable_share ? 1 : 0;
    }
}

} // namespace gastwin
