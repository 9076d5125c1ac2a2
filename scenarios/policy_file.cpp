// SPDX-License-Identifier: Apache-2.0
// Reading of rule files (policy.hpp).
#include <algorithm>
#include <cmath>

#include "models/error.hpp"
#include "scenarios/policy.hpp"
#include "scenarios/score_scheme.hpp"
#include "scenarios/toml_fields.hpp"

namespace gastwin {
namespace {

std::int64_t line_of(const toml::node &node) { return static_cast<std::int64_t>(node.source().begin.line); }

template <Named E>
E read_code(const std::string &text, const TomlPlace &place, std::string_view key, std::int64_t line) {
    const auto value = parse_code<E>(text);
    if (value) return *value;
    std::string known;
    for (const Name &name : Names<E>::names) known.append(known.empty() ? "" : ", ").append(name.code);
    bad_scheme(place, key, "'" + text + "' is none of: " + known, line);
}

/// One [[rule]].
class RuleReader {
  public:
    RuleReader(const toml::table &table, const std::string &file) : table_{table}, place_{file, "rule"} {}

    PolicyRule read() {
        toml::table plain = table_;
        for (const std::string_view by_hand : {"all", "any"}) plain.erase(by_hand);
        std::vector<std::string> of;
        std::string conclusion;
        const std::array<TomlField, 11> fields{{{"id", &rule_.id},
                                                {"name", &rule_.name},
                                                {"name_zh", &rule_.name_zh},
                                                {"of", &of},
                                                {"conclusion", &conclusion},
                                                {"deadline", &rule_.deadline},
                                                {"within_years", &rule_.within_years, {1, 100}},
                                                {"document", &rule_.document},
                                                {"clause", &rule_.clause},
                                                {"clause_zh", &rule_.clause_zh},
                                                {"tag", &rule_.tag}}};
        constexpr std::array<std::string_view, 13> known{"id",       "name",         "name_zh",  "of",     "conclusion",
                                                         "deadline", "within_years", "document", "clause", "clause_zh",
                                                         "tag",      "all",          "any"};
        require_known(table_, place_, known);
        read_fields(plain, place_, fields, false);
        if (rule_.id.empty()) fail("id", "the key is missing");
        place_.section += " '" + rule_.id + "'";
        read_provenance();
        rule_.conclusion = read_code<Conclusion>(conclusion, place_, "conclusion", line("conclusion"));
        read_subject(of);
        read_conditions("all", rule_.all), read_conditions("any", rule_.any);
        if (rule_.all.empty() && rule_.any.empty()) fail("all", "the rule has no condition");
        return std::move(rule_);
    }

  private:
    [[nodiscard]] std::int64_t line(std::string_view key) const {
        const toml::node *node = table_.get(key);
        return line_of(node == nullptr ? table_ : *node);
    }
    [[noreturn]] void fail(std::string_view key, const std::string &detail) const {
        bad_scheme(place_, key, detail, line(key));
    }

    /// A rule without provenance is no rule.
    void read_provenance() {
        if (rule_.name.empty()) rule_.name = rule_.id;
        if (rule_.name_zh.empty()) rule_.name_zh = rule_.name;
        if (rule_.document.empty()) fail("document", "the key is missing");
        if (rule_.clause.empty()) fail("clause", "the key is missing");
        if (rule_.clause_zh.empty()) rule_.clause_zh = rule_.clause;
        if (rule_.tag != "S" && rule_.tag != "D" && rule_.tag != "U")
            fail("tag", "S (read in a published document), D (derived) or U (unverified) is needed");
        if (!rule_.deadline.empty() && rule_.within_years > 0) fail("within_years", "give this or deadline, not both");
        const std::string &d = rule_.deadline;
        const auto is_date = [&] {
            if (d.size() != 10 || d[4] != '-' || d[7] != '-') return false;
            for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
                if (d[i] < '0' || d[i] > '9') return false;
            const int month = (d[5] - '0') * 10 + d[6] - '0', day = (d[8] - '0') * 10 + d[9] - '0';
            return month >= 1 && month <= 12 && day >= 1 && day <= 31;
        };
        if (!d.empty() && !is_date()) fail("deadline", "a date such as \"2025-12-31\" is needed");
    }

    void read_subject(const std::vector<std::string> &of) {
        if (of.empty()) fail("of", "the key is missing: kinds of asset, or one table");
        const auto tables = ruled_tables();
        for (const std::string &what : of) {
            if (const auto setting = parse_code<AssetSetting>(what)) {
                rule_.applies[static_cast<std::size_t>(*setting)] = true;
                continue;
            }
            if (std::find(tables.begin(), tables.end(), what) == tables.end())
                fail("of", "'" + what + "' is neither a kind of asset nor a table that rules may be about");
            if (of.size() > 1) fail("of", "a table stands alone");
            rule_.table = what;
        }
    }

    void read_conditions(std::string_view key, std::vector<Condition> &conditions) {
        const toml::node *node = table_.get(key);
        if (node == nullptr) return;
        const toml::array *list = node->as_array();
        if (list == nullptr) fail(key, "a list of conditions is needed");
        for (const toml::node &item : *list) {
            if (!item.is_table()) bad_scheme(place_, key, "expected { column = ..., ... }", line_of(item));
            conditions.push_back(read_condition(*item.as_table()));
        }
    }

    [[nodiscard]] Condition read_condition(const toml::table &table) const {
        Condition c;
        bool recorded = false;
        const std::array<TomlField, 11> fields{{{"column", &c.column},
                                                {"is", &c.is},
                                                {"unsure", &c.unsure},
                                                {"words", &c.words},
                                                {"at_least", &c.at_least},
                                                {"above", &c.above},
                                                {"below", &c.below},
                                                {"at_most", &c.at_most},
                                                {"age_at_least", &c.age_at_least, not_negative},
                                                {"recorded", &recorded}}};
        read_fields(table, place_, fields, false);
        if (table.contains("recorded")) c.recorded = recorded ? 1 : 0;
        if (c.column.empty()) bad_scheme(place_, "column", "the key is missing", line_of(table));
        if (table.size() == 1) bad_scheme(place_, c.column, "the condition tests nothing", line_of(table));
        if (c.recorded >= 0 && table.size() > 2)
            bad_scheme(place_, "recorded", "stands alone; a value that is not recorded leaves other tests open",
                       line_of(table));
        if (!rule_.table.empty()) check(c, find_column(nullptr, rule_.table, c.column), rule_.table, table);
        for (std::size_t s = 0; s < setting_count; ++s)
            if (rule_.applies[s])
                check(c, find_column({}, static_cast<AssetSetting>(s), c.column),
                      label_of(static_cast<AssetSetting>(s), Lang::en), table);
        return c;
    }

    void check(const Condition &c, const std::optional<NamedColumn> &column, std::string_view of,
               const toml::table &table) const {
        const auto refuse = [&](std::string_view key, const std::string &detail) {
            bad_scheme(place_, key, detail, line_of(table));
        };
        if (!column || c.column.starts_with("risk.") || c.column.starts_with("criticality."))
            refuse("column", "'" + c.column + "' is no column of a " + std::string(of));
        const bool numbers = !std::isnan(c.at_least) || !std::isnan(c.above) || !std::isnan(c.below) ||
                             !std::isnan(c.at_most) || !std::isnan(c.age_at_least);
        if (numbers && (column->is_text() || column->is_code())) refuse(c.column, "is no column of numbers");
        if (!c.words.empty() && !column->is_text()) refuse("words", "'" + c.column + "' is no column of text");
        if ((!c.is.empty() || !c.unsure.empty()) && !column->is_text() && !column->is_code())
            refuse("is", "'" + c.column + "' is a column of numbers: use at_least, above, below, at_most");
        if (!column->is_code()) return;
        for (const auto *listed : {&c.is, &c.unsure})
            for (const std::string &code : *listed)
                if (std::none_of(column->names.begin(), column->names.end(),
                                 [&](const Name &n) { return n.code == code; }))
                    refuse("is", "'" + code + "' is no code of " + c.column);
    }

    const toml::table &table_;
    TomlPlace place_;
    PolicyRule rule_;
};

} // namespace

Policy read_policy(std::string_view text, const std::string &file) {
    const toml::table root = parse_toml(text, file);
    if (const std::string kind = scheme_kind(root, file); kind != "rules")
        bad_scheme({file, "about"}, "kind", "expected a file of kind 'rules', not '" + kind + "'");
    constexpr std::array<std::string_view, 2> known{"about", "rule"};
    require_known(root, {file, ""}, known);
    Policy policy;
    std::string kind;
    const std::array<TomlField, 9> fields{{{"kind", &kind},
                                           {"name", &policy.name},
                                           {"version", &policy.version},
                                           {"title", &policy.title},
                                           {"title_zh", &policy.title_zh},
                                           {"notice", &policy.notice},
                                           {"notice_zh", &policy.notice_zh},
                                           {"assumed_built_before", &policy.assumed_built_before, {1800, 2200}},
                                           {"assumed_by", &policy.assumed_by}}};
    read_fields(section_of(root, "about", file, true), {file, "about"}, fields, false);
    if (policy.name.empty()) bad_scheme({file, "about"}, "name", "the key is missing");
    if (policy.notice.empty()) bad_scheme({file, "about"}, "notice", "the key is missing");
    const toml::node *rules = root.get("rule");
    if (rules == nullptr || !rules->is_array_of_tables()) bad_scheme({file, ""}, "rule", "expected [[rule]] sections");
    for (const toml::node &item : *rules->as_array()) {
        PolicyRule rule = RuleReader(*item.as_table(), file).read();
        for (const PolicyRule &other : policy.rule)
            if (other.id == rule.id) bad_scheme({file, "rule"}, "id", "'" + rule.id + "' stands twice", line_of(item));
        policy.rule.push_back(std::move(rule));
    }
    return policy;
}

const Policy &default_policy() {
    static const Policy policy = read_policy(bundled_scheme_text("rules"), "rules.toml");
    return policy;
}

} // namespace gastwin
