// SPDX-License-Identifier: Apache-2.0
#include "models/failure.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace gastwin {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

double joint_factor(const FailureScheme &scheme, Material material, std::int32_t install_year, std::int32_t year) {
    const MaterialFactors &m = scheme.of(material);
    return assumed_year(scheme, install_year, year) < m.joint_before ? m.joint : 1.0;
}

bool rule_holds(const SettingRule &rule, const PipeSite &site) {
    if (rule.tests_above_ground && rule.above_ground != site.above_ground) return false;
    if (!is_missing(rule.depth_below_m) && !(site.depth_m < rule.depth_below_m)) return false;
    if (!rule.laying_words.empty() && !holds_word(site.laying, rule.laying_words)) return false;
    return rule.street_words.empty() || holds_word(site.street, rule.street_words);
}

} // namespace

bool holds_word(std::string_view text, const std::vector<std::string> &words) {
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    return std::any_of(words.begin(), words.end(), [&](const std::string &word) {
        return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
    });
}

std::int32_t assumed_year(const FailureScheme &scheme, std::int32_t install_year, std::int32_t year) {
    return install_year == missing_int ? std::min(scheme.unknown_year, year - scheme.unknown_age_a) : install_year;
}

double age_a(const FailureScheme &scheme, std::int32_t install_year, std::int32_t year) {
    return std::max(0.0, static_cast<double>(year) - assumed_year(scheme, install_year, year));
}

double age_factor(const FailureScheme &scheme, Material material, double age_a) {
    const double age = std::clamp(age_a, scheme.min_age_a, scheme.max_age_a);
    return std::pow(age / scheme.reference_age_a, scheme.of(material).age_exponent);
}

LeakFactors pipe_leak_factors(const FailureScheme &scheme, const PipeSite &site, std::int32_t year) {
    const MaterialFactors &m = scheme.of(site.material);
    LeakFactors f;
    f.base = scheme.base_per_km_year;
    f.material = m.leak;
    f.age = age_factor(scheme, site.material, age_a(scheme, site.install_year, year));
    if (!is_missing(site.diameter_m)) {
        const double d = std::clamp(site.diameter_m, scheme.min_diameter_m, scheme.max_diameter_m);
        f.diameter = std::pow(d / scheme.reference_diameter_m, m.diameter_exponent);
    }
    f.joint = joint_factor(scheme, site.material, site.install_year, year);
    f.third_party = m.third_party;
    for (std::size_t i = 0; i < scheme.setting.size(); ++i)
        if (const SettingRule &rule = scheme.setting[i]; rule_holds(rule, site)) {
            f.setting *= rule.leak;
            f.third_party *= rule.third_party;
            f.settings |= std::uint32_t{1} << i;
        }
    return f;
}

LeakFactors riser_leak_factors(const FailureScheme &scheme, Material material, std::int32_t install_year,
                               double height_m, std::int32_t year) {
    LeakFactors f;
    f.base = scheme.riser_base_per_year;
    f.material = scheme.of(material).leak;
    f.age = age_factor(scheme, material, age_a(scheme, install_year, year));
    f.joint = joint_factor(scheme, material, install_year, year);
    f.setting = std::pow(height_m / scheme.riser_reference_height_m, scheme.riser_height_exponent);
    return f;
}

double effective_years(const FailureScheme &scheme, Material material, std::int32_t install_year, std::int32_t from,
                       std::int32_t to, std::int32_t year) {
    const std::int32_t installed = assumed_year(scheme, install_year, year);
    const double now = age_factor(scheme, material, age_a(scheme, install_year, year));
    double sum = 0.0;
    for (std::int32_t y = std::max(from, installed); y <= to; ++y)
        sum += age_factor(scheme, material, static_cast<double>(y - installed)) / now;
    return sum;
}

double gamma_poisson_rate(double prior_rate, double events, double exposure, double overdispersion) {
    const double a0 = 1.0 / overdispersion;
    return (a0 + events) / (a0 / prior_rate + exposure);
}

} // namespace gastwin
