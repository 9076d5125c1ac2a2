// SPDX-License-Identifier: Apache-2.0
#include "scenarios/outage_model.hpp"

#include <algorithm>

#include "engine/feeds.hpp"

namespace gastwin {

OutageModel::OutageModel(const Network &network, const Segments &segments, std::span<const double> customer_demand_kg_s,
                         const SolveOptions &options)
    : tree_{supply_tree(segments)}, dead_(row_count(segments.table), 0) {
    Tiers tiers = build_tiers(network, options);
    load_tiers(tiers, customer_demand_kg_s);
    solve_tiers(tiers, {});
    map_ = map_segments(tiers, segments);
    screened_ = passing_segments(tiers, segments, tree_, map_);
    for (std::size_t s = 0; s < screened_.size(); ++s) screened_[s] = !screened_[s] && segments.table.sources[s] == 0;
    const auto has_drain = [](const Tier &tier) { return tier.drain >= 0; };
    const bool is_plain = !options.pressure_dependent && judge_fixed_demands(tiers) == FixedDemands::met &&
                          std::none_of(tiers.tier.begin(), tiers.tier.end(), has_drain);
    if (is_plain) solver_.emplace(std::move(tiers), segments, tree_, map_, customer_demand_kg_s);
}

bool OutageModel::shut(std::span<const std::int32_t> section, std::span<const std::int32_t> dead, const Read &read) {
    const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
    if (!solver_) return false;
    if (section.size() == 1 && screened_[at(section.front())]) return true;
    for (const std::int32_t s : dead) dead_[at(s)] = 1;
    const bool is_local = solver_->shut(section, dead, [&](const Tiers &now, std::span<const std::int32_t> zones) {
        for (const std::int32_t z : zones)
            for (const std::int32_t c : map_.zone_customers.of(z)) {
                const std::int32_t v = now.graph.customer_vertex[at(c)];
                if (!dead_[at(map_.customer_segment[at(c)])]) read(c, now.pressure_pa(v) - now.atmosphere_pa[at(v)]);
            }
    });
    for (const std::int32_t s : dead) dead_[at(s)] = 0;
    return is_local;
}

} // namespace gastwin
