// SPDX-License-Identifier: Apache-2.0
#include "scenarios/calendar.hpp"

#include <gtest/gtest.h>

#include "models/error.hpp"
#include "models/table.hpp"

namespace gastwin {
namespace {

TEST(CalendarYear, OfADate) {
    EXPECT_EQ(year_of_date("2019-02-03T04:05:06"), 2019);
    EXPECT_EQ(year_of_date("2019"), 2019);
    for (const char *text : {"", "19", "未知", "20x9-01-01", "-201", "9999-01-01"})
        EXPECT_EQ(year_of_date(text), missing_int) << text;
}

TEST(CalendarYear, OnlyTheYearsOfTheTablesAndNoneGivenPass) {
    for (const std::int32_t year : {0, 1800, 2026, 2200}) EXPECT_NO_THROW(require_calendar_year("year", year));
    for (const std::int32_t year : {-5, 1, 1799, 2201}) {
        try {
            require_calendar_year("first_year", year);
            FAIL() << year;
        } catch (const Error &error) {
            EXPECT_EQ(error.kind().slug, "value_out_of_range");
            EXPECT_EQ(error.place().column, "first_year");
            EXPECT_EQ(error.place().value, std::to_string(year));
        }
    }
}

} // namespace
} // namespace gastwin
