// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

constexpr std::size_t group_kinds = 3; // buried pipe, pipe above ground, riser
using GroupLevels = std::array<double, material_count * group_kinds>;

std::size_t group_of(const RiskAsset &a) {
    return static_cast<std::size_t>(a.material) * group_kinds + (a.riser ? 2U : a.above_ground ? 1U : 0U);
}

/// How far the scheme may be off for all assets of one group and age: base rate, rate of the material and slope of its
/// ageing, narrowed by √(s/(s + N)) once the group has N leaks on record, s being the scheme's level_strength.
CommonNormals common_of(const RiskAsset &a, const RiskScheme &scheme, double group_leaks) {
    const double strength = scheme.failure.level_strength;
    const double narrowed = std::sqrt(strength / (strength + group_leaks));
    const auto material = static_cast<std::uint32_t>(a.material);
    return {{0U, narrowed * scheme.uncertainty.base_log_sd},
            {1U + 2U * material, narrowed * scheme.failure.of(a.material).log_sd},
            {2U + 2U * material, narrowed * scheme.uncertainty.age_log_sd * std::abs(std::log(a.factors.age))}};
}

} // namespace

Learned learn_levels(std::vector<RiskAsset> &assets, const RiskScheme &scheme, const LeakHistory &history,
                     const RecordWindow &window) {
    const FailureScheme &f = scheme.failure;
    GroupLevels level, expected{}, counted{};
    level.fill(1.0);
    std::vector<double> exposure(assets.size());
    for (std::size_t i = 0; i < assets.size() && history.known(); ++i) {
        const RiskAsset &a = assets[i];
        exposure[i] = a.size * effective_years(f, a.material, a.install_year, window.from, window.to, window.year);
        expected[group_of(a)] += a.factors.product() * exposure[i];
        counted[group_of(a)] += a.leaks;
    }
    for (std::size_t g = 0; g < level.size() && history.known(); ++g)
        level[g] = (f.level_strength + counted[g]) / (f.level_strength + expected[g]);
    Learned learned;
    std::map<CommonNormals, std::uint32_t> classes;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        RiskAsset &a = assets[i];
        a.local = level[group_of(a)];
        const double prior = a.factors.product() * a.local;
        a.record = gamma_poisson_rate(prior, a.leaks, exposure[i], f.overdispersion) / prior;
        a.frailty_shape = 1.0 / f.overdispersion + a.leaks;
        const auto [found, is_new] = classes.try_emplace(common_of(a, scheme, counted[group_of(a)]),
                                                         static_cast<std::uint32_t>(learned.common.size()));
        if (is_new) learned.common.push_back(found->first);
        a.common = found->second;
    }
    learned.level = [level](const RiskAsset &a) { return level[group_of(a)]; };
    return learned;
}

} // namespace gastwin
