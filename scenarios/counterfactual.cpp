// SPDX-License-Identifier: Apache-2.0
#include "scenarios/counterfactual.hpp"

#include <omp.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "models/error.hpp"
#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

AssetSetting setting_of(const RiskAsset &a) {
    return a.riser ? AssetSetting::riser : a.above_ground ? AssetSetting::above_ground : AssetSetting::buried;
}

bool is_meant(const RiskChange &change, const RiskAsset &a, const Network &network) {
    if (!change.applies[static_cast<std::size_t>(setting_of(a))]) return false;
    const auto &materials = change.materials;
    if (!materials.empty() && std::find(materials.begin(), materials.end(), a.material) == materials.end())
        return false;
    if (!is_missing(change.depth_below_m) && (a.riser || !(network.pipe.depth_m[a.row] < change.depth_below_m)))
        return false;
    return a.unguarded_works >= change.unguarded_works && a.customers_out >= change.least_customers;
}

/// Ranks that a density would have among the others.
class Ranks {
  public:
    explicit Ranks(const RiskResults &risk) : risk_{risk}, row_(row_count(risk)) {
        for (std::size_t i = 0; i < row_.size(); ++i) row_[static_cast<std::size_t>(risk.rank[i] - 1)] = i;
    }

    /// Of an asset in this row if its density were so much; ties as in the ranking.
    [[nodiscard]] std::int32_t of(std::size_t asset, double density) const {
        const auto before = [&](std::size_t other) {
            const double theirs = risk_.risk_cny_per_km_year[other];
            if (theirs != density) return theirs > density;
            return std::tie(risk_.id[other], risk_.table_name[other]) <
                   std::tie(risk_.id[asset], risk_.table_name[asset]);
        };
        const auto place = std::partition_point(row_.begin(), row_.end(), before) - row_.begin();
        const auto rank = static_cast<std::int32_t>(place) + 1;
        return risk_.rank[asset] < rank ? rank - 1 : rank; // it does not stand before itself
    }

  private:
    const RiskResults &risk_;
    std::vector<std::size_t> row_; ///< by rank
};

std::string figure(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), std::abs(value) >= 100.0 ? "%.0f" : "%.3g", value);
    return text.data();
}

struct Figures {
    double leaks, serious, cny;
};

std::string sentence(Lang lang, const std::string &change, const Figures &now, const Figures &then, int rank_now,
                     int rank) {
    const bool zh = lang == Lang::zh;
    const double share = now.cny > 0.0 ? 100.0 * (then.cny / now.cny - 1.0) : 0.0;
    std::array<char, 32> percent{};
    std::snprintf(percent.data(), percent.size(), "%+.0f", share);
    const auto from_to = [](const std::string &a, const std::string &b) { return a == b ? a : a + " → " + b; };
    const std::string leaks = from_to(figure(now.leaks), figure(then.leaks));
    const std::string cny = from_to(figure(now.cny), figure(then.cny));
    const std::string ranks = from_to(std::to_string(rank_now), std::to_string(rank));
    if (zh) return change + "：年泄漏" + leaks + "次，年风险" + cny + "元（" + percent.data() + "%），排名" + ranks;
    return change + ": leaks " + leaks + " a year, risk " + cny + " CNY a year (" + percent.data() + " %), rank " +
           ranks;
}

void add_row(Counterfactuals &table, const RiskResults &risk, std::size_t row, const RiskChange &change,
             const Figures &then, double length_km, const Ranks &ranks) {
    const std::size_t i = row_count(table);
    resize_rows(table, i + 1);
    table.id[i] = std::to_string(i + 1);
    table.object_table[i] = risk.table_name[row], table.object_id[i] = risk.id[row];
    table.change[i] = change.name, table.change_zh[i] = change.name_zh, table.source[i] = change.source;
    table.frequency_per_year[i] = then.leaks, table.serious_per_year[i] = then.serious;
    table.risk_cny_per_year[i] = then.cny, table.risk_cny_per_km_year[i] = then.cny / length_km;
    table.risk_removed_cny_per_year[i] = risk.risk_cny_per_year[row] - then.cny;
    table.rank_now[i] = risk.rank[row];
    table.rank[i] = ranks.of(row, table.risk_cny_per_km_year[i]);
    const Figures now{risk.frequency_per_year[row], risk.serious_per_year[row], risk.risk_cny_per_year[row]};
    table.sentence[i] = sentence(Lang::en, change.name, now, then, table.rank_now[i], table.rank[i]);
    table.sentence_zh[i] = sentence(Lang::zh, change.name_zh, now, then, table.rank_now[i], table.rank[i]);
}

void require_same(const RiskBasis &basis, const RiskResults &risk, const Network &network) {
    const auto differs = [&](std::size_t i) {
        const RiskAsset &a = basis.assets[i];
        return risk.id[i] != (a.riser ? network.riser.id[a.row] : network.pipe.id[a.row]) || risk.year[i] != basis.year;
    };
    bool other = basis.assets.size() != row_count(risk);
    for (std::size_t i = 0; i < basis.assets.size() && !other; ++i) other = differs(i);
    if (other) throw Error("usage", {.column = "risk"}, {}, "the risk is of another network or year");
}

} // namespace

Counterfactuals counterfactuals(const Network &network, const RiskResults &risk, const RiskScheme &scheme,
                                const RiskInputs &inputs, const RiskOptions &options,
                                std::span<const std::int32_t> rows) {
    Counterfactuals table;
    if (rows.empty() || scheme.change.empty()) return table;
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    RiskBasis basis = risk_basis(network, scheme, inputs, options, threads);
    require_same(basis, risk, network);
    const Ranks ranks(risk);
    for (const std::int32_t asked : rows) {
        if (asked < 0 || static_cast<std::size_t>(asked) >= row_count(risk))
            throw Error("value_out_of_range", {.column = "rows", .value = std::to_string(asked)});
        const auto row = static_cast<std::size_t>(asked);
        RiskAsset &a = basis.assets[row];
        a.customers_out = risk.customers_out[row];
        for (const RiskChange &change : scheme.change) {
            if (!is_meant(change, a, network)) continue;
            const RiskAsset then = changed(network, a, change, scheme, basis.learned, basis.year);
            RiskTerms terms = terms_of(then, scheme, risk.consequence_fatalities[row]);
            terms.serious_per_leak *= change.serious_per_leak;
            const double leaks = then.leaks_per_year();
            const Figures figures{leaks, leaks * terms.serious_per_leak + terms.other_serious_per_year,
                                  terms.ageing_cny(leaks) + terms.steady_cny()};
            add_row(table, risk, row, change, figures, a.length_km, ranks);
        }
    }
    return table;
}

} // namespace gastwin
