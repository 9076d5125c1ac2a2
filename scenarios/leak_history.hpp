// SPDX-License-Identifier: Apache-2.0
// The utility's own leak records, counted per pipe and riser.
//
// Counted: records of kind "leak" that name a pipe or riser of the twin, whose cause is not third party, and whose year
// is not before the asset's installation. Years after `newest_year` are impossible: such a record counts as undated,
// such an installation as of unknown year. An asset keeps its id when it is replaced, so an older record belongs to
// its predecessor; counting it would triple the rate of new pipes (risk reference, asset versions).
#pragma once
#include <cstdint>
#include <vector>

#include "models/failure.hpp"
#include "models/network.hpp"
#include "scenarios/calendar.hpp"

namespace gastwin {

struct LeakEvent {
    bool riser;
    std::size_t row;
    std::int32_t year;
};

struct LeakHistory {
    std::vector<std::int32_t> pipe, riser;                       ///< leaks per row
    std::vector<LeakEvent> events;                               ///< the same, one by one
    std::int32_t from_year = missing_int, to_year = missing_int; ///< first and last year with a record
    std::int32_t counted = 0, before_install = 0, third_party = 0, unmatched = 0, undated = 0;

    [[nodiscard]] bool known() const { return from_year != missing_int; }
};

[[nodiscard]] LeakHistory count_leaks(const Network &network, const FailureScheme &scheme,
                                      std::int32_t newest_year = last_calendar_year);

} // namespace gastwin
