// SPDX-License-Identifier: Apache-2.0
#include "engine/starvation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/feeds.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double pressure_unit_pa = 1e4; ///< what one unit of a zone's throughput weighs in the residual
constexpr int most_steps = 60;

/// One feed of a coupled zone.
struct Link {
    std::int32_t feed, zone;
    bool leading; ///< first of a zone without source: its unknown is the outlet pressure
    bool shut;    ///< its outlet is held by a source
    double flow_unit_kg_s;
};

struct Coupling {
    std::vector<Flag> coupled; ///< by zone
    std::vector<Link> link;
};

Coupling couple(const Tiers &tiers, std::vector<Flag> coupled) {
    Coupling coupling{std::move(coupled), {}};
    for (const std::int32_t z : tiers.downstream_order) {
        if (!coupling.coupled[at(z)]) continue;
        const Tier &tier = tiers.tier[at(z)];
        double throughput = std::abs(net_demand_kg_s(tiers, z));
        for (const double d : tier.customer_kg_s) throughput = std::max(throughput, std::abs(d));
        for (std::size_t i = 0; i < tier.in.size(); ++i) {
            const std::int32_t junction = tiers.local_junction(tiers.feed[at(tier.in[i])].down_vertex);
            const bool shut =
                std::any_of(tier.held.begin(), tier.held.end(), [&](const Held &h) { return h.junction == junction; });
            coupling.link.push_back({tier.in[i], z, tier.held.empty() && i == 0, shut, std::max(throughput, 1e-12)});
        }
    }
    return coupling;
}

/// A coupled zone for given flows of its feeds (the leading one takes what is left).
void solve_given(Tiers &tiers, std::int32_t zone) {
    Tier &tier = tiers.tier[at(zone)];
    std::vector<double> inputs;
    for (const std::int32_t f : tier.out) inputs.push_back(tiers.feed[at(f)].flow_kg_s);
    const bool leading = tier.held.empty();
    if (leading) {
        Feed &first = tiers.feed[at(tier.in.front())];
        first.flow_kg_s = net_demand_kg_s(tiers, zone);
        for (std::size_t i = 1; i < tier.in.size(); ++i) first.flow_kg_s -= tiers.feed[at(tier.in[i])].flow_kg_s;
    }
    for (const std::int32_t f : tier.in) inputs.push_back(tiers.feed[at(f)].flow_kg_s);
    if (inputs == tier.inputs) return;
    tier.inputs = std::move(inputs);
    if (!leading) tier.level_pa2 = source_level_pa2(tier);
    load_zone(tiers, zone);
    for (std::size_t i = 0; i < tier.in.size(); ++i) {
        const Feed &feed = tiers.feed[at(tier.in[i])];
        const std::size_t junction = at(tiers.local_junction(feed.down_vertex));
        if (leading && i == 0) {
            tier.problem.fixed[junction] = 1;
            tier.problem.deviation_pa2[junction] = 0.0;
        } else tier.problem.demand_kg_s[junction] -= feed.flow_kg_s;
    }
    tier.flow = solve_zone(tier.problem, tiers.limits);
}

/// The branches of the regulator equation, in Pa.
struct Branches {
    double control, open, capacity, closed;
    [[nodiscard]] double residual() const { return std::max(std::min({control, open, capacity}), closed); }
};

Branches branches(const Tiers &tiers, const Link &link) {
    const Feed &feed = tiers.feed[at(link.feed)];
    const double scale = pressure_unit_pa / link.flow_unit_kg_s;
    const double closed = -scale * feed.flow_kg_s;
    if (link.shut) return {closed, closed, closed, closed};
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double down = tiers.pressure_pa(feed.down_vertex), up = tiers.pressure_pa(feed.up_vertex);
    const bool unlimited = !std::isfinite(feed.capacity_kg_s) || tiers.tier[at(link.zone)].over_capacity;
    return {.control = std::isfinite(feed.set_pa)
                           ? outlet_pressure_pa(feed.outlet(1.0), std::max(feed.flow_kg_s, 0.0)) - down
                           : infinity,
            .open = up - down,
            .capacity = unlimited ? infinity : scale * (feed.capacity_kg_s - feed.flow_kg_s),
            .closed = closed};
}

/// Flows upwards, then pressures downwards, for unknowns x; returns the residuals.
Eigen::VectorXd evaluate(Tiers &tiers, const Coupling &coupling, const Eigen::VectorXd &x) {
    for (std::size_t k = 0; k < coupling.link.size(); ++k) {
        const Link &link = coupling.link[k];
        if (!link.leading)
            tiers.feed[at(link.feed)].flow_kg_s =
                x[static_cast<Eigen::Index>(k)] * link.flow_unit_kg_s / pressure_unit_pa;
    }
    for (std::size_t i = tiers.downstream_order.size(); i-- > 0;) {
        const std::int32_t z = tiers.downstream_order[i];
        if (coupling.coupled[at(z)]) solve_given(tiers, z);
        else share_demand(tiers, z);
    }
    for (std::size_t k = 0; k < coupling.link.size(); ++k)
        if (const Link &link = coupling.link[k]; link.leading)
            tiers.tier[at(link.zone)].level_pa2 =
                tiers.potential_pa2(tiers.feed[at(link.feed)].down_vertex, x[static_cast<Eigen::Index>(k)]);
    for (const std::int32_t z : tiers.downstream_order)
        if (!coupling.coupled[at(z)]) set_level(tiers, z);
    Eigen::VectorXd residual(x.size());
    for (std::size_t k = 0; k < coupling.link.size(); ++k)
        residual[static_cast<Eigen::Index>(k)] = branches(tiers, coupling.link[k]).residual();
    return residual;
}

Eigen::VectorXd start(const Tiers &tiers, const Coupling &coupling) {
    Eigen::VectorXd x(static_cast<Eigen::Index>(coupling.link.size()));
    for (std::size_t k = 0; k < coupling.link.size(); ++k) {
        const Link &link = coupling.link[k];
        const Feed &feed = tiers.feed[at(link.feed)];
        x[static_cast<Eigen::Index>(k)] = link.leading ? tiers.pressure_pa(feed.down_vertex)
                                                       : feed.flow_kg_s * pressure_unit_pa / link.flow_unit_kg_s;
    }
    return x;
}

/// One-sided differences; the residual is smooth apart from the branches' seams.
Eigen::MatrixXd jacobian(Tiers &tiers, const Coupling &coupling, const Eigen::VectorXd &x, const Eigen::VectorXd &r) {
    Eigen::MatrixXd j(x.size(), x.size());
    for (Eigen::Index k = 0; k < x.size(); ++k) {
        Eigen::VectorXd moved = x;
        moved[k] += 1e-4 * pressure_unit_pa;
        j.col(k) = (evaluate(tiers, coupling, moved) - r) / (moved[k] - x[k]);
    }
    return j;
}

/// Newton's method; true when the largest residual is below the tolerance.
bool balance(Tiers &tiers, const Coupling &coupling, double tolerance_pa) {
    Eigen::VectorXd x = start(tiers, coupling);
    Eigen::VectorXd r = evaluate(tiers, coupling, x);
    for (int step = 0; step < most_steps && r.lpNorm<Eigen::Infinity>() > tolerance_pa; ++step) {
        const Eigen::MatrixXd j = jacobian(tiers, coupling, x, r);
        if (!j.allFinite()) break;
        // Least-norm: feeds between the same two junctions at the same pressure share as they did before.
        const Eigen::VectorXd dx = -j.completeOrthogonalDecomposition().solve(r);
        std::optional<Eigen::VectorXd> best;
        Eigen::VectorXd best_r = r;
        double alpha = 1.0;
        for (int cut = 0; cut < 12; ++cut, alpha *= 0.5) {
            const Eigen::VectorXd tried = x + alpha * dx;
            const Eigen::VectorXd tried_r = evaluate(tiers, coupling, tried);
            if (!tried_r.allFinite()) continue;
            if (best && tried_r.lpNorm<Eigen::Infinity>() >= best_r.lpNorm<Eigen::Infinity>()) continue;
            best = tried;
            best_r = tried_r;
            if (best_r.lpNorm<Eigen::Infinity>() <= (1.0 - 1e-4 * alpha) * r.lpNorm<Eigen::Infinity>()) break;
        }
        if (!best) break;
        x = *best;
        r = best_r;
    }
    r = evaluate(tiers, coupling, x);
    return r.lpNorm<Eigen::Infinity>() <= tolerance_pa;
}

void name_modes(Tiers &tiers, const Coupling &coupling) {
    for (const Link &link : coupling.link) {
        Feed &feed = tiers.feed[at(link.feed)];
        const Branches b = branches(tiers, link);
        if (feed.flow_kg_s <= 1e-9 * link.flow_unit_kg_s) {
            feed.flow_kg_s = 0.0;
            feed.mode = FeedMode::closed;
        } else if (tiers.tier[at(link.zone)].over_capacity || b.capacity < std::min(b.control, b.open))
            feed.mode = FeedMode::capacity_limited;
        else feed.mode = b.open < b.control ? FeedMode::wide_open : FeedMode::controlling;
    }
}

/// Adds zones with several feeds of which one passes gas it could not get at that pressure; false when there is none.
bool add_starved(const Tiers &tiers, std::vector<Flag> &coupled) {
    bool found = false;
    for (const std::int32_t z : tiers.downstream_order) {
        const Tier &tier = tiers.tier[at(z)];
        if (coupled[at(z)] || !tier.supplied || tier.over_supplied || tier.in.empty() || !is_multi_fed(tier)) continue;
        for (const std::int32_t f : tier.in) {
            const Feed &feed = tiers.feed[at(f)];
            const double down = tiers.pressure_pa(feed.down_vertex), up = tiers.pressure_pa(feed.up_vertex);
            const bool no_set_point = !std::isfinite(feed.set_pa);
            if (!no_set_point && (feed.flow_kg_s <= 0.0 || up >= down * (1.0 - 1e-12))) continue;
            coupled[at(z)] = 1;
            found = true;
        }
    }
    return found;
}

} // namespace

void settle_starved(Tiers &tiers, const Progress &progress) {
    std::vector<Flag> coupled(tiers.tier.size(), 0);
    while (add_starved(tiers, coupled)) {
        report(progress, "solve", 0.9);
        const Coupling coupling = couple(tiers, coupled);
        const double tolerance_pa = 1e-10 * std::max(tiers.highest_source_pa, standard_pressure_pa);
        const bool balanced = balance(tiers, coupling, tolerance_pa);
        for (std::size_t z = 0; z < coupled.size(); ++z)
            if (coupled[z]) tiers.tier[z].stalled = !balanced;
        name_modes(tiers, coupling);
    }
}

} // namespace gastwin
