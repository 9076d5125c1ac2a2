// SPDX-License-Identifier: Apache-2.0
#include "scenarios/incident.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "models/number_text.hpp"
#include "scenarios/incident_parts.hpp"
#include "scenarios/scheme.hpp"

namespace gastwin {
namespace {

constexpr double hour_s = 3600.0;
constexpr double first_minute_s = 60.0; ///< after it the first peak of a rupture is over and a fire has grown

void require_legal(const Incident &incident, const IncidentOptions &options) {
    if (incident.damage.empty()) throw Error("usage", {.column = "damage"}, {}, "at least one damage is needed");
    if (!(incident.midnight_s >= 0.0 && incident.midnight_s <= 24.0 * hour_s))
        throw Error("value_out_of_range", {.column = "midnight_s", .value = number_text(incident.midnight_s)}, {},
                    "seconds after midnight, 0 to 86400");
    if (options.samples < 1)
        throw Error("value_out_of_range", {.column = "samples", .value = std::to_string(options.samples)});
}

/// Rows of the plan's customers.
std::vector<std::int32_t> customer_rows(const Network &network, const ClosurePlan &plan) {
    const std::unordered_set<std::string_view> ids(plan.customers.id.begin(), plan.customers.id.end());
    std::vector<std::int32_t> rows;
    for (std::size_t c = 0; c < row_count(network.customer); ++c)
        if (ids.contains(network.customer.id[c])) rows.push_back(static_cast<std::int32_t>(c));
    return rows;
}

/// Time by which the release has fallen to a share of its peak and stays there.
double release_over_s(const SystemSeries &system, double limit_kg_s) {
    double over = system.time_s.empty() ? 0.0 : system.time_s.front();
    for (std::size_t i = 0; i < row_count(system); ++i)
        if (system.leak_kg_s[i] > limit_kg_s) over = system.time_s[std::min(i + 1, row_count(system) - 1)];
    return over;
}

/// Who is out and how many doors have to be knocked at.
void list_customers(const Network &network, const Release &release, const std::vector<double> &tripped,
                    IncidentOutcome &outcome) {
    IncidentCustomers &out = outcome.customers;
    std::unordered_map<std::int32_t, std::size_t> row_of; // customer to row of the list
    for (std::size_t i = 0; i < tripped.size(); ++i) {
        if (!std::isfinite(tripped[i])) continue;
        const auto customer = static_cast<std::size_t>(release.customers[i]);
        const std::size_t row = append_row(out, network.customer.id[customer]).row();
        row_of.emplace(release.customers[i], row);
        out.out_s[row] = tripped[i];
        out.households[row] = network.customer.households[customer];
        out.visits[row] = static_cast<std::int32_t>(visits_to(network, release.customers[i]));
        ++outcome.customers_out;
        outcome.households_out += out.households[row];
        outcome.visits += out.visits[row];
    }
    for (std::size_t d = 0; d < row_count(network.device); ++d) {
        if (network.device.kind[d] != DeviceKind::self_closing_valve) continue;
        const auto found = row_of.find(network.device.customer[d].value);
        if (found == row_of.end()) continue;
        ++out.self_closing_valves[found->second];
        ++outcome.self_closing_valves_tripped;
    }
}

void list_restoration(const RestorationCurve &curve, IncidentOutcome &outcome) {
    for (std::size_t i = 0; i < curve.share.size(); ++i) {
        const std::size_t row = append_row(outcome.restoration, std::to_string(i + 1)).row();
        outcome.restoration.t_s[row] = curve.time_s[i];
        outcome.restoration.visits[row] = curve.visits[i];
        outcome.restoration.crew_hours[row] = curve.crew_hours[i];
        outcome.restoration.households_back[row] = curve.share[i] * outcome.visits;
        outcome.restoration.share_back[row] = curve.share[i];
    }
}

/// Of the first damage, by its share of what escapes from all of them.
Footprint footprint_after_a_minute(const Network &network, const Damage &damage, const Hole &hole, double share,
                                   const IncidentScheme &scheme, const Release &release,
                                   const IncidentOutcome &outcome) {
    const SystemSeries &system = release.run.system;
    std::size_t row = 0;
    while (row + 1 < row_count(system) && system.time_s[row] < first_minute_s) ++row;
    return footprint_of(network, damage.at, hole.orifice, share * system.leak_kg_s[row],
                        outcome.gauge_pressure_before_pa, scheme.footprint, default_scheme().consequence);
}

RestorationCurve conclude(const Network &network, const Incident &incident, const IncidentOptions &options,
                          const Release &release, const std::vector<double> &tripped, IncidentOutcome &outcome) {
    const SystemSeries &system = release.run.system;
    outcome.status = release.run.status;
    outcome.explanation = release.run.explanation;
    outcome.closure = release.run.closure;
    outcome.released_kg = system.leaked_kg.back();
    // Who is out at the end of the simulation stays so until the street has gas again.
    outcome.unmet_kg =
        system.unmet_kg.back() + system.unmet_kg_s.back() * (release.course.recharged_s - system.time_s.back());
    outcome.peak_release_kg_s =
        std::max(outcome.peak_release_kg_s, *std::max_element(system.leak_kg_s.begin(), system.leak_kg_s.end()));
    outcome.isolated_s = release.course.isolated_s;
    outcome.duration_s = release_over_s(system, options.scheme.release_over_share * outcome.peak_release_kg_s);
    outcome.gas_back_s = release.course.recharged_s;
    list_customers(network, release, tripped, outcome);
    RestorationCurve curve = restore(options.scheme.relight, outcome.visits, outcome.gas_back_s, incident.midnight_s);
    list_restoration(curve, outcome);
    outcome.restored_50_s = curve.time_of(0.5);
    outcome.restored_90_s = curve.time_of(0.9);
    outcome.restored_s = curve.time_of(1.0);
    outcome.customer_hours =
        (outcome.visits * curve.mean_time_s() - sum_of_losses_s(network, release, tripped, release.course)) / hour_s;
    const double first_out_s = tripped.empty() ? 0.0 : *std::min_element(tripped.begin(), tripped.end());
    outcome.grade =
        outage_grade(options.scheme.grade, outcome.households_out, (outcome.restored_s - first_out_s) / hour_s);
    return curve;
}

/// Simulations of holes a machine may have made: of which nine tenths, half and a tenth are larger, and the whole bore
/// or what is never exceeded in practice.
ReleaseBySize simulate_sizes(const Network &network, std::span<const double> demand_kg_s, const Incident &incident,
                             const IncidentOptions &options, const ClosurePlan &plan, const State &before,
                             const Progress &progress) {
    ReleaseBySize by_size;
    const Damage &damage = incident.damage.front();
    if (incident.damage.size() > 1 || damage.kind != IncidentKind::third_party || !is_missing(damage.hole_m))
        return by_size;
    const HoleSize &size = options.scheme.machine_hole[static_cast<std::size_t>(damage.machine)];
    const double bore_m = network.pipe.inner_diameter_m[damage.at.pipe.row()];
    const double largest_m = size.p90_m * (size.p90_m / size.p50_m) * (size.p90_m / size.p50_m);
    for (const double wanted_m : {size.p10_m(), size.p50_m, size.p90_m, largest_m}) {
        const double diameter_m = std::min(wanted_m, bore_m);
        if (!by_size.diameter_m.empty() && diameter_m <= by_size.diameter_m.back()) continue;
        const std::array<Hole, 1> hole{hole_of(network, damage, options.scheme, diameter_m)};
        by_size.diameter_m.push_back(diameter_m);
        by_size.release.push_back(
            simulate_release(network, demand_kg_s, incident, hole, options, plan, {}, before, progress));
    }
    return by_size;
}

/// Flows at the pressures before, with soil and without; the share of the first damage.
double open_holes(const Network &network, const Incident &incident, std::span<const Hole> holes, const State &before,
                  IncidentOutcome &outcome) {
    double first_kg_s = 0.0;
    for (std::size_t i = 0; i < holes.size(); ++i) {
        const double before_pa = pressure_at_break_pa(network, before, incident.damage[i].at);
        const double atmosphere_pa = atmosphere_at_break_pa(network, incident.damage[i].at);
        if (i == 0) outcome.gauge_pressure_before_pa = before_pa - atmosphere_pa;
        if (is_missing(before_pa)) continue;
        const double flow_kg_s = hole_flow_kg_s(network.gas, holes[i], before_pa, atmosphere_pa);
        if (i == 0) first_kg_s = flow_kg_s;
        outcome.peak_release_kg_s += flow_kg_s;
        outcome.open_air_release_kg_s +=
            orifice_release(network.gas, holes[i].orifice, before_pa, atmosphere_pa).flow_kg_s;
    }
    return outcome.peak_release_kg_s > 0.0 ? first_kg_s / outcome.peak_release_kg_s : 0.0;
}

} // namespace

IncidentOutcome simulate_incident(const Network &network, std::span<const double> customer_demand_kg_s,
                                  const Incident &incident, const IncidentOptions &options, const State *before,
                                  const Progress &progress) {
    require_legal(incident, options);
    State solved;
    if (before == nullptr) before = &(solved = solve_steady(network, customer_demand_kg_s, options.solve, progress));
    ShutoffOptions closure;
    closure.inoperable = incident.inoperable;
    closure.aim = incident.aim;
    closure.state = before;
    closure.solve = options.solve;
    std::vector<Break> breaks;
    for (const Damage &damage : incident.damage) breaks.push_back(damage.at);
    IncidentOutcome outcome;
    outcome.plan = shutoff(network, breaks, closure);
    std::vector<Hole> holes;
    for (const Damage &damage : incident.damage) holes.push_back(hole_of(network, damage, options.scheme));
    outcome.hole_m = holes.front().diameter_m;
    outcome.buried = holes.front().soil.has_value();
    const double share = open_holes(network, incident, holes, *before, outcome);
    if (outcome.plan.status == IsolationStatus::no_gas || outcome.plan.status == IsolationStatus::unsupplied) {
        outcome.explanation = "the pipe carries no gas";
        outcome.peak_release_kg_s = outcome.open_air_release_kg_s = 0.0;
        return outcome;
    }
    const Release release = simulate_release(network, customer_demand_kg_s, incident, holes, options, outcome.plan,
                                             customer_rows(network, outcome.plan), *before, progress);
    const std::vector<double> tripped = tripped_s(release, options.scheme.relight.trip_gauge_pressure_pa);
    const RestorationCurve curve = conclude(network, incident, options, release, tripped, outcome);
    outcome.footprint = footprint_after_a_minute(network, incident.damage.front(), holes.front(), share, options.scheme,
                                                 release, outcome);
    tell_timeline(release, tripped, curve, outcome);
    const ReleaseBySize by_size =
        simulate_sizes(network, customer_demand_kg_s, incident, options, outcome.plan, *before, progress);
    draw(network, release, by_size, tripped, incident, options, outcome);
    return outcome;
}

} // namespace gastwin
