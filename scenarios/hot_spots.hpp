// SPDX-License-Identifier: Apache-2.0
// Hot spots: contiguous pipes of the highest risk per km.
//
// Pipes are taken in order of risk density until they make up `top_share` of all length; those that meet at a node make
// one hot spot. A pipe of at most `bridge_m` between two of them does not part them and counts as well: a short new
// piece in an old street is no boundary.
#pragma once
#include "scenarios/risk.hpp"

namespace gastwin {

struct HotSpots {
    static constexpr std::string_view name = "risk_hot_spot", about = "";
    std::vector<std::string> id;
    std::vector<std::int32_t> rank, pipe_count;
    std::vector<std::string> streets, pipes;
    std::vector<double> length_km, frequency_per_year, serious_per_year, risk_fatalities_per_year, risk_cny_per_year,
        risk_cny_per_km_year, x_m, y_m;

    static constexpr auto columns() {
        using R = HotSpots;
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> R::*data) { return optional(n, unit, doc, data, missing_real); };
        return std::make_tuple(
            required("id", "", "running number by rank", &R::id),
            optional("rank", "", "1: highest risk per km and year", &R::rank, std::int32_t{0}),
            optional("pipe_count", "", "pipes in it", &R::pipe_count, std::int32_t{0}),
            optional("streets", "", "streets in it, the longest part first", &R::streets, ""),
            optional("pipes", "", "ids of its pipes, the riskiest per km first", &R::pipes, ""),
            real("length_km", "km", "length", &R::length_km),
            real("frequency_per_year", "1/a", "leaks", &R::frequency_per_year),
            real("serious_per_year", "1/a", "serious incidents", &R::serious_per_year),
            real("risk_fatalities_per_year", "1/a", "expected fatalities", &R::risk_fatalities_per_year),
            real("risk_cny_per_year", "CNY/a", "expected yearly loss", &R::risk_cny_per_year),
            real("risk_cny_per_km_year", "CNY/(km a)", "risk density", &R::risk_cny_per_km_year),
            real("x_m", "m", "middle of its riskiest pipe", &R::x_m), real("y_m", "m", "the same", &R::y_m));
    }
};

struct HotSpotOptions {
    double top_share = 0.05; ///< of the length, above 0 up to 1
    double bridge_m = 30.0;
};

/// By rank. `risk` of this network; throws Error("dangling_reference") for an id it does not have,
/// Error("value_out_of_range") for options that mean nothing.
[[nodiscard]] HotSpots hot_spots(const Network &network, const RiskResults &risk, const HotSpotOptions &options = {});

} // namespace gastwin
