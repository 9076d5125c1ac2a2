// SPDX-License-Identifier: Apache-2.0
#include "scenarios/score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "models/error.hpp"
#include "risk_networks.hpp"

namespace gastwin {
namespace {

constexpr FactOptions in_2024{.year = 2024, .this_year = 2024};

const std::string head = "[about]\nkind = \"score\"\nname = \"t\"\nversion = \"1\"\nnotice = \"n\"\n";
const std::string by_product = "[combine]\nhow = \"product\"\nyellow = 100\norange = 400\nred = 900\n";

std::string group(const std::string &side, const std::string &how, const std::string &more = "") {
    return "[[group]]\nname = \"" + side + "\"\nside = \"" + side + "\"\nhow = \"" + how + "\"\n" + more;
}
std::string indicator(const std::string &name, const std::string &column, const std::string &rest) {
    return "[[group.indicator]]\nname = \"" + name + "\"\ncolumn = \"" + column + "\"\nsource = \"[U]\"\n" + rest +
           "\n";
}
const std::string one_consequence =
    group("consequence", "mean") + "[[group.indicator]]\nname = \"all\"\neverywhere = 10\n";

/// The scheme whose likelihood is this one indicator and whose consequence is 10.
ScoreScheme single(const std::string &column, const std::string &rest, const std::string &assets = "") {
    return read_score_scheme(head + assets + by_product + group("likelihood", "mean") + indicator("x", column, rest) +
                             one_consequence);
}

Twin twin_of(const std::vector<PipeSpec> &specs) {
    Twin t;
    t.network = parallel_pipes(specs);
    return t;
}

double likelihood(const Twin &twin, const ScoreScheme &scheme, std::size_t row = 0) {
    return score_assets(twin, scheme, {}, in_2024).scores.likelihood[row];
}

TEST(Score, LimitsAreInclusiveBelow) {
    const ScoreScheme s = single("depth_m",
                                 "assets = [\"buried\"]\nlimits = [0.3, 0.6]\npoints = [100, 50, 20]\n"
                                 "missing = 70\n",
                                 "assets = [\"buried\"]\n");
    for (const auto &[depth, points] :
         {std::pair{0.29, 100.0}, {0.3, 50.0}, {0.59, 50.0}, {0.6, 20.0}, {9.0, 20.0}, {missing_real, 70.0}}) {
        Twin t = twin_of({{}});
        t.network.pipe.depth_m[0] = depth;
        EXPECT_EQ(likelihood(t, s), points) << depth;
    }
}

TEST(Score, CodesAndWordsTakeTheirPoints) {
    const ScoreScheme code =
        single("material", "codes = { grey_iron = 100, pe = 5 }\nother = 40\nmissing = \"best\"\n");
    for (const auto &[material, points] : {std::pair{Material::grey_iron, 100.0},
                                           {Material::pe, 5.0},
                                           {Material::steel, 40.0},
                                           {Material::unknown, 5.0}})
        EXPECT_EQ(likelihood(twin_of({{material}}), code), points);
    const ScoreScheme word =
        single("street",
               "assets = [\"buried\", \"above_ground\"]\nmissing = 1\nother = 2\nwords = [{ words = "
               "[\"大道\"], points = 3 }, { words = [\"road\", \"路\"], points = 4 }]\n",
               "assets = [\"buried\", \"above_ground\"]\n");
    for (const auto &[street, points] : {std::pair{"", 1.0}, {"小巷", 2.0}, {"武珞大道路", 3.0}, {"Main Road", 4.0}}) {
        Twin t = twin_of({{}});
        t.network.pipe.street[0] = street;
        EXPECT_EQ(likelihood(t, word), points) << street;
    }
}

TEST(Score, MissingValuesFollowTheirRule) {
    const auto with = [](const std::string &rule, bool safe) {
        const std::string about = safe ? "high_is_safe = true\n" : "";
        const std::string limits =
            safe ? "[combine]\nhow = \"product\"\nyellow = 900\norange = 400\nred = 100\n" : by_product;
        return read_score_scheme(head + about + limits + group("likelihood", "mean") +
                                 indicator("x", "age_a", "limits = [20]\npoints = [10, 90]\nmissing = " + rule + "\n") +
                                 "[[group.indicator]]\nname = \"y\"\neverywhere = 50\n" + one_consequence);
    };
    const Twin t = twin_of({{Material::pe, missing_int}});
    EXPECT_EQ(likelihood(t, with("\"worst\"", false)), 70.0);
    EXPECT_EQ(likelihood(t, with("\"best\"", false)), 30.0);
    EXPECT_EQ(likelihood(t, with("\"worst\"", true)), 30.0);
    EXPECT_EQ(likelihood(t, with("\"best\"", true)), 70.0);
    EXPECT_EQ(likelihood(t, with("20", false)), 35.0);
    EXPECT_EQ(likelihood(t, with("\"leave_out\"", false)), 50.0);
    const Scoring scoring = score_assets(t, with("\"leave_out\"", false), {}, in_2024);
    EXPECT_EQ(scoring.scores.missing[0], "age_a");
    EXPECT_TRUE(std::isnan(scoring.points[0]));
}

TEST(Score, GroupOfWhichNothingIsKnownIsAtItsWorst) {
    const ScoreScheme s = single("age_a", "limits = [20]\npoints = [10, 90]\nmissing = \"leave_out\"\n");
    EXPECT_EQ(likelihood(twin_of({{Material::pe, missing_int}}), s), 90.0);
}

TEST(Score, SumsKeepTheirScaleWhereAnIndicatorDoesNotApply) {
    const ScoreScheme s = read_score_scheme(
        head + by_product + group("likelihood", "sum") +
        indicator("cover", "depth_m", "assets = [\"buried\"]\nlimits = [1]\npoints = [60, 0]\nmissing = 0\n") +
        indicator("age", "age_a", "limits = [20]\npoints = [10, 40]\nmissing = 0\n") + one_consequence);
    Twin t = twin_of({{Material::pe, 2000}, {Material::pe, 2000}});
    t.network.pipe.depth_m = {0.5, -1.0};
    EXPECT_EQ(likelihood(t, s, 0), 100.0);
    EXPECT_EQ(likelihood(t, s, 1), 100.0) << "40 of 40 is as bad as 100 of 100";
    t.network.pipe.install_year = {2020, 2020};
    EXPECT_EQ(likelihood(t, s, 0), 70.0);
    EXPECT_EQ(likelihood(t, s, 1), 25.0);
}

TEST(Score, MatrixQuotientAndProductGiveScoreAndGrade) {
    const std::string parts =
        group("likelihood", "mean") + indicator("age", "age_a", "limits = [20]\npoints = [30, 60]\nmissing = 0\n") +
        group("consequence", "product") + indicator("m", "material", "codes = { pe = 2 }\nother = 5\nmissing = 5\n") +
        "[[group.indicator]]\nname = \"all\"\neverywhere = 3\n";
    const Twin t = twin_of({{Material::pe, 2020}, {Material::steel, 1990}});
    const auto scores = [&](const std::string &combine, const std::string &about = "") {
        return score_assets(t, read_score_scheme(head + about + combine + parts), {}, in_2024).scores;
    };
    const Scores product = scores(by_product);
    EXPECT_DOUBLE_EQ(product.score[0], 180.0);
    EXPECT_DOUBLE_EQ(product.score[1], 900.0);
    EXPECT_EQ(product.grade, (std::vector{RiskGrade::yellow, RiskGrade::red}));
    const Scores quotient =
        scores("[combine]\nhow = \"quotient\"\nyellow = 5\norange = 4.5\nred = 4\n", "high_is_safe = true\n");
    EXPECT_DOUBLE_EQ(quotient.score[0], 5.0);
    EXPECT_DOUBLE_EQ(quotient.score[1], 4.0);
    EXPECT_EQ(quotient.grade, (std::vector{RiskGrade::yellow, RiskGrade::red})) << "a limit reached takes its colour";
    EXPECT_EQ(quotient.rank, (std::vector{2, 1}));
    const Scores matrix =
        scores("[combine]\nhow = \"matrix\"\nlikelihood_limits = [60]\nconsequence_limits = [6, 15]\nmatrix = "
               "[[\"blue\", \"yellow\", \"orange\"], [\"blue\", \"blue\", \"red\"]]\n");
    EXPECT_EQ(matrix.grade, (std::vector{RiskGrade::yellow, RiskGrade::red}));
    EXPECT_EQ(matrix.likelihood_class, (std::vector{1, 2}));
    EXPECT_EQ(matrix.consequence_class, (std::vector{2, 3}));
}

TEST(Score, RanksByGradeThenScoreThenId) {
    const ScoreScheme s = single("age_a", "limits = [10, 20, 30]\npoints = [10, 40, 50, 95]\nmissing = 0\n");
    const Scores r = score_assets(twin_of({{Material::pe, 2020},
                                           {Material::pe, 1980},
                                           {Material::pe, 2010},
                                           {Material::pe, 1981},
                                           {Material::pe, 2000}}),
                                  s, {}, in_2024)
                         .scores;
    EXPECT_EQ(r.rank, (std::vector{5, 1, 4, 2, 3}));
}

/// Both sides once more, by the text of the header and from nothing but points and indicators.
std::array<double, 2> sides_again(const Scoring &scoring, std::size_t row) {
    const ScoreScheme &s = scoring.scheme;
    const auto setting =
        static_cast<std::size_t>(scoring.assets.facts.setting[static_cast<std::size_t>(scoring.asset[row])]);
    std::array<double, 2> side{}, all{}, used{};
    for (const IndicatorGroup &g : s.group) {
        double points = 0.0, full = 0.0, known = 0.0, product = 1.0, unknown = 0.0, weight = 0.0;
        bool applies = false;
        for (std::size_t i = g.first; i < g.last; ++i) {
            const Indicator &in = s.indicator[i];
            const double p = scoring.points[i * scoring.asset.size() + row];
            const double size = g.how == GroupForm::mean ? in.weight : in.weight * in.high;
            full += size, applies = applies || in.applies[setting];
            if (in.applies[setting]) unknown += in.weight * in.worst, weight += in.weight;
            if (std::isnan(p)) continue;
            known += size, points += in.weight * p, product *= std::pow(p, in.weight);
        }
        const auto k = static_cast<std::size_t>(g.side);
        all[k] += g.weight;
        if (!applies) continue;
        used[k] += g.weight;
        if (known == 0.0) { // only means are left out whole in the bundled schemes
            side[k] += g.weight * unknown / weight;
            continue;
        }
        side[k] += g.weight * (g.how == GroupForm::mean  ? points / known
                               : g.how == GroupForm::sum ? points * full / known
                                                         : product);
    }
    return {side[0] * all[0] / used[0], side[1] * all[1] / used[1]};
}

TEST(Score, BundledSchemesAgreeWithASlowSecondWay) {
    Twin t;
    t.network = mixed_network(300);
    for (const char *name : {"points", "index"}) {
        const Scoring scoring = score_assets(t, read_score_scheme(bundled_scheme_text(name), name), {}, in_2024);
        ASSERT_GT(scoring.asset.size(), 200U);
        for (std::size_t row = 0; row < scoring.asset.size(); ++row) {
            const auto again = sides_again(scoring, row);
            EXPECT_NEAR(scoring.scores.likelihood[row], again[0], 1e-4);
            EXPECT_NEAR(scoring.scores.consequence[row], again[1], 1e-4);
        }
    }
}

TEST(Score, SharesOfASideAddUp) {
    Twin t;
    t.network = mixed_network(100);
    for (const char *name : {"points", "index"}) {
        const Scoring scoring = score_assets(t, read_score_scheme(bundled_scheme_text(name), name), {}, in_2024);
        std::vector<std::int32_t> rows;
        for (std::size_t i = 0; i < scoring.asset.size(); ++i) rows.push_back(static_cast<std::int32_t>(i));
        const ScoreParts parts = explain_scores(t, scoring, {}, rows);
        std::map<std::string, double> sum;
        for (std::size_t p = 0; p < row_count(parts); ++p)
            if (parts.side[p] == ScoreSide::likelihood)
                sum[parts.object_table[p] + parts.object_id[p]] += parts.share[p];
        EXPECT_EQ(sum.size(), scoring.asset.size());
        // Worst and best of each side are those of one and the same set of values: compare two assets of one material.
        for (const auto &[id, share] : sum) {
            EXPECT_GE(share, -1e-12) << id;
            EXPECT_LE(share, 1.0 + 1e-12) << id;
        }
    }
    const ScoreScheme s = read_score_scheme(
        head + by_product + group("likelihood", "mean") +
        indicator("m", "material", "weight = 3\ncodes = { pe = 20 }\nother = 100\nmissing = 100\n") +
        indicator("age", "age_a", "limits = [20, 40]\npoints = [0, 50, 100]\nmissing = 0\n") + one_consequence);
    const Twin pipe = twin_of({{Material::steel, 2000}});
    const Scoring scoring = score_assets(pipe, s, {}, in_2024);
    const ScoreParts parts = explain_scores(pipe, scoring, {}, std::vector<std::int32_t>{0});
    // Worst 100, best (3·20 + 0)/4 = 15; value (3·100 + 50)/4 = 87.5.
    EXPECT_DOUBLE_EQ(parts.share[0], 0.75 * 80 / 85);
    EXPECT_DOUBLE_EQ(parts.share[1], 0.25 * 50 / 85);
    EXPECT_EQ(parts.column[0], "pipe.material");
    EXPECT_EQ(parts.value[0], "steel");
    EXPECT_EQ(parts.value_zh[0], "钢");
    EXPECT_EQ(parts.why[1], "from 20 to below 40");
    EXPECT_EQ(parts.value[1], "24 a");
    EXPECT_EQ(scoring.scores.causes[0], "likelihood 87.5: m steel (100), age 24 a (50); consequence 10");
    EXPECT_EQ(scoring.scores.causes_zh[0], "可能性87.5：m钢（100分），age24年（50分）；后果10");
}

TEST(Score, ProductsShareByTheirLogarithms) {
    const ScoreScheme s =
        read_score_scheme(head + by_product + group("likelihood", "product") +
                          indicator("m", "material", "codes = { pe = 1 }\nother = 2\nmissing = 2\n") +
                          indicator("age", "age_a", "limits = [20]\npoints = [1, 8]\nmissing = 1\n") + one_consequence);
    const Twin pipe = twin_of({{Material::steel, 2000}});
    const Scoring scoring = score_assets(pipe, s, {}, in_2024);
    const ScoreParts parts = explain_scores(pipe, scoring, {}, std::vector<std::int32_t>{0});
    EXPECT_DOUBLE_EQ(scoring.scores.likelihood[0], 16.0);
    EXPECT_DOUBLE_EQ(parts.share[0], 0.25);
    EXPECT_DOUBLE_EQ(parts.share[1], 0.75);
}

TEST(Score, ResultsAreReadByTheirPrefix) {
    const Twin t = twin_of({{Material::pe, 2000, 0.1, 100}, {Material::grey_iron, 1960, 0.1, 100}});
    const RiskResults risk = assess_risk(t.network, default_scheme(), {}, {.year = 2024, .samples = 0});
    const ScoreScheme s = single("risk.frequency_per_year", "limits = [0.01]\npoints = [10, 90]\nmissing = 50\n");
    const Scores with = score_assets(t, s, {.risk = &risk}, in_2024).scores;
    EXPECT_EQ(with.likelihood, (std::vector{10.0, 90.0}));
    EXPECT_EQ(likelihood(t, s), 50.0) << "not computed is not recorded";
    const Twin other = twin_of({{}, {}, {}});
    EXPECT_THROW((void)score_assets(other, s, {.risk = &risk}, in_2024), Error);
    EXPECT_TRUE(s.reads("risk."));
    EXPECT_FALSE(s.reads("criticality."));
}

TEST(Score, ImputedValuesAreUsedAndNamed) {
    Twin t = twin_of({{Material::steel, 2000}, {Material::steel, 2000}});
    for (const auto &[column, origin] : {std::pair{"install_year", Origin::imputed}, {"material", Origin::normalised}})
        add_provenance(t.provenance, {.table_name = "pipe", .object_id = "P1", .column = column, .origin = origin});
    const Scores r = score_assets(t, read_score_scheme(bundled_scheme_text("points")), {}, in_2024).scores;
    EXPECT_EQ(r.imputed[0], "");
    EXPECT_EQ(r.imputed[1], "assumed_age_a");
}

TEST(Score, IdenticalForAnyNumberOfThreads) {
    Twin t;
    t.network = mixed_network(400);
    const ScoreScheme s = read_score_scheme(bundled_scheme_text("points"));
    FactOptions one = in_2024, two = in_2024;
    one.threads = 1, two.threads = 2;
    const Scores a = score_assets(t, s, {}, one).scores, b = score_assets(t, s, {}, two).scores;
    EXPECT_EQ(a.score, b.score);
    EXPECT_EQ(a.rank, b.rank);
    EXPECT_EQ(a.causes, b.causes);
}

TEST(Score, EmptyNetworksAndAbandonedPipesHaveNoRows) {
    const ScoreScheme s = read_score_scheme(bundled_scheme_text("points"));
    EXPECT_EQ(row_count(score_assets(Twin{}, s).scores), 0U);
    Twin t = twin_of({{}, {}});
    t.network.pipe.state[0] = UseState::abandoned;
    const Scores r = score_assets(t, s, {}, in_2024).scores;
    EXPECT_EQ(r.id, (std::vector<std::string>{"P1"}));
    t.network.pipe.depth_m[1] = -3.0;
    EXPECT_EQ(row_count(score_assets(t, read_score_scheme(bundled_scheme_text("index")), {}, in_2024).scores), 0U)
        << "the index is one of buried pipes";
}

TEST(Score, NewPolyethyleneStandsBelowOldIron) {
    const Twin t = twin_of({{Material::pe100, 2022}, {Material::grey_iron, 1965}});
    for (const char *name : {"points", "index"}) {
        const Scores r = score_assets(t, read_score_scheme(bundled_scheme_text(name)), {}, in_2024).scores;
        EXPECT_EQ(r.rank, (std::vector{2, 1})) << name;
    }
}

/// The error that a scheme text raises.
Error error_of(const std::string &text) {
    try {
        (void)read_score_scheme(text, "my.toml");
    } catch (const Error &error) {
        return error;
    }
    throw std::logic_error("no error was raised: " + text);
}

TEST(ScoreScheme, MistakesNameFileLineAndKey) {
    const std::string before = head + by_product + group("likelihood", "mean");
    const Error error = error_of(before + indicator("x", "age_a", "limits = [1]\npoints = [1, 2]\nmissin = 3\n"));
    EXPECT_EQ(error.kind().slug, "bad_scheme");
    EXPECT_EQ(error.place().file, "my.toml");
    EXPECT_EQ(error.place().column, "missin");
    EXPECT_EQ(error.place().row, 21);
    EXPECT_EQ(error.detail(), "unknown key, did you mean 'missing'?");
    EXPECT_EQ(error_of(before + indicator("x", "agea", "missing = 1\n")).place().column, "column");
    EXPECT_NE(error_of(before + indicator("x", "depth_m", "limits = [1]\npoints = [1, 2]\nmissing = 1\n"))
                  .detail()
                  .find("name the 'assets'"),
              std::string::npos);
    EXPECT_EQ(error_of("[about]\nkind = \"scores\"\n").place().row, 2);
    EXPECT_EQ(error_of("[about]\nkind = \"rules\"\n").place().column, "kind");
    EXPECT_EQ(error_of(head + by_product + "[extra]\n").place().column, "extra");
}

TEST(ScoreScheme, WhatCannotBeMeantIsAnError) {
    const std::string before = head + by_product + group("likelihood", "mean");
    const auto with = [&](const std::string &column, const std::string &rest) {
        return before + indicator("x", column, rest) + one_consequence;
    };
    for (const std::string &text :
         {with("age_a", "limits = [1]\npoints = [1, 2]\n"),
          with("age_a", "limits = [1]\npoints = [1]\nmissing = 1\n"),
          with("age_a", "limits = [2, 1]\npoints = [1, 2, 3]\nmissing = 1\n"),
          with("age_a", "limits = [1, 1]\npoints = [1, 2, 3]\nmissing = 1\n"),
          with("age_a", "limits = [1]\npoints = [1, -2]\nmissing = 1\n"),
          with("age_a", "limits = [1]\npoints = [1, 2]\nmissing = \"points\"\n"),
          with("age_a", "limits = [1]\npoints = [1, 2]\nmissing = \"never\"\n"),
          with("age_a", "limits = [1]\npoints = [1, 2]\nmissing = 1\nother = 3\n"),
          with("age_a", "limits = [nan]\npoints = [1, 2]\nmissing = 1\n"),
          with("age_a", "codes = { pe = 1 }\nmissing = 1\n"),
          with("material", "codes = { pe = 1 }\nmissing = 1\n"),
          with("material", "codes = { gold = 1 }\nother = 1\nmissing = 1\n"),
          with("material", "codes = 3\nother = 1\nmissing = 1\n"),
          with("material", "limits = [1]\npoints = [1, 2]\nmissing = 1\n"),
          with("id", "words = []\nother = 1\nmissing = 1\n"),
          with("source_row", "weight = 0\n"),
          with("age_a", "limits = [1]\npoints = [1, 2]\nmissing = 1\nassets = [\"valve\"]\n"),
          with("age_a", "limits = [1]\npoints = [1, 2]\nmissing = 1\neverywhere = 3\n"),
          before + one_consequence,
          head + by_product + one_consequence,
          head + "[combine]\nhow = \"sum\"\n",
          head + "[combine]\nhow = \"product\"\nyellow = 5\norange = 4\nred = 6\n" + group("likelihood", "mean"),
          head +
              "[combine]\nhow = \"matrix\"\nlikelihood_limits = [1]\nconsequence_limits = [1]\nmatrix = [[\"red\"]]\n",
          head + group("likelihood", "product") +
              indicator("x", "age_a", "limits = [1]\npoints = [0, 2]\nmissing = 1\n"),
          std::string("[about]\nkind = \"score\"\nname = \"t\"\n") + by_product,
          std::string("about = 3\n")})
        EXPECT_EQ(error_of(text).kind().slug, "bad_scheme") << text;
}

TEST(ScoreScheme, MoreThanSixtyFourIndicatorsAreAnError) {
    std::string text = head + by_product + group("likelihood", "mean");
    for (int i = 0; i < 64; ++i) text += "[[group.indicator]]\nname = \"i\"\neverywhere = 1\n";
    EXPECT_EQ(error_of(text + one_consequence).detail(), "more than 64 indicators");
}

TEST(ScoreScheme, BundledOnesSayWhatTheyAre) {
    for (const char *name : {"points", "index"}) {
        const ScoreScheme s = read_score_scheme(bundled_scheme_text(name));
        EXPECT_EQ(s.name, name);
        EXPECT_NE(s.notice.find("xample"), std::string::npos);
        EXPECT_NE(s.notice_zh.find("示例"), std::string::npos);
        for (const Indicator &i : s.indicator) {
            EXPECT_EQ(i.source[0], '[') << i.name << ": every number has a tag";
            EXPECT_NE(i.name_zh, i.name);
        }
    }
    EXPECT_EQ(scheme_kind(bundled_scheme_text("default")), "risk");
    EXPECT_EQ(scheme_kind(bundled_scheme_text("rules")), "rules");
    EXPECT_EQ(scheme_kind("[leak]\n"), "risk");
    EXPECT_THROW((void)read_scheme(bundled_scheme_text("points")), Error);
}

} // namespace
} // namespace gastwin
