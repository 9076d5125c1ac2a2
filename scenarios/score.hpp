// SPDX-License-Identifier: Apache-2.0
// Every pipe and riser scored by a scheme (score_scheme.hpp), with the points of each indicator.
//
// Rank: by grade, then by score, then ascending id. A value that is not recorded follows the indicator's own rule and
// is named in `missing`; a value that was imputed is used and named in `imputed`. A group of which nothing is known
// takes its worst value. Bit-identical for any number of threads: each asset is computed by itself.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/inventory.hpp"
#include "scenarios/asset_columns.hpp"
#include "scenarios/conclusion.hpp"
#include "scenarios/score_scheme.hpp"

namespace gastwin {

struct Scores {
    static constexpr std::string_view name = "result_score", about = "";
    std::vector<std::string> id, table_name, scheme;
    std::vector<std::int32_t> year, rank, rank_in_table;
    std::vector<RiskGrade> grade;
    std::vector<double> score, likelihood, consequence;
    std::vector<std::int32_t> likelihood_class, consequence_class;
    std::vector<Conclusion> conclusion;
    std::vector<std::string> deadline, rules, missing, imputed, causes, causes_zh;

    static constexpr auto columns() {
        using T = Scores;
        const auto real = [](std::string_view n, std::string_view doc, std::vector<double> T::*data) {
            return optional(n, "", doc, data, missing_real);
        };
        const auto whole = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> T::*data) {
            return optional(n, "", doc, data, std::int32_t{0});
        };
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        return std::make_tuple(
            required("id", "", "pipe or riser", &T::id), text("table_name", "pipe or riser", &T::table_name),
            text("scheme", "name and version of the scheme", &T::scheme), whole("year", "year of assessment", &T::year),
            whole("rank", "1: worst grade and score, pipes and risers together", &T::rank),
            whole("rank_in_table", "rank among pipes, or among risers", &T::rank_in_table),
            optional("grade", "", "colour by the scheme", &T::grade, RiskGrade::blue),
            real("score", "in the scheme's own points", &T::score),
            real("likelihood", "side of the scheme, in its own points", &T::likelihood),
            real("consequence", "side of the scheme, in its own points", &T::consequence),
            whole("likelihood_class", "row of the matrix from 1; 0: no matrix", &T::likelihood_class),
            whole("consequence_class", "column of the matrix from 1; 0: no matrix", &T::consequence_class),
            optional("conclusion", "", "the gravest of the rules that hold", &T::conclusion, Conclusion::none),
            text("deadline", "the earliest of these rules; empty: none", &T::deadline),
            text("rules", "ids of the rules that hold", &T::rules),
            text("missing", "columns without a value, which follow the scheme's rule", &T::missing),
            text("imputed", "columns whose values were imputed or inferred", &T::imputed),
            text("causes", "the indicators that weigh most", &T::causes),
            text("causes_zh", "the same in Chinese", &T::causes_zh));
    }
};

/// The scheme's indicators as a table.
struct ScoreIndicators {
    static constexpr std::string_view name = "score_indicator";
    std::vector<std::string> id, name_zh, group, column, clause, source;
    std::vector<ScoreSide> side;
    std::vector<double> weight, least_points, most_points;
    std::vector<MissingRule> missing;

    static constexpr auto columns() {
        using T = ScoreIndicators;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        const auto real = [](std::string_view n, std::string_view doc, std::vector<double> T::*data) {
            return optional(n, "", doc, data, missing_real);
        };
        return std::make_tuple(
            required("id", "", "name of the indicator", &T::id), text("name_zh", "name in Chinese", &T::name_zh),
            text("group", "group it belongs to", &T::group),
            optional("side", "", "likelihood or consequence", &T::side, ScoreSide::likelihood),
            text("column", "column it reads; empty: the same everywhere", &T::column),
            real("weight", "weight in its group", &T::weight),
            real("least_points", "fewest points it can give", &T::least_points),
            real("most_points", "most points it can give", &T::most_points),
            optional("missing", "", "what a value that is not recorded counts as", &T::missing, MissingRule::points),
            text("clause", "clause it rests on", &T::clause),
            text("source", "where its numbers come from, with tag", &T::source));
    }
};

/// One row per asset and indicator: why the score is what it is.
struct ScoreParts {
    static constexpr std::string_view name = "result_points";
    std::vector<std::string> id, object_table, object_id, group, indicator, indicator_zh, column, value, value_zh, why,
        clause, source;
    std::vector<ScoreSide> side;
    std::vector<double> points, share;

    static constexpr auto columns() {
        using T = ScoreParts;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        return std::make_tuple(
            required("id", "", "running number", &T::id), text("object_table", "pipe or riser", &T::object_table),
            text("object_id", "id of the asset", &T::object_id), text("group", "group", &T::group),
            optional("side", "", "likelihood or consequence", &T::side, ScoreSide::likelihood),
            text("indicator", "indicator", &T::indicator), text("indicator_zh", "in Chinese", &T::indicator_zh),
            text("column", "table and column it read", &T::column), text("value", "value found", &T::value),
            text("value_zh", "in Chinese", &T::value_zh),
            text("why", "the scheme's line that gives the points", &T::why),
            optional("points", "", "points; missing: left out", &T::points, missing_real),
            optional("share", "", "part of the way from the side's best to its worst; the parts of a side add up",
                     &T::share, missing_real),
            text("clause", "clause it rests on", &T::clause),
            text("source", "where the numbers come from, with tag", &T::source));
    }
};

/// Results and what explains them.
struct Scoring {
    ScoreScheme scheme;
    Assets assets;                   ///< all pipes and risers; those the scheme leaves out have no row in `scores`
    std::vector<std::int32_t> asset; ///< of each row of `scores`
    Scores scores;
    ScoreIndicators indicators;
    std::vector<float> points; ///< [indicator · rows + row]; NaN: does not apply, or left out
};

struct ScoreInputs {
    const RiskResults *risk = nullptr;
    const CriticalityResults *criticality = nullptr;
};

/// `options.people` and `assumed_built_before` follow the scheme. Precondition: require_sound(twin.network). Throws
/// Error("usage") when a result is of another network.
[[nodiscard]] Scoring score_assets(const Twin &twin, const ScoreScheme &scheme, const ScoreInputs &inputs = {},
                                   FactOptions options = {});

/// The parts of these rows of `scoring.scores`, whose inputs must still stand as they were.
[[nodiscard]] ScoreParts explain_scores(const Twin &twin, const Scoring &scoring, const ScoreInputs &inputs,
                                        std::span<const std::int32_t> rows);

} // namespace gastwin
