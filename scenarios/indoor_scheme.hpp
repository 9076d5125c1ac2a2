// SPDX-License-Identifier: Apache-2.0
// The numbers behind explosions in households, as data: schemes/indoor.toml. A user's file names only what it changes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/names.hpp"

namespace gastwin {

/// Where gas leaves in a household: the appliance's hose, or the pipe before it with its joints, meter and taps.
enum class IndoorSource : std::uint8_t { hose, pipe };

template <> struct Names<IndoorSource> {
    static constexpr std::array<Name, 2> names{
        {{"hose", "appliance hose", "连接软管"}, {"pipe", "indoor pipe", "户内管"}}};
};
inline constexpr std::size_t indoor_source_count = Names<IndoorSource>::names.size();

/// Types of hose known by a word in what is registered.
struct HoseType {
    std::vector<std::string> words;
    double times = 1.0; ///< leaks against the base rate
};

/// One size of leak.
struct IndoorRelease {
    IndoorSource source = IndoorSource::hose;
    std::string name;
    double hole_m = 0.0;
    double share = 0.0; ///< of the leaks of its source
};

struct IndoorScheme {
    std::string name, version;

    double anchor_explosions_per_year = 0.0, anchor_pipe_age_a = 0.0; ///< of the household that sets the level
    std::string anchor_hose_type;

    double hose_per_year = 0.0, hose_past_life_times = 0.0, hose_unknown_times = 0.0;
    std::vector<HoseType> hose_type;
    double pipe_per_year = 0.0, pipe_age_exponent = 0.0, pipe_unknown_age_a = 0.0;
    std::vector<IndoorRelease> release;

    double room_m3 = 0.0, shut_share = 0.0, air_changes_shut_h = 0.0, air_changes_open_h = 0.0;
    double gauge_pressure_pa = 0.0, discharge_coefficient = 0.0, lower_flammable_share = 0.0;

    double presence = 0.0, smell_s = 0.0, ignition_home = 0.0, ignition_away = 0.0;

    double valve_closes_above_m3_h = 0.0, valve_reliability = 0.0; ///< m³/h at 0 °C, 101 325 Pa
    double alarm_reliability = 0.0, shut_off_reliability = 0.0;

    double people_home = 0.0, lethality = 0.0, next_door_fatalities = 0.0;
    double property_cny = 0.0, fatality_cny = 0.0, disproportion = 0.0;
};

[[nodiscard]] const IndoorScheme &default_indoor_scheme();
[[nodiscard]] std::string_view default_indoor_scheme_text();

/// The bundled scheme with the changes of this TOML text; `file` is used in messages. Lists ([[release]],
/// [[hose_type]]) take the place of the bundled ones as a whole. Throws Error("bad_scheme") naming line, section, key.
[[nodiscard]] IndoorScheme read_indoor_scheme(std::string_view text, const std::string &file = "");

} // namespace gastwin
