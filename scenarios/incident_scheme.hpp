// SPDX-License-Identifier: Apache-2.0
// The numbers behind an incident, as data: schemes/incident.toml. A user's file names only what it changes.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "models/classes.hpp"
#include "models/random.hpp"
#include "scenarios/footprint.hpp"

namespace gastwin {

enum class IncidentKind : std::uint8_t { leak, puncture, rupture, third_party };

template <> struct Names<IncidentKind> {
    static constexpr std::array<Name, 4> names{{{"leak", "leak", "泄漏"},
                                                {"puncture", "puncture", "穿孔"},
                                                {"rupture", "full-bore rupture", "断裂"},
                                                {"third_party", "third-party damage", "第三方破坏"}}};
};
inline constexpr std::size_t incident_kind_count = Names<IncidentKind>::names.size();

/// What hit the pipe.
enum class Machine : std::uint8_t { unknown, excavator, directional_drill, boring, auger, trencher, grader, drill };

template <> struct Names<Machine> {
    static constexpr std::array<Name, 8> names{{{"unknown", "not known", "未知"},
                                                {"excavator", "excavator, backhoe", "挖掘机"},
                                                {"directional_drill", "horizontal directional drill", "水平定向钻"},
                                                {"boring", "boring machine", "顶管机"},
                                                {"auger", "auger", "螺旋钻"},
                                                {"trencher", "trencher", "挖沟机"},
                                                {"grader", "grader, scraper", "平地机"},
                                                {"drill", "drill, jet-grouting rig", "钻机（含旋喷桩机）"}}};
};
inline constexpr std::size_t machine_count = Names<Machine>::names.size();

/// Lognormal: half of all cases stay below p50_s, nine tenths below p90_s.
struct Duration {
    double p50_s = 0.0, p90_s = 0.0;

    [[nodiscard]] double sample(Random &random) const;
};

/// Diameter of the circle as large as the hole, lognormal by the same two quantiles. The pipe's bore ends it.
struct HoleSize {
    double p50_m = 0.0, p90_m = 0.0;

    [[nodiscard]] double sample(Random &random) const;
    [[nodiscard]] double p10_m() const { return p50_m * p50_m / p90_m; }
};

/// Damage by the shaking of the ground: repairs/km = rate · PGV[m/s] · factor of the material, a share of them breaks,
/// the others leaks (form: American Lifelines Alliance 2001). No faults, slides or liquefaction.
struct EarthquakeScheme {
    double repairs_per_km = 0.0; ///< at a peak ground velocity of 1 m/s, factor 1
    double break_share = 0.0;
    std::array<double, Names<Material>::names.size()> factor{};
};

struct RelightScheme {
    double trip_gauge_pressure_pa = 0.0; ///< whoever fell below it needs a visit
    double crews = 0.0, visits_per_crew_h = 0.0;
    std::int32_t first_hour = 0, last_hour = 24; ///< of the day: the shift
    double self_service_share = 0.0, absent_share = 0.0;
};

struct GradeLimits {
    double hours = 0.0;
    std::array<std::int32_t, 4> households{}; ///< least number for level I, II, III, IV
};

struct IncidentScheme {
    std::string name, version;
    double leak_hole_m = 0.0, puncture_hole_m = 0.0, discharge_coefficient = 0.0, rupture_coefficient = 0.0;
    std::array<Duration, incident_kind_count> detection;
    std::array<HoleSize, machine_count> machine_hole;
    double soil_permeability_m2 = 0.0, soil_depth_m = 0.0;
    std::int32_t closing_crews = 1;
    EarthquakeScheme earthquake;
    Duration arrival, locate, valve, repair, recharge;
    RelightScheme relight;
    double release_over_share = 0.0, longest_release_s = 0.0;
    FootprintScheme footprint;
    GradeLimits grade;
};

[[nodiscard]] const IncidentScheme &default_incident_scheme();
[[nodiscard]] std::string_view default_incident_scheme_text();

/// The bundled scheme with the changes of this TOML text; `file` is used in messages.
/// Throws Error("bad_scheme") naming line, section and key.
[[nodiscard]] IncidentScheme read_incident_scheme(std::string_view text, const std::string &file = "");

/// Outage grade I to IV as 1 to 4 for households without gas over the limit's hours; 0: below the lowest.
[[nodiscard]] int outage_grade(const GradeLimits &limits, std::int64_t households, double hours);

} // namespace gastwin
