// SPDX-License-Identifier: Apache-2.0
#include "scenarios/incident.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "engine/transient.hpp"
#include "models/number_text.hpp"
#include "scenarios/opened_pipe.hpp"
#include "scenarios/restoration.hpp"

namespace gastwin {
namespace {

constexpr double hour_s = 3600.0;
constexpr double event_coefficient = 0.85; ///< the discharge coefficient of EventKind::hole
constexpr double first_minute_s = 60.0;    ///< after it the first peak of a rupture is over and a fire has grown
constexpr std::uint64_t stream = 0x1C1D;   ///< of random numbers
constexpr std::int32_t output_times = 240;
constexpr double most_customer_rows = 4e6; ///< of the simulation's record: some 300 MB
constexpr double shortest_blow_down_s = 600.0, blow_down_constants = 20.0;

/// When things happen, from the damage on.
struct Course {
    double called_s, on_site_s, first_operation_s, isolated_s, repaired_s, recharged_s;
};

Course course_of(const IncidentScheme &scheme, IncidentKind kind, std::size_t operations, Random *random) {
    const auto take = [&](const Duration &d) { return random == nullptr ? d.p50_s : d.sample(*random); };
    Course course{};
    course.called_s = take(scheme.detection[static_cast<std::size_t>(kind)]);
    course.on_site_s = course.called_s + take(scheme.arrival);
    course.first_operation_s = course.isolated_s = course.on_site_s + take(scheme.locate);
    for (std::size_t i = 0; i < operations; ++i) {
        course.isolated_s += take(scheme.valve);
        if (i == 0) course.first_operation_s = course.isolated_s;
    }
    course.repaired_s = course.isolated_s + take(scheme.repair);
    course.recharged_s = course.repaired_s + take(scheme.recharge);
    return course;
}

/// Valves and stations to shut, and sources to be taken out, in the plan's order.
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

void time_operations(const IncidentScheme &scheme, const Course &course, std::vector<Event> &operations) {
    for (std::size_t i = 0; i < operations.size(); ++i)
        operations[i].time_s = course.first_operation_s + static_cast<double>(i) * scheme.valve.p50_s;
}

double hole_of(const Network &network, const Incident &incident, const IncidentScheme &scheme) {
    const double bore_m = network.pipe.inner_diameter_m[incident.at.pipe.row()];
    if (incident.kind == IncidentKind::rupture && is_missing(incident.hole_m)) return bore_m;
    const double usual_m = incident.kind == IncidentKind::leak ? scheme.leak_hole_m : scheme.puncture_hole_m;
    if (is_missing(incident.hole_m)) return std::min(usual_m, bore_m);
    if (!(incident.hole_m > 0.0) || incident.hole_m > bore_m)
        throw Error("value_out_of_range", {.column = "hole_m", .value = number_text(incident.hole_m)},
                    {network.pipe.id[incident.at.pipe.row()]},
                    "wider than 0 and at most the pipe's bore, " + number_text(bore_m) + " m");
    return incident.hole_m;
}

void require_legal(const Incident &incident, const IncidentOptions &options) {
    if (!(incident.midnight_s >= 0.0 && incident.midnight_s <= 24.0 * hour_s))
        throw Error("value_out_of_range", {.column = "midnight_s", .value = number_text(incident.midnight_s)}, {},
                    "seconds after midnight, 0 to 86400");
    if (options.samples < 1)
        throw Error("value_out_of_range", {.column = "samples", .value = std::to_string(options.samples)});
}

/// Absolute pressure at the break before it: Π linear between the pipe's ends; missing where there is no gas.
double pressure_at_break_pa(const Network &network, const State &before, const Break &at) {
    const std::size_t a = network.pipe.from_node[at.pipe.row()].row(), b = network.pipe.to_node[at.pipe.row()].row();
    const double x = is_missing(at.position) ? 0.5 : at.position;
    return pressure_of_potential_pa(network.gas, std::lerp(potential_pa2(network.gas, before.node.pressure_pa[a]),
                                                           potential_pa2(network.gas, before.node.pressure_pa[b]), x));
}

double atmosphere_at_break_pa(const Network &network, const Break &at) {
    const auto height_m = [&](NodeIdx node) {
        const double z = network.node.elevation_m[node.row()];
        return is_missing(z) ? 0.0 : z;
    };
    const std::size_t pipe = at.pipe.row();
    return atmospheric_pressure_pa(std::lerp(height_m(network.pipe.from_node[pipe]),
                                             height_m(network.pipe.to_node[pipe]),
                                             is_missing(at.position) ? 0.5 : at.position));
}

/// Pressures of the whole network at the moment of the damage, one for each node of the opened one. Its own steady
/// state will not do: what a rupture cuts off still has its gas.
std::vector<double> start_pressures_pa(const OpenedPipe &opened, const State &before, double at_break_pa) {
    std::vector<double> pressure_pa = before.node.pressure_pa;
    const Nodes &node = opened.network.node;
    pressure_pa.resize(row_count(node), at_break_pa);
    for (std::size_t v = 0; v < pressure_pa.size(); ++v)
        if (is_missing(pressure_pa[v]))
            pressure_pa[v] = atmospheric_pressure_pa(is_missing(node.elevation_m[v]) ? 0.0 : node.elevation_m[v]);
    return pressure_pa;
}

/// One opening of the break; a rupture has two.
Orifice orifice_of(const Incident &incident, const IncidentScheme &scheme, double hole_m) {
    const bool severed = incident.kind == IncidentKind::rupture;
    return {.area_m2 = circle_area_m2(hole_m),
            .discharge_coefficient = severed ? scheme.rupture_coefficient : scheme.discharge_coefficient};
}

/// All openings as one orifice.
Orifice whole_orifice(const Incident &incident, const IncidentScheme &scheme, double hole_m) {
    Orifice orifice = orifice_of(incident, scheme, hole_m);
    if (incident.kind == IncidentKind::rupture) orifice.area_m2 *= 2.0;
    return orifice;
}

/// Diameter for the event "hole" that passes what this orifice does.
double event_diameter_m(double hole_m, const Orifice &orifice) {
    return hole_m * std::sqrt(orifice.discharge_coefficient / event_coefficient);
}

/// Rows of the plan's customers.
std::vector<std::int32_t> customer_rows(const Network &network, const ClosurePlan &plan) {
    const std::unordered_set<std::string_view> ids(plan.customers.id.begin(), plan.customers.id.end());
    std::vector<std::int32_t> rows;
    for (std::size_t c = 0; c < row_count(network.customer); ++c)
        if (ids.contains(network.customer.id[c])) rows.push_back(static_cast<std::int32_t>(c));
    return rows;
}

/// Time within which the isolated section blows down: so many time constants V/(C_d A √(R T/M) · 0.67) of choked
/// outflow at constant temperature.
double blow_down_s(const Network &network, const ClosurePlan &plan, const IncidentScheme &scheme, double area_m2) {
    constexpr double choked = 0.67; // √κ (2/(κ+1))^((κ+1)/(2(κ−1))) of natural gas
    const double volume_m3 = plan.volume_inside_m3 + plan.volume_cut_off_m3;
    const double constant_s = volume_m3 / (event_coefficient * area_m2 * choked * std::sqrt(network.gas.a2_m2_s2()));
    return std::clamp(blow_down_constants * constant_s, shortest_blow_down_s, scheme.longest_release_s);
}

/// The simulated part of an incident.
struct Release {
    Course course;
    std::vector<Event> operations;
    std::vector<std::int32_t> customers; ///< rows recorded
    TimeSeries run;
};

Release simulate_release(const Network &network, std::span<const double> demand_kg_s, const Incident &incident,
                         const IncidentOptions &options, const IncidentOutcome &outcome, const State &before,
                         const Progress &progress) {
    const IncidentScheme &scheme = options.scheme;
    const bool severed = incident.kind == IncidentKind::rupture;
    Release release;
    release.operations = operations_of(outcome.plan);
    release.customers = customer_rows(network, outcome.plan);
    release.course = course_of(scheme, incident.kind, release.operations.size(), nullptr);
    time_operations(scheme, release.course, release.operations);
    const OpenedPipe opened = open_pipe(network, incident.at, severed ? Opening::severed : Opening::holed);
    const double diameter_m = event_diameter_m(outcome.hole_m, orifice_of(incident, scheme, outcome.hole_m));
    std::vector<Event> events;
    for (const NodeIdx end : opened.ends)
        events.push_back({0.0, EventKind::hole, opened.network.node.id[end.row()], diameter_m});
    events.insert(events.end(), release.operations.begin(), release.operations.end());

    TransientOptions simulation;
    simulation.friction = options.solve.friction;
    simulation.to_s =
        release.course.isolated_s + blow_down_s(network, outcome.plan, scheme,
                                                static_cast<double>(opened.ends.size()) * circle_area_m2(diameter_m));
    const double times =
        std::clamp(most_customer_rows / static_cast<double>(std::max<std::size_t>(1, release.customers.size())), 24.0,
                   static_cast<double>(output_times));
    simulation.output_step_s = simulation.to_s / std::floor(times);
    simulation.tolerance = 1e-2;
    simulation.start_pressure_pa =
        start_pressures_pa(opened, before, pressure_at_break_pa(network, before, incident.at));
    simulation.record = {.node = std::vector<std::int32_t>{},
                         .pipe = std::vector<std::int32_t>{},
                         .regulator = std::vector<std::int32_t>{},
                         .customer = release.customers};
    release.run = simulate(opened.network, demand_kg_s, simulation, events, progress);
    return release;
}

/// When each recorded customer first fell below the trip pressure; infinite: never, or from before the damage on.
std::vector<double> tripped_s(const Release &release, double trip_gauge_pa) {
    std::vector<double> first(release.customers.size(), std::numeric_limits<double>::infinity());
    const CustomerSeries &series = release.run.customer;
    for (std::size_t i = 0; i < row_count(series); ++i) {
        double &when = first[i % first.size()]; // one row per customer and time, in the order asked for
        if (!(series.gauge_pressure_pa[i] >= trip_gauge_pa)) when = std::min(when, series.time_s[i]);
    }
    for (double &when : first)
        if (when == 0.0) when = std::numeric_limits<double>::infinity();
    return first;
}

IncidentPhase phase_at(const Course &course, double over_s, double t) {
    using enum IncidentPhase;
    if (t < course.called_s) return undetected;
    if (t < course.on_site_s) return on_the_way;
    if (t < course.first_operation_s) return locating;
    if (t < course.isolated_s) return closing;
    if (t < over_s) return depressurising;
    return t < course.recharged_s ? repairing : restoring;
}

std::size_t add_row(IncidentTimeline &timeline, double t_s, IncidentPhase phase, std::string event) {
    const std::size_t row = append_row(timeline, "").row();
    timeline.t_s[row] = t_s;
    timeline.phase[row] = phase;
    timeline.event[row] = std::move(event);
    return row;
}

/// Time by which the release has fallen to a share of its peak and stays there.
double release_over_s(const SystemSeries &system, double limit_kg_s) {
    double over = system.time_s.empty() ? 0.0 : system.time_s.front();
    for (std::size_t i = 0; i < row_count(system); ++i)
        if (system.leak_kg_s[i] > limit_kg_s) over = system.time_s[std::min(i + 1, row_count(system) - 1)];
    return over;
}

void tell_release(const Release &release, const std::vector<double> &tripped, const IncidentOutcome &outcome,
                  IncidentTimeline &timeline) {
    std::vector<double> order = tripped;
    std::sort(order.begin(), order.end());
    const SystemSeries &system = release.run.system;
    for (std::size_t i = 0; i < row_count(system); ++i) {
        const double t = system.time_s[i];
        if (t >= release.course.recharged_s) break; // a slow blow-down ends with the repair
        const std::size_t row = add_row(timeline, t, phase_at(release.course, outcome.duration_s, t), "");
        timeline.release_kg_s[row] = i == 0 ? outcome.peak_release_kg_s : system.leak_kg_s[i];
        timeline.released_kg[row] = system.leaked_kg[i];
        timeline.inventory_kg[row] = system.linepack_kg[i];
        timeline.customers_out[row] =
            static_cast<std::int32_t>(std::upper_bound(order.begin(), order.end(), t) - order.begin());
    }
}

std::string operation_text(const Event &event) {
    const std::string_view what = event.kind == EventKind::valve_close       ? "closed valve "
                                  : event.kind == EventKind::regulator_close ? "shut station "
                                                                             : "took out source ";
    return std::string(what) + event.element;
}

void tell_events(const Release &release, const IncidentOutcome &outcome, IncidentTimeline &timeline) {
    const Course &course = release.course;
    const auto tell = [&](double t, std::string event) {
        const std::size_t row = add_row(timeline, t, phase_at(course, outcome.duration_s, t), std::move(event));
        timeline.customers_out[row] = outcome.customers_out; // as everybody is once the release is over
    };
    tell(0.0, "damage");
    tell(course.called_s, "reported");
    tell(course.on_site_s, "crew on site");
    for (const Event &operation : release.operations) tell(operation.time_s, operation_text(operation));
    tell(outcome.duration_s, "release over");
    tell(course.repaired_s, "repaired");
    tell(course.recharged_s, "street recharged");
}

/// Rows in order of time; those of events take the numbers of the row before them.
void put_in_order(IncidentTimeline &timeline) {
    std::vector<std::int32_t> order(row_count(timeline));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return timeline.t_s[static_cast<std::size_t>(a)] < timeline.t_s[static_cast<std::size_t>(b)];
    });
    timeline = select_rows(timeline, order);
    for (std::size_t i = 0; i < order.size(); ++i) {
        timeline.id[i] = std::to_string(i + 1);
        if (i == 0 || !is_missing(timeline.released_kg[i])) continue;
        timeline.release_kg_s[i] = timeline.release_kg_s[i - 1];
        timeline.released_kg[i] = timeline.released_kg[i - 1];
        timeline.inventory_kg[i] = timeline.inventory_kg[i - 1];
        if (timeline.phase[i] < IncidentPhase::repairing) timeline.customers_out[i] = timeline.customers_out[i - 1];
    }
}

void tell_restoration(const RestorationCurve &curve, std::int32_t out, IncidentTimeline &timeline) {
    if (curve.share.empty()) add_row(timeline, curve.start_s, IncidentPhase::restored, "nobody was out");
    for (std::size_t i = 0; i < curve.share.size(); ++i) {
        const bool last = i + 1 == curve.share.size();
        const std::size_t row =
            add_row(timeline, curve.time_s[i], last ? IncidentPhase::restored : IncidentPhase::restoring,
                    last ? "last customer restored" : "");
        timeline.customers_out[row] =
            static_cast<std::int32_t>(std::lround((1.0 - curve.share[i]) * static_cast<double>(out)));
    }
}

/// One per household, one for each other customer: doors to be knocked at.
double visits_to(const Network &network, std::int32_t customer) {
    return std::max(1, network.customer.households[static_cast<std::size_t>(customer)]);
}

/// Who is out and how many doors have to be knocked at.
void count_customers(const Network &network, const Release &release, const std::vector<double> &tripped,
                     IncidentOutcome &outcome) {
    std::unordered_set<std::int32_t> out;
    for (std::size_t i = 0; i < tripped.size(); ++i) {
        if (!std::isfinite(tripped[i])) continue;
        out.insert(release.customers[i]);
        ++outcome.customers_out;
        outcome.households_out += network.customer.households[static_cast<std::size_t>(release.customers[i])];
        outcome.visits += visits_to(network, release.customers[i]);
    }
    for (std::size_t d = 0; d < row_count(network.device); ++d)
        if (network.device.kind[d] == DeviceKind::self_closing_valve && out.contains(network.device.customer[d].value))
            ++outcome.self_closing_valves_tripped;
}

/// Sum over all visits of the time at which gas was lost, for this course: what was lost before the first operation is
/// lost when it was, the rest moves with the closure.
double sum_of_losses_s(const Network &network, const Release &release, const std::vector<double> &tripped,
                       const Course &course) {
    double sum = 0.0;
    for (std::size_t i = 0; i < tripped.size(); ++i) {
        if (!std::isfinite(tripped[i])) continue;
        const bool by_closure = tripped[i] >= release.course.first_operation_s;
        const double later_s = by_closure ? course.isolated_s - release.course.isolated_s : 0.0;
        sum += visits_to(network, release.customers[i]) * (tripped[i] + later_s);
    }
    return sum;
}

Quantiles quantiles(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    return {at(0.1), at(0.5), at(0.9)};
}

/// Gas escaped by t while nothing was shut: the simulated curve up to the first operation, then its last rate.
double open_release_kg(const Release &release, double t) {
    const SystemSeries &system = release.run.system;
    const double first = release.course.first_operation_s;
    std::size_t last = 0;
    while (last + 1 < row_count(system) && system.time_s[last + 1] <= std::min(t, first)) ++last;
    const double rate = last > 0 ? system.leak_kg_s[last] : 0.0;
    return system.leaked_kg[last] + rate * (t - system.time_s[last]);
}

void draw_durations(const Network &network, const Release &release, const std::vector<double> &tripped,
                    const Incident &incident, const IncidentOptions &options, IncidentOutcome &outcome) {
    const std::size_t operations = release.operations.size();
    const double after_first_kg = outcome.released_kg - open_release_kg(release, release.course.first_operation_s);
    std::vector<double> released, isolated, restored, customer_hours;
    for (std::int32_t i = 0; i < options.samples; ++i) {
        Random random(options.seed, stream, static_cast<std::uint64_t>(i));
        const Course course = course_of(options.scheme, incident.kind, operations, &random);
        const RestorationCurve curve =
            restore(options.scheme.relight, outcome.visits, course.recharged_s, incident.midnight_s);
        isolated.push_back(course.isolated_s);
        released.push_back(open_release_kg(release, course.first_operation_s) + std::max(0.0, after_first_kg));
        restored.push_back(curve.time_of(1.0));
        customer_hours.push_back(
            (outcome.visits * curve.mean_time_s() - sum_of_losses_s(network, release, tripped, course)) / hour_s);
    }
    outcome.released = quantiles(std::move(released));
    outcome.isolated = quantiles(std::move(isolated));
    outcome.restored = quantiles(std::move(restored));
    outcome.customer_hour = quantiles(std::move(customer_hours));
}

Footprint footprint_after_a_minute(const Network &network, const Incident &incident, const IncidentScheme &scheme,
                                   const Release &release, const IncidentOutcome &outcome) {
    const SystemSeries &system = release.run.system;
    std::size_t row = 0;
    while (row + 1 < row_count(system) && system.time_s[row] < first_minute_s) ++row;
    return footprint_of(network, incident.at, whole_orifice(incident, scheme, outcome.hole_m), system.leak_kg_s[row],
                        outcome.gauge_pressure_before_pa, scheme.footprint);
}

void conclude(const Network &network, const Incident &incident, const IncidentOptions &options, const Release &release,
              IncidentOutcome &outcome) {
    const SystemSeries &system = release.run.system;
    outcome.status = release.run.status;
    outcome.explanation = release.run.explanation;
    outcome.closure = release.run.closure;
    outcome.released_kg = system.leaked_kg.back();
    outcome.unmet_kg = system.unmet_kg.back();
    outcome.peak_release_kg_s =
        std::max(outcome.peak_release_kg_s, *std::max_element(system.leak_kg_s.begin(), system.leak_kg_s.end()));
    outcome.footprint = footprint_after_a_minute(network, incident, options.scheme, release, outcome);
    outcome.isolated_s = release.course.isolated_s;
    outcome.duration_s = release_over_s(system, options.scheme.release_over_share * outcome.peak_release_kg_s);
    outcome.gas_back_s = release.course.recharged_s;
    const std::vector<double> tripped = tripped_s(release, options.scheme.relight.trip_gauge_pressure_pa);
    count_customers(network, release, tripped, outcome);
    const RestorationCurve curve =
        restore(options.scheme.relight, outcome.visits, outcome.gas_back_s, incident.midnight_s);
    outcome.restored_50_s = curve.time_of(0.5);
    outcome.restored_90_s = curve.time_of(0.9);
    outcome.restored_s = curve.time_of(1.0);
    outcome.customer_hours =
        (outcome.visits * curve.mean_time_s() - sum_of_losses_s(network, release, tripped, release.course)) / hour_s;
    const double first_out_s = tripped.empty() ? 0.0 : *std::min_element(tripped.begin(), tripped.end());
    outcome.grade =
        outage_grade(options.scheme.grade, outcome.households_out, (outcome.restored_s - first_out_s) / hour_s);
    tell_release(release, tripped, outcome, outcome.timeline);
    tell_events(release, outcome, outcome.timeline);
    tell_restoration(curve, outcome.customers_out, outcome.timeline);
    put_in_order(outcome.timeline);
    draw_durations(network, release, tripped, incident, options, outcome);
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
    closure.state = before;
    closure.solve = options.solve;
    IncidentOutcome outcome;
    outcome.plan = shutoff(network, std::span(&incident.at, 1), closure);
    outcome.hole_m = hole_of(network, incident, options.scheme);
    const double before_pa = pressure_at_break_pa(network, *before, incident.at);
    const double atmosphere_pa = atmosphere_at_break_pa(network, incident.at);
    outcome.gauge_pressure_before_pa = before_pa - atmosphere_pa;
    if (outcome.plan.status == IsolationStatus::no_gas || outcome.plan.status == IsolationStatus::unsupplied) {
        outcome.explanation = "the pipe carries no gas";
        return outcome;
    }
    const Orifice orifice = whole_orifice(incident, options.scheme, outcome.hole_m);
    outcome.peak_release_kg_s = orifice_release(network.gas, orifice, before_pa, atmosphere_pa).flow_kg_s;
    const Release release =
        simulate_release(network, customer_demand_kg_s, incident, options, outcome, *before, progress);
    conclude(network, incident, options, release, outcome);
    return outcome;
}

} // namespace gastwin
