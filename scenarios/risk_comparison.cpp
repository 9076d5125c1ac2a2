// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_comparison.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unordered_map>

#include "models/error.hpp"

namespace gastwin {
namespace {

/// Everything of one street or class, and its middle once it is asked for.
struct Peers {
    std::vector<double> density;
    double median = missing_real;

    double middle() {
        if (is_missing(median) && !density.empty()) {
            const auto at = density.begin() + static_cast<std::ptrdiff_t>((density.size() - 1) / 2);
            std::nth_element(density.begin(), at, density.end());
            median = *at;
        }
        return median;
    }
};

/// Material, decade and setting of an asset; the street of a pipe.
struct Kin {
    Material material = Material::unknown;
    std::int32_t decade = missing_int;
    AssetSetting setting = AssetSetting::buried;
    std::string_view street = {};

    [[nodiscard]] std::int64_t key() const {
        const std::int64_t when = is_missing(decade) ? 0 : decade;
        return (when * 64 + static_cast<std::int64_t>(material)) * static_cast<std::int64_t>(setting_count) +
               static_cast<std::int64_t>(setting);
    }
    [[nodiscard]] std::string text(Lang lang) const {
        const bool zh = lang == Lang::zh;
        const std::string when =
            is_missing(decade) ? (zh ? "年代不明" : "year unknown") : std::to_string(decade) + (zh ? "年代" : "s");
        const std::string_view apart = zh ? "，" : ", ";
        return std::string(label_of(material, lang)).append(apart) + when +
               std::string(apart).append(label_of(setting, lang));
    }
};

std::int32_t decade_of(std::int32_t year) { return is_missing(year) ? year : year / 10 * 10; }

/// One per row of the risk: pipes that carry gas, then risers, in table order.
std::vector<Kin> kin_of_rows(const Network &network, const RiskResults &risk, const FailureScheme &scheme) {
    std::vector<Kin> kin;
    const auto add = [&](const std::string &id, Kin one) {
        const std::size_t row = kin.size();
        if (row >= row_count(risk) || risk.id[row] != id)
            throw Error("usage", {.column = "risk"}, {id}, "the risk is of another network");
        kin.push_back(one);
    };
    const Pipes &pipe = network.pipe;
    for (std::size_t i = 0; i < row_count(pipe); ++i)
        if (carries_gas(pipe.state[i]))
            add(pipe.id[i],
                {pipe.material[i], decade_of(pipe.install_year[i]),
                 is_above_ground(scheme, pipe, i) ? AssetSetting::above_ground : AssetSetting::buried, pipe.street[i]});
    const Risers &riser = network.riser;
    for (std::size_t i = 0; i < row_count(riser); ++i)
        add(riser.id[i], {riser.material[i], decade_of(riser.install_year[i]), AssetSetting::riser, {}});
    if (kin.size() != row_count(risk)) throw Error("usage", {.column = "risk"}, {}, "the risk is of another network");
    return kin;
}

std::string times_text(double times) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), times < 10.0 ? "%.2g" : "%.0f", times);
    return text.data();
}

void tell(RiskComparisons &t, std::size_t i) {
    const std::string all = std::to_string(t.class_assets[i]), there = std::to_string(t.street_assets[i]);
    const std::string of_class = times_text(t.class_times[i]);
    const bool alone = t.class_assets[i] == 1;
    t.sentence[i] =
        alone ? "the only one of its class (" + t.class_name[i] + ")"
              : "risk per km " + of_class + " times the median of its class (" + t.class_name[i] + "; " + all + ")";
    t.sentence_zh[i] =
        alone ? "同类（" + t.class_name_zh[i] + "）仅此一个"
              : "单位长度风险为同类（" + t.class_name_zh[i] + "；" + all + "个）中位数的" + of_class + "倍";
    if (t.street_assets[i] == 0) return;
    const std::string of_street = times_text(t.street_times[i]);
    t.sentence[i] += std::string(alone ? ", risk per km " : ", ") + of_street + " times the median of its street (" +
                     t.street[i] + "; " + there + ")";
    t.sentence_zh[i] += std::string(alone ? "，单位长度风险" : "，") + "为所在街道（" + t.street[i] + "；" + there +
                        "条）中位数的" + of_street + "倍";
}

} // namespace

RiskComparisons compare_risk(const Network &network, const RiskResults &risk, const RiskScheme &scheme,
                             std::span<const std::int32_t> rows) {
    RiskComparisons table;
    if (rows.empty()) return table;
    const std::vector<Kin> kin = kin_of_rows(network, risk, scheme.failure);
    std::unordered_map<std::int64_t, Peers> like;
    std::unordered_map<std::string_view, Peers> beside;
    for (const std::int32_t asked : rows) {
        if (asked < 0 || static_cast<std::size_t>(asked) >= kin.size())
            throw Error("value_out_of_range", {.column = "rows", .value = std::to_string(asked)});
        const Kin &one = kin[static_cast<std::size_t>(asked)];
        like[one.key()];
        if (!one.street.empty()) beside[one.street];
    }
    for (std::size_t i = 0; i < kin.size(); ++i) {
        if (const auto found = like.find(kin[i].key()); found != like.end())
            found->second.density.push_back(risk.risk_cny_per_km_year[i]);
        if (const auto found = beside.find(kin[i].street); found != beside.end())
            found->second.density.push_back(risk.risk_cny_per_km_year[i]);
    }
    resize_rows(table, rows.size());
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const auto row = static_cast<std::size_t>(rows[k]);
        const double density = risk.risk_cny_per_km_year[row];
        Peers &peers = like.at(kin[row].key());
        table.id[k] = std::to_string(k + 1);
        table.object_table[k] = risk.table_name[row], table.object_id[k] = risk.id[row];
        table.rank[k] = risk.rank[row], table.risk_cny_per_km_year[k] = density;
        table.class_name[k] = kin[row].text(Lang::en), table.class_name_zh[k] = kin[row].text(Lang::zh);
        table.class_assets[k] = static_cast<std::int32_t>(peers.density.size());
        table.class_median[k] = peers.middle(), table.class_times[k] = density / table.class_median[k];
        if (const auto street = beside.find(kin[row].street); street != beside.end()) {
            table.street[k] = street->first;
            table.street_assets[k] = static_cast<std::int32_t>(street->second.density.size());
            table.street_median[k] = street->second.middle();
            table.street_times[k] = density / table.street_median[k];
        }
        tell(table, k);
    }
    return table;
}

} // namespace gastwin
