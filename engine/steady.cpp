// SPDX-License-Identifier: Apache-2.0
#include "engine/steady.hpp"

#include <cmath>

#include "engine/feeds.hpp"
#include "engine/steady_tables.hpp"
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

} // namespace

State solve_steady(const Network &network, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
                   const Progress &progress) {
    require_sound(network);
    require_physical(network.gas);
    require_demands(network, customer_demand_kg_s);
    Tiers tiers = build_tiers(network, customer_demand_kg_s, options); // zones, equations, feeds
    solve_tiers(tiers, progress);                                      // flows upwards, pressures downwards
    return tabulate(tiers, customer_demand_kg_s, options);             // verdicts and tables
}

} // namespace gastwin
