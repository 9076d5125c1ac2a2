// SPDX-License-Identifier: Apache-2.0
// How households get their gas back: by visits, which a fleet of crews can make so many of in a shift.
#pragma once
#include <vector>

#include "scenarios/incident_scheme.hpp"

namespace gastwin {

/// Share of all visits made by the end of each hour from the start on; the last entry is 1.
struct RestorationCurve {
    double start_s = 0.0;
    std::vector<double> time_s; ///< ends of the hours in which somebody was restored
    std::vector<double> share;
    std::vector<double> visits, crew_hours; ///< doors knocked at and work done by then, in vain ones included

    /// First time by which this share has gas; `start_s` when nobody had to wait, missing when it takes ten years.
    [[nodiscard]] double time_of(double part) const;
    /// Mean over all visits made.
    [[nodiscard]] double mean_time_s() const;
};

/// Expected course for so many households from the moment the street has gas. Residents who may open their valve
/// themselves need no visit; of the others a share is not at home and goes on the next day's list. Crews work from
/// first_hour to last_hour; time 0 is `midnight_s` after midnight. Ends when less than half a
/// household is left.
[[nodiscard]] RestorationCurve restore(const RelightScheme &scheme, double households, double start_s,
                                       double midnight_s);

} // namespace gastwin
