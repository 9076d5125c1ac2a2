// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_draws.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <string_view>

#include "engine/threads.hpp"
#include "models/random.hpp"
#include "scenarios/risk_lanes.hpp"

namespace gastwin {
namespace {

constexpr std::size_t pool_values = std::size_t{1} << 17U;
constexpr std::uint64_t common_stream = 3, pick_stream = 4; // after those of the own quantities

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

/// Without the detour by long double.
using PlainDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// One standard normal from each of equally likely strata, in random order.
std::vector<double> stratified_normals(std::uint64_t seed, std::uint64_t stream, std::uint64_t row, std::size_t count) {
    Random random(seed, stream, row);
    std::vector<double> z(count);
    for (std::size_t j = 0; j < count; ++j) {
        const double below = (static_cast<double>(j) + std::max(random.uniform(), 1e-9)) / static_cast<double>(count);
        z[j] = -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * below, PlainDouble());
    }
    for (std::size_t j = count; j > 1; --j) std::swap(z[j - 1], z[static_cast<std::size_t>(random.next() % j)]);
    return z;
}

/// ln of a lognormal with mean 1.
double ln_mean_one(double log_sd, double z) { return log_sd * z - 0.5 * log_sd * log_sd; }
double square(double x) { return x * x; }
float in_float(double x) { return static_cast<float>(std::min(x, 1e30)); }

std::size_t pool_rows(std::size_t samples) { return std::max<std::size_t>(1, pool_values / samples); }

template <class Shape>
std::vector<float> make_pool(std::uint64_t seed, std::uint64_t stream, std::size_t samples, const Shape &shape) {
    const std::size_t rows = pool_rows(samples);
    std::vector<float> pool(2 * samples * rows);
    for_each_index(rows, [&](std::size_t row) {
        const std::vector<double> z = stratified_normals(seed, stream, row, samples);
        for (std::size_t k = 0; k < 2 * samples; ++k)
            pool[2 * samples * row + k] = static_cast<float>(shape(z[k % samples]));
    });
    return pool;
}

double variance_of(const CommonNormals &common) {
    double variance = 0.0;
    for (const auto &[normal, log_sd] : common) variance += square(log_sd);
    return variance;
}

/// ln C of every class, sample by sample.
std::vector<float> common_rows(std::uint64_t seed, std::size_t samples, const std::vector<CommonNormals> &classes) {
    std::map<std::uint32_t, std::vector<double>> z;
    for (const CommonNormals &one : classes)
        for (const auto &[normal, log_sd] : one)
            if (!z.contains(normal)) z[normal] = stratified_normals(seed, common_stream, normal, samples);
    std::vector<float> rows(classes.size() * samples);
    for_each_index(classes.size(), [&](std::size_t c) {
        std::vector<double> sum(samples, -0.5 * variance_of(classes[c]));
        for (const auto &[normal, log_sd] : classes[c]) {
            const std::vector<double> &draws = z.at(normal);
            for (std::size_t k = 0; k < samples; ++k) sum[k] += log_sd * draws[k];
        }
        for (std::size_t k = 0; k < samples; ++k) rows[c * samples + k] = static_cast<float>(sum[k]);
    });
    return rows;
}

} // namespace

RiskDraws::RiskDraws(const RiskResults &results, const std::vector<RiskAsset> &assets,
                     const std::vector<RiskTerms> &terms, const std::vector<CommonNormals> &common,
                     const RiskScheme &scheme, const RiskOptions &options)
    : samples_(static_cast<std::size_t>(options.samples)), asset_(assets.size()) {
    const UncertaintyScheme &u = scheme.uncertainty;
    const auto lognormal = [](double sd) { return [sd](double z) { return std::exp(ln_mean_one(sd, z)); }; };
    pool_[frailty] = make_pool(options.seed, frailty, samples_, [](double z) { return z; });
    pool_[third_party] = make_pool(options.seed, third_party, samples_, lognormal(u.third_party_log_sd));
    pool_[consequence] = make_pool(options.seed, consequence, samples_, lognormal(u.consequence_log_sd));

    ln_common_ = common_rows(options.seed, samples_, common);
    const std::uint64_t rows = pool_rows(samples_);
    for_each_index(assets.size(), [&](std::size_t i) {
        const RiskAsset &a = assets[i];
        AssetDraw &draw = asset_[i];
        draw.common = a.common;
        Random pick(options.seed, pick_stream, key_of(results.table_name[i], results.id[i]));
        draw.alternatives = a.alternatives;
        for (std::uint32_t &at : draw.at) {
            const std::uint64_t row = pick.next() % rows;
            at = static_cast<std::uint32_t>(2 * samples_ * row + pick.next() % samples_);
        }
        const double own = own_variance(a, u), per_unit = 1.0 / (a.length_km * density_unit_cny_per_km_year);
        draw.sd = in_float(std::sqrt(own));
        draw.ln_ageing = in_float(std::log(terms[i].ageing_cny(a.leaks_per_year()) * per_unit) - 0.5 * own);
        draw.steady = in_float(terms[i].steady_cny() * per_unit);
        draw.leaks_log_sd = in_float(std::sqrt(own + variance_of(common[a.common])));
    });
}

DensityRow RiskDraws::row_of(const AssetDraw &draw, std::size_t from, std::size_t count,
                             std::vector<float> &room) const {
    const float *common = ln_common_.data() + draw.common * samples_ + from;
    if (!draw.alternatives.empty()) {
        room.resize(count);
        const float *z = pool_[frailty].data() + draw.at[choice] + from;
        for (std::size_t k = 0; k < count; ++k) room[k] = common[k] + ln_ratio(draw, z[k]);
        common = room.data();
    }
    return {.ln_ageing = draw.ln_ageing,
            .sd = draw.sd,
            .steady = draw.steady,
            .own = pool_[frailty].data() + draw.at[frailty] + from,
            .ln_common = common,
            .third_party = pool_[third_party].data() + draw.at[third_party] + from,
            .consequence = pool_[consequence].data() + draw.at[consequence] + from};
}

float RiskDraws::ln_ratio(const AssetDraw &draw, float z) {
    const auto step = std::find_if(draw.alternatives.begin(), draw.alternatives.end() - 1,
                                   [&](const Alternative &one) { return z <= one.up_to_z; });
    return step->ln_ratio;
}

void RiskDraws::densities(std::size_t asset, std::size_t from, std::span<float> out) const {
    std::vector<float> room;
    density_row(row_of(asset_[asset], from, out.size(), room), out);
}

void RiskDraws::leaks(std::size_t asset, std::span<float> out) const {
    std::vector<float> room;
    const std::vector<float> one(out.size(), 1.0F);
    DensityRow row = row_of(asset_[asset], 0, out.size(), room);
    row.ln_ageing = -0.5F * row.sd * row.sd;
    row.steady = 0.0F;
    row.consequence = one.data();
    density_row(row, out);
}

double RiskDraws::density(std::size_t asset, std::size_t sample) const {
    const AssetDraw &draw = asset_[asset];
    const auto own = [&](Own which) { return static_cast<double>(pool_[which][draw.at[which] + sample]); };
    const double ln_leaks =
        static_cast<double>(draw.ln_ageing) + static_cast<double>(draw.sd) * own(frailty) +
        static_cast<double>(ln_common_[draw.common * samples_ + sample]) +
        (draw.alternatives.empty() ? 0.0
                                   : static_cast<double>(ln_ratio(draw, pool_[frailty][draw.at[choice] + sample])));
    return (std::exp(ln_leaks) + static_cast<double>(draw.steady) * own(third_party)) * own(consequence);
}

} // namespace gastwin
