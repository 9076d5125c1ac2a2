// SPDX-License-Identifier: Apache-2.0
// The steps of assess_risk(), and what they hand on. Internal to scenarios/.
#pragma once
#include <functional>
#include <utility>
#include <vector>

#include "scenarios/leak_history.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

/// A multiple of the leak rate in use, taken where a standard normal is up to this and above the one before.
struct Alternative {
    float up_to_z, ln_ratio;
};

/// A pipe or riser on its way to a result row.
struct RiskAsset {
    bool riser = false, above_ground = false;
    std::size_t row = 0;
    Material material = Material::unknown;
    std::int32_t install_year = missing_int;
    LeakFactors factors = {};
    double size = 0.0; ///< km of pipe, or 1 riser
    double diameter_m = missing_real;
    double length_km = 0.0; ///< km of pipe, or of riser height
    double local = 1.0, record = 1.0;
    double frailty_shape = 1.0; ///< of the gamma distribution of its frailty after what was seen
    std::uint32_t common = 0;   ///< row of Learned::common
    std::int32_t leaks = 0, works = 0, unguarded_works = 0;
    RecordModel record_model = RecordModel::none;
    std::uint32_t imputed = 0;                  ///< bits of ImputedColumn
    std::vector<Alternative> alternatives = {}; ///< of an asset with candidates, by ascending multiple
    std::uint32_t with_candidates = 0;          ///< bits of ImputedColumn
    std::string_view survey_next = {};
    double survey_next_share = 0.0;
    PeopleNear people = {};
    double customers_out = 0.0;

    [[nodiscard]] double leaks_per_year() const { return factors.product() * local * record * size; }
};

enum ImputedColumn : std::uint32_t { imputed_material = 1, imputed_year = 2, imputed_diameter = 4, imputed_class = 8 };

/// What one asset costs and risks; rows beside the assets.
struct RiskTerms {
    double leak_cost_cny = 0.0, serious_cost_cny = 0.0;
    double serious_per_leak = 0.0;
    double other_serious_per_year = 0.0; ///< third party and natural force: untouched by renewal of the condition

    [[nodiscard]] double ageing_cny(double leaks) const {
        return leaks * (leak_cost_cny + serious_per_leak * serious_cost_cny);
    }
    [[nodiscard]] double steady_cny() const { return other_serious_per_year * serious_cost_cny; }
};

/// What the assets of one class have in common: ln of a factor with mean 1, a sum of standard normals (which, log sd).
using CommonNormals = std::vector<std::pair<std::uint32_t, double>>;

/// What the utility's own leak records say, apart from the assets' own `local`, `record`, `frailty_shape`, `common`.
struct Learned {
    std::vector<CommonNormals> common;
    std::function<double(const RiskAsset &)> level; ///< `local` of an asset that may not be in the list
};

struct RecordWindow {
    std::int32_t from, to, year; ///< first and last year of the records; year of assessment
};

/// Brings each group (material; buried, above ground, riser) to the level of its own records by a gamma prior worth
/// `level_strength` leaks, then each asset to its own (empirical-Bayes gamma–Poisson).
[[nodiscard]] Learned learn_levels(std::vector<RiskAsset> &assets, const RiskScheme &scheme, const LeakHistory &history,
                                   const RecordWindow &window);

/// The same from the counting process of scenarios/failure_fit.hpp with the scheme as its prior. Of buried pipes, pipes
/// above ground or risers that cannot be fitted the levels stand, and record_model says so.
[[nodiscard]] Learned learn_by_fit(std::vector<RiskAsset> &assets, const RiskScheme &scheme, const LeakHistory &history,
                                   const RecordWindow &window);

/// Every asset's frequency of leaks in the year of assessment; what is near comes later.
struct RiskBasis {
    std::int32_t year = 0;
    std::vector<RiskAsset> assets = {}; ///< pipes that carry gas, then risers, in table order
    Learned learned = {};
};
[[nodiscard]] RiskBasis risk_basis(const Network &network, const RiskScheme &scheme, const RiskInputs &inputs,
                                   const RiskOptions &options, int threads);

/// What the asset risks; `fatalities` expected in a serious incident.
[[nodiscard]] RiskTerms terms_of(const RiskAsset &a, const RiskScheme &scheme, double fatalities);

/// Serious incidents per year by third parties, of a pipe.
[[nodiscard]] double third_party_per_year(const RiskScheme &scheme, const RiskAsset &a);

/// The asset as it would be after the change, whether its conditions hold or not.
[[nodiscard]] RiskAsset changed(const Network &network, const RiskAsset &a, const RiskChange &change,
                                const RiskScheme &scheme, const Learned &learned, std::int32_t year);

/// Variance of the asset's own ln(leaks): frailty, and imputed cells of which no candidates are known.
[[nodiscard]] double own_variance(const RiskAsset &a, const UncertaintyScheme &uncertainty);

/// Fills alternatives and with_candidates from the candidates of pipes and risers, and survey_next; needs imputed.
void add_candidates(std::vector<RiskAsset> &assets, const Network &network, const RiskScheme &scheme,
                    const Candidates *candidates, const Learned &learned, std::int32_t year);

/// Factors of a pipe or riser as it stands in `a`; cover, laying and street are those of the network.
[[nodiscard]] LeakFactors leak_factors(const Network &network, const RiskAsset &a, const FailureScheme &scheme,
                                       std::int32_t year, double depth_m = missing_real);

/// Fills quantiles of frequency, risk and rank, top_share and rank_stable by Monte Carlo; needs rank.
void sample_risk(RiskResults &results, const std::vector<RiskAsset> &assets, const std::vector<RiskTerms> &terms,
                 const std::vector<CommonNormals> &common, const RiskScheme &scheme, const RiskOptions &options,
                 int threads, const Progress &progress);

/// Fills causes and causes_zh from the other columns.
void explain_risk(RiskResults &results, const std::vector<RiskAsset> &assets, const RiskScheme &scheme, int threads);

} // namespace gastwin
