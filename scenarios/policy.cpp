// SPDX-License-Identifier: Apache-2.0
#include "scenarios/policy.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "models/failure.hpp"

namespace gastwin {
namespace {

enum class Truth : std::uint8_t { no, open, yes };

/// The rows a rule is about, and how to read them.
struct RuleRows {
    const Twin &twin;
    const ColumnSources &sources;
    const PolicyRule &rule;

    [[nodiscard]] bool of_assets() const { return rule.table.empty(); }
    [[nodiscard]] std::optional<NamedColumn> column(AssetSetting setting, std::string_view name) const {
        return of_assets() ? find_column(sources, setting, name) : find_column(&twin.network, rule.table, name);
    }
};

/// A condition with its column, and its codes as numbers.
struct Test {
    const Condition *condition;
    NamedColumn column;
    std::vector<double> is, unsure;
    bool anywhere = false; ///< any row has a value
};

std::vector<double> codes_of(const std::vector<std::string> &texts, const NamedColumn &column) {
    std::vector<double> codes;
    for (std::size_t c = 0; c < column.names.size(); ++c)
        if (std::find(texts.begin(), texts.end(), column.names[c].code) != texts.end())
            codes.push_back(static_cast<double>(c));
    return codes;
}

Truth truth_of(bool yes) { return yes ? Truth::yes : Truth::no; }

Truth text_test(const Condition &c, std::string_view text) {
    if (!c.is.empty()) return truth_of(std::find(c.is.begin(), c.is.end(), text) != c.is.end());
    return truth_of(c.words.empty() || holds_word(text, c.words));
}

Truth evaluate(const Test &test, std::size_t row, std::int32_t year) {
    const Condition &c = *test.condition;
    const bool missing = test.column.missing(row);
    if (c.recorded >= 0) return truth_of((c.recorded == 1) != missing);
    if (missing) return Truth::open;
    if (test.column.is_text()) return text_test(c, test.column.text(row));
    const double value = test.column.number(row);
    if (test.column.is_code()) {
        if (std::find(test.is.begin(), test.is.end(), value) != test.is.end()) return Truth::yes;
        return std::find(test.unsure.begin(), test.unsure.end(), value) != test.unsure.end() ? Truth::open : Truth::no;
    }
    const auto fails = [](double limit, bool holds) { return !std::isnan(limit) && !holds; };
    if (fails(c.at_least, value >= c.at_least) || fails(c.above, value > c.above) || fails(c.below, value < c.below) ||
        fails(c.at_most, value <= c.at_most) || fails(c.age_at_least, year - value >= c.age_at_least))
        return Truth::no;
    return Truth::yes;
}

/// A rule made ready for the rows of one setting or table.
struct ReadyRule {
    std::vector<Test> all, any;

    [[nodiscard]] Truth truth(std::size_t row, std::int32_t year) const {
        Truth every = Truth::yes, some = any.empty() ? Truth::yes : Truth::no;
        for (const Test &t : all) every = std::min(every, evaluate(t, row, year));
        for (const Test &t : any) some = std::max(some, evaluate(t, row, year));
        return std::min(every, some);
    }
    /// Is every column that leaves it open recorded somewhere?
    [[nodiscard]] bool worth_listing(std::size_t row, std::int32_t year) const {
        for (const auto *tests : {&all, &any})
            for (const Test &t : *tests)
                if (evaluate(t, row, year) == Truth::open && t.column.missing(row) && !t.anywhere) return false;
        return true;
    }
};

ReadyRule make_ready(const RuleRows &rows, AssetSetting setting, std::span<const std::size_t> looked_at) {
    ReadyRule ready;
    const auto add = [&](const std::vector<Condition> &conditions, std::vector<Test> &tests) {
        for (const Condition &c : conditions) {
            Test test{.condition = &c, .column = rows.column(setting, c.column).value(), .is = {}, .unsure = {}};
            test.is = codes_of(c.is, test.column), test.unsure = codes_of(c.unsure, test.column);
            test.anywhere = std::any_of(looked_at.begin(), looked_at.end(),
                                        [&](std::size_t row) { return !test.column.missing(row); });
            tests.push_back(std::move(test));
        }
    };
    add(rows.rule.all, ready.all), add(rows.rule.any, ready.any);
    return ready;
}

std::string deadline_of(const PolicyRule &rule, std::int32_t year) {
    return rule.within_years > 0 ? std::to_string(year + rule.within_years) + "-12-31" : rule.deadline;
}

/// How values that were not simply read came to be.
class Origins {
  public:
    explicit Origins(const Provenances &p) {
        for (std::size_t i = 0; i < row_count(p); ++i)
            if (p.origin[i] == Origin::imputed || p.origin[i] == Origin::inferred || p.origin[i] == Origin::rule)
                origin_.emplace(key(p.table_name[i], p.object_id[i], p.column[i]), p.origin[i]);
    }
    /// `measured` where nothing is noted.
    [[nodiscard]] Origin of(std::string_view table, std::string_view id, std::string_view column) const {
        const auto found = origin_.find(key(table, id, column));
        return found == origin_.end() ? Origin::measured : found->second;
    }

  private:
    static std::string key(std::string_view table, std::string_view id, std::string_view column) {
        return std::string(table).append(1, '\n').append(id).append(1, '\n').append(column);
    }
    std::unordered_map<std::string, Origin> origin_;
};

/// Evaluates rules and writes findings and the summary.
class Examiner {
  public:
    Examiner(const Twin &twin, const Policy &policy, const ColumnSources &sources, PolicyResults &results)
        : twin_{twin}, policy_{policy}, sources_{sources}, results_{results}, origins_{twin.provenance} {}

    void examine(const PolicyRule &rule) {
        const std::size_t s = append_row(results_.rule, rule.id).row();
        RuleSummary &summary = results_.rule;
        summary.name_en[s] = rule.name, summary.name_zh[s] = rule.name_zh;
        summary.document[s] = rule.document, summary.tag[s] = rule.tag;
        summary.clause[s] = rule.clause, summary.clause_zh[s] = rule.clause_zh;
        summary.conclusion[s] = rule.conclusion, summary.deadline[s] = deadline_of(rule, results_.assets.year);
        const RuleRows rows{twin_, sources_, rule};
        if (!rows.of_assets()) return examine_rows(rows, AssetSetting::buried, every_row(rule.table), s);
        const AssetFacts &facts = results_.assets.facts;
        for (std::size_t setting = 0; setting < setting_count; ++setting) {
            if (!rule.applies[setting]) continue;
            std::vector<std::size_t> of_setting;
            for (std::size_t k = 0; k < results_.assets.size(); ++k)
                if (static_cast<std::size_t>(facts.setting[k]) == setting) of_setting.push_back(k);
            examine_rows(rows, static_cast<AssetSetting>(setting), of_setting, s);
        }
    }

  private:
    void examine_rows(const RuleRows &rows, AssetSetting setting, std::span<const std::size_t> looked_at,
                      std::size_t s) {
        const ReadyRule ready = make_ready(rows, setting, looked_at);
        RuleSummary &summary = results_.rule;
        summary.looked_at[s] += static_cast<std::int32_t>(looked_at.size());
        for (const std::size_t row : looked_at) {
            const Truth truth = ready.truth(row, results_.assets.year);
            if (truth == Truth::no) continue;
            const double km = rows.of_assets() && setting != AssetSetting::riser ? length_km(row) : 0.0;
            if (truth == Truth::open) {
                ++summary.not_checkable[s], summary.not_checkable_km[s] += km;
                if (ready.worth_listing(row, results_.assets.year))
                    add_finding(rows, ready, row, Outcome::not_checkable);
                continue;
            }
            ++summary.holds[s], summary.holds_km[s] += km;
            const std::size_t f = add_finding(rows, ready, row, Outcome::holds);
            if (results_.finding.assumed[f] != 0) summary.assumed_km[s] += km;
        }
    }

    [[nodiscard]] double length_km(std::size_t asset) const {
        return 1e-3 * twin_.network.pipe.length_m[static_cast<std::size_t>(results_.assets.row[asset])];
    }

    [[nodiscard]] std::vector<std::size_t> every_row(std::string_view table) const {
        std::size_t count = 0;
        for_each_table(twin_.network, [&](const auto &t) {
            if (std::decay_t<decltype(t)>::name == table) count = row_count(t);
        });
        std::vector<std::size_t> rows(count);
        for (std::size_t i = 0; i < count; ++i) rows[i] = i;
        return rows;
    }

    std::size_t add_finding(const RuleRows &rows, const ReadyRule &ready, std::size_t row, Outcome outcome) {
        Findings &f = results_.finding;
        const std::size_t i = append_row(f, std::to_string(row_count(f) + 1)).row();
        const PolicyRule &rule = rows.rule;
        f.rule[i] = rule.id, f.outcome[i] = outcome;
        f.document[i] = rule.document, f.clause[i] = rule.clause, f.tag[i] = rule.tag;
        f.object_table[i] = rows.of_assets() ? (results_.assets.is_riser(row) ? "riser" : "pipe") : rule.table;
        f.object_id[i] = rows.of_assets() ? results_.assets.facts.id[row]
                                          : std::string(find_column(&twin_.network, rule.table, "id")->text(row));
        if (outcome == Outcome::holds)
            f.conclusion[i] = rule.conclusion, f.deadline[i] = deadline_of(rule, results_.assets.year);
        for (const auto *tests : {&ready.all, &ready.any})
            for (const Test &test : *tests) describe(test, row, tests == &ready.any, i);
        return i;
    }

    /// Adds what one condition found.
    void describe(const Test &test, std::size_t row, bool one_of_several, std::size_t i) {
        Findings &f = results_.finding;
        const Truth truth = evaluate(test, row, results_.assets.year);
        if (truth == Truth::no || (one_of_several && truth == Truth::open && f.outcome[i] == Outcome::holds)) return;
        const std::string &column = test.condition->column;
        if (truth == Truth::open) f.missing[i].append(f.missing[i].empty() ? "" : ",").append(column);
        const bool missing = test.column.missing(row);
        const auto say = [&](std::string &text, Lang lang, std::string_view nothing, std::string_view between) {
            text.append(text.empty() ? "" : between).append(column).append(" = ");
            text.append(missing ? std::string(nothing) : test.column.shown(row, lang));
        };
        say(f.found[i], Lang::en, "not recorded", "; ");
        say(f.found_zh[i], Lang::zh, "未记录", "；");
        const std::string_view recorded = recorded_column(column);
        const Origin origin = origins_.of(f.object_table[i], f.object_id[i], recorded);
        if (origin != Origin::measured) f.imputed[i].append(f.imputed[i].empty() ? "" : ",").append(recorded);
        if (column == "assumed_age_a" && origin == Origin::rule) f.assumed[i] = 1;
        if (column != "assumed_age_a" || !std::isnan(results_.assets.facts.age_a[row])) return;
        f.assumed[i] = 1;
        const std::string before = std::to_string(policy_.assumed_built_before), by = policy_.assumed_by;
        f.found[i].append(" (year not recorded: built before " + before + (by.empty() ? "" : " by " + by) + ")");
        f.found_zh[i].append("（建设年代未记录，按" + before + "年前建成计" + (by.empty() ? "" : "，" + by) + "）");
    }

    const Twin &twin_;
    const Policy &policy_;
    const ColumnSources &sources_;
    PolicyResults &results_;
    Origins origins_;
};

template <class Table> void fill(Table &table, std::size_t row, AssetConclusion &c) {
    table.conclusion[row] = c.conclusion;
    table.deadline[row] = std::move(c.deadline), table.rules[row] = std::move(c.rules);
}

} // namespace

FactOptions options_for(const Policy &policy, FactOptions options) {
    options.assumed_built_before = policy.assumed_built_before;
    options.people = false;
    for (const PolicyRule &rule : policy.rule)
        for (const auto *conditions : {&rule.all, &rule.any})
            for (const Condition &c : *conditions) options.people = options.people || c.column == "people_near";
    return options;
}

PolicyResults find_by_policy(const Twin &twin, const Policy &policy, Assets assets, const AssetGrades &grades) {
    PolicyResults results;
    results.assets = std::move(assets);
    const ColumnSources sources{.network = &twin.network,
                                .assets = &results.assets,
                                .grade = grades.grade,
                                .grade_row = grades.row,
                                .risk_row = {}};
    Examiner examiner(twin, policy, sources, results);
    for (const PolicyRule &rule : policy.rule) examiner.examine(rule);
    return results;
}

PolicyResults find_by_policy(const Twin &twin, const Policy &policy, const FactOptions &options) {
    return find_by_policy(twin, policy, gather_assets(twin, options_for(policy, options)));
}

std::vector<AssetConclusion> conclude(const PolicyResults &results) {
    std::vector<AssetConclusion> conclusions(results.assets.size());
    const Findings &f = results.finding;
    IdMap pipes, risers;
    for (std::size_t k = 0; k < results.assets.size(); ++k)
        (results.assets.is_riser(k) ? risers : pipes).emplace(results.assets.facts.id[k], static_cast<std::int32_t>(k));
    for (std::size_t i = 0; i < row_count(f); ++i) {
        if (f.outcome[i] != Outcome::holds) continue;
        const bool riser = f.object_table[i] == "riser";
        if (!riser && f.object_table[i] != "pipe") continue;
        AssetConclusion &c = conclusions[static_cast<std::size_t>((riser ? risers : pipes).at(f.object_id[i]))];
        c.conclusion = std::max(c.conclusion, f.conclusion[i]);
        c.rules.append(c.rules.empty() ? "" : ",").append(f.rule[i]);
        if (!f.deadline[i].empty() && (c.deadline.empty() || f.deadline[i] < c.deadline)) c.deadline = f.deadline[i];
    }
    return conclusions;
}

PolicyResults conclude(RiskResults &risk, const Twin &twin, const Policy &policy, const FactOptions &options) {
    Assets assets = gather_assets(twin, options_for(policy, options));
    const std::vector<std::int32_t> rows = risk_rows(assets, risk);
    PolicyResults results = find_by_policy(twin, policy, std::move(assets), {risk.grade, rows});
    std::vector<AssetConclusion> conclusions = conclude(results);
    for (std::size_t k = 0; k < rows.size(); ++k) fill(risk, static_cast<std::size_t>(rows[k]), conclusions[k]);
    return results;
}

PolicyResults conclude(Scores &scores, const Scoring &scoring, const Twin &twin, const Policy &policy,
                       const FactOptions &options) {
    std::vector<std::int32_t> grade_row(scoring.assets.size(), -1);
    for (std::size_t i = 0; i < scoring.asset.size(); ++i)
        grade_row[static_cast<std::size_t>(scoring.asset[i])] = static_cast<std::int32_t>(i);
    const FactOptions wanted = options_for(policy, options);
    const bool same = wanted.assumed_built_before == scoring.scheme.assumed_built_before && !wanted.people;
    PolicyResults results =
        find_by_policy(twin, policy, same ? scoring.assets : gather_assets(twin, wanted), {scores.grade, grade_row});
    std::vector<AssetConclusion> conclusions = conclude(results);
    for (std::size_t i = 0; i < scoring.asset.size(); ++i)
        fill(scores, i, conclusions[static_cast<std::size_t>(scoring.asset[i])]);
    return results;
}

} // namespace gastwin
