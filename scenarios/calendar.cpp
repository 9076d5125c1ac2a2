// SPDX-License-Identifier: Apache-2.0
#include "scenarios/calendar.hpp"

#include <charconv>
#include <string>

#include "models/error.hpp"
#include "models/table.hpp"

namespace gastwin {
namespace {

bool is_calendar_year(std::int32_t year) { return year >= first_calendar_year && year <= last_calendar_year; }

} // namespace

void require_calendar_year(std::string_view option, std::int32_t year) {
    if (year == 0 || is_calendar_year(year)) return;
    throw Error("value_out_of_range", {.column = std::string(option), .value = std::to_string(year)}, {},
                "a calendar year from " + std::to_string(first_calendar_year) + " to " +
                    std::to_string(last_calendar_year) + " is needed");
}

std::int32_t year_of_date(std::string_view date) {
    std::int32_t year = 0;
    const auto head = date.substr(0, 4);
    const auto [end, status] = std::from_chars(head.data(), head.data() + head.size(), year);
    const bool whole = status == std::errc{} && end == head.data() + head.size();
    return head.size() == 4 && whole && is_calendar_year(year) ? year : missing_int;
}

} // namespace gastwin
