// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "scenarios/incident_parts.hpp"

namespace gastwin {

double Course::first_operation_s() const { return operation_s.empty() ? isolated_s : operation_s.front(); }

Course course_of(const IncidentScheme &scheme, const Incident &incident, std::size_t operations, Random *random) {
    const auto take = [&](const Duration &d) { return random == nullptr ? d.p50_s : d.sample(*random); };
    Course course;
    course.called_s = std::numeric_limits<double>::infinity();
    for (const Damage &damage : incident.damage)
        course.called_s = std::min(course.called_s, take(scheme.detection[static_cast<std::size_t>(damage.kind)]));
    course.on_site_s = course.called_s + take(scheme.arrival);
    const double located_s = course.on_site_s + take(scheme.locate);
    std::vector<double> crew_free_s(static_cast<std::size_t>(scheme.closing_crews), located_s);
    course.isolated_s = located_s;
    for (std::size_t i = 0; i < operations; ++i) {
        double &next = *std::min_element(crew_free_s.begin(), crew_free_s.end());
        next += take(scheme.valve);
        course.operation_s.push_back(next);
        course.isolated_s = std::max(course.isolated_s, next);
    }
    // Crews finish in their own order; the plan's order is that of the times.
    std::sort(course.operation_s.begin(), course.operation_s.end());
    double repair_s = 0.0;
    for (std::size_t i = 0; i < incident.damage.size(); ++i) repair_s = std::max(repair_s, take(scheme.repair));
    course.repaired_s = course.isolated_s + repair_s;
    course.recharged_s = course.repaired_s + take(scheme.recharge);
    return course;
}

std::vector<Event> operations_of(const ClosurePlan &plan) {
    std::vector<std::pair<std::int32_t, Event>> numbered;
    const auto list = [&](const auto &steps, EventKind kind) {
        for (std::size_t i = 0; i < row_count(steps); ++i)
            if (steps.action[i] == ClosureAction::close)
                numbered.push_back({steps.step[i], {.kind = kind, .element = steps.id[i]}});
    };
    list(plan.steps, EventKind::valve_close);
    list(plan.stations, EventKind::regulator_close);
    std::stable_sort(numbered.begin(), numbered.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<Event> events;
    for (auto &[step, event] : numbered) events.push_back(std::move(event));
    for (const std::string &source : plan.sources_inside)
        events.push_back({.kind = EventKind::source_lose, .element = source});
    return events;
}

} // namespace gastwin
