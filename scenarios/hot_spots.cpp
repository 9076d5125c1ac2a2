// SPDX-License-Identifier: Apache-2.0
#include "scenarios/hot_spots.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "models/check.hpp"
#include "scenarios/asset_place.hpp"

namespace gastwin {
namespace {

/// Nodes joined by pipes; the smallest row stands for its set.
class Joined {
  public:
    explicit Joined(std::size_t nodes) : parent_(nodes) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }

    std::size_t of(std::size_t node) {
        while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
        return node;
    }
    void join(std::size_t a, std::size_t b) {
        a = of(a), b = of(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

  private:
    std::vector<std::size_t> parent_;
};

/// Rows of `risk` that are pipes, the riskiest per km first; ties by ascending id.
std::vector<std::size_t> pipes_by_density(const RiskResults &risk) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < row_count(risk); ++i)
        if (risk.table_name[i] == "pipe") order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double x = risk.risk_cny_per_km_year[a], y = risk.risk_cny_per_km_year[b];
        return x != y ? x > y : risk.id[a] < risk.id[b];
    });
    return order;
}

/// Marks the top of the ranking and the short pipes between: one flag per row of `risk`.
std::vector<Flag> mark_hot(const Network &n, const RiskResults &risk, const std::vector<std::size_t> &order,
                           const std::vector<std::size_t> &pipe_of, const HotSpotOptions &options) {
    double all_km = 0.0, taken_km = 0.0;
    for (const std::size_t i : order) all_km += risk.length_km[i];
    std::vector<Flag> hot(row_count(risk)), touched(row_count(n.node));
    for (const std::size_t i : order) {
        if (taken_km >= options.top_share * all_km) break;
        taken_km += risk.length_km[i];
        hot[i] = 1;
        for (const NodeIdx node : {n.pipe.from_node[pipe_of[i]], n.pipe.to_node[pipe_of[i]]}) touched[node.row()] = 1;
    }
    for (const std::size_t i : order)
        if (risk.length_km[i] * 1e3 <= options.bridge_m && touched[n.pipe.from_node[pipe_of[i]].row()] != 0 &&
            touched[n.pipe.to_node[pipe_of[i]].row()] != 0)
            hot[i] = 1;
    return hot;
}

std::string streets_of(const Network &n, const RiskResults &risk, const std::vector<std::size_t> &members,
                       const std::vector<std::size_t> &pipe_of) {
    std::map<std::string, double> km;
    for (const std::size_t i : members) km[n.pipe.street[pipe_of[i]]] += risk.length_km[i];
    km.erase("");
    std::vector<std::pair<std::string, double>> listed(km.begin(), km.end());
    std::stable_sort(listed.begin(), listed.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    std::string text;
    for (const auto &[street, length] : listed) text.append(text.empty() ? "" : ", ").append(street);
    return text;
}

void append(HotSpots &spots, const Network &n, const RiskResults &risk, const std::vector<std::size_t> &members,
            const std::vector<std::size_t> &pipe_of) {
    const auto row = append_row(spots, "").row();
    const auto sum = [&](const std::vector<double> &column) {
        double total = 0.0;
        for (const std::size_t i : members) total += column[i];
        return total;
    };
    spots.pipe_count[row] = static_cast<std::int32_t>(members.size());
    spots.streets[row] = streets_of(n, risk, members, pipe_of);
    for (const std::size_t i : members) spots.pipes[row].append(spots.pipes[row].empty() ? "" : " ").append(risk.id[i]);
    spots.length_km[row] = sum(risk.length_km);
    spots.frequency_per_year[row] = sum(risk.frequency_per_year);
    spots.serious_per_year[row] = sum(risk.serious_per_year);
    spots.risk_fatalities_per_year[row] = sum(risk.risk_fatalities_per_year);
    spots.risk_cny_per_year[row] = sum(risk.risk_cny_per_year);
    spots.risk_cny_per_km_year[row] = spots.risk_cny_per_year[row] / spots.length_km[row];
    if (const std::vector<Point> course = pipe_course(n, pipe_of[members.front()]); !course.empty()) {
        const Point middle = point_along(course, 0.5);
        spots.x_m[row] = middle.x, spots.y_m[row] = middle.y;
    }
}

} // namespace

HotSpots hot_spots(const Network &network, const RiskResults &risk, const HotSpotOptions &options) {
    require_sound(network);
    if (!(options.top_share > 0.0 && options.top_share <= 1.0))
        throw Error("value_out_of_range", {.column = "top_share", .value = std::to_string(options.top_share)}, {},
                    "above 0, at most 1");
    if (!(options.bridge_m >= 0.0))
        throw Error("value_out_of_range", {.column = "bridge_m", .value = std::to_string(options.bridge_m)});
    const std::vector<std::size_t> pipe_of = asset_rows(network, risk);
    const std::vector<std::size_t> order = pipes_by_density(risk);
    const std::vector<Flag> hot = mark_hot(network, risk, order, pipe_of, options);
    Joined nodes(row_count(network.node));
    for (const std::size_t i : order)
        if (hot[i] != 0) nodes.join(network.pipe.from_node[pipe_of[i]].row(), network.pipe.to_node[pipe_of[i]].row());
    std::map<std::size_t, std::vector<std::size_t>> members; // by the node that stands for them, riskiest first
    for (const std::size_t i : order)
        if (hot[i] != 0) members[nodes.of(network.pipe.from_node[pipe_of[i]].row())].push_back(i);
    HotSpots spots;
    for (const auto &[node, rows] : members) append(spots, network, risk, rows, pipe_of);
    std::vector<std::int32_t> by_rank(row_count(spots));
    std::iota(by_rank.begin(), by_rank.end(), 0);
    std::stable_sort(by_rank.begin(), by_rank.end(), [&](std::int32_t a, std::int32_t b) {
        return spots.risk_cny_per_km_year[static_cast<std::size_t>(a)] >
               spots.risk_cny_per_km_year[static_cast<std::size_t>(b)];
    });
    spots = select_rows(spots, by_rank);
    for (std::size_t i = 0; i < row_count(spots); ++i) {
        spots.rank[i] = static_cast<std::int32_t>(i + 1);
        spots.id[i] = std::to_string(i + 1);
    }
    return spots;
}

} // namespace gastwin
