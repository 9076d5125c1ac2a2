// SPDX-License-Identifier: Apache-2.0
// Closure plans searched again with a plain flood: what is supplied after some of the steps.
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "scenarios/isolation.hpp"
#include "tests/support/random_network.hpp"

namespace gastwin::test {

/// The plan's `close` rows in the order of their step numbers.
struct Step {
    char kind;
    std::string id;
    std::int32_t inside, cut_off;
};

inline std::vector<Step> closings(const ClosurePlan &plan) {
    std::map<std::int32_t, Step> by_step;
    const auto collect = [&](const auto &table, char kind) {
        for (std::size_t i = 0; i < row_count(table); ++i) {
            EXPECT_FALSE(by_step.contains(table.step[i]));
            if (table.action[i] == ClosureAction::close || table.action[i] == ClosureAction::squeeze)
                by_step.emplace(table.step[i],
                                Step{kind, table.id[i], table.inside_customers[i], table.cut_off_customers[i]});
        }
    };
    collect(plan.steps, 'v');
    collect(plan.stations, 'r');
    std::vector<Step> steps;
    for (const auto &[number, step] : by_step) {
        EXPECT_EQ(number, static_cast<std::int32_t>(steps.size()) + 1); // operations come first, without gaps
        steps.push_back(step);
    }
    return steps;
}

/// Vertices supplied after some of the steps, sources in the section being shut in their stations.
inline std::vector<char> supplied_after(const Network &n, const test::Flood &flood, const ClosurePlan &plan,
                                        const std::vector<Step> &steps) {
    std::set<std::pair<char, std::string>> shut;
    for (const Step &s : steps) shut.emplace(s.kind, s.id);
    std::vector<int> start;
    for (std::size_t s = 0; s < row_count(n.source); ++s)
        if (std::find(plan.sources_inside.begin(), plan.sources_inside.end(), n.source.id[s]) ==
            plan.sources_inside.end())
            start.push_back(n.source.node[s].value);
    return flood.from(start, true, [&](const test::Flood::Way &w) {
        if (!test::Flood::open(n, w)) return false;
        if (w.kind == 'p') return true;
        const auto row = static_cast<std::size_t>(w.row);
        return !shut.contains({w.kind, w.kind == 'v' ? n.valve.id[row] : n.regulator.id[row]});
    });
}

/// Ends of the pieces in which a break may be.
inline std::vector<int> break_vertices(const test::Flood &flood, const std::vector<Break> &breaks) {
    std::vector<int> ends;
    for (const auto &way : flood.ways)
        for (const Break &b : breaks) {
            if (way.kind != 'p' || way.row != b.pipe.value || way.start == way.end) continue;
            if (is_missing(b.position) || (way.start <= b.position && b.position <= way.end)) ends.push_back(way.a);
        }
    return ends;
}

inline std::vector<Break> random_breaks(const Network &n, std::mt19937 &random) {
    std::vector<Break> breaks;
    for (int i = test::pick(random, 1, 3); i > 0; --i) {
        Break b{PipeIdx{static_cast<std::int32_t>(test::pick(random, 0, static_cast<int>(row_count(n.pipe)) - 1))}};
        if (test::chance(random, 50)) b.position = test::random_position(random);
        breaks.push_back(b);
    }
    return breaks;
}

} // namespace gastwin::test
