// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_pieces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

#include "models/error.hpp"
#include "models/references.hpp"
#include "scenarios/leak_history.hpp"

namespace gastwin {
namespace {

constexpr double reference_age_a = 25.0;
constexpr double people_worth_saying = 10.0, customers_worth_saying = 50.0;

/// A valve or regulator on its way to a result row.
struct Piece {
    bool regulator = false;
    std::size_t row = 0;
    std::size_t risk_row = 0; ///< of the pipe that stands for what is near
    std::int32_t install_year = missing_int;
    std::int32_t leaks = 0;
    double expected = 0.0, exposure_a = 0.0, level = 1.0, rate = 0.0;
};

/// Row in the risk of each pipe; -1: none.
std::vector<std::int32_t> rows_of_pipes(const Pipes &pipe, const RiskResults &risk) {
    std::vector<std::int32_t> rows(row_count(pipe), -1);
    std::size_t j = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!carries_gas(pipe.state[i])) continue;
        while (j < row_count(risk) && !(risk.table_name[j] == "pipe" && risk.id[j] == pipe.id[i])) ++j;
        if (j == row_count(risk))
            throw Error("usage", {.layer = "pipe", .column = "risk"}, {pipe.id[i]}, "the risk is of another network");
        rows[i] = static_cast<std::int32_t>(j++);
    }
    return rows;
}

/// The costliest pipe at each node, as a row of the risk; -1: none.
std::vector<std::int32_t> costliest_at_nodes(const Network &network, const RiskResults &risk,
                                             const std::vector<std::int32_t> &rows) {
    std::vector<std::int32_t> at_node(row_count(network.node), -1);
    const auto cost = [&](std::int32_t r) { return risk.consequence_serious_cny[static_cast<std::size_t>(r)]; };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] < 0) continue;
        for (const NodeIdx node : {network.pipe.from_node[i], network.pipe.to_node[i]}) {
            std::int32_t &best = at_node[node.row()];
            if (best < 0 || cost(rows[i]) > cost(best)) best = rows[i];
        }
    }
    return at_node;
}

std::vector<Piece> gather_pieces(const Network &network, const RiskResults &risk) {
    const std::vector<std::int32_t> of_pipe = rows_of_pipes(network.pipe, risk);
    const std::vector<std::int32_t> at_node = costliest_at_nodes(network, risk, of_pipe);
    const auto at_ends = [&](NodeIdx from, NodeIdx to) {
        const std::int32_t a = from.valid() ? at_node[from.row()] : -1, b = to.valid() ? at_node[to.row()] : -1;
        if (a < 0 || b < 0) return std::max(a, b);
        const auto cost = [&](std::int32_t r) { return risk.consequence_serious_cny[static_cast<std::size_t>(r)]; };
        return cost(b) > cost(a) ? b : a;
    };
    std::vector<Piece> pieces;
    const auto add = [&](Piece piece, std::int32_t risk_row) {
        if (risk_row < 0) return; // no pipe with gas at it
        piece.risk_row = static_cast<std::size_t>(risk_row);
        pieces.push_back(piece);
    };
    const Valves &valve = network.valve;
    for (std::size_t i = 0; i < row_count(valve); ++i)
        add({.row = i},
            valve.pipe[i].valid() ? of_pipe[valve.pipe[i].row()] : at_ends(valve.from_node[i], valve.to_node[i]));
    const Regulators &regulator = network.regulator;
    for (std::size_t i = 0; i < row_count(regulator); ++i)
        if (regulator.control[i] == PressureControl::regulator)
            add({.regulator = true, .row = i, .install_year = regulator.install_year[i]},
                at_ends(regulator.from_node[i], regulator.to_node[i]));
    return pieces;
}

/// Leaks on record of each piece, as scenarios/leak_history.hpp counts those of pipes.
void count_leaks_of(std::vector<Piece> &pieces, const Network &network, const FailureScheme &scheme,
                    std::int32_t newest) {
    std::array<std::unordered_map<std::string_view, std::size_t>, 2> piece_of;
    for (std::size_t p = 0; p < pieces.size(); ++p)
        piece_of[pieces[p].regulator ? 1 : 0].emplace(
            pieces[p].regulator ? network.regulator.id[pieces[p].row] : network.valve.id[pieces[p].row], p);
    const Records &record = network.record;
    for (std::size_t i = 0; i < row_count(record); ++i) {
        const std::int32_t year = year_of_date(record.started[i]);
        if (record.kind[i] != "leak" || year == missing_int || year > newest) continue;
        if (holds_word(record.cause[i], scheme.third_party_words)) continue;
        for (const bool regulator : {false, true}) {
            if (!record.table_name[i].empty() && record.table_name[i] != (regulator ? "regulator" : "valve")) continue;
            const auto found = piece_of[regulator ? 1 : 0].find(record.object_id[i]);
            if (found == piece_of[regulator ? 1 : 0].end()) continue;
            Piece &piece = pieces[found->second];
            if (piece.install_year == missing_int || year >= piece.install_year) ++piece.leaks;
        }
    }
}

const PieceRates &rates_of(const RiskScheme &scheme, const Piece &piece) {
    return piece.regulator ? scheme.regulator : scheme.valve;
}
std::string kind_of(const Network &network, const Piece &piece) {
    return piece.regulator ? network.regulator.kind[piece.row] : network.valve.kind[piece.row];
}

/// Prior rates, then each kind's level and each piece's own record.
void learn(std::vector<Piece> &pieces, const Network &network, const RiskScheme &scheme, const LeakHistory &history,
           const RiskOptions &options, std::int32_t year) {
    const std::int32_t from = options.record_from_year != 0 ? options.record_from_year : history.from_year;
    const std::int32_t to = options.record_to_year != 0 ? options.record_to_year : history.to_year;
    std::map<std::pair<bool, std::string>, std::pair<double, double>> groups; // expected, counted
    for (Piece &piece : pieces) {
        const PieceRates &rates = rates_of(scheme, piece);
        const bool known = piece.install_year != missing_int && piece.install_year <= year;
        const double age = known ? std::max(1, year - piece.install_year) : reference_age_a;
        piece.expected = rates.base_per_year * std::pow(age / reference_age_a, rates.age_exponent);
        if (!history.known()) continue;
        const std::int32_t since = known ? std::max(from, piece.install_year) : from;
        piece.exposure_a = std::max(0, to - since + 1);
        auto &[expected, counted] = groups[{piece.regulator, kind_of(network, piece)}];
        expected += piece.expected * piece.exposure_a, counted += piece.leaks;
    }
    for (Piece &piece : pieces) {
        piece.rate = piece.expected;
        if (!history.known()) continue;
        const auto &[expected, counted] = groups.at({piece.regulator, kind_of(network, piece)});
        const double strength = rates_of(scheme, piece).level_strength;
        piece.level = (strength + counted) / (strength + expected);
        piece.rate = gamma_poisson_rate(piece.expected * piece.level, piece.leaks, piece.exposure_a,
                                        scheme.failure.overdispersion);
    }
}

std::string rounded(double value, int decimals) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

void explain(PieceRisks &r, std::size_t i, const Piece &piece) {
    const auto say = [&](const std::string &en, const std::string &zh) {
        r.causes[i].append(r.causes[i].empty() ? "" : "; ").append(en);
        r.causes_zh[i].append(r.causes_zh[i].empty() ? "" : "；").append(zh);
    };
    const std::string times = std::to_string(piece.leaks);
    if (piece.leaks > 0)
        say(times + (piece.leaks == 1 ? " leak on record" : " leaks on record"), "漏气记录" + times + "次");
    if (piece.level > 1.1 || piece.level < 0.9)
        say("leak records of its kind ×" + rounded(piece.level, 2), "同类设施漏气记录 ×" + rounded(piece.level, 2));
    if (piece.regulator && !is_missing(r.age_a[i]))
        say(rounded(r.age_a[i], 0) + " years old", "使用" + rounded(r.age_a[i], 0) + "年");
    if (r.people_near[i] >= people_worth_saying)
        say(rounded(r.people_near[i], 0) + " people near", "影响人数约" + rounded(r.people_near[i], 0));
    if (r.customers_out[i] >= customers_worth_saying)
        say(rounded(r.customers_out[i], 0) + " customers out", "停气" + rounded(r.customers_out[i], 0) + "户");
}

void fill_row(PieceRisks &r, std::size_t i, const Piece &piece, const Network &network, const RiskResults &risk,
              const RiskScheme &scheme, std::int32_t year) {
    const std::size_t at = piece.risk_row;
    r.id[i] = piece.regulator ? network.regulator.id[piece.row] : network.valve.id[piece.row];
    r.table_name[i] = piece.regulator ? "regulator" : "valve";
    r.kind[i] = kind_of(network, piece), r.pipe[i] = risk.id[at], r.year[i] = year;
    r.leaks_on_record[i] = piece.leaks;
    r.frequency_per_year[i] = piece.rate, r.expected_per_year[i] = piece.expected, r.level[i] = piece.level;
    r.serious_per_year[i] = piece.rate * rates_of(scheme, piece).serious_per_leak;
    r.people_near[i] = risk.people_near[at], r.customers_out[i] = risk.customers_out[at];
    r.risk_fatalities_per_year[i] = r.serious_per_year[i] * risk.consequence_fatalities[at];
    r.risk_cny_per_year[i] =
        piece.rate * risk.consequence_leak_cny[at] + r.serious_per_year[i] * risk.consequence_serious_cny[at];
    if (piece.install_year != missing_int && piece.install_year <= year) r.age_a[i] = year - piece.install_year;
    explain(r, i, piece);
}

} // namespace

PieceRisks assess_pieces(const Network &network, const RiskResults &risk, const RiskScheme &scheme,
                         const RiskOptions &options) {
    const std::int32_t newest = newest_year(options);
    std::int32_t year = options.year != 0 ? options.year : latest_year(network, newest);
    if (year == missing_int) year = scheme.failure.unknown_year + scheme.failure.unknown_age_a;
    std::vector<Piece> pieces = gather_pieces(network, risk);
    count_leaks_of(pieces, network, scheme.failure, newest);
    learn(pieces, network, scheme, count_leaks(network, scheme.failure, newest), options, year);
    PieceRisks results;
    resize_rows(results, pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) fill_row(results, i, pieces[i], network, risk, scheme, year);
    std::vector<std::size_t> order(pieces.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (results.risk_cny_per_year[a] != results.risk_cny_per_year[b])
            return results.risk_cny_per_year[a] > results.risk_cny_per_year[b];
        return std::tie(results.id[a], results.table_name[a]) < std::tie(results.id[b], results.table_name[b]);
    });
    for (std::size_t i = 0; i < order.size(); ++i) results.rank[order[i]] = static_cast<std::int32_t>(i + 1);
    return results;
}

} // namespace gastwin
