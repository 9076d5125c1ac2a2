// SPDX-License-Identifier: Apache-2.0
// An asset's risk beside what is usual: the median risk per km of its street, and of its class.
//
// Street: pipes that carry gas and name the same street; risers, and pipes without one, have none. Class: same material
// and decade of laying, and alike buried, above ground, or riser. Both medians include the asset itself; with an even
// number the lower of the two middle ones is taken, so that it is some asset's figure.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/network.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

struct RiskComparisons {
    static constexpr std::string_view name = "result_comparison", about = "";
    std::vector<std::string> id, object_table, object_id;
    std::vector<std::int32_t> rank;
    std::vector<double> risk_cny_per_km_year;
    std::vector<std::string> street;
    std::vector<std::int32_t> street_assets;
    std::vector<double> street_median, street_times;
    std::vector<std::string> class_name, class_name_zh;
    std::vector<std::int32_t> class_assets;
    std::vector<double> class_median, class_times;
    std::vector<std::string> sentence, sentence_zh;

    static constexpr auto columns() {
        using T = RiskComparisons;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> T::*data) { return optional(n, unit, doc, data, missing_real); };
        const auto whole = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> T::*data) {
            return optional(n, "", doc, data, std::int32_t{0});
        };
        return std::make_tuple(required("id", "", "running number", &T::id),
                               text("object_table", "pipe or riser", &T::object_table),
                               text("object_id", "id of the asset", &T::object_id), whole("rank", "its rank", &T::rank),
                               real("risk_cny_per_km_year", "CNY/(km a)", "its risk density", &T::risk_cny_per_km_year),
                               text("street", "street or estate it lies in", &T::street),
                               whole("street_assets", "pipes there, itself included", &T::street_assets),
                               real("street_median", "CNY/(km a)", "median of their risk densities", &T::street_median),
                               real("street_times", "", "its own in relation to that", &T::street_times),
                               text("class_name", "material, decade of laying, setting", &T::class_name),
                               text("class_name_zh", "the same in Chinese", &T::class_name_zh),
                               whole("class_assets", "assets of this class, itself included", &T::class_assets),
                               real("class_median", "CNY/(km a)", "median of their risk densities", &T::class_median),
                               real("class_times", "", "its own in relation to that", &T::class_times),
                               text("sentence", "in one sentence", &T::sentence),
                               text("sentence_zh", "the same in Chinese", &T::sentence_zh));
    }
};

/// For these rows of `risk`, which is of this network by this scheme. Throws Error("usage") where it is not.
[[nodiscard]] RiskComparisons compare_risk(const Network &network, const RiskResults &risk, const RiskScheme &scheme,
                                           std::span<const std::int32_t> rows);

} // namespace gastwin
