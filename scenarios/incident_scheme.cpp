// SPDX-License-Identifier: Apache-2.0
#include "scenarios/incident_scheme.hpp"

#include <cmath>

#include "scenarios/toml_fields.hpp"

namespace gastwin {

extern const std::string_view bundled_incident_scheme; // generated from schemes/incident.toml

namespace {

constexpr double normal_p90 = 1.2815515655446004; ///< Φ⁻¹(0.9)
constexpr Range share_below_one{0.0, 0.95};       ///< of visits that find nobody: the rest must make progress

double lognormal(double p50, double p90, Random &random) {
    return p50 * std::exp(std::log(p90 / p50) / normal_p90 * random.normal());
}

class Reader {
  public:
    Reader(const toml::table &root, std::string file, bool complete)
        : root_{root}, file_{std::move(file)}, complete_{complete} {}

    void section(std::string_view name, std::span<const TomlField> fields) const {
        read_fields(section_of(root_, name, file_, complete_), {file_, std::string(name)}, fields, complete_);
    }

    void duration(const toml::table &table, const std::string &section, Duration &duration) const {
        const std::array<TomlField, 2> fields{
            {{"p50_s", &duration.p50_s, positive}, {"p90_s", &duration.p90_s, positive}}};
        read_fields(table, {file_, section}, fields, complete_);
        if (duration.p90_s < duration.p50_s) bad_scheme({file_, section}, "p90_s", "must not be below p50_s");
    }
    void duration(const std::string &name, Duration &duration) const {
        this->duration(section_of(root_, name, file_, complete_), name, duration);
    }

    void detection(std::array<Duration, incident_kind_count> &detection) const {
        const toml::table &kinds = section_of(root_, "detection", file_, complete_);
        const std::vector<std::string_view> known = codes<IncidentKind>();
        require_known(kinds, {file_, "detection"}, known);
        for (std::size_t k = 0; k < detection.size(); ++k)
            duration(section_of(kinds, known[k], file_, complete_), "detection." + std::string(known[k]), detection[k]);
    }

    void machines(std::array<HoleSize, machine_count> &holes) const {
        const toml::table &machines = section_of(root_, "machine", file_, complete_);
        const std::vector<std::string_view> known = codes<Machine>();
        require_known(machines, {file_, "machine"}, known);
        for (std::size_t m = 0; m < holes.size(); ++m) {
            const std::string section = "machine." + std::string(known[m]);
            const std::array<TomlField, 2> fields{
                {{"p50_m", &holes[m].p50_m, positive}, {"p90_m", &holes[m].p90_m, positive}}};
            read_fields(section_of(machines, known[m], file_, complete_), {file_, section}, fields, complete_);
            if (holes[m].p90_m < holes[m].p50_m) bad_scheme({file_, section}, "p90_m", "must not be below p50_m");
        }
    }

    void earthquake(EarthquakeScheme &earthquake) const {
        const toml::table &table = section_of(root_, "earthquake", file_, complete_);
        constexpr std::array<std::string_view, 3> known{"repairs_per_km", "break_share", "factor"};
        require_known(table, {file_, "earthquake"}, known);
        toml::table own = table;
        own.erase("factor");
        const std::array<TomlField, 2> fields{{{"repairs_per_km", &earthquake.repairs_per_km, not_negative},
                                               {"break_share", &earthquake.break_share, fraction}}};
        read_fields(own, {file_, "earthquake"}, fields, complete_);
        std::vector<TomlField> factors;
        const std::vector<std::string_view> materials = codes<Material>();
        for (std::size_t m = 0; m < materials.size(); ++m)
            factors.push_back({materials[m], &earthquake.factor[m], not_negative});
        read_fields(section_of(table, "factor", file_, complete_), {file_, "earthquake.factor"}, factors, complete_);
    }

  private:
    template <Named E> static std::vector<std::string_view> codes() {
        std::vector<std::string_view> codes;
        for (const Name &name : Names<E>::names) codes.push_back(name.code);
        return codes;
    }

    const toml::table &root_;
    std::string file_;
    bool complete_;
};

void read_release(const Reader &reader, IncidentScheme &scheme) {
    const std::array<TomlField, 4> hole{{{"leak_m", &scheme.leak_hole_m, positive},
                                         {"puncture_m", &scheme.puncture_hole_m, positive},
                                         {"discharge_coefficient", &scheme.discharge_coefficient, {0.0, 1.0, true}},
                                         {"rupture_coefficient", &scheme.rupture_coefficient, {0.0, 1.0, true}}}};
    reader.section("hole", hole);
    reader.machines(scheme.machine_hole);
    const std::array<TomlField, 2> soil{{{"permeability_m2", &scheme.soil_permeability_m2, {0.0, 1.0, true}},
                                         {"depth_m", &scheme.soil_depth_m, {0.2, 50.0}}}};
    reader.section("soil", soil);
    const std::array<TomlField, 2> release{{{"over_share", &scheme.release_over_share, {0.0, 1.0, true}},
                                            {"longest_s", &scheme.longest_release_s, positive}}};
    reader.section("release", release);
    reader.earthquake(scheme.earthquake);
}

void read_course(const Reader &reader, IncidentScheme &scheme) {
    reader.detection(scheme.detection);
    reader.duration("arrival", scheme.arrival);
    reader.duration("locate", scheme.locate);
    reader.duration("valve", scheme.valve);
    const std::array<TomlField, 1> closing{{{"crews", &scheme.closing_crews, {1, 1000}}}};
    reader.section("closing", closing);
    reader.duration("repair", scheme.repair);
    reader.duration("recharge", scheme.recharge);
}

void read_relight(const Reader &reader, const std::string &file, RelightScheme &relight) {
    const std::array<TomlField, 7> visits{{{"trip_gauge_pressure_pa", &relight.trip_gauge_pressure_pa, positive},
                                           {"crews", &relight.crews, positive},
                                           {"visits_per_crew_h", &relight.visits_per_crew_h, positive},
                                           {"first_hour", &relight.first_hour, {0, 23}},
                                           {"last_hour", &relight.last_hour, {1, 24}},
                                           {"self_service_share", &relight.self_service_share, fraction},
                                           {"absent_share", &relight.absent_share, share_below_one}}};
    reader.section("relight", visits);
    if (relight.last_hour <= relight.first_hour) bad_scheme({file, "relight"}, "last_hour", "must be after first_hour");
}

void read_footprint(const Reader &reader, const std::string &file, FootprintScheme &footprint) {
    std::string stability(code_of(footprint.stability));
    const std::array<TomlField, 3> fields{
        {{"wind_m_s", &footprint.wind_m_s, {0.1, 100.0}},
         {"stability", &stability},
         {"lower_flammable_share", &footprint.lower_flammable_share, {0.0, 1.0, true}}}};
    reader.section("footprint", fields);
    if (const auto known_class = parse_code<Stability>(stability)) footprint.stability = *known_class;
    else bad_scheme({file, "footprint"}, "stability", "A to F");
}

void read_grade(const Reader &reader, const std::string &file, GradeLimits &grade) {
    auto &limit = grade.households;
    const std::array<TomlField, 5> fields{{{"hours", &grade.hours, not_negative},
                                           {"level_1", &limit[0], {1, 2e9}},
                                           {"level_2", &limit[1], {1, 2e9}},
                                           {"level_3", &limit[2], {1, 2e9}},
                                           {"level_4", &limit[3], {1, 2e9}}}};
    reader.section("grade", fields);
    for (std::size_t level = 1; level < limit.size(); ++level)
        if (limit[level] > limit[level - 1])
            bad_scheme({file, "grade"}, fields[level + 1].key, "must not be above the level before");
}

void read(std::string_view text, const std::string &file, bool complete, IncidentScheme &scheme) {
    const toml::table root = parse_toml(text, file);
    constexpr std::array<std::string_view, 17> known{
        "name",    "version", "hole",     "machine", "soil",    "detection", "arrival", "locate",    "valve",
        "closing", "repair",  "recharge", "relight", "release", "footprint", "grade",   "earthquake"};
    require_known(root, {file, ""}, known);
    if (const auto name = root["name"].value<std::string>()) scheme.name = *name;
    if (const auto version = root["version"].value<std::string>()) scheme.version = *version;
    const Reader reader(root, file, complete);
    read_release(reader, scheme);
    read_course(reader, scheme);
    read_relight(reader, file, scheme.relight);
    read_footprint(reader, file, scheme.footprint);
    read_grade(reader, file, scheme.grade);
}

} // namespace

double Duration::sample(Random &random) const { return lognormal(p50_s, p90_s, random); }

double HoleSize::sample(Random &random) const { return lognormal(p50_m, p90_m, random); }

const IncidentScheme &default_incident_scheme() {
    static const IncidentScheme scheme = [] {
        IncidentScheme s;
        read(bundled_incident_scheme, "incident.toml", true, s);
        return s;
    }();
    return scheme;
}

std::string_view default_incident_scheme_text() { return bundled_incident_scheme; }

IncidentScheme read_incident_scheme(std::string_view text, const std::string &file) {
    IncidentScheme scheme = default_incident_scheme();
    read(text, file, false, scheme);
    return scheme;
}

int outage_grade(const GradeLimits &limits, std::int64_t households, double hours) {
    if (hours < limits.hours) return 0;
    for (std::size_t level = 0; level < limits.households.size(); ++level)
        if (households >= limits.households[level]) return static_cast<int>(level) + 1;
    return 0;
}

} // namespace gastwin
