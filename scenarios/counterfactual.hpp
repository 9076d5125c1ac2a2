// SPDX-License-Identifier: Apache-2.0
// What single assets would risk after a change: [[change]] of the scheme (RiskChange), each with its source.
//
// The asset's frequency is computed anew from its factors with the columns and factors changed: leaks on record count
// unless it is renewed, the level that the records give its group (or the fit its like) is that of the new material.
// People near stay; customers out may change. Its rank is the one it would have while all others stay as they are.
// Guarantee: without an effective change the figures are those of the assessment; "renewed" with the material of the
// scheme's [renewal] gives its renewed_risk_cny_per_year. Caveat: changes do not add up, and none is a cost.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/network.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

/// One row per asset asked for and change whose conditions it meets.
struct Counterfactuals {
    static constexpr std::string_view name = "result_counterfactual", about = "";
    std::vector<std::string> id, object_table, object_id, change, change_zh;
    std::vector<double> frequency_per_year, serious_per_year, risk_cny_per_year, risk_cny_per_km_year,
        risk_removed_cny_per_year;
    std::vector<std::int32_t> rank, rank_now;
    std::vector<std::string> sentence, sentence_zh, source;

    static constexpr auto columns() {
        using T = Counterfactuals;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> T::*data) { return optional(n, unit, doc, data, missing_real); };
        const auto whole = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> T::*data) {
            return optional(n, "", doc, data, std::int32_t{0});
        };
        return std::make_tuple(
            required("id", "", "running number", &T::id), text("object_table", "pipe or riser", &T::object_table),
            text("object_id", "id of the asset", &T::object_id), text("change", "what is changed", &T::change),
            text("change_zh", "the same in Chinese", &T::change_zh),
            real("frequency_per_year", "1/a", "leaks after the change", &T::frequency_per_year),
            real("serious_per_year", "1/a", "serious incidents after it", &T::serious_per_year),
            real("risk_cny_per_year", "CNY/a", "expected yearly loss after it", &T::risk_cny_per_year),
            real("risk_cny_per_km_year", "CNY/(km a)", "risk density after it", &T::risk_cny_per_km_year),
            real("risk_removed_cny_per_year", "CNY/a", "what it takes off the asset's risk",
                 &T::risk_removed_cny_per_year),
            whole("rank", "rank it would have, all others as they are", &T::rank),
            whole("rank_now", "rank it has", &T::rank_now), text("sentence", "in one sentence", &T::sentence),
            text("sentence_zh", "the same in Chinese", &T::sentence_zh),
            text("source", "where the change's numbers come from, with tag", &T::source));
    }
};

/// For these rows of `risk`, which is of the same network, scheme, inputs and options. Learns from the records anew (as
/// long as assess_risk() takes for that, without people and samples). Throws Error("usage") where it is not of them.
[[nodiscard]] Counterfactuals counterfactuals(const Network &network, const RiskResults &risk, const RiskScheme &scheme,
                                              const RiskInputs &inputs, const RiskOptions &options,
                                              std::span<const std::int32_t> rows);

} // namespace gastwin
