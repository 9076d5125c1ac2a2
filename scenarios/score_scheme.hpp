// SPDX-License-Identifier: Apache-2.0
// Scoring schemes as data: indicators that turn one named column each into points, groups of indicators, and how
// likelihood and consequence make a score and one of four grades. Two bundled ones (scenarios/schemes/points.toml,
// index.toml) show the two usual forms; a user's file stands alone and replaces them.
//
//   points of an indicator   numbers by limits (limits[i] ≤ x < limits[i+1] takes points[i+1]), codes by a list, texts
//                            by words they hold (the first that holds), or the same points everywhere
//   group                    mean     Σ w·p / Σ w
//                            sum      Σ w·p, scaled up for indicators that do not apply or are left out
//                            product  Π p^w
//   side                     Σ weight · group, of the groups of likelihood and of those of consequence
//   score                    matrix, product: likelihood · consequence;  quotient: likelihood / consequence
//   grade                    matrix: the cell of the two classes;  else by limits of the score
// Not claimed: agreement with any authority's guide. A file says so in its own `notice`, which every output repeats.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/asset_columns.hpp"

namespace gastwin {

enum class ScoreSide : std::uint8_t { likelihood, consequence };
template <> struct Names<ScoreSide> {
    static constexpr std::array<Name, 2> names{
        {{"likelihood", "likelihood", "可能性"}, {"consequence", "consequence", "后果"}}};
};

enum class GroupForm : std::uint8_t { mean, sum, product };
template <> struct Names<GroupForm> {
    static constexpr std::array<Name, 3> names{
        {{"mean", "weighted mean", "加权平均"}, {"sum", "sum", "求和"}, {"product", "product", "连乘"}}};
};

enum class ScoreForm : std::uint8_t { matrix, product, quotient };
template <> struct Names<ScoreForm> {
    static constexpr std::array<Name, 3> names{
        {{"matrix", "matrix", "矩阵"}, {"product", "product", "乘积"}, {"quotient", "quotient", "比值"}}};
};

/// What a value that is not recorded counts as.
enum class MissingRule : std::uint8_t { points, worst, best, leave_out };
template <> struct Names<MissingRule> {
    static constexpr std::array<Name, 4> names{{{"points", "points of its own", "按规定分值"},
                                                {"worst", "the worst points", "按最不利"},
                                                {"best", "the best points", "按最有利"},
                                                {"leave_out", "left out", "不计入"}}};
};

struct WordPoints {
    std::vector<std::string> words;
    double points = 0.0;
};

struct Indicator {
    std::string name, name_zh, column, clause, source;
    double weight = 1.0;
    std::array<bool, setting_count> applies{true, true, true};
    std::vector<double> limits, points; ///< of numbers; points has one more
    std::vector<double> by_code;        ///< of codes: points of each
    std::vector<WordPoints> words;      ///< of texts
    double other = missing_real;        ///< of texts and codes not listed
    double everywhere = missing_real;   ///< points that need no column
    MissingRule missing = MissingRule::worst;
    double missing_points = missing_real;

    double low = 0.0, high = 0.0;   ///< of all points it may give
    double best = 0.0, worst = 0.0; ///< the same as its side counts them
};

struct IndicatorGroup {
    std::string name, name_zh;
    ScoreSide side = ScoreSide::likelihood;
    GroupForm how = GroupForm::mean;
    double weight = 1.0;
    std::size_t first = 0, last = 0; ///< its indicators: [first, last)
};

struct ScoreScheme {
    std::string name, version, title, title_zh, notice, notice_zh;
    bool high_is_safe = false; ///< points grow with safety, else with danger; of a quotient those of likelihood alone
    std::array<bool, setting_count> assessed{true, true, true};
    std::int32_t assumed_built_before = 2000;
    ScoreForm how = ScoreForm::product;
    std::vector<double> likelihood_limits, consequence_limits; ///< matrix: lower limits of the second class and up
    std::vector<std::vector<RiskGrade>> matrix;                ///< [likelihood class][consequence class]
    double yellow = missing_real, orange = missing_real, red = missing_real; ///< limits of the score
    std::vector<IndicatorGroup> group;
    std::vector<Indicator> indicator; ///< at most 64

    /// Does any indicator read a column whose name begins so? ("risk.", "criticality.", "people_near")
    [[nodiscard]] bool reads(std::string_view prefix) const;
};

/// Throws Error("bad_scheme") naming line, section and key; unknown columns and codes too.
[[nodiscard]] ScoreScheme read_score_scheme(std::string_view text, const std::string &file = "");

/// Bundled files by name: "default" (quantitative), "points", "index", "rules"; empty: no such name.
[[nodiscard]] std::string_view bundled_scheme_text(std::string_view name);
[[nodiscard]] std::span<const std::string_view> bundled_scheme_names();

/// What a file says it is, [about] kind: "risk" (also where it says nothing), "score" or "rules".
/// Throws Error("bad_scheme") for another word or no TOML.
[[nodiscard]] std::string scheme_kind(std::string_view text, const std::string &file = "");

} // namespace gastwin
