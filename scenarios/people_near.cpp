// SPDX-License-Identifier: Apache-2.0
#include "scenarios/people_near.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/failure.hpp"
#include "models/polygon.hpp"
#include "models/thermal.hpp"

namespace gastwin {
namespace {

constexpr double cell_m = 30.0;
constexpr std::int64_t most_cells = 10000; ///< larger footprints are looked at for every point instead
constexpr double most_steps = 1000.0;

/// Something with people in it.
struct PeoplePlace {
    Point centre;
    double radius_m = 0.0; ///< used where there is no outline
    std::span<const Point> outline;
    double people = 0.0; ///< capped and weighed
};

double distance_to(const PeoplePlace &place, Point p) {
    if (place.outline.size() < 3) return std::max(0.0, distance_m(place.centre, p) - place.radius_m);
    if (inside(place.outline, p)) return 0.0;
    const std::array<Point, 2> closing{place.outline.back(), place.outline.front()}; // rings may be left open
    return std::min(project(place.outline, p).distance_m, project(closing, p).distance_m);
}

/// People of each building, capped and weighed; nobody where nothing tells how many.
std::vector<double> weighed_people(const Network &n, const ConsequenceScheme &scheme) {
    std::vector<double> people = people_in_buildings(n, scheme);
    std::vector<Flag> special(people.size());
    for (std::size_t i = 0; i < row_count(n.customer); ++i)
        if (n.customer.building[i].valid() && !n.customer.special[i].empty()) special[n.customer.building[i].row()] = 1;
    for (std::size_t i = 0; i < people.size(); ++i) {
        people[i] = is_missing(people[i]) ? 0.0 : std::min(people[i], scheme.cap_per_building);
        if (special[i] || holds_word(n.building.kind[i], scheme.special_words)) people[i] *= scheme.special_factor;
    }
    return people;
}

PeoplePlace place_of_building(const Network &n, std::size_t i, double people) {
    PeoplePlace place{{n.building.x_m[i], n.building.y_m[i]}, 0.0, {}, people};
    if (i < n.building_outline.rows()) place.outline = n.building_outline[i];
    if (!is_missing(n.building.area_m2[i])) place.radius_m = std::sqrt(n.building.area_m2[i] / std::numbers::pi);
    return place;
}

bool has_place(const PeoplePlace &place) {
    return place.outline.size() >= 3 || std::isfinite(place.centre.x + place.centre.y);
}

std::vector<PeoplePlace> places_of_buildings(const Network &n, const ConsequenceScheme &scheme) {
    const std::vector<double> people = weighed_people(n, scheme);
    std::vector<PeoplePlace> places;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const PeoplePlace place = place_of_building(n, i, people[i]);
        if (has_place(place) && place.people > 0.0) places.push_back(place);
    }
    return places;
}

std::vector<PeoplePlace> places_of_customers(const Network &n, const ConsequenceScheme &scheme) {
    std::vector<PeoplePlace> places;
    for (std::size_t i = 0; i < row_count(n.customer); ++i) {
        if (!n.customer.node[i].valid() || n.customer.households[i] <= 0) continue;
        const std::size_t node = n.customer.node[i].row();
        const double people = people_in_households(scheme, n.customer.households[i]);
        const Point at{n.node.x_m[node], n.node.y_m[node]};
        if (std::isfinite(at.x + at.y)) places.push_back({at, 0.0, {}, std::min(people, scheme.cap_per_building)});
    }
    return places;
}

struct Box {
    Point low, high;
};

Box box_of(const PeoplePlace &place) {
    if (place.outline.size() < 3)
        return {{place.centre.x - place.radius_m, place.centre.y - place.radius_m},
                {place.centre.x + place.radius_m, place.centre.y + place.radius_m}};
    Box box{place.outline[0], place.outline[0]};
    for (const Point p : place.outline) {
        box.low = {std::min(box.low.x, p.x), std::min(box.low.y, p.y)};
        box.high = {std::max(box.high.x, p.x), std::max(box.high.y, p.y)};
    }
    return box;
}

/// Places sorted by grid cell. Each place is listed in every cell its box touches.
class PlaceGrid {
  public:
    explicit PlaceGrid(std::vector<PeoplePlace> places) : places_{std::move(places)} {
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const std::array<std::int64_t, 4> range = cells(box_of(places_[i]));
            const auto row = static_cast<std::int32_t>(i);
            const double count =
                (static_cast<double>(range[2] - range[0]) + 1) * (static_cast<double>(range[3] - range[1]) + 1);
            if (count > static_cast<double>(most_cells)) large_.push_back(row);
            else
                for (std::int64_t x = range[0]; x <= range[2]; ++x)
                    for (std::int64_t y = range[1]; y <= range[3]; ++y) entries_.push_back({x, y, row});
        }
        std::sort(entries_.begin(), entries_.end());
    }

    /// Calls f(place, distance) for each place within `reach_m` of p, in ascending order of rows.
    template <class F> void for_each_within(Point p, double reach_m, std::vector<std::int32_t> &scratch, F &&f) const {
        scratch = large_;
        const auto range = cells({{p.x - reach_m, p.y - reach_m}, {p.x + reach_m, p.y + reach_m}});
        for (std::int64_t x = range[0]; x <= range[2]; ++x) {
            auto entry = std::lower_bound(entries_.begin(), entries_.end(), Entry{x, range[1], -1});
            for (; entry != entries_.end() && entry->x == x && entry->y <= range[3]; ++entry)
                scratch.push_back(entry->place);
        }
        std::sort(scratch.begin(), scratch.end());
        scratch.erase(std::unique(scratch.begin(), scratch.end()), scratch.end());
        for (const std::int32_t row : scratch) {
            const PeoplePlace &place = places_[static_cast<std::size_t>(row)];
            if (const double d = distance_to(place, p); d <= reach_m) f(place, d);
        }
    }

  private:
    struct Entry {
        std::int64_t x, y;
        std::int32_t place;
        auto operator<=>(const Entry &) const = default;
    };

    static std::array<std::int64_t, 4> cells(const Box &box) {
        const auto cell = [](double v) {
            return static_cast<std::int64_t>(std::floor(std::clamp(v, -1e12, 1e12) / cell_m));
        };
        return {cell(box.low.x), cell(box.low.y), cell(box.high.x), cell(box.high.y)};
    }

    std::vector<PeoplePlace> places_;
    std::vector<Entry> entries_;
    std::vector<std::int32_t> large_;
};

/// Drawn course, or the straight line between the end nodes.
std::vector<Point> course(const Network &n, std::size_t pipe) {
    if (pipe < n.pipe_line.rows() && n.pipe_line[pipe].size() >= 2)
        return {n.pipe_line[pipe].begin(), n.pipe_line[pipe].end()};
    std::vector<Point> line;
    for (const NodeIdx node : {n.pipe.from_node[pipe], n.pipe.to_node[pipe]}) {
        const Point p{n.node.x_m[node.row()], n.node.y_m[node.row()]};
        if (std::isfinite(p.x + p.y)) line.push_back(p);
    }
    return line;
}

/// How far a pipe's failure reaches. impact_m: of the full bore; negative: no fire path.
struct Reach {
    double migration_m, impact_m, bore_m;
};

PeopleNear mean_along(const PlaceGrid &grid, const std::vector<Point> &line, const Reach &reach,
                      const ConsequenceScheme &scheme, std::vector<std::int32_t> &scratch) {
    PeopleNear sum;
    if (line.empty()) return sum;
    const double steps = std::clamp(std::ceil(length_m(line) / scheme.step_m), 1.0, most_steps);
    for (double k = 0.5; k < steps; k += 1.0)
        grid.for_each_within(
            point_along(line, k / steps), std::max(reach.migration_m, reach.impact_m), scratch,
            [&](const PeoplePlace &place, double d) {
                sum.indoor += place.people * std::max(0.0, 1.0 - d / reach.migration_m);
                if (d <= reach.impact_m)
                    sum.fire += place.people * share_with_hole(scheme, reach.bore_m * d / reach.impact_m, reach.bore_m);
            });
    return {sum.indoor / steps, sum.fire / steps};
}

} // namespace

std::vector<double> households_of_buildings(const Network &network) {
    const std::size_t count = row_count(network.building);
    std::vector<double> by_riser(count, missing_real), by_customer(count, missing_real);
    const auto add = [](double &sum, double households) { sum = (is_missing(sum) ? 0.0 : sum) + households; };
    for (std::size_t i = 0; i < row_count(network.riser); ++i)
        if (network.riser.building[i].valid() && !is_missing(network.riser.households[i]))
            add(by_riser[network.riser.building[i].row()], network.riser.households[i]);
    for (std::size_t i = 0; i < row_count(network.customer); ++i)
        if (network.customer.building[i].valid())
            add(by_customer[network.customer.building[i].row()], network.customer.households[i]);
    std::vector<double> households(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (!is_missing(network.building.households[i])) households[i] = network.building.households[i];
        else households[i] = by_riser[i] > 0.0 || is_missing(by_customer[i]) ? by_riser[i] : by_customer[i];
    }
    return households;
}

double people_in_households(const ConsequenceScheme &scheme, double households) {
    return households * scheme.persons_per_household * scheme.presence;
}

std::vector<double> people_in_buildings(const Network &network, const ConsequenceScheme &scheme) {
    const Buildings &building = network.building;
    const std::vector<double> households = households_of_buildings(network);
    std::vector<double> people(households.size(), missing_real);
    for (std::size_t i = 0; i < people.size(); ++i) {
        const double floors = is_missing(building.floors[i]) ? 1.0 : building.floors[i];
        if (!is_missing(building.people[i])) people[i] = building.people[i];
        else if (households[i] > 0.0) people[i] = people_in_households(scheme, households[i]);
        else if (!is_missing(building.area_m2[i]))
            people[i] = building.area_m2[i] * floors * scheme.people_per_floor_area_m2;
    }
    return people;
}

double distance_to_building_m(const Network &network, std::size_t building, Point from) {
    const PeoplePlace place = place_of_building(network, building, 0.0);
    const bool known = has_place(place) && std::isfinite(from.x + from.y); // else no number would read as 0 m
    return known ? distance_to(place, from) : std::numeric_limits<double>::infinity();
}

std::vector<PeopleNear> people_near_pipes(const Network &network, const ConsequenceScheme &scheme,
                                          const std::vector<Flag> &above_ground, int threads) {
    const PlaceGrid grid(row_count(network.building) > 0 ? places_of_buildings(network, scheme)
                                                         : places_of_customers(network, scheme));
    std::vector<PeopleNear> people(row_count(network.pipe));
#pragma omp parallel num_threads(threads)
    {
        std::vector<std::int32_t> scratch;
#pragma omp for schedule(static)
        for (std::size_t i = 0; i < people.size(); ++i) {
            const PressureClass c = network.pipe.pressure_class[i];
            const double gauge_pa = design_gauge_pressure_pa(scheme, c);
            const double bore_m = network.pipe.inner_diameter_m[i];
            const double impact_m =
                gauge_pa > 0.0 && !is_missing(bore_m) ? potential_impact_radius_m(bore_m, gauge_pa) : -1.0;
            const Reach reach{migration_reach_m(scheme, c), impact_m, bore_m};
            people[i] = mean_along(grid, course(network, i), reach, scheme, scratch);
            if (above_ground[i]) people[i].indoor *= scheme.above_ground_entry;
        }
    }
    return people;
}

std::vector<PeopleNear> people_near_risers(const Network &network, const ConsequenceScheme &scheme) {
    const std::vector<double> in_building = weighed_people(network, scheme);
    std::vector<PeopleNear> people(row_count(network.riser));
    for (std::size_t i = 0; i < people.size(); ++i) {
        const double households = is_missing(network.riser.households[i]) ? 0.0 : network.riser.households[i];
        const double own = std::min(scheme.cap_per_building, people_in_households(scheme, households));
        const BuildingIdx building = network.riser.building[i];
        people[i].indoor = scheme.above_ground_entry * (building.valid() ? in_building[building.row()] : own);
    }
    return people;
}

} // namespace gastwin
