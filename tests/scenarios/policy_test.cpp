// SPDX-License-Identifier: Apache-2.0
// The bundled rules one by one, at both sides of each threshold and with the value missing.
#include "scenarios/policy.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "models/error.hpp"
#include "risk_networks.hpp"

namespace gastwin {
namespace {

constexpr std::int32_t year = 2024;

void expose(Twin &t, const std::string &pipe, ExposureKind kind, const std::string &table, const std::string &object) {
    const auto e = append_row(t.exposure, numbered("E", row_count(t.exposure))).row();
    t.exposure.pipe[e] = pipe, t.exposure.kind[e] = kind;
    t.exposure.table_name[e] = table, t.exposure.object_id[e] = object;
}

std::size_t add_record(Twin &t, const std::string &kind, const std::string &table, const std::string &object,
                       const std::string &state) {
    Records &r = t.network.record;
    const auto i = append_row(r, numbered("W", row_count(r))).row();
    r.kind[i] = kind, r.table_name[i] = table, r.object_id[i] = object, r.state[i] = state;
    return i;
}

/// P0 to try rules on; P1 of which everything is recorded and nothing holds. A riser, a regulator and a hose each.
Twin sample() {
    Twin t;
    t.network = parallel_pipes({{Material::pe100, 2010}, {Material::pe100, 2010}});
    Network &n = t.network;
    n.pipe.depth_m = {1.0, 1.0};
    for (const char *id : {"R0", "R1"}) {
        const auto r = append_row(n.riser, id).row();
        n.riser.material[r] = Material::stainless, n.riser.install_year[r] = 2010;
        const auto g = append_row(n.regulator, id).row();
        n.regulator.from_node[g] = NodeIdx{0}, n.regulator.to_node[g] = NodeIdx{2};
        n.regulator.set_gauge_pressure_pa[g] = 2500.0, n.regulator.install_year[g] = 2010;
        n.regulator.trip_high_gauge_pressure_pa[g] = 4200.0;
        const auto d = append_row(n.device, id).row();
        n.device.kind[d] = DeviceKind::hose, n.device.type[d] = "不锈钢波纹软管";
        const auto e = append_row(n.enclosure, id).row();
        n.enclosure.gas_protection[e] = d == 0 ? "" : "有套管";
    }
    expose(t, "P1", ExposureKind::control_zone, "building", "B");
    expose(t, "P1", ExposureKind::control_zone, "enclosure", "R0");
    add_record(t, "works", "", "", "完工");
    expose(t, "P1", ExposureKind::control_zone, "record", "W0");
    n.record.ended[add_record(t, "hazard", "pipe", "P1", "销号")] = "2023-01-01";
    return t;
}

enum class Verdict { no, open, holds };

/// Findings of 2024 with these grades, of P0, P1, R0, R1.
PolicyResults found_in(const Twin &twin, const std::vector<RiskGrade> &grades = {}) {
    const std::vector<std::int32_t> rows{0, 1, 2, 3};
    const FactOptions in_2024{.year = year, .this_year = year};
    return find_by_policy(twin, default_policy(), gather_assets(twin, options_for(default_policy(), in_2024)),
                          {grades, rows});
}

/// What a rule says of the first row of its table.
Verdict verdict(const Twin &twin, const std::string &rule, std::optional<RiskGrade> grade) {
    std::vector<RiskGrade> grades;
    if (grade) grades = {*grade, RiskGrade::blue, *grade, RiskGrade::blue};
    const PolicyResults found = found_in(twin, grades);
    for (std::size_t i = 0; i < row_count(found.finding); ++i)
        if (found.finding.rule[i] == rule && (found.finding.object_id[i] == "P0" || found.finding.object_id[i] == "R0"))
            return found.finding.outcome[i] == Outcome::holds ? Verdict::holds : Verdict::open;
    return Verdict::no;
}

struct Case {
    const char *rule, *what;
    Verdict expected;
    std::function<void(Twin &)> edit;
    std::optional<RiskGrade> grade = RiskGrade::blue;
};

using enum Verdict;
using enum RiskGrade;

void laid(Twin &t, Material material, std::int32_t laid) {
    t.network.pipe.material[0] = material, t.network.pipe.install_year[0] = laid;
}
void hazard(Twin &t, const std::string &table, const std::string &id) { add_record(t, "hazard", table, id, "超期"); }
void near(Twin &t, ExposureKind kind, const std::string &table = "building", const std::string &object = "B") {
    expose(t, "P0", kind, table, object);
}

void check(const std::vector<Case> &cases) {
    for (const Case &c : cases) {
        Twin twin = sample();
        if (c.edit) c.edit(twin);
        EXPECT_EQ(verdict(twin, c.rule, c.grade), c.expected) << c.rule << ": " << c.what;
    }
}

TEST(Policy, NothingHoldsForASoundYoungPipe) {
    const PolicyResults found = found_in(sample(), std::vector<RiskGrade>(4, blue));
    EXPECT_EQ(row_count(found.finding), 0U);
    EXPECT_EQ(row_count(found.rule), default_policy().rule.size());
    for (const AssetConclusion &c : conclude(found)) EXPECT_EQ(c.conclusion, Conclusion::none);
}

TEST(Policy, ConclusionsFollowTheGrade) {
    check({{"ASM-01", "red", holds, {}, red},
           {"ASM-01", "orange", no, {}, orange},
           {"ASM-02", "orange", holds, {}, orange},
           {"ASM-02", "yellow", no, {}, yellow},
           {"ASM-03", "yellow", holds, {}, yellow},
           {"ASM-03", "blue", no, {}, blue}});
}

TEST(Policy, RetrofitOfIron) {
    check({{"RET-01", "grey iron of any age", holds, [](Twin &t) { laid(t, Material::grey_iron, 2020); }},
           {"RET-01", "kind of iron unknown", open, [](Twin &t) { laid(t, Material::iron, 2020); }},
           {"RET-01", "material unknown", open, [](Twin &t) { laid(t, Material::unknown, 2020); }},
           {"RET-01", "ductile iron", no, [](Twin &t) { laid(t, Material::ductile_iron, 1960); }},
           {"RET-02", "graded orange", holds, [](Twin &t) { laid(t, Material::ductile_iron, 2020); }, orange},
           {"RET-02", "graded yellow", no, [](Twin &t) { laid(t, Material::ductile_iron, 1960); }, yellow},
           {"RET-02", "open hazard", holds,
            [](Twin &t) {
                laid(t, Material::ductile_iron, 2020);
                hazard(t, "pipe", "P0");
            }},
           {"RET-02", "kind of iron unknown", open, [](Twin &t) { laid(t, Material::iron, 2020); }, red}});
}

TEST(Policy, RetrofitOfSteelAndPlasticAtTwentyYears) {
    check({{"RET-03", "20 years, orange", holds, [](Twin &t) { laid(t, Material::steel, year - 20); }, orange},
           {"RET-03", "19 years, orange", no, [](Twin &t) { laid(t, Material::steel, year - 19); }, orange},
           {"RET-03", "20 years, yellow", no, [](Twin &t) { laid(t, Material::pe, year - 20); }, yellow},
           {"RET-03", "grey iron", no, [](Twin &t) { laid(t, Material::grey_iron, 1960); }, red},
           {"RET-03", "year unknown counts as before 2000", holds,
            [](Twin &t) { laid(t, Material::pe80, missing_int); }, red},
           {"RET-03", "a year to come counts as unknown", holds, [](Twin &t) { laid(t, Material::pe80, 2150); }, red},
           {"RET-03", "material unknown", open, [](Twin &t) { laid(t, Material::unknown, 1990); }, red},
           {"RET-03", "hazard closed", no,
            [](Twin &t) {
                laid(t, Material::steel, 1990);
                add_record(t, "hazard", "pipe", "P0", "销号");
            }},
           {"RET-03", "hazard open", holds,
            [](Twin &t) {
                laid(t, Material::steel, 1990);
                hazard(t, "pipe", "P0");
            }},
           {"RET-04a", "19 years, red", holds, [](Twin &t) { laid(t, Material::pe, year - 19); }, red},
           {"RET-04a", "20 years, red", no, [](Twin &t) { laid(t, Material::pe, year - 20); }, red},
           {"RET-04a", "19 years, orange", no, [](Twin &t) { laid(t, Material::pe, year - 19); }, orange},
           {"RET-13", "31 years", holds, [](Twin &t) { laid(t, Material::pe, year - 31); }},
           {"RET-13", "30 years", no, [](Twin &t) { laid(t, Material::pe, year - 30); }},
           {"RET-08", "year unknown", holds, [](Twin &t) { laid(t, Material::pe, missing_int); }},
           {"RET-08", "material unknown", holds, [](Twin &t) { laid(t, Material::unknown, 2010); }},
           {"RET-08", "both known", no, {}}});
}

TEST(Policy, RetrofitOfRisersStationsAndHoses) {
    const auto riser = [](std::int32_t installed) {
        return [installed](Twin &t) { t.network.riser.install_year[0] = installed; };
    };
    const auto regulator = [](std::int32_t installed) {
        return [installed](Twin &t) { t.network.regulator.install_year[0] = installed; };
    };
    const auto hose = [](const char *type) { return [type](Twin &t) { t.network.device.type[0] = type; }; };
    check({{"RET-05", "20 years, orange", holds, riser(year - 20), orange},
           {"RET-05", "19 years, orange", no, riser(year - 19), orange},
           {"RET-05", "20 years, blue", no, riser(year - 20)},
           {"RET-05", "rust on record", holds,
            [&](Twin &t) {
                riser(1990)(t);
                hazard(t, "riser", "R0");
            }},
           {"RET-06", "20 years", holds, regulator(year - 20)},
           {"RET-06", "19 years", no, regulator(year - 19)},
           {"RET-06", "year unknown", open, regulator(missing_int)},
           {"RET-06", "a check valve", no,
            [&](Twin &t) {
                regulator(1980)(t);
                t.network.regulator.control[0] = PressureControl::check_valve;
            }},
           {"RET-07", "rubber", holds, hose("橡胶软管")},
           {"RET-07", "steel", no, hose("不锈钢波纹软管")},
           {"RET-07", "type unknown", open, hose("")},
           {"RET-07", "an alarm", no, [&](Twin &t) {
                hose("橡胶软管")(t);
                t.network.device.kind[0] = DeviceKind::alarm;
            }}});
}

TEST(Policy, BuildingsSpacesAndWorks) {
    const auto with_class = [](PressureClass c, ExposureKind kind) {
        return [=](Twin &t) {
            t.network.pipe.pressure_class[0] = c;
            near(t, kind);
        };
    };
    const auto beside = [](double distance_m) {
        return [=](Twin &t) {
            near(t, ExposureKind::control_zone, "enclosure", "R0");
            t.exposure.distance_m.back() = distance_m, t.exposure.clearance_m.back() = 1.0;
        };
    };
    using enum ExposureKind;
    using P = PressureClass;
    check({{"RET-04b", "built over", holds, [](Twin &t) { near(t, built_over); }},
           {"RET-04b", "in the protection zone", no, [](Twin &t) { near(t, protection_zone); }},
           {"RET-04b", "above ground", no,
            [](Twin &t) {
                t.network.pipe.depth_m[0] = -2.0;
                near(t, built_over);
            }},
           {"HAZ-01", "medium B, protection zone", holds, with_class(P::medium_b, protection_zone)},
           {"HAZ-01", "low", no, with_class(P::low, built_over)},
           {"HAZ-01", "class unknown", open, with_class(P::unknown, built_over)},
           {"HAZ-01", "control zone alone", no, with_class(P::high_a, control_zone)},
           {"HAZ-08a", "medium, built over", holds, with_class(P::medium, built_over)},
           {"HAZ-08a", "medium, protection zone", no, with_class(P::medium, protection_zone)},
           {"HAZ-03", "no protection", holds, [](Twin &t) { near(t, in_space, "enclosure", "R0"); }},
           {"HAZ-03", "protected", no, [](Twin &t) { near(t, in_space, "enclosure", "R1"); }},
           {"HAZ-03", "protection: none", holds,
            [](Twin &t) {
                t.network.enclosure.gas_protection[1] = "无";
                near(t, in_space, "enclosure", "R1");
            }},
           {"HAZ-03", "above or below", no, [](Twin &t) { near(t, crosses_space, "enclosure", "R0"); }},
           {"ZON-03", "going on", holds,
            [](Twin &t) {
                add_record(t, "works", "", "", "在建");
                near(t, control_zone, "record", "W2");
            }},
           {"ZON-03", "finished", no, [](Twin &t) { near(t, control_zone, "record", "W0"); }},
           {"HAZ-09", "no plan, no guardian", holds,
            [](Twin &t) {
                add_record(t, "works", "", "", "在建");
                near(t, control_zone, "record", "W2");
            }},
           {"HAZ-09", "plan and guardian", no,
            [](Twin &t) {
                const std::size_t w = add_record(t, "works", "", "", "在建");
                t.network.record.protection_plan[w] = t.network.record.guardian[w] = "有";
                near(t, control_zone, "record", "W2");
            }},
           {"HAZ-09", "plan alone", holds,
            [](Twin &t) {
                const std::size_t w = add_record(t, "works", "", "", "未完工");
                t.network.record.protection_plan[w] = "有", t.network.record.guardian[w] = "无";
                near(t, control_zone, "record", "W2");
            }},
           {"CLR-01", "0.99 m of 1 m", holds, beside(0.99)},
           {"CLR-01", "1 m of 1 m", no, beside(1.0)},
           {"CLR-04", "0.29 m", holds, [](Twin &t) { t.network.pipe.depth_m[0] = 0.29; }},
           {"CLR-04", "0.30 m", no, [](Twin &t) { t.network.pipe.depth_m[0] = 0.3; }},
           {"CLR-04", "cover unknown", open, [](Twin &t) { t.network.pipe.depth_m[0] = missing_real; }}});
}

TEST(Policy, DefectsOfAgeingPipesAndRegulatorsWithoutProtection) {
    const auto bare = [](Twin &t) { t.network.regulator.trip_high_gauge_pressure_pa[0] = missing_real; };
    const auto bare_but = [&](auto &&more) {
        return [bare, more](Twin &t) {
            bare(t);
            more(t.network.regulator);
        };
    };
    const auto aged = [](std::int32_t installed) {
        return [installed](Twin &t) {
            laid(t, Material::steel, installed);
            hazard(t, "pipe", "P0");
        };
    };
    check({{"HAZ-08b", "20 years, open hazard", holds, aged(year - 20)},
           {"HAZ-08b", "19 years, open hazard", no, aged(year - 19)},
           {"HAZ-08b", "20 years, no hazard", no, [](Twin &t) { laid(t, Material::steel, year - 20); }},
           {"HAZ-02", "slam-shut", no, {}},
           {"HAZ-02", "nothing", holds, bare},
           {"HAZ-02", "relief", no, bare_but([](Regulators &r) { r.relief_gauge_pressure_pa[0] = 3900.0; })},
           {"HAZ-02", "monitor", no, bare_but([](Regulators &r) { r.has_monitor[0] = 1; })},
           {"HAZ-02", "monitor's set point", no,
            bare_but([](Regulators &r) { r.monitor_gauge_pressure_pa[0] = 2800.0; })},
           {"HAZ-02", "a check valve", no,
            bare_but([](Regulators &r) { r.control[0] = PressureControl::check_valve; })}});
}

TEST(Policy, WhatNobodyRecordedIsCountedAndNotListed) {
    Twin t = sample();
    t.exposure = {};
    const PolicyResults found = find_by_policy(t, default_policy(), {.year = year, .this_year = year});
    EXPECT_EQ(row_count(found.finding), 0U);
    for (std::size_t i = 0; i < row_count(found.rule); ++i) {
        const bool built_over = found.rule.id[i] == "RET-04b";
        if (built_over || found.rule.id[i] == "ASM-01") {
            EXPECT_EQ(found.rule.not_checkable[i], built_over ? 2 : 4) << found.rule.id[i];
            EXPECT_DOUBLE_EQ(found.rule.not_checkable_km[i], 0.2);
        }
        EXPECT_EQ(found.rule.holds[i], 0);
    }
}

TEST(Policy, FindingsNameWhatWasFoundAndOnWhatTheyRest) {
    Twin t = sample();
    laid(t, Material::steel, missing_int);
    t.network.pipe.length_m[0] = 1500.0;
    const PolicyResults found = found_in(t, {red, blue, blue, blue});
    const auto row = [](const auto &column, std::string_view value) {
        return static_cast<std::size_t>(std::find(column.begin(), column.end(), value) - column.begin());
    };
    const std::size_t f = row(found.finding.rule, "RET-03");
    ASSERT_LT(f, row_count(found.finding));
    EXPECT_EQ(found.finding.found[f],
              "material = steel; assumed_age_a = 25 a (year not recorded: built before 2000 by RET-08); "
              "grade = major (red)");
    EXPECT_EQ(found.finding.found_zh[f], "material = 钢；assumed_age_a = 25年（建设年代未记录，按2000年前建成计，"
                                         "RET-08）；grade = 重大风险（红）");
    EXPECT_EQ(found.finding.document[f], "国办发〔2022〕22号");
    EXPECT_EQ(found.finding.tag[f], "S");
    EXPECT_EQ(found.finding.assumed[f], 1);
    const std::size_t r = row(found.rule.id, "RET-03");
    EXPECT_DOUBLE_EQ(found.rule.holds_km[r], 1.5);
    EXPECT_DOUBLE_EQ(found.rule.assumed_km[r], 1.5);
    EXPECT_EQ(found.rule.looked_at[r], 2);
    const AssetConclusion c = conclude(found)[0];
    EXPECT_EQ(c.conclusion, Conclusion::renew_now) << "the gravest";
    EXPECT_EQ(c.deadline, "2025-12-31") << "the earliest";
    EXPECT_EQ(c.rules, "ASM-01,RET-03,RET-08");
}

TEST(Policy, ImputedValuesAndYearsByRuleAreNamed) {
    Twin t = sample();
    laid(t, Material::steel, 1999);
    add_provenance(t.provenance,
                   {.table_name = "pipe", .object_id = "P0", .column = "install_year", .origin = Origin::rule});
    add_provenance(t.provenance,
                   {.table_name = "pipe", .object_id = "P0", .column = "material", .origin = Origin::imputed});
    add_provenance(t.provenance,
                   {.table_name = "pipe", .object_id = "P0", .column = "depth_m", .origin = Origin::normalised});
    const PolicyResults found = found_in(t, {orange, blue, blue, blue});
    ASSERT_EQ(found.finding.rule, (std::vector<std::string>{"ASM-02", "RET-03"}));
    EXPECT_EQ(found.finding.imputed, (std::vector<std::string>{"", "material,install_year"}));
    EXPECT_EQ(found.finding.assumed, (std::vector<Flag>{0, 1}));
}

/// The error that a text of rules raises.
Error error_of(const std::string &rule) {
    try {
        (void)read_policy("[about]\nkind = \"rules\"\nname = \"r\"\nnotice = \"n\"\n[[rule]]\n" + rule, "my.toml");
    } catch (const Error &error) {
        return error;
    }
    throw std::logic_error("no error was raised");
}

const std::string sound = "id = \"X\"\ndocument = \"d\"\nclause = \"c\"\ntag = \"S\"\nof = [\"buried\"]\nconclusion = "
                          "\"control\"\nall = [{ column = \"depth_m\", below = 1 }]\n";

std::string changed(const std::string &from, const std::string &to) {
    std::string text = sound;
    text.replace(text.find(from), from.size(), to);
    return text;
}

TEST(PolicyFile, MistakesNameFileLineAndKey) {
    const Error error = error_of(sound + "conclusions = 1\n");
    EXPECT_EQ(error.kind().slug, "bad_scheme");
    EXPECT_EQ(error.place().file, "my.toml");
    EXPECT_EQ(error.place().row, 13);
    EXPECT_EQ(error.place().column, "conclusions");
    EXPECT_EQ(error.detail(), "unknown key, did you mean 'conclusion'?");
    EXPECT_EQ(error_of(changed("depth_m", "dept_m")).place().row, 12);
}

TEST(PolicyFile, RulesWithoutProvenanceAndConditionsThatMeanNothingAreErrors) {
    for (const std::string &rule : {changed("document = \"d\"\n", ""),
                                    changed("clause = \"c\"\n", ""),
                                    changed("tag = \"S\"", "tag = \"X\""),
                                    changed("\"control\"", "\"panic\""),
                                    changed("[\"buried\"]", "[\"flying\"]"),
                                    changed("[\"buried\"]", "[]"),
                                    changed("[\"buried\"]", "[\"valve\", \"buried\"]"),
                                    changed(", below = 1", ""),
                                    changed("below = 1", "is = [\"1\"]"),
                                    changed("below = 1", "words = [\"a\"]"),
                                    changed("below = 1", "below = 1, recorded = true"),
                                    changed("below = 1", "bellow = 1"),
                                    changed("\"depth_m\", below = 1", "\"material\", is = [\"gold\"]"),
                                    changed("\"depth_m\", below = 1", "\"material\", below = 1"),
                                    changed("\"depth_m\"", "\"risk.frequency_per_year\""),
                                    changed("[{ ", "{ deeper = { "),
                                    sound + "deadline = \"soon\"\n",
                                    sound + "deadline = \"2025-13-01\"\n",
                                    sound + "deadline = \"2025-12-31\"\nwithin_years = 2\n",
                                    sound + "[[rule]]\n" + sound})
        EXPECT_EQ(error_of(rule).kind().slug, "bad_scheme") << rule;
    EXPECT_EQ(read_policy("[about]\nkind = \"rules\"\nname = \"r\"\nnotice = \"n\"\n[[rule]]\n" + sound).rule.size(),
              1U);
}

} // namespace
} // namespace gastwin
