// SPDX-License-Identifier: Apache-2.0
// Risk added up by street, community and district.
//
// A pipe belongs to the street it was surveyed in; where it passes through several communities or districts its length
// is shared among them: each piece of up to 10 m goes to that of the nearest building within 100 m. A riser belongs to
// its building's estate, community and district. What belongs nowhere is a row without a name, so that the rows of each
// kind add up to the whole network.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/names.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

enum class PlaceKind : std::uint8_t { street, community, district };

template <> struct Names<PlaceKind> {
    static constexpr std::array<Name, 3> names{{{"street", "street or estate", "道路或小区"},
                                                {"community", "community", "社区"},
                                                {"district", "township or sub-district", "街道（镇）"}}};
};

struct RiskPlaces {
    static constexpr std::string_view name = "risk_place", about = "";
    std::vector<std::string> id;
    std::vector<PlaceKind> kind;
    std::vector<std::string> place;
    std::vector<std::int32_t> rank, assets;
    std::vector<double> length_km, frequency_per_year, serious_per_year, risk_fatalities_per_year, risk_cny_per_year,
        risk_cny_per_km_year, red_km;

    static constexpr auto columns() {
        using R = RiskPlaces;
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> R::*data) { return optional(n, unit, doc, data, missing_real); };
        return std::make_tuple(
            required("id", "", "kind and name", &R::id),
            optional("kind", "", "what the place is", &R::kind, PlaceKind::street),
            optional("place", "", "its name; empty: what belongs to none", &R::place, ""),
            optional("rank", "", "1: highest risk per km and year of its kind", &R::rank, std::int32_t{0}),
            optional("assets", "", "pipes and risers that lie in it, wholly or in part", &R::assets, std::int32_t{0}),
            real("length_km", "km", "length of pipes, height of risers", &R::length_km),
            real("frequency_per_year", "1/a", "leaks", &R::frequency_per_year),
            real("serious_per_year", "1/a", "serious incidents", &R::serious_per_year),
            real("risk_fatalities_per_year", "1/a", "expected fatalities", &R::risk_fatalities_per_year),
            real("risk_cny_per_year", "CNY/a", "expected yearly loss", &R::risk_cny_per_year),
            real("risk_cny_per_km_year", "CNY/(km a)", "risk density: what the rank follows", &R::risk_cny_per_km_year),
            real("red_km", "km", "length of grade red", &R::red_km));
    }
};

/// Rows by kind, then rank; ties by name. `risk` of this network: Error("dangling_reference") for an id it does not
/// have.
[[nodiscard]] RiskPlaces risk_by_place(const Network &network, const RiskResults &risk, int threads = 0);

} // namespace gastwin
