// SPDX-License-Identifier: Apache-2.0
#include "scenarios/score.hpp"
#include "models/check.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/policy.hpp"

namespace gastwin::python {
namespace {

using SharedTwin = std::shared_ptr<Twin>;

/// A scoring with what it read, which its explanations read again.
struct ScoreRun {
    SharedTwin twin;
    std::optional<View<RiskResults>> risk;
    std::optional<View<CriticalityResults>> criticality;
    Scoring scoring;
    PolicyResults policy;

    [[nodiscard]] ScoreInputs inputs() const {
        return {.risk = risk ? risk->table : nullptr, .criticality = criticality ? criticality->table : nullptr};
    }
};
using SharedScore = std::shared_ptr<ScoreRun>;

Policy policy_of(const std::string &text, const std::string &file) {
    return text.empty() ? default_policy() : read_policy(text, file);
}

SharedScore run_score(const SharedTwin &twin, const std::string &scheme_text, const std::string &scheme_file,
                      const std::string &rules_text, const std::string &rules_file,
                      const std::optional<View<RiskResults>> &risk,
                      const std::optional<View<CriticalityResults>> &criticality, std::optional<int> year,
                      int this_year, const py::object &progress) {
    const Progress tell = listener(progress);
    auto run = std::make_shared<ScoreRun>();
    run->twin = twin;
    if (risk) run->risk = *risk;
    if (criticality) run->criticality = *criticality;
    const FactOptions options{.year = year.value_or(0), .this_year = this_year};
    const py::gil_scoped_release unlocked;
    const ScoreScheme scheme = read_score_scheme(scheme_text, scheme_file);
    const Policy policy = policy_of(rules_text, rules_file);
    require_sound(twin->network);
    report(tell, "score", 0.0);
    run->scoring = score_assets(*twin, scheme, run->inputs(), options);
    report(tell, "score", 0.7);
    run->policy = conclude(run->scoring.scores, run->scoring, *twin, policy, options);
    report(tell, "score", 1.0);
    return run;
}

View<ScoreParts> explain(const SharedScore &run, const std::vector<std::int32_t> &rows) {
    for (const std::int32_t row : rows)
        if (row < 0 || static_cast<std::size_t>(row) >= run->scoring.asset.size()) throw py::index_error("row");
    auto parts = std::make_shared<ScoreParts>(explain_scores(*run->twin, run->scoring, run->inputs(), rows));
    return view_of(parts, *parts);
}

/// [indicator][row], over the engine's own memory.
py::array points_of(const py::object &self) {
    const Scoring &scoring = self.cast<const ScoreRun &>().scoring;
    const std::size_t rows = scoring.asset.size(), indicators = scoring.scheme.indicator.size();
    py::array points(py::dtype::of<float>(), {indicators, rows}, {rows * sizeof(float), sizeof(float)},
                     scoring.points.data(), self);
    points.attr("setflags")(py::arg("write") = false);
    return points;
}

void bind_policy(py::module_ &m) {
    bind_table<Findings>(m, "result_finding_table");
    bind_table<RuleSummary>(m, "result_rule_table");
    using Shared = std::shared_ptr<PolicyResults>;
    py::class_<PolicyResults, Shared>(m, "PolicyResults")
        .def_property_readonly("findings", [](const Shared &p) { return view_of(p, p->finding); })
        .def_property_readonly("rules", [](const Shared &p) { return view_of(p, p->rule); });
    m.def(
        "find_by_policy",
        [](const SharedTwin &twin, const std::string &rules_text, const std::string &rules_file,
           std::optional<int> year, int this_year) {
            const py::gil_scoped_release unlocked;
            const Policy policy = policy_of(rules_text, rules_file);
            require_sound(twin->network);
            return std::make_shared<PolicyResults>(
                find_by_policy(*twin, policy, {.year = year.value_or(0), .this_year = this_year}));
        },
        py::arg("twin"), py::arg("rules_text"), py::arg("rules_file"), py::arg("year"), py::arg("this_year"));
}

void bind_names(py::module_ &m) {
    m.def("bundled_schemes", [] {
        const auto names = bundled_scheme_names();
        return std::vector<std::string>(names.begin(), names.end());
    });
    m.def("bundled_scheme", [](const std::string &name) { return std::string(bundled_scheme_text(name)); });
    m.def("scheme_kind", [](const std::string &text, const std::string &file) { return scheme_kind(text, file); });
    m.def("scheme_reads", [](const std::string &text, const std::string &file, const std::string &prefix) {
        return read_score_scheme(text, file).reads(prefix);
    });
    m.def("asset_column_names", &asset_column_names);
    m.def("ruled_tables", [] {
        py::dict tables;
        for (const std::string_view table : ruled_tables())
            tables[py::str(std::string(table))] = table_column_names(table);
        return tables;
    });
}

} // namespace

void bind_score(py::module_ &m) {
    bind_policy(m);
    bind_table<Scores>(m, "result_score_table");
    bind_table<ScoreIndicators>(m, "score_indicator_table");
    bind_table<ScoreParts>(m, "result_points_table");
    bind_table<AssetFacts>(m, "asset_facts_table");
    py::class_<ScoreRun, SharedScore>(m, "Score")
        .def_property_readonly("assets", [](const SharedScore &s) { return view_of(s, s->scoring.scores); })
        .def_property_readonly("facts", [](const SharedScore &s) { return view_of(s, s->scoring.assets.facts); })
        .def_property_readonly("indicators", [](const SharedScore &s) { return view_of(s, s->scoring.indicators); })
        .def_property_readonly("findings", [](const SharedScore &s) { return view_of(s, s->policy.finding); })
        .def_property_readonly("rules", [](const SharedScore &s) { return view_of(s, s->policy.rule); })
        .def_property_readonly("points", &points_of)
        .def_property_readonly("name", [](const SharedScore &s) { return s->scoring.scheme.name; })
        .def_property_readonly("notice", [](const SharedScore &s) { return s->scoring.scheme.notice; })
        .def_property_readonly("notice_zh", [](const SharedScore &s) { return s->scoring.scheme.notice_zh; })
        .def_property_readonly("high_is_safe", [](const SharedScore &s) { return s->scoring.scheme.high_is_safe; })
        .def("explain", &explain, py::arg("rows"));
    m.def("score_assets", &run_score, py::arg("twin"), py::arg("scheme_text"), py::arg("scheme_file"),
          py::arg("rules_text"), py::arg("rules_file"), py::arg("risk"), py::arg("criticality"), py::arg("year"),
          py::arg("this_year"), py::arg("progress"));
    bind_names(m);
}

} // namespace gastwin::python
