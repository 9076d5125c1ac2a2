// SPDX-License-Identifier: Apache-2.0
#include "gis/alternatives.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <random>

#include "gis/impute.hpp"

namespace gastwin {
namespace {

/// Steel mains of DN 100 laid in 2000 from node to node; each test then changes what it needs.
Network pipes_between(const std::vector<std::pair<int, int>> &ends) {
    Network n;
    int nodes = 0;
    for (const auto &[from, to] : ends) nodes = std::max({nodes, from + 1, to + 1});
    for (int v = 0; v < nodes; ++v) append_row(n.node, "N" + std::to_string(v));
    resize_rows(n.pipe, ends.size());
    for (std::size_t p = 0; p < ends.size(); ++p) {
        n.pipe.id[p] = "P" + std::to_string(p);
        n.pipe.from_node[p] = NodeIdx(ends[p].first), n.pipe.to_node[p] = NodeIdx(ends[p].second);
        n.pipe.length_m[p] = 50.0, n.pipe.inner_diameter_m[p] = 0.1;
        n.pipe.material[p] = Material::steel, n.pipe.install_year[p] = 2000;
        n.pipe.role[p] = PipeRole::main, n.pipe.pressure_class[p] = PressureClass::low;
        n.pipe.state[p] = UseState::in_use;
    }
    return n;
}

std::vector<std::pair<int, int>> in_a_row(int pipes) {
    std::vector<std::pair<int, int>> ends;
    for (int p = 0; p < pipes; ++p) ends.emplace_back(p, p + 1);
    return ends;
}

struct Imputed {
    Network network;
    Provenances provenance;
    Candidates candidate;
};

Imputed imputed(Network network) {
    Imputed done{std::move(network), {}, {}};
    Issues issues;
    impute_attributes(done.network, issues, done.provenance, done.candidate);
    return done;
}

using Chances = std::map<std::string, double>; ///< value → probability

std::map<std::pair<std::string, std::string>, Chances> by_cell(const Candidates &c) {
    std::map<std::pair<std::string, std::string>, Chances> cells;
    for (std::size_t i = 0; i < row_count(c); ++i) {
        EXPECT_EQ(c.id[i], std::to_string(i + 1));
        EXPECT_EQ(c.table_name[i], "pipe");
        Chances &chances = cells[{c.object_id[i], c.column[i]}];
        EXPECT_TRUE(chances.emplace(c.value[i], c.probability[i]).second)
            << c.object_id[i] << " " << c.column[i] << " twice " << c.value[i];
    }
    return cells;
}

void expect_chances(const Chances &found, const Chances &expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (const auto &[value, chance] : expected) {
        ASSERT_TRUE(found.contains(value)) << value;
        EXPECT_NEAR(found.at(value), chance, 1e-12) << value;
    }
}

/// S S ? S P G: of five guesses two are right, so c = (0 + 10 (2 + 3.5) / (5 + 5)) / 10 = 0.55 for agreeing
/// neighbours, of whom nothing was counted. f = g = 3/5, 1/5, 1/5. "Steel" was said three times, of steel twice and
/// of polyethylene once: q = (2 + 6, 1 + 2, 0 + 2) / 13, and 3 : 2 is what polyethylene and galvanised steel share.
TEST(Alternatives, MaterialsComputedByHand) {
    Network n = pipes_between(in_a_row(6));
    using enum Material;
    n.pipe.material = {steel, steel, unknown, steel, pe, galvanised};
    const auto cells = by_cell(imputed(std::move(n)).candidate);
    ASSERT_EQ(cells.size(), 1u);
    expect_chances(cells.at({"P2", "material"}), {{"steel", 0.55}, {"pe", 0.45 * 3 / 5}, {"galvanised", 0.45 * 2 / 5}});
}

/// As before with differences: guesses were off by 0, 0, −9, 9 and 10 years, and 2000 is ten years after 1990. 1991 is
/// told apart from 1990 by nobody.
TEST(Alternatives, YearsComputedByHand) {
    Network n = pipes_between(in_a_row(6));
    n.pipe.install_year = {1990, 1990, missing_int, 1991, 2000, 2010};
    const auto cells = by_cell(imputed(std::move(n)).candidate);
    ASSERT_EQ(cells.size(), 1u);
    expect_chances(cells.at({"P2", "install_year"}), {{"1990", 0.55}, {"2000", 0.45 * 3 / 5}, {"2010", 0.45 * 2 / 5}});
}

/// DN 100 with two walls is one size, shown by the commoner; the lender's own is the one in use.
TEST(Alternatives, SizesAreTheNominalOnesFound) {
    Network n = pipes_between(in_a_row(9));
    n.pipe.inner_diameter_m = {0.2, 0.102, missing_real, 0.3, 0.1, 0.1, 0.1, 0.2, 0.2};
    const auto cells = by_cell(imputed(std::move(n)).candidate);
    const Chances &chances = cells.at({"P2", "inner_diameter_m"});
    ASSERT_EQ(chances.size(), 3u);
    EXPECT_TRUE(chances.contains("0.102") && chances.contains("0.2") && chances.contains("0.3"));
    n = pipes_between(in_a_row(9));
    n.pipe.inner_diameter_m = {0.102, 0.2, missing_real, 0.3, 0.1, 0.1, 0.1, 0.2, 0.2};
    EXPECT_TRUE(by_cell(imputed(std::move(n)).candidate).at({"P2", "inner_diameter_m"}).contains("0.1"));
}

TEST(Alternatives, ARuleIsHeldAgainstWhatOthersHave) {
    Network n = pipes_between({{0, 1}, {1, 2}, {2, 3}, {10, 11}});
    n.pipe.role[3] = PipeRole::service; // nobody like it knows anything
    n.pipe.inner_diameter_m = {0.2, 0.2, 0.3, missing_real};
    n.pipe.install_year = {1990, 1990, 2010, missing_int};
    n.pipe.material[3] = Material::unknown;
    const Imputed done = imputed(std::move(n));
    EXPECT_EQ(done.network.pipe.inner_diameter_m[3], 0.1);
    EXPECT_TRUE(is_missing(done.network.pipe.install_year[3])) << "unknown as before";
    const auto cells = by_cell(done.candidate);
    expect_chances(cells.at({"P3", "inner_diameter_m"}), {{"0.1", 0.1}, {"0.2", 0.6}, {"0.3", 0.3}});
    expect_chances(cells.at({"P3", "install_year"}), {{"1990", 2.0 / 3}, {"2010", 1.0 / 3}});
    expect_chances(cells.at({"P3", "material"}), {{"steel", 1.0}});
}

TEST(Alternatives, NoRowsWhereNothingSpeaksForAnythingElse) {
    for (const int pipes : {0, 1, 7}) {
        Network known = pipes_between(in_a_row(pipes)), unknown = known, alike = known;
        EXPECT_EQ(row_count(imputed(known).candidate), 0u) << "nothing was filled in";
        std::fill(unknown.pipe.material.begin(), unknown.pipe.material.end(), Material::unknown);
        std::fill(unknown.pipe.install_year.begin(), unknown.pipe.install_year.end(), missing_int);
        std::fill(unknown.pipe.inner_diameter_m.begin(), unknown.pipe.inner_diameter_m.end(), missing_real);
        EXPECT_EQ(row_count(imputed(unknown).candidate), 0u) << "nothing is known";
        if (pipes > 2) alike.pipe.material[1] = Material::unknown;
        EXPECT_EQ(row_count(imputed(alike).candidate), 0u) << "all are of steel";
    }
}

TEST(Alternatives, PipesWithoutGasHaveNone) {
    Network n = pipes_between(in_a_row(6));
    n.pipe.material[0] = Material::pe;
    n.pipe.material[2] = n.pipe.material[4] = Material::unknown;
    n.pipe.state[2] = UseState::abandoned;
    const auto cells = by_cell(imputed(std::move(n)).candidate);
    EXPECT_FALSE(cells.contains({"P2", "material"}));
    EXPECT_TRUE(cells.contains({"P4", "material"}));
}

/// Chains, trees, rings and islands of all roles and tiers with gaps everywhere.
Network random_network(unsigned seed) {
    std::mt19937 draw(seed);
    const auto below = [&](unsigned n) { return draw() % n; };
    std::vector<std::pair<int, int>> ends;
    const unsigned pipes = 1 + below(seed % 3 == 0 ? 400 : 40), nodes = 2 + below(pipes + 1);
    for (unsigned p = 0; p < pipes; ++p) {
        const int from = static_cast<int>(below(nodes));
        ends.emplace_back(from, below(4) != 0 ? std::min(from + 1, static_cast<int>(nodes) - 1)
                                              : static_cast<int>(below(nodes)));
    }
    Network n = pipes_between(ends);
    const unsigned gaps = 2 + below(9), roles = 1 + below(3), spread = 1 + below(30);
    for (std::size_t p = 0; p < pipes; ++p) {
        n.pipe.role[p] = static_cast<PipeRole>(1 + below(roles));
        if (below(5) == 0) n.pipe.pressure_class[p] = PressureClass::medium_a;
        if (below(8) == 0) n.pipe.state[p] = UseState::abandoned;
        n.pipe.street[p] = std::string(below(3), 'x');
        n.pipe.material[p] = below(gaps) == 0 ? Material::unknown : static_cast<Material>(1 + below(1 + spread % 14));
        n.pipe.install_year[p] = below(gaps) == 0 ? missing_int : static_cast<int>(1960 + below(1 + 2 * spread));
        n.pipe.inner_diameter_m[p] = below(gaps) == 0 ? missing_real : 0.02 * (1 + below(1 + spread));
    }
    return n;
}

double number_of(const std::string &text) {
    double number = 0.0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool is_like(const std::string &column, const std::string &truth, const std::string &guess) {
    const Pipes none;
    if (column != "material") {
        const Attribute a = column == "install_year" ? year_of(none) : diameter_of(none);
        return a.same(number_of(truth), number_of(guess));
    }
    const auto place = [](const std::string &code) { return static_cast<double>(*parse_code<Material>(code)); };
    return material_of(none).same(place(truth), place(guess));
}

TEST(Alternatives, AreDistributionsAroundTheValueInUseWithItsConfidence) {
    std::size_t cells_seen = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        const Imputed done = imputed(random_network(seed));
        auto cells = by_cell(done.candidate);
        cells_seen += cells.size();
        for (const auto &[cell, chances] : cells) {
            double sum = 0.0;
            for (const auto &[value, chance] : chances) {
                EXPECT_GT(chance, 0.0) << value;
                sum += chance;
            }
            EXPECT_NEAR(sum, 1.0, 1e-12) << cell.first << " " << cell.second;
            EXPECT_LE(chances.size(), 12u);
        }
        for (std::size_t i = 0; i < row_count(done.provenance); ++i) {
            const auto found = cells.find({done.provenance.object_id[i], done.provenance.column[i]});
            if (found == cells.end()) continue;
            const std::string &used = done.provenance.value[i];
            EXPECT_TRUE(found->second.contains(used)) << found->first.first << " " << used;
            double like = 0.0;
            for (const auto &[value, chance] : found->second)
                if (is_like(found->first.second, value, used)) like += chance;
            EXPECT_NEAR(like, done.provenance.confidence[i], 1e-12) << found->first.first << " " << used;
        }
    }
    EXPECT_GT(cells_seen, 10'000u);
}

TEST(Alternatives, DependNeitherOnThreadsNorOnTheDirectionOfPipes) {
    const int threads = omp_get_max_threads();
    for (unsigned seed = 0; seed < 60; ++seed) {
        Network n = random_network(seed), turned = n;
        for (std::size_t p = 0; p < row_count(n.pipe); p += 2)
            std::swap(turned.pipe.from_node[p], turned.pipe.to_node[p]);
        omp_set_num_threads(1);
        const Candidates one = imputed(n).candidate;
        omp_set_num_threads(4);
        const Candidates four = imputed(n).candidate, other = imputed(turned).candidate;
        for_each_column<Candidates>([&](const auto &column) {
            EXPECT_EQ(one.*column.data, four.*column.data) << seed << " " << column.name;
            EXPECT_EQ(one.*column.data, other.*column.data) << seed << " " << column.name;
        });
    }
    omp_set_num_threads(threads);
}

/// The weights at the top of alternatives.hpp, written down as they stand, for materials of one group of which
/// the last pipe is not known.
std::vector<double> weights_as_written(const Pipes &pipe, std::span<const Trial> trials, Material guess,
                                       Evidence evidence) {
    constexpr double kappa = 10.0;
    const std::size_t n = Names<Material>::names.size();
    std::vector<double> count(n), f(n), g(n), q(n), w(n);
    for (std::size_t p = 0; p + 1 < row_count(pipe); ++p) ++count[static_cast<std::size_t>(pipe.material[p])];
    const double all = std::accumulate(count.begin(), count.end(), 0.0);
    const auto said = [&](Material truth, bool this_case) {
        return static_cast<double>(std::count_if(trials.begin(), trials.end(), [&](const Trial &t) {
            return pipe.material[static_cast<std::size_t>(t.donor)] == guess &&
                   pipe.material[static_cast<std::size_t>(t.pipe)] == truth && (!this_case || t.evidence == evidence);
        }));
    };
    double said_all = 0.0, said_here = 0.0;
    for (std::size_t t = 0; t < n; ++t) {
        said_all += said(static_cast<Material>(t), false);
        said_here += said(static_cast<Material>(t), true);
    }
    for (std::size_t t = 0; t < n; ++t) {
        f[t] = count[t] / all;
        g[t] = (count[t] + kappa * f[t]) / (all + kappa);
        q[t] = (said(static_cast<Material>(t), false) + kappa * g[t]) / (said_all + kappa);
        w[t] = (said(static_cast<Material>(t), true) + kappa * q[t]) / (said_here + kappa);
    }
    return w;
}

TEST(Alternatives, WeightsAreThoseOfTheFormula) {
    std::mt19937 draw(7);
    using enum Material;
    constexpr std::array kinds{steel, stainless, grey_iron, copper, rubber};
    Network n = pipes_between(in_a_row(300));
    for (Material &m : n.pipe.material) m = kinds[std::min(draw() % 5, draw() % 5)];
    n.pipe.material[299] = unknown;
    const Attribute attribute = material_of(n.pipe);
    const KnownValues values(n.pipe, attribute);
    std::vector<Trial> trials;
    for (int i = 0; i < 200; ++i)
        trials.push_back({static_cast<std::int32_t>(draw() % 299), static_cast<std::int32_t>(draw() % 299),
                          static_cast<Evidence>(draw() % 3)});
    for (const Material guess : kinds)
        for (const Evidence evidence : {Evidence::alone, Evidence::unanimous, Evidence::divided}) {
            const std::vector<double> w = weights_as_written(n.pipe, trials, guess, evidence);
            const double unlike = 1.0 - w[static_cast<std::size_t>(guess)];
            n.pipe.material[299] = guess; // filled in
            Candidates found;
            const Filled cell{299, evidence, 0.6};
            add_candidates(found, n.pipe, attribute, values, trials, std::span(&cell, 1));
            Chances expected;
            for (const Material m : kinds)
                expected[std::string(code_of(m))] = m == guess ? 0.6 : 0.4 * w[static_cast<std::size_t>(m)] / unlike;
            expect_chances(by_cell(found).at({"P299", "material"}), expected);
        }
}

/// Sizes over three hundred orders of magnitude, and one node at which everything meets.
TEST(Alternatives, AbsurdSizesAndHubsStayAFewRows) {
    std::vector<std::pair<int, int>> ends;
    for (int p = 0; p < 3000; ++p) ends.emplace_back(0, p + 1);
    Network n = pipes_between(ends);
    for (std::size_t p = 0; p < 3000; ++p) {
        n.pipe.inner_diameter_m[p] = p % 3 == 0 ? missing_real : 1e-300 * std::pow(1.25, static_cast<double>(p));
        n.pipe.install_year[p] = p % 5 == 0 ? missing_int : static_cast<std::int32_t>(1800 + p % 401);
    }
    const auto cells = by_cell(imputed(std::move(n)).candidate);
    EXPECT_EQ(cells.size(), 1000u + 600u);
    for (const auto &[cell, chances] : cells) {
        EXPECT_LE(chances.size(), 12u);
        EXPECT_GE(chances.size(), 2u);
    }
}

} // namespace
} // namespace gastwin
