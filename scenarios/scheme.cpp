// SPDX-License-Identifier: Apache-2.0
#include "scenarios/scheme.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "models/error.hpp"
#include "scenarios/toml_fields.hpp"

namespace gastwin {

extern const std::string_view bundled_risk_scheme; // generated from schemes/default.toml
extern const std::string_view bundled_cost_scheme; // generated from schemes/cost.toml

namespace {

/// Reads sections of one file, overlaying what the struct already holds.
struct Overlay {
    const toml::table &root;
    const std::string &file;
    bool complete;

    void read(std::string_view section, std::initializer_list<TomlField> fields) const {
        read_fields(section_of(root, section, file, complete), {file, std::string(section)},
                    std::span(fields.begin(), fields.size()), complete);
    }
};

void read_leak(const Overlay &in, FailureScheme &f) {
    in.read("leak", {{"base_per_km_year", &f.base_per_km_year, positive},
                     {"reference_age_a", &f.reference_age_a, positive},
                     {"min_age_a", &f.min_age_a, positive},
                     {"max_age_a", &f.max_age_a, positive},
                     {"reference_diameter_m", &f.reference_diameter_m, positive},
                     {"min_diameter_m", &f.min_diameter_m, positive},
                     {"max_diameter_m", &f.max_diameter_m, positive},
                     {"unknown_year", &f.unknown_year, {1800, 2200}},
                     {"unknown_age_a", &f.unknown_age_a, {1, 300}},
                     {"overdispersion", &f.overdispersion, positive},
                     {"level_strength", &f.level_strength, positive}});
    in.read("riser", {{"base_per_year", &f.riser_base_per_year, positive},
                      {"reference_height_m", &f.riser_reference_height_m, positive},
                      {"height_exponent", &f.riser_height_exponent, not_negative},
                      {"metres_per_floor", &f.metres_per_floor, positive},
                      {"serious_per_leak", &f.riser_serious_per_leak, fraction},
                      {"serious_other_per_year", &f.riser_serious_other_per_year, not_negative}});
    in.read("serious", {{"serious_per_leak", &f.serious_per_leak, fraction},
                        {"third_party_per_km_year", &f.third_party_per_km_year, not_negative},
                        {"natural_per_km_year", &f.natural_per_km_year, not_negative},
                        {"third_party_words", &f.third_party_words}});
    in.read("above_ground", {{"words", &f.above_ground_words}});
    in.read("renewal", {{"buried", &f.renewed_buried}, {"above_ground", &f.renewed_above_ground}});
}

void read_materials(const Overlay &in, FailureScheme &f) {
    const toml::table &materials = section_of(in.root, "material", in.file, in.complete);
    std::array<std::string_view, material_count> codes;
    for (std::size_t i = 0; i < material_count; ++i) codes[i] = Names<Material>::names[i].code;
    require_known(materials, {in.file, "material"}, codes);
    for (std::size_t i = 0; i < material_count; ++i) {
        MaterialFactors &m = f.material[i];
        const std::array<TomlField, 7> fields{{{"leak", &m.leak, positive},
                                               {"age_exponent", &m.age_exponent, {0.0, 5.0}},
                                               {"diameter_exponent", &m.diameter_exponent, {-3.0, 3.0}},
                                               {"joint", &m.joint, positive},
                                               {"joint_before", &m.joint_before, {1800, 2200}},
                                               {"third_party", &m.third_party, not_negative},
                                               {"log_sd", &m.log_sd, not_negative}}};
        read_fields(section_of(materials, codes[i], in.file, in.complete),
                    {in.file, "material." + std::string(codes[i])}, fields, in.complete);
    }
}

void read_settings(const Overlay &in, FailureScheme &f) {
    const toml::node *node = in.root.get("setting");
    if (node == nullptr) return;
    const TomlPlace place{in.file, "setting"};
    if (!node->is_array_of_tables()) bad_scheme(place, "", "expected [[setting]] sections");
    f.setting.clear();
    for (const toml::node &item : *node->as_array()) {
        const toml::table &table = *item.as_table();
        SettingRule rule;
        rule.tests_above_ground = table.contains("above_ground");
        const std::array<TomlField, 8> fields{{{"name", &rule.name},
                                               {"name_zh", &rule.name_zh},
                                               {"above_ground", &rule.above_ground},
                                               {"depth_below_m", &rule.depth_below_m},
                                               {"laying_words", &rule.laying_words},
                                               {"street_words", &rule.street_words},
                                               {"leak", &rule.leak, positive},
                                               {"third_party", &rule.third_party, not_negative}}};
        read_fields(table, place, fields, false);
        if (rule.name.empty()) bad_scheme(place, "name", "the key is missing");
        if (rule.name_zh.empty()) rule.name_zh = rule.name;
        f.setting.push_back(std::move(rule));
    }
    if (f.setting.size() > 32) bad_scheme(place, "", "more than 32 settings");
}

void read_people(const Overlay &in, ConsequenceScheme &c) {
    in.read("people", {{"persons_per_household", &c.persons_per_household, not_negative},
                       {"presence", &c.presence, fraction},
                       {"people_per_floor_area_m2", &c.people_per_floor_area_m2, not_negative},
                       {"cap_per_building", &c.cap_per_building, positive},
                       {"special_factor", &c.special_factor, {1.0, 1000.0}},
                       {"special_words", &c.special_words},
                       {"step_m", &c.step_m, positive},
                       {"migration_reach_low_m", &c.migration_reach_low_m, positive},
                       {"migration_reach_medium_m", &c.migration_reach_medium_m, positive},
                       {"migration_reach_high_m", &c.migration_reach_high_m, positive},
                       {"above_ground_entry", &c.above_ground_entry, fraction},
                       {"fatalities_floor", &c.fatalities_floor, not_negative},
                       {"lethality_indoor", &c.lethality_indoor, fraction},
                       {"lethality_fire", &c.lethality_fire, fraction},
                       {"full_bore_share", &c.full_bore_share, fraction},
                       {"puncture_share", &c.puncture_share, fraction},
                       {"puncture_median_m", &c.puncture_median_m, positive},
                       {"puncture_log_sd", &c.puncture_log_sd, positive}});
    in.read("pressure", {{"medium_b_pa", &c.medium_b_pa, positive},
                         {"medium_a_pa", &c.medium_a_pa, positive},
                         {"subhigh_b_pa", &c.subhigh_b_pa, positive},
                         {"subhigh_a_pa", &c.subhigh_a_pa, positive},
                         {"high_b_pa", &c.high_b_pa, positive},
                         {"high_a_pa", &c.high_a_pa, positive}});
    in.read("value", {{"fatality_cny", &c.fatality_cny, not_negative},
                      {"disproportion", &c.disproportion, positive},
                      {"property_cny", &c.property_cny, not_negative},
                      {"repair_buried_cny", &c.repair_buried_cny, not_negative},
                      {"repair_above_ground_cny", &c.repair_above_ground_cny, not_negative},
                      {"isolating_share", &c.isolating_share, fraction},
                      {"leak_outage_h", &c.leak_outage_h, not_negative},
                      {"serious_outage_h", &c.serious_outage_h, not_negative},
                      {"customer_hour_cny", &c.customer_hour_cny, not_negative}});
}

void read_outcome(const Overlay &in, RiskScheme &s) {
    UncertaintyScheme &u = s.uncertainty;
    std::string kind;
    in.read("about", {{"kind", &kind}, {"name", &s.name}, {"version", &s.version}});
    RecordScheme &r = s.records;
    in.read("records", {{"fitted", &r.fitted},
                        {"diameter_exponent_sd", &r.diameter_exponent_sd, {0.0, 3.0}},
                        {"length_exponent_sd", &r.length_exponent_sd, {0.0, 3.0}},
                        {"decade_log_sd", &r.decade_log_sd, {0.0, 3.0}}});
    in.read("uncertainty", {{"base_log_sd", &u.base_log_sd, {0.0, 3.0}},
                            {"age_log_sd", &u.age_log_sd, {0.0, 3.0}},
                            {"third_party_log_sd", &u.third_party_log_sd, {0.0, 3.0}},
                            {"consequence_log_sd", &u.consequence_log_sd, {0.0, 3.0}},
                            {"imputed_material_log_sd", &u.imputed_material_log_sd, {0.0, 3.0}},
                            {"imputed_year_log_sd", &u.imputed_year_log_sd, {0.0, 3.0}},
                            {"imputed_diameter_log_sd", &u.imputed_diameter_log_sd, {0.0, 3.0}},
                            {"top_share", &u.top_share, {0.0, 1.0, true}},
                            {"stable_share", &u.stable_share, {0.5, 1.0}}});
    for (const auto &[section, rates] : {std::pair{"valve", &s.valve}, {"regulator", &s.regulator}})
        in.read(section, {{"base_per_year", &rates->base_per_year, positive},
                          {"level_strength", &rates->level_strength, positive},
                          {"age_exponent", &rates->age_exponent, {0.0, 5.0}},
                          {"serious_per_leak", &rates->serious_per_leak, fraction}});
    in.read("grade", {{"yellow", &s.grade.yellow, not_negative},
                      {"orange", &s.grade.orange, not_negative},
                      {"red", &s.grade.red, not_negative}});
}

template <Named E> E code_in(const TomlPlace &place, std::string_view key, const std::string &text) {
    const auto value = parse_code<E>(text);
    if (!value) bad_scheme(place, key, "unknown code '" + text + "'");
    return *value;
}

RiskChange read_change(const toml::table &table, const TomlPlace &place) {
    RiskChange c;
    std::vector<std::string> settings, materials;
    const std::array<TomlField, 16> fields{{{"name", &c.name},
                                            {"name_zh", &c.name_zh},
                                            {"source", &c.source},
                                            {"settings", &settings},
                                            {"materials", &materials},
                                            {"depth_below_m", &c.depth_below_m},
                                            {"unguarded_works", &c.unguarded_works, {0, 1000}},
                                            {"least_customers", &c.least_customers, not_negative},
                                            {"renewed", &c.renewed},
                                            {"material", &c.material},
                                            {"depth_m", &c.depth_m, {-50.0, 50.0}},
                                            {"guarded", &c.guarded},
                                            {"leak", &c.leak, not_negative},
                                            {"third_party", &c.third_party, not_negative},
                                            {"serious_per_leak", &c.serious_per_leak, not_negative},
                                            {"customers_out", &c.customers_out, not_negative}}};
    read_fields(table, place, fields, false);
    for (const auto &[key, text] : {std::pair{"name", &c.name}, {"source", &c.source}})
        if (text->empty()) bad_scheme(place, key, "the key is missing");
    if (c.name_zh.empty()) c.name_zh = c.name;
    c.sets_material = table.contains("material");
    c.applies.fill(settings.empty());
    for (const std::string &code : settings)
        c.applies[static_cast<std::size_t>(code_in<AssetSetting>(place, "settings", code))] = true;
    for (const std::string &code : materials) c.materials.push_back(code_in<Material>(place, "materials", code));
    return c;
}

void read_changes(const Overlay &in, RiskScheme &s) {
    in.read("works", {{"serious_per_works", &s.works.serious_per_works, not_negative},
                      {"unguarded_times", &s.works.unguarded_times, not_negative}});
    const toml::node *node = in.root.get("change");
    if (node == nullptr) return;
    const TomlPlace place{in.file, "change"};
    if (!node->is_array_of_tables()) bad_scheme(place, "", "expected [[change]] sections");
    s.change.clear();
    for (const toml::node &item : *node->as_array()) s.change.push_back(read_change(*item.as_table(), place));
}

void overlay_scheme(RiskScheme &scheme, std::string_view text, const std::string &file, bool complete) {
    const toml::table root = parse_toml(text, file);
    if (const std::string kind = scheme_kind(root, file); kind != "risk")
        bad_scheme({file, "about"}, "kind", "expected a risk scheme, not one of kind '" + kind + "'");
    constexpr std::array<std::string_view, 18> known{
        "about",    "leak",  "material", "above_ground", "setting",     "riser", "serious", "people",    "works",
        "pressure", "value", "renewal",  "records",      "uncertainty", "grade", "valve",   "regulator", "change"};
    require_known(root, {file, ""}, known);
    const Overlay in{root, file, complete};
    read_leak(in, scheme.failure);
    read_materials(in, scheme.failure);
    read_settings(in, scheme.failure);
    read_people(in, scheme.consequence);
    read_outcome(in, scheme);
    read_changes(in, scheme);
    const FailureScheme &f = scheme.failure;
    if (f.min_age_a > f.max_age_a) bad_scheme({file, "leak"}, "min_age_a", "larger than max_age_a");
    if (f.min_diameter_m > f.max_diameter_m) bad_scheme({file, "leak"}, "min_diameter_m", "larger than max_diameter_m");
    const GradeScheme &g = scheme.grade;
    if (!(g.yellow <= g.orange && g.orange <= g.red)) bad_scheme({file, "grade"}, "", "the limits must not fall");
}

void overlay_cost(CostScheme &c, std::string_view text, const std::string &file, bool complete) {
    const toml::table root = parse_toml(text, file);
    constexpr std::array<std::string_view, 4> known{"buried", "above_ground", "riser", "project"};
    require_known(root, {file, ""}, known);
    const Overlay in{root, file, complete};
    const auto bands = [&](std::string_view section, CostBands &b) {
        in.read(section, {{"up_to_diameter_m", &b.up_to_diameter_m, positive},
                          {"cny_per_m", &b.cny_per_m, positive},
                          {"setup_cny", &b.setup_cny, not_negative}});
        const TomlPlace place{file, std::string(section)};
        if (b.cny_per_m.empty() || b.cny_per_m.size() != b.up_to_diameter_m.size())
            bad_scheme(place, "cny_per_m", "needs one rate for each diameter");
        if (!std::is_sorted(b.up_to_diameter_m.begin(), b.up_to_diameter_m.end()))
            bad_scheme(place, "up_to_diameter_m", "the diameters must not fall");
    };
    bands("buried", c.buried);
    bands("above_ground", c.above_ground);
    in.read("riser", {{"cny_per_m", &c.riser_cny_per_m, positive},
                      {"cny_per_household", &c.riser_cny_per_household, not_negative},
                      {"setup_cny", &c.riser_setup_cny, not_negative}});
    in.read("project", {{"max_length_m", &c.max_project_length_m, positive}});
}

std::string file_text(const std::filesystem::path &path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error("no_such_file", {.file = path.string()});
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

} // namespace

std::string_view default_scheme_text() { return bundled_risk_scheme; }
std::string_view default_cost_scheme_text() { return bundled_cost_scheme; }

const RiskScheme &default_scheme() {
    static const RiskScheme scheme = [] {
        RiskScheme s;
        overlay_scheme(s, bundled_risk_scheme, "default.toml", true);
        return s;
    }();
    return scheme;
}

const CostScheme &default_cost_scheme() {
    static const CostScheme scheme = [] {
        CostScheme s;
        overlay_cost(s, bundled_cost_scheme, "cost.toml", true);
        return s;
    }();
    return scheme;
}

RiskScheme read_scheme(std::string_view text, const std::string &file) {
    RiskScheme scheme = default_scheme();
    overlay_scheme(scheme, text, file, false);
    return scheme;
}

CostScheme read_cost_scheme(std::string_view text, const std::string &file) {
    CostScheme scheme = default_cost_scheme();
    overlay_cost(scheme, text, file, false);
    return scheme;
}

RiskScheme read_scheme_file(const std::filesystem::path &path) { return read_scheme(file_text(path), path.string()); }
CostScheme read_cost_scheme_file(const std::filesystem::path &path) {
    return read_cost_scheme(file_text(path), path.string());
}

} // namespace gastwin
