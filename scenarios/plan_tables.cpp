// SPDX-License-Identifier: Apache-2.0
// The planner's side of a plan: tables and reasons.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "scenarios/plan_steps.hpp"
#include "scenarios/practice.hpp"

namespace gastwin {
namespace {

/// A project that is done: its chosen assets and totals.
struct Chosen {
    std::size_t project = 0, year = 0;
    std::vector<std::size_t> members;      ///< assets
    std::vector<const PlanOffer *> offers; ///< of each, the one chosen
    double crew_days = 0.0, opened_m = 0.0;
    double cost_cny = 0.0, benefit_cny = 0.0, waiting_cny = 0.0, removed_per_year = 0.0, length_m = 0.0;
    bool must = false;
};

/// What is said about a project.
struct Traits {
    Material material = Material::unknown; ///< the one with most length
    double material_share = 0.0, mean_age_a = 0.0, imputed_share = 0.0;
    int leaks = 0;
};

std::string whole(double value) {
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%.0f", value);
    return text.data();
}

/// Risk per year before less after.
double removed_at_once(const RiskResults &risk, std::size_t row, const DesignScheme &design) {
    const double ageing = risk.risk_ageing_cny_per_year[row], other = risk.risk_cny_per_year[row] - ageing;
    if (design.life_a > 0.0) return (1.0 - design.ageing_left) * ageing + (1.0 - design.third_party_left) * other;
    const double new_ageing = risk.renewed_frequency_per_year[row] * ageing / risk.frequency_per_year[row];
    const double new_other = risk.renewed_risk_cny_per_year[row] - new_ageing;
    return risk.risk_cny_per_year[row] - new_ageing - design.third_party_left * new_other;
}

Chosen gather(const RiskResults &risk, const PlanFrame &frame, const RetrofitSolution &solution, std::size_t p) {
    const RetrofitProblem &problem = frame.problem;
    Chosen done{.project = p, .year = static_cast<std::size_t>(solution.project_year[p]), .members = {}, .offers = {}};
    done.cost_cny = problem.setup_of(p, done.year);
    if (!problem.setup_days.empty()) done.crew_days = problem.setup_days[p];
    for (std::size_t s = problem.first(p); s < problem.last(p); ++s) {
        if (solution.offer[s] < 0) continue;
        const PlanAsset &a = frame.assets[frame.groups.members[s]];
        const PlanOffer &offer = a.offers[static_cast<std::size_t>(solution.offer[s])];
        const DesignScheme &design = frame.rules->design[static_cast<std::size_t>(offer.design)];
        done.members.push_back(frame.groups.members[s]);
        done.offers.push_back(&offer);
        done.cost_cny += offer.cost_cny;
        done.crew_days += offer.crew_days, done.opened_m += offer.opened_m;
        done.benefit_cny += offer.benefit[done.year];
        done.waiting_cny += offer.benefit[done.year] - offer.benefit[done.year + 1];
        done.removed_per_year += removed_at_once(risk, a.result, design);
        done.length_m += a.candidate.length_m;
        done.must = done.must || a.must;
    }
    return done;
}

Traits traits_of(const Chosen &done, const RiskResults &risk, const std::vector<PlanAsset> &assets) {
    std::array<double, material_count> by_material{};
    Traits t;
    for (const std::size_t m : done.members) {
        const PlanAsset &a = assets[m];
        const double share = a.candidate.length_m / done.length_m;
        by_material[static_cast<std::size_t>(a.material)] += share;
        t.mean_age_a += share * risk.age_a[a.result];
        if (!risk.imputed[a.result].empty()) t.imputed_share += share;
        t.leaks += risk.leaks_on_record[a.result];
    }
    const auto most = std::max_element(by_material.begin(), by_material.end());
    t.material = static_cast<Material>(most - by_material.begin());
    t.material_share = *most;
    return t;
}

std::string reason_of(const Chosen &done, const Traits &t, Lang lang) {
    const bool zh = lang == Lang::zh;
    const std::string material(label_of(t.material, lang)), share = whole(100.0 * t.material_share);
    std::string text = zh ? material + "占" + share + "%，平均管龄" + whole(t.mean_age_a) + "年"
                          : share + " % " + material + ", mean age " + whole(t.mean_age_a) + " a";
    if (done.must) text += zh ? "；必做" : "; must be done";
    if (t.leaks > 0) text += zh ? "；漏气记录" + whole(t.leaks) + "次" : "; leaks on record: " + whole(t.leaks);
    if (t.imputed_share >= 0.005)
        text += zh ? "；" + whole(100.0 * t.imputed_share) + "%长度的数据为推断值"
                   : "; data assumed for " + whole(100.0 * t.imputed_share) + " % of the length";
    text += zh ? "；推迟一年损失" + whole(done.waiting_cny) + "元"
               : "; a year later loses " + whole(done.waiting_cny) + " CNY";
    return text;
}

std::string kind_of(const Candidate &c) { return c.riser ? "riser" : c.above_ground ? "above_ground" : "buried"; }

void write_gas(const WorksGas &gas, const ClosureRules &rules, PlanProjects &out, std::size_t row) {
    const WorksClosure &closure = gas.chosen(), &valves = gas.of(GasWay::valves);
    out.gas_way[row] = gas.way;
    out.households_out[row] = closure.households;
    out.customers_out[row] = closure.customers;
    out.special_out[row] = closure.special;
    out.stops[row] = gas.way == GasWay::stopped || gas.way == GasWay::bypass ? closure.pieces : 0;
    if (valves.possible) out.households_out_by_valves[row] = valves.households;
    out.households_low[row] = closure.households_low;
    out.closure_cny[row] = closure.cost_cny;
    out.outside_heating_season[row] = closure.households > rules.heating_households_at_once ? 1 : 0;
}

void write_project(Plan &plan, const Network &network, const RiskResults &risk, const PlanFrame &frame,
                   const Chosen &done, const std::string &id) {
    const std::vector<PlanAsset> &assets = frame.assets;
    PlanProjects &out = plan.project;
    const std::size_t row = append_row(out, id).row();
    const Candidate &first = assets[done.members.front()].candidate;
    const auto count = static_cast<std::int32_t>(done.members.size());
    const std::int32_t year = plan.first_year + static_cast<std::int32_t>(done.year);
    out.year[row] = year;
    out.kind[row] = kind_of(first);
    out.street[row] = street_of(network, first);
    (first.riser ? out.risers : out.pipes)[row] = count;
    out.district[row] = frame.facts[assets[done.members.front()].result].district;
    out.crew_days[row] = done.crew_days, out.opened_m[row] = done.opened_m;
    out.length_m[row] = done.length_m;
    out.cost_cny[row] = done.cost_cny;
    out.benefit_cny[row] = done.benefit_cny;
    out.risk_removed_per_year[row] = done.removed_per_year;
    out.waiting_cny[row] = done.waiting_cny;
    out.must[row] = done.must ? 1 : 0;
    write_gas(frame.gas[done.project], frame.rules->closure, out, row);
    out.pressure_met[row] = frame.bores[done.project].met ? 1 : 0;
    out.size_steps[row] = frame.bores[done.project].steps;
    const Traits traits = traits_of(done, risk, assets);
    out.reason[row] = reason_of(done, traits, Lang::en);
    out.reason_zh[row] = reason_of(done, traits, Lang::zh);
    for (std::size_t n = 0; n < done.members.size(); ++n) {
        const std::size_t m = done.members[n];
        PlanPipes &table = first.riser ? plan.riser : plan.pipe;
        const std::size_t member = append_row(table, risk.id[assets[m].result]).row();
        table.project[member] = id;
        table.year[member] = year;
        table.design[member] = done.offers[n]->design;
        table.cost_cny[member] = done.offers[n]->cost_cny;
        table.benefit_cny[member] = done.offers[n]->benefit[done.year];
        table.bore_m[member] = done.offers[n]->bore_m, table.roughness_m[member] = done.offers[n]->roughness_m;
    }
}

} // namespace

std::string street_of(const Network &n, const Candidate &c) {
    if (!c.riser) return n.pipe.street[c.row];
    const BuildingIdx building = n.riser.building[c.row];
    return building.valid() ? n.building.estate[building.row()] : "";
}

void write_projects(Plan &plan, const Network &network, const RiskResults &risk, const PlanFrame &frame,
                    const RetrofitSolution &solution) {
    std::vector<Chosen> projects;
    for (std::size_t p = 0; p < frame.groups.count(); ++p)
        if (solution.project_year[p] >= 0) projects.push_back(gather(risk, frame, solution, p));
    std::stable_sort(projects.begin(), projects.end(), [](const Chosen &a, const Chosen &b) {
        if (a.year != b.year) return a.year < b.year;
        return a.benefit_cny * b.cost_cny > b.benefit_cny * a.cost_cny;
    });
    for (std::size_t p = 0; p < projects.size(); ++p) {
        const std::string number = std::to_string(p + 1);
        const std::string id = std::string("J").append(4 - std::min<std::size_t>(4, number.size()), '0').append(number);
        write_project(plan, network, risk, frame, projects[p], id);
    }
}

void write_clashes(Plan &plan, const PlanFrame &frame, const RetrofitSolution &solution) {
    const auto assets_of = [&](std::int32_t project) {
        const auto p = static_cast<std::size_t>(project);
        std::string ids;
        for (std::size_t s = frame.problem.first(p); s < frame.problem.last(p); ++s) {
            const PlanFacts &facts = frame.facts[frame.assets[frame.groups.members[s]].result];
            ids += (ids.empty() ? (facts.street.empty() ? "" : facts.street + ": ") : " ") + facts.id;
        }
        return ids;
    };
    for (const Clash &c : solution.clash) {
        PlanClashes &out = plan.clash;
        const std::size_t row = append_row(out, std::to_string(row_count(out) + 1)).row();
        const auto n = static_cast<std::size_t>(c.number);
        out.rule[row] = c.kind;
        switch (c.kind) {
        case ClashKind::must:
        case ClashKind::years_allowed:
            out.subject[row] = assets_of(c.number);
            break;
        case ClashKind::precedence:
            out.subject[row] =
                assets_of(frame.problem.precedence[n].first) + " | " + assets_of(frame.problem.precedence[n].then);
            break;
        case ClashKind::budget:
        case ClashKind::crew_limit:
            out.year[row] = plan.first_year + c.number;
            break;
        case ClashKind::opening_limit:
            out.year[row] = plan.first_year + c.year;
            [[fallthrough]];
        default:
            out.subject[row] = frame.districts[n];
        }
    }
}

void compare_with_practice(Plan &plan, const RiskResults &risk, const PlanFrame &frame) {
    const RetrofitProblem &problem = frame.problem;
    const ProjectGroups &groups = frame.groups;
    const std::vector<PlanAsset> &assets = frame.assets;
    const auto add = [&](Practice practice, double benefit_cny, double cost_cny, std::size_t segments,
                         std::int64_t mobilisations) {
        PlanPractices &out = plan.practice;
        const std::size_t row = append_row(out, std::to_string(row_count(out) + 1)).row();
        out.practice[row] = practice;
        out.benefit_cny[row] = benefit_cny;
        out.share_of_bound[row] = plan.bound > 0.0 ? benefit_cny / plan.bound : 1.0;
        out.cost_cny[row] = cost_cny;
        out.assets[row] = static_cast<std::int32_t>(segments);
        out.mobilisations[row] = static_cast<std::int32_t>(mobilisations);
    };
    add(Practice::plan, plan.value, plan.cost_cny, row_count(plan.pipe) + row_count(plan.riser),
        static_cast<std::int64_t>(row_count(plan.project)));
    const auto follow = [&](Practice practice, auto &&urgency_of) {
        std::vector<double> urgency;
        for (std::size_t s = 0; s < groups.members.size(); ++s) urgency.push_back(urgency_of(s));
        const RankedPlan ranked = follow_ranking(problem, urgency);
        add(practice, ranked.value, ranked.cost_cny, static_cast<std::size_t>(ranked.segments), ranked.mobilisations);
    };
    const auto result_row = [&](std::size_t s) { return assets[groups.members[s]].result; };
    follow(Practice::oldest_first, [&](std::size_t s) { return risk.age_a[result_row(s)]; });
    follow(Practice::worst_score_first, [&](std::size_t s) { return risk.risk_cny_per_km_year[result_row(s)]; });
    follow(Practice::best_ratio_first, [&](std::size_t s) {
        const std::size_t offer = problem.first_offer(s);
        return problem.benefit_of(offer, 0) / problem.cost_cny[offer];
    });
}

} // namespace gastwin
