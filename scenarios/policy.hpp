// SPDX-License-Identifier: Apache-2.0
// Policy rules as data: retrofit scope, conclusions of an assessment, major hazards. Each rule is a set of conditions
// on named columns of one kind of asset or table, with document, clause and tag of its provenance, and a conclusion.
//
// Three-valued: a condition on a value that is not recorded is open; a rule is open ("not checkable") unless the
// recorded values decide it. Findings list what holds, and what is open where the column is recorded elsewhere; a
// column that nobody recorded gives no rows of its own, only counts in the summary.
// Not claimed: that a finding is an authority's decision. The file says so in its `notice`.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/inventory.hpp"
#include "scenarios/asset_columns.hpp"
#include "scenarios/conclusion.hpp"
#include "scenarios/score.hpp"

namespace gastwin {

/// One test of one column. Tests left out always hold.
struct Condition {
    std::string column;
    std::vector<std::string> is, unsure, words;
    double at_least = missing_real, above = missing_real, below = missing_real, at_most = missing_real;
    double age_at_least = missing_real; ///< of a column of calendar years, in the year of assessment
    int recorded = -1;                  ///< 1: must be recorded, 0: must not; such a test is never open
};

struct PolicyRule {
    std::string id, name, name_zh, document, clause, clause_zh, tag;
    std::array<bool, setting_count> applies{}; ///< pipes and risers it is about
    std::string table;                         ///< or the table it is about
    std::vector<Condition> all, any;
    Conclusion conclusion = Conclusion::none;
    std::string deadline;          ///< ISO 8601 date
    std::int32_t within_years = 0; ///< or: end of the year so many after that of the assessment
};

struct Policy {
    std::string name, version, title, title_zh, notice, notice_zh;
    std::int32_t assumed_built_before = 2000;
    std::string assumed_by; ///< id of the rule behind that
    std::vector<PolicyRule> rule;
};

/// Throws Error("bad_scheme") naming line, section and key; unknown columns and codes too.
[[nodiscard]] Policy read_policy(std::string_view text, const std::string &file = "");
[[nodiscard]] const Policy &default_policy();

enum class Outcome : std::uint8_t { holds, not_checkable };
template <> struct Names<Outcome> {
    static constexpr std::array<Name, 2> names{
        {{"holds", "holds", "符合"}, {"not_checkable", "not checkable", "无法判定"}}};
};

/// One row per asset and rule that holds or cannot be decided.
struct Findings {
    static constexpr std::string_view name = "result_finding";
    std::vector<std::string> id, rule, object_table, object_id;
    std::vector<Outcome> outcome;
    std::vector<std::string> found, found_zh, missing, imputed, document, clause, tag;
    std::vector<Conclusion> conclusion;
    std::vector<std::string> deadline;
    std::vector<Flag> assumed;

    static constexpr auto columns() {
        using T = Findings;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        return std::make_tuple(
            required("id", "", "running number", &T::id), text("rule", "id of the rule", &T::rule),
            text("object_table", "table of the asset", &T::object_table),
            text("object_id", "id of the asset", &T::object_id),
            optional("outcome", "", "holds, or not checkable for want of data", &T::outcome, Outcome::holds),
            text("found", "column = value, of each condition", &T::found),
            text("found_zh", "the same in Chinese", &T::found_zh),
            text("missing", "columns whose missing values leave the rule open", &T::missing),
            text("imputed", "columns whose values were imputed, inferred or set by a rule", &T::imputed),
            text("document", "document of the rule", &T::document), text("clause", "clause of the rule", &T::clause),
            text("tag", "S read in a published document, D derived, U unverified", &T::tag),
            optional("conclusion", "", "what the rule concludes where it holds", &T::conclusion, Conclusion::none),
            text("deadline", "date, where the rule gives one", &T::deadline),
            optional("assumed", "", "1: it holds by the rule for an unknown year of construction alone", &T::assumed,
                     Flag{0}));
    }
};

/// One row per rule.
struct RuleSummary {
    static constexpr std::string_view name = "result_rule";
    std::vector<std::string> id, name_en, name_zh, document, clause, clause_zh, tag, deadline;
    std::vector<Conclusion> conclusion;
    std::vector<std::int32_t> looked_at, holds, not_checkable;
    std::vector<double> holds_km, not_checkable_km, assumed_km;

    static constexpr auto columns() {
        using T = RuleSummary;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        const auto count = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> T::*data) {
            return optional(n, "", doc, data, std::int32_t{0});
        };
        const auto km = [](std::string_view n, std::string_view doc, std::vector<double> T::*data) {
            return optional(n, "km", doc, data, 0.0);
        };
        return std::make_tuple(
            required("id", "", "id of the rule", &T::id), text("name_en", "what it is about", &T::name_en),
            text("name_zh", "in Chinese", &T::name_zh), text("document", "document", &T::document),
            text("clause", "clause", &T::clause), text("clause_zh", "clause, in Chinese", &T::clause_zh),
            text("tag", "S published, D derived, U unverified", &T::tag),
            text("deadline", "date, where the rule gives one", &T::deadline),
            optional("conclusion", "", "conclusion", &T::conclusion, Conclusion::none),
            count("looked_at", "rows looked at", &T::looked_at), count("holds", "rows it holds for", &T::holds),
            count("not_checkable", "rows it cannot be decided for", &T::not_checkable),
            km("holds_km", "pipe length it holds for", &T::holds_km),
            km("not_checkable_km", "pipe length it cannot be decided for", &T::not_checkable_km),
            km("assumed_km", "of holds_km, by the rule for an unknown year of construction alone", &T::assumed_km));
    }
};

struct PolicyResults {
    Assets assets;
    Findings finding;
    RuleSummary rule;
};

/// What an assessment says of each asset.
struct AssetConclusion {
    Conclusion conclusion = Conclusion::none; ///< the gravest of the rules that hold
    std::string deadline, rules;              ///< the earliest date; their ids
};

/// Grades of the assessment that rules on "grade" go by; none: no assessment was made, and such rules are open.
struct AssetGrades {
    std::span<const RiskGrade> grade = {};
    std::span<const std::int32_t> row = {}; ///< of each asset, in the order of gather_assets(); -1: not assessed
};

/// What the rules say of assets gathered with the policy's assumed_built_before; `grades` row by row beside them.
[[nodiscard]] PolicyResults find_by_policy(const Twin &twin, const Policy &policy, Assets assets,
                                           const AssetGrades &grades = {});
/// The same without an assessment. Precondition: require_sound(twin.network).
[[nodiscard]] PolicyResults find_by_policy(const Twin &twin, const Policy &policy, const FactOptions &options = {});

/// Options with what the policy asks for.
[[nodiscard]] FactOptions options_for(const Policy &policy, FactOptions options);

/// One row per asset of results.assets.
[[nodiscard]] std::vector<AssetConclusion> conclude(const PolicyResults &results);

/// The policy by the grades of an assessment; fills its columns conclusion, deadline and rules.
PolicyResults conclude(RiskResults &risk, const Twin &twin, const Policy &policy, const FactOptions &options = {});
PolicyResults conclude(Scores &scores, const Scoring &scoring, const Twin &twin, const Policy &policy,
                       const FactOptions &options = {});

} // namespace gastwin
