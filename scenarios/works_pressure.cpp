// SPDX-License-Identifier: Apache-2.0
#include "scenarios/works_pressure.hpp"

#include <algorithm>
#include <numeric>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double slack_pa = 1e-3; ///< what the solver's tolerance leaves

double of_class(const PressureRules &rules, PressureClass c) {
    using enum PressureClass;
    switch (c) {
    case unknown:
    case low:
        return rules.low_pa;
    case medium_b:
        return rules.medium_b_pa;
    case medium:
    case medium_a:
        return rules.medium_a_pa;
    case subhigh_b:
    case subhigh_a:
        return rules.subhigh_pa;
    default:
        return rules.high_pa;
    }
}

double gauge_pa(const Tiers &tiers, std::int32_t vertex) {
    return tiers.pressure_pa(vertex) - tiers.atmosphere_pa[at(vertex)];
}

/// Highest class of the pipes at each vertex.
std::vector<PressureClass> vertex_classes(const Network &network, const Graph &graph) {
    std::vector<PressureClass> classes(at(graph.vertex_count), PressureClass::unknown);
    for (std::size_t e = 0; e < graph.edge_count(); ++e) {
        if (graph.kind[e] != EdgeKind::pipe) continue;
        const PressureClass here = network.pipe.pressure_class[at(graph.element[e])];
        for (const std::int32_t v : {graph.from[e], graph.to[e]}) classes[at(v)] = std::max(classes[at(v)], here);
    }
    return classes;
}

bool names(const CustomerPressure &rule, const Customers &customer, std::size_t c) {
    const auto holds = [](const std::vector<std::string> &list, std::string_view value) {
        return std::find(list.begin(), list.end(), value) != list.end();
    };
    return holds(rule.ids, customer.id[c]) ||
           holds(rule.kinds, Names<CustomerKind>::names[static_cast<std::size_t>(customer.kind[c])].code);
}

void add(Shortfall &sum, const Shortfall &more) {
    sum.customers += more.customers, sum.households += more.households, sum.regulators += more.regulators;
    sum.worst_pa = std::max(sum.worst_pa, more.worst_pa);
}

} // namespace

std::vector<double> SizeRules::bores_m(bool plastic) const {
    if (!plastic) return steel_bore_m;
    std::vector<double> bores;
    for (const double outer : pe_outer_m) bores.push_back(outer * (1.0 - 2.0 / pe_sdr));
    return bores;
}

PressureCheck::PressureCheck(const Network &network, std::vector<double> today_kg_s, std::vector<double> later_kg_s,
                             const PressureRules &rules)
    : network_{network}, today_{network, today_kg_s} {
    if (!later_kg_s.empty() && later_kg_s != today_kg_s) later_.emplace(network, later_kg_s);
    list_points(rules);
    for (std::int32_t z = 0; z < zone_count(); ++z) {
        sound_now_.push_back(count(today_.sound(), z));
        if (later_) sound_later_.push_back(count(later_->sound(), z));
    }
}

void PressureCheck::list_points(const PressureRules &rules) {
    const Tiers &tiers = today_.sound();
    const std::vector<PressureClass> classes = vertex_classes(network_, tiers.graph);
    const auto place = [&](std::int32_t vertex, std::int32_t customer, double least_pa, std::int32_t households) {
        const std::int32_t zone = tiers.zones.zone_of_vertex(vertex);
        if (tiers.tier[at(zone)].supplied && gauge_pa(tiers, vertex) >= least_pa)
            point_.push_back({zone, vertex, customer, least_pa, households});
    };
    const Customers &customer = network_.customer;
    least_pa_.assign(row_count(customer), missing_real);
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        const std::int32_t vertex = tiers.graph.customer_vertex[c];
        if (vertex < 0 || !tiers.tier[at(tiers.zones.zone_of_vertex(vertex))].supplied) continue;
        PressureClass own = classes[at(vertex)];
        if (own == PressureClass::unknown) own = class_of_gauge_pressure(gauge_pa(tiers, vertex));
        least_pa_[c] = of_class(rules, own);
        for (const CustomerPressure &rule : rules.customer)
            if (names(rule, customer, c)) least_pa_[c] = rule.least_pa;
        place(vertex, static_cast<std::int32_t>(c), least_pa_[c], customer.households[c]);
    }
    const Regulators &regulator = network_.regulator;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        if (regulator.control[r] != PressureControl::regulator || regulator.state[r] != RegulatorState::active)
            continue;
        place(regulator.from_node[r].value, -1,
              regulator.set_gauge_pressure_pa[r] +
                  std::max(rules.regulator_margin_pa, regulator.min_differential_pa[r]),
              0);
    }
    std::stable_sort(point_.begin(), point_.end(), [](const Point &a, const Point &b) { return a.zone < b.zone; });
    start_.assign(at(zone_count()) + 1, 0);
    for (const Point &p : point_) ++start_[at(p.zone) + 1];
    std::partial_sum(start_.begin(), start_.end(), start_.begin());
}

Shortfall PressureCheck::count(const Tiers &tiers, std::int32_t zone) const {
    Shortfall found;
    for (std::size_t i = start_[at(zone)]; i < start_[at(zone) + 1]; ++i) {
        const Point &p = point_[i];
        const double missing = p.least_pa - gauge_pa(tiers, p.vertex);
        if (!(missing > slack_pa)) continue;
        ++(p.customer >= 0 ? found.customers : found.regulators);
        found.households += p.households;
        found.worst_pa = std::max(found.worst_pa, missing);
    }
    return found;
}

Shortfall PressureCheck::ask(PipeTrial &trial, const std::vector<Shortfall> &sound, Changes changes,
                             std::int32_t zone) const {
    std::vector<std::pair<std::int32_t, Shortfall>> moved;
    trial.lay(changes, [&](const Tiers &tiers, std::span<const std::int32_t> zones) {
        for (const std::int32_t z : zones)
            if (zone < 0 || z == zone) moved.emplace_back(z, count(tiers, z));
    });
    std::sort(moved.begin(), moved.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    Shortfall found;
    auto next = moved.begin();
    const std::int32_t first = zone < 0 ? 0 : zone, last = zone < 0 ? zone_count() : zone + 1;
    for (std::int32_t z = first; z < last; ++z) {
        const bool is_moved = next != moved.end() && next->first == z;
        add(found, is_moved ? (next++)->second : sound[at(z)]);
    }
    return found;
}

Shortfall PressureCheck::today(Changes changes, std::int32_t zone) { return ask(today_, sound_now_, changes, zone); }

Shortfall PressureCheck::later(Changes changes, std::int32_t zone) {
    return later_ ? ask(*later_, sound_later_, changes, zone) : today(changes, zone);
}

std::int32_t PressureCheck::zone_of(PipeIdx pipe) const {
    const Graph &graph = today_.sound().graph;
    const std::int32_t edge = graph.pipe_edge[pipe.row()];
    if (edge == graph.pipe_edge[pipe.row() + 1]) return -1;
    return today_.sound().zones.zone_of_vertex(graph.from[at(edge)]);
}

std::vector<double> PressureCheck::lowest_pa(Changes changes, std::span<const std::vector<PipeIdx>> groups) {
    std::vector<double> lowest(groups.size(), missing_real);
    today_.lay(changes, [&](const Tiers &tiers, std::span<const std::int32_t>) {
        for (std::size_t g = 0; g < groups.size(); ++g)
            for (const PipeIdx pipe : groups[g])
                for (const NodeIdx node : {network_.pipe.from_node[pipe.row()], network_.pipe.to_node[pipe.row()]}) {
                    if (!tiers.tier[at(tiers.zones.zone_of_vertex(node.value))].supplied) continue;
                    const double here = gauge_pa(tiers, node.value);
                    if (is_missing(lowest[g]) || here < lowest[g]) lowest[g] = here;
                }
    });
    return lowest;
}

namespace {

/// One zone's projects on their way to their bores.
class ZoneSizing {
  public:
    using Laid = std::function<PipeTrial::Change(const Candidate &, std::int32_t)>;

    ZoneSizing(PressureCheck &check, std::int32_t zone, std::span<const Candidate> candidates,
               const ProjectGroups &groups, const std::vector<std::size_t> &projects, const Laid &laid)
        : check_{check}, zone_{zone}, candidates_{candidates}, groups_{groups}, projects_{projects}, laid_{laid} {}

    /// With project number i of the zone at steps[i].
    Shortfall with(const std::vector<std::int32_t> &steps) const {
        std::vector<PipeTrial::Change> changes;
        for (std::size_t i = 0; i < projects_.size(); ++i)
            for (auto m = groups_.start[projects_[i]]; m < groups_.start[projects_[i] + 1]; ++m) {
                const Candidate &c = candidates_[groups_.members[static_cast<std::size_t>(m)]];
                if (!c.riser) changes.push_back(laid_(c, steps[i]));
            }
        return check_.later(changes, zone_);
    }

  private:
    PressureCheck &check_;
    std::int32_t zone_;
    std::span<const Candidate> candidates_;
    const ProjectGroups &groups_;
    const std::vector<std::size_t> &projects_;
    const Laid &laid_;
};

} // namespace

std::vector<ProjectBores> size_projects(PressureCheck &check, std::span<const Candidate> candidates,
                                        const ProjectGroups &groups, std::int32_t most_steps,
                                        const ZoneSizing::Laid &laid,
                                        const std::function<double(std::size_t, std::int32_t)> &cost_of) {
    std::vector<ProjectBores> bores(groups.count());
    std::vector<std::vector<std::size_t>> in_zone(at(check.zone_count()));
    for (std::size_t p = 0; p < groups.count(); ++p) {
        const Candidate &first = candidates[groups.members[static_cast<std::size_t>(groups.start[p])]];
        const std::int32_t zone = first.riser ? -1 : check.zone_of(PipeIdx{first.row});
        if (zone >= 0) in_zone[at(zone)].push_back(p);
    }
    for (std::int32_t zone = 0; zone < check.zone_count(); ++zone) {
        const std::vector<std::size_t> &projects = in_zone[at(zone)];
        if (projects.empty()) continue;
        const ZoneSizing sizing(check, zone, candidates, groups, projects, laid);
        std::vector<std::int32_t> steps(projects.size(), 0);
        Shortfall now = sizing.with(steps);
        for (std::int32_t k = 1; k <= most_steps && !now.none(); ++k) {
            std::fill(steps.begin(), steps.end(), k);
            now = sizing.with(steps);
        }
        const auto as_good = [&](const Shortfall &other) {
            return other.customers <= now.customers && other.regulators <= now.regulators &&
                   other.worst_pa <= now.worst_pa + (now.none() ? 0.0 : 1.0);
        };
        std::vector<std::size_t> order(projects.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::vector<double> saved(projects.size());
        for (std::size_t i = 0; i < projects.size(); ++i)
            saved[i] = cost_of(projects[i], steps[i]) - cost_of(projects[i], 0);
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return saved[a] > saved[b]; });
        for (const std::size_t i : order) {
            const std::int32_t most = steps[i];
            for (steps[i] = 0; steps[i] < most && !as_good(sizing.with(steps)); ++steps[i]) {
            }
        }
        for (std::size_t i = 0; i < projects.size(); ++i) bores[projects[i]] = {steps[i], now.none()};
    }
    return bores;
}

} // namespace gastwin
