// SPDX-License-Identifier: Apache-2.0
// The arithmetic of score_assets() and explain_scores(). Internal to scenarios/.
#pragma once
#include <array>

#include "scenarios/score.hpp"

namespace gastwin {

inline constexpr std::size_t most_indicators = 64;

/// The columns that an indicator reads, by setting.
using Reading = std::array<NamedColumn, setting_count>;
[[nodiscard]] std::vector<Reading> read_columns(const ScoreScheme &scheme, const ColumnSources &sources);

/// One asset's indicators and sides.
struct AssetScore {
    std::array<double, most_indicators> points; ///< NaN: does not apply, or left out
    std::array<double, most_indicators> share;  ///< of the way from the side's best to its worst
    std::array<double, 2> side{};               ///< likelihood, consequence
    std::uint64_t missing = 0;                  ///< bit i: the value of indicator i is not recorded
};
[[nodiscard]] AssetScore score_asset(const ScoreScheme &scheme, const std::vector<Reading> &reading,
                                     AssetSetting setting, std::size_t asset);

/// Shortest readable text of a number, at most four digits.
void append_number(std::string &text, double value);

/// Fills causes and causes_zh of one row.
void write_causes(Scores &scores, std::size_t row, const ScoreScheme &scheme, const std::vector<Reading> &reading,
                  AssetSetting setting, std::size_t asset, const AssetScore &score);

} // namespace gastwin
