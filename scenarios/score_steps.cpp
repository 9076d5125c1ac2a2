// SPDX-License-Identifier: Apache-2.0
#include "scenarios/score_steps.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gastwin {
namespace {

constexpr std::size_t most_causes = 3; // of each side
constexpr double worth_saying = 0.02;  // of a side's range

double missing_points(const Indicator &in) {
    switch (in.missing) {
    case MissingRule::points:
        return in.missing_points;
    case MissingRule::worst:
        return in.worst;
    case MissingRule::best:
        return in.best;
    case MissingRule::leave_out:
        break;
    }
    return missing_real;
}

double points_of(const Indicator &in, const NamedColumn &column, std::size_t asset) {
    if (column.is_text()) {
        const std::string_view text = column.text(asset);
        for (const WordPoints &word : in.words)
            if (holds_word(text, word.words)) return word.points;
        return in.other;
    }
    const double value = column.number(asset);
    if (column.is_code()) return in.by_code[static_cast<std::size_t>(value)];
    const auto above = std::upper_bound(in.limits.begin(), in.limits.end(), value);
    return in.points[static_cast<std::size_t>(above - in.limits.begin())];
}

/// What a group comes to, and what it would come to at best and at worst with the same indicators known.
struct GroupValue {
    double value = missing_real, best = 0.0, worst = 0.0; ///< NaN: no indicator applies
};

/// Mean and sum: linear. `share` takes each indicator's part of value − best.
GroupValue linear_value(const ScoreScheme &s, const IndicatorGroup &g, AssetSetting setting, AssetScore &score) {
    double all = 0.0, known = 0.0, applicable = 0.0;
    const auto size = [&](const Indicator &in) { return g.how == GroupForm::mean ? in.weight : in.weight * in.high; };
    GroupValue unknown{.value = 0.0};
    for (std::size_t i = g.first; i < g.last; ++i) {
        const Indicator &in = s.indicator[i];
        all += size(in);
        if (!in.applies[static_cast<std::size_t>(setting)]) continue;
        applicable += size(in);
        unknown.value += in.weight * in.worst;
        if (!std::isnan(score.points[i])) known += size(in);
    }
    if (applicable == 0.0) return {};
    const double full = g.how == GroupForm::mean ? 1.0 : all;
    if (known == 0.0) {
        unknown.value *= full / applicable;
        unknown.best = unknown.worst = unknown.value;
        return unknown;
    }
    GroupValue v{.value = 0.0};
    for (std::size_t i = g.first; i < g.last; ++i) {
        const Indicator &in = s.indicator[i];
        if (std::isnan(score.points[i])) continue;
        const double scale = in.weight * full / known;
        v.value += scale * score.points[i];
        v.best += scale * in.best, v.worst += scale * in.worst;
        score.share[i] = scale * (score.points[i] - in.best);
    }
    return v;
}

/// Product: the part of value − best goes by the logarithms.
GroupValue product_value(const ScoreScheme &s, const IndicatorGroup &g, AssetSetting setting, AssetScore &score) {
    double ln_value = 0.0, ln_best = 0.0, ln_worst = 0.0, ln_unknown = 0.0;
    bool applies = false, known = false;
    for (std::size_t i = g.first; i < g.last; ++i) {
        const Indicator &in = s.indicator[i];
        if (!in.applies[static_cast<std::size_t>(setting)]) continue;
        applies = true;
        ln_unknown += in.weight * std::log(in.worst);
        if (std::isnan(score.points[i])) continue;
        known = true;
        score.share[i] = in.weight * std::log(score.points[i] / in.best);
        ln_value += in.weight * std::log(score.points[i]);
        ln_best += in.weight * std::log(in.best), ln_worst += in.weight * std::log(in.worst);
    }
    if (!applies) return {};
    if (!known) return {std::exp(ln_unknown), std::exp(ln_unknown), std::exp(ln_unknown)};
    const GroupValue v{std::exp(ln_value), std::exp(ln_best), std::exp(ln_worst)};
    const double scale = ln_value == ln_best ? 0.0 : (v.value - v.best) / (ln_value - ln_best);
    for (std::size_t i = g.first; i < g.last; ++i) score.share[i] *= scale;
    return v;
}

void sum_side(const ScoreScheme &s, ScoreSide side, AssetSetting setting, AssetScore &score) {
    double all = 0.0, applicable = 0.0, value = 0.0, best = 0.0, worst = 0.0;
    for (const IndicatorGroup &g : s.group) {
        if (g.side != side) continue;
        const GroupValue v =
            g.how == GroupForm::product ? product_value(s, g, setting, score) : linear_value(s, g, setting, score);
        all += g.weight;
        if (std::isnan(v.value)) continue;
        applicable += g.weight;
        value += g.weight * v.value, best += g.weight * v.best, worst += g.weight * v.worst;
        for (std::size_t i = g.first; i < g.last; ++i) score.share[i] *= g.weight;
    }
    score.side[static_cast<std::size_t>(side)] = value * all / applicable;
    for (const IndicatorGroup &g : s.group)
        if (g.side == side)
            for (std::size_t i = g.first; i < g.last; ++i)
                score.share[i] = worst == best ? 0.0 : score.share[i] / (worst - best);
}

/// The indicators of a side that weigh most, heaviest first; ties in the scheme's order.
std::vector<std::size_t> heaviest(const ScoreScheme &s, ScoreSide side, const AssetScore &score) {
    std::vector<std::size_t> chosen;
    for (const IndicatorGroup &g : s.group) {
        if (g.side != side) continue;
        for (std::size_t i = g.first; i < g.last; ++i)
            if (score.share[i] >= worth_saying) chosen.push_back(i);
    }
    std::stable_sort(chosen.begin(), chosen.end(),
                     [&](std::size_t a, std::size_t b) { return score.share[a] > score.share[b]; });
    if (chosen.size() > most_causes) chosen.resize(most_causes);
    return chosen;
}

} // namespace

std::vector<Reading> read_columns(const ScoreScheme &scheme, const ColumnSources &sources) {
    std::vector<Reading> reading(scheme.indicator.size());
    for (std::size_t i = 0; i < reading.size(); ++i)
        for (std::size_t s = 0; s < setting_count; ++s)
            if (scheme.indicator[i].applies[s] && !scheme.indicator[i].column.empty())
                reading[i][s] = find_column(sources, static_cast<AssetSetting>(s), scheme.indicator[i].column).value();
    return reading;
}

AssetScore score_asset(const ScoreScheme &s, const std::vector<Reading> &reading, AssetSetting setting,
                       std::size_t asset) {
    AssetScore score;
    score.points.fill(missing_real), score.share.fill(0.0);
    for (std::size_t i = 0; i < s.indicator.size(); ++i) {
        const Indicator &in = s.indicator[i];
        if (!in.applies[static_cast<std::size_t>(setting)]) continue;
        if (!is_missing(in.everywhere)) {
            score.points[i] = in.everywhere;
            continue;
        }
        const NamedColumn &column = reading[i][static_cast<std::size_t>(setting)];
        if (column.missing(asset)) {
            score.missing |= std::uint64_t{1} << i;
            score.points[i] = missing_points(in);
        } else score.points[i] = points_of(in, column, asset);
    }
    for (const ScoreSide side : {ScoreSide::likelihood, ScoreSide::consequence}) sum_side(s, side, setting, score);
    return score;
}

void append_number(std::string &text, double value) {
    std::array<char, 32> buffer{};
    const bool whole = std::abs(value) < 1e15 && value == std::floor(value);
    const auto end = whole ? std::to_chars(buffer.begin(), buffer.end(), static_cast<std::int64_t>(value))
                           : std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::general, 4);
    text.append(buffer.data(), end.ptr);
}

void write_causes(Scores &scores, std::size_t row, const ScoreScheme &scheme, const std::vector<Reading> &reading,
                  AssetSetting setting, std::size_t asset, const AssetScore &score) {
    std::string &en = scores.causes[row], &zh = scores.causes_zh[row];
    for (const ScoreSide side : {ScoreSide::likelihood, ScoreSide::consequence}) {
        const double value = score.side[static_cast<std::size_t>(side)];
        const bool safety = scheme.high_is_safe && side == ScoreSide::likelihood;
        en.append(en.empty() ? "" : "; ").append(safety ? "safety" : label_of(side, Lang::en)).append(" ");
        zh.append(zh.empty() ? "" : "；").append(safety ? "安全性" : label_of(side, Lang::zh));
        append_number(en, value), append_number(zh, value);
        bool first = true;
        for (const std::size_t i : heaviest(scheme, side, score)) {
            const Indicator &in = scheme.indicator[i];
            const NamedColumn &column = reading[i][static_cast<std::size_t>(setting)];
            const bool unknown = (score.missing >> i & 1U) != 0U, valued = !in.column.empty() && !unknown;
            en.append(first ? ": " : ", ").append(in.name);
            zh.append(first ? "：" : "，").append(in.name_zh);
            if (unknown) en.append(" not recorded"), zh.append("未记录");
            if (valued) en.append(" ").append(column.shown(asset, Lang::en)), zh.append(column.shown(asset, Lang::zh));
            append_number(en.append(" ("), score.points[i]);
            append_number(zh.append("（"), score.points[i]);
            en.append(")"), zh.append("分）");
            first = false;
        }
    }
}

} // namespace gastwin
