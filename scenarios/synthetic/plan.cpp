// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "models/random.hpp"

namespace gastwin::synthetic {
namespace {

constexpr double block_width_m = 215.0, block_height_m = 150.0; // a Chinese city block between residential streets
constexpr double jitter = 0.10;                                 // of the block size
constexpr double river_width_m = 80.0, embankment_m = 18.0;
constexpr int arterial_every = 3;
constexpr double park_share = 0.07, lost_street_share = 0.05;
constexpr double households_per_block_guess = 260.0;
constexpr Point origin{546000.0, 3342000.0}; // within EPSG:4547; the city there is invented

/// Centre line of river r: across the rows (r = 0, running east) or across the columns (r = 1, running north).
struct River {
    double offset_m, swing_m, wave_m, phase;
    [[nodiscard]] double at(double u) const { return offset_m + swing_m * std::sin(u / wave_m + phase); }
};

int river_count(std::int32_t households) { return households < 20000 ? 0 : households < 300000 ? 1 : 2; }

std::vector<River> draw_rivers(const CityOptions &options, double half_size_m) {
    std::vector<River> rivers;
    for (int r = 0; r < river_count(options.households); ++r) {
        Random draw(options.seed, river_stream, static_cast<std::uint64_t>(r));
        rivers.push_back({draw.uniform(-0.4, 0.4) * half_size_m, draw.uniform(0.05, 0.12) * half_size_m,
                          draw.uniform(0.5, 0.9) * half_size_m, draw.uniform(0.0, 6.28)});
    }
    return rivers;
}

/// Moves a junction out of the water and notes the bank it ends on.
std::uint8_t settle(Point &p, const std::vector<River> &rivers) {
    constexpr double clear_m = river_width_m / 2 + embankment_m;
    std::uint8_t bank = 0;
    for (std::size_t r = 0; r < rivers.size(); ++r) {
        double &across = r == 0 ? p.y : p.x;
        const double middle = rivers[r].at(r == 0 ? p.x : p.y);
        const bool beyond = across >= middle;
        if (std::abs(across - middle) < clear_m) across = middle + (beyond ? clear_m : -clear_m);
        if (beyond) bank = static_cast<std::uint8_t>(bank | (1U << r));
    }
    return bank;
}

Streets lay_out(const CityOptions &options, int size) {
    Streets s;
    s.columns = size + 1, s.rows = static_cast<std::int32_t>(std::lround(size * block_width_m / block_height_m)) + 1;
    const double half_x = (s.columns - 1) / 2.0, half_y = (s.rows - 1) / 2.0;
    const std::vector<River> rivers = draw_rivers(options, half_x * block_width_m);
    const double turn = Random(options.seed, junction_stream).uniform(-0.25, 0.25);
    const double cosine = std::cos(turn), sine = std::sin(turn);
    for (int j = 0; j < s.rows; ++j)
        for (int i = 0; i < s.columns; ++i) {
            Random draw(options.seed, junction_stream, 1 + s.junction.size());
            Point p{(i - half_x + jitter * draw.uniform(-1, 1)) * block_width_m,
                    (j - half_y + jitter * draw.uniform(-1, 1)) * block_height_m};
            s.bank.push_back(settle(p, rivers));
            s.junction.push_back({origin.x + cosine * p.x - sine * p.y, origin.y + sine * p.x + cosine * p.y});
        }
    return s;
}

void add_sections(Streets &s, const CityOptions &options) {
    const auto add = [&](int i, int j, int di, int dj) {
        const std::int32_t a = s.junction_at(i, j), b = s.junction_at(i + di, j + dj);
        const bool arterial = (di == 1 ? j : i) % arterial_every == 1;
        const bool crosses = s.bank[static_cast<std::size_t>(a)] != s.bank[static_cast<std::size_t>(b)];
        const bool lost = !arterial && Random(options.seed, street_stream, s.from.size()).chance(lost_street_share);
        s.from.push_back(a), s.to.push_back(b);
        s.bridge.push_back(crosses), s.arterial.push_back(arterial);
        s.exists.push_back(crosses ? arterial : !lost);
    };
    for (int j = 0; j < s.rows; ++j)
        for (int i = 0; i + 1 < s.columns; ++i) add(i, j, 1, 0);
    for (int j = 0; j + 1 < s.rows; ++j)
        for (int i = 0; i < s.columns; ++i) add(i, j, 0, 1);
}

/// Blocks on dry land that are no parks, nearest to the centre first. The centre is old, the rim new.
std::vector<Block> find_blocks(const Streets &s, const CityOptions &options) {
    const double radius_m =
        std::sqrt(options.households / households_per_block_guess * block_width_m * block_height_m / std::numbers::pi);
    std::vector<Block> blocks;
    for (int j = 0; j + 1 < s.rows; ++j)
        for (int i = 0; i + 1 < s.columns; ++i) {
            const auto at = [&](int di, int dj) { return static_cast<std::size_t>(s.junction_at(i + di, j + dj)); };
            const std::array corners{at(0, 0), at(1, 0), at(0, 1), at(1, 1)};
            Block b{i, j, {}, 0, s.bank[corners[0]], 0};
            bool dry = true;
            for (const std::size_t c : corners) {
                b.centre.x += s.junction[c].x / 4, b.centre.y += s.junction[c].y / 4;
                dry = dry && s.bank[c] == b.bank;
            }
            Random draw(options.seed, block_stream, static_cast<std::uint64_t>(s.junction_at(i, j)));
            if (!dry || draw.chance(park_share)) continue;
            const double out = std::min(1.0, distance_m(b.centre, origin) / radius_m);
            b.era = options.today_year - 42 + static_cast<int>(38.0 * std::pow(out, 0.8) + 5.0 * draw.normal());
            b.era = std::clamp(b.era, options.today_year - 44, options.today_year - 1);
            blocks.push_back(b);
        }
    std::stable_sort(blocks.begin(), blocks.end(), [](const Block &a, const Block &b) {
        return distance_m(a.centre, origin) < distance_m(b.centre, origin);
    });
    return blocks;
}

/// Floors and units as they were built in each decade; above 33 floors a building passes 100 m.
PlannedBuilding draw_building(std::int32_t era, Random &draw) {
    PlannedBuilding b;
    b.built_year = era + draw.integer(-2, 2);
    if (era < 1998) b.floors = draw.integer(4, 7), b.units = draw.integer(2, 4);
    else if (era < 2009) b.floors = draw.chance(0.25) ? draw.integer(9, 18) : draw.integer(6, 7), b.units = 3;
    else {
        b.floors = draw.chance(0.04) ? draw.integer(34, 38) : draw.integer(11, 33);
        b.units = draw.integer(1, 2), b.risers_per_unit = 2;
    }
    b.households = b.units * b.risers_per_unit * b.floors * households_per_floor_and_riser;
    b.setback_m = draw.uniform(11.0, 17.0);
    return b;
}

/// Rows of buildings along one side of a block, until the street section or the households run out.
void line_section(Plan &plan, std::int32_t block, std::int32_t section, bool long_side, const CityOptions &options,
                  std::int32_t &left) {
    const Streets &s = plan.streets;
    const auto at = static_cast<std::size_t>(section);
    if (!s.exists[at] || s.bridge[at]) return;
    Block &b = plan.blocks[static_cast<std::size_t>(block)];
    const double length =
        distance_m(s.junction[static_cast<std::size_t>(s.from[at])], s.junction[static_cast<std::size_t>(s.to[at])]);
    const auto key =
        static_cast<std::uint64_t>(section) * 2 + (section == s.east_of(b.i, b.j) || section == s.north_of(b.i, b.j));
    Random draw(options.seed, building_stream, key);
    // Short sides keep clear of the rows on the long sides.
    const double clear = long_side ? 14.0 : 44.0;
    for (double at_m = clear; left > 0;) {
        PlannedBuilding building = draw_building(b.era, draw);
        const double end_m = at_m + building.units * unit_width_m;
        if (end_m > length - clear) return;
        building.block = block, building.section = section;
        building.along = at_m / length;
        building.households = std::min(building.households, left);
        b.households += building.households, left -= building.households;
        plan.buildings.push_back(building);
        at_m = end_m + (building.floors > 9 ? draw.uniform(18.0, 30.0) : draw.uniform(8.0, 14.0));
    }
}

/// Fills blocks until the households are housed; returns how many found no place.
std::int32_t build_up(Plan &plan, const CityOptions &options) {
    std::int32_t left = options.households;
    std::size_t used = 0;
    for (; used < plan.blocks.size() && left > 0; ++used) {
        const Block &b = plan.blocks[used];
        const auto row = static_cast<std::int32_t>(used);
        const Streets &s = plan.streets;
        line_section(plan, row, s.east_of(b.i, b.j), true, options, left);
        line_section(plan, row, s.east_of(b.i, b.j + 1), true, options, left);
        line_section(plan, row, s.north_of(b.i, b.j), false, options, left);
        line_section(plan, row, s.north_of(b.i + 1, b.j), false, options, left);
    }
    plan.blocks.resize(used);
    return left;
}

/// Streets beyond the built-up circle do not exist.
void clear_outskirts(Plan &plan) {
    Streets &s = plan.streets;
    double radius = 0.0;
    for (const Block &b : plan.blocks) radius = std::max(radius, distance_m(b.centre, origin));
    radius += 0.75 * block_width_m; // no street with consumers lies farther from its block
    for (std::size_t e = 0; e < s.from.size(); ++e) {
        const Point a = s.junction[static_cast<std::size_t>(s.from[e])],
                    b = s.junction[static_cast<std::size_t>(s.to[e])];
        if (distance_m({(a.x + b.x) / 2, (a.y + b.y) / 2}, origin) > radius) s.exists[e] = 0;
    }
}

std::string chinese_number(int n) { // 1 … 999
    constexpr std::array<const char *, 10> digit{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    std::string text;
    if (n >= 100) {
        text += std::string(digit[static_cast<std::size_t>(n / 100 % 10)]) + "百";
        if (n % 100 == 0) return text;
        if (n % 100 < 10) return text + digit[0] + digit[static_cast<std::size_t>(n % 10)];
    }
    if (n % 100 >= 10) {
        if (n >= 20) text += digit[static_cast<std::size_t>(n / 10 % 10)];
        text += "十";
    }
    if (n % 10 > 0) text += digit[static_cast<std::size_t>(n % 10)];
    return text;
}

} // namespace

std::string Streets::street_name(std::int32_t section) const {
    const std::int32_t eastward = rows * (columns - 1);
    if (section < eastward) return chinese_number(section / (columns - 1) + 1) + "号路";
    return chinese_number((section - eastward) % columns + 1) + "号街";
}

Plan plan_city(const CityOptions &options) {
    // A round city fills π/4 of the grid's square; rivers, parks and lost streets take some. Grow until it fits.
    int size = 2 + static_cast<int>(std::sqrt(options.households / households_per_block_guess * 1.2 * block_height_m /
                                              block_width_m * 1.3));
    for (;; size += 1 + size / 4) {
        Plan plan;
        plan.streets = lay_out(options, size);
        add_sections(plan.streets, options);
        plan.blocks = find_blocks(plan.streets, options);
        if (build_up(plan, options) > 0) continue;
        clear_outskirts(plan);
        return plan;
    }
}

} // namespace gastwin::synthetic
