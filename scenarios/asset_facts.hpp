// SPDX-License-Identifier: Apache-2.0
// What is known of every pipe and riser besides its own columns: derived from records, exposures and the buildings
// near. "Not recorded" stays missing: no leak on any asset of a city means that no records were given, not that none
// leaked; no building near any pipe, that buildings have no outlines.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/inventory.hpp"

namespace gastwin {

/// How an asset lies, which decides what can be said of it.
enum class AssetSetting : std::uint8_t { buried, above_ground, riser };
inline constexpr std::size_t setting_count = 3;

template <> struct Names<AssetSetting> {
    static constexpr std::array<Name, setting_count> names{{{"buried", "buried pipe", "埋地管道"},
                                                            {"above_ground", "pipe above ground", "架空管道"},
                                                            {"riser", "riser", "立管"}}};
};

struct AssetFacts {
    static constexpr std::string_view name = "asset_facts";
    std::vector<std::string> id;
    std::vector<AssetSetting> setting;
    std::vector<double> age_a, assumed_age_a, people_near;
    std::vector<std::int32_t> leaks_on_record, open_hazards, built_over, buildings_near, in_space, crosses_space,
        spaces_near, works_near, unguarded_works, special_places, clearances_short;

    static constexpr auto columns() {
        using T = AssetFacts;
        const auto count = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> T::*data) {
            return optional(n, "", doc, data, missing_int);
        };
        return std::make_tuple(
            required("id", "", "pipe or riser", &T::id),
            optional("setting", "", "buried, above ground or riser", &T::setting, AssetSetting::buried),
            optional("age_a", "a", "age in the year of assessment; missing where no year is recorded", &T::age_a,
                     missing_real),
            optional("assumed_age_a", "a", "the same, a missing year counted as just before assumed_built_before",
                     &T::assumed_age_a, missing_real),
            optional("people_near", "", "people reached by migrating gas or fire, mean along the pipe", &T::people_near,
                     missing_real),
            count("leaks_on_record", "leaks recorded on it since its installation", &T::leaks_on_record),
            count("open_hazards", "hazards recorded on it and not closed", &T::open_hazards),
            count("built_over", "buildings on the pipe", &T::built_over),
            count("buildings_near", "buildings on the pipe or in its protection zone", &T::buildings_near),
            count("in_space", "enclosed spaces it passes through without recorded protection", &T::in_space),
            count("crosses_space", "enclosed spaces it passes above or below", &T::crosses_space),
            count("spaces_near", "enclosed spaces in, across or within its control zone", &T::spaces_near),
            count("works_near", "works within its control zone that are not over", &T::works_near),
            count("unguarded_works", "of these, without a protection plan or a guardian on record",
                  &T::unguarded_works),
            count("special_places", "schools, hospitals and other special places within its control zone",
                  &T::special_places),
            count("clearances_short", "things beside it that are nearer than the rules ask for", &T::clearances_short));
    }
};

/// Pipes that carry gas, then risers, in table order.
struct Assets {
    AssetFacts facts;
    std::vector<std::int32_t> row; ///< in the table of pipes, or of risers
    std::size_t pipes = 0;         ///< how many of them are pipes
    std::int32_t year = 0;         ///< of assessment

    [[nodiscard]] std::size_t size() const { return row.size(); }
    [[nodiscard]] bool is_riser(std::size_t asset) const { return asset >= pipes; }
};

struct FactOptions {
    std::int32_t year = 0, this_year = 0;     ///< as in RiskOptions
    std::int32_t assumed_built_before = 2000; ///< what a missing year of installation counts as (practice rule RET-08)
    bool people = false;                      ///< fill people_near, which takes the longest
    int threads = 0;
};

/// Years after the newest one believed count as not recorded (future_years() lists them). Exposures are looked at for
/// buried pipes alone, as gis/exposure.hpp finds them. Precondition: require_sound(twin.network).
[[nodiscard]] Assets gather_assets(const Twin &twin, const FactOptions &options = {});

/// Is the value recorded, and not a word for "none"? E.g. a protection of pipes through a duct.
[[nodiscard]] bool is_recorded_yes(std::string_view text);

} // namespace gastwin
