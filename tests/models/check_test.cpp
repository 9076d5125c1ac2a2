// SPDX-License-Identifier: Apache-2.0
#include "models/check.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "models/random.hpp"

namespace gastwin {
namespace {

TEST(RepeatedIds, MatchesASet) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Random random(seed);
        std::vector<std::string> ids;
        const char *const letters[] = {"", "A", "AB", "B", "a-"};
        std::vector<int> next(std::size(letters), 95);
        for (int i = random.integer(0, 200); i > 0; --i) { // series by turns, now and then a step back or no figure
            const auto k = static_cast<std::size_t>(random.integer(0, 4));
            next[k] += random.chance(0.01) ? -1 : 1;
            ids.push_back(random.chance(0.01) ? letters[k] : letters[k] + std::to_string(next[k]));
        }
        std::set<std::string> seen;
        std::vector<std::size_t> expected;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (!seen.insert(ids[i]).second) expected.push_back(i);
        EXPECT_EQ(repeated_ids(ids), expected);
    }
}

TEST(RepeatedIds, IdsThatAscendAreTakenAsTheyAreAndTheFirstThatDoesNotCounts) {
    EXPECT_TRUE(repeated_ids(std::vector<std::string>{"", "2", "9", "10", "a1", "a2"}).empty());
    EXPECT_EQ(repeated_ids(std::vector<std::string>{"9", "10", "10"}), std::vector<std::size_t>{2});
    EXPECT_EQ(repeated_ids(std::vector<std::string>{"1", "2", "3", "1"}), std::vector<std::size_t>{3});
    EXPECT_TRUE(repeated_ids(std::vector<std::string>{"A1", "B1", "A2", "AB1", "B2"}).empty());
    EXPECT_EQ(repeated_ids(std::vector<std::string>{"A1", "B1", "A2", "B1"}), std::vector<std::size_t>{3});
    EXPECT_EQ(repeated_ids(std::vector<std::string>{"A", "A", "", ""}), (std::vector<std::size_t>{1, 3}));
}

TEST(Check, NoLengthFactorOrPressureIsInfiniteButALimitMayBe) {
    Network network;
    append_row(network.node, "A");
    append_row(network.node, "B");
    append_row(network.pipe, "P");
    network.pipe.from_node[0] = NodeIdx{0};
    network.pipe.to_node[0] = NodeIdx{1};
    network.pipe.length_m[0] = network.pipe.friction_factor[0] = std::numeric_limits<double>::infinity();
    network.pipe.inner_diameter_m[0] = 0.1;
    append_row(network.source, "S");
    network.source.node[0] = NodeIdx{0};
    network.source.pressure_pa[0] = network.source.max_flow_kg_s[0] = std::numeric_limits<double>::infinity();
    const Issues issues = check(network);
    EXPECT_EQ(issues.kind, std::vector<std::string>(3, "value_out_of_range"));
    EXPECT_EQ(issues.column, (std::vector<std::string>{"length_m", "friction_factor", "pressure_pa"}));
}

TEST(Check, WarnsOfLinksFromANodeToItselfAndOfSourcesThatAreOverruled) {
    Network network;
    append_row(network.node, "A");
    append_row(network.node, "B");
    const auto link = [&](auto &table) {
        for (std::int32_t to : {0, 1}) {
            const std::size_t row = append_row(table, std::to_string(to)).row();
            table.from_node[row] = NodeIdx{0};
            table.to_node[row] = NodeIdx{to};
        }
    };
    link(network.pipe);
    link(network.valve);
    link(network.regulator);
    for (double &length : network.pipe.length_m) length = 1.0;
    for (double &diameter : network.pipe.inner_diameter_m) diameter = 0.1;
    for (double &set : network.regulator.set_gauge_pressure_pa) set = 1e3;
    for (const char *id : {"high", "low", "elsewhere", "high too"}) append_row(network.source, id);
    network.source.node = {NodeIdx{0}, NodeIdx{0}, NodeIdx{1}, NodeIdx{0}};
    network.source.gauge_pressure_pa = {4e5, missing_real, 1e3, 4e5};
    network.source.pressure_pa[1] = 3e5;
    const Issues issues = check(network);
    EXPECT_EQ(issues.kind, (std::vector<std::string>{"conflicting_sources", "same_ends", "same_ends", "same_ends"}));
    EXPECT_EQ(issues.layer, (std::vector<std::string>{"source", "pipe", "regulator", "valve"}));
    EXPECT_EQ(issues.object_id, (std::vector<std::string>{"low", "0", "0", "0"}));
    EXPECT_NO_THROW(require_sound(network));
}

TEST(Check, TellsThatTheOpeningOfAValveBetweenTwoNodesDoesNotCount) {
    Network network;
    for (const char *id : {"a", "b"}) append_row(network.node, id);
    for (const char *id : {"open", "half open", "shut", "shut by its opening"}) append_row(network.valve, id);
    network.valve.from_node.assign(4, NodeIdx{0});
    network.valve.to_node.assign(4, NodeIdx{1});
    network.valve.opening = {1.0, 0.5, 0.5, 0.0};
    network.valve.open[2] = 0;
    const Issues issues = check(network);
    EXPECT_EQ(issues.kind, std::vector<std::string>{"opening_of_link"});
    EXPECT_EQ(issues.object_id, std::vector<std::string>{"half open"});
    EXPECT_NO_THROW(require_sound(network));
}

} // namespace
} // namespace gastwin
