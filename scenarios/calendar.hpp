// SPDX-License-Identifier: Apache-2.0
// Calendar years in options and records.
#pragma once
#include <cstdint>
#include <string_view>

namespace gastwin {

/// The years that columns may hold.
inline constexpr std::int32_t first_calendar_year = 1800, last_calendar_year = 2200;

/// Throws Error("value_out_of_range") naming the option for a year outside these; 0 stands for "not given".
void require_calendar_year(std::string_view option, std::int32_t year);

/// Calendar year at the head of an ISO 8601 date; missing when there is none.
[[nodiscard]] std::int32_t year_of_date(std::string_view date);

} // namespace gastwin
