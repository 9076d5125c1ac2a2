// SPDX-License-Identifier: Apache-2.0
// Small random networks with everything isolation has to cope with, and a plain search over them that shares no code
// with the engine: every valve makes two vertices, every question is a flood.
#pragma once
#include <algorithm>
#include <numeric>
#include <random>
#include <tuple>
#include <vector>

#include "models/network.hpp"

namespace gastwin::test {

/// A number lo…hi, the same on every platform.
inline int pick(std::mt19937 &random, int lo, int hi) {
    return lo + static_cast<int>(random() % static_cast<unsigned>(hi - lo + 1));
}
inline bool chance(std::mt19937 &random, int percent) { return pick(random, 0, 99) < percent; }

inline double random_position(std::mt19937 &random) {
    constexpr double usual[]{0.0, 0.25, 0.5, 1.0};
    return chance(random, 60) ? usual[pick(random, 0, 3)] : pick(random, 1, 99) / 100.0;
}

/// 1 to 12 nodes; loops, parallel pipes, islands, several or no sources, closed and stuck valves, valves at both ends
/// and at the same place, valves between nodes, regulators in any direction, pipes without gas.
inline Network random_network(std::mt19937 &random) {
    Network n;
    const int nodes = pick(random, 1, 12);
    const auto node = [&] { return NodeIdx{static_cast<std::int32_t>(pick(random, 0, nodes - 1))}; };
    for (int i = 0; i < nodes; ++i) append_row(n.node, "n" + std::to_string(i));
    const int pipes = pick(random, 0, 16);
    for (int i = 0; i < pipes; ++i) {
        const auto p = append_row(n.pipe, "p" + std::to_string(i)).row();
        n.pipe.from_node[p] = node();
        n.pipe.to_node[p] = node();
        n.pipe.length_m[p] = pick(random, 1, 100);
        n.pipe.inner_diameter_m[p] = pick(random, 1, 3) * 0.1;
        n.pipe.pressure_class[p] = chance(random, 50) ? PressureClass::low : PressureClass::medium_a;
        if (chance(random, 5)) n.pipe.state[p] = UseState::abandoned;
    }
    for (int i = pick(random, 0, 20); i > 0; --i) {
        const auto v = append_row(n.valve, "v" + std::to_string(i)).row();
        if (pipes > 0 && chance(random, 80)) {
            n.valve.pipe[v] = PipeIdx{static_cast<std::int32_t>(pick(random, 0, pipes - 1))};
            n.valve.position[v] = random_position(random);
        } else {
            n.valve.from_node[v] = node();
            n.valve.to_node[v] = node();
        }
        n.valve.open[v] = !chance(random, 15);
        n.valve.operable[v] = !chance(random, 15);
    }
    for (int i = pick(random, 0, 4); i > 0; --i) {
        const auto r = append_row(n.regulator, "r" + std::to_string(i)).row();
        n.regulator.from_node[r] = node();
        n.regulator.to_node[r] = node();
        n.regulator.set_gauge_pressure_pa[r] = 2500.0;
        if (chance(random, 15)) n.regulator.state[r] = RegulatorState::closed;
    }
    for (int i = pick(random, 0, 3); i > 0; --i) {
        const auto s = append_row(n.source, "s" + std::to_string(i)).row();
        n.source.node[s] = node();
        n.source.gauge_pressure_pa[s] = 3e5;
    }
    for (int i = pick(random, 0, 8); i > 0; --i) {
        const auto c = append_row(n.customer, "c" + std::to_string(i)).row();
        if (pipes > 0 && chance(random, 70)) {
            n.customer.pipe[c] = PipeIdx{static_cast<std::int32_t>(pick(random, 0, pipes - 1))};
            n.customer.position[c] = random_position(random);
        } else {
            n.customer.node[c] = node();
        }
        n.customer.demand_kg_s[c] = pick(random, 0, 9);
        n.customer.households[c] = pick(random, 0, 50);
        if (chance(random, 10)) n.customer.special[c] = "hospital";
    }
    return n;
}

/// The same network with rows of nodes and pipes in another order.
inline Network shuffled(const Network &n, std::mt19937 &random, std::vector<std::int32_t> &new_node) {
    Network m = n;
    std::vector<std::int32_t> node_rows(row_count(n.node)), pipe_rows(row_count(n.pipe));
    std::vector<std::int32_t> new_pipe(pipe_rows.size());
    new_node.resize(node_rows.size());
    std::iota(node_rows.begin(), node_rows.end(), 0);
    std::iota(pipe_rows.begin(), pipe_rows.end(), 0);
    std::shuffle(node_rows.begin(), node_rows.end(), random);
    std::shuffle(pipe_rows.begin(), pipe_rows.end(), random);
    for (std::size_t i = 0; i < node_rows.size(); ++i)
        new_node[static_cast<std::size_t>(node_rows[i])] = static_cast<std::int32_t>(i);
    for (std::size_t i = 0; i < pipe_rows.size(); ++i)
        new_pipe[static_cast<std::size_t>(pipe_rows[i])] = static_cast<std::int32_t>(i);
    m.node = select_rows(n.node, node_rows);
    m.pipe = select_rows(n.pipe, pipe_rows);
    const auto renumber = [](auto &column, const std::vector<std::int32_t> &now) {
        for (auto &index : column)
            if (index.valid()) index = std::decay_t<decltype(index)>{now[index.row()]};
    };
    renumber(m.pipe.from_node, new_node);
    renumber(m.pipe.to_node, new_node);
    renumber(m.valve.pipe, new_pipe);
    renumber(m.valve.from_node, new_node);
    renumber(m.valve.to_node, new_node);
    renumber(m.regulator.from_node, new_node);
    renumber(m.regulator.to_node, new_node);
    renumber(m.source.node, new_node);
    renumber(m.customer.node, new_node);
    renumber(m.customer.pipe, new_pipe);
    return m;
}

struct Flood {
    struct Way {
        int a, b;
        char kind; ///< 'p' pipe, 'v' valve, 'r' regulator
        int row;
        double start = 0.0, end = 0.0;
    };
    int vertices = 0;
    std::vector<Way> ways;
    std::vector<int> customer; ///< vertex of each customer; -1: on a pipe without gas

    explicit Flood(const Network &n) : vertices(static_cast<int>(row_count(n.node))) {
        for (const NodeIdx node : n.customer.node) customer.push_back(node.value);
        for (int p = 0; p < static_cast<int>(row_count(n.pipe)); ++p)
            if (n.pipe.state[size_t(p)] != UseState::abandoned && n.pipe.state[size_t(p)] != UseState::empty)
                lay_pipe(n, p);
        for (size_t v = 0; v < row_count(n.valve); ++v)
            if (!n.valve.pipe[v].valid())
                ways.push_back({n.valve.from_node[v].value, n.valve.to_node[v].value, 'v', int(v)});
        for (size_t r = 0; r < row_count(n.regulator); ++r)
            ways.push_back({n.regulator.from_node[r].value, n.regulator.to_node[r].value, 'r', int(r)});
    }

    /// Vertices reached from `start`; may(way) says whether a way can be used.
    template <class F> std::vector<char> from(const std::vector<int> &start, bool one_way, F &&may) const {
        std::vector<char> seen(size_t(vertices), 0);
        for (const int v : start) seen[size_t(v)] = 1;
        for (bool grew = true; grew;) {
            grew = false;
            for (const Way &w : ways) {
                if (!may(w)) continue;
                const bool forth = seen[size_t(w.a)] && !seen[size_t(w.b)];
                const bool back = !seen[size_t(w.a)] && seen[size_t(w.b)] && !(one_way && w.kind == 'r');
                if (!forth && !back) continue;
                seen[size_t(forth ? w.b : w.a)] = 1;
                grew = true;
            }
        }
        return seen;
    }

    /// Vertices in the same segment as v, stuck valves joining.
    std::vector<char> segment(const Network &n, int v) const {
        return from({v}, false, [&](const Way &w) {
            return w.kind == 'p' || (w.kind == 'v' && n.valve.open[size_t(w.row)] && !n.valve.operable[size_t(w.row)]);
        });
    }

    static bool open(const Network &n, const Way &w) {
        if (w.kind == 'v') return n.valve.open[size_t(w.row)];
        if (w.kind == 'r') return n.regulator.state[size_t(w.row)] != RegulatorState::closed;
        return true;
    }

    /// Vertices supplied when those marked in `shut` are out of use (empty: none).
    std::vector<char> supplied(const Network &n, const std::vector<char> &shut = {}) const {
        const auto lost = [&](int v) { return !shut.empty() && shut[size_t(v)]; };
        std::vector<int> start;
        for (const NodeIdx s : n.source.node)
            if (!lost(s.value)) start.push_back(s.value);
        return from(start, true, [&](const Way &w) { return open(n, w) && !lost(w.a) && !lost(w.b); });
    }

  private:
    void lay_pipe(const Network &n, int p) {
        std::vector<std::tuple<double, bool, int>> mounts;
        for (size_t c = 0; c < row_count(n.customer); ++c)
            if (n.customer.pipe[c].value == p) mounts.emplace_back(n.customer.position[c], false, int(c));
        for (size_t v = 0; v < row_count(n.valve); ++v)
            if (n.valve.pipe[v].value == p) mounts.emplace_back(n.valve.position[v], true, int(v));
        std::sort(mounts.begin(), mounts.end());
        int here = n.pipe.from_node[size_t(p)].value;
        const int last = n.pipe.to_node[size_t(p)].value;
        double walked = 0.0;
        for (const auto &[position, is_valve, row] : mounts) {
            if (!is_valve && position == 1.0) {
                customer[size_t(row)] = last;
                continue;
            }
            const int there = vertices++;
            ways.push_back({here, there, 'p', p, walked, position});
            walked = position;
            here = there;
            if (!is_valve) customer[size_t(row)] = here;
            else ways.push_back({here, here = vertices++, 'v', row});
        }
        ways.push_back({here, last, 'p', p, walked, 1.0});
    }
};

} // namespace gastwin::test
