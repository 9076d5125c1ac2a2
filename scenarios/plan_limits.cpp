// SPDX-License-Identifier: Apache-2.0
// Rules of scenarios/plan_rules.hpp, put on projects.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "models/references.hpp"
#include "scenarios/plan_steps.hpp"
#include "scenarios/toml_fields.hpp"

namespace gastwin {
namespace {

/// Nearest building with a district, within reach.
class NearestDistrict {
  public:
    explicit NearestDistrict(const Network &network) : building_{network.building} {
        for (std::size_t b = 0; b < row_count(building_); ++b)
            if (!building_.district[b].empty() && std::isfinite(building_.x_m[b]) && std::isfinite(building_.y_m[b]))
                cells_[cell(building_.x_m[b], building_.y_m[b])].push_back(b);
    }

    std::string of(double x_m, double y_m) const {
        if (cells_.empty() || !std::isfinite(x_m) || !std::isfinite(y_m)) return "";
        const auto [cx, cy] = cell(x_m, y_m);
        double nearest = reach_m;
        std::string found;
        for (std::int64_t i = cx - 1; i <= cx + 1; ++i)
            for (std::int64_t j = cy - 1; j <= cy + 1; ++j) {
                const auto here = cells_.find({i, j});
                if (here == cells_.end()) continue;
                for (const std::size_t b : here->second)
                    if (const double d = std::hypot(building_.x_m[b] - x_m, building_.y_m[b] - y_m); d < nearest)
                        nearest = d, found = building_.district[b];
            }
        return found;
    }

  private:
    static constexpr double reach_m = 200.0;
    static std::pair<std::int64_t, std::int64_t> cell(double x_m, double y_m) {
        return {static_cast<std::int64_t>(std::floor(x_m / reach_m)),
                static_cast<std::int64_t>(std::floor(y_m / reach_m))};
    }
    const Buildings &building_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::size_t>> cells_;
};

bool holds(const std::vector<std::string> &list, const std::string &value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool matches(const AssetChoice &choice, const PlanFacts &asset) {
    return holds(choice.ids, asset.id) && holds(choice.streets, asset.street) &&
           holds(choice.districts, asset.district) && holds(choice.materials, asset.material);
}

/// A rule about nothing is a slip of the pen.
void require_match(const AssetChoice &choice, const std::vector<PlanFacts> &facts, const char *section) {
    if (facts.empty() ||
        std::any_of(facts.begin(), facts.end(), [&](const PlanFacts &f) { return matches(choice, f); }))
        return;
    bad_scheme({"", section}, "", "no pipe or riser of the assessment matches");
}

/// Projects that hold an asset of the choice.
std::vector<std::size_t> projects_with(const AssetChoice &choice, const PlanFrame &frame) {
    std::vector<std::size_t> found;
    for (std::size_t p = 0; p < frame.groups.count(); ++p)
        for (auto m = frame.groups.start[p]; m < frame.groups.start[p + 1]; ++m)
            if (matches(choice, frame.facts[frame.assets[frame.groups.members[static_cast<std::size_t>(m)]].result])) {
                found.push_back(p);
                break;
            }
    return found;
}

void put_windows(const PlanFrame &frame, const PlanRules &rules, std::int32_t first_year, RetrofitProblem &problem) {
    const std::size_t years = problem.years();
    const std::uint32_t all = years >= 32 ? ~0U : (1U << years) - 1U;
    const auto open = [&] { problem.years_allowed.resize(problem.projects(), all); };
    for (const WindowRule &w : rules.window) {
        std::uint32_t allowed = 0;
        for (std::size_t t = 0; t < years; ++t) {
            const std::int32_t year = first_year + static_cast<std::int32_t>(t);
            const bool shut = std::find(w.never_in.begin(), w.never_in.end(), year) != w.never_in.end();
            if (!shut && year >= w.earliest && (w.latest == 0 || year <= w.latest)) allowed |= 1U << t;
        }
        if (w.never || allowed == all) continue;
        open();
        for (const std::size_t p : projects_with(w.assets, frame)) problem.years_allowed[p] &= allowed;
    }
    for (const JointRule &j : rules.joint) {
        const std::int32_t t = j.year - first_year;
        const bool planned = t >= 0 && t < static_cast<std::int32_t>(years);
        if (j.fixed) open();
        problem.setup_saved_cny.resize(problem.projects() * years, 0.0);
        for (const std::size_t p : projects_with(j.assets, frame)) {
            if (j.fixed) problem.years_allowed[p] &= planned ? 1U << t : 0U;
            if (!planned) continue;
            double &saved = problem.setup_saved_cny[p * years + static_cast<std::size_t>(t)];
            saved = std::max(saved, j.setup_saved_share * problem.setup_cny[p]);
        }
    }
}

void put_precedence(const PlanFrame &frame, const PlanRules &rules, RetrofitProblem &problem) {
    std::set<std::pair<std::size_t, std::size_t>> pairs;
    for (const PrecedenceRule &rule : rules.precedence)
        for (const std::size_t first : projects_with(rule.first, frame))
            for (const std::size_t then : projects_with(rule.then, frame))
                if (first != then) pairs.emplace(first, then);
    for (const auto &[first, then] : pairs)
        problem.precedence.push_back({static_cast<std::int32_t>(first), static_cast<std::int32_t>(then)});
}

/// Names of districts in use, sorted; "" where an asset lies in none.
std::vector<std::string> district_names(const PlanFrame &frame) {
    std::set<std::string> names;
    for (const PlanAsset &a : frame.assets) names.insert(frame.facts[a.result].district);
    return {names.begin(), names.end()};
}

void put_districts(const PlanFrame &frame, const PlanRules &rules, RetrofitProblem &problem) {
    const std::vector<std::string> &names = frame.districts;
    const std::size_t years = problem.years();
    const auto number = [&](const std::string &name) {
        return static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), name) - names.begin());
    };
    const auto known = [&](const std::string &name) { return std::binary_search(names.begin(), names.end(), name); };
    if (rules.floor.empty() && rules.opening.empty()) return;
    for (std::size_t p = 0; p < frame.groups.count(); ++p) {
        const std::size_t m = frame.groups.members[static_cast<std::size_t>(frame.groups.start[p])];
        problem.district.push_back(static_cast<std::int32_t>(number(frame.facts[frame.assets[m].result].district)));
    }
    for (const FloorRule &f : rules.floor) {
        if (!known(f.district)) bad_scheme({"", "floor"}, "district", "nothing to renew in " + f.district);
        problem.least_money_share.resize(names.size(), 0.0);
        problem.least_benefit_share.resize(names.size(), 0.0);
        problem.least_money_share[number(f.district)] += f.money_share;
        problem.least_benefit_share[number(f.district)] += f.benefit_share;
    }
    for (const OpeningRule &o : rules.opening) {
        if (!o.district.empty() && !known(o.district))
            bad_scheme({"", "opening"}, "district", "nothing to renew in " + o.district);
        problem.opening_limit_m.resize(names.size() * years, INFINITY);
        for (std::size_t d = 0; d < names.size(); ++d)
            for (std::size_t t = 0; t < years && (o.district.empty() || names[d] == o.district); ++t)
                problem.opening_limit_m[d * years + t] = std::min(problem.opening_limit_m[d * years + t], o.m_per_year);
    }
}

} // namespace

std::vector<PlanFacts> facts_of(const Network &network, const RiskResults &risk, const PlanRules &rules) {
    const IdMap pipes = id_map(network.pipe), risers = id_map(network.riser);
    const bool districts_matter = !rules.floor.empty() || !rules.opening.empty() || !rules.district.empty() ||
                                  !rules.window.empty() || !rules.joint.empty() || !rules.precedence.empty();
    const NearestDistrict nearest(network);
    std::vector<PlanFacts> facts(row_count(risk));
    for (std::size_t i = 0; i < facts.size(); ++i) {
        PlanFacts &f = facts[i];
        f.id = risk.id[i];
        const bool riser = risk.table_name[i] == "riser";
        const IdMap &known = riser ? risers : pipes;
        const auto at = known.find(risk.id[i]);
        if (at == known.end()) continue; // said by gather_candidates()
        const auto row = static_cast<std::size_t>(at->second);
        f.street = street_of(network, {.riser = riser, .row = row});
        const Material material = riser ? network.riser.material[row] : network.pipe.material[row];
        f.material = Names<Material>::names[static_cast<std::size_t>(material)].code;
        if (!districts_matter) continue;
        if (riser && network.riser.building[row].valid()) {
            f.district = network.building.district[network.riser.building[row].row()];
        } else if (!riser) {
            const std::size_t a = network.pipe.from_node[row].row(), b = network.pipe.to_node[row].row();
            f.district = nearest.of(0.5 * (network.node.x_m[a] + network.node.x_m[b]),
                                    0.5 * (network.node.y_m[a] + network.node.y_m[b]));
        }
        for (const DistrictRule &d : rules.district)
            if ((!d.streets.empty() && holds(d.streets, f.street)) || (!d.ids.empty() && holds(d.ids, f.id)))
                f.district = d.name;
    }
    return facts;
}

RuledAssets ruled_assets(const std::vector<PlanFacts> &facts, const PlanRules &rules) {
    RuledAssets ruled{std::vector<Flag>(facts.size()), std::vector<Flag>(facts.size())};
    for (const WindowRule &w : rules.window) {
        require_match(w.assets, facts, "window");
        for (std::size_t i = 0; i < facts.size(); ++i) {
            if ((!w.must && !w.never) || !matches(w.assets, facts[i])) continue;
            (w.must ? ruled.must : ruled.never)[i] = 1;
        }
    }
    for (const JointRule &j : rules.joint) require_match(j.assets, facts, "joint");
    for (const PrecedenceRule &r : rules.precedence)
        require_match(r.first, facts, "precedence.first"), require_match(r.then, facts, "precedence.then");
    return ruled;
}

void put_rules(PlanFrame &frame, const PlanRules &rules, std::int32_t first_year, RetrofitProblem &problem) {
    frame.districts = district_names(frame);
    put_windows(frame, rules, first_year, problem);
    put_precedence(frame, rules, problem);
    put_districts(frame, rules, problem);
    problem.carry_over = rules.carry_over;
    if (rules.crew_days_per_year.empty()) return;
    problem.crew_limit_days = rules.crew_days_per_year;
    if (problem.crew_limit_days.size() == 1)
        problem.crew_limit_days.resize(problem.years(), rules.crew_days_per_year[0]);
    if (problem.crew_limit_days.size() != problem.years())
        bad_scheme({"", "crew"}, "days_per_year", "one figure, or one for each year of the plan");
    problem.setup_days.assign(problem.projects(), rules.crew_setup_days);
}

} // namespace gastwin
