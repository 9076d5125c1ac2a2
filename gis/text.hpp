// SPDX-License-Identifier: Apache-2.0
// Cleaning of text that came out of survey files. All text here is UTF-8 already (gis/encoding.hpp).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "models/number_text.hpp"

namespace gastwin {

/// Trimmed of spaces, line ends and byte-order marks; full-width letters, digits and punctuation become ASCII.
[[nodiscard]] std::string normal_text(std::string_view text);

/// normal_text() without any space, in lower case: the form in which codes and column names are compared.
[[nodiscard]] std::string fold(std::string_view text);

/// A column header split into a comparable key and the unit it carries: "管长（m）" → {"管长", "m"},
/// "出口设定kPa" → {"出口设定", "kpa"}, "PRESSURE(MPa)" → {"pressure", "mpa"}, "D_S" → {"d_s", ""}.
struct Header {
    std::string key, unit;
};
[[nodiscard]] Header split_header(std::string_view name);

/// The whole text as a number; nothing for empty or other text. Thousands separators are refused, a decimal comma is
/// read only when allowed: "1,234" has two readings.
[[nodiscard]] std::optional<double> parse_number(std::string_view text, bool decimal_comma = false);

/// Takes a prefix, or a decimal number, off the front of a text that is being read piece by piece.
bool take_prefix(std::string_view &text, std::string_view prefix);
[[nodiscard]] std::optional<double> take_number(std::string_view &text);

/// The candidate with the smallest edit distance; empty when nothing comes closer than half the name's length.
[[nodiscard]] std::string closest(std::string_view name, std::span<const std::string> candidates);

} // namespace gastwin
