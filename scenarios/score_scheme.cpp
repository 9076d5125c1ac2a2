// SPDX-License-Identifier: Apache-2.0
#include "scenarios/score_scheme.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "models/error.hpp"
#include "scenarios/toml_fields.hpp"

namespace gastwin {

extern const std::string_view bundled_points_scheme; // generated from schemes/points.toml
extern const std::string_view bundled_index_scheme;  // generated from schemes/index.toml
extern const std::string_view bundled_rules;         // generated from schemes/rules.toml

namespace {

constexpr std::size_t most_indicators = 64; // one bit each
constexpr Range points_range{0.0, 1e6};
constexpr std::array<std::string_view, 4> bundled_names{"default", "points", "index", "rules"};

std::int64_t line_of(const toml::node &node) { return static_cast<std::int64_t>(node.source().begin.line); }

template <Named E> E read_code(const std::string &text, const TomlPlace &place, std::string_view key) {
    const auto value = parse_code<E>(text);
    if (value) return *value;
    std::string known;
    for (const Name &name : Names<E>::names) known.append(known.empty() ? "" : ", ").append(name.code);
    bad_scheme(place, key, "'" + text + "' is none of: " + known);
}

double real_of(const toml::node &node, const TomlPlace &place, std::string_view key, Range range) {
    const auto value = node.value<double>();
    if (!value || !node.is_number()) bad_scheme(place, key, "expected a number", line_of(node));
    if (!std::isfinite(*value) || !range.contains(*value))
        bad_scheme(place, key, "the value is outside its legal range", line_of(node));
    return *value;
}

const toml::table &table_of(const toml::node &node, const TomlPlace &place, std::string_view key) {
    if (!node.is_table()) bad_scheme(place, key, "expected a table", line_of(node));
    return *node.as_table();
}

const toml::array &tables_of(const toml::table &table, const TomlPlace &place, std::string_view key) {
    const toml::node *node = table.get(key);
    if (node == nullptr) bad_scheme(place, key, "the section is missing");
    if (!node->is_array_of_tables())
        bad_scheme(place, key, "expected [[" + std::string(key) + "]] sections", line_of(*node));
    return *node->as_array();
}

std::array<bool, setting_count> read_settings(const std::vector<std::string> &texts, const TomlPlace &place) {
    std::array<bool, setting_count> applies{};
    for (const std::string &text : texts)
        applies[static_cast<std::size_t>(read_code<AssetSetting>(text, place, "assets"))] = true;
    return applies;
}

const std::vector<std::string> every_setting{"buried", "above_ground", "riser"};

/// One [[group.indicator]].
class IndicatorReader {
  public:
    IndicatorReader(const toml::table &table, TomlPlace place) : table_{table}, place_{std::move(place)} {}

    Indicator read(const std::array<bool, setting_count> &assessed) {
        std::vector<std::string> assets = every_setting;
        fields(assets);
        if (in_.name.empty()) bad_scheme(place_, "name", "the key is missing", line_of(table_));
        place_.section += " '" + in_.name + "'";
        if (in_.name_zh.empty()) in_.name_zh = in_.name;
        in_.applies = read_settings(assets, place_);
        for (std::size_t s = 0; s < setting_count; ++s) in_.applies[s] = in_.applies[s] && assessed[s];
        if (std::none_of(in_.applies.begin(), in_.applies.end(), [](bool yes) { return yes; }))
            fail("assets", "none of them is assessed by this scheme");
        mapping();
        missing_rule();
        return std::move(in_);
    }

  private:
    [[noreturn]] void fail(std::string_view key, const std::string &detail) const {
        const toml::node *node = table_.get(key);
        bad_scheme(place_, key, detail, line_of(node == nullptr ? table_ : *node));
    }

    void fields(std::vector<std::string> &assets) {
        constexpr std::array<std::string_view, 14> known{"name",   "name_zh", "column",     "clause", "source",
                                                         "weight", "assets",  "limits",     "points", "codes",
                                                         "words",  "other",   "everywhere", "missing"};
        require_known(table_, place_, known);
        toml::table plain = table_;
        for (const std::string_view by_hand : {"codes", "words", "missing"}) plain.erase(by_hand);
        const std::array<TomlField, 11> fields{{{"name", &in_.name},
                                                {"name_zh", &in_.name_zh},
                                                {"column", &in_.column},
                                                {"clause", &in_.clause},
                                                {"source", &in_.source},
                                                {"weight", &in_.weight, positive},
                                                {"assets", &assets},
                                                {"limits", &in_.limits},
                                                {"points", &in_.points, points_range},
                                                {"other", &in_.other, points_range},
                                                {"everywhere", &in_.everywhere, points_range}}};
        read_fields(plain, place_, fields, false);
    }

    void mapping() {
        if (!is_missing(in_.everywhere)) {
            for (const std::string_view key : {"column", "limits", "points", "codes", "words", "other", "missing"})
                if (table_.contains(key)) fail(key, "an indicator that is the same everywhere takes none");
            in_.low = in_.high = in_.everywhere;
            return;
        }
        if (in_.column.empty()) fail("column", "the key is missing; or give points 'everywhere'");
        if (in_.source.empty()) fail("source", "the key is missing: where do the numbers come from?");
        const NamedColumn column = column_for_all();
        if (column.is_text()) by_words();
        else if (column.is_code()) by_codes(column);
        else by_limits();
    }

    /// Its kind, which must be the same for every kind of asset it applies to.
    [[nodiscard]] NamedColumn column_for_all() const {
        std::optional<NamedColumn> first;
        for (std::size_t s = 0; s < setting_count; ++s) {
            if (!in_.applies[s]) continue;
            const auto setting = static_cast<AssetSetting>(s);
            const auto found = find_column({}, setting, in_.column);
            if (!found) no_such_column(setting);
            if (first && (first->is_text() != found->is_text() || first->names.data() != found->names.data()))
                fail("column", "means different things for different assets: name the 'assets' it applies to");
            first = found;
        }
        return *first;
    }

    [[noreturn]] void no_such_column(AssetSetting setting) const {
        const std::vector<std::string> names = asset_column_names();
        const bool elsewhere = std::find(names.begin(), names.end(), in_.column) != names.end();
        fail("column", elsewhere ? "'" + in_.column + "' is no column of a " +
                                       std::string(label_of(setting, Lang::en)) + ": name the 'assets' it applies to"
                                 : "there is no column '" + in_.column + "' (docs/scheme.schema.json lists them)");
    }

    void by_limits() {
        refuse({"codes", "words", "other"}, "a column of numbers takes limits and points");
        if (in_.limits.empty()) fail("limits", "the key is missing");
        if (std::adjacent_find(in_.limits.begin(), in_.limits.end(), std::greater_equal<>()) != in_.limits.end())
            fail("limits", "the limits must rise");
        if (in_.points.size() != in_.limits.size() + 1)
            fail("points", "one more than limits is needed: below the first, between, and from the last");
        const auto [low, high] = std::minmax_element(in_.points.begin(), in_.points.end());
        in_.low = *low, in_.high = *high;
    }

    void by_codes(const NamedColumn &column) {
        refuse({"limits", "points", "words"}, "a column of codes takes codes and other");
        const toml::node *node = table_.get("codes");
        if (node == nullptr) fail("codes", "the key is missing");
        const toml::table &codes = table_of(*node, place_, "codes");
        std::vector<std::string_view> known;
        for (const Name &name : column.names) known.push_back(name.code);
        require_known(codes, place_, known);
        in_.by_code.assign(known.size(), in_.other);
        for (std::size_t c = 0; c < known.size(); ++c)
            if (const toml::node *points = codes.get(known[c]))
                in_.by_code[c] = real_of(*points, place_, known[c], points_range);
        in_.low = std::numeric_limits<double>::infinity(), in_.high = 0.0;
        for (std::size_t c = 0; c < known.size(); ++c) {
            if (static_cast<int>(c) == column.unknown) continue;
            if (std::isnan(in_.by_code[c]))
                fail("codes", "'" + std::string(known[c]) + "' has no points, and there is no 'other'");
            widen(in_.by_code[c]);
        }
    }

    void by_words() {
        refuse({"limits", "points", "codes"}, "a column of text takes words and other");
        if (std::isnan(in_.other)) fail("other", "the key is missing: points of texts that hold none of the words");
        in_.low = in_.high = in_.other;
        for (const toml::node &item : tables_of(table_, place_, "words")) {
            const toml::table &row = *item.as_table();
            WordPoints word;
            const std::array<TomlField, 2> fields{{{"words", &word.words}, {"points", &word.points, points_range}}};
            read_fields(row, place_, fields, true);
            widen(word.points);
            in_.words.push_back(std::move(word));
        }
    }

    void missing_rule() {
        if (!is_missing(in_.everywhere)) return;
        const toml::node *node = table_.get("missing");
        if (node == nullptr) fail("missing", "the key is missing: points, \"worst\", \"best\" or \"leave_out\"");
        if (const auto text = node->value<std::string>()) {
            in_.missing = read_code<MissingRule>(*text, place_, "missing");
            if (in_.missing == MissingRule::points) fail("missing", "write the points themselves");
            return;
        }
        in_.missing = MissingRule::points;
        in_.missing_points = real_of(*node, place_, "missing", points_range);
        widen(in_.missing_points);
    }

    void widen(double points) {
        in_.low = std::min(in_.low, points);
        in_.high = std::max(in_.high, points);
    }

    void refuse(std::initializer_list<std::string_view> keys, const std::string &detail) const {
        for (const std::string_view key : keys)
            if (table_.contains(key)) fail(key, detail);
    }

    const toml::table &table_;
    TomlPlace place_;
    Indicator in_;
};

void read_about(const toml::table &root, const std::string &file, ScoreScheme &s) {
    std::string kind;
    std::vector<std::string> assets = every_setting;
    const std::array<TomlField, 10> fields{{{"kind", &kind},
                                            {"name", &s.name},
                                            {"version", &s.version},
                                            {"title", &s.title},
                                            {"title_zh", &s.title_zh},
                                            {"notice", &s.notice},
                                            {"notice_zh", &s.notice_zh},
                                            {"assets", &assets},
                                            {"high_is_safe", &s.high_is_safe},
                                            {"assumed_built_before", &s.assumed_built_before, {1800, 2200}}}};
    const TomlPlace place{file, "about"};
    read_fields(section_of(root, "about", file, true), place, fields, false);
    for (const auto &[key, text] : {std::pair<std::string_view, std::string *>{"name", &s.name}, {"notice", &s.notice}})
        if (text->empty()) bad_scheme(place, key, "the key is missing");
    if (s.title.empty()) s.title = s.name;
    if (s.title_zh.empty()) s.title_zh = s.title;
    if (s.notice_zh.empty()) s.notice_zh = s.notice;
    s.assessed = read_settings(assets, place);
}

void read_groups(const toml::table &root, const std::string &file, ScoreScheme &s) {
    for (const toml::node &item : tables_of(root, {file, ""}, "group")) {
        const toml::table &table = *item.as_table();
        TomlPlace place{file, "group"};
        IndicatorGroup group;
        std::string side, how = "mean";
        toml::table plain = table;
        plain.erase("indicator");
        const std::array<TomlField, 5> fields{{{"name", &group.name},
                                               {"name_zh", &group.name_zh},
                                               {"side", &side},
                                               {"how", &how},
                                               {"weight", &group.weight, positive}}};
        read_fields(plain, place, fields, false);
        if (group.name.empty()) bad_scheme(place, "name", "the key is missing", line_of(table));
        place.section += " '" + group.name + "'";
        if (group.name_zh.empty()) group.name_zh = group.name;
        group.side = read_code<ScoreSide>(side, place, "side");
        group.how = read_code<GroupForm>(how, place, "how");
        group.first = s.indicator.size();
        const bool safe = s.high_is_safe && !(s.how == ScoreForm::quotient && group.side == ScoreSide::consequence);
        for (const toml::node &row : tables_of(table, place, "indicator")) {
            s.indicator.push_back(
                IndicatorReader(*row.as_table(), {file, place.section + " indicator"}).read(s.assessed));
            Indicator &in = s.indicator.back();
            in.best = safe ? in.high : in.low, in.worst = safe ? in.low : in.high;
            if (group.how == GroupForm::product && !(in.low > 0.0))
                bad_scheme(place, "points", "points of a product must be above 0", line_of(row));
        }
        group.last = s.indicator.size();
        s.group.push_back(std::move(group));
    }
    if (s.indicator.size() > most_indicators) bad_scheme({file, "group"}, "", "more than 64 indicators");
}

/// Every kind of asset needs something to go by on both sides.
void require_both_sides(const ScoreScheme &s, const std::string &file) {
    for (std::size_t setting = 0; setting < setting_count; ++setting) {
        if (!s.assessed[setting]) continue;
        for (const ScoreSide side : {ScoreSide::likelihood, ScoreSide::consequence}) {
            const bool any = std::any_of(s.group.begin(), s.group.end(), [&](const IndicatorGroup &g) {
                if (g.side != side) return false;
                for (std::size_t i = g.first; i < g.last; ++i)
                    if (s.indicator[i].applies[setting]) return true;
                return false;
            });
            if (any) continue;
            const std::string asset(label_of(static_cast<AssetSetting>(setting), Lang::en));
            bad_scheme({file, "group"}, code_of(side), "no indicator applies to a " + asset);
        }
    }
}

void read_matrix(const toml::table &table, const TomlPlace &place, ScoreScheme &s) {
    const toml::node *node = table.get("matrix");
    if (node == nullptr || !node->is_array()) bad_scheme(place, "matrix", "expected rows of grades");
    for (const toml::node &item : *node->as_array()) {
        const toml::array *row = item.as_array();
        if (row == nullptr) bad_scheme(place, "matrix", "expected rows of grades", line_of(item));
        std::vector<RiskGrade> &grades = s.matrix.emplace_back();
        for (const toml::node &cell : *row)
            grades.push_back(read_code<RiskGrade>(cell.value_or(std::string()), place, "matrix"));
        if (grades.size() != s.consequence_limits.size() + 1)
            bad_scheme(place, "matrix", "a row needs one grade more than consequence_limits", line_of(item));
    }
    if (s.matrix.size() != s.likelihood_limits.size() + 1)
        bad_scheme(place, "matrix", "needs one row more than likelihood_limits", line_of(*node));
    for (const auto *limits : {&s.likelihood_limits, &s.consequence_limits})
        if (!std::is_sorted(limits->begin(), limits->end())) bad_scheme(place, "matrix", "the limits must not fall");
}

void read_combine(const toml::table &root, const std::string &file, ScoreScheme &s) {
    const TomlPlace place{file, "combine"};
    const toml::table &table = section_of(root, "combine", file, true);
    toml::table plain = table;
    plain.erase("matrix");
    std::string how;
    const std::array<TomlField, 6> fields{{{"how", &how},
                                           {"likelihood_limits", &s.likelihood_limits},
                                           {"consequence_limits", &s.consequence_limits},
                                           {"yellow", &s.yellow, not_negative},
                                           {"orange", &s.orange, not_negative},
                                           {"red", &s.red, not_negative}}};
    read_fields(plain, place, fields, false);
    s.how = read_code<ScoreForm>(how, place, "how");
    if (s.how == ScoreForm::matrix) return read_matrix(table, place, s);
    if (s.how == ScoreForm::quotient && !s.high_is_safe)
        bad_scheme(place, "how", "a quotient divides safety by consequence: [about] high_is_safe = true is needed");
    if (table.contains("matrix")) bad_scheme(place, "matrix", "belongs to how = \"matrix\"");
    for (const auto &[key, limit] : {std::pair{"yellow", s.yellow}, {"orange", s.orange}, {"red", s.red}})
        if (std::isnan(limit)) bad_scheme(place, key, "the key is missing");
    const double turn = s.high_is_safe ? -1.0 : 1.0;
    if (!(turn * s.yellow <= turn * s.orange && turn * s.orange <= turn * s.red))
        bad_scheme(place, "red", s.high_is_safe ? "the limits must not rise" : "the limits must not fall");
}

} // namespace

bool ScoreScheme::reads(std::string_view prefix) const {
    return std::any_of(indicator.begin(), indicator.end(),
                       [&](const Indicator &i) { return i.column.starts_with(prefix); });
}

ScoreScheme read_score_scheme(std::string_view text, const std::string &file) {
    const toml::table root = parse_toml(text, file);
    if (const std::string kind = scheme_kind(root, file); kind != "score")
        bad_scheme({file, "about"}, "kind", "expected a scheme of kind 'score', not '" + kind + "'");
    constexpr std::array<std::string_view, 3> known{"about", "combine", "group"};
    require_known(root, {file, ""}, known);
    ScoreScheme s;
    read_about(root, file, s);
    read_combine(root, file, s);
    read_groups(root, file, s);
    require_both_sides(s, file);
    return s;
}

std::string_view bundled_scheme_text(std::string_view name) {
    if (name == "default") return default_scheme_text();
    if (name == "points") return bundled_points_scheme;
    if (name == "index") return bundled_index_scheme;
    return name == "rules" ? bundled_rules : std::string_view{};
}

std::span<const std::string_view> bundled_scheme_names() { return bundled_names; }

std::string scheme_kind(std::string_view text, const std::string &file) {
    return scheme_kind(parse_toml(text, file), file);
}

} // namespace gastwin
