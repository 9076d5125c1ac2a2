// SPDX-License-Identifier: Apache-2.0
#include "gis/exposure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include "gis/clearances.hpp"
#include "gis/course.hpp"
#include "gis/drawing.hpp"
#include "models/number_text.hpp"
#include "models/polygon.hpp"

namespace gastwin {
namespace {

constexpr double built_over_m = 0.3, in_space_m = 0.05;

/// How a course lies to a ring.
struct Relation {
    double inside_m = 0.0;
    double distance_m = std::numeric_limits<double>::infinity(); ///< of the axis; 0 where they meet
    Point at;                                                    ///< middle of the longest stretch inside, or nearest
};

/// Shares of a→b at which it crosses the ring, with 0 and 1, ascending.
std::vector<double> crossings_with(std::span<const Point> ring, Point a, Point b) {
    std::vector<double> shares{0.0, 1.0};
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
        if (const auto meet = crossing_shares(a, b, ring[j], ring[i])) shares.push_back(meet->first);
    std::sort(shares.begin(), shares.end());
    return shares;
}

double distance_to_ring_m(std::span<const Point> ring, Point a, Point b, Point &nearest) {
    double least = std::numeric_limits<double>::infinity();
    const auto offer = [&](double distance, Point at) {
        if (distance < least) least = distance, nearest = at;
    };
    const std::array<Point, 2> pipe{a, b};
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const std::array<Point, 2> wall{ring[j], ring[i]};
        for (const Point end : pipe) offer(project(wall, end).distance_m, end);
        const Projection on = project(pipe, ring[i]);
        offer(on.distance_m, on.point);
    }
    return least;
}

Relation relation_of(std::span<const Point> course, std::span<const Point> ring) {
    Relation relation;
    double longest_m = 0.0;
    for (std::size_t s = 0; s + 1 < course.size(); ++s) {
        const Point a = course[s], b = course[s + 1];
        const auto on = [&](double share) { return Point{a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)}; };
        const std::vector<double> shares = crossings_with(ring, a, b);
        for (std::size_t k = 0; k + 1 < shares.size(); ++k) {
            const Point centre = on(0.5 * (shares[k] + shares[k + 1]));
            const double stretch_m = (shares[k + 1] - shares[k]) * distance_m(a, b);
            if (!(stretch_m > 0.0) || !inside(ring, centre)) continue;
            relation.inside_m += stretch_m;
            relation.distance_m = 0.0;
            if (stretch_m > longest_m) longest_m = stretch_m, relation.at = centre;
        }
        if (relation.inside_m > 0.0) continue;
        Point nearest;
        const double apart_m = shares.size() > 2 ? 0.0 : distance_to_ring_m(ring, a, b, nearest);
        if (apart_m < relation.distance_m)
            relation.distance_m = apart_m, relation.at = shares.size() > 2 ? on(shares[1]) : nearest;
    }
    return relation;
}

/// Buried, with gas in it, and drawn or at least placed.
bool counts(const Pipes &pipe, std::size_t p) {
    const bool above = pipe.role[p] == PipeRole::courtyard || pipe.role[p] == PipeRole::riser ||
                       pipe.role[p] == PipeRole::indoor || pipe.depth_m[p] < 0.0;
    return !above && carries_gas(pipe.state[p]);
}

struct Thing {
    std::string_view table;
    std::size_t row;
    const std::string &id;
    std::span<const Point> ring; ///< of one point: where it is, its outline is not known
    std::string_view what;
};

class ExposureFinder {
  public:
    explicit ExposureFinder(const Network &network)
        : network_{network}, courses_{buried_courses(network)}, index_{courses_} {
        for (const PressureClass c : network.pipe.pressure_class) reach_m_ = std::max(reach_m_, zones_of(c).control_m);
        for (const double d : network.pipe.outer_diameter_m) widest_m_ = std::max(widest_m_, is_missing(d) ? 0.0 : d);
    }

    void look_around(const Thing &thing, Exposures &found) {
        Point low = thing.ring.front(), high = low;
        for (const Point p : thing.ring) {
            low = {std::min(low.x, p.x), std::min(low.y, p.y)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y)};
        }
        index_.find(low, high, reach_m_ + 0.5 * widest_m_, hits_);
        std::int32_t last = -1;
        for (const auto [line, segment] : hits_)
            if (std::exchange(last, line) != line) add(thing, static_cast<std::size_t>(line), found);
    }

  private:
    static std::vector<Course> buried_courses(const Network &network) {
        std::vector<Course> courses(row_count(network.pipe));
        for (std::size_t p = 0; p < courses.size(); ++p)
            if (counts(network.pipe, p)) courses[p] = course_of(network, PipeIdx{p});
        return courses;
    }

    void add(const Thing &thing, std::size_t p, Exposures &found) const {
        const Pipes &pipe = network_.pipe;
        const Relation relation = relation_of(courses_[p], thing.ring);
        const double outer_m =
            is_missing(pipe.outer_diameter_m[p]) ? pipe.inner_diameter_m[p] : pipe.outer_diameter_m[p];
        const double apart_m = std::max(0.0, relation.distance_m - 0.5 * (is_missing(outer_m) ? 0.0 : outer_m));
        const std::optional<ExposureKind> kind = kind_of(thing, p, relation.inside_m, apart_m);
        if (!kind) return;
        const std::size_t row = row_count(found);
        append_row(found, std::to_string(row + 1));
        found.pipe[row] = pipe.id[p];
        found.kind[row] = *kind;
        found.table_name[row] = thing.table;
        found.object_id[row] = thing.id;
        found.what[row] = thing.what;
        found.length_m[row] = relation.inside_m;
        found.distance_m[row] = apart_m;
        found.clearance_m[row] = clearance_to(thing, pipe.pressure_class[p]);
        found.x_m[row] = relation.at.x;
        found.y_m[row] = relation.at.y;
    }

    [[nodiscard]] std::optional<ExposureKind> kind_of(const Thing &thing, std::size_t p, double inside_m,
                                                      double apart_m) const {
        const Zones zones = zones_of(network_.pipe.pressure_class[p]);
        if (thing.table == Buildings::name && inside_m > built_over_m) return ExposureKind::built_over;
        if (thing.table == Enclosures::name && inside_m > in_space_m) {
            const double cover = network_.pipe.depth_m[p];
            const bool level = network_.enclosure.top_depth_m[thing.row] < cover &&
                               cover < network_.enclosure.bottom_depth_m[thing.row];
            return level ? ExposureKind::in_space : ExposureKind::crosses_space;
        }
        if (apart_m <= zones.protection_m) return ExposureKind::protection_zone;
        if (apart_m <= zones.control_m) return ExposureKind::control_zone;
        return std::nullopt;
    }

    static double clearance_to(const Thing &thing, PressureClass pressure_class) {
        if (thing.table == Buildings::name) return clearance_m(Structure::building, pressure_class);
        if (thing.table == Enclosures::name) return clearance_m(structure_of(thing.what), pressure_class);
        return missing_real;
    }

    const Network &network_;
    std::vector<Course> courses_;
    SegmentIndex index_;
    double reach_m_ = 0.0, widest_m_ = 0.0;
    std::vector<SegmentIndex::Hit> hits_;
};

template <TableType Table>
void look_around_each(const Table &table, const std::vector<std::string> &what, const Shapes &plans,
                      ExposureFinder &finder, Exposures &found) {
    constexpr std::size_t least_points = 3;
    for (std::size_t row = 0; row < std::min(row_count(table), plans.rows()); ++row)
        if (plans[row].size() >= least_points)
            finder.look_around({Table::name, row, table.id[row], plans[row], what[row]}, found);
}

bool is_special(const Customers &customer, std::size_t c) {
    return !customer.special[c].empty() && (customer.building[c].valid() || !is_missing(customer.x_m[c]));
}

/// Schools, hospitals …: the building where it is drawn, else the point.
void look_around_places(const Network &network, const Shapes &buildings, ExposureFinder &finder, Exposures &found) {
    const Customers &customer = network.customer;
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        if (!is_special(customer, c)) continue;
        const BuildingIdx b = customer.building[c];
        const bool drawn = b.valid() && b.row() < buildings.rows() && buildings[b.row()].size() > 2;
        const std::array<Point, 1> at{Point{customer.x_m[c], customer.y_m[c]}};
        if (!drawn && (is_missing(at[0].x) || is_missing(at[0].y))) continue;
        const std::span<const Point> ring = drawn ? buildings[b.row()] : std::span<const Point>(at);
        finder.look_around({Customers::name, c, customer.id[c], ring, customer.special[c]}, found);
    }
}

using RowsById = std::unordered_map<std::string_view, std::size_t>;

template <TableType Table> RowsById rows_by_id(const Table &table) {
    RowsById rows;
    for (std::size_t i = 0; i < row_count(table); ++i) rows.emplace(table.id[i], i);
    return rows;
}

bool is_beside(ExposureKind kind) {
    return kind == ExposureKind::protection_zone || kind == ExposureKind::control_zone;
}

/// "有套管", "有": something is recorded and it is not "none".
bool is_protected(const std::string &recorded) { return !recorded.empty() && recorded != "无" && recorded != "否"; }

/// Pipes under buildings, in unprotected spaces, and too near to spaces that they do not meet.
void report_structures(const Network &network, const RowsById &pipe_rows, const Exposures &exposures, Issues &issues) {
    const auto space_rows = rows_by_id(network.enclosure);
    for (std::size_t i = 0; i < row_count(exposures); ++i) {
        const bool space = exposures.table_name[i] == Enclosures::name;
        std::string_view kind;
        std::string detail = std::to_string(exposures.length_m[i]) + " m";
        if (exposures.kind[i] == ExposureKind::built_over) kind = "built_over";
        else if (exposures.kind[i] == ExposureKind::in_space) {
            if (!is_protected(network.enclosure.gas_protection[space_rows.at(exposures.object_id[i])]))
                kind = "in_enclosed_space";
        } else if (space && is_beside(exposures.kind[i]) && exposures.distance_m[i] < exposures.clearance_m[i]) {
            kind = "clearance_too_small";
            detail = number_text(exposures.distance_m[i]) + " m of " + number_text(exposures.clearance_m[i]) + " m";
        }
        if (kind.empty()) continue;
        const std::size_t p = pipe_rows.at(exposures.pipe[i]);
        add_issue(issues, {.kind = kind,
                           .layer = network.pipe.source[p],
                           .object_id = exposures.pipe[i],
                           .row = network.pipe.source_row[p],
                           .column = "geometry",
                           .value = exposures.object_id[i],
                           .detail = std::move(detail),
                           .x_m = exposures.x_m[i],
                           .y_m = exposures.y_m[i]});
    }
}

/// By their state; where none is registered, works with an end are over.
bool is_over(const Records &record, std::size_t row) {
    constexpr std::array<std::string_view, 8> words{"完工", "竣工",     "完成",      "结束",
                                                    "取消", "finished", "completed", "closed"};
    const std::string &state = record.state[row];
    if (state.empty()) return !record.ended[row].empty();
    if (state.starts_with("未") || state.starts_with("not ")) return false;
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return state.find(word) != std::string::npos; });
}

/// One issue for each of the works under way or planned that reach a control zone unguarded, at the nearest pipe.
void report_works(const Network &network, const Exposures &exposures, Issues &issues) {
    const Records &record = network.record;
    const auto record_rows = rows_by_id(record);
    std::map<std::size_t, std::size_t> nearest; // row of the works → row of the exposure
    for (std::size_t i = 0; i < row_count(exposures); ++i) {
        if (exposures.table_name[i] != Records::name) continue;
        const auto [found, fresh] = nearest.emplace(record_rows.at(exposures.object_id[i]), i);
        if (!fresh && exposures.distance_m[i] < exposures.distance_m[found->second]) found->second = i;
    }
    for (const auto &[row, i] : nearest) {
        const bool planned = is_protected(record.protection_plan[row]), guarded = is_protected(record.guardian[row]);
        if (record.kind[row] != "works" || is_over(record, row) || (planned && guarded)) continue;
        add_issue(issues, {.kind = "works_without_protection",
                           .layer = record.source[row],
                           .object_id = record.id[row],
                           .row = record.source_row[row],
                           .column = planned ? "guardian" : "protection_plan",
                           .value = planned ? record.guardian[row] : record.protection_plan[row],
                           .detail = exposures.pipe[i] + " at " + number_text(exposures.distance_m[i]) + " m",
                           .x_m = exposures.x_m[i],
                           .y_m = exposures.y_m[i]});
    }
}

} // namespace

Exposures find_exposures(const Network &network, const Plans &plans) {
    Exposures found;
    const Customers &customer = network.customer;
    bool places = false;
    for (std::size_t c = 0; c < row_count(customer) && !places; ++c) places = is_special(customer, c);
    if (!places && plans.building.points.empty() && plans.enclosure.points.empty() && plans.record.points.empty())
        return found;
    ExposureFinder finder(network);
    look_around_each(network.building, network.building.kind, plans.building, finder, found);
    look_around_each(network.enclosure, network.enclosure.kind, plans.enclosure, finder, found);
    look_around_each(network.record, network.record.cause, plans.record, finder, found);
    look_around_places(network, plans.building, finder, found);
    return found;
}

void report_exposures(const Network &network, const Exposures &exposures, Issues &issues) {
    if (row_count(exposures) == 0) return;
    const auto pipe_rows = rows_by_id(network.pipe);
    report_structures(network, pipe_rows, exposures, issues);
    report_works(network, exposures, issues);
}

} // namespace gastwin
