// SPDX-License-Identifier: Apache-2.0
// The assets a plan may renew, by each design that fits them.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "models/references.hpp"
#include "scenarios/plan_steps.hpp"

namespace gastwin {
namespace {

/// Which result rows are named; unknown names are an error.
std::vector<Flag> named_rows(const RiskResults &risk, const std::vector<std::string> &ids) {
    const std::set<std::string_view> wanted(ids.begin(), ids.end());
    std::set<std::string_view> found;
    std::vector<Flag> named(row_count(risk));
    for (std::size_t i = 0; i < named.size(); ++i)
        if (wanted.contains(risk.id[i])) named[i] = 1, found.insert(risk.id[i]);
    std::vector<std::string> unknown;
    for (const std::string_view id : wanted)
        if (!found.contains(id)) unknown.emplace_back(id);
    if (!unknown.empty()) throw Error("unknown_pipe", {}, unknown);
    return named;
}

/// Discounted benefit of renewal in each year, and in the year after the last.
class BenefitLaw {
  public:
    BenefitLaw(const PlanOptions &options, std::size_t years, std::int32_t years_ahead)
        : scheme_{options.failure}, horizon_{static_cast<std::size_t>(options.horizon_a)}, years_{years},
          years_ahead_{static_cast<double>(years_ahead)} {
        for (std::size_t y = 0; y < horizon_; ++y)
            discount_.push_back(std::pow(1.0 + options.discount, -static_cast<double>(y)));
    }

    /// Of a new pipe: b_t for t = 0…years.
    std::vector<double> renewed(const RiskResults &risk, std::size_t row, Material old_one, bool above_ground,
                                double third_party_left) {
        const Material new_one = above_ground ? scheme_.renewed_above_ground : scheme_.renewed_buried;
        const double per_leak = risk.risk_ageing_cny_per_year[row] / risk.frequency_per_year[row];
        const double new_ageing = risk.renewed_frequency_per_year[row] * per_leak;
        const double old_steady = risk.risk_cny_per_year[row] - risk.risk_ageing_cny_per_year[row];
        const double new_steady = risk.renewed_risk_cny_per_year[row] - new_ageing;
        const std::vector<double> &old_sum = kept_sums(old_one, risk.age_a[row]);
        const std::vector<double> &new_sum = renewed_sums(new_one);
        std::vector<double> benefit(years_ + 1);
        for (std::size_t t = 0; t <= years_; ++t)
            benefit[t] = risk.risk_ageing_cny_per_year[row] * old_sum[t] - new_ageing * new_sum[t] +
                         (old_steady - third_party_left * new_steady) * discount_from(t);
        return benefit;
    }

    /// Of a design that lasts some years and leaves shares of the risk.
    std::vector<double> repaired(const RiskResults &risk, std::size_t row, Material old_one,
                                 const DesignScheme &design) {
        const double ageing = risk.risk_ageing_cny_per_year[row] * (1.0 - design.ageing_left);
        const double other =
            (risk.risk_cny_per_year[row] - risk.risk_ageing_cny_per_year[row]) * (1.0 - design.third_party_left);
        const std::vector<double> &sum = kept_sums(old_one, risk.age_a[row]);
        std::vector<double> benefit(years_ + 1);
        for (std::size_t t = 0; t <= years_; ++t) {
            const auto end = static_cast<std::size_t>(
                std::min(static_cast<double>(horizon_), static_cast<double>(t) + std::floor(design.life_a)));
            if (end > t) benefit[t] = ageing * (sum[t] - sum[end]) + other * (discount_from(t) - discount_from(end));
        }
        return benefit;
    }

  private:
    /// Σ_{y≥t} v^y g(age + y) / g(age at assessment), for t = 0…horizon.
    const std::vector<double> &kept_sums(Material material, double age_a) {
        auto &sums = kept_[{material, age_a}];
        if (!sums.empty()) return sums;
        sums.assign(std::max(horizon_, years_) + 1, 0.0);
        const double now = age_factor(scheme_, material, age_a);
        double sum = 0.0;
        for (std::size_t y = horizon_; y-- > 0;) {
            sum += discount_[y] * age_factor(scheme_, material, age_a + years_ahead_ + static_cast<double>(y)) / now;
            sums[y] = sum;
        }
        return sums;
    }

    /// Σ_{y≥t} v^y g(y − t) / g(0), for t = 0…years.
    const std::vector<double> &renewed_sums(Material material) {
        auto &sums = renewed_[material];
        if (!sums.empty()) return sums;
        sums.assign(years_ + 1, 0.0);
        for (std::size_t t = 0; t <= years_; ++t)
            for (std::size_t y = t; y < horizon_; ++y)
                sums[t] += discount_[y] * age_factor(scheme_, material, static_cast<double>(y - t)) /
                           age_factor(scheme_, material, 0.0);
        return sums;
    }

    double discount_from(std::size_t t) const {
        return std::accumulate(discount_.begin() + static_cast<std::ptrdiff_t>(t), discount_.end(), 0.0);
    }

    const FailureScheme &scheme_;
    std::size_t horizon_, years_;
    double years_ahead_;
    std::vector<double> discount_;
    std::map<std::pair<Material, double>, std::vector<double>> kept_;
    std::map<Material, std::vector<double>> renewed_;
};

} // namespace

double replacement_cny(const Network &n, const Candidate &c, const CostScheme &cost, double bore_m) {
    if (c.riser) {
        const std::int32_t households = n.riser.households[c.row];
        return riser_cost_cny(cost, c.length_m, is_missing(households) ? 0.0 : households);
    }
    return pipe_cost_cny(c.above_ground ? cost.above_ground : cost.buried, bore_m, c.length_m);
}

namespace {

double diameter_of(const Network &n, const Candidate &c) {
    return c.riser ? n.riser.inner_diameter_m[c.row] : n.pipe.inner_diameter_m[c.row];
}

/// May the design be used here? Risers are always replaced.
bool fits(const DesignScheme &design, Design which, const PlanAsset &a, double diameter_m) {
    if (which == Design::replace) return true;
    if (a.candidate.riser || !(a.candidate.above_ground ? design.above_ground : design.buried)) return false;
    if (!(diameter_m >= design.min_diameter_m && diameter_m <= design.max_diameter_m)) return false;
    const std::string_view code = Names<Material>::names[static_cast<std::size_t>(a.material)].code;
    return design.materials.empty() ||
           std::find(design.materials.begin(), design.materials.end(), code) != design.materials.end();
}

bool brings_something(const std::vector<double> &benefit) {
    return std::any_of(benefit.begin(), benefit.end() - 1, [](double b) { return b > 0.0; });
}

/// An asset's offers: every design that fits and brings something; a must-do asset has one in any case.
void add_offers(const Network &network, const RiskResults &risk, const PlanOptions &options, BenefitLaw &law,
                PlanAsset &a) {
    const double replacement = replacement_cny(network, a.candidate, options.cost, diameter_of(network, a.candidate));
    for (std::size_t k = 0; k < design_count; ++k) {
        const auto which = static_cast<Design>(k);
        const DesignScheme &d = options.rules.design[k];
        const bool offered = options.rules.offers(which) || (a.must && which == Design::replace);
        if (!offered || !fits(d, which, a, diameter_of(network, a.candidate))) continue;
        PlanOffer offer{.design = which};
        offer.cost_cny = d.cost_share * replacement + d.cny_per_asset;
        offer.benefit = d.life_a > 0.0
                            ? law.repaired(risk, a.result, a.material, d)
                            : law.renewed(risk, a.result, a.material, a.candidate.above_ground, d.third_party_left);
        if (!options.benefit_factor.empty())
            for (double &b : offer.benefit) b *= options.benefit_factor[a.result];
        offer.crew_days = 0.01 * d.crew_days_per_100_m * a.candidate.length_m;
        offer.opened_m = a.candidate.riser || a.candidate.above_ground ? 0.0 : d.opened_share * a.candidate.length_m;
        if (brings_something(offer.benefit) || a.must) a.offers.push_back(std::move(offer));
    }
}

} // namespace

std::vector<PlanAsset> gather_candidates(const Network &network, const RiskResults &risk, const PlanOptions &options,
                                         const std::vector<PlanFacts> &facts, std::size_t years,
                                         std::int32_t years_ahead) {
    const std::vector<Flag> must = named_rows(risk, options.must), never = named_rows(risk, options.never),
                            done = named_rows(risk, options.done);
    const RuledAssets ruled = ruled_assets(facts, options.rules);
    for (std::size_t i = 0; i < must.size(); ++i)
        if ((must[i] != 0 || ruled.must[i] != 0) && (never[i] != 0 || ruled.never[i] != 0))
            throw Error("must_and_never", {}, {risk.id[i]});
    std::vector<std::size_t> order(row_count(risk));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(risk.table_name[a], risk.id[a]) < std::tie(risk.table_name[b], risk.id[b]);
    });
    const IdMap pipes = id_map(network.pipe), risers = id_map(network.riser);
    BenefitLaw benefit(options, years, years_ahead);
    std::vector<PlanAsset> assets;
    for (const std::size_t i : order) {
        if (never[i] != 0 || done[i] != 0) continue;
        PlanAsset a{.result = i, .must = must[i] != 0 || ruled.must[i] != 0};
        Candidate &c = a.candidate;
        c.riser = risk.table_name[i] == "riser";
        const IdMap &known = c.riser ? risers : pipes;
        const auto row = known.find(risk.id[i]);
        if (row == known.end())
            throw Error(
                "dangling_reference",
                {.layer = std::string(RiskResults::name), .row = static_cast<std::int64_t>(i + 1), .column = "id"},
                {risk.id[i]}, "the risk was assessed for another network");
        c.row = static_cast<std::size_t>(row->second);
        c.above_ground = c.riser || is_above_ground(options.failure, network.pipe, c.row);
        c.length_m = 1e3 * risk.length_km[i];
        a.material = c.riser ? network.riser.material[c.row] : network.pipe.material[c.row];
        if (ruled.never[i] != 0 || (risk.age_a[i] < options.youngest_a && !a.must)) continue;
        add_offers(network, risk, options, benefit, a);
        if (!a.offers.empty()) assets.push_back(std::move(a));
    }
    return assets;
}

double setup_of(const Candidate &c, const CostScheme &cost) {
    if (c.riser) return cost.riser_setup_cny;
    return c.above_ground ? cost.above_ground.setup_cny : cost.buried.setup_cny;
}

} // namespace gastwin
