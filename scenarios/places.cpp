// SPDX-License-Identifier: Apache-2.0
#include "scenarios/places.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "models/check.hpp"
#include "scenarios/asset_place.hpp"

namespace gastwin {
namespace {

constexpr double piece_m = 10.0, near_m = 100.0, most_pieces = 1000.0;
constexpr double cell_m = 50.0;

/// Centres of buildings by grid cell.
class BuildingGrid {
  public:
    explicit BuildingGrid(const Buildings &buildings) : buildings_{buildings} {
        for (std::size_t i = 0; i < row_count(buildings); ++i)
            if (std::isfinite(buildings.x_m[i] + buildings.y_m[i]))
                entries_.push_back({cell(buildings.x_m[i]), cell(buildings.y_m[i]), static_cast<std::int32_t>(i)});
        std::sort(entries_.begin(), entries_.end());
    }

    /// Row of the nearest building within near_m, the first of equals; -1: none.
    [[nodiscard]] std::int32_t nearest(Point p) const {
        std::int32_t found = -1;
        double least = near_m;
        for (std::int64_t x = cell(p.x - near_m); x <= cell(p.x + near_m); ++x) {
            auto entry = std::lower_bound(entries_.begin(), entries_.end(), Entry{x, cell(p.y - near_m), -1});
            for (const std::int64_t last = cell(p.y + near_m);
                 entry != entries_.end() && entry->x == x && entry->y <= last; ++entry) {
                const auto row = static_cast<std::size_t>(entry->row);
                const double d = distance_m(p, {buildings_.x_m[row], buildings_.y_m[row]});
                if (d < least || (d == least && (found < 0 || entry->row < found))) least = d, found = entry->row;
            }
        }
        return found;
    }

  private:
    struct Entry {
        std::int64_t x, y;
        std::int32_t row;
        auto operator<=>(const Entry &) const = default;
    };
    static std::int64_t cell(double v) {
        return static_cast<std::int64_t>(std::floor(std::clamp(v, -1e12, 1e12) / cell_m));
    }

    const Buildings &buildings_;
    std::vector<Entry> entries_;
};

/// A building near an asset, -1 for none, and the share of the asset that it stands for.
using Shares = std::vector<std::pair<std::int32_t, double>>;

Shares shares_of_pipe(const Network &network, const BuildingGrid &grid, std::size_t pipe) {
    const std::vector<Point> course = pipe_course(network, pipe);
    if (course.empty()) return {{-1, 1.0}};
    const double pieces = std::clamp(std::ceil(length_m(course) / piece_m), 1.0, most_pieces);
    std::map<std::int32_t, double> counted;
    for (double k = 0.5; k < pieces; k += 1.0) counted[grid.nearest(point_along(course, k / pieces))] += 1.0;
    Shares shares;
    for (const auto &[building, count] : counted) shares.emplace_back(building, count / pieces);
    return shares;
}

struct Sum {
    std::int32_t assets = 0;
    double length_km = 0.0, leaks = 0.0, serious = 0.0, fatalities = 0.0, cny = 0.0, red_km = 0.0;
};
using Sums = std::map<std::string, Sum>;

void add(Sum &sum, const RiskResults &risk, std::size_t i, double share) {
    sum.assets += 1;
    sum.length_km += share * risk.length_km[i];
    sum.leaks += share * risk.frequency_per_year[i];
    sum.serious += share * risk.serious_per_year[i];
    sum.fatalities += share * risk.risk_fatalities_per_year[i];
    sum.cny += share * risk.risk_cny_per_year[i];
    if (risk.grade[i] == RiskGrade::red) sum.red_km += share * risk.length_km[i];
}

/// The shares by name of the place.
std::map<std::string, double> by_name(const Shares &shares, const std::vector<std::string> &name_of_building) {
    std::map<std::string, double> named;
    for (const auto &[building, share] : shares)
        named[building < 0 ? std::string() : name_of_building[static_cast<std::size_t>(building)]] += share;
    return named;
}

void append(RiskPlaces &places, PlaceKind kind, const Sums &sums) {
    const auto density = [](const Sum &s) { return s.length_km > 0.0 ? s.cny / s.length_km : 0.0; };
    std::vector<const Sums::value_type *> order;
    for (const auto &entry : sums) order.push_back(&entry);
    std::stable_sort(order.begin(), order.end(),
                     [&](const auto *a, const auto *b) { return density(a->second) > density(b->second); });
    std::int32_t rank = 0;
    for (const auto *entry : order) {
        const Sum &s = entry->second;
        const auto row = append_row(places, std::string(code_of(kind)) + ":" + entry->first).row();
        places.kind[row] = kind, places.place[row] = entry->first;
        places.rank[row] = ++rank, places.assets[row] = s.assets;
        places.length_km[row] = s.length_km, places.red_km[row] = s.red_km;
        places.frequency_per_year[row] = s.leaks, places.serious_per_year[row] = s.serious;
        places.risk_fatalities_per_year[row] = s.fatalities;
        places.risk_cny_per_year[row] = s.cny, places.risk_cny_per_km_year[row] = density(s);
    }
}

} // namespace

RiskPlaces risk_by_place(const Network &network, const RiskResults &risk, int threads) {
    require_sound(network);
    const std::vector<std::size_t> rows = asset_rows(network, risk);
    const BuildingGrid grid(network.building);
    std::vector<Shares> shares(rows.size());
    const int workers = threads > 0 ? threads : omp_get_max_threads();
#pragma omp parallel for schedule(static) num_threads(workers)
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (risk.table_name[i] != "riser") shares[i] = shares_of_pipe(network, grid, rows[i]);
        else shares[i] = {{network.riser.building[rows[i]].value, 1.0}};
    }
    Sums street, community, district;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool riser = risk.table_name[i] == "riser";
        const auto own = riser ? by_name(shares[i], network.building.estate)
                               : std::map<std::string, double>{{network.pipe.street[rows[i]], 1.0}};
        for (const auto &[name, share] : own) add(street[name], risk, i, share);
        for (const auto &[name, share] : by_name(shares[i], network.building.community))
            add(community[name], risk, i, share);
        for (const auto &[name, share] : by_name(shares[i], network.building.district))
            add(district[name], risk, i, share);
    }
    RiskPlaces places;
    append(places, PlaceKind::street, street);
    append(places, PlaceKind::community, community);
    append(places, PlaceKind::district, district);
    return places;
}

} // namespace gastwin
