// SPDX-License-Identifier: Apache-2.0
#include "gis/riser_alternatives.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "models/random.hpp"

namespace gastwin {
namespace {

void add_riser(Network &n, std::size_t building, Material material, std::int32_t year) {
    const auto r = append_row(n.riser, "R" + std::to_string(row_count(n.riser))).row();
    n.riser.building[r] = BuildingIdx{building};
    n.riser.material[r] = material, n.riser.install_year[r] = year;
}

void add_building(Network &n, std::int32_t built) {
    const auto b = append_row(n.building, "B" + std::to_string(row_count(n.building))).row();
    n.building.built_year[b] = built;
}

using Chances = std::map<std::string, double>;

std::map<std::pair<std::string, std::string>, Chances> by_cell(const Candidates &c) {
    std::map<std::pair<std::string, std::string>, Chances> cells;
    for (std::size_t i = 0; i < row_count(c); ++i) {
        EXPECT_EQ(c.id[i], std::to_string(i + 1));
        EXPECT_EQ(c.table_name[i], "riser");
        EXPECT_GT(c.probability[i], 0.0);
        cells[{c.object_id[i], c.column[i]}][c.value[i]] += c.probability[i];
    }
    for (const auto &[cell, chances] : cells) {
        double sum = 0.0;
        for (const auto &[value, p] : chances) sum += p;
        EXPECT_NEAR(sum, 1.0, 1e-12) << cell.first << ' ' << cell.second;
        EXPECT_LE(chances.size(), 12U);
    }
    return cells;
}

Candidates candidates_of(const Network &n, std::span<const Flag> by_rule = {}) {
    Candidates c;
    add_riser_candidates(n, c, by_rule);
    return c;
}

/// Fifty buildings of four risers, all alike in each; the first of every building has neither material nor year.
Network alike_in_buildings() {
    Network n;
    for (std::size_t b = 0; b < 50; ++b) {
        Random dice(3, 0, b);
        const std::int32_t built = dice.integer(1985, 2015);
        const Material material = dice.chance(0.8) ? Material::galvanised : Material::stainless;
        add_building(n, built);
        for (int k = 0; k < 4; ++k)
            add_riser(n, b, k == 0 ? Material::unknown : material, k == 0 ? missing_int : built);
    }
    return n;
}

TEST(RiserAlternatives, TheSameBuildingTellsMost) {
    const Network n = alike_in_buildings();
    const auto cells = by_cell(candidates_of(n));
    EXPECT_EQ(cells.size(), 100U);
    for (std::size_t b = 0; b < 50; ++b) {
        const std::string id = n.riser.id[4 * b], material(code_of(n.riser.material[4 * b + 1]));
        EXPECT_GT(cells.at({id, "material"}).at(material), 0.95) << id;
        EXPECT_GT(cells.at({id, "install_year"}).at(std::to_string(n.riser.install_year[4 * b + 1])), 0.95) << id;
    }
}

TEST(RiserAlternatives, WithoutKinTheyAreTheSharesOfAll) {
    Network n;
    for (std::size_t b = 0; b < 40; ++b) {
        add_building(n, missing_int);
        add_riser(n, b, b == 0 ? Material::unknown : b % 4 == 0 ? Material::stainless : Material::galvanised, 2000);
    }
    const auto cells = by_cell(candidates_of(n));
    ASSERT_EQ(cells.size(), 1U) << "all years are known";
    EXPECT_NEAR(cells.at({"R0", "material"}).at("stainless"), 9.0 / 39.0, 1e-12);
    EXPECT_NEAR(cells.at({"R0", "material"}).at("galvanised"), 30.0 / 39.0, 1e-12);
}

TEST(RiserAlternatives, WhereBuildingsTellNothingTheyCountLittle) {
    Network n;
    for (std::size_t b = 0; b < 400; ++b) {
        add_building(n, 2000);
        for (std::uint64_t k = 0; k < 3; ++k) {
            Random dice(9, b, k);
            const Material material = dice.chance(0.5) ? Material::galvanised : Material::stainless;
            add_riser(n, b, b == 0 && k == 0 ? Material::unknown : material, 2000);
        }
    }
    const auto cells = by_cell(candidates_of(n));
    EXPECT_NEAR(cells.at({"R0", "material"}).at("stainless"), 0.5, 0.1);
}

TEST(RiserAlternatives, ProbabilitiesComeTrue) {
    Network n;
    std::map<std::string, Material> truth;
    for (std::size_t b = 0; b < 800; ++b) { // three in four risers are of their building's usual material
        Random dice(17, 0, b);
        add_building(n, dice.integer(1985, 2015));
        const bool old = dice.chance(0.6);
        for (std::uint64_t k = 0; k < 4; ++k) {
            const Material material = dice.chance(0.75) == old ? Material::galvanised : Material::stainless;
            truth["R" + std::to_string(row_count(n.riser))] = material;
            add_riser(n, b, dice.chance(0.3) ? Material::unknown : material, 2000);
        }
    }
    double stated = 0.0, came = 0.0, log_score = 0.0, plain = 0.0, cells = 0.0;
    std::map<Material, double> count;
    for (const Material m : n.riser.material) count[m] += m != Material::unknown;
    const double all = count[Material::galvanised] + count[Material::stainless];
    for (const auto &[cell, chances] : by_cell(candidates_of(n))) {
        const Material material = truth.at(cell.first);
        const double p = chances.at(std::string(code_of(material))), high = std::max(p, 1.0 - p);
        stated += high, came += p == high, cells += 1.0;
        log_score -= std::log(p), plain -= std::log(count[material] / all);
    }
    EXPECT_GT(cells, 800.0);
    EXPECT_NEAR(came / cells, stated / cells, 0.04);
    EXPECT_LT(log_score, 0.97 * plain) << "better than the shares of all";
}

TEST(RiserAlternatives, NothingKnownOrAllAlikeOrSetByARuleHasNoRows) {
    Network n = alike_in_buildings();
    const std::vector<Flag> all(row_count(n.riser), 1);
    for (const auto &[cell, chances] : by_cell(candidates_of(n, all))) EXPECT_EQ(cell.second, "material");
    for (Material &m : n.riser.material) m = m == Material::unknown ? m : Material::steel;
    for (std::int32_t &y : n.riser.install_year) y = missing_int;
    EXPECT_EQ(row_count(candidates_of(n)), 0U);
    EXPECT_EQ(row_count(candidates_of(Network{})), 0U);
}

} // namespace
} // namespace gastwin
