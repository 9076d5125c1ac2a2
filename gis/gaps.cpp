// SPDX-License-Identifier: Apache-2.0
#include "gis/gaps.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <unordered_set>

#include "gis/spatial_index.hpp"
#include "gis/supply.hpp"

namespace gastwin {
namespace {

Point place_of(const Network &network, std::size_t node) { return {network.node.x_m[node], network.node.y_m[node]}; }

/// How pipes meet at each node.
struct Meeting {
    std::vector<std::int32_t> degree, buried;
    std::vector<int> tier;              ///< highest of its pipes, or what its station says; 0 unknown
    std::vector<std::int32_t> one_pipe; ///< a pipe that ends here; -1: none

    explicit Meeting(const Network &network)
        : degree(row_count(network.node), 0), buried(degree), tier(degree.size(), 0), one_pipe(degree.size(), -1) {
        for (std::size_t p = 0; p < row_count(network.pipe); ++p)
            for (const NodeIdx v : {network.pipe.from_node[p], network.pipe.to_node[p]}) {
                ++degree[v.row()];
                one_pipe[v.row()] = static_cast<std::int32_t>(p);
                const PipeRole role = network.pipe.role[p];
                if (role == PipeRole::main || role == PipeRole::service) ++buried[v.row()];
                tier[v.row()] = std::max(tier[v.row()], pressure_tier(network.pipe.pressure_class[p]));
            }
        // A station without any pipe on one side still says which tier belongs there.
        for (std::size_t r = 0; r < row_count(network.regulator); ++r) {
            const std::size_t in = network.regulator.from_node[r].row(), out = network.regulator.to_node[r].row();
            if (tier[out] == 0)
                tier[out] = pressure_tier(class_of_gauge_pressure(network.regulator.set_gauge_pressure_pa[r]));
            if (tier[in] == 0) tier[in] = tier[out] + 1;
        }
    }
};

enum class Wanting { nothing, perhaps, pipe, buried_pipe };

/// What seems to be missing at each node: a buried pipe where one should come out of the ground and none does, or
/// where a station ends in nothing; some pipe at tees with too few and at dead ends that are no riser; perhaps one at
/// other dead ends.
std::vector<Wanting> wanting_nodes(const Network &network, const Meeting &meeting) {
    std::vector<Wanting> wanting(meeting.degree.size(), Wanting::nothing);
    for (std::size_t v = 0; v < wanting.size(); ++v) {
        const std::string &kind = network.node.kind[v];
        const auto is = [&](std::string_view feature) { return kind.find(feature) != std::string::npos; };
        const std::int32_t degree = meeting.degree[v];
        // Where the survey says nothing about a point, pipes above ground may come from below here.
        const bool rises = is("出地") || (kind.empty() && degree > 0);
        if (meeting.buried[v] == 0 && rises) wanting[v] = Wanting::buried_pipe;
        else if (degree == 0 || (degree == 1 && !is("立管")) || (degree < 3 && is("三通")) ||
                 (degree < 4 && is("四通")))
            wanting[v] = Wanting::pipe;
        else if (degree == 1) wanting[v] = Wanting::perhaps;
    }
    for (const auto *side : {&network.regulator.from_node, &network.regulator.to_node})
        for (const NodeIdx v : *side)
            if (meeting.degree[v.row()] == 0) wanting[v.row()] = Wanting::buried_pipe;
    return wanting;
}

struct Gap {
    double distance_m, cost_m;
    std::int32_t inside, outside;
    PressureClass pressure_class; ///< of the pipes outside
    bool wanted_at_both;          ///< a pipe is clearly wanting at either end
};

/// A part of the network that gas cannot reach, and who is in it.
struct Part {
    std::vector<std::int32_t> nodes;
    double length_m = 0.0;    ///< of its pipes in use
    bool has_users = false;   ///< somebody takes gas there
    bool has_station = false; ///< a regulator feeds it: it waits for gas above the regulator
};

/// Nodes at which users take gas.
std::vector<Flag> user_nodes(const Network &network) {
    std::vector<Flag> users(row_count(network.node), 0);
    const auto mark = [&](NodeIdx v) {
        if (v.valid()) users[v.row()] = 1;
    };
    for (const NodeIdx v : network.riser.node) mark(v);
    for (const NodeIdx v : network.customer.node) mark(v);
    for (const PipeIdx p : network.customer.pipe)
        if (p.valid()) mark(network.pipe.from_node[p.row()]), mark(network.pipe.to_node[p.row()]);
    return users;
}

/// Finds what would connect the parts of the network that gas cannot reach.
class GapFinder {
  public:
    explicit GapFinder(const Network &network)
        : network_{network}, supplied_{supplied_nodes(network)}, users_{user_nodes(network)}, meeting_{network},
          wanting_{wanting_nodes(network, meeting_)} {
        // A station proves a pipe before it, but not one whose sides are of one tier: that one may stand the wrong way.
        for (std::size_t r = 0; r < row_count(network.regulator); ++r) {
            const std::size_t in = network.regulator.from_node[r].row(), out = network.regulator.to_node[r].row();
            if (meeting_.tier[in] > meeting_.tier[out]) users_[in] = 1;
        }
    }

    /// In the order of their first nodes.
    [[nodiscard]] std::vector<Part> unsupplied_parts() const {
        const std::vector<std::int32_t> part = connected_parts(network_);
        std::vector<Part> parts;
        std::vector<std::size_t> place(part.size(), 0); // in `parts`, of each node that stands for a part
        const auto part_at = [&](std::size_t v) -> Part & { return parts[place[static_cast<std::size_t>(part[v])]]; };
        for (std::size_t v = 0; v < part.size(); ++v)
            if (!supplied_[v]) {
                if (part[v] == static_cast<std::int32_t>(v)) place[v] = parts.size(), parts.emplace_back();
                part_at(v).nodes.push_back(static_cast<std::int32_t>(v));
                part_at(v).has_users |= users_[v] != 0;
            }
        for (const NodeIdx v : network_.regulator.to_node)
            if (!supplied_[v.row()]) part_at(v.row()).has_station = true;
        for (std::size_t p = 0; p < row_count(network_.pipe); ++p)
            if (const std::size_t v = network_.pipe.from_node[p].row();
                carries_gas(network_.pipe.state[p]) && !supplied_[v])
                part_at(v).length_m += network_.pipe.length_m[p];
        return parts;
    }

    /// Outlets of regulators with gas from which no pipe takes it. A user there may have a station of his own, unless
    /// the survey saw a point of a line.
    [[nodiscard]] std::set<std::int32_t> bare_outlets() const {
        std::set<std::int32_t> bare;
        for (const NodeIdx v : network_.regulator.to_node)
            if (meeting_.degree[v.row()] == 0 && supplied_[v.row()] && (!users_[v.row()] || on_a_line(v.row())))
                bare.insert(v.value);
        return bare;
    }

    /// The likeliest way from a part to supplied nodes of the same tier: from its most wanting nodes, the shortest,
    /// where arriving at a node at which nothing is wanting counts half as much again. What comes out of the ground is
    /// fed by a buried pipe.
    [[nodiscard]] std::optional<Gap> likeliest_gap(std::span<const std::int32_t> part, double reach_m) {
        index_supplied();
        if (supplied_rows_.empty()) return std::nullopt;
        Wanting most = Wanting::nothing;
        for (const std::int32_t v : part) most = std::max(most, wanting_[static_cast<std::size_t>(v)]);
        std::optional<Gap> best;
        std::vector<std::int32_t> near;
        for (const std::int32_t v : part) {
            const auto inside = static_cast<std::size_t>(v);
            if (wanting_[inside] != most) continue;
            const Point at = place_of(network_, inside);
            index_->find(at, best ? std::min(reach_m, best->cost_m) : reach_m, near);
            for (const std::int32_t found : near) {
                const std::int32_t other = supplied_rows_[static_cast<std::size_t>(found)];
                const auto outside = static_cast<std::size_t>(other);
                const double distance = distance_m(at, place_of(network_, outside));
                if (!may_join(inside, outside) || distance > reach_m) continue;
                const bool wanted = wanting_[outside] >= Wanting::pipe;
                const double cost = distance * (wanted ? 1.0 : 1.5);
                if (!best || cost < best->cost_m)
                    best = Gap{distance, cost, v, other, class_at(outside), wanted && most >= Wanting::pipe};
            }
        }
        return best;
    }

  private:
    /// Gas comes from supplied nodes only. Where nothing is missing nobody asks for them.
    void index_supplied() {
        if (index_) return;
        std::vector<Point> places;
        for (std::size_t v = 0; v < supplied_.size(); ++v)
            if (supplied_[v]) {
                supplied_rows_.push_back(static_cast<std::int32_t>(v));
                places.push_back(place_of(network_, v));
            }
        index_.emplace(places);
    }

    [[nodiscard]] bool on_a_line(std::size_t node) const {
        constexpr std::array<std::string_view, 6> features{"直线", "三通", "四通", "转折", "拐", "弯"};
        return std::any_of(features.begin(), features.end(), [&](std::string_view feature) {
            return network_.node.kind[node].find(feature) != std::string::npos;
        });
    }

    /// The foot of a riser without any pipe is low pressure.
    [[nodiscard]] bool may_join(std::size_t inside, std::size_t outside) const {
        if (!supplied_[outside] || inside == outside) return false;
        if (wanting_[inside] == Wanting::buried_pipe && meeting_.buried[outside] == 0) return false;
        return meeting_.tier[inside] == meeting_.tier[outside] ||
               (meeting_.tier[inside] == 0 && meeting_.tier[outside] == 1);
    }

    [[nodiscard]] PressureClass class_at(std::size_t node) const {
        const std::int32_t p = meeting_.one_pipe[node];
        return p < 0 ? PressureClass::unknown : network_.pipe.pressure_class[static_cast<std::size_t>(p)];
    }

    const Network &network_;
    std::vector<Flag> supplied_, users_;
    Meeting meeting_;
    std::vector<Wanting> wanting_;
    std::vector<std::int32_t> supplied_rows_; ///< node of each place in the index
    std::optional<PointIndex> index_;
};

void report_gap(const Network &network, const Gap &gap, std::string detail, Issues &issues) {
    const auto inside = static_cast<std::size_t>(gap.inside), outside = static_cast<std::size_t>(gap.outside);
    const Point a = place_of(network, inside), b = place_of(network, outside);
    add_issue(issues, {.kind = "missing_pipe",
                       .layer = "node",
                       .object_id = network.node.id[inside],
                       .value = network.node.id[outside],
                       .detail = std::to_string(gap.distance_m) + " m" + detail,
                       .x_m = 0.5 * (a.x + b.x),
                       .y_m = 0.5 * (a.y + b.y)});
}

constexpr double shortest_m = 1e-3; ///< of a pipe drawn in between nodes of one place

/// The pipe in the gap, and its row in the ledger.
void draw_in(Draft &draft, Network &network, const Gap &gap, std::unordered_set<std::string> &ids) {
    const auto inside = static_cast<std::size_t>(gap.inside), outside = static_cast<std::size_t>(gap.outside);
    const double confidence = gap.wanted_at_both ? 0.8 : 0.6;
    std::string id = network.node.id[inside] + "-" + network.node.id[outside];
    while (!ids.insert(id).second) id += '~';
    const std::array<Point, 2> course{place_of(network, inside), place_of(network, outside)};
    const std::size_t row = append_row(network.pipe, id).row();
    network.pipe.from_node[row] = NodeIdx{gap.inside};
    network.pipe.to_node[row] = NodeIdx{gap.outside};
    network.pipe.length_m[row] = std::max(shortest_m, gap.distance_m);
    network.pipe.inner_diameter_m[row] = missing_real;
    network.pipe.pressure_class[row] = gap.pressure_class;
    network.pipe.depth_m[row] = 0.5 * (network.node.depth_m[inside] + network.node.depth_m[outside]);
    network.pipe_line.push_back(course);
    const Point middle = point_along(course, 0.5);
    add_repair(draft.survey.repair, {.kind = "missing_pipe",
                                     .layer = "pipe",
                                     .object_id = id,
                                     .after = network.node.id[inside] + " " + network.node.id[outside],
                                     .distance_m = gap.distance_m,
                                     .confidence = confidence,
                                     .x_m = middle.x,
                                     .y_m = middle.y});
    add_provenance(draft.survey.provenance, {.table_name = "pipe",
                                             .object_id = id,
                                             .column = "from_node, to_node",
                                             .value = network.node.id[inside] + " " + network.node.id[outside],
                                             .origin = Origin::inferred,
                                             .method = "without it somebody would have no gas",
                                             .confidence = confidence});
}

} // namespace

void draw_missing_pipes(Draft &draft, Assembly &assembly) {
    Network &network = assembly.network;
    const double reach_m = draft.options.bridge_m;
    if (!(reach_m > 0.0)) return;
    std::unordered_set<std::string> ids; // of pipes, once one is to be drawn in
    // Each round connects what lies beside parts with gas; parts behind them follow in the next.
    for (bool more = true; more;) {
        GapFinder finder(network);
        std::vector<std::pair<Gap, std::string>> found;
        const auto seek = [&](std::span<const std::int32_t> nodes, const std::string &effect) {
            if (const std::optional<Gap> gap = finder.likeliest_gap(nodes, reach_m)) found.emplace_back(*gap, effect);
        };
        for (const std::int32_t v : finder.bare_outlets()) seek(std::span(&v, 1), "; the station's outlet ends there");
        for (const Part &part : finder.unsupplied_parts())
            if (part.has_users && !part.has_station)
                seek(part.nodes, "; without it " + std::to_string(part.nodes.size()) + " nodes and " +
                                     std::to_string(std::llround(part.length_m)) + " m of pipe have no gas");
        if (ids.empty() && !found.empty()) ids.insert(network.pipe.id.begin(), network.pipe.id.end());
        for (const auto &[gap, effect] : found) {
            report_gap(network, gap, effect, draft.survey.issue);
            draw_in(draft, network, gap, ids);
        }
        more = !found.empty();
    }
}

void report_unsupplied(const Network &network, double reach_m, Issues &issues) {
    GapFinder finder(network);
    const std::vector<Flag> occupied = occupied_nodes(network);
    for (const Part &part : finder.unsupplied_parts()) {
        // Ends of abandoned pipes hold no gas and miss none.
        if (std::none_of(part.nodes.begin(), part.nodes.end(),
                         [&](std::int32_t v) { return occupied[static_cast<std::size_t>(v)]; }))
            continue;
        const auto head = static_cast<std::size_t>(part.nodes.front());
        const std::optional<Gap> gap = finder.likeliest_gap(part.nodes, reach_m);
        std::string detail = std::to_string(part.nodes.size()) + " nodes; ";
        if (gap)
            detail += "would be connected by " + network.node.id[static_cast<std::size_t>(gap->inside)] + " to " +
                      network.node.id[static_cast<std::size_t>(gap->outside)];
        else detail += "no supplied node of its tier within " + std::to_string(std::llround(reach_m)) + " m";
        const Point at = place_of(network, head);
        add_issue(issues, {.kind = "unsupplied_component",
                           .layer = "node",
                           .object_id = network.node.id[head],
                           .column = "length_m",
                           .value = std::to_string(part.length_m),
                           .detail = std::move(detail),
                           .x_m = at.x,
                           .y_m = at.y});
        if (gap) report_gap(network, *gap, "", issues);
    }
}

} // namespace gastwin
