// SPDX-License-Identifier: Apache-2.0
// What the sources of incident.hpp share; not part of its interface.
#pragma once
#include <optional>

#include "engine/transient.hpp"
#include "models/random.hpp"
#include "scenarios/incident.hpp"
#include "scenarios/restoration.hpp"

namespace gastwin {

/// When things happen, from the damage on.
struct Course {
    double called_s = 0.0, on_site_s = 0.0;
    std::vector<double> operation_s; ///< each one done, in the order of the plan
    double isolated_s = 0.0, repaired_s = 0.0, recharged_s = 0.0;

    [[nodiscard]] double first_operation_s() const;
};

/// By medians, or with `random` by draws. Of several damages the first call counts, and each has its own repair crew:
/// the longest repair counts.
[[nodiscard]] Course course_of(const IncidentScheme &scheme, const Incident &incident, std::size_t operations,
                               Random *random);

/// Valves and stations to shut, and sources to be taken out, in the plan's order.
[[nodiscard]] std::vector<Event> operations_of(const ClosurePlan &plan);

/// The simulated part of an incident.
struct Release {
    Course course;
    std::vector<Event> operations;
    std::vector<std::int32_t> customers; ///< rows recorded
    TimeSeries run;
};

/// An opening as it is simulated.
struct Hole {
    double diameter_m = 0.0;
    Orifice orifice; ///< of all its ends together: a broken pipe has two
    std::optional<Soil> soil;
};

/// The same damages with holes of these diameters. Only `customers` are recorded.
[[nodiscard]] Release simulate_release(const Network &network, std::span<const double> demand_kg_s,
                                       const Incident &incident, std::span<const Hole> holes,
                                       const IncidentOptions &options, const ClosurePlan &plan,
                                       std::vector<std::int32_t> customers, const State &before,
                                       const Progress &progress);

/// The hole of a damage as given or by the scheme, in a pipe of its network. Throws Error as simulate_incident().
[[nodiscard]] Hole hole_of(const Network &network, const Damage &damage, const IncidentScheme &scheme,
                           double diameter_m = missing_real);

/// Absolute pressure at the break before it: Π linear between the pipe's ends; missing where there is no gas.
[[nodiscard]] double pressure_at_break_pa(const Network &network, const State &before, const Break &at);
[[nodiscard]] double atmosphere_at_break_pa(const Network &network, const Break &at);

/// What a hole passes at this pressure.
[[nodiscard]] double hole_flow_kg_s(const Gas &gas, const Hole &hole, double pressure_pa, double atmosphere_pa);

/// When each recorded customer first fell below the trip pressure; infinite: never, or from before the damage on.
[[nodiscard]] std::vector<double> tripped_s(const Release &release, double trip_gauge_pa);

/// Writes outcome.timeline; its other figures stand.
void tell_timeline(const Release &release, const std::vector<double> &tripped, const RestorationCurve &curve,
                   IncidentOutcome &outcome);

/// One per household, one for each other customer: doors to be knocked at.
[[nodiscard]] double visits_to(const Network &network, std::int32_t customer);

/// Sum over all visits of the time at which gas was lost, for this course: what was lost before the first operation is
/// lost when it was, the rest moves with the closure.
[[nodiscard]] double sum_of_losses_s(const Network &network, const Release &release, const std::vector<double> &tripped,
                                     const Course &course);

/// The same damage with holes of other sizes, smallest first; for what escapes through a hole not known.
struct ReleaseBySize {
    std::vector<double> diameter_m;
    std::vector<Release> release;
};

/// Draws durations, and sizes of the hole where `by_size` has any, and fills in the outcome's quantiles.
void draw(const Network &network, const Release &release, const ReleaseBySize &by_size,
          const std::vector<double> &tripped, const Incident &incident, const IncidentOptions &options,
          IncidentOutcome &outcome);

} // namespace gastwin
