// SPDX-License-Identifier: Apache-2.0
#include "scenarios/score.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/references.hpp"
#include "scenarios/score_steps.hpp"

namespace gastwin {
namespace {

/// Grade by the limits of the score.
RiskGrade grade_of(const ScoreScheme &s, double score) {
    const auto reaches = [&](double limit) { return s.high_is_safe ? score <= limit : score >= limit; };
    if (reaches(s.red)) return RiskGrade::red;
    if (reaches(s.orange)) return RiskGrade::orange;
    return reaches(s.yellow) ? RiskGrade::yellow : RiskGrade::blue;
}

std::size_t class_of(const std::vector<double> &limits, double value) {
    return static_cast<std::size_t>(std::upper_bound(limits.begin(), limits.end(), value) - limits.begin());
}

void grade_row(const ScoreScheme &s, Scores &r, std::size_t i) {
    const double likelihood = r.likelihood[i], consequence = r.consequence[i];
    r.score[i] = s.how == ScoreForm::quotient ? likelihood / consequence : likelihood * consequence;
    if (s.how != ScoreForm::matrix) {
        r.grade[i] = grade_of(s, r.score[i]);
        return;
    }
    const std::size_t row = class_of(s.likelihood_limits, likelihood);
    const std::size_t column = class_of(s.consequence_limits, consequence);
    r.grade[i] = s.matrix[row][column];
    r.likelihood_class[i] = static_cast<std::int32_t>(row + 1);
    r.consequence_class[i] = static_cast<std::int32_t>(column + 1);
}

void rank_rows(const ScoreScheme &scheme, Scores &r) {
    std::vector<std::int32_t> order(row_count(r));
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::int32_t x, std::int32_t y) {
        const auto a = static_cast<std::size_t>(x), b = static_cast<std::size_t>(y);
        if (r.grade[a] != r.grade[b]) return r.grade[a] > r.grade[b];
        if (r.score[a] != r.score[b]) return scheme.high_is_safe ? r.score[a] < r.score[b] : r.score[a] > r.score[b];
        return std::tie(r.id[a], r.table_name[a]) < std::tie(r.id[b], r.table_name[b]);
    });
    std::int32_t rank = 0, pipes = 0, risers = 0;
    for (const std::int32_t k : order) {
        const auto i = static_cast<std::size_t>(k);
        r.rank[i] = ++rank;
        r.rank_in_table[i] = r.table_name[i] == "pipe" ? ++pipes : ++risers;
    }
}

/// Bit i of each asset: the value that indicator i reads was imputed or inferred.
std::vector<std::uint64_t> imputed_bits(const Assets &assets, const ScoreScheme &scheme,
                                        const Provenances &provenance) {
    std::vector<std::uint64_t> bits(assets.size());
    const auto unsure = [&](std::size_t p) {
        const Origin o = provenance.origin[p];
        return (o == Origin::imputed || o == Origin::inferred || o == Origin::rule) &&
               (provenance.table_name[p] == "pipe" || provenance.table_name[p] == "riser");
    };
    IdMap pipes, risers;
    for (std::size_t p = 0; p < row_count(provenance); ++p) {
        if (!unsure(p)) continue;
        if (pipes.empty() && risers.empty())
            for (std::size_t k = 0; k < assets.size(); ++k)
                (assets.is_riser(k) ? risers : pipes).emplace(assets.facts.id[k], static_cast<std::int32_t>(k));
        const IdMap &ids = provenance.table_name[p] == "riser" ? risers : pipes;
        const auto found = ids.find(provenance.object_id[p]);
        if (found == ids.end()) continue;
        for (std::size_t i = 0; i < scheme.indicator.size(); ++i)
            if (recorded_column(scheme.indicator[i].column) == provenance.column[p])
                bits[static_cast<std::size_t>(found->second)] |= std::uint64_t{1} << i;
    }
    return bits;
}

std::string columns_of(const ScoreScheme &scheme, std::uint64_t bits) {
    std::string text;
    for (std::size_t i = 0; bits != 0; ++i, bits >>= 1U)
        if ((bits & 1U) != 0U) text.append(text.empty() ? "" : ",").append(scheme.indicator[i].column);
    return text;
}

void list_indicators(Scoring &scoring) {
    ScoreIndicators &table = scoring.indicators;
    resize_rows(table, scoring.scheme.indicator.size());
    for (const IndicatorGroup &group : scoring.scheme.group) {
        for (std::size_t i = group.first; i < group.last; ++i) {
            const Indicator &in = scoring.scheme.indicator[i];
            table.id[i] = in.name, table.name_zh[i] = in.name_zh;
            table.group[i] = group.name, table.side[i] = group.side;
            table.column[i] = in.column, table.clause[i] = in.clause, table.source[i] = in.source;
            table.weight[i] = in.weight, table.missing[i] = in.missing;
            table.least_points[i] = in.low, table.most_points[i] = in.high;
        }
    }
}

void list_assessed(Scoring &scoring) {
    const AssetFacts &facts = scoring.assets.facts;
    for (std::size_t k = 0; k < scoring.assets.size(); ++k)
        if (scoring.scheme.assessed[static_cast<std::size_t>(facts.setting[k])])
            scoring.asset.push_back(static_cast<std::int32_t>(k));
    resize_rows(scoring.scores, scoring.asset.size());
    scoring.points.resize(scoring.asset.size() * scoring.scheme.indicator.size());
}

void score_row(Scoring &scoring, const std::vector<Reading> &reading, const std::vector<std::uint64_t> &imputed,
               std::size_t row) {
    const ScoreScheme &scheme = scoring.scheme;
    const auto k = static_cast<std::size_t>(scoring.asset[row]);
    const AssetSetting setting = scoring.assets.facts.setting[k];
    const AssetScore score = score_asset(scheme, reading, setting, k);
    const std::size_t rows = scoring.asset.size();
    for (std::size_t i = 0; i < scheme.indicator.size(); ++i)
        scoring.points[i * rows + row] = static_cast<float>(score.points[i]);
    Scores &r = scoring.scores;
    r.id[row] = scoring.assets.facts.id[k];
    r.table_name[row] = scoring.assets.is_riser(k) ? "riser" : "pipe";
    r.scheme[row] = scheme.name + " " + scheme.version;
    r.year[row] = scoring.assets.year;
    r.likelihood[row] = score.side[0], r.consequence[row] = score.side[1];
    grade_row(scheme, r, row);
    r.missing[row] = columns_of(scheme, score.missing);
    r.imputed[row] = columns_of(scheme, imputed[k] & ~score.missing);
    write_causes(r, row, scheme, reading, setting, k, score);
}

ColumnSources sources_of(const Twin &twin, const Assets &assets, const ScoreInputs &inputs,
                         std::vector<std::int32_t> &risk_row) {
    if (inputs.risk != nullptr) risk_row = risk_rows(assets, *inputs.risk);
    if (inputs.criticality != nullptr && row_count(*inputs.criticality) != row_count(twin.network.pipe))
        throw Error("usage", {.layer = "pipe", .column = "criticality"}, {}, "the criticality is of another network");
    return {.network = &twin.network,
            .assets = &assets,
            .risk = inputs.risk,
            .criticality = inputs.criticality,
            .risk_row = risk_row};
}

/// The line of the scheme that gives the points.
std::string why_of(const Indicator &in, const NamedColumn &column, std::size_t asset) {
    if (!is_missing(in.everywhere)) return "the same everywhere";
    if (column.missing(asset)) return "not recorded: " + std::string(label_of(in.missing, Lang::en));
    if (column.is_code())
        return std::string(column.name) + " = " +
               std::string(column.names[static_cast<std::size_t>(column.number(asset))].code);
    std::string why;
    if (column.is_text()) {
        for (const WordPoints &word : in.words)
            for (const std::string &one : word.words)
                if (why.empty() && holds_word(column.text(asset), {one})) why = "holds '" + one + "'";
        return why.empty() ? "other" : why;
    }
    const std::size_t band = class_of(in.limits, column.number(asset));
    if (band > 0) append_number(why.append("from "), in.limits[band - 1]);
    if (band < in.limits.size()) append_number(why.append(why.empty() ? "below " : " to below "), in.limits[band]);
    return why;
}

void fill_part(ScoreParts &parts, std::size_t p, const ScoreScheme &scheme, std::size_t indicator,
               const NamedColumn &column, std::size_t asset, const AssetScore &score) {
    const Indicator &in = scheme.indicator[indicator];
    parts.id[p] = std::to_string(p + 1);
    parts.indicator[p] = in.name, parts.indicator_zh[p] = in.name_zh;
    parts.clause[p] = in.clause, parts.source[p] = in.source;
    parts.points[p] = score.points[indicator], parts.share[p] = score.share[indicator];
    parts.why[p] = why_of(in, column, asset);
    if (in.column.empty()) return;
    parts.column[p] = column.table + "." + std::string(column.name);
    parts.value[p] = column.shown(asset, Lang::en), parts.value_zh[p] = column.shown(asset, Lang::zh);
}

} // namespace

Scoring score_assets(const Twin &twin, const ScoreScheme &scheme, const ScoreInputs &inputs, FactOptions options) {
    options.people = scheme.reads("people_near");
    options.assumed_built_before = scheme.assumed_built_before;
    Scoring scoring;
    scoring.scheme = scheme;
    scoring.assets = gather_assets(twin, options);
    std::vector<std::int32_t> risk_row;
    const std::vector<Reading> reading = read_columns(scheme, sources_of(twin, scoring.assets, inputs, risk_row));
    const std::vector<std::uint64_t> imputed = imputed_bits(scoring.assets, scheme, twin.provenance);
    list_indicators(scoring);
    list_assessed(scoring);
    const auto rows = static_cast<std::ptrdiff_t>(scoring.asset.size());
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
#pragma omp parallel for schedule(static) num_threads(threads)
    for (std::ptrdiff_t row = 0; row < rows; ++row) score_row(scoring, reading, imputed, static_cast<std::size_t>(row));
    rank_rows(scheme, scoring.scores);
    return scoring;
}

ScoreParts explain_scores(const Twin &twin, const Scoring &scoring, const ScoreInputs &inputs,
                          std::span<const std::int32_t> rows) {
    const ScoreScheme &scheme = scoring.scheme;
    std::vector<std::int32_t> risk_row;
    const std::vector<Reading> reading = read_columns(scheme, sources_of(twin, scoring.assets, inputs, risk_row));
    ScoreParts parts;
    for (const std::int32_t row : rows) {
        const auto k = static_cast<std::size_t>(scoring.asset[static_cast<std::size_t>(row)]);
        const AssetSetting setting = scoring.assets.facts.setting[k];
        const AssetScore score = score_asset(scheme, reading, setting, k);
        for (const IndicatorGroup &group : scheme.group) {
            for (std::size_t i = group.first; i < group.last; ++i) {
                if (!scheme.indicator[i].applies[static_cast<std::size_t>(setting)]) continue;
                const std::size_t p = append_row(parts, "").row();
                parts.object_table[p] = scoring.assets.is_riser(k) ? "riser" : "pipe";
                parts.object_id[p] = scoring.assets.facts.id[k];
                parts.group[p] = group.name, parts.side[p] = group.side;
                fill_part(parts, p, scheme, i, reading[i][static_cast<std::size_t>(setting)], k, score);
            }
        }
    }
    return parts;
}

} // namespace gastwin
