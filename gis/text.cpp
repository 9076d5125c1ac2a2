// SPDX-License-Identifier: Apache-2.0
#include "gis/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <vector>

namespace gastwin {
namespace {

using namespace std::string_view_literals;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Full-width forms U+FF01…U+FF5E and the ideographic and no-break spaces, as the ASCII they stand for.
std::string half_width(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](std::size_t k) {
            return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
        };
        if (byte(0) == 0xEF && byte(1) == 0xBC && byte(2) >= 0x81) {
            out += static_cast<char>(byte(2) - 0x81 + '!');
            i += 2;
        } else if (byte(0) == 0xEF && byte(1) == 0xBD && byte(2) >= 0x80 && byte(2) <= 0x9E) {
            out += static_cast<char>(byte(2) - 0x80 + '`');
            i += 2;
        } else if (text.substr(i, 3) == "\u3000"sv) {
            out += ' ';
            i += 2;
        } else if (text.substr(i, 2) == "\u00A0"sv) {
            out += ' ';
            i += 1;
        } else if (text.substr(i, 3) == "\uFEFF"sv) i += 2;
        else out += text[i];
    }
    return out;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// Units that headers of survey tables carry; longest first so that "kpa" is not taken for "pa".
constexpr std::array units{"m3/h"sv, "m³/h"sv, "nm3/h"sv, "m3h"sv, "m³h"sv, "mpa"sv, "kpa"sv, "bar"sv,
                           "m2"sv,   "m²"sv,   "mm"sv,    "cm"sv,  "km"sv,  "pa"sv,  "kg"sv,  "m"sv};

std::string known_unit(std::string_view text) {
    return std::find(units.begin(), units.end(), text) == units.end() ? std::string() : std::string(text);
}

} // namespace

std::string normal_text(std::string_view text) {
    text = trim(text);
    if (std::all_of(text.begin(), text.end(), is_ascii)) return std::string(text);
    const std::string half = half_width(text);
    return std::string(trim(half));
}

std::string fold(std::string_view text) {
    std::string key = normal_text(text);
    std::erase_if(key, is_space);
    std::transform(key.begin(), key.end(), key.begin(), lower);
    return key;
}

Header split_header(std::string_view name) {
    std::string key = fold(name);
    for (const std::string_view open_close : {"()"sv, "[]"sv}) {
        const std::size_t open = key.find(open_close[0]), close = key.find(open_close[1]);
        if (open == std::string::npos || close != key.size() - 1 || open == 0) continue;
        return {key.substr(0, open), known_unit(key.substr(open + 1, close - open - 1))};
    }
    for (const std::string_view unit : units) {
        // A unit without brackets counts only right behind a Chinese word: "Bm" may be any name.
        if (key.size() <= unit.size() || !key.ends_with(unit) || is_ascii(key[key.size() - unit.size() - 1])) continue;
        return {key.substr(0, key.size() - unit.size()), std::string(unit)};
    }
    return {std::move(key), ""};
}

std::optional<double> parse_number(std::string_view text, bool decimal_comma) {
    std::string number = normal_text(text);
    if (decimal_comma) std::replace(number.begin(), number.end(), ',', '.');
    const char *first = number.data();
    const char *last = first + number.size();
    if (first != last && *first == '+') ++first;
    double value = 0.0;
    const auto [end, failure] = std::from_chars(first, last, value);
    if (failure != std::errc{} || end != last || !std::isfinite(value)) return std::nullopt;
    return value;
}

bool take_prefix(std::string_view &text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

std::optional<double> take_number(std::string_view &text) {
    double value = 0.0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (failure != std::errc{} || !std::isfinite(value)) return std::nullopt; // "nan" and "inf" are read as numbers
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::string closest(std::string_view name, std::span<const std::string> candidates) {
    std::string best;
    std::size_t best_distance = name.size() / 2 + 1;
    std::vector<std::size_t> row;
    for (const std::string &candidate : candidates) { // Levenshtein distance, one row at a time
        row.resize(candidate.size() + 1);
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 1; i <= name.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= candidate.size(); ++j) {
                const std::size_t change = diagonal + (lower(name[i - 1]) == lower(candidate[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
            }
        }
        if (row.back() < best_distance) {
            best_distance = row.back();
            best = candidate;
        }
    }
    return best;
}

} // namespace gastwin
