// SPDX-License-Identifier: Apache-2.0
#include "scenarios/projects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

/// A chain of `count` pipes of 100 m along one street.
Network chain(std::size_t count, const std::string &street = "A") {
    Network n;
    append_row(n.node, "N0");
    for (std::size_t i = 0; i < count; ++i) {
        append_row(n.node, numbered("N", i + 1));
        const auto p = append_row(n.pipe, numbered("P", i)).row();
        n.pipe.from_node[p] = NodeIdx{i}, n.pipe.to_node[p] = NodeIdx{i + 1};
        n.pipe.length_m[p] = 100.0, n.pipe.inner_diameter_m[p] = 0.1;
        n.pipe.pressure_class[p] = PressureClass::low;
        n.pipe.street[p] = street;
    }
    return n;
}

std::vector<Candidate> all_pipes(const Network &n) {
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < row_count(n.pipe); ++i)
        candidates.push_back({.row = i, .length_m = n.pipe.length_m[i]});
    return candidates;
}

std::vector<std::size_t> sizes(const ProjectGroups &groups) {
    std::vector<std::size_t> result;
    for (std::size_t p = 0; p < groups.count(); ++p)
        result.push_back(static_cast<std::size_t>(groups.start[p + 1] - groups.start[p]));
    return result;
}

TEST(Projects, EachCandidateIsInExactlyOne) {
    const Network n = chain(17, "");
    const ProjectGroups groups = group_projects(n, all_pipes(n), 500.0);
    EXPECT_EQ(std::set<std::size_t>(groups.members.begin(), groups.members.end()).size(), 17U);
    EXPECT_EQ(sizes(groups), (std::vector<std::size_t>{5, 5, 5, 2}));
}

TEST(Projects, StreetTierAndLayingSeparate) {
    Network n = chain(6);
    n.pipe.street[2] = "B";
    n.pipe.pressure_class[4] = PressureClass::medium_a;
    std::vector<Candidate> candidates = all_pipes(n);
    EXPECT_EQ(sizes(group_projects(n, candidates, 1e9)), (std::vector<std::size_t>{2, 1, 1, 1, 1}));
    candidates[0].above_ground = true;
    EXPECT_EQ(sizes(group_projects(n, candidates, 1e9)), (std::vector<std::size_t>{1, 1, 1, 1, 1, 1}));
}

TEST(Projects, SameStreetNameFarApartIsNotOneProject) {
    Network n = parallel_pipes({{}, {}});
    n.pipe.street = {"A", "A"};
    EXPECT_EQ(group_projects(n, all_pipes(n), 1e9).count(), 2U);
}

TEST(Projects, PiecesHangTogetherAndKeepTheLength) {
    // A grid of streets without names.
    Network n;
    constexpr std::size_t side = 12;
    for (std::size_t i = 0; i < side * side; ++i) append_row(n.node, numbered("N", i));
    const auto add = [&](std::size_t a, std::size_t b) {
        const auto p = append_row(n.pipe, numbered("P", row_count(n.pipe))).row();
        n.pipe.from_node[p] = NodeIdx{a}, n.pipe.to_node[p] = NodeIdx{b};
        n.pipe.length_m[p] = 30.0 + static_cast<double>(p % 7) * 20.0;
    };
    for (std::size_t i = 0; i < side * side; ++i) {
        if (i % side + 1 < side) add(i, i + 1);
        if (i + side < side * side) add(i, i + side);
    }
    const auto candidates = all_pipes(n);
    const ProjectGroups groups = group_projects(n, candidates, 400.0);
    for (std::size_t p = 0; p < groups.count(); ++p) {
        const auto first = static_cast<std::size_t>(groups.start[p]),
                   last = static_cast<std::size_t>(groups.start[p + 1]);
        double length = 0.0;
        std::set<std::int32_t> reached;
        for (std::size_t m = first; m < last; ++m) { // members come in growing order: each touches what is there
            const std::size_t row = candidates[groups.members[m]].row;
            const std::int32_t a = n.pipe.from_node[row].value, b = n.pipe.to_node[row].value;
            EXPECT_TRUE(m == first || reached.contains(a) || reached.contains(b));
            reached.insert({a, b});
            length += n.pipe.length_m[row];
        }
        EXPECT_LE(length, 400.0);
    }
}

TEST(Projects, RisersGoByBuilding) {
    Network n;
    append_row(n.building, "B0");
    append_row(n.building, "B1");
    std::vector<Candidate> candidates;
    for (const std::int32_t building : {1, 0, 1, -1, -1}) {
        const auto r = append_row(n.riser, numbered("R", candidates.size())).row();
        n.riser.building[r] = BuildingIdx{building};
        candidates.push_back({.riser = true, .row = r});
    }
    EXPECT_EQ(sizes(group_projects(n, candidates, 100.0)), (std::vector<std::size_t>{2, 1, 1, 1}));
}

} // namespace
} // namespace gastwin
