// SPDX-License-Identifier: Apache-2.0
// The numbers behind a risk assessment and a plan, as data: a TOML file each. The bundled files are part of the
// library; a user's file names only what it changes. Unknown keys are errors, never ignored.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "models/consequence.hpp"
#include "models/cost.hpp"
#include "models/failure.hpp"
#include "scenarios/asset_facts.hpp"

namespace gastwin {

/// Standard deviations of natural logarithms, and what counts as a stable rank.
struct UncertaintyScheme {
    double base_log_sd = 0.0, age_log_sd = 0.0, third_party_log_sd = 0.0, consequence_log_sd = 0.0;
    double imputed_material_log_sd = 0.0, imputed_year_log_sd = 0.0, imputed_diameter_log_sd = 0.0;
    double top_share = 0.0, stable_share = 0.0;
};

/// How the utility's own leak records enter.
struct RecordScheme {
    bool fitted = false; ///< by the counting process of failure_fit.hpp, else by the level of each group
    double diameter_exponent_sd = 0.0, length_exponent_sd = 0.0, decade_log_sd = 0.0; ///< of the fit's priors
};

/// Lower limits of the colours, CNY per km and year.
struct GradeScheme {
    double yellow = 0.0, orange = 0.0, red = 0.0;
};

/// Leaks of one piece per year at 25 years of age, and what becomes of them.
struct PieceRates {
    double base_per_year = 0.0, age_exponent = 0.0, serious_per_leak = 0.0;
    double level_strength = 0.0; ///< leaks the rate is worth against the utility's own count of a kind
};

/// What works registered near a buried pipe add to the long-run mean of third-party damage.
struct WorksRates {
    double serious_per_works = 0.0; ///< serious incidents per year and works in the control zone
    double unguarded_times = 1.0;   ///< as many times that without a protection plan or a guardian
};

/// A change that an assessment can be asked about: conditions on an asset, columns that take another value, factors.
struct RiskChange {
    std::string name = {}, name_zh = {}, source = {};
    std::array<bool, setting_count> applies = {};          ///< by AssetSetting ...
    std::vector<Material> materials = {};                  ///< ... and material; empty: all ...
    double depth_below_m = missing_real;                   ///< ... and cover ...
    std::int32_t unguarded_works = 0, least_customers = 0; ///< ... and at least so many of these
    bool sets_material = false, renewed = false;           ///< renewed: laid in the year of assessment, no records
    Material material = Material::unknown;                 ///< where sets_material
    double depth_m = missing_real;                         ///< missing: as it is
    bool guarded = false;                                  ///< unguarded works become guarded ones
    double leak = 1.0, third_party = 1.0, serious_per_leak = 1.0, customers_out = 1.0; ///< factors
};

struct RiskScheme {
    std::string name, version;
    FailureScheme failure;
    ConsequenceScheme consequence;
    RecordScheme records;
    UncertaintyScheme uncertainty;
    GradeScheme grade;
    PieceRates valve, regulator; ///< scenarios/risk_pieces.hpp
    WorksRates works;
    std::vector<RiskChange> change; ///< scenarios/risk_changes.hpp
};

/// The bundled schemes and their text, to be copied and edited.
[[nodiscard]] const RiskScheme &default_scheme();
[[nodiscard]] const CostScheme &default_cost_scheme();
[[nodiscard]] std::string_view default_scheme_text();
[[nodiscard]] std::string_view default_cost_scheme_text();

/// The bundled scheme with the changes of this TOML text; `file` is used in messages.
/// Throws Error("bad_scheme") naming line, section and key.
[[nodiscard]] RiskScheme read_scheme(std::string_view text, const std::string &file = "");
[[nodiscard]] CostScheme read_cost_scheme(std::string_view text, const std::string &file = "");

/// The same from a file. Throws Error("no_such_file") too.
[[nodiscard]] RiskScheme read_scheme_file(const std::filesystem::path &path);
[[nodiscard]] CostScheme read_cost_scheme_file(const std::filesystem::path &path);

} // namespace gastwin
