// SPDX-License-Identifier: Apache-2.0
#include "engine/steady.hpp"

#include <cmath>

#include "engine/elastic.hpp"
#include "engine/feeds.hpp"
#include "engine/steady_tables.hpp"
#include "engine/threads.hpp"
#include "models/check.hpp"

namespace gastwin {
namespace {

void require_demands(const Network &network, std::span<const double> demand_kg_s) {
    const auto &id = network.customer.id;
    if (demand_kg_s.size() != id.size())
        throw Error("value_out_of_range", {.layer = "customer", .column = "demand_kg_s"}, {},
                    "one demand is needed for each customer row");
    for (std::size_t c = 0; c < id.size(); ++c)
        if (!std::isfinite(demand_kg_s[c]))
            throw Error("value_out_of_range",
                        {.layer = "customer", .row = static_cast<std::int64_t>(c + 1), .column = "demand_kg_s"},
                        {id[c]});
}

void require_share(double local_loss_share) {
    if (!(local_loss_share >= 0.0) || !std::isfinite(local_loss_share))
        throw Error("value_out_of_range", {.column = "local_loss_share", .value = std::to_string(local_loss_share)});
}

} // namespace

SteadyModel::SteadyModel(const Network &network, const SolveOptions &options, Soundness soundness) : options_{options} {
    if (soundness == Soundness::unknown) require_sound(network);
    require_physical(network.gas);
    require_share(options.local_loss_share);
    tiers_ = std::make_unique<Tiers>(build_tiers(network, options)); // zones, equations, feeds
    name_rows(*tiers_, state_);
}

SteadyModel::~SteadyModel() {
    if (tiers_) for_each_index(tiers_->tier.size(), [&](std::size_t z) { tiers_->tier[z] = Tier{}; }); // thousands
}
SteadyModel::SteadyModel(SteadyModel &&) noexcept = default;
SteadyModel &SteadyModel::operator=(SteadyModel &&) noexcept = default;

const State &SteadyModel::solve(std::span<const double> customer_demand_kg_s, const Progress &progress) {
    require_demands(tiers_->network, customer_demand_kg_s);
    load_tiers(*tiers_, customer_demand_kg_s);
    solve_tiers(*tiers_, progress); // flows upwards, pressures downwards
    if (options_.pressure_dependent) follow_pressure(*tiers_, customer_demand_kg_s, options_, progress);
    else relieve(*tiers_, customer_demand_kg_s, options_, progress);
    tabulate(*tiers_, customer_demand_kg_s, options_, state_);
    return state_;
}

void SteadyModel::forget() {
    for (Tier &tier : tiers_->tier) tier.flow = {};
    tiers_->elastic = {};
}

State SteadyModel::release() && { return std::move(state_); }

State solve_steady(const Network &network, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
                   const Progress &progress, Soundness soundness) {
    SteadyModel model(network, options, soundness);
    model.solve(customer_demand_kg_s, progress);
    return std::move(model).release();
}

} // namespace gastwin
