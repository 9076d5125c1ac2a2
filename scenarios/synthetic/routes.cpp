// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/routes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

#include "models/random.hpp"
#include "scenarios/synthetic/paths.hpp"

namespace gastwin::synthetic {
namespace {

constexpr double main_offset_m = 5.0; // from the street's axis, where another zone may share the street
constexpr double link_share = 0.55;   // of the streets without consumers that get a main to close a loop
constexpr double two_station_households = 1900.0;
constexpr double arterial_preference = 0.5; // length factor that draws medium-pressure mains into arterials

std::size_t at(std::int32_t row) { return static_cast<std::size_t>(row); }

/// Halves a set of places along its longer side until every part carries about its share of the weight.
template <class PlaceOf, class WeightOf, class Emit>
void bisect(std::span<std::int32_t> items, int parts, const PlaceOf &place, const WeightOf &weight, const Emit &emit) {
    if (parts <= 1 || items.size() <= 1) return emit(items);
    double low_x = 1e300, high_x = -1e300, low_y = 1e300, high_y = -1e300, total = 0.0;
    for (const std::int32_t item : items) {
        const Point p = place(item);
        low_x = std::min(low_x, p.x), high_x = std::max(high_x, p.x);
        low_y = std::min(low_y, p.y), high_y = std::max(high_y, p.y);
        total += weight(item);
    }
    const bool by_x = high_x - low_x > high_y - low_y;
    std::sort(items.begin(), items.end(), [&](std::int32_t a, std::int32_t b) {
        const Point p = place(a), q = place(b);
        return by_x ? std::pair(p.x, a) < std::pair(q.x, b) : std::pair(p.y, a) < std::pair(q.y, b);
    });
    const int first_parts = parts / 2;
    double sum = 0.0;
    std::size_t cut = 0;
    while (cut + 1 < items.size() && (cut == 0 || sum + weight(items[cut]) / 2 < total * first_parts / parts))
        sum += weight(items[cut++]);
    bisect(items.subspan(0, cut), first_parts, place, weight, emit);
    bisect(items.subspan(cut), parts - first_parts, place, weight, emit);
}

int part_count(double weight, double aim) { return std::max(1, static_cast<int>(std::lround(weight / aim))); }

std::vector<std::vector<std::int32_t>> group_blocks(const Plan &plan, const CityOptions &options) {
    std::map<std::uint8_t, std::vector<std::int32_t>> by_bank;
    for (std::size_t b = 0; b < plan.blocks.size(); ++b)
        by_bank[plan.blocks[b].bank].push_back(static_cast<std::int32_t>(b));
    std::vector<std::vector<std::int32_t>> groups;
    const auto households = [&](std::int32_t b) { return double(plan.blocks[at(b)].households); };
    for (auto &[bank, blocks] : by_bank) {
        double total = 0.0;
        for (const std::int32_t b : blocks) total += households(b);
        bisect(
            std::span(blocks), part_count(total, options.households_per_zone),
            [&](std::int32_t b) {
                return Point{double(plan.blocks[at(b)].i) * 1.4, double(plan.blocks[at(b)].j)};
            },
            households, [&](std::span<std::int32_t> part) { groups.emplace_back(part.begin(), part.end()); });
    }
    return groups;
}

/// The streets around a group of blocks, and the buildings on each.
struct Candidate {
    std::vector<std::int32_t> section;
    std::map<std::int32_t, std::vector<std::int32_t>> building; ///< by section
};

Candidate gather(const Plan &plan, const std::vector<std::int32_t> &blocks,
                 const std::vector<std::vector<std::int32_t>> &building_of_block) {
    Candidate c;
    const Streets &s = plan.streets;
    for (const std::int32_t row : blocks) {
        const Block &b = plan.blocks[at(row)];
        for (const std::int32_t e :
             {s.east_of(b.i, b.j), s.east_of(b.i, b.j + 1), s.north_of(b.i, b.j), s.north_of(b.i + 1, b.j)})
            if (s.exists[at(e)] && !s.bridge[at(e)]) c.section.push_back(e);
        for (const std::int32_t g : building_of_block[at(row)]) c.building[plan.buildings[at(g)].section].push_back(g);
    }
    std::sort(c.section.begin(), c.section.end());
    c.section.erase(std::unique(c.section.begin(), c.section.end()), c.section.end());
    for (auto &[section, list] : c.building)
        std::sort(list.begin(), list.end(), [&](std::int32_t a, std::int32_t b) {
            return std::pair(plan.buildings[at(a)].along, a) < std::pair(plan.buildings[at(b)].along, b);
        });
    return c;
}

/// Streets that get a main: all with consumers, some others to close loops, and what joins them; no dead ends.
std::vector<std::int32_t> choose_sections(const Plan &plan, const Candidate &c, std::uint64_t seed) {
    const Streets &s = plan.streets;
    Groups groups(static_cast<std::int32_t>(s.junction.size()));
    std::vector<std::int32_t> chosen, spare;
    for (const std::int32_t e : c.section) {
        const bool keep = c.building.contains(e) || Random(seed, link_stream, at(e)).chance(link_share);
        (keep ? chosen : spare).push_back(e);
        if (keep) groups.join(s.from[at(e)], s.to[at(e)]);
    }
    for (const std::int32_t e : spare)
        if (groups.join(s.from[at(e)], s.to[at(e)])) chosen.push_back(e);
    std::map<std::int32_t, int> degree;
    for (const std::int32_t e : chosen) ++degree[s.from[at(e)]], ++degree[s.to[at(e)]];
    for (bool cut = true; cut;) {
        cut = false;
        std::erase_if(chosen, [&](std::int32_t e) {
            if (c.building.contains(e) || (degree[s.from[at(e)]] > 1 && degree[s.to[at(e)]] > 1)) return false;
            --degree[s.from[at(e)]], --degree[s.to[at(e)]];
            return cut = true;
        });
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

/// Where the zone's pipe passes a junction: on the axis inside the zone, on the zone's own side at its edge.
Point pipe_position(const Plan &plan, std::int32_t junction, const std::vector<std::int32_t> &blocks) {
    const Point axis = plan.streets.junction[at(junction)];
    const int i = junction % plan.streets.columns, j = junction / plan.streets.columns;
    int touching = 0;
    Point toward{};
    const auto add = [&](const Block &b) {
        const double d = distance_m(axis, b.centre);
        toward.x += (b.centre.x - axis.x) / d, toward.y += (b.centre.y - axis.y) / d;
    };
    const Block *first = nullptr;
    for (const std::int32_t row : blocks) {
        const Block &b = plan.blocks[at(row)];
        if (b.i > i || b.i < i - 1 || b.j > j || b.j < j - 1) continue;
        if (!first) first = &b;
        ++touching, add(b);
    }
    if (touching == 4 || !first) return axis;
    if (std::hypot(toward.x, toward.y) < 0.3) toward = {}, add(*first);
    const double size = std::hypot(toward.x, toward.y);
    return {axis.x + main_offset_m * toward.x / size, axis.y + main_offset_m * toward.y / size};
}

/// Regulators where the demand-weighted distance is least; a second one far away in large zones.
void place_stations(Zone &zone, const Plan &plan) {
    std::vector<double> weight(zone.junction.size(), 0.0);
    std::map<std::int32_t, std::size_t> row_of;
    for (std::size_t k = 0; k < zone.section.size(); ++k) row_of[zone.section[k]] = k;
    for (const std::int32_t g : zone.building) {
        const PlannedBuilding &b = plan.buildings[at(g)];
        const std::size_t k = row_of[b.section];
        weight[at(zone.from[k])] += b.households / 2.0, weight[at(zone.to[k])] += b.households / 2.0;
    }
    std::int32_t best = 0, far = 0;
    double least = 1e300, most = -1.0;
    for (std::size_t u = 0; u < weight.size(); ++u) {
        double sum = 0.0;
        for (std::size_t v = 0; v < weight.size(); ++v)
            sum += weight[v] * distance_m(zone.position[u], zone.position[v]);
        if (sum < least) least = sum, best = static_cast<std::int32_t>(u);
    }
    zone.station = {best};
    if (zone.households < two_station_households) return;
    for (std::size_t u = 0; u < weight.size(); ++u) {
        const double d = distance_m(zone.position[u], zone.position[at(best)]);
        if (d > most) most = d, far = static_cast<std::int32_t>(u);
    }
    zone.station.push_back(far);
}

/// What follows from a zone's streets and buildings.
void complete(Zone &zone, const Plan &plan) {
    double years = 0.0;
    for (const std::int32_t g : zone.building) {
        const PlannedBuilding &b = plan.buildings[at(g)];
        zone.households += b.households, years += double(b.households) * plan.blocks[at(b.block)].era;
    }
    zone.era = static_cast<std::int32_t>(std::lround(years / zone.households));
    place_stations(zone, plan);
}

/// Splits the chosen streets of one group of blocks into its connected parts, one zone each.
void add_zones(std::vector<Zone> &zones, const Plan &plan, const std::vector<std::int32_t> &blocks, const Candidate &c,
               const std::vector<std::int32_t> &sections) {
    const Streets &s = plan.streets;
    std::map<std::int32_t, std::int32_t> local; // junction → running number, for the groups
    for (const std::int32_t e : sections)
        for (const std::int32_t v : {s.from[at(e)], s.to[at(e)]}) local.try_emplace(v, 0);
    std::int32_t count = 0;
    for (auto &[junction, number] : local) number = count++;
    Groups groups(count);
    for (const std::int32_t e : sections) groups.join(local[s.from[at(e)]], local[s.to[at(e)]]);
    std::map<std::int32_t, Zone> part;
    std::map<std::int32_t, std::map<std::int32_t, std::int32_t>> row_in_zone;
    for (const std::int32_t e : sections) {
        const std::int32_t group = groups.find(local[s.from[at(e)]]);
        Zone &zone = part[group];
        const auto row = [&](std::int32_t junction) {
            const auto [found, fresh] =
                row_in_zone[group].try_emplace(junction, static_cast<std::int32_t>(zone.junction.size()));
            if (fresh) {
                zone.junction.push_back(junction);
                zone.position.push_back(pipe_position(plan, junction, blocks));
            }
            return found->second;
        };
        zone.section.push_back(e);
        zone.from.push_back(row(s.from[at(e)])), zone.to.push_back(row(s.to[at(e)]));
        if (const auto found = c.building.find(e); found != c.building.end())
            zone.building.insert(zone.building.end(), found->second.begin(), found->second.end());
    }
    for (auto &[group, zone] : part) {
        if (zone.building.empty()) continue;
        complete(zone, plan);
        zones.push_back(std::move(zone));
    }
}

Links street_links(const Streets &s) {
    Links links{static_cast<std::int32_t>(s.junction.size()), s.from, s.to, {}};
    links.weight.resize(s.from.size());
    for (std::size_t e = 0; e < s.from.size(); ++e)
        links.weight[e] = s.exists[e] ? distance_m(s.junction[at(s.from[e])], s.junction[at(s.to[e])]) *
                                            (s.arterial[e] ? arterial_preference : 1.0)
                                      : -1.0;
    return links;
}

/// Opens lost or bridge-less sections where a station could not be reached otherwise.
void connect_streets(Links &links, const Streets &s) {
    Groups groups(links.vertices);
    for (std::size_t e = 0; e < s.from.size(); ++e)
        if (links.weight[e] >= 0.0) groups.join(s.from[e], s.to[e]);
    for (std::size_t e = 0; e < s.from.size(); ++e)
        if (links.weight[e] < 0.0 && groups.join(s.from[e], s.to[e]))
            links.weight[e] = 10.0 * distance_m(s.junction[at(s.from[e])], s.junction[at(s.to[e])]);
}

/// One source per share of the households, in the middle of what it serves; a single one stands at the rim.
std::vector<std::int32_t> place_sources(const Plan &plan, const std::vector<Zone> &zones, const CityOptions &options) {
    std::vector<std::int32_t> order(zones.size());
    std::iota(order.begin(), order.end(), 0);
    const auto place = [&](std::int32_t z) { return zones[at(z)].position[at(zones[at(z)].station[0])]; };
    const auto weight = [&](std::int32_t z) { return double(zones[at(z)].households); };
    const int parts = std::max(1, static_cast<int>(std::ceil(options.households / options.households_per_source)));
    std::vector<std::int32_t> sources;
    bisect(std::span(order), parts, place, weight, [&](std::span<std::int32_t> part) {
        Point middle{};
        double sum = 0.0;
        for (const std::int32_t z : part)
            middle.x += weight(z) * place(z).x, middle.y += weight(z) * place(z).y, sum += weight(z);
        middle = {middle.x / sum, middle.y / sum};
        std::int32_t best = -1;
        double best_distance = 0.0;
        for (const std::int32_t z : part)
            for (const std::int32_t v : zones[at(z)].junction) {
                const double d = (parts == 1 ? -1.0 : 1.0) * distance_m(plan.streets.junction[at(v)], middle);
                if (best < 0 || d < best_distance) best = v, best_distance = d;
            }
        sources.push_back(best);
    });
    return sources;
}

/// Streets by which the sources' areas are tied together at least expense (Kruskal over the areas' borders).
std::vector<std::int32_t> source_ties(const Links &links, const Forest &forest) {
    std::vector<std::int32_t> border, ties;
    std::vector<double> expense(links.from.size(), 0.0);
    const auto root = [&](std::int32_t junction) { return forest.root[at(junction)]; };
    for (std::size_t e = 0; e < links.from.size(); ++e) {
        if (links.weight[e] < 0.0 || root(links.from[e]) == root(links.to[e])) continue;
        expense[e] = forest.distance[at(links.from[e])] + links.weight[e] + forest.distance[at(links.to[e])];
        border.push_back(static_cast<std::int32_t>(e));
    }
    std::stable_sort(border.begin(), border.end(),
                     [&](std::int32_t a, std::int32_t b) { return expense[at(a)] < expense[at(b)]; });
    Groups groups(links.vertices);
    for (const std::int32_t e : border)
        if (groups.join(root(links.from[at(e)]), root(links.to[at(e)]))) ties.push_back(e);
    return ties;
}

} // namespace

std::vector<Zone> make_zones(const Plan &plan, const CityOptions &options) {
    std::vector<std::vector<std::int32_t>> building_of_block(plan.blocks.size());
    for (std::size_t g = 0; g < plan.buildings.size(); ++g)
        building_of_block[at(plan.buildings[g].block)].push_back(static_cast<std::int32_t>(g));
    std::vector<Zone> zones;
    for (const std::vector<std::int32_t> &blocks : group_blocks(plan, options)) {
        const Candidate candidate = gather(plan, blocks, building_of_block);
        add_zones(zones, plan, blocks, candidate, choose_sections(plan, candidate, options.seed));
    }
    return zones;
}

MediumPressure route_medium_pressure(const Plan &plan, const std::vector<Zone> &zones, const CityOptions &options) {
    const Streets &s = plan.streets;
    Links links = street_links(s);
    connect_streets(links, s);
    MediumPressure medium;
    medium.source = place_sources(plan, zones, options);
    const Forest forest = shortest_paths(links, medium.source);

    std::vector<Flag> used(s.from.size(), 0);
    const auto use_path = [&](std::int32_t junction) {
        for (std::int32_t e; (e = forest.edge[at(junction)]) >= 0 && !used[at(e)];
             junction = links.other_end(e, junction))
            used[at(e)] = 1;
    };
    for (const Zone &zone : zones)
        for (const std::int32_t station : zone.station) use_path(zone.junction[at(station)]);

    for (const std::int32_t e : source_ties(links, forest)) {
        used[at(e)] = 1;
        use_path(s.from[at(e)]), use_path(s.to[at(e)]);
    }

    // Arterials between two junctions that have medium pressure anyway close the rings.
    std::vector<Flag> reached(s.junction.size(), 0);
    for (std::size_t e = 0; e < used.size(); ++e)
        if (used[e]) reached[at(s.from[e])] = reached[at(s.to[e])] = 1;
    for (std::size_t e = 0; e < used.size(); ++e) {
        const bool ring = s.arterial[e] && s.exists[e] && reached[at(s.from[e])] && reached[at(s.to[e])];
        if (used[e] || ring) medium.section.push_back(static_cast<std::int32_t>(e));
    }
    return medium;
}

} // namespace gastwin::synthetic
