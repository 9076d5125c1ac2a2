// SPDX-License-Identifier: Apache-2.0
// A first mapping profile for files that no profile knows, for a planner to correct: what each column probably is, how
// sure that is, and why.
//
// Two witnesses: the name (equal to, containing, or spelled like a name of the bundled profiles; Chinese, English,
// pinyin, initials) and the values below it (known codes, plausible numbers, dates, sizes). Confidence of a column:
//     name and values    n (0.5 + 0.5 v)      n: 1 equal, 0.6 to 0.9 contained, 0.5 to 0.7 spelled alike
//     name alone         0.9 n                where a column has no typical values, or no values at all
//     values alone       0.5 v                v: share of typical values, at least 0.8; sizes, materials, pressures,
//                                             years, states and laying only
// Every column of a file stands for one of ours at most, best first; below 0.3 it is left to the planner. These weights
// are a judgement, not a calibrated probability.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "gis/profile.hpp"
#include "models/issue.hpp"

namespace gastwin {

struct ColumnGuess {
    std::string column;      ///< ours
    std::string header;      ///< the file's
    double confidence = 0.0; ///< 0 to 1
    std::string why;
    std::string unit = {}; ///< where the values tell it and the header does not
};

struct LayerGuess {
    std::string source, table; ///< table: empty when the layer fits none
    ShapeKind shape = ShapeKind::none;
    std::string layer;
    double confidence = 0.0; ///< mean over the columns guessed and those required but not found
    std::vector<ColumnGuess> columns = {};
    std::vector<std::string> missing = {}; ///< required columns not found
    std::vector<std::string> unused = {};  ///< headers that stand for nothing
};

struct ProfileDraft {
    std::string toml; ///< a profile that load_profile() accepts; confidences as comments. Empty when nothing fits.
    std::vector<LayerGuess> layers;
};

/// Throws Error: no_such_file, empty_file, unreadable_file, unreadable_encoding.
[[nodiscard]] ProfileDraft suggest_profile(std::span<const std::filesystem::path> inputs, const std::string &encoding,
                                           Issues &issues);

} // namespace gastwin
