// SPDX-License-Identifier: Apache-2.0
#include "scenarios/indoor_scheme.hpp"

#include <array>
#include <cmath>

#include "scenarios/toml_fields.hpp"

namespace gastwin {

extern const std::string_view bundled_indoor_scheme; // generated from schemes/indoor.toml

namespace {

constexpr double share_tolerance = 1e-9;

/// Calls `read` with each table of a list and its place; false: the file has no such list.
template <class F> bool for_each_of(const toml::table &root, std::string_view list, const std::string &file, F &&read) {
    const toml::node *node = root.get(list);
    if (node == nullptr) return false;
    const std::string section(list);
    if (!node->is_array_of_tables()) bad_scheme({file, section}, "", "expected [[" + section + "]] sections");
    std::size_t number = 0;
    for (const toml::node &entry : *node->as_array())
        read(*entry.as_table(), TomlPlace{file, section + " " + std::to_string(++number)});
    return true;
}

void read_hose_types(const toml::table &root, const std::string &file, IndoorScheme &s) {
    std::vector<HoseType> types;
    const bool given = for_each_of(root, "hose_type", file, [&](const toml::table &table, const TomlPlace &place) {
        HoseType type;
        const std::array<TomlField, 2> fields{{{"words", &type.words}, {"times", &type.times, not_negative}}};
        read_fields(table, place, fields, true);
        types.push_back(std::move(type));
    });
    if (given) s.hose_type = std::move(types);
}

void read_releases(const toml::table &root, const std::string &file, IndoorScheme &s) {
    std::vector<IndoorRelease> releases;
    std::array<double, indoor_source_count> sum{};
    const bool given = for_each_of(root, "release", file, [&](const toml::table &table, const TomlPlace &place) {
        IndoorRelease release;
        std::string source;
        const std::array<TomlField, 4> fields{{{"source", &source},
                                               {"name", &release.name},
                                               {"hole_m", &release.hole_m, {0.0, 1.0, true}},
                                               {"share", &release.share, fraction}}};
        read_fields(table, place, fields, true);
        const auto known = parse_code<IndoorSource>(source);
        if (!known) bad_scheme(place, "source", "expected hose or pipe");
        release.source = *known;
        sum[static_cast<std::size_t>(*known)] += release.share;
        releases.push_back(std::move(release));
    });
    if (!given) return;
    for (std::size_t k = 0; k < sum.size(); ++k)
        if (std::abs(sum[k] - 1.0) > share_tolerance)
            bad_scheme({file, "release"}, "share",
                       "the shares of " + std::string(Names<IndoorSource>::names[k].code) + " must add up to 1");
    s.release = std::move(releases);
}

void read(std::string_view text, const std::string &file, bool complete, IndoorScheme &s) {
    const toml::table root = parse_toml(text, file);
    constexpr std::array<std::string_view, 13> known{"name",  "version",  "anchor", "hose",   "hose_type",
                                                     "pipe",  "release",  "room",   "notice", "self_closing_valve",
                                                     "alarm", "shut_off", "harm"};
    require_known(root, {file, ""}, known);
    if (const auto name = root["name"].value<std::string>()) s.name = *name;
    if (const auto version = root["version"].value<std::string>()) s.version = *version;
    const auto section = [&](std::string_view name, std::initializer_list<TomlField> fields) {
        read_fields(section_of(root, name, file, complete), {file, std::string(name)},
                    std::span<const TomlField>(fields.begin(), fields.size()), complete);
    };
    section("anchor", {{"explosions_per_household_year", &s.anchor_explosions_per_year, not_negative},
                       {"hose_type", &s.anchor_hose_type},
                       {"pipe_age_a", &s.anchor_pipe_age_a, positive}});
    section("hose", {{"base_per_year", &s.hose_per_year, not_negative},
                     {"past_life_times", &s.hose_past_life_times, {1.0, 1e3}},
                     {"unknown_times", &s.hose_unknown_times, not_negative}});
    section("pipe", {{"base_per_year", &s.pipe_per_year, not_negative},
                     {"age_exponent", &s.pipe_age_exponent, {0.0, 10.0}},
                     {"unknown_age_a", &s.pipe_unknown_age_a, positive}});
    section("room", {{"volume_m3", &s.room_m3, positive},
                     {"shut_share", &s.shut_share, fraction},
                     {"air_changes_shut_h", &s.air_changes_shut_h, not_negative},
                     {"air_changes_open_h", &s.air_changes_open_h, not_negative},
                     {"gauge_pressure_pa", &s.gauge_pressure_pa, {0.0, 0.4e6, true}},
                     {"discharge_coefficient", &s.discharge_coefficient, {0.0, 1.0, true}},
                     {"lower_flammable_share", &s.lower_flammable_share, {0.0, 0.99, true}}});
    section("notice", {{"presence", &s.presence, fraction},
                       {"smell_s", &s.smell_s, positive},
                       {"ignition_home", &s.ignition_home, fraction},
                       {"ignition_away", &s.ignition_away, fraction}});
    section("self_closing_valve", {{"closes_above_m3_h", &s.valve_closes_above_m3_h, not_negative},
                                   {"reliability", &s.valve_reliability, fraction}});
    section("alarm", {{"reliability", &s.alarm_reliability, fraction}});
    section("shut_off", {{"reliability", &s.shut_off_reliability, fraction}});
    section("harm", {{"people_home", &s.people_home, not_negative},
                     {"lethality", &s.lethality, fraction},
                     {"next_door_fatalities", &s.next_door_fatalities, not_negative},
                     {"property_cny", &s.property_cny, not_negative},
                     {"fatality_cny", &s.fatality_cny, not_negative},
                     {"disproportion", &s.disproportion, not_negative}});
    read_hose_types(root, file, s);
    read_releases(root, file, s);
}

} // namespace

const IndoorScheme &default_indoor_scheme() {
    static const IndoorScheme scheme = [] {
        IndoorScheme s;
        read(bundled_indoor_scheme, "indoor.toml", true, s);
        return s;
    }();
    return scheme;
}

std::string_view default_indoor_scheme_text() { return bundled_indoor_scheme; }

IndoorScheme read_indoor_scheme(std::string_view text, const std::string &file) {
    IndoorScheme scheme = default_indoor_scheme();
    read(text, file, false, scheme);
    return scheme;
}

} // namespace gastwin
