// SPDX-License-Identifier: Apache-2.0
#include "scenarios/restoration.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/table.hpp"

namespace gastwin {
namespace {

constexpr double hour_s = 3600.0, day_h = 24.0, longest_h = 10 * 366 * day_h;

} // namespace

double RestorationCurve::time_of(double part) const {
    if (share.empty()) return start_s;
    const auto reached = std::find_if(share.begin(), share.end(), [&](double s) { return s >= part - 1e-12; });
    return reached == share.end() ? missing_real : time_s[static_cast<std::size_t>(reached - share.begin())];
}

double RestorationCurve::mean_time_s() const {
    double sum = 0.0, before = 0.0;
    for (std::size_t i = 0; i < share.size(); ++i) {
        sum += (share[i] - before) * time_s[i];
        before = share[i];
    }
    return before > 0.0 ? sum / before : start_s;
}

RestorationCurve restore(const RelightScheme &scheme, double households, double start_s, double midnight_s) {
    RestorationCurve curve{.start_s = start_s, .time_s = {}, .share = {}, .visits = {}, .crew_hours = {}};
    if (!(households > 0.0)) return curve;
    double done = scheme.self_service_share * households, today = households - done, tomorrow = 0.0;
    if (done > 0.0) {
        curve.time_s.push_back(start_s);
        curve.share.push_back(done / households);
        curve.visits.push_back(0.0);
        curve.crew_hours.push_back(0.0);
    }
    double visits = 0.0;
    const double per_hour = scheme.crews * scheme.visits_per_crew_h;
    double clock_h = (midnight_s + start_s) / hour_s; // hours since the first midnight
    const double end_h = clock_h + longest_h;
    while (households - done >= 0.5 && clock_h < end_h) {
        const double day = std::floor(clock_h / day_h) * day_h;
        if (clock_h < day + scheme.first_hour) clock_h = day + scheme.first_hour;
        if (clock_h >= day + scheme.last_hour || today <= 0.0) { // on with those who were out
            clock_h = day + day_h + scheme.first_hour;
            today += std::exchange(tomorrow, 0.0);
        }
        const double until =
            std::min(std::floor(clock_h) + 1.0, std::floor(clock_h / day_h) * day_h + scheme.last_hour);
        const double visited = std::min(today, per_hour * (until - clock_h));
        today -= visited;
        tomorrow += scheme.absent_share * visited;
        done += (1.0 - scheme.absent_share) * visited;
        visits += visited;
        clock_h = until;
        curve.time_s.push_back(clock_h * hour_s - midnight_s);
        curve.share.push_back(done / households);
        curve.visits.push_back(visits);
        curve.crew_hours.push_back(visits / scheme.visits_per_crew_h);
    }
    if (!curve.share.empty() && households - done < 0.5) curve.share.back() = 1.0;
    return curve;
}

} // namespace gastwin
