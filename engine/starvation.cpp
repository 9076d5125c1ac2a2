// SPDX-License-Identifier: Apache-2.0
#include "engine/starvation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "engine/feed_equation.hpp"
#include "engine/feeds.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double pressure_unit_pa = feed_pressure_unit_pa; ///< what one unit of a zone's throughput weighs
constexpr double least_epsilon = 1e-10;                    ///< of that pressure: 1 µPa
constexpr double leak = 1e-8; ///< smaller shares of a zone's throughput are the leak, not flow
constexpr int most_steps = 30;

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

/// The most gas that may have to pass through each zone: its own demand and that of all zones it can feed.
std::vector<double> throughputs_kg_s(const Tiers &tiers) {
    std::vector<double> throughput(tiers.tier.size(), 0.0);
    for (std::size_t i = tiers.downstream_order.size(); i-- > 0;) {
        const std::size_t z = at(tiers.downstream_order[i]);
        double largest = 0.0;
        for (const double d : tiers.tier[z].customer_kg_s) largest = std::max(largest, std::abs(d));
        for (const std::int32_t f : tiers.tier[z].out)
            largest = std::max(largest, throughput[at(tiers.feed[at(f)].down_zone)]);
        throughput[z] = std::max({largest, std::abs(net_demand_kg_s(tiers, tiers.downstream_order[i])), 1e-12});
    }
    return throughput;
}

Coupling couple(const Tiers &tiers, std::vector<Flag> coupled) {
    Coupling coupling{std::move(coupled), {}};
    const std::vector<double> throughput = throughputs_kg_s(tiers);
    for (const std::int32_t z : tiers.downstream_order) {
        if (!coupling.coupled[at(z)]) continue;
        const Tier &tier = tiers.tier[at(z)];
        for (std::size_t i = 0; i < tier.in.size(); ++i) {
            const std::int32_t junction = tiers.local_junction(tiers.feed[at(tier.in[i])].down_vertex);
            const bool shut =
                std::any_of(tier.held.begin(), tier.held.end(), [&](const Held &h) { return h.junction == junction; });
            coupling.link.push_back({tier.in[i], z, tier.held.empty() && i == 0, shut, throughput[at(z)]});
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
    tier.solver.solve(tier.problem, tiers.limits, tier.flow);
}

/// Flows upwards, then pressures downwards, for unknowns x; three numbers (FeedReading) for each link.
Eigen::VectorXd evaluate(Tiers &tiers, const Coupling &coupling, const Eigen::VectorXd &x) {
    const auto unknown = [&](std::size_t k) { return x[static_cast<Eigen::Index>(k)]; };
    for (std::size_t k = 0; k < coupling.link.size(); ++k)
        if (const Link &link = coupling.link[k]; !link.leading)
            tiers.feed[at(link.feed)].flow_kg_s = unknown(k) * link.flow_unit_kg_s / pressure_unit_pa;
    for (std::size_t i = tiers.downstream_order.size(); i-- > 0;) {
        const std::int32_t z = tiers.downstream_order[i];
        if (coupling.coupled[at(z)]) solve_given(tiers, z);
        else share_demand(tiers, z);
    }
    for (std::size_t k = 0; k < coupling.link.size(); ++k)
        if (const Link &link = coupling.link[k]; link.leading)
            tiers.tier[at(link.zone)].level_pa2 =
                tiers.potential_pa2(tiers.feed[at(link.feed)].down_vertex, unknown(k));
    for (const std::int32_t z : tiers.downstream_order)
        if (!coupling.coupled[at(z)]) set_level(tiers, z);
    Eigen::VectorXd readings(3 * x.size());
    for (std::size_t k = 0; k < coupling.link.size(); ++k) {
        const Feed &feed = tiers.feed[at(coupling.link[k].feed)];
        readings.segment<3>(3 * static_cast<Eigen::Index>(k)) << tiers.pressure_pa(feed.up_vertex),
            tiers.pressure_pa(feed.down_vertex), feed.flow_kg_s;
    }
    return readings;
}

/// feed_equation() of one link; a source at its outlet keeps it shut.
FeedEquation equation(const Tiers &tiers, const Link &link, const FeedReading &at_link, double epsilon) {
    const double unit = pressure_unit_pa / link.flow_unit_kg_s;
    if (link.shut) return {-unit * at_link.flow_kg_s, FeedBranch::closed, {0.0, 0.0, -unit}};
    return feed_equation(tiers.feed[at(link.feed)], at_link, link.flow_unit_kg_s,
                         !tiers.tier[at(link.zone)].over_capacity, epsilon);
}

FeedReading reading_of(const Eigen::VectorXd &readings, std::size_t k) {
    const auto i = 3 * static_cast<Eigen::Index>(k);
    return {readings[i], readings[i + 1], readings[i + 2]};
}

Eigen::VectorXd residuals(const Tiers &tiers, const Coupling &coupling, const Eigen::VectorXd &readings,
                          double epsilon) {
    Eigen::VectorXd r(readings.size() / 3);
    for (std::size_t k = 0; k < coupling.link.size(); ++k)
        r[static_cast<Eigen::Index>(k)] =
            equation(tiers, coupling.link[k], reading_of(readings, k), epsilon).residual_pa;
    return r;
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

/// Readings are smooth in x and differenced; the branches are differentiated exactly.
Eigen::MatrixXd jacobian(Tiers &tiers, const Coupling &coupling, const Eigen::VectorXd &x,
                         const Eigen::VectorXd &readings, double epsilon) {
    Eigen::MatrixXd slopes(readings.size(), x.size()), j(x.size(), x.size());
    for (Eigen::Index k = 0; k < x.size(); ++k) {
        Eigen::VectorXd moved = x;
        moved[k] += 1e-4 * pressure_unit_pa;
        slopes.col(k) = (evaluate(tiers, coupling, moved) - readings) / (moved[k] - x[k]);
    }
    for (Eigen::Index k = 0; k < x.size(); ++k) {
        const auto link = static_cast<std::size_t>(k);
        const FeedEquation law = equation(tiers, coupling.link[link], reading_of(readings, link), epsilon);
        j.row(k) = Eigen::RowVector3d(law.gradient.data()) * slopes.middleRows<3>(3 * k);
    }
    return j;
}

/// Newton's method at one ε; true, and x moved, when the largest residual is below the tolerance. Undamped steps act as
/// a primal-dual active set method, finite on M-matrices and not held up by seams between branches; damped steps are
/// the second try.
bool balance_at(Tiers &tiers, const Coupling &coupling, double epsilon, double tolerance_pa, bool damped,
                Eigen::VectorXd &x) {
    Eigen::VectorXd tried = x, readings = evaluate(tiers, coupling, tried);
    Eigen::VectorXd r = residuals(tiers, coupling, readings, epsilon);
    for (int step = 0; step < most_steps && r.lpNorm<Eigen::Infinity>() > tolerance_pa; ++step) {
        // Least-norm: feeds between the same two junctions at the same pressure share as they did before.
        const Eigen::VectorXd dx =
            -jacobian(tiers, coupling, tried, readings, epsilon).completeOrthogonalDecomposition().solve(r);
        if (!dx.allFinite()) return false;
        Eigen::VectorXd next = evaluate(tiers, coupling, tried + dx);
        Eigen::VectorXd next_r = residuals(tiers, coupling, next, epsilon);
        double alpha = 1.0;
        for (int cut = 0; damped && next_r.norm() > (1.0 - 1e-3 * alpha) * r.norm(); ++cut) {
            if (cut == 10) return false;
            alpha *= 0.5;
            next = evaluate(tiers, coupling, tried + alpha * dx);
            next_r = residuals(tiers, coupling, next, epsilon);
        }
        if (!next_r.allFinite()) return false;
        tried += alpha * dx;
        readings = next;
        r = next_r;
    }
    if (r.lpNorm<Eigen::Infinity>() > tolerance_pa) return false;
    x = tried;
    return true;
}

/// Follows the solution from ε = 1 to an ε that does not count.
bool balance(Tiers &tiers, const Coupling &coupling, double tolerance_pa) {
    Eigen::VectorXd x = start(tiers, coupling);
    double epsilon = 1.0, ratio = 0.1;
    const auto balance_near = [&](double at_epsilon, double enough) {
        return balance_at(tiers, coupling, at_epsilon, enough, false, x) ||
               balance_at(tiers, coupling, at_epsilon, enough, true, x);
    };
    bool reached = balance_near(epsilon, 1e-2 * pressure_unit_pa);
    while (reached && epsilon > least_epsilon) {
        const double next = std::max(epsilon * ratio, least_epsilon);
        const double enough = std::max(1e-2 * next * pressure_unit_pa, 0.1 * tolerance_pa);
        if (balance_near(next, enough)) {
            epsilon = next;
            ratio = std::max(ratio * ratio, 0.01);
        } else {
            ratio = std::sqrt(ratio);
            reached = ratio < 0.95;
        }
    }
    const Eigen::VectorXd r = residuals(tiers, coupling, evaluate(tiers, coupling, x), 0.0);
    return reached && r.lpNorm<Eigen::Infinity>() <= tolerance_pa;
}

/// Total flow shared in proportion to capacity; what a limited feed cannot take goes to the unlimited ones.
void share_by_capacity(Tiers &tiers, const std::vector<std::int32_t> &feeds) {
    double total = 0.0, largest = 0.0, weights = 0.0;
    for (const std::int32_t f : feeds) {
        total += tiers.feed[at(f)].flow_kg_s;
        if (const double c = tiers.feed[at(f)].capacity_kg_s; std::isfinite(c)) largest = std::max(largest, c);
    }
    const auto weight = [&](std::int32_t f) {
        const double c = tiers.feed[at(f)].capacity_kg_s;
        return std::isfinite(c) ? c : largest > 0.0 ? largest : 1.0;
    };
    double left = total, unlimited = 0.0;
    for (const std::int32_t f : feeds) weights += weight(f);
    for (const std::int32_t f : feeds) {
        Feed &feed = tiers.feed[at(f)];
        feed.flow_kg_s = std::min(total * weight(f) / weights, feed.capacity_kg_s);
        left -= feed.flow_kg_s;
        unlimited += std::isfinite(feed.capacity_kg_s) ? 0.0 : 1.0;
    }
    for (const std::int32_t f : feeds)
        if (!std::isfinite(tiers.feed[at(f)].capacity_kg_s)) tiers.feed[at(f)].flow_kg_s += left / unlimited;
}

/// Feeds that stand wide open side by side share by capacity; the equations leave it open.
void share_wide_open(Tiers &tiers, const Coupling &coupling) {
    const auto junction = [&](std::int32_t vertex) { return tiers.zones.junction_of_vertex[at(vertex)]; };
    std::vector<Flag> done(tiers.feed.size(), 0);
    for (const Link &link : coupling.link) {
        const Feed &first = tiers.feed[at(link.feed)];
        if (first.mode != FeedMode::wide_open || done[at(link.feed)]) continue;
        const double down = tiers.pressure_pa(first.down_vertex);
        std::vector<std::int32_t> side_by_side;
        for (const std::int32_t f : tiers.tier[at(link.zone)].in) {
            const Feed &other = tiers.feed[at(f)];
            const bool same = junction(other.up_vertex) == junction(first.up_vertex) &&
                              junction(other.down_vertex) == junction(first.down_vertex);
            const bool alike = other.lift == first.lift && other.min_differential_pa == first.min_differential_pa;
            if (!same || !alike || other.set_pa <= down || other.has_droop() ||
                other.mode == FeedMode::capacity_limited)
                continue;
            side_by_side.push_back(f);
            done[at(f)] = 1;
        }
        if (side_by_side.size() < 2) continue;
        share_by_capacity(tiers, side_by_side);
        for (const std::int32_t f : side_by_side) tiers.feed[at(f)].mode = FeedMode::wide_open;
    }
}

/// Takes the leaks out: feeds that pass next to nothing get exactly nothing, limited ones exactly their capacity, and
/// the largest of the others what that leaves. Lowest zones first: what is taken out there changes the demand above.
void shut_leaks(Tiers &tiers, const Coupling &coupling) {
    for (std::size_t last = coupling.link.size(), first = last; last > 0; last = first) {
        const std::int32_t zone = coupling.link[last - 1].zone;
        while (first > 0 && coupling.link[first - 1].zone == zone) --first;
        double most = -1.0;
        Feed *taker = nullptr;
        for (std::size_t k = first; k < last; ++k) {
            Feed &feed = tiers.feed[at(coupling.link[k].feed)];
            const double margin = leak * coupling.link[k].flow_unit_kg_s;
            const bool limited = std::abs(feed.flow_kg_s - feed.capacity_kg_s) <= margin;
            const bool free = feed.flow_kg_s > margin && !limited && !feed.is_loop();
            if (feed.flow_kg_s <= margin) feed.flow_kg_s = 0.0;
            else if (limited) feed.flow_kg_s = feed.capacity_kg_s;
            if (const double rank = free ? feed.flow_kg_s : 0.0; !feed.is_loop() && rank > most)
                most = rank, taker = &feed;
        }
        // Where a source stands in the zone it takes the rest.
        if (!tiers.tier[at(zone)].held.empty() || taker == nullptr) continue;
        double rest = net_demand_kg_s(tiers, zone);
        for (const std::int32_t f : tiers.tier[at(zone)].in) rest -= tiers.feed[at(f)].flow_kg_s;
        taker->flow_kg_s += rest;
    }
    evaluate(tiers, coupling, start(tiers, coupling));
}

void name_modes(Tiers &tiers, const Coupling &coupling) {
    for (const Link &link : coupling.link) {
        Feed &feed = tiers.feed[at(link.feed)];
        const FeedReading here{tiers.pressure_pa(feed.up_vertex), tiers.pressure_pa(feed.down_vertex), feed.flow_kg_s};
        if (feed.flow_kg_s <= leak * link.flow_unit_kg_s) {
            feed.flow_kg_s = 0.0;
            feed.mode = FeedMode::closed;
            continue;
        }
        const FeedBranch branch = equation(tiers, link, here, least_epsilon).branch;
        feed.mode = tiers.tier[at(link.zone)].over_capacity || branch == FeedBranch::capacity
                        ? FeedMode::capacity_limited
                    : branch == FeedBranch::open && feed.lift == 1.0 ? FeedMode::wide_open
                                                                     : FeedMode::controlling;
    }
    share_wide_open(tiers, coupling);
}

/// Adds zones with several feeds of which one is starved; false when there is none.
bool add_starved(const Tiers &tiers, std::vector<Flag> &coupled) {
    bool found = false;
    for (const std::int32_t z : tiers.downstream_order) {
        const Tier &tier = tiers.tier[at(z)];
        if (coupled[at(z)] || !tier.supplied || tier.over_supplied || tier.in.empty() || !is_multi_fed(tier)) continue;
        if (!has_starved_feed(tiers, z)) continue;
        coupled[at(z)] = 1;
        found = true;
    }
    return found;
}

} // namespace

bool has_starved_feed(const Tiers &tiers, std::int32_t zone) {
    const std::vector<std::int32_t> &in = tiers.tier[at(zone)].in;
    return std::any_of(in.begin(), in.end(), [&](std::int32_t f) {
        const Feed &feed = tiers.feed[at(f)];
        const double down = tiers.pressure_pa(feed.down_vertex), up = tiers.pressure_pa(feed.up_vertex);
        const bool no_set_point = !std::isfinite(feed.set_pa) || feed.is_loop() || feed.has_bypass;
        // A feed that holds a pressure without flow counts too: it cannot lift a dead zone above its inlet.
        const bool holds = feed.flow_kg_s > 0.0 || feed.mode == FeedMode::controlling;
        return no_set_point || (holds && feed.reach_pa(up) < down * (1.0 - 1e-12));
    });
}

void settle_starved(Tiers &tiers, const Progress &progress) {
    std::vector<Flag> coupled(tiers.tier.size(), 0);
    while (add_starved(tiers, coupled)) {
        report(progress, "solve", 0.9);
        const Coupling coupling = couple(tiers, coupled);
        const double tolerance_pa = 1e-10 * std::max(tiers.highest_source_pa, standard_pressure_pa);
        const bool balanced = balance(tiers, coupling, tolerance_pa);
        for (std::size_t z = 0; z < coupled.size(); ++z)
            if (coupled[z]) tiers.tier[z].stalled = !balanced;
        shut_leaks(tiers, coupling);
        name_modes(tiers, coupling);
    }
}

} // namespace gastwin
