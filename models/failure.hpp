// SPDX-License-Identifier: Apache-2.0
// How often pipes and risers fail. Two linked frequencies that are never added up:
//   leaks              λ [1/km·yr] = base · material · age · diameter · setting · joint
//                      many, mostly found and repaired
//   serious incidents  λ_s = p · λ (leak causes: corrosion, joints) + third party + natural force
//                      rare, harm people
// A leak counts in λ alone; the leak causes enter λ_s only as the share p of leaks, so nothing is counted twice.
//
// Age: (clamp(age, a_min, a_max) / a_ref)^k.  Diameter: (clamp(d, d_min, d_max) / d_ref)^b.  Risers: per piece, with
// (height / h_ref)^g in place of length. Coefficients are data (scenarios/schemes/default.toml), each with its source.
// Validity: distribution pipes of a city; a screening model until it is fitted to the utility's own records.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/classes.hpp"
#include "models/table.hpp"

namespace gastwin {

inline constexpr std::size_t material_count = Names<Material>::names.size();

struct MaterialFactors {
    double leak = 1.0, age_exponent = 0.0, diameter_exponent = 0.0;
    double joint = 1.0;            ///< for pipes laid before joint_before
    std::int32_t joint_before = 0; ///< calendar year
    double third_party = 1.0;
    double log_sd = 0.0; ///< of ln(leak)
};

/// A condition on where a pipe lies and what it multiplies. Conditions left out always hold.
struct SettingRule {
    std::string name = {}, name_zh = {};
    bool tests_above_ground = false, above_ground = false;
    double depth_below_m = missing_real;
    std::vector<std::string> laying_words = {}, street_words = {};
    double leak = 1.0, third_party = 1.0;
};

struct FailureScheme {
    double base_per_km_year = 0.0;
    double reference_age_a = 0.0, min_age_a = 0.0, max_age_a = 0.0;
    double reference_diameter_m = 0.0, min_diameter_m = 0.0, max_diameter_m = 0.0;
    std::int32_t unknown_year = 0;  ///< construction year assumed where none is recorded ...
    std::int32_t unknown_age_a = 0; ///< ... or this long before the year asked for, whichever is earlier: never new
    double overdispersion = 0.0;    ///< α: variance of a count = μ + α μ²
    double level_strength = 0.0;    ///< leaks the base rates are worth against the utility's own count
    std::array<MaterialFactors, material_count> material;
    std::vector<std::string> above_ground_words;
    std::vector<SettingRule> setting; ///< at most 32

    double riser_base_per_year = 0.0, riser_reference_height_m = 0.0, riser_height_exponent = 0.0;
    double metres_per_floor = 0.0, riser_serious_per_leak = 0.0, riser_serious_other_per_year = 0.0;

    double serious_per_leak = 0.0, third_party_per_km_year = 0.0, natural_per_km_year = 0.0;
    std::vector<std::string> third_party_words; ///< causes of records that are not leaks of condition

    Material renewed_buried = Material::pe100, renewed_above_ground = Material::stainless;

    [[nodiscard]] const MaterialFactors &of(Material m) const { return material[static_cast<std::size_t>(m)]; }
};

/// A pipe as the factors see it.
struct PipeSite {
    Material material = Material::unknown;
    std::int32_t install_year = missing_int;
    double diameter_m = missing_real; ///< missing: the reference diameter
    double depth_m = missing_real;
    bool above_ground = false;
    std::string_view laying = {}, street = {};
};

/// Multipliers; their product is the leak rate in the year asked for.
struct LeakFactors {
    double base = 1.0, material = 1.0, age = 1.0, diameter = 1.0, setting = 1.0, joint = 1.0;
    double third_party = 1.0;   ///< of the setting and the material, for serious incidents
    std::uint32_t settings = 0; ///< bit i: rule i holds

    [[nodiscard]] double product() const { return base * material * age * diameter * setting * joint; }
};

/// Does the text hold one of the words? ASCII letters match in either case.
[[nodiscard]] bool holds_word(std::string_view text, const std::vector<std::string> &words);

/// The year itself or, where missing, what the scheme puts in its place as seen from `year`.
[[nodiscard]] std::int32_t assumed_year(const FailureScheme &scheme, std::int32_t install_year, std::int32_t year);

/// Age in the given year, of a later one 0; a missing year counts by the scheme's rule.
[[nodiscard]] double age_a(const FailureScheme &scheme, std::int32_t install_year, std::int32_t year);
[[nodiscard]] double age_factor(const FailureScheme &scheme, Material material, double age_a);

/// Leaks per km and year of a pipe.
[[nodiscard]] LeakFactors pipe_leak_factors(const FailureScheme &scheme, const PipeSite &site, std::int32_t year);

/// Leaks per riser and year; the height enters as `setting`.
[[nodiscard]] LeakFactors riser_leak_factors(const FailureScheme &scheme, Material material, std::int32_t install_year,
                                             double height_m, std::int32_t year);

/// Years of exposure since `from` up to and including `to`, each weighed by its age factor against that of `year`:
/// the rate of `year` times this is the expected count. No exposure before the installation (asset versions: a record
/// older than the pipe belongs to its predecessor).
[[nodiscard]] double effective_years(const FailureScheme &scheme, Material material, std::int32_t install_year,
                                     std::int32_t from, std::int32_t to, std::int32_t year);

/// Empirical-Bayes gamma–Poisson rate of one asset: λ̂ = (a0 + N) / (a0/μ + E), a0 = 1/α. μ prior rate per unit of
/// exposure, N events on record, E exposure in the same unit (km·yr for pipes, years for risers).
[[nodiscard]] double gamma_poisson_rate(double prior_rate, double events, double exposure, double overdispersion);

} // namespace gastwin
