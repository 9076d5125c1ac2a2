// SPDX-License-Identifier: Apache-2.0
// Risk of every pipe and riser: how often, what then, how sure, and why.
//
//   leaks/yr      λ = base · material · age · diameter · setting · joint · local · record · size
//                 local: level of the asset's group against the scheme, from the twin's own leak records (gamma prior);
//                 record: the asset's own records (empirical-Bayes gamma–Poisson); size: km, or 1 riser
//   serious/yr    p·λ + third party + natural force (models/failure.hpp: linked, never added)
//   CNY/yr        λ · cost of a leak + serious · cost of a serious incident (models/consequence.hpp)
// The natural logarithms of the factors are kept as columns and sum to ln λ.
//
// Rank and colour follow risk per km and year, not absolute risk, which grows with length and would put long pipes
// first; a riser's length is its height. Planning uses the absolute risk_cny_per_year beside cost. Ties: ascending id.
// Not claimed: agreement with any authority's assessment guide. Calibrate the scheme before using absolute numbers.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/inventory.hpp"
#include "models/progress.hpp"
#include "scenarios/asset_facts.hpp"
#include "scenarios/calendar.hpp"
#include "scenarios/conclusion.hpp"
#include "scenarios/scheme.hpp"

namespace gastwin {

enum class RiskGrade : std::uint8_t { blue, yellow, orange, red };

template <> struct Names<RiskGrade> {
    static constexpr std::array<Name, 4> names{{{"blue", "low (blue)", "低风险（蓝）"},
                                                {"yellow", "moderate (yellow)", "一般风险（黄）"},
                                                {"orange", "considerable (orange)", "较大风险（橙）"},
                                                {"red", "major (red)", "重大风险（红）"}}};
};

/// How the utility's leak records entered an asset's frequency.
enum class RecordModel : std::uint8_t { none, levels, fitted, not_fitted };

template <> struct Names<RecordModel> {
    static constexpr std::array<Name, 4> names{
        {{"none", "no leak records", "无漏气记录"},
         {"levels", "level of its group and its own records", "同类水平与自身记录"},
         {"fitted", "fitted process", "拟合过程"},
         {"not_fitted", "the fit failed: level of its group instead", "拟合失败，改用同类水平"}}};
};

struct RiskResults {
    static constexpr std::string_view name = "result_risk", about = "";
    std::vector<std::string> id, table_name;
    std::vector<std::int32_t> year, rank, rank_in_table, rank_p10, rank_p90;
    std::vector<Flag> rank_stable;
    std::vector<double> top_share;
    std::vector<RiskGrade> grade;
    std::vector<double> risk_cny_per_km_year, risk_cny_per_year, risk_cny_p10, risk_cny_p50, risk_cny_p90,
        risk_fatalities_per_year, risk_ageing_cny_per_year, frequency_per_year, frequency_p10, frequency_p50,
        frequency_p90, serious_per_year, third_party_per_year, people_near, customers_out, consequence_fatalities,
        consequence_serious_cny, consequence_leak_cny, length_km, age_a, renewed_frequency_per_year,
        renewed_risk_cny_per_year;
    std::vector<std::int32_t> leaks_on_record, works_near, unguarded_works;
    std::vector<RecordModel> record_model;
    std::vector<std::string> imputed, survey_next;
    std::vector<double> survey_next_share;
    std::vector<double> ln_base, ln_material, ln_age, ln_diameter, ln_setting, ln_joint, ln_local, ln_record, ln_size;
    std::vector<std::string> causes, causes_zh;
    std::vector<Conclusion> conclusion; ///< this and the next two: scenarios/policy.hpp fills them
    std::vector<std::string> deadline, rules;

    static constexpr auto columns() {
        using R = RiskResults;
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> R::*data) { return optional(n, unit, doc, data, missing_real); };
        const auto whole = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> R::*data) {
            return optional(n, "", doc, data, std::int32_t{0});
        };
        return std::make_tuple(
            required("id", "", "pipe or riser", &R::id),
            optional("table_name", "", "pipe or riser", &R::table_name, ""),
            whole("year", "year of assessment", &R::year),
            whole("rank", "1: highest risk per km and year, pipes and risers together", &R::rank),
            whole("rank_in_table", "rank among pipes, or among risers", &R::rank_in_table),
            whole("rank_p10", "10 % of the samples rank it here or higher; 0: not sampled", &R::rank_p10),
            whole("rank_p90", "90 % of the samples rank it here or higher; 0: not sampled", &R::rank_p90),
            optional("rank_stable", "", "1: enough samples put it on the same side of the top's edge", &R::rank_stable,
                     Flag{0}),
            real("top_share", "", "share of samples that put it into the top of the ranking", &R::top_share),
            optional("grade", "", "colour by risk per km and year", &R::grade, RiskGrade::blue),
            real("risk_cny_per_km_year", "CNY/(km a)", "risk density: what rank and grade follow",
                 &R::risk_cny_per_km_year),
            real("risk_cny_per_year", "CNY/a", "expected yearly loss, lives weighed by the scheme",
                 &R::risk_cny_per_year),
            real("risk_cny_p10", "CNY/a", "10 % of the samples lie below", &R::risk_cny_p10),
            real("risk_cny_p50", "CNY/a", "half of the samples lie below", &R::risk_cny_p50),
            real("risk_cny_p90", "CNY/a", "90 % of the samples lie below", &R::risk_cny_p90),
            real("risk_fatalities_per_year", "1/a", "expected fatalities", &R::risk_fatalities_per_year),
            real("risk_ageing_cny_per_year", "CNY/a", "part of the risk that grows with age and ends with renewal",
                 &R::risk_ageing_cny_per_year),
            real("frequency_per_year", "1/a", "leaks", &R::frequency_per_year),
            real("frequency_p10", "1/a", "10 % of what is believed possible lies below", &R::frequency_p10),
            real("frequency_p50", "1/a", "half of what is believed possible lies below", &R::frequency_p50),
            real("frequency_p90", "1/a", "90 % of what is believed possible lies below", &R::frequency_p90),
            real("serious_per_year", "1/a", "serious incidents, all causes", &R::serious_per_year),
            real("third_party_per_year", "1/a", "of these: third party and outside force", &R::third_party_per_year),
            real("people_near", "", "people reached by migrating gas or fire, mean along the pipe", &R::people_near),
            real("customers_out", "", "customers without gas while it is isolated", &R::customers_out),
            real("consequence_fatalities", "", "expected fatalities per serious incident", &R::consequence_fatalities),
            real("consequence_serious_cny", "CNY", "cost of a serious incident", &R::consequence_serious_cny),
            real("consequence_leak_cny", "CNY", "cost of a leak", &R::consequence_leak_cny),
            real("length_km", "km", "length; of a riser its height", &R::length_km),
            real("age_a", "a", "age in the year of assessment", &R::age_a),
            real("renewed_frequency_per_year", "1/a", "leaks just after renewal", &R::renewed_frequency_per_year),
            real("renewed_risk_cny_per_year", "CNY/a", "risk just after renewal", &R::renewed_risk_cny_per_year),
            whole("leaks_on_record", "leaks recorded on this asset since its installation", &R::leaks_on_record),
            optional("record_model", "", "how the leak records enter", &R::record_model, RecordModel::none),
            whole("works_near", "works within its control zone that are not over", &R::works_near),
            whole("unguarded_works", "of these, without a protection plan or a guardian", &R::unguarded_works),
            optional("imputed", "", "columns whose values were imputed or assumed", &R::imputed, ""),
            optional("survey_next", "", "column whose value narrows the leaks most once surveyed", &R::survey_next, ""),
            real("survey_next_share", "", "share of the variance of ln(leaks) that then goes", &R::survey_next_share),
            real("ln_base", "", "ln of the base rate", &R::ln_base),
            real("ln_material", "", "ln of the material factor", &R::ln_material),
            real("ln_age", "", "ln of the age factor", &R::ln_age),
            real("ln_diameter", "", "ln of the diameter factor", &R::ln_diameter),
            real("ln_setting", "", "ln of the setting factor; of a riser its height", &R::ln_setting),
            real("ln_joint", "", "ln of the joint and vintage factor", &R::ln_joint),
            real("ln_local", "", "ln of the group's level from the utility's records", &R::ln_local),
            real("ln_record", "", "ln of the correction by the asset's own records", &R::ln_record),
            real("ln_size", "", "ln of the length in km; 0 for a riser", &R::ln_size),
            optional("causes", "", "the largest contributions", &R::causes, ""),
            optional("causes_zh", "", "the largest contributions, in Chinese", &R::causes_zh, ""),
            optional("conclusion", "", "the gravest of the rules that hold", &R::conclusion, Conclusion::none),
            optional("deadline", "", "the earliest of these rules; empty: none", &R::deadline, ""),
            optional("rules", "", "ids of the rules that hold", &R::rules, ""));
    }
};

/// What earlier stages know; everything optional.
struct RiskInputs {
    std::span<const double> customers_out = {}; ///< per pipe; empty: the customers on the pipe and its end nodes
    const Provenances *provenance = nullptr;    ///< imputed values widen the intervals ...
    const Candidates *candidates = nullptr;     ///< ... by what they may be instead, where that is known
    const AssetFacts *facts = nullptr;          ///< of the same network: works near, where they were looked for
};

struct RiskOptions {
    std::int32_t year = 0;      ///< year of assessment, no year after it is believed; 0: latest_year()
    std::int32_t this_year = 0; ///< where `year` is 0: today's, no year after it is believed; 0: every year is believed
    std::int32_t record_from_year = 0, record_to_year = 0; ///< window of the leak records; 0: as the records span
    int samples = 1000;                                    ///< for intervals and rank stability; 0: none
    std::uint64_t seed = 1;
    int threads = 0; ///< 0: as OpenMP decides; results do not depend on it
};

/// Leaves out pipes that are abandoned or empty. An installation after the newest year believed counts as of unknown
/// year, a record after it is left out; see future_years(). The clock is never read. Precondition:
/// require_sound(network). Throws Error("value_out_of_range") for customers_out or facts of the wrong length and for
/// years no table can hold.
[[nodiscard]] RiskResults assess_risk(const Network &network, const RiskScheme &scheme = default_scheme(),
                                      const RiskInputs &inputs = {}, const RiskOptions &options = {},
                                      const Progress &progress = {});

/// The newest year of installation or record that the options let be believed.
[[nodiscard]] std::int32_t newest_year(const RiskOptions &options);

/// Installations of pipes and risers, and records, that are dated after this year: one row each.
[[nodiscard]] Issues future_years(const Network &network, std::int32_t newest);

/// Adds a row for pipes, and one for risers, whose records could not be fitted (RecordModel::not_fitted).
void report_unfitted(const RiskResults &risk, Issues &issues);

/// The year that `options.year == 0` stands for: the latest in records and installations up to `newest`, a thousandth
/// of them left out as slips of the pen; missing where there is none. Such a network is assessed in the year in which
/// the scheme's rules for an unknown year agree.
[[nodiscard]] std::int32_t latest_year(const Network &network, std::int32_t newest = last_calendar_year);

/// Is this pipe above ground: by cover, role or laying method?
[[nodiscard]] bool is_above_ground(const FailureScheme &scheme, const Pipes &pipe, std::size_t row);

/// Height of a riser; by floors where not recorded.
[[nodiscard]] double riser_height_m(const FailureScheme &scheme, const Risers &riser, std::size_t row);

} // namespace gastwin
