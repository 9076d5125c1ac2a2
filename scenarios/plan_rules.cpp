// SPDX-License-Identifier: Apache-2.0
#include "scenarios/plan_rules.hpp"

#include <algorithm>

#include "models/references.hpp"
#include "scenarios/toml_fields.hpp"

namespace gastwin {

extern const std::string_view bundled_plan_rules; // generated from schemes/plan.toml

namespace {

constexpr Range calendar{1800, 2200};

void read_design(const toml::table &table, const TomlPlace &place, DesignScheme &d, bool complete) {
    const std::array<TomlField, 15> fields{{{"cost_share", &d.cost_share, not_negative},
                                            {"cny_per_asset", &d.cny_per_asset, not_negative},
                                            {"ageing_left", &d.ageing_left, fraction},
                                            {"third_party_left", &d.third_party_left, fraction},
                                            {"life_a", &d.life_a, not_negative},
                                            {"crew_days_per_100_m", &d.crew_days_per_100_m, not_negative},
                                            {"opened_share", &d.opened_share, fraction},
                                            {"bore_share", &d.bore_share, fraction},
                                            {"roughness_m", &d.roughness_m, Range{0.0, 0.05}},
                                            {"min_diameter_m", &d.min_diameter_m, not_negative},
                                            {"max_diameter_m", &d.max_diameter_m, not_negative},
                                            {"materials", &d.materials},
                                            {"buried", &d.buried},
                                            {"above_ground", &d.above_ground},
                                            {"gas_off", &d.gas_off}}};
    read_fields(table, place, fields, complete);
    for (const std::string &material : d.materials)
        if (!parse_code<Material>(material)) bad_scheme(place, "materials", "no such material: " + material);
    if (d.cost_share == 0.0 && d.cny_per_asset == 0.0) bad_scheme(place, "cost_share", "a design costs something");
}

/// The tables of an array [[name]].
std::vector<const toml::table *> tables_of(const toml::table &root, std::string_view name, const std::string &file) {
    std::vector<const toml::table *> tables;
    const toml::node *node = root.get(name);
    if (node == nullptr) return tables;
    const toml::array *array = node->as_array();
    if (array == nullptr) bad_scheme({file, std::string(name)}, "", "expected tables [[" + std::string(name) + "]]");
    for (const toml::node &item : *array) {
        if (item.as_table() == nullptr) bad_scheme({file, std::string(name)}, "", "expected a table");
        tables.push_back(item.as_table());
    }
    return tables;
}

std::vector<TomlField> fields_of(AssetChoice &assets, std::initializer_list<TomlField> more) {
    std::vector<TomlField> fields{{"ids", &assets.ids},
                                  {"streets", &assets.streets},
                                  {"districts", &assets.districts},
                                  {"materials", &assets.materials}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

void require_choice(const AssetChoice &a, const TomlPlace &place) {
    if (a.ids.empty() && a.streets.empty() && a.districts.empty() && a.materials.empty())
        bad_scheme(place, "ids", "name ids, streets, districts or materials");
    for (const std::string &material : a.materials)
        if (!parse_code<Material>(material)) bad_scheme(place, "materials", "no such material: " + material);
}

void read_windows(const toml::table &root, const std::string &file, PlanRules &rules) {
    const TomlPlace window{file, "window"}, joint{file, "joint"};
    for (const toml::table *table : tables_of(root, "window", file)) {
        WindowRule w;
        read_fields(*table, window,
                    fields_of(w.assets, {{"earliest", &w.earliest, calendar},
                                         {"latest", &w.latest, calendar},
                                         {"never_in", &w.never_in, calendar},
                                         {"must", &w.must},
                                         {"never", &w.never}}),
                    false);
        require_choice(w.assets, window);
        if (w.must && w.never) bad_scheme(window, "never", "must and never at once");
        rules.window.push_back(std::move(w));
    }
    for (const toml::table *table : tables_of(root, "joint", file)) {
        JointRule j;
        read_fields(*table, joint,
                    fields_of(j.assets, {{"year", &j.year, calendar},
                                         {"setup_saved_share", &j.setup_saved_share, fraction},
                                         {"fixed", &j.fixed}}),
                    false);
        require_choice(j.assets, joint);
        if (j.year == 0) bad_scheme(joint, "year", "the year of the other works is missing");
        rules.joint.push_back(std::move(j));
    }
}

void read_precedence(const toml::table &root, const std::string &file, PlanRules &rules) {
    const TomlPlace place{file, "precedence"};
    for (const toml::table *table : tables_of(root, "precedence", file)) {
        constexpr std::array<std::string_view, 2> known{"first", "then"};
        require_known(*table, place, known);
        PrecedenceRule rule;
        for (const auto &[key, choice] : {std::pair{"first", &rule.first}, std::pair{"then", &rule.then}}) {
            read_fields(section_of(*table, key, file, true), {file, std::string("precedence.") + key},
                        fields_of(*choice, {}), false);
            require_choice(*choice, place);
        }
        rules.precedence.push_back(std::move(rule));
    }
}

void read_districts(const toml::table &root, const std::string &file, PlanRules &rules) {
    double money = 0.0, benefit = 0.0;
    for (const toml::table *table : tables_of(root, "floor", file)) {
        FloorRule f;
        const std::array<TomlField, 3> fields{{{"district", &f.district},
                                               {"money_share", &f.money_share, fraction},
                                               {"benefit_share", &f.benefit_share, fraction}}};
        read_fields(*table, {file, "floor"}, fields, false);
        if (f.district.empty()) bad_scheme({file, "floor"}, "district", "the district is missing");
        money += f.money_share, benefit += f.benefit_share;
        rules.floor.push_back(f);
    }
    if (money >= 1.0 || benefit >= 1.0) bad_scheme({file, "floor"}, "", "the shares add up to all there is");
    for (const toml::table *table : tables_of(root, "opening", file)) {
        OpeningRule o;
        const std::array<TomlField, 2> fields{{{"district", &o.district}, {"m_per_year", &o.m_per_year, not_negative}}};
        read_fields(*table, {file, "opening"}, fields, false);
        rules.opening.push_back(o);
    }
    for (const toml::table *table : tables_of(root, "district", file)) {
        DistrictRule d;
        const std::array<TomlField, 3> fields{{{"name", &d.name}, {"streets", &d.streets}, {"ids", &d.ids}}};
        read_fields(*table, {file, "district"}, fields, false);
        if (d.name.empty()) bad_scheme({file, "district"}, "name", "the name is missing");
        rules.district.push_back(std::move(d));
    }
}

void read_closure(const toml::table &table, const TomlPlace &place, ClosureRules &c, bool complete) {
    constexpr Range households{0.0, 1e7};
    const std::array<TomlField, 8> fields{{{"households_at_once", &c.households_at_once, households},
                                           {"heating_households_at_once", &c.heating_households_at_once, households},
                                           {"household_cny", &c.household_cny, not_negative},
                                           {"special_place_cny", &c.special_place_cny, not_negative},
                                           {"section_cny", &c.section_cny, not_negative},
                                           {"up_to_diameter_m", &c.up_to_diameter_m, not_negative},
                                           {"stop_cny", &c.stop_cny, not_negative},
                                           {"bypass_cny_per_m", &c.bypass_cny_per_m, not_negative}}};
    read_fields(table, place, fields, complete);
    if (c.up_to_diameter_m.empty() || !std::is_sorted(c.up_to_diameter_m.begin(), c.up_to_diameter_m.end()))
        bad_scheme(place, "up_to_diameter_m", "at least one diameter, in rising order");
    for (const auto &[key, rates] :
         {std::pair{"stop_cny", &c.stop_cny}, std::pair{"bypass_cny_per_m", &c.bypass_cny_per_m}})
        if (rates->size() != c.up_to_diameter_m.size()) bad_scheme(place, key, "one rate for each of up_to_diameter_m");
}

void read_pressure(const toml::table &root, const std::string &file, PlanRules &rules, bool complete) {
    const TomlPlace customer{file, "customer_pressure"}, growth{file, "growth"};
    PressureRules &p = rules.pressure;
    const std::array<TomlField, 6> limits{{{"low_pa", &p.low_pa, not_negative},
                                           {"medium_b_pa", &p.medium_b_pa, not_negative},
                                           {"medium_a_pa", &p.medium_a_pa, not_negative},
                                           {"subhigh_pa", &p.subhigh_pa, not_negative},
                                           {"high_pa", &p.high_pa, not_negative},
                                           {"regulator_margin_pa", &p.regulator_margin_pa, not_negative}}};
    read_fields(section_of(root, "pressure", file, complete), {file, "pressure"}, limits, complete);
    const auto require_kinds = [](const std::vector<std::string> &kinds, const TomlPlace &place) {
        for (const std::string &kind : kinds)
            if (!parse_code<CustomerKind>(kind)) bad_scheme(place, "kinds", "no such kind of customer: " + kind);
    };
    for (const toml::table *table : tables_of(root, "customer_pressure", file)) {
        CustomerPressure c;
        const std::array<TomlField, 3> fields{
            {{"ids", &c.ids}, {"kinds", &c.kinds}, {"least_pa", &c.least_pa, not_negative}}};
        read_fields(*table, customer, fields, false);
        require_kinds(c.kinds, customer);
        if (c.ids.empty() && c.kinds.empty()) bad_scheme(customer, "ids", "name ids or kinds");
        p.customer.push_back(std::move(c));
    }
    for (const toml::table *table : tables_of(root, "growth", file)) {
        GrowthRule g;
        const std::array<TomlField, 3> fields{
            {{"districts", &g.districts}, {"kinds", &g.kinds}, {"factor", &g.factor, Range{0.0, 100.0}}}};
        read_fields(*table, growth, fields, false);
        require_kinds(g.kinds, growth);
        rules.growth.push_back(std::move(g));
    }
}

void read_sizes(const toml::table &table, const TomlPlace &place, SizeRules &s, bool complete) {
    const std::array<TomlField, 4> fields{{{"pe_outer_m", &s.pe_outer_m, positive},
                                           {"pe_sdr", &s.pe_sdr, Range{3.0, 100.0}},
                                           {"steel_bore_m", &s.steel_bore_m, positive},
                                           {"most_steps", &s.most_steps, Range{0.0, 30.0}}}};
    read_fields(table, place, fields, complete);
    for (const auto &[key, sizes] :
         {std::pair{"pe_outer_m", &s.pe_outer_m}, std::pair{"steel_bore_m", &s.steel_bore_m}})
        if (!std::is_sorted(sizes->begin(), sizes->end())) bad_scheme(place, key, "in rising order");
}

void overlay(PlanRules &rules, std::string_view text, const std::string &file, bool complete) {
    const toml::table root = parse_toml(text, file);
    constexpr std::array<std::string_view, 15> known{
        "designs", "design",  "budget",   "crew",    "window",   "joint", "precedence",
        "floor",   "opening", "district", "closure", "pressure", "sizes", "customer_pressure",
        "growth"};
    require_known(root, {file, ""}, known);
    const std::array<TomlField, 1> designs{{{"offered", &rules.offered}}};
    read_fields(section_of(root, "designs", file, complete), {file, "designs"}, designs, complete);
    for (const std::string &code : rules.offered)
        if (!parse_code<Design>(code)) bad_scheme({file, "designs"}, "offered", "no such design: " + code);
    if (rules.offered.empty()) bad_scheme({file, "designs"}, "offered", "at least one design");
    const toml::table &design = section_of(root, "design", file, complete);
    std::array<std::string_view, design_count> codes;
    for (std::size_t k = 0; k < design_count; ++k) codes[k] = Names<Design>::names[k].code;
    require_known(design, {file, "design"}, codes);
    for (std::size_t k = 0; k < design_count; ++k)
        read_design(section_of(design, codes[k], file, complete), {file, "design." + std::string(codes[k])},
                    rules.design[k], complete);
    const std::array<TomlField, 2> budget{
        {{"carry_over", &rules.carry_over}, {"by_year_cny", &rules.budget_by_year_cny, not_negative}}};
    read_fields(section_of(root, "budget", file, complete), {file, "budget"}, budget, complete);
    const std::array<TomlField, 2> crew{{{"days_per_year", &rules.crew_days_per_year, not_negative},
                                         {"setup_days", &rules.crew_setup_days, not_negative}}};
    read_fields(section_of(root, "crew", file, complete), {file, "crew"}, crew, complete);
    read_closure(section_of(root, "closure", file, complete), {file, "closure"}, rules.closure, complete);
    read_pressure(root, file, rules, complete);
    read_sizes(section_of(root, "sizes", file, complete), {file, "sizes"}, rules.sizes, complete);
    read_windows(root, file, rules);
    read_precedence(root, file, rules);
    read_districts(root, file, rules);
}

} // namespace

bool PlanRules::offers(Design wanted) const {
    const std::string_view code = Names<Design>::names[static_cast<std::size_t>(wanted)].code;
    return std::find(offered.begin(), offered.end(), code) != offered.end();
}

std::string_view default_plan_rules_text() { return bundled_plan_rules; }

const PlanRules &default_plan_rules() {
    static const PlanRules rules = [] {
        PlanRules r;
        overlay(r, bundled_plan_rules, "plan.toml", true);
        return r;
    }();
    return rules;
}

PlanRules read_plan_rules(std::string_view text, const std::string &file) {
    PlanRules rules = default_plan_rules();
    overlay(rules, text, file, false);
    return rules;
}

} // namespace gastwin
