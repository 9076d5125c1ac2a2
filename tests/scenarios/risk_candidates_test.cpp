// SPDX-License-Identifier: Apache-2.0
// What imputed pipes may be instead, through assess_risk() and against counting all combinations.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "scenarios/risk.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

constexpr std::int32_t year = 2025;

void add_candidate(Candidates &c, const char *id, const char *column, const char *value, double probability,
                   const char *table = "pipe") {
    const auto row = append_row(c, std::to_string(row_count(c))).row();
    c.table_name[row] = table, c.object_id[row] = id, c.column[row] = column, c.value[row] = value;
    c.probability[row] = probability;
}

/// P0 is known; of P1 material, year and diameter are not.
Candidates some_candidates() {
    Candidates c;
    add_candidate(c, "P1", "material", "steel", 0.5);
    add_candidate(c, "P1", "material", "pe", 0.3);
    add_candidate(c, "P1", "material", "grey_iron", 0.2);
    add_candidate(c, "P1", "install_year", "2000", 0.6);
    add_candidate(c, "P1", "install_year", "1980", 0.4);
    add_candidate(c, "P1", "inner_diameter_m", "0.1", 0.9);
    add_candidate(c, "P1", "inner_diameter_m", "0.2", 0.1);
    add_candidate(c, "P1", "material", "no material", 1.0);
    add_candidate(c, "P1", "inner_diameter_m", "-1", 1.0);
    return c;
}

RiskResults assess(const Candidates &c, int samples = 20000) {
    return assess_risk(parallel_pipes({{}, {}}), default_scheme(), {.candidates = &c},
                       {.year = year, .samples = samples});
}

struct Combination {
    double probability, ln_leaks;
    std::array<int, 3> option;
};

/// Every pipe that P1 may be, assessed by itself.
std::vector<Combination> all_combinations() {
    const std::array materials{Material::steel, Material::pe, Material::grey_iron};
    const std::array<double, 3> of_material{0.5, 0.3, 0.2};
    std::vector<Combination> all;
    for (int m = 0; m < 3; ++m)
        for (int y = 0; y < 2; ++y)
            for (int d = 0; d < 2; ++d) {
                const auto r = assess_risk(parallel_pipes({{materials[static_cast<std::size_t>(m)],
                                                            y == 0 ? 2000 : 1980, d == 0 ? 0.1 : 0.2}}),
                                           default_scheme(), {}, {.year = year, .samples = 0});
                const double p = of_material[static_cast<std::size_t>(m)] * (y == 0 ? 0.6 : 0.4) * (d == 0 ? 0.9 : 0.1);
                all.push_back({p, std::log(r.frequency_per_year[0]), {m, y, d}});
            }
    return all;
}

double variance(const std::vector<Combination> &all) {
    double mean = 0.0, square = 0.0;
    for (const Combination &one : all)
        mean += one.probability * one.ln_leaks, square += one.probability * one.ln_leaks * one.ln_leaks;
    return square - mean * mean;
}

double known_variance(const RiskResults &r) { // of P0, from its own interval
    return std::pow(std::log(r.frequency_p90[0] / r.frequency_p10[0]) / (2 * 1.2815515655446004), 2);
}

TEST(RiskCandidates, QuantilesAreThoseOfTheMixture) {
    const RiskResults r = assess(some_candidates());
    const double sd = std::sqrt(known_variance(r));
    const auto below = [&](double leaks) {
        double sum = 0.0;
        for (const Combination &one : all_combinations())
            sum += one.probability * 0.5 *
                   std::erfc(-(std::log(leaks) - one.ln_leaks + 0.5 * sd * sd) / sd / std::sqrt(2.0));
        return sum;
    };
    EXPECT_NEAR(below(r.frequency_p10[1]), 0.1, 0.01);
    EXPECT_NEAR(below(r.frequency_p50[1]), 0.5, 0.015);
    EXPECT_NEAR(below(r.frequency_p90[1]), 0.9, 0.01);
    EXPECT_GT(r.risk_cny_p90[1] / r.risk_cny_p10[1], r.risk_cny_p90[0] / r.risk_cny_p10[0]);
}

TEST(RiskCandidates, WhatToSurveyNextIsTheCellThatLeavesLeast) {
    const RiskResults r = assess(some_candidates());
    const std::vector<Combination> all = all_combinations();
    const std::array<const char *, 3> columns{"material", "install_year", "inner_diameter_m"};
    std::array<double, 3> gone{};
    for (std::size_t c = 0; c < 3; ++c) { // the variance that is left once the cell is known, on average
        double left = 0.0;
        for (int v = 0; v < 3; ++v) {
            std::vector<Combination> some;
            double weight = 0.0;
            for (const Combination &one : all)
                if (one.option[c] == v) some.push_back(one), weight += one.probability;
            for (Combination &one : some) one.probability /= weight;
            if (!some.empty()) left += weight * variance(some);
        }
        gone[c] = variance(all) - left;
    }
    const auto most = static_cast<std::size_t>(std::max_element(gone.begin(), gone.end()) - gone.begin());
    EXPECT_EQ(r.survey_next[1], columns[most]);
    EXPECT_NEAR(r.survey_next_share[1], gone[most] / (variance(all) + known_variance(r)), 1e-6);
    EXPECT_EQ(r.survey_next[0], "");
    EXPECT_EQ(r.survey_next_share[0], 0.0);
}

TEST(RiskCandidates, ImputedCellsWithoutCandidatesKeepTheSchemesDoubt) {
    Provenances p;
    for (const char *column : {"material", "install_year"})
        add_provenance(p, {.table_name = "pipe", .object_id = "P1", .column = column, .origin = Origin::imputed});
    Candidates one_value;
    add_candidate(one_value, "P1", "material", "steel", 1.0);
    const RiskOptions options{.year = year, .samples = 4000};
    const Network n = parallel_pipes({{}, {}});
    const RiskResults wide = assess_risk(n, default_scheme(), {.provenance = &p}, options);
    const RiskResults told = assess_risk(n, default_scheme(), {.provenance = &p, .candidates = &one_value}, options);
    EXPECT_EQ(wide.survey_next[1], "material");
    EXPECT_EQ(told.survey_next[1], "install_year") << "the material is certain";
    const UncertaintyScheme &u = default_scheme().uncertainty;
    const double known = known_variance(wide), year_only = std::pow(u.imputed_year_log_sd, 2);
    EXPECT_NEAR(told.survey_next_share[1], year_only / (known + year_only), 1e-6);
    EXPECT_LT(told.frequency_p90[1], wide.frequency_p90[1]);
}

/// Two risers of ten floors, alike.
Network two_risers(Material material, std::int32_t installed) {
    Network n = parallel_pipes({{}});
    for (const char *id : {"R0", "R1"}) {
        const auto r = append_row(n.riser, id).row();
        n.riser.floors[r] = 10, n.riser.material[r] = material, n.riser.install_year[r] = installed;
    }
    return n;
}

TEST(RiskCandidates, RisersAreDrawnAmongTheirs) {
    Candidates c;
    add_candidate(c, "R1", "material", "galvanised", 0.7, "riser");
    add_candidate(c, "R1", "material", "stainless", 0.3, "riser");
    add_candidate(c, "R1", "install_year", "1988", 0.5, "riser");
    add_candidate(c, "R1", "install_year", "2015", 0.5, "riser");
    add_candidate(c, "R1", "inner_diameter_m", "0.02", 1.0, "riser"); // no factor of a riser
    add_candidate(c, "R1", "material", "pe", 1.0);                    // a pipe of that id
    const RiskOptions options{.year = year, .samples = 20000};
    const RiskResults r =
        assess_risk(two_risers(Material::galvanised, 1988), default_scheme(), {.candidates = &c}, options);
    double mean = 0.0, square = 0.0;
    std::array<double, 2> of_material{};
    const std::array materials{Material::galvanised, Material::stainless};
    for (std::size_t m = 0; m < 2; ++m)
        for (const std::int32_t installed : {1988, 2015}) {
            const RiskResults one =
                assess_risk(two_risers(materials[m], installed), default_scheme(), {}, {.year = year, .samples = 0});
            const double p = 0.5 * (m == 0 ? 0.7 : 0.3), ln = std::log(one.frequency_per_year[1]);
            mean += p * ln, square += p * ln * ln, of_material[m] += 0.5 * ln;
        }
    const double all = square - mean * mean,
                 known = std::pow(std::log(r.frequency_p90[1] / r.frequency_p10[1]) / 2.5631, 2);
    const double told =
        0.21 * std::pow(of_material[0] - of_material[1], 2); // p (1 - p) times the distance of the means
    EXPECT_EQ(r.table_name[2], "riser");
    EXPECT_EQ(r.survey_next[2], "material");
    EXPECT_NEAR(r.survey_next_share[2], told / (all + known), 1e-3);
    EXPECT_EQ(r.survey_next[1], "");
    EXPECT_GT(std::log(r.frequency_p90[2] / r.frequency_p10[2]), 2.5631 * std::sqrt(known));
}

TEST(RiskCandidates, ManyCombinationsAreHeldInSteps) {
    Candidates c;
    for (int y = 1950; y < 2010; ++y) add_candidate(c, "P1", "install_year", std::to_string(y).c_str(), 1.0 / 60);
    for (int d = 1; d <= 9; ++d)
        add_candidate(c, "P1", "inner_diameter_m", ("0." + std::to_string(d)).c_str(), 1.0 / 9);
    const RiskResults r = assess(c, 5000), again = assess(c, 5000);
    EXPECT_LT(r.frequency_p10[1], r.frequency_p50[1]);
    EXPECT_LT(r.frequency_p50[1], r.frequency_p90[1]);
    EXPECT_GT(r.frequency_p90[1] / r.frequency_p10[1], r.frequency_p90[0] / r.frequency_p10[0]);
    EXPECT_EQ(r.risk_cny_p90, again.risk_cny_p90);
}

} // namespace
} // namespace gastwin
