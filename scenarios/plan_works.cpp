// SPDX-License-Identifier: Apache-2.0
// What the works of a plan do to the gas: bores that meet the pressure limits, closures and their cost.
#include <algorithm>

#include "models/roughness.hpp"
#include "scenarios/plan_steps.hpp"

namespace gastwin {
namespace {

constexpr auto replacement = static_cast<std::size_t>(Design::replace);

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

std::vector<double> demand_to_come(const Network &network, const PlanOptions &options,
                                   const std::vector<double> &today_kg_s) {
    if (!options.demand_later_kg_s.empty()) return options.demand_later_kg_s;
    std::vector<double> later = today_kg_s;
    const auto matches = [](const std::vector<std::string> &list, std::string_view value) {
        return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
    };
    for (const GrowthRule &rule : options.rules.growth)
        for (std::size_t c = 0; c < later.size(); ++c) {
            const BuildingIdx building = network.customer.building[c];
            const std::string_view district = building.valid() ? network.building.district[building.row()] : "";
            const auto kind = static_cast<std::size_t>(network.customer.kind[c]);
            if (matches(rule.districts, district) && matches(rule.kinds, Names<CustomerKind>::names[kind].code))
                later[c] *= rule.factor;
        }
    return later;
}

/// What a candidate is replaced with.
class NewPipes {
  public:
    NewPipes(const Network &network, const PlanOptions &options) : network_{network}, options_{options} {
        for (const bool plastic : {false, true}) bores_[plastic] = options.rules.sizes.bores_m(plastic);
    }

    [[nodiscard]] Material material(const Candidate &c) const {
        return c.above_ground ? options_.failure.renewed_above_ground : options_.failure.renewed_buried;
    }
    /// So many standard sizes above its own bore.
    [[nodiscard]] double bore_m(const Candidate &c, std::int32_t steps) const {
        const double own = network_.pipe.inner_diameter_m[c.row];
        const std::vector<double> &sizes = bores_[is_plastic(material(c))];
        const auto larger = std::upper_bound(sizes.begin(), sizes.end(), own);
        if (steps == 0 || larger == sizes.end()) return own;
        return *(larger + std::min<std::ptrdiff_t>(steps, sizes.end() - larger) - 1);
    }
    [[nodiscard]] PipeTrial::Change laid(const Candidate &c, Design design, std::int32_t steps) const {
        const DesignScheme &d = options_.rules.design[static_cast<std::size_t>(design)];
        const double own = network_.pipe.inner_diameter_m[c.row];
        if (design == Design::protect) return {PipeIdx{c.row}, own, roughness_of(network_.pipe, c.row)};
        const double bore = design == Design::replace ? bore_m(c, steps) : own * d.bore_share;
        return {PipeIdx{c.row}, bore, d.roughness_m > 0.0 ? d.roughness_m : roughness_of(material(c))};
    }
    [[nodiscard]] double cost_cny(const Candidate &c, std::int32_t steps) const {
        const DesignScheme &d = options_.rules.design[replacement];
        return d.cost_share * replacement_cny(network_, c, options_.cost, bore_m(c, steps)) + d.cny_per_asset;
    }

  private:
    const Network &network_;
    const PlanOptions &options_;
    std::array<std::vector<double>, 2> bores_;
};

template <class F> void for_each_member(const PlanFrame &frame, std::size_t project, F &&f) {
    for (auto m = frame.groups.start[project]; m < frame.groups.start[project + 1]; ++m) f(frame.groups.members[at(m)]);
}

std::vector<Candidate> candidates_of(const PlanFrame &frame) {
    std::vector<Candidate> candidates;
    for (const PlanAsset &a : frame.assets) candidates.push_back(a.candidate);
    return candidates;
}

/// Takes a design's offers out of a project.
void withdraw(PlanFrame &frame, std::size_t project, Design design) {
    for_each_member(frame, project, [&](std::size_t m) {
        std::erase_if(frame.assets[m].offers, [&](const PlanOffer &o) { return o.design == design; });
    });
}

/// Assets without offers leave their projects, and projects without assets the plan.
void drop_the_empty(PlanFrame &frame) {
    ProjectGroups kept;
    std::vector<ProjectBores> bores;
    for (std::size_t p = 0; p < frame.groups.count(); ++p) {
        for_each_member(frame, p, [&](std::size_t m) {
            if (!frame.assets[m].offers.empty()) kept.members.push_back(m);
        });
        const auto end = static_cast<std::int64_t>(kept.members.size());
        if (end == kept.start.back()) continue;
        kept.start.push_back(end);
        bores.push_back(frame.bores[p]);
    }
    frame.groups = std::move(kept);
    frame.bores = std::move(bores);
}

/// Are the limits met with all pipes of a project by this design? True where none has it.
bool is_met(const PlanFrame &frame, PressureCheck &check, const NewPipes &pipes, std::size_t project, Design design) {
    std::vector<PipeTrial::Change> changes;
    for_each_member(frame, project, [&](std::size_t m) {
        const PlanAsset &a = frame.assets[m];
        if (std::any_of(a.offers.begin(), a.offers.end(), [&](const PlanOffer &o) { return o.design == design; }))
            changes.push_back(pipes.laid(a.candidate, design, frame.bores[project].steps));
    });
    if (changes.empty() || design == Design::protect) return true;
    if (!check.today(changes).none()) return false;
    if (!check.grows() || design == Design::replace) return true;
    // What is to come is judged with the project alone: it must not be worse than leaving the old pipes.
    const Shortfall with = check.later(changes), without = check.later({});
    return with.customers <= without.customers && with.regulators <= without.regulators &&
           with.worst_pa <= without.worst_pa + 1.0;
}

} // namespace

void put_bores(PlanFrame &frame, const Network &network, const PlanOptions &options) {
    frame.demand_kg_s = options.demand_kg_s.empty() ? network.customer.demand_kg_s : options.demand_kg_s;
    PressureCheck check(network, frame.demand_kg_s, demand_to_come(network, options, frame.demand_kg_s),
                        options.rules.pressure);
    frame.least_pa = check.least_pa();
    const NewPipes pipes(network, options);
    const std::vector<Candidate> candidates = candidates_of(frame);
    frame.bores.assign(frame.groups.count(), {});
    if (check.grows())
        frame.bores = size_projects(
            check, candidates, frame.groups, options.rules.sizes.most_steps,
            [&](const Candidate &c, std::int32_t steps) { return pipes.laid(c, Design::replace, steps); },
            [&](std::size_t p, std::int32_t steps) {
                double cny = 0.0;
                for_each_member(frame, p, [&](std::size_t m) { cny += pipes.cost_cny(candidates[m], steps); });
                return cny;
            });
    for (std::size_t p = 0; p < frame.groups.count(); ++p) {
        if (candidates[frame.groups.members[at(frame.groups.start[p])]].riser) continue;
        frame.bores[p].met = is_met(frame, check, pipes, p, Design::replace) && frame.bores[p].met;
        for (const Design design : {Design::insert, Design::line})
            if (!is_met(frame, check, pipes, p, design)) withdraw(frame, p, design);
        for_each_member(frame, p, [&](std::size_t m) {
            for (PlanOffer &offer : frame.assets[m].offers) {
                const PipeTrial::Change laid = pipes.laid(candidates[m], offer.design, frame.bores[p].steps);
                offer.bore_m = laid.inner_diameter_m, offer.roughness_m = laid.roughness_m;
                if (offer.design == Design::replace && frame.bores[p].steps > 0)
                    offer.cost_cny = pipes.cost_cny(candidates[m], frame.bores[p].steps);
            }
        });
    }
    drop_the_empty(frame);
}

void put_closures(PlanFrame &frame, const Network &network) {
    const WorksLoad load{frame.demand_kg_s, frame.least_pa};
    frame.gas = gas_while_working(network, candidates_of(frame), frame.groups, frame.rules->closure, &load);
    for (std::size_t p = 0; p < frame.gas.size(); ++p) {
        bool off = false;
        for_each_member(frame, p, [&](std::size_t m) {
            for (const PlanOffer &offer : frame.assets[m].offers)
                off = off || frame.rules->design[static_cast<std::size_t>(offer.design)].gas_off;
        });
        if (!off) frame.gas[p] = {};
        frame.problem.setup_cny[p] += frame.gas[p].chosen().cost_cny;
    }
}

} // namespace gastwin
