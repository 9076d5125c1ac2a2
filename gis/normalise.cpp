// SPDX-License-Identifier: Apache-2.0
#include "gis/normalise.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "gis/text.hpp"
#include "models/units.hpp"

namespace gastwin {
namespace {

using namespace std::string_view_literals;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

const std::string *lookup(const CodeList &codes, std::string_view key) {
    const auto found = codes.find(std::string(key));
    return found == codes.end() ? nullptr : &found->second;
}

} // namespace

Reading<Material> read_material(std::string_view text, const CodeList &codes) {
    const std::string key = fold(text);
    if (key.empty()) return {.problem = "missing_material"};
    if (const std::string *code = lookup(codes, key))
        return {*parse_code<Material>(*code), Origin::normalised, "code list", 1.0, {}};
    // "PE100 SDR11", "钢管(3PE)": the words before an addition
    const std::size_t end = std::min({key.find("sdr"), key.find('('), key.find('/'), key.find("管道")});
    if (const std::string *code = lookup(codes, std::string_view(key).substr(0, end)))
        return {*parse_code<Material>(*code), Origin::normalised, "code list, addition dropped", 0.95, {}};
    return {.problem = "unknown_code"};
}

double read_sdr(std::string_view text) {
    const std::string key = fold(text);
    const std::size_t at = key.find("sdr");
    if (at == std::string::npos) return missing_real;
    std::string_view rest = std::string_view(key).substr(at + 3);
    const auto sdr = take_number(rest);
    return sdr && *sdr >= 6.0 && *sdr <= 41.0 ? *sdr : missing_real;
}

Reading<PressureClass> read_pressure_class(std::string_view text, std::string_view unit, const CodeList &codes) {
    const std::string key = fold(text);
    if (key.empty()) return {.problem = "missing_pressure_class"};
    if (const std::string *code = lookup(codes, key))
        return {*parse_code<PressureClass>(*code), Origin::normalised, "code list", 1.0, {}};
    const std::size_t end = std::min(key.find_first_of("<(0123456789"), key.size());
    if (const std::string *code = lookup(codes, std::string_view(key).substr(0, end)))
        return {*parse_code<PressureClass>(*code), Origin::normalised, "code list, addition dropped", 0.95, {}};
    std::string_view rest = key;
    const auto number = take_number(rest);
    if (!number || *number < 0.0) return {.problem = "unknown_code"};
    const bool bare = rest.empty() && unit.empty();
    const std::string_view named = rest.empty() ? (bare ? "mpa"sv : unit) : rest;
    double pressure_pa = *number;
    if (named == "mpa") pressure_pa = pa_from_mpa(*number);
    else if (named == "kpa") pressure_pa = pa_from_kpa(*number);
    else if (named == "bar") pressure_pa = pa_from_bar(*number);
    else if (named != "pa") return {.problem = "unknown_code"};
    if (pressure_pa > 4.0e6 || pressure_pa == 0.0) return {.problem = "unknown_code"};
    // 0.2 MPa is both the limit of medium B and a usual operating pressure of medium A
    if (pressure_pa == 0.2e6)
        return {PressureClass::medium_a, Origin::normalised, "pressure on a class limit", 0.6, {}};
    return {class_of_gauge_pressure(pressure_pa),
            Origin::normalised,
            bare ? "pressure, taken as MPa" : "pressure",
            bare ? 0.8 : 0.95,
            {}};
}

namespace {

struct DateParts {
    std::int32_t year = 0, month = 0, day = 0;
    std::string_view time = {};
};

std::optional<std::int32_t> take_digits(std::string_view &text, std::size_t least, std::size_t most) {
    std::size_t length = 0;
    while (length < most && length < text.size() && is_digit(text[length])) ++length;
    if (length < least) return std::nullopt;
    std::int32_t value = 0;
    std::from_chars(text.data(), text.data() + length, value);
    text.remove_prefix(length);
    return value;
}

bool take_separator(std::string_view &text) {
    for (const std::string_view separator : {"-"sv, "/"sv, "."sv, "年"sv, "月"sv})
        if (take_prefix(text, separator)) return true;
    return false;
}

std::optional<DateParts> split_date(std::string_view text) {
    DateParts date;
    const auto year = take_digits(text, 4, 4);
    if (!year) return std::nullopt;
    date.year = *year;
    const bool compact = text.size() >= 4 && is_digit(text[0]);
    if (compact || (take_separator(text) && !text.empty())) {
        const auto month = take_digits(text, compact ? 2 : 1, 2);
        if (!month || *month < 1 || *month > 12) return std::nullopt;
        date.month = *month;
        if (compact || (take_separator(text) && !text.empty())) {
            const auto day = take_digits(text, compact ? 2 : 1, 2);
            if (!day || *day < 1 || *day > 31) return std::nullopt;
            date.day = *day;
            take_prefix(text, "日");
        }
    }
    while (!text.empty() && (text.front() == ' ' || text.front() == 'T')) text.remove_prefix(1);
    date.time = text;
    const bool clock = text.empty() || (date.day > 0 && text.find(':') != std::string_view::npos);
    return clock ? std::optional(date) : std::nullopt;
}

std::string two_digits(std::int32_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string iso(const DateParts &date) {
    std::string text = std::to_string(date.year);
    if (date.month > 0) text += "-" + two_digits(date.month);
    if (date.day > 0) text += "-" + two_digits(date.day);
    if (!date.time.empty() && date.time != "00:00:00") text += "T" + std::string(date.time);
    return text;
}

} // namespace

Reading<std::int32_t> read_year(std::string_view text, std::int32_t this_year) {
    constexpr std::int32_t first_gas_works = 1865; // Shanghai
    const Reading<std::int32_t> bad{.value = missing_int, .problem = "bad_install_year"};
    const std::string plain = normal_text(text);
    std::optional<DateParts> date = split_date(plain);
    if (!date || date->year < first_gas_works || date->year > this_year) return bad;
    if (date->year == 1900 && date->month == 1 && date->day == 1) return bad;
    const bool whole = plain.size() == 4;
    const bool one_decimal = plain.size() == 6 && plain[4] == '.';
    if (one_decimal) return {date->year, Origin::normalised, "year before the decimal point", 0.7, "bad_install_year"};
    return {date->year, whole ? Origin::measured : Origin::normalised, whole ? "" : "year of a date", 1.0, {}};
}

Reading<std::string> read_date(std::string_view text) {
    const std::string plain = normal_text(text);
    if (plain.empty()) return {};
    const auto date = split_date(plain);
    if (!date) return {plain, Origin::measured, {}, 0.0, "bad_date"};
    std::string value = iso(*date);
    // "2012-01-06 09:31" is the same writing but for the T
    const bool same = value == plain || (value.size() == plain.size() && plain.find(' ') == value.find('T'));
    return {std::move(value), same ? Origin::measured : Origin::normalised, same ? "" : "date", 1.0, {}};
}

} // namespace gastwin
