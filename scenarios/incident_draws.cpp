// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "scenarios/incident_parts.hpp"

namespace gastwin {
namespace {

constexpr double hour_s = 3600.0;
constexpr std::uint64_t course_stream = 0x1C1D, hole_stream = 0x401E; ///< of random numbers

/// Gas escaped by t while nothing was shut: the simulated curve up to the first operation, then its last rate.
double open_release_kg(const Release &release, double t) {
    const SystemSeries &system = release.run.system;
    const double first = release.course.first_operation_s();
    std::size_t last = 0;
    while (last + 1 < row_count(system) && system.time_s[last + 1] <= std::min(t, first)) ++last;
    const double rate = last > 0 ? system.leak_kg_s[last] : 0.0;
    return system.leaked_kg[last] + rate * (t - system.time_s[last]);
}

/// All that escapes when the first operation is done at t; from then on as simulated.
double released_kg(const Release &release, double t) {
    const double after_first_kg =
        release.run.system.leaked_kg.back() - open_release_kg(release, release.course.first_operation_s());
    return open_release_kg(release, t) + std::max(0.0, after_first_kg);
}

/// The same for a hole of another size: linear in its area between the sizes simulated, from nothing at no hole.
double released_kg(const ReleaseBySize &by_size, double hole_m, double t) {
    const auto &sizes = by_size.diameter_m;
    const auto above = static_cast<std::size_t>(std::lower_bound(sizes.begin(), sizes.end(), hole_m) - sizes.begin());
    if (above == sizes.size()) return released_kg(by_size.release.back(), t);
    const double low_m = above == 0 ? 0.0 : sizes[above - 1], high_m = sizes[above];
    const double low_kg = above == 0 ? 0.0 : released_kg(by_size.release[above - 1], t);
    const double share = (hole_m * hole_m - low_m * low_m) / (high_m * high_m - low_m * low_m);
    return std::lerp(low_kg, released_kg(by_size.release[above], t), share);
}

} // namespace

Quantiles quantiles(std::vector<double> values) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    return {at(0.1), at(0.5), at(0.9)};
}

double visits_to(const Network &network, std::int32_t customer) {
    return std::max(1, network.customer.households[static_cast<std::size_t>(customer)]);
}

double sum_of_losses_s(const Network &network, const Release &release, const std::vector<double> &tripped,
                       const Course &course) {
    double sum = 0.0;
    for (std::size_t i = 0; i < tripped.size(); ++i) {
        if (!std::isfinite(tripped[i])) continue;
        const bool by_closure = tripped[i] >= release.course.first_operation_s();
        const double later_s = by_closure ? course.isolated_s - release.course.isolated_s : 0.0;
        sum += visits_to(network, release.customers[i]) * (tripped[i] + later_s);
    }
    return sum;
}

void draw(const Network &network, const Release &release, const ReleaseBySize &by_size,
          const std::vector<double> &tripped, const Incident &incident, const IncidentOptions &options,
          IncidentOutcome &outcome) {
    const IncidentScheme &scheme = options.scheme;
    const HoleSize &size = scheme.machine_hole[static_cast<std::size_t>(incident.damage.front().machine)];
    std::vector<double> released, isolated, restored, customer_hours, holes;
    for (std::int32_t i = 0; i < options.samples; ++i) {
        const auto number = static_cast<std::uint64_t>(i);
        Random random(options.seed, course_stream, number), dice(options.seed, hole_stream, number);
        const Course course = course_of(scheme, incident, release.operations.size(), &random);
        const RestorationCurve curve = restore(scheme.relight, outcome.visits, course.recharged_s, incident.midnight_s);
        isolated.push_back(course.isolated_s);
        restored.push_back(curve.time_of(1.0));
        customer_hours.push_back(
            (outcome.visits * curve.mean_time_s() - sum_of_losses_s(network, release, tripped, course)) / hour_s);
        const double first_s = course.first_operation_s();
        if (by_size.diameter_m.empty()) {
            released.push_back(released_kg(release, first_s));
            holes.push_back(outcome.hole_m);
            continue;
        }
        holes.push_back(std::min(size.sample(dice), by_size.diameter_m.back()));
        released.push_back(released_kg(by_size, holes.back(), first_s));
    }
    outcome.released = quantiles(std::move(released));
    outcome.isolated = quantiles(std::move(isolated));
    outcome.restored = quantiles(std::move(restored));
    outcome.customer_hour = quantiles(std::move(customer_hours));
    outcome.hole = quantiles(std::move(holes));
}

} // namespace gastwin
