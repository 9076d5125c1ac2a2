// SPDX-License-Identifier: Apache-2.0
#include "gis/profile.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gis/text.hpp"
#include "models/classes.hpp"
#include "models/customer.hpp"
#include "models/error.hpp"
#include "models/pipe.hpp"
#include "models/toml.hpp"

namespace gastwin {
namespace {

using Texts = std::vector<std::string>;

template <Named E> Texts codes_of() {
    Texts codes;
    for (const Name &name : Names<E>::names) codes.emplace_back(name.code);
    return codes;
}

Texts firsts(const NamedTexts &list) {
    Texts names;
    for (const auto &entry : list) names.push_back(entry.first);
    return names;
}

/// Reads one TOML file; carries what an error message needs.
class Reader {
  public:
    explicit Reader(std::string origin) : origin_{std::move(origin)} {}

    [[noreturn]] void fail(const std::string &detail) const {
        throw Error("bad_profile", {.file = origin_}, {}, detail);
    }

    void require_known(std::string_view key, const Texts &known, const std::string &where) const {
        if (std::find(known.begin(), known.end(), key) != known.end()) return;
        const std::string near = closest(key, known);
        fail(where + ": unknown key \"" + std::string(key) + "\"" +
             (near.empty() ? std::string() : ", did you mean \"" + near + "\"?"));
    }

    void require_known_keys(const toml::table &table, const Texts &known, const std::string &where) const {
        for (const auto &[key, node] : table) require_known(key.str(), known, where);
    }

    Texts texts(const toml::node *node, const std::string &where) const {
        Texts list;
        if (node == nullptr) return list;
        if (const auto one = node->value<std::string>()) return {*one};
        if (!node->is_array()) fail(where + " must be a list of texts");
        for (const toml::node &entry : *node->as_array()) {
            const auto text = entry.value<std::string>();
            if (!entry.is_string() || !text) fail(where + " must be a list of texts");
            list.push_back(*text);
        }
        return list;
    }

    Profile profile(const toml::table &root) const {
        require_known_keys(root, {"profile", "layer", "codes"}, "top level");
        Profile profile;
        const toml::table *head = root["profile"].as_table();
        if (head == nullptr) fail("no [profile] section");
        require_known_keys(*head, {"name", "about", "missing", "crs", "encoding", "decimal_comma"}, "[profile]");
        profile.name = (*head)["name"].value_or(std::string("unnamed"));
        profile.crs = (*head)["crs"].value_or(std::string());
        profile.encoding = (*head)["encoding"].value_or(std::string());
        profile.decimal_comma = (*head)["decimal_comma"].value_or(false);
        for (const std::string &text : texts(head->get("missing"), "missing"))
            if (std::string word = fold(text); !word.empty()) profile.missing.push_back(std::move(word));
        const toml::array *layers = root["layer"].as_array();
        if (layers == nullptr) fail("no [[layer]] section");
        for (const toml::node &node : *layers) {
            if (!node.is_table()) fail("[[layer]] must be a table");
            profile.layers.push_back(layer(*node.as_table()));
        }
        if (const toml::table *codes = root["codes"].as_table()) read_codes(*codes, profile);
        return profile;
    }

  private:
    LayerSpec layer(const toml::table &table) const {
        require_known_keys(
            table,
            {"table", "shape", "names", "names_within", "require", "require_if_not_drawn", "min_columns", "columns"},
            "[[layer]]");
        LayerSpec spec;
        spec.table = table["table"].value_or(std::string());
        require_known(spec.table, firsts(profile_tables()), "[[layer]] table");
        spec.shape = shape(table["shape"].value_or(std::string("any")));
        for (const std::string &name : texts(table.get("names"), "names")) spec.names.push_back(fold(name));
        spec.names_within = table["names_within"].value_or(false);
        spec.require = texts(table.get("require"), "require");
        spec.require_if_not_drawn = texts(table.get("require_if_not_drawn"), "require_if_not_drawn");
        spec.min_columns = static_cast<std::size_t>(std::max<std::int64_t>(table["min_columns"].value_or(1), 1));
        const Texts &known = std::find_if(profile_tables().begin(), profile_tables().end(), [&](const auto &entry) {
                                 return entry.first == spec.table;
                             })->second;
        const toml::table *columns = table["columns"].as_table();
        if (columns == nullptr) fail("layer \"" + spec.table + "\" has no [layer.columns]");
        require_known_keys(*columns, known, "columns of \"" + spec.table + "\"");
        for (const std::string &name : known) // in our order, whatever the file's
            if (const toml::node *node = columns->get(name)) spec.columns.push_back(column(name, *node, spec.table));
        for (const Texts *list : {&spec.require, &spec.require_if_not_drawn})
            for (const std::string &name : *list) require_known(name, known, "require of \"" + spec.table + "\"");
        return spec;
    }

    ShapeKind shape(const std::string &name) const {
        if (name == "any") return ShapeKind::none;
        require_known(name, {"any", "point", "line", "polygon"}, "[[layer]] shape");
        return name == "point" ? ShapeKind::point : name == "line" ? ShapeKind::line : ShapeKind::polygon;
    }

    ColumnSpec column(const std::string &name, const toml::node &node, const std::string &table) const {
        const std::string where = "column " + name + " of \"" + table + "\"";
        ColumnSpec spec{.name = name, .keys = {}, .unit = ""};
        if (const toml::table *detail = node.as_table()) {
            require_known_keys(*detail, {"from", "unit", "value"}, where);
            spec.texts = texts(detail->get("from"), where);
            spec.constant = (*detail)["value"].value_or(std::string());
            spec.unit = fold((*detail)["unit"].value_or(std::string()));
        } else spec.texts = texts(&node, where);
        for (const std::string &text : spec.texts) spec.keys.push_back(split_header(text).key);
        return spec;
    }

    void read_codes(const toml::table &codes, Profile &profile) const {
        require_known_keys(codes, firsts(profile_codes()), "[codes]");
        for (const auto &[key, node] : codes) {
            const std::string list(key.str()), where = "[codes." + list + "]";
            if (!node.is_table()) fail(where + " must be a table");
            const Texts &known = std::find_if(profile_codes().begin(), profile_codes().end(), [&](const auto &entry) {
                                     return entry.first == list;
                                 })->second;
            CodeList &target = profile.codes[list];
            for (const auto &[code, words] : *node.as_table()) {
                if (!known.empty()) require_known(code.str(), known, where);
                target.emplace(fold(code.str()), code.str());
                for (const std::string &word : texts(&words, where))
                    if (const auto [entry, fresh] = target.emplace(fold(word), code.str());
                        !fresh && entry->second != code.str())
                        fail(where + ": \"" + word + "\" stands for both " + entry->second + " and " +
                             std::string(code.str()));
            }
        }
    }

    std::string origin_;
};

} // namespace

const NamedTexts &profile_tables() {
    static const NamedTexts tables{
        {"line",
         {"id", "from_point", "to_point", "from_depth_m", "to_depth_m", "material", "diameter", "pressure", "laying",
          "install_year", "state", "role", "street", "length_m", "medium"}},
        {"point", {"id", "x_m", "y_m", "ground_level_m", "depth_m", "feature", "appurtenance"}},
        {"building",
         {"id", "built_year", "floors", "households", "height_m", "area_m2", "people", "kind", "estate", "community",
          "district", "old_estate"}},
        {"riser",
         {"id", "node", "building", "floors", "households", "material", "diameter", "height_m", "install_year",
          "renewal_year"}},
        {"regulator",
         {"id", "kind", "from_node", "to_node", "set_pressure", "trip_high_pressure", "trip_low_pressure",
          "relief_pressure", "capacity", "install_year", "monitor"}},
        {"source", {"id", "node", "kind", "pressure", "capacity"}},
        {"valve", {"id", "kind", "pipe", "node", "open", "operable", "x_m", "y_m"}},
        {"household",
         {"id", "building", "riser", "floor", "valve_installed", "valve_tier", "hose_type", "hose_installed",
          "alarm_installed", "alarm_expires"}},
        {"unit_user", {"id", "kind", "x_m", "y_m", "fuel", "load", "node", "alarm", "shut_off"}},
        {"leak",
         {"id", "started", "ended", "object", "object_kind", "x_m", "y_m", "cause", "cause_detail", "level", "state"}},
        {"hazard",
         {"id", "started", "ended", "object", "object_kind", "x_m", "y_m", "cause", "cause_detail", "level", "state"}},
        {"works",
         {"id", "started", "ended", "object", "object_kind", "x_m", "y_m", "cause", "cause_detail", "level", "state",
          "excavation_depth_m", "protection_plan", "guardian"}},
        {"enclosure", {"id", "kind", "top_depth_m", "bottom_depth_m", "owner", "gas_protection", "width_m"}}};
    return tables;
}

const NamedTexts &profile_codes() {
    static const NamedTexts lists{
        {"material", codes_of<Material>()},
        {"pressure_class", codes_of<PressureClass>()},
        {"state", codes_of<UseState>()},
        {"role", codes_of<PipeRole>()},
        {"role_by_laying", codes_of<PipeRole>()},
        {"laying", {}},
        {"valve_open", {"open", "closed"}},
        {"valve_operable", {"yes", "no"}},
        {"present", {"yes", "no"}},
        {"fuel", {"piped", "other"}},
        {"medium", {"gas", "other"}},
        {"customer_kind", codes_of<CustomerKind>()},
        {"special", {}},
        {"object", {"pipe", "riser", "valve", "regulator", "customer", "building", "source", "enclosure"}}};
    return lists;
}

const CodeList &Profile::code_list(std::string_view list) const {
    static const CodeList none;
    const auto found = codes.find(std::string(list));
    return found == codes.end() ? none : found->second;
}

bool Profile::is_missing_text(std::string_view text) const {
    if (text.empty()) return true;
    const char first = static_cast<char>(text.front() >= 'A' && text.front() <= 'Z' ? text.front() + 32 : text.front());
    const auto starts_so = [&](const std::string &word) { return word.front() == first; };
    if (std::none_of(missing.begin(), missing.end(), starts_so)) return false; // most cells: nothing to fold
    const std::string key = fold(text);
    return std::find(missing.begin(), missing.end(), key) != missing.end();
}

Profile parse_profile(std::string_view toml_text, const std::string &origin) {
    const Reader reader(origin);
    try {
        return reader.profile(toml::parse(toml_text, origin));
    } catch (const toml::parse_error &error) {
        reader.fail(std::string(error.description()) + " in line " + std::to_string(error.source().begin.line));
    }
}

Profile load_profile(const std::string &name_or_path) {
    for (const BundledProfile &bundled : bundled_profiles())
        if (bundled.name == name_or_path) return parse_profile(bundled.text, name_or_path);
    std::ifstream file(std::filesystem::path(name_or_path), std::ios::binary);
    if (!file) {
        std::string detail = "bundled profiles:";
        for (const BundledProfile &bundled : bundled_profiles()) detail += " " + std::string(bundled.name);
        throw Error("no_such_file", {.file = name_or_path}, {}, detail);
    }
    std::ostringstream text;
    text << file.rdbuf();
    return parse_profile(text.str(), name_or_path);
}

} // namespace gastwin
