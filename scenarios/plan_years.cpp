// SPDX-License-Identifier: Apache-2.0
// Risk of all assets year by year, with the plan and without: the undiscounted terms of the benefit in
// scenarios/plan.hpp and scenarios/plan_rules.hpp.
#include <algorithm>
#include <map>

#include "models/references.hpp"
#include "scenarios/plan_steps.hpp"

namespace gastwin {
namespace {

struct Done {
    std::size_t year; ///< of the plan
    Design design;
};

/// Risk of one asset as the years go.
struct RiskCourse {
    const RiskResults &risk;
    const PlanOptions &options;
    double years_ahead;

    double kept(std::size_t row, Material material, double year) const {
        const double now = age_factor(options.failure, material, risk.age_a[row]);
        const double then = age_factor(options.failure, material, risk.age_a[row] + years_ahead + year);
        const double ageing = risk.risk_ageing_cny_per_year[row];
        return risk.risk_cny_per_year[row] - ageing + ageing * then / now;
    }

    /// `age`: years since the works.
    double after(std::size_t row, Material old_one, Material new_one, const Done &done, double year) const {
        const DesignScheme &d = options.rules.design[static_cast<std::size_t>(done.design)];
        const double age = year - static_cast<double>(done.year);
        const double ageing = risk.risk_ageing_cny_per_year[row], other = risk.risk_cny_per_year[row] - ageing;
        if (d.life_a > 0.0) {
            const double old = kept(row, old_one, year);
            return age < d.life_a ? d.ageing_left * (old - other) + d.third_party_left * other : old;
        }
        const double fresh = risk.renewed_frequency_per_year[row] * ageing / risk.frequency_per_year[row];
        return fresh * age_factor(options.failure, new_one, age) / age_factor(options.failure, new_one, 0.0) +
               d.third_party_left * (risk.renewed_risk_cny_per_year[row] - fresh);
    }
};

} // namespace

void write_years(Plan &plan, const Network &network, const RiskResults &risk, const PlanOptions &options,
                 std::int32_t assessed) {
    std::map<std::pair<bool, std::string_view>, Done> done;
    for (const PlanPipes *table :
         {static_cast<const PlanPipes *>(&plan.pipe), static_cast<const PlanPipes *>(&plan.riser)})
        for (std::size_t i = 0; i < row_count(*table); ++i)
            done[{table != &plan.pipe, table->id[i]}] = {static_cast<std::size_t>(table->year[i] - plan.first_year),
                                                         table->design[i]};
    const RiskCourse course{risk, options, static_cast<double>(std::max(0, plan.first_year - assessed))};
    const std::size_t years = plan.budget_cny.size();
    std::vector<double> kept(years), left(years);
    const IdMap pipes = id_map(network.pipe), risers = id_map(network.riser);
    for (std::size_t i = 0; i < row_count(risk); ++i) {
        const bool riser = risk.table_name[i] == "riser";
        const auto row = static_cast<std::size_t>((riser ? risers : pipes).at(risk.id[i]));
        const Material material = riser ? network.riser.material[row] : network.pipe.material[row];
        const bool above = riser || is_above_ground(options.failure, network.pipe, row);
        const Material new_one = above ? options.failure.renewed_above_ground : options.failure.renewed_buried;
        const auto works = done.find({riser, risk.id[i]});
        for (std::size_t y = 0; y < years; ++y) {
            const auto year = static_cast<double>(y);
            const double old = course.kept(i, material, year);
            const bool over = works != done.end() && y >= works->second.year;
            kept[y] += old;
            left[y] += over ? course.after(i, material, new_one, works->second, year) : old;
        }
    }
    for (std::size_t y = 0; y < years; ++y) {
        PlanYears &out = plan.year;
        const std::int32_t calendar = plan.first_year + static_cast<std::int32_t>(y);
        const std::size_t row = append_row(out, std::to_string(calendar)).row();
        out.budget_cny[row] = plan.budget_cny[y], out.spent_cny[row] = plan.spent_cny[y];
        out.marginal_value[row] = plan.lambda[y];
        out.risk_kept_cny_per_year[row] = kept[y], out.risk_left_cny_per_year[row] = left[y];
        out.crew_days[row] = out.opened_m[row] = 0.0;
        for (std::size_t p = 0; p < row_count(plan.project); ++p)
            if (plan.project.year[p] == calendar)
                out.crew_days[row] += plan.project.crew_days[p], out.opened_m[row] += plan.project.opened_m[p];
    }
}

} // namespace gastwin
